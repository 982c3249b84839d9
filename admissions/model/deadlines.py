"""Deadlines: what the review of a plan has to come to by which day, and how far that is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """What is due; its source stands with the rules that speak of it."""

    ANNUAL_REVIEW = "annual_review"
    REVIEW_DECISION = "review_decision"
    FINAL_PLAN = "final_plan"
    PHASE_TRANSFER = "phase_transfer"
    INFANT_TO_JUNIOR = "infant_to_junior"
    SECONDARY_TO_POST_16 = "secondary_to_post_16"
    POST_16_MOVE = "post_16_move"
    UNDER_FIVES = "under_fives"


TO_CONSIDER = frozenset({Step.UNDER_FIVES})
"""The steps that the Code asks to consider: they are no duty, so nothing of them is ever overdue."""


class State(StrEnum):
    """How far a deadline is on the day asked about; passed only where it surely is."""

    PASSED = "passed"
    WITHIN_FOUR_WEEKS = "within_four_weeks"
    WITHIN_THREE_MONTHS = "within_three_months"
    LATER = "later"
    CANNOT_TELL = "cannot_tell"


class Counted(StrEnum):
    """What a last day was counted from, where it could have been another day."""

    TWELVE_MONTHS_FROM_PLAN = "twelve_months_from_plan"
    TWELVE_MONTHS_FROM_DECISION = "twelve_months_from_decision"
    WEEKS_FROM_MEETING = "weeks_from_meeting"
    WEEKS_FROM_NOTICE = "weeks_from_notice"
    WHOLE_REVIEW = "whole_review"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One thing that is due: the last day on which the duty is still kept, and the last working day up to it.

    Where the last day cannot be told, it is not before ``earliest``; ``missing`` names what is not recorded and on
    which that, or the state, turns. ``first_day`` is the first day of a span in which something should be considered.
    ``counted`` tells what the last day was counted from, where that could have been another day.
    """

    step: Step
    state: State
    last_day: dt.date | None = None
    working_day: dt.date | None = None
    earliest: dt.date | None = None
    first_day: dt.date | None = None
    counted: Counted | None = None
    missing: tuple[str, ...] = ()
