"""A draft consultation sheet: what is recorded of one child, held against what one provision publishes.

It is arranged by the law of the kind of provision and is never a refusal: published criteria are evidence, where they
bear on a ground at all, and whether a family agrees is no ground.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from admissions.model.aims import Concern
from admissions.model.consultation import Consultation
from admissions.model.needs import YEAR
from admissions.model.outcomes import Status, Strength
from admissions.model.provisions import RuleSet
from admissions.model.school_years import working_day
from admissions.questions.deadlines import POST_16, consultation_due
from admissions.questions.reasons import base_fields, fields_of
from admissions.reports.check import CheckReport, ProvisionLine
from admissions.reports.criteria import CriterionLine
from admissions.reports.findings import FindingLine
from admissions.reports.placements import transfer_ahead
from admissions.reports.rule_set import RuleSetLine

SCHEMA = "admissions/sheet/1"
NO_LAW = Consultation("not recorded for this kind of provision", (), None, "")


@dataclass(frozen=True, slots=True)
class GroundLine:
    """One ground that the law knows, and the criteria that are evidence on it; often none is."""

    says: str
    evidence: tuple[CriterionLine, ...]


@dataclass(frozen=True, slots=True)
class SheetReport:
    """The sheet. Days are in ISO form.

    ``held_against`` are the year group that is recorded and the next, where a transfer lies between, and where the
    sheet is for a place next year: then ``is_ahead``, and the criteria are held against the next, else against the
    recorded one. ``unusual`` and ``left_as_it_is`` are as in a check; what the latter silences is no finding here.
    ``findings`` are those about this provision alone: other places are no matter of the school that is consulted.
    ``no_ground`` are criteria that bear on no ground of this law; ``family_agreement`` those that ask whether the
    family agrees; ``guidance`` is shown and never scored. ``missing`` are need fields, in words, of which nothing is
    known and without which some criterion cannot be told; ``not_recorded`` are parts of the published list.
    """

    schema: str
    case: str
    rule_set: RuleSetLine
    notice: str
    provision: str
    name: str
    part_of: str
    kind: str
    status: str
    addressed_to: str
    held_against: tuple[str, str] | None
    is_ahead: bool
    sent: str
    answer_by: str
    answer_by_working_day: str
    law: str
    law_note: str
    left_as_it_is: tuple[str, ...]
    recorded: tuple[str, ...]
    unusual: tuple[str, ...]
    grounds: tuple[GroundLine, ...]
    no_ground: tuple[CriterionLine, ...]
    family_agreement: tuple[CriterionLine, ...]
    guidance: tuple[CriterionLine, ...]
    missing: tuple[str, ...]
    not_recorded: tuple[str, ...]
    findings: tuple[FindingLine, ...]
    cannot_see: tuple[str, ...]
    challenge: str


def sheet_report(
    rules: RuleSet, report: CheckReport, provision: str, case: str, sent: dt.date, now: CheckReport | None = None
) -> SheetReport:
    """The sheet about one provision that takes part in the check, sent on a day.

    For a place next year ``report`` is of the year group then, and ``now`` of the one that is recorded.
    """
    recorded = report if now is None else now
    one = next(line for line in report.provisions if line.id == provision)
    law = rules.consultation.get(one.kind, NO_LAW)
    on_agreement = _about_agreement(rules, provision)
    scored, agreement, guidance = [], [], []
    for criterion in one.criteria:
        if criterion.id in on_agreement:
            agreement.append(criterion)
        elif criterion.strength is Strength.GUIDANCE:
            guidance.append(criterion)
        else:
            scored.append(criterion)
    on = law.criteria_bear_on
    years = [str(year) for year in recorded.profile.get(YEAR, ())]
    then = [rules.needs[YEAR].by_id[str(year)].label for year in (*years, *report.profile.get(YEAR, ()))]
    by = consultation_due(sent)
    return SheetReport(
        SCHEMA,
        case,
        report.rule_set,
        report.notice,
        one.id,
        one.name,
        one.part_of,
        one.kind,
        one.status,
        addressed_to(years),
        transfer_ahead(rules, years) if now is None else (then[0], then[-1]),
        now is not None,
        sent.isoformat(),
        by.isoformat(),
        working_day(by).isoformat(),
        law.law,
        law.note,
        recorded.left_as_it_is,
        recorded.recorded,
        recorded.unusual,
        tuple(GroundLine(says, tuple(scored) if place == on else ()) for place, says in enumerate(law.grounds)),
        tuple(scored) if on is None else (),
        tuple(agreement),
        tuple(guidance),
        tuple(_missing(rules, report, one)),
        tuple(part.what for part in one.not_recorded),
        tuple(one for one in report.findings if {*one.about} == {provision} and not one.silenced_by),
        report.cannot_see,
        report.challenge,
    )


def addressed_to(years: Collection[str]) -> str:
    """Who asks, and so who is written to: after compulsory school age it is the young person's request.

    Compulsory school age ends in the summer of Year 11, so from Year 12 on it is over. Sections 38 and 83 of the
    Children and Families Act 2014.
    """
    if not years or (not {*years}.isdisjoint(POST_16) and not {*years} <= {*POST_16}):
        return "the parent or, after compulsory school age, the young person"
    return "the young person" if {*years} <= {*POST_16} else "the parent"


def _missing(rules: RuleSet, report: CheckReport, one: ProvisionLine) -> Iterator[str]:
    conditions = {said.id: (said.condition, said.waiver) for said in rules.by_id[one.id].version.criteria}
    in_doubt = [line.id for line in one.criteria if line.status is Status.CANNOT_TELL]
    asked = [part for id in in_doubt for part in conditions[id] if part is not None]
    names = {name for part in asked for field in fields_of(part) for name in base_fields(rules.needs[field])}
    return (need.label for need in rules.needs.fields if need.id in names and need.id not in report.profile)


def _about_agreement(rules: RuleSet, provision: str) -> frozenset[str]:
    """The criteria that ask whether the family agrees."""
    needs = rules.needs
    found = set()
    for criterion in rules.by_id[provision].version.criteria:
        for condition in (criterion.condition, criterion.waiver):
            names = () if condition is None else fields_of(condition)
            if any(Concern.FAMILY_AGREEMENT in needs[name].concerns for name in names):
                found.add(criterion.id)
    return frozenset(found)
