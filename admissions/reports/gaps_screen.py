"""Gaps as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from admissions.questions.gaps import Gap
from admissions.reports.lines import NOT_RECORDED_WORDS, Line, footer, left_out, not_known, not_recorded, wrapped
from admissions.reports.overlaps_screen import CELL_WORDS

if TYPE_CHECKING:
    from admissions.reports.gaps import GapsReport

KINDS = {
    Gap.NOTHING: "no child has anything open, or at a panel's discretion",
    Gap.DISCRETION: "no child has anything open; some child has something at a panel's discretion",
    Gap.FURTHER: "only a child with a further difficulty on record has something open",
    Gap.BASE_ONLY: "no child has a special school open; some child has a resource base open",
    Gap.NOT_CERTAIN: "no child meets anything for certain: what is not recorded of the lists decides",
    Gap.MET: "some child meets something for certain",
}

STEP_WORDS = "A step is shown, not proposed: who decides weighs what it would mean for the children already there."


def counted(report: GapsReport) -> str:
    """What it means that a cell is of a kind, and of how many cells it does not hold of every child, as sentences."""
    return (
        "A cell is counted by what is open to some child in it; another child in it may have nothing open. "
        f"In {report.not_for_all} of the cells some plausible child has nothing open; in {report.nothing_for_some} "
        "some plausible child has nothing open, nor anything at a panel's discretion. Whether that is amiss, this "
        "cannot tell: a mainstream school may be right for the child. The aims ask it of every child."
    )


def gaps_screen(report: GapsReport, width: int = 100, *, all_rows: bool = False) -> Iterator[Line]:
    """The gaps, kind by kind; where only the lists not recorded decide they are counted, unless all are asked for."""
    yield Line("Gaps: where nothing is open", "heading")
    yield from not_known(report.left_out, report.rule_set, width)
    asked = f"Asked of those of whom this holds: {report.context}" if report.context else "Asked of every child"
    yield from wrapped(f"{asked}{f', and {report.given}' if report.given else ''}.", width, 0, 2)
    if report.context_wording:
        yield from wrapped(f"“{report.context_wording}”", width, 2, 2, "quiet")
    if report.plain:
        yield Line("A child has no further difficulty on record when all of this holds:")
        for words in report.plain:
            yield from wrapped(f"- {words}", width, 2, 2)
    yield Line()
    yield from wrapped(
        f"{report.entry_cells} entry cells with a plausible child ({report.implausible} others are possible, and left "
        f"out as unlikely by rules of thumb, for which there is no source). {CELL_WORDS} {counted(report)}",
        width,
        0,
        2,
    )
    for gap, words in KINDS.items():
        yield from wrapped(f"{report.sizes[gap]:>6}  {words}", width, 0, 8)
    for gap, words in KINDS.items():
        rows = [row for row in report.rows if row.gap is gap]
        if rows and (all_rows or gap is not Gap.NOT_CERTAIN):
            yield Line()
            yield from wrapped(f"{words[0].upper()}{words[1:]}", width, style="name")
            for row in rows:
                yield from wrapped(f"{row.entry_cells:>6}  {row.words}", width, 0, 8)
    if report.closings:
        yield Line()
        yield from wrapped(
            "The single steps of one threshold that would close most of the cells in which nothing is plainly open, "
            "those last that move a year group",
            width,
            style="heading",
        )
        for one in report.closings:
            yield from wrapped(f"{one.entry_cells:>6}  {one.change.words}", width, 0, 8)
    yield from not_recorded(report.not_recorded, NOT_RECORDED_WORDS, width)
    yield Line()
    yield from left_out(report.left_out, "these gaps", width)
    yield from footer(report.notice, report.rule_set, width, STEP_WORDS)
