"""Deadlines of the review of an EHC plan, as the law counts them; exact where some of the dates are not known.

Children and Families Act 2014, section 44(1): twelve months starting with the day on which the plan was made or last
reviewed (as quoted at sendadvicesurrey.org.uk/changing-ehcps). SEND Regulations 2014, regulations 18 and 22, read at
legislation.gov.uk: transfers, before 15 February and 31 March; eight weeks from the notice of amendments. Regulation 20
with R (L, M and P) v Devon County Council [2022] EWHC 493 (Admin): the decision, and the amendments proposed, within
four weeks of the meeting, so twelve in all (as www.ipsea.org.uk/r-l-m-and-p-v-devon-county-council-2022-ewhc-493-admin
and www.monckton.com/case-note-r-l-v-devon-cc-2022-ewhc-493-admin tell it). SEND Code of Practice 2015, 9.178: under
five, every three to six months (www.rotherhamsendiass.org.uk and www.walthamforest.gov.uk tell it; neither that
paragraph nor the judgment as a whole was read). A statutory day does not move for a weekend.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from admissions.model.deadlines import Counted, Deadline, State, Step
from admissions.model.needs import YEAR
from admissions.model.placements import NOT_YET, Event, NotYet, ReviewDates
from admissions.model.school_years import (
    ONE_DAY,
    STARTS,
    last_of_twelve_months,
    months_after,
    school_year_end,
    weeks_after,
    working_day,
)

DECISION_WEEKS, FINAL_PLAN_WEEKS, WHOLE_REVIEW_WEEKS = 4, 8, 12
CONSULTATION_DAYS = 15
NURSERY_2, RECEPTION = "N2", "R"
YOUNG = ("N1", NURSERY_2, RECEPTION)
"""The year groups in which a child is, or may be, under five."""
FIFTH_BIRTHDAY = "fifth_birthday"
"""Stands, among what is not recorded, for the day on which a child turns five."""
POST_16 = ("Y12", "Y13", "Y14", "post_19")
TRANSFERS: Mapping[Step, tuple[Collection[str], tuple[int, int]]] = {
    Step.PHASE_TRANSFER: (("N2", "Y6"), (2, 14)),
    Step.INFANT_TO_JUNIOR: (("Y2",), (2, 14)),
    Step.SECONDARY_TO_POST_16: (("Y11",), (3, 30)),
    Step.POST_16_MOVE: (POST_16, (3, 31)),
}
"""For each transfer its year groups and the last day, in the calendar year of it, on which the duty is still kept.

