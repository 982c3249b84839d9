"""A review: what is due of the plan, how long a placement can go on, and what speaks for leaving it as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from admissions.model.casework import RangeEnds
from admissions.model.deadlines import Deadline
from admissions.model.needs import CURRENT, FINAL, PLAN, YEAR
from admissions.model.outcomes import Outcome
from admissions.model.periods import first_of, last_of
from admissions.model.placements import NOT_YET, NotYet, Placement, ReviewDates, Wishes
from admissions.model.provisions import RuleSet
from admissions.model.school_years import months_to_end
from admissions.questions.deadlines import deadlines_of
from admissions.questions.rulebook import Rulebook
from admissions.questions.situation import Situation
from admissions.regions.space import Region

MAINSTREAM = "mainstream"
OTHER = "other_"
"""A value of the field of where a child is that begins so is a provision of that kind of another authority."""


@dataclass(frozen=True, slots=True)
class RangeEnd:
    """The last year group to which a provision's recorded criteria are open, and the whole months left to its end."""

    last_year: str
    months_left: int
    ends: RangeEnds


@dataclass(frozen=True, slots=True)
class UnderReview:
    """What a review adds to a check of the profile, on one day.

    ``reviewed_here`` says whether the last review meeting was held in this placement. ``range_end`` is that of the
    provision where the child surely is, in the school year of the day; None where it cannot be told.
    """

    on: dt.date
    wishes: Wishes
    deadlines: tuple[Deadline, ...]
    reviewed_here: bool | None
    range_end: RangeEnd | None


class Reviewer:
    """Finds what a review adds, on one day; safe to use again."""

    def __init__(self, book: Rulebook, on: dt.date) -> None:
        self.book = book
        self.on = on
        self._years: dict[str, tuple[str, ...]] = {}

    def under_review(self, placement: Placement, situation: Situation) -> UnderReview:
        """What a review of this placement adds to its check."""
        years = situation.possible(YEAR)
        return UnderReview(
            self.on,
            placement.wishes,
            deadlines_of(_dates(placement, situation), years, self.on),
            _reviewed_here(placement),
            self._range_end(situation.possible(CURRENT), years),
        )

    def _range_end(self, where: Sequence[str], years: Sequence[str]) -> RangeEnd | None:
        if len(where) != 1 or len(years) != 1 or where[0] not in self.book.by_id:
            return None
        last = self.last_year(where[0], years[0])
        if last is None:
            return None
        ids = self.book.rules.needs[YEAR].ids
        further = ids.index(last) - ids.index(years[0])
        ends = (RangeEnds.THIS_SCHOOL_YEAR, RangeEnds.NEXT_SCHOOL_YEAR, RangeEnds.LATER)[min(further, 2)]
        return RangeEnd(last, months_to_end(self.on, further), ends)

    def last_year(self, provision: str, year: str) -> str | None:
        """The last year group, from ``year`` on, to which the provision's recorded criteria are open without a break.

        None where they are not open to that year group at all, or to the last one that there is.
        """
        here = self._years.get(provision)
        if here is None:
            outcomes = self.book.by_id[provision].outcomes
            space = self.book.space.scratch()
            regions = (self.book.possible, outcomes[Outcome.MEETS], outcomes[Outcome.NOT_RULED_OUT])
            possible, meets, not_ruled_out = (Region(space, one.node) for one in regions)
            here = self._years[provision] = (possible & (meets | not_ruled_out)).hull()[YEAR]
        ids = self.book.rules.needs[YEAR].ids
        after = ids[ids.index(year) :]
        broken = next((place for place, one in enumerate(after) if one not in here), None)
        return after[broken - 1] if broken else None


def nearness(rules: RuleSet, where: str) -> int | None:
    """How near to mainstream the place is where a child is: the greater the nearer; None where that is not known."""
    kinds = {one.id: one.kind for one in rules.provisions}
    kinds |= {one.id: one.kind for one in rules.not_known} | {one.id: one.kind for one in rules.ended}
    order = (*rules.towards_mainstream, MAINSTREAM)
    kind = kinds.get(where, where.removeprefix(OTHER))
    return order.index(kind) if kind in order else None


def _dates(placement: Placement, situation: Situation) -> ReviewDates:
    """The dates of the plan; where the profile leaves no final plan, and no day says otherwise, none is made yet."""
    plans, dates = situation.possible(PLAN), placement.dates
    known = any(isinstance(getattr(dates, one.name), dt.date) for one in fields(dates))
    return dates if known or not plans or FINAL in plans else replace(dates, plan_made=NOT_YET)


def _reviewed_here(placement: Placement) -> bool | None:
    """Whether the last review meeting was held in this placement; None where that is not known.

    Of the month in which the placement began it is not known.
    """
    meeting, since = placement.dates.last_review_meeting, placement.since
    if since is None or meeting is None or isinstance(meeting, NotYet):
        return None
    if meeting < first_of(since):
        return False
    return True if meeting > last_of(since) else None
