"""The command that invents a cohort: what it writes and prints, what it refuses, how fast it is."""

from __future__ import annotations

import csv
import io
import re
import shutil
import time
from pathlib import Path

import pytest

from tests.bad.command import ROOT, apart_measured, run

ON = ("--on", "2026-11-24")
WHOLE = ROOT / "tests" / "bad" / "whole"


def generated(*arguments: str) -> str:
    """What a run prints that is not refused."""
    said = run("cohort", "generate", *arguments, *ON)
    assert said.code == 0
    return said.out


def test_it_prints_a_csv_and_says_beside_it_that_it_is_invented() -> None:
    said = run("cohort", "generate", "--size", "12", "--seed", "3", *ON)
    assert said.code == 0
    rows = [*csv.DictReader(io.StringIO(said.out))]
    assert len(rows) == 12
    assert said.lines == (rows[0]["invented"],)
    assert all(re.fullmatch("[A-Z]{2,4}-[0-9]{1,6}", row["case"]) for row in rows)


def test_a_file_holds_what_would_be_printed(tmp_path: Path) -> None:
    out = tmp_path / "invented.csv"
    said = generated("--size", "1200", "--seed", "3", "--out", str(out))
    assert said.startswith(f"{out} holds 1,200 placements. Invented: follows published counts of Lewisham's plans")
    assert [path.name for path in tmp_path.iterdir()] == ["invented.csv"]
    assert out.read_bytes() == generated("--size", "1200", "--seed", "3").encode()


@pytest.mark.parametrize(
    ("option", "value", "what"),
    [
        ("--size", "0", "from 1 to 100,000"),
        ("--size", "-4", "from 1 to 100,000"),
        ("--size", "100001", "from 1 to 100,000"),
        ("--size", "many", "from 1 to 100,000"),
        ("--size", "1" * 400, "from 1 to 100,000"),
        ("--size", "", "from 1 to 100,000"),
        ("--seed", "x", "from 0 to 2,147,483,647"),
        ("--on", "tomorrow", "this is not a date"),
    ],
)
def test_what_is_no_number_or_day_is_refused_in_one_sentence(option: str, value: str, what: str) -> None:
    given = {"--size": "5", option: value}
    said = run("cohort", "generate", *(word for pair in given.items() for word in pair))
    assert (said.code, said.out, len(said.lines)) == (2, "", 1)
    assert said.err.startswith(f"{option}: ")
    assert what in said.err


@pytest.mark.parametrize("day", ["0001-01-01", "2014-08-31"])
def test_there_is_no_cohort_before_there_were_plans(day: str) -> None:
    said = run("cohort", "generate", "--size", "5", "--on", day)
    assert (said.code, said.out, len(said.lines)) == (2, "", 1)
    assert "no EHC plans before 2014-09-01" in said.err


@pytest.mark.parametrize("day", ["2014-09-01", "2017-12-15", "9999-12-31"])
def test_no_date_is_before_there_were_plans_or_after_the_day(day: str) -> None:
    """Whatever is known of the rules as at that day."""
    said = run("cohort", "generate", "--size", "200", "--on", day)
    assert said.code == 0
    for row in csv.DictReader(io.StringIO(said.out)):
        dates = [row[name] for name in row if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", row[name])]
        assert all("2014-09-01" <= date <= day for date in dates)


def test_a_size_is_asked_for() -> None:
    said = run("cohort", "generate")
    assert (said.code, said.out) == (2, "")


def test_a_file_is_written_into_a_folder_that_is_there_and_over_nothing(tmp_path: Path) -> None:
    kept = tmp_path / "kept.csv"
    kept.write_text("case\nABC-1\n", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "nowhere.csv")
    for out in (kept, tmp_path, tmp_path / "link.csv", tmp_path / "no" / "such.csv", kept / "in_a_file.csv"):
        said = run("cohort", "generate", "--size", "5", "--out", str(out), *ON)
        assert (said.code, said.out, len(said.lines)) == (2, "", 1)
        assert said.err.startswith("--out: ")
    assert kept.read_text(encoding="utf-8") == "case\nABC-1\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.csv", "link.csv"]


def test_a_run_that_is_broken_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> Path:
        raise OSError(28, "no space")

    monkeypatch.setattr(Path, "replace", full)
    said = run("cohort", "generate", "--size", "5", "--out", str(tmp_path / "cohort.csv"), *ON)
    assert (said.code, len(said.lines)) == (2, 1)
    assert [*tmp_path.iterdir()] == []


def test_rules_without_counts_are_refused_in_one_sentence(tmp_path: Path) -> None:
    shutil.copytree(WHOLE, tmp_path, dirs_exist_ok=True)
    top = tmp_path / "council" / "authority.yaml"
    text = top.read_text(encoding="utf-8")
    top.write_text(text.replace("population: council\n", ""), encoding="utf-8")
    asked = ("cohort", "generate", "--size", "5", "--rules", str(tmp_path / "council"), *ON)
    said = run(*asked)
    assert (said.code, said.out, len(said.lines)) == (2, "", 1)
    assert "no published counts" in said.err


def test_another_authority_has_a_cohort_of_its_own() -> None:
    """With three year groups, two needs, two bands, no placements, and no field of where a child is."""
    rows = [*csv.DictReader(io.StringIO(generated("--size", "30", "--rules", str(WHOLE / "council"))))]
    assert {row["invented"].partition(" (")[0] for row in rows} == {
        "invented: follows published counts of the council's plans"
    }
    assert [row["primary_need"] for row in rows].count("ASD") == 20
    assert sum(row["year_group"] == "R" for row in rows) >= 1


def test_a_cohort_of_profiles_is_read_as_before(tmp_path: Path) -> None:
    """The need fields of an invented one are such a cohort; what else a placement has is no field of it."""
    rows = [*csv.DictReader(io.StringIO(generated("--size", "40")))]
    names = [*rows[0]][2 : [*rows[0]].index("placed_since")]
    asked = ("overlaps", "brent_knoll", "drumbeat", "--as-at", "2026-11-24", "--cohort")
    for file, columns, code in (("needs.csv", names, 0), ("whole.csv", [*rows[0]], 2)):
        with (tmp_path / file).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        said = run(*asked, str(tmp_path / file))
        assert said.code == code
        assert "not a known field" in said.err if code else "40" in said.out


def test_four_thousand_placements_take_seconds_and_no_memory(tmp_path: Path) -> None:
    few, of_few = apart_measured("cohort", "generate", "--size", "40", *ON)
    start = time.perf_counter()
    out = str(tmp_path / "cohort.csv")
    many, of_many = apart_measured("cohort", "generate", "--size", "4000", "--out", out, *ON)
    assert (few.code, many.code) == (0, 0)
    assert time.perf_counter() - start < 20
    assert of_many - of_few < 30
