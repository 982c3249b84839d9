"""Which rules an answer was read from, what was assumed in them, and which provisions it leaves out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from admissions.model.provisions import RuleSet


@dataclass(frozen=True, slots=True)
class RuleSetLine:
    """Which rules the answer was read from."""

    name: str
    authority: str
    hash: str
    as_at: str
    crosswalk: str


@dataclass(frozen=True, slots=True)
class AssumptionLine:
    """An assumption that the answer turns on: the question, what was assumed, what else could be, and every value as
    ``--assume`` takes it, with its label.
    """

    id: str
    question: str
    assumed: tuple[str, ...]
    otherwise: tuple[str, ...]
    why: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """A provision that takes no part, and why; ``known`` tells whether its criteria are known as at the date."""

    id: str
    name: str
    why: str
    known: bool


def left_out_lines(rules: RuleSet, taking_part: Collection[str]) -> tuple[LeftOutLine, ...]:
    """The provisions of a rule set that take no part, and why: their criteria are in doubt, or not known that day."""
    in_doubt = (
        LeftOutLine(one.id, one.name, f"the criteria are {one.version.status.value}", known=True)
        for one in rules.provisions
        if one.id not in taking_part
    )
    unknown = (
        LeftOutLine(one.id, one.name, f"not known as at {rules.as_at}: {one.why}", known=False)
        for one in rules.not_known
    )
    return (*in_doubt, *unknown)


def rule_set_line(rules: RuleSet) -> RuleSetLine:
    """Which rules an answer was read from."""
    return RuleSetLine(rules.id, rules.name, rules.hash, rules.as_at.isoformat(), rules.crosswalk_hash)


def assumption_line(rules: RuleSet, name: str, assumed: Sequence[str]) -> AssumptionLine:
    """An assumption with what was assumed of it and what else could be."""
    assumption = rules.assumption[name]
    return AssumptionLine(
        name,
        assumption.question,
        tuple(assumption.label(value) for value in assumed),
        tuple(value.label for value in assumption.values if value.id not in assumed),
        assumption.why,
        tuple((value.id, value.label) for value in assumption.values),
    )
