"""What a core condition means, against brute force, and against z3 and CUDD, which share no code with the diagram."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from admissions.model.conditions import FALSE, TRUE, And, Core, NOf, Not, Or, Test
from admissions.model.needs import Axis, Rule
from admissions.model.outcomes import Outcome
from admissions.regions.meaning import (
    OUTCOME_TERMINAL,
    TERMINAL_OUTCOME,
    outcome_diagram,
    outcome_regions,
    region_of,
    rules_region,
)
from admissions.regions.space import Space
from tests.drawn import drawn
from tests.judges.binary import ENGINE, Binary
from tests.judges.brute import children, points, terminal
from tests.judges.naive import core_holds
from tests.judges.solver import Solver
from tests.strategies import axes_of, cores, needs_over, small_sizes


@st.composite
def spaces(draw: DrawFn, number: int = 1, *, medium: bool = False) -> tuple[Space, list[Core]]:
    """A small or a medium space (8 to 14 axes) with some core conditions over it."""
    sizes = draw(st.lists(st.integers(2, 9), min_size=8, max_size=14) if medium else small_sizes())
    axes = axes_of(sizes)
    return Space(needs_over(axes)), [draw(cores(axes, 20 if medium else 12)) for _ in range(number)]


Case = tuple[Space, list[Core]]


@given(spaces())
def test_a_condition_means_the_profiles_for_which_it_holds(case: Case) -> None:
    space, (core,) = case
    region = region_of(space, core)
    everyone = children(space.axes)
    held = [child for child in everyone if core_holds(core, child)]
    assert [child for child in everyone if region.contains(child)] == held
    assert region.count() == len(held)
    witness = region.witness()
    assert witness is None if not held else core_holds(core, witness or {})


@given(spaces(), st.data())
def test_a_condition_with_some_axes_fixed_means_what_is_left_of_it(case: Case, data: st.DataObject) -> None:
    space, (core,) = case
    fixed = {axis.name: data.draw(st.sampled_from(axis.values)) for axis in space.axes if data.draw(st.booleans())}
    region = region_of(space, core, fixed)
    assert region == region_of(space, core).restrict(fixed)
    for child in children(space.axes):
        assert region.contains(child) == core_holds(core, {**child, **fixed})


def test_the_empty_and_is_always_and_the_empty_or_is_never() -> None:
    space = Space(needs_over(axes_of((2, 2))))
    assert region_of(space, TRUE) == space.everything
    assert region_of(space, FALSE) == space.nothing


def test_rules_hold_together() -> None:
    space = Space(needs_over(axes_of((2, 2))))
    one, two = (Test(name, frozenset({"v1"})) for name in ("a0", "a1"))
    rules = tuple(Rule(name, name, None, core) for name, core in (("one", one), ("two", two)))  # type: ignore[arg-type]
    assert rules_region(space, rules) == region_of(space, And((one, two)))
    assert rules_region(space, ()) == space.everything


# --- outcomes --------------------------------------------------------------------------------------------------------


@given(spaces(3))
def test_one_diagram_tells_the_outcomes_apart(case: Case) -> None:
    space, (out, panel, missing) = case
    holds = Not(Or((out, panel)))
    named = {
        Outcome.MEETS: And((holds, Not(missing))),
        Outcome.NOT_RULED_OUT: And((holds, missing)),
        Outcome.DISCRETION: And((panel, Not(out))),
        Outcome.DOES_NOT_MEET: out,
    }
    node = outcome_diagram(outcome_regions(space, named))
    for point in points(space.diagrams.sizes):
        child = space.read(point)
        (outcome,) = [outcome for outcome, core in named.items() if core_holds(core, child)]
        assert TERMINAL_OUTCOME[terminal(space.diagrams, node, point)] is outcome
        assert terminal(space.diagrams, node, point) == OUTCOME_TERMINAL[outcome]


def test_outcomes_that_share_a_profile_or_leave_one_out_are_refused() -> None:
    space = Space(needs_over(axes_of((2,))))
    some = Test("a0", frozenset({"v1"}))
    with pytest.raises(AssertionError, match="and another outcome"):
        outcome_regions(space, dict.fromkeys(Outcome, FALSE) | {Outcome.MEETS: TRUE, Outcome.DISCRETION: some})
    with pytest.raises(AssertionError, match="no outcome"):
        outcome_regions(space, dict.fromkeys(Outcome, FALSE) | {Outcome.MEETS: some})


# --- z3 and CUDD as judges -------------------------------------------------------------------------------------------


def test_the_binary_judge_is_cudd() -> None:
    assert ENGINE == "CUDD"


@settings(max_examples=drawn(40))
@given(spaces(2))
def test_z3_agrees_on_emptiness_equality_and_count_of_small_spaces(case: Case) -> None:
    space, (one, two) = case
    a, b = region_of(space, one), region_of(space, two)
    solver = Solver(space.axes)
    both = And((one, two))
    example = solver.example(solver.formula(both))
    assert bool(a & b) == (example is not None)
    assert example is None or (a & b).contains(example)
    assert (a == b) == solver.equal(one, two)
    assert (a <= b) == solver.equal(both, one)
    few = min((a, one), (~a, Not(one)), (a & b, both), key=lambda pair: pair[0].count())
    if few[0].count() <= 12:
        assert solver.count(few[1], 12) == few[0].count()


@settings(max_examples=drawn(60))
@given(spaces(2, medium=True))
def test_z3_agrees_on_emptiness_and_equality_of_medium_spaces(case: Case) -> None:
    space, (one, two) = case
    a, b = region_of(space, one), region_of(space, two)
    solver = Solver(space.axes)
    example = solver.example(solver.formula(one), solver.formula(Not(two)))
    assert bool(a - b) == (example is not None)
    assert example is None or (a - b).contains(example)
    assert (a == b) == solver.equal(one, two)


@given(spaces(2))
def test_cudd_agrees_on_emptiness_equality_and_count_of_small_spaces(case: Case) -> None:
    cudd_agrees(case)


@settings(max_examples=drawn(150))
@given(spaces(2, medium=True))
def test_cudd_agrees_on_emptiness_equality_and_count_of_medium_spaces(case: Case) -> None:
    cudd_agrees(case)


def cudd_agrees(case: Case) -> None:
    space, (one, two) = case
    a, b = region_of(space, one), region_of(space, two)
    judge = Binary(space.axes)
    assert (a == b) == (judge.of(one) == judge.of(two))
    assert bool(a & b) == (judge.of(And((one, two))) != judge.bdd.false)
    for region, core in ((a, one), (a & b, And((one, two))), (a | b, Or((one, two))), (a - b, And((one, Not(two))))):
        assert region.count() == judge.count(core)


@settings(max_examples=drawn(40))
@given(spaces(3))
def test_the_judges_read_a_condition_as_brute_force_does(case: Case) -> None:
    space, listed = case
    core = NOf(2, tuple(listed))
    judge, solver = Binary(space.axes), Solver(space.axes)
    assert judge.count(core) == sum(core_holds(core, child) for child in children(space.axes))
    example = solver.example(solver.formula(core))
    assert (example is not None) == any(core_holds(core, child) for child in children(space.axes))
    assert example is None or core_holds(core, example)


def test_axes_with_a_single_value_are_judged_too() -> None:
    axes = (Axis("only", "only", ("v0",)), Axis("a", "a", ("v0", "v1", "v2")))
    space, judge = Space(needs_over(axes)), Binary(axes)
    core = And((Test("only", frozenset({"v0"})), Test("a", frozenset({"v0", "v2"}))))
    assert region_of(space, core).count() == judge.count(core) == Solver(axes).count(core, 6) == 2
    assert region_of(space, Test("only", frozenset())) == space.nothing
