"""Aims as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from admissions.reports.lines import Line, cited, left_out, wrapped
from admissions.words.lists import joined

if TYPE_CHECKING:
    from admissions.reports.aims import AimLine, AimsReport

MOST_ROWS = 4


def aims_screen(report: AimsReport, width: int = 100) -> Iterator[Line]:
    """Each aim, held or not, with what stands against it."""
    yield Line("Aims", "heading")
    if not report.aims:
        yield from wrapped("No aim is stated; aims.yaml of the authority's folder states them.", width)
    else:
        yield from wrapped(f"{report.held} of {len(report.aims)} are held.", width)
    for aim in report.aims:
        yield Line()
        yield from _aim(aim, width)
    yield Line()
    yield from left_out(report.left_out, "these aims", width)
    yield from wrapped(
        f"{report.notice} Rules of {report.rule_set.name} as at {report.rule_set.as_at}, {report.rule_set.hash}.",
        width,
        style="quiet",
    )


def _aim(aim: AimLine, width: int) -> Iterator[Line]:
    yield from wrapped(f"{'Held' if aim.held else 'Not held'}: {aim.what} [{aim.id}]", width, 0, 2, "name")
    if aim.note:
        yield from wrapped(aim.note, width, 2, 2, "quiet")
    yield from wrapped(cited(aim.source), width, 2, 2, "quiet")
    if aim.cannot_be_compared:
        yield from wrapped(f"Cannot be compared: {joined(aim.cannot_be_compared, 'and')}", width, 2, 2)
    for one in aim.against:
        place = f" ({one.place})" if one.place else ""
        yield from wrapped(f"- {one.words}{place}", width, 2, 2)
        for words in one.rows[:MOST_ROWS]:
            yield from wrapped(f"no child has anything open: {words}", width, 6, 2)
        if len(one.rows) > MOST_ROWS:
            yield from wrapped(f"and {len(one.rows) - MOST_ROWS} more rows", width, 6, 2)
        if one.example:
            yield from wrapped(f"for example {one.example}", width, 6, 2)
