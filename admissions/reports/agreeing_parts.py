"""What heads agree on as parts of pages: each renders the one report that the terminal and the API show too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from admissions.reports.lines import marked, not_known_words
from admissions.reports.page import environment
from admissions.reports.picture import picture

if TYPE_CHECKING:
    from admissions.reports.aims import AimsReport
    from admissions.reports.basis import ProvisionName
    from admissions.reports.gaps import GapsReport
    from admissions.reports.heads import PairSection
    from admissions.reports.ladder import LadderReport
    from admissions.reports.overlaps import OverlapsReport, PairLine
    from admissions.reports.pathways import PathwaysReport
    from admissions.reports.repairs import RepairsReport

Ids = tuple[str, ...]
MOST_TOGETHER = 40
"""How many rows of provisions that are open together a page shows."""


def matrix_of(report: OverlapsReport) -> tuple[Mapping[Ids, PairLine], Mapping[Ids, str]]:
    """Each pair either way round, and how dark its square is: by quarters of the largest."""
    pairs: dict[Ids, PairLine] = {
        ids: line for line in report.pairs for ids in (line.provisions, line.provisions[::-1])
    }
    most = max((line.entry_cells for line in report.pairs), default=1) or 1
    shades: dict[Ids, str] = {
        line.provisions: f"shade{min(4, 1 + 4 * line.entry_cells // (most + 1))}" for line in report.pairs
    }
    return pairs, shades


def overlaps_part(report: OverlapsReport, link: Callable[[Ids], str]) -> Markup:
    """Every pair, and where most provisions are open to one child; ``link`` leads to the page of a pair."""
    pairs, shades = matrix_of(report)
    return _part("overlaps", report, report.provisions, pairs=pairs, shades=shades, link=link, most=MOST_TOGETHER)


def pair_part(section: PairSection) -> Markup:
    """One overlap explained, with its picture where it is one of two."""
    explained = section.explained
    drawn = picture(section) if section.picture else ""
    return _part("pair", explained, explained.provisions, section=section, picture=drawn)


def ladder_part(report: LadderReport) -> Markup:
    """One ladder, its highest rung on top."""
    return _part("ladder", report, report.provisions)


def repairs_part(report: RepairsReport, links: Mapping[int, str]) -> Markup:
    """What could be done about an overlap, by kind; ``links`` lead to where a change of one provision is tried."""
    return _part("repairs", report, report.provisions, links=links)


def gaps_part(report: GapsReport) -> Markup:
    """The gaps by kind, and what would close most."""
    return _part("gaps", report, ())


def pathways_part(report: PathwaysReport) -> Markup:
    """Step by step where nothing is open after."""
    return _part("pathways", report, report.provisions)


def aims_part(report: AimsReport) -> Markup:
    """Each aim, held or not, with what stands against it."""
    return _part("aims", report, ())


def _part(question: str, report: Any, provisions: Iterable[ProvisionName], **more: Any) -> Markup:
    names = {one.id: marked(one) for one in provisions}
    first = not_known_words(getattr(report, "left_out", ()), report.rule_set)
    template = environment().get_template("agreeing_part.html")
    return Markup(template.render(question=question, report=report, names=names, first=first, **more))
