"""Placements files as a hostile or an unlucky hand makes them: refused in a sentence, and nothing of anyone is lost."""

from __future__ import annotations

import csv
import io
import os
import random
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from admissions.errors import Refused
from admissions.text.results import as_written, csv_writer, replacing, safe, scratch_beside
from admissions.text.sheets import Row, read_rows
from tests.bad.command import ROOT, run

ON = ("--on", "2026-11-23")
PLAIN = "case,year_group,reason\nEHC-1,Y7,stays\n"


def rows_in(path: Path) -> list[list[str]]:
    """A result as rows of cells."""
    return [*csv.reader(io.StringIO(path.read_text("utf-8-sig")))]


def refused(path: Path) -> str:
    """What is said of a file of which no row can be had; any other exception is a fault."""
    with pytest.raises(Refused) as found:
        [*read_rows(path, "it")]
    (line,) = found.value.lines
    return line


# --- results ----------------------------------------------------------------------------------------------------------


def test_a_row_of_more_cells_than_columns_is_rejected_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("case,role\nEHC-1,x\nEHC-2,y,z\n", encoding="utf-8")
    said = run("review", str(tmp_path / "p.csv"), *ON, "--out", str(tmp_path / "r.csv"))
    assert said.code == 2
    assert len(rows_in(tmp_path / "r.csv")) == 2
    (_, problem) = rows_in(tmp_path / "rejected.csv")
    assert problem[:2] == ["3", ""]


@pytest.mark.parametrize(
    ("placements", "out", "what"),
    [
        ("p.csv", "p.csv", "the result would take the place of the placements"),
        ("p.csv", "link.csv", "the result would take the place of the placements"),
        ("rejected.csv", "r.csv", "`rejected.csv` would take the place of the placements"),
        ("p.csv", "rejected.csv", "the rows that are rejected go to a file of this name"),
        ("p.csv", "notes/r.csv", "the `rejected.csv` there is none that a review wrote"),
        ("p.csv", "pipe/r.csv", "the `rejected.csv` there is none that a review wrote"),
        ("p.csv", "folder/r.csv", "a folder stands where `rejected.csv` goes"),
    ],
)
def test_nothing_that_no_review_has_written_is_written_over(
    placements: str, out: str, what: str, tmp_path: Path
) -> None:
    for name in ("p.csv", "rejected.csv"):
        (tmp_path / name).write_text(PLAIN, encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "p.csv")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "rejected.csv").write_text("what we said no to\n", encoding="utf-8")
    (tmp_path / "folder" / "rejected.csv").mkdir(parents=True)
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe" / "rejected.csv")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    said = run("review", str(tmp_path / placements), *ON, "--out", str(tmp_path / out))
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"--out: {what}")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", ["h*.csv", "**.csv", "a[1].csv", "?.csv"])
def test_what_another_run_writes_is_left_alone_and_only_what_a_killed_one_left_is_cleared(
    name: str, tmp_path: Path
) -> None:
    hello = tmp_path / ".hello.csv.zz.admissions-part"
    hello.write_bytes(b"of another result")
    left = tmp_path / f".{name}.aa.admissions-part"
    left.write_bytes(b"of a run that was killed")
    with replacing(tmp_path / name, "--out") as first:
        first.write(b"first")
        assert not left.exists()
        with scratch_beside(tmp_path / name) as scratch:
            (scratch / "sheet").write_bytes(b"1")
            with replacing(tmp_path / name, "--out") as second:
                second.write(b"second")
            assert (scratch / "sheet").exists()
    assert (tmp_path / name).read_bytes() == b"first"
    assert hello.exists()
    assert {one.name for one in tmp_path.iterdir()} == {name, hello.name}


@pytest.mark.parametrize("number", ["-1,000.50", "-.5", "-5%", "-1e5", "+44", "-3,5", "-1,000,000"])
def test_a_plain_number_stays_as_it_is(number: str) -> None:
    assert safe(number) == number


