"""Draft consultation sheets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from admissions.errors import Place, listed, refuse
from admissions.questions.rulebook import Rulebook
from admissions.reports.check import CheckReport
from admissions.reports.sheet import SheetReport
from admissions.service.checking import Asked, check
from admissions.text.cases import ReadCase

SHEETS = (".html", ".txt", ".json")
"""The endings of the files that a sheet can be written as: a page to fill in, text, and data."""


def sheet(book: Rulebook, read: ReadCase, asked: Asked, sent: dt.date) -> SheetReport:
    """The draft sheet for one case and the provision asked about, sent on a day.

    Raises Refused where none is asked about, or where it is not known.
    """
    provision = asked.provision or read.asked_about
    if provision is None:
        remedy = "name it with --provision, or `asked_about:` in the case; `admissions rules list` lists them"
        raise refuse(Place("--sheet"), "it is not said which provision is consulted", remedy)
    report = check(book, read.profile, replace(asked, provision=provision), read.review)
    return sheet_of(book, read.id, report, sent)


def sheet_of(
    book: Rulebook, case: str, report: CheckReport, sent: dt.date, now: CheckReport | None = None
) -> SheetReport:
    """The draft sheet for a profile that was checked, and the provision asked about in that check.

    For a place next year ``report`` is of the year group then, and ``now`` of the one that is recorded.
    """
    from admissions.reports.sheet import sheet_report

    assert report.asked_about is not None
    return sheet_report(book.rules, report, report.asked_about, case, sent, now)


def sheet_text(sheet: SheetReport, ending: str) -> str:
    """The sheet as the text of a file whose name ends so."""
    from admissions.reports.json import as_json
    from admissions.reports.sheet_page import sheet_page
    from admissions.reports.sheet_screen import sheet_screen

    makers: Mapping[str, Callable[[], str]] = {
        ".html": lambda: sheet_page(sheet),
        ".txt": lambda: "\n".join(line.text for line in sheet_screen(sheet)) + "\n",
        ".json": lambda: f"{as_json(sheet)}\n",
    }
    return makers[ending]()


def write_sheet(sheet: SheetReport, out: Path) -> None:
    """Writes the sheet as its name says. Raises Refused where that cannot be."""
    from admissions.text.results import replacing

    if out.suffix.lower() not in SHEETS:
        raise refuse(Place("--out"), "the kind of this file is not known", f"let its name end in {listed(SHEETS)}")
    with replacing(out, "--out") as stream:
        stream.write(sheet_text(sheet, out.suffix.lower()).encode())
