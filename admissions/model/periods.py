"""When something holds: days and months as they are published, and what evidence shows of words without full dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

ONE_DAY = dt.timedelta(days=1)
UNKNOWN: Literal["unknown"] = "unknown"
"""The end of what ended on a day that is not known."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month, where no source gives the day."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


Day = dt.date | Month
Ending = Day | Literal["unknown"] | None
"""When something ended; None where it is not known to have ended."""


def first_of(day: Day) -> dt.date:
    """The day itself, or the first one of the month."""
    return day if isinstance(day, dt.date) else dt.date(day.year, day.month, 1)


def last_of(day: Day) -> dt.date:
    """The day itself, or the last one of the month.

    >>> str(last_of(Month(2017, 12))), str(last_of(Month(9999, 12)))
    ('2017-12-31', '9999-12-31')
    """
    if isinstance(day, dt.date):
        return day
    if day.month == 12:
        return dt.date(day.year, 12, 31)
    return dt.date(day.year, day.month + 1, 1) - ONE_DAY


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``start`` on and before ``end``; None where there is no such bound."""

    start: dt.date | None = None
    end: dt.date | None = None

    def holds(self, on: dt.date) -> bool:
        """Whether ``on`` is one of the days.

        >>> old = period(None, Month(2020, 1))
        >>> old.holds(dt.date(2019, 12, 31)), old.holds(dt.date(2020, 1, 1))
        (True, False)
        """
        return (self.start is None or self.start <= on) and (self.end is None or on < self.end)

    def meets(self, other: Period) -> dt.date | None:
        """The first day that is in both, or None. Neither may be without a start."""
        assert self.start is not None
        assert other.start is not None
        day = max(self.start, other.start)
        return day if self.holds(day) and other.holds(day) else None


def period(start: Day | None, end: Day | None) -> Period:
    """The period from one day, or until one; a month stands for its first day."""
    return Period(None if start is None else first_of(start), None if end is None else first_of(end))


def evidence(start: Day | None, end: Ending, seen: Iterable[Day]) -> Period | None:
    """The days on which words are known to have been in force, or None where no such day is known.

    They are known from ``start``; where that is None, from the first day on which they were ``seen``, else on the last
    day before their ``end``. Without an end they are in force still. Where they ended on a day that is not known, they
    are known up to the last day on which they were seen. A month in which they were seen counts as a whole.
    """
    found = list(seen)
    if start is not None:
        first = first_of(start)
    elif found:
        first = min(map(first_of, found))
    elif end is not None and end != UNKNOWN:
        first = first_of(end) - ONE_DAY
    else:
        return None
    if end is None:
        return Period(first)
    if end == UNKNOWN:
        last = max([first, *map(last_of, found)])
        return Period(first, None if last == dt.date.max else last + ONE_DAY)
    return Period(first, first_of(end))
