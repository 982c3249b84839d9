"""By when a plan names what follows a transfer, against tables worked out by hand from regulation 18."""

from __future__ import annotations

import pytest

from admissions.model.deadlines import State, Step
from admissions.model.placements import NOT_YET, ReviewDates
from admissions.questions.deadlines import deadlines_of
from tests.questions.test_deadlines import LATER, MONTHS, NEVER, PASSED, UNSURE, WEEKS, day, event, of_step

# year group, final plan, on | step, last day, last working day, state
TRANSFERS = [
    ("Y6", NEVER, "2026-11-27", Step.PHASE_TRANSFER, "2027-02-14", "2027-02-12", MONTHS),  # 14 February is a Sunday
    ("N2", NEVER, "2026-09-01", Step.PHASE_TRANSFER, "2027-02-14", "2027-02-12", LATER),
    ("Y6", NEVER, "2026-08-31", Step.PHASE_TRANSFER, "2026-02-14", "2026-02-13", PASSED),  # the school year that ends
    ("Y6", NEVER, "2027-02-14", Step.PHASE_TRANSFER, "2027-02-14", "2027-02-12", WEEKS),
    ("Y6", NEVER, "2027-02-15", Step.PHASE_TRANSFER, "2027-02-14", "2027-02-12", PASSED),
    ("Y6", "2026-08-31", "2027-02-15", Step.PHASE_TRANSFER, "2027-02-14", "2027-02-12", PASSED),
    ("Y6", "2026-09-01", "2027-02-15", Step.PHASE_TRANSFER, "2027-02-14", "2027-02-12", UNSURE),  # may name the school
    ("Y6", "?", "2027-02-15", Step.PHASE_TRANSFER, "2027-02-14", "2027-02-12", UNSURE),
    ("Y2", NEVER, "2027-01-20", Step.INFANT_TO_JUNIOR, "2027-02-14", "2027-02-12", WEEKS),
    ("Y11", NEVER, "2026-11-27", Step.SECONDARY_TO_POST_16, "2027-03-30", "2027-03-30", LATER),
    ("Y11", NEVER, "2024-03-01", Step.SECONDARY_TO_POST_16, "2024-03-30", "2024-03-28", MONTHS),  # Good Friday before
    ("Y11", NEVER, "2027-03-31", Step.SECONDARY_TO_POST_16, "2027-03-30", "2027-03-30", PASSED),
    # At least five months before 1 September: April, May, June, July and August lie between, whole
    ("Y12", NEVER, "2026-11-27", Step.POST_16_MOVE, "2027-03-31", "2027-03-31", LATER),
    ("Y13", NEVER, "2027-03-31", Step.POST_16_MOVE, "2027-03-31", "2027-03-31", WEEKS),
    ("Y14", NEVER, "2024-03-01", Step.POST_16_MOVE, "2024-03-31", "2024-03-28", MONTHS),  # Easter Sunday
    ("post_19", NEVER, "2027-04-01", Step.POST_16_MOVE, "2027-03-31", "2027-03-31", PASSED),
]


@pytest.mark.parametrize(("year", "final", "on", "step", "last", "working", "state"), TRANSFERS)
def test_by_when_a_plan_names_what_follows_a_transfer(
    year: str, final: str, on: str, step: Step, last: str, working: str, state: State
) -> None:
    dates = ReviewDates(day("2020-03-02"), NOT_YET, NOT_YET, NOT_YET, event(final))
    found = deadlines_of(dates, (year,), day(on))
    one = of_step(found, step)
    assert one is not None
    assert (one.last_day, one.working_day, one.state) == (day(last), day(working), state)
    assert {other.step for other in found} <= {step, Step.ANNUAL_REVIEW, Step.UNDER_FIVES}


