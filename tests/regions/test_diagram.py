"""The laws of the diagram, on small spaces, against sets of assignments that are enumerated one by one."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admissions.errors import TooLarge
from admissions.regions.changing import cut, forget, restrict, shift
from admissions.regions.diagram import FALSE, TERMINALS, TRUE, Diagrams, values_of
from admissions.regions.members import count
from tests.judges.brute import Point, depends_on, members, points, terminal
from tests.regions.sets import Sets, of_points, sets, within


@given(sets(2))
def test_and_or_not_and_difference_are_those_of_sets(case: Sets) -> None:
    diagrams, (one, two), (a, b) = case
    everything = set(points(diagrams.sizes))
    assert members(diagrams, a) == one
    assert members(diagrams, diagrams.both(a, b)) == one & two
    assert members(diagrams, diagrams.either(a, b)) == one | two
    assert members(diagrams, diagrams.negation(a)) == everything - one
    assert members(diagrams, diagrams.difference(a, b)) == one - two


@given(sets(3))
def test_if_then_else_takes_each_side_where_it_should(case: Sets) -> None:
    diagrams, (test, one, two), (a, b, c) = case
    # Terminals 2 to 5: the sides may tell more than true and false.
    then, other = diagrams.ite(b, 2, 3), diagrams.ite(c, 4, 5)
    node = diagrams.ite(a, then, other)
    for point in points(diagrams.sizes):
        expected = (2 if point in one else 3) if point in test else (4 if point in two else 5)
        assert terminal(diagrams, node, point) == expected


@given(st.data())
def test_at_least_counts_the_parts_that_hold(data: st.DataObject) -> None:
    diagrams, drawn, nodes = data.draw(st.integers(0, 5).flatmap(sets))
    count = data.draw(st.integers(-1, 6))
    node = diagrams.at_least(count, nodes)
    assert members(diagrams, node) == {
        point for point in points(diagrams.sizes) if sum(point in found for found in drawn) >= count
    }


@given(sets(2))
def test_equal_sets_are_the_same_number(case: Sets) -> None:
    diagrams, (one, two), (a, b) = case
    assert (a == b) == (one == two)
    assert a == of_points(diagrams, one)
    assert diagrams.either(a, b) == of_points(diagrams, one | two)
    assert diagrams.difference(a, b) == of_points(diagrams, one - two)
    assert diagrams.negation(diagrams.negation(a)) == a
    assert diagrams.negation(diagrams.both(a, b)) == diagrams.either(diagrams.negation(a), diagrams.negation(b))
    assert diagrams.at_least(2, [a, b]) == diagrams.both(b, a)


@given(sets(3))
def test_every_node_keeps_its_edges_sorted_apart_and_whole(case: Sets) -> None:
    diagrams, _, (a, b, c) = case
    diagrams.at_least(2, [a, b, c])
    seen = set()
    for node in range(TERMINALS, len(diagrams)):
        level, edges = diagrams.level[node], diagrams.edges[node]
        assert list(edges) == sorted(edges)
        assert len({child for child, _ in edges}) == len(edges) >= 2
        assert all(diagrams.level[child] > level for child, _ in edges)
        assert all(child < node for child, _ in edges)
        assert sum(mask for _, mask in edges) == diagrams.full[level]
        assert all(not one & two for (_, one), (_, two) in itertools.combinations(edges, 2))
        assert (level, edges) not in seen
        seen.add((level, edges))


@given(sets())
def test_support_is_what_the_set_depends_on(case: Sets) -> None:
    diagrams, (found,), (node,) = case
    assert diagrams.support(node) == depends_on(diagrams.sizes, lambda point: point in found)


@given(sets(2))
def test_terminals_are_those_that_some_point_reaches(case: Sets) -> None:
    diagrams, (one, two), (a, b) = case
    node = diagrams.ite(a, diagrams.ite(b, 2, 3), 4)
    assert diagrams.terminals(node) == {
        (2 if point in two else 3) if point in one else 4 for point in points(diagrams.sizes)
    }


@given(sets(2))
def test_classes_hold_the_values_that_no_set_tells_apart(case: Sets) -> None:
    diagrams, drawn, nodes = case
    classes = diagrams.classes(nodes)
    assert set(classes) == set().union(*[diagrams.support(node) for node in nodes])

    def alike(level: int, value: int, other: int) -> bool:
        return all(
            (point in found) == ((*point[:level], other, *point[level + 1 :]) in found)
            for found in drawn
            for point in points(diagrams.sizes)
            if point[level] == value
        )

    for level, parts in classes.items():
        assert sum(parts) == diagrams.full[level]
        for value, other in itertools.combinations(range(diagrams.sizes[level]), 2):
            together = any(part >> value & part >> other & 1 for part in parts)
            assert not together or alike(level, value, other)


@given(sets(), st.data())
def test_cut_is_the_same_inside_the_box_and_depends_on_nothing_that_the_box_settles(
    case: Sets, data: st.DataObject
) -> None:
    diagrams, (found,), (node,) = case
    box = [data.draw(st.integers(1, full)) for full in diagrams.full]
    inside = [point for point in points(diagrams.sizes) if within([tuple(box)], point)]
    inner = cut(diagrams, node, box)
    for point in inside:
        assert terminal(diagrams, inner, point) == (TRUE if point in found else FALSE)
    for level in diagrams.support(inner):
        assert any(
            (point in found) != ((*point[:level], value, *point[level + 1 :]) in found)
            for point in inside
            for value in values_of(box[level])
        )


@pytest.mark.parametrize("first", [0, 1])
def test_what_a_cut_makes_the_same_inside_the_box_is_one_node(first: int) -> None:
    """Two halves that differ only outside of the box, whichever of their nodes was made first."""
    diagrams = Diagrams([2, 3, 2])
    diagrams.test(2, 1 << first)
    half = diagrams.both(diagrams.test(1, 0b100), diagrams.test(2, 0b10))
    other = diagrams.either(half, diagrams.both(diagrams.test(1, 0b010), diagrams.test(2, 0b01)))
    either = diagrams.ite(diagrams.test(0, 0b01), other, half)
    assert diagrams.support(either) == {0, 1, 2}
    assert diagrams.support(cut(diagrams, either, [0b11, 0b110, 0b10])) == {1}


@given(sets(2))
def test_a_scratch_copy_starts_with_every_node_and_gives_none_back(case: Sets) -> None:
    diagrams, (one, two), (a, b) = case
    size = len(diagrams)
    scratch = diagrams.scratch()
    assert scratch.started_with == size
    both = scratch.difference(a, scratch.negation(b))
    assert members(scratch, both) == one & two
    assert len(diagrams) == size
    # A node that both make later need not be the same number; one that was there is.
    assert scratch.negation(scratch.negation(a)) == a
    assert members(diagrams, diagrams.either(a, b)) == one | two
    assert members(scratch, both) == one & two


@given(sets(2))
def test_taking_a_diagram_over_makes_it_and_nothing_else(case: Sets) -> None:
    diagrams, (one, two), (a, b) = case
    other = Diagrams(diagrams.sizes)
    take = other.taken_from(diagrams)
    taken = [take(a), take(b), take(diagrams.ite(a, 2, 3))]
    assert [members(other, node) for node in taken[:2]] == [one, two]
    assert all(terminal(other, taken[2], point) == (2 if point in one else 3) for point in points(diagrams.sizes))
    reached = {node for root in taken for node in other.nodes(root)}
    assert set(range(TERMINALS, len(other))) == {node for node in reached if node >= TERMINALS}
    assert taken[0] == of_points(other, one)


@given(sets(), st.data())
def test_restrict_fixes_a_level_and_forgets_it(case: Sets, data: st.DataObject) -> None:
    diagrams, (found,), (node,) = case
    levels = data.draw(st.sets(st.integers(0, diagrams.bottom - 1)))
    fixed = {level: data.draw(st.integers(0, diagrams.sizes[level] - 1)) for level in sorted(levels)}
    expected = {
        point
        for point in points(diagrams.sizes)
        if tuple(fixed.get(level, value) for level, value in enumerate(point)) in found
    }
    assert restrict(diagrams, node, fixed) == of_points(diagrams, expected)


@given(sets(), st.data())
def test_forget_holds_where_some_value_leads_in(case: Sets, data: st.DataObject) -> None:
    diagrams, (found,), (node,) = case
    levels = data.draw(st.sets(st.integers(0, diagrams.bottom - 1)))

    def kept(point: Point) -> Point:
        return tuple(value for level, value in enumerate(point) if level not in levels)

    shadows = {kept(point) for point in found}
    expected = {point for point in points(diagrams.sizes) if kept(point) in shadows}
    assert forget(diagrams, node, sorted(levels)) == of_points(diagrams, expected)


@given(sets(), st.data())
def test_shift_moves_each_point_of_the_set(case: Sets, data: st.DataObject) -> None:
    diagrams, (found,), (node,) = case
    level = data.draw(st.integers(0, diagrams.bottom - 1))
    value = st.integers(0, diagrams.sizes[level] - 1)
    step = data.draw(st.dictionaries(value, value))
    arrived = {(*p[:level], step[p[level]], *p[level + 1 :]) for p in found if p[level] in step}
    assert shift(diagrams, node, level, step) == of_points(diagrams, arrived)


@given(sets(), st.data())
def test_a_cofactor_is_the_child_for_each_value(case: Sets, data: st.DataObject) -> None:
    diagrams, (found,), (node,) = case
    above = min(diagrams.level[node], diagrams.bottom - 1)
    level = data.draw(st.integers(0, above))
    for child, mask in diagrams.cofactors(node, level):
        for value in values_of(mask):
            expected = {
                point for point in points(diagrams.sizes) if (*point[:level], value, *point[level + 1 :]) in found
            }
            assert members(diagrams, child) == expected


def hull_of(found: set[Point], levels: int) -> tuple[int, ...]:
    """For each level the mask of the values that occur."""
    masks = [0] * levels
    for point in found:
        for level, value in enumerate(point):
            masks[level] |= 1 << value
    return tuple(masks)


@given(sets())
def test_the_hull_holds_the_values_that_occur(case: Sets) -> None:
    diagrams, (found,), (node,) = case
    assert diagrams.hull(node) == hull_of(found, diagrams.bottom)


@given(sets(), st.data())
def test_the_hull_within_a_box_holds_the_values_that_occur_there(case: Sets, data: st.DataObject) -> None:
    diagrams, (found,), (node,) = case
    box = [data.draw(st.integers(0, full)) for full in diagrams.full]
    inside = {point for point in found if within([tuple(box)], point)}
    assert diagrams.hull(node, box) == hull_of(inside, diagrams.bottom)


@given(sets(), st.data())
def test_reached_is_every_terminal_that_a_box_leads_to(case: Sets, data: st.DataObject) -> None:
    diagrams, (found,), (node,) = case
    box = [data.draw(st.integers(1, full)) for full in diagrams.full]
    inside = {point for point in points(diagrams.sizes) if within([tuple(box)], point)}
    terminals = {reached for reached in diagrams.reached(node, box) if reached < TERMINALS}
    assert terminals == {TRUE if point in found else FALSE for point in inside}


@given(st.data())
def test_sets_meet_within_a_box_where_some_assignment_lies_in_all(data: st.DataObject) -> None:
    diagrams, drawn, nodes = data.draw(st.integers(0, 3).flatmap(sets))
    box = [data.draw(st.integers(0, full)) for full in diagrams.full]
    size = len(diagrams)
    assert diagrams.meet(nodes, box) == any(
        within([tuple(box)], point) and all(point in found for found in drawn) for point in points(diagrams.sizes)
    )
    assert len(diagrams) == size


# --- the node budget -------------------------------------------------------------------------------------------------


def crossed(diagrams: Diagrams) -> int:
    """Eight pairs of axes that must agree, with all first halves above all second ones: 2 to the 8 nodes wide."""
    node = TRUE
    for level in range(8):
        same = diagrams.ite(diagrams.test(level, 0b10), diagrams.test(level + 8, 0b10), diagrams.test(level + 8, 0b01))
        node = diagrams.both(node, same)
    return node


def test_a_diagram_beyond_the_budget_is_refused_with_its_sentence() -> None:
    with pytest.raises(TooLarge) as refused:
        crossed(Diagrams([2] * 16, budget=500))
    assert str(refused.value) == (
        "this question needs a diagram of more than 500 nodes; "
        "narrow it: name fewer provisions, or fix the year group or the primary need"
    )


def test_a_diagram_within_the_budget_is_made_to_the_last_node() -> None:
    free = Diagrams([2] * 16)
    node = crossed(free)
    assert count(free, node) == 2**8
    exact = Diagrams([2] * 16, budget=len(free))
    assert count(exact, crossed(exact)) == 2**8
    with pytest.raises(TooLarge):
        crossed(Diagrams([2] * 16, budget=len(free) - 1))
