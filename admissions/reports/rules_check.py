"""The report of a rule set that was checked: what it holds, on which days it changes, and every problem of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from admissions.errors import Problem
from admissions.reports.rule_set import RuleSetLine
from admissions.reports.rules import RulesReport

SCHEMA = "admissions/rules/1"


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One thing to mend (``error``) or to look at (``note``): the place as ``file:line:column``, and what to do."""

    severity: str
    place: str
    what: str
    remedy: str
    text: str

    @property
    def is_error(self) -> bool:
        """Whether it has to be mended."""
        return self.severity == "error"


@dataclass(frozen=True, slots=True)
class RulesCheckReport:
    """A rule set that was checked. ``rule_set`` is None, and nothing is counted, where it cannot be read.

    ``changes_on`` are the days on which something in it comes into force or no longer is, as far as they are known.
    """

    schema: str
    rule_set: RuleSetLine | None
    notice: str
    provisions: int
    criteria: int
    assumptions: int
    casework: int
    changes_on: tuple[str, ...]
    errors: int
    notes: int
    problems: tuple[ProblemLine, ...]


def rules_check_report(
    found: RulesReport | None, days: Iterable[dt.date], problems: Iterable[Problem]
) -> RulesCheckReport:
    """The report of what was found in a folder of rules, if it could be read, with its problems in file order."""
    lines = tuple(ProblemLine(one.severity, str(one.place), one.what, one.remedy, str(one)) for one in problems)
    errors = sum(one.is_error for one in lines)
    return RulesCheckReport(
        SCHEMA,
        None if found is None else found.rule_set,
        "" if found is None else found.notice,
        0 if found is None else len(found.provisions),
        0 if found is None else sum(one.criteria for one in found.provisions),
        0 if found is None else len(found.assumptions),
        0 if found is None else len(found.casework),
        tuple(str(day) for day in days),
        errors,
        len(lines) - errors,
        lines,
    )
