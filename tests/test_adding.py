"""The table of CONTRIBUTING.md is true: each addition is made in a copy by touching the files of its row alone."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

from admissions import service
from admissions.model.outcomes import Outcome
from admissions.questions.rulebook import Rulebook
from admissions.questions.soundness import unsound
from admissions.reports.check import CheckReport

TOP = Path(__file__).resolve().parent.parent
ON = dt.date(2026, 11, 24)

NEW_SCHOOL = """\
language: "1"
provision: new_school
name: New School
kind: special_school
sources:
  page: {title: "New School, admissions", read: "2026-11-24"}
versions:
  - in_force: {from: "2026-09-01", seen: ["2026-11-24"]}
    status: draft
    source: page
    criteria:
      - {id: need, wording: For children with a hearing impairment., source: page, must: {primary_need: HI}}
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the rules; the folder of the authority is in it."""
    shutil.copytree(TOP / "rules", tmp_path / "rules")
    return tmp_path / "rules" / "lewisham"


def checked(folder: Path, case: Path, text: str) -> tuple[Rulebook, CheckReport]:
    """The answer of the rules in ``folder`` for a case with this text."""
    case.write_text(text, encoding="utf-8")
    book = service.open_rules(folder, ON)
    with case.open("rb") as stream:
        read = service.open_case(book, str(case), stream)
    return book, service.check(book, read.profile, service.Asked())


def test_a_provision_is_one_file(copy: Path, tmp_path: Path) -> None:
    (copy / "special_schools" / "new_school.yaml").write_text(NEW_SCHOOL, encoding="utf-8")
    _, report = checked(copy, tmp_path / "case.yaml", "primary_need: HI\n")
    outcomes = {line.id: line.outcomes for line in report.provisions}
    assert outcomes["new_school"] == (Outcome.MEETS,)


def test_a_need_field_is_one_entry(copy: Path, tmp_path: Path) -> None:
    needs = copy.parent / "england" / "needs.yaml"
    text = needs.read_text(encoding="utf-8")
    field = "  - {id: travels_alone, kind: flag, label: travel, yes: travels alone, no: does not travel alone}\n\n"
    needs.write_text(text.replace("\n# What cannot be.\n", f"\n{field}# What cannot be.\n"), encoding="utf-8")
    book, report = checked(copy, tmp_path / "case.yaml", "travels_alone: yes\n")
    assert report.recorded == ("travels alone",)
    assert "travels_alone" in book.space.level
    assert "travels_alone" in service.editor_schemas(book)["case.json"]
    assert [one.id for one in service.need_fields(book, ["travels_alone"])] == ["travels_alone"]


def test_a_scale_is_one_entry(copy: Path, tmp_path: Path) -> None:
    crosswalk = copy.parent / "england" / "crosswalk.yaml"
    scale = """\
  - id: steps
    label: our own steps
    rows:
      - {term: Step 1, label: step 1, narrow: {at_least: p5, at_most: p6}, wide: {at_least: p4, at_most: p7}, why: none}
"""
    crosswalk.write_text(crosswalk.read_text(encoding="utf-8") + scale, encoding="utf-8")
    book, report = checked(copy, tmp_path / "case.yaml", "working_level: {steps: Step 1}\n")
    assert report.recorded == ("working level: step 1 (our own steps)",)
    assert report.profile["working_level"] == ("p5", "p6")
    assert "steps_step_1" in book.rules.assumption


def test_an_assumption_is_one_entry_and_a_reading(copy: Path, tmp_path: Path) -> None:
    school = NEW_SCHOOL.replace(
        "must: {primary_need: HI}",
        "must: {by_reading: {hearing: {any_loss: {hearing_loss: {above: none}}, code: {primary_need: HI}}}}",
    )
    (copy / "special_schools" / "new_school.yaml").write_text(school, encoding="utf-8")
    entry = """\
  - id: hearing
    question: Does any hearing loss count?
    values: [{id: any_loss, label: any loss}, {id: code, label: the code only}]
    default: code
    why: The page does not say.
"""
    assumptions = copy / "assumptions.yaml"
    assumptions.write_text(assumptions.read_text(encoding="utf-8") + entry, encoding="utf-8")
    book, report = checked(copy, tmp_path / "case.yaml", "primary_need: ASD\nhearing_loss: mild\n")
    line = next(one for one in report.provisions if one.id == "new_school")
    assert line.outcomes == (Outcome.DOES_NOT_MEET,)
    assert line.turns_on == ("hearing",)
    assert not [problem for problem in unsound(book) if problem.severity == "error"]


def test_a_casework_rule_is_one_entry(copy: Path, tmp_path: Path) -> None:
    entry = """\
  - id: nursery
    when:
      - child: {year_group: [N1, N2]}
    says: The nursery is asked first.
    basis: local
    source: aims
"""
    casework = copy / "casework.yaml"
    casework.write_text(casework.read_text(encoding="utf-8") + entry, encoding="utf-8")
    _, report = checked(copy, tmp_path / "case.yaml", "year_group: N2\n")
    assert "The nursery is asked first." in [finding.text for finding in report.findings]


def test_an_aim_is_one_entry(copy: Path) -> None:
    entry = """\
  - id: hearing
    what: A child with a hearing impairment finds something open in Year 8.
    source: plan
    served: {where: {year_group: Y8, primary_need: HI}}
"""
    stated = copy / "aims.yaml"
    stated.write_text(stated.read_text(encoding="utf-8") + entry, encoding="utf-8")
    report = service.aims(service.open_rules(copy, ON), service.Asked(), copy)
    assert [(one.id, one.held) for one in report.aims][-1] == ("hearing", False)


def test_every_row_of_the_table_is_tried_here() -> None:
    page = (TOP / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Adding things")[1]
    rows = re.findall(r"^\| (an? [^|]+?) \|", page, re.MULTILINE)
    tried = {"a provision", "a need field", "a scale", "an assumption", "an aim", "a casework rule"}
    # The last two are a change of code: a missing arm is an error of the type checker, since every reading is closed by
    # assert_never, and tests/test_layers.py and tests/test_documents.py hold the rest of what they say.
    assert set(rows) == tried | {"an operator", "a report"}
    for reading in ("text/lowering.py", "text/spelling.py", "regions/meaning.py", "words/conditions.py"):
        assert "assert_never" in (TOP / "admissions" / reading).read_text(encoding="utf-8")
