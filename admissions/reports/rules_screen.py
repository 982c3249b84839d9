"""Rules as text for a terminal: a provision, the list of all, the need fields, the facts of casework rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from admissions.model.outcomes import Strength
from admissions.reports.lines import Line, cited, notes, numbered, wrapped
from admissions.words.lists import joined
from admissions.words.outcomes import (
    PART_UNTESTED,
    STRENGTH_WORDS,
)

if TYPE_CHECKING:
    from admissions.reports.needs import FactText, NeedText, ScaleText
    from admissions.reports.rules import CriterionText, ProvisionText, RulesReport


def provision_screen(one: ProvisionText, width: int = 100) -> Iterator[Line]:
    """One provision's criteria in plain English with sources."""
    doubt = "" if one.status == "published" else f" [{one.status}]"
    yield Line(f"{one.name}{doubt}", "heading")
    now = [places.text for places in one.places if places.holds]
    dates = [version.text for version in one.versions if version.in_force]
    yield from wrapped("; ".join([*([f"ages {one.ages}"] if one.ages else []), *now, *dates]), width, 2, 2)
    others = [places.text for places in one.places if not places.holds]
    if others:
        yield from wrapped(f"At other dates: {'; '.join(others)}.", width, 2, 2)
    for criterion in one.criteria:
        yield from _criterion(criterion, width)
    if one.stay:
        yield Line()
        yield Line("  For a child who is there already, at a review:")
        for criterion in one.stay:
            yield from _criterion(criterion, width)
    for part in one.parts:
        yield Line()
        places = f", {part.places}" if part.places else ""
        yield from wrapped(f"{part.id} (a part of it: {part.name}{places})", width, 2, style="name")
        yield from wrapped(f"Where {part.whom}." if part.whom else PART_UNTESTED, width, 4, 2)
        yield from wrapped(f"“{part.wording}”", width, 4, 1, "quiet")
        yield from wrapped(cited(part.source), width, 4, 2, "quiet")
        if part.note:
            yield from wrapped(f"note: {part.note}", width, 4, 2, "quiet")
    yield Line()
    yield from notes(one, width)
    for what in one.not_recorded:
        yield from wrapped(f"Not recorded: {what}.", width, 2, 2)
    if one.ranking:
        yield from wrapped(f"Ranking, apart from the criteria: {one.ranking}", width, 2, 2)
    for version in one.versions:
        if not version.in_force:
            doubt = "" if version.status == "published" else f" [{version.status}]"
            text = f"Another version of the criteria{doubt}: {version.text}; {cited(version.source)}."
            yield from wrapped(text, width, 2, 2)
    within = f"Part of {one.part_of}. " if one.part_of else ""
    yield from wrapped(f"{within}{one.advice}", width, 2, 2, "quiet")


def _criterion(criterion: CriterionText, width: int) -> Iterator[Line]:
    yield Line()
    yield from wrapped(f"{criterion.id} ({STRENGTH_WORDS[criterion.strength]})", width, 2, style="name")
    if criterion.needed:
        needs = "Not where" if criterion.strength is Strength.MUST_NOT else "Needs:"
        yield from wrapped(f"{needs} {criterion.needed}.", width, 4, 2)
    for item in criterion.indicators:
        yield from wrapped(f"- {item}", width, 6, 2)
    if criterion.unless:
        yield from wrapped(f"At the panel's discretion where {criterion.unless}.", width, 4, 2)
    yield from wrapped(f"“{criterion.wording}”", width, 4, 1, "quiet")
    yield from wrapped(cited(criterion.source), width, 4, 2, "quiet")
    if criterion.note:
        yield from wrapped(f"note: {criterion.note}", width, 4, 2, "quiet")


def rules_screen(report: RulesReport, width: int = 100) -> Iterator[Line]:
    """The provisions, the assumptions and the casework rules of a rule set."""
    yield Line("Provisions", "heading")
    longest = max((len(one.id) for one in report.provisions), default=0)
    for one in report.provisions:
        missing = f", {numbered(one.not_recorded, 'part')} not recorded" if one.not_recorded else ""
        text = f"{one.id:<{longest}}  {one.name}: {one.status}, {one.criteria} criteria{missing}"
        yield from wrapped(text, width, 2, longest + 2)
    yield Line()
    yield Line("Assumptions", "heading")
    for assumption in report.assumptions:
        values = "; ".join(f"{name} ({label})" for name, label in assumption.values)
        yield from wrapped(
            f"{assumption.id}: {assumption.question} Taken as: {joined(assumption.assumed)}. Values: {values}.",
            width,
            2,
            2,
        )
    yield Line()
    yield Line("What follows from answers", "heading")
    for rule in report.casework:
        yield from wrapped(f"{rule.id} ({rule.basis}, {rule.source.title}): {rule.says}", width, 2, 2)
    yield from wrapped(f"{report.notice} {report.rule_set.hash}", width, style="quiet")


def needs_screen(fields: Sequence[NeedText], width: int = 100) -> Iterator[Line]:
    """The need fields with their values."""
    for one in fields:
        yield from wrapped(f"{one.id} ({one.kind})", width, style="name")
        yield from wrapped(f"{one.label}. {one.hint}".strip(), width, 2)
        values = [name if name == label else f"{name} ({label})" for name, label in one.values]
        if values:
            yield from wrapped(", ".join(values), width, 4, 0)
        for scale in map(_scale, one.scales):
            yield from wrapped(f"or {scale}", width, 4, 2)


def facts_screen(kinds: Sequence[FactText], width: int = 100) -> Iterator[Line]:
    """The kinds of fact that casework rules may look for, with what they may ask of each."""
    for place, one in enumerate(kinds):
        if place:
            yield Line()
        yield Line(one.kind, "heading")
        yield from wrapped(one.about, width)
        for line in needs_screen(one.fields, width - 2):
            yield Line(f"  {line.text}", line.style)


def _scale(scale: ScaleText) -> str:
    """How a level is written on a published scale, and what terms that has."""
    terms = [term for term, _ in scale.terms]
    return f"{{{scale.id}: {terms[0]}}}, on {scale.label}: {', '.join(terms)}"
