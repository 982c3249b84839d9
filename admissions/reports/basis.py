"""What every report on many children rests on: the rules, the provisions that take part, and what is assumed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from admissions.model.provisions import RuleSet
from admissions.questions.read import ReadProvision
from admissions.questions.rulebook import Rulebook, Settings
from admissions.questions.settled import Settled
from admissions.reports.rule_set import AssumptionLine, assumption_line
from admissions.words.conditions import Speaker


@dataclass(frozen=True, slots=True)
class ProvisionName:
    """A provision that takes part."""

    id: str
    name: str
    status: str


@dataclass(frozen=True, slots=True)
class NotRecordedLine:
    """A part of a provision's published list that is not recorded."""

    provision: str
    name: str
    what: str


def not_recorded_lines(provisions: Iterable[ReadProvision]) -> tuple[NotRecordedLine, ...]:
    """Every part of these provisions' lists that is not recorded."""
    return tuple(
        NotRecordedLine(one.id, one.provision.name, part.part.what) for one in provisions for part in one.missing
    )


def provision_names(provisions: Iterable[ReadProvision]) -> tuple[ProvisionName, ...]:
    """The names of these provisions, in their order."""
    return tuple(ProvisionName(one.id, one.provision.name, one.provision.version.status.value) for one in provisions)


def assumed_lines(
    book: Rulebook, provisions: Sequence[ReadProvision], settings: Settings
) -> tuple[AssumptionLine, ...]:
    """The assumptions on which some outcome of these provisions depends, with what is assumed of each."""
    depends = {name for one in provisions for region in one.outcomes.values() for name in region.support}
    rules = book.rules
    return tuple(assumption_line(rules, one.id, settings[one.id]) for one in rules.assumptions if one.id in depends)


def context_words(rules: RuleSet) -> str:
    """Who a special school or a base is the question for, as the rule set states it; empty where it does not."""
    context = rules.aims.context
    return "" if context is None else Speaker(rules, spell_out=True).say(context.who)


def given_words(settled: Settled) -> str:
    """What holds of every child who was asked about, besides what is possible; empty where all were."""
    return "" if settled.given is None else Speaker(settled.book.rules, spell_out=True).say(settled.given)


def names_of(rules: RuleSet, ids: Iterable[str]) -> list[str]:
    """The names of these provisions, those too whose criteria are not known as at the date."""
    names = {one.id: one.name for one in rules.provisions} | {one.id: one.name for one in rules.not_known}
    return [names[one] for one in ids]
