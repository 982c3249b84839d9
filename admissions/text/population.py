"""Reads published counts of plans and holds them against one another: what cannot all be true is refused."""

from __future__ import annotations

from collections.abc import Iterator

from admissions.errors import Place, Problem, Refused, meant
from admissions.model.needs import PRIMARY, YEAR, Needs
from admissions.model.population import Band, NeedCount, Population
from admissions.text.checking import shaped
from admissions.text.dating import Path
from admissions.text.placement_counts import no_table, placements_of, problems_of_placements
from admissions.text.population_shapes import PopulationFile
from admissions.text.tree import Node, place_of
from admissions.text.vocabulary import source_of


def read_population(node: Node, needs: Needs) -> Population:
    """The counts at ``node``, of the needs and the year groups of a rule set. Raises Refused with every problem."""
    shape = shaped(PopulationFile, node)
    problems = [*_CountsReader(shape, node, needs).problems()] or [*problems_of_placements(shape, node, needs)]
    if problems:
        raise Refused(problems)
    population = Population(
        id=shape.population,
        counts=shape.counts,
        as_at=shape.as_at,
        source=source_of(shape.source),
        plans=shape.plans,
        bands=tuple(Band(one.id, one.label, one.ages[0], one.ages[-1], one.plans) for one in shape.bands),
        ages={year: (ages[0], ages[-1]) for year, ages in shape.year_groups.items()},
        needs=tuple(NeedCount(need, one.plans, dict(one.by_band)) for need, one in shape.needs.items()),
        need_not_recorded=shape.need_not_recorded,
        not_counted=dict(shape.not_counted),
        placements=placements_of(shape),
        at=node.place,
    )
    if population.most(frozenset()) is None:
        what = "no table has all these counts: what single groups leave of the needs does not fit into the bands"
        raise Refused([Problem(node.place, what, "check the counts by band")])
    wrong = no_table(population)
    if wrong:
        raise Refused([Problem(place_of(node, ("placements",)), wrong, "check the counts by placement")])
    return population


OLDEST = 30
"""No plan lasts as long."""


