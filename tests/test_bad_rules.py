"""Rule files that cannot be used are refused and never left out; what is said of single files is recorded elsewhere."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from admissions.errors import Place, Problem
from admissions.reports.rules_check import rules_check_report
from admissions.text import files
from admissions.text.files import RuleFiles, rule_files
from tests.bad.command import AS_AT, CASES, ROOT, Said, run

BAD = ROOT / "tests" / "bad"
CASE = str(CASES / "y7_autism_start_of_year_3.yaml")


def checked_with(tmp_path: Path, file: str, old: str, new: str) -> Said:
    """What is said of the small rule set with one file changed, or added where there is no old text."""
    shutil.copytree(BAD / "whole", tmp_path, dirs_exist_ok=True)
    path = tmp_path / "council" / file
    written = path.read_text(encoding="utf-8") if path.is_file() else ""
    assert old in written
    path.write_text(written.replace(old, new, 1) if old else new, encoding="utf-8")
    return run("rules", "check", str(tmp_path / "council"), *AS_AT)


HILL = (BAD / "whole" / "council" / "hill.yaml").read_text(encoding="utf-8")
DALE = HILL.replace("hill", "dale")


@pytest.mark.parametrize(
    ("file", "written"),
    [("dale.yaml", "- provision: dale\n"), ("dale.yaml", 'language: "1"\nprovison: dale\n'), ("dale.yml", DALE)],
)
def test_a_file_of_the_rules_is_never_left_out_without_a_word(file: str, written: str, tmp_path: Path) -> None:
    """A school would be missing from every answer."""
    said = checked_with(tmp_path, file, "", written)
    assert said.code == 2
    assert said.err.startswith(f"council/{file}")


def copied(folder: Path) -> Path:
    """The small rule set, in a place where it can be changed."""
    shutil.copytree(ROOT / "tests" / "bad" / "whole", folder / "rules")
    return folder / "rules"


def test_a_pipe_among_the_rules_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    rules = copied(tmp_path)
    os.mkfifo(rules / "council" / "pipe.yaml")
    said = run("rules", "check", str(rules / "council"), *AS_AT)
    assert (said.code, said.out) == (2, "")
    assert said.lines[0].startswith("council/pipe.yaml: this file cannot be read; ")


@pytest.mark.parametrize("name", ["..", ".", "", "../shared", "x" * 300])
def test_the_shared_folder_is_one_beside_the_other(name: str, tmp_path: Path) -> None:
    rules = copied(tmp_path)
    path = rules / "council" / "authority.yaml"
    path.write_text(re.sub("(?m)^uses: .*$", f'uses: "{name}"', path.read_text(encoding="utf-8")), encoding="utf-8")
    said = run("rules", "check", str(rules / "council"), *AS_AT)
    assert (said.code, len(said.lines)) == (2, 1)
    assert "there is no such folder beside this one" in said.err


def test_a_folder_of_the_rules_that_cannot_be_listed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its schools would be gone without a word."""

    def walk(_: Path, onerror: Callable[[OSError], None]) -> Iterator[object]:
        onerror(PermissionError(13, "denied"))
        yield from ()

    rules = copied(tmp_path)
    monkeypatch.setattr(files.os, "walk", walk)
    said = run("rules", "check", str(rules / "council"), *AS_AT)
    assert (said.code, len(said.lines)) == (2, 1)
    assert "this cannot be read" in said.err


def test_a_path_that_is_too_long_is_refused(tmp_path: Path) -> None:
    said = run("check", CASE, "--rules", str(tmp_path / ("x" * 300)))
    assert (said.code, len(said.lines)) == (2, 1)
    assert "this cannot be read" in said.err


def test_rules_are_told_apart_by_which_folder_is_whose(tmp_path: Path) -> None:
    """The same files, with the other one as the authority's."""
    rules = copied(tmp_path)
    one = rule_files(rules / "council")
    other = RuleFiles(one.shared, one.authority, one.data)
    assert one.hash != other.hash


def test_a_month_is_one_of_twelve(tmp_path: Path) -> None:
    """A date of places is year and month."""
    said = checked_with(
        tmp_path, "hill.yaml", "versions:\n", 'places:\n  - {number: 9, from: "2026-13", source: page}\nversions:\n'
    )
    assert (said.code, len(said.lines)) == (2, 1)


def test_a_version_does_not_end_before_it_starts(tmp_path: Path) -> None:
    """A provision would not be known at any date."""
    said = checked_with(tmp_path, "vale.yaml", "from: unknown,", 'from: "2026-09-01", until: "2026-08-31",')
    assert (said.code, len(said.lines)) == (2, 1)


def test_one_run_tells_the_problems_of_every_file(tmp_path: Path) -> None:
    """At least those that can be seen without the other files."""
    shutil.copytree(BAD / "whole", tmp_path, dirs_exist_ok=True)
    shutil.copytree(BAD / "rules" / "several_errors", tmp_path, dirs_exist_ok=True)
    said = run("rules", "check", str(tmp_path / "council"), *AS_AT)
    for file in ("council/assumptions.yaml", "council/hill.yaml", "shared/crosswalk.yaml"):
        assert file in said.err


def test_rules_in_a_file_whose_name_is_no_text_are_read_or_refused(tmp_path: Path) -> None:
    """As a name from another system may be."""
    shutil.copytree(BAD / "whole", tmp_path, dirs_exist_ok=True)
    (tmp_path / "council" / "h\udcefgel.yaml").write_text(DALE, encoding="utf-8")
    assert run("overlaps", "--rules", str(tmp_path / "council"), *AS_AT).code in (0, 2)


@pytest.mark.parametrize("starts", ["2026-09-01", "2026-12-01"])
@pytest.mark.parametrize("twin", ["dale.yaml", "zeal.yaml"])
def test_two_provisions_of_one_id_are_refused_also_where_one_is_not_known_yet(
    starts: str, twin: str, tmp_path: Path
) -> None:
    """Whichever file comes first; at a later date both would stand for one school."""
    later = re.sub(r"from: unknown, seen: \[[^]]*\]", f'from: "{starts}", seen: ["{starts}"]', HILL)
    assert later != HILL
    said = checked_with(tmp_path, twin, "", later)
    assert (said.code, len(said.lines)) == (2, 1)
    assert "two provisions are called `hill`" in said.err


def test_what_is_wrong_is_told_as_json_too(tmp_path: Path) -> None:
    shutil.copytree(BAD / "whole", tmp_path, dirs_exist_ok=True)
    (tmp_path / "council" / "dale.yaml").write_text("- provision: dale\n", encoding="utf-8")
    council = str(tmp_path / "council")
    said, plain = run("rules", "check", council, "--json", *AS_AT), run("rules", "check", council, *AS_AT)
    assert (said.code, said.err) == (2, "")
    told = json.loads(said.out)
    assert told["rule_set"] is None
    assert told["provisions"] == told["criteria"] == 0
    assert [one["text"] for one in told["problems"]] == [*plain.lines]
    assert told["errors"] == len(plain.lines) > 0
    assert told["problems"][0]["place"].startswith("council/dale.yaml:1")


def test_notes_are_counted_apart_from_what_has_to_be_mended() -> None:
    place = Place("a.yaml")
    found = rules_check_report(None, (), [Problem(place, "x", "y"), Problem(place, "x", "y", severity="note")])
    assert (found.errors, found.notes) == (1, 1)
