"""Deadlines against tables worked out by hand from the law, and against every day that a date not known may be.

Section 44 of the Children and Families Act 2014: twelve months starting with the day of the plan or of the last review.
Regulation 18: before 15 February, before 31 March, at least five months before. Regulation 20: four weeks from the
meeting. Regulation 22 and R (L, M and P) v Devon [2022] EWHC 493 (Admin): eight weeks from the notice, twelve from the
meeting. The Code: under five, every three to six months.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from admissions.model.deadlines import Counted, Deadline, State, Step
from admissions.model.placements import NOT_YET, Event, NotYet, ReviewDates
from admissions.model.school_years import (
    last_of_twelve_months,
    months_after,
    months_to_end,
    school_year_end,
    working_day,
)
from admissions.questions.deadlines import consultation_due, deadlines_of
from tests.drawn import drawn

PASSED, LATER, UNSURE = State.PASSED, State.LATER, State.CANNOT_TELL
WEEKS, MONTHS = State.WITHIN_FOUR_WEEKS, State.WITHIN_THREE_MONTHS
NEVER = "none"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def event(text: str) -> Event:
    return None if text == "?" else NOT_YET if text == NEVER else day(text)


def of_step(found: Sequence[Deadline], step: Step) -> Deadline | None:
    return next((one for one in found if one.step is step), None)


# Start of the twelve months, their last day. A leap day has no same day a year later, so the next year's 28 February is
# the last one before 1 March; twelve months from 1 March 2023 hold a leap day.
TWELVE_MONTHS = [
    ("2026-01-01", "2026-12-31"),
    ("2025-11-27", "2026-11-26"),
    ("2024-02-28", "2025-02-27"),
    ("2024-02-29", "2025-02-28"),
    ("2023-02-28", "2024-02-27"),
    ("2023-03-01", "2024-02-29"),
    ("2024-03-01", "2025-02-28"),
    ("2025-03-31", "2026-03-30"),
    ("2026-09-01", "2027-08-31"),
    ("2026-12-31", "2027-12-30"),
]


@pytest.mark.parametrize(("start", "last"), TWELVE_MONTHS)
def test_the_twelve_months_start_with_the_day_itself(start: str, last: str) -> None:
    assert last_of_twelve_months(day(start)) == day(last)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)))
def test_the_day_after_the_twelve_months_is_the_same_day_of_the_next_year(start: dt.date) -> None:
    last = last_of_twelve_months(start)
    after = last + dt.timedelta(days=1)
    same = (start.month, start.day) if (start.month, start.day) != (2, 29) else (3, 1)
    assert (after.year, after.month, after.day) == (start.year + 1, *same)


# The bank holidays of England as www.gov.uk/bank-holidays lists them, typed in by hand. For 2024 and 2028 that list was
# not read: they are New Year's Day, Good Friday, Easter Monday, the first and the last Monday of May, the last one of
# August, Christmas Day and Boxing Day, or the next day that is none of these where one of them is at a weekend.
BANK_HOLIDAYS = (
    *("2024-01-01", "2024-03-29", "2024-04-01", "2024-05-06"),
    *("2024-05-27", "2024-08-26", "2024-12-25", "2024-12-26"),
    *("2025-01-01", "2025-04-18", "2025-04-21", "2025-05-05"),
    *("2025-05-26", "2025-08-25", "2025-12-25", "2025-12-26"),
    *("2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04"),
    *("2026-05-25", "2026-08-31", "2026-12-25", "2026-12-28"),
    *("2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03"),
    *("2027-05-31", "2027-08-30", "2027-12-27", "2027-12-28"),
    # 1 January 2028 is a Saturday, so the Monday after is the holiday; Easter Sunday is 16 April
    *("2028-01-03", "2028-04-14", "2028-04-17", "2028-05-01"),
    *("2028-05-29", "2028-08-28", "2028-12-25", "2028-12-26"),
)


def test_working_days_leave_out_weekends_and_the_bank_holidays_of_england() -> None:
    first = dt.date(2024, 1, 1)
    days = [first + dt.timedelta(days=number) for number in range(5 * 365 + 2)]
    off = [one for one in days if working_day(one) != one]
    assert [one for one in off if one.weekday() < 5] == [day(text) for text in BANK_HOLIDAYS]
    assert {one for one in days if one.weekday() > 4} <= {*off}
    for one in days[7:]:
        shown = working_day(one)
        between = [shown + dt.timedelta(days=number) for number in range(1, (one - shown).days + 1)]
        assert shown not in off
        assert all(later in off for later in between)


@pytest.mark.parametrize(
    ("on", "ends"), [("2026-08-31", 2026), ("2026-09-01", 2027), ("2026-12-31", 2027), ("2027-01-01", 2027)]
)
def test_a_school_year_starts_on_1_september(on: str, ends: int) -> None:
    assert school_year_end(day(on)) == ends


# day, further school years | whole months to 31 August at the end of that one
MONTHS_LEFT = [
    ("2026-11-27", 0, 9),  # December to August
    ("2026-11-27", 5, 69),
    ("2026-11-01", 0, 10),
    ("2026-11-02", 0, 9),
    ("2026-09-01", 0, 12),  # the school year is new
    ("2026-08-31", 1, 12),  # and this is the last day of the one before
    ("2026-08-31", 0, 0),
    ("2026-08-01", 0, 1),
    ("2026-08-02", 0, 0),
    ("2026-12-31", 2, 32),
    ("2027-01-01", 2, 32),
    ("2028-02-29", 0, 6),
]


@pytest.mark.parametrize(("on", "further", "months"), MONTHS_LEFT)
def test_how_many_months_are_left_of_a_school_year(on: str, further: int, months: int) -> None:
    assert months_to_end(day(on), further) == months


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(0, 12))
def test_the_months_left_are_those_that_fit_before_1_september(on: dt.date, further: int) -> None:
    months = months_to_end(on, further)
    end = dt.date(school_year_end(on) + further, 9, 1)
    assert months_after(on, months) <= end < months_after(on, months + 1)


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


# year group, final plan, on | step, last day, last working day, state
TRANSFERS = [
    ("Y6", NEVER, "2026-11-27", Step.PHASE_TRANSFER, "2027-02-14", "2027-02-12", MONTHS),  # 14 February is a Sunday
    ("N2", NEVER, "2026-09-01", Step.PHASE_TRANSFER, "2027-02-14", "2027-02-12", LATER),
    ("Y6", NEVER, "2026-08-31", Step.PHASE_TRANSFER, "2026-02-14", "2026-02-13", PASSED),  # the school year that ends
    ("Y6", NEVER, "2027-02-14", Step.PHASE_TRANSFER, "2027-02-14", "2027-02-12", WEEKS),
    ("Y6", NEVER, "2027-02-15", Step.PHASE_TRANSFER, "2027-02-14", "2027-02-12", PASSED),
    ("Y6", "2026-08-31", "2027-02-15", Step.PHASE_TRANSFER, "2027-02-14", "2027-02-12", PASSED),
    ("Y6", "2026-09-01", "2027-02-15", Step.PHASE_TRANSFER, "2027-02-14", "2027-02-12", UNSURE),  # may name the school
    ("Y6", "?", "2027-02-15", Step.PHASE_TRANSFER, "2027-02-14", "2027-02-12", UNSURE),
    ("Y2", NEVER, "2027-01-20", Step.INFANT_TO_JUNIOR, "2027-02-14", "2027-02-12", WEEKS),
    ("Y11", NEVER, "2026-11-27", Step.SECONDARY_TO_POST_16, "2027-03-30", "2027-03-30", LATER),
    ("Y11", NEVER, "2024-03-01", Step.SECONDARY_TO_POST_16, "2024-03-30", "2024-03-28", MONTHS),  # Good Friday before
    ("Y11", NEVER, "2027-03-31", Step.SECONDARY_TO_POST_16, "2027-03-30", "2027-03-30", PASSED),
    # At least five months before 1 September: April, May, June, July and August lie between, whole
    ("Y12", NEVER, "2026-11-27", Step.POST_16_MOVE, "2027-03-31", "2027-03-31", LATER),
    ("Y13", NEVER, "2027-03-31", Step.POST_16_MOVE, "2027-03-31", "2027-03-31", WEEKS),
    ("Y14", NEVER, "2024-03-01", Step.POST_16_MOVE, "2024-03-31", "2024-03-28", MONTHS),  # Easter Sunday
    ("post_19", NEVER, "2027-04-01", Step.POST_16_MOVE, "2027-03-31", "2027-03-31", PASSED),
]


@pytest.mark.parametrize(("year", "final", "on", "step", "last", "working", "state"), TRANSFERS)
def test_by_when_a_plan_names_what_follows_a_transfer(
    year: str, final: str, on: str, step: Step, last: str, working: str, state: State
) -> None:
    dates = ReviewDates(day("2020-03-02"), NOT_YET, NOT_YET, NOT_YET, event(final))
    found = deadlines_of(dates, (year,), day(on))
    one = of_step(found, step)
    assert one is not None
    assert (one.last_day, one.working_day, one.state) == (day(last), day(working), state)
    assert {other.step for other in found} <= {step, Step.ANNUAL_REVIEW, Step.UNDER_FIVES}


# plan, meeting, decision, notice, final plan, of a Year 6 pupil after 14 February 2027 | state, what is not recorded
SEEN_TO = [
    ("2020-03-02", "2026-05-10", "2026-05-21", NEVER, "2025-06-20", PASSED, ""),  # no review of this school year at all
    ("2020-03-02", "2026-05-10", "2026-05-21", NEVER, "2026-08-31", PASSED, ""),
    ("2020-03-02", "2026-05-10", "2026-05-21", NEVER, "2026-09-01", UNSURE, ""),  # it may name the secondary school
    ("2020-03-02", "2026-05-10", "2026-05-21", NEVER, "?", UNSURE, "final_plan_issued"),
    # a first plan of this school year may name the secondary school too
    ("2026-09-01", NEVER, NEVER, NEVER, NEVER, UNSURE, ""),
    ("2026-08-31", NEVER, NEVER, NEVER, NEVER, PASSED, ""),
    ("?", NEVER, NEVER, NEVER, NEVER, UNSURE, "plan_made"),
    ("?", "2026-05-10", NEVER, NEVER, NEVER, PASSED, ""),  # the plan was made before the meeting
    ("?", "2026-09-01", NEVER, NEVER, NEVER, UNSURE, "plan_made"),  # or on its day
    ("?", NEVER, NEVER, NEVER, "2026-08-31", PASSED, ""),
    ("?", NEVER, NEVER, "2026-08-31", NEVER, PASSED, ""),
    # a review of this school year that amended nothing may have kept the duty, in a school for all ages
    ("2020-03-02", "2026-11-10", "2026-12-01", NEVER, NEVER, UNSURE, ""),
    ("2020-03-02", "2026-11-10", "2026-12-01", "2026-12-01", NEVER, PASSED, ""),  # to be amended, and was not
    ("2020-03-02", "2026-11-10", "2026-12-01", "2026-12-01", "2025-06-20", PASSED, ""),
    ("2020-03-02", "2026-11-10", "2026-12-01", "2026-12-01", "2027-01-20", UNSURE, ""),
    ("2020-03-02", "2026-11-10", "2026-12-01", "?", NEVER, UNSURE, "amendment_notice"),
    ("2020-03-02", "2026-11-10", NEVER, NEVER, NEVER, PASSED, ""),  # the decision has not come
    ("2020-03-02", "2026-11-10", "?", NEVER, NEVER, UNSURE, "last_review_decision"),
    ("2020-03-02", "2026-11-10", "?", "2026-12-01", NEVER, PASSED, ""),
    ("2020-03-02", "?", "?", NEVER, NEVER, UNSURE, "last_review_decision"),
    ("2020-03-02", NEVER, "?", "?", NEVER, PASSED, ""),
    ("2020-03-02", "?", "?", "?", NEVER, UNSURE, "last_review_decision amendment_notice"),
    ("?", "?", "?", "?", "?", UNSURE, "final_plan_issued plan_made last_review_decision amendment_notice"),
]


@pytest.mark.parametrize(("plan", "meeting", "decision", "notice", "final", "state", "missing"), SEEN_TO)
def test_a_transfer_is_late_only_where_nothing_of_the_school_year_can_have_seen_to_it(
    plan: str, meeting: str, decision: str, notice: str, final: str, state: State, missing: str
) -> None:
    dates = ReviewDates(event(plan), event(meeting), event(decision), event(notice), event(final))
    one = of_step(deadlines_of(dates, ("Y6",), day("2027-02-15")), Step.PHASE_TRANSFER)
    assert one is not None
    assert (one.last_day, one.state, one.missing) == (day("2027-02-14"), state, tuple(missing.split()))
    before = of_step(deadlines_of(dates, ("Y6",), day("2027-02-14")), Step.PHASE_TRANSFER)
    assert before is not None
    assert (before.state, before.missing) == (WEEKS, ())


@pytest.mark.parametrize("year", ["Y1", "Y3", "Y4", "Y5", "Y7", "Y8", "Y9", "Y10"])
def test_in_other_years_no_transfer_is_ahead(year: str) -> None:
    found = deadlines_of(ReviewDates(), (year,), day("2026-11-27"))
    assert [one.step for one in found] == [Step.ANNUAL_REVIEW]


def test_a_year_group_in_doubt_leaves_a_transfer_in_doubt() -> None:
    found = of_step(deadlines_of(ReviewDates(), ("Y5", "Y6"), day("2026-11-27")), Step.PHASE_TRANSFER)
    assert found is not None
    assert (found.state, found.missing, found.last_day) == (UNSURE, ("year_group",), day("2027-02-14"))


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


# --- exact where a date is not known ---------------------------------------------------------------------------------

OLD = dt.date(1990, 1, 1)
"""Stands for the earliest day that there may be: a plan of that day makes everything due as early as can be."""
ON = dt.date(2026, 11, 27)
GRID = [ON - dt.timedelta(days=days) for days in (0, 8, 20, 35, 90, 270, 340, 360, 364, 365, 380, 400, 740)]
EVENTS: st.SearchStrategy[Event] = st.sampled_from([None, NOT_YET, *GRID])


@cache
def walked_twelve_months(start: dt.date) -> dt.date:
    """The last day on which the period has not lasted longer than twelve months, counted a day at a time.

    A month is over when the next day has the number of the first, or where there is none, when the next month begins.
    """
    today, months = start, 0
    while True:
        tomorrow = today + dt.timedelta(days=1)
        months += tomorrow.day == start.day or (tomorrow.day == 1 and today.day < start.day)
        if months == 12:
            return today
        today = tomorrow


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)))
def test_the_twelve_months_are_those_counted_day_by_day(start: dt.date) -> None:
    assert last_of_twelve_months(start) == walked_twelve_months(start)


def possible(dates: ReviewDates) -> bool:
    """Whether the dates, all of them known, can be so: a review has a meeting, and all come after the plan."""
    plan, meeting, decision = dates.plan_made, dates.last_review_meeting, dates.last_review_decision
    if isinstance(plan, NotYet) or (isinstance(meeting, NotYet) and not isinstance(decision, NotYet)):
        return False
    order = [one for one in (plan, meeting, decision) if isinstance(one, dt.date)]
    amended = [one for one in (dates.amendment_notice, dates.final_plan_issued) if isinstance(one, dt.date)]
    return order == sorted(order) and all(plan is None or plan <= one for one in amended)


def completions(dates: ReviewDates, days: Sequence[dt.date], *names: str) -> list[ReviewDates]:
    """What the dates may be, where those of these names that are not known happened on one of the days, or not yet."""
    values = [[NOT_YET, *days] if getattr(dates, name) is None else [getattr(dates, name)] for name in names]
    every = [replace(dates, **dict(zip(names, chosen, strict=True))) for chosen in itertools.product(*values)]
    return [one for one in every if possible(one)]


def starts(dates: ReviewDates, days: Sequence[dt.date]) -> list[dt.date]:
    """The days on which the twelve months may have begun; several where a review before the last is not recorded."""
    plan, meeting, decision = dates.plan_made, dates.last_review_meeting, dates.last_review_decision
    assert isinstance(plan, dt.date)
    if isinstance(decision, dt.date):
        return [decision]
    if isinstance(meeting, dt.date) and meeting > walked_twelve_months(plan):
        return [plan, meeting, *(one for one in days if plan <= one <= meeting)]
    return [plan]


def bound(counted: Counted | None, dates: ReviewDates) -> dt.date:
    """The last day that is counted so."""
    plan, meeting, decision = dates.plan_made, dates.last_review_meeting, dates.last_review_decision
    match counted:
        case Counted.TWELVE_MONTHS_FROM_PLAN if isinstance(plan, dt.date):
            return walked_twelve_months(plan)
        case Counted.TWELVE_MONTHS_FROM_DECISION if isinstance(decision, dt.date):
            return walked_twelve_months(decision)
        case Counted.WEEKS_FROM_MEETING if isinstance(meeting, dt.date):
            return meeting + dt.timedelta(days=28)
        case Counted.WHOLE_REVIEW if isinstance(meeting, dt.date):
            return meeting + dt.timedelta(days=84)
        case Counted.WEEKS_FROM_NOTICE if isinstance(dates.amendment_notice, dt.date):
            return dates.amendment_notice + dt.timedelta(days=56)
        case _:
            raise AssertionError(f"{counted} of a day that is not recorded")


def distance(last: dt.date, on: dt.date) -> State:
    if (last - on).days < 0:
        return PASSED
    if (last - on).days <= 28:
        return WEEKS
    month = on.month + 3
    # days of the month that are there in every month, so that three months later is the same one
    assert on.day <= 28
    return MONTHS if last <= dt.date(on.year + (month > 12), (month - 1) % 12 + 1, on.day) else LATER


def agreed(states: Iterable[State]) -> State:
    found = {*states}
    return found.pop() if len(found) == 1 else UNSURE


@settings(max_examples=drawn(60))
@given(EVENTS, EVENTS, EVENTS, st.lists(st.dates(dt.date(2024, 1, 1), ON), max_size=3))
def test_the_review_is_told_as_every_possible_day_agrees(
    plan: Event, meeting: Event, decision: Event, more: list[dt.date]
) -> None:
    dates, days = ReviewDates(plan, meeting, decision), [OLD, *GRID, *more]
    complete = completions(dates, days, "plan_made", "last_review_meeting", "last_review_decision")
    assume(complete)
    each = [starts(whole, days) for whole in complete]
    begun = {*itertools.chain(*each)}
    for step, last_of in (
        (Step.ANNUAL_REVIEW, walked_twelve_months),
        (Step.UNDER_FIVES, lambda start: months_after(start, 6)),
    ):
        told = of_step(deadlines_of(dates, ("N1",), ON), step)
        lasts = sorted({last_of(one) for one in begun})
        assert told is not None
        assert told.state is agreed(distance(last_of(one[0]), ON) if len(one) == 1 else UNSURE for one in each)
        assert told.last_day == (lasts[0] if len(lasts) == 1 else None)
        assert told.earliest == (None if len(lasts) == 1 or OLD in begun else lasts[0])
        assert (told.missing == ()) == (len(lasts) == 1)
        counted = step is Step.ANNUAL_REVIEW and told.last_day is not None
        assert told.last_day == bound(told.counted, dates) if counted else told.counted is None


@settings(max_examples=drawn(60))
@given(EVENTS, EVENTS, st.sampled_from([None, NOT_YET]))
def test_the_decision_is_due_no_later_than_is_told(plan: Event, meeting: Event, decision: Event) -> None:
    """The four weeks; earlier only where the twelve months, which are then named as not recorded, end before them."""
    dates = ReviewDates(plan, meeting, decision)
    told = of_step(deadlines_of(dates, ("Y5",), ON), Step.REVIEW_DECISION)
    assume(told is not None and isinstance(meeting, dt.date))
    assert told is not None
    assert told.last_day is not None
    assert isinstance(meeting, dt.date)
    awaited = replace(dates, last_review_decision=NOT_YET)
    four_weeks = meeting + dt.timedelta(days=28)
    ends = {
        min(four_weeks, walked_twelve_months(one))
        for whole in completions(awaited, [OLD, *GRID], "plan_made")
        for one in starts(whole, GRID)
    }
    assume(ends)
    assert told.last_day == max(ends)
    assert (told.missing == ()) == (len(ends) == 1 and decision is not None)
    assert told.state is (UNSURE if decision is None else distance(max(ends), ON))
    assert told.last_day == bound(told.counted, dates)


LATE = dt.date(2027, 3, 2)
AROUND = [OLD, dt.date(2026, 8, 31), dt.date(2026, 9, 1), dt.date(2027, 2, 15)]
NEAR: st.SearchStrategy[Event] = st.sampled_from([None, NOT_YET, *AROUND])


def of_this_year(event: Event) -> bool:
    return isinstance(event, dt.date) and event >= dt.date(2026, 9, 1)


def may_be_seen_to(dates: ReviewDates) -> bool:
    """Whether the plan may name what follows a transfer, all dates being known."""
    unchanged = of_this_year(dates.last_review_decision) and not of_this_year(dates.amendment_notice)
    return of_this_year(dates.plan_made) or of_this_year(dates.final_plan_issued) or unchanged


@given(NEAR, NEAR, NEAR, NEAR, NEAR)
def test_a_transfer_is_told_as_every_possible_day_agrees(
    plan: Event, meeting: Event, decision: Event, notice: Event, final: Event
) -> None:
    dates = ReviewDates(plan, meeting, decision, notice, final)
    complete = completions(dates, AROUND, *(one.name for one in fields(ReviewDates)))
    assume(complete)
    told = of_step(deadlines_of(dates, ("Y6",), LATE), Step.PHASE_TRANSFER)
    assert told is not None
    assert told.state is agreed(UNSURE if may_be_seen_to(one) else PASSED for one in complete)


@given(st.dates(dt.date(2015, 1, 1), dt.date(2026, 11, 1)), st.integers(0, 400))
def test_a_later_decision_never_makes_the_next_review_due_earlier(first: dt.date, days: int) -> None:
    later = first + dt.timedelta(days=days)
    one, two = (
        deadlines_of(ReviewDates(last_review_decision=when), ("Y5",), ON)[0].last_day for when in (first, later)
    )
    assert one is not None
    assert two is not None
    assert one <= two


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(-24, 24))
def test_months_are_counted_to_the_same_day(start: dt.date, months: int) -> None:
    found = months_after(start, months)
    count = 12 * (found.year - start.year) + found.month - start.month
    assert (count, found.day) in ((months, start.day), (months + 1, 1))
    if found.day != start.day:
        assert (found - dt.timedelta(days=1)).day < start.day
