"""Pathways as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from admissions.questions.pathways import Movement
from admissions.reports.lines import Line, left_out, wrapped
from admissions.reports.overlaps_screen import CELL_WORDS

if TYPE_CHECKING:
    from admissions.reports.pathways import BreakLine, LeavingLine, PathwaysReport

MOVEMENTS = {
    Movement.STAYS: "the level stays",
    Movement.ONE_YEAR: "it moves on a year",
    Movement.BETWEEN: "anything between",
}
MOST_ROWS = 4


def pathways_screen(report: PathwaysReport, width: int = 100) -> Iterator[Line]:
    """Each step: how much breaks off, and for each provision from which some child does, what the others find."""
    yield Line("Pathways: what is open after a step, to those with something open before", "heading")
    yield from wrapped(f"{report.taken_to_stay} {CELL_WORDS}", width, style="quiet")
    if report.drafts:
        yield from wrapped(f"With these drafts laid over the rules: {'; '.join(report.drafts)}.", width, 0, 2)
    for step in report.steps:
        yield Line()
        yield from wrapped(f"{step.title}, {step.start} to {step.end}", width, style="heading")
        if not any(one.perhaps for one in step.breaks):
            yield from wrapped("No child to whom something is open before has nothing after.", width, 2, 2)
            continue
        yield from _table(step.breaks, step.entry_cells, "something is open before", width)
        for leaving in step.leaving:
            if any(one.perhaps for one in leaving.breaks):
                yield Line()
                yield from _leaving(leaving, step.end, width)
        whole = [one.name for one in step.leaving if not any(found.perhaps for found in one.breaks)]
        if whole:
            yield Line()
            yield from wrapped(f"Every child finds something after: {'; '.join(whole)}.", width, 2, 2)
    yield Line()
    yield from left_out(report.left_out, "these pathways", width)
    yield from wrapped(
        f"{report.notice} Rules of {report.rule_set.name} as at {report.rule_set.as_at}, {report.rule_set.hash}.",
        width,
        style="quiet",
    )


def _table(breaks: Sequence[BreakLine], whole: int, of: str, width: int) -> Iterator[Line]:
    yield from wrapped(f"Of {whole} entry cells in which {of}, nothing is open after to some child in", width, 2, 2)
    for one in breaks:
        said = f"{one.surely:>6}  {MOVEMENTS[one.movement]}"
        if one.perhaps != one.surely:
            said += f" (in {one.perhaps} for some way in which it moves)"
        if one.discretion:
            said += f"; in {one.discretion} some are at a panel's discretion"
        yield from wrapped(said, width, 2, 8)


def _leaving(leaving: LeavingLine, end: str, width: int) -> Iterator[Line]:
    sure = "" if leaving.certain else ", as far as its list is recorded"
    yield from wrapped(f"{leaving.name}{sure}", width, 2, 2, "name")
    yield from _table(leaving.breaks, leaving.entry_cells, "it is open before", width)
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
    for route in leaving.routes:
        yield from wrapped(f"{route.name}{', when' if route.asked else ', whatever else is so'}", width, 6, 2)
        for _, words in route.asked:
            yield from wrapped(f"- {words}", width, 8, 2)
