"""Days in plain English, and what happened on them."""

from __future__ import annotations

import datetime as dt

from admissions.model.deadlines import Counted
from admissions.model.periods import Day, Month

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
EVENTS = {
    "plan_made": "the day on which the plan was made",
    "last_review_meeting": "the last review meeting",
    "last_review_decision": "the decision after the last review",
    "review_before": "the review before the last meeting",
    "fifth_birthday": "the fifth birthday",
    "amendment_notice": "the notice of amendments",
    "final_plan_issued": "the day on which the final plan was issued",
}
"""What happens to a plan, as a clause names it."""
COUNTED = {
    Counted.TWELVE_MONTHS_FROM_PLAN: "twelve months from the plan",
    Counted.TWELVE_MONTHS_FROM_DECISION: "twelve months from the decision after the last review",
    Counted.WEEKS_FROM_MEETING: "four weeks from the meeting",
    Counted.WEEKS_FROM_NOTICE: "eight weeks from the notice of amendments",
    Counted.WHOLE_REVIEW: "twelve weeks from the meeting",
}
"""What a last day is counted from."""


def say_day(day: Day) -> str:
    """A day, or a month where no day is known.

    >>> say_day(dt.date(2027, 2, 14)), say_day(Month(2025, 1))
    ('14 February 2027', 'January 2025')
    """
    month = f"{MONTHS[day.month - 1]} {day.year}"
    return month if isinstance(day, Month) else f"{day.day} {month}"


def say_by(last: dt.date, working: dt.date) -> str:
    """A last day, with the last working day up to it where that is another one.

    >>> say_by(dt.date(2027, 9, 26), dt.date(2027, 9, 24))
    '26 September 2027 (last working day 24 September 2027)'
    """
    return say_day(last) if working == last else f"{say_day(last)} (last working day {say_day(working)})"