"Before 15 February" and "before 31 March" are kept on the day before. A move between post-16 institutions is taken to
be on 1 September. "At least five months before" it leaves five whole months between the two days, April to August, so
31 March is the last day; the Code names the same day for a move in the new academic year (9.181, as quoted at
www.birkettlong.co.uk/site/library/legalnews/EHCP-transfer-deadline-day). A move on a later day leaves more time, and
one from a school's own sixth form is a transfer from secondary school, before 31 March: neither is recorded.
"""
REVIEW_BEFORE = "review_before"
"""Stands, among what is not recorded, for the review before the last meeting."""


def deadlines_of(dates: ReviewDates, years: Collection[str], on: dt.date) -> tuple[Deadline, ...]:
    """What is due of a review, for a child who is in one of these year groups, on a day.

    There is no deadline of a step that is done, or that cannot be due: of the final plan, where no notice of amendments
    was sent. What a date that is not known leaves open is so in the answer.
    """
    if isinstance(dates.plan_made, NotYet):
        return ()
    start = _start(dates, on)
    found = (
        _annual_review(start, on),
        _decision(dates, on),
        _final_plan(dates, on),
        _under_five(start, years, on),
        *_transfers(dates, years, on),
    )
    return tuple([one for one in found if one is not None])


def consultation_due(sent: dt.date) -> dt.date:
    """The last day of the 15 in which a school should answer a consultation that was sent on a day.

    They are days of the calendar, by the Code (9.83, as read by Torbay's advice service,
    torbayfamilyhub.org.uk/topic/the-local-authoritys-duty-to-consult; the Code itself was not read again). The
    authority decides without an answer too.

    >>> str(consultation_due(dt.date(2026, 11, 23)))
    '2026-12-08'
    """
    return sent + CONSULTATION_DAYS * ONE_DAY


def _state(last: dt.date, on: dt.date) -> State:
    if last < on:
        return State.PASSED
    if last <= weeks_after(on, 4):
        return State.WITHIN_FOUR_WEEKS
    return State.WITHIN_THREE_MONTHS if last <= months_after(on, 3) else State.LATER


def _due(step: Step, last: dt.date, on: dt.date, *missing: str) -> Deadline:
    return Deadline(step, _state(last, on), last, working_day(last), missing=missing)


def _in_doubt(step: Step, last: dt.date, *missing: str) -> Deadline:
    """By this day, if it was not done: whether it was is not recorded."""
    return Deadline(step, State.CANNOT_TELL, last, working_day(last), missing=missing)


def _day(event: Event) -> dt.date | None:
    return event if isinstance(event, dt.date) else None


# --- the review ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Start:
    """The day with which the twelve months that run began; or the first that it can have been, where some is missing.

    None where nothing is recorded that bounds it.
    """

    day: dt.date | None
    missing: tuple[str, ...] = ()
    counted: Counted = Counted.TWELVE_MONTHS_FROM_PLAN


def _start(dates: ReviewDates, on: dt.date) -> _Start:
    """The last review, which is the authority's decision, or else the plan.

    A meeting whose decision has not come belongs to the period that runs. That is taken to have begun with the plan
    where the meeting lies in the twelve months from it; else with a review before the meeting, of which no day is
    recorded, or with the plan where there was none. What is recorded happened by the day asked about.
    """
    plan, meeting, decision = _day(dates.plan_made), dates.last_review_meeting, dates.last_review_decision
    if isinstance(decision, dt.date):
        return _Start(decision, counted=Counted.TWELVE_MONTHS_FROM_DECISION)
    if isinstance(meeting, NotYet) or plan == on:  # so nothing was decided before that day either
        return _Start(plan, _unknown(dates, "plan_made"))
    if isinstance(decision, NotYet) and plan is not None and (meeting or on) <= last_of_twelve_months(plan):
        return _Start(plan)
    missing = _unknown(dates, "last_review_decision", "last_review_meeting", "plan_made")
    return _Start(plan, missing or (REVIEW_BEFORE,))


def _unknown(dates: ReviewDates, *names: str) -> tuple[str, ...]:
    return tuple([name for name in names if getattr(dates, name) is None])


def _counted(step: Step, start: _Start, on: dt.date, last_of: Callable[[dt.date], dt.date]) -> Deadline:
    """What is due on the last day that is counted from the start.

    A review of which nothing is recorded can only have put it off. It is not said to have passed where the day that
    has passed cannot be told.
    """
    last = None if start.day is None else last_of(start.day)
    if last is not None and not start.missing:
        return _due(step, last, on)
    later = last is not None and _state(last, on) is State.LATER
    return Deadline(step, State.LATER if later else State.CANNOT_TELL, earliest=last, missing=start.missing)


def _annual_review(start: _Start, on: dt.date) -> Deadline:
    """Within the twelve months, with the authority's decision."""
    found = _counted(Step.ANNUAL_REVIEW, start, on, last_of_twelve_months)
    return found if found.last_day is None else replace(found, counted=start.counted)


def _decision(dates: ReviewDates, on: dt.date) -> Deadline | None:
    """Within four weeks of the meeting, and inside the twelve months, which are counted in where they are known."""
    meeting, decision = _day(dates.last_review_meeting), dates.last_review_decision
    if meeting is None or isinstance(decision, dt.date):
        return None
    bounds = {Counted.WEEKS_FROM_MEETING: weeks_after(meeting, DECISION_WEEKS)}
    awaited = _start(replace(dates, last_review_decision=NOT_YET), on)
    if awaited.day is not None and not awaited.missing:
        bounds[awaited.counted] = last_of_twelve_months(awaited.day)
    if decision is None:
        return _earliest(bounds, None, Step.REVIEW_DECISION, "last_review_decision", *awaited.missing)
    return _earliest(bounds, on, Step.REVIEW_DECISION, *awaited.missing)


def _earliest(bounds: Mapping[Counted, dt.date], on: dt.date | None, step: Step, *missing: str) -> Deadline:
    """Due by the first of these days, which is named; without a day asked about it is not known whether it still is."""
    counted = min(bounds, key=lambda one: bounds[one])
    last = bounds[counted]
    found = _in_doubt(step, last, *missing) if on is None else _due(step, last, on, *missing)
    return replace(found, counted=counted)


