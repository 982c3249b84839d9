"""What could be done about an overlap: each change with the overlap that it leaves and the gap that it opens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from admissions.model.algebra import all_of
from admissions.model.conditions import OutcomeOf, Surface
from admissions.model.needs import Difference
from admissions.model.outcomes import Overlap
from admissions.questions.cells import entry_cells
from admissions.questions.overlaps import OPEN, Shared, overlap_of
from admissions.questions.read import ReadProvision
from admissions.questions.settled import Settled, in_all, in_some
from admissions.questions.shifts import Shift, opened_by, panel_by, shifts
from admissions.questions.wording import Ask, Shortener, asks
from admissions.regions.space import CompleteProfile, Region

MOST_STEPS = 3
"""How far an end of a range is moved."""


class Kind(StrEnum):
    """How the two provisions are told apart."""

    CARVE_OUT = "carve_out"
    """One excludes exactly those of its children who have all that the other asks."""
    RANK = "rank"
    """One is open only where the other is not: the other comes first."""
    EXCLUDE = "exclude"
    """One excludes all who have a single thing that the other asks."""
    TIGHTEN = "tighten"
    """One end of one range is moved in."""
    TIGHTEN_AND_WIDEN = "tighten_and_widen"
    """One end of a range of one is moved in, and one of the other moved out to take the children over."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A criterion to add: the provision does not take children of whom ``condition`` holds."""

    provision: str
    condition: Surface


@dataclass(frozen=True, slots=True)
class Repair:
    """A change, and what would come of it.

    ``left`` is the overlap that remains, in entry cells; ``gap`` are the children whom one of the two was open to and
    to whom no provision would be, and ``part`` is what remains and opens as a share of the profiles of the overlap.
    ``losing`` are, for each provision that would be open to fewer, the entry cells of those to whom it no longer would.
    ``panel_cells`` are entry cells of others: nothing was open to them, something was at a panel's discretion, and now
    nothing would be.
    """

    kind: Kind
    moved: tuple[Shift, ...]
    added: tuple[Exclusion, ...]
    overlap: Overlap
    left: int
    losing: Mapping[str, int]
    gap: Region
    gap_cells: int
    panel_cells: int
    witness: CompleteProfile | None
    essential: tuple[str, ...]
    part: float


@dataclass(frozen=True, slots=True)
class Repairs:
    """An overlap and what could be done about it, what leaves and opens least first."""

    shared: Shared
    repairs: tuple[Repair, ...]


def repairs(settled: Settled, one: ReadProvision, two: ReadProvision, provisions: Sequence[ReadProvision]) -> Repairs:
    """What could be done about the overlap of two provisions; gaps are among these provisions, which include both.

    None of them is better than another by itself: what a head gives up is for heads to weigh.
    """
    shared = overlap_of(settled, (one, two))
    if shared.overlap is Overlap.NONE:
        return Repairs(shared, ())
    bench = _Bench(settled, one, two, provisions)
    found = [*bench.carve_outs(), *bench.ranked(), *bench.excluding(), *bench.moving()]
    return Repairs(shared, tuple(sorted(found, key=lambda repair: (repair.part, len(repair.moved), repair.kind))))


@dataclass(frozen=True, slots=True)
class Standing:
    """Whom a changed provision would be open to, and for whom it would be at a panel's discretion."""

    opened: Region
    panel: Region


