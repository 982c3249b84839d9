"""Days and months as people write them in spreadsheets and cases."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping

from admissions.model.periods import Month
from admissions.model.placements import NOT_YET, Event

SINCE = "placed_since"
DATES = ("plan_made", "last_review_meeting", "last_review_decision", "amendment_notice", "final_plan_issued")
WISHES = ("settled_placement", "wish_to_stay", "tribunal_order")
"""The columns of a placements file, and the keys of a case's review, that are of a review."""
YES_NO: Mapping[str, bool | None] = {"yes": True, "no": False, "": None, "unknown": None}
NONE, UNKNOWN = "none", "unknown"
FIRST_YEAR = 1990
MONTHS = tuple(name.lower() for name in calendar.month_name[1:])
DAY_REMEDY = "write it as 2026-11-23 or 23/11/2026; `none` if it has not happened, nothing if it is not known"
MONTH_REMEDY = "write it as 2026-09 or 09/2026; nothing if it is not known"

_DAYS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{1,2})[/.](?P<month>[0-9]{1,2})[/.](?P<year>[0-9]{4})"),
    re.compile(r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)? (?P<name>[A-Za-z]{3,9}),? (?P<year>[0-9]{4})"),
)
_MONTHS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})"),
    re.compile(r"(?P<month>[0-9]{1,2})[/.](?P<year>[0-9]{4})"),
    re.compile(r"(?P<name>[A-Za-z]{3,9}) (?P<year>[0-9]{4})"),
)


class NoDay(ValueError):
    """A text that is no day, or no month: what it is instead, as a clause."""


def read_event(text: str) -> Event:
    """The day of something, or that it has not happened; None where neither is known. Raises NoDay."""
    if text in ("", UNKNOWN):
        return None
    return NOT_YET if text == NONE else read_day(text)


def read_day(text: str) -> dt.date:
    """A day: ``2026-11-23``, ``23/11/2026`` or ``23 November 2026``. Raises NoDay.

    >>> str(read_day("3 Feb 2027"))
    '2027-02-03'
    """
    for pattern in _DAYS:
        found = pattern.fullmatch(text)
        if found is not None:
            try:
                return dt.date(_year(found), _month(found), int(found["day"]))
            except NoDay:
                raise
            except ValueError:
                raise NoDay("there is no such day") from None
    raise NoDay("this is not a day with its year in four digits")


def read_month(text: str) -> Month:
    """A month: ``2026-09``, ``09/2026``, ``September 2026``, or that of a day. Raises NoDay.

    >>> str(read_month("Sep 2026")), str(read_month("14/09/2026"))
    ('2026-09', '2026-09')
    """
    for pattern in _MONTHS:
        found = pattern.fullmatch(text)
        if found is not None:
            return Month(_year(found), _month(found))
    day = read_day(text)
    return Month(day.year, day.month)


def _year(found: re.Match[str]) -> int:
    year = int(found["year"])
    if year < FIRST_YEAR:
        raise NoDay(f"this is before {FIRST_YEAR}")
    return year


def _month(found: re.Match[str]) -> int:
    if "name" in found.groupdict():
        name = found["name"].lower()
        name = "sep" if name == "sept" else name
        place = next((place for place, known in enumerate(MONTHS) if known.startswith(name)), None)
        if place is None:
            raise NoDay("there is no such month")
        return place + 1
    month = int(found["month"])
    if not 1 <= month <= 12:
        raise NoDay("there is no such month")
    return month
