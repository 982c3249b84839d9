"""Whether an answer turns on which of the recorded needs is called the primary one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from admissions.model.needs import NO, YES, member_axis
from admissions.model.outcomes import Outcome
from admissions.questions.check import CheckAnswer, Checker
from admissions.questions.situation import Situation, close

PRIMARY, ADDITIONAL = "primary_need", "additional_needs"


@dataclass(frozen=True, slots=True)
class Swap:
    """Had ``need`` been recorded as primary and the present one as additional: the provisions that come out otherwise.

    ``changed`` holds the provision's id with its possible outcomes now and then.
    """

    need: str
    changed: tuple[tuple[str, tuple[Outcome, ...], tuple[Outcome, ...]], ...]


def swaps(checker: Checker, situation: Situation, answer: CheckAnswer) -> Iterator[Swap]:
    """A swap for each recorded additional need that would change an outcome if it were the primary one.

    Nothing is found while the primary need is not known.
    """
    space = situation.space
    if PRIMARY not in space.level or ADDITIONAL not in checker.book.rules.needs.by_id:
        return
    primary = space.ids(space.level[PRIMARY], situation.box[space.level[PRIMARY]])
    members = checker.book.rules.needs[ADDITIONAL].ids
    if len(primary) != 1 or primary[0] not in members:
        return
    for need in members:
        level = space.level[member_axis(ADDITIONAL, need)]
        if space.ids(level, situation.box[level]) != (YES,) or need not in checker.book.rules.needs[PRIMARY].by_id:
            continue
        box = list(situation.box)
        box[space.level[PRIMARY]] = space.mask(space.level[PRIMARY], (need,))
        box[level] = space.mask(level, (NO,))
        other = space.level[member_axis(ADDITIONAL, primary[0])]
        box[other] = space.mask(other, (YES,))
        swapped = close(space, box, situation.inside, situation.free, checker.settings)
        if swapped is None:
            continue
        then = checker.answer(swapped)
        changed = tuple(
            (one.read.id, one.outcomes, two.outcomes)
            for one, two in zip(answer.provisions, then.provisions, strict=True)
            if one.outcomes != two.outcomes
        )
        if changed:
            yield Swap(need, changed)
