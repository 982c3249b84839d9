"""The report of gaps: entry cells of a context in which nothing is open, gathered, and what would close most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admissions.model.algebra import conjuncts
from admissions.model.conditions import Surface
from admissions.model.provisions import RuleSet
from admissions.questions.gaps import Closing, Gap, Gaps, Row
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
from admissions.reports.examples import example_fields
from admissions.reports.rule_set import AssumptionLine, LeftOutLine, RuleSetLine, left_out_lines, rule_set_line
from admissions.reports.shifts import ShiftLine, shift_line
from admissions.words.cells import say_cells
from admissions.words.conditions import Speaker

SCHEMA = "admissions/gaps/1"


@dataclass(frozen=True, slots=True)
class GapRow:
    """Entry cells of one kind, gathered: each year group with each need at each level; ``words`` says which.

    ``levels`` are runs from a level to a level; to null: as high as plausible children work. The example is a plausible
    child of the row.
    """

    gap: Gap
    year_groups: tuple[str, ...]
    primary_needs: tuple[str, ...]
    levels: tuple[tuple[str, str | None], ...]
    entry_cells: int
    words: str
    witness: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ClosingLine:
    """One step of one threshold and how many entry cells, in which nothing is plainly open, it would close."""

    change: ShiftLine
    entry_cells: int


@dataclass(frozen=True, slots=True)
class GapsReport:
    """The gaps of a context, ready to be shown.

    ``plain``: a child has no further difficulty on record when all of it holds. ``sizes`` counts the entry cells of
    plausible children by kind; ``entry_cells`` is how many there are. A cell is of a kind by what is open to some child
    in it: in ``not_for_all`` of them some plausible child has nothing open, in ``nothing_for_some`` some has nothing
    open or at a panel's discretion.
    """

    schema: str
    rule_set: RuleSetLine
    notice: str
    context: str
    context_wording: str
    plain: tuple[str, ...]
    given: str
    provisions: tuple[ProvisionName, ...]
    entry_cells: int
    implausible: int
    not_for_all: int
    nothing_for_some: int
    sizes: Mapping[str, int]
    rows: tuple[GapRow, ...]
    closings: tuple[ClosingLine, ...]
    not_recorded: tuple[NotRecordedLine, ...]
    assumed: tuple[AssumptionLine, ...]
    left_out: tuple[LeftOutLine, ...]


def gaps_report(
    settled: Settled, provisions: Sequence[ReadProvision], found: Gaps, given: Surface | None = None
) -> GapsReport:
    """The report of these gaps; ``given`` is what the user asked for besides the context."""
    rules = settled.book.rules
    context, speaker = rules.aims.context, Speaker(rules, spell_out=True)
    return GapsReport(
        SCHEMA,
        rule_set_line(rules),
        rules.notice,
        context_words(rules),
        "" if context is None else context.wording,
        () if context is None or context.plain is None else tuple(map(speaker.say, conjuncts(context.plain))),
        "" if given is None else speaker.say(given),
        provision_names(provisions),
        found.cells,
        found.implausible,
        found.not_for_all,
        found.nothing_for_some,
        {gap.value: number for gap, number in found.sizes.items()},
        tuple(_row(rules, row) for row in found.rows),
        tuple(_closing(rules, one) for one in found.closings),
        not_recorded_lines(provisions),
        assumed_lines(settled.book, provisions, settled.settings),
        left_out_lines(rules, {one.id for one in provisions}),
    )


def _row(rules: RuleSet, row: Row) -> GapRow:
    one = row.gathered
    witness = example_fields(rules, row.witness, () if row.witness is None else row.witness.keys())
    return GapRow(row.gap, one.years, one.needs, one.levels, one.cells, say_cells(rules, one), witness)


def _closing(rules: RuleSet, one: Closing) -> ClosingLine:
    return ClosingLine(shift_line(rules, one.shift), one.cells)
