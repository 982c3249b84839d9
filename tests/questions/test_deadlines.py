"""Deadlines against tables worked out by hand from the law.

Section 44 of the Children and Families Act 2014: twelve months starting with the day of the plan or of the last review.
Regulation 18: before 15 February, before 31 March, at least five months before. Regulation 20: four weeks from the
meeting. Regulation 22 and R (L, M and P) v Devon [2022] EWHC 493 (Admin): eight weeks from the notice, twelve from the
meeting. The Code: under five, every three to six months.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from admissions.model.deadlines import Counted, Deadline, State, Step
from admissions.model.placements import NOT_YET, Event, ReviewDates
from admissions.questions.deadlines import consultation_due, deadlines_of
from tests.judges.deadlines import bound

PASSED, LATER, UNSURE = State.PASSED, State.LATER, State.CANNOT_TELL
WEEKS, MONTHS = State.WITHIN_FOUR_WEEKS, State.WITHIN_THREE_MONTHS
NEVER = "none"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def event(text: str) -> Event:
    return None if text == "?" else NOT_YET if text == NEVER else day(text)


def of_step(found: Sequence[Deadline], step: Step) -> Deadline | None:
    return next((one for one in found if one.step is step), None)


# A Monday, a Friday, a leap day, over Christmas and into another year: days of the calendar, whatever day is the last
@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-11-23", "2026-12-08"),
        ("2026-12-11", "2026-12-26"),
        ("2026-12-18", "2027-01-02"),
        ("2024-02-14", "2024-02-29"),
        ("2026-02-14", "2026-03-01"),
    ],
)
def test_a_school_answers_a_consultation_within_fifteen_days(sent: str, due: str) -> None:
    assert consultation_due(day(sent)) == day(due)


# plan, meeting, decision | on | last day, state, earliest, what is not recorded
ANNUAL = [
    # of the last review: its decision starts the twelve months
    ("2020-05-01", "2025-11-20", "2025-12-10", "2026-11-27", "2026-12-09", WEEKS, "", ""),
    ("2020-05-01", "2025-11-20", "2025-11-28", "2026-11-27", "2026-11-27", WEEKS, "", ""),
    ("2020-05-01", "2025-11-20", "2025-11-27", "2026-11-27", "2026-11-26", PASSED, "", ""),
    ("?", "?", "2026-01-01", "2026-11-27", "2026-12-31", MONTHS, "", ""),
    ("?", "?", "2026-02-28", "2026-11-27", "2027-02-27", MONTHS, "", ""),
    ("?", "?", "2026-03-01", "2026-11-27", "2027-02-28", LATER, "", ""),
    ("?", "?", "2024-02-29", "2025-02-28", "2025-02-28", WEEKS, "", ""),
    ("?", "?", "2024-02-29", "2025-03-01", "2025-02-28", PASSED, "", ""),
    # of the plan, where no review has been: a plan of 1 January by 31 December
    ("2026-01-01", NEVER, NEVER, "2026-12-31", "2026-12-31", WEEKS, "", ""),
    ("2026-01-01", NEVER, NEVER, "2027-01-01", "2026-12-31", PASSED, "", ""),
    ("2026-01-01", NEVER, "?", "2026-10-01", "2026-12-31", MONTHS, "", ""),
    ("?", NEVER, NEVER, "2026-11-27", "", UNSURE, "", "plan_made"),
    # the first meeting was held, its decision is awaited
    ("2025-12-15", "2026-11-10", NEVER, "2026-11-27", "2026-12-14", WEEKS, "", ""),
    ("2025-11-20", "2026-11-19", NEVER, "2026-11-27", "2026-11-19", PASSED, "", ""),
    # a later meeting was held, its decision is awaited: the review before it is no column of the row
    ("2020-05-01", "2026-11-10", NEVER, "2026-11-27", "", UNSURE, "2021-04-30", "review_before"),
    ("2025-11-20", "2026-11-20", NEVER, "2026-11-27", "", UNSURE, "2026-11-19", "review_before"),
    ("?", "2026-11-10", NEVER, "2026-11-27", "", UNSURE, "", "plan_made"),
    # the decision is not known: a review can only have put it off
    ("2026-06-01", "?", "?", "2026-11-27", "", LATER, "2027-05-31", "last_review_decision last_review_meeting"),
    ("2026-02-20", "?", "?", "2026-11-27", "", UNSURE, "2027-02-19", "last_review_decision last_review_meeting"),
    ("2024-02-20", "2026-11-01", "?", "2026-11-27", "", UNSURE, "2025-02-19", "last_review_decision"),
    ("?", "?", "?", "2026-11-27", "", UNSURE, "", "last_review_decision last_review_meeting plan_made"),
    ("?", "2026-11-10", "?", "2026-11-27", "", UNSURE, "", "last_review_decision plan_made"),
    # a plan of the day asked about: no review can have been before that day
    ("2026-11-27", "?", "?", "2026-11-27", "2027-11-26", LATER, "", ""),
    # a meeting that may have been held was held by the day asked about, so in the twelve months from this plan
    ("2026-02-20", "?", NEVER, "2026-11-27", "2027-02-19", MONTHS, "", ""),
    ("2025-11-28", "?", NEVER, "2026-11-27", "2026-11-27", WEEKS, "", ""),
    ("2025-11-27", "?", NEVER, "2026-11-27", "", UNSURE, "2026-11-26", "last_review_meeting"),
    # no day to be told, so not said to have passed, though a review before a meeting was before it
    ("2020-05-01", "2025-11-27", NEVER, "2026-11-27", "", UNSURE, "2021-04-30", "review_before"),
    ("?", "2025-11-27", NEVER, "2026-11-27", "", UNSURE, "", "plan_made"),
    ("?", "2025-11-27", "?", "2026-11-27", "", UNSURE, "", "last_review_decision plan_made"),
    # plans of 29 February and 1 March
    ("2024-02-29", NEVER, NEVER, "2025-02-28", "2025-02-28", WEEKS, "", ""),
    ("2024-02-29", NEVER, NEVER, "2025-03-01", "2025-02-28", PASSED, "", ""),
    ("2023-03-01", NEVER, NEVER, "2024-02-29", "2024-02-29", WEEKS, "", ""),
    ("2024-02-29", "2025-02-28", NEVER, "2025-02-28", "2025-02-28", WEEKS, "", ""),
    ("2024-02-29", "2025-03-01", NEVER, "2025-03-01", "", UNSURE, "2025-02-28", "review_before"),
]


@pytest.mark.parametrize(("plan", "meeting", "decision", "on", "last", "state", "earliest", "missing"), ANNUAL)
def test_when_the_annual_review_is_to_be_complete(
    plan: str, meeting: str, decision: str, on: str, last: str, state: State, earliest: str, missing: str
) -> None:
    dates = ReviewDates(event(plan), event(meeting), event(decision))
    found = of_step(deadlines_of(dates, ("Y5",), day(on)), Step.ANNUAL_REVIEW)
    assert found is not None
    assert found.last_day == (day(last) if last else None)
    assert found.state is state
    assert found.earliest == (day(earliest) if earliest else None)
    assert found.missing == tuple(missing.split())


# plan, meeting, decision | on | last day, last working day, state
DECISION = [
    ("2020-05-01", "2026-11-10", NEVER, "2026-11-27", "2026-12-08", "2026-12-08", WEEKS),
    ("?", "2026-10-30", NEVER, "2026-11-27", "2026-11-27", "2026-11-27", WEEKS),
    ("?", "2026-10-29", NEVER, "2026-11-27", "2026-11-26", "2026-11-26", PASSED),
    # a Saturday, 28 days after a Saturday, and two bank holidays before a weekend's end
    ("?", "2026-10-31", NEVER, "2026-11-27", "2026-11-28", "2026-11-27", WEEKS),
    ("?", "2026-11-30", NEVER, "2026-12-01", "2026-12-28", "2026-12-24", WEEKS),
    # inside the twelve months of the plan as well
    ("2025-12-01", "2026-11-20", NEVER, "2026-11-27", "2026-11-30", "2026-11-30", WEEKS),
    ("2025-12-01", "2026-11-02", NEVER, "2026-11-27", "2026-11-30", "2026-11-30", WEEKS),
    ("2025-12-01", "2026-11-01", NEVER, "2026-11-27", "2026-11-29", "2026-11-27", WEEKS),
    ("?", "2026-11-10", "?", "2026-11-27", "2026-12-08", "2026-12-08", UNSURE),
    ("?", "2026-11-10", "2026-11-20", "2026-11-27", "", "", None),
    ("2026-01-01", NEVER, NEVER, "2026-11-27", "", "", None),
    ("2026-01-01", "?", NEVER, "2026-11-27", "", "", None),
]


@pytest.mark.parametrize(("plan", "meeting", "decision", "on", "last", "working", "state"), DECISION)
def test_when_the_decision_after_a_meeting_is_due(
    plan: str, meeting: str, decision: str, on: str, last: str, working: str, state: State | None
) -> None:
    dates = ReviewDates(event(plan), event(meeting), event(decision))
    found = of_step(deadlines_of(dates, ("Y5",), day(on)), Step.REVIEW_DECISION)
    assert (found is None) == (state is None)
    if found is not None:
        assert (found.last_day, found.working_day, found.state) == (day(last), day(working), state)


def test_of_two_bounds_on_one_day_the_shorter_one_is_named() -> None:
    dates = ReviewDates(day("2025-12-09"), day("2026-11-10"), NOT_YET, NOT_YET)
    found = of_step(deadlines_of(dates, ("Y8",), day("2026-11-23")), Step.REVIEW_DECISION)
    assert found is not None
    assert (found.last_day, found.counted) == (day("2026-12-08"), Counted.WEEKS_FROM_MEETING)


# meeting, notice, final plan | on | last day, state
FINAL = [
    ("2026-10-01", "2026-10-29", NEVER, "2026-11-27", "2026-12-24", WEEKS),  # 12 weeks from the meeting: the same day
    ("2026-10-01", "2026-10-20", NEVER, "2026-11-27", "2026-12-15", WEEKS),  # 8 weeks from the notice come first
    ("2026-10-01", "2026-11-10", NEVER, "2026-11-27", "2026-12-24", WEEKS),  # a late notice gives no more time
    ("?", "2026-11-10", NEVER, "2026-11-27", "2027-01-05", MONTHS),
    ("?", "2026-10-01", NEVER, "2026-11-27", "2026-11-26", PASSED),
    ("?", "2026-10-01", "2024-05-01", "2026-11-27", "2026-11-26", PASSED),  # that one was before the notice
    ("?", "2026-10-01", "?", "2026-11-27", "2026-11-26", UNSURE),
    ("?", "2026-10-01", "2026-10-01", "2026-11-27", "", None),
    ("?", NEVER, NEVER, "2026-11-27", "", None),  # no amendments were proposed, so no plan is due
    ("?", "?", "?", "2026-11-27", "", None),
]


@pytest.mark.parametrize(("meeting", "notice", "final", "on", "last", "state"), FINAL)
def test_when_the_final_plan_is_due(
    meeting: str, notice: str, final: str, on: str, last: str, state: State | None
) -> None:
    dates = ReviewDates(None, event(meeting), None, event(notice), event(final))
    found = of_step(deadlines_of(dates, ("Y5",), day(on)), Step.FINAL_PLAN)
    assert (found is None) == (state is None)
    if found is not None:
        assert (found.last_day, found.state) == (day(last), state)
        assert found.last_day == bound(found.counted, dates)


# years, decision, on | first day, last day, state, what is not recorded
UNDER_FIVE = [
    (("N1",), "2026-08-31", "2026-11-27", "2026-12-01", "2027-03-01", LATER, ""),  # no 31 November, no 31 February
    (("N1",), "2026-07-01", "2027-01-01", "2026-10-01", "2027-01-01", WEEKS, ""),
    (("N1",), "2026-07-01", "2027-01-02", "2026-10-01", "2027-01-01", PASSED, ""),
    (("N2",), "2026-10-15", "2026-11-27", "2027-01-15", "2027-04-15", LATER, ""),
    (("N1", "N2"), "2026-08-20", "2026-11-27", "2026-11-20", "2027-02-20", MONTHS, ""),
    # in Reception a child turns five, and no birthday is recorded
    (("R",), "2026-10-15", "2026-11-27", "2027-01-15", "2027-04-15", UNSURE, "fifth_birthday"),
    (("N2", "R"), "2026-10-15", "2026-11-27", "2027-01-15", "2027-04-15", UNSURE, "year_group fifth_birthday"),
    (("R", "Y1"), "2026-10-15", "2026-11-27", "2027-01-15", "2027-04-15", UNSURE, "year_group fifth_birthday"),
    (("N1", "Y1"), "2026-10-15", "2026-11-27", "2027-01-15", "2027-04-15", UNSURE, "year_group"),
    # who is in Nursery 2 until 31 August is in Reception from 1 September on
    (("N2",), "2027-02-28", "2027-06-01", "2027-05-28", "2027-08-28", MONTHS, ""),
    (("N2",), "2027-03-01", "2027-06-02", "2027-06-01", "2027-09-01", UNSURE, "fifth_birthday"),
    (("N1",), "2027-03-01", "2027-06-02", "2027-06-01", "2027-09-01", MONTHS, ""),
    (("N1", "N2"), "2027-03-01", "2027-06-02", "2027-06-01", "2027-09-01", UNSURE, "year_group fifth_birthday"),
]


@pytest.mark.parametrize(("years", "decision", "on", "first", "last", "state", "missing"), UNDER_FIVE)
def test_under_five_a_review_is_considered_after_three_to_six_months(
    years: tuple[str, ...], decision: str, on: str, first: str, last: str, state: State, missing: str
) -> None:
    one = of_step(deadlines_of(ReviewDates(last_review_decision=day(decision)), years, day(on)), Step.UNDER_FIVES)
    assert one is not None
    assert (one.first_day, one.last_day, one.state) == (day(first), day(last), state)
    assert one.missing == tuple(missing.split())


def test_under_five_without_the_day_of_the_plan_there_is_no_span() -> None:
    one = of_step(deadlines_of(ReviewDates(), ("N1",), day("2026-11-27")), Step.UNDER_FIVES)
    assert one == Deadline(
        Step.UNDER_FIVES, UNSURE, missing=("last_review_decision", "last_review_meeting", "plan_made")
    )


# dates | step, last day, what is not recorded and on which it turns
TURNS_ON = [
    # the four weeks may be cut short by the end of the twelve months, the eight by the twelve weeks from the meeting
    (("?", "2026-11-10", NEVER, NEVER, "?"), Step.REVIEW_DECISION, "2026-12-08", "plan_made"),
    (("2020-05-01", "2026-11-10", NEVER, NEVER, "?"), Step.REVIEW_DECISION, "2026-12-08", "review_before"),
    (("2026-01-01", "2026-11-10", NEVER, NEVER, "?"), Step.REVIEW_DECISION, "2026-12-08", ""),
    (("2026-01-01", "2026-11-10", "?", NEVER, "?"), Step.REVIEW_DECISION, "2026-12-08", "last_review_decision"),
    (("2025-11-20", "2026-11-10", "?", NEVER, "?"), Step.REVIEW_DECISION, "2026-11-19", "last_review_decision"),
    (("?", "2026-11-10", "?", NEVER, "?"), Step.REVIEW_DECISION, "2026-12-08", "last_review_decision plan_made"),
    (("?", "?", "?", "2026-11-10", NEVER), Step.FINAL_PLAN, "2027-01-05", "last_review_meeting"),
    (("?", "?", "?", "2026-11-10", "?"), Step.FINAL_PLAN, "2027-01-05", "final_plan_issued last_review_meeting"),
    (("?", "2026-10-20", "?", "2026-11-10", "?"), Step.FINAL_PLAN, "2027-01-05", "final_plan_issued"),
    (("?", "2026-10-12", "?", "2026-11-10", NEVER), Step.FINAL_PLAN, "2027-01-04", ""),
]


@pytest.mark.parametrize(("dates", "step", "last", "missing"), TURNS_ON)
def test_what_may_make_a_day_earlier_is_named_where_it_is_not_recorded(
    dates: tuple[str, ...], step: Step, last: str, missing: str
) -> None:
    one = of_step(deadlines_of(ReviewDates(*map(event, dates)), ("Y5",), day("2026-11-27")), step)
    assert one is not None
    assert (one.last_day, one.missing) == (day(last), tuple(missing.split()))


def test_under_five_the_months_are_counted_from_the_last_review_and_else_from_the_plan() -> None:
    reviewed = ReviewDates(plan_made=day("2025-11-03"), last_review_decision=day("2026-10-15"))
    planned = ReviewDates(plan_made=day("2026-11-03"), last_review_meeting=NOT_YET, last_review_decision=NOT_YET)
    for dates, last in ((reviewed, "2027-04-15"), (planned, "2027-05-03")):
        found = of_step(deadlines_of(dates, ("N2",), day("2026-11-27")), Step.UNDER_FIVES)
        assert found is not None
        assert found.last_day == day(last)


def test_nothing_is_due_where_there_is_no_plan() -> None:
    assert deadlines_of(ReviewDates(plan_made=NOT_YET), ("Y6",), day("2026-11-27")) == ()
