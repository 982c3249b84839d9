"""`rules check` runs the examples of provisions' files, and says of one that does not hold what came out and why."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from admissions import service
from admissions.errors import Problem
from admissions.questions import examples

TOP = Path(__file__).resolve().parent.parent
ON = dt.date(2026, 11, 24)

SCHOOL = """\
language: "1"
provision: school
name: School
kind: special_school
sources: {page: {title: Page}}
versions:
  - in_force: {from: unknown, seen: ["2026-11-24"]}
    status: published
    source: page
    not_recorded: [{what: the levels at Year 7, where: {year_group: Y7}}]
    criteria:
      - {id: age, wording: Words., source: page, must: {year_group: {at_most: Y7}}}
      - {id: need, wording: Words., source: page, must: {primary_need: ASD}, waiver: {year_group: R}}
      - {id: able, wording: Words., source: page, must_not: {mainstream_potential: yes}}
      - {id: spiky, wording: Words., source: page, normally: {spiky_profile: yes}}
      - {id: calm, wording: Words., source: page, guidance: {low_stimulus_helps: yes}}
examples:
"""
MET = "{year_group: Y3, primary_need: ASD, mainstream_potential: no, spiky_profile: yes, low_stimulus_helps: no}"
MEND = "read the published words again, then mend the criteria, the case or this example"


def said(top: Path, example: str, profile: str = MET, more: str = "") -> list[str]:
    """What `rules check` says of a school with one example, at line 18, of a case with this profile."""
    if not (top / "rules").is_dir():
        shutil.copytree(TOP / "rules" / "england", top / "rules" / "england")
        (top / "rules" / "town").mkdir()
        (top / "cases").mkdir()
    (top / "rules" / "town" / "authority.yaml").write_text(
        'language: "1"\nauthority: town\nname: Town\nuses: england\nnotice: Invented for a test.\n', encoding="utf-8"
    )
    (top / "rules" / "town" / "school.yaml").write_text(f"{SCHOOL}  - {example}\n", encoding="utf-8")
    (top / "cases" / "one.yaml").write_text(f"profile: {profile}\n{more}", encoding="utf-8")
    _, problems = service.rules_problems(top / "rules" / "town", ON)
    return [str(problem).removeprefix("town/school.yaml:18:5: ") for problem in problems]


@pytest.mark.parametrize(
    ("example", "changed"),
    [
        ("outcome: meets", ""),
        ("outcome: not_ruled_out", "year_group: Y7"),
        ("outcome: does_not_meet, because: age", "year_group: Y8"),
        ("outcome: does_not_meet, because: able", "mainstream_potential: yes"),
        ("outcome: does_not_meet, because: need", "primary_need: SLD, spiky_profile: no"),
        ("outcome: discretion, because: spiky", "spiky_profile: no"),
        ("outcome: discretion, because: need", "primary_need: SLD, year_group: R"),
    ],
)
def test_an_example_that_holds_is_no_problem(tmp_path: Path, example: str, changed: str) -> None:
    """A criterion that only would have put it at the panel's discretion is no reason for an outcome that rules out."""
    assert said(tmp_path, f"{{case: one, {example}}}", with_(changed)) == []


def with_(changed: str) -> str:
    """The profile that meets, with other values for some fields."""
    pairs = [pair.split(": ") for pair in (*MET.strip("{}").split(", "), *filter(None, changed.split(", ")))]
    return f"{{{', '.join(f'{name}: {value}' for name, value in dict(pairs).items())}}}"


@pytest.mark.parametrize(
    ("example", "changed", "expected"),
    [
        ("meets", "year_group: Y8", "comes out as `does_not_meet` and not as `meets`, since `age` is not met"),
        ("meets", "spiky_profile: no", "comes out as `discretion` and not as `meets`, since `spiky` is not met"),
        (
            "meets",
            "year_group: Y7",
            "comes out as `not_ruled_out` and not as `meets`, since not all is recorded: the levels at Year 7",
        ),
        (
            "does_not_meet",
            "",
            "comes out as `meets` and not as `does_not_meet`, since every criterion is met and all is recorded",
        ),
        (
            "meets",
            "primary_need: unknown",
            "comes out as `meets` or `does_not_meet` and not as `meets`, since `need` is not settled",
        ),
        (
            "does_not_meet, because: able",
            "year_group: Y8",
            "comes out as `does_not_meet` because `age` is not met, and not because of `able` alone",
        ),
        (
            "does_not_meet, because: age",
            "year_group: Y8, primary_need: SLD",
            "comes out as `does_not_meet` because `age` and `need` are not met, and not because of `age` alone",
        ),
        (
            "meets, because: age",
            "",
            "comes out as `meets` because every criterion is met, and not because of `age` alone",
        ),
    ],
)
def test_an_example_that_does_not_hold_is_a_problem_where_it_stands(
    tmp_path: Path, example: str, changed: str, expected: str
) -> None:
    assert said(tmp_path, f"{{case: one, outcome: {example}}}", with_(changed)) == [f"`one` {expected}; {MEND}"]


