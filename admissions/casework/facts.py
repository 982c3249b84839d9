"""The facts of one checked case, for the casework rules to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from admissions.model.casework import (
    ANY_PROVISION,
    CONDITION,
    HOLDS,
    PROVISION,
    WISHES,
    Casework,
    Counted,
    Fact,
    FactKind,
    MeasuredBy,
    Number,
)
from admissions.model.deadlines import Deadline
from admissions.model.needs import CURRENT, NO, YES
from admissions.model.outcomes import CANNOT_TELL, Outcome, ProvisionStatus, answer_of
from admissions.questions.check import CheckAnswer, Checker, ProvisionAnswer
from admissions.questions.instead import Insteads
from admissions.questions.review import UnderReview, nearness
from admissions.questions.walks import Walker
from admissions.regions.diagram import FALSE, TRUE

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
        self._checker = checker
        self._insteads = Insteads(checker)
        book = checker.book
        self._nearness = lru_cache(None)(partial(nearness, book.rules))
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

    def facts(
        self,
        answer: CheckAnswer,
        walker: Walker,
        asked_about: str | None = None,
        review: UnderReview | None = None,
    ) -> Iterator[Fact]:
        """The wanted facts of one answer, no two alike, and of the review that it is part of."""
        yield from filter(None, self._counted(answer))
        yield from filter(None, self._provisions(answer, walker, asked_about))
        yield from filter(None, self._child(walker))
        rest = (*_asked(answer), *_turned(answer), *(self._instead(answer, walker) if self._instead_wanted else ()))
        yield from filter(self._wanted, rest)
        if review is not None:
            yield from filter(self._wanted, (self._placement(review), *map(_deadline, review.deadlines)))

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
        places = walker.situation.possible(CURRENT)
        ranks = {self._nearness(place) for place in places}
        now = ranks.pop() if len(ranks) == 1 else None
        for one in answer.provisions:
            name, kind = one.read.provision.id, one.read.provision.kind
            here = name in places
            current = here if len(places) == 1 or not here else None
            rank = self._nearness(name)
            yield self._provision(
                name,
                kind,
                one.read.provision.version.status,
                one.outcomes,
                one.failing,
                bool(one.turns_on),
                name == asked_about,
                current,
                self._stays(one, walker) if current else None,
                None if now is None or rank is None else rank > now,
            )

    def _stays(self, one: ProvisionAnswer, walker: Walker) -> tuple[MeasuredBy, str]:
        """Whether a placement here goes on: by the criteria for staying, or for entry where there are none."""
        stays = self._checker.stays(one.read, walker)
        measured = MeasuredBy.ENTRY if stays is None else MeasuredBy.STAY
        return measured, answer_of(one.outcomes if stays is None else stays)

    def _placement(self, review: UnderReview) -> Fact:
        """The one fact about the placement under review."""
        wishes = [(name, getattr(review.wishes, name)) for name in WISHES]
        known = [*wishes, ("reviewed_here", review.reviewed_here)]
        values = [(name, _flag(holds)) for name, holds in known if holds is not None]
        end = review.range_end
        if end is not None:
            values += [("range_ends", end.ends.value), ("last_year", end.last_year)]
            values.append(("months_left", str(end.months_left)))
        return Fact(FactKind.PLACEMENT, tuple(values))

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
    stays: tuple[MeasuredBy, str] | None,
    nearer: bool | None,
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
    if stays is not None:
        values["measured_by"], values["stays"] = stays
    if nearer is not None:
        values["nearer_to_mainstream"] = _flag(nearer)
    return Fact(FactKind.PROVISION, tuple(values.items()))


def _condition(number: int, holds: str) -> Fact:
    return Fact(FactKind.CHILD, ((CONDITION, str(number)), (HOLDS, holds)))


def _deadline(one: Deadline) -> Fact:
    days = {"by": one.last_day, "last_day": one.last_day, "working_day": one.working_day, "first_day": one.first_day}
    told = [(name, day.isoformat()) for name, day in days.items() if day is not None]
    if one.counted is not None:
        told.append(("counted", one.counted.value))
    if one.missing:
        told.append(("missing", " ".join(one.missing)))
    return Fact(FactKind.DEADLINE, (("step", one.step.value), ("state", one.state.value), *told))


def _asked(answer: CheckAnswer) -> Iterator[Fact]:
    settling = [one for one in answer.ask_next if one.settles > 0]
    for place, one in enumerate(settling):
        yield Fact(FactKind.ASK, (("field", one.field), ("first", _flag(place == 0))))


def _turned(answer: CheckAnswer) -> Iterator[Fact]:
    for name in dict.fromkeys(name for one in answer.provisions for name in one.turns_on):
        yield Fact(FactKind.TURNS_ON, (("assumption", name),))


def _flag(holds: bool) -> str:
    return YES if holds else NO
