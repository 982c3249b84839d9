"""Pathways as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from admissions.questions.pathways import Movement
from admissions.reports.lines import (
    NOT_RECORDED_WORDS,
    Line,
    asked_of,
    footer,
    left_out,
    marked,
    not_known,
    not_recorded,
    wrapped,
)
from admissions.reports.overlaps_screen import CELL_WORDS

if TYPE_CHECKING:
    from admissions.reports.pathways import BreakLine, LeavingLine, PathwaysReport

MOVEMENTS = {
    Movement.STAYS: "stays",
    Movement.ONE_YEAR: "moves on a year",
    Movement.BETWEEN: "does anything between",
}
TABLE = ("surely", "perhaps", "with a panel")
TABLE_WORDS = (
    "Counted are entry cells in which some child has nothing open after. Surely: however the level moves within that; "
    "perhaps: in some way in which it may; with a panel: of the first, where some child is at a panel's discretion."
)
MOST_ROWS = 4
UNSURE = ", as far as its list is recorded"


def pathways_screen(report: PathwaysReport, width: int = 100) -> Iterator[Line]:
    """Each step: how much breaks off, and for each provision from which some child does, what the others find."""
    names = {one.id: marked(one) for one in report.provisions}
    yield Line("Pathways: what is open after a step, to those with something open before", "heading")
    yield from not_known(report.left_out, report.rule_set, width)
    yield from asked_of(report.context, width)
    yield from wrapped(f"{report.taken_to_stay} {TABLE_WORDS} {CELL_WORDS}", width, style="quiet")
    if report.drafts:
        yield from wrapped(f"With these drafts laid over the rules: {'; '.join(report.drafts)}.", width, 0, 2)
    for step in report.steps:
        yield Line()
        yield from wrapped(f"{step.title}, {step.start} to {step.end}", width, style="heading")
        if not any(one.perhaps for one in step.breaks):
            yield from wrapped("No child to whom something is open before has nothing after.", width, 2, 2)
            continue
        yield from _table(step.breaks, step.entry_cells, "something is open before")
        for leaving in step.leaving:
            if any(one.perhaps for one in leaving.breaks):
                yield Line()
                yield from _leaving(report, leaving, names, step.end, width)
        whole = [names[one.provision] for one in step.leaving if not any(found.perhaps for found in one.breaks)]
        if whole:
            yield Line()
            yield from wrapped(f"Every child finds something after: {'; '.join(whole)}.", width, 2, 2)
    yield from not_recorded(report.not_recorded, NOT_RECORDED_WORDS, width)
    yield Line()
    yield from left_out(report.left_out, "these pathways", width)
    yield from footer(report.notice, report.rule_set, width)


def _table(breaks: Sequence[BreakLine], whole: int, of: str) -> Iterator[Line]:
    yield Line(f"  Of {whole} in which {of}:")
    yield Line(f"    {'if the level':<26}" + "".join(f"{head:>14}" for head in TABLE))
    for one in breaks:
        cells = "".join(f"{number:>14}" for number in (one.surely, one.perhaps, one.discretion))
        yield Line(f"    {MOVEMENTS[one.movement]:<26}{cells}")


def _leaving(
    report: PathwaysReport, leaving: LeavingLine, names: Mapping[str, str], end: str, width: int
) -> Iterator[Line]:
    sure = "" if leaving.certain else UNSURE
    yield from wrapped(f"{names[leaving.provision]}{sure}", width, 2, 2, "name")
    yield from _table(leaving.breaks, leaving.entry_cells, "it is open before")
    stays = next(one for one in leaving.breaks if one.movement is Movement.STAYS)
    shown = stays if stays.surely else next((one for one in leaving.breaks if one.surely), None)
    if shown is not None:
        for words in shown.rows[:MOST_ROWS]:
            yield from wrapped(f"- {words}", width, 4, 2)
        if len(shown.rows) > MOST_ROWS:
            yield from wrapped(f"- and {len(shown.rows) - MOST_ROWS} more rows", width, 4, 2)
        yield from wrapped(f"for example {shown.example}", width, 4, 2)
    if not leaving.routes:
        yield from wrapped(f"None of its children finds anything open in {end}.", width, 4, 2)
        return
    yield from wrapped(f"A child who comes from there finds something open in {end} exactly so:", width, 4, 2)
    unsure = {one.provision: UNSURE for one in report.not_recorded}
    for route in leaving.routes:
        end = ", when" if route.asked else ", whatever else is so"
        yield from wrapped(f"{names[route.provision]}{unsure.get(route.provision, '')}{end}", width, 6, 2)
        for _, words in route.asked:
            yield from wrapped(f"- {words}", width, 8, 2)
