"""One placement to talk about at review: what is due, where it stands to recorded criteria, and what follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from admissions.casework.chaining import Finding
from admissions.model.deadlines import TO_CONSIDER, Deadline
from admissions.model.needs import CURRENT, PRIMARY, YEAR
from admissions.model.outcomes import Outcome, answer_of
from admissions.model.placements import Placement
from admissions.model.provisions import RuleSet
from admissions.questions.check import CheckAnswer
from admissions.questions.pathways import PHASES
from admissions.questions.review import UnderReview, nearness
from admissions.questions.situation import Situation
from admissions.reports.check import StayLine
from admissions.reports.findings import FindingLine, finding_lines
from admissions.words.findings import FindingSpeaker
from admissions.words.lists import sentence

OPEN = frozenset({Outcome.MEETS, Outcome.NOT_RULED_OUT})


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A provision that is open on what is recorded, or may be: the answer, or ``cannot_tell``."""

    id: str
    name: str
    answer: str


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """Something that is due, as days in ISO form; see ``Deadline``. What is only ``to_consider`` is no duty."""

    step: str
    state: str
    last_day: str | None
    working_day: str | None
    earliest: str | None
    first_day: str | None
    counted: str
    due_today: bool
    is_past: bool
    to_consider: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlacementLine:
    """One placement. ``findings`` are raised; ``not_raised`` question a placement that should be left as it is.

    ``years`` and ``needs`` are the year groups and the primary needs that it may have, none where any is possible.
    ``where`` is the place where the child is now, by id, with its ``place_name``; None where that is not known.
    ``nearer_to_mainstream`` and ``others`` may be open, and are not that place; ``left_as_it_is`` says why neither is
    to be raised, and ``transfer_ahead`` names the year group that they are held against and the next, where a transfer
    lies between. ``last_year`` is the last year group of
    the provision, with the whole months that are left of it. ``not_recorded`` is what would silence findings, had it
    been recorded. ``unusual`` is as in a check.
    """

    case: str
    years: tuple[str, ...]
    year_labels: tuple[str, ...]
    needs: tuple[str, ...]
    where: str | None
    place_name: str
    stays: StayLine | None
    nearer_to_mainstream: tuple[OpenLine, ...]
    others: tuple[OpenLine, ...]
    left_as_it_is: tuple[str, ...]
    transfer_ahead: tuple[str, str] | None
    deadlines: tuple[DeadlineLine, ...]
    last_year: str | None
    months_left: int | None
    findings: tuple[FindingLine, ...]
    not_raised: tuple[FindingLine, ...]
    not_recorded: tuple[str, ...]
    unusual: tuple[str, ...]
    decision: str
    reason: str
    role: str


def placement_line(
    rules: RuleSet,
    speaker: FindingSpeaker,
    placement: Placement,
    situation: Situation,
    answer: CheckAnswer,
    stays: StayLine | None,
    review: UnderReview,
    findings: Sequence[Finding],
    unusual: Sequence[str],
) -> PlacementLine:
    """The line of one placement; ``unusual`` are clauses."""
    places, years = situation.possible(CURRENT), _known(rules, situation, YEAR)
    where = places[0] if len(places) == 1 else None
    now = None if where is None else nearness(rules, where)
    nearer: list[OpenLine] = []
    others: list[OpenLine] = []
    end = review.range_end
    for one in answer.provisions:
        if one.read.id != where and not OPEN.isdisjoint(one.outcomes):
            rank = nearness(rules, one.read.id)
            line = OpenLine(one.read.id, one.read.provision.name, answer_of(one.outcomes))
            (nearer if now is not None and rank is not None and rank > now else others).append(line)
    told = finding_lines(speaker, findings, placement.wishes)
    silent = {name for one in findings for name in one.rule.silenced_by}
    return PlacementLine(
        placement.case,
        years,
        tuple(rules.needs[YEAR].by_id[year].label for year in years),
        _known(rules, situation, PRIMARY),
        where,
        "" if where is None else rules.needs[CURRENT].by_id[where].label,
        stays,
        tuple(nearer),
        tuple(others),
        speaker.wishes(placement.wishes),
        transfer_ahead(rules, years),
        tuple(deadline_line(one, review.on) for one in review.deadlines),
        None if end is None else end.last_year,
        None if end is None else end.months_left,
        tuple([one for one in told if not one.silenced_by]),
        tuple([one for one in told if one.silenced_by]),
        tuple(sorted(name for name in silent if getattr(placement.wishes, name) is None)),
        tuple(map(sentence, unusual)),
        placement.by_person.decision,
        placement.by_person.reason,
        placement.by_person.role,
    )


def transfer_ahead(rules: RuleSet, years: Sequence[str]) -> tuple[str, str] | None:
    """The year group and the next, where a transfer between phases lies between the two."""
    field = rules.needs[YEAR]
    if len(years) != 1 or not any(start == years[0] for _, start, _ in PHASES):
        return None
    after = next(end for _, start, end in PHASES if start == years[0])
    return field.by_id[years[0]].label, field.by_id[after].label


def _known(rules: RuleSet, situation: Situation, field: str) -> tuple[str, ...]:
    possible = situation.possible(field)
    return () if len(possible) == len(rules.needs[field].ids) else possible


def deadline_line(one: Deadline, on: dt.date) -> DeadlineLine:
    """A deadline as it is told on a day; a bound that is past by then tells nothing of it, and is left out."""

    def told(day: dt.date | None) -> str | None:
        return None if day is None else day.isoformat()

    return DeadlineLine(
        one.step.value,
        one.state.value,
        told(one.last_day),
        told(one.working_day),
        told(one.earliest if one.earliest is not None and one.earliest >= on else None),
        told(one.first_day),
        one.counted or "",
        one.last_day == on,
        one.last_day is not None and one.last_day < on,
        one.step in TO_CONSIDER,
        one.missing,
    )
