"""How one criterion stands for one profile: its words, whether it is met, what it needs and what that rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from admissions.model.conditions import Indicators, Surface
from admissions.model.outcomes import Answer, Status, Strength
from admissions.model.provisions import Source
from admissions.questions.check import Checker, CriterionAnswer
from admissions.questions.reasons import Held, base_fields, fields_of, holds, looked_at, rests_on
from admissions.questions.rulebook import ReadCriterion, Rulebook
from admissions.questions.situation import Walker
from admissions.words.conditions import cut, say
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


MOST_KEPT = 50_000


class CriterionLines:
    """Makes criterion lines; keeps those that depend on nothing but a few values of the profile, to use them again."""

    def __init__(self, book: Rulebook, checker: Checker) -> None:
        self.book = book
        self.checker = checker
        self._levels: dict[int, tuple[int, ...]] = {}
        self._kept: dict[tuple[object, ...], CriterionLine] = {}

    def line(self, answer: CriterionAnswer, walker: Walker) -> CriterionLine:
        """The line of one criterion."""
        read = answer.read
        levels = self._levels_of(read)
        if not walker.coupled.isdisjoint(levels):
            return self._made(answer, walker)
        box = walker.situation.box
        key = (id(read), answer.turns_on, *[box[level] for level in levels])
        line = self._kept.get(key)
        if line is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            line = self._kept[key] = self._made(answer, walker)
        return line

    def _levels_of(self, read: ReadCriterion) -> tuple[int, ...]:
        """Every level that the line can depend on: of the diagrams, and of the fields that its words mention."""
        levels = self._levels.get(id(read))
        if levels is None:
            found: set[int] = set()
            for region in (read.holds, read.waived):
                if region is not None:
                    found |= self.checker.kept.root(region.node).support
            needs = self.book.rules.needs
            for name in fields_of(read.criterion.condition) if read.criterion.condition else ():
                for base in base_fields(needs[name]):
                    found |= {self.book.space.level[axis.name] for axis in needs[base].axes}
            levels = self._levels[id(read)] = tuple(sorted(found))
        return levels

    def _made(self, answer: CriterionAnswer, walker: Walker) -> CriterionLine:
        read = answer.read
        criterion = read.criterion
        seen: Mapping[str, Held] = {}
        needed = ""
        indicators: tuple[IndicatorLine, ...] = ()
        if read.holds is not None and criterion.condition is not None:
            left = self._cut(criterion.condition, walker)
            seen = looked_at(self.book, walker, left, rests_on(walker, read.holds.node))
            needed = say(left, self.book.rules)
            indicators = self._indicators(criterion.condition, walker)
        return CriterionLine(
            criterion.id,
            criterion.strength,
            _met(answer),
            answer.waived,
            criterion.wording,
            criterion.note,
            source_line(criterion.source),
            seen,
            "; ".join(say_held(self.book.rules.needs[name], values) for name, values in seen.items()),
            needed,
            indicators,
            answer.turns_on,
        )

    def _cut(self, condition: Surface, walker: Walker) -> Surface:
        settings = self.checker.settings
        return cut(condition, lambda part: holds(self.book, walker, part), lambda name: tuple(settings[name]))

    def _indicators(self, condition: Surface, walker: Walker) -> tuple[IndicatorLine, ...]:
        if not isinstance(condition, Indicators):
            return ()
        status = {Answer.YES: Status.MET, Answer.NO: Status.NOT_MET, Answer.CANNOT_TELL: Status.CANNOT_TELL}
        return tuple(
            IndicatorLine(item.id, item.wording, status[holds(self.book, walker, item.condition)])
            for item in condition.items
        )


def _met(answer: CriterionAnswer) -> Status | None:
    if answer.read.criterion.strength is not Strength.MUST_NOT or answer.status is None:
        return answer.status
    return {Status.MET: Status.NOT_MET, Status.NOT_MET: Status.MET}.get(answer.status, answer.status)


def source_line(source: Source) -> SourceLine:
    """A source as it is shown."""
    read = source.read.isoformat() if source.read else ""
    return SourceLine(source.title, source.url, read, source.confidence, source.note)
