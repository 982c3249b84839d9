"""Reviewing a placements file, and writing what comes out, so that it is whole or absent."""

from __future__ import annotations

import codecs
import datetime as dt
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Protocol

from admissions.errors import Place, Problem, Refused, TooLarge, listed, refuse
from admissions.model.placements import Placement
from admissions.questions.cohort import placed
from admissions.questions.rulebook import Rulebook
from admissions.reports.json import as_json
from admissions.reports.placements import PlacementLine
from admissions.reports.review import ReviewSummary, Tally
from admissions.reports.review_cells import COLUMNS, cells_of
from admissions.reports.review_screen import summary_screen
from admissions.service.checking import Asked
from admissions.service.reviewing import ReviewDesk
from admissions.text.placements import BY_PERSON, PlacementsFile
from admissions.text.results import Writer, csv_writer, replacing, scratch_beside, xlsx_writer

REJECTED = "rejected.csv"
REASONS = ("row", "column", "reason", "remedy")
IN_MEMORY = 1 << 20
Reject = Callable[[Problem], None]
Progress = Callable[[], None]


class Review:
    """The review of a placements file on one day, row by row as they are asked for; messages call it as ``called``.

    Raises Refused for a file of which no row is read.
    """

    def __init__(self, book: Rulebook, path: Path, asked: Asked, on: dt.date, called: str = "") -> None:
        self.file = PlacementsFile(path, called or str(path), book.rules, on, COLUMNS)
        self.on = on
        self._desk = ReviewDesk(book, asked, on)
        self._tally = Tally(book.rules, invented=self.file.invented)

    def lines(self, reject: Callable[[Problem], None]) -> Iterator[tuple[Placement, PlacementLine] | None]:
        """Each placement with its line; None for a row that is rejected, whose problems ``reject`` is told of."""
        for row in self.file.rows():
            problems = row.problems
            if row.placement is not None:
                try:
                    line, answer = self._desk.review(row.placement)
                except TooLarge:
                    raise
                except Refused as refused:
                    problems = tuple(placed(one, row.placement.profile) for one in refused.problems)
                else:
                    self._tally.add(line, answer)
                    yield row.placement, line
                    continue
            self._tally.rejected += 1
            for problem in problems:
                reject(problem)
            yield None

    def summary(self) -> ReviewSummary:
        """The summary of all the lines so far."""
        return self._tally.summary(self.on)


class Reviewed(Protocol):
    """What a result is written of: a review as it goes on, or one that is held."""

    file: PlacementsFile

    def lines(self, reject: Reject) -> Iterator[tuple[Placement, PlacementLine] | None]:
        """Each placement with its line; None for a row that is rejected."""

    def summary(self) -> ReviewSummary:
        """The summary of all the lines so far."""


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """A whole review, for a file that is short enough to be held at once."""

    summary: ReviewSummary
    placements: tuple[PlacementLine, ...]


def review_report(review: Reviewed, reject: Reject, progress: Progress) -> ReviewReport:
    """The review as one report; ``reject`` and ``progress`` are told of each row."""
    lines = tuple(_lines(review, reject, progress))
    return ReviewReport(review.summary(), lines)


def write_template(book: Rulebook, path: Path) -> None:
    """Writes a placements file without placements; as Excel with a sheet that says what may stand in each column, and
    with lists to choose from.

    Raises Refused where it cannot be written, or something of its name is there.
    """
    from admissions.text.templates import allowed_values, choices, template_columns

    kind = path.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise refuse(Place("--template"), "the kind of this file is not known", "let its name end in .csv or .xlsx")
    columns = template_columns(book.rules)
    with replacing(path, "--template", new=True) as stream, scratch_beside(path) as scratch:
        if kind == ".csv":
            with csv_writer(stream, columns):
                pass
        else:
            notes = {"allowed values": [*allowed_values(book.rules)]}
            with xlsx_writer(stream, columns, scratch, notes, choices(book.rules)):
                pass


def write_review(review: Review, out: Path, progress: Progress) -> ReviewSummary:
    """Writes the review as its name says, CSV, Excel, JSON or HTML, and what was rejected beside it, each whole or not.

    Raises Refused where neither can be written. ``progress`` is told of each row.
    """
    kind = out.suffix.lower()
    if kind not in WRITERS:
        raise refuse(Place("--out"), "the kind of this file is not known", f"let its name end in {listed(WRITERS)}")
    rejected = out.with_name(REJECTED)
    _can_be_written(review.file.path, out, rejected)
    with replacing(rejected, "--out") as apart, csv_writer(apart, REASONS) as problems:

        def reject(problem: Problem) -> None:
            problems.row(rejected_row(review.file, problem))

        with replacing(out, "--out", new=True) as stream, scratch_beside(out) as scratch:
            summary = WRITERS[kind](review, stream, reject, progress, scratch)
    if not summary.rejected:
        rejected.unlink(missing_ok=True)
    return summary