class _Bench:
    """The two provisions with everything else that is open, so that a change is tried in a few steps."""

    def __init__(
        self, settled: Settled, one: ReadProvision, two: ReadProvision, provisions: Sequence[ReadProvision]
    ) -> None:
        self.settled = settled
        self.pair = (one, two)
        self.opened = {read.id: settled.open_to(read) for read in self.pair}
        self.overlap = in_all(settled.possible, self.opened.values())
        self.panels = {read.id: settled.discretion(read) for read in self.pair}
        missing = [settled.here(part.matters) for read in self.pair for part in read.missing]
        self.recorded = settled.space.everything - in_some([settled.space.nothing, *missing])
        others = [read for read in provisions if read.id not in self.opened]
        self.others = in_some([settled.space.nothing, *map(settled.open_to, others)])
        self.other_panels = in_some([settled.space.nothing, *map(settled.discretion, others)])
        self.before = in_some([*self.opened.values(), self.others])
        self.panel_before = in_some([*self.panels.values(), self.other_panels]) - self.before
        self.shortener = Shortener(settled)

    def repair(
        self,
        kind: Kind,
        changed: Mapping[str, Standing],
        moved: tuple[Shift, ...] = (),
        added: tuple[Exclusion, ...] = (),
    ) -> Repair:
        """The change that leaves these regions open, and at discretion, with what comes of it."""
        opened = {**self.opened, **{name: one.opened for name, one in changed.items()}}
        panels = {**self.panels, **{name: one.panel for name, one in changed.items()}}
        left = in_all(self.settled.possible, opened.values())
        certain = left & self.recorded
        after = in_some([*opened.values(), self.others])
        gap = self.before - after
        panel = self.panel_before - after - in_some([*panels.values(), self.other_panels])
        witness = self.settled.witness(gap) if gap else None
        return Repair(
            kind,
            moved,
            added,
            Overlap.CERTAIN if certain else Overlap.CANNOT_BE_RULED_OUT if left else Overlap.NONE,
            entry_cells(left),
            {name: entry_cells(lost) for name, before in self.opened.items() if (lost := before - opened[name])},
            gap,
            entry_cells(gap),
            entry_cells(panel),
            witness,
            self.settled.essential(gap, witness) if witness else (),
            (left.count() + gap.count()) / self.overlap.count(),
        )

    def both_ways(self) -> Iterator[tuple[ReadProvision, ReadProvision]]:
        """Either provision with the other."""
        one, two = self.pair
        yield one, two
        yield two, one

    def asked(self, of: ReadProvision, by: ReadProvision) -> tuple[Ask, ...]:
        """What ``by`` asks besides of a child whom ``of`` is open to."""
        return self.shortener.shortest(asks(by), self.opened[of.id])

    def excluding_one(self, kind: Kind, of: ReadProvision, condition: Surface) -> Repair:
        """The provision does not take those of whom the condition holds."""
        condition = self.shortener.of_whom(condition)
        holds = self.settled.holds(condition)
        changed = Standing(self.opened[of.id] - holds, self.panels[of.id] - holds)
        return self.repair(kind, {of.id: changed}, added=(Exclusion(of.id, condition),))

    def carve_outs(self) -> Iterator[Repair]:
        """Exactly the overlap taken out of one of the two."""
        for of, by in self.both_ways():
            yield self.excluding_one(Kind.CARVE_OUT, of, all_of(ask.condition for ask in self.asked(of, by)))

    def ranked(self) -> Iterator[Repair]:
        """One is open only where the other is not."""
        for of, by in self.both_ways():
            condition = OutcomeOf(by.id, tuple(outcome.value for outcome in OPEN))
            yield self.excluding_one(Kind.RANK, of, condition)

    def excluding(self) -> Iterator[Repair]:
        """All who have one of the things that the other asks."""
        for of, by in self.both_ways():
            asked = self.asked(of, by)
            if len(asked) > 1:
                for ask in asked:
                    yield self.excluding_one(Kind.EXCLUDE, of, ask.condition)

    def moving(self) -> Iterator[Repair]:
        """Each end of each range moved in as far as it helps, alone and with an end of the other moved out."""
        for of, by in self.both_ways():
            wider = [
                (shift, opened)
                for shift in shifts(self.settled, by, _steps())
                if (opened := opened_by(self.settled, by, shift)) != self.opened[by.id] and self.opened[by.id] <= opened
            ]
            for shift, opened in self._tightened(of):
                tightened = {of.id: self._standing(of, shift, opened)}
                alone = self.repair(Kind.TIGHTEN, tightened, (shift,))
                yield alone
                taken = [
                    self.repair(
                        Kind.TIGHTEN_AND_WIDEN,
                        {**tightened, by.id: self._standing(by, widened, more)},
                        (shift, widened),
                    )
                    for widened, more in wider
                    if self._moves(widened) & self._moves(shift)
                ]
                best = min(taken, key=lambda repair: (repair.part, abs(repair.moved[1].steps)), default=None)
                if best is not None and best.part < alone.part:
                    yield best

    def _standing(self, provision: ReadProvision, shift: Shift, opened: Region) -> Standing:
        return Standing(opened, panel_by(self.settled, provision, shift))

    def _moves(self, shift: Shift) -> set[str]:
        """The fields that a range speaks of, where it counts years those that it is worked out from."""
        derived = self.settled.space.needs[shift.before.field].derived
        return {derived.of, derived.less} if isinstance(derived, Difference) else {shift.before.field}

    def _tightened(self, of: ReadProvision) -> Iterator[tuple[Shift, Region]]:
        """For each end the fewest steps in after which no further one takes more of the overlap away."""
        best: dict[tuple[object, ...], tuple[int, int, Shift, Region]] = {}
        for shift in shifts(self.settled, of, _steps()):
            opened = opened_by(self.settled, of, shift)
            if opened <= self.opened[of.id] and opened != self.opened[of.id]:
                left = (opened & self.overlap).count()
                if left < self.overlap.count():
                    key = (shift.criterion, shift.path, shift.after.low == shift.before.low)
                    order = (left, abs(shift.steps))
                    if key not in best or order < best[key][:2]:
                        best[key] = (*order, shift, opened)
        for _, _, shift, opened in best.values():
            yield shift, opened


def _steps() -> list[int]:
    return [step for step in range(-MOST_STEPS, MOST_STEPS + 1) if step]
