"""The one lowering: from what an author wrote to the small core that has a meaning.

Ranges, terms of scales, derived fields, cases, readings, ``unless`` and ``most of`` all become tests of axes joined by
and, or, not and at-least-n. Nothing after this function knows that they existed.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import assert_never

from admissions.model.conditions import (
    FALSE,
    TRUE,
    AllOf,
    Always,
    And,
    AnyOf,
    AtLeast,
    Between,
    Bound,
    ByCase,
    ByReading,
    Core,
    Indicators,
    Level,
    NOf,
    NoneRecorded,
    Not,
    NotThis,
    OneOf,
    Or,
    OutcomeOf,
    ScaleTerm,
    Surface,
    Test,
    Unless,
    how_many,
)
from admissions.model.needs import (
    YES,
    Adjustment,
    Difference,
    Either,
    Grouping,
    Kind,
    NeedField,
    Needs,
    Value,
    member_axis,
)
from admissions.model.outcomes import Outcome
from admissions.model.provisions import Assumption, Row, Scale

OutcomeCore = Callable[[str, Outcome], Core]
"""The core condition under which the provision with this id has this outcome."""


def no_outcomes(provision: str, outcome: Outcome) -> Core:
    """Stands for the outcomes of other provisions where a condition may not refer to any."""
    raise ValueError(f"a condition here may not refer to {provision} ({outcome})")


Years = Mapping[str, Mapping[str, int]]
"""For each value of one field and each of another, the years between them."""
MOST_TABLES = 16
"""How many tables of them are kept: they are alike under every draft of an authority's rules."""


class Lowering:
    """Lowers conditions over the given needs, scales and assumptions; ``outcome_core`` answers ``outcome_of``.

    Where assumptions are ``fixed``, what is lowered has its meaning under these values alone.
    """

    def __init__(
        self,
        needs: Needs,
        scales: Iterable[Scale] = (),
        assumptions: Iterable[Assumption] = (),
        outcome_core: OutcomeCore = no_outcomes,
        fixed: Mapping[str, str] | None = None,
    ) -> None:
        self.needs = needs
        self.scales = {scale.id: scale for scale in scales}
        settled = fixed or {}
        self.assumed = {one.id: (settled[one.id],) if one.id in settled else one.ids for one in assumptions}
        self.outcome_core = outcome_core
        self._differences: dict[tuple[Difference, int, int], Core] = {}

    def lower(self, condition: Surface) -> Core:
        """The core condition with the same meaning."""
        match condition:
            case Always(holds):
                return TRUE if holds else FALSE
            case OneOf(name, values):
                return _any(self._is(self.needs[name], value) for value in values)
            case NoneRecorded(name):
                return And(tuple(Not(_member(name, member)) for member in self.needs[name].ids))
            case Between(name, low, high):
                return self._between(self.needs[name], low, high)
            case AllOf(parts):
                return And(tuple(self.lower(part) for part in parts))
            case AnyOf(parts):
                return Or(tuple(self.lower(part) for part in parts))
            case NotThis(part):
                return Not(self.lower(part))
            case Unless(part, exception):
                return Or((self.lower(part), self.lower(exception)))
            case AtLeast(count, parts):
                return NOf(how_many(count, len(parts)), tuple(self.lower(part) for part in parts))
            case Indicators():
                return self._indicators(condition)
            case ByCase(cases, otherwise):
                core = self.lower(otherwise)
                for case in reversed(cases):
                    when = self.lower(case.when)
                    core = Or((And((when, self.lower(case.then))), And((Not(when), core))))
                return core
            case ByReading(assumption, readings):
                return _any(And((_assumed(assumption, value), self.lower(part))) for value, part in readings)
            case OutcomeOf(provision, outcomes):
                return _any(self.outcome_core(provision, Outcome(outcome)) for outcome in outcomes)
            case _:
                assert_never(condition)

    def _indicators(self, condition: Indicators) -> Core:
        parts = tuple(self.lower(item.condition) for item in condition.items)
        if not condition.reading:
            return NOf(how_many(condition.count, len(parts)), parts)
        return _any(
            And((_assumed(condition.reading, value), NOf(how_many(count, len(parts)), parts)))
            for value, count in condition.counts
        )

    # --- one value ---------------------------------------------------------------------------------------------------

    def _is(self, need: NeedField, value: Level) -> Core:
        if isinstance(value, ScaleTerm):
            return self._between(need, Bound(value), Bound(value))
        match need.derived:
            case Grouping(of, groups):
                return Test(of, frozenset(dict(groups)[str(value)]))
            case Either(choice, several):
                parts: list[Core] = []
                if value in self.needs[choice].by_id:
                    parts.append(Test(choice, frozenset({str(value)})))
                if value in self.needs[several].by_id:
                    parts.append(_member(several, str(value)))
                return _any(parts)
            case Difference():
                return self._difference(need.derived, _years(value), _years(value))
            case None:
                if need.kind is Kind.SEVERAL:
                    return _member(need.id, str(value))
                return Test(need.id, frozenset({str(value)}))
            case _:
                assert_never(need.derived)

    # --- ranges ------------------------------------------------------------------------------------------------------

    def _between(self, need: NeedField, low: Bound | None, high: Bound | None) -> Core:
        if isinstance(need.derived, Difference):
            least = -100 if low is None else _years(low.level) + (not low.inclusive)
            most = 100 if high is None else _years(high.level) - (not high.inclusive)
            return self._difference(need.derived, least, most)
        parts: list[Core] = []
        if low is not None:
            # At least a term: from its lower end. Above a term: beyond its upper end.
            parts.append(self._beyond(need, low, lambda place, ends: place >= ends[0], lambda p, ends: p > ends[1]))
        if high is not None:
            parts.append(self._beyond(need, high, lambda place, ends: place <= ends[1], lambda p, ends: p < ends[0]))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _beyond(
        self,
        need: NeedField,
        bound: Bound,
        inclusive: Callable[[int, tuple[int, int]], bool],
        exclusive: Callable[[int, tuple[int, int]], bool],
    ) -> Core:
        holds = inclusive if bound.inclusive else exclusive

        def test(ends: tuple[str, str]) -> Core:
            places = (need.ids.index(ends[0]), need.ids.index(ends[1]))
            return Test(need.id, frozenset(value for place, value in enumerate(need.ids) if holds(place, places)))

        if isinstance(bound.level, ScaleTerm):
            row = self.scales[bound.level.scale].by_term[bound.level.term]
            return _by_row(row, test)
        return test((str(bound.level), str(bound.level)))

    # --- years between two fields ------------------------------------------------------------------------------------

    def _difference(self, derived: Difference, least: int, most: int) -> Core:
        found = self._differences.get((derived, least, most))
        if found is None:
            # Settings under which the same levels hold stand together, and the values of the first axis each by itself:
            # whoever makes a region of it then makes little that is not left in the end.
            settings = self._years_of(derived)
            pairs: list[Core] = []
            for value in self.needs[derived.of].ids:
                under: dict[frozenset[str], list[Core]] = {}
                for assumed, years in settings:
                    levels = frozenset([level for level, number in years[value].items() if least <= number <= most])
                    under.setdefault(levels, []).append(assumed)
                ways = [
                    Test(derived.less, levels) if len(under) == 1 else And((_any(several), Test(derived.less, levels)))
                    for levels, several in under.items()
                    if levels
                ]
                if ways:
                    pairs.append(And((Test(derived.of, frozenset({value})), _any(ways))))
            found = self._differences[derived, least, most] = Or(tuple(pairs))
        return found

    def _years_of(self, derived: Difference) -> tuple[tuple[Core, Years], ...]:
        names = dict.fromkeys(adjustment.assumption for adjustment in derived.adjust)
        options = tuple((name, self.assumed[name]) for name in names)
        return _years_under(derived, self.needs[derived.of].values, self.needs[derived.less].values, options)


