"""Rules that can be read and decide nothing are reported at their place; the bundled rules have no error."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from admissions import service
from admissions.questions.rulebook import Rulebook
from admissions.questions.soundness import unsound

TOP = Path(__file__).resolve().parent.parent
ON = dt.date(2026, 11, 24)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rule set with the shared files and a single school, to be written by each test."""
    top = tmp_path_factory.mktemp("rules")
    shutil.copytree(TOP / "rules" / "england", top / "england")
    (top / "town").mkdir()
    (top / "town" / "authority.yaml").write_text(
        'language: "1"\nauthority: town\nname: Town\nuses: england\nnotice: Invented for a test.\n', encoding="utf-8"
    )
    return top / "town"


def problems(folder: Path, *criteria: str) -> list[str]:
    """What is said of a school with these criteria, each written on one line; they start on line 11."""
    lines = [
        'language: "1"',
        "provision: school",
        "name: School",
        "kind: special_school",
        "sources: {page: {title: Page}}",
        "versions:",
        '  - in_force: {from: unknown, seen: ["2026-11-24"]}',
        "    status: published",
        "    source: page",
        "    criteria:",
        *(f"      - {{id: c{place}, wording: Words., source: page, {text}}}" for place, text in enumerate(criteria)),
    ]
    (folder / "school.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    _, found = service.rules_problems(folder, ON)
    return [str(problem) for problem in found]


NEVER = "town/school.yaml:11:14: criterion `c0` can never be met; check its values against what is possible"
NEVER_FAILS = (
    "town/school.yaml:11:14: criterion `c0` can never fail; leave it out, or write it as guidance with `words_only`"
)
IDLE = "note: this part of the condition never matters, since the rest decides without it; check that this is meant"
NO_CHILD = "town/school.yaml:2:12: no child can meet the criteria of `school`; look at them together"


def test_a_criterion_that_can_never_be_met(folder: Path) -> None:
    assert problems(folder, "must: {primary_need: SLD, learning_difficulty: mild}") == [NO_CHILD, NEVER]


def test_a_criterion_that_can_never_fail(folder: Path) -> None:
    assert problems(folder, "must: {year_group: {at_least: N1}}") == [NEVER_FAILS]
    assert problems(folder, "must_not: {primary_need: SLD, learning_difficulty: mild}") == [NEVER_FAILS]


def test_guidance_that_never_holds_is_no_error(folder: Path) -> None:
    assert problems(folder, "guidance: {primary_need: SLD, learning_difficulty: mild}") == []


def test_a_part_that_never_matters(folder: Path) -> None:
    found = problems(folder, "must: {any: [{primary_need: ASD}, {primary_need: ASD, ehc_plan: final}]}")
    assert found == [f"town/school.yaml:11:83: {IDLE}"]


def test_parts_that_matter_are_not_reported(folder: Path) -> None:
    assert problems(folder, "must: {any: [{primary_need: ASD}, {primary_need: SLCN, ehc_plan: final}]}") == []


def test_a_waiver_that_never_applies(folder: Path) -> None:
    found = problems(folder, "must: {primary_need: ASD}, waiver: {primary_need: ASD}")
    assert found == ["town/school.yaml:11:85: the waiver of `c0` never applies; check its condition"]


def test_criteria_that_exclude_each_other(folder: Path) -> None:
    assert problems(folder, "must: {primary_need: ASD}", "must: {primary_need: SLD}") == [NO_CHILD]


def test_the_bundled_rules_have_no_error_and_seven_notes(book: Rulebook) -> None:
    found = list(unsound(book))
    assert [problem.severity for problem in found] == ["note"] * 7
    said = "every child who can meet `{}` can also meet `{}`, as far as their criteria are recorded"
    contained = (
        ("addey_stanhope", "bonus_pastor"),
        ("athelney", "torridon"),
        ("bonus_pastor", "addey_stanhope"),
        ("forster_park", "athelney"),
        ("forster_park", "torridon"),
        ("rushey_green", "coopers_lane"),
    )
    assert {said.format(*pair) for pair in contained} < {problem.what for problem in found}
