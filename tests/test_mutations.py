"""No one-step change of a scored criterion goes unnoticed by the casebook, and the script that shows it can fail."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from tests.test_casebook import PROVISIONS, rulebook
from tools import mutate_criteria
from tools.mutate_criteria import Casebook, Mutant, bundled_cases, example_words, mutants
from tools.stepping import Stepper

# What runs here is run by other tests too; to trace it again would take most of the time of the whole run.
pytestmark = pytest.mark.no_cover


@cache
def casebook() -> Casebook:
    """The casebook over the bundled rules, read once."""
    return Casebook(rulebook(), bundled_cases(rulebook()))


@cache
def mutants_of(provision: str) -> tuple[Mutant, ...]:
    """Every mutant of one provision."""
    return tuple(mutants(casebook().book.rules, (provision,)))


@pytest.mark.parametrize("provision", PROVISIONS)
def test_the_rules_as_they_are_hold_to_every_case(provision: str) -> None:
    assert casebook().holds(casebook().book.by_id[provision]) == []


@pytest.mark.parametrize("provision", PROVISIONS)
def test_every_change_of_a_criterion_makes_some_case_come_out_otherwise(provision: str) -> None:
    verdicts = [casebook().judge(mutant) for mutant in mutants_of(provision)]
    survivors = [
        f"{verdict.mutant.place}: {verdict.mutant.change}: {example_words(casebook().book, verdict)}"
        for verdict in verdicts
        if verdict.survived
    ]
    assert not survivors
    assert any(verdict.killed_by for verdict in verdicts)


@pytest.mark.parametrize("provision", PROVISIONS)
def test_every_scored_criterion_is_dropped_negated_and_changed(provision: str) -> None:
    seen: dict[str, set[str]] = {}
    for mutant in mutants_of(provision):
        seen.setdefault(mutant.place, set()).add(mutant.change)
    version = casebook().book.by_id[provision].provision.version
    for criterion in version.criteria:
        if criterion.strength.value == "guidance":
            assert criterion.id not in seen
        else:
            assert {"drop", "negate"} < seen[criterion.id]
            assert len(seen[criterion.id]) >= 4
    assert sum(place.startswith("not_recorded") for place in seen) == len(version.not_recorded)


def test_a_mutant_that_no_case_notices_survives_and_is_told_by_an_example() -> None:
    book = casebook().book
    dropped = next(one for one in mutants_of("drumbeat") if (one.place, one.change) == ("barrier", "drop"))
    # The first comes nowhere near the change; the second does, and comes out as it did.
    for name in ("n2_severe", "y7_first_enquiry"):
        verdict = Casebook(book, (case for case in casebook().cases if case.id == name)).judge(dropped)
        assert verdict.survived
        assert "autism_main_barrier=no" in example_words(book, verdict)


def test_a_change_that_alters_no_outcome_is_called_equivalent() -> None:
    missing = next(one for one in mutants_of("greenvale") if one.place == "not_recorded 2" and one.change == "drop")
    assert casebook().judge(missing).equivalent


def test_the_script_prints_a_line_a_mutant(capsys: pytest.CaptureFixture[str]) -> None:
    assert mutate_criteria.main(["watergate"], casebook()) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(mutants_of("watergate")) + 1
    assert lines[-1].endswith("0 survived")


def test_the_script_fails_where_a_mutant_survived(capsys: pytest.CaptureFixture[str]) -> None:
    few = Casebook(casebook().book, (case for case in casebook().cases if case.id == "n2_severe"))
    assert mutate_criteria.main(["watergate"], few) == 1
    printed = capsys.readouterr().out
    assert "killed by n2_severe" in printed
    assert "SURVIVED" in printed


def test_the_script_judges_nothing_while_a_case_does_not_come_out(capsys: pytest.CaptureFixture[str]) -> None:
    one = casebook().cases[0]
    wrong = Casebook(casebook().book, (replace(one, expect=dict.fromkeys(one.expect, ())),))
    assert mutate_criteria.main(["watergate"], wrong) == 1
    assert one.id in capsys.readouterr().out


def test_a_step_never_gives_back_the_condition_that_it_started_from() -> None:
    stepper = Stepper(casebook().book.rules)
    for provision in casebook().book.rules.provisions:
        for criterion in provision.version.criteria:
            if criterion.condition is not None:
                assert all(changed != criterion.condition for _, changed in stepper.changes(criterion.condition))
