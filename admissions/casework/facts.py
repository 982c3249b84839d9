"""The facts of one checked case, for the casework rules to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
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
from admissions.model.outcomes import CANNOT_TELL, Answer, Outcome, Status, Strength, answer_of
from admissions.questions.check import CheckAnswer, Checker, CriterionAnswer, ProvisionAnswer
from admissions.questions.instead import instead
from admissions.questions.walks import Walker
from admissions.regions.diagram import FALSE, TRUE

CURRENT = "current_provision"
MOST_KEPT = 20_000
OPEN = frozenset({Outcome.MEETS, Outcome.NOT_RULED_OUT})
_HOLDS = {1 << TRUE: YES, 1 << FALSE | 1 << TRUE: CANNOT_TELL}
_FAILS = {Strength.MUST: Status.NOT_MET, Strength.MUST_NOT: Status.MET}
_COUNTED = {
    Outcome.MEETS: (Counted.MET, Counted.OPEN),
    Outcome.NOT_RULED_OUT: (Counted.OPEN,),
    Outcome.DISCRETION: (Counted.DISCRETION,),
    Outcome.DOES_NOT_MEET: (Counted.RULED_OUT,),
    CANNOT_TELL: (Counted.IN_DOUBT,),
}


class FactFinder:
    """Finds the facts of answers of one checker that any of the casework rules looks for; safe to use again."""

    def __init__(self, checker: Checker, casework: Casework, looked_for: Iterable[FactKind]) -> None:
        self._checker = checker
        self._looked_for = frozenset(looked_for)
        book = checker.book
        self._about_the_child = tuple(book.region(condition).node for condition in casework.about_the_child)
        self._kinds = tuple(book.rules.advice)

    def facts(self, answer: CheckAnswer, walker: Walker, asked_about: str | None = None) -> Iterator[Fact]:
        """The facts of one answer, no two alike."""
        for kind, found in (
            (FactKind.COUNT, self._counts(answer)),
            (FactKind.PROVISION, self._provisions(answer, walker, asked_about)),
            (FactKind.CHILD, self._child(walker)),
            (FactKind.ASK, self._asked(answer)),
            (FactKind.TURNS_ON, self._turned(answer)),
            (FactKind.INSTEAD, self._instead(answer, walker)),
        ):
            if kind in self._looked_for:
                yield from found

    def _counts(self, answer: CheckAnswer) -> Iterator[Fact]:
        counts: Counter[tuple[str, Counted]] = Counter()
        for one in answer.provisions:
            for counted in _counted(one):
                counts[ANY_PROVISION, counted] += 1
                counts[one.read.provision.kind, counted] += 1
        for kind in (ANY_PROVISION, *self._kinds):
            for counted in Counted:
                number = Number.of(counts[kind, counted])
                yield _count(kind, counted, number)

    def _provisions(self, answer: CheckAnswer, walker: Walker, asked_about: str | None) -> Iterator[Fact]:
        possible = _possible(walker, CURRENT)
        for one in answer.provisions:
            provision = one.read.provision
            # A criterion that surely fails, and that nothing waives, settles the answer; so elsewhere there is none.
            out = one.outcomes == (Outcome.DOES_NOT_MEET,)
            failing = Number.of(sum(_surely_fails(criterion) for criterion in one.criteria) if out else 0)
            here = provision.id in possible
            yield _provision(
                provision.id,
                provision.kind,
                provision.version.status.value,
                one.outcomes,
                failing,
                asked_about=provision.id == asked_about,
                turns_on_assumption=bool(one.turns_on),
                current=here if len(possible) == 1 or not here else None,
            )

    def _child(self, walker: Walker) -> Iterator[Fact]:
        for number, node in enumerate(self._about_the_child):
            reached = walker.found(node) & (1 << FALSE | 1 << TRUE)
            if reached in _HOLDS:
                yield Fact(FactKind.CHILD, ((CONDITION, str(number)), (HOLDS, _HOLDS[reached])))

    def _asked(self, answer: CheckAnswer) -> Iterator[Fact]:
        for place, one in enumerate(answer.ask_next):
            yield Fact(FactKind.ASK, (("field", one.field), ("first", _flag(place == 0))))

    def _turned(self, answer: CheckAnswer) -> Iterator[Fact]:
        for name in dict.fromkeys(name for one in answer.provisions for name in one.turns_on):
            yield Fact(FactKind.TURNS_ON, (("assumption", name),))

    def _instead(self, answer: CheckAnswer, walker: Walker) -> Iterator[Fact]:
        for one in instead(self._checker, walker.situation, answer):
            for name, now, then in one.changed:
                values = (("field", one.field), ("value", one.value), (PROVISION, name))
                # The possible outcomes may differ where what can be told of them does not.
                if answer_of(now) != answer_of(then):
                    yield Fact(FactKind.INSTEAD, (*values, ("now", answer_of(now)), ("then", answer_of(then))))


@lru_cache(maxsize=MOST_KEPT)
def _count(kind: str, counted: Counted, number: Number) -> Fact:
    return Fact(FactKind.COUNT, (("of", kind), ("that_are", counted.value), ("number", number.value)))


@lru_cache(maxsize=MOST_KEPT)
def _provision(
    name: str, kind: str, status: str, outcomes: tuple[Outcome, ...], failing: Number, **flags: bool | None
) -> Fact:
    values = {
        PROVISION: name,
        "kind": kind,
        "status": status,
        "answer": answer_of(outcomes),
        "failing": failing.value,
        "may_be_open": _flag(not OPEN.isdisjoint(outcomes)),
        **{flag: _flag(holds) for flag, holds in flags.items() if holds is not None},
    }
    return Fact(FactKind.PROVISION, tuple(values.items()))


def _counted(one: ProvisionAnswer) -> Iterator[Counted]:
    yield from _COUNTED[answer_of(one.outcomes)]
    if not OPEN.isdisjoint(one.outcomes):
        yield Counted.MAY_BE_OPEN


def _possible(walker: Walker, field: str) -> tuple[str, ...]:
    """The values that a field may have; none where the needs have no such field."""
    space = walker.situation.space
    if field not in space.level:
        return ()
    level = space.level[field]
    return space.ids(level, walker.situation.box[level])


def _surely_fails(criterion: CriterionAnswer) -> bool:
    strength = criterion.read.criterion.strength
    return criterion.status is not None and criterion.status is _FAILS.get(strength) and criterion.waived is Answer.NO


def _flag(holds: bool) -> str:
    return YES if holds else NO
