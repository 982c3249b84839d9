"""A profile in the space of a rule set: the box of values that it leaves open, and what it rules out beyond a box.

Every answer about a profile is a walk down a diagram inside that box. The walk is exact by itself where the box holds
possible profiles only. Where the possible condition, or a level entered on another scale, still couples open axes,
the diagrams that mention two or more of those axes are walked side by side with the region of what is possible.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admissions.errors import Place, Problem, Refused
from admissions.model.profiles import Profile
from admissions.questions.rulebook import Rulebook, Settings
from admissions.regions.diagram import FALSE, TERMINALS, TRUE, Diagrams, values_of
from admissions.regions.meaning import region_of
from admissions.regions.space import Region, Space

TURN_SHIFT = TERMINALS
"""A found answer is a number: below this bit which terminals are reached, above it which assumptions it turns on."""


@dataclass(frozen=True)
class Situation:
    """One profile in one space under settled assumptions.

    ``box`` has a mask a level and is closed: every value of a need in it occurs in some possible profile. ``beyond``
    is the region of possible profiles, or TRUE where the whole box is possible. ``free`` are the levels of which
    nothing is recorded.
    """

    space: Space
    box: tuple[int, ...]
    beyond: int
    free: frozenset[int]
    settings: Settings

    def narrowed(self, answer: Mapping[int, int]) -> Situation | None:
        """The situation with these levels cut to these masks, or None where no possible profile is left."""
        return close(self.space, self.cut(answer), self.beyond, self.free.difference(answer), self.settings)

    def cut(self, answer: Mapping[int, int]) -> tuple[int, ...]:
        """The box with these levels cut to these masks."""
        box = list(self.box)
        for level, mask in answer.items():
            box[level] &= mask
        return tuple(box)


def situate(book: Rulebook, profile: Profile, settings: Settings) -> Situation:
    """The profile in the space of the rule book. Raises Refused where no such child can be, naming the two fields."""
    found = situated(book, profile, settings)
    if found is None:
        raise _cannot_be(book, profile, settings)
    return found


def situated(book: Rulebook, profile: Profile, settings: Settings) -> Situation | None:
    """The profile in the space of the rule book, or None where no such child can be."""
    space = book.space
    box = [*space.diagrams.full[: space.first_assumption], *assumed_masks(space, settings)]
    beyond = space.everything
    free = set(range(space.first_assumption))
    for entry in profile.entries:
        region = region_of(space, entry.core)
        hull = space.diagrams.hull(region.node)
        for level in space.diagrams.support(region.node):
            free.discard(level)
            if level < space.first_assumption:
                box[level] &= hull[level]
        if not _is_box(space, region, hull):
            beyond &= region
    inside = beyond & book.possible
    return close(space, box, inside.node, frozenset(free), settings)


def situate_values(book: Rulebook, values: Mapping[str, Sequence[str]], settings: Settings) -> Situation | None:
    """The situation of axis values given as ids (an axis left out is unknown), or None where it cannot be."""
    space = book.space
    needs = [
        space.mask(level, values[axis.name]) if axis.name in values else space.diagrams.full[level]
        for level, axis in enumerate(space.needs.axes)
    ]
    box = [*needs, *assumed_masks(space, settings)]
    free = frozenset(
        level for level, axis in enumerate(space.axes[: space.first_assumption]) if axis.name not in values
    )
    return close(space, box, book.possible.node, free, settings)


def assumed_masks(space: Space, settings: Settings) -> list[int]:
    """The masks of these settings, one an assumption, in the order of the axes."""
    first = space.first_assumption
    return [space.mask(level, settings[axis.name]) for level, axis in enumerate(space.axes[first:], first)]


def _is_box(space: Space, region: Region, hull: Sequence[int]) -> bool:
    diagrams = space.diagrams
    product = TRUE
    for level in diagrams.support(region.node):
        if level >= space.first_assumption:
            return False
        product = diagrams.both(product, diagrams.test(level, hull[level]))
    return product == region.node


def close(space: Space, box: Sequence[int], inside: int, free: frozenset[int], settings: Settings) -> Situation | None:
    """The box cut to the values that occur in ``inside`` within it (arc consistency), or None where none does.

    The region is left out of the situation where the box holds nothing else, whatever is assumed. Assumptions keep
    their values.
    """
    if not all(box):
        return None
    diagrams, first = space.diagrams, space.first_assumption
    if inside != TRUE:
        reached = diagrams.reached(inside, box)
        if TRUE not in reached:
            return None
        if FALSE in reached or any(first <= diagrams.level[node] < diagrams.bottom for node in reached):
            hull = diagrams.hull(inside, box)
            return Situation(space, (*hull[:first], *box[first:]), inside, free, settings) if hull[0] else None
    return Situation(space, tuple(box), TRUE, free, settings)


def _cannot_be(book: Rulebook, profile: Profile, settings: Settings) -> Refused:
    """Names the entry that no child can have, the two that no child can have together, or all of them."""
    diagrams, first_assumption = book.space.diagrams, book.space.first_assumption
    box = [*diagrams.full[:first_assumption], *assumed_masks(book.space, settings)]

    def can_be(*regions: Region) -> bool:
        return diagrams.meet([region.node for region in regions], box)

    regions = [(entry, book.region_of_entry(entry)) for entry in profile.entries]
    for entry, region in regions:
        if not can_be(region, book.possible):
            what = f"`{entry.field}` cannot be as it is recorded under what is assumed"
            return Refused([Problem(entry.at, what, "enter another value, or assume otherwise")])
    for index, (one, first) in enumerate(regions):
        for two, second in regions[:index]:
            if not can_be(first, second, book.possible):
                what = f"`{two.field}` and `{one.field}` cannot both be as they are recorded"
                rules = [(rule, region_of(book.space, rule.core)) for rule in book.rules.needs.possible]
                broken = [rule.what for rule, region in rules if not can_be(first, second, region)]
                because = f": {broken[0]}" if broken and can_be(first, second) else ""
                return Refused([Problem(one.at, what + because, "check the two and mend one")])
    named = ", ".join(f"`{entry.field}`" for entry in profile.entries)
    file = profile.entries[-1].at.file if profile.entries else ""
    return Refused([Problem(Place(file), f"these cannot all be as they are recorded: {named}", "check them")])


@dataclass(frozen=True, slots=True)
class Root:
    """A diagram that is asked about: its node, the levels it depends on, and all that an answer could ever hold."""

    node: int
    support: frozenset[int]
    most: int


class Kept:
    """What answers under one setting of the assumptions have found and may use again."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.leaves: dict[int, int] = {}
        self.pairs: dict[tuple[int, int], int] = {}
        self._roots: dict[int, Root] = {}
        self._projections: dict[tuple[int, frozenset[int]], int] = {}

    def root(self, node: int) -> Root:
        """The diagram at ``node`` as one that is asked about."""
        root = self._roots.get(node)
        if root is None:
            diagrams, first = self.space.diagrams, self.space.first_assumption
            levels = frozenset(diagrams.support(node))
            most = sum(1 << found for found in diagrams.nodes(node) if found < TERMINALS)
            most |= sum(1 << (TURN_SHIFT + level - first) for level in levels if level >= first)
            root = self._roots[node] = Root(node, levels, most)
        return root

    def projection(self, region: int, levels: frozenset[int]) -> int:
        """The region without these levels: where some value of each leads into it."""
        key = (region, levels)
        projected = self._projections.get(key)
        if projected is None:
            projected = self._projections[key] = self.space.diagrams.forget(region, sorted(levels))
        return projected


