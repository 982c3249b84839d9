"""A change that was tried, as a part of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from admissions.reports.changes_screen import OPEN_WORDS, OVERLAPS
from admissions.reports.gaps_screen import KINDS
from admissions.reports.page import environment

if TYPE_CHECKING:
    from admissions.reports.trial import TrialReport


def trial_part(report: TrialReport) -> Markup:
    """Who gains, who loses, overlaps and gaps before and after."""
    template = environment().get_template("trial.html")
    return Markup(template.render(report=report, kinds=OVERLAPS, gap_words=KINDS, open_words=OPEN_WORDS))
