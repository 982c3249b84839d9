"""What a provision asks of a child whom it is open to, and the shortest way to say it of children in a region.

Words come from the conditions that an author wrote; the diagram judges that what is left of them means the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from admissions.model.algebra import EVERYONE, NO_ONE, all_of, any_of, conjuncts, opposite, size
from admissions.model.conditions import (
    AllOf,
    Always,
    AnyOf,
    AtLeast,
    Between,
    ByCase,
    ByReading,
    Case,
    Indicators,
    Level,
    NotThis,
    OneOf,
    OutcomeOf,
    Surface,
    Unless,
    how_many,
)
from admissions.questions.read import ReadProvision, asked_by
from admissions.questions.reasons import base_fields, fields_of, parts_in
from admissions.questions.settled import Settled, in_all
from admissions.regions.space import Region

NOT_RECORDED = "not_recorded"
"""Stands for the criterion where what is asked is that no part of the list that is not recorded matters."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that a provision asks: a condition, and the criterion that it comes from."""

    criterion: str
    condition: Surface


def asks(provision: ReadProvision, *, certain: bool = False) -> tuple[Ask, ...]:
    """What a provision asks: it is open to a child, meets or not ruled out, exactly where all of it holds.

    With ``certain`` that it is met: the child is not where a part of the list that is not recorded matters.
    """
    found = [Ask(criterion, condition) for criterion, condition in asked_by(provision.provision)]
    if certain:
        matters = (part.where or EVERYONE for part in provision.provision.version.not_recorded)
        found += [Ask(NOT_RECORDED, opposite(where)) for where in matters]
    return tuple(found)


