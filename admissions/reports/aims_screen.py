"""Aims as text for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from admissions.reports.lines import Line, asked_of, cited, footer, left_out, not_known, numbered, wrapped
from admissions.words.lists import joined

if TYPE_CHECKING:
    from admissions.reports.aims import AimLine, AimsReport

MOST_ROWS = 4
HELD = {True: "Held", False: "Not held", None: "Cannot be told"}


def say_held(report: AimsReport) -> str:
    """How many aims are held, are not, and cannot be told."""
    count = Counter(one.held for one in report.aims)
    said = f"{count[True]} of {numbered(len(report.aims), 'aim')} are held"
    said += f", {count[False]} are not" if count[False] else ""
    return f"{said}; of {count[None]} that cannot be told" if count[None] else said


def aims_screen(report: AimsReport, width: int = 100) -> Iterator[Line]:
    """Each aim, held or not, with what stands against it."""
    yield Line("Aims", "heading")
    if not report.aims:
        yield from wrapped("No aim is stated; aims.yaml of the authority's folder states them.", width)
    else:
        yield from not_known(report.left_out, report.rule_set, width)
        yield from wrapped(f"{say_held(report)}.", width)
        yield from asked_of(report.context, width)
    for aim in report.aims:
        yield Line()
        yield from _aim(aim, width)
    yield Line()
    yield from left_out(report.left_out, "these aims", width)
    yield from footer(report.notice, report.rule_set, width)


def _aim(aim: AimLine, width: int) -> Iterator[Line]:
    yield from wrapped(f"{HELD[aim.held]}: {aim.what} [{aim.id}]", width, 0, 2, "name")
    if aim.note:
        yield from wrapped(aim.note, width, 2, 2, "quiet")
    yield from wrapped(cited(aim.source), width, 2, 2, "quiet")
    if aim.too_little_known:
        yield from wrapped(f"Too little is known of {joined(aim.too_little_known, 'and')}.", width, 2, 2)
    for one in aim.against:
        place = f" ({one.place})" if one.place else ""
        yield from wrapped(f"- {one.words}{place}", width, 2, 2)
        for words in one.rows[:MOST_ROWS]:
            yield from wrapped(f"no child has anything open: {words}", width, 6, 2)
        if len(one.rows) > MOST_ROWS:
            yield from wrapped(f"and {len(one.rows) - MOST_ROWS} more rows", width, 6, 2)
        if one.example:
            yield from wrapped(f"for example {one.example}", width, 6, 2)
