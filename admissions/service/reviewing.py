"""Reviewing placements: each row by itself, so that one that cannot be answered never stops the others."""

from __future__ import annotations

import datetime as dt

from admissions.casework.facts import FactFinder
from admissions.model.needs import CURRENT
from admissions.model.placements import Placement
from admissions.questions.check import CheckAnswer, Checker
from admissions.questions.review import Reviewer
from admissions.questions.rulebook import Rulebook
from admissions.reports.check import stay_line
from admissions.reports.placements import PlacementLine, placement_line
from admissions.service.checking import Asked, shared_of
from admissions.words.findings import FindingSpeaker


class ReviewDesk:
    """Reviews placements on one day; safe to use again and again.

    Every provision takes part that takes part in a check; and where a child is now does, whatever its status.
    """

    def __init__(self, book: Rulebook, asked: Asked, on: dt.date) -> None:
        self.book = book
        self._asked = asked
        self._settings = book.settings(asked.assume, asked.leave_open)
        self._shared = shared_of(book)
        self._reviewer = Reviewer(book, on)
        self._speaker = FindingSpeaker(book.rules)
        self._desks: dict[str | None, tuple[Checker, FactFinder]] = {}
        self._usual = {one.id for one in book.choose(unverified=asked.unverified)}

    def _desk(self, where: str | None) -> tuple[Checker, FactFinder]:
        named = () if where is None or where in self._usual or where not in self.book.by_id else (where,)
        key = named[0] if named else None
        if key not in self._desks:
            provisions = self.book.choose(named, unverified=self._asked.unverified)
            checker = Checker(self.book, self._settings, provisions)
            self._desks[key] = checker, FactFinder(checker, self.book.rules.casework, self._shared.chaining.passed)
        return self._desks[key]

    def review(self, placement: Placement) -> tuple[PlacementLine, CheckAnswer]:
        """The line of one placement, and the answer that it rests on. Raises Refused where no such child can be."""
        with self._shared.lock:
            checker, finder = self._desk(None)
            situation, readings = checker.situate(placement.profile)
            places = situation.possible(CURRENT)
            if len(places) == 1:
                checker, finder = self._desk(places[0])
            walker = checker.walker(situation)
            answer = checker.answer(situation, readings, walker)
            review = self._reviewer.under_review(placement, situation)
            findings = self._shared.chaining.findings(finder.facts(answer, walker, None, review))
            here = next((one for one in answer.provisions if places == (one.read.id,)), None)
            stays = None if here is None else stay_line(checker, here, walker)
            rules = self.book.rules
            unusual = checker.unusual(walker)
            line = placement_line(rules, self._speaker, placement, situation, answer, stays, review, findings, unusual)
            return line, answer
