"""Every condition that is one step away from a given one: what the scripts that change rules change them to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
    parts_of,
    with_part,
)
from admissions.model.needs import Difference, Kind, NeedField
from admissions.model.outcomes import Outcome
from admissions.model.provisions import RuleSet
from admissions.text.field_tests import known_values

Change = tuple[str, Surface]
"""What was changed, in words, and the condition that comes of it."""


@dataclass(frozen=True)
class Stepper:
    """Every condition that is one step away from a given one, over the fields and scales of a rule set."""

    rules: RuleSet

    def changes(self, condition: Surface) -> Iterator[Change]:
        """Each change of the condition itself, then each change of a part of it."""
        yield from self._own(condition)
        for index, part in enumerate(parts_of(condition)):
            for words, changed in self.changes(part):
                yield words, with_part(condition, index, changed)

    def _own(self, condition: Surface) -> Iterator[Change]:
        match condition:
            case OneOf():
                yield from self._one_of(condition)
            case Between(name, low, high):
                need = self.rules.needs[name]
                yield from ((words, replace(condition, low=bound)) for words, bound in self._ends(need, low, True))
                yield from ((words, replace(condition, high=bound)) for words, bound in self._ends(need, high, False))
            case NoneRecorded(name, at):
                yield f"{name} is not none", NotThis(condition, at)
            case AllOf(parts, at):
                yield from _without_one(condition, parts)
                yield "any for all", AnyOf(parts, at)
            case AnyOf(parts, at):
                yield from _without_one(condition, parts)
                yield "all for any", AllOf(parts, at)
            case AtLeast(count, parts):
                yield from _without_one(condition, parts)
                for words, other in _counts(count, len(parts)):
                    yield words, replace(condition, count=other)
            case NotThis(part):
                yield "drop not", part
            case Unless(part):
                yield "drop unless", part
            case Indicators():
                yield from _indicators(condition)
            case ByCase(cases):
                for index in range(len(cases)):
                    left = cases[:index] + cases[index + 1 :]
                    yield f"drop case {index + 1}", replace(condition, cases=left) if left else condition.otherwise
            case ByReading(_, readings):
                for index in range(len(readings) - 1):
                    (one, first), (two, second) = readings[index : index + 2]
                    swapped = (*readings[:index], (one, second), (two, first), *readings[index + 2 :])
                    yield f"swap {one} and {two}", replace(condition, readings=swapped)
            case OutcomeOf(provision, outcomes):
                for outcome in Outcome:
                    rest = tuple(one for one in outcomes if one != outcome)
                    words = f"{provision} {'drop' if outcome in outcomes else 'add'} {outcome}"
                    yield words, replace(condition, outcomes=rest if outcome in outcomes else (*outcomes, outcome))
            case Always(holds, at):
                yield f"{'never' if holds else 'always'}", Always(not holds, at)
            case _:
                assert_never(condition)

    def _one_of(self, condition: OneOf) -> Iterator[Change]:
        need, values = self.rules.needs[condition.field], condition.values
        for value in values:
            rest = tuple(other for other in values if other != value)
            yield f"{need.id} drop {_say(value)}", replace(condition, values=rest) if rest else Always(False)
            if isinstance(value, ScaleTerm) and not rest:
                whole = Between(need.id, Bound(value), Bound(value), condition.at)
                yield from self._own(whole)
        for value in self._beside(need, values):
            yield f"{need.id} add {_say(value)}", replace(condition, values=(*values, value))

    def _beside(self, need: NeedField, values: Sequence[Level]) -> Iterator[Level]:
        """The values to add: next to a listed one where the field has an order, else every one that is not listed."""
        found: dict[Level, None] = {}
        for value in values:
            if isinstance(value, ScaleTerm):
                found.update(dict.fromkeys(self._terms(value)))
            elif isinstance(value, int):
                found.update({value - 1: None, value + 1: None})
            elif need.kind is Kind.ORDERED:
                place = need.ids.index(value)
                found.update(dict.fromkeys(need.ids[max(place - 1, 0) : place + 2]))
            else:
                found.update(dict.fromkeys(known_values(self.rules.needs, need)))
        yield from (value for value in found if value not in values)

    def _terms(self, value: ScaleTerm) -> Iterator[ScaleTerm]:
        terms = list(self.rules.scale[value.scale].by_term)
        place = terms.index(value.term)
        yield from (ScaleTerm(value.scale, term) for term in terms[max(place - 1, 0) : place + 2] if term != value.term)

    def _ends(self, need: NeedField, bound: Bound | None, is_low: bool) -> Iterator[tuple[str, Bound]]:
        """The end of a range moved by one, as a value and, where it is a term of a scale, as a term too."""
        if bound is None:
            return
        end = "from" if is_low else "to"
        if isinstance(need.derived, Difference):
            assert isinstance(bound.level, int), "years are counted in whole numbers"
            for years in (bound.level - 1, bound.level + 1):
                yield f"{need.id} {end} {years}", replace(bound, level=years)
            return
        if isinstance(bound.level, ScaleTerm):
            for term in self._terms(bound.level):
                yield f"{need.id} {end} {_say(term)}", replace(bound, level=term)
        lowest, highest = self._places(need, bound.level)
        # The first value inside (the last, for the upper end), counted along the field.
        inside = (
            (lowest if bound.inclusive else highest + 1) if is_low else (highest if bound.inclusive else lowest - 1)
        )
        for place in (inside - 1, inside + 1):
            if 0 <= place < len(need.ids):
                yield f"{need.id} {end} {need.ids[place]}", Bound(need.ids[place])
            elif place == len(need.ids) and is_low:
                yield f"{need.id} above all", Bound(need.ids[-1], inclusive=False)
            elif place == -1 and not is_low:
                yield f"{need.id} below all", Bound(need.ids[0], inclusive=False)

    def _places(self, need: NeedField, level: Level) -> tuple[int, int]:
        """Where the level stands along the field, a term of a scale by its default span."""
        if not isinstance(level, ScaleTerm):
            place = need.ids.index(str(level))
            return place, place
        row = self.rules.scale[level.scale].by_term[level.term]
        low, high = dict(row.spans)[self.rules.assumption[row.assumption].default if row.assumption else ""]
        return need.ids.index(low), need.ids.index(high)


def _say(value: Level) -> str:
    return value.term if isinstance(value, ScaleTerm) else str(value)


def _without_one(condition: AllOf | AnyOf | AtLeast, parts: tuple[Surface, ...]) -> Iterator[Change]:
    for index in range(len(parts)):
        yield f"drop part {index + 1}", replace(condition, parts=parts[:index] + parts[index + 1 :])


def _counts(count: Count, of: int) -> Iterator[tuple[str, int]]:
    number = how_many(count, of)
    yield from ((f"{other} of {of}", other) for other in (number - 1, number + 1) if 0 <= other <= of)


def _indicators(condition: Indicators) -> Iterator[Change]:
    items = condition.items
    for index, item in enumerate(items):
        yield f"drop {item.id}", replace(condition, items=items[:index] + items[index + 1 :])
    if not condition.reading:
        for words, other in _counts(condition.count, len(items)):
            yield words, replace(condition, count=other)
    for index, (value, count) in enumerate(condition.counts):
        for words, other in _counts(count, len(items)):
            counts = (*condition.counts[:index], (value, other), *condition.counts[index + 1 :])
            yield f"{value}: {words}", replace(condition, counts=counts)
