"""Placements files: what is read, what is refused as a whole and what of a row, and that nothing given is repeated."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import random
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.errors import NOWHERE, Refused
from admissions.model.periods import Month
from admissions.model.placements import NOT_YET, Placement, Wishes
from admissions.model.profiles import Profile
from admissions.questions.rulebook import Rulebook
from admissions.text.days import NoDay, read_day, read_event, read_month
from admissions.text.placements import PlacementRow, PlacementsFile
from admissions.text.results import as_written, csv_writer, replacing, safe, xlsx_writer
from admissions.text.sheets import read_rows
from tests.drawn import drawn

ON = dt.date(2026, 11, 23)
HEADER = (
    *("case", "year_group", "primary_need", "additional_needs", "current_provision", "working_level", "placed_since"),
    *("plan_made", "last_review_meeting", "last_review_decision", "amendment_notice", "final_plan_issued"),
    *("settled_placement", "wish_to_stay", "tribunal_order", "decision", "reason", "role"),
)
FULL = (
    *("EHC-000001", "Y7", "ASD", "SLCN; MLD", "drumbeat", "p_levels: P8", "2024-09"),
    *("2020-03-01", "10/06/2026", "1 July 2026", "none", ""),
    *("yes", "no", "", "maintain", "the family agrees", "SEND officer"),
)


def as_csv(rows: Sequence[Sequence[str]], separator: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def as_xlsx(rows: Sequence[Sequence[Any]], path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


@pytest.fixture
def read(book: Rulebook, tmp_path: Path) -> Callable[..., list[PlacementRow]]:
    def read(rows: Sequence[Sequence[str]] | bytes, header: Sequence[str] = HEADER) -> list[PlacementRow]:
        path = tmp_path / "placements.csv"
        path.write_bytes(rows if isinstance(rows, bytes) else as_csv([header, *rows]).encode())
        return list(PlacementsFile(path, "placements.csv", book.rules, ON).rows())

    return read


def with_cells(**cells: str) -> tuple[str, ...]:
    return tuple(cells.get(name, cell) for name, cell in zip(HEADER, FULL, strict=True))


def test_a_row_is_read_whole(read: Callable[..., list[PlacementRow]]) -> None:
    (row,) = read([FULL])
    assert row.problems == ()
    placement = row.placement
    assert placement is not None
    assert (placement.case, placement.since) == ("EHC-000001", Month(2024, 9))
    dates = placement.dates
    assert dates.plan_made == dt.date(2020, 3, 1)
    assert dates.last_review_meeting == dt.date(2026, 6, 10)
    assert dates.last_review_decision == dt.date(2026, 7, 1)
    assert dates.amendment_notice is NOT_YET
    assert dates.final_plan_issued is None
    assert placement.wishes == Wishes(True, False, None)
    assert placement.by_person.reason == "the family agrees"
    assert [entry.field for entry in placement.profile.entries] == [
        *("year_group", "primary_need", "additional_needs", "current_provision", "working_level")
    ]


def test_everything_but_the_reference_may_be_unknown(read: Callable[..., list[PlacementRow]]) -> None:
    (row,) = read([("EHC-000001", *[""] * (len(HEADER) - 1))])
    assert row.placement is not None
    assert row.placement.profile.entries == ()
    (row,) = read([("EHC-000001",)], ("case",))
    assert row.placement is not None


# What is wrong with a row: the cells that are otherwise, the column blamed, words of the reason.
ROWS = [
    ({"case": ""}, "case", "no reference"),
    ({"case": "Xanthippe"}, "case", "not a reference of the fixed form"),
    ({"current_provision": "drumbet"}, "current_provision", "did you mean `drumbeat`?"),
    ({"year_group": "Y77"}, "year_group", "`Y7`"),
    ({"last_review_meeting": "2026-02-31"}, "last_review_meeting", "no such day"),
    ({"last_review_meeting": "31/02/2026"}, "last_review_meeting", "no such day"),
    ({"last_review_meeting": "10/06/26"}, "last_review_meeting", "year in four digits"),
    ({"last_review_meeting": "last June"}, "last_review_meeting", "not a day"),
    ({"last_review_decision": "2026-11-24"}, "last_review_decision", "after 2026-11-23"),
    ({"plan_made": "1989-01-01"}, "plan_made", "before 1990"),
    ({"last_review_decision": "2026-06-09"}, "last_review_decision", "before `last_review_meeting`"),
    ({"last_review_meeting": "2020-02-28"}, "last_review_meeting", "before `plan_made`"),
    ({"amendment_notice": "2026-06-01"}, "amendment_notice", "before `last_review_meeting`"),
    ({"final_plan_issued": "2020-02-01"}, "final_plan_issued", "before `plan_made`"),
    ({"last_review_meeting": "none"}, "last_review_decision", "no meeting of it"),
    ({"placed_since": "2026-13"}, "placed_since", "no such month"),
    ({"placed_since": "2026-12"}, "placed_since", "after 2026-11-23"),
    ({"settled_placement": "perhaps"}, "settled_placement", "neither yes nor no"),
    ({"reason": "r" * 501}, "reason", "longer than 500"),
]


@pytest.mark.parametrize(("cells", "column", "said"), ROWS)
def test_a_bad_row_is_told_of_and_stops_no_other(
    cells: Mapping[str, str], column: str, said: str, read: Callable[..., list[PlacementRow]]
) -> None:
    found = read([with_cells(**cells), with_cells(case="EHC-000002")])
    assert [row.number for row in found] == [2, 3]
    assert found[0].placement is None
    (problem,) = found[0].problems
    assert problem.place.column is not None
    assert (problem.place.line, HEADER[problem.place.column - 1]) == (2, column)
    assert said in f"{problem.what}; {problem.remedy}"
    assert found[1].placement is not None
    for cell in cells.values():
        assert not cell or cell in ("Y77", "none") or cell not in str(problem)


def test_a_reference_stands_once(read: Callable[..., list[PlacementRow]]) -> None:
    one, two, three = read([FULL, with_cells(case="EHC-000002"), FULL])
    assert one.placement
    assert two.placement
    assert three.placement is None
    assert three.problems[0].what == "row 2 has the same reference"


def test_a_review_before_the_placement_began_is_no_fault_of_the_row(read: Callable[..., list[PlacementRow]]) -> None:
    """Whoever moved in September was last reviewed at the school before."""
    (row,) = read([with_cells(placed_since="2026-09")])
    assert row.placement is not None


def test_too_many_cells_are_told_and_too_few_are_unknown(read: Callable[..., list[PlacementRow]]) -> None:
    found = read([(*FULL, "more"), FULL[:3]])
    assert found[0].problems[0].what == "this row has more cells than there are columns"
    assert found[1].placement is None or found[1].placement.case == "EHC-000001"


# A file as a whole: what it holds, and words of the refusal.
FILES = [
    (b"", "this is empty"),
    (b"case\r\n", "no row below the header"),
    (b"year_group\r\nY7\r\n", "there is no column `case`"),
    (b"case,case\r\nEHC-1,EHC-1\r\n", "a second column is called `case`"),
    (b"case,primry_need\r\nEHC-1,ASD\r\n", "did you mean `primary_need`?"),
    (b"case,surname\r\nEHC-1,Quixote\r\n", "asks for a name"),
    (b"case,date_of_birth\r\nEHC-1,2015-03-01\r\n", "asks for a date of birth"),
    (b"case,ethnicity\r\nEHC-1,x\r\n", "no criterion may turn on"),
    (b"case,reason\r\nEHC-1,born 3 March 2015\r\n", "looks like a date"),
    (b"case,reason\r\nEHC-1,call 020 8314 6000\r\n", "looks like a phone number"),
    (b"case,reason\r\nEHC-1,lives at SE6 4RU\r\n", "looks like a postcode"),
    (b"case,primary_need\r\nEHC-1,quixote@example.org\r\n", "looks like an e-mail address"),
    (b'case\r\n"EHC-1\r\n', "not well-formed CSV"),
    (b"\x89PNG\r\n\x1a\n", "neither CSV nor an Excel workbook"),
    (b"%PDF-1.7\n", "neither CSV nor an Excel workbook"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "neither CSV nor an Excel workbook"),
    (b"case\r\nEHC-\x001\r\n", "neither CSV nor an Excel workbook"),
    (b"case," + b",".join(b"c%d" % place for place in range(300)), "more than 200 cells"),
]


@pytest.mark.parametrize(("data", "said"), FILES)
def test_a_file_that_cannot_be_used_is_refused_before_anything_is_read(
    data: bytes, said: str, read: Callable[..., list[PlacementRow]]
) -> None:
    with pytest.raises(Refused) as refused:
        read(data)
    told = "\n".join(refused.value.lines)
    assert said in told
    assert not any(words in told for words in ("Quixote", "2015", "quixote", "8314", "4RU"))


def test_a_folder_and_a_file_that_is_not_there_are_refused(book: Rulebook, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    said = {"absent.csv": "this cannot be read", ".": "not a file that can be read", "pipe.csv": "not a file that can"}
    for name, what in said.items():
        with pytest.raises(Refused, match=what):
            PlacementsFile(tmp_path / name, "it", book.rules, ON)


def test_what_identifies_someone_in_the_last_row_stops_the_first(read: Callable[..., list[PlacementRow]]) -> None:
    rows = [with_cells(case=f"EHC-{number}") for number in range(200)]
    with pytest.raises(Refused, match=r"placements\.csv:202:17"):
        read([*rows, with_cells(case="EHC-999", reason="born on 03/04/2014")])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_files_as_councils_write_them_read_alike(
    separator: str, encoding: str, read: Callable[..., list[PlacementRow]]
) -> None:
    rows = [with_cells(reason="café, naïve – “so”", additional_needs="SLCN" if separator == ";" else "SLCN; MLD")]
    (found,) = read(as_csv([HEADER, *rows], separator).encode(encoding))
    assert found.placement is not None
    assert found.placement.by_person.reason == "café, naïve – “so”"


def test_a_workbook_reads_as_its_cells_do(book: Rulebook, tmp_path: Path) -> None:
    cells: list[Any] = list(FULL)
    cells[HEADER.index("plan_made")] = dt.datetime(2020, 3, 1)
    cells[HEADER.index("settled_placement")] = True
    path = as_xlsx([HEADER, cells, [], with_cells(case="EHC-000002")], tmp_path / "any name")
    first, second = PlacementsFile(path, "it", book.rules, ON).rows()
    assert first.placement is not None
    assert first.placement.dates.plan_made == dt.date(2020, 3, 1)
    assert first.placement.wishes.settled_placement is True
    assert (second.number, second.placement is not None) == (4, True)


def test_a_formula_is_never_taken(book: Rulebook, tmp_path: Path) -> None:
    path = as_xlsx([HEADER, with_cells(reason='=HYPERLINK("http://x")'), with_cells(case="EHC-2")], tmp_path / "f.xlsx")
    one, two = PlacementsFile(path, "it", book.rules, ON).rows()
    assert [problem.what for problem in one.problems] == ["this cell holds a formula"]
    assert two.placement is not None
    with pytest.raises(Refused, match="named by a formula"):
        PlacementsFile(as_xlsx([["=A1"]], tmp_path / "g.xlsx"), "it", book.rules, ON)


def test_a_workbook_that_is_not_one_or_unpacks_to_far_more_is_refused(book: Rulebook, tmp_path: Path) -> None:
    other, bomb, broken = (tmp_path / name for name in ("other.xlsx", "bomb.xlsx", "broken.xlsx"))
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("word/document.xml", "<a/>")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<a/>")
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (8 << 20))
    broken.write_bytes(as_xlsx([HEADER, FULL], tmp_path / "whole.xlsx").read_bytes()[:3000])
    for path, said in ((other, "neither CSV"), (bomb, "far more than its size"), (broken, "cannot be read")):
        with pytest.raises(Refused, match=said):
            PlacementsFile(path, "it", book.rules, ON)


MARKER = "zqxwv"


@settings(max_examples=drawn(80), deadline=None)
@given(st.integers(0, len(HEADER) - 1), st.text(max_size=6), st.text(max_size=6))
def test_no_message_repeats_what_was_given(book: Rulebook, place: int, before: str, after: str) -> None:
    """Whatever stands around it in whichever cell."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.csv"
        cells = [*FULL]
        cells[place] = f"{before}{MARKER}{after}"
        path.write_text(as_csv([HEADER, cells]), encoding="utf-8", newline="", errors="replace")
        try:
            told = [
                str(problem) for row in PlacementsFile(path, "p.csv", book.rules, ON).rows() for problem in row.problems
            ]
        except Refused as refused:
            told = list(refused.lines)
        assert MARKER not in "\n".join(told)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)))
