"""The report of overlaps: the matrix of pairs, with an example for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admissions.model.needs import YES, Kind
from admissions.model.outcomes import Overlap
from admissions.questions.overlaps import Pair
from admissions.questions.rulebook import ReadProvision, Rulebook, Settings
from admissions.reports.check import (
    AssumptionLine,
    LeftOutLine,
    RuleSetLine,
    assumption_line,
    left_out_lines,
    rule_set_line,
)
from admissions.words.conditions import joined
from admissions.words.profiles import say_held

SCHEMA = "admissions/overlaps/1"


@dataclass(frozen=True, slots=True)
class ProvisionName:
    """A row and column of the matrix."""

    id: str
    name: str
    status: str


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
class OverlapsReport:
    """The overlap matrix, ready to be shown."""

    schema: str
    rule_set: RuleSetLine
    notice: str
    provisions: tuple[ProvisionName, ...]
    pairs: tuple[PairLine, ...]
    assumed: tuple[AssumptionLine, ...]
    left_out: tuple[LeftOutLine, ...]


def overlaps_report(
    book: Rulebook, provisions: Sequence[ReadProvision], pairs: Sequence[Pair], settings: Settings
) -> OverlapsReport:
    """The report of these pairs; of each example only the fields that the two provisions' criteria mention."""
    rules = book.rules
    lines = []
    for pair in pairs:
        witness = _fields(book, pair, pair.mentioned)
        lines.append(PairLine((pair.one, pair.two), pair.overlap, pair.cells, witness, _example(book, pair)))
    names = tuple(ProvisionName(one.id, one.provision.name, one.provision.version.status.value) for one in provisions)
    mentioned = {name for one in provisions for region in one.outcomes.values() for name in region.support} & set(
        rules.assumption
    )
    assumed = tuple(
        assumption_line(rules, assumption.id, settings[assumption.id])
        for assumption in rules.assumptions
        if assumption.id in mentioned
    )
    left_out = left_out_lines(rules, {one.id for one in provisions})
    return OverlapsReport(SCHEMA, rule_set_line(rules), rules.notice, names, tuple(lines), assumed, left_out)


def _example(book: Rulebook, pair: Pair) -> str:
    """The witness in words, as far as it takes to meet both."""
    if pair.witness is None:
        return ""
    needs = book.rules.needs
    said = []
    for name, values in _fields(book, pair, pair.essential).items():
        if needs[name].kind is not Kind.SEVERAL or values:
            said.append(say_held(needs[name], values))
        left_out = [
            needs[name].by_id[member].label
            for member, axis in zip(needs[name].ids, needs[name].axes, strict=False)
            if needs[name].kind is Kind.SEVERAL and axis.name in pair.essential and member not in values
        ]
        if left_out:
            said.append(f"{needs[name].label} without {joined(left_out)}")
    return "; ".join(said)


def _fields(book: Rulebook, pair: Pair, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The witness by field, of the axes named: a several-field has the members that are among its values."""
    found: dict[str, tuple[str, ...]] = {}
    for axis in book.space.needs.axes:
        if pair.witness is not None and axis.name in names:
            value = pair.witness[axis.name]
            if book.rules.needs[axis.field].kind is Kind.SEVERAL:
                member = axis.name.removeprefix(f"{axis.field}.")
                found[axis.field] = (*found.get(axis.field, ()), *((member,) if value == YES else ()))
            else:
                found[axis.field] = (value,)
    return found
