"""A hash-consed multi-valued decision diagram: equality is identity, and every question is a walk.

A diagram is a number. The first ``TERMINALS`` numbers are the terminals; 0 is false and 1 is true, and the others
let one diagram tell several disjoint regions apart. Every other number is a node: a level (an axis of the space) and
its edges, pairs of a child and the mask of the axis values that lead to it.

The one operation is if-then-else; and, or, not and difference are uses of it (Bryant 1986; Srinivasan, Kam, Malik
and Brayton 1990 for many values).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from admissions.errors import TooLarge

FALSE, TRUE = 0, 1
TERMINALS = 8
BUDGET = 2_000_000

Edges = tuple[tuple[int, int], ...]


class Diagrams:
    """All the nodes over one sequence of axes; ``sizes`` gives the number of values of each, first on top."""

    def __init__(self, sizes: Sequence[int], budget: int = BUDGET) -> None:
        self.sizes = tuple(sizes)
        self.full = tuple((1 << size) - 1 for size in sizes)
        self.bottom = len(self.sizes)
        self.budget = budget
        self.started_with = TERMINALS
        self.is_scratch = False
        # INVARIANT: node n stands at level[n] with edges[n]; edges are sorted by child, no two share a child, their
        # masks are disjoint and together full, and there are at least two. So equal functions are equal numbers. A
        # child is made before what leads to it, so its number is less.
        self.level: list[int] = [self.bottom] * TERMINALS
        self.edges: list[Edges] = [()] * TERMINALS
        self._numbers: dict[tuple[int, Edges], int] = {}
        self._ite: dict[tuple[int, int, int], int] = {}
        self._outlines: dict[int, tuple[frozenset[int], frozenset[int]]] = {}
        self._masks: dict[int, dict[int, int]] = {}

    def __len__(self) -> int:
        return len(self.level)

    def __getstate__(self) -> dict[str, object]:
        """What is kept between runs: the nodes, and not the results of single operations."""
        return {**self.__dict__, "_ite": {}, "_masks": {}, "_numbers": {}}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        for number in range(TERMINALS, len(self.level)):
            self._numbers[self.level[number], self.edges[number]] = number

    def scratch(self) -> Diagrams:
        """A copy that starts with these nodes; what is made in it does not come here, and goes when it goes.

        The first ``started_with`` nodes of a copy are those of the diagrams that are no copy.
        """
        copy = object.__new__(Diagrams)
        copy.__dict__.update(
            self.__dict__,
            level=self.level.copy(),
            edges=self.edges.copy(),
            _numbers=self._numbers.copy(),
            _ite={},
            _masks={},
            _outlines=self._outlines.copy(),
            # A copy of a copy: what both started with is what the first one did.
            started_with=self.started_with if self.is_scratch else len(self),
            is_scratch=True,
        )
        return copy

    # --- making ------------------------------------------------------------------------------------------------------

    def node(self, level: int, children: Mapping[int, int]) -> int:
        """The diagram that branches at ``level`` into ``children`` (child: mask); masks must partition the axis.

        Raises TooLarge when the node budget is spent.
        """
        if len(children) == 1:
            return next(iter(children))
        key = (level, tuple(sorted(children.items())))
        number = self._numbers.get(key)
        if number is None:
            number = len(self.level)
            if number >= self.budget:
                raise TooLarge(self.budget)
            self.level.append(level)
            self.edges.append(key[1])
            self._numbers[key] = number
        return number

    def test(self, level: int, mask: int) -> int:
        """True where the axis at ``level`` has one of the values in ``mask``."""
        children = {FALSE: self.full[level] & ~mask, TRUE: mask & self.full[level]}
        return self.node(level, {child: values for child, values in children.items() if values})

    def cofactors(self, node: int, level: int) -> Edges:
        """The children of ``node`` seen from ``level``: itself for every value where it does not branch there."""
        return self.edges[node] if self.level[node] == level else ((node, self.full[level]),)

    def ite(self, test: int, then: int, other: int) -> int:
        """``then`` where ``test`` is true, ``other`` where it is false; ``test`` has terminals 0 and 1 only."""
        if test == TRUE or then == other:
            return then
        if test == FALSE:
            return other
        if then == TRUE and other == FALSE:
            return test
        key = (test, then, other)
        number = self._ite.get(key)
        if number is None:
            level_of, edges = self.level, self.edges
            level = min(level_of[test], level_of[then], level_of[other])
            whole = self.full[level]
            thens = edges[then] if level_of[then] == level else ((then, whole),)
            others = edges[other] if level_of[other] == level else ((other, whole),)
            children: dict[int, int] = {}
            for test_child, test_mask in edges[test] if level_of[test] == level else ((test, whole),):
                for then_child, then_mask in thens:
                    both = test_mask & then_mask
                    if both:
                        for other_child, other_mask in others:
                            mask = both & other_mask
                            if mask:
                                child = self.ite(test_child, then_child, other_child)
                                children[child] = children.get(child, 0) | mask
            number = self.node(level, children)
            self._ite[key] = number
        return number

    def both(self, one: int, two: int) -> int:
        """Intersection."""
        return self.ite(one, two, FALSE) if one <= two else self.ite(two, one, FALSE)

    def either(self, one: int, two: int) -> int:
        """Union."""
        return self.ite(one, TRUE, two) if one <= two else self.ite(two, TRUE, one)

    def negation(self, one: int) -> int:
        """Complement."""
        return self.ite(one, FALSE, TRUE)

    def difference(self, one: int, two: int) -> int:
        """What is in ``one`` and not in ``two``."""
        return self.ite(two, FALSE, one)

    def at_least(self, count: int, parts: Sequence[int]) -> int:
        """Where at least ``count`` of ``parts`` are true.

        The rows of the table hold, for the parts still to come, where at least 0, 1, 2 … of them are true.
        """
        row = [TRUE] + [FALSE] * max(count, 0)
        for part in reversed(parts):
            row = [TRUE] + [self.ite(part, row[needed - 1], row[needed]) for needed in range(1, len(row))]
        return row[max(count, 0)]

    def taken_from(self, other: Diagrams) -> Callable[[int], int]:
        """A function that makes here what a diagram of ``other`` is there, with none of what it took to make it."""
        taken = {terminal: terminal for terminal in range(TERMINALS)}

        def take(root: int) -> int:
            if root not in taken:
                children: dict[int, int] = {}
                for child, mask in other.edges[root]:
                    children[take(child)] = mask
                taken[root] = self.node(other.level[root], children)
            return taken[root]

        return take

    # --- reading -----------------------------------------------------------------------------------------------------

    def nodes(self, root: int) -> list[int]:
        """Every node under ``root``, parents before children, terminals included."""
        found, waiting = {root}, [root]
        while waiting:
            for child, _ in self.edges[waiting.pop()]:
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return sorted(found, key=lambda node: (self.level[node], node))

    def support(self, root: int) -> frozenset[int]:
        """The levels on which ``root`` depends."""
        return self._outline(root)[0]

    def terminals(self, root: int) -> frozenset[int]:
        """The terminals that ``root`` reaches."""
        return self._outline(root)[1]

    def _outline(self, root: int) -> tuple[frozenset[int], frozenset[int]]:
        found = self._outlines.get(root)
        if found is None:
            nodes = self.nodes(root)
            levels = frozenset([self.level[node] for node in nodes]) - {self.bottom}
            found = self._outlines[root] = levels, frozenset([node for node in nodes if node < TERMINALS])
        return found

    def masks_at(self, level: int) -> dict[int, int]:
        """For nodes the values at a level by which ``TRUE`` is reached from them, as far as that was asked before."""
        return self._masks.setdefault(level, {FALSE: 0, TRUE: self.full[level]})

    def classes(self, roots: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """For each level on which some of these depend the values that none of them tells apart, as masks."""
        masks: dict[int, list[int]] = {}
        for node in {node for root in roots for node in self.nodes(root)}:
            for _, mask in self.edges[node]:
                level = self.level[node]
                parts = masks.get(level, [self.full[level]])
                masks[level] = [some for part in parts for some in (part & mask, part & ~mask) if some]
        return {level: tuple(masks[level]) for level in sorted(masks)}

    def reached(self, root: int, box: Sequence[int]) -> set[int]:
        """Every node that the values of ``box`` (a mask a level) lead to from ``root``, terminals included."""
        found, waiting = {root}, [root]
        while waiting:
            node = waiting.pop()
            if node >= TERMINALS:
                allowed = box[self.level[node]]
                for child, mask in self.edges[node]:
                    if mask & allowed and child not in found:
                        found.add(child)
                        waiting.append(child)
        return found

    def told_apart(self, root: int, box: Sequence[int]) -> set[int]:
        """The levels of which ``root`` tells values apart inside ``box``."""
        same: dict[int, int] = {}  # node: the first node that is no different inside the box
        known: dict[tuple[int, frozenset[tuple[int, int]]], int] = {}
        for node in sorted(self.reached(root, box)):
            level = self.level[node]
            children: dict[int, int] = {}
            for child, mask in self.edges[node]:
                if mask & box[level]:
                    children[same[child]] = children.get(same[child], 0) | mask & box[level]
            if len(children) > 1:
                same[node] = known.setdefault((level, frozenset(children.items())), node)
            else:
                same[node] = next(iter(children), node)
        return {level for level, _ in known}

    def meet(self, roots: Sequence[int], box: Sequence[int]) -> bool:
        """Whether some assignment within ``box`` lies in every one of ``roots``; no node is made to find out."""
        start = tuple(dict.fromkeys(root for root in roots if root != TRUE))
        seen, waiting = {start}, [] if FALSE in start or not all(box) else [start]
        while waiting:
            nodes = waiting.pop()
            if not nodes:
                return True
            level = min(self.level[node] for node in nodes)
            options: list[tuple[tuple[int, ...], int]] = [((), box[level])]
            for node in nodes:
                options = [
                    (taken if child == TRUE or child in taken else (*taken, child), both)
                    for taken, allowed in options
                    for child, mask in self.cofactors(node, level)
                    if child != FALSE and (both := allowed & mask)
                ]
            for taken, _ in options:
                if taken not in seen:
                    seen.add(taken)
                    waiting.append(taken)
        return False

    def contained(self, one: int, two: int) -> bool:
        """Whether every assignment in ``one`` lies in ``two``; no node is made to find out."""
        edges, level_of = self.edges, self.level
        seen, waiting = {(one, two)}, [(one, two)]
        while waiting:
            inner, outer = waiting.pop()
            if inner in (FALSE, outer) or outer == TRUE:
                continue
            if inner == TRUE or outer == FALSE:
                return False
            level = min(level_of[inner], level_of[outer])
            for child, mask in self.cofactors(inner, level):
                if child == FALSE:
                    continue
                for other, values in edges[outer] if level_of[outer] == level else ((outer, mask),):
                    if mask & values and (child, other) not in seen:
                        seen.add((child, other))
                        waiting.append((child, other))
        return True

    def disjoint(self, one: int, two: int) -> bool:
        """Whether no assignment lies in both; no node is made to find out."""
        edges, level_of = self.edges, self.level
        seen, waiting = set[tuple[int, int]](), [(one, two)]
        while waiting:
            first, second = pair = waiting.pop()
            if pair in seen or FALSE in pair:
                continue
            if TRUE in pair or first == second:
                return False
            seen.add(pair)
            above, below = level_of[first], level_of[second]
            if above < below:
                waiting += [(child, second) for child, _ in edges[first]]
            elif below < above:
                waiting += [(first, child) for child, _ in edges[second]]
            else:
                waiting += [(a, b) for a, mask in edges[first] for b, other in edges[second] if mask & other]
        return True

    def hull(self, root: int, box: Sequence[int] | None = None) -> tuple[int, ...]:
        """The smallest box around ``root`` (around the part of it inside ``box``): a mask a level, all 0 if empty."""
        within = self.full if box is None else box
        masks = [0] * self.bottom
        order = sorted(self.reached(root, within), key=self.level.__getitem__)
        alive = {TRUE}
        for node in reversed(order):
            if node >= TERMINALS:
                allowed = within[self.level[node]]
                if any(mask & allowed and child in alive for child, mask in self.edges[node]):
                    alive.add(node)
        if root not in alive or not all(within):
            return tuple(masks)
        above = {root: 0}  # node: the first level that some path to it has left unrestricted
        for node in order:
            if node not in alive:
                continue
            level = self.level[node]
            for skipped in range(above[node], level):
                masks[skipped] = within[skipped]
            if node >= TERMINALS:
                allowed = within[level]
                for child, mask in self.edges[node]:
                    if mask & allowed and child in alive:
                        masks[level] |= mask & allowed
                        above[child] = min(above.get(child, self.bottom), level + 1)
        return tuple(masks)


def values_of(mask: int) -> Iterator[int]:
    """The value indices in a mask, lowest first.

    >>> list(values_of(0b1010))
    [1, 3]
    """
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
