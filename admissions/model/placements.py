"""Placements: where a child or young person is placed, since when, and how far the review of the plan has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from admissions.errors import NOWHERE, Place
from admissions.model.periods import Month
from admissions.model.profiles import Profile


class NotYet(Enum):
    """That something has not happened, which differs from its not being known."""

    NOT_YET = "none"


NOT_YET = NotYet.NOT_YET

Event = dt.date | NotYet | None
"""The day of something; or that it has not happened; or None where neither is known."""


@dataclass(frozen=True, slots=True)
class ReviewDates:
    """How far the review of an EHC plan has come.

    The decision is the authority's after the last review meeting, the notice the one of the amendments that it then
    proposes, and the final plan the last one that was issued.
    """

    plan_made: Event = None
    last_review_meeting: Event = None
    last_review_decision: Event = None
    amendment_notice: Event = None
    final_plan_issued: Event = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What speaks for leaving a placement as it is; None where it is not known."""

    settled_placement: bool | None = None
    wish_to_stay: bool | None = None
    tribunal_order: bool | None = None


NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True)
class ByPerson:
    """What a person decided, why, and in which role: carried through, and never written by the program."""

    decision: str = ""
    reason: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """One placement: a reference that only the authority can resolve, the profile, and what stands beside it.

    Where the child or young person is now is a need field of the profile. ``cells`` are the cells of the row as they
    were written, by column, so that nothing of it is lost.
    """

    case: str
    profile: Profile
    since: Month | None = None
    dates: ReviewDates = ReviewDates()
    wishes: Wishes = Wishes()
    by_person: ByPerson = ByPerson()
    cells: Mapping[str, str] = field(default_factory=dict)
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class AtReview:
    """A placement that is reviewed on a day."""

    placement: Placement
    on: dt.date