def test_a_day_reads_alike_however_it_is_written(day: dt.date) -> None:
    for text in (
        day.isoformat(),
        f"{day:%d/%m/%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d %B %Y}",
        f"{day:%d %b %Y}",
    ):
        assert read_day(text) == day
        assert read_event(text) == day
        assert read_month(text) == Month(day.year, day.month)
    for text in (f"{day:%Y-%m}", f"{day:%m/%Y}", f"{day:%B %Y}"):
        assert read_month(text) == Month(day.year, day.month)
        with pytest.raises(NoDay):
            read_day(text)


def test_not_yet_and_not_known_differ() -> None:
    assert (read_event("none"), read_event(""), read_event("unknown")) == (NOT_YET, None, None)


# --- what is written -------------------------------------------------------------------------------------------------


@given(st.text())
def test_what_is_made_safe_is_read_again_as_it_was(text: str) -> None:
    """However often it is written and read; the mark of another hand that looks like ours goes once."""
    once = as_written(text)
    assert as_written(safe(once)) == once
    assert safe(as_written(safe(once))) == safe(once)


@pytest.mark.parametrize("text", ["=1+1", "+44", "-x", "@SUM", "\tx", "\rx", "''=1", "- as agreed", "=-5", "--5"])
def test_nothing_that_is_written_is_a_formula(text: str, tmp_path: Path) -> None:
    number = text == "+44"
    assert safe(text) == (text if number else f"'{text}")
    path = tmp_path / "r.csv"
    with replacing(path, "--out") as stream, csv_writer(stream, ["a"]) as writer:
        writer.row([text])
    with path.open(encoding="utf-8-sig", newline="") as written:
        (_, (cell,)) = csv.reader(written)
    assert cell[0] not in "=+-@\t\r" or number
    book = tmp_path / "r.xlsx"
    with replacing(book, "--out") as stream, xlsx_writer(stream, ["a"], tmp_path) as writer:
        writer.row([text])
    sheet = openpyxl.load_workbook(book).worksheets[0]
    assert sheet["A2"].data_type in ("s", "n")
    assert [row.cells for row in read_rows(book, "r")][1:] == ([(text.strip(),)] if text.strip() else [])


