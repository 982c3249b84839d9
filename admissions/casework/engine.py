"""The one place that runs durable-rules, inside a fence: each line of it is there because leaving it out failed.

What was seen without the fence, on durable-rules 2.0.28, stands beside each line, and ``tests/casework/test_engine.py``
has a test for each.

The engine joins and chains; what a single fact is, it is told. Patterns that held alternatives (``$or``) fired twice
for one match, and a join beside one was not looked at: 2,300 of 12,000 random cases came out wrong, and none of 36,000
as it is here.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import durable_rules_engine
from durable.engine import Host as StockHost

from admissions.errors import Failed

SESSION = "case"
SINK = "SINK"
"""The name of the sink and of its property; no rule can be called so."""
NUMBER = "number"
PROVISION = "provision"
RULE_SET = "casework"

MOST_RULES = 60
MOST_PATTERNS = 16
MOST_PROPERTIES = 252
MOST_AT_ONCE = 1000
MOST_TESTS = MOST_PROPERTIES - 4
"""How many tests a fact may pass: it has its number and its session, the sink's property and its provision besides."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the engine sees of a fact: the numbers of the tests that it passes, and the provision that it is about."""

    passes: tuple[int, ...]
    provision: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One pattern of a rule: a fact that passes the test of this number.

    With ``same_as`` it is about the same provision as the fact of that pattern, which stands before it.
    """

    name: str
    test: int
    same_as: str | None = None


Matched = Mapping[str, int]
"""The number of the fact that each pattern of a rule matched, by the name of the pattern."""
Fire = Callable[[str, Matched], Shown | None]
"""Told which rule fired on which facts; answers with the fact that this adds, or None."""


class EngineFailed(Failed):
    """The engine, or what it called, failed; no finding of the case can be relied on."""

    said = "what follows from this answer could not be worked out"


class _Host(StockHost):  # type: ignore[misc]
    """A host that does what it is told and nothing else: the stock one starts two threads, which crashed 5 of 8
    threaded runs."""

    def _run(self) -> None:
        """No timers are used, and nothing is waited for."""


class Engine:
    """Runs one rule set; safe to call from several threads, which then wait for one another.

    Raises EngineFailed where the engine does not take the rules, though they are within its limits.
    """

    # Two session ids may hash alike and then share their facts, and the 1,025th that is alive finds no memory: so there
    # is one, alive for one case at a time, in the whole process.
    _lock = threading.Lock()

    def __init__(self, rules: Mapping[str, Sequence[Wanted]]) -> None:
        self._fire: Fire | None = None
        self._raised: BaseException | None = None
        definitions = {
            name: {"all": [{one.name: _pattern(one)} for one in patterns], "run": self._firing(name)}
            for name, patterns in rules.items()
        }
        # Every fact matches this one, as many at once as there are: where a fact has no part in a firing, asserting it
        # raises, and to delete its session then aborts the process.
        definitions[SINK] = {"all": [{"m": {SINK: "1"}}], "cap": MOST_AT_ONCE, "run": _ignore}
        try:
            self._host = _Host({RULE_SET: definitions})
        except durable_rules_engine.error as error:
            raise EngineFailed(str(error)) from None
        # The stock host never gives back what its rules took, which is 0.3 MB for thirty of them.
        handle = self._host.get_ruleset(RULE_SET)._handle
        weakref.finalize(self, durable_rules_engine.delete_ruleset, handle).atexit = False

    def run(self, facts: Sequence[Shown], fire: Fire) -> None:
        """Asserts the facts of one case, numbered from 0 in their order, and has ``fire`` called until nothing fires.

        A fact that ``fire`` answers with gets the next number. Raises EngineFailed.
        """
        if not facts:  # an empty batch ends the process
            return
        # One batch, so that what fires does not depend on the order of the facts.
        batch = [_asserted(fact, number) for number, fact in enumerate(facts)]
        with self._lock, _uninterrupted():
            self._fire, self._next, self._raised = fire, len(facts), None
            try:
                state = self._host.assert_facts(RULE_SET, batch)
                failure = _said(state)
            except Exception as error:  # whatever the engine raises, the case is not answered
                failure = str(error)
            finally:
                self._fire = None
                self._host.delete_state(RULE_SET, SESSION)
            raised = self._raised
        # What a consequent raises is swallowed and only noted in the state, be it that the user gave up.
        if raised is not None and not isinstance(raised, Exception):
            raise raised
        if failure is not None:
            raise EngineFailed(failure) from raised

    def _firing(self, rule: str) -> Callable[[Any], None]:
        def consequent(closure: Any) -> None:
            assert self._fire is not None, "rules fire while a case is run"
            matched = {name: int(fact[NUMBER]) for name, fact in closure._m.items()}
            try:
                found = self._fire(rule, matched)
            except BaseException as error:
                self._raised = error
                raise
            if found is not None:
                number, self._next = self._next, self._next + 1
                closure.assert_fact(_asserted(found, number))

        return consequent


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Puts off an interrupt until the engine has returned, which prints and swallows what is raised within it.

    It is a matter of milliseconds. Python tells of signals in the main thread alone, whichever thread they come to.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    told = {number: handler for number, handler in handlers.items() if handler is not None}  # None: not Python's
    for number in told:
        signal.signal(number, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for number, handler in told.items():
            signal.signal(number, handler)
        for one in came:
            signal.raise_signal(one)


def _pattern(one: Wanted) -> dict[str, Any]:
    test: dict[str, Any] = {_property(one.test): "1"}
    return test if one.same_as is None else {"$and": [test, {PROVISION: {one.same_as: PROVISION}}]}


def _asserted(fact: Shown, number: int) -> dict[str, str]:
    """A fact as the engine takes it. Its number tells it from others of the same content, which would be refused; and a
    provision that is not known is left out.
    """
    values = {_property(test): "1" for test in fact.passes}
    if fact.provision is not None:
        values[PROVISION] = fact.provision
    if len(values) + 3 > MOST_PROPERTIES:  # one more aborts the process
        raise EngineFailed(f"a fact has more than {MOST_PROPERTIES} properties")
    return {SINK: "1", NUMBER: str(number), "sid": SESSION, **values}


def _property(test: int) -> str:
    return f"t{test}"


def _ignore(closure: Any) -> None:
    """What is done about a fact that only the sink takes."""


def _said(state: Mapping[str, Any]) -> str | None:
    """What went wrong in a consequent, which the engine notes in the state of the session and nowhere else."""
    found = state.get("exception")
    return None if found is None else str(found)
