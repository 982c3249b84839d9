"""Holds published counts of plans by placement against one another and against those by need and age."""

from __future__ import annotations

from collections.abc import Iterator

from admissions.errors import Problem, meant
from admissions.model.margins import most_in
from admissions.model.needs import CURRENT, Needs
from admissions.model.population import PlacementCount, Population
from admissions.text.population_shapes import PopulationFile
from admissions.text.tree import Node, place_of

UNDER = "placements"


def placements_of(shape: PopulationFile) -> tuple[PlacementCount, ...]:
    """The counts by placement, as values."""
    return tuple(
        PlacementCount(
            id=name,
            label=one.label,
            plans=one.plans,
            part_of=one.part_of or "",
            by_need=dict(one.by_need),
            current_provision=one.current_provision or "",
            kind=one.kind or "",
            ages=None if one.ages is None else (one.ages[0], one.ages[1]),
        )
        for name, one in shape.placements.items()
    )


def problems_of_placements(shape: PopulationFile, node: Node, needs: Needs) -> Iterator[Problem]:
    """Every problem of the counts by placement, where the others are in order."""
    names = [*_of_names(shape, node, needs)]
    yield from names
    if not names:
        yield from _sums(shape, node)


def _of_names(shape: PopulationFile, node: Node, needs: Needs) -> Iterator[Problem]:
    """What is misspelled or no count at all."""
    known = needs[CURRENT].ids if CURRENT in needs.by_id else ()
    within = {one.part_of for one in shape.placements.values()}
    for name, one in shape.placements.items():
        wider = shape.placements.get(one.part_of or "")
        if one.part_of is not None and (wider is None or wider.part_of is not None):
            others = [key for key, other in shape.placements.items() if other.part_of is None and key != name]
            what = f"`{one.part_of}` is no place that others can be part of"
            remedy = meant(one.part_of, others, "name one that is part of none itself")
            yield Problem(place_of(node, (UNDER, name, "part_of")), what, remedy)
        if one.current_provision is not None and one.current_provision not in known:
            remedy = meant(one.current_provision, known, f"`admissions needs {CURRENT}` lists them")
            at = place_of(node, (UNDER, name, CURRENT))
            yield Problem(at, f"unknown value `{one.current_provision}`", remedy)
        if one.ages is not None and (len(one.ages) != 2 or not 0 <= one.ages[0] <= one.ages[1]):
            at = place_of(node, (UNDER, name, "ages"))
            yield Problem(at, "these are not two ages", "write the youngest and the oldest: [5, 10]")
        if one.by_need and name in within:
            what = f"`{name}` has parts, so that its needs are counted there"
            yield Problem(place_of(node, (UNDER, name, "by_need")), what, "write `by_need` under its parts")
        for need in one.by_need:
            if need not in shape.needs:
                at = place_of(node, (UNDER, name, "by_need", need))
                yield Problem(at, f"`{need}` has no count", meant(need, shape.needs, "add it under `needs:`"))
        for path, number in (("plans",), one.plans), *((("by_need", key), n) for key, n in one.by_need.items()):
            if number < 0:
                at = place_of(node, (UNDER, name, *path))
                yield Problem(at, "a count is less than 0", "write the number that is published")


def _sums(shape: PopulationFile, node: Node) -> Iterator[Problem]:
    """Each total that is less than its parts."""
    placements = shape.placements
    for name, one in placements.items():
        parts = sum(other.plans for other in placements.values() if other.part_of == name)
        if parts > one.plans:
            at = place_of(node, (UNDER, name, "plans"))
            yield Problem(at, f"the parts of `{name}` sum to {parts}, more than {one.plans}", "check the counts")
        of_needs = sum(one.by_need.values())
        if of_needs > one.plans:
            at = place_of(node, (UNDER, name, "by_need"))
            yield Problem(at, f"the needs of `{name}` sum to {of_needs}, more than {one.plans}", "check the counts")
    placed = sum(one.plans for one in placements.values() if one.part_of is None)
    if placed > shape.plans:
        what = f"the placements sum to {placed}, more than {shape.plans}"
        yield Problem(place_of(node, (UNDER,)), what, "check the counts")
    for need, count in shape.needs.items():
        placed = sum(one.by_need.get(need, 0) for one in placements.values())
        if placed > count.plans:
            what = f"the placements of `{need}` sum to {placed}, more than {count.plans}"
            yield Problem(place_of(node, (UNDER,)), what, "check the counts")


def no_table(population: Population) -> str:
    """Why no table has the counts by placement beside those by need, or by age; nothing where there are such tables."""
    if not population.placements:
        return ""
    places = population.places
    for band in population.bands:
        if not any(population.years_in(band.id, place) for place in places):
            return f"no placement is for the ages of `{band.id}`"
    rows = [count.plans - sum(one.by_need.get(count.need, 0) for one in places) for count in population.needs]
    columns = [one.plans - sum(one.by_need.values()) for one in places]
    free = [
        (row, column)
        for column, one in enumerate(places)
        for row, count in enumerate(population.needs)
        if count.need not in one.by_need
    ]
    free += [(len(rows), column) for column in range(len(places))]
    if most_in([*rows, population.need_not_recorded], columns, free, ()) is None:
        return "no table has all these counts: what single needs leave of the placements does not fit them"
    of_bands = [band.plans for band in population.bands if band.plans is not None]
    allowed = [
        (row, column)
        for row, band in enumerate(population.bands)
        for column, one in enumerate(places)
        if population.years_in(band.id, one)
    ]
    if of_bands and most_in(of_bands, [one.plans for one in places], allowed, ()) is None:
        return "no table has all these counts: the ages of the placements leave too few places for some band"
    return ""
