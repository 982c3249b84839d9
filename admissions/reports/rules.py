"""Rules as people read them: a provision's criteria in plain English, and the list of provisions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from admissions.model.conditions import Indicators
from admissions.model.outcomes import Strength
from admissions.model.periods import UNKNOWN
from admissions.model.provisions import Criterion, Places, Provision, RuleSet, SubProvision, VersionDates
from admissions.reports.criteria import SourceLine, source_line
from admissions.reports.rule_set import AssumptionLine, RuleSetLine, assumption_line, rule_set_line
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
