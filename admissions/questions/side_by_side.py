"""Two rule sets side by side: their provisions as regions of one space, each read as its own side reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from admissions.errors import NOWHERE, listed, meant, refuse
from admissions.model.needs import Axis, Kind, NeedField, Needs, Value
from admissions.model.outcomes import Outcome
from admissions.model.provisions import Assumption, RuleSet
from admissions.questions.read import ReadProvision
from admissions.questions.rulebook import ALL, Rulebook, Settings
from admissions.questions.settled import Settled
from admissions.regions.space import Region, Space


class Which(StrEnum):
    """One of two rule sets that are compared."""

    OLD = "old"
    NEW = "new"


@dataclass(frozen=True)
class Side:
    """One of the two rule sets, in the space of both, with what is assumed on this side put in place."""

    which: Which
    settled: Settled

    @property
    def book(self) -> Rulebook:
        """Its rule book."""
        return self.settled.book

    @property
    def settings(self) -> Settings:
        """What is assumed on this side."""
        return self.settled.settings

    def standing(self, provision: ReadProvision | None, outcomes: tuple[Outcome, ...]) -> Region:
        """The children with one of these outcomes, possible or not, as this side reads them; where it has no such
        provision, no child is accepted.
        """
        if provision is not None:
            return self.settled.uncut(provision, *outcomes)
        return self.settled.space.everything if Outcome.DOES_NOT_MEET in outcomes else self.settled.space.nothing


class SideBySide:
    """Two rule sets in one space.

    An assumption that is fixed has on each side the value of that side, so the two may differ. One that is left open
    is an axis of both, so that a child is compared under the same reading of it on both sides; readings that only one
    side knows are left out, as long as some are known to both.

    ``differing`` are the axes of the needs that only one side has, or whose values differ. ``context`` are the children
    that both sides can describe and that are possible on both.

    ``ready`` are the two in one space with their assumptions settled, where they are that already. Raises Refused for
    an assumption or a value that is not known, and where no reading of one left open is in common.
    """

    def __init__(
        self,
        old: RuleSet,
        new: RuleSet,
        assume: Mapping[str, str] | None = None,
        leave_open: Iterable[str] = (),
        ready: tuple[Settled, Settled] | None = None,
    ) -> None:
        axes = {axis.name: axis for axis in old.needs.axes}
        others = {axis.name: axis for axis in new.needs.axes}
        self.differing = tuple(
            name
            for name in {**others, **axes}
            if name not in axes or name not in others or {*axes[name].values} != {*others[name].values}
        )
        if ready is None:
            space = Space(_needs_of(old, new), _assumptions_of(old, new))
            ready = _settled(Rulebook(old, space), Rulebook(new, space), assume or {}, tuple(leave_open))
        self.old, self.new = (Side(which, settled) for which, settled in zip(Which, ready, strict=True))
        self.space = self.old.settled.space
        self.readings = self._readings()
        self.described = self.space.where(
            {
                name: common
                for name in self.differing
                if name in axes
                and name in others
                and (common := frozenset(axes[name].values) & frozenset(others[name].values))
            }
        ) & self.space.where(self.readings)
        possible = [self._of_both(side, side.book.possible) for side in self.sides]
        self.possible_differs = possible[0] & self.described != possible[1] & self.described
        self.context = possible[0] & possible[1] & self.described
        self.plausible = self._of_both(self.new, self.new.book.plausible) & self.context
        self.cells = self.old.settled.cells_within(self.context)

    @property
    def sides(self) -> tuple[Side, Side]:
        """The old one and the new one."""
        return self.old, self.new

    def differing_of(self, provision: ReadProvision, side: Side) -> tuple[str, ...]:
        """The axes on which this provision's outcomes depend and that the two sides do not have alike."""
        if not self.differing:
            return ()
        regions = map(side.settled.here, provision.outcomes.values())
        found = {name for region in regions for name in region.support}
        return tuple(name for name in self.differing if name in found)

    def _readings(self) -> dict[str, tuple[str, ...]]:
        """For each assumption that both sides leave open and read differently, the values that both know."""
        found = {}
        for name, values in self.old.settings.items():
            others = self.new.settings.get(name, ())
            if len(values) > 1 and len(others) > 1 and {*values} != {*others}:
                found[name] = tuple(value for value in values if value in others)
                if not found[name]:
                    what = f"`{name}` cannot be left open, since the two rule sets have no reading of it in common"
                    raise refuse(NOWHERE, what, "leave it out of --open, so that each side has its own default")
        return found

    def _of_both(self, side: Side, region: Region) -> Region:
        """A region of one side by what both sides can describe of a child."""
        own = {axis.name: axis.values for axis in side.book.rules.needs.axes if axis.name in self.differing}
        return (side.settled.here(region) & self.space.where(own)).forget(self.differing)


def _needs_of(old: RuleSet, new: RuleSet) -> Needs:
    """Need fields with the axes of both rule sets: those of the new one where they are alike."""
    if old.needs.axes == new.needs.axes:
        return new.needs
    axes: dict[str, tuple[str, ...]] = {}
    for axis in (*new.needs.axes, *old.needs.axes):
        axes[axis.name] = tuple(dict.fromkeys((*axes.get(axis.name, ()), *axis.values)))
    return Needs(tuple(_field(Axis(name, name, values)) for name, values in axes.items()))


def _field(axis: Axis) -> NeedField:
    return NeedField(axis.name, Kind.CHOICE, axis.name, tuple(Value(value, value) for value in axis.values))


def _assumptions_of(old: RuleSet, new: RuleSet) -> tuple[Assumption, ...]:
    """The assumptions of both rule sets; one that both have has the values of both, those of the new one first."""
    found = dict(new.assumption)
    for one in old.assumptions:
        here = found.get(one.id, one)
        more = tuple(value for value in one.values if value.id not in here.ids)
        found[one.id] = Assumption(one.id, here.question, (*here.values, *more), here.default)
    return tuple(found.values())


def _settled(
    old: Rulebook, new: Rulebook, assume: Mapping[str, str], leave_open: tuple[str, ...]
) -> tuple[Settled, Settled]:
    """The two sides with what each assumes, in a scratch copy of their space.

    A name that only one of them knows says nothing of the other.
    """
    known = {*old.rules.assumption, *new.rules.assumption}
    for name in (*assume, *leave_open):
        if name not in known and name != ALL:
            what = "an assumption is not known in either rule set"
            raise refuse(NOWHERE, what, meant(name, sorted(known), "`admissions rules list` lists them"))
    settled, space = [], old.space.scratch()
    for which, book in zip(Which, (old, new), strict=True):
        own = book.rules.assumption
        for name, value in assume.items():
            if name in own and value not in own[name].ids:
                remedy = meant(value, own[name].ids, f"there it may be {listed(own[name].ids)}")
                raise refuse(NOWHERE, f"`{name}` has no such value in the {which} rule set", remedy)
        fixed = {name: value for name, value in assume.items() if name in own}
        opened = [name for name in leave_open if name in own or name == ALL]
        settled.append(Settled(book, book.settings(fixed, opened), space))
    return settled[0], settled[1]