@lru_cache(maxsize=MOST_TABLES)
def _years_under(
    derived: Difference,
    values: tuple[Value, ...],
    levels: tuple[Value, ...],
    options: tuple[tuple[str, tuple[str, ...]], ...],
) -> tuple[tuple[Core, Years], ...]:
    """Under each setting of the assumptions on which a difference rests, the years between its two fields."""
    every = itertools.product(*([(name, value) for value in ids] for name, ids in options))
    return tuple(
        (
            And(tuple(_assumed(name, value) for name, value in chosen)),
            {
                value.id: {level.id: years_between(derived.adjust, dict(chosen), value, level) for level in levels}
                for value in values
            },
        )
        for chosen in every
    )


def years_between(adjustments: Iterable[Adjustment], settled: Mapping[str, str], value: Value, level: Value) -> int:
    """Years from ``level`` up to ``value`` under these settled assumptions; both must stand for a year."""
    of, less, added = value.year, level.year, 0
    for adjustment in adjustments:
        if settled[adjustment.assumption] == adjustment.value:
            less = dict(adjustment.years).get(level.id, less)
    if of is None or less is None:
        raise ValueError(f"`{value.id}` or `{level.id}` stands for no year")
    for adjustment in adjustments:
        if settled[adjustment.assumption] == adjustment.value:
            added += adjustment.add
            if adjustment.cap is not None:
                of, less = min(of, adjustment.cap), min(less, adjustment.cap)
    return of - less + added


def _by_row(row: Row, test: Callable[[tuple[str, str]], Core]) -> Core:
    if not row.assumption:
        return test(row.spans[0][1])
    return _any(And((_assumed(row.assumption, value), test(ends))) for value, ends in row.spans)


def _years(level: Level) -> int:
    assert isinstance(level, int), "the reader lets only whole numbers through here"
    return level


def _assumed(assumption: str, value: str) -> Core:
    return Test(assumption, frozenset({value}))


def _member(several: str, member: str) -> Core:
    return Test(member_axis(several, member), frozenset({YES}))


def _any(parts: Iterable[Core]) -> Core:
    found = tuple(parts)
    return found[0] if len(found) == 1 else Or(found)
