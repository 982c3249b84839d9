"""What heads and authors read of the rules: every criterion with its words, every field with its values."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from admissions.questions.rulebook import Rulebook
from tests.bad.command import AS_AT, run


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
        f"{kind}.json" for kind in ("needs", "crosswalk", "assumptions", "advice", "authority", "provision", "case")
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
