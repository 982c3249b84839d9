"""Draft consultation sheets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from admissions.errors import Place, listed, refuse
from admissions.questions.rulebook import Rulebook
from admissions.reports.sheet import SheetReport
from admissions.service.checking import Asked, check
from admissions.text.cases import ReadCase


def sheet(book: Rulebook, read: ReadCase, asked: Asked, sent: dt.date) -> SheetReport:
    """The draft sheet for one case and the provision asked about, sent on a day.

    Raises Refused where none is asked about, or where it is not known.
    """
    from admissions.reports.sheet import sheet_report

    provision = asked.provision or read.asked_about
    if provision is None:
        remedy = "name it with --provision, or `asked_about:` in the case; `admissions rules list` lists them"
        raise refuse(Place("--sheet"), "it is not said which provision is consulted", remedy)
    report = check(book, read.profile, replace(asked, provision=provision))
    return sheet_report(book.rules, report, provision, read.id, sent)


def write_sheet(sheet: SheetReport, out: Path) -> None:
    """Writes the sheet as its name says: a page to fill in, text, or data. Raises Refused where that cannot be."""
    from admissions.reports.json import as_json
    from admissions.reports.sheet_page import sheet_page
    from admissions.reports.sheet_screen import sheet_screen
    from admissions.text.results import replacing

    makers: dict[str, Callable[[], str]] = {
        ".html": lambda: sheet_page(sheet),
        ".txt": lambda: "\n".join(line.text for line in sheet_screen(sheet)) + "\n",
        ".json": lambda: f"{as_json(sheet)}\n",
    }
    make = makers.get(out.suffix.lower())
    if make is None:
        raise refuse(Place("--out"), "the kind of this file is not known", f"let its name end in {listed(makers)}")
    with replacing(out, "--out") as stream:
        stream.write(make().encode())
