"""A rule book with its assumptions settled: the regions of its provisions, cut to the children who can be."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from admissions.model.conditions import Surface
from admissions.model.outcomes import Outcome
from admissions.questions.cells import CellsWithin, Masks, masks_of
from admissions.questions.read import ReadProvision, asked_by
from admissions.questions.rulebook import Rulebook, Settings, names_outcome
from admissions.regions.diagram import FALSE
from admissions.regions.space import CompleteProfile, Region, Space


class Settled:
    """The regions that questions about many children start from, in a scratch copy of the rule book's space.

    An assumption that is settled to one value is put in place: no region here depends on it any more. All regions but
    the uncut ones lie within ``possible``: the children who can be, and of whom ``given`` holds where something is.
    """

    def __init__(self, book: Rulebook, settings: Settings, space: Space | None = None) -> None:
        self.book = book
        self.settings = settings
        self.given: Surface | None = None
        self.space = space or book.space.scratch()
        assert self.space.is_scratch, "what is settled would be kept in the rule book's own space"
        self._fixed = {name: values[0] for name, values in settings.items() if len(values) == 1}
        self._here: dict[int, int] = {}
        self._counting: dict[int, CellsWithin] = {}
        self._conditions: dict[Surface, Region] = {}
        self._uncut: dict[tuple[str, tuple[Outcome, ...]], Region] = {}
        self._within: dict[tuple[str, tuple[Outcome, ...]], Region] = {}
        self._otherwise: dict[tuple[str, str], Settled] = {}
        self._cells: dict[tuple[str, str], Masks] = {}

    @cached_property
    def possible(self) -> Region:
        """The children who can be, and of whom ``given`` holds where something is."""
        left_open = {name: values for name, values in self.settings.items() if len(values) != 1}
        return self.here(self.book.possible) & self.space.where(left_open)

    @cached_property
    def plausible(self) -> Region:
        """Those of them who can plausibly be."""
        return self.here(self.book.plausible) & self.possible

    def among(self, given: Surface | None) -> Settled:
        """The same in a scratch copy, among those of whom ``given`` holds, so that nothing of the question stays."""
        start = self.possible, self.plausible  # made before the copy is, so that it has them
        found = copy.copy(self)
        found.space = space = self.space.scratch()
        found._here = dict(self._here)
        found._conditions = {key: Region(space, region.node) for key, region in self._conditions.items()}
        found._uncut = {key: Region(space, region.node) for key, region in self._uncut.items()}
        found._within = {}
        found._otherwise = {}
        found._counting = {}
        found._cells = {} if given is not None else dict(self._cells)
        found.given = given
        found.possible, found.plausible = (Region(space, one.node) for one in start)
        if given is not None:
            holds = found.holds(given)
            found.possible &= holds
            found.plausible &= holds
        else:
            found._within = {key: Region(space, region.node) for key, region in self._within.items()}
        return found

    def beside(self, book: Rulebook) -> Settled:
        """The same of another rule book, with the same needs and assumptions, whose regions lie in this space.

        What was made ready of what the two have alike is kept.
        """
        found = copy.copy(self)
        found.book = book
        before = {one.id: one.diagram for one in self.book.provisions}
        alike = {one.id for one in book.provisions if one.diagram == before.get(one.id)}
        found._conditions = {key: region for key, region in self._conditions.items() if not names_outcome(key)}
        found._uncut, found._within = (
            {k: one for k, one in kept.items() if k[0] in alike} for kept in (self._uncut, self._within)
        )
        found._cells = {key: masks for key, masks in self._cells.items() if not key[0] or key[0] in alike}
        found._otherwise = {}
        return found

    def settled_as(self, assumption: str, value: str) -> Settled:
        """The same with one assumption settled in another way, in the same space."""
        found = self._otherwise.get((assumption, value))
        if found is None:
            found = Settled(self.book, {**self.settings, assumption: (value,)}, self.space)
            if self.given is not None:
                found.possible &= found.holds(self.given)
                found.plausible &= found.possible
            self._otherwise[assumption, value] = found
        return found

    def here(self, region: Region) -> Region:
        """A region that the rule book made before this was, in this space, with what is settled put in place."""
        found = self._here.get(region.node)
        if found is None:
            region = Region(self.space, region.node)
            fixed = {name: self._fixed[name] for name in region.support if name in self._fixed}
            found = self._here[region.node] = region.restrict(fixed).node
        return Region(self.space, found)

    def holds(self, condition: Surface) -> Region:
        """Where a condition holds, possible or not."""
        found = self._conditions.get(condition)
        if found is None:
            found = self._conditions[condition] = self.book.region(condition, self.space, self._fixed)
        return found

    def ready(self) -> Settled:
        """Itself, with all made ready that questions ask again: nothing is made here while several ask a copy."""
        assert self.possible.space is self.plausible.space
        for one in self.book.provisions:
            self.open_to(one)
            for outcome in (Outcome.MEETS, Outcome.NOT_RULED_OUT, Outcome.DISCRETION):
                self.region(one, outcome)
            for _, condition in asked_by(one.provision):
                self.holds(condition)
        return self

    def region(self, provision: ReadProvision, *outcomes: Outcome) -> Region:
        """Those for whom the provision has one of these outcomes."""
        found = self._within.get((provision.id, outcomes))
        if found is None:
            found = self.uncut(provision, *outcomes) & self.possible
            self._within[provision.id, outcomes] = found
        return found

    def uncut(self, provision: ReadProvision, *outcomes: Outcome) -> Region:
        """The same, of all complete profiles, possible or not."""
        found = self._uncut.get((provision.id, outcomes))
        if found is None:
            found = in_some([self.here(provision.outcomes[outcome]) for outcome in outcomes])
            self._uncut[provision.id, outcomes] = found
        return found

    def meets(self, provision: ReadProvision) -> Region:
        """Those who meet the provision's criteria for certain."""
        return self.region(provision, Outcome.MEETS)

    def open_to(self, provision: ReadProvision) -> Region:
        """Those whom the provision does not turn away: it is met, or nothing recorded rules it out."""
        return self.region(provision, Outcome.MEETS, Outcome.NOT_RULED_OUT)

    def discretion(self, provision: ReadProvision) -> Region:
        """Those who are at the discretion of a panel."""
        return self.region(provision, Outcome.DISCRETION)

    def cells_within(self, context: Region) -> CellsWithin:
        """What counts entry cells among the children of a context, which keeps what it counted."""
        found = self._counting.get(context.node)
        if found is None:
            found = self._counting[context.node] = CellsWithin(context)
        return found

    def cells(self, provision: ReadProvision, which: str, region: Callable[[], Region]) -> Masks:
        """The entry cells of a region of a provision among the children here, kept under what it is called."""
        return self._kept_cells((provision.id, which), lambda: self.cells_within(self.possible).masks(region()))

    def all_cells(self, which: str, region: Callable[[], Region]) -> Masks:
        """The same of a region of no provision alone."""
        return self._kept_cells(("", which), lambda: masks_of(region()))

    def _kept_cells(self, key: tuple[str, str], make: Callable[[], Masks]) -> Masks:
        found = self._cells.get(key)
        if found is None:
            found = self._cells[key] = make()
        return found

    def witness(self, region: Region) -> CompleteProfile | None:
        """The plainest child of a region, a plausible one where there is one; None where it is empty."""
        return self.plausible_witness(region) or self._settled(region.witness())

    def plausible_witness(self, region: Region) -> CompleteProfile | None:
        """The plainest plausible child of a region; None where there is none."""
        return self._settled(region.witness(self.plausible))

    def _settled(self, found: CompleteProfile | None) -> CompleteProfile | None:
        """A child under the assumptions as they are settled: no region here tells their values apart."""
        return None if found is None else {**found, **self._fixed}

    def mentioned(self, region: Region) -> tuple[str, ...]:
        """The axes of needs on which a region depends."""
        return tuple(name for name in region.support if self.space.level[name] < self.space.first_assumption)

    def essential(self, region: Region, witness: CompleteProfile) -> tuple[str, ...]:
        """Those of the axes whose values in the witness keep it inside ``region`` whatever its other needs are."""
        return essential_axes(region, witness, self.mentioned(region), self.settings)

    def essential_within(self, region: Region, witness: CompleteProfile) -> tuple[str, ...]:
        """The same of a region that is cut to what is possible: what the possible condition alone asks is left out."""
        return self.essential(region | ~self.possible, witness)


