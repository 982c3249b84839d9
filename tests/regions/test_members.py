"""What is in a region, against the enumeration of it."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.regions import members
from admissions.regions.diagram import FALSE, TRUE, Diagrams
from tests.drawn import drawn
from tests.judges.brute import Point, points
from tests.judges.brute import members as every_member
from tests.regions.sets import Sets, of_points, sets


@given(sets())
def test_emptiness_and_count_are_those_of_the_enumeration(case: Sets) -> None:
    diagrams, (found,), (node,) = case
    assert (node == FALSE) == (not found)
    assert (node == TRUE) == (len(found) == math.prod(diagrams.sizes))
    assert members.count(diagrams, node) == len(found)
    assert members.count(diagrams, node, FALSE) == math.prod(diagrams.sizes) - len(found)


@given(sets(2))
def test_a_diagram_with_several_terminals_counts_each(case: Sets) -> None:
    diagrams, (one, two), (a, b) = case
    node = diagrams.ite(a, diagrams.ite(b, 2, 3), 4)
    assert members.count(diagrams, node, 2) == len(one & two)
    assert members.count(diagrams, node, 3) == len(one - two)
    assert members.count(diagrams, node, 4) == math.prod(diagrams.sizes) - len(one)
    assert members.count(diagrams, node, 5) == 0


@given(sets(), st.data())
def test_the_witness_is_the_most_preferred_member(case: Sets, data: st.DataObject) -> None:
    diagrams, (found,), (node,) = case
    prefer = [data.draw(st.permutations(range(size))) for size in diagrams.sizes]

    def preference(point: Point) -> Point:
        return tuple(order.index(value) for order, value in zip(prefer, point, strict=True))

    assert members.witness(diagrams, (node,), prefer) == min(found, key=preference, default=None)


@given(sets(2), st.data())
def test_the_witness_of_two_is_the_most_preferred_member_of_both(case: Sets, data: st.DataObject) -> None:
    diagrams, (one, two), nodes = case
    prefer = [data.draw(st.permutations(range(size))) for size in diagrams.sizes]
    before = len(diagrams)

    def preference(point: Point) -> Point:
        return tuple(order.index(value) for order, value in zip(prefer, point, strict=True))

    assert members.witness(diagrams, nodes, prefer) == min(one & two, key=preference, default=None)
    assert len(diagrams) == before


@given(sets())
def test_boxes_are_disjoint_and_together_the_set(case: Sets) -> None:
    diagrams, (found,), (node,) = case
    times = Counter(
        point
        for box in members.boxes(diagrams, node)
        for point in points(diagrams.sizes)
        if all(mask >> point[level] & 1 for level, mask in box.items())
    )
    assert set(times) == found
    assert set(times.values()) <= {1}


# --- sampling --------------------------------------------------------------------------------------------------------


class EveryDraw(random.Random):
    """A source of chance that takes every possible turn once, and knows how likely each was."""

    def __init__(self) -> None:
        super().__init__(0)
        self.turns: list[tuple[int, int]] = []  # what was drawn, out of how many
        self.place = 0

    def randrange(self, stop: int, *_: object) -> int:  # type: ignore[override]
        if self.place == len(self.turns):
            self.turns.append((0, stop))
        drawn, out_of = self.turns[self.place]
        assert out_of == stop
        self.place += 1
        return drawn

    def distribution(self, draw: Callable[[random.Random], Point]) -> dict[Point, Fraction]:
        """How likely each result of ``draw`` is, exactly."""
        found: dict[Point, Fraction] = {}
        while True:
            self.place = 0
            result = draw(self)
            likely = Fraction(1, math.prod(out_of for _, out_of in self.turns))
            found[result] = found.get(result, Fraction(0)) + likely
            while self.turns and self.turns[-1][0] + 1 == self.turns[-1][1]:
                self.turns.pop()
            if not self.turns:
                return found
            drawn, out_of = self.turns.pop()
            self.turns.append((drawn + 1, out_of))


@settings(max_examples=drawn(40))
@given(st.data())
def test_every_member_is_exactly_equally_likely_to_be_drawn(data: st.DataObject) -> None:
    sizes = data.draw(st.sampled_from([(2, 3, 2), (3, 2, 2), (2, 2, 3), (3, 3)]))
    diagrams = Diagrams(sizes)
    found = data.draw(st.sets(st.sampled_from(points(sizes)), min_size=1))
    likely = EveryDraw().distribution(members.sampler(diagrams, of_points(diagrams, found)))
    assert likely == dict.fromkeys(found, Fraction(1, len(found)))


def test_a_sampler_draws_every_member_about_equally_often() -> None:
    diagrams = Diagrams((4, 3, 2, 4))
    node = diagrams.either(
        diagrams.both(diagrams.test(0, 0b0101), diagrams.test(3, 0b0011)),
        diagrams.both(diagrams.test(1, 0b100), diagrams.test(3, 0b1000)),
    )
    found = every_member(diagrams, node)
    assert len(found) == 32
    draw, rng = members.sampler(diagrams, node), random.Random(20261124)
    times = Counter(draw(rng) for _ in range(32 * 400))
    assert set(times) == found
    # 400 expected each with a standard deviation of 20: eight of them are far beyond chance.
    assert all(240 <= number <= 560 for number in times.values())


def test_an_empty_set_has_nothing_to_draw() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        members.sampler(Diagrams((2, 2)), FALSE)
