"""Outcomes, statuses and strengths in the words that people see."""

from __future__ import annotations

from collections.abc import Mapping

OUTCOME_WORDS: Mapping[str, str] = {
    "meets": "meets the criteria",
    "not_ruled_out": "nothing recorded rules it out",
    "discretion": "only at the panel's discretion",
    "does_not_meet": "does not meet the criteria",
}

GROUPS: Mapping[str, str] = {
    "meets": "Meets the recorded criteria",
    "not_ruled_out": "Nothing recorded rules it out",
    "discretion": "Only at the panel's discretion",
    "cannot_tell": "Cannot tell yet",
    "does_not_meet": "Does not meet",
}
"""The groups of an answer, in the order in which they are shown."""

STATUS_WORDS: Mapping[str, str] = {"met": "met", "not_met": "not met", "cannot_tell": "cannot tell"}

RULED_OUT_WORDS: Mapping[str, str] = {
    "met": "not ruled out by this",
    "not_met": "ruled out by this",
    "cannot_tell": "cannot tell whether it is ruled out by this",
}
"""The same of a criterion that says whom a provision does not take."""

PART_WORDS: Mapping[str | None, str] = {
    "yes": "the part for this child",
    "cannot_tell": "may be the part for this child",
    None: "it cannot be tested whether this is for the child",
    "no": "not for this child",
}
"""What is said of a part of a provision, in the order in which the answers are shown."""
PART_UNTESTED = "For whom it is cannot be tested by what a profile holds."

DOUBT_WORDS: Mapping[str, str] = {
    "unverified": "were not read from the school's or the council's own page, or are in doubt",
    "draft": "are proposed, and not in force",
    "agreed": "are agreed, and not published",
    "withdrawn": "are no longer in force",
}
"""What is said of criteria that are not simply published."""

STRENGTH_WORDS: Mapping[str, str] = {
    "must": "must",
    "must_not": "must not",
    "normally": "normally",
    "indicator": "indicators",
    "guidance": "guidance",
}