class Shortener:
    """Says conditions as shortly as they can be said of the children in a region."""

    def __init__(self, settled: Settled) -> None:
        self.settled = settled
        self.region = settled.holds

    def shortest(self, asked: Sequence[Ask], within: Region) -> tuple[Ask, ...]:
        """The fewest and shortest of these that cut ``within`` to the same region; none where it lies inside them all.

        None of what is left can be left out.
        """
        within = within.onto(self.axes(asked))
        left = self._needed(asked, within)
        # What comes after each of them is cut out of the region once, and what stays of those before as it is found.
        after = self._after(left, within)
        found: list[Ask] = []
        before = self.settled.space.everything
        for one, rest in zip(left, after, strict=True):
            short = self.short(one.condition, before & rest)
            parts = [Ask(one.criterion, part) for part in conjuncts(short) if part != EVERYONE]
            before = in_all(before, (self.region(part.condition) for part in parts))
            found += parts
        return self._needed(found, within)

    def axes(self, asked: Iterable[Ask]) -> set[str]:
        """The axes on which these conditions may depend, and what is left of them when values of theirs are left out.

        Who else is left out of a region makes no difference to what can be said shorter of the children in it.
        """
        needs, space = self.settled.book.rules.needs, self.settled.space
        found = {axis.name for axis in space.axes[space.first_assumption :]}
        for one in asked:
            for name in fields_of(one.condition):
                found.update(axis.name for base in base_fields(needs[name]) for axis in needs[base].axes)
            for part in parts_in(one.condition):
                if isinstance(part, OutcomeOf):
                    found.update(self.region(part).support)
        return found

    def _needed(self, asked: Sequence[Ask], within: Region) -> tuple[Ask, ...]:
        """Those that are not implied by the others, the longest tried first."""
        order = sorted(range(len(asked)), key=lambda place: -size(asked[place].condition))
        kept, before = [], self.settled.space.everything
        for place, rest in zip(order, self._after([asked[place] for place in order], within), strict=True):
            holds = self.region(asked[place].condition)
            if not before & rest <= holds:
                kept.append(place)
                before &= holds
        return tuple(asked[place] for place in sorted(kept))

    def _after(self, asked: Sequence[Ask], within: Region) -> list[Region]:
        """For each of these those in ``within`` of whom all that come after it hold."""
        found = [within]
        for one in reversed(asked[1:]):
            found.append(found[-1] & self.region(one.condition))
        return found[::-1][: len(asked)]

    def short(self, condition: Surface, care: Region) -> Surface:
        """A condition that holds of the same children in ``care``, without what makes no difference there."""
        holds = self.region(condition)
        if care <= holds:
            return EVERYONE
        if care.isdisjoint(holds):
            return NO_ONE
        match condition:
            case AllOf(parts):
                return all_of(self._each(parts, care, all_hold=True))
            case AnyOf(parts):
                return any_of(self._each(parts, care, all_hold=False))
            case Unless(part, exception):
                left, right = self._each((part, exception), care, all_hold=False)
                return Unless(left, right) if NO_ONE not in (left, right) else any_of((left, right))
            case NotThis(part):
                return opposite(self.short(part, care))
            case AtLeast(count, parts):
                return self._at_least(how_many(count, len(parts)), parts, care)
            case Indicators(items, count, reading, counts):
                parts = tuple(item.condition for item in items)
                if not reading:
                    return self._at_least(how_many(count, len(parts)), parts, care)
                readings = tuple((value, AtLeast(number, parts)) for value, number in counts)
                return self.short(ByReading(reading, readings), care)
            case ByCase(cases, otherwise):
                return self._by_case(cases, otherwise, care)
            case ByReading(assumption, readings):
                return self._by_reading(assumption, readings, care)
            case OneOf(name, values):
                return OneOf(name, self._values(name, values, care))
            case Between(name, low, high):
                for one in (Between(name, high=high), Between(name, low=low)):
                    if (one.low or one.high) and care.isdisjoint(self.region(one) - holds):
                        return one
                return condition
            case _:
                return condition

    def _each(self, parts: Sequence[Surface], care: Region, *, all_hold: bool) -> list[Surface]:
        """Each part as short as it can be said where the others do not settle the matter; longest first left out."""
        found = list(parts)
        for place in sorted(range(len(parts)), key=lambda place: -size(parts[place])):
            left = care
            for other in (*found[:place], *found[place + 1 :]):
                left = left & self.region(other) if all_hold else left - self.region(other)
            # Where the others settle the matter already, this one is left out.
            found[place] = self.short(parts[place], left) if left else Always(all_hold)
        return found

    def _at_least(self, count: int, parts: Sequence[Surface], care: Region) -> Surface:
        left = []
        for part in parts:
            said = self.short(part, care)
            if said == EVERYONE:
                count -= 1
            elif said != NO_ONE:
                left.append(said)
        if count <= 0:
            return EVERYONE
        if count > len(left):
            return NO_ONE
        if count == len(left):
            return all_of(left)
        return any_of(left) if count == 1 else AtLeast(count, tuple(left))

    def _by_case(self, cases: Sequence[Case], otherwise: Surface, care: Region) -> Surface:
        kept: list[Case] = []
        for case in cases:
            inside = care & self.region(case.when)
            if not inside:
                continue
            if care <= self.region(case.when):
                otherwise = case.then
                break
            then = self.short(case.then, inside)
            if kept and kept[-1].then == then:
                kept[-1] = Case(any_of((kept[-1].when, case.when)), then)
            else:
                kept.append(Case(case.when, then))
            care -= self.region(case.when)
        last = self.short(otherwise, care)
        while kept and kept[-1].then == last:
            kept.pop()
        if not kept:
            return last
        if len(kept) == 1 and last in (EVERYONE, NO_ONE) and kept[0].then in (EVERYONE, NO_ONE):
            return opposite(kept[0].when) if last == EVERYONE else kept[0].when
        if last == NO_ONE and len(kept) == 1:
            return all_of((kept[0].when, kept[0].then))
        return ByCase(tuple(kept), last)

    def _by_reading(self, assumption: str, readings: Sequence[tuple[str, Surface]], care: Region) -> Surface:
        kept = []
        given = dict(readings)
        values = self.settled.settings[assumption]
        for value in values:
            inside = care if len(values) == 1 else care & self.settled.space.where({assumption: (value,)})
            if inside:
                # Of a reading that is not there, no one is accepted.
                kept.append((value, self.short(given.get(value, NO_ONE), inside)))
        if len({part for _, part in kept}) == 1:
            return kept[0][1]
        return ByReading(assumption, tuple(kept))

    def of_whom(self, condition: Surface) -> Surface:
        """The same as it is said of children of whom it holds: without cases that accept nobody or ask nothing.

        Such a case says something of a provision. Of children whom the provision turns away for what it asks, or of any
        group of children, it would say what is not so.
        """
        match condition:
            case AllOf(parts):
                return all_of(self.of_whom(part) for part in parts)
            case AnyOf(parts):
                return any_of(self.of_whom(part) for part in parts)
            case ByCase(cases, otherwise):
                held = [all_of((case.when, self.of_whom(case.then))) for case in cases if case.then != NO_ONE]
                if otherwise != NO_ONE:
                    outside = opposite(any_of(case.when for case in cases))
                    held.insert(0, all_of((outside, self.of_whom(otherwise))))
                said = any_of(held)
                # Cases that overlap are read in their order, which would be lost.
                has_such = not {NO_ONE, EVERYONE}.isdisjoint((otherwise, *(case.then for case in cases)))
                return said if has_such and self.region(said) == self.region(condition) else condition
            case _:
                return condition

    def _values(self, name: str, values: tuple[Level, ...], care: Region) -> tuple[Level, ...]:
        """Those of these values without which the test would come out differently in ``care``."""
        kept = list(dict.fromkeys(values))
        for value in tuple(kept):
            others = tuple(one for one in kept if one != value)
            if care.isdisjoint(self.region(OneOf(name, (value,))) - self.region(OneOf(name, others))):
                kept = list(others)
        return tuple(kept)
