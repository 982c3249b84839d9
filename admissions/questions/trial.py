"""Trying a change: the rules as they are beside the same with some provisions otherwise, in one space."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from admissions.model.outcomes import Overlap
from admissions.model.provisions import RuleSet
from admissions.questions.cells import Gathered, Masks, gathered, masks_of
from admissions.questions.changes import Changes, Shared, changes, in_force
from admissions.questions.gaps import Gap, gap_cells
from admissions.questions.read import ReadProvision
from admissions.questions.settled import Settled
from admissions.questions.side_by_side import SideBySide

MOST_NODES = 300_000
"""How many nodes a trial may make; a draft may come from anyone. Those of the bundled rules make up to 20,000, and some
160,000 where a draft asks how another provision comes out and every reading is left open.
"""

LESS = (Gap.NOTHING, Gap.DISCRETION, Gap.FURTHER, Gap.BASE_ONLY)
"""The kinds of entry cells in which a child has less than a special school that may be open."""


@dataclass(frozen=True, slots=True)
class Size:
    """How two provisions overlap, and in how many entry cells."""

    overlap: Overlap
    cells: int


@dataclass(frozen=True, slots=True)
class Pair:
    """The overlap of a provision that is otherwise with another one, before and after."""

    provisions: tuple[str, str]
    before: Size
    after: Size


@dataclass(frozen=True, slots=True)
class Trial:
    """What a change would do: to each provision, to each overlap of one that is otherwise, and to the gaps.

    ``gaps`` are the numbers of entry cells of each kind before and after; ``come_to`` are, of the kinds that leave a
    child less, the cells that were of another kind before. ``opens`` are the cells in which nothing is
    open now, and something is at least at a panel's discretion after; ``closes`` those of which the opposite holds.
    """

    both: SideBySide
    changes: Changes
    pairs: tuple[Pair, ...]
    gaps: Mapping[Gap, tuple[int, int]]
    come_to: Mapping[Gap, tuple[Gathered, ...]]
    opens: tuple[Gathered, ...]
    closes: tuple[Gathered, ...]


def trial(context: Settled, rules: RuleSet, provision: str, *, unverified: bool) -> Trial:
    """What it would do if ``rules`` stood in place of those of ``context``, from which they differ in provisions alone.

    The ``provision`` that is tried takes part whatever its status, and so does all that takes part as it is now: a
    draft would else be compared as if it had been closed. Gaps are among the children of ``context``, overlaps among
    all. Nothing of it stays but in the space of ``context``.
    """
    book, space = context.book, context.space.bounded(MOST_NODES)
    after = context.beside(book.edited(rules, space))
    both = SideBySide(book.rules, rules, ready=(context, after))
    found = changes(both, (provision,), unverified=unverified)
    otherwise = {one.id for one in found.provisions if one.moves or one.old is None or one.new is None}
    part = [one.id for one in book.choose((provision,), unverified=unverified)]
    old, new = ([one for id in part if (one := in_force(side, id)) is not None] for side in both.sides)
    were, are = gap_cells(context, old), gap_cells(after, new)
    plausible = masks_of(context.plausible)
    return Trial(
        both,
        found,
        tuple(_pairs(both, old, new, otherwise)),
        {gap: (_size(were[gap]), _size(are[gap])) for gap in Gap},
        {gap: gathered(space, _less(are[gap], were[gap]), plausible) for gap in LESS},
        gathered(space, _less(were[Gap.NOTHING], are[Gap.NOTHING]), plausible),
        gathered(space, _less(are[Gap.NOTHING], were[Gap.NOTHING]), plausible),
    )


def _pairs(
    both: SideBySide, old: Iterable[ReadProvision], new: Iterable[ReadProvision], otherwise: set[str]
) -> Iterator[Pair]:
    """Each pair with a provision that is otherwise, where the two overlap before or after."""
    before, after = ({one.id: one for one in several} for several in (old, new))
    ids = [*dict.fromkeys((*after, *before))]
    for place, one in enumerate(ids):
        for two in ids[place + 1 :]:
            if otherwise & {one, two}:
                was = Shared(both, both.old, before.get(one), before.get(two))
                now = Shared(both, both.new, after.get(one), after.get(two))
                if {was.overlap, now.overlap} != {Overlap.NONE}:
                    sizes = (Size(side.overlap, side.entry_cells) for side in (was, now))
                    yield Pair((one, two), *sizes)


def _size(masks: Masks) -> int:
    return sum(mask.bit_count() for mask in masks.values())


def _less(masks: Masks, others: Masks) -> dict[tuple[str, str], int]:
    """The cells of the first that are not of the others."""
    found = {key: mask & ~others.get(key, 0) for key, mask in masks.items()}
    return {key: mask for key, mask in found.items() if mask}
