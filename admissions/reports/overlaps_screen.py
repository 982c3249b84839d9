"""The overlap matrix as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from admissions.model.outcomes import Overlap
from admissions.reports.lines import Line, footer, left_out, not_known, wrapped
from admissions.words.lists import joined

if TYPE_CHECKING:
    from admissions.reports.overlaps import OverlapsReport

MOST_SHARED = 8
MARKS = {Overlap.NONE: "-", Overlap.CANNOT_BE_RULED_OUT: "?", Overlap.CERTAIN: "X"}
CELL_WORDS = "An entry cell is one year group, one primary need and one working level."
MARK_WORDS = "X some child meets both; ? cannot be ruled out, since part of a list is not recorded; - no overlap"


def overlaps_screen(report: OverlapsReport, width: int = 100) -> Iterator[Line]:
    """The matrix of overlaps with an example for each pair."""
    names = {one.id: one.name.split(",")[0] for one in report.provisions}
    doubts = {one.id: "" if one.status == "published" else f" [{one.status}]" for one in report.provisions}
    marks = {line.provisions: MARKS[line.overlap] for line in report.pairs}
    marks |= {(two, one): mark for (one, two), mark in marks.items()}
    order = [one.id for one in report.provisions]
    rows = {name: f"{names[name]}{doubts[name]}" for name in names}
    longest = max((len(name) for name in rows.values()), default=0)
    yield Line("Overlaps between provisions", "heading")
    yield from not_known(report.left_out, report.rule_set, width)
    yield from among(report.given, width)
    yield Line(" " * (longest + 6) + "  ".join(f"{place:>2}" for place in range(1, len(order) + 1)))
    for place, one in enumerate(order, 1):
        row = "  ".join(f"{marks.get((one, two), '.'):>2}" for two in order)
        yield Line(f"{place:>2}  {rows[one]:<{longest}}  {row}")
    yield from wrapped(MARK_WORDS, width, style="quiet")
    yield from left_out(report.left_out, "this matrix", width)
    yield from _together(report, names, width)
    found = [line for line in report.pairs if line.overlap is not Overlap.NONE]
    for line in found:
        one, two = (names[name] for name in line.provisions)
        certain = "some child meets both" if line.overlap is Overlap.CERTAIN else "cannot be ruled out"
        yield Line()
        yield from wrapped(f"{one} and {two}: {certain}, in {line.entry_cells} entry cells", width, style="name")
        yield from wrapped(f"for example {line.example}", width, 2, 2)
    if report.assumed:
        yield Line()
        yield Line("Assumed", "heading")
        for assumption in report.assumed:
            yield from wrapped(f"{assumption.id}: {joined(assumption.assumed, 'and')}", width, 2, 2)
    yield from footer(report.notice, report.rule_set, width, CELL_WORDS)


def among(given: str, width: int) -> Iterator[Line]:
    """Which children were asked about, where not all were; every size is of them."""
    if given:
        yield from wrapped(f"Asked, and counted, only of those of whom this holds: {given}.", width, 0, 2, "name")


def _together(report: OverlapsReport, names: dict[str, str], width: int) -> Iterator[Line]:
    if report.together is None:
        yield Line()
        yield from wrapped("What more than two share is too large a question here; --given narrows it.", width, 0, 2)
        return
    if report.together:
        yield Line()
        yield Line("Open together to some child to whom no other is, the most at once first", "heading")
    for shared in report.together[:MOST_SHARED]:
        among = joined((names[name] for name in shared.provisions), "and")
        yield from wrapped(f"{shared.entry_cells:>6}  {among}", width, 0, 8)
    if len(report.together) > MOST_SHARED:
        yield from wrapped(f"{len(report.together) - MOST_SHARED} more with --json", width, 8, style="quiet")