class Walker:
    """Answers, for one situation, which terminals of a diagram can be reached and which assumptions that turns on."""

    def __init__(self, situation: Situation, kept: Kept, coupled: frozenset[int] | None = None) -> None:
        self.situation = situation
        self.kept = kept
        if coupled is None:
            coupled = frozenset() if situation.beyond == TRUE else coupled_levels(situation)
        self.coupled = coupled
        self._found: dict[int, int] = {}
        self._after: dict[tuple[tuple[int, int], ...], Walker | None] = {}

    def found(self, node: int) -> int:
        """The answer for the diagram at ``node``."""
        found = self._found.get(node)
        if found is None:
            root = self.kept.root(node)
            found = self._found[node] = self.search(root, root.most)
        return found

    def search(self, root: Root, enough: int) -> int:
        """The answer, or as much of it as was found when it came to hold all of ``enough``."""
        if self.coupled:
            shared = root.support & self.coupled
            # A closed box is exact for a diagram that mentions one coupled need; two may exclude each other.
            if len(shared) > 1 or any(level >= self.situation.space.first_assumption for level in shared):
                return self._search_both(root, enough)
        diagrams, box, first = self.situation.space.diagrams, self.situation.box, self.situation.space.first_assumption
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
                value = leaves[node] = leaf(self.situation, node, TRUE)
            found |= value
            if found & enough == enough:
                break
        return found

    def _search_both(self, root: Root, enough: int) -> int:
        """The same where what is possible is walked side by side with the diagram."""
        diagrams, box, first = self.situation.space.diagrams, self.situation.box, self.situation.space.first_assumption
        pairs = self.kept.pairs
        start = (root.node, self._inside(root.support))
        found = 0
        seen, waiting = {start}, [start]
        while waiting:
            pair = waiting.pop()
            node, inside = pair
            level = min(diagrams.level[node], diagrams.level[inside])
            if level < first:
                for child, mask in diagrams.cofactors(node, level):
                    allowed = mask & box[level]
                    if allowed:
                        for inner, inner_mask in diagrams.cofactors(inside, level):
                            if inner_mask & allowed and inner != FALSE and (child, inner) not in seen:
                                seen.add((child, inner))
                                waiting.append((child, inner))
                continue
            value = pairs.get(pair)
            if value is None:
                value = pairs[pair] = leaf(self.situation, node, inside)
            found |= value
            if found & enough == enough:
                break
        return found

    def _inside(self, support: frozenset[int]) -> int:
        """What is possible, without the coupled levels that the diagram does not mention and nothing is recorded of."""
        beyond = self.situation.beyond
        levels = (self.coupled - support) & self.situation.free
        return self.kept.projection(beyond, levels) if levels else beyond

    def after(self, answer: Mapping[int, int]) -> Walker | None:
        """The walker once these levels are cut to these masks, or None where no possible profile is left."""
        key = tuple(answer.items())
        if key not in self._after:
            self._after[key] = self._cut(answer)
        return self._after[key]

    def _cut(self, answer: Mapping[int, int]) -> Walker | None:
        situation = self.situation
        if self.coupled.isdisjoint(answer):
            cut = Situation(
                situation.space, situation.cut(answer), situation.beyond, situation.free, situation.settings
            )
            return Walker(cut, self.kept, self.coupled)
        narrowed = situation.narrowed(answer)
        return None if narrowed is None else Walker(narrowed, self.kept)


