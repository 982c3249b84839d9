"""Rules as people read them: a provision's criteria in plain English, the list of provisions, the need fields."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from admissions.model.casework import FactKind
from admissions.model.conditions import Indicators
from admissions.model.needs import Either, NeedField
from admissions.model.outcomes import Strength
from admissions.model.periods import UNKNOWN
from admissions.model.provisions import Criterion, Places, Provision, RuleSet, SubProvision, VersionDates
from admissions.reports.check import AssumptionLine, RuleSetLine, assumption_line, rule_set_line
from admissions.reports.criteria import SourceLine, source_line
from admissions.words.conditions import say
from admissions.words.findings import EACH
from admissions.words.lists import joined


@dataclass(frozen=True, slots=True)
class CriterionText:
    """A criterion in plain English with its published words and source."""

    id: str
    strength: Strength
    needed: str
    unless: str
    indicators: tuple[str, ...]
    wording: str
    note: str
    source: SourceLine


@dataclass(frozen=True, slots=True)
class PlacesText:
    """A number of places with its dates, and whether there are so many as at the date of the rule set."""

    number: int
    starts: str
    ends: str
    holds: bool
    source: SourceLine
    text: str


@dataclass(frozen=True, slots=True)
class VersionText:
    """When one version of the criteria was in force, as far as that is known; ``text`` says it."""

    version: str
    status: str
    starts: str
    ends: str
    seen: tuple[str, ...]
    in_force: bool
    source: SourceLine
    text: str


@dataclass(frozen=True, slots=True)
class PartText:
    """A part of a provision: for whom it is, in plain English (nothing where that cannot be tested), and its places."""

    id: str
    name: str
    whom: str
    places: str
    wording: str
    note: str
    source: SourceLine


@dataclass(frozen=True, slots=True)
class ProvisionText:
    """A provision with every criterion, what is not recorded, and its dated facts."""

    id: str
    name: str
    kind: str
    part_of: str
    status: str
    version: str
    ages: str
    places: tuple[PlacesText, ...]
    seen: tuple[str, ...]
    versions: tuple[VersionText, ...]
    not_recorded: tuple[str, ...]
    ranking: str
    criteria: tuple[CriterionText, ...]
    stay: tuple[CriterionText, ...]
    parts: tuple[PartText, ...]
    advice: str


@dataclass(frozen=True, slots=True)
class ProvisionRow:
    """One line of the list of provisions."""

    id: str
    name: str
    kind: str
    status: str
    criteria: int
    not_recorded: int


@dataclass(frozen=True, slots=True)
class CaseworkRow:
    """One casework rule: what it says and what that rests on."""

    id: str
    says: str
    basis: str
    source: SourceLine


@dataclass(frozen=True, slots=True)
class RulesReport:
    """The provisions, assumptions and casework rules of a rule set."""

    rule_set: RuleSetLine
    notice: str
    provisions: tuple[ProvisionRow, ...]
    assumptions: tuple[AssumptionLine, ...]
    casework: tuple[CaseworkRow, ...]


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


def rules_report(rules: RuleSet) -> RulesReport:
    """The lists of provisions, of assumptions with their defaults, and of casework rules."""
    rows = tuple(
        ProvisionRow(
            one.id,
            one.name,
            one.kind,
            one.version.status.value,
            len(one.version.criteria),
            len(one.version.not_recorded),
        )
        for one in rules.provisions
    )
    assumed = tuple(assumption_line(rules, one.id, (one.default,)) for one in rules.assumptions)
    casework = tuple(
        CaseworkRow(one.id, one.says.replace(f"{{{EACH}}}", one.each or "…"), one.basis.value, source_line(one.source))
        for one in rules.casework.rules
    )
    return RulesReport(rule_set_line(rules), rules.notice, rows, assumed, casework)


def provision_text(rules: RuleSet, provision: Provision) -> ProvisionText:
    """One provision in plain English."""
    version = provision.version
    missing = tuple(
        part.what if part.where is None else f"{part.what} (matters where {say(part.where, rules)})"
        for part in version.not_recorded
    )
    return ProvisionText(
        provision.id,
        provision.name,
        provision.kind,
        provision.part_of,
        version.status.value,
        version.hash,
        provision.ages,
        tuple(_places(one, rules.as_at) for one in provision.places),
        tuple(str(day) for day in version.seen),
        tuple(_version(one, version.hash) for one in provision.versions),
        missing,
        version.ranking,
        tuple(_criterion(rules, one) for one in version.criteria),
        tuple(_criterion(rules, one) for one in version.stay),
        tuple(_part(rules, one) for one in version.parts),
        rules.advice[provision.kind],
    )


def _places(one: Places, as_at: dt.date) -> PlacesText:
    text = f"{one.number} place{'' if one.number == 1 else 's'}"
    text += f"{f' from {one.from_}' if one.from_ else ''}{f' until {one.until}' if one.until else ''}"
    starts, ends = str(one.from_ or ""), str(one.until or "")
    holds = one.period.holds(as_at)
    return PlacesText(one.number, starts, ends, holds, source_line(one.source), f"{text} ({one.source.title})")


def _version(one: VersionDates, current: str) -> VersionText:
    said = [f"from {one.from_}"] if one.from_ else []
    if one.seen:
        said.append(f"seen {joined(map(str, one.seen), 'and')}")
    if one.until == UNKNOWN:
        said.append("ended on a day that is not known")
    elif one.until:
        said.append(f"until {one.until}")
    if not one.from_ and not one.seen and one.until == UNKNOWN:
        said = ["of no day is it known that it was in force"]
    return VersionText(
        one.hash,
        one.status.value,
        str(one.from_ or UNKNOWN),
        str(one.until or ""),
        tuple(map(str, one.seen)),
        one.hash == current,
        source_line(one.source),
        ", ".join(said),
    )


def _part(rules: RuleSet, one: SubProvision) -> PartText:
    return PartText(
        one.id,
        one.name,
        "" if one.where is None else say(one.where, rules),
        "" if one.places is None else _places(one.places, rules.as_at).text,
        one.wording,
        one.note,
        source_line(one.source),
    )


def _criterion(rules: RuleSet, one: Criterion) -> CriterionText:
    listed = one.condition.items if isinstance(one.condition, Indicators) else ()
    return CriterionText(
        one.id,
        one.strength,
        "" if one.condition is None else say(one.condition, rules),
        "" if one.waiver is None else say(one.waiver, rules),
        tuple(item.wording for item in listed),
        one.wording,
        one.note,
        source_line(one.source),
    )


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
