"""Brute force: every assignment of a small space, and which of them a diagram or a condition holds for."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence

from admissions.model.needs import Axis
from admissions.regions.diagram import TRUE, Diagrams

Point = tuple[int, ...]
"""A value index a level."""


def points(sizes: Sequence[int]) -> list[Point]:
    """Every assignment, in order."""
    return list(itertools.product(*(range(size) for size in sizes)))


def terminal(diagrams: Diagrams, node: int, point: Point) -> int:
    """Where ``point`` leads from ``node``: one edge after another, down to a terminal."""
    while diagrams.edges[node]:
        value = point[diagrams.level[node]]
        (node,) = [child for child, mask in diagrams.edges[node] if mask >> value & 1]
    return node


def members(diagrams: Diagrams, node: int) -> set[Point]:
    """The assignments for which a diagram is true."""
    return {point for point in points(diagrams.sizes) if terminal(diagrams, node, point) == TRUE}


def children(axes: Sequence[Axis]) -> list[dict[str, str]]:
    """Every complete profile over these axes."""
    names = [axis.name for axis in axes]
    return [dict(zip(names, values, strict=True)) for values in itertools.product(*(axis.values for axis in axes))]


def depends_on(sizes: Sequence[int], function: Mapping[Point, object] | Callable[[Point], object]) -> set[int]:
    """The levels on which a function of the assignment really depends."""
    look = function.__getitem__ if isinstance(function, Mapping) else function
    found = set()
    for point in points(sizes):
        for level in range(len(sizes)):
            if point[level] and level not in found:
                other = (*point[:level], point[level] - 1, *point[level + 1 :])
                if look(point) != look(other):
                    found.add(level)
    return found
