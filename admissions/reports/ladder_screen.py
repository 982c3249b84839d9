"""A ladder as text for a terminal, its highest rung on top."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from admissions.reports.lines import (
    NOT_RECORDED_WORDS,
    Line,
    footer,
    left_out,
    marked,
    not_known,
    not_recorded,
    wrapped,
)
from admissions.words.lists import joined

if TYPE_CHECKING:
    from admissions.reports.ladder import LadderReport, RungLine


def ladder_screen(report: LadderReport, width: int = 100) -> Iterator[Line]:
    """The ladder of one year group and one need, with what each provision asks besides."""
    names = {one.id: marked(one) for one in report.provisions}
    yield from wrapped(f"The ladder: {report.label}", width, style="heading")
    yield from not_known(report.left_out, report.rule_set, width)
    asked = f"Asked of those of whom this holds: {report.context}. " if report.context else ""
    yield from wrapped(
        f"{asked}By working level, from the highest down: what can be open there, and what else each provision asks.",
        width,
        style="quiet",
    )
    for rung in reversed(report.rungs):
        yield Line()
        yield from _rung(rung, names, width)
    yield from not_recorded(report.not_recorded, NOT_RECORDED_WORDS, width)
    yield Line()
    yield from left_out(report.left_out, "this ladder", width)
    yield from footer(report.notice, report.rule_set, width)


def _rung(rung: RungLine, names: dict[str, str], width: int) -> Iterator[Line]:
    seldom = " (few children of this year and need work here)" if rung.seldom else ""
    yield from wrapped(f"{rung.label}{seldom}", width, style="name")
    for step in rung.steps:
        sure = "" if step.certain else ", as far as its list is recorded"
        end = ", when all of this holds:" if step.asked else ", whatever else is so"
        yield from wrapped(f"{names[step.provision]}{sure}{end}", width, 2, 2)
        for _, words in step.asked:
            yield from wrapped(f"- {words}", width, 4, 2)
    if not rung.steps:
        yield from wrapped("Nothing is open here.", width, 2)
    if rung.discretion:
        panels = joined((names[one] for one in rung.discretion), "and")
        yield from wrapped(f"Only at the panel's discretion: {panels}", width, 2, 2)
