"""What heads and authors read of the rules: every criterion with its words, every field with its values."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from admissions.questions.rulebook import Rulebook
from tests.bad.command import AS_AT, CASES, run

CASE = str(CASES / "y7_autism_start_of_year_3.yaml")


def words(text: str) -> str:
    """The text with all white space folded, since lines are wrapped."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("name", ["brent_knoll", "drumbeat", "greenvale", "new_woodlands", "watergate", "athelney"])
def test_a_provision_is_shown_with_every_criterion_its_words_and_its_source(name: str, book: Rulebook) -> None:
    said = run("rules", "show", name, *AS_AT)
    assert (said.code, said.err) == (0, "")
    shown = words(said.out)
    provision = book.rules.by_id[name]
    for criterion in provision.version.criteria:
        assert words(f"“{criterion.wording}”") in shown
        assert criterion.source.title in shown
    for part in provision.version.not_recorded:
        assert words(part.what) in shown
    for one in provision.version.parts:
        assert words(f"{one.id} (a part of it: {one.name}") in shown
        assert words(f"“{one.wording}”") in shown


def test_a_provision_as_json_has_the_same_criteria(book: Rulebook) -> None:
    shown = json.loads(run("rules", "show", "drumbeat", "--json", *AS_AT).out)
    assert [one["id"] for one in shown["criteria"]] == [one.id for one in book.rules.by_id["drumbeat"].version.criteria]


def test_the_list_names_every_provision_and_every_assumption(book: Rulebook) -> None:
    said = run("rules", "list", *AS_AT)
    for name in (*book.rules.by_id, *book.rules.assumption):
        assert f"  {name}" in said.out
    assert {one["id"] for one in json.loads(run("rules", "list", "--json", *AS_AT).out)["provisions"]} == {
        *book.rules.by_id
    }


def test_the_fields_are_listed_with_every_value(book: Rulebook) -> None:
    said = words(run("needs", *AS_AT).out)
    for need in book.rules.needs.fields:
        assert f"{need.id} ({need.kind})" in said
    one = json.loads(run("needs", "autism_diagnosis", "--json", *AS_AT).out)
    assert [value for value, _ in one[0]["values"]] == ["confirmed", "awaited", "none"]


def test_schemas_are_written_whole_into_a_folder(tmp_path: Path) -> None:
    assert run("schema", "--out", str(tmp_path / "new")).code == 0
    assert {path.name for path in (tmp_path / "new").iterdir()} == {
        f"{kind}.json"
        for kind in (
            "needs",
            "crosswalk",
            "assumptions",
            "advice",
            "authority",
            "casework",
            "aims",
            "population",
            "provision",
            "case",
        )
    }
    assert json.loads(run("schema", "case").out)["title"] == "case"
    said = run("schema", "cases")
    assert (said.code, said.out) == (2, "")
    assert "did you mean `case`?" in said.err


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = run("schema", "--out", str(tmp_path / "file" / "below"))
    assert said.code == 2
    assert "cannot be written" in said.err


@pytest.mark.parametrize("command", [("rules", "show", "drumbeat"), ("check", "cases/y7_autism_year_3.yaml")])
def test_before_the_evidence_a_provision_is_not_known(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never the nearest version."""
    monkeypatch.chdir(Path(__file__).resolve().parent.parent)
    asked = ("--provision", "drumbeat") if command[0] == "check" else ()
    said = run(*command, *asked, "--as-at", "2019-01-01")
    assert (said.code, said.out) == (2, "")
    assert "the criteria of `drumbeat`" in said.err
    assert "not known" in said.err
    assert "2026-11-23" in said.err


def test_unknown_names_are_refused_with_the_nearest_one() -> None:
    assert "did you mean `drumbeat`?" in run("rules", "show", "drumbet", *AS_AT).err
    assert "did you mean `primary_need`?" in run("needs", "primry_need", *AS_AT).err


def told(profile: str, *options: str) -> str:
    """What a check prints of a profile typed in, as one line."""
    said = run("check", "-", *AS_AT, *options, typed=profile.encode())
    assert (said.code, said.err) == (0, ""), said.err
    return re.sub(r"\s+", " ", said.out)


AHEAD = "{year_group: Y3, working_level: y4, primary_need: ASD, verbal_communication: none}"


def test_years_above_are_not_said_to_be_fewer_than_none_below() -> None:
    said = told(AHEAD, "--explain")
    assert "1 year above age-related expectations" in said
    assert not re.search(r"-\d years", said)
    assert "at or above age-related expectations" in told("{year_group: Y3, working_level: y3}", "--explain")
    assert "from 1 above to 2 years below" in told("{year_group: Y3, working_level: [y1, y4]}", "--explain")


def test_a_case_of_which_nothing_is_asked_and_one_in_which_no_one_is_accepted_are_said_so() -> None:
    """Brent Knoll's levels are for Reception and Year 7; Drumbeat's years below end with Key Stage 5."""
    explained = told("{year_group: Y4}", "--explain")
    assert "level_at_reception (normally) does not apply: nothing is asked here" in explained
    assert "not met: no one is accepted here" in told("{year_group: post_19, learning_difficulty: severe}")


def test_a_doubt_is_explained_where_one_is_shown() -> None:
    said = told(AHEAD)
    assert "New Woodlands School [unverified]" in said
    assert said.count("[unverified]: criteria that were not read from the school's or the council's own page") == 1


def test_what_is_known_of_the_pages_is_said_once_a_page() -> None:
    assert told(AHEAD, "--explain").count("the stored page is cut off where it describes the Glade") == 1
    assert "the stored page is cut off in its section on applications" in re.sub(
        r"\s+", " ", run("rules", "show", "watergate", *AS_AT).out
    )


def test_the_values_of_assumptions_and_the_terms_of_scales_are_listed() -> None:
    listed = re.sub(r"\s+", " ", run("rules", "list", *AS_AT).out)
    assert "none_decisive (none of them decides); any (any one of them)" in listed
    needs = re.sub(r"\s+", " ", run("needs", "working_level", *AS_AT).out)
    assert "or {gv: GV4}, on Greenvale's own scale: GV4, GV5, GV6, GV7" in needs
    assert "or {" not in run("needs", "year_group", *AS_AT).out


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("primary_need: autism", "did you mean `ASD`?"),
        ("year_group: year 4", "did you mean `Y4`?"),
        ("working_level: P6", "did you mean `p6`?"),
        ("primary: ASD", "did you mean `primary_need`?"),
    ],
)
def test_a_label_or_the_start_of_a_name_leads_to_what_is_meant(said: str, remedy: str) -> None:
    refused = run("check", "-", *AS_AT, typed=f"{said}\nehc_plan: final\n".encode())
    assert refused.code == 2
    assert refused.lines[0].endswith(remedy)


def test_only_what_clashes_is_named() -> None:
    said = run("check", CASE, *AS_AT, "--set", "years_below=5")
    assert said.code == 2
    (line,) = said.lines
    named = set(re.findall(r"`(\w+)`", line))
    assert named == {"year_group", "working_level", "years_below"}
    reversed_range = run("check", CASE, *AS_AT, "--set", "working_level={at_least: p8, at_most: p6}")
    assert "`working_level` leaves no value; a range runs from the lower end to the higher" in reversed_range.err
