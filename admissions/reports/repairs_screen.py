"""What could be done about an overlap, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from admissions.model.outcomes import Overlap
from admissions.questions.repairs import Kind
from admissions.reports.lines import NOT_RECORDED_WORDS, Line, asked_of, footer, marked, not_recorded, numbered, wrapped
from admissions.words.lists import joined

if TYPE_CHECKING:
    from admissions.reports.repairs import RepairLine, RepairsReport

KINDS = {
    Kind.CARVE_OUT: "Take exactly the overlap out of one",
    Kind.RANK: "Let one come first",
    Kind.EXCLUDE: "Leave out of one all who have a thing that the other asks",
    Kind.TIGHTEN: "Move one end of one range in",
    Kind.TIGHTEN_AND_WIDEN: "Move one end in, and one of the other school out",
}
MOST, MOST_ROWS = 3, 4


def repairs_screen(report: RepairsReport, width: int = 100, *, every: bool = False) -> Iterator[Line]:
    """The changes by kind, those that leave and open least first; a few of each kind unless every one is asked for."""
    names = {one.id: marked(one) for one in report.provisions}
    both = joined(names.values(), "and")
    yield from wrapped(f"What could be done about the overlap of {both}", width, style="heading")
    yield from asked_of(report.context, width)
    if report.overlap is Overlap.NONE:
        yield from wrapped("No child can find both open, so there is nothing to do.", width)
        return
    yield from wrapped(
        f"The overlap touches {report.entry_cells} entry cells. None of these changes is better by itself: what each "
        "gives up is for heads to weigh, and nothing is changed by this.",
        width,
    )
    for kind, words in KINDS.items():
        lines = [line for line in report.repairs if line.kind is kind]
        if lines:
            yield Line()
            yield from wrapped(words, width, style="name")
        for line in lines if every else lines[:MOST]:
            yield from _repair(line, names, width)
        if len(lines) > MOST and not every:
            yield from wrapped(f"({numbered(len(lines) - MOST, 'other')} with --all)", width, 2, style="quiet")
    yield from not_recorded(report.not_recorded, NOT_RECORDED_WORDS, width)
    yield Line()
    yield from footer(
        report.notice,
        report.rule_set,
        width,
        "`--write FOLDER --number N` writes change N as a draft rule set, which `admissions changes` can judge.",
    )


def _repair(line: RepairLine, names: Mapping[str, str], width: int) -> Iterator[Line]:
    mark = f"{line.number:>3}. "
    for shift in line.moved:
        yield from wrapped(f"{mark}{shift.words}", width, 0, 5)
        mark = "     "
    for added in line.added:
        name = names[added.provision]
        if line.kind is Kind.RANK:
            first = next(names[id] for id in names if id != added.provision)
            said = f"{first} comes first: a child to whom it is open is not taken by {name}."
            yield from wrapped(f"{mark}{said}", width, 0, 5)
        elif len(added.words) == 1:
            yield from wrapped(f"{mark}{name} takes no child of whom this holds: {added.words[0]}", width, 0, 5)
        else:
            yield from wrapped(f"{mark}{name} takes no child of whom all of this holds:", width, 0, 5)
            for words in added.words:
                yield from wrapped(f"- {words}", width, 7, 2)
    for id, cells in line.losing.items():
        yield from wrapped(say_losing(names[id], cells), width, 5, 2)
    left = "no overlap" if line.overlap is Overlap.NONE else f"an overlap in {line.entry_cells_left} entry cells"
    if line.entry_cells_without_panel:
        lost = f"in {line.entry_cells_without_panel} entry cells some child, to whom nothing is open"
        yield from wrapped(f"{lost}, is no longer at a panel's discretion", width, 5, 2)
    if not line.gap:
        yield from wrapped(f"leaves {left}, and no child loses the last thing open, as far as is recorded", width, 5, 2)
        return
    lost = f"in {line.entry_cells_opened} entry cells some child loses the last thing open"
    yield from wrapped(f"leaves {left}; {lost}:", width, 5, 2)
    for words in line.gap[:MOST_ROWS]:
        yield from wrapped(f"- {words}", width, 7, 2)
    if len(line.gap) > MOST_ROWS:
        yield from wrapped(f"- and {numbered(len(line.gap) - MOST_ROWS, 'smaller row')}", width, 7, 2)
    yield from wrapped(f"for example {line.example}", width, 5, 2)


def say_losing(name: str, cells: int) -> str:
    """To how many a provision would no longer be open."""
    return f"{name} is no longer open to some child in {numbered(cells, 'entry cell')}"
