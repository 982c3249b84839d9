"""Tables of fractions: fitted to sums that are known, and rounded to whole numbers so that the sums are rounded too."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    import random

Key = TypeVar("Key", bound=Hashable)

MOST_SWEEPS = 2000
CLOSE = 1e-9
"""How near a sum is to the one that is sought, as a share of it, for the fitting to end."""
WHOLE = 1e-5
"""How near a fraction is to a whole number to be taken for it: more than what fitting and rounding leave open."""


def fitted(
    start: Mapping[Key, float], sums: Iterable[tuple[Sequence[Key], float]], sweeps: int = MOST_SWEEPS
) -> dict[Key, float]:
    """The table nearest to ``start`` in which each group of cells has the sum given for it (proportional fitting).

    The last sums hold exactly; the others do as well where some table has them all and is 0 where ``start`` is.

    >>> table = fitted({"aa": 1, "ab": 1, "ba": 1}, [(("aa", "ba"), 3), (("aa", "ab"), 2), (("ba",), 2)])
    >>> {key: round(number, 6) for key, number in table.items()}
    {'aa': 1.0, 'ab': 1.0, 'ba': 2.0}
    """
    table = dict(start)
    groups = [(keys, wanted) for keys, wanted in sums if keys]
    for _ in range(sweeps):
        worst = 0.0
        for keys, wanted in groups:
            found = sum([table[key] for key in keys])
            if found > 0:
                worst = max(worst, abs(found - wanted) / max(wanted, 1))
                factor = wanted / found
                for key in keys:
                    table[key] *= factor
        if worst < CLOSE:
            break
    return table


def rounded(
    table: Mapping[Key, float],
    left: Callable[[Key], tuple[Hashable, ...]],
    right: Callable[[Key], tuple[Hashable, ...]],
    rng: random.Random,
) -> dict[Key, int]:
    """The table in whole numbers: each cell, each group and the total rounded up or down, and on average right.

    ``left`` and ``right`` tell for a cell the groups that it is in, on each side from the widest to the narrowest, each
    within the one before it. A number that is whole already stays.
    """
    return _Rounding(table, left, right).rounded(rng)


class _Rounding(Generic[Key]):
    """Cells and groups as the edges of a network in which as much arrives at each node as leaves it.

    From a root the total goes through ever narrower groups of the left side to the cells, and from these through ever
    wider groups of the right side back. As long as an edge is no whole number, it lies on a circle of such edges; what
    is sent around that, as much as makes one of them whole, changes no sum at a node (dependent rounding).
    """

    def __init__(
        self,
        table: Mapping[Key, float],
        left: Callable[[Key], tuple[Hashable, ...]],
        right: Callable[[Key], tuple[Hashable, ...]],
    ) -> None:
        self.table = table
        self.ends: list[tuple[Hashable, Hashable]] = []
        self.flow: list[float] = []
        groups: dict[tuple[Hashable, Hashable], float] = {}
        for key, number in table.items():
            nearest: list[Hashable] = []
            for side, named in (("left", left(key)), ("right", right(key))):
                chain: list[Hashable] = ["root", *((side, *named[:depth]) for depth in range(len(named) + 1))]
                for wider, narrower in pairwise(chain):
                    between = (wider, narrower) if side == "left" else (narrower, wider)
                    groups[between] = groups.get(between, 0.0) + number
                nearest.append(chain[-1])
            self.ends.append((nearest[0], nearest[1]))
            self.flow.append(number)
        self.ends += groups
        self.flow += groups.values()
        self.at: dict[Hashable, dict[int, None]] = {}
        for edge in range(len(self.flow)):
            if not self._settle(edge):
                for node in self.ends[edge]:
                    self.at.setdefault(node, {})[edge] = None

    def rounded(self, rng: random.Random) -> dict[Key, int]:
        """The cells, rounded."""
        for edge in range(len(self.flow)):
            while self.flow[edge] != round(self.flow[edge]):
                self._send_around(edge, rng)
        return {key: round(number) for key, number in zip(self.table, self.flow, strict=False)}

    def _settle(self, edge: int, within: float = WHOLE) -> bool:
        """Whether the edge has a whole number, which it is then given exactly."""
        near = round(self.flow[edge])
        if abs(self.flow[edge] - near) > within:
            return False
        self.flow[edge] = near
        for node in self.ends[edge]:
            self.at.get(node, {}).pop(edge, None)
        return True

    def _send_around(self, first: int, rng: random.Random) -> None:
        circle = self._circle(first)
        if not circle:
            return
        up = min(_room(self.flow[edge], up=ahead) for edge, ahead in circle)
        down = min(_room(self.flow[edge], up=not ahead) for edge, ahead in circle)
        sent = up if rng.random() * (up + down) < down else -down
        for edge, ahead in circle:
            self.flow[edge] += sent if ahead else -sent
            self._settle(edge)

    def _circle(self, first: int) -> list[tuple[int, bool]]:
        """Edges that are not whole, one after the other, with whether each is passed in its own direction.

        An edge that is alone at a node can be off a whole number only by what was taken for whole there before: it is
        made whole, and nothing is to be sent.
        """
        start, node = self.ends[first]
        way = [(first, True)]
        seen = {start: 0, node: 1}
        while True:
            edge = next((one for one in self.at[node] if one != way[-1][0]), None)
            if edge is None:
                self._settle(way[-1][0], within=0.5)
                return []
            ahead = self.ends[edge][0] == node
            node = self.ends[edge][int(ahead)]
            way.append((edge, ahead))
            if node in seen:
                return way[seen[node] :]
            seen[node] = len(way)


def _room(number: float, *, up: bool) -> float:
    return math.ceil(number) - number if up else number - math.floor(number)