def rejected_row(file: PlacementsFile, problem: Problem) -> tuple[str, str, str, str]:
    """What is told of a row that is rejected: its number, the column, the reason and the remedy."""
    place = problem.place
    column = file.header[place.column - 1] if 0 < place.column <= len(file.header) else ""
    return str(place.line or ""), column, problem.what, problem.remedy


def _can_be_written(placements: Path, out: Path, rejected: Path) -> None:
    """Raises Refused where a result would take the place of the placements, or of what no review has written."""
    place, remedy = Place("--out"), "name a result in another folder"
    if out.name == REJECTED:
        raise refuse(place, "the rows that are rejected go to a file of this name", "name the result otherwise")
    for path, what in ((out, "the result"), (rejected, f"`{REJECTED}`")):
        with suppress(OSError):
            if path.samefile(placements):
                raise refuse(place, f"{what} would take the place of the placements that are read", remedy)
        if path.is_dir():
            raise refuse(place, f"a folder stands where {what} goes", remedy)
    if out.exists():  # what a person decided may stand in it
        raise refuse(place, "a result of this name is there, and nothing is written over", "name a new file")
    if rejected.exists() and not _is_ours(rejected):
        raise refuse(place, f"the `{REJECTED}` there is none that a review wrote", remedy)


def _is_ours(rejected: Path) -> bool:
    """Whether a review wrote this file of rejected rows, as far as it can be read."""
    if not rejected.is_file():  # a pipe would wait for ever
        return False
    try:
        with rejected.open("rb") as stream:
            return stream.readline(100).strip() == codecs.BOM_UTF8 + ",".join(REASONS).encode()
    except OSError:
        return False


def _as_rows(
    review: Reviewed,
    stream: IO[bytes],
    reject: Reject,
    progress: Progress,
    scratch: Path,
    writing: Callable[..., AbstractContextManager[Writer]],
) -> ReviewSummary:
    # What a person fills in stands last, and is there to be filled in where it was not.
    own = tuple(name for name in review.file.columns if name not in BY_PERSON)
    columns = (*own, *COLUMNS, *BY_PERSON)
    notes: dict[str, Sequence[Sequence[str]]] = {}
    with writing(stream, columns, scratch, notes) as writer:
        for found in review.lines(reject):
            if found is not None:
                placement, line = found
                cells = {**placement.cells, **cells_of(line)}
                writer.row([cells.get(name, "") for name in columns])
            progress()
        summary = review.summary()
        notes["summary"] = [[line.text.strip()] for line in summary_screen(summary, 10_000)]
    return summary


def _as_json(review: Reviewed, stream: IO[bytes], reject: Reject, progress: Progress, scratch: Path) -> ReviewSummary:
    with tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(scratch)) as parts:
        for place, line in enumerate(_lines(review, reject, progress)):
            parts.write(f"{',' if place else ''}\n{as_json(line)}".encode())
        summary = review.summary()
        stream.write(f'{{"summary": {as_json(summary)},\n"placements": ['.encode())
        _copy(parts, stream)
        stream.write(b"]}\n")
    return summary


def _as_page(review: Reviewed, stream: IO[bytes], reject: Reject, progress: Progress, scratch: Path) -> ReviewSummary:
    from admissions.reports.review_page import page_around, placement_part

    with tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(scratch)) as parts:
        for line in _lines(review, reject, progress):
            parts.write(placement_part(line).encode())
        summary = review.summary()
        before, after = page_around(summary)
        stream.write(before.encode())
        _copy(parts, stream)
        stream.write(after.encode())
    return summary


def _lines(review: Reviewed, reject: Reject, progress: Progress) -> Iterator[PlacementLine]:
    for found in review.lines(reject):
        if found is not None:
            yield found[1]
        progress()


def _copy(parts: tempfile.SpooledTemporaryFile[bytes], stream: IO[bytes]) -> None:
    parts.seek(0)
    while chunk := parts.read(IN_MEMORY):
        stream.write(chunk)


WRITERS: Mapping[str, Callable[[Reviewed, IO[bytes], Reject, Progress, Path], ReviewSummary]] = {
    ".csv": partial(_as_rows, writing=lambda stream, columns, *_: csv_writer(stream, columns)),
    ".xlsx": partial(_as_rows, writing=xlsx_writer),
    ".json": _as_json,
    ".html": _as_page,
}
"""What writes a result, by how its name ends."""
