"""One end of one range of one criterion moved: the smallest changes by which heads could trade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from admissions.model.algebra import opposite
from admissions.model.conditions import Between, Bound, ByCase, Surface, parts_of, with_part
from admissions.model.needs import Difference
from admissions.model.outcomes import Strength
from admissions.model.provisions import Criterion
from admissions.questions.read import ReadProvision
from admissions.questions.settled import Settled, in_all
from admissions.regions.space import Region


@dataclass(frozen=True, slots=True)
class Shift:
    """A criterion with one end of one of its ranges moved by so many steps; below zero they go down.

    ``path`` leads to the range from the criterion's condition, as ``parts_of`` counts; ``where`` is the case of a
    condition by cases in which the range is asked.
    """

    provision: str
    criterion: str
    path: tuple[int, ...]
    before: Between
    after: Between
    steps: int
    condition: Surface
    where: Surface | None


def shifts(settled: Settled, provision: ReadProvision, steps: Iterable[int]) -> Iterator[Shift]:
    """Every end of every range that the provision's scored criteria hold, moved by each of these numbers of steps.

    An end that would leave its field is left out, and so is a range that would hold nothing or everything.
    """
    wanted = tuple(steps)
    for criterion in provision.provision.version.criteria:
        if criterion.condition is None or criterion.strength is Strength.GUIDANCE:
            continue
        for path, found in _ranges(criterion.condition):
            for by in wanted:
                for after in _moved(settled, found, by):
                    condition = _put(criterion.condition, path, after)
                    where = _case(criterion.condition, path)
                    yield Shift(provision.id, criterion.id, path, found, after, by, condition, where)


def opened_by(settled: Settled, provision: ReadProvision, shift: Shift) -> Region:
    """Whom the provision would be open to with the criterion so changed."""
    return in_all(settled.possible, (holds for _, holds in _asked(settled, provision, shift)))


def panel_by(settled: Settled, provision: ReadProvision, shift: Shift) -> Region:
    """For whom the provision would be at a panel's discretion with the criterion so changed."""
    allowed, failed = settled.possible, settled.space.nothing
    for criterion, holds in _asked(settled, provision, shift):
        if criterion.strength in (Strength.NORMALLY, Strength.INDICATOR):
            failed |= ~holds
        elif criterion.waiver is None:
            allowed &= holds
        else:
            allowed &= holds | settled.holds(criterion.waiver)
            failed |= ~holds
    return allowed & failed


def _asked(settled: Settled, provision: ReadProvision, shift: Shift) -> Iterator[tuple[Criterion, Region]]:
    """Each scored criterion with the region of those who have what it asks, the one criterion changed."""
    for criterion in provision.provision.version.criteria:
        if criterion.condition is not None and criterion.strength is not Strength.GUIDANCE:
            condition = shift.condition if criterion.id == shift.criterion else criterion.condition
            refused = criterion.strength is Strength.MUST_NOT
            yield criterion, settled.holds(opposite(condition) if refused else condition)


def _ranges(condition: Surface, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Between]]:
    if isinstance(condition, Between):
        yield path, condition
    for place, part in enumerate(parts_of(condition)):
        yield from _ranges(part, (*path, place))


def _case(condition: Surface, path: tuple[int, ...]) -> Surface | None:
    """The innermost case on the way."""
    found = None
    for place in path:
        if isinstance(condition, ByCase) and place % 2 and place < 2 * len(condition.cases):
            found = condition.cases[place // 2].when
        condition = parts_of(condition)[place]
    return found


def _put(condition: Surface, path: tuple[int, ...], part: Surface) -> Surface:
    if not path:
        return part
    place, *rest = path
    return with_part(condition, place, _put(parts_of(condition)[place], tuple(rest), part))


def _moved(settled: Settled, found: Between, by: int) -> Iterator[Between]:
    low, high = found.low, found.high
    options = []
    if low is not None:
        options.append(replace(found, low=_bound(settled, found, Between(found.field, low=low), low, by)))
    if high is not None:
        options.append(replace(found, high=_bound(settled, found, Between(found.field, high=high), high, by)))
    for after in options:
        kept = (after.low is None, after.high is None) == (low is None, high is None)
        if kept and settled.holds(after) not in (settled.space.nothing, settled.space.everything):
            yield after


def _bound(settled: Settled, found: Between, alone: Between, bound: Bound, by: int) -> Bound | None:
    """The end moved by so many steps of its field, or None where it would leave it; ``alone`` has no other end."""
    need = settled.space.needs[found.field]
    if isinstance(need.derived, Difference):
        return Bound(int(str(bound.level)) + by, bound.inclusive)
    if need.derived is not None:
        return None
    # A term of a scale spans an interval, as settled: the end of what it holds moves along the shared scale.
    inside = settled.holds(alone).hull()[found.field]
    if not inside:
        return None
    place = need.ids.index(inside[0] if alone.low else inside[-1]) + by
    return Bound(need.ids[place]) if 0 <= place < len(need.ids) else None
