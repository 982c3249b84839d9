"""Writes results as CSV or as an Excel workbook: whole or not at all, and so that no cell is taken for a formula.

What is written goes to a file of its own beside the result, and takes its place at the end. A run that is killed leaves
the result as it was, and the next run clears away what was left.
"""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Protocol

from admissions.errors import Place, refuse

LONGEST_IN_EXCEL = 32_000
PART = ".admissions-part"
"""What the name of an unfinished file ends with."""
_RISKY = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def safe(text: str) -> str:
    """A text that a spreadsheet takes for text: an apostrophe stands before what it might take for a formula.

    >>> safe("=1+1"), safe("-5"), safe("- her wish"), safe("plain")
    ("'=1+1", '-5', "'- her wish", 'plain')
    """
    return f"'{text}" if _RISKY.match(text) and not _NUMBER.fullmatch(text) else text


def as_written(text: str) -> str:
    """The text that ``safe`` was given, so that a result may be read and written again and again.

    >>> as_written("'=1+1"), as_written("'tis plain")
    ('=1+1', "'tis plain")
    """
    return text[1:] if text.startswith("'") and safe(text[1:]) == text else text


class Writer(Protocol):
    """What rows are written to."""

    def row(self, cells: Sequence[str]) -> None:
        """Writes one row."""


@contextmanager
def replacing(path: Path, option: str) -> Iterator[IO[bytes]]:
    """A new file that takes the place of ``path`` when all is written to it, and is gone where that fails.

    Raises Refused where it cannot be written; messages name the ``option`` that asked for it.
    """
    try:
        for left in path.parent.glob(f".{path.name}.*{PART}"):
            left.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(suffix=PART, prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _unwritable(option, error) from None
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.chmod(0o600)  # placements are personal data
        part.replace(path)
    except OSError as error:
        raise _unwritable(option, error) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _unwritable(option: str, error: OSError) -> Exception:
    why = (error.strerror or "it cannot be written").lower()
    return refuse(Place(option), f"this file cannot be written: {why}", "name another one, in a folder that is there")


@contextmanager
def csv_writer(stream: IO[bytes], columns: Sequence[str]) -> Iterator[Writer]:
    """CSV as spreadsheets open it: UTF-8 with a mark, each cell safe."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=False)
    try:
        yield _Csv(text, columns)
    finally:
        text.detach()


class _Csv:
    def __init__(self, stream: IO[str], columns: Sequence[str]) -> None:
        self._writer = csv.writer(stream)
        self._writer.writerow(columns)

    def row(self, cells: Sequence[str]) -> None:
        self._writer.writerow([safe(cell) for cell in cells])


@contextmanager
def xlsx_writer(
    stream: IO[bytes], columns: Sequence[str], notes: Mapping[str, Sequence[Sequence[str]]] | None = None
) -> Iterator[Writer]:
    """An Excel workbook whose first sheet has the rows, each cell text; ``notes`` are more sheets, read at the end."""
    import xlsxwriter

    # Rows go to the disk as they come, and no text is ever taken for a formula, a number or an address.
    book = xlsxwriter.Workbook(stream, {"constant_memory": True})
    sheet = _Sheet(book.add_worksheet("placements"), columns)
    yield sheet
    for name, rows in (notes or {}).items():
        first, *others = rows
        more = _Sheet(book.add_worksheet(name), first)
        for cells in others:
            more.row(cells)
    book.close()


def _in_xml(text: str) -> str:
    if text.isprintable():
        return text[:LONGEST_IN_EXCEL]
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST_IN_EXCEL]


class _Sheet:
    def __init__(self, sheet: Any, columns: Sequence[str]) -> None:
        self._sheet = sheet
        self._number = 0
        self.row(columns)

    def row(self, cells: Sequence[str]) -> None:
        for column, text in enumerate(cells):
            if text:
                self._sheet.write_string(self._number, column, _in_xml(text))
        self._number += 1
