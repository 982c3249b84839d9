"""Rows of cells out of a CSV or an Excel file, one after the other, so that a file may be as long as it likes.

The kind is told by what is in the file, and not by its name. CSV is UTF-8, with or without a mark, or UTF-16 with one,
and else cp1252, as spreadsheets on Windows save it; its cells are parted by commas, semicolons or tabs, whichever the
header has most of. Of an Excel file the first sheet is read. Nothing that a formula works out is ever taken.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from admissions.errors import Place, refuse

MOST_COLUMNS = 200
LONGEST_LINE = 1 << 20
LONGEST_CELL = 2_000
MOST_UNPACKED, MOST_RATIO = 300 << 20, 250
SEPARATORS = ",;\t"
FORMULA = "\x00formula"
"""Stands for a cell that holds a formula; no text of a cell can be it."""
ONE_SHEET = "save the sheet with the placements as CSV UTF-8, or as an Excel workbook (.xlsx)"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, without spaces around them; ``number`` counts as a spreadsheet does, the header being 1."""

    number: int
    cells: tuple[str, ...]


def read_rows(path: Path, name: str) -> Iterator[Row]:
    """Every row of the first sheet of a file that messages call ``name``, empty rows left out.

    Raises Refused where it is no such file, and where a row is reached after which nothing can be told apart.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(8)
    except OSError:
        raise refuse(Place(name), "this cannot be read", "check that it is there, a file, and open to you") from None
    if not start:
        raise refuse(Place(name), "this is empty", "start from `admissions review --template FILE`")
    if start.startswith(b"PK\x03\x04"):
        return _workbook(path, name)
    if start.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"GIF8")):
        raise refuse(Place(name), "this is neither CSV nor an Excel workbook (.xlsx)", ONE_SHEET)
    return _csv(path, name)


# --- CSV -------------------------------------------------------------------------------------------------------------


def _csv(path: Path, name: str) -> Iterator[Row]:
    encoding = _encoding(path, name)
    with path.open(encoding=encoding, newline="") as stream:
        header = stream.readline(LONGEST_LINE)
        separator = max(SEPARATORS, key=header.count)
        stream.seek(0)
        rows = csv.reader(_lines(stream, name), delimiter=separator, strict=True)
        number = 0
        while True:
            number += 1
            try:
                cells = next(rows, None)
            except csv.Error:
                what = "from this row on this is not well-formed CSV"
                remedy = "look for a quotation mark without its partner"
                raise refuse(Place(name, number, 1), what, remedy) from None
            if cells is None:
                return
            yield from _row(number, [cell.strip() for cell in cells], name)


def _encoding(path: Path, name: str) -> str:
    """How the text is encoded: one encoding for the whole file."""
    with path.open("rb") as stream:
        if stream.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
        stream.seek(0)
        text, decoder = True, codecs.getincrementaldecoder("utf-8")()
        while chunk := stream.read(1 << 16):
            if b"\x00" in chunk:
                raise refuse(Place(name), "this is neither CSV nor an Excel workbook (.xlsx)", ONE_SHEET)
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                text = False
        try:
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            text = False
    return "utf-8-sig" if text else "cp1252"


def _lines(stream: IO[str], name: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        try:
            line = stream.readline(LONGEST_LINE)
        except UnicodeDecodeError:
            raise refuse(Place(name, number, 1), "this is not text", "save the file as CSV UTF-8") from None
        if not line:
            return
        if len(line) == LONGEST_LINE:
            what = f"a line is longer than {LONGEST_LINE // 1024} kB"
            raise refuse(Place(name, number, 1), what, "write one row a line, as a spreadsheet saves CSV")
        yield line


# --- Excel -----------------------------------------------------------------------------------------------------------


def _workbook(path: Path, name: str) -> Iterator[Row]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as packed:
            sizes = [(one.file_size, one.compress_size) for one in packed.infolist()]
            if "xl/workbook.xml" not in packed.namelist():
                raise refuse(Place(name), "this is neither CSV nor an Excel workbook (.xlsx)", ONE_SHEET)
        if sum(size for size, _ in sizes) > MOST_UNPACKED or any(
            size > (1 << 20) and size > MOST_RATIO * max(1, packed_size) for size, packed_size in sizes
        ):
            what = "this workbook holds far more than its size says"
            raise refuse(Place(name), what, "save the sheet with the placements by itself, as CSV UTF-8")
        stream = path.open("rb")  # by its name it would be refused where that does not end in .xlsx
        book = openpyxl.load_workbook(stream, read_only=True, data_only=False)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError, SyntaxError):
        raise refuse(Place(name), "this workbook cannot be read", ONE_SHEET) from None
    try:
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
        if sheet is None:
            raise refuse(Place(name), "this workbook has no sheet", ONE_SHEET)
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(), 1):
            found = [_cell(cell) for cell in cells]
            while found and not found[-1]:
                found.pop()
            yield from _row(number, found, name)
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError):
        raise refuse(Place(name), "this workbook cannot be read", ONE_SHEET) from None
    finally:
        book.close()
        stream.close()


def _cell(cell: Any) -> str:
    value = cell.value
    if cell.data_type == "f":
        return FORMULA
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _row(number: int, cells: list[str], name: str) -> Iterator[Row]:
    if len(cells) > MOST_COLUMNS:
        what = f"this row has more than {MOST_COLUMNS} cells"
        raise refuse(Place(name, number, MOST_COLUMNS + 1), what, "check how the cells are parted")
    if any(cells):
        yield Row(number, tuple(cells))