@pytest.mark.parametrize("text", ["-", "-1-1", "+1+cmd|x", "=1", "@x", "-e5", "-%", "-5%%"])
def test_what_is_no_plain_number_is_made_safe(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert as_written(safe(text)) == text


@pytest.mark.parametrize("name", ["r.csv", "r.xlsx"])
def test_what_a_person_wrote_comes_back_the_same_however_often_it_is_run(name: str, tmp_path: Path) -> None:
    reasons = ["=SUM(A1)", "- her wish", "'tis so", "_x0041_ and _x005F_", "-5%", "two\nlines", "é and “quotes”"]
    cells = [[f"EHC-{place}", "- Y7", reason] for place, reason in enumerate(reasons)]
    with (tmp_path / "p.csv").open("wb") as stream, csv_writer(stream, ("case", "year_group", "reason")) as writer:
        for one in cells:
            writer.row(one)
    source = tmp_path / "p.csv"
    for turn in range(3):
        out = tmp_path / str(turn) / name
        out.parent.mkdir()
        said = run("review", str(source), *ON, "--out", str(out))
        assert (said.code, said.err) == (0, "")
        header, *rows = [row.cells for row in read_rows(out, "r")]
        place = header.index("reason")
        assert [row[place] for row in rows] == reasons
        source = out


def test_an_invented_cohort_is_csv_and_says_so(tmp_path: Path) -> None:
    said = run("cohort", "generate", "--size", "2", "--out", str(tmp_path / "c.xlsx"))
    assert (said.code, said.err) == (2, "--out: an invented cohort is written as CSV; let its name end in .csv\n")
    assert not [*tmp_path.iterdir()]


# --- text -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"case\nEHC-1 \x81\x8d\n", "it: this is not text"),
        (b"\xff\xfec\x00a\x00\x00\xd8\n\x00", "it: this is not text"),
        ("case,reason\nEHC-1,é\n".encode() + "EHC-2,é\n".encode("cp1252"), "it: some of this is UTF-8 and some is not"),
        (b"case\nEHC-1\n" + b"x" * 140_000, "it:3:1: from this row on this is not well-formed CSV"),
    ],
)
def test_text_that_cannot_be_told_is_refused(data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_bytes(data)
    assert refused(tmp_path / "p.csv").startswith(said)


@pytest.mark.parametrize("start", ["sep=;\r\n", '"sep=;"\r\n', "\r\n", "SEP=;\n\n"])
def test_a_first_line_that_excel_writes_or_leaves_empty_is_passed_by(start: str, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(f"{start}case;reason\r\nEHC-1;a, b\r\n", encoding="utf-8", newline="")
    header, row = read_rows(tmp_path / "p.csv", "it")
    assert (header.cells, row.cells) == (("case", "reason"), ("EHC-1", "a, b"))
    assert row.number == header.number + 1


@pytest.mark.parametrize(
    "cell",
    [
        *("943\u00a0476\u00a05919", "943.476.5919", "943\u2013476\u20135919", "943476591\uff19"),
        *("12/May/2012", "12May2012", "3\u00a0May\u00a02012", "03052012", "2012-May-12", "3\\5\\2012", "born 3.May.12"),
        *("SE13-7RY", "SE13.7RY", "_SE13 7RY_", "SE13\u20037RY", "SE\u200b13 7RY"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("column", ["reason", "invented"])
def test_an_identifier_written_in_another_way_is_refused_before_anything_is_read(
    cell: str, column: str, tmp_path: Path
) -> None:
    (tmp_path / "p.csv").write_text(f"case,{column}\nEHC-1,\nEHC-2,{cell}\n", encoding="utf-8")
    said = run("review", str(tmp_path / "p.csv"), *ON, "--out", str(tmp_path / "r.csv"))
    assert (said.code, said.out) == (2, "")
    assert "p.csv:3:2: this looks like" in said.err
    assert cell not in said.err
    assert [*tmp_path.iterdir()] == [tmp_path / "p.csv"]


def test_words_that_are_no_identifier_are_left_alone(tmp_path: Path) -> None:
    fine = ["moved up in May, 3 times", "Y7 1st term", "2 of 3 agree", "works at KS3 2nd year", "level 4.5.6", "5 mar"]
    (tmp_path / "p.csv").write_text(
        "case,reason\n" + "".join(f'EHC-{place},"{text}"\n' for place, text in enumerate(fine)), encoding="utf-8"
    )
    said = run("review", str(tmp_path / "p.csv"), *ON, "--json")
    assert (said.code, said.err) == (0, "")


def test_the_column_that_says_invented_says_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("case,invented\nEHC-1,invented: a trial\nEHC-2,Jane Smith\n", encoding="utf-8")
    said = run("review", str(tmp_path / "p.csv"), *ON, "--json")
    assert said.code == 2
    assert "p.csv:3:2: this does not say that the placement is invented" in said.err
    assert "Jane" not in said.err + said.out


def test_a_reference_with_a_nought_more_is_the_same_reference(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("case\nAB-1\nAB-01\nAB-10\n", encoding="utf-8")
    said = run("review", str(tmp_path / "p.csv"), *ON, "--json")
    assert said.code == 2
    assert "p.csv:3:1: row 2 has the same reference" in said.err
    assert "1 of 3 rows" in said.err


@pytest.mark.parametrize("day", ["5 Junly 2025", "12 Decimal 2025", "5 Marchmont 2025"])
def test_a_word_that_begins_like_a_month_is_none(day: str, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(f"case,plan_made\nEHC-1,{day}\n", encoding="utf-8")
    assert "there is no such month" in run("review", str(tmp_path / "p.csv"), *ON, "--json").err


# --- workbooks --------------------------------------------------------------------------------------------------------


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A workbook with two placements."""
    book = openpyxl.Workbook()
    for row in (("case", "year_group"), ("EHC-1", "Y7"), ("EHC-2", "Y8")):
        book.active.append(row)
    book.save(tmp_path / "p.xlsx")
    return tmp_path / "p.xlsx"


def with_part(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy of a workbook with one of its parts changed."""
    changed = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            new.writestr(one, change(old.read(one)) if one == name else old.read(one))
    return changed


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("xl/sharedStrings.xml", lambda _: b""),
        ("xl/worksheets/sheet1.xml", lambda data: re.sub(rb"<v>1</v>", b"<v>77</v>", data)),
        ("xl/worksheets/sheet1.xml", lambda data: data[:300]),
        ("xl/workbook.xml", lambda _: b"<workbook/>"),
        ("xl/styles.xml", lambda _: b"no style"),
        ("[Content_Types].xml", lambda data: data.replace(b"worksheet+xml", b"chartsheet+xml")),
    ],
)
def test_a_workbook_with_a_damaged_part_is_refused(
    name: str, change: Callable[[bytes], bytes], workbook: Path, recwarn: pytest.WarningsRecorder
) -> None:
    changed = with_part(workbook, name, change)
    try:
        found = [*read_rows(changed, "it")]
    except Refused as error:
        (line,) = error.lines
        assert line.startswith("it: this workbook ")
    else:
        assert [row.cells for row in found] == [("case", "year_group"), ("EHC-1", "Y7"), ("EHC-2", "Y8")]
    assert not [*recwarn]


def test_no_damage_to_its_bytes_makes_more_of_a_workbook_than_a_refusal(workbook: Path, tmp_path: Path) -> None:
    data, rng = workbook.read_bytes(), random.Random(7)
    kept = 0
    for _ in range(150):
        changed = bytearray(data)
        for _ in range(rng.randint(1, 12)):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        (tmp_path / "changed.xlsx").write_bytes(bytes(changed))
        with suppress(Refused):
            kept += bool([*read_rows(tmp_path / "changed.xlsx", "it")])
    assert 0 < kept < 150


def test_a_row_beyond_what_a_sheet_can_have_is_refused(workbook: Path) -> None:
    changed = with_part(workbook, "xl/worksheets/sheet1.xml", lambda data: data.replace(b'r="3"', b'r="99999999"'))
    assert re.match(r"it:1048577:1: a sheet has at most 1,048,576 rows", refused(changed))


def test_rows_that_are_left_empty_are_passed_by(workbook: Path) -> None:
    def further(data: bytes) -> bytes:
        return re.sub(rb'r="(A|B)?3"', rb'r="\g<1>5000"', data)

    found = [*read_rows(with_part(workbook, "xl/worksheets/sheet1.xml", further), "it")]
    assert found[-1] == Row(5000, ("EHC-2", "Y8"))


# --- runs that are ended ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("signal", ["TERM", "INT", "KILL"])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "html"])
def test_a_run_that_is_ended_leaves_nothing_of_a_placement_behind(signal: str, kind: str, tmp_path: Path) -> None:
    """Nor in the folder for temporary files; what a killed run leaves beside its result the next one clears."""
    folder, scratch = tmp_path / "results", tmp_path / "scratch"
    folder.mkdir()
    scratch.mkdir()
    lines = "".join(f"EHC-{number},Y7,ASD,p8\n" for number in range(2, 300))
    (tmp_path / "p.csv").write_text(f"case,year_group,primary_need,working_level\n{lines}", encoding="utf-8")
    command = [sys.executable, "-m", "admissions", "review", str(tmp_path / "p.csv"), *ON]
    out = folder / f"r.{kind}"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(scratch)}
    run_ = subprocess.Popen(
        [*command, "--out", str(out)], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    while run_.poll() is None and not any(folder.iterdir()):
        time.sleep(0.01)
    time.sleep(0.3)
    run_.send_signal(getattr(__import__("signal"), f"SIG{signal}"))
    _, said = run_.communicate()
    assert "Traceback" not in said
    assert not [*scratch.iterdir()]
    if signal != "KILL":
        assert {one.name for one in folder.iterdir()} <= {out.name}
    again = subprocess.run([*command[:-2], *ON, "--out", str(out)], env=env, capture_output=True, check=False)
    assert again.returncode == 0
    assert {one.name for one in folder.iterdir()} == {out.name}
