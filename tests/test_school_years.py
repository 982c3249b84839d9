"""The calendar of reviews: twelve months, months, school years and working days, against days worked out by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admissions.model.school_years import (
    last_of_twelve_months,
    months_after,
    months_to_end,
    school_year_end,
    working_day,
)
from tests.judges.deadlines import walked_twelve_months


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


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


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)))
def test_the_twelve_months_are_those_counted_day_by_day(start: dt.date) -> None:
    assert last_of_twelve_months(start) == walked_twelve_months(start)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(-24, 24))
def test_months_are_counted_to_the_same_day(start: dt.date, months: int) -> None:
    found = months_after(start, months)
    count = 12 * (found.year - start.year) + found.month - start.month
    assert (count, found.day) in ((months, start.day), (months + 1, 1))
    if found.day != start.day:
        assert (found - dt.timedelta(days=1)).day < start.day
