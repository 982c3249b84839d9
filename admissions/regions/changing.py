"""Diagrams made out of others: cut to a box, with levels fixed, forgotten or moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from admissions.regions.diagram import FALSE, TERMINALS, Diagrams, Edges, values_of


def rebuild(diagrams: Diagrams, root: int, at: Mapping[int, Callable[[Edges], int]]) -> int:
    """``root`` with the node at each level of ``at`` replaced by what the function makes of its rebuilt edges.

    Where a path skips such a level, the function gets one edge with the full mask.
    """
    levels = sorted(at)
    memo: dict[tuple[int, int], int] = {}

    def walk(node: int, index: int) -> int:
        # INVARIANT: levels[index:] are the replaced levels that still lie at or below this node.
        key = (node, index)
        if key not in memo:
            next_level = levels[index] if index < len(levels) else diagrams.bottom + 1
            if next_level <= diagrams.level[node] and next_level < diagrams.bottom:
                edges = tuple((walk(child, index + 1), mask) for child, mask in diagrams.cofactors(node, next_level))
                memo[key] = at[next_level](edges)
            elif node < TERMINALS:
                memo[key] = node
            else:
                children: dict[int, int] = {}
                for child, mask in diagrams.edges[node]:
                    new = walk(child, index)
                    children[new] = children.get(new, 0) | mask
                memo[key] = diagrams.node(diagrams.level[node], children)
        return memo[key]

    return walk(root, 0)


def cut(diagrams: Diagrams, root: int, box: Sequence[int]) -> int:
    """A diagram that is ``root`` inside ``box`` (a mask a level, none empty), and no matter what outside of it.

    It depends on no level on which ``root`` does not depend inside the box.
    """
    memo: dict[int, int] = {}

    def walk(node: int) -> int:
        if node < TERMINALS:
            return node
        if node not in memo:
            level = diagrams.level[node]
            children: dict[int, int] = {}
            for child, mask in diagrams.edges[node]:
                if mask & box[level]:
                    new = walk(child)
                    children[new] = children.get(new, 0) | mask & box[level]
            # The values outside go with the lowest one inside, so that what is the same inside becomes one node.
            lowest = min(children, key=lambda child: children[child] & -children[child])
            children[lowest] |= diagrams.full[level] & ~box[level]
            memo[node] = diagrams.node(level, children)
        return memo[node]

    return walk(root)


def replace(diagrams: Diagrams, root: int, at: Mapping[int, Callable[[Edges], int]]) -> int:
    """The same as ``rebuild``, of functions that make of one edge with the full mask what it leads to.

    So nothing has to be done where a path skips such a level, or below all of them.
    """
    lowest = max(at, default=-1)
    level_of = diagrams.level
    memo: dict[int, int] = {}

    def walk(node: int) -> int:
        level = level_of[node]
        if level > lowest:
            return node
        found = memo.get(node)
        if found is None:
            edges = [(walk(child), mask) for child, mask in diagrams.edges[node]]
            if level in at:
                found = at[level](tuple(edges))
            else:
                children: dict[int, int] = {}
                for child, mask in edges:
                    children[child] = children.get(child, 0) | mask
                found = diagrams.node(level, children)
            memo[node] = found
        return found

    return walk(root)


def restrict(diagrams: Diagrams, root: int, values: Mapping[int, int]) -> int:
    """``root`` with each of these levels fixed to one value; the result no longer depends on them."""

    def fixed(value: int) -> Callable[[Edges], int]:
        return lambda edges: next(child for child, mask in edges if mask >> value & 1)

    return replace(diagrams, root, {level: fixed(value) for level, value in values.items()})


def forget(diagrams: Diagrams, root: int, levels: Sequence[int]) -> int:
    """Where some value of each of these levels leads into ``root``; the result no longer depends on them."""

    def some(edges: Edges) -> int:
        result = FALSE
        for child, _ in edges:
            result = diagrams.either(result, child)
        return result

    return replace(diagrams, root, dict.fromkeys(levels, some))


def shift(diagrams: Diagrams, root: int, level: int, step: Mapping[int, int]) -> int:
    """Where ``root`` arrives when the value at ``level`` moves by ``step``; a value without a step is gone."""

    def moved(edges: Edges) -> int:
        result = FALSE
        for child, mask in edges:
            arrived = 0
            for value in values_of(mask):
                if value in step:
                    arrived |= 1 << step[value]
            result = diagrams.either(result, diagrams.both(diagrams.test(level, arrived), child))
        return result

    return rebuild(diagrams, root, {level: moved})


def led_back(
    diagrams: Diagrams, root: int, level: int, moves: Mapping[int, Sequence[int]], *, every: bool = False
) -> int:
    """Where some move of the value at ``level`` leads into ``root``; with ``every``, where each of them does.

    Every value has at least one move.
    """

    def before(edges: Edges) -> int:
        child_of = {value: child for child, mask in edges for value in values_of(mask)}
        children: dict[int, int] = {}
        for value in range(diagrams.sizes[level]):
            first, *others = (child_of[after] for after in moves[value])
            for other in others:
                first = diagrams.both(first, other) if every else diagrams.either(first, other)
            children[first] = children.get(first, 0) | 1 << value
        return diagrams.node(level, children)

    return rebuild(diagrams, root, {level: before})
