"""Gaps: entry cells of the context in which no provision is open to any child, whatever the other needs are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from admissions.model.needs import ENTRY_CELL, LEVELS, PRIMARY, YEAR
from admissions.questions.rulebook import SPECIAL_SCHOOL, ReadProvision
from admissions.questions.settled import Settled, cells, in_some
from admissions.regions.space import CompleteProfile, Region

Cells = Mapping[tuple[str, str], tuple[str, ...]]
"""For each year group and primary need the working levels."""


class Gap(StrEnum):
    """What there is in an entry cell, from nothing at all to something that is met for certain."""

    NOTHING = "nothing"
    """No provision is open, and none is at a panel's discretion."""
    DISCRETION = "discretion"
    """No provision is open; some are at a panel's discretion."""
    BASE_ONLY = "base_only"
    """No special school is open; a resource base is."""
    NOT_CERTAIN = "not_certain"
    """A special school is open, but nothing is met for certain: part of each list is not recorded."""
    MET = "met"
    """A special school or a base is met for certain by some child, and some special school is open."""


@dataclass(frozen=True, slots=True)
class Row:
    """Entry cells of one kind gathered: each of the year groups with each of the needs at each of the levels.

    The witness is a plausible child of the row for whom nothing is open.
    """

    gap: Gap
    years: tuple[str, ...]
    needs: tuple[str, ...]
    levels: tuple[str, ...]
    witness: CompleteProfile | None

    @property
    def cells(self) -> int:
        """How many entry cells the row gathers."""
        return len(self.years) * len(self.needs) * len(self.levels)


@dataclass(frozen=True, slots=True)
class Gaps:
    """The entry cells of a context by what there is in them.

    ``cells`` are those in which a plausible child can be; ``implausible`` is how many others are possible. ``rows``
    gathers those of every kind but ``met``.
    """

    cells: int
    implausible: int
    sizes: Mapping[Gap, int]
    rows: tuple[Row, ...]


def gap_cells(settled: Settled, provisions: Sequence[ReadProvision]) -> dict[Gap, dict[tuple[str, str], int]]:
    """For each kind the entry cells of plausible children: for each year group and primary need a mask of levels."""
    level = settled.space.level[LEVELS]

    def masks(region: Region) -> dict[tuple[str, str], int]:
        return {key: settled.space.mask(level, levels) for key, levels in cells(region).items()} if region else {}

    schools = [one for one in provisions if one.provision.kind == SPECIAL_SCHOOL]
    nothing = settled.space.nothing
    opened = masks(in_some([nothing, *map(settled.open_to, provisions)]))
    at_school = masks(in_some([nothing, *map(settled.open_to, schools)]))
    met = masks(in_some([nothing, *map(settled.meets, provisions)]))
    panel = masks(in_some([nothing, *map(settled.discretion, provisions)]))
    found: dict[Gap, dict[tuple[str, str], int]] = {gap: {} for gap in Gap}
    for key, whole in masks(settled.plausible).items():
        school, some = at_school.get(key, 0), opened.get(key, 0)
        kinds = {
            Gap.NOTHING: whole & ~some & ~panel.get(key, 0),
            Gap.DISCRETION: whole & ~some & panel.get(key, 0),
            Gap.BASE_ONLY: whole & some & ~school,
            Gap.NOT_CERTAIN: whole & school & ~met.get(key, 0),
            Gap.MET: whole & school & met.get(key, 0),
        }
        for gap, mask in kinds.items():
            if mask:
                found[gap][key] = mask
    return found


def gaps(settled: Settled, provisions: Sequence[ReadProvision]) -> Gaps:
    """The entry cells of the context by what there is in them, those of one kind gathered into few rows."""
    found = gap_cells(settled, provisions)
    sizes = {gap: sum(mask.bit_count() for mask in masks.values()) for gap, masks in found.items()}
    whole = sum(sizes.values())
    rows = [row for gap in Gap if gap is not Gap.MET for row in _rows(settled, gap, found[gap])]
    return Gaps(whole, settled.possible.count(ENTRY_CELL) - whole, sizes, tuple(rows))


def _rows(settled: Settled, gap: Gap, masks: Mapping[tuple[str, str], int]) -> Iterator[Row]:
    """Rows that are disjoint and together the cells, larger ones first.

    Needs with the same levels in a year stand together, then years in a row with the same needs and levels.
    """
    space = settled.space
    years, level = space.needs[YEAR].ids, space.level[LEVELS]
    by_year: dict[str, dict[int, tuple[str, ...]]] = {}
    for (year, need), mask in masks.items():
        here = by_year.setdefault(year, {})
        here[mask] = (*here.get(mask, ()), need)
    gathered: dict[tuple[tuple[str, ...], int], list[str]] = {}
    for year in years:
        for mask, needs in by_year.get(year, {}).items():
            gathered.setdefault((needs, mask), []).append(year)
    rows = []
    for (needs, mask), found in gathered.items():
        levels = space.ids(level, mask)
        region = space.where({YEAR: found, PRIMARY: needs, LEVELS: levels}) & settled.plausible
        rows.append(Row(gap, tuple(found), needs, levels, region.witness()))
    yield from sorted(rows, key=lambda row: -row.cells)
