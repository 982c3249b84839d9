"""What the program says, word for word: good questions with their answers, and rules that are wrong with the refusal.

``RERECORD=1`` writes the files anew; what changed is then read in the diff before it is committed.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.bad.command import AS_AT, ROOT, run

GOOD = ROOT / "tests" / "good"
BAD = ROOT / "tests" / "bad"
RERECORD = os.environ.get("RERECORD") == "1"

FIRST_CASE = "cases/y7_autism_start_of_year_3.yaml"
ASKED = {
    "check": ("check", FIRST_CASE),
    "check_explain": ("check", FIRST_CASE, "--explain"),
    "check_json": ("check", FIRST_CASE, "--json"),
    "check_little_known": ("check", "cases/y7_first_enquiry.yaml"),
    "overlaps": ("overlaps",),
    "overlap": ("overlaps", "brent_knoll", "drumbeat"),
    "overlap_json": ("overlaps", "brent_knoll", "deptford_green", "--given", "year_group=Y7", "--json"),
    "ladder": ("ladder", "--year", "Y7", "--need", "ASD"),
    "gaps": ("gaps",),
    "gaps_json": ("gaps", "--given", "primary_need=ASD", "--given", "year_group=Y7", "--json"),
    "pathways": ("pathways",),
    "repairs": ("repairs", "brent_knoll", "drumbeat"),
    "changes": ("changes", "2017-12-15", "2026-11-24"),
    "changes_json": ("changes", "2019-09-30", "2026-11-24", "--json"),
    "review": ("review", "tests/good/placements.csv", "--on", "2026-11-24"),
    "review_json": ("review", "tests/good/placements.csv", "--on", "2026-11-24", "--json"),
    "sheet": (
        "review",
        "--sheet",
        "cases/y6_autism_at_new_woodlands.yaml",
        "--provision",
        "drumbeat",
        "--on",
        "2026-11-28",
    ),
    "overlaps_open": ("overlaps", "--open", "all"),
}


def recorded(path: Path, text: str) -> str:
    """What the file holds; with ``RERECORD=1`` it is made to hold this text."""
    if RERECORD:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ASKED)
def test_an_answer_is_as_recorded(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """But for the content hashes, which change with every rule and are tested elsewhere."""
    monkeypatch.chdir(ROOT)
    said = run(*ASKED[name], *AS_AT)
    assert (said.code, said.err) == (0, "")
    text = re.sub(r"\b[0-9a-f]{16}\b", "0" * 16, said.out)
    text = f"$ admissions {' '.join((*ASKED[name], *AS_AT))}\n{text}"
    assert text == recorded(GOOD / f"{name}.txt", text)


WRONG = sorted(path.name for path in (BAD / "rules").iterdir())


def laid(tmp_path: Path, name: str) -> Path:
    """The authority's folder of the rule set that is right, with the files of ``name`` laid over it."""
    shutil.copytree(BAD / "whole", tmp_path, dirs_exist_ok=True)
    if name:
        shutil.copytree(BAD / "rules" / name, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.txt"))
    return tmp_path / "council"


def test_the_rules_that_wrong_ones_are_laid_over_are_right(tmp_path: Path) -> None:
    """So whatever is said of a wrong one is said of what is laid over it."""
    said = run("rules", "check", str(laid(tmp_path, "")), *AS_AT)
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize("name", WRONG)
def test_wrong_rules_are_refused_as_recorded(name: str, tmp_path: Path) -> None:
    """Each with file, line and column, what is the matter, and what to do; the author's own words may be quoted."""
    said = run("rules", "check", str(laid(tmp_path, name)), *AS_AT)
    assert said.code == 2
    assert said.lines
    assert said.err == recorded(BAD / "rules" / name / "expected.txt", said.err)


@pytest.mark.parametrize("name", WRONG)
def test_a_problem_of_the_rules_has_a_place_in_what_is_wrong(name: str) -> None:
    """Read from what is recorded: each line names a line that the file has, and a remedy."""
    for line in (BAD / "rules" / name / "expected.txt").read_text(encoding="utf-8").splitlines():
        found = re.fullmatch(r"([a-z_/]+\.yaml)(?::(\d+):(\d+))?: (?:note: )?(.+); (.+)", line)
        assert found, line
        file, row, column = found[1], int(found[2] or 0), int(found[3] or 0)
        over = BAD / "rules" / name / file
        lines = (over if over.is_file() else BAD / "whole" / file).read_text(encoding="utf-8").splitlines()
        assert row <= len(lines) + 1
        if 0 < row <= len(lines):
            assert 0 < column <= len(lines[row - 1]) + 1
