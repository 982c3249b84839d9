"""What a server that runs on and on asks: the rules read once, a rule book a day, a desk a way of asking."""

from __future__ import annotations

import datetime as dt
import io
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from admissions.errors import NOWHERE, refuse
from admissions.questions.rulebook import Rulebook
from admissions.service.checking import Asked, CheckDesk, asked_with, next_year_group
from admissions.service.opening import DEFAULT_RULES, STDIN, bundled, open_case
from admissions.service.reading import need_fields, rules_check
from admissions.service.sheets import sheet_of
from admissions.text.files import rule_files

if TYPE_CHECKING:
    from admissions.reports.check import CheckReport
    from admissions.reports.needs import NeedText
    from admissions.reports.rules_check import RulesCheckReport
    from admissions.reports.sheet import SheetReport

MOST_KEPT = 8
"""How many rule books, and how many desks, are kept at most; the one that was asked longest ago goes first."""
MOST_ANSWERS = 128
"""How many answers to questions of the rules alone are kept at most."""

CHECKING_SECONDS = 1.0
"""How long one who asks for the rules to be checked waits for another."""

Made = TypeVar("Made")


class _Kept(Generic[Made]):
    """A few things that are made once and kept. Who asks for one waits while it is made, and for no other."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._found: OrderedDict[Hashable, Future[Made]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept under this key, made where it is not there. Raises what making it raises, and keeps nothing."""
        with self._lock:
            found = self._found.get(key)
            is_mine = found is None
            if found is None:
                found = self._found[key] = Future()
                if len(self._found) > self._most:
                    self._found.popitem(last=False)
            self._found.move_to_end(key)
        if is_mine:
            try:
                found.set_result(make())
            except BaseException as error:
                with self._lock:
                    self._found.pop(key, None)
                found.set_exception(error)
        return found.result()


class Library:
    """The rules of one authority's folder as they were when this was made; safe to ask from several threads.

    ``hash`` is that of all their files. Raises Refused where they cannot be read as at ``on``.
    """

    def __init__(self, folder: Path | None, on: dt.date) -> None:
        self.folder = folder
        self.files = rule_files(folder or bundled("rules") / DEFAULT_RULES)
        self._books: _Kept[Rulebook] = _Kept()
        self._desks: _Kept[CheckDesk] = _Kept()
        self._answers: _Kept[Any] = _Kept(MOST_ANSWERS)
        self._checking = threading.Lock()
        self.hash = self.files.hash
        self.book(on)

    def book(self, on: dt.date) -> Rulebook:
        """The rule book as at a day. Raises Refused."""
        from admissions.text.rules import RuleReader

        return self._books.get(on, lambda: Rulebook(RuleReader(self.files, on).read()))

    def answer(self, question: Hashable, on: dt.date, asked: Asked, find: Callable[[Rulebook], Made]) -> Made:
        """What ``find`` answers to a question of the rules alone, which no profile is part of; worked out once.

        Raises Refused.
        """
        found: Made = self._answers.get((question, on, asked.key), lambda: find(self.book(on)))
        return found

    def needs(self, on: dt.date) -> tuple[NeedText, ...]:
        """The need fields as at a day. Raises Refused."""
        return self.answer("needs", on, Asked(), need_fields)

    def rules(self, on: dt.date) -> RulesCheckReport:
        """The rules, checked as at a day: once, apart from all else, and one day at a time. Raises Refused.

        It takes seconds and leaves much behind, and whoever asks waits in a thread that others may need.
        """
        if not self._checking.acquire(timeout=CHECKING_SECONDS):
            raise refuse(NOWHERE, "the rules are being checked for others", "ask again in a moment")
        try:
            found: RulesCheckReport = self._answers.get(("rules", on), lambda: rules_check(self.folder, on, self.files))
        finally:
            self._checking.release()
        return found

    def check(self, on: dt.date, data: bytes, asked: Asked, called: str = "body") -> CheckReport:
        """The report of the case in ``data``, which messages call as ``called``. Raises Refused."""
        book = self.book(on)
        case = open_case(book, STDIN, io.BytesIO(data), called=called)
        whole = asked_with(case, asked)
        return self._desks.get((on, whole.key), lambda: CheckDesk(book, whole)).check(case.profile, case.review)

    def next_year_group(self, on: dt.date, data: bytes) -> tuple[str, str] | None:
        """The year group of the child of the case in ``data`` a school year on, and its label. Raises Refused."""
        return next_year_group(self.book(on), self.check(on, data, Asked()))

    def sheet(self, on: dt.date, data: bytes, provision: str, ahead: bytes | None = None) -> SheetReport:
        """The draft consultation sheet for the case in ``data`` and a provision, if sent that day.

        For a place next year the criteria are held against the case ``ahead``, which is the same a year group on.
        Raises Refused.
        """
        now = self._asked_about(on, data, provision)
        then = None if ahead is None else self._asked_about(on, ahead, provision)
        return sheet_of(self.book(on), "", then or now, on, None if then is None else now)

    def _asked_about(self, on: dt.date, data: bytes, provision: str) -> CheckReport:
        asked, book = Asked(provision), self.book(on)
        case = open_case(book, STDIN, io.BytesIO(data), called="body")
        return self._desks.get((on, asked.key), lambda: CheckDesk(book, asked)).check(case.profile)
