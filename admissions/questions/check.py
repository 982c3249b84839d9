"""The check: which outcomes each provision can have for a profile, which criteria decide, and what would settle it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from admissions.model.needs import Kind, NeedField
from admissions.model.outcomes import Answer, Outcome, Status
from admissions.model.profiles import Profile
from admissions.questions.rulebook import ReadCriterion, ReadProvision, Rulebook, Settings
from admissions.questions.situation import TURN_SHIFT, Situation, Walker, situate
from admissions.regions.diagram import FALSE, TERMINALS, TRUE, values_of
from admissions.regions.meaning import OUTCOME_TERMINAL

_TERMINALS = (1 << TERMINALS) - 1
_ORDER = tuple(Outcome)
_STATUS = {1 << FALSE: Status.NOT_MET, 1 << TRUE: Status.MET, 1 << FALSE | 1 << TRUE: Status.CANNOT_TELL}
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


@dataclass(frozen=True)
class _Prepared:
    """The roots of one provision, with the levels that each depends on."""

    read: ReadProvision
    root: int
    support: frozenset[int]
    criteria: tuple[tuple[ReadCriterion, int, frozenset[int], int, frozenset[int]], ...]
    missing: tuple[tuple[int, frozenset[int]], ...]


class Checker:
    """Checks profiles against a rule book under one setting of the assumptions; safe to use again and again.

    What a diagram says once every need is fixed depends on the settings alone, so that is kept between checks.
    """

    def __init__(self, book: Rulebook, settings: Settings, provisions: Sequence[ReadProvision]) -> None:
        self.book = book
        self.settings = settings
        self.leaves: dict[int, int] = {}
        self.pairs: dict[tuple[int, int], int] = {}
        self._prepared = tuple(self._prepare(one) for one in provisions)
        self._names = tuple(axis.name for axis in book.space.axes[book.space.first_assumption :])
        self._turns: dict[int, tuple[str, ...]] = {}
        self._outcomes: dict[int, tuple[Outcome, ...]] = {}

    def _prepare(self, one: ReadProvision) -> _Prepared:
        def support(root: int) -> frozenset[int]:
            return frozenset(self.book.space.diagrams.support(root))

        criteria = []
        for read in one.criteria:
            holds = -1 if read.holds is None else read.holds.node
            waived = FALSE if read.waived is None else read.waived.node
            criteria.append((read, holds, support(max(holds, 0)), waived, support(waived)))
        missing = tuple((part.matters.node, support(part.matters.node)) for part in one.missing)
        return _Prepared(one, one.diagram, support(one.diagram), tuple(criteria), missing)

    def check(self, profile: Profile) -> CheckAnswer:
        """The answer for a profile. Raises Refused where no such child can be."""
        return self.answer(situate(self.book, profile, self.settings), self._other_readings(profile))

    def _other_readings(self, profile: Profile) -> dict[str, tuple[Situation, ...]]:
        """For each assumption that what was entered rests on, the profile's situation under each of its values."""
        names = {
            name
            for entry in profile.entries
            for name in self.book.rules.assumption
            if name in self.book.region_of_entry(entry).support
        }
        return {
            name: tuple(
                situate(self.book, profile, {**self.settings, name: (value,)})
                for value in self.book.rules.assumption[name].ids
            )
            for name in self._names
            if name in names
        }

    def answer(self, situation: Situation, readings: Mapping[str, tuple[Situation, ...]] | None = None) -> CheckAnswer:
        """The answer for a situation; ``readings`` are the situations under other readings of what was entered."""
        walker = self.walker(situation)
        others = {
            self._names.index(name): [self.walker(one, fresh=True) for one in found]
            for name, found in (readings or {}).items()
        }
        answers = tuple(self._provision(one, walker, others) for one in self._prepared)
        ask_next = self._ask_next(walker, answers)
        return CheckAnswer(answers, ask_next)

    def walker(self, situation: Situation, *, fresh: bool = False) -> Walker:
        """A walker for a situation; ``fresh`` where its settings are not this checker's."""
        return Walker(situation, {}, {}) if fresh else Walker(situation, self.leaves, self.pairs)

    def _found(self, root: int, support: frozenset[int], walker: Walker, others: Mapping[int, list[Walker]]) -> int:
        found = walker.found(root, support)
        for assumption, walkers in others.items():
            if len({one.found(root, support) & _TERMINALS for one in walkers}) > 1:
                found |= 1 << (TURN_SHIFT + assumption)
        return found

    def _provision(self, one: _Prepared, walker: Walker, others: Mapping[int, list[Walker]]) -> ProvisionAnswer:
        criteria = []
        for read, holds, support, waived, waived_support in one.criteria:
            if holds < 0:
                criteria.append(CriterionAnswer(read, None, Answer.NO, ()))
                continue
            found = self._found(holds, support, walker, others)
            waiver = Answer.NO
            if waived != FALSE:
                waiver = _ANSWER[self._found(waived, waived_support, walker, others) & _TERMINALS]
            criteria.append(CriterionAnswer(read, _STATUS[found & _TERMINALS], waiver, self._turned(found)))
        missing = tuple(
            _ANSWER[self._found(root, support, walker, others) & _TERMINALS] for root, support in one.missing
        )
        found = self._found(one.root, one.support, walker, others)
        outcomes = self._read_outcomes(found)
        ask = self._ask(one, walker, found & _TERMINALS) if len(outcomes) > 1 else ()
        return ProvisionAnswer(one.read, outcomes, tuple(criteria), missing, ask, self._turned(found))

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
    def _fields(self) -> tuple[tuple[NeedField, tuple[int, ...]], ...]:
        space = self.book.space
        return tuple(
            (need, tuple(space.level[axis.name] for axis in need.axes))
            for need in self.book.rules.needs.fields
            if need.axes
        )

    def _ask(self, one: _Prepared, walker: Walker, bits: int) -> tuple[str, ...]:
        """The fields of which some possible answer shrinks the outcomes; failing that, all that together could."""
        situation = walker.situation
        asked = []
        open_fields = []
        for need, levels in self._fields:
            relevant = [level for level in levels if level in one.support and situation.box[level].bit_count() > 1]
            if not relevant:
                continue
            open_fields.append(need.id)
            for answer in answers_of(walker, relevant, self._classes(one)):
                narrowed = situation.narrowed(answer)
                if narrowed and self.walker(narrowed).found(one.root, one.support) & _TERMINALS != bits:
                    asked.append(need.id)
                    break
        return tuple(asked or open_fields)

    def _classes(self, one: _Prepared) -> Mapping[int, tuple[int, ...]]:
        """For each level of the provision's diagram the values that it never tells apart, as masks."""
        found = self._class_memo.get(one.root)
        if found is None:
            diagrams = self.book.space.diagrams
            masks: dict[int, list[int]] = {level: [diagrams.full[level]] for level in one.support}
            for node in diagrams.nodes(one.root):
                for _, mask in diagrams.edges[node]:
                    level = diagrams.level[node]
                    masks[level] = [part for whole in masks[level] for part in (whole & mask, whole & ~mask) if part]
            found = self._class_memo[one.root] = {level: tuple(parts) for level, parts in masks.items()}
        return found

    @cached_property
    def _class_memo(self) -> dict[int, Mapping[int, tuple[int, ...]]]:
        return {}

    def _ask_next(self, walker: Walker, answers: Sequence[ProvisionAnswer]) -> tuple[Question, ...]:
        """Every field that some provision asks for, first the one that settles most provisions on average."""
        wanted = {name for one in answers for name in one.ask}
        if not wanted:
            return ()
        unsettled = [one for one, answer in zip(self._prepared, answers, strict=True) if len(answer.outcomes) > 1]
        questions = []
        for need, levels in self._fields:
            if need.id in wanted:
                settles = sum(self._settles(one, need, levels, walker) for one in unsettled)
                questions.append(Question(need.id, round(settles, 1)))
        return tuple(sorted(questions, key=lambda question: -question.settles))

    def _settles(self, one: _Prepared, need: NeedField, levels: Sequence[int], walker: Walker) -> float:
        """How likely an answer to the field leaves this provision one outcome."""
        situation = walker.situation
        relevant = [level for level in levels if level in one.support and situation.box[level].bit_count() > 1]
        settled = total = 0.0
        for answer in answers_of(walker, relevant, self._classes(one)) if relevant else ():
            narrowed = situation.narrowed(answer)
            if narrowed:
                weight = 1.0
                for level, mask in answer.items():
                    weight *= _weight(need, situation.space.ids(level, mask))
                total += weight
                found = self.walker(narrowed).found(one.root, one.support) & _TERMINALS
                if found.bit_count() == 1:
                    settled += weight
        return settled / total if total else 0.0


def _weight(need: NeedField, values: Sequence[str]) -> float:
    """How much an answer weighs: by the published number of plans where the field has them, else one a value."""
    if need.kind is not Kind.SEVERAL and any(value.plans for value in need.values):
        return float(sum(need.by_id[value].plans or 0 for value in values)) or 0.5
    return float(len(values))


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
