"""The check: which outcomes each provision can have for a profile, which criteria decide, and what would settle it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from admissions.model.outcomes import Answer, Outcome, Status, Strength
from admissions.model.profiles import Profile
from admissions.questions.asking import Asker, Question
from admissions.questions.one_need import OneNeed
from admissions.questions.read import ReadCriterion, ReadProvision
from admissions.questions.rulebook import Rulebook, Settings
from admissions.questions.situation import Situation, entered, situate
from admissions.questions.walks import MOST_KEPT, REACHED, TURN_SHIFT, Kept, Walker
from admissions.regions.diagram import FALSE, TERMINALS, TRUE, values_of
from admissions.regions.meaning import OUTCOME_TERMINAL
from admissions.regions.space import Region

_STATUS = {1 << FALSE: Status.NOT_MET, 1 << TRUE: Status.MET, 1 << FALSE | 1 << TRUE: Status.CANNOT_TELL}
_FAILS = {Strength.MUST: 1 << FALSE, Strength.MUST_NOT: 1 << TRUE}
_OUTCOMES = tuple(
    tuple(outcome for outcome in Outcome if found >> OUTCOME_TERMINAL[outcome] & 1) for found in range(REACHED + 1)
)
"""The possible outcomes, by which terminals are reached."""
_NOT_AS_ASKED = {Strength.MUST: Status.NOT_MET, Strength.MUST_NOT: Status.MET}
_ANSWER = {1 << FALSE: Answer.NO, 1 << TRUE: Answer.YES, 1 << FALSE | 1 << TRUE: Answer.CANNOT_TELL}


@dataclass(frozen=True, slots=True)
class CriterionAnswer:
    """Whether one criterion's condition holds, whether a failure is waived, and which assumptions that turns on.

    Guidance that is words only has no status. ``rules_out`` where it surely fails, whatever is assumed, and nothing
    ever waives it: then the outcome is settled by it alone.
    """

    read: ReadCriterion
    status: Status | None
    waived: Answer
    turns_on: tuple[str, ...]
    rules_out: bool


@dataclass(frozen=True, slots=True)
class ProvisionAnswer:
    """The possible outcomes of one provision with what decides them and the fields that would settle more.

    ``parts`` says of each of its parts whether it is for the profile; None where that cannot be tested. ``failing`` is
    how many criteria surely fail with nothing that waives it.
    """

    read: ReadProvision
    outcomes: tuple[Outcome, ...]
    criteria: tuple[CriterionAnswer, ...]
    missing: tuple[Answer, ...]
    parts: tuple[Answer | None, ...]
    ask: tuple[str, ...]
    turns_on: tuple[str, ...]
    failing: int


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """The answers for every provision that takes part, in rule-set order, and what to ask next, best first."""

    provisions: tuple[ProvisionAnswer, ...]
    ask_next: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class _Answered:
    """What is the same whenever the criteria of a provision are answered in the same way.

    ``ruled_out`` is the whole answer where a criterion surely fails that nothing waives: whatever else is open, the
    outcome is settled.
    """

    criteria: tuple[CriterionAnswer, ...]
    missing: tuple[Answer, ...]
    parts: tuple[Answer | None, ...]
    failing: int
    ruled_out: ProvisionAnswer | None


_CONSTANTS = (1 << FALSE, 1 << TRUE)


@dataclass(frozen=True, slots=True)
class _Criterion:
    """A criterion with the places of its two diagrams among those of its provision, and the answers it was given."""

    read: ReadCriterion
    holds: int
    waived: int
    answers: dict[tuple[int, int], CriterionAnswer] = field(default_factory=dict)


def _surely_fails(one: CriterionAnswer) -> bool:
    wrong = _NOT_AS_ASKED.get(one.read.criterion.strength)
    return one.status is not None and one.status is wrong and one.waived is Answer.NO


class _Prepared:
    """A provision made ready, with the answers that its criteria were given before.

    What was found of ``walked``, the diagrams to walk, and then of ``tests``, which stand at ``first`` and after among
    those that look at one need, is all that the answers of its criteria depend on.
    """

    def __init__(self, read: ReadProvision, tests: OneNeed) -> None:
        self.read = read
        criteria = [(_node(one.holds), _node(one.waived)) for one in read.criteria]
        missing = [part.matters.node for part in read.missing]
        parts = [None if part.whom is None else part.whom.node for part in read.parts]
        asked = (*itertools.chain(*criteria), *missing, *(node for node in parts if node is not None))
        nodes = dict.fromkeys(node for node in asked if node >= TERMINALS)
        self.first = len(tests)
        self.walked = tuple(node for node in nodes if not tests.add(node))
        self.tests = tuple(node for node in nodes if node not in self.walked)
        place = {node: place for place, node in enumerate((FALSE, TRUE, *self.walked, *self.tests))}
        self.criteria = tuple(
            _Criterion(one, place[holds], place[waived])
            for one, (holds, waived) in zip(read.criteria, criteria, strict=True)
        )
        self.missing = tuple(place[node] for node in missing)
        self.parts = tuple(None if node is None else place[node] for node in parts)
        self.bits = (1 << len(self.tests)) - 1
        self.known: dict[tuple[int, ...], _Answered] = {}


def _node(region: Region | None) -> int:
    return FALSE if region is None else region.node


class Checker:
    """Checks profiles against a rule book under one setting of the assumptions; safe to use again and again.

    What a diagram says once every need is fixed depends on the settings alone, so that is kept between checks.
    """

    def __init__(self, book: Rulebook, settings: Settings, provisions: Sequence[ReadProvision]) -> None:
        self.book = book
        self.settings = settings
        self.kept = Kept(book.space)
        self.asker = Asker(book)
        self._one_need = OneNeed(book.space)
        self.provisions = tuple(_Prepared(one, self._one_need) for one in provisions)
        self._names = tuple(axis.name for axis in book.space.axes[book.space.first_assumption :])
        self._turns: dict[int, tuple[str, ...]] = {}

    def check(self, profile: Profile) -> CheckAnswer:
        """The answer for a profile. Raises Refused where no such child can be."""
        situation, readings = self.situate(profile)
        return self.answer(situation, readings)

    def situate(self, profile: Profile) -> tuple[Situation, Mapping[str, tuple[Situation, ...]]]:
        """The situation of a profile and, for each assumption that what was entered rests on, those under each value.

        A value under which what was entered cannot be says nothing about the answer, so it is left out. Raises Refused
        where no such child can be.
        """
        start = entered(self.book, profile)
        readings = {}
        for name in start.rests_on:
            values = self.book.rules.assumption[name].ids
            under = [start.under({**self.settings, name: (value,)}) for value in values]
            readings[name] = tuple(one for one in under if one is not None)
        return situate(self.book, profile, self.settings, start), readings

    def answer(
        self,
        situation: Situation,
        readings: Mapping[str, tuple[Situation, ...]] | None = None,
        walker: Walker | None = None,
    ) -> CheckAnswer:
        """The answer for a situation; ``readings`` are the situations under other readings of what was entered.

        A ``walker`` of the situation is used where there is one, so that a report need not find again what it found.
        """
        walker = walker or self.walker(situation)
        others = {
            self._names.index(name): [self.walker(one) for one in found] for name, found in (readings or {}).items()
        }
        settles: list[Mapping[str, float]] = []
        true, false = self._one_need.of(situation.box)
        answers = []
        for one in self.provisions:
            if others:
                founds = [self._found(node, walker, others) for node in (*one.walked, *one.tests)]
                answered = self._criteria(one, founds)
            else:
                answered = self._kept_criteria(one, walker, true >> one.first, false >> one.first)
            if answered.ruled_out is not None:
                answers.append(answered.ruled_out)
                continue
            found = self._found(one.read.diagram, walker, others)
            outcomes = self._outcomes(found)
            asked: Mapping[str, float] = {}
            if len(outcomes) > 1:
                asked = self.asker.settles(one.read.diagram, walker, found & REACHED)
                settles.append(asked)
            answers.append(
                ProvisionAnswer(
                    one.read,
                    outcomes,
                    answered.criteria,
                    answered.missing,
                    answered.parts,
                    tuple(asked),
                    self._turned(found),
                    answered.failing,
                )
            )
        return CheckAnswer(tuple(answers), self.asker.ask_next(settles))

    def unusual(self, walker: Walker) -> tuple[str, ...]:
        """What is nearly always so, and of no child of the situation, as clauses: something may be recorded amiss."""
        rules = self.book.seldom_otherwise
        return tuple(rule.what for rule, region in rules if walker.found(region.node) & REACHED == 1 << FALSE)

    def outcomes(self, situation: Situation) -> tuple[tuple[Outcome, ...], ...]:
        """The possible outcomes of every provision that takes part, in their order, and nothing else of an answer."""
        walker = self.walker(situation)
        return tuple(self._outcomes(walker.found(one.read.diagram)) for one in self.provisions)

    def stays(self, one: ReadProvision, walker: Walker) -> tuple[Outcome, ...] | None:
        """The possible outcomes of the criteria by which a placement goes on; None where none are recorded."""
        return None if one.stay_diagram is None else self._outcomes(walker.found(one.stay_diagram))

    def _kept_criteria(self, one: _Prepared, walker: Walker, true: int, false: int) -> _Answered:
        """The answers of the criteria, from the numbers of ``OneNeed`` moved to the first place of the provision."""
        walked = [walker.found(node) for node in one.walked]
        key = (true & one.bits, false & one.bits, *walked)
        answered = one.known.get(key)
        if answered is None:
            if len(one.known) >= MOST_KEPT:
                one.known.clear()
            tested = [(true >> place & 1) << TRUE | (false >> place & 1) << FALSE for place in range(len(one.tests))]
            answered = one.known[key] = self._criteria(one, [*walked, *tested])
        return answered

    def walker(self, situation: Situation) -> Walker:
        """A walker for a situation. Only one in the rule book's space is under this checker's settings for sure."""
        return Walker(situation, self.kept if situation.space is self.book.space else Kept(situation.space))

    def _found(self, node: int, walker: Walker, others: Mapping[int, list[Walker]]) -> int:
        found = walker.found(node)
        for assumption, walkers in others.items():
            if len({one.found(node) & REACHED for one in walkers}) > 1:
                found |= 1 << (TURN_SHIFT + assumption)
        return found

    def _criteria(self, prepared: _Prepared, found: Sequence[int]) -> _Answered:
        """The answers of the criteria, from what was found of the walked diagrams and then of the tests."""
        found = (*_CONSTANTS, *found)
        criteria = tuple(
            [
                one.answers.get((found[one.holds], found[one.waived]))
                or self._criterion(one, found[one.holds], found[one.waived])
                for one in prepared.criteria
            ]
        )
        missing = tuple([_ANSWER[found[place] & REACHED] for place in prepared.missing])
        parts = tuple([None if place is None else _ANSWER[found[place] & REACHED] for place in prepared.parts])
        failing = sum([_surely_fails(one) for one in criteria])
        whole = None
        if any(one.rules_out for one in criteria):
            outcomes = (Outcome.DOES_NOT_MEET,)
            whole = ProvisionAnswer(prepared.read, outcomes, criteria, missing, parts, (), (), failing)
        return _Answered(criteria, missing, parts, failing, whole)

    def _criterion(self, one: _Criterion, holds: int, waived: int) -> CriterionAnswer:
        read = one.read
        status = None if read.holds is None else _STATUS[holds & REACHED]
        # Where an assumption could change the failure, there are bits above those of the terminals.
        rules_out = holds == _FAILS.get(read.criterion.strength) and read.waived is None
        answer = CriterionAnswer(read, status, _ANSWER[waived & REACHED], self._turned(holds), rules_out)
        one.answers[holds, waived] = answer
        return answer

    @staticmethod
    def _outcomes(found: int) -> tuple[Outcome, ...]:
        return _OUTCOMES[found & REACHED]

    def _turned(self, found: int) -> tuple[str, ...]:
        bits = found >> TURN_SHIFT
        known = self._turns.get(bits)
        if known is None:
            known = self._turns[bits] = tuple(self._names[index] for index in values_of(bits))
        return known
