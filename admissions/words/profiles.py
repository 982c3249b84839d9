"""What is recorded of a child, in plain English: as it was entered, and as an answer looked at it."""

from __future__ import annotations

from collections.abc import Iterable

from admissions.model.conditions import AllOf, Between, Level, NoneRecorded, NotThis, OneOf, ScaleTerm, Surface
from admissions.model.needs import Difference, Kind, NeedField
from admissions.model.provisions import RuleSet
from admissions.words.conditions import Speaker
from admissions.words.lists import joined

MANY = 6

Held = tuple[str | int, ...] | dict[str, tuple[str, ...]]


class EntrySpeaker:
    """Says what was entered in the labels of one rule set."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self._speaker = Speaker(rules)

    def say(self, need: NeedField, condition: Surface) -> str:
        """What was entered of a field, on the scale on which it was entered; a flag says what it means."""
        speaker = self._speaker
        match condition:
            case OneOf(_, values) if need.kind is Kind.FLAG:
                return joined(speaker.level(need, value) for value in values)
            case OneOf(_, values) if need.kind is not Kind.SEVERAL:
                said = joined(self._with_scale(need, value) for value in values)
            case Between(_, low, high):
                said = speaker.range(need, low, high, numeric=isinstance(need.derived, Difference))
            case NoneRecorded():
                said = "none"
            case AllOf(parts):
                named = [speaker.level(need, part.values[0]) for part in parts if isinstance(part, OneOf)]
                complete = any(isinstance(part, NotThis) for part in parts) or len(named) == len(need.ids)
                said = joined(named, "and") if complete else f"{joined(named, 'and')}, others not known"
            case _:
                said = speaker.say(condition)
        return f"{need.label}: {said}"

    def _with_scale(self, need: NeedField, level: Level) -> str:
        said = self._speaker.level(need, level)
        return f"{said} ({self.rules.scale[level.scale].label})" if isinstance(level, ScaleTerm) else said


def say_held(need: NeedField, values: Held) -> str:
    """The possible values of a field, as an answer looked at them."""
    if isinstance(values, dict):
        named = joined((need.by_id[value].label for value in values["includes"]), "and")
        return f"{need.label}: {named}, others not known" if named else f"{need.label} not known"
    if isinstance(need.derived, Difference):
        return _say_years(need, int(values[0]), int(values[-1])) if len(values) <= MANY else f"{need.label} not known"
    ids = [str(value) for value in values]
    if need.kind is Kind.FLAG:
        return need.by_id[ids[0]].label if len(ids) == 1 else f"{need.label} not known"
    if need.kind is not Kind.SEVERAL and len(ids) == len(need.ids):
        return f"{need.label} not known"
    return f"{need.label}: {say_values(need, ids) or 'none'}"


def _say_years(need: NeedField, low: int, high: int) -> str:
    """From ``low`` to ``high`` years; less than none is above what the label says that years are below."""
    label = need.label.replace("years", "year", 1) if low == high in (-1, 1) else need.label
    if high < 0:
        above = label.replace("below", "above")
        return f"{-high} {above}" if low == high else f"{-high} to {-low} {above}"
    if low < 0:
        return f"from {-low} above to {high} {need.label}"
    return f"{low or 'no'} {label}" if low == high else f"{low} to {high} {need.label}"


def say_values(need: NeedField, values: Iterable[str]) -> str:
    """Values of a field in words, a run of an ordered field as a range."""
    found = list(values)
    labels = [need.by_id[value].label for value in found]
    places = [need.ids.index(value) for value in found]
    if need.kind is Kind.ORDERED and len(places) > 2 and places == list(range(places[0], places[-1] + 1)):
        return f"{labels[0]} to {labels[-1]}"
    return joined(labels, "and" if need.kind is Kind.SEVERAL else "or")
