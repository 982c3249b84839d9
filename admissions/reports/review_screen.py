"""A review as text for a terminal: each placement to talk about, and the summary of all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from admissions.model.deadlines import Counted, State, Step
from admissions.reports.check_screen import UNUSUAL
from admissions.reports.findings_screen import finding_screen
from admissions.reports.lines import Line, left_out, numbered, wrapped
from admissions.words.days import COUNTED, say_by, say_day
from admissions.words.lists import joined, sentence

if TYPE_CHECKING:
    from admissions.reports.placements import DeadlineLine, OpenLine, PlacementLine
    from admissions.reports.review import ReviewSummary, RowLine

NEVER = "What stands here is something to talk about at a review. It is never by itself a reason to move anyone."
HIDDEN = "not shown"
STEPS = {
    Step.ANNUAL_REVIEW: "annual review, with the decision on it",
    Step.REVIEW_DECISION: "decision after the meeting",
    Step.FINAL_PLAN: "final plan",
    Step.PHASE_TRANSFER: "plan for the transfer between phases",
    Step.INFANT_TO_JUNIOR: "plan for a move to a junior school, if there is one",
    Step.SECONDARY_TO_POST_16: "plan for a move to post-16, if there is one",
    Step.POST_16_MOVE: "plan for a move between post-16 institutions, if there is one on 1 September",
    Step.UNDER_FIVES: "review of the plan of a child under five",
}
STATES = {
    State.PASSED: "OVERDUE",
    State.WITHIN_FOUR_WEEKS: "in the next four weeks",
    State.WITHIN_THREE_MONTHS: "in the next three months",
    State.LATER: "more than three months away",
    State.CANNOT_TELL: "whether that is still due cannot be told",
}
MISSING = {
    "review_before": "the review before the last meeting",
    "fifth_birthday": "the day of the fifth birthday, which no file should hold",
}
"""What is not recorded, and is no column."""
MAY_BE_EARLIER = {"plan_made", "last_review_meeting", "review_before", "amendment_notice"}
"""What a last day may be counted from: where it is not recorded, that day may be an earlier one."""


def review_screen(summary: ReviewSummary, placements: Iterable[PlacementLine], width: int = 100) -> Iterator[Line]:
    """The whole review: each placement, then the summary."""
    yield Line(summary.heading, "heading")
    yield from wrapped(NEVER, width)
    yield Line()
    for one in placements:
        yield from placement_screen(one, width)
        yield Line()
    yield from summary_screen(summary, width)


def placement_screen(one: PlacementLine, width: int = 100) -> Iterator[Line]:
    """One placement: where the child is, what is due, what to talk about, what is not raised, and what is unusual."""
    years = f", {joined(one.year_labels, 'or')}" if one.year_labels else ""
    yield from wrapped(
        f"{one.case}{years}: {one.place_name or 'where the child is now is not known'}", width, style="name"
    )
    for deadline in one.deadlines:
        yield from wrapped(say_deadline(deadline), width, 2, 2)
    for said in say_others(one):
        yield from wrapped(said, width, 2, 2)
    for finding in (*one.findings, *one.not_raised):
        yield from finding_screen(finding, width, at_review=True)
    if one.unusual:
        yield from wrapped(f"{UNUSUAL} {' '.join(one.unusual)}", width, 2, 2)
    if one.decision or one.reason or one.role:
        yield from wrapped(f"decided by a person: {one.decision} ({one.role}): {one.reason}", width, 2, 2)


def say_deadline(one: DeadlineLine) -> str:
    """A deadline in a line: the last day, and the last working day up to it where that is another one."""
    step, state = STEPS[Step(one.step)], STATES[State(one.state)]
    names = (MISSING.get(name, name.replace("_", " ")) for name in one.missing)
    missing = f"; not recorded: {joined(names, 'and')}" if one.missing else ""
    if one.last_day is None:
        earliest = f" Not due before {_day(one.earliest)}." if one.earliest else ""
        when = "more than three months away" if one.state == State.LATER else "by when cannot be told"
        return f"{step}: {when}{missing}.{earliest}"
    if one.to_consider:
        ended = "which is over" if one.state == State.PASSED else state
        return f"{step}: to be considered from {_day(one.first_day)} to {_day(one.last_day)}, {ended}{missing}."
    if one.is_past:
        late = "OVERDUE, the" if one.state == State.PASSED else "the"
        unsure = "" if one.state == State.PASSED else "; whether it was kept cannot be told"
        return f"{step}: {late} last day was {_day(one.last_day)}{_counted(one)}{unsure}{missing}."
    if one.due_today:
        return f"{step}: due TODAY{_counted(one)}{missing}."
    by = say_by(dt.date.fromisoformat(one.last_day), dt.date.fromisoformat(one.working_day or one.last_day))
    latest = "at the latest " if one.counted and not MAY_BE_EARLIER.isdisjoint(one.missing) else ""
    return f"{step}: due {latest}by {by}{_counted(one)}, {state}{missing}."


def _counted(one: DeadlineLine) -> str:
    return f", {COUNTED[Counted(one.counted)]}" if one.counted else ""


def say_others(one: PlacementLine) -> Iterator[str]:
    """What else may be open, said after that of a placement that should be left as it is."""
    if one.left_as_it_is:
        yield f"What else may be open is not listed here, since {joined(one.left_as_it_is, 'and')}."
        if one.transfer_ahead:
            yield f"A transfer to {one.transfer_ahead[1]} is ahead all the same: what may be open then is to be asked."
        return
    for name, provisions in (("nearer to mainstream", one.nearer_to_mainstream), ("others", one.others)):
        if provisions:
            yield f"open, or may be, {name}: {say_open(provisions)}"
    if one.transfer_ahead and (one.nearer_to_mainstream or one.others):
        now, then = one.transfer_ahead
        yield f"All of this is held against {now}; what may be open from {then} on is another question."


def say_open(provisions: Sequence[OpenLine]) -> str:
    """Provisions by name, one after another."""
    return "; ".join(one.name for one in provisions)


def _day(day: str | None) -> str:
    return "" if day is None else say_day(dt.date.fromisoformat(day))


def summary_screen(summary: ReviewSummary, width: int = 100) -> Iterator[Line]:
    """The counts, those hidden said to be so."""
    yield Line("Summary", "heading")
    rejected = f"; {numbered(summary.rejected, 'row')} rejected and not counted" if summary.rejected else ""
    if summary.invented:
        yield from wrapped(sentence(summary.invented), width, hang=2)
    number = "Number of placements not shown," if summary.placements is None else f"{summary.placements:,} placements"
    yield from wrapped(f"{number} on {_day(summary.on)}{rejected}.", width)
    for row in summary.rows:
        together = "together: " if len(row.names) > 1 else ""
        yield from wrapped(f"{row.placements:>9,}  {together}{'; '.join(row.names)}", width, 2, 11)
    if summary.columns:
        yield Line()
        yield Line("Of these, by finding", "heading")
    for column in summary.columns:
        yield from wrapped(f"{shown_count(column.total):>9}  {column.label}", width, 2, 11)
        if column.total:
            cells = [f"{row_name(row)}: {cell:,}" for row, cell in zip(summary.rows, column.cells, strict=True) if cell]
            if None in column.cells:
                cells.append(f"{HIDDEN} of the others" if cells else f"{HIDDEN} by place")
            yield from wrapped("; ".join(cells), width, 13, 0, "quiet")
    yield Line()
    for text in summary_sentences(summary):
        yield from wrapped(text, width, hang=2)
    yield from left_out(summary.left_out, "this review", width)
    yield from wrapped(f"Not seen here: {'; '.join(summary.cannot_see)}.", width, hang=2, style="quiet")
    yield from wrapped(summary.challenge, width, hang=2, style="quiet")
    yield from wrapped(
        f"{summary.notice} Rules of {summary.rule_set.name} as at {summary.rule_set.as_at}, {summary.rule_set.hash}. "
        "Placements are special category personal data.",
        width,
        hang=2,
        style="quiet",
    )


def row_name(row: RowLine) -> str:
    """A row of the summary in a few words."""
    return row.names[0] if len(row.names) == 1 else f"the {len(row.names)} places together"


def shown_count(count: int | None) -> str:
    """A count, or that it is not shown."""
    return HIDDEN if count is None else f"{count:,}"


def summary_sentences(summary: ReviewSummary) -> Iterator[str]:
    """What the cohort falls in, in sentences."""
    if summary.overlaps:
        said = [f"{' and '.join(one.names)}: {shown_count(one.placements)}" for one in summary.overlaps]
        yield f"Placements that surely meet the recorded criteria of two provisions: {'; '.join(said)}."
    else:
        yield "No placement surely meets the recorded criteria of two provisions."
    yield (
        f"Placements to which surely nothing is open on recorded criteria: {shown_count(summary.nothing_open)}; of "
        f"these with something at a panel's discretion: {shown_count(summary.only_discretion)}."
    )
    yield f"Independent placements: {shown_count(summary.independent)}."
    if summary.not_ruled_out:
        said = [f"{one.names[0]}: {shown_count(one.placements)}" for one in summary.not_ruled_out]
        yield (
            "For planning, how many of the independent placements the recorded criteria of a provision of the "
            f"authority do not rule out, which says nothing about any of them: {'; '.join(said)}."
        )
    yield (
        f"Placements that are alone with their year group, primary need and place, and so could be recognised: "
        f"{shown_count(summary.unique)}."
    )
    yield f"Counts of 1 to 4, and counts that would give one away, are {HIDDEN}."
