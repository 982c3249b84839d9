"""The answer to a check as a part of a page: a card for each provision, in the groups of the terminal view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from admissions.reports.check_screen import UNUSUAL, decides, reason
from admissions.reports.page import environment
from admissions.words.outcomes import GROUPS, OUTCOME_WORDS, STRENGTH_WORDS

if TYPE_CHECKING:
    from admissions.reports.check import CheckReport


def check_part(report: CheckReport) -> Markup:
    """The part of a page, in the classes of the GOV.UK Design System."""
    by_group = {group: [one for one in report.provisions if one.group == group] for group in GROUPS}
    return Markup(
        environment()
        .get_template("check.html")
        .render(
            report=report,
            unusual=UNUSUAL,
            deciding={one.id: [said for said in one.criteria if decides(said, one)] for one in report.provisions},
            groups=[*GROUPS.items()],
            by_group=by_group,
            outcome_words=OUTCOME_WORDS,
            strengths=STRENGTH_WORDS,
            reason=reason,
        )
    )
