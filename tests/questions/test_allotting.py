"""How plans are shared out over needs, ages and placements: every sum as published, or rounded up or down."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.errors import Refused
from admissions.model.population import PlacementCount, Population
from admissions.model.rounding import fitted, rounded
from admissions.questions.allotting import Group, allotted
from admissions.questions.rulebook import Rulebook
from tests.drawn import drawn

Table = dict[tuple[int, int, int], float]


def near(number: int, exact: float) -> bool:
    """Whether a number is another one rounded up or down."""
    return math.floor(exact + 1e-4) <= number <= math.ceil(exact - 1e-4)


def summed(table: Mapping[tuple[int, int, int], float], *axes: int) -> dict[tuple[int, ...], float]:
    """The sums of a table over all but these axes."""
    found: dict[tuple[int, ...], float] = {}
    for key, number in table.items():
        named = tuple(key[axis] for axis in axes)
        found[named] = found.get(named, 0) + number
    return found


@settings(max_examples=drawn(150))
@given(st.data())
def test_cells_groups_and_the_total_are_rounded_up_or_down(data: st.DataObject) -> None:
    keys = itertools.product(range(3), range(3), range(3))
    parts = st.integers(0, 40).map(lambda number: number / 12)
    table: Table = {key: data.draw(parts) for key in keys if data.draw(st.integers(0, 3))}
    rng = random.Random(data.draw(st.integers(0, 5)))
    whole = rounded(table, lambda key: (key[0],), lambda key: (key[1], key[2]), rng)
    assert whole.keys() == table.keys()
    for axes in ((), (0,), (1,), (1, 2), (0, 1, 2)):
        exact = summed(table, *axes)
        assert all(near(int(number), exact[named]) for named, number in summed(whole, *axes).items())


def test_rounding_is_right_on_average() -> None:
    table = {(0, 0): 0.2, (0, 1): 0.5, (1, 0): 0.6, (1, 1): 0.7}
    rng, found, times = random.Random(11), Counter[tuple[int, int]](), 20_000
    for _ in range(times):
        found.update(rounded(table, lambda key: (key[0],), lambda key: (key[1],), rng))
    # The standard deviation of a share is at most 0.0036.
    assert all(abs(found[key] / times - number) < 0.018 for key, number in table.items())


def test_what_is_whole_already_stays() -> None:
    table = {(0, 0): 3.0, (0, 1): 0.0, (1, 0): 2.0000000001}
    assert rounded(table, lambda key: (key[0],), lambda key: (key[1],), random.Random(0)) == {
        (0, 0): 3,
        (0, 1): 0,
        (1, 0): 2,
    }


def test_fitting_meets_every_sum_and_leaves_alone_what_they_do_not_ask_for() -> None:
    """Two rows and two columns, as if the two had nothing to do with each other."""
    sums = [(("aa", "ab"), 30.0), (("ba", "bb"), 10.0), (("aa", "ba"), 20.0), (("ab", "bb"), 20.0)]
    found = fitted(dict.fromkeys(("aa", "ab", "ba", "bb"), 1.0), sums)
    assert {key: round(number, 6) for key, number in found.items()} == {"aa": 15, "ab": 15, "ba": 5, "bb": 5}


# --- the published counts --------------------------------------------------------------------------------------------


def counts(book: Rulebook) -> Population:
    """The bundled counts."""
    assert book.rules.population is not None
    return book.rules.population


def by(groups: Mapping[Group, int], named: Callable[[Group], Hashable]) -> Counter[Hashable]:
    """How many plans there are of each thing that groups are told by."""
    found = Counter[Hashable]()
    for group, number in groups.items():
        found[named(group)] += number
    return found


def of_need_and_band(population: Population) -> dict[Hashable, int]:
    """What is published of needs and bands together."""
    return {(one.need, band): number for one in population.needs for band, number in one.by_band.items()}


def wider(population: Population, place: str) -> str:
    """The place that another is part of, or itself."""
    return next((one.part_of or one.id for one in population.placements if one.id == place), "")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_as_many_as_are_counted_are_as_counted(seed: int, book: Rulebook) -> None:
    """Every number that is published, exactly."""
    population = counts(book)
    groups = allotted(population, population.plans, random.Random(seed))
    assert by(groups, lambda one: one.need) == {one.need: one.plans for one in population.needs}
    assert by(groups, lambda one: one.band) == {one.id: one.plans for one in population.bands}
    both = by(groups, lambda one: (one.need, one.band))
    assert {key: both[key] for key in of_need_and_band(population)} == of_need_and_band(population)
    assert by(groups, lambda one: one.place) == {one.id: one.plans for one in population.places}
    tops = {one.id: one.plans for one in population.placements if not one.part_of}
    assert by(groups, lambda one: wider(population, one.place)) == {**tops, "": 6}
    placed = by(groups, lambda one: (one.place, one.need))
    for place in population.places:
        assert {need: placed[place.id, need] for need in place.by_need} == place.by_need


@pytest.mark.parametrize("size", [1, 2, 7, 40, 250, 1_000, 3_695, 4_000, 100_000])
def test_any_other_number_is_within_one_of_its_share(size: int, book: Rulebook) -> None:
    population = counts(book)
    share = size / population.plans
    for seed in range(3):
        groups = allotted(population, size, random.Random(seed))
        assert sum(groups.values()) == size
        found = by(groups, lambda one: one.need)
        assert all(near(found[one.need], one.plans * share) for one in population.needs)
        found = by(groups, lambda one: one.band)
        assert all(near(found[one.id], (one.plans or 0) * share) for one in population.bands)
        found = by(groups, lambda one: (one.need, one.band))
        assert all(near(found[key], number * share) for key, number in of_need_and_band(population).items())
        found = by(groups, lambda one: one.place)
        assert all(abs(found[one.id] - one.plans * share) < 2 for one in population.places)


def test_nobody_is_placed_where_nobody_of_the_age_can_be(book: Rulebook) -> None:
    population = counts(book)
    places = {one.id: one for one in population.places}
    for group in allotted(population, 4_000, random.Random(5)):
        assert population.years_in(group.band, places[group.place])


def test_other_seeds_round_otherwise(book: Rulebook) -> None:
    drawn = {tuple(allotted(counts(book), 1, random.Random(seed))) for seed in range(12)}
    assert len(drawn) > 6


def test_counts_with_less_in_them_are_followed_as_far_as_they_go(book: Rulebook) -> None:
    """No ages, no placements, and some needs not recorded."""
    population = counts(book)
    bare = replace(
        population,
        bands=tuple(replace(one, plans=None) for one in population.bands),
        needs=tuple(replace(one, by_band={}) for one in population.needs if one.need != "VI"),
        need_not_recorded=15,
        placements=(),
    )
    groups = allotted(bare, bare.plans, random.Random(1))
    assert by(groups, lambda one: one.need) == {**{one.need: one.plans for one in bare.needs}, "": 15}
    assert by(groups, lambda one: one.place) == {"": 3_696}
    assert set(by(groups, lambda one: one.band)) == {one.id for one in bare.bands}


def test_plans_that_the_counts_leave_no_place_for_are_refused(book: Rulebook) -> None:
    """That the totals fit is looked at when the counts are read; that a need fits its ages is not."""
    population = counts(book)
    young = PlacementCount("school", "a school", 3_696 - 308, ages=(0, 19))
    old = PlacementCount("college", "a college", 308, by_need={"SLCN": 308}, ages=(19, 25))
    with pytest.raises(Refused, match="leave no place for some plans"):
        allotted(replace(population, placements=(young, old)), 3_696, random.Random(1))
