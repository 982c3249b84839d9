"""What can come out of a check: outcomes of a provision, statuses of a criterion."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

CANNOT_TELL = "cannot_tell"
"""The answer for a provision with more than one possible outcome."""


class Outcome(StrEnum):
    """The outcome of one provision for one complete profile, in the order in which answers are grouped."""

    MEETS = "meets"
    NOT_RULED_OUT = "not_ruled_out"
    DISCRETION = "discretion"
    DOES_NOT_MEET = "does_not_meet"


def answer_of(outcomes: Sequence[Outcome]) -> str:
    """The outcome where it is the only possible one, else ``cannot_tell``."""
    return outcomes[0].value if len(outcomes) == 1 else CANNOT_TELL


class Status(StrEnum):
    """Whether a criterion's condition holds over every complete profile that is possible."""

    MET = "met"
    NOT_MET = "not_met"
    CANNOT_TELL = "cannot_tell"


class Answer(StrEnum):
    """A yes or no that may not be known yet."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot_tell"


class Strength(StrEnum):
    """How a criterion counts; guidance is shown and never scored."""

    MUST = "must"
    MUST_NOT = "must_not"
    NORMALLY = "normally"
    INDICATOR = "indicator"
    GUIDANCE = "guidance"


class ProvisionStatus(StrEnum):
    """How firmly a version of the criteria is known.

    ``published`` is the school's or the council's own page with no doubt noted; anything weaker is ``unverified``.
    """

    PUBLISHED = "published"
    UNVERIFIED = "unverified"
    DRAFT = "draft"
    AGREED = "agreed"
    WITHDRAWN = "withdrawn"


class Overlap(StrEnum):
    """How two provisions stand to each other.

    ``certain``: some child meets both. ``cannot_be_ruled_out``: some child meets, or is not ruled out by, both, and at
    least one of the two lists is not wholly recorded there. ``none``: no child does either.
    """

    NONE = "none"
    CANNOT_BE_RULED_OUT = "cannot_be_ruled_out"
    CERTAIN = "certain"
