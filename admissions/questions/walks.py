"""Answers about a situation: walks down a diagram inside its box.

A walk is exact by itself where the box holds possible profiles only, and where a diagram mentions one coupled need
only. Else it goes down the diagram cut to what is possible, which has a terminal of its own for what is not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from admissions.questions.situation import Situation
from admissions.regions.diagram import TERMINALS, TRUE, Diagrams, values_of
from admissions.regions.space import Space

IMPOSSIBLE = TERMINALS - 1
"""The terminal, in a diagram cut to what is possible, of all that is not."""
TURN_SHIFT = TERMINALS
"""A found answer is a number: below this bit which terminals are reached, above it which assumptions it turns on."""
REACHED = (1 << IMPOSSIBLE) - 1
"""The bits of the terminals in a found answer."""

FEW = 4
MOST_KEPT = 4096


@dataclass(slots=True)
class Root:
    """A diagram that is asked about: its node, the levels it depends on, and all that an answer could ever hold.

    Where it depends on few needs, ``values`` picks theirs out of a box, and ``answers`` keeps what was found for them.
    """

    node: int
    support: frozenset[int]
    most: int
    values: Callable[[Sequence[int]], object] | None
    answers: dict[object, int] = field(default_factory=dict)


class Kept:
    """What answers in one space under one setting of the assumptions have found and may use again."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.leaves: dict[int, int] = {}
        self.roots: dict[int, Root] = {}
        self._within: dict[tuple[int, int], Root] = {}

    def root(self, node: int) -> Root:
        """The diagram at ``node`` as one that is asked about."""
        root = self.roots.get(node)
        if root is None:
            diagrams, first = self.space.diagrams, self.space.first_assumption
            levels = diagrams.support(node)
            most = sum(1 << terminal for terminal in diagrams.terminals(node) if terminal != IMPOSSIBLE)
            most |= sum(1 << (TURN_SHIFT + level - first) for level in levels if level >= first)
            needs = sorted(level for level in levels if level < first)
            values = itemgetter(*needs) if 0 < len(needs) <= FEW else None
            root = self.roots[node] = Root(node, levels, most, values)
        return root

    def within(self, node: int, possible: int) -> Root:
        """The diagram at ``node``, cut to what is possible."""
        root = self._within.get((node, possible))
        if root is None:
            root = self.root(self.space.diagrams.ite(possible, node, IMPOSSIBLE))
            self._within[node, possible] = root
        return root


class Walker:
    """Answers, for one situation, which terminals of a diagram can be reached and which assumptions that turns on."""

    def __init__(self, situation: Situation, kept: Kept, coupled: frozenset[int] | None = None) -> None:
        self.situation = situation
        self.kept = kept
        self.coupled = coupled_levels(situation) if coupled is None else coupled
        self._found: dict[int, int] = {}

    def found(self, node: int) -> int:
        """The answer for the diagram at ``node``."""
        found = self._found.get(node)
        if found is None:
            root = self.start(node)
            if root.values is None:
                found = self._walk(root, self.situation.box, root.most)
            else:
                key = root.values(self.situation.box)
                found = root.answers.get(key)
                if found is None:
                    if len(root.answers) >= MOST_KEPT:
                        root.answers.clear()
                    found = root.answers[key] = self._walk(root, self.situation.box, root.most)
            self._found[node] = found
        return found

    def start(self, node: int) -> Root:
        """Where an exact walk for the diagram at ``node`` starts: there, or in the diagram cut to what is possible."""
        root = self.kept.roots.get(node) or self.kept.root(node)
        if self.coupled:
            shared = root.support & self.coupled
            # A closed box is exact for a diagram that mentions one coupled need; two may exclude each other.
            if len(shared) > 1 or any(level >= self.situation.space.first_assumption for level in shared):
                return self.kept.within(node, self.situation.beyond)
        return root

    def leaf(self, node: int) -> int:
        """What is left of an answer at a node below every need."""
        found = self.kept.leaves.get(node)
        if found is None:
            found = self.kept.leaves[node] = leaf(self.situation, node)
        return found

    def reaches_other(self, root: Root, box: Sequence[int], found: int) -> bool:
        """Whether a walk from ``root`` in another box reaches a terminal that is not in ``found``."""
        others = root.most & REACHED & ~found
        return bool(self._walk(root, box, others) & others)

    def _walk(self, root: Root, box: Sequence[int], enough: int) -> int:
        """The answer for a box, or as much of it as was found when it came to hold all of ``enough``."""
        diagrams, first = self.situation.space.diagrams, self.situation.space.first_assumption
        edges, level_of, leaves = diagrams.edges, diagrams.level, self.kept.leaves
        found = 0
        seen, waiting = {root.node}, [root.node]
        while waiting:
            node = waiting.pop()
            level = level_of[node]
            if level < first:
                allowed = box[level]
                for child, mask in edges[node]:
                    if mask & allowed and child not in seen:
                        seen.add(child)
                        waiting.append(child)
                continue
            value = leaves.get(node)
            if value is None:
                value = self.leaf(node)
            found |= value
            if found & enough == enough:
                break
        return found


def coupled_levels(situation: Situation) -> frozenset[int]:
    """Levels still open, or assumed, on which the region of what is possible depends inside the box."""
    if situation.beyond == TRUE:
        return frozenset()
    diagrams, box = situation.space.diagrams, situation.box
    levels = {diagrams.level[node] for node in diagrams.reached(situation.beyond, box)} - {diagrams.bottom}
    first = situation.space.first_assumption
    return frozenset(level for level in levels if level >= first or box[level].bit_count() > 1)


def leaf(situation: Situation, node: int) -> int:
    """What is left of an answer once every need is fixed: the terminals that the settings reach, and what they turn on.

    An assumption is turned on where opening it, the others as settled, would give another terminal at one point.
    """
    diagrams, box, first = situation.space.diagrams, situation.box, situation.space.first_assumption
    found = sum(1 << reached for reached in diagrams.reached(node, box) if reached < IMPOSSIBLE)
    for opened in diagrams.support(node):
        if _turns_on(diagrams, node, opened, box):
            found |= 1 << (TURN_SHIFT + opened - first)
    return found


def _turns_on(diagrams: Diagrams, node: int, opened: int, box: Sequence[int]) -> bool:
    level = diagrams.level[node]
    if level > opened:
        return False
    if level == opened:
        return _disagree(diagrams, {child for child, _ in diagrams.edges[node]}, box)
    return any(_turns_on(diagrams, child, opened, box) for child, mask in diagrams.edges[node] if mask & box[level])


def _disagree(diagrams: Diagrams, nodes: set[int], box: Sequence[int]) -> bool:
    """Whether, at some one point of the settled values below, two of these reach different possible terminals."""
    nodes = nodes - {IMPOSSIBLE}
    if len(nodes) < 2:
        return False
    level = min(diagrams.level[node] for node in nodes)
    if level == diagrams.bottom:
        return True
    return any(
        _disagree(
            diagrams,
            {child for node in nodes for child, mask in diagrams.cofactors(node, level) if mask >> value & 1},
            box,
        )
        for value in values_of(box[level])
    )