def _final_plan(dates: ReviewDates, on: dt.date) -> Deadline | None:
    """Within eight weeks of the notice of amendments, and within twelve weeks of the meeting where that is known.

    Without a notice nothing is due of it, even after a meeting: the plan may not be to be amended. Where it is not
    known whether there was one, it may be due, within twelve weeks of the meeting. After a notice the authority may
    still decide not to amend, and tells so within the same eight weeks (regulation 22(4)): no date says so, and what
    has passed is the day for either.
    """
    notice, final, meeting = _day(dates.amendment_notice), dates.final_plan_issued, _day(dates.last_review_meeting)
    whole = {} if meeting is None else {Counted.WHOLE_REVIEW: weeks_after(meeting, WHOLE_REVIEW_WEEKS)}
    if dates.amendment_notice is None:
        decided = not isinstance(dates.last_review_decision, NotYet)  # the notice goes with the decision
        if meeting is None or not decided or (isinstance(final, dt.date) and final >= meeting):
            return None
        return _earliest(whole, None, Step.FINAL_PLAN, "amendment_notice", *_unknown(dates, "final_plan_issued"))
    if notice is None or (isinstance(final, dt.date) and final >= notice):
        return None
    bounds = {Counted.WEEKS_FROM_NOTICE: weeks_after(notice, FINAL_PLAN_WEEKS)}
    if meeting is not None and meeting <= notice:
        bounds |= whole
    missing = _unknown(dates, "final_plan_issued", "last_review_meeting")
    return _earliest(bounds, None if final is None else on, Step.FINAL_PLAN, *missing)


def _under_five(start: _Start, years: Collection[str], on: dt.date) -> Deadline | None:
    """Three to six months after the plan or the last review; which the Code asks to be considered.

    A child turns five in Reception, on a day that is not recorded. So it is in doubt there, as it is of a child in
    Nursery 2 who will be in Reception by the last day.
    """
    if {*YOUNG}.isdisjoint(years):
        return None
    found = _counted(Step.UNDER_FIVES, start, on, lambda day: months_after(day, 6))
    if start.day is not None and not start.missing:
        found = replace(found, first_day=months_after(start.day, 3))
    ends = found.last_day is not None and school_year_end(found.last_day) > school_year_end(on)
    in_doubt = {*years} & {RECEPTION, *([NURSERY_2] if ends else [])}
    missing = [YEAR] * (not {*years} <= {*YOUNG} or 0 < len(in_doubt) < len({*years}))
    missing += [FIFTH_BIRTHDAY] * bool(in_doubt)
    return replace(found, state=State.CANNOT_TELL, missing=(*missing, *found.missing)) if missing else found


# --- transfers -------------------------------------------------------------------------------------------------------


def _transfers(dates: ReviewDates, years: Collection[str], on: dt.date) -> Iterator[Deadline]:
    """The last day for the plan to name what follows, for each transfer that may be at the end of the school year.

    It has passed only where nothing of this school year can have been what was asked for.
    """
    ends = school_year_end(on)
    for step, (groups, (month, day)) in TRANSFERS.items():
        if not {*groups}.isdisjoint(years):
            last = dt.date(ends, month, day)
            state, missing = _state(last, on), list[str]()
            if state is State.PASSED and (open_ := _left_open(dates, dt.date(ends - 1, STARTS, 1))) is not None:
                state, missing = State.CANNOT_TELL, [*open_]
            if not {*years} <= {*groups}:
                state, missing = State.CANNOT_TELL, [YEAR, *missing]
            yield Deadline(step, state, last, working_day(last), missing=tuple(missing))


def _left_open(dates: ReviewDates, begun: dt.date) -> tuple[str, ...] | None:
    """What is not recorded by which a transfer may have been seen to in a school year; None where it surely was not.

    A plan that was made or issued since may name what follows. So may the one in force, where a review since did not
    amend it, as in a school for all ages: it is amended "where necessary" (regulation 18), which it is where a notice
    of amendments was sent since. Of such a plan no date tells, so nothing is named.
    """
    meeting, decision = dates.last_review_meeting, dates.last_review_decision
    notice, final = dates.amendment_notice, dates.final_plan_issued
    amending = _since(notice, begun)
    if _since(dates.plan_made, begun) or _since(final, begun):
        return ()
    if _since(decision, begun) and not amending and notice is not None:
        return ()
    missing = [*_unknown(dates, "final_plan_issued")]
    known = [one for one in (meeting, decision, notice, final) if isinstance(one, dt.date)]
    if all(one >= begun for one in known):  # else the plan was made before
        missing += _unknown(dates, "plan_made")
    may_be_decided = decision is None and not isinstance(meeting, NotYet)
    if not amending and (may_be_decided or _since(decision, begun)):
        missing += _unknown(dates, "last_review_decision", "amendment_notice")
    return tuple(missing) or None


def _since(event: Event, begun: dt.date) -> bool:
    return isinstance(event, dt.date) and event >= begun
