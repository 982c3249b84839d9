"""The check: which outcomes each provision can have for a profile, which criteria decide, and what would settle it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from admissions.model.needs import Kind, NeedField
from admissions.model.outcomes import Answer, Outcome, Status, Strength
from admissions.model.profiles import Profile
from admissions.questions.rulebook import ReadCriterion, ReadProvision, Rulebook, Settings
from admissions.questions.situation import TURN_SHIFT, Kept, Situation, Walker, situate, situated
from admissions.regions.diagram import FALSE, TERMINALS, TRUE, values_of
from admissions.regions.meaning import OUTCOME_TERMINAL

_TERMINALS = (1 << TERMINALS) - 1
_ORDER = tuple(Outcome)
_STATUS = {1 << FALSE: Status.NOT_MET, 1 << TRUE: Status.MET, 1 << FALSE | 1 << TRUE: Status.CANNOT_TELL}
_NO = 1 << FALSE
_RULED_OUT = 1 << OUTCOME_TERMINAL[Outcome.DOES_NOT_MEET]
_ANSWER = {1 << FALSE: Answer.NO, 1 << TRUE: Answer.YES, 1 << FALSE | 1 << TRUE: Answer.CANNOT_TELL}


@dataclass(frozen=True, slots=True)
class CriterionAnswer:
    """Whether one criterion's condition holds, whether a failure is waived, and which assumptions that turns on.

    Guidance that is words only has no status.
    """

    read: ReadCriterion
    status: Status | None
    waived: Answer
    turns_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProvisionAnswer:
    """The possible outcomes of one provision with what decides them and the fields that would settle more."""

    read: ReadProvision
    outcomes: tuple[Outcome, ...]
    criteria: tuple[CriterionAnswer, ...]
    missing: tuple[Answer, ...]
    ask: tuple[str, ...]
    turns_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A field worth asking about: how many provisions its answer settles on average, answers weighed by plans."""

    field: str
    settles: float


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """The answers for every provision that takes part, in rule-set order, and what to ask next, best first."""

    provisions: tuple[ProvisionAnswer, ...]
    ask_next: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class _Criterion:
    """A criterion with the numbers of its diagrams, and the answers that were given for it.

    Where its diagram branches at one need only, that is ``level``, and it is true for the values of ``mask``.
    ``rules_out`` is what is found where it surely fails and no waiver is to be had.
    """

    read: ReadCriterion
    holds: int
    waived: int
    level: int
    mask: int
    rules_out: int
    answers: dict[tuple[int, int], CriterionAnswer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A provision with the numbers of the diagrams that are asked about."""

    read: ReadProvision
    criteria: tuple[_Criterion, ...]
    missing: tuple[int, ...]


def _prepared(book: Rulebook, one: ReadProvision) -> _Prepared:
    diagrams, first = book.space.diagrams, book.space.first_assumption
    criteria = []
    for read in one.criteria:
        holds = FALSE if read.holds is None else read.holds.node
        waived = FALSE if read.waived is None else read.waived.node
        level, mask = -1, 0
        if waived == FALSE and {child for child, _ in diagrams.edges[holds]} == {FALSE, TRUE}:
            level = diagrams.level[holds] if diagrams.level[holds] < first else -1
            mask = dict(diagrams.edges[holds])[TRUE]
        failed = {Strength.MUST: 1 << FALSE, Strength.MUST_NOT: 1 << TRUE}
        rules_out = failed.get(read.criterion.strength, -1) if waived == FALSE else -1
        criteria.append(_Criterion(read, holds, waived, level, mask, rules_out))
    return _Prepared(one, tuple(criteria), tuple(part.matters.node for part in one.missing))


class Checker:
    """Checks profiles against a rule book under one setting of the assumptions; safe to use again and again.

    What a diagram says once every need is fixed depends on the settings alone, so that is kept between checks.
    """

    def __init__(self, book: Rulebook, settings: Settings, provisions: Sequence[ReadProvision]) -> None:
        self.book = book
        self.settings = settings
        self.kept = Kept(book.space)
        self.provisions = tuple(_prepared(book, one) for one in provisions)
        self._names = tuple(axis.name for axis in book.space.axes[book.space.first_assumption :])
        self._turns: dict[int, tuple[str, ...]] = {}
        self._outcomes: dict[int, tuple[Outcome, ...]] = {}
        self._classes: dict[int, Mapping[int, tuple[int, ...]]] = {}

    def check(self, profile: Profile) -> CheckAnswer:
        """The answer for a profile. Raises Refused where no such child can be."""
        return self.answer(situate(self.book, profile, self.settings), self._other_readings(profile))

    def _other_readings(self, profile: Profile) -> dict[str, tuple[Situation, ...]]:
        """For each assumption that what was entered rests on, the profile's situation under each of its values.

        A value under which what was entered cannot be says nothing about the answer, so it is left out.
        """
        names = {
            name
            for entry in profile.entries
            for name in self.book.rules.assumption
            if name in self.book.region_of_entry(entry).support
        }
        found: dict[str, tuple[Situation, ...]] = {}
        for name in self._names:
            if name in names:
                values = self.book.rules.assumption[name].ids
                under = [situated(self.book, profile, {**self.settings, name: (value,)}) for value in values]
                found[name] = tuple(one for one in under if one is not None)
        return found

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
            self._names.index(name): [self.walker(one, fresh=True) for one in found]
            for name, found in (readings or {}).items()
        }
        answers = tuple(self._provision(one, walker, others) for one in self.provisions)
        return CheckAnswer(tuple(answer for answer, _ in answers), self._ask_next(settles for _, settles in answers))

    def walker(self, situation: Situation, *, fresh: bool = False) -> Walker:
        """A walker for a situation; ``fresh`` where its settings are not this checker's."""
        return Walker(situation, Kept(self.book.space) if fresh else self.kept)

    def _found(self, node: int, walker: Walker, others: Mapping[int, list[Walker]]) -> int:
        found = walker.found(node)
        for assumption, walkers in others.items():
            if len({one.found(node) & _TERMINALS for one in walkers}) > 1:
                found |= 1 << (TURN_SHIFT + assumption)
        return found

    def _provision(
        self, one: _Prepared, walker: Walker, others: Mapping[int, list[Walker]]
    ) -> tuple[ProvisionAnswer, Mapping[str, float]]:
        box = walker.situation.box
        ruled_out = False
        criteria = []
        for criterion in one.criteria:
            if others or criterion.level < 0:
                found = self._found(criterion.holds, walker, others)
                waived = self._found(criterion.waived, walker, others)
            else:
                mask = box[criterion.level]
                found = (mask & criterion.mask > 0) << TRUE | (mask & ~criterion.mask > 0) << FALSE
                waived = _NO
            ruled_out = ruled_out or found == criterion.rules_out
            answer = criterion.answers.get((found, waived))
            if answer is None:
                answer = criterion.answers[found, waived] = self._criterion(criterion.read, found, waived)
            criteria.append(answer)
        missing = tuple([_ANSWER[self._found(node, walker, others) & _TERMINALS] for node in one.missing])
        # A must that surely fails, whatever is assumed, and that nothing waives settles the outcome by itself.
        found = _RULED_OUT if ruled_out else self._found(one.read.diagram, walker, others)
        outcomes = self._read_outcomes(found)
        settles = self._settles(one.read, walker, found & _TERMINALS) if len(outcomes) > 1 else {}
        turned = self._turned(found)
        return ProvisionAnswer(one.read, outcomes, tuple(criteria), missing, tuple(settles), turned), settles

    def _criterion(self, read: ReadCriterion, found: int, waived: int) -> CriterionAnswer:
        status = None if read.holds is None else _STATUS[found & _TERMINALS]
        return CriterionAnswer(read, status, _ANSWER[waived & _TERMINALS], self._turned(found))

    def _read_outcomes(self, found: int) -> tuple[Outcome, ...]:
        bits = found & _TERMINALS
        known = self._outcomes.get(bits)
        if known is None:
            known = tuple(outcome for outcome in _ORDER if bits >> OUTCOME_TERMINAL[outcome] & 1)
            self._outcomes[bits] = known
        return known

    def _turned(self, found: int) -> tuple[str, ...]:
        bits = found >> TURN_SHIFT
        known = self._turns.get(bits)
        if known is None:
            known = self._turns[bits] = tuple(self._names[index] for index in values_of(bits))
        return known

    # --- what to ask -------------------------------------------------------------------------------------------------

    @cached_property
    def fields(self) -> tuple[tuple[NeedField, tuple[int, ...]], ...]:
        """Every need field that has levels of its own, with these."""
        space = self.book.space
        return tuple(
            (need, tuple(space.level[axis.name] for axis in need.axes))
            for need in self.book.rules.needs.fields
            if need.axes
        )

    def _settles(self, one: ReadProvision, walker: Walker, now: int) -> Mapping[str, float]:
        """For each field of which some possible answer shrinks the outcomes, how likely an answer leaves one outcome.

        Where no answer does so by itself, every open field on which the outcomes depend together.
        """
        root, box = self.kept.root(one.diagram), walker.situation.box
        classes = self._classes_of(one.diagram)
        asked: dict[str, float] = {}
        together: dict[str, float] = {}
        for need, levels in self.fields:
            relevant = [level for level in levels if level in root.support and box[level].bit_count() > 1]
            if not relevant:
                continue
            together[need.id] = 0.0
            shrinks, settled, total = False, 0.0, 0.0
            for answer in answers_of(walker, relevant, classes):
                after = walker.after(answer)
                if after is not None:
                    weight = _weight(need, walker.situation, answer)
                    total += weight
                    then = after.search(root, now) & _TERMINALS
                    shrinks = shrinks or then != now
                    settled += weight * (then.bit_count() == 1)
            if shrinks:
                asked[need.id] = settled / total
        return asked or together

    def _classes_of(self, node: int) -> Mapping[int, tuple[int, ...]]:
        """For each level of a diagram the values that it never tells apart, as masks."""
        found = self._classes.get(node)
        if found is None:
            diagrams = self.book.space.diagrams
            masks: dict[int, list[int]] = {level: [diagrams.full[level]] for level in diagrams.support(node)}
            for inner in diagrams.nodes(node):
                level = diagrams.level[inner]
                for _, mask in diagrams.edges[inner]:
                    masks[level] = [part for whole in masks[level] for part in (whole & mask, whole & ~mask) if part]
            found = self._classes[node] = {level: tuple(parts) for level, parts in masks.items()}
        return found

    def _ask_next(self, settles: Iterable[Mapping[str, float]]) -> tuple[Question, ...]:
        """Every field that some provision asks for, first the one that settles most provisions on average."""
        total: dict[str, float] = {}
        for one in settles:
            for name, likely in one.items():
                total[name] = total.get(name, 0.0) + likely
        order = {need.id: place for place, (need, _) in enumerate(self.fields)}
        ranked = sorted(total.items(), key=lambda item: (-item[1], order[item[0]]))
        return tuple(Question(name, round(likely, 1)) for name, likely in ranked)


def _weight(need: NeedField, situation: Situation, answer: Mapping[int, int]) -> float:
    """How much an answer weighs: by the published number of plans where the field has them, else one a value."""
    if need.kind is not Kind.SEVERAL and any(value.plans for value in need.values):
        ((level, mask),) = answer.items()
        return float(sum(need.by_id[value].plans or 0 for value in situation.space.ids(level, mask))) or 0.5
    weight = 1.0
    for mask in answer.values():
        weight *= mask.bit_count()
    return weight


def answers_of(
    walker: Walker, levels: Sequence[int], classes: Mapping[int, tuple[int, ...]]
) -> Iterator[dict[int, int]]:
    """Every answer to a field that some diagram tells apart: a mask for each of its levels.

    A several-field has one level a member, and an answer says of each whether it is among the values. Values that the
    provision's diagram never tells apart make one answer, unless what is possible couples them with other fields.
    """
    box = walker.situation.box
    options = [
        [1 << value for value in values_of(box[level])]
        if level in walker.coupled
        else [cut for part in classes[level] if (cut := part & box[level])]
        for level in levels
    ]
    for chosen in itertools.product(*options):
        yield dict(zip(levels, chosen, strict=True))
