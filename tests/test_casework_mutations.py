"""No one-step change of a casework rule goes unnoticed by the casebook, and the script that shows it can fail."""

from __future__ import annotations

from functools import cache

import pytest

from tests.drawn import some
from tests.test_casebook import WITHOUT_A_CASE, rulebook
from tools import mutate_casework
from tools.mutate_casework import Cases, mutants

# What runs here is run by other tests too; to trace it again would take most of the time of the whole run.
pytestmark = pytest.mark.no_cover

RULES = [rule.id for rule in rulebook().rules.casework.rules if rule.id not in WITHOUT_A_CASE]

# What lets a rule fire for more children, none of whom is in the casebook yet.
NOT_SHOWN = {
    ("nothing_open", "doubt: of add special_school"),
    ("base_also_open", "count: that_are add in_doubt"),
    ("several_special_schools_open", "count: that_are add in_doubt"),
}


@cache
def cases() -> Cases:
    """The casebook's cases that say what follows, and a few drawn children."""
    return Cases(rulebook(), drawn=30)


def test_in_every_case_that_says_what_follows_that_follows() -> None:
    assert len(cases().told) >= 30
    assert cases().wrong() == []


@pytest.mark.parametrize("rule", RULES)
def test_every_change_of_a_casework_rule_is_noticed_by_some_case(rule: str) -> None:
    every = [*mutants(rulebook(), (rule,))]
    fates = {mutant.change: cases().judge(mutant) for mutant in some(every)}
    survived = {(rule, change) for change, fate in fates.items() if not fate}
    assert survived <= NOT_SHOWN

    assert any(fate not in ("", "equivalent", "refused") for fate in fates.values())


def test_a_rule_that_is_dropped_is_missed() -> None:
    """By a case, or by a rule that looks for what it found."""
    drops = {mutant.rule: cases().judge(mutant) for mutant in mutants(rulebook()) if mutant.change == "drop"}
    assert set(drops) == {*RULES, *WITHOUT_A_CASE}
    assert {rule for rule, fate in drops.items() if fate in ("", "equivalent")} == WITHOUT_A_CASE


def test_every_pattern_is_negated() -> None:
    changes = {(mutant.rule, mutant.change) for mutant in mutants(rulebook())}
    for rule in rulebook().rules.casework.rules:
        assert all((rule.id, f"{pattern.name}: negate") in changes for pattern in rule.patterns)


def test_the_script_prints_a_line_a_mutant(capsys: pytest.CaptureFixture[str]) -> None:
    assert mutate_casework.main(["no_plan"], cases()) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(list(mutants(rulebook(), ("no_plan",)))) + 1
    assert lines[-1].endswith(" 0 survived")


def test_the_script_fails_where_a_mutant_survived(capsys: pytest.CaptureFixture[str]) -> None:
    few = Cases(rulebook(), drawn=60)
    few.told = few.told[:1]
    assert mutate_casework.main(["base_also_open"], few) == 1
    assert "SURVIVED" in capsys.readouterr().out


def test_the_script_judges_nothing_while_a_case_does_not_come_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases(), "wrong", lambda: ["zork"])
    assert mutate_casework.main([], cases()) == 1
    assert "zork" in capsys.readouterr().out