@pytest.mark.parametrize("text", ["-5", "+3.2", "12", "-0,5"])
def test_a_plain_number_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


def test_a_result_that_fails_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("before", encoding="utf-8")

    def write(error: type[BaseException]) -> None:
        with replacing(path, "--out") as stream, csv_writer(stream, ["a"]) as writer:
            writer.row(["x"])
            raise error

    for error in (ValueError, KeyboardInterrupt):
        with pytest.raises(error):
            write(error)
        assert path.read_text("utf-8") == "before"
        assert [one.name for one in tmp_path.iterdir()] == ["r.csv"]


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / ".r.csv.abc.admissions-part"
    left.write_text("half", encoding="utf-8")
    with replacing(tmp_path / "r.csv", "--out") as stream:
        stream.write(b"whole")
    assert [one.name for one in tmp_path.iterdir()] == ["r.csv"]


def test_a_result_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(Refused, match="--out: this file cannot be written"),
        replacing(tmp_path / "no" / "r.csv", "--out"),
    ):
        pass


def placements_of(rows: Sequence[PlacementRow]) -> list[Placement]:
    return [row.placement for row in rows if row.placement is not None]


@pytest.mark.parametrize("seed", range(5))
def test_rows_in_another_order_are_the_same_placements(seed: int, read: Callable[..., list[PlacementRow]]) -> None:
    rows = [with_cells(case=f"EHC-{number}", year_group=f"Y{1 + number % 9}") for number in range(30)]
    shuffled = random.Random(seed).sample(rows, len(rows))
    first, second = (placements_of(read(some)) for some in (rows, shuffled))
    for one, two in zip(first, sorted(second, key=lambda one: int(one.case[4:])), strict=True):
        assert replace(one, profile=Profile()) == replace(two, profile=Profile())
        assert [replace(entry, at=NOWHERE) for entry in one.profile.entries] == [
            replace(entry, at=NOWHERE) for entry in two.profile.entries
        ]
