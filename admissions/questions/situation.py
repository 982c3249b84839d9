"""A profile in the space of a rule set: the box of values that it leaves open, and what it rules out beyond a box.

Every answer about a profile is a walk down a diagram inside that box. The walk is exact by itself where the box holds
possible profiles only. Where the possible condition, or a level entered on another scale, still couples open axes,
the diagrams that mention two or more of those axes are walked side by side with the region of what is possible.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from admissions.errors import NOWHERE, Place, Problem, Refused
from admissions.model.profiles import Profile
from admissions.questions.rulebook import Rulebook, Settings
from admissions.regions.diagram import FALSE, TERMINALS, TRUE, Diagrams, values_of
from admissions.regions.meaning import region_of
from admissions.regions.space import Region, Space

TURN_SHIFT = TERMINALS
"""A found answer is a number: below this bit which terminals are reached, above it which assumptions it turns on."""

Reach = Callable[[int], int]


@dataclass(frozen=True)
class Situation:
    """One profile in one space under settled assumptions.

    ``box`` has a mask a level and is closed: every value in it occurs in some possible profile. ``beyond`` is the
    region of possible profiles inside the box, or TRUE where the whole box is possible.
    """

    space: Space
    box: tuple[int, ...]
    beyond: int
    settings: Settings

    def open_levels(self) -> list[int]:
        """The levels of need fields at which more than one value is left."""
        return [level for level in range(self.space.first_assumption) if self.box[level].bit_count() > 1]

    def narrowed(self, values: Mapping[int, int]) -> Situation | None:
        """The situation with these levels cut to these masks, or None where no possible profile is left."""
        box = list(self.box)
        for level, mask in values.items():
            box[level] &= mask
        if self.beyond == TRUE:
            return Situation(self.space, tuple(box), TRUE, self.settings) if all(box) else None
        return close(self.space, box, self.beyond, self.settings)


def situate(book: Rulebook, profile: Profile, settings: Settings) -> Situation:
    """The profile in the space of the rule book. Raises Refused where no such child can be, naming the two fields."""
    space = book.space
    box = [space.diagrams.full[level] for level in range(space.first_assumption)]
    box += [
        space.mask(level, settings[space.axes[level].name]) for level in range(space.first_assumption, len(space.axes))
    ]
    beyond = space.everything
    for entry in profile.entries:
        region = region_of(space, entry.core)
        hull = space.diagrams.hull(region.node)
        for level in space.diagrams.support(region.node):
            if level < space.first_assumption:
                box[level] &= hull[level]
        if not _is_box(space, region, hull):
            beyond &= region
    inside = beyond & book.possible
    found = close(space, box, inside.node, settings) if all(box) else None
    if found is None:
        raise _cannot_be(book, profile, settings)
    return found


def situate_values(book: Rulebook, values: Mapping[str, Sequence[str]], settings: Settings) -> Situation | None:
    """The situation of axis values given as ids (an axis left out is unknown), or None where it cannot be."""
    space = book.space
    box = [
        space.mask(level, values[axis.name]) if axis.name in values else space.diagrams.full[level]
        for level, axis in enumerate(space.axes[: space.first_assumption])
    ]
    box += [
        space.mask(level, settings[space.axes[level].name]) for level in range(space.first_assumption, len(space.axes))
    ]
    return close(space, box, book.possible.node, settings)


def _is_box(space: Space, region: Region, hull: Sequence[int]) -> bool:
    diagrams = space.diagrams
    product = TRUE
    for level in diagrams.support(region.node):
        if level >= space.first_assumption:
            return False
        product = diagrams.both(product, diagrams.test(level, hull[level]))
    return product == region.node


def close(space: Space, box: Sequence[int], inside: int, settings: Settings) -> Situation | None:
    """The box cut to the values that occur in ``inside`` within it (arc consistency), or None where none does.

    The region is walked once within the box: it is left out of the situation where the box holds nothing else.
    """
    diagrams = space.diagrams
    edges, level_of = diagrams.edges, diagrams.level
    memo: dict[int, int] = {FALSE: 1, TRUE: 2}

    def walk(node: int) -> int:
        found = memo.get(node)
        if found is None:
            found = 0
            allowed = box[level_of[node]]
            for child, mask in edges[node]:
                if mask & allowed:
                    found |= walk(child)
            memo[node] = found
        return found

    reached = walk(inside)
    if reached == 1:
        return None
    if reached == 2:
        return Situation(space, tuple(box), TRUE, settings)
    bounded = inside
    for level in sorted(diagrams.support(inside), reverse=True):
        if box[level] != diagrams.full[level]:
            bounded = diagrams.both(diagrams.test(level, box[level]), bounded)
    hull = diagrams.hull(bounded)
    closed = tuple(mask & hull[level] for level, mask in enumerate(box))
    return Situation(space, closed, inside, settings)


def _cannot_be(book: Rulebook, profile: Profile, settings: Settings) -> Refused:
    """Names the two entries that cannot stand together, or the rule that the entries break."""
    space = book.space
    assumed = book.assumed(settings)
    regions = [(entry, region_of(space, entry.core)) for entry in profile.entries]
    for index, (one, first) in enumerate(regions):
        for two, second in regions[:index]:
            if not first & second & book.possible & assumed:
                what = f"`{two.field}` and `{one.field}` cannot both be as they are recorded"
                for rule in book.rules.needs.possible:
                    if not first & second & region_of(space, rule.core) & assumed:
                        what += f": {rule.what}"
                        break
                return Refused([Problem(one.at, what, "check the two and mend one")])
    fields = [entry.field for entry, _ in regions]
    place = profile.entries[-1].at if profile.entries else NOWHERE
    named = ", ".join(f"`{name}`" for name in dict.fromkeys(fields))
    return Refused([Problem(Place(place.file), f"these cannot all be as they are recorded: {named}", "check them")])


class Walker:
    """Answers, for one situation, which terminals of a diagram can be reached and which assumptions that turns on."""

    def __init__(self, situation: Situation, leaves: dict[int, int], pairs: dict[tuple[int, int], int]) -> None:
        self.situation = situation
        self.leaves = leaves
        self.pairs = pairs
        self.coupled = coupled_levels(situation) if situation.beyond != TRUE else frozenset()
        self.reach: Reach = _reach(situation, leaves)
        self._side_by_side: Reach | None = None

    def found(self, root: int, support: frozenset[int]) -> int:
        """The answer for ``root``, whose levels are ``support``."""
        if not self.coupled or len(support & self.coupled) < 2:
            return self.reach(root)
        if self._side_by_side is None:
            self._side_by_side = _reach_both(self.situation, self.pairs)
        return self._side_by_side(root)


def coupled_levels(situation: Situation) -> frozenset[int]:
    """Levels still open, or assumed, on which the region of what is possible depends inside the box."""
    diagrams = situation.space.diagrams
    box = situation.box
    seen = {situation.beyond}
    waiting = [situation.beyond]
    levels = set()
    first = situation.space.first_assumption
    while waiting:
        node = waiting.pop()
        level = diagrams.level[node]
        if level == diagrams.bottom:
            continue
        if box[level].bit_count() > 1 or level >= first:
            levels.add(level)
        for child, mask in diagrams.edges[node]:
            if mask & box[level] and child not in seen:
                seen.add(child)
                waiting.append(child)
    return frozenset(levels)


def _reach(situation: Situation, leaves: dict[int, int]) -> Reach:
    space = situation.space
    diagrams = space.diagrams
    edges, level_of, box, first = diagrams.edges, diagrams.level, situation.box, space.first_assumption
    memo: dict[int, int] = {}

    def walk(node: int) -> int:
        found = memo.get(node)
        if found is not None:
            return found
        level = level_of[node]
        if level >= first:
            found = leaves.get(node)
            if found is None:
                found = leaves[node] = leaf(situation, node, TRUE)
        else:
            allowed = box[level]
            found = 0
            for child, mask in edges[node]:
                if mask & allowed:
                    found |= walk(child)
        memo[node] = found
        return found

    return walk


def _reach_both(situation: Situation, pairs: dict[tuple[int, int], int]) -> Reach:
    space = situation.space
    diagrams = space.diagrams
    box, first = situation.box, space.first_assumption
    memo: dict[tuple[int, int], int] = {}

    def walk(node: int, inside: int) -> int:
        if inside == FALSE:
            return 0
        key = (node, inside)
        found = memo.get(key)
        if found is not None:
            return found
        level = min(diagrams.level[node], diagrams.level[inside])
        if level >= first:
            found = pairs.get(key)
            if found is None:
                found = pairs[key] = leaf(situation, node, inside)
        else:
            found = 0
            for child, mask in diagrams.cofactors(node, level):
                allowed = mask & box[level]
                if allowed:
                    for inner, inner_mask in diagrams.cofactors(inside, level):
                        if inner_mask & allowed:
                            found |= walk(child, inner)
        memo[key] = found
        return found

    return lambda root: walk(root, situation.beyond)


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
