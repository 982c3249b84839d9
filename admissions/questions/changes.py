"""Changes: what is otherwise under one rule set than under another, a provision at a time and a pair at a time."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from admissions.model.outcomes import Outcome, Overlap, ProvisionStatus
from admissions.model.provisions import Criterion
from admissions.questions.moves import OPEN, Example, Move, Saying, example_of, moves_of
from admissions.questions.read import ReadProvision
from admissions.questions.side_by_side import Side, SideBySide
from admissions.regions.space import Region


class ChangeKind(StrEnum):
    """What became of a provision.

    ``same_text``: neither its text nor what it says has changed. ``says_the_same``: its text was rewritten, and no
    child has another outcome. ``changed``: some child has another outcome, whether or not its own text was rewritten.
    """

    ADDED = "added"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"
    SAYS_THE_SAME = "says_the_same"
    SAME_TEXT = "same_text"
    CANNOT_BE_COMPARED = "cannot_be_compared"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The criteria of a provision, by id: the new ones, those gone, those with other words, strength or conditions."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProvisionChange:
    """What became of one provision, and which children stand otherwise to it.

    ``old`` and ``new`` are the provision on each side, where it has criteria there that are not withdrawn.
    ``why`` says why it cannot be compared, or how it came to be added or removed, as a clause. ``same_hash`` tells
    that its own text is the same on both sides.
    """

    id: str
    name: str
    kind: ChangeKind
    old: ReadProvision | None
    new: ReadProvision | None
    moves: tuple[Move, ...] = ()
    why: str = ""
    rewritten: Rewritten = Rewritten()
    same_hash: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Children of the context by whom an overlap has grown or shrunk: those in the region, possible or not."""

    region: Region
    cells: int
    example: Example


@dataclass(frozen=True, slots=True)
class PairChange:
    """How the overlap of two provisions has changed: what it was and is, and the children new to it and gone from it.

    An overlap is the children to whom both provisions are open. A pair of which one is not there has none.
    """

    one: str
    two: str
    before: Overlap
    after: Overlap
    grown: Part | None
    shrunk: Part | None


@dataclass(frozen=True, slots=True)
class Changes:
    """All that has changed: every provision that takes part on either side, and the pairs whose overlap differs."""

    provisions: tuple[ProvisionChange, ...]
    pairs: tuple[PairChange, ...]


def changes(both: SideBySide, named: Iterable[str] = (), *, unverified: bool = False) -> Changes:
    """What has changed between two rule sets; provisions in the order of the new one, those of the old one last.

    Those ``named`` take part on each side that has them.
    """
    names: dict[str, str] = {}
    asked = tuple(named)
    for side in (both.new, both.old):
        for one in side.book.choose((id for id in asked if id in side.book.by_id), unverified=unverified):
            names.setdefault(one.id, one.provision.name)
    saying = Saying(both)
    found = tuple(_provision_change(saying, id, name) for id, name in names.items())
    return Changes(found, tuple(_pair_changes(both, found)))


def in_force(side: Side, id: str) -> ReadProvision | None:
    """The provision with the criteria that are in force on this side; none where they are withdrawn."""
    found = side.book.by_id.get(id)
    return None if found is None or found.provision.version.status is ProvisionStatus.WITHDRAWN else found


# --- provisions ------------------------------------------------------------------------------------------------------


def _provision_change(saying: Saying, id: str, name: str) -> ProvisionChange:
    both = saying.both
    old, new = in_force(both.old, id), in_force(both.new, id)
    for side in both.sides:
        unknown = next((one for one in side.book.rules.not_known if one.id == id), None)
        if unknown is not None:
            why = f"its criteria as at {side.book.rules.as_at} are not known: {unknown.why}"
            return ProvisionChange(id, name, ChangeKind.CANNOT_BE_COMPARED, old, new, why=why)
    unlike = dict.fromkeys(
        axis
        for side, one in zip(both.sides, (old, new), strict=True)
        if one is not None
        for axis in both.differing_of(one, side)
    )
    fields = ", ".join(f"`{axis}`" for axis in unlike)
    depends = f"it asks for {fields}, which the two rule sets do not have alike" if unlike else ""
    moves = () if unlike else moves_of(saying, old, new)
    if old is None or new is None:
        kind, why = _one_sided(both, id)
        return ProvisionChange(id, name, kind, old, new, moves, "; ".join(filter(None, (why, depends))))
    before, after = old.provision.version, new.provision.version
    same_hash = before.hash == after.hash
    kind = ChangeKind.CHANGED if moves else ChangeKind.SAME_TEXT if same_hash else ChangeKind.SAYS_THE_SAME
    if unlike:
        kind = ChangeKind.CANNOT_BE_COMPARED
    rewritten = rewritten_criteria(before.criteria, after.criteria)
    return ProvisionChange(id, name, kind, old, new, moves, depends, rewritten, same_hash)


