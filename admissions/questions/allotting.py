"""How a number of plans is shared out over needs, ages and placements, as the published counts have it.

What is published are sums: of needs, bands of ages and placements, and of some pairs of them. The table that is taken
for all three together is the one that adds least to these sums (proportional fitting); it is not known to be true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from admissions.errors import refuse
from admissions.model.population import PlacementCount, Population
from admissions.model.rounding import fitted, rounded

if TYPE_CHECKING:
    import random

NOT_RECORDED = ""
"""Stands for a need where none is recorded."""

ROUGHLY = 200
"""How many sweeps a table of whole needs and ages is fitted for: sums of placements may not quite fit to it."""


class Group(NamedTuple):
    """One primary need (or `NOT_RECORDED`), one band of ages and one place, each by id."""

    need: str
    band: str
    place: str


Pair = tuple[str, str]
Sums = list[tuple[Sequence[Group], float]]


def allotted(population: Population, size: int, rng: random.Random) -> dict[Group, int]:
    """How many of ``size`` plans are in each group.

    Of each need, of each band and of each published pair of the two it is the published share, rounded up or down, so
    that where ``size`` is the published total it is the published count. Of each placement it is the published share
    as nearly as whole numbers allow; where ``size`` is the published total, the published counts by placement and need
    hold as well. Raises Refused where the counts leave no place for some plans.
    """
    share = size / population.plans
    pairs = _by_need_and_band(population)
    start = _start(population, pairs)
    start = fitted(start, _sums(population, start, pairs, 1))
    whole = rounded(
        {pair: number * share for pair, number in pairs.items()},
        lambda pair: (pair[0],),
        lambda pair: (pair[1],),
        rng,
    )
    scaled = {group: number * share for group, number in start.items()}
    table = fitted(scaled, _sums(population, start, whole, share), ROUGHLY)
    wider = {one.id: one.part_of or one.id for one in population.placements}
    found = rounded(
        table,
        lambda group: ((group.need, group.band),),
        lambda group: (wider.get(group.place, ""), group.place, group.need),
        rng,
    )
    if sum(found.values()) != size:
        what = "the counts by placement leave no place for some plans of a need at an age"
        raise refuse(population.at, what, "check them, and `ages` of the placements")
    return {group: number for group, number in found.items() if number}


def _by_need_and_band(population: Population) -> dict[Pair, float]:
    """The plans of each need in each band: what is published, and of the rest what the sums say of it."""
    needs = [*population.needs]
    known = {(one.need, band): float(number) for one in needs for band, number in one.by_band.items()}
    rows = {one.need: one.plans - sum(one.by_band.values()) for one in needs}
    if population.need_not_recorded:
        rows[NOT_RECORDED] = population.need_not_recorded
    years = {band.id: band.to_age - band.from_age + 1 for band in population.bands}
    free = {
        (need, band): float(left * span)
        for need, left in rows.items()
        for band, span in years.items()
        if (need, band) not in known
    }
    sums = []
    for band in population.bands:
        if band.plans is not None:
            left = band.plans - sum(number for (_, named), number in known.items() if named == band.id)
            sums.append(([pair for pair in free if pair[1] == band.id], float(left)))
    sums += [([pair for pair in free if pair[0] == need], float(left)) for need, left in rows.items()]
    found = fitted(free, sums)
    return {(need, band): {**known, **found}[need, band] for need in rows for band in years}


def _start(population: Population, pairs: Mapping[Pair, float]) -> dict[Group, float]:
    """Every group that can be, as if placement had nothing to do with need and age."""
    return {
        Group(need, band, place.id): number * place.plans
        for (need, band), number in pairs.items()
        for place in population.places
        if number and population.years_in(band, place)
    }


def _sums(population: Population, groups: Iterable[Group], pairs: Mapping[Pair, float], share: float) -> Sums:
    """What groups sum to: placements with a need, the rest of each placement, placements, and needs with a band."""
    groups = [*groups]
    found: Sums = []
    for place in population.places:
        of_place = [group for group in groups if group.place == place.id]
        found += _of_place(place, of_place, share)
        found.append((of_place, place.plans * share))
    return [*found, *(([one for one in groups if one[:2] == pair], number) for pair, number in pairs.items())]


def _of_place(place: PlacementCount, groups: Iterable[Group], share: float) -> Iterator[tuple[Sequence[Group], float]]:
    groups = [*groups]
    for need, plans in place.by_need.items():
        yield [group for group in groups if group.need == need], plans * share
    rest = place.plans - sum(place.by_need.values())
    yield [group for group in groups if group.need not in place.by_need], rest * share
