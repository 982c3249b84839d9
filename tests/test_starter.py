"""`init` writes a starter folder that is clean, whole or not there at all, and written over nothing."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path

import jsonschema
import pytest

from admissions import service
from admissions.text.tree import plain, read_file
from tests.bad.command import AS_AT, ROOT, Said, run
from tests.conftest import AS_AT as ON

STARTER = ROOT / "rules" / "starter"


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def everything_in(folder: Path) -> list[str]:
    """All that is in a folder, hidden or not."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize("name", ["hillshire", "two words"])
def test_the_next_steps_that_are_printed_can_be_taken(top: Path, name: str) -> None:
    """Each as it is printed; the first of them finds nothing to mend, and nothing to look at."""
    said = run("init", name)
    assert (said.code, said.err) == (0, "")
    steps = [shlex.split(line) for line in said.out.splitlines() if line.startswith("  admissions ")]
    assert [step[1] for step in steps] == ["rules", "check", "rules"]
    taken = [run(*arguments, *AS_AT) for _, *arguments in steps]
    assert [(one.code, one.err) for one in taken] == [(0, "")] * 3
    assert taken[0].out == "council: 2 provisions, 9 criteria: 0 errors, 0 notes\n"
    assert "Hill School (invented) [draft]" in taken[1].out
    assert [path.name for path in top.iterdir()] == [name]


def test_the_folder_of_rules_may_be_named_as_elsewhere(top: Path) -> None:
    run("init", "town")
    council = str(top / "town" / "council")
    assert run("rules", "check", "--rules", council, *AS_AT) == run("rules", "check", council, *AS_AT)
    twice = run("rules", "check", council, "--rules", council)
    assert (twice.code, twice.err) == (2, "--rules: the folder is named twice; name it once\n")


def test_what_is_shared_is_the_bundled_text_and_the_rest_is_the_starter(top: Path) -> None:
    run("init", "town")
    for path in (top / "town").rglob("*.yaml"):
        name = path.relative_to(top / "town").as_posix()
        bundled = ROOT / "rules" / name if name.startswith("england/") else STARTER / name
        assert path.read_bytes() == bundled.read_bytes()
    assert {path.name for path in (top / "town" / "england").iterdir()} == {
        path.name for path in (ROOT / "rules" / "england").iterdir()
    }


def test_the_example_is_told_as_one_and_uses_the_kinds_of_file_that_an_authority_has(top: Path) -> None:
    """All of it a draft, at addresses that are nobody's, and each file in the form that editors are told."""
    run("init", "town")
    book = service.open_rules(top / "town" / "council", ON)
    assert "invented" in book.rules.name
    for one in book.rules.provisions:
        assert one.version.status == "draft"
        assert "invented" in one.name
        assert all(".example/" in criterion.source.url for criterion in one.version.criteria)
    assert [one.kind for one in book.rules.provisions] == ["special_school", "resource_base"]
    schemas = service.editor_schemas(book)
    kinds = {"authority": "authority", "assumptions": "assumptions", "hill": "provision", "valley": "provision"}
    for path in [*(STARTER / "council").rglob("*.yaml"), *(STARTER / "cases").iterdir()]:
        kind = "case" if path.parent.name == "cases" else kinds.get(path.stem, path.stem)
        validator = jsonschema.Draft202012Validator(json.loads(schemas[f"{kind}.json"]))
        assert list(validator.iter_errors(plain(read_file(path)))) == [], path.name


def test_the_case_quotes_words_of_the_example_schools(top: Path) -> None:
    run("init", "town")
    book = service.open_rules(top / "town" / "council", ON)
    for path in (top / "town" / "cases").iterdir():
        case = service.open_case(book, str(path), None)
        assert case.quotes
        for words, provision in case.quotes:
            assert any(words in one.wording for one in book.rules.by_id[provision].version.criteria)


def refused(said: Said, expected: str) -> None:
    """Exit code 2 and one sentence, on standard error."""
    assert (said.code, said.out, said.err) == (2, "", f"{expected}\n")


def test_nothing_is_written_over(top: Path) -> None:
    (top / "town").mkdir()
    (top / "town" / "mine.txt").write_text("mine", encoding="utf-8")
    (top / "file").write_text("mine", encoding="utf-8")
    (top / "link").symlink_to(top / "nowhere")
    before = everything_in(top)
    refused(run("init", "town"), "town: this folder is not empty, and nothing is written over; name a new one")
    refused(run("init", "file"), "file: this is not a folder; name one that is not there yet")
    refused(run("init", "link"), "link: this is not a folder; name one that is not there yet")
    lost = "there is no folder to put this one in; make that first, or check the path"
    refused(run("init", "no/such/town"), f"no/such/town: {lost}")
    assert everything_in(top) == before
    assert (top / "town" / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_an_empty_folder_is_filled_where_it_is(top: Path) -> None:
    """It may be the one that the user stands in."""
    before = top.stat().st_ino
    assert run("init", ".").code == 0
    assert os.stat(".").st_ino == before
    assert {path.name for path in top.iterdir()} == {"README.md", "cases", "council", "england"}
    assert run("rules", "check", "council", *AS_AT).code == 0


@pytest.mark.parametrize("method", ["write_bytes", "rename"])
@pytest.mark.parametrize("exists", [False, True])
def test_nothing_half_written_is_left_behind(
    top: Path, method: str, exists: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full disk: what comes first can be written, and then no more."""
    if exists:
        (top / "town").mkdir()
    before, real, calls = everything_in(top), getattr(Path, method), []

    def full(path: Path, *arguments: object) -> object:
        calls.append(path)
        if len(calls) == (2 if method == "write_bytes" or exists else 1):
            raise OSError
        return real(path, *arguments)

    monkeypatch.setattr(Path, method, full)
    refused(run("init", "town"), "town: this folder cannot be written; name one where you may write")
    assert everything_in(top) == before
    assert calls


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="there is no folder here that not even root may write to")
def test_a_place_that_cannot_be_written_is_refused() -> None:
    refused(run("init", "/proc/town"), "/proc/town: this folder cannot be written; name one where you may write")


def test_a_name_that_is_too_long_is_refused(top: Path) -> None:
    name = "x" * 300
    refused(run("init", name), f"{name}: this folder cannot be written; name one where you may write")
    assert everything_in(top) == []