# plan, meeting, decision, notice, final plan, of a Year 6 pupil after 14 February 2027 | state, what is not recorded
SEEN_TO = [
    ("2020-03-02", "2026-05-10", "2026-05-21", NEVER, "2025-06-20", PASSED, ""),  # no review of this school year at all
    ("2020-03-02", "2026-05-10", "2026-05-21", NEVER, "2026-08-31", PASSED, ""),
    ("2020-03-02", "2026-05-10", "2026-05-21", NEVER, "2026-09-01", UNSURE, ""),  # it may name the secondary school
    ("2020-03-02", "2026-05-10", "2026-05-21", NEVER, "?", UNSURE, "final_plan_issued"),
    # a first plan of this school year may name the secondary school too
    ("2026-09-01", NEVER, NEVER, NEVER, NEVER, UNSURE, ""),
    ("2026-08-31", NEVER, NEVER, NEVER, NEVER, PASSED, ""),
    ("?", NEVER, NEVER, NEVER, NEVER, UNSURE, "plan_made"),
    ("?", "2026-05-10", NEVER, NEVER, NEVER, PASSED, ""),  # the plan was made before the meeting
    ("?", "2026-09-01", NEVER, NEVER, NEVER, UNSURE, "plan_made"),  # or on its day
    ("?", NEVER, NEVER, NEVER, "2026-08-31", PASSED, ""),
    ("?", NEVER, NEVER, "2026-08-31", NEVER, PASSED, ""),
    # a review of this school year that amended nothing may have kept the duty, in a school for all ages
    ("2020-03-02", "2026-11-10", "2026-12-01", NEVER, NEVER, UNSURE, ""),
    ("2020-03-02", "2026-11-10", "2026-12-01", "2026-12-01", NEVER, PASSED, ""),  # to be amended, and was not
    ("2020-03-02", "2026-11-10", "2026-12-01", "2026-12-01", "2025-06-20", PASSED, ""),
    ("2020-03-02", "2026-11-10", "2026-12-01", "2026-12-01", "2027-01-20", UNSURE, ""),
    ("2020-03-02", "2026-11-10", "2026-12-01", "?", NEVER, UNSURE, "amendment_notice"),
    ("2020-03-02", "2026-11-10", NEVER, NEVER, NEVER, PASSED, ""),  # the decision has not come
    ("2020-03-02", "2026-11-10", "?", NEVER, NEVER, UNSURE, "last_review_decision"),
    ("2020-03-02", "2026-11-10", "?", "2026-12-01", NEVER, PASSED, ""),
    ("2020-03-02", "?", "?", NEVER, NEVER, UNSURE, "last_review_decision"),
    ("2020-03-02", NEVER, "?", "?", NEVER, PASSED, ""),
    ("2020-03-02", "?", "?", "?", NEVER, UNSURE, "last_review_decision amendment_notice"),
    ("?", "?", "?", "?", "?", UNSURE, "final_plan_issued plan_made last_review_decision amendment_notice"),
]


@pytest.mark.parametrize(("plan", "meeting", "decision", "notice", "final", "state", "missing"), SEEN_TO)
def test_a_transfer_is_late_only_where_nothing_of_the_school_year_can_have_seen_to_it(
    plan: str, meeting: str, decision: str, notice: str, final: str, state: State, missing: str
) -> None:
    dates = ReviewDates(event(plan), event(meeting), event(decision), event(notice), event(final))
    one = of_step(deadlines_of(dates, ("Y6",), day("2027-02-15")), Step.PHASE_TRANSFER)
    assert one is not None
    assert (one.last_day, one.state, one.missing) == (day("2027-02-14"), state, tuple(missing.split()))
    before = of_step(deadlines_of(dates, ("Y6",), day("2027-02-14")), Step.PHASE_TRANSFER)
    assert before is not None
    assert (before.state, before.missing) == (WEEKS, ())


@pytest.mark.parametrize("year", ["Y1", "Y3", "Y4", "Y5", "Y7", "Y8", "Y9", "Y10"])
def test_in_other_years_no_transfer_is_ahead(year: str) -> None:
    found = deadlines_of(ReviewDates(), (year,), day("2026-11-27"))
    assert [one.step for one in found] == [Step.ANNUAL_REVIEW]


def test_a_year_group_in_doubt_leaves_a_transfer_in_doubt() -> None:
    found = of_step(deadlines_of(ReviewDates(), ("Y5", "Y6"), day("2026-11-27")), Step.PHASE_TRANSFER)
    assert found is not None
    assert (found.state, found.missing, found.last_day) == (UNSURE, ("year_group",), day("2027-02-14"))
