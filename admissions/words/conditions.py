"""Conditions in plain English, read from what the author wrote and not from the core."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import assert_never

from admissions.model.conditions import (
    AllOf,
    Always,
    AnyOf,
    AtLeast,
    Between,
    Bound,
    ByCase,
    ByReading,
    Count,
    Indicators,
    Level,
    NoneRecorded,
    NotThis,
    OneOf,
    OutcomeOf,
    ScaleTerm,
    Surface,
    Unless,
    how_many,
)
from admissions.model.needs import Difference, Either, Grouping, Kind, NeedField
from admissions.model.outcomes import Answer
from admissions.model.provisions import RuleSet
from admissions.words.outcomes import OUTCOME_WORDS

Holds = Callable[[Surface], Answer]
"""Whether a condition holds for a profile: yes, no, or not known yet."""


NOTHING_ASKED = "nothing is asked here"
NOBODY = "no one is accepted here"


def joined(words: Iterable[str], last: str = "or") -> str:
    """A list as people write it.

    >>> joined(["Year 7", "Year 8", "Year 9"])
    'Year 7, Year 8 or Year 9'
    """
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {last} {found[-1]}"


def say(condition: Surface, rules: RuleSet) -> str:
    """The condition as a clause, without a full stop."""
    return Speaker(rules).say(condition)


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


class Speaker:
    """Says conditions, ranges and levels in the labels of one rule set."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules

    def say(self, condition: Surface) -> str:
        """The condition as a clause."""
        match condition:
            case Always(holds):
                return NOTHING_ASKED if holds else NOBODY
            case OneOf(name, values):
                return self._one_of(self.rules.needs[name], values)
            case NoneRecorded(name):
                return f"no {self.rules.needs[name].label} are recorded"
            case Between(name, low, high):
                return self._between(self.rules.needs[name], low, high)
            case AllOf(parts):
                return joined((self._inner(part) for part in parts), "and")
            case AnyOf(parts):
                return "either " + joined((self._inner(part) for part in parts), "or")
            case NotThis(part):
                return f"it is not so that {self._inner(part)}"
            case Unless(part, exception):
                return f"{self._inner(part)}, unless {self._inner(exception)}"
            case AtLeast(count, parts):
                number = how_many(count, len(parts))
                return f"at least {number} of these {len(parts)}: {'; '.join(self.say(part) for part in parts)}"
            case Indicators(items, count, reading, counts):
                said = self._counts(reading, counts, len(items)) if reading else self._count(count, len(items))
                return f"{said} of the {len(items)} listed"
            case ByCase(cases, otherwise):
                listed = [f"where {self.say(case.when)}: {self.say(case.then)}" for case in cases]
                return "; ".join([*listed, f"otherwise: {self.say(otherwise)}"])
            case ByReading(assumption, readings):
                known = self.rules.assumption[assumption]
                return "; ".join(f"read as “{known.label(value)}”: {self.say(part)}" for value, part in readings)
            case OutcomeOf(provision, outcomes):
                found = self.rules.by_id.get(provision)
                named = joined(OUTCOME_WORDS[outcome] for outcome in outcomes)
                return f"the outcome for {found.name if found else provision} is “{named}”"
            case _:
                assert_never(condition)

    def _inner(self, condition: Surface) -> str:
        said = self.say(condition)
        simple = isinstance(condition, OneOf | NoneRecorded | Between | Always | OutcomeOf)
        return said if simple else f"({said})"

    def _count(self, count: Count, of: int) -> str:
        return f"at least {how_many(count, of)}"

    def _counts(self, reading: str, counts: tuple[tuple[str, Count], ...], of: int) -> str:
        known = self.rules.assumption[reading]
        return joined(f"{self._count(count, of)} (read as “{known.label(value)}”)" for value, count in counts)

    # --- one field ---------------------------------------------------------------------------------------------------

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

    def _one_of(self, need: NeedField, values: tuple[Level, ...]) -> str:
        said = joined(self.level(need, value) for value in values)
        match need.derived:
            case Grouping():
                return f"the child is in {said}"
            case Either():
                return f"{said} is recorded as a primary or additional need"
            case Difference():
                return f"the child works {said} {need.label}"
            case _:
                if need.kind is Kind.FLAG:
                    return said
                if need.kind is Kind.SEVERAL:
                    return f"{need.label} include {said}"
                return f"the {need.label} is {said}"

    def _between(self, need: NeedField, low: Bound | None, high: Bound | None) -> str:
        if isinstance(need.derived, Difference) and low is None and high == Bound(0):
            return f"the child works no {need.label}"
        if low == Bound("none", inclusive=False) and high is None:
            return f"there is some {need.label}"
        numeric = isinstance(need.derived, Difference)
        said = self.range(need, low, high, numeric=numeric)
        return f"the child works {said} {need.label}" if numeric else f"the {need.label} is {said}"

    def range(self, need: NeedField, low: Bound | None, high: Bound | None, *, numeric: bool) -> str:
        """The two ends of a range; ``numeric`` where they count years."""
        if low is not None and high is not None and low.inclusive and high.inclusive:
            if low.level == high.level:
                return self.level(need, low.level)
            return f"{self.level(need, low.level)} to {self.level(need, high.level)}"
        ends = []
        if low is not None:
            value = self.level(need, low.level)
            if low.inclusive:
                ends.append(f"{value} or more" if numeric else f"at least {value}")
            else:
                ends.append(f"more than {value}" if numeric else f"above {value}")
        if high is not None:
            value = self.level(need, high.level)
            if high.inclusive:
                ends.append(f"at most {value}")
            else:
                ends.append(f"less than {value}" if numeric else f"below {value}")
        return joined(ends, "and")
