"""Two rule sets side by side: their provisions as regions of one space, each read as its own side reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from admissions.errors import NOWHERE, listed, meant, refuse
from admissions.model.needs import Axis, Kind, NeedField, Needs, Value
from admissions.model.provisions import Assumption, RuleSet
from admissions.questions.read import ReadProvision
from admissions.questions.rulebook import ALL, Rulebook, Settings
from admissions.regions.space import Region, Space


class Which(StrEnum):
    """One of two rule sets that are compared."""

    OLD = "old"
    NEW = "new"


@dataclass(frozen=True)
class Side:
    """One of the two rule sets, in the space of both, with what is assumed on this side."""

    which: Which
    book: Rulebook
    settings: Settings
    _settled: dict[int, Region] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def fixed(self) -> Mapping[str, str]:
        """The assumptions that have one value on this side, with that value."""
        return {name: values[0] for name, values in self.settings.items() if len(values) == 1}

    @cached_property
    def assumed(self) -> Region:
        """Where the assumptions have the values that this side covers."""
        return self.book.assumed(self.settings)

    def settled(self, region: Region) -> Region:
        """The region as this side reads it: it depends on the needs, and on the assumptions that are left open."""
        found = self._settled.get(region.node)
        if found is None:
            found = self._settled[region.node] = region.restrict(self.fixed)
        return found


class SideBySide:
    """Two rule sets in one space.

    An assumption that is fixed has on each side the value of that side, so the two may differ. One that is left open
    is an axis of both, so that a child is compared under the same reading of it on both sides; readings that only one
    side knows are left out, as long as some are known to both.

    ``differing`` are the axes of the needs that only one side has, or whose values differ. ``context`` are the children
    that both sides can describe and that are possible on both.

    ``books`` are the rule books of the two, in one space, where there are some already. Raises Refused for an
    assumption or a value that is not known, and where no reading of one left open is in common.
    """

    def __init__(
        self,
        old: RuleSet,
        new: RuleSet,
        assume: Mapping[str, str] | None = None,
        leave_open: Iterable[str] = (),
        books: tuple[Rulebook, Rulebook] | None = None,
    ) -> None:
        axes = {axis.name: axis for axis in old.needs.axes}
        others = {axis.name: axis for axis in new.needs.axes}
        self.differing = tuple(
            name
            for name in {**others, **axes}
            if name not in axes or name not in others or {*axes[name].values} != {*others[name].values}
        )
        if books is None:
            self.space = Space(_needs_of(old, new), _assumptions_of(old, new))
            books = Rulebook(old, self.space), Rulebook(new, self.space)
        else:
            self.space = books[0].space
        assume, leave_open = assume or {}, tuple(leave_open)
        known = {*old.assumption, *new.assumption}
        self.old, self.new = (
            Side(which, book, _settings(which, book, assume, leave_open, known))
            for which, book in zip((Which.OLD, Which.NEW), books, strict=True)
        )
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
        self.plausible = self._of_both(self.new, self.new.book.plausible)

    @property
    def sides(self) -> tuple[Side, Side]:
        """The old one and the new one."""
        return self.old, self.new

    def differing_of(self, provision: ReadProvision, side: Side) -> tuple[str, ...]:
        """The axes on which this provision's outcomes depend and that the two sides do not have alike."""
        if not self.differing:
            return ()
        regions = map(side.settled, provision.outcomes.values())
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
        return (side.settled(region) & self.space.where(own)).forget(self.differing)


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


def _settings(
    which: Which, book: Rulebook, assume: Mapping[str, str], leave_open: Iterable[str], known: set[str]
) -> Settings:
    """What one side assumes. A name that only the other side knows says nothing of this one."""
    own = book.rules.assumption
    for name in (*assume, *leave_open):
        if name not in known and name != ALL:
            what = "an assumption is not known in either rule set"
            raise refuse(NOWHERE, what, meant(name, sorted(known), "`admissions rules list` lists them"))
    for name, value in assume.items():
        if name in own and value not in own[name].ids:
            remedy = meant(value, own[name].ids, f"there it may be {listed(own[name].ids)}")
            raise refuse(NOWHERE, f"`{name}` has no such value in the {which} rule set", remedy)
    fixed = {name: value for name, value in assume.items() if name in own}
    return book.settings(fixed, [name for name in leave_open if name in own or name == ALL])
