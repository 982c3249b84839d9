"""The answer to a check as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from admissions.model.outcomes import Answer, Outcome, Status, Strength
from admissions.reports.findings_screen import finding_screen
from admissions.reports.lines import Line, cited, left_out, notes, numbered, wrapped
from admissions.words.conditions import NOBODY, NOTHING_ASKED
from admissions.words.lists import joined
from admissions.words.outcomes import (
    DOUBT_WORDS,
    GROUPS,
    OUTCOME_WORDS,
    PART_WORDS,
    RULED_OUT_WORDS,
    STATUS_WORDS,
    STRENGTH_WORDS,
)

if TYPE_CHECKING:
    from admissions.reports.check import CheckReport, PartLine, ProvisionLine
    from admissions.reports.criteria import CriterionLine


AHEAD = (
    "All else is as it is recorded now. A working level that is recorded stays as it is, so the child counts as a year "
    "further below what is expected at their age than today; by then they may have moved on."
)
"""What it means that criteria are held against the year group of next year."""
UNUSUAL = "Unusual by a rule of thumb, for which there is no source, so check that it was recorded as meant:"


def check_screen(report: CheckReport, width: int = 100, *, explain: bool = False) -> Iterator[Line]:
    """The answer to a check: provisions in groups, what decides them; with ``explain`` every criterion and source."""
    number, of = len(report.provisions), len(report.provisions) + len(report.left_out)
    take = f"{number} of {numbered(of, 'provision')} {'takes' if number == 1 else 'take'} part"
    yield from wrapped(f"Rules of {report.rule_set.authority} as at {report.rule_set.as_at}: {take}.", width, hang=2)
    yield from wrapped(f"Recorded: {'; '.join(report.recorded) or 'nothing'}.", width, hang=2)
    if report.unusual:
        yield from wrapped(f"{UNUSUAL} {' '.join(report.unusual)}", width, hang=2)
    for group, title in GROUPS.items():
        members = [one for one in report.provisions if one.group == group]
        if members:
            yield Line()
            yield Line(title, "heading")
            for one in members:
                yield from _provision(one, report, width, explain=explain)
    yield Line()
    yield from _findings(report, width)
    yield from _rest(report, width)


def _rest(report: CheckReport, width: int) -> Iterator[Line]:
    if report.ask_next:
        asked = [f"{one.label} ({one.settles:g})" for one in report.ask_next[:5]]
        more = f", and {len(report.ask_next) - 5} more" if len(report.ask_next) > 5 else ""
        yield from wrapped(
            f"Ask next (in brackets, how many provisions the answer settles on average): {', '.join(asked)}{more}.",
            width,
            hang=2,
        )
    for assumption in report.turns_on:
        text = f"Left open ({assumption.id}): {assumption.question} It may be: {joined(assumption.assumed)}."
        if len(assumption.assumed) == 1:
            rest = f" It could be: {joined(assumption.otherwise)}." if assumption.otherwise else ""
            text = f"Assumed ({assumption.id}): {assumption.question} Taken as: {joined(assumption.assumed)}.{rest}"
        yield from wrapped(text, width, hang=2)
    for status in dict.fromkeys(one.status for one in report.provisions if one.status in DOUBT_WORDS):
        yield from wrapped(f"[{status}]: criteria that {DOUBT_WORDS[status]}.", width, hang=2, style="quiet")
    yield from left_out(report.left_out, "this check", width)
    yield from wrapped(f"Not seen here: {'; '.join(report.cannot_see)}.", width, hang=2, style="quiet")
    yield from wrapped(report.challenge, width, hang=2, style="quiet")
    yield from wrapped(
        f"{report.notice} Rules of {report.rule_set.name} as at {report.rule_set.as_at}, {report.rule_set.hash}. "
        "A profile is special category personal data.",
        width,
        hang=2,
        style="quiet",
    )


def _findings(report: CheckReport, width: int) -> Iterator[Line]:
    if report.findings:
        yield Line("What follows", "heading")
    for one in report.findings:
        yield from finding_screen(one, width)
    if report.findings:
        yield Line()


def _provision(one: ProvisionLine, report: CheckReport, width: int, *, explain: bool) -> Iterator[Line]:
    about = " (the provision asked about)" if one.id == report.asked_about else ""
    doubt = "" if one.status == "published" else f" [{one.status}]"
    yield from wrapped(f"{one.name}{doubt}{about}", width, 2, style="name")
    if len(one.outcomes) > 1:
        yield from wrapped(f"may be: {joined(OUTCOME_WORDS[outcome] for outcome in one.outcomes)}", width, 4, 2)
    for criterion in one.criteria:
        if explain:
            yield from _explained(criterion, width)
        elif decides(criterion, one):
            yield from wrapped(reason(criterion, brief=True), width, 4, 2)
    applying = [part.what for part in one.not_recorded if part.applies is not Answer.NO]
    if applying and (explain or one.group != Outcome.DOES_NOT_MEET):
        yield from wrapped(f"not recorded: {'; '.join(applying)}", width, 4, 2)
    if explain or one.group != Outcome.DOES_NOT_MEET:
        yield from _parts(one.parts, width, explain=explain)
    if one.ask:
        yield from wrapped(f"ask: {', '.join(report.labels[name] for name in one.ask)}", width, 4, 2)
    if one.turns_on:
        yield from wrapped(f"turns on what is assumed of: {', '.join(one.turns_on)}", width, 4, 2)
    if explain:
        yield from notes(one, width)
        if one.ranking:
            yield from wrapped(f"ranking, apart from the criteria: {one.ranking}", width, 4, 2)
        within = f"Part of {one.part_of}. " if one.part_of else ""
        yield from wrapped(f"{within}{one.advice}", width, 4, 2, "quiet")


def _parts(parts: Sequence[PartLine], width: int, *, explain: bool) -> Iterator[Line]:
    """Which parts of a provision are or may be for this child; with ``explain`` every part with its words."""
    if not explain:
        for answer, words in PART_WORDS.items():
            named = [_part_name(part) for part in parts if part.applies == answer]
            if named and answer != Answer.NO:
                said = joined(named, "and" if answer == Answer.YES else "or")
                yield from wrapped(f"{words}: {said}", width, 4, 2)
        return
    for part in parts:
        yield from wrapped(f"{_part_name(part)}: {PART_WORDS[part.applies]}", width, 4, 2)
        yield from wrapped(f"“{part.wording}”", width, 6, 1, "quiet")
        yield from wrapped(cited(part.source), width, 6, 2, "quiet")
        if part.places and part.places.source != part.source:
            yield from wrapped(f"places: {cited(part.places.source)}", width, 6, 2, "quiet")
        if part.note:
            yield from wrapped(f"note: {part.note}", width, 6, 2, "quiet")


def _part_name(part: PartLine) -> str:
    return f"{part.name} ({numbered(part.places.number, 'place')})" if part.places else part.name


def decides(criterion: CriterionLine, one: ProvisionLine) -> bool:
    """Whether a criterion is shown unasked: it fails, or it cannot be told yet and could matter."""
    if criterion.strength is Strength.GUIDANCE or criterion.status in (None, Status.MET):
        return False
    if one.group == Outcome.DOES_NOT_MEET:
        hard = criterion.strength in (Strength.MUST, Strength.MUST_NOT)
        return hard and criterion.status is Status.NOT_MET and criterion.waived is not Answer.YES
    return True


def reason(criterion: CriterionLine, *, brief: bool = False) -> str:
    """What a criterion needs and what is recorded; ``brief`` leaves out what is only not known."""
    if criterion.status is None:
        return criterion.wording
    if criterion.needed == NOTHING_ASKED:
        return f"does not apply: {NOTHING_ASKED}"
    if criterion.strength is Strength.MUST_NOT:
        status, needs = RULED_OUT_WORDS[criterion.status], ""
    else:
        status, needs = STATUS_WORDS[criterion.status], "" if criterion.needed == NOBODY else "needs: "
    if criterion.indicators:
        counts = [sum(item.status is status for item in criterion.indicators) for status in Status]
        recorded = f"{counts[0]} shown, {counts[1]} not shown, {counts[2]} not known"
    else:
        recorded = "" if brief and criterion.status is Status.CANNOT_TELL else criterion.recorded
    here = f" [here: {recorded}]" if recorded else ""
    waived = {Answer.YES: "; the panel may waive this", Answer.CANNOT_TELL: "; the panel might waive this"}
    return f"{status}: {needs}{criterion.needed}{here}{waived.get(criterion.waived, '')}"


def _explained(criterion: CriterionLine, width: int) -> Iterator[Line]:
    strength = STRENGTH_WORDS[criterion.strength]
    yield from wrapped(f"{criterion.id} ({strength}) {reason(criterion)}", width, 4, 2)
    for item in criterion.indicators:
        yield from wrapped(f"{STATUS_WORDS[item.status]}: {item.wording}", width, 6, 2)
    if criterion.turns_on:
        yield from wrapped(f"turns on what is assumed of: {', '.join(criterion.turns_on)}", width, 6, 2)
    if criterion.status is not None:
        yield from wrapped(f"“{criterion.wording}”", width, 6, 1, "quiet")
    yield from wrapped(cited(criterion.source), width, 6, 2, "quiet")
    if criterion.note:
        yield from wrapped(f"note: {criterion.note}", width, 6, 2, "quiet")
