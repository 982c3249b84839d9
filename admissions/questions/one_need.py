"""The diagrams that look at one need and nothing else, answered together: most criteria are such."""

from __future__ import annotations

from collections.abc import Sequence

from admissions.questions.walks import MOST_KEPT
from admissions.regions.diagram import FALSE, TRUE
from admissions.regions.space import Space


class OneNeed:
    """Every diagram that branches at one need and nowhere else, answered together for a whole box."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._count = 0
        self._masks: dict[int, list[tuple[int, int]]] = {}
        self._known: dict[tuple[int, int], tuple[int, int]] = {}

    def __len__(self) -> int:
        return self._count

    def add(self, node: int) -> bool:
        """Takes the diagram at ``node`` in at the next place; False where it is of another kind."""
        edges, level = self._space.diagrams.edges[node], self._space.diagrams.level[node]
        if {child for child, _ in edges} != {FALSE, TRUE} or level >= self._space.first_assumption:
            return False
        self._masks.setdefault(level, []).append((1 << self._count, dict(edges)[TRUE]))
        self._count += 1
        return True

    def of(self, box: Sequence[int]) -> tuple[int, int]:
        """Which of them can be true in a closed box, and which can be false: a bit for each place."""
        can_be_true = can_be_false = 0
        for level, masks in self._masks.items():
            values = box[level]
            known = self._known.get((level, values))
            if known is None:
                if len(self._known) >= MOST_KEPT:
                    self._known.clear()
                true = sum(bit for bit, mask in masks if values & mask)
                false = sum(bit for bit, mask in masks if values & ~mask)
                known = self._known[level, values] = true, false
            can_be_true |= known[0]
            can_be_false |= known[1]
        return can_be_true, can_be_false
