"""The real provisions: their regions against z3, and their criteria and outcomes against the naive evaluator."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterable

import pytest

from admissions.model.conditions import And, Core, Not, Or, Surface, Test
from admissions.model.outcomes import Outcome, Overlap
from admissions.questions.overlaps import overlap_of
from admissions.questions.read import ReadProvision
from admissions.questions.rulebook import Rulebook
from admissions.questions.settled import Settled
from admissions.regions.space import CompleteProfile, Region
from tests.judges.binary import Binary
from tests.judges.naive import Naive
from tests.judges.solver import Solver

SEED = 20261124
NUMBER = 3_000


@pytest.fixture(scope="module")
def naive(book: Rulebook) -> Naive:
    return Naive.of(book.rules)


@pytest.fixture(scope="module")
def solver(book: Rulebook) -> Solver:
    return Solver(book.space.axes)


def possible_core(book: Rulebook) -> Core:
    return And(tuple(rule.core for rule in book.rules.needs.possible))


def drawn(region: Region, number: int, rng: random.Random) -> Iterable[CompleteProfile]:
    draw = region.sampler()
    return (draw(rng) for _ in range(number))


def test_z3_agrees_which_pairs_overlap(book: Rulebook, naive: Naive, solver: Solver) -> None:
    possible = solver.formula(possible_core(book))
    formulas = {}
    for read in book.provisions:
        cores = read.provision.version.outcome_cores
        formulas[read.id, "meets"] = solver.formula(cores[Outcome.MEETS])
        formulas[read.id, "open"] = solver.formula(Or((cores[Outcome.MEETS], cores[Outcome.NOT_RULED_OUT])))
    verdicts: Counter[tuple[str, bool]] = Counter()
    for one, two in itertools.combinations(book.provisions, 2):
        for kind in ("meets", "open"):
            region = overlap(one, kind) & overlap(two, kind) & book.possible
            example = solver.example(formulas[one.id, kind], formulas[two.id, kind], possible)
            assert bool(region) == (example is not None), (one.id, two.id, kind)
            verdicts[kind, bool(region)] += 1
            for child in (example, region.witness()):
                if child is not None:
                    assert region.contains(child)
                    for read in (one, two):
                        wanted = {Outcome.MEETS} | ({Outcome.NOT_RULED_OUT} if kind == "open" else set())
                        assert naive.outcome(read.provision.version, child) in wanted
                    assert all(naive.holds(rule.condition, child) for rule in book.rules.needs.possible)
    # Both answers occur, so agreeing is not agreeing on nothing.
    assert verdicts["open", True]
    assert verdicts["meets", False]


def overlap(read: ReadProvision, kind: str) -> Region:
    meets = read.outcomes[Outcome.MEETS]
    return meets if kind == "meets" else meets | read.outcomes[Outcome.NOT_RULED_OUT]


def test_z3_agrees_which_outcomes_can_occur(book: Rulebook, solver: Solver) -> None:
    possible = solver.formula(possible_core(book))
    for read in book.provisions:
        for outcome, core in read.provision.version.outcome_cores.items():
            occurs = solver.example(solver.formula(core), possible) is not None
            assert bool(read.outcomes[outcome] & book.possible) == occurs, (read.id, outcome)


def test_z3_agrees_that_the_outcomes_part_the_profiles(book: Rulebook, solver: Solver) -> None:
    for read in book.provisions:
        cores: list[Core] = [read.provision.version.outcome_cores[outcome] for outcome in Outcome]
        assert solver.example(solver.formula(Not(Or(tuple(cores))))) is None
        for one, two in itertools.combinations(cores, 2):
            assert solver.example(solver.formula(one), solver.formula(two)) is None


def test_outcomes_are_those_of_the_naive_table(book: Rulebook, naive: Naive) -> None:
    rng = random.Random(SEED)
    corners = [read.outcomes[outcome] & book.possible for read in book.provisions for outcome in Outcome]
    samplers = [corner.sampler() for corner in corners if corner]
    children = [*drawn(book.possible, NUMBER // 2, rng)]
    children += [samplers[place % len(samplers)](rng) for place in range(NUMBER // 2)]
    seen: Counter[tuple[str, Outcome]] = Counter()
    for child in children:
        for read in book.provisions:
            expected = naive.outcome(read.provision.version, child)
            seen[read.id, expected] += 1
            assert [outcome for outcome in Outcome if read.outcomes[outcome].contains(child)] == [expected]
    can_be = {
        (read.id, outcome) for read in book.provisions for outcome in Outcome if read.outcomes[outcome] & book.possible
    }
    assert set(seen) == can_be
    assert min(seen.values()) >= 20


def parts(book: Rulebook) -> dict[str, tuple[Surface, Region]]:
    """Every condition of the real rules, by where it stands, with its region."""
    found: dict[str, tuple[Surface, Region]] = {}
    for read in book.provisions:
        for one in read.criteria:
            if one.criterion.condition is not None and one.holds is not None:
                found[f"{read.id} {one.criterion.id}"] = one.criterion.condition, one.holds
            if one.criterion.waiver is not None and one.waived is not None:
                found[f"{read.id} {one.criterion.id} waiver"] = one.criterion.waiver, one.waived
        for place, part in enumerate(read.missing):
            if part.part.where is not None:
                found[f"{read.id} not recorded {place}"] = part.part.where, part.matters
    for rule in (*book.rules.needs.possible, *book.rules.needs.plausible):
        found[f"needs {rule.id}"] = rule.condition, book.region(rule.condition)
    return found


def test_criteria_waivers_and_rules_hold_as_the_naive_evaluator_has_it(book: Rulebook, naive: Naive) -> None:
    rng = random.Random(SEED)
    everyone = [*drawn(book.space.everything, 40, rng)]
    found = parts(book)
    assert len(found) >= 50
    for name, (condition, region) in found.items():
        for child in everyone:
            assert region.contains(child) is naive.holds(condition, child), name
        for side, holds in ((region, True), (~region, False)):
            if side:
                witness = side.witness()
                assert witness is not None
                for child in (*drawn(side, 20, rng), witness):
                    assert naive.holds(condition, child) is holds, name


def test_what_is_possible_and_plausible_is_what_every_rule_says(book: Rulebook, naive: Naive) -> None:
    rng = random.Random(SEED)
    needs = book.rules.needs
    for region, rules in ((book.possible, needs.possible), (book.plausible, (*needs.possible, *needs.plausible))):
        for child in (*drawn(region, 50, rng), *drawn(~region, 50, rng), *drawn(book.space.everything, 50, rng)):
            assert region.contains(child) is all(naive.holds(rule.condition, child) for rule in rules)


def test_z3_and_cudd_agree_on_which_pairs_overlap_and_how(book: Rulebook) -> None:
    """Every pair of the real rules, unverified ones too: whether some possible child meets both, or finds both open."""
    settled = Settled(book, book.settings())
    solver, binary = Solver(settled.space.axes), Binary(settled.space.axes)
    possible = possible_core(book)
    assumed = And(tuple(Test(name, frozenset(values)) for name, values in book.settings().items()))
    context = (solver.formula(possible), solver.formula(assumed))
    inside = binary.of(possible) & binary.of(assumed)
    for pair in itertools.combinations(book.provisions, 2):
        cores = [one.provision.version.outcome_cores for one in pair]
        met = [core[Outcome.MEETS] for core in cores]
        opened = [Or((core[Outcome.MEETS], core[Outcome.NOT_RULED_OUT])) for core in cores]
        found = overlap_of(settled, pair).overlap
        for wanted, is_there in ((met, found is Overlap.CERTAIN), (opened, found is not Overlap.NONE)):
            assert (solver.example(*context, *map(solver.formula, wanted)) is not None) == is_there
            assert (inside & binary.of(wanted[0]) & binary.of(wanted[1]) != binary.bdd.false) == is_there
