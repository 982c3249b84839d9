"""What is in a region: how many assignments, the one that is preferred, one drawn at random, and disjoint boxes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from operator import mul
from typing import TYPE_CHECKING

from admissions.regions.diagram import FALSE, TERMINALS, TRUE, Diagrams, values_of

if TYPE_CHECKING:
    import random


def counts(diagrams: Diagrams, root: int, terminal: int = TRUE) -> dict[int, int]:
    """For each node under ``root``: complete assignments of the levels from its own on that reach ``terminal``."""
    below: dict[int, int] = {}
    for node in reversed(diagrams.nodes(root)):
        if node < TERMINALS:
            below[node] = int(node == terminal)
        else:
            level = diagrams.level[node]
            below[node] = sum(
                mask.bit_count() * _skipped(diagrams, level + 1, diagrams.level[child]) * below[child]
                for child, mask in diagrams.edges[node]
            )
    return below


def count(diagrams: Diagrams, root: int, terminal: int = TRUE) -> int:
    """How many complete assignments reach ``terminal``."""
    return _skipped(diagrams, 0, diagrams.level[root]) * counts(diagrams, root, terminal)[root]


def _skipped(diagrams: Diagrams, start: int, stop: int) -> int:
    product = 1
    for size in diagrams.sizes[start:stop]:
        product *= size
    return product


def witness(diagrams: Diagrams, roots: Sequence[int], prefer: Sequence[Sequence[int]]) -> tuple[int, ...] | None:
    """One assignment (a value index a level) in all of ``roots``; at each level the first of ``prefer`` that can be.

    None where there is none. It is the least assignment in that order of preference; no node is made to find it.
    """
    level_of, edges = diagrams.level, diagrams.edges
    dead: set[tuple[int, ...]] = set()

    def found(nodes: tuple[int, ...]) -> dict[int, int] | None:
        """The values at the levels at which it matters."""
        level = min([level_of[node] for node in nodes])
        if level == diagrams.bottom:
            return {}
        if nodes in dead:
            return None
        others = [node for node in nodes if level_of[node] > level]
        branching = [edges[node] for node in nodes if level_of[node] == level]
        tried = set()
        for value in prefer[level]:
            children = [next(child for child, mask in some if mask >> value & 1) for some in branching]
            if FALSE not in children:
                after = tuple(dict.fromkeys((*others, *children)))
                if after not in tried:
                    tried.add(after)
                    rest = found(after)
                    if rest is not None:
                        rest[level] = value
                        return rest
        dead.add(nodes)
        return None

    chosen = None if FALSE in roots else found(tuple(dict.fromkeys((TRUE, *roots))))
    return None if chosen is None else tuple(chosen.get(level, order[0]) for level, order in enumerate(prefer))


def count_cells(diagrams: Diagrams, root: int, levels: Sequence[int]) -> int:
    """How many combinations of values of these levels, in rising order, occur in the region."""
    return sum(mask.bit_count() for mask in cells(diagrams, root, levels).values())


def cells(diagrams: Diagrams, root: int, levels: Sequence[int]) -> dict[tuple[int, ...], int]:
    """Which combinations of values of these levels, in rising order, occur in the region.

    For each combination of values of all but the last the mask of the last; those with none are left out.
    """
    *first, last = levels
    masks = diagrams.masks_at(last)

    def mask(node: int) -> int:
        found = masks.get(node)
        if found is None:
            level, found = diagrams.level[node], 0
            if level > last:
                found = diagrams.full[last]  # reduced, so that it leads into the region
            elif level == last:
                found = sum(values for child, values in diagrams.edges[node] if child != FALSE)
            else:
                for child, _ in diagrams.edges[node]:
                    found |= mask(child)
            masks[node] = found
        return found

    found: dict[tuple[int, ...], set[int]] = {(): {root}} if root != FALSE else {}
    for level in first:
        further: dict[tuple[int, ...], set[int]] = {}
        for values, nodes in found.items():
            for node in _down_to(diagrams, nodes, level):
                for child, leading in diagrams.cofactors(node, level):
                    if child != FALSE:
                        for value in values_of(leading):
                            further.setdefault((*values, value), set()).add(child)
        found = further
    result = {}
    for values, nodes in sorted(found.items()):
        result[values] = 0
        for node in nodes:
            result[values] |= mask(node)
    return result


def _down_to(diagrams: Diagrams, nodes: set[int], level: int) -> set[int]:
    """The nodes at or below ``level`` to which these lead, FALSE left out."""
    seen, waiting, found = set(nodes), list(nodes), set()
    while waiting:
        node = waiting.pop()
        if diagrams.level[node] >= level:
            found.add(node)
            continue
        for child, _ in diagrams.edges[node]:
            if child != FALSE and child not in seen:
                seen.add(child)
                waiting.append(child)
    return found


def sampler(
    diagrams: Diagrams, root: int, weights: Sequence[Sequence[int]] | None = None
) -> Callable[[random.Random], tuple[int, ...]]:
    """A function that draws assignments out of ``root``, which must not be empty.

    Each is equally likely; or, with a weight for each value of each level, as likely as the product of the weights of
    its values says. A value with the weight 0 is never drawn. ValueError where there is nothing to draw.
    """
    if root == FALSE:
        raise ValueError("an empty region has nothing to draw")
    weights = weights or [[1] * size for size in diagrams.sizes]
    below = _weighed(diagrams, root, weights)
    if not below[root]:
        raise ValueError("nothing of the region can be drawn: something in all of it has no weight")
    skipped = [*accumulate((sum(one) for one in weights), mul, initial=1)]

    def draw(rng: random.Random) -> tuple[int, ...]:
        chosen = []
        node = root
        for level, of_level in enumerate(weights):
            if diagrams.level[node] != level:
                chosen.append(_drawn(of_level, rng))
                continue
            options = [
                (value, child, of_level[value] * below[child] * skipped[diagrams.level[child]] // skipped[level + 1])
                for child, mask in diagrams.edges[node]
                if below.get(child)
                for value in values_of(mask)
            ]
            value, node, _ = options[_drawn([weight for *_, weight in options], rng)]
            chosen.append(value)
        return tuple(chosen)

    return draw


def _weighed(diagrams: Diagrams, root: int, weights: Sequence[Sequence[int]]) -> dict[int, int]:
    """For each node that values with a weight lead to: the weight of all that is in the region from its level on."""
    skipped = [*accumulate((sum(one) for one in weights), mul, initial=1)]
    below = {FALSE: 0, TRUE: 1}

    def weigh(node: int) -> int:
        if node not in below:
            level, total = diagrams.level[node], 0
            for child, mask in diagrams.edges[node]:
                here = sum(weights[level][value] for value in values_of(mask))
                if here:
                    total += here * weigh(child) * skipped[diagrams.level[child]] // skipped[level + 1]
            below[node] = total
        return below[node]

    weigh(root)
    return below


def boxes(diagrams: Diagrams, root: int) -> Iterator[dict[int, int]]:
    """Disjoint boxes (level: mask) that together are ``root``; levels left out are unrestricted."""
    if root == TRUE:
        yield {}
    elif root != FALSE:
        for child, mask in diagrams.edges[root]:
            for box in boxes(diagrams, child):
                yield {diagrams.level[root]: mask} | box


def _drawn(weights: Sequence[int], rng: random.Random) -> int:
    # Exact for whole numbers of any size, where random.choices would go through floats.
    left = rng.randrange(sum(weights))
    for index, weight in enumerate(weights):
        if left < weight:
            return index
        left -= weight
    raise AssertionError("the weights changed while drawing")
