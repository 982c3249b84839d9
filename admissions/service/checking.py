"""Checking profiles against the provisions of a rule book, with what follows from the answers."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from admissions.casework.chaining import Chaining
from admissions.casework.facts import FactFinder
from admissions.model.needs import YEAR
from admissions.model.placements import NO_WISHES, AtReview
from admissions.model.profiles import Profile
from admissions.questions.check import Checker
from admissions.questions.review import Reviewer
from admissions.questions.rulebook import ALL, Rulebook
from admissions.reports.check import CheckReport, CheckReporter

if TYPE_CHECKING:
    from admissions.text.cases import ReadCase

EXIT_CODES = {"meets": 0, "not_ruled_out": 0, "cannot_tell": 12, "discretion": 10}
NONE_MET = 11


def exit_code(report: CheckReport) -> int:
    """0 where some provision is met or not ruled out; else 12 cannot tell, 10 discretion only, 11 none.

    Where no provision's criteria are known, nothing can be told.
    """
    groups = {line.group for line in report.provisions} or {"cannot_tell"}
    return next((code for group, code in EXIT_CODES.items() if group in groups), NONE_MET)


@dataclass(frozen=True)
class Asked:
    """What a check is asked with, besides the profile."""

    provision: str | None = None
    assume: Mapping[str, str] | None = None
    leave_open: Iterable[str] = ()
    unverified: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """By what answers to it are kept."""
        return (
            self.provision,
            tuple(sorted((self.assume or {}).items())),
            tuple(sorted({*self.leave_open})),
            self.unverified,
        )


def asked_with(case: ReadCase, asked: Asked) -> Asked:
    """What is asked of a case: what it says itself, and what is asked besides, which wins where the two differ."""
    opened = {*asked.leave_open}
    fixed = {name: value for name, value in case.assume.items() if not {name, ALL} & opened}
    return Asked(
        case.asked_about if asked.provision is None else asked.provision,
        {**fixed, **(asked.assume or {})},
        (*case.leave_open, *asked.leave_open),
        asked.unverified,
    )


def next_year_group(book: Rulebook, report: CheckReport) -> tuple[str, str] | None:
    """The year group of the child a school year on, and its label; None where one is not known, and after the last."""
    if YEAR not in book.rules.needs.by_id:
        return None
    years, held = book.rules.needs[YEAR], report.profile.get(YEAR, ())
    place = years.ids.index(str(held[0])) + 1 if isinstance(held, tuple) and len(held) == 1 else len(years.ids)
    return (years.ids[place], years.values[place].label) if place < len(years.ids) else None


class CheckDesk:
    """Checks profiles asked in one way against one rule book; safe to use again and again, from several threads too.

    Raises Refused for a way of asking, or for casework rules, that cannot be.
    """

    def __init__(self, book: Rulebook, asked: Asked) -> None:
        settings = book.settings(asked.assume, asked.leave_open)
        named = () if asked.provision is None else (asked.provision,)
        self._asked_about = asked.provision
        self._shared = shared_of(book)
        with self._shared.lock:
            self._checker = Checker(book, settings, book.choose(named, unverified=asked.unverified))
            self._reporter = CheckReporter(book, self._checker)
            self._facts = FactFinder(self._checker, book.rules.casework, self._shared.chaining.passed)

    def check(self, profile: Profile, at: AtReview | None = None) -> CheckReport:
        """The report of one profile, as part of the review of its placement where there is one.

        Raises Refused where no such child can be.
        """
        with self._shared.lock:
            situation, readings = self._checker.situate(profile)
            walker = self._checker.walker(situation)
            answer = self._checker.answer(situation, readings, walker)
            review = None
            if at is not None:
                review = Reviewer(self._checker.book, at.on).under_review(at.placement, situation)
            findings = self._shared.chaining.findings(self._facts.facts(answer, walker, self._asked_about, review))
            wishes = NO_WISHES if at is None else at.placement.wishes
            return self._reporter.report(profile, answer, walker, findings, self._asked_about, wishes)


@dataclass(frozen=True)
class _Shared:
    """What every desk at one rule book uses: its casework rules made ready, and a lock, since questions add to regions
    that they share.
    """

    chaining: Chaining
    lock: threading.Lock


_SHARED: WeakKeyDictionary[Rulebook, _Shared] = WeakKeyDictionary()
_MAKING = threading.Lock()


def shared_of(book: Rulebook) -> _Shared:
    """What is shared by the desks at this rule book."""
    with _MAKING:
        if book not in _SHARED:
            _SHARED[book] = _Shared(Chaining(book.rules.casework), threading.Lock())
        return _SHARED[book]


def check(book: Rulebook, profile: Profile, asked: Asked, at: AtReview | None = None) -> CheckReport:
    """The report of one profile against every provision that takes part, at a review or not. Raises Refused."""
    return CheckDesk(book, asked).check(profile, at)
