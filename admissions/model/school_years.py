"""School years, periods of months and weeks, and working days, as statutory time limits count them."""

from __future__ import annotations

import datetime as dt
from functools import cache

ONE_DAY = dt.timedelta(days=1)
STARTS = 9
"""The month on whose first day a school year starts."""


def school_year_end(on: dt.date) -> int:
    """The calendar year in which the school year of a day ends, on 31 August.

    >>> school_year_end(dt.date(2027, 8, 31)), school_year_end(dt.date(2027, 9, 1))
    (2027, 2028)
    """
    return on.year + (on.month >= STARTS)


def months_to_end(on: dt.date, further: int) -> int:
    """Whole months from a day to the end of its school year, on 31 August, or of one so many years further on.

    >>> months_to_end(dt.date(2026, 11, 27), 0), months_to_end(dt.date(2027, 8, 31), 0)
    (9, 0)
    >>> months_to_end(dt.date(2027, 9, 1), 0)
    12
    """
    end = school_year_end(on) + further
    return 12 * (end - on.year) + STARTS - on.month - (on.day > 1)


def last_of_twelve_months(start: dt.date) -> dt.date:
    """The last day of the twelve months that start with a day, which is the first of them.

    It is the day before the same day of the next year; 29 February is followed, a year later, by 1 March.

    >>> [str(last_of_twelve_months(dt.date(*day))) for day in ((2026, 1, 1), (2024, 2, 29), (2023, 3, 1))]
    ['2026-12-31', '2025-02-28', '2024-02-29']
    """
    return months_after(start, 12) - ONE_DAY


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or earlier; where that month has no such day, the first of the next month.

    >>> str(months_after(dt.date(2026, 11, 30), 3)), str(months_after(dt.date(2027, 9, 1), -5))
    ('2027-03-01', '2027-04-01')
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    try:
        return dt.date(year, month + 1, day.day)
    except ValueError:
        return dt.date(year, month + 2, 1)  # no month without such a day is the last of a year


def weeks_after(day: dt.date, weeks: int) -> dt.date:
    """The same day of the week so many weeks later: the last day "within" so many weeks of a day."""
    return day + dt.timedelta(weeks=weeks)


def working_day(day: dt.date) -> dt.date:
    """The last working day up to a day: no Saturday, Sunday or bank holiday in England.

    >>> str(working_day(dt.date(2027, 2, 14))), str(working_day(dt.date(2026, 12, 28)))
    ('2027-02-12', '2026-12-24')
    """
    while day.weekday() > 4 or day in _bank_holidays(day.year):
        day -= ONE_DAY
    return day


@cache
def _bank_holidays(year: int) -> frozenset[dt.date]:
    from holidays.countries.united_kingdom import UnitedKingdom  # takes a second

    return frozenset(UnitedKingdom(subdiv="ENG", years=year))  # type: ignore[no-untyped-call]
