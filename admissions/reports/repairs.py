"""The report of what could be done about an overlap: each change in words, what it leaves and what it opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admissions.model.algebra import conjuncts
from admissions.model.outcomes import Overlap
from admissions.questions.cells import gathered, masks_of
from admissions.questions.read import ReadProvision
from admissions.questions.repairs import Exclusion, Kind, Repair, Repairs
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
from admissions.reports.rule_set import AssumptionLine, RuleSetLine, rule_set_line
from admissions.reports.shifts import ShiftLine, shift_line
from admissions.words.cells import say_cells
from admissions.words.conditions import Speaker

SCHEMA = "admissions/repairs/1"


@dataclass(frozen=True, slots=True)
class ExclusionLine:
    """A criterion to add to a provision: it does not take a child of whom all of ``words`` hold."""

    provision: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RepairLine:
    """One change, by its number, with the overlap that it leaves and the gap that it opens.

    ``losing`` are, by provision, the entry cells with a child to whom it is open now and would not be.
    ``entry_cells_without_panel``: nothing was open there to some child, something was at a panel's discretion, and now
    nothing would be. ``part`` is how much it leaves and opens, as a share of the overlap in complete profiles and not
    in children.
    """

    number: int
    kind: Kind
    moved: tuple[ShiftLine, ...]
    added: tuple[ExclusionLine, ...]
    overlap: Overlap
    entry_cells_left: int
    losing: Mapping[str, int]
    entry_cells_opened: int
    entry_cells_without_panel: int
    gap: tuple[str, ...]
    witness: Mapping[str, tuple[str, ...]]
    example: str
    part: float


@dataclass(frozen=True, slots=True)
class RepairsReport:
    """What could be done about the overlap of two provisions, ready to be shown."""

    schema: str
    rule_set: RuleSetLine
    notice: str
    context: str
    provisions: tuple[ProvisionName, ...]
    overlap: Overlap
    entry_cells: int
    repairs: tuple[RepairLine, ...]
    not_recorded: tuple[NotRecordedLine, ...]
    assumed: tuple[AssumptionLine, ...]


def repairs_report(settled: Settled, pair: Sequence[ReadProvision], found: Repairs) -> RepairsReport:
    """The report of these repairs, numbered in their order."""
    rules = settled.book.rules
    return RepairsReport(
        SCHEMA,
        rule_set_line(rules),
        rules.notice,
        context_words(rules),
        provision_names(pair),
        found.shared.overlap,
        found.shared.cells,
        tuple(_line(settled, number, one) for number, one in enumerate(found.repairs, 1)),
        not_recorded_lines(pair),
        assumed_lines(settled.book, pair, settled.settings),
    )


def _line(settled: Settled, number: int, one: Repair) -> RepairLine:
    rules = settled.book.rules
    rows = gathered(settled.space, masks_of(one.gap), masks_of(settled.possible)) if one.gap else ()
    return RepairLine(
        number,
        one.kind,
        tuple(shift_line(rules, shift) for shift in one.moved),
        tuple(_exclusion(Speaker(rules, spell_out=True), added) for added in one.added),
        one.overlap,
        one.left,
        one.losing,
        one.gap_cells,
        one.panel_cells,
        tuple(say_cells(rules, row) for row in rows),
        example_fields(rules, one.witness, one.essential),
        say_example(rules, one.witness, one.essential),
        one.part,
    )


def _exclusion(speaker: Speaker, added: Exclusion) -> ExclusionLine:
    words = tuple(speaker.say(part) for part in conjuncts(added.condition))
    return ExclusionLine(added.provision, speaker.rules.by_id[added.provision].name, words)
