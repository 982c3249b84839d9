"""A draft consultation sheet as one page of HTML, to be filled in and printed, or as a part of a page."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from admissions.reports.check_screen import UNUSUAL, reason
from admissions.reports.page import environment, style
from admissions.reports.sheet import SheetReport
from admissions.reports.sheet_screen import (
    NO_ANSWER,
    say_in_doubt,
    say_left_as_it_is,
    say_sent_and_by,
    say_whose,
    say_year,
)
from admissions.words.lists import sentence


def sheet_page(sheet: SheetReport) -> str:
    """The page."""
    return _rendered("sheet.html", sheet, style=style(), no_answer=NO_ANSWER)


def sheet_part(sheet: SheetReport) -> Markup:
    """The part of a page, to stand below ``NO_ANSWER``."""
    return Markup(_rendered("sheet_part.html", sheet))


def _rendered(template: str, sheet: SheetReport, **more: Any) -> str:
    sent, by = say_sent_and_by(sheet)
    words = {"whose": say_whose(sheet), "say_year": say_year, "sent": sent, "by": by}
    words |= {"in_doubt": say_in_doubt(sheet), "unusual": UNUSUAL, "sentence": sentence}
    words |= {"left": say_left_as_it_is(sheet)}
    return environment().get_template(template).render(sheet=sheet, reason=reason, **words, **more)
