"""Conditions in controlled English, read from what the author wrote and not from the core.

It reads aloud, and it has one meaning: a parser in the tests, which sees the English alone, rebuilds the same region.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import assert_never

from admissions.model.conditions import (
    AllOf,
    Always,
    AnyOf,
    AtLeast,
    Between,
    ByCase,
    ByReading,
    Count,
    Indicators,
    NoneRecorded,
    NotThis,
    OneOf,
    OutcomeOf,
    Surface,
    Unless,
    how_many,
)
from admissions.model.outcomes import Answer
from admissions.model.provisions import RuleSet
from admissions.words.fields import FieldSpeaker, begins_with_a_value
from admissions.words.lists import joined
from admissions.words.outcomes import OUTCOME_WORDS
from admissions.words.plainer import plainer

Holds = Callable[[Surface], Answer]
"""Whether a condition holds for a profile: yes, no, or not known yet."""


NOTHING_ASKED = "nothing is asked here"
NOBODY = "no one is accepted here"


def say(condition: Surface, rules: RuleSet) -> str:
    """The condition as a clause, without a full stop."""
    return Speaker(rules).say(condition)


def say_all(conditions: Iterable[Surface], rules: RuleSet) -> tuple[str, ...]:
    """Conditions that hold together as clauses, one for each that stands by itself, each once and in full."""
    speaker = Speaker(rules, spell_out=True)
    found = [part for condition in conditions for part in _conjuncts(plainer(condition, rules.needs), rules)]
    asked = [part for part in found if part != Always(holds=True)]
    return tuple(dict.fromkeys(map(speaker.say, asked))) or (NOTHING_ASKED,)


def _conjuncts(condition: Surface, rules: RuleSet) -> Iterator[Surface]:
    if isinstance(condition, AllOf):
        for part in condition.parts:
            yield from _conjuncts(plainer(part, rules.needs), rules)
    else:
        yield condition


def cut(condition: Surface, holds: Holds, assumed: Callable[[str], tuple[str, ...]]) -> Surface:
    """The condition with cases that are settled for a profile, and readings that are fixed, put in its place.

    It is the very same condition where nothing is.
    """
    match condition:
        case ByCase(cases, otherwise, at):
            left = []
            for case in cases:
                found = holds(case.when)
                if found is Answer.YES:
                    otherwise = case.then
                    break
                if found is Answer.CANNOT_TELL:
                    left.append(case)
            otherwise = cut(otherwise, holds, assumed)
            return ByCase(tuple(left), otherwise, at) if left else otherwise
        case ByReading(assumption, readings, at):
            values = assumed(assumption)
            kept = tuple((value, cut(part, holds, assumed)) for value, part in readings if value in values)
            return kept[0][1] if len(kept) == 1 else ByReading(assumption, kept, at)
        case Indicators(items, _, reading, counts, at) if reading:
            values = assumed(reading)
            left_counts = tuple((value, count) for value, count in counts if value in values)
            if len(left_counts) == 1:
                return Indicators(items, left_counts[0][1], at=at)
            return Indicators(items, reading=reading, counts=left_counts, at=at)
        case AllOf(parts, at) | AnyOf(parts, at):
            cut_parts = tuple([cut(part, holds, assumed) for part in parts])
            same = all(one is part for one, part in zip(cut_parts, parts, strict=True))
            return condition if same else type(condition)(cut_parts, at)
        case _:
            return condition


class Speaker(FieldSpeaker):
    """Says conditions in the labels of one rule set, so that what was said has one meaning.

    A worded list of indicators is said as a count of what is listed beside it; with ``spell_out`` it is said in full.
    """

    def __init__(self, rules: RuleSet, *, spell_out: bool = False) -> None:
        super().__init__(rules)
        self.spell_out = spell_out
        self._reads_on = begins_with_a_value(rules)
        labels = [value.label for assumption in rules.assumptions for value in assumption.values]
        self._shared = {label for label, number in Counter(labels).items() if number > 1}

    def say(self, condition: Surface) -> str:
        """The condition as a clause."""
        condition = plainer(condition, self.rules.needs)
        match condition:
            case Always(holds):
                return NOTHING_ASKED if holds else NOBODY
            case OneOf() | NoneRecorded() | Between():
                return self.test(condition)
            case AllOf(parts):
                return self._list(parts, "and")
            case AnyOf(parts):
                return f"either {self._list(parts, 'or')}"
            case NotThis(part):
                return self._simply_denied(part) or f"it is not so that {self._inner(part)}"
            case Unless(part, exception):
                return f"{self._inner(part)}, unless {self._inner(exception)}"
            case AtLeast(count, parts):
                return f"{self._count(count, len(parts))} {self._these(parts)}"
            case Indicators(items, count, reading, counts):
                said = self._counts(reading, counts, len(items)) if reading else self._count(count, len(items))
                if self.spell_out:
                    return f"{said} {self._these(tuple(item.condition for item in items))}"
                return f"{said} of the {len(items)} listed"
            case ByCase(cases, otherwise):
                listed = [f"where {self._item(case.when)}: {self._item(case.then)}" for case in cases]
                return "; ".join([*listed, f"otherwise: {self._item(otherwise)}"])
            case ByReading(assumption, readings):
                return "; ".join(f"{self._read_as(assumption, value)}: {self._item(part)}" for value, part in readings)
            case OutcomeOf(provision, outcomes):
                return f"the outcome for {self._name(provision)} is {joined(_quoted(outcomes))}"
            case _:
                assert_never(condition)

    # --- parts -------------------------------------------------------------------------------------------------------

    def _inner(self, condition: Surface) -> str:
        """A part within a clause, in brackets unless it is on one thing."""
        said = self.say(condition)
        match plainer(condition, self.rules.needs):
            case OneOf() | NoneRecorded() | Between() | Always() | OutcomeOf():
                return said
            case NotThis(part) if self._simply_denied(part):
                return said
        return f"({said})"

    def _list(self, parts: tuple[Surface, ...], last: str) -> str:
        """Parts one after another. What would read on from a list of values before it stands in brackets."""
        said = [self._inner(part) for part in parts]
        return joined([said[0], *(f"({one})" if self._reads_on(one) else one for one in said[1:])], last)

    def _these(self, parts: tuple[Surface, ...]) -> str:
        return f"of these {len(parts)}: {'; '.join(self._item(part) for part in parts)}"

    def _item(self, condition: Surface) -> str:
        """A part between semicolons, in brackets where it has semicolons of its own."""
        said = self.say(condition)
        match plainer(condition, self.rules.needs):
            case AtLeast() | ByCase() | ByReading():
                return f"({said})"
            case Indicators() if self.spell_out:
                return f"({said})"
        return said

    def _simply_denied(self, part: Surface) -> str | None:
        match part:
            case OneOf() | NoneRecorded() | Between():
                return self.denied(part)
            case OutcomeOf(provision, (outcome,)):
                return f"the outcome for {self._name(provision)} is not {_quoted((outcome,))[0]}"
        return None

    # --- counts, readings and names ----------------------------------------------------------------------------------

    def _count(self, count: Count, of: int) -> str:
        return f"at least {how_many(count, of)}"

    def _counts(self, reading: str, counts: tuple[tuple[str, Count], ...], of: int) -> str:
        return joined(f"{self._count(count, of)} ({self._read_as(reading, value)})" for value, count in counts)

    def _read_as(self, assumption: str, value: str) -> str:
        """One reading of the words, with the question that it answers where others are answered alike."""
        known = self.rules.assumption[assumption]
        label = known.label(value)
        return f"read as “{label}”" + (f" in answer to “{known.question}”" if label in self._shared else "")

    def _name(self, provision: str) -> str:
        found = self.rules.by_id.get(provision)
        return found.name if found else provision


def _quoted(outcomes: Iterable[str]) -> list[str]:
    return [f"“{OUTCOME_WORDS[outcome]}”" for outcome in dict.fromkeys(outcomes)]
