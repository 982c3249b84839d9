"""The report of pathways: step by step where nothing is open after, and what each child who comes over it finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admissions.model.needs import YEAR
from admissions.questions.cells import gathered, masks_of
from admissions.questions.pathways import OWN_RANGE, Break, Leaving, Movement, Pathway, Step
from admissions.questions.read import ReadProvision
from admissions.questions.settled import Settled
from admissions.reports.basis import (
    NotRecordedLine,
    ProvisionName,
    assumed_lines,
    context_words,
    not_recorded_lines,
    provision_names,
)
from admissions.reports.examples import example_fields, say_example
from admissions.reports.rule_set import AssumptionLine, LeftOutLine, RuleSetLine, left_out_lines, rule_set_line
from admissions.words.cells import say_cells
from admissions.words.conditions import Speaker

SCHEMA = "admissions/pathways/1"
STAYS = (
    "All else that is recorded of a child is taken to stay as it is. How the working level moves is not known, so "
    "three ways are shown: it stays, it moves on by one curriculum year, or by anything between."
)
TITLES = {
    "into_school": "Into school",
    "infant_to_junior": "From infant to junior school, where that is a move",
    "primary_to_secondary": "From primary to secondary school",
    "secondary_to_post_16": "From secondary school to post-16",
}


@dataclass(frozen=True, slots=True)
class BreakLine:
    """Children with something open before a step and nothing after, in entry cells before it, by movement of the level.

    ``surely``: however the level moves within the movement; ``perhaps``: for some way in which it moves; ``discretion``
    are those of the first with something at a panel's discretion. ``rows`` say which cells ``surely`` is.
    """

    movement: Movement
    surely: int
    perhaps: int
    discretion: int
    rows: tuple[str, ...]
    witness: Mapping[str, tuple[str, ...]]
    example: str


@dataclass(frozen=True, slots=True)
class RouteLine:
    """A provision that can be open after the step: all that it asks then, in words, with the criteria they are of."""

    provision: str
    name: str
    asked: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LeavingLine:
    """Those whom one provision is open to before a step; ``certain`` where some of them meet it for certain."""

    provision: str
    name: str
    entry_cells: int
    certain: bool
    breaks: tuple[BreakLine, ...]
    routes: tuple[RouteLine, ...]


@dataclass(frozen=True, slots=True)
class PathwayLine:
    """One step, of everyone to whom something is open before it and of each provision.

    ``only`` is the provision of whose range the step is the end; empty for a transfer between phases.
    """

    step: str
    title: str
    only: str
    start: str
    end: str
    entry_cells: int
    breaks: tuple[BreakLine, ...]
    leaving: tuple[LeavingLine, ...]


@dataclass(frozen=True, slots=True)
class PathwaysReport:
    """Every step, ready to be shown."""

    schema: str
    rule_set: RuleSetLine
    notice: str
    context: str
    taken_to_stay: str
    drafts: tuple[str, ...]
    provisions: tuple[ProvisionName, ...]
    steps: tuple[PathwayLine, ...]
    not_recorded: tuple[NotRecordedLine, ...]
    assumed: tuple[AssumptionLine, ...]
    left_out: tuple[LeftOutLine, ...]


def pathways_report(
    settled: Settled, provisions: Sequence[ReadProvision], found: Sequence[Pathway], drafts: Sequence[str] = ()
) -> PathwaysReport:
    """The report of these steps; ``drafts`` are the provisions that were laid over the rules."""
    rules = settled.book.rules
    return PathwaysReport(
        SCHEMA,
        rule_set_line(rules),
        rules.notice,
        context_words(rules),
        STAYS,
        tuple(drafts),
        provision_names(provisions),
        tuple(_pathway(settled, one) for one in found),
        not_recorded_lines(provisions),
        assumed_lines(settled.book, provisions, settled.settings),
        left_out_lines(rules, {one.id for one in provisions}),
    )


def _pathway(settled: Settled, one: Pathway) -> PathwayLine:
    years = settled.space.needs[YEAR].by_id
    return PathwayLine(
        one.step.id,
        _title(settled, one.step),
        one.step.only,
        years[one.step.start].label,
        years[one.step.end].label,
        one.cells,
        tuple(_break(settled, found) for found in one.breaks),
        tuple(_leaving(settled, found) for found in one.leaving),
    )


def _title(settled: Settled, step: Step) -> str:
    if step.id == OWN_RANGE:
        return f"From the end of the range of {settled.book.rules.by_id[step.only].name}"
    return TITLES[step.id]


def _break(settled: Settled, one: Break) -> BreakLine:
    rules = settled.book.rules
    rows = gathered(settled.space, masks_of(one.surely), masks_of(settled.possible)) if one.surely else ()
    return BreakLine(
        one.movement,
        one.cells_surely,
        one.cells_perhaps,
        one.cells_panel,
        tuple(say_cells(rules, row) for row in rows),
        example_fields(rules, one.witness, one.essential),
        say_example(rules, one.witness, one.essential),
    )


def _leaving(settled: Settled, one: Leaving) -> LeavingLine:
    rules = settled.book.rules
    speaker = Speaker(rules, spell_out=True)
    routes = tuple(
        RouteLine(
            route.provision,
            rules.by_id[route.provision].name,
            tuple((ask.criterion, speaker.say(ask.condition)) for ask in route.asks),
        )
        for route in one.routes
    )
    breaks = tuple(_break(settled, found) for found in one.breaks)
    return LeavingLine(one.provision, rules.by_id[one.provision].name, one.cells, one.certain, breaks, routes)
