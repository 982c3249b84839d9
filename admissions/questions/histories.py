"""Invented histories of placements: since when, how far the review of the plan has come, and what is wished.

Nothing of this follows counts. Most histories keep the dates of the law (section 44 of the Children and Families Act
2014, regulation 20 of the SEND Regulations 2014), and some are late, so that each kind of thing that a review tells is
to be seen: a review that is overdue, a decision that is out, an amendment that has not become a final plan, a date that
is not known.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from admissions.model.periods import ONE_DAY, Month
from admissions.model.placements import NOT_YET, Event, ReviewDates, Wishes

if TYPE_CHECKING:
    import random

YEAR = 365
FIRST_MONTH = 9
"""The month in which a school year starts."""
FIRST_PLANS = dt.date(2014, 9, 1)
"""The day from which there have been EHC plans: part 3 of the Children and Families Act 2014 came into force."""
OLDEST_PLAN = 8 * YEAR
NEWEST_PLAN = 20


def since(on: dt.date, years: int, rng: random.Random) -> Month | None:
    """The month since which a placement lasts, not before the school year ``years`` before this one; None: not known.

    Most placements start with a school year.
    """
    ago, draw = rng.randint(0, years), rng.random()
    if draw < 0.05:
        return None
    start = 12 * (on.year - ago - (on.month < FIRST_MONTH)) + FIRST_MONTH - 1
    latest = 12 * on.year + on.month - 1
    year, month = divmod(rng.randint(start, min(start + 11, latest)) if draw < 0.25 else start, 12)
    return Month(year, month + 1)


def review_dates(on: dt.date, age: int, rng: random.Random) -> ReviewDates:
    """How far the review of a plan has come by a day, of someone who is at least ``age`` years old.

    Nothing is after that day or before there were plans, and nothing that follows something else is before it.
    """
    oldest = min(OLDEST_PLAN, age * YEAR, (on - FIRST_PLANS).days)
    made = on - rng.randint(min(NEWEST_PLAN, oldest), oldest) * ONE_DAY
    meeting = _meeting(on, made, rng)
    if not isinstance(meeting, dt.date):
        return ReviewDates(_known(made, rng), meeting, meeting, meeting, _known(made, rng))
    decision = _after(meeting, on, rng, within=28, late=70, skipped=0.08)
    notice: Event = decision
    if isinstance(decision, dt.date) and rng.random() < 0.5:  # the plan is kept as it is
        notice = NOT_YET
    final: Event = made
    if isinstance(notice, dt.date):
        issued = _after(notice, on, rng, within=56, late=110, skipped=0.1)
        final = issued if isinstance(issued, dt.date) else made
    return ReviewDates(
        _known(made, rng), meeting, _known(decision, rng), _known(notice, rng), _known(final, rng, unknown=0.1)
    )


def wishes(rng: random.Random) -> Wishes:
    """What speaks for leaving a placement as it is."""
    return Wishes(
        settled_placement=_said(rng, yes=0.6, no=0.15),
        wish_to_stay=_said(rng, yes=0.5, no=0.15),
        tribunal_order=_said(rng, yes=0.03, no=0.77),
    )


def _meeting(on: dt.date, made: dt.date, rng: random.Random) -> Event:
    """The last review meeting: in the last twelve months of most, longer ago of some, and of some none or not known."""
    plan_age, draw = (on - made).days, rng.random()
    if draw < 0.06:
        return None
    if plan_age < YEAR // 2 or draw < 0.12 or (plan_age < YEAR and draw < 0.7):
        return NOT_YET
    latest = plan_age - 60
    if draw < 0.28 and latest > YEAR:
        return on - rng.randint(YEAR + 1, min(latest, 2 * YEAR)) * ONE_DAY
    return on - rng.randint(0, min(latest, YEAR - 5)) * ONE_DAY


def _after(day: dt.date, on: dt.date, rng: random.Random, *, within: int, late: int, skipped: float) -> Event:
    """When something followed: in as many days as the law gives, late, or not yet."""
    draw = rng.random()
    days = rng.randint(within // 3, within) if draw < 0.75 else rng.randint(within + 1, late)
    return NOT_YET if draw > 1 - skipped or days > (on - day).days else day + days * ONE_DAY


def _known(event: Event, rng: random.Random, unknown: float = 0.05) -> Event:
    return None if rng.random() < unknown else event


def _said(rng: random.Random, yes: float, no: float) -> bool | None:
    draw = rng.random()
    return True if draw < yes else False if draw < yes + no else None
