"""What would come out if one recorded value were another: the other need primary, what is awaited decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from admissions.model.needs import NO, YES, member_axis
from admissions.model.outcomes import Outcome
from admissions.questions.check import CheckAnswer, Checker
from admissions.questions.situation import Situation, close

PRIMARY, ADDITIONAL = "primary_need", "additional_needs"


@dataclass(frozen=True, slots=True)
class Instead:
    """Had ``value`` been recorded of ``field``: the provisions that come out otherwise.

    ``changed`` holds the provision's id with its possible outcomes now and then.
    """

    field: str
    value: str
    changed: tuple[tuple[str, tuple[Outcome, ...], tuple[Outcome, ...]], ...]


def instead(checker: Checker, situation: Situation, answer: CheckAnswer) -> Iterator[Instead]:
    """Each other value that would change an outcome, where it is one of two kinds.

    A recorded additional need may be the primary one, and the primary need an additional one; and a value of which the
    needs say what it ``becomes`` may have become that. Nothing is found for a field that is not known.
    """
    for field, value, masks in (*_swaps(checker, situation), *_becoming(checker, situation)):
        box = list(situation.box)
        for level, mask in masks.items():
            box[level] = mask
        other = close(situation.space, box, situation.inside, situation.free, checker.settings)
        if other is None:
            continue
        changed = tuple(
            (one.read.id, one.outcomes, then)
            for one, then in zip(answer.provisions, checker.outcomes(other), strict=True)
            if one.outcomes != then
        )
        if changed:
            yield Instead(field, value, changed)


def _swaps(checker: Checker, situation: Situation) -> Iterator[tuple[str, str, Mapping[int, int]]]:
    """For each recorded additional need that could be primary, the box's masks if it were."""
    space, needs = situation.space, checker.book.rules.needs
    if PRIMARY not in space.level or ADDITIONAL not in needs.by_id:
        return
    primary = space.ids(space.level[PRIMARY], situation.box[space.level[PRIMARY]])
    members = needs[ADDITIONAL].ids
    if len(primary) != 1 or primary[0] not in members:
        return
    for need in members:
        level = space.level[member_axis(ADDITIONAL, need)]
        if space.ids(level, situation.box[level]) == (YES,) and need in needs[PRIMARY].by_id:
            other = space.level[member_axis(ADDITIONAL, primary[0])]
            masks = {
                space.level[PRIMARY]: space.mask(space.level[PRIMARY], (need,)),
                level: space.mask(level, (NO,)),
                other: space.mask(other, (YES,)),
            }
            yield PRIMARY, need, masks


def _becoming(checker: Checker, situation: Situation) -> Iterator[tuple[str, str, Mapping[int, int]]]:
    """For each recorded value that may become others, the box's mask for each of them."""
    space = situation.space
    for need in checker.book.rules.needs.fields:
        if not any(value.becomes for value in need.values) or need.id not in space.level:
            continue
        level = space.level[need.id]
        recorded = space.ids(level, situation.box[level])
        if len(recorded) == 1:
            for value in need.by_id[recorded[0]].becomes:
                yield need.id, value, {level: space.mask(level, (value,))}
