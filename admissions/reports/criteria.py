"""How one criterion stands for one profile: its words, whether it is met, what it needs and what that rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from admissions.model.conditions import ByCase, Indicators, Surface
from admissions.model.outcomes import Answer, Status, Strength
from admissions.model.sources import Source
from admissions.questions.check import Checker, CriterionAnswer
from admissions.questions.read import ReadCriterion
from admissions.questions.reasons import Held, base_fields, fields_of, held, holds, looked_at, parts_in, rests_on
from admissions.questions.rulebook import Rulebook
from admissions.questions.walks import MOST_KEPT, Walker
from admissions.words.conditions import Holds, cut, say
from admissions.words.profiles import say_held


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where published words stand."""

    title: str
    url: str
    read: str
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One line of a published list with its status."""

    id: str
    wording: str
    status: Status


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion: its words, whether it is met, what it needs, and the values that this rests on.

    A ``must_not`` is met where its condition does not hold. ``recorded`` is ``looked_at`` in words.
    """

    id: str
    strength: Strength
    status: Status | None
    waived: Answer
    wording: str
    note: str
    source: SourceLine
    looked_at: Mapping[str, Held]
    recorded: str
    needed: str
    indicators: tuple[IndicatorLine, ...]
    turns_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Decided:
    """What of a line is the same whichever of the values that no part of the criterion tells apart a profile has.

    ``shown`` are the fields whose values the line shows.
    """

    needed: str
    indicators: tuple[IndicatorLine, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """A condition as a clause, with the fields that it mentions."""

    clause: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Criterion:
    """A criterion with the lines that were made of it.

    ``condition`` is cut to what is assumed, and ``words`` has what is said of each part of it, by identity. ``values``
    picks out of a box all that a line can depend on; ``classes`` has, for each level that decides it, the values that
    it does not tell apart.
    """

    condition: Surface | None
    words: Mapping[int, _Words]
    source: SourceLine
    classes: Mapping[int, tuple[int, ...]]
    values: Callable[[Sequence[int]], object]
    lines: dict[object, CriterionLine] = field(default_factory=dict)
    decided: dict[tuple[int, ...], _Decided] = field(default_factory=dict)

    def told_apart(self, box: Sequence[int]) -> tuple[int, ...]:
        """Which classes the values of a box lie in, a bit each, for every level that decides."""
        return tuple(
            [
                sum([1 << place for place, values in enumerate(parts) if values & box[level]])
                for level, parts in self.classes.items()
            ]
        )


MOST_LINES = 512


class CriterionLines:
    """Makes criterion lines; keeps what depends on nothing but a few values of the profile, to use it again."""

    def __init__(self, book: Rulebook, checker: Checker) -> None:
        self.book = book
        self.checker = checker
        self._criteria: dict[int, _Criterion] = {}
        self._levels = {one.need.id: slice(one.levels.start, one.levels.stop) for one in checker.asker.fields}
        needs = book.rules.needs
        self._slices = {one.id: tuple(self._levels[base] for base in base_fields(one)) for one in needs.fields}
        self._held: dict[tuple[object, ...], tuple[Held, str]] = {}

    def lines(self, answers: Sequence[CriterionAnswer], walker: Walker) -> tuple[CriterionLine, ...]:
        """The lines of the criteria of one provision."""
        found = []
        box, coupled = walker.situation.box, walker.coupled
        own = walker.kept is self.checker.kept
        for answer in answers:
            one = self._criteria.get(id(answer.read)) or self._criterion(answer.read)
            # What is possible may tie two needs of a criterion, and a relation that was entered any of them.
            if not own or (coupled and len(coupled & one.classes.keys()) > 1):
                decided = self._decided(one, answer, walker)
                line = _line(one, answer, decided, {name: self._held_now(name, walker) for name in decided.shown})
            else:
                key = one.values(box)
                known = one.lines.get(key)
                if known is None:
                    known = self._alone(one, answer, walker)
                    one.lines[key] = known
                line = known
            found.append(line)
        return tuple(found)

    def _alone(self, one: _Criterion, answer: CriterionAnswer, walker: Walker) -> CriterionLine:
        """The line of a criterion whose needs nothing ties."""
        key = one.told_apart(walker.situation.box)
        decided = one.decided.get(key)
        if decided is None:
            decided = one.decided[key] = self._decided(one, answer, walker)
        for kept in (one.lines, one.decided):
            if len(kept) >= MOST_LINES:
                kept.clear()
        return _line(one, answer, decided, {name: self._held_alone(name, walker) for name in decided.shown})

    def _held_now(self, name: str, walker: Walker) -> tuple[Held, str]:
        """The values of a field, and these in words."""
        need = self.book.rules.needs[name]
        values = held(self.book, walker, need)
        return values, say_held(need, values)

    def _held_alone(self, name: str, walker: Walker) -> tuple[Held, str]:
        """The same where nothing ties the field to another, so that it is kept."""
        box = walker.situation.box
        key = (name, *[box[levels] for levels in self._slices[name]])
        found = self._held.get(key)
        if found is None:
            if len(self._held) >= MOST_KEPT:
                self._held.clear()
            found = self._held[key] = self._held_now(name, walker)
        return found

    def _criterion(self, read: ReadCriterion) -> _Criterion:
        needs, condition = self.book.rules.needs, read.criterion.condition
        regions = [region for region in (read.holds, read.waived) if region is not None]
        mentioned: list[int] = []
        if condition is not None:
            regions += [self.book.region(part) for part in _asked_about(condition)]
            for base in {base for name in fields_of(condition) for base in base_fields(needs[name])}:
                mentioned += range(self._levels[base].start, self._levels[base].stop)
        classes = self.book.space.diagrams.classes([region.node for region in regions])
        levels = sorted({*classes, *mentioned})
        fixed = None if condition is None else self._cut(condition, lambda _: Answer.CANNOT_TELL)
        words = {} if fixed is None else {id(part): self._words(part) for part in parts_in(fixed)}
        picked = itemgetter(*levels) if levels else len
        one = _Criterion(fixed, words, source_line(read.criterion.source), classes, picked)
        self._criteria[id(read)] = one
        return one

    def _decided(self, one: _Criterion, answer: CriterionAnswer, walker: Walker) -> _Decided:
        read = answer.read
        if read.holds is None or one.condition is None:
            return _Decided("", (), ())
        left = self._cut(one.condition, lambda part: holds(self.book, walker, part))
        words = one.words.get(id(left)) or self._words(left)
        shown = looked_at(self.book, words.fields, rests_on(walker, read.holds.node))
        return _Decided(words.clause, self._indicators(one.condition, walker), shown)

    def _cut(self, condition: Surface, holding: Holds) -> Surface:
        settings = self.checker.settings
        return cut(condition, holding, lambda name: tuple(settings[name]))

    def _words(self, condition: Surface) -> _Words:
        return _Words(say(condition, self.book.rules), fields_of(condition))

    def _indicators(self, condition: Surface, walker: Walker) -> tuple[IndicatorLine, ...]:
        if not isinstance(condition, Indicators):
            return ()
        status = {Answer.YES: Status.MET, Answer.NO: Status.NOT_MET, Answer.CANNOT_TELL: Status.CANNOT_TELL}
        return tuple(
            IndicatorLine(item.id, item.wording, status[holds(self.book, walker, item.condition)])
            for item in condition.items
        )


def _asked_about(condition: Surface) -> Iterator[Surface]:
    """The parts of a condition of which a line says, or lets its words depend on, whether they hold."""
    for part in parts_in(condition):
        if isinstance(part, ByCase):
            yield from (case.when for case in part.cases)
        elif isinstance(part, Indicators):
            yield from (item.condition for item in part.items)


def _line(
    one: _Criterion, answer: CriterionAnswer, decided: _Decided, shown: Mapping[str, tuple[Held, str]]
) -> CriterionLine:
    criterion = answer.read.criterion
    return CriterionLine(
        criterion.id,
        criterion.strength,
        _met(answer),
        answer.waived,
        criterion.wording,
        criterion.note,
        one.source,
        {name: values for name, (values, _) in shown.items()},
        "; ".join([said for _, said in shown.values()]),
        decided.needed,
        decided.indicators,
        answer.turns_on,
    )


def _met(answer: CriterionAnswer) -> Status | None:
    if answer.read.criterion.strength is not Strength.MUST_NOT or answer.status is None:
        return answer.status
    return {Status.MET: Status.NOT_MET, Status.NOT_MET: Status.MET}.get(answer.status, answer.status)


def source_line(source: Source) -> SourceLine:
    """A source as it is shown."""
    read = source.read.isoformat() if source.read else ""
    return SourceLine(source.title, source.url, read, source.confidence, source.note)