class _CountsReader:
    """Looks for what cannot be in counts whose shape is right."""

    def __init__(self, shape: PopulationFile, node: Node, needs: Needs) -> None:
        self.shape = shape
        self.node = node
        self.needs = needs

    def problems(self) -> Iterator[Problem]:
        """Every problem."""
        unknown = [field for field in (YEAR, PRIMARY) if field not in self.needs.by_id]
        if unknown:
            what = f"counts are by need and year group, and there is no field `{unknown[0]}`"
            yield Problem(self.node.place, what, "add the field, or leave `population` out of authority.yaml")
            return
        not_ages = [*self._not_ages()]
        if not_ages:
            yield from not_ages
            return
        negative = [*self._negative()]
        yield from negative
        yield from self._of_bands()
        yield from self._of_year_groups()
        yield from self._of_needs()
        if not negative:
            yield from self._sums()

    def _at(self, *path: str | int) -> Place:
        return place_of(self.node, path)

    def _counts(self) -> Iterator[tuple[Path, int]]:
        shape = self.shape
        yield ("plans",), shape.plans
        yield ("need_not_recorded",), shape.need_not_recorded
        for index, band in enumerate(shape.bands):
            if band.plans is not None:
                yield ("bands", index, "plans"), band.plans
        for need, count in shape.needs.items():
            yield ("needs", need, "plans"), count.plans
            for name, number in count.by_band.items():
                yield ("needs", need, "by_band", name), number

    def _not_ages(self) -> Iterator[Problem]:
        written: list[tuple[Path, list[int]]] = [
            *((("bands", index, "ages"), band.ages) for index, band in enumerate(self.shape.bands)),
            *((("year_groups", year), ages) for year, ages in self.shape.year_groups.items()),
        ]
        for path, ages in written:
            if len(ages) != 2:
                yield Problem(self._at(*path), "these are not two ages", "write the youngest and the oldest: [5, 10]")
            elif ages[0] > ages[1]:
                yield Problem(self._at(*path), "these ages run from the older down", "swap them")
            elif ages[0] < 0 or ages[1] > OLDEST:
                yield Problem(self._at(*path), f"an age here is not between 0 and {OLDEST}", "write ages in years")

    def _negative(self) -> Iterator[Problem]:
        for path, number in self._counts():
            if number < 0:
                yield Problem(self._at(*path), "a count is less than 0", "write the number that is published")

    def _of_bands(self) -> Iterator[Problem]:
        bands = self.shape.bands
        for index, band in enumerate(bands):
            at = self._at("bands", index)
            for other in bands[:index]:
                if other.id == band.id:
                    yield Problem(at, f"two bands are called `{band.id}`", "give each its own id")
                elif other.ages[0] <= band.ages[1] and band.ages[0] <= other.ages[1]:
                    yield Problem(
                        at, f"`{band.id}` and `{other.id}` hold the same ages", "part them: one age, one band"
                    )
            if (band.plans is None) != (bands[0].plans is None):
                yield Problem(at, "some bands have `plans` and others do not", "write them for all bands, or for none")

    def _of_year_groups(self) -> Iterator[Problem]:
        known, groups = self.needs[YEAR].ids, self.shape.year_groups
        ages = {age for band in self.shape.bands for age in range(band.ages[0], band.ages[1] + 1)}
        for year, (youngest, oldest) in groups.items():
            at = self._at("year_groups", year)
            if year not in known:
                yield Problem(at, f"unknown year group `{year}`", meant(year, known, "`admissions needs` lists them"))
            missing = [age for age in range(youngest, oldest + 1) if age not in ages]
            if missing:
                yield Problem(at, f"no band holds the age {missing[0]} of `{year}`", "add a band, or mend the ages")
        for year in known:
            if year not in groups:
                yield Problem(self._at("year_groups"), f"`{year}` has no ages here", f"add `{year}:`")

    def _of_needs(self) -> Iterator[Problem]:
        known, bands = self.needs[PRIMARY].ids, [band.id for band in self.shape.bands]
        for key, names in (("needs", self.shape.needs), ("not_counted", self.shape.not_counted)):
            for need in names:
                if need not in known:
                    remedy = meant(need, known, "`admissions needs primary_need` lists them")
                    yield Problem(self._at(key, need), f"unknown need `{need}`", remedy)
        for need in known:
            if (need in self.shape.needs) == (need in self.shape.not_counted):
                both = need in self.shape.needs
                what = f"`{need}` is counted and not counted" if both else f"`{need}` has no count here"
                yield Problem(self._at("needs"), what, "write it under `needs:`, or why not under `not_counted:`")
        for need, count in self.shape.needs.items():
            for name in count.by_band:
                if name not in bands:
                    at = self._at("needs", need, "by_band", name)
                    yield Problem(at, f"unknown band `{name}`", meant(name, bands, "add it under `bands:`"))

    def _sums(self) -> Iterator[Problem]:
        """Each total that is not the sum of its parts, or is less than those that are known."""
        shape = self.shape
        for need, count in shape.needs.items():
            parts, whole = sum(count.by_band.values()), len(count.by_band) == len(shape.bands)
            if parts > count.plans or (whole and parts < count.plans):
                at = self._at("needs", need, "by_band")
                yield Problem(at, f"the bands of `{need}` sum to {parts} and not to {count.plans}", "check the counts")
        for index, band in enumerate(shape.bands):
            parts = sum(count.by_band.get(band.id, 0) for count in shape.needs.values())
            if band.plans is not None and parts > band.plans:
                at = self._at("bands", index, "plans")
                yield Problem(
                    at, f"the needs of `{band.id}` sum to {parts}, more than {band.plans}", "check the counts"
                )
        of_needs = sum(count.plans for count in shape.needs.values()) + shape.need_not_recorded
        of_bands = [band.plans for band in shape.bands if band.plans is not None]
        if of_needs != shape.plans:
            yield Problem(
                self._at("plans"), f"the needs sum to {of_needs} and not to {shape.plans}", "check the counts"
            )
        if len(of_bands) == len(shape.bands) and sum(of_bands) != shape.plans:
            what = f"the bands sum to {sum(of_bands)} and not to {shape.plans}"
            yield Problem(self._at("plans"), what, "check the counts")