def coupled_levels(situation: Situation) -> frozenset[int]:
    """Levels still open, or assumed, on which the region of what is possible depends inside the box."""
    diagrams, box = situation.space.diagrams, situation.box
    levels = {diagrams.level[node] for node in diagrams.reached(situation.beyond, box)} - {diagrams.bottom}
    first = situation.space.first_assumption
    return frozenset(level for level in levels if level >= first or box[level].bit_count() > 1)


def leaf(situation: Situation, node: int, inside: int) -> int:
    """What is left of an answer once every need is fixed: the terminals that the settings reach, and what they turn on.

    An assumption is turned on where opening it, the others as settled, would give another terminal at one point.
    """
    diagrams, box, first = situation.space.diagrams, situation.box, situation.space.first_assumption
    levels = diagrams.support(node) | diagrams.support(inside)

    def terminals(at: int, within: int) -> int:
        level = min(diagrams.level[at], diagrams.level[within])
        if level == diagrams.bottom:
            return 1 << at if within == TRUE else 0
        found = 0
        for child, inner in _children(diagrams, at, within, level, box[level]):
            found |= terminals(child, inner)
        return found

    def turns_on(at: int, within: int, opened: int) -> bool:
        level = min(diagrams.level[at], diagrams.level[within])
        if level > opened:
            return False
        if level == opened:
            return _disagree(diagrams, _children(diagrams, at, within, level, diagrams.full[level]), box)
        pairs = _children(diagrams, at, within, level, box[level])
        return any(turns_on(child, inner, opened) for child, inner in pairs)

    found = terminals(node, inside)
    for level in levels:
        if turns_on(node, inside, level):
            found |= 1 << (TURN_SHIFT + level - first)
    return found


Pairs = set[tuple[int, int]]


def _children(diagrams: Diagrams, at: int, within: int, level: int, allowed: int) -> Pairs:
    """The pairs of children that the allowed values lead to, those left out where nothing possible remains."""
    return {
        (child, inner)
        for child, mask in diagrams.cofactors(at, level)
        for inner, inner_mask in diagrams.cofactors(within, level)
        if mask & inner_mask & allowed and inner != FALSE
    }


def _disagree(diagrams: Diagrams, pairs: Pairs, box: Sequence[int]) -> bool:
    """Whether, at some one point of the settled values below, two of these reach different terminals."""
    if len(pairs) < 2:
        return False
    level = min(min(diagrams.level[at], diagrams.level[within]) for at, within in pairs)
    if level == diagrams.bottom:
        return len({at for at, within in pairs if within == TRUE}) > 1
    for value in values_of(box[level]):
        cut = {one for at, within in pairs for one in _children(diagrams, at, within, level, 1 << value)}
        if _disagree(diagrams, cut, box):
            return True
    return False
