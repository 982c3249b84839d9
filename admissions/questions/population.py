"""How many plans a region can be about at most, from the published counts by primary need and age."""

from __future__ import annotations

from dataclasses import dataclass

from admissions.model.needs import PRIMARY, YEAR
from admissions.model.population import Population
from admissions.questions.rulebook import Rulebook
from admissions.regions.space import Region

GROUP = (YEAR, PRIMARY)


@dataclass(frozen=True)
class Bound:
    """No more than ``plans`` of those that a population counts lie in the groups that a region touches.

    ``groups`` are pairs of a band of ages and a primary need. ``not_counted`` are the needs that the region touches
    and that were not counted apart: plans with them are in no count of these groups by that name.
    """

    population: Population
    plans: int
    groups: frozenset[tuple[str, str]]
    not_counted: tuple[str, ...] = ()


def at_most(book: Rulebook, region: Region) -> Bound | None:
    """The tightest bound that the counts allow on the plans in the need and age groups that a region touches.

    None where the rule set has no counts, or none of a need that the region touches. An empty region touches nothing.
    """
    population = book.rules.population
    if population is None:
        return None
    groups: set[tuple[str, str]] = set()
    not_counted: list[str] = []
    possible = Region(region.space, book.possible.node)  # of the rule book, or of a copy that started with its nodes
    touched = (region & possible).forget([name for name in book.space.level if name not in GROUP])
    for need in book.rules.needs[PRIMARY].ids:
        years = [year for year in book.rules.needs[YEAR].ids if touched.contains({YEAR: year, PRIMARY: need})]
        if need in population.by_need:
            groups |= {(band, need) for year in years for band in population.bands_of(year)}
        elif years:
            not_counted.append(need)
    if not_counted and not groups:
        return None
    most = population.most(frozenset(groups))
    assert most is not None, "the counts were held against one another when they were read"
    return Bound(population, most, frozenset(groups), tuple(not_counted))
