"""Regions by name: what the operators, counts, examples and boxes of a space say, against enumeration."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from admissions.model.conditions import Core
from admissions.model.needs import NO, YES, Kind, NeedField, Needs, Value
from admissions.model.provisions import Assumption, AssumptionValue
from admissions.regions.meaning import region_of
from admissions.regions.space import Region, Space
from tests.judges.brute import children
from tests.judges.naive import core_holds
from tests.strategies import cores

Child = tuple[str, ...]

NEEDS = Needs(
    (
        NeedField("level", Kind.ORDERED, "level", tuple(Value(name, name) for name in ("low", "mid", "high"))),
        NeedField("also", Kind.SEVERAL, "also", (Value("A", "A"), Value("B", "B"))),
        NeedField("flag", Kind.FLAG, "flag", (Value(YES, "yes"), Value(NO, "no"))),
    )
)
READING = Assumption(
    "reading", "which?", tuple(AssumptionValue(name, name) for name in ("one", "two", "three")), default="two"
)


def space() -> Space:
    return Space(NEEDS, (READING,))


EVERYONE = [tuple(child.values()) for child in children(space().axes)]
NAMES = [axis.name for axis in space().axes]


@st.composite
def regions(draw: DrawFn, number: int) -> tuple[Space, list[Region], list[set[Child]]]:
    """Regions of one space, each with its members enumerated."""
    found = space()
    drawn: list[Core] = [draw(cores(found.axes, 6)) for _ in range(number)]
    sets = [{child for child in EVERYONE if core_holds(core, named(child))} for core in drawn]
    return found, [region_of(found, core) for core in drawn], sets


def named(child: Child) -> dict[str, str]:
    return dict(zip(NAMES, child, strict=True))


def members(region: Region) -> set[Child]:
    return {child for child in EVERYONE if region.contains(named(child))}


Case = tuple[Space, list[Region], list[set[Child]]]


def test_needs_stand_before_assumptions() -> None:
    assert NAMES == ["level", "also.A", "also.B", "flag", "reading"]
    assert space().first_assumption == 4


@given(regions(2))
def test_operators_are_those_of_sets(case: Case) -> None:
    found, (one, two), (a, b) = case
    assert members(one) == a
    assert members(one & two) == a & b
    assert members(one | two) == a | b
    assert members(one - two) == a - b
    assert members(~one) == set(EVERYONE) - a
    assert (one <= two) == (a <= b)
    assert (one == two) == (a == b)
    assert (hash(one) == hash(two)) >= (a == b)
    assert bool(one) == bool(a)
    assert one & ~one == found.nothing
    assert one | ~one == found.everything


def test_regions_of_different_spaces_do_not_mix() -> None:
    one, two = space().everything, space().everything
    assert one != two
    with pytest.raises(ValueError, match="different spaces"):
        one & two


@given(regions(1), st.sets(st.sampled_from(NAMES)))
def test_counts_are_those_of_the_enumeration_and_of_its_shadow(case: Case, over: set[str]) -> None:
    _, (region,), (found,) = case
    assert region.count() == len(found)
    shadow = {tuple(value for name, value in named(child).items() if name in over) for child in found}
    assert region.count(sorted(over)) == len(shadow)
    if over:
        cells = region.cells(sorted(over))
        assert {(*first, last) for first, values in cells.items() for last in values} == shadow
        assert all(cells.values())


@given(regions(1))
def test_a_box_of_named_values_holds_just_those(case: Case) -> None:
    found, (region,), _ = case
    box = found.where({"level": ["low", "high"], "reading": ["three"]})
    expected = {child for child in EVERYONE if child[0] != "mid" and child[4] == "three"}
    assert members(box) == expected
    assert members(region & box) == members(region) & expected


@given(regions(1), st.dictionaries(st.sampled_from(NAMES), st.integers(0, 1)))
def test_restrict_fixes_named_values(case: Case, chosen: dict[str, int]) -> None:
    found, (region,), (inside,) = case
    fixed = {name: found.axes[found.level[name]].values[index] for name, index in chosen.items()}
    assert members(region.restrict(fixed)) == {
        child for child in EVERYONE if tuple((named(child) | fixed).values()) in inside
    }


@given(regions(1))
def test_forget_and_support_go_by_name(case: Case) -> None:
    _, (region,), (found,) = case
    shadow = {(child[0], *child[2:]) for child in found}
    assert members(region.forget(["also.A"])) == {child for child in EVERYONE if (child[0], *child[2:]) in shadow}
    assert set(region.support) <= set(NAMES)
    assert all((region.forget([name]) == region) == (name not in region.support) for name in NAMES)


@given(regions(1))
def test_shift_moves_by_name_and_drops_what_has_no_step(case: Case) -> None:
    _, (region,), (found,) = case
    step = {"low": "mid", "mid": "high"}
    assert members(region.shift("level", step)) == {(step[c[0]], *c[1:]) for c in found if c[0] in step}


@given(regions(2))
def test_contained_and_disjoint_are_those_of_the_sets_and_make_no_node(case: Case) -> None:
    _, (one, two), (first, second) = case
    before = len(one.space.diagrams)
    assert (one <= two) == (first <= second)
    assert one.isdisjoint(two) == first.isdisjoint(second)
    assert len(one.space.diagrams) == before


@given(regions(1), st.booleans(), st.data())
def test_what_leads_into_a_region_is_found_by_trying_every_move(case: Case, every: bool, data: st.DataObject) -> None:
    _, (region,), (found,) = case
    levels = ("low", "mid", "high")
    moves = {level: data.draw(st.lists(st.sampled_from(levels), min_size=1, unique=True)) for level in levels}
    judge = all if every else any
    expected = {c for c in EVERYONE if judge((level, *c[1:]) in found for level in moves[c[0]])}
    assert members(region.led_back("level", moves, every=every)) == expected


@given(regions(1))
def test_the_witness_is_in_the_region_and_as_plain_as_can_be(case: Case) -> None:
    _, (region,), (found,) = case
    plainest = {
        "level": ("low", "mid", "high"),
        "also.A": ("no", "yes"),
        "also.B": ("no", "yes"),
        "flag": ("no", "yes"),
        "reading": ("two", "one", "three"),
    }

    def plainness(child: Child) -> list[int]:
        return [plainest[name].index(value) for name, value in named(child).items()]

    witness = region.witness()
    assert witness == (named(min(found, key=plainness)) if found else None)


@given(regions(1), st.integers(0, 2**32))
def test_what_is_drawn_lies_in_the_region(case: Case, seed: int) -> None:
    _, (region,), (found,) = case
    if not found:
        with pytest.raises(ValueError, match="nothing to draw"):
            region.sampler()
        return
    draw, rng = region.sampler(), random.Random(seed)
    assert all(tuple(draw(rng).values()) in found for _ in range(10))


@given(regions(1))
def test_boxes_are_disjoint_and_together_the_region(case: Case) -> None:
    _, (region,), (found,) = case
    boxes = list(region.boxes())
    for child in EVERYONE:
        inside = [box for box in boxes if all(named(child)[name] in values for name, values in box.items())]
        assert len(inside) == (child in found)


@given(regions(1))
def test_the_hull_holds_the_values_that_occur(case: Case) -> None:
    found, (region,), (inside,) = case
    expected = {
        axis.name: tuple(value for value in axis.values if any(child[place] == value for child in inside))
        for place, axis in enumerate(found.axes)
    }
    assert region.hull() == expected


def test_a_scratch_space_has_regions_of_its_own() -> None:
    """A region of one does not go with a region of the other, though it may be taken over."""
    here = space()
    assert here.everything.space is here
    scratch = here.scratch()
    assert scratch.everything.space is scratch
    assert scratch.nothing.space is scratch
    low = scratch.where({"level": ("low",)})
    with pytest.raises(ValueError, match="different spaces"):
        here.everything & low
    assert len(here.diagrams) < len(scratch.diagrams)
    assert here.taken_from(scratch)(low) == here.where({"level": ("low",)})
    assert not here.is_scratch
    assert scratch.is_scratch


@given(regions(2), st.data())
def test_a_region_seen_from_some_axes_meets_what_depends_on_no_other(case: Case, data: st.DataObject) -> None:
    found, (one, other), _ = case
    names = data.draw(st.sets(st.sampled_from([axis.name for axis in found.axes])))
    seen = one.onto(names)
    assert set(seen.support) <= names
    assert one <= seen
    assert seen.onto(names) == seen
    if names >= set(other.support):
        assert bool(seen & other) == bool(one & other)
    assert one.onto(other.support).isdisjoint(other) == one.isdisjoint(other)
    assert one.onto([axis.name for axis in found.axes]) == one
