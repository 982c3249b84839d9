"""What would come out if one recorded value were another: the other need primary, what is awaited decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from admissions.model.needs import ADDITIONAL, NO, PRIMARY, YES, member_axis
from admissions.model.outcomes import Outcome
from admissions.questions.check import CheckAnswer, Checker
from admissions.questions.situation import Situation, close


@dataclass(frozen=True, slots=True)
class Instead:
    """Had ``value`` been recorded of ``field``: the provisions that come out otherwise.

    ``changed`` holds the provision's id with its possible outcomes now and then.
    """

    field: str
    value: str
    changed: tuple[tuple[str, tuple[Outcome, ...], tuple[Outcome, ...]], ...]


class Insteads:
    """Asks, of answers of one checker, what would come out otherwise; safe to use again."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        needs, space = checker.book.rules.needs, checker.book.space
        several = {PRIMARY, ADDITIONAL} <= needs.by_id.keys()
        both = [name for name in needs[ADDITIONAL].ids if name in needs[PRIMARY].by_id] if several else []
        self._members = {name: space.level[member_axis(ADDITIONAL, name)] for name in both}
        self._becoming = tuple(
            (need.id, space.level[need.id], {value.id: value.becomes for value in need.values if value.becomes})
            for need in needs.fields
            if need.id in space.level and any(value.becomes for value in need.values)
        )

    def of(self, situation: Situation, answer: CheckAnswer) -> Iterator[Instead]:
        """Each other value that would change an outcome, where it is one of two kinds.

        A recorded additional need may be the primary one, and the primary need an additional one; and a value of which
        the needs say what it ``becomes`` may have become that. Nothing is found for a field that is not known.
        """
        for field, value, masks in (*self._swaps(situation), *self._become(situation)):
            box = list(situation.box)
            for level, mask in masks.items():
                box[level] = mask
            other = close(situation.space, box, situation.inside, situation.free, self._checker.settings)
            if other is None:
                continue
            changed = tuple(
                (one.read.id, one.outcomes, then)
                for one, then in zip(answer.provisions, self._checker.outcomes(other), strict=True)
                if one.outcomes != then
            )
            if changed:
                yield Instead(field, value, changed)

    def _swaps(self, situation: Situation) -> Iterator[tuple[str, str, Mapping[int, int]]]:
        """For each recorded additional need that could be primary, the box's masks if it were."""
        space, box = situation.space, situation.box
        if not self._members:
            return
        primary = space.level[PRIMARY]
        known = space.ids(primary, box[primary])
        if len(known) != 1 or known[0] not in self._members:
            return
        other = self._members[known[0]]
        for need, level in self._members.items():
            if box[level] == space.mask(level, (YES,)):
                yes, no = space.mask(other, (YES,)), space.mask(level, (NO,))
                yield PRIMARY, need, {primary: space.mask(primary, (need,)), level: no, other: yes}

    def _become(self, situation: Situation) -> Iterator[tuple[str, str, Mapping[int, int]]]:
        """For each recorded value that may become others, the box's mask for each of them."""
        space = situation.space
        for field, level, becomes in self._becoming:
            recorded = space.ids(level, situation.box[level])
            if len(recorded) == 1:
                for value in becomes.get(recorded[0], ()):
                    yield field, value, {level: space.mask(level, (value,))}
