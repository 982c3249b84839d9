"""Rows of cells out of a CSV or an Excel file, one after the other, so that a file may be as long as it likes.

The kind is told by what is in the file, and not by its name. CSV is UTF-8, with or without a mark, or UTF-16 with one,
and else cp1252, as spreadsheets on Windows save it; its cells are parted by commas, semicolons or tabs, whichever the
header has most of. Of an Excel file the first sheet is read. Nothing that a formula works out is ever taken.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from admissions.errors import Place, refuse
from admissions.text.results import as_written

MOST_COLUMNS = 200
LONGEST_LINE = 1 << 20
LONGEST_CELL = 2_000
MOST_UNPACKED, MOST_RATIO = 300 << 20, 250
SEPARATORS = ",;\t"
MOST_ROWS = 1 << 20
"""As many rows as a sheet can have; a file that says it has more is not one that Excel made."""
_SEPARATOR = re.compile(r'"?sep=(,|;|\t|\\t)"?', re.IGNORECASE)
"""A first line by which Excel is told what parts the cells."""
_TWO_BYTES = re.compile(rb"[\xc3][\x80-\xbf]")
"""A letter with an accent in UTF-8; the two letters that it is in cp1252 follow one another in no word."""
_ESCAPED = re.compile(r"_x([0-9A-F]{4})_")
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
        if path.exists() and not path.is_file():
            remedy = "save it as a file first: it is read from its start twice"
            raise refuse(Place(name), "this is not a file that can be read again", remedy)
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
        first = next((line for line in _lines(stream, name) if line.strip()), "")
        said = _SEPARATOR.fullmatch(first.strip())
        separator = said[1].replace("\\t", "\t") if said else max(SEPARATORS, key=first.count)
        stream.seek(0)
        rows = csv.reader(_lines(stream, name), delimiter=separator, strict=True)
        number = 0
        while True:
            number += 1
            try:
                cells = next(rows, None)
            except csv.Error:
                what = "from this row on this is not well-formed CSV"
                most = csv.field_size_limit()
                remedy = f"look for a quotation mark without its partner, or a cell of more than {most:,} characters"
                raise refuse(Place(name, number, 1), what, remedy) from None
            if cells is None:
                return
            if said and _SEPARATOR.fullmatch(separator.join(cells).strip()):
                said = None
                continue
            yield from _row(number, [as_written(cell.strip()) for cell in cells], name)


def _encoding(path: Path, name: str) -> str:
    """How the text is encoded: one encoding for the whole file. Raises Refused where it is no text in any."""
    with path.open("rb") as stream:
        start = stream.read(2)
        stream.seek(0)
        encodings = ["utf-16"] if start in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
        decoders = {encoding: codecs.getincrementaldecoder(encoding)() for encoding in encodings}
        mixed = False
        while True:
            chunk = stream.read(1 << 16)
            if b"\x00" in chunk and "utf-16" not in encodings:
                raise refuse(Place(name), "this is neither CSV nor an Excel workbook (.xlsx)", ONE_SHEET)
            mixed = mixed or bool(_TWO_BYTES.search(chunk))
            for encoding, decoder in [*decoders.items()]:
                try:
                    decoder.decode(chunk, final=not chunk)
                except UnicodeError:
                    del decoders[encoding]
            if not chunk:
                break
    found = next(iter(decoders), None)
    if found is None:
        raise refuse(Place(name), "this is not text", "save the file as CSV UTF-8")
    if found == "cp1252" and mixed:  # one of the two would be read as other letters than were written
        raise refuse(Place(name), "some of this is UTF-8 and some is not", "save the file as CSV UTF-8")
    return found


def _lines(stream: IO[str], name: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        line = stream.readline(LONGEST_LINE)
        if not line:
            return
        if len(line) == LONGEST_LINE:
            what = f"a line is longer than {LONGEST_LINE // 1024} kB"
            raise refuse(Place(name, number, 1), what, "write one row a line, as a spreadsheet saves CSV")
        yield line


# --- Excel -----------------------------------------------------------------------------------------------------------


def _workbook(path: Path, name: str) -> Iterator[Row]:
    import openpyxl

    unreadable = refuse(Place(name), "this workbook cannot be read", ONE_SHEET)
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
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError):
        raise unreadable from None
    # What a damaged workbook makes the library raise is not to be foreseen: a list of it was always too short.
    with stream:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(stream, read_only=True, data_only=False)
            sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
            if sheet is not None:
                sheet.reset_dimensions()
                rows = sheet.iter_rows()
        except Exception:
            raise unreadable from None
        if sheet is None:
            raise refuse(Place(name), "this workbook has no sheet", ONE_SHEET)
        number = 0
        while True:
            number += 1
            if number > MOST_ROWS:
                raise refuse(Place(name, number, 1), f"a sheet has at most {MOST_ROWS:,} rows", ONE_SHEET)
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    cells = next(rows, None)
                found = [] if cells is None else [_cell(cell) for cell in cells]
            except Exception:
                raise unreadable from None
            if cells is None:
                break
            while found and not found[-1]:
                found.pop()
            yield from _row(number, found, name)
        book.close()


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
    return _unescaped(str(value)).strip()


def _unescaped(text: str) -> str:
    """Text as it was before a workbook escaped what XML cannot hold, and what looks like such an escape."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _row(number: int, cells: list[str], name: str) -> Iterator[Row]:
    if len(cells) > MOST_COLUMNS:
        what = f"this row has more than {MOST_COLUMNS} cells"
        raise refuse(Place(name, number, MOST_COLUMNS + 1), what, "check how the cells are parted")
    if any(cells):
        yield Row(number, tuple(cells))
