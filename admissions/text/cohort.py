"""Reads a cohort: a CSV file with a profile a row, one row after the other, so that it may be as long as it likes.

The header names need fields. A cell is spelled as a value of a case is (``Y7``, ``p_levels: P8``, ``{at_least: p8}``);
``;`` stands between several values: all of them for a field that holds several, else any one of them. Where a cell is
empty or ``unknown``, the field is not known; ``none`` says that there is none.

No message repeats what was given, since it may identify someone. A place is a row and a column as a spreadsheet counts
them, the header being row 1.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import IO

from admissions.errors import Place, Problem, refuse
from admissions.model.profiles import Profile
from admissions.model.provisions import RuleSet
from admissions.text.cells import CellReader, named_columns
from admissions.text.profiles import MAX_PROBLEMS, refused
from admissions.text.tree import MAX_BYTES

MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class CohortRow:
    """One row as read: its number, and its profile, or every problem why there is none."""

    number: int
    profile: Profile | None
    problems: tuple[Problem, ...] = ()


def read_cohort(stream: IO[bytes], name: str, rules: RuleSet) -> Iterator[CohortRow]:
    """Every row of a stream of CSV, which messages call ``name``; rows of nothing but empty cells are left out.

    Raises Refused for a header that cannot be used, and where a row is reached that is no CSV in UTF-8: from there on
    nothing can be told apart.
    """
    rows = _rows(stream, name)
    number, header = next(rows, (1, []))
    columns = _columns(header, Place(name, number, 1), rules)
    reader = CellReader(rules)
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        yield _row(number, cells, columns, name, reader)


def profiles_of(rows: Iterable[CohortRow]) -> Iterator[Profile]:
    """The profile of every row; at the end raises Refused with the first problems, where any row had one."""
    problems: list[Problem] = []
    for row in rows:
        if row.profile is not None:
            yield row.profile
        problems += row.problems[: MAX_PROBLEMS - len(problems)]
    if problems:
        raise refused(problems)


# --- rows ------------------------------------------------------------------------------------------------------------


def _rows(stream: IO[bytes], name: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row, with its number."""
    rows = csv.reader(_lines(stream, name), strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(rows, None)
        except csv.Error:
            what = "from this row on this is not well-formed CSV"
            raise refuse(Place(name, number, 1), what, "look for a quotation mark without its partner") from None
        if cells is None:
            return
        yield number, cells


def _lines(stream: IO[bytes], name: str) -> Iterator[str]:
    """Each line as text, UTF-8 with or without a mark."""
    line = 0
    while True:
        try:
            data = stream.readline(MAX_BYTES + 1)
        except OSError:
            raise refuse(Place(name), "this cannot be read", "check that it is open for reading") from None
        if not data:
            return
        line += 1
        if len(data) > MAX_BYTES:
            what = f"a line is longer than {MAX_BYTES // 1024} kB"
            raise refuse(Place(name, line, 1), what, "write one row a line, as a spreadsheet saves CSV")
        try:
            yield (data.removeprefix(MARK) if line == 1 else data).decode()
        except UnicodeDecodeError:
            raise refuse(Place(name, line, 1), "this is not UTF-8 text", "save the file as CSV UTF-8") from None


# --- the header and the rows ------------------------------------------------------------------------------------------


def _columns(header: list[str], at: Place, rules: RuleSet) -> tuple[str, ...]:
    """The field of each column. Raises Refused with every problem of the header."""
    names = [cell.strip() for cell in header]
    if not any(names):
        remedy = "let the first row name fields; `admissions needs` lists them"
        raise refuse(Place(at.file), "there is no header", remedy)
    known = rules.needs.by_id
    if len(names) == 1 and names[0] not in known and any(mark in names[0] for mark in ";\t|"):
        raise refuse(at, "the columns are not parted by commas", "save the file as CSV with commas between the columns")
    return named_columns(names, at, known, "`admissions needs` lists the fields")


def _row(number: int, cells: list[str], columns: tuple[str, ...], name: str, reader: CellReader) -> CohortRow:
    if len(cells) != len(columns):
        more = len(cells) > len(columns)
        what = f"this row has {'more' if more else 'fewer'} cells than there are columns"
        remedy = "put a cell that holds a comma in quotes" if more else "leave a cell empty where a field is not known"
        column = min(len(cells), len(columns)) + more
        return CohortRow(number, None, (Problem(Place(name, number, column), what, remedy),))
    entries, problems = [], []
    for column, (field, cell) in enumerate(zip(columns, cells, strict=True), 1):
        place = Place(name, number, column)
        entry, wrong = reader.read(field, cell.strip())
        problems += [Problem(place, what, remedy) for what, remedy in wrong]
        if entry is not None:
            entries.append(replace(entry, at=place))
    return CohortRow(number, None if problems else Profile(tuple(entries)), tuple(problems))
