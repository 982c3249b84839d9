"""Need fields as people read them, and the facts that casework rules may look for."""

from __future__ import annotations

from dataclasses import dataclass

from admissions.model.casework import FactKind
from admissions.model.needs import Either, NeedField
from admissions.model.provisions import RuleSet


@dataclass(frozen=True, slots=True)
class FactText:
    """One kind of fact that a casework rule may look for, with the fields that it may ask about."""

    kind: str
    about: str
    fields: tuple[NeedText, ...]


@dataclass(frozen=True, slots=True)
class ScaleText:
    """A published scale on which a level may be given: its terms, each with its words."""

    id: str
    label: str
    terms: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NeedText:
    """One need field with the values that may be recorded."""

    id: str
    kind: str
    label: str
    hint: str
    values: tuple[tuple[str, str], ...]
    scales: tuple[ScaleText, ...]


ABOUT_FACTS = {
    FactKind.COUNT: "How many provisions, of one kind or of any, come out in one way.",
    FactKind.PROVISION: "One provision that takes part in the check.",
    FactKind.CHILD: "A condition on the child that surely holds, in the grammar of the criteria: `admissions needs`.",
    FactKind.CHILD_MAY_BE: "A condition on the child that is not ruled out, in the grammar of the criteria.",
    FactKind.ASK: "A need field that is worth asking about.",
    FactKind.TURNS_ON: "An assumption that some provision's answer turns on.",
    FactKind.INSTEAD: (
        "What would come out otherwise if another value were recorded: an additional need as the primary one, or what "
        "is awaited as decided."
    ),
    FactKind.PLACEMENT: "The placement under review: what speaks for leaving it as it is, and how long it can go on.",
    FactKind.DEADLINE: "What is due of the review and of a transfer, and how far it is on the day asked about.",
    FactKind.FINDING: "What another casework rule found.",
}
"""What each kind of fact is about."""


def fact_texts(rules: RuleSet) -> tuple[FactText, ...]:
    """Every kind of fact that casework rules may look for."""
    facts = rules.casework.facts
    about_the_child = (FactKind.CHILD, FactKind.CHILD_MAY_BE)
    return tuple(
        FactText(
            kind.value,
            about,
            () if kind in about_the_child else tuple(need_text(rules, need) for need in facts[kind].fields),
        )
        for kind, about in ABOUT_FACTS.items()
    )


def need_text(rules: RuleSet, need: NeedField) -> NeedText:
    """A need field as people read it, with every value that may be written for it."""
    needs = rules.needs
    match need.derived:
        case Either(choice, several):
            values = {value.id: value.label for name in (choice, several) for value in needs[name].values}
        case _:
            values = {value.id: value.label for value in need.values}
    scales = [
        ScaleText(scale.id, scale.label, tuple((row.term, row.label) for row in scale.rows))
        for scale in rules.scales
        if needs.is_level(need) and scale.rows
    ]
    return NeedText(need.id, need.kind.value, need.label, need.hint, tuple(values.items()), tuple(scales))
