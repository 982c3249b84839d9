"""Casework files: what a rule that is taken out or added changes in what people read, and nothing but the file does."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from admissions import service
from admissions.model.casework import FactKind
from admissions.questions.rulebook import Rulebook
from admissions.reports.check import CheckReport, FindingLine
from tests.conftest import AS_AT
from tests.test_casebook import CASES, FOLDER, case_called, rulebook

RULES = FOLDER.parent / "rules"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the rules; the folder of the authority is in it."""
    shutil.copytree(RULES, tmp_path / "rules")
    return tmp_path / "rules" / "lewisham"


def findings(book: Rulebook, name: str) -> dict[str, FindingLine]:
    """What follows in one case of the casebook, by rule; of a rule that says several things, the last."""
    return {line.id: line for line in report(book, name).findings}


def report(book: Rulebook, name: str) -> CheckReport:
    """What a rule book says of one case."""
    case = case_called(name)
    return service.check(book, case.profile, service.Asked(case.asked_about, case.assume, case.leave_open))


def without(path: Path, name: str) -> None:
    """Takes one rule out of a casework file."""
    text = path.read_text(encoding="utf-8")
    left = re.sub(rf"(?m)^  - id: {name}\n(?:    .*\n|      .*\n)*", "", text)
    assert left != text
    path.write_text(left, encoding="utf-8")


