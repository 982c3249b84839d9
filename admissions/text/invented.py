"""Spells invented placements as the CSV that is read of real ones, each row labelled as invented."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from admissions.model.needs import Needs
from admissions.model.periods import Month
from admissions.model.placements import NOT_YET, Event, ReviewDates, Wishes
from admissions.text.days import DATES, SINCE, WISHES
from admissions.text.placements import BY_PERSON, CASE, INVENTED

PREFIX = "INV"
"""What the reference of an invented placement starts with."""
BETWEEN = ";"
NONE_RECORDED = "none"


def spelled_header(needs: Needs) -> str:
    """The names of the columns as a line of CSV: the label, the reference, every field with values of its own, the
    rest.
    """
    return _line((INVENTED, CASE, *_fields(needs), SINCE, *DATES, *WISHES, *BY_PERSON))


def spelled_placement(
    label: str,
    number: int,
    needs: Needs,
    recorded: Mapping[str, Sequence[str]],
    since: Month | None,
    dates: ReviewDates,
    wishes: Wishes,
) -> str:
    """One placement as a line of CSV. What is not known is left empty; a date that has not come is ``none``."""
    profile = (BETWEEN.join(recorded[field]) or NONE_RECORDED if field in recorded else "" for field in _fields(needs))
    days = (_event(getattr(dates, name)) for name in DATES)
    said = (_said(getattr(wishes, name)) for name in WISHES)
    month = "" if since is None else str(since)
    return _line((label, f"{PREFIX}-{number:06}", *profile, month, *days, *said, *("" for _ in BY_PERSON)))


def _fields(needs: Needs) -> Iterator[str]:
    return (need.id for need in needs.fields if need.axes)


def _event(event: Event) -> str:
    match event:
        case None:
            return ""
        case dt.date():
            return event.isoformat()
        case _:
            return str(NOT_YET.value)


def _said(answer: bool | None) -> str:
    return "" if answer is None else "yes" if answer else "no"


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
