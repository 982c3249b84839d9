"""Deadlines where a date is not known: told as every day that it may be agrees."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import fields, replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from admissions.model.deadlines import State, Step
from admissions.model.placements import NOT_YET, Event, ReviewDates
from admissions.model.school_years import months_after
from admissions.questions.deadlines import deadlines_of
from tests.drawn import drawn
from tests.judges.deadlines import (
    agreed,
    bound,
    completions,
    distance,
    may_be_seen_to,
    starts,
    walked_twelve_months,
)
from tests.questions.test_deadlines import of_step

PASSED, UNSURE = State.PASSED, State.CANNOT_TELL
OLD = dt.date(1990, 1, 1)
"""Stands for the earliest day that there may be: a plan of that day makes everything due as early as can be."""
ON = dt.date(2026, 11, 27)
GRID = [ON - dt.timedelta(days=days) for days in (0, 8, 20, 35, 90, 270, 340, 360, 364, 365, 380, 400, 740)]
EVENTS: st.SearchStrategy[Event] = st.sampled_from([None, NOT_YET, *GRID])


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