def test_a_rule_taken_out_of_the_file_changes_what_others_rest_on(copy: Path) -> None:
    name = "y6_autism_at_new_woodlands"
    before = findings(rulebook(), name)["alternative_at_transfer"]
    assert before.because[1] == "the finding phase_transfer_ahead"
    without(copy.parent / "england" / "casework.yaml", "phase_transfer_ahead")
    path = copy.parent / "england" / "casework.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("[phase_transfer_ahead, post_16", "[post_16"), encoding="utf-8"
    )
    after = findings(service.open_rules(copy, AS_AT), name)
    assert not {"phase_transfer_ahead", "alternative_at_transfer"} & set(after)
    assert "outside_current_with_alternative" in after


def test_a_because_loses_what_a_rule_that_was_taken_out_found(copy: Path) -> None:
    """Where a rule looks for either of two findings, the because names the one that is left."""
    add = """\
  - id: review_with_care
    when:
      - finding: {rule: [outside_current, phase_transfer_ahead]}
    says: Take care with this review.
    basis: local
    source: aims
"""
    path = copy / "casework.yaml"
    path.write_text(path.read_text(encoding="utf-8") + add, encoding="utf-8")
    name = "y6_autism_at_new_woodlands"
    both = findings(service.open_rules(copy, AS_AT), name)["review_with_care"].because
    assert both == ("New Woodlands School: the finding outside_current", "the finding phase_transfer_ahead")
    shared = copy.parent / "england" / "casework.yaml"
    without(shared, "outside_current_with_alternative")
    without(shared, "alternative_at_transfer")
    without(copy / "casework.yaml", "outside_current_on_an_assumption")
    without(shared, "outside_current")
    path.write_text(path.read_text(encoding="utf-8").replace("[outside_current, phase", "[phase"), encoding="utf-8")
    one = findings(service.open_rules(copy, AS_AT), name)["review_with_care"].because
    assert one == ("the finding phase_transfer_ahead",)


def test_a_rule_added_by_file_alone_fires_and_says_what_it_rests_on(copy: Path) -> None:
    add = """\
  - id: ask_the_sensory_team
    when:
      - child: {any_need: [HI, VI, MSI]}
      - provision: {provision: coopers_lane, may_be_open: true}
    about: provision
    says: "The sensory team knows {provision.provision}."
    basis: local
    source: aims
  - id: sensory_team_and_transfer
    when:
      - {as: team, finding: {rule: ask_the_sensory_team, provision: coopers_lane}}
      - finding: {rule: phase_transfer_ahead}
    says: Ask the sensory team before the transfer.
    basis: local
    source: aims
"""
    path = copy / "casework.yaml"
    path.write_text(path.read_text(encoding="utf-8") + add, encoding="utf-8")
    found = findings(service.open_rules(copy, AS_AT), "n2_deaf_autism_oral")
    line = found["ask_the_sensory_team"]
    assert line.text == "The sensory team knows Coopers Lane Primary School, Centre for the Deaf."
    assert line.because == (
        "hearing impairment, vision impairment or multi-sensory impairment is recorded as a primary or additional need",
        "Coopers Lane Primary School, Centre for the Deaf: may be open",
    )
    assert line.basis == "local"
    assert line.source.title.startswith("What Lewisham set out to do in 2019")
    assert found["sensory_team_and_transfer"].because == (
        "Coopers Lane Primary School, Centre for the Deaf: the finding ask_the_sensory_team",
        "the finding phase_transfer_ahead",
    )


@cache
def shown() -> tuple[tuple[str, FindingLine], ...]:
    """Every finding of the casebook with its case."""
    return tuple((name, line) for name in CASES for line in report(rulebook(), name).findings)


def test_an_authority_without_casework_has_no_findings(copy: Path) -> None:
    (copy / "casework.yaml").unlink()
    (copy.parent / "england" / "casework.yaml").unlink()
    book = service.open_rules(copy, AS_AT)
    assert not any(report(book, name).findings for name in CASES[::10])


@pytest.mark.parametrize("rule", [rule.id for rule in rulebook().rules.casework.rules])
def test_a_finding_says_what_it_rests_on_in_whole_sentences(rule: str) -> None:
    lines = [line for _, line in shown() if line.id == rule]
    for line in lines:
        assert not re.search(r"[{}]|\bnone\b|  |not known:|None", line.text)
        assert line.text[0].isupper()
        assert line.text[-1] in ".?"
        assert line.because
        assert all(because and "{" not in because for because in line.because)
        assert line.source.title


def test_no_finding_says_the_same_twice_in_one_case() -> None:
    for name in CASES:
        lines = report(rulebook(), name).findings
        assert len({line.text for line in lines}) == len(lines)


def test_the_bundled_rules_rest_on_statute_the_code_and_what_the_authority_set_out_to_do() -> None:
    rules = rulebook().rules.casework.rules
    assert len(rules) >= 15
    assert {rule.basis for rule in rules} == {"statute", "code", "local", "answers"}
    for rule in rules:
        assert rule.at.file == ("lewisham" if rule.basis in ("local", "answers") else "england") + "/casework.yaml"


def test_every_kind_of_fact_that_the_bundled_rules_leave_out_can_be_asked_for() -> None:
    """`child_may_be` is for other authorities; all other kinds are in use here."""
    used = {pattern.kind for rule in rulebook().rules.casework.rules for pattern in rule.patterns}
    assert set(FactKind) - used == {FactKind.CHILD_MAY_BE}


def test_a_rule_holds_between_its_dates_only(copy: Path) -> None:
    entry = """\
  - id: nursery
    from: "2025-09"
    until: "2026-11-24"
    when:
      - child: {year_group: [N1, N2]}
    says: The nursery is asked first.
    basis: local
    source: aims
"""
    path = copy / "casework.yaml"
    path.write_text(path.read_text(encoding="utf-8") + entry, encoding="utf-8")
    day = dt.timedelta(days=1)
    assert "nursery" in findings(service.open_rules(copy, AS_AT - day), "n2_severe")
    assert "nursery" not in findings(service.open_rules(copy, AS_AT), "n2_severe")


@pytest.mark.parametrize("until", ["2026-10-01", "2026-12-01"])
def test_a_rule_is_judged_on_every_day_on_which_it_holds(until: str, copy: Path) -> None:
    """Also where that is before or after the day of the check."""
    entry = f"""\
  - id: circle
    from: "{until[:8]}01"
    until: "{until[:8]}05"
    when:
      - finding: {{rule: circle}}
    says: Round and round.
    basis: local
    source: aims
"""
    path = copy / "casework.yaml"
    path.write_text(path.read_text(encoding="utf-8") + entry, encoding="utf-8")
    shutil.copytree(FOLDER, copy.parent / "cases")
    _, problems = service.rules_problems(copy, AS_AT)
    assert ["circle -> circle" in problem.what for problem in problems if problem.severity == "error"] == [True]
