"""Who gives up while the engine runs has given up, and nothing of it is printed or swallowed."""

from __future__ import annotations

import os
import signal

import pytest

from admissions.casework.engine import Engine, Matched, Shown, Wanted
from tests.casework.test_engine import fired


def test_a_user_who_gives_up_in_the_middle_has_given_up() -> None:
    """It is not taken for a fault of the engine."""

    def interrupt(name: str, _: Matched) -> None:
        raise KeyboardInterrupt(name)

    one = Engine({"r": [Wanted("p", 0)]})
    with pytest.raises(KeyboardInterrupt):
        one.run([Shown((0,))], interrupt)
    assert fired({"r": [Wanted("p", 0)]}, [Shown((0,))], one) == [("r", (0,))]


def test_an_interrupt_while_the_engine_runs_is_told_when_it_has_returned(capfd: pytest.CaptureFixture[str]) -> None:
    """Within it what is raised would be printed and swallowed."""
    seen: list[str] = []

    def fire(name: str, _: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        seen.append(name)

    told = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have it ignored
    try:
        with pytest.raises(KeyboardInterrupt):
            Engine({"one": [Wanted("a", 0)]}).run([Shown((0,))], fire)
    finally:
        signal.signal(signal.SIGINT, told)
    assert seen == ["one"]
    assert capfd.readouterr().err == ""


def test_signals_are_told_as_before_once_the_engine_has_returned() -> None:
    told = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    Engine({"one": [Wanted("a", 0)]}).run([Shown((0,))], lambda *_: None)
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == told