def _one_sided(both: SideBySide, id: str) -> tuple[ChangeKind, str]:
    """What became of a provision that only one side has, and how, as far as that is known."""
    if in_force(both.new, id) is not None:
        return ChangeKind.ADDED, "its criteria were withdrawn before" if id in both.old.book.by_id else ""
    if id in both.new.book.by_id:
        return ChangeKind.WITHDRAWN, ""
    ended = next((one for one in both.new.book.rules.ended if one.id == id), None)
    return ChangeKind.REMOVED, "" if ended is None else f"it ended by {ended.end}"


def rewritten_criteria(old: Iterable[Criterion], new: Iterable[Criterion]) -> Rewritten:
    """Which criteria were added, removed or altered: in their published words, their strength or their conditions."""
    before, after = ({one.id: _written(one) for one in criteria} for criteria in (old, new))
    return Rewritten(
        tuple(id for id in after if id not in before),
        tuple(id for id in before if id not in after),
        tuple(id for id in after if id in before and before[id] != after[id]),
    )


def _written(criterion: Criterion) -> tuple[object, ...]:
    return criterion.wording, criterion.strength, criterion.condition, criterion.waiver


# --- pairs -----------------------------------------------------------------------------------------------------------


def _pair_changes(both: SideBySide, found: Iterable[ProvisionChange]) -> Iterator[PairChange]:
    compared = [one for one in found if one.kind is not ChangeKind.CANNOT_BE_COMPARED and not _is_unlike(both, one)]
    as_before = {one.id for one in compared if not one.moves and one.old is not None and one.new is not None}
    for one, two in itertools.combinations(compared, 2):
        if {one.id, two.id} <= as_before:
            continue
        before = Shared(both, both.old, one.old, two.old)
        after = Shared(both, both.new, one.new, two.new)
        grown, shrunk = _part(both, after, before), _part(both, before, after)
        if grown or shrunk or before.overlap is not after.overlap:
            yield PairChange(one.id, two.id, before.overlap, after.overlap, grown, shrunk)


def _is_unlike(both: SideBySide, one: ProvisionChange) -> bool:
    """Whether a provision asks for what the two sides do not have alike."""
    held = zip(both.sides, (one.old, one.new), strict=True)
    return any(provision is not None and both.differing_of(provision, side) for side, provision in held)


@dataclass(frozen=True)
class Shared:
    """The children to whom two provisions are open on one side; None stands for a provision that is not there."""

    both: SideBySide
    side: Side
    one: ReadProvision | None
    two: ReadProvision | None

    @cached_property
    def met(self) -> Region:
        """Those who meet both for certain, possible or not."""
        return self._of_both((Outcome.MEETS,))

    @cached_property
    def opened(self) -> Region:
        """All to whom both are open, possible or not."""
        return self._of_both(OPEN)

    @cached_property
    def overlap(self) -> Overlap:
        """How the two overlap in the context."""
        if not self.both.context.isdisjoint(self.met):
            return Overlap.CERTAIN
        return Overlap.NONE if self.both.context.isdisjoint(self.opened) else Overlap.CANNOT_BE_RULED_OUT

    @cached_property
    def entry_cells(self) -> int:
        """How many entry cells they share; those who meet both for certain are all that is counted if there are."""
        return self.both.cells.number(self.met if self.overlap is Overlap.CERTAIN else self.opened)

    def _of_both(self, outcomes: tuple[Outcome, ...]) -> Region:
        return self.side.standing(self.one, outcomes) & self.side.standing(self.two, outcomes)


def _part(both: SideBySide, those: Shared, others: Shared) -> Part | None:
    region = those.opened - others.opened
    cells = both.cells.number(region)
    return Part(region, cells, example_of(both, region)) if cells else None
