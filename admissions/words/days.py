"""Days in plain English, and what happened on them."""

from __future__ import annotations

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


def say_day(day: Day) -> str:
    """A day, or a month where no day is known.

    >>> say_day(dt.date(2027, 2, 14)), say_day(Month(2025, 1))
    ('14 February 2027', 'January 2025')
    """
    month = f"{MONTHS[day.month - 1]} {day.year}"
    return month if isinstance(day, Month) else f"{day.day} {month}"
