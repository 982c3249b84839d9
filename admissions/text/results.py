"""Writes results as CSV or as an Excel workbook: whole or not at all, and so that no cell is taken for a formula.

What is written goes to a file of its own beside the result, and takes its place at the end. A run that is killed leaves
the result as it was, and the next run clears away what was left.
"""

from __future__ import annotations

import csv
import glob
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Protocol

from admissions.errors import Place, refuse

try:
    import fcntl
except ImportError:  # there is none on Windows, where a file that is open cannot be deleted anyway
    fcntl = None  # type: ignore[assignment]

LONGEST_IN_EXCEL = 32_000
WIDTH = 22
"""How wide a column of a workbook is, in characters."""
LISTS = "lists"
"""The hidden sheet of a workbook with what can be chosen."""
LAST_ROW = (1 << 20) - 1
PART = ".admissions-part"
"""What the name of an unfinished file ends with."""
_RISKY = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)[.,]?[0-9]+(?:[eE][+-]?[0-9]+)?%?")
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
def replacing(path: Path, option: str, *, new: bool = False) -> Iterator[IO[bytes]]:
    """A new file that takes the place of ``path`` when all is written to it, and is gone where that fails.

    Raises Refused where it cannot be written, and for a ``new`` one where something is there; messages name the
    ``option`` that asked for it.
    """
    if new and (path.is_symlink() or path.exists()):
        what = "something of this name is there, and nothing is written over"
        raise refuse(Place(option), what, "name a new file")
    try:
        for left in path.parent.glob(f".{glob.escape(path.name)}.*{PART}"):
            if not _in_use(left):
                shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(suffix=PART, prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _unwritable(option, error) from None
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream, _held(part):
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
def _held(part: Path) -> Iterator[None]:
    """Marks a file or a folder as in use by this process, where the system has such marks."""
    if fcntl is None:
        yield
        return
    handle = os.open(part, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _in_use(part: Path) -> bool:
    """Whether another process still writes it: only what a killed one left is cleared away."""
    if fcntl is None:
        return False
    with suppress(FileNotFoundError):
        handle = os.open(part, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(handle)
    return False


@contextmanager
def scratch_beside(path: Path) -> Iterator[Path]:
    """A folder beside a file for what is needed while that is written; a killed run's is cleared by the next one."""
    scratch = Path(tempfile.mkdtemp(suffix=PART, prefix=f".{path.name}.", dir=path.parent))
    try:
        with _held(scratch):
            yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


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
    stream: IO[bytes],
    columns: Sequence[str],
    scratch: Path,
    notes: Mapping[str, Sequence[Sequence[str]]] | None = None,
    choices: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[Writer]:
    """An Excel workbook whose first sheet has the rows, each cell text; ``notes`` are more sheets, read at the end.

    ``choices`` are what some columns offer to choose from; anything else may be written there as well.

    What is written on the way stands in the folder ``scratch``, and so does the whole, until it is: the library cannot
    be interrupted while it writes into a stream that is closed then.
    """
    import xlsxwriter
    from xlsxwriter.utility import xl_range_abs

    # Rows go to the disk as they come, and no text is ever taken for a formula, a number or an address.
    whole = scratch / "whole.xlsx"
    book = xlsxwriter.Workbook(str(whole), {"constant_memory": True, "tmpdir": str(scratch)})
    sheet = _Sheet(book.add_worksheet("placements"), columns)
    yield sheet
    sheet.finish(len(columns))
    for name, rows in (notes or {}).items():
        first, *others = rows
        more = _Sheet(book.add_worksheet(name), first)
        for cells in others:
            more.row(cells)
    if choices:
        lists = book.add_worksheet(LISTS)
        lists.hide()
        columns_of = [column for column in columns if column in choices]
        for number in range(max(map(len, choices.values()))):
            for place, column in enumerate(columns_of):
                if number < len(choices[column]):
                    lists.write_string(number, place, _in_xml(choices[column][number]))
        for place, column in enumerate(columns_of):
            sheet.offer(columns.index(column), f"={LISTS}!{xl_range_abs(0, place, len(choices[column]) - 1, place)}")
    book.close()
    with whole.open("rb") as written:
        shutil.copyfileobj(written, stream)


def _in_xml(text: str) -> str:
    if text.isprintable():
        return text[:LONGEST_IN_EXCEL]
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST_IN_EXCEL]


class _Sheet:
    def __init__(self, sheet: Any, columns: Sequence[str]) -> None:
        self._sheet = sheet
        self._number = 0
        sheet.set_column(0, max(0, len(columns) - 1), WIDTH)
        sheet.freeze_panes(1, 1)  # the names of the columns, and the references, stay in sight
        self.row(columns)

    def row(self, cells: Sequence[str]) -> None:
        for column, text in enumerate(cells):
            if text:
                self._sheet.write_string(self._number, column, _in_xml(text))
        self._number += 1

    def offer(self, column: int, values: str) -> None:
        """Lets what stands in a column be chosen from a range of values, or written otherwise."""
        allowed = {"validate": "list", "source": values, "show_error": False}
        self._sheet.data_validation(1, column, LAST_ROW, column, allowed)

    def finish(self, columns: int) -> None:
        """Lets the rows be filtered by each column."""
        self._sheet.autofilter(0, 0, max(0, self._number - 1), max(0, columns - 1))
