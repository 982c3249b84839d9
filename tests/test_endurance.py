"""Many checks, and several threads at once: a small run of what ``make bench`` measures in full."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from admissions.casework.facts import FactFinder
from admissions.model.casework import Fact
from admissions.model.profiles import Profile
from admissions.questions.rulebook import Rulebook
from admissions.service import Asked, CheckDesk, checking
from admissions.service.checking import shared_of
from bench.endurance import at_once, desk_of, drawn, one_after_another


def test_threads_that_ask_one_desk_get_the_answers_that_one_thread_got(book: Rulebook) -> None:
    found = at_once(desk_of(book), drawn(book, 40, 1, 0.4), threads=8, each=40)
    assert (found.checks, found.wrong, found.raised) == (320, 0, ())


def test_two_desks_at_one_rule_book_may_be_asked_at_once(book: Rulebook) -> None:
    """They share its regions, which questions add to."""
    profiles = drawn(book, 20, 2, 0.4)
    desks = [desk_of(book), CheckDesk(book, Asked(assume={"brent_knoll_need": "any_recorded"}))]

    class Either:
        """Asks the two in turn."""

        def check(self, profile: object) -> object:
            return [desk.check(profile) for desk in desks]  # type: ignore[arg-type]

    found = at_once(Either(), profiles, threads=4, each=20)  # type: ignore[arg-type]
    assert (found.wrong, found.raised) == (0, ())


def test_a_wrong_answer_and_an_error_are_told() -> None:
    """So that a run without any says something."""

    class Wrong:
        """Never answers alike, and fails now and then."""

        asked = 0

        def check(self, _: object) -> int:
            self.asked += 1
            if self.asked == 30:
                raise ValueError("zork")
            return self.asked

    found = at_once(Wrong(), [object()] * 3, threads=2, each=20)  # type: ignore[arg-type,list-item]
    assert found.wrong > 20
    assert found.raised == ("ValueError('zork')",)


@pytest.mark.parametrize("warm", [10, 150])
def test_so_many_checks_are_made_after_those_to_warm_up(warm: int) -> None:
    class Counting:
        """Counts what it is asked."""

        asked = 0

        def check(self, _: object) -> None:
            self.asked += 1

    desk = Counting()
    found = one_after_another(desk, lambda _: [object()] * 40, 100, warm)  # type: ignore[arg-type,list-item,return-value]
    assert (desk.asked, found.checks) == (100 + warm, 100)


def test_a_desk_is_made_and_asked_while_no_other_is_at_the_rule_book(
    book: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Either may add to the regions that all of them share, which takes several steps."""
    lock = shared_of(book).lock
    alone: list[bool] = []

    class Watched(FactFinder):
        """Notes at each step whether another could be at the rule book."""

        def __init__(self, *given: object) -> None:
            alone.append(lock.locked())
            super().__init__(*given)  # type: ignore[arg-type]

        def facts(self, *given: object) -> Iterator[Fact]:
            alone.append(lock.locked())
            return super().facts(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(checking, "FactFinder", Watched)
    CheckDesk(book, Asked()).check(Profile())
    assert alone == [True, True]
    assert not lock.locked()