def test_the_place_is_the_example(tmp_path: Path) -> None:
    said(tmp_path, "{case: one, outcome: does_not_meet}")
    _, problems = service.rules_problems(tmp_path / "rules" / "town", ON)
    assert [str(one.place) for one in problems] == ["town/school.yaml:18:5"]


def test_what_an_example_names_must_be_there(tmp_path: Path) -> None:
    assert said(tmp_path, "{case: on, outcome: meets}") == ["there is no case `on`; did you mean `one`?"]
    assert said(tmp_path, "{case: zork, outcome: meets}") == ["there is no case `zork`; add cases/zork.yaml"]
    unknown = ["unknown criterion `ages`; did you mean `age`?"]
    assert said(tmp_path, "{case: one, outcome: does_not_meet, because: ages}") == unknown
    shutil.rmtree(tmp_path / "cases")
    _, problems = service.rules_problems(tmp_path / "rules" / "town", ON)
    what = "no example can be run, since there is no folder `cases` beside the authority's"
    assert [one.what for one in problems] == [what]


def test_a_case_that_cannot_be_read_is_told_without_its_words(tmp_path: Path) -> None:
    """Once, however many examples name it."""
    example = "{case: one, outcome: meets}\n  - {case: one, outcome: discretion}"
    (found,) = said(tmp_path, example, "{year_group: Zorkling}")
    assert found.startswith("cases/one.yaml:1:")
    assert "Zorkling" not in found
    (found,) = said(tmp_path, example, "{primary_need: ASD, additional_needs: [ASD]}")
    assert "cases/one.yaml" in found


def test_a_case_is_run_under_what_it_assumes(tmp_path: Path) -> None:
    """Years below count from the last year completed, so that four years are three of those worked at."""
    text = SCHOOL.replace("{primary_need: ASD}", "{years_below: {at_least: 4}}")
    profile = with_("working_level: p8")
    for more, outcome in (("", "does_not_meet"), ("assume: {years_below_counts_from: year_completed}\n", "meets")):
        said(tmp_path, "{case: one, outcome: meets}", profile, more)
        school = tmp_path / "rules" / "town" / "school.yaml"
        school.write_text(f"{text}  - {{case: one, outcome: {outcome}}}\n", encoding="utf-8")
        assert service.rules_problems(tmp_path / "rules" / "town", ON)[1] == ()


def test_the_cases_beside_the_folder_come_before_those_a_folder_up(tmp_path: Path) -> None:
    """As they stand in the folder that `init` writes; those a folder up are where they are in this checkout."""
    assert said(tmp_path, "{case: one, outcome: meets}") == []
    (tmp_path / "rules" / "cases").mkdir()
    assert said(tmp_path, "{case: one, outcome: meets}") == ["there is no case `one`; add cases/one.yaml"]


def test_every_example_of_the_bundled_rules_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of them is an error as the rules stand, and each is tried."""
    book = service.open_rules(None, ON)
    assert not [one for one in service.rules_problems(None, ON)[1] if one.severity == "error"]
    monkeypatch.setattr(examples, "_held", lambda example, _: [Problem(example.at, "run", "nothing")])
    run = [one.place for one in service.rules_problems(None, ON)[1] if one.what == "run"]
    assert run == sorted(example.at for one in book.rules.provisions for example in one.examples)


def cases_said(top: Path, case: str) -> list[str]:
    """What `rules check` says of the case `one`, with the casework rules of England."""
    said(top, "{case: two, outcome: meets}")
    (top / "cases" / "two.yaml").write_text(f"profile: {MET}\n", encoding="utf-8")
    (top / "cases" / "one.yaml").write_text(case, encoding="utf-8")
    _, problems = service.rules_problems(top / "rules" / "town", ON)
    assert {str(one.place) for one in problems} <= {"cases/one.yaml"}
    return [one.what for one in problems]


OUT = "profile: {primary_need: SLD, year_group: Y3, mainstream_potential: no}\n"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("expect: {school: does_not_meet}\nfindings: {nothing_open: []}\n", []),
        ("expect: {school: meets}\n", ["`school` comes out as `does_not_meet` and not as `meets`"]),
        ("findings: {}\n", ["`nothing_open` follows and is not expected"]),
        (
            "findings: {nothing_open: [], no_plan: []}\n",
            ["`no_plan` is expected and does not follow"],
        ),
        ("findings: {nothing_open: [school]}\n", ["`nothing_open` is about nothing and not what is expected"]),
        ("case: three\n", ["this case is not called as its file is"]),
    ],
)
def test_what_a_case_expects_is_run(more: str, told: list[str], tmp_path: Path) -> None:
    assert cases_said(tmp_path, OUT + more) == told


def test_what_a_case_expects_of_a_version_that_is_not_there_yet_is_not_judged(tmp_path: Path) -> None:
    said(
        tmp_path, "{case: one, outcome: meets}", MET, "expect: {school: does_not_meet}\nfindings: {nothing_open: []}\n"
    )
    for day, told in ((ON, 2), (ON - dt.timedelta(days=1), 0)):
        _, problems = service.rules_problems(tmp_path / "rules" / "town", day)
        assert len(problems) == told
