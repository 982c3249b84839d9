"""A draft consultation sheet as text for a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from admissions.model.outcomes import ProvisionStatus
from admissions.reports.check_screen import AHEAD, UNUSUAL, reason
from admissions.reports.findings_screen import finding_screen
from admissions.reports.lines import Line, cited, wrapped
from admissions.words.days import say_by, say_day
from admissions.words.lists import joined, sentence

if TYPE_CHECKING:
    from admissions.reports.criteria import CriterionLine
    from admissions.reports.sheet import SheetReport

NO_ANSWER = (
    "This is a draft for people who decide. It is no answer to the consultation and never a refusal: published "
    "criteria are evidence at most, and the authority decides."
)
NO_REASON = "A draft of a sheet is no reason to move anyone."
SPACE = "____________________________________________"


def sheet_screen(sheet: SheetReport, width: int = 100) -> Iterator[Line]:
    """The sheet, with lines to write on."""
    doubt = "" if sheet.status == "published" else f" [{sheet.status}]"
    within = f", part of {sheet.part_of}" if sheet.part_of else ""
    yield Line("DRAFT consultation sheet", "heading")
    yield from wrapped(f"{sheet.name}{doubt}{within}", width, style="name")
    yield from wrapped(f"Case: {sheet.case or SPACE}. {say_whose(sheet)}", width)
    sent, by = say_sent_and_by(sheet)
    yield from wrapped(
        f"If it is sent on {sent}, the school should answer within 15 days (SEND Code of Practice 2015, 9.83), by "
        f"{by}. The authority decides without an answer too.",
        width,
    )
    if sheet.held_against:
        yield from wrapped(say_year(sheet), width)
    yield from wrapped(f"The law: {sheet.law}.", width)
    if sheet.law_note:
        yield from wrapped(sheet.law_note, width)
    yield from wrapped(NO_ANSWER, width)
    if left := say_left_as_it_is(sheet):
        yield from wrapped(left, width)
    if in_doubt := say_in_doubt(sheet):
        yield from wrapped(in_doubt, width)
    yield Line()
    yield Line("What is recorded", "heading")
    for said in sheet.recorded or ("nothing",):
        yield from wrapped(f"- {said}", width, 2, 2)
    if sheet.unusual:
        yield from wrapped(f"{UNUSUAL} {' '.join(sheet.unusual)}", width, 2)
    for place, ground in enumerate(sheet.grounds, 1):
        yield Line()
        yield from wrapped(f"Ground {place}: {ground.says}", width, style="heading")
        yield from _criteria(ground.evidence, "No published criterion bears on this.", width)
        yield Line(f"  The school's evidence: {SPACE}")
    if sheet.no_ground:
        yield Line()
        yield Line("What is published, which bears on no ground", "heading")
        yield from _criteria(sheet.no_ground, "", width)
    if sheet.family_agreement:
        yield Line()
        yield Line("Asks whether the family agrees, which is no ground", "heading")
        yield from _criteria(sheet.family_agreement, "", width)
    if sheet.guidance:
        yield Line()
        yield Line("Guidance, which is not scored", "heading")
        yield from _criteria(sheet.guidance, "", width)
    yield Line()
    yield Line("What is missing", "heading")
    for name in sheet.missing:
        yield from wrapped(f"- not known of the child or young person: {name}", width, 2, 2)
    for what in sheet.not_recorded:
        yield from wrapped(f"- not recorded of what the school publishes: {what}", width, 2, 2)
    if not sheet.missing and not sheet.not_recorded:
        yield Line("  nothing that the published criteria ask for")
    for finding in sheet.findings:
        yield Line()
        yield from finding_screen(finding, width)
    yield Line()
    yield Line("Reasonable steps and adjustments considered", "heading")
    for what in ("what could be done", "by whom", "what it would change"):
        yield Line(f"  {what}: {SPACE}")
    yield Line()
    yield from wrapped(f"Not seen here: {'; '.join(sheet.cannot_see)}.", width, hang=2, style="quiet")
    yield from wrapped(sheet.challenge, width, hang=2, style="quiet")
    yield from wrapped(
        f"{sheet.notice} Rules of {sheet.rule_set.name} as at {sheet.rule_set.as_at}, {sheet.rule_set.hash}. A profile "
        "is special category personal data.",
        width,
        hang=2,
        style="quiet",
    )


def say_sent_and_by(sheet: SheetReport) -> tuple[str, str]:
    """The day on which it may be sent, and by when the school should answer then."""
    days = (sheet.sent, sheet.answer_by, sheet.answer_by_working_day)
    sent, last, working = map(dt.date.fromisoformat, days)
    return say_day(sent), say_by(last, working)


def say_whose(sheet: SheetReport) -> str:
    """Who may ask for a school, which is not to say that anyone has."""
    who = sentence(f"{sheet.addressed_to} may ask for a school")
    return f"{who} Whether anyone asked for this one is not recorded here."


def say_year(sheet: SheetReport) -> str:
    """Which year group the criteria are held against; for a place after a transfer it is another."""
    assert sheet.held_against is not None
    now, then = sheet.held_against
    if sheet.is_ahead:
        return (
            f"For a place next year: the criteria are held against {then}, and not against {now}, which is recorded. "
            f"{AHEAD}"
        )
    return (
        f"The criteria are held against {now}. For a place after the transfer that lies ahead they have to be held "
        f"against {then}: write that year group in the case, and what else will be otherwise then."
    )


def _criteria(criteria: Sequence[CriterionLine], none: str, width: int) -> Iterator[Line]:
    if not criteria and none:
        yield from wrapped(none, width, 2, 2)
    for one in criteria:
        yield from wrapped(f"- {reason(one)}", width, 2, 2)
        if one.status is not None:
            yield from wrapped(f"“{one.wording}”", width, 4, 1, "quiet")
        yield from wrapped(f"{one.id}: {cited(one.source)}", width, 4, 2, "quiet")


def say_left_as_it_is(sheet: SheetReport) -> str:
    """What speaks for leaving the child where the child is, where something does."""
    if not sheet.left_as_it_is:
        return ""
    return f"Recorded of where the child is now: {joined(sheet.left_as_it_is, 'and')}. {NO_REASON}"


def say_in_doubt(sheet: SheetReport) -> str:
    """A warning where the criteria are not known to be those of the provision."""
    if sheet.status not in (ProvisionStatus.UNVERIFIED, ProvisionStatus.DRAFT):
        return ""
    return (
        "These criteria were not read from the provision's own page or the council's, or are only proposed "
        f"({sheet.status}). Do not send this before they are checked."
    )
