"""The facts of one checked case, for the casework rules to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache

from admissions.model.casework import (
    ANY_PROVISION,
    CONDITION,
    HOLDS,
    PROVISION,
    Casework,
    Counted,
    Fact,
    FactKind,
    Number,
)
from admissions.model.needs import NO, YES
from admissions.model.outcomes import CANNOT_TELL, Outcome, ProvisionStatus, answer_of
from admissions.questions.check import CheckAnswer, Checker
from admissions.questions.instead import Insteads
from admissions.questions.walks import Walker
from admissions.regions.diagram import FALSE, TRUE

CURRENT = "current_provision"
MOST_KEPT = 20_000
OPEN = frozenset({Outcome.MEETS, Outcome.NOT_RULED_OUT})
_HOLDS = {1 << TRUE: YES, 1 << FALSE | 1 << TRUE: CANNOT_TELL}
_COUNTED = {
    Outcome.MEETS: Counted.MET,
    Outcome.DISCRETION: Counted.DISCRETION,
    Outcome.DOES_NOT_MEET: Counted.RULED_OUT,
    CANNOT_TELL: Counted.IN_DOUBT,
}


class FactFinder:
    """Finds the facts of answers of one checker that are ``wanted``; safe to use again."""

    def __init__(self, checker: Checker, casework: Casework, wanted: Callable[[Fact], object]) -> None:
        self._wanted = wanted
        self._insteads = Insteads(checker)
        book = checker.book
        self._about_the_child = tuple(book.region(condition).node for condition in casework.about_the_child)
        self._instead_wanted = any(
            pattern.kind is FactKind.INSTEAD for rule in casework.rules for pattern in rule.patterns
        )
        self._not_known = Counter(name for one in book.rules.not_known for name in (ANY_PROVISION, one.kind))
        # Most facts are not wanted, or were made before; to make one takes longer than to look it up.
        self._count = lru_cache(MOST_KEPT)(self._if_wanted(_count))
        self._provision = lru_cache(MOST_KEPT)(self._if_wanted(_provision))
        self._condition = lru_cache(MOST_KEPT)(self._if_wanted(_condition))
        self._counts = tuple(
            (kind, counted)
            for kind in (ANY_PROVISION, *book.rules.advice)
            for counted in Counted
            if any(self._count(kind, counted, number) for number in Number)
        )

    def _if_wanted(self, make: Callable[..., Fact]) -> Callable[..., Fact | None]:
        def made(*values: object) -> Fact | None:
            fact = make(*values)
            return fact if self._wanted(fact) else None

        return made

    def facts(self, answer: CheckAnswer, walker: Walker, asked_about: str | None = None) -> Iterator[Fact]:
        """The wanted facts of one answer, no two alike."""
        yield from filter(None, self._counted(answer))
        yield from filter(None, self._provisions(answer, walker, asked_about))
        yield from filter(None, self._child(walker))
        rest = (*_asked(answer), *_turned(answer), *(self._instead(answer, walker) if self._instead_wanted else ()))
        yield from filter(self._wanted, rest)

    def _counted(self, answer: CheckAnswer) -> Iterator[Fact | None]:
        counts = Counter({(kind, Counted.NOT_KNOWN): number for kind, number in self._not_known.items()})
        for one in answer.provisions:
            kind, said = one.read.provision.kind, answer_of(one.outcomes)
            counted = [_COUNTED[said]] if said in _COUNTED else []
            if said in OPEN:
                counted.append(Counted.OPEN)
            if not OPEN.isdisjoint(one.outcomes):
                counted.append(Counted.MAY_BE_OPEN)
            for name in counted:
                counts[kind, name] += 1
                counts[ANY_PROVISION, name] += 1
        for kind, name in self._counts:
            yield self._count(kind, name, Number.of(counts[kind, name]))

    def _provisions(self, answer: CheckAnswer, walker: Walker, asked_about: str | None) -> Iterator[Fact | None]:
        possible = _possible(walker, CURRENT)
        for one in answer.provisions:
            name = one.read.provision.id
            here = name in possible
            current = here if len(possible) == 1 or not here else None
            yield self._provision(
                name,
                one.read.provision.kind,
                one.read.provision.version.status,
                one.outcomes,
                one.failing,
                bool(one.turns_on),
                name == asked_about,
                current,
            )

    def _child(self, walker: Walker) -> Iterator[Fact | None]:
        for number, node in enumerate(self._about_the_child):
            holds = _HOLDS.get(walker.found(node) & (1 << FALSE | 1 << TRUE))
            if holds is not None:
                yield self._condition(number, holds)

    def _instead(self, answer: CheckAnswer, walker: Walker) -> Iterator[Fact]:
        for one in self._insteads.of(walker.situation, answer):
            for name, now, then in one.changed:
                values = (("field", one.field), ("value", one.value), (PROVISION, name))
                # The possible outcomes may differ where what can be told of them does not.
                if answer_of(now) != answer_of(then):
                    yield Fact(FactKind.INSTEAD, (*values, ("now", answer_of(now)), ("then", answer_of(then))))


def _count(kind: str, counted: Counted, number: Number) -> Fact:
    return Fact(FactKind.COUNT, (("of", kind), ("that_are", counted.value), ("number", number.value)))


def _provision(
    name: str,
    kind: str,
    status: ProvisionStatus,
    outcomes: tuple[Outcome, ...],
    failing: int,
    turns_on_assumption: bool,
    asked_about: bool,
    current: bool | None,
) -> Fact:
    values = {
        PROVISION: name,
        "kind": kind,
        "status": status.value,
        "answer": answer_of(outcomes),
        "failing": Number.of(failing).value,
        "may_be_open": _flag(not OPEN.isdisjoint(outcomes)),
        "asked_about": _flag(asked_about),
        "turns_on_assumption": _flag(turns_on_assumption),
    }
    if current is not None:
        values["current"] = _flag(current)
    return Fact(FactKind.PROVISION, tuple(values.items()))


def _condition(number: int, holds: str) -> Fact:
    return Fact(FactKind.CHILD, ((CONDITION, str(number)), (HOLDS, holds)))


def _asked(answer: CheckAnswer) -> Iterator[Fact]:
    settling = [one for one in answer.ask_next if one.settles > 0]
    for place, one in enumerate(settling):
        yield Fact(FactKind.ASK, (("field", one.field), ("first", _flag(place == 0))))


def _turned(answer: CheckAnswer) -> Iterator[Fact]:
    for name in dict.fromkeys(name for one in answer.provisions for name in one.turns_on):
        yield Fact(FactKind.TURNS_ON, (("assumption", name),))


def _possible(walker: Walker, field: str) -> tuple[str, ...]:
    """The values that a field may have; none where the needs have no such field."""
    space = walker.situation.space
    if field not in space.level:
        return ()
    level = space.level[field]
    return space.ids(level, walker.situation.box[level])


def _flag(holds: bool) -> str:
    return YES if holds else NO
