"""Conditions on one field in plain English: its values, a range of an order, and what it is not.

No two conditions with different meanings are said alike, unless `questions/labels.py` speaks up about the labels.
"""

from __future__ import annotations

from collections.abc import Callable

from admissions.model.conditions import Between, Bound, Level, NoneRecorded, OneOf, ScaleTerm
from admissions.model.needs import Difference, Either, Grouping, Kind, NeedField
from admissions.model.provisions import Row, RuleSet
from admissions.words.lists import joined
from admissions.words.years import years_are, years_between

OneField = OneOf | NoneRecorded | Between

EITHER = "is recorded as a primary or additional need"
NOT_EITHER = "is not recorded as a primary or additional need"
_UNDENIABLE = ("not ", "no ", "none")
"""How values begin that make bad English after "is not"."""


class FieldSpeaker:
    """Says conditions on one field, ranges and levels in the labels of one rule set."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules

    def test(self, condition: OneField) -> str:
        """The condition as a clause."""
        need = self.rules.needs[condition.field]
        match condition:
            case OneOf(_, values):
                return self._one_of(need, values)
            case NoneRecorded():
                return f"no {need.label} are recorded"
            case Between(_, low, high):
                return self._between(need, low, high)

    def denied(self, condition: OneField) -> str | None:
        """That the condition does not hold, as a clause of its own; None where there is no plain one."""
        need = self.rules.needs[condition.field]
        match condition:
            case NoneRecorded():
                return f"some {need.label} are recorded"
            case OneOf(_, values):
                return self._none_of(need, values)
            case Between(_, Bound() as low, Bound() as high):
                if isinstance(need.derived, Difference):
                    return f"the child does not work {years_between(need.label, low, high)}"
                if low.inclusive and high.inclusive:
                    return f"the {need.label} is not {self.range(need, low, high, numeric=False)}"
        return None

    # --- levels ------------------------------------------------------------------------------------------------------

    def level(self, need: NeedField, level: Level) -> str:
        """A value in words; a term of a scale in the words of that scale."""
        if isinstance(level, ScaleTerm):
            return self.rules.scale[level.scale].by_term[level.term].label
        if isinstance(level, int):
            return str(level)
        match need.derived:
            case Either(choice, several):
                parent = self.rules.needs[choice if level in self.rules.needs[choice].by_id else several]
                return parent.by_id[level].label
            case _:
                value = need.by_id.get(level)
                return value.label if value else level

    def named(self, need: NeedField, level: Level) -> str:
        """A value in words, a term of a scale with that scale where another level of its name spans other steps."""
        said = self.level(need, level)
        if isinstance(level, ScaleTerm):
            scale = self.rules.scale[level.scale]
            own = _spanned(scale.by_term[level.term])
            rows = [row for one in self.rules.scales for row in one.rows if row.label == said]
            others = [_spanned(row) for row in rows]
            others += [("", (("", (value.id, value.id)),)) for value in need.values if value.label == said]
            if any(other != own for other in others):
                return f"{said} ({scale.label})"
        return said

    def range(self, need: NeedField, low: Bound | None, high: Bound | None, *, numeric: bool) -> str:
        """The two ends of a range; ``numeric`` where they count years."""
        if low is not None and high is not None and low.inclusive and high.inclusive:
            if self._steps(low.level) == self._steps(high.level):
                return self.named(need, high.level)
            return f"{self.named(need, low.level)} to {self.named(need, high.level)}"
        ends = []
        if low is not None:
            value = self.named(need, low.level)
            if low.inclusive:
                ends.append(f"{value} or more" if numeric else f"at least {value}")
            else:
                ends.append(f"more than {value}" if numeric else f"above {value}")
        if high is not None:
            value = self.named(need, high.level)
            if high.inclusive:
                ends.append(f"at most {value}")
            else:
                ends.append(f"less than {value}" if numeric else f"below {value}")
        return joined(ends, "and")

    def _steps(self, level: Level) -> object:
        """What a level stands for, by which a term and the step of the shared scale that it spans are one."""
        return (
            _spanned(self.rules.scale[level.scale].by_term[level.term])
            if isinstance(level, ScaleTerm)
            else ("", (("", (level, level)),))
        )

    # --- one field ---------------------------------------------------------------------------------------------------

    def _labels(self, need: NeedField, values: tuple[Level, ...]) -> list[str]:
        return list(dict.fromkeys(self.named(need, value) for value in values))

    def _one_of(self, need: NeedField, values: tuple[Level, ...]) -> str:
        said = joined(self._labels(need, values))
        match need.derived:
            case Grouping():
                return f"the child is in {said}"
            case Either():
                return f"{said} {EITHER}"
            case Difference():
                return f"the child works {years_are(need.label, [int(str(value)) for value in values])}"
            case _:
                if need.kind is Kind.FLAG:
                    return said
                if need.kind is Kind.SEVERAL:
                    return f"{need.label} include {said}"
                return f"the {need.label} is {said}"

    def _none_of(self, need: NeedField, values: tuple[Level, ...]) -> str | None:
        labels = self._labels(need, values)
        one = len(labels) == 1
        said = labels[0] if one else f"neither {joined(labels, 'nor')}"
        match need.derived:
            case Grouping():
                return f"the child is not in {said}" if one else f"the child is in {said}"
            case Either():
                return f"{said} {NOT_EITHER if one else EITHER}"
            case Difference():
                years = years_are(need.label, [int(str(value)) for value in values])
                return f"the child does not work {years}" if one else None
            case _:
                if need.kind is Kind.FLAG:
                    return None
                if need.kind is Kind.SEVERAL:
                    return f"{need.label} do not include {said}" if one else f"{need.label} include {said}"
                if any(label.startswith(_UNDENIABLE) for label in labels):
                    return None
                return f"the {need.label} is not {said}" if one else f"the {need.label} is {said}"

    def _between(self, need: NeedField, low: Bound | None, high: Bound | None) -> str:
        if isinstance(need.derived, Difference):
            return f"the child works {years_between(need.label, low, high)}"
        if need.ids[0] == "none" and high is None and low == Bound("none", inclusive=False):
            return f"there is some {need.label}"
        if need.ids[0] == "none" and low is None and high == Bound("none"):
            return self._one_of(need, ("none",))
        return f"the {need.label} is {self.range(need, low, high, numeric=False)}"


def _spanned(row: Row) -> tuple[str, tuple[tuple[str, tuple[str, str]], ...]]:
    """What tells the meaning of one term from that of another."""
    return row.assumption, row.spans


def begins_with_a_value(rules: RuleSet) -> Callable[[str], bool]:
    """Whether a clause begins like a value of some field, so that it would read on from a list of values."""
    labels = {value.label for need in rules.needs.fields if need.kind is not Kind.FLAG for value in need.values}
    labels |= {row.label for scale in rules.scales for row in scale.rows}
    starts = tuple(f"{label}{mark}" for label in labels if label for mark in " ,:;(")

    return lambda said: said.startswith(starts) or said in labels
