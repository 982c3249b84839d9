"""The report of overlaps: the matrix of pairs, with an example for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admissions.model.outcomes import Overlap
from admissions.model.provisions import RuleSet
from admissions.questions.overlaps import Shared, Together
from admissions.questions.read import ReadProvision
from admissions.questions.settled import Settled
from admissions.reports.basis import ProvisionName, assumed_lines, given_words, provision_names
from admissions.reports.examples import example_fields, say_example
from admissions.reports.rule_set import AssumptionLine, LeftOutLine, RuleSetLine, left_out_lines, rule_set_line

SCHEMA = "admissions/overlaps/1"


@dataclass(frozen=True, slots=True)
class PairLine:
    """One pair: how it overlaps, how many entry cells that touches, and an example.

    ``witness`` has every field that the two provisions' criteria mention, ``example`` says what it takes to meet both.
    """

    provisions: tuple[str, str]
    overlap: Overlap
    entry_cells: int
    witness: Mapping[str, tuple[str, ...]]
    example: str


@dataclass(frozen=True, slots=True)
class TogetherLine:
    """Provisions that are open together to some child to whom no other is, and in how many entry cells."""

    provisions: tuple[str, ...]
    names: tuple[str, ...]
    entry_cells: int


@dataclass(frozen=True, slots=True)
class OverlapsReport:
    """The overlap matrix, and all that provisions share with one another, the most at once first."""

    schema: str
    rule_set: RuleSetLine
    notice: str
    given: str
    provisions: tuple[ProvisionName, ...]
    pairs: tuple[PairLine, ...]
    together: tuple[TogetherLine, ...] | None
    assumed: tuple[AssumptionLine, ...]
    left_out: tuple[LeftOutLine, ...]


def overlaps_report(
    provisions: Sequence[ReadProvision],
    pairs: Sequence[Shared],
    together: Sequence[Together] | None,
    settled: Settled,
) -> OverlapsReport:
    """The report of these pairs, which were asked for in ``settled``; of each example only the fields that the two
    provisions' criteria mention.

    ``together`` are the children by what is open to them, or None where that is too large a question.
    """
    book, rules = settled.book, settled.book.rules
    lines = []
    for pair in pairs:
        one, two = pair.provisions
        witness = example_fields(rules, pair.witness, pair.mentioned)
        said = say_example(rules, pair.witness, pair.essential)
        lines.append(PairLine((one, two), pair.overlap, pair.cells, witness, said))
    names = provision_names(provisions)
    assumed = assumed_lines(book, provisions, settled.settings)
    left_out = left_out_lines(rules, {one.id for one in provisions})
    shared = None if together is None else tuple(_together(rules, one) for one in together if len(one.provisions) > 1)
    given = given_words(settled)
    return OverlapsReport(
        SCHEMA, rule_set_line(rules), rules.notice, given, names, tuple(lines), shared, assumed, left_out
    )


def _together(rules: RuleSet, one: Together) -> TogetherLine:
    return TogetherLine(one.provisions, tuple(rules.by_id[name].name for name in one.provisions), one.cells)
