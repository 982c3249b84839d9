"""A review that is held in memory: run once, and then shown, filtered, and written as any kind of file."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from admissions.errors import Place, Problem, refuse
from admissions.model.placements import AtReview, Placement
from admissions.questions.rulebook import Rulebook
from admissions.reports.placements import PlacementLine
from admissions.reports.review import ReviewSummary
from admissions.reports.sheet import SheetReport
from admissions.service.checking import Asked, check
from admissions.service.review_files import REASONS, WRITERS, Reject, Review, ReviewReport, rejected_row
from admissions.service.sheets import sheet_of
from admissions.text.results import csv_writer

MOST_ROWS = 5_000
"""How many placements are held at most."""
KINDS = tuple(WRITERS)
"""The endings of the files that a result can be written as."""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was rejected: its number, the column, the reason and the remedy."""

    row: str
    column: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class RejectingReport:
    """A whole review some of whose rows were rejected."""

    summary: ReviewSummary
    placements: tuple[PlacementLine, ...]
    rejected: tuple[RejectedRow, ...]


class HeldReview:
    """The review of one placements file, which is read when this is made and may be gone once it has run.

    Raises Refused for a file of which no row is read, and for one with more rows than are held.
    """

    def __init__(self, book: Rulebook, path: Path, called: str, asked: Asked, on: dt.date) -> None:
        self.book, self.on = book, on
        self._asked = asked
        self._review = Review(book, path, asked, on, called)
        self.file = self._review.file
        if self.file.count > MOST_ROWS:
            what = f"these are more than {MOST_ROWS:,} placements"
            raise refuse(Place(called), what, "split the file, or use `admissions review`, which takes any number")
        self.rejected: list[Problem] = []
        self._found: list[tuple[tuple[Placement, PlacementLine] | None, tuple[Problem, ...]]] = []

    @property
    def done(self) -> int:
        """How many rows have been looked at."""
        return len(self._found)

    def unread(self) -> list[tuple[str, str, str, str]]:
        """Which rows cannot be read, before anything is asked of the others: row, column, reason, remedy."""
        return [rejected_row(self.file, problem) for row in self.file.rows() for problem in row.problems]

    def run(self, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Reviews every row; stops without a result once it does not go on."""
        told: list[Problem] = []
        for found in self._review.lines(told.append):
            self._found.append((found, tuple(told)))
            self.rejected += told
            told.clear()
            if not goes_on():
                return

    def lines(self, reject: Reject) -> Iterator[tuple[Placement, PlacementLine] | None]:
        """Each placement with its line; None for a row that is rejected, whose problems ``reject`` is told of."""
        for found, problems in self._found:
            for problem in problems:
                reject(problem)
            yield found

    def summary(self) -> ReviewSummary:
        """The summary of all rows."""
        return self._review.summary()

    def placements(self) -> list[PlacementLine]:
        """The line of each placement."""
        return [found[1] for found, _ in self._found if found is not None]

    def sheet(self, number: int, provision: str) -> SheetReport:
        """The draft consultation sheet for a placement, by its number among them, and a provision, if sent on the day.

        Raises Refused for a provision that is not known, IndexError for a number that is none.
        """
        placement, _ = [found for found, _ in self._found if found is not None][number]
        asked = replace(self._asked, provision=provision)
        report = check(self.book, placement.profile, asked, AtReview(placement, self.on))
        return sheet_of(self.book, placement.case, report, self.on)

    def report(self) -> ReviewReport | RejectingReport:
        """All of it as one report, with the rows that were rejected where some were."""
        report = ReviewReport(self.summary(), tuple(self.placements()))
        if not self.rejected:
            return report
        rows = tuple(RejectedRow(*row) for row in self.rejections())
        return RejectingReport(report.summary, report.placements, rows)

    def written(self, kind: str, scratch: Path) -> bytes:
        """The result as a file whose name ends so; ``scratch`` is a folder for what is written on the way."""
        stream = io.BytesIO()
        with tempfile.TemporaryDirectory(dir=scratch) as own:
            WRITERS[kind](self, stream, lambda _: None, lambda: None, Path(own))
        return stream.getvalue()

    def rejections(self) -> list[tuple[str, str, str, str]]:
        """Which rows were rejected: row, column, reason, remedy."""
        return [rejected_row(self.file, problem) for problem in self.rejected]

    def rejections_file(self) -> bytes:
        """The same as CSV."""
        stream = io.BytesIO()
        with csv_writer(stream, REASONS) as writer:
            for row in self.rejections():
                writer.row(row)
        return stream.getvalue()
