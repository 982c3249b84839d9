"""A review as one page of HTML that needs nothing else; its placements are rendered one by one, as they come."""

from __future__ import annotations

import datetime as dt
from typing import Any

from markupsafe import Markup

from admissions.reports.check_screen import UNUSUAL
from admissions.reports.page import environment, style
from admissions.reports.placements import PlacementLine
from admissions.reports.review import ReviewSummary
from admissions.reports.review_screen import (
    HIDDEN,
    NEVER,
    row_name,
    say_deadline,
    say_others,
    shown_count,
    summary_sentences,
)
from admissions.words.days import say_day

HERE = "\x00"
"""Stands, while the page is made, for its placements: no text of a page can hold it."""


def placement_part(one: PlacementLine) -> str:
    """One placement as a part of the page."""
    template = environment().get_template("placement.html")
    return template.render(one=one, say_deadline=say_deadline, say_others=say_others, unusual=UNUSUAL)


def summary_part(summary: ReviewSummary) -> Markup:
    """The summary as a part of a page."""
    return Markup(environment().get_template("review_summary.html").render(**_words(summary)))


def page_around(summary: ReviewSummary) -> tuple[str, str]:
    """What stands before the placements and what stands after them."""
    template = environment().get_template("review.html")
    page = template.render(style=style(), placements=Markup(HERE), never=NEVER, **_words(summary))
    before, after = page.split(HERE)
    return before, after


def _words(summary: ReviewSummary) -> dict[str, Any]:
    return {
        "summary": summary,
        "hidden": HIDDEN,
        "shown": shown_count,
        "row_name": row_name,
        "day": say_day(dt.date.fromisoformat(summary.on)),
        "sentences": list(summary_sentences(summary)),
    }
