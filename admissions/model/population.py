"""How many plans there are: published counts by primary need, band of ages and placement, as of one date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from admissions.errors import NOWHERE, Place
from admissions.model.margins import Cell, most_in
from admissions.model.periods import Day
from admissions.model.sources import Source


@dataclass(frozen=True, slots=True)
class Band:
    """Ages that are counted together, both ends included; ``plans`` are those of all needs, where that is published."""

    id: str
    label: str
    from_age: int
    to_age: int
    plans: int | None = None


@dataclass(frozen=True)
class NeedCount:
    """How many plans have a primary need, and how many of them in those bands for which that is published."""

    need: str
    plans: int
    by_band: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class PlacementCount:
    """How many plans are placed in one kind of place, and how many of them have a primary need where that is published.

    A place may be ``part_of`` a wider one, and is then counted in it too. A profile says by ``current_provision`` that
    a child is there (nothing where no value says so), or names a provision of the authority's own, where it can be
    one: one of this ``kind``. ``ages`` are those of the people whom the place is for, both ends included.
    """

    id: str
    label: str
    plans: int
    part_of: str = ""
    by_need: Mapping[str, int] = field(default_factory=dict)
    current_provision: str = ""
    kind: str = ""
    ages: tuple[int, int] | None = None

    def takes(self, ages: tuple[int, int]) -> bool:
        """Whether the place is for people of all the ages from the one to the other."""
        return self.ages is None or (self.ages[0] <= ages[0] and ages[1] <= self.ages[1])


ELSEWHERE = PlacementCount("", "a place that is not counted apart", 0)
"""Where the plans are that no published count of placements holds."""


@dataclass(frozen=True)
class Population:
    """The plans that an authority maintains, as published.

    ``counts`` says whose they are, as a sentence names them; ``ages`` gives, for each year group, the youngest and the
    oldest age that a pupil of it can have in the school year; ``not_counted`` says of needs why there is no count.
    Every plan has a need or is among ``need_not_recorded``, and an age in one of the bands.
    """

    id: str
    counts: str
    as_at: Day
    source: Source
    plans: int
    bands: tuple[Band, ...]
    ages: Mapping[str, tuple[int, int]]
    needs: tuple[NeedCount, ...]
    need_not_recorded: int = 0
    not_counted: Mapping[str, str] = field(default_factory=dict)
    placements: tuple[PlacementCount, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)

    @cached_property
    def by_need(self) -> Mapping[str, NeedCount]:
        """The counts by need."""
        return {count.need: count for count in self.needs}

    @cached_property
    def places(self) -> tuple[PlacementCount, ...]:
        """Every place that has no parts, the rest of each that has some, and what is in none of them.

        Each plan is in exactly one of these.
        """
        found = []
        for one in self.placements:
            parts = [part for part in self.placements if part.part_of == one.id]
            left = one.plans - sum(part.plans for part in parts)
            if left or not parts:
                found.append(replace(one, plans=left))
        rest = self.plans - sum(one.plans for one in self.placements if not one.part_of)
        return (*found, replace(ELSEWHERE, plans=rest)) if rest else tuple(found)

    def years_in(self, band: str, place: PlacementCount) -> tuple[str, ...]:
        """The year groups of which a pupil can be counted in a band and placed in a place, in order."""
        return tuple(year for year, ages in self.ages.items() if band in self.bands_of(year) and place.takes(ages))

    def bands_of(self, year_group: str) -> tuple[str, ...]:
        """The bands in which a pupil of a year group can be counted.

        The day on which ages are counted may be any of the school year, so these are all bands that the pupil is in
        on some day of it.
        """
        youngest, oldest = self.ages[year_group]
        return tuple(band.id for band in self.bands if band.from_age <= oldest and youngest <= band.to_age)

    def most(self, groups: frozenset[tuple[str, str]]) -> int | None:
        """The most plans that can be in these groups, pairs of a band and a need; None where no table has these counts.

        What is published of single groups is summed; the rest is as much as the totals of needs and bands leave room
        for, taken together. A plan without a recorded need may have any.
        """
        bands = [band.id for band in self.bands]
        known = sum(count.by_band.get(band, 0) for band, need in groups for count in (self.by_need[need],))
        rows = [count.plans - sum(count.by_band.values()) for count in self.needs]
        free: list[Cell] = []
        chosen: set[Cell] = set()
        for row, count in enumerate(self.needs):
            for column, band in enumerate(bands):
                if band not in count.by_band:
                    free.append((row, column))
                    if (band, count.need) in groups:
                        chosen.add((row, column))
        touched = {band for band, _ in groups}
        free += [(len(rows), column) for column in range(len(bands))]
        chosen |= {(len(rows), column) for column, band in enumerate(bands) if band in touched}
        rows.append(self.need_not_recorded)
        most = most_in(rows, self._left(), free, chosen)
        return None if most is None else known + most

    def _left(self) -> list[int] | None:
        """What the totals of the bands leave, where they are published."""
        left = []
        for band in self.bands:
            if band.plans is None:
                return None
            left.append(band.plans - sum(count.by_band.get(band.id, 0) for count in self.needs))
        return left
