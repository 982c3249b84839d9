"""One overlap explained, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from admissions.model.disclosure import SMALL
from admissions.model.outcomes import Overlap
from admissions.questions.explaining import Compared
from admissions.reports.lines import Line, cited, footer, marked, wrapped
from admissions.reports.overlaps_screen import CELL_WORDS, among
from admissions.words.lists import joined

if TYPE_CHECKING:
    from admissions.reports.explained import CohortLine, ExplainedReport, WayLine

COMPARED = {
    Compared.SAME: "",
    Compared.FEWER: ", fewer children in them",
    Compared.MORE: ", more children in them",
    Compared.OTHER: ", other children in them",
}
OPEN_MEANS = "A provision is open to a child who meets its criteria, or whom nothing that is recorded rules out."
KINDS = {
    Overlap.NONE: "no child meets the criteria of",
    Overlap.CANNOT_BE_RULED_OUT: "an overlap cannot be ruled out",
    Overlap.CERTAIN: "some children meet the criteria of",
}


def explained_screen(report: ExplainedReport, width: int = 100) -> Iterator[Line]:
    """One overlap: the one-way lists first, then where it lies and what it turns on."""
    names = {one.id: marked(one) for one in report.provisions}
    of = joined(names.values(), "and")
    every = "" if report.overlap is Overlap.CANNOT_BE_RULED_OUT else " both" if len(names) == 2 else " all"
    yield from wrapped(f"{of}: {KINDS[report.overlap]}{every}", width, style="heading")
    yield from among(report.given, width)
    if report.overlap is not Overlap.NONE:
        open_means = f" {OPEN_MEANS}" if report.overlap is Overlap.CANNOT_BE_RULED_OUT else ""
        said = f"It touches {report.entry_cells} entry cells. {CELL_WORDS}{open_means}"
        yield from wrapped(said, width, style="quiet")
        for way in report.ways:
            yield Line()
            yield from _way(report, way, names, width)
        yield from _where(report, names, width)
    elif report.cohort is not None:
        yield Line()
        yield from wrapped(say_cohort(report.cohort), width, 0, 2)
    yield from _turns_on(report, width)
    yield from _discretion(report, names, width)
    yield Line()
    yield from footer(report.notice, report.rule_set, width)


def way_words(report: ExplainedReport, way: WayLine, names: Mapping[str, str]) -> str:
    """That who has one provision open has the others open too, and whether more than that has to hold for it."""
    others = [names[one.id] for one in report.provisions if one.id != way.of]
    if report.overlap is Overlap.CERTAIN:
        said = f"A child who meets {names[way.of]} also meets {joined(others, 'and')}"
    else:
        are = "are" if len(others) > 1 else "is"
        said = f"Where {names[way.of]} is open to a child, {joined(others, 'and')} {are} open too"
    return f"{said} when all of this holds" if way.asked else f"{said}, whatever else is so"


def _way(report: ExplainedReport, way: WayLine, names: dict[str, str], width: int) -> Iterator[Line]:
    others = [name for id, name in names.items() if id != way.of]
    end = ":" if way.asked else "."
    yield from wrapped(way_words(report, way, names) + end, width, style="name")
    for asked in way.asked:
        yield from wrapped(f"- {asked.words}", width, 2, 2)
        whose = f"{names[asked.provision]}, " if len(others) > 1 else ""
        yield from wrapped(f"[{whose}{asked.criterion}]", width, 4, style="quiet")
    yield from wrapped(
        f"That is {report.entry_cells} of the {way.entry_cells} entry cells of {names[way.of]}.", width, 2
    )


def _how_many(report: ExplainedReport, width: int) -> Iterator[Line]:
    if report.bound is not None:
        yield Line()
        yield from wrapped(f"How many children that is cannot be said: {report.bound.words}.", width, 0, 2)
        yield from wrapped(cited(report.bound.source), width, 2, 2, "quiet")
    if report.cohort is not None:
        yield Line()
        yield from wrapped(say_cohort(report.cohort), width, 0, 2)


def say_cohort(one: CohortLine) -> str:
    """How many of a cohort are in an overlap, in words that tell no small number and nothing that gives one away."""
    if one.rows is None:
        return f"The cohort given has under {SMALL} profiles, so nothing is counted in it."
    if one.certain is None and one.possible is None:
        said = "how many are in this overlap is not told"
    elif one.certain is None:
        said = f"{one.possible} are in this overlap or may be; how many of them surely are is not told"
    elif one.possible is None:
        said = f"{one.certain} are surely in this overlap; how many more may be is not told"
    else:
        more = one.possible - one.certain
        said = f"{one.certain} are surely in this overlap, and {more} more may be, by what is not known of them"
    hidden = one.certain is None or one.possible is None
    why = f", since fewer than {SMALL} would be singled out" if hidden else ""
    return f"Of the {one.rows} profiles in the cohort given, {said}{why}."


def _where(report: ExplainedReport, names: dict[str, str], width: int) -> Iterator[Line]:
    yield from _how_many(report, width)
    yield Line()
    yield from wrapped(f"For example {report.example}", width, 0, 2)
    if report.nearly is not None:
        near = report.nearly
        yield Line()
        yield from wrapped(
            f"What comes nearest to telling them apart is asked by {names[near.asked.provision]}: {near.asked.words} "
            f"[{near.asked.criterion}]. It leaves {near.entry_cells_left} of the {near.entry_cells} entry cells of "
            f"{names[near.of]}.",
            width,
            0,
            2,
        )
    yield Line()
    yield Line("Needs and working levels, by year group", "heading")
    heads = ["both" if len(names) == 2 else "all", *(name.split(",")[0] for name in names.values())]
    yield Line(f"  {'':<12}" + "  ".join(f"{head:>12}" for head in heads))
    for year in report.years:
        numbers = (year.overlap, *year.provisions)
        cells = "  ".join(f"{number:>{max(12, len(head))}}" for number, head in zip(numbers, heads, strict=True))
        yield Line(f"  {year.label:<12}{cells}")
    if report.not_recorded:
        yield Line()
        yield Line("Not certain, because this is not recorded", "heading")
        for one in report.not_recorded:
            yield from wrapped(f"{one.name}: {one.what}", width, 2, 2)


def _turns_on(report: ExplainedReport, width: int) -> Iterator[Line]:
    if report.turns_on:
        yield Line()
        yield Line("Read in another way", "heading")
    for line in report.turns_on:
        yield from wrapped(f"{line.question} [{line.id}]", width, 2, 2)
        for reading in line.readings:
            size = "no overlap" if reading.overlap is Overlap.NONE else f"{reading.entry_cells} entry cells"
            certain = ", certain" if reading.overlap is Overlap.CERTAIN else ""
            mark = " (as assumed)" if reading.assumed else ""
            yield from wrapped(f"{reading.label}{mark}: {size}{certain}{COMPARED[reading.compared]}", width, 4, 2)


def _discretion(report: ExplainedReport, names: dict[str, str], width: int) -> Iterator[Line]:
    if report.at_discretion:
        yield Line()
        yield Line("At a panel's discretion", "heading")
    for line in report.at_discretion:
        panels = joined((names[one] for one in line.discretion), "and")
        opened = joined((names[one] for one in line.open_to), "and")
        said = f"{panels} only at discretion" + (f", {opened} open" if opened else "")
        yield from wrapped(f"{said}: {line.entry_cells} entry cells, for example {line.example}", width, 2, 2)