MOST_KEPT = 8


def settled_of(book: Rulebook, settings: Settings) -> Settled:
    """The rule book with its assumptions so settled, made ready once and kept with it; questions ask a copy."""
    return kept_with(book, tuple(settings.items()), lambda: Settled(book, settings).ready())


def kept_with(book: Rulebook, key: object, make: Callable[[], Settled]) -> Settled:
    """What was made ready under this key, or is now; a few are kept."""
    found = book.kept.get(key)
    if not isinstance(found, Settled):
        if len(book.kept) >= MOST_KEPT:
            book.kept.clear()
        found = book.kept[key] = make()
    return found


def essential_axes(
    region: Region, witness: CompleteProfile, mentioned: Sequence[str], settings: Settings
) -> tuple[str, ...]:
    """Those of the axes whose values in the witness keep it inside ``region`` whatever the other needs are.

    None of them can be left out.
    """
    space, diagrams = region.space, region.space.diagrams
    box = list(diagrams.full)
    for name, values in settings.items():
        box[space.level[name]] = space.mask(space.level[name], values)
    for name in mentioned:
        box[space.level[name]] = space.mask(space.level[name], (witness[name],))
    kept = list(mentioned)
    for name in reversed(mentioned):
        level = space.level[name]
        fixed, box[level] = box[level], diagrams.full[level]
        if FALSE in diagrams.reached(region.node, box):
            box[level] = fixed
        else:
            kept.remove(name)
    return tuple(kept)


def in_all(start: Region, regions: Iterable[Region]) -> Region:
    """What of ``start`` lies in all of these."""
    for region in regions:
        if not start:
            break
        start &= region
    return start


def in_some(regions: Sequence[Region]) -> Region:
    """The union of these; there is at least one."""
    first, *others = regions
    for region in others:
        first |= region
    return first
