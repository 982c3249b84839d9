"""The report of the heads as one page of HTML that needs nothing else: no network, no script, readable in print."""

from __future__ import annotations

from admissions.reports.agreeing_parts import matrix_of
from admissions.reports.heads import HeadsReport
from admissions.reports.lines import marked
from admissions.reports.page import environment, style
from admissions.reports.picture import picture


def heads_page(report: HeadsReport) -> str:
    """The page."""
    pairs, shades = matrix_of(report.overlaps)
    return (
        environment()
        .get_template("heads.html")
        .render(
            report=report,
            names={one.id: marked(one) for one in report.overlaps.provisions},
            style=style(),
            pairs=pairs,
            shades=shades,
            link=lambda ids: f"#{'-'.join(ids)}",
            pictures={"-".join(one.id for one in part.explained.provisions): picture(part) for part in report.pairs},
        )
    )
