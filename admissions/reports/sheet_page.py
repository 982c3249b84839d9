"""A draft consultation sheet as one page of HTML, to be filled in and printed."""

from __future__ import annotations

import datetime as dt

from admissions.reports.check_screen import reason
from admissions.reports.page import environment, style
from admissions.reports.sheet import SheetReport
from admissions.reports.sheet_screen import NO_ANSWER, say_whose, say_year
from admissions.words.days import say_day


def sheet_page(sheet: SheetReport) -> str:
    """The page."""
    days = (sheet.sent, sheet.answer_by, sheet.answer_by_working_day)
    sent, by, working = (say_day(dt.date.fromisoformat(day)) for day in days)
    return (
        environment()
        .get_template("sheet.html")
        .render(
            sheet=sheet,
            whose=say_whose(sheet),
            say_year=say_year,
            sent=sent,
            by=by,
            working=working,
            reason=reason,
            no_answer=NO_ANSWER,
            style=style(),
        )
    )
