"""Deadlines worked out anew: the twelve months a day at a time, and what dates that are not known may be."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from admissions.model.deadlines import Counted, State
from admissions.model.placements import NOT_YET, Event, NotYet, ReviewDates


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
        return State.PASSED
    if (last - on).days <= 28:
        return State.WITHIN_FOUR_WEEKS
    month = on.month + 3
    # days of the month that are there in every month, so that three months later is the same one
    assert on.day <= 28
    return (
        State.WITHIN_THREE_MONTHS
        if last <= dt.date(on.year + (month > 12), (month - 1) % 12 + 1, on.day)
        else State.LATER
    )


def agreed(states: Iterable[State]) -> State:
    found = {*states}
    return found.pop() if len(found) == 1 else State.CANNOT_TELL


def of_this_year(event: Event) -> bool:
    return isinstance(event, dt.date) and event >= dt.date(2026, 9, 1)


def may_be_seen_to(dates: ReviewDates) -> bool:
    """Whether the plan may name what follows a transfer, all dates being known."""
    unchanged = of_this_year(dates.last_review_decision) and not of_this_year(dates.amendment_notice)
    return of_this_year(dates.plan_made) or of_this_year(dates.final_plan_issued) or unchanged
