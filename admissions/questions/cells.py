"""Entry cells: how many a region touches, and few rows that say which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admissions.model.needs import ENTRY_CELL, LEVELS, PRIMARY, YEAR
from admissions.regions.diagram import values_of
from admissions.regions.space import Region, Space

Key = tuple[str, str]
"""A year group and a primary need."""
Masks = Mapping[Key, int]
"""For each of them a mask of working levels."""
Run = tuple[str, str | None]
"""Neighbouring levels, from one to another; to None: to the highest there is in each of the cells."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Entry cells gathered: each of the year groups with each of the needs at each of the levels.

    ``cells`` counts those that there are, where a run goes up to the highest.
    """

    years: tuple[str, ...]
    needs: tuple[str, ...]
    levels: tuple[Run, ...]
    cells: int


def entry_cells(region: Region) -> int:
    """How many entry cells a region touches: year group, primary need and working level."""
    return region.count(ENTRY_CELL) if region else 0


class CellsWithin:
    """The entry cells of regions among the children of a context.

    The context is cut to a region as far as the region and an entry cell tell: what is possible depends on far more.
    """

    def __init__(self, context: Region) -> None:
        self.context = context
        self._depends_on = frozenset(context.support)
        self._seen: dict[frozenset[str], Region] = {}
        self._numbers: dict[int, int] = {}

    def _cut(self, region: Region) -> Region:
        gone = self._depends_on - {*region.support, *ENTRY_CELL}
        found = self._seen.get(gone)
        if found is None:
            found = self._seen[gone] = self.context.forget([*gone])
        return region & found

    def number(self, region: Region) -> int:
        """How many entry cells those of a region are in, possible or not, who are of the context."""
        found = self._numbers.get(region.node)
        if found is None:
            found = self._numbers[region.node] = entry_cells(self._cut(region)) if region else 0
        return found

    def masks(self, region: Region) -> Masks:
        """The same cells, as masks."""
        return masks_of(self._cut(region)) if region else {}


def cells_by_year(region: Region) -> dict[str, int]:
    """How many combinations of primary need and working level a region touches in each year group."""
    found: dict[str, int] = {}
    for (year, _), mask in masks_of(region).items():
        found[year] = found.get(year, 0) + mask.bit_count()
    return found


def masks_of(region: Region) -> Masks:
    """The entry cells of a region; there are none where the rule set lacks one of their fields."""
    space = region.space
    if not region or not space.level.keys() >= {*ENTRY_CELL}:
        return {}
    order = sorted(ENTRY_CELL, key=space.level.__getitem__)
    masks = region.cell_masks(ENTRY_CELL)
    if order == [*ENTRY_CELL]:
        return {(year, need): mask for (year, need), mask in masks.items()}
    # Another authority may ask for them in another order.
    bit = {value: 1 << place for place, value in enumerate(space.needs[LEVELS].ids)}
    found: dict[Key, int] = {}
    for first, mask in masks.items():
        for last in space.ids(space.level[order[-1]], mask):
            cell = dict(zip(order, (*first, last), strict=True))
            key = cell[YEAR], cell[PRIMARY]
            found[key] = found.get(key, 0) | bit[cell[LEVELS]]
    return found


def levels_by_year(region: Region) -> dict[str, int]:
    """For each year group a mask of the working levels at which some child of a region works."""
    found: dict[str, int] = {}
    for (year, _), mask in masks_of(region).items():
        found[year] = found.get(year, 0) | mask
    return found


def cells_region(space: Space, row: Gathered, masks: Masks) -> Region:
    """The region of the cells that a row gathers out of ``masks``."""
    region = space.nothing
    for year in row.years:
        for need in row.needs:
            levels = space.ids(space.level[LEVELS], masks[year, need])
            region |= space.where({YEAR: (year,), PRIMARY: (need,), LEVELS: levels})
    return region


def gathered(space: Space, masks: Masks, whole: Masks) -> tuple[Gathered, ...]:
    """Rows that are disjoint and together the cells of ``masks``, larger ones first; ``whole`` has all that there are.

    Needs with the same levels in a year stand together, then years with the same needs and levels.
    """
    ids = space.needs[LEVELS].ids if masks else ()
    by_year: dict[str, dict[tuple[Run, ...], list[str]]] = {}
    for (year, need), mask in masks.items():
        by_year.setdefault(year, {}).setdefault(_runs(ids, mask, whole[year, need]), []).append(need)
    years_of: dict[tuple[tuple[str, ...], tuple[Run, ...]], list[str]] = {}
    for year in space.needs[YEAR].ids if masks else ():
        for runs, needs in by_year.get(year, {}).items():
            years_of.setdefault((tuple(needs), runs), []).append(year)
    rows = [
        Gathered(tuple(years), needs, runs, sum(masks[year, need].bit_count() for year in years for need in needs))
        for (needs, runs), years in years_of.items()
    ]
    return tuple(sorted(rows, key=lambda row: -row.cells))


def _runs(levels: Sequence[str], mask: int, whole: int) -> tuple[Run, ...]:
    """The levels of a mask as runs of neighbours among ``whole``."""
    runs: list[Run] = []
    inside = list(values_of(whole))
    last = -2
    for place, value in enumerate(inside):
        if mask >> value & 1:
            first = runs.pop()[0] if last == place - 1 else levels[value]
            runs.append((first, levels[value]))
            last = place
    if last == len(inside) - 1 and runs[-1][0] != runs[-1][1]:
        runs[-1] = (runs[-1][0], None)
    return tuple(runs)
