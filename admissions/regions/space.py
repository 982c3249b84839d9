"""The space of complete profiles: one axis a need field and one an assumption, and the regions in it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from admissions.model.needs import Axis, Needs
from admissions.model.provisions import Assumption
from admissions.regions import members
from admissions.regions.changing import forget, led_back, restrict, shift
from admissions.regions.diagram import BUDGET, FALSE, TRUE, Diagrams, values_of

if TYPE_CHECKING:
    import random

MOST_ASSUMED = 1000

CompleteProfile = dict[str, str]
"""Axis name: value id, for every axis of a space, assumptions included."""


class Space:
    """The axes of a rule set, need fields first and assumptions last, with the diagrams over them.

    The order is that of ``needs.yaml``; fields that most conditions mention belong first there, since the size of a
    diagram depends on it. Assumptions stand last so that what remains below the needs tells what an answer turns on.
    """

    def __init__(self, needs: Needs, assumptions: Sequence[Assumption] = (), budget: int = BUDGET) -> None:
        self.needs = needs
        self.assumptions = tuple(assumptions)
        self.axes: tuple[Axis, ...] = (
            *needs.axes,
            *(Axis(assumption.id, assumption.id, assumption.ids) for assumption in assumptions),
        )
        self.first_assumption = len(needs.axes)
        self.level = {axis.name: level for level, axis in enumerate(self.axes)}
        self.index = tuple({value: index for index, value in enumerate(axis.values)} for axis in self.axes)
        self.is_scratch = False
        self._assumed: dict[object, tuple[int, ...]] = {}
        self.diagrams = Diagrams([len(axis.values) for axis in self.axes], budget)

    @cached_property
    def nothing(self) -> Region:
        """The empty region."""
        return Region(self, FALSE)

    @cached_property
    def everything(self) -> Region:
        """The region of all complete profiles, possible or not."""
        return Region(self, TRUE)

    def scratch(self) -> Space:
        """The same space with a scratch copy of its diagrams: a node of this space is the same one there."""
        space = copy.copy(self)
        space.is_scratch = True
        space.diagrams = self.diagrams.scratch()
        for name in ("nothing", "everything"):  # regions know their space
            space.__dict__.pop(name, None)
        return space

    def bounded(self, nodes: int) -> Space:
        """Itself, a scratch copy, in which no more than so many further nodes can be made."""
        assert self.is_scratch, "others use a space that is no copy"
        self.diagrams.budget = len(self.diagrams) + nodes
        return self

    @property
    def made(self) -> int:
        """How many nodes a scratch copy has that the space of which it is one has not."""
        return len(self.diagrams) - self.diagrams.started_with

    def taken_from(self, other: Space) -> Callable[[Region], Region]:
        """A function that makes here the region that it is given of ``other``, which has the same axes."""
        take = self.diagrams.taken_from(other.diagrams)
        return lambda region: Region(self, take(region.node))

    def mask(self, level: int, values: Iterator[str] | Sequence[str] | frozenset[str]) -> int:
        """The mask of these value ids on the axis at ``level``."""
        index = self.index[level]
        mask = 0
        for value in values:
            mask |= 1 << index[value]
        return mask

    def assumed(self, settings: Mapping[str, Sequence[str]]) -> tuple[int, ...]:
        """The masks of the assumptions, in the order of the axes, under settings that name the values of each."""
        key = tuple(settings.items())
        masks = self._assumed.get(key)
        if masks is None:
            if len(self._assumed) >= MOST_ASSUMED:
                self._assumed.clear()
            first = self.first_assumption
            levels = enumerate(self.axes[first:], first)
            masks = self._assumed[key] = tuple(self.mask(level, settings[axis.name]) for level, axis in levels)
        return masks

    def ids(self, level: int, mask: int) -> tuple[str, ...]:
        """The value ids in a mask, in the order of the axis."""
        values = self.axes[level].values
        return tuple(values[index] for index in values_of(mask))

    def where(self, values: Mapping[str, Sequence[str] | frozenset[str]]) -> Region:
        """The box in which each named axis has one of the values given for it."""
        region = self.everything
        for axis, allowed in values.items():
            level = self.level[axis]
            region &= Region(self, self.diagrams.test(level, self.mask(level, allowed)))
        return region

    def read(self, assignment: Sequence[int]) -> CompleteProfile:
        """Value indices, one a level, as ids."""
        return {axis.name: axis.values[index] for axis, index in zip(self.axes, assignment, strict=True)}

    @cached_property
    def plainest(self) -> tuple[tuple[int, ...], ...]:
        """For each axis its values, plainest first: what an example shows where nothing asks for another value.

        Flags and the members of a several-field are plainest at no, a level or a choice at its first value, and an
        assumption at its default.
        """
        default = {assumption.id: assumption.default for assumption in self.assumptions}
        orders = []
        for axis in self.axes:
            order = sorted(
                range(len(axis.values)),
                key=lambda index: (axis.values[index] not in (default.get(axis.name), "no"), index),
            )
            orders.append(tuple(order))
        return tuple(orders)


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """An exact set of complete profiles; equal sets compare equal at once.

    Supports ``&`` ``|`` ``~`` ``-``, ``==``, truth (not empty) and ``<=`` (contained in). Both sides of an operator
    must lie in the same space.
    """

    space: Space
    node: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Region) and self.space is other.space and self.node == other.node

    def __hash__(self) -> int:
        return hash((id(self.space), self.node))

    def __bool__(self) -> bool:
        return self.node != FALSE

    def _with(self, node: int) -> Region:
        return Region(self.space, node)

    def _same(self, other: Region) -> Diagrams:
        if other.space is not self.space:
            raise ValueError("regions of different spaces cannot be combined")
        return self.space.diagrams

    def __and__(self, other: Region) -> Region:
        return self._with(self._same(other).both(self.node, other.node))

    def __or__(self, other: Region) -> Region:
        return self._with(self._same(other).either(self.node, other.node))

    def __sub__(self, other: Region) -> Region:
        return self._with(self._same(other).difference(self.node, other.node))

    def __invert__(self) -> Region:
        return self._with(self.space.diagrams.negation(self.node))

    def __le__(self, other: Region) -> bool:
        return self._same(other).contained(self.node, other.node)

    def isdisjoint(self, other: Region) -> bool:
        """Whether no complete profile lies in both."""
        return self._same(other).disjoint(self.node, other.node)

    @property
    def support(self) -> tuple[str, ...]:
        """The names of the axes that the region depends on, in order."""
        return tuple(self.space.axes[level].name for level in sorted(self.space.diagrams.support(self.node)))

    def count(self, over: Sequence[str] | None = None) -> int:
        """How many complete profiles; with ``over``, how many combinations of those axes occur in the region."""
        if over is None:
            return members.count(self.space.diagrams, self.node)
        levels = sorted(self.space.level[name] for name in over if name in self.space.level)
        return members.count_cells(self.space.diagrams, self.node, levels) if levels else int(bool(self))

    def cells(self, over: Sequence[str]) -> dict[tuple[str, ...], tuple[str, ...]]:
        """Which combinations of values of these axes, in the order of the space, occur in the region.

        For each combination of all but the last the values of the last. An axis that the space does not have is left
        out; it must have one of them.
        """
        last = max(self.space.level[name] for name in over if name in self.space.level)
        return {values: self.space.ids(last, mask) for values, mask in self.cell_masks(over).items()}

    def cell_masks(self, over: Sequence[str]) -> dict[tuple[str, ...], int]:
        """The same, with the values of the last axis as a mask."""
        space = self.space
        levels = sorted(space.level[name] for name in over if name in space.level)
        found = members.cells(space.diagrams, self.node, levels)
        values_at = [space.axes[level].values for level in levels[:-1]]
        return {
            tuple([named[value] for named, value in zip(values_at, values, strict=True)]): mask
            for values, mask in found.items()
        }

    def restrict(self, values: Mapping[str, str]) -> Region:
        """The region with each named axis fixed to one value, on which it then no longer depends."""
        space = self.space
        fixed = {space.level[name]: space.index[space.level[name]][value] for name, value in values.items()}
        return self._with(restrict(space.diagrams, self.node, fixed))

    def forget(self, names: Sequence[str]) -> Region:
        """Where some value of the named axes leads into the region."""
        return self._with(forget(self.space.diagrams, self.node, [self.space.level[name] for name in names]))

    def onto(self, names: Collection[str]) -> Region:
        """The region as far as these axes tell: where some values of all the others lead into it.

        It meets the same regions as this one among those that depend on no other axis, and is often far smaller.
        """
        return self.forget([name for name in self.support if name not in names])

    def shift(self, name: str, step: Mapping[str, str]) -> Region:
        """Where the region arrives when the axis moves by ``step``; a value without a step leaves the space."""
        level = self.space.level[name]
        index = self.space.index[level]
        moves = {index[start]: index[end] for start, end in step.items()}
        return self._with(shift(self.space.diagrams, self.node, level, moves))

    def led_back(self, name: str, moves: Mapping[str, Sequence[str]], *, every: bool = False) -> Region:
        """Where some move of a value of the axis leads into the region; with ``every``, where each of them does."""
        level = self.space.level[name]
        index = self.space.index[level]
        steps = {index[start]: [index[end] for end in ends] for start, ends in moves.items()}
        return self._with(led_back(self.space.diagrams, self.node, level, steps, every=every))

    def witness(self, *others: Region) -> CompleteProfile | None:
        """The plainest complete profile in the region, and in the others too; None where there is none."""
        roots = (self.node, *(other.node for other in others))
        found = members.witness(self.space.diagrams, roots, self.space.plainest)
        return None if found is None else self.space.read(found)

    def sampler(
        self, weights: Mapping[str, Mapping[str, int]] | None = None
    ) -> Callable[[random.Random], CompleteProfile]:
        """A function that draws complete profiles; ValueError where there is none to draw.

        Each is equally likely, or as the weights say that some axes have for their values: those without one are never
        drawn. Where a profile is twice as heavy in one of its values, it is drawn twice as often.
        """
        given = weights or {}
        weighed = [
            [given[axis.name].get(value, 0) for value in axis.values] if axis.name in given else [1] * len(axis.values)
            for axis in self.space.axes
        ]
        draw = members.sampler(self.space.diagrams, self.node, weighed)
        return lambda rng: self.space.read(draw(rng))

    def boxes(self) -> Iterator[dict[str, tuple[str, ...]]]:
        """Disjoint boxes that together are the region; an axis left out of a box is unrestricted."""
        space = self.space
        for box in members.boxes(space.diagrams, self.node):
            yield {space.axes[level].name: space.ids(level, mask) for level, mask in box.items()}

    def hull(self) -> dict[str, tuple[str, ...]]:
        """For each axis the values that occur in the region."""
        space = self.space
        masks = space.diagrams.hull(self.node)
        return {axis.name: space.ids(level, masks[level]) for level, axis in enumerate(space.axes)}

    def contains(self, profile: Mapping[str, str]) -> bool:
        """Whether a complete profile lies in the region."""
        space, node = self.space, self.node
        diagrams = space.diagrams
        while diagrams.level[node] != diagrams.bottom:
            level = diagrams.level[node]
            value = space.index[level][profile[space.axes[level].name]]
            node = next(child for child, mask in diagrams.edges[node] if mask >> value & 1)
        return node == TRUE
