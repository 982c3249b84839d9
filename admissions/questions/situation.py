"""A profile in the space of a rule set: the box of values that it leaves open, and what it rules out beyond a box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admissions.errors import Place, Problem, Refused, refuse
from admissions.model.profiles import Profile
from admissions.questions.rulebook import Rulebook, Settings
from admissions.regions.changing import cut
from admissions.regions.diagram import FALSE, TRUE
from admissions.regions.meaning import region_of
from admissions.regions.space import Region, Space


@dataclass(frozen=True)
class Situation:
    """One profile in one space under settled assumptions.

    ``box`` has a mask a level and is closed: every value of a need in it occurs in some possible profile. ``inside``
    is the region of possible profiles that have every relation between axes that was entered; ``beyond`` says the same
    inside the box, and is TRUE where the whole box is possible. ``free`` are the levels of which nothing is recorded.

    The space is the rule book's, or a scratch copy of it where a relation between axes was entered, so that the nodes
    which that takes go with the situation.
    """

    space: Space
    box: tuple[int, ...]
    inside: int
    beyond: int
    free: frozenset[int]
    settings: Settings

    def possible(self, field: str) -> tuple[str, ...]:
        """The values that a field of one axis may have; none where the needs have no such field."""
        if field not in self.space.level:
            return ()
        level = self.space.level[field]
        return self.space.ids(level, self.box[level])


@dataclass(frozen=True)
class Entered:
    """A profile under no settings yet: what ``situated`` starts from, made once for all of them.

    ``inside`` are the possible profiles that have every relation between axes that was entered, ``rests_on`` the
    assumptions on which these rest.
    """

    space: Space
    needs: tuple[int, ...]
    inside: int
    free: frozenset[int]
    rests_on: tuple[str, ...] = ()

    def under(self, settings: Settings) -> Situation | None:
        """The situation under these settings, or None where no such child can be."""
        box = (*self.needs, *self.space.assumed(settings))
        return close(self.space, box, self.inside, self.free, settings)


def entered(book: Rulebook, profile: Profile) -> Entered:
    """What was entered, in the space of the rule book."""
    space = book.space
    needs = list(space.diagrams.full[: space.first_assumption])
    free = set(range(space.first_assumption))
    relations = []
    resting: set[str] = set()
    for entry in profile.entries:
        reading = book.reading(entry.core)
        for level, mask in reading.masks.items():
            needs[level] &= mask
        free.difference_update(reading.masks)
        resting.update(reading.assumptions)
        if not reading.is_box:
            relations.append(entry.core)
    inside = book.possible.node
    if relations:
        space = space.scratch()
        for core in relations:
            inside = space.diagrams.both(inside, region_of(space, core).node)
    names = tuple(name for name in book.rules.assumption if name in resting)
    return Entered(space, tuple(needs), inside, frozenset(free), names)


def situate(book: Rulebook, profile: Profile, settings: Settings, start: Entered | None = None) -> Situation:
    """The profile in the space of the rule book. Raises Refused where no such child can be, naming the two fields.

    ``start`` is what ``entered`` makes of the profile, where that is at hand.
    """
    found = (start or entered(book, profile)).under(settings)
    if found is None:
        raise _cannot_be(book, profile, settings)
    return found


def situate_values(book: Rulebook, values: Mapping[str, Sequence[str]], settings: Settings) -> Situation | None:
    """The situation of axis values given as ids (an axis left out is unknown), or None where it cannot be."""
    space = book.space
    needs = list(space.diagrams.full[: space.first_assumption])
    masks = {space.level[name]: space.mask(space.level[name], ids) for name, ids in values.items()}
    for level, mask in masks.items():
        needs[level] = mask
    free = frozenset(range(space.first_assumption)).difference(masks)
    return Entered(space, tuple(needs), book.possible.node, free).under(settings)


def close(space: Space, box: Sequence[int], inside: int, free: frozenset[int], settings: Settings) -> Situation | None:
    """The box cut to the values that occur in ``inside`` within it (arc consistency), or None where none does.

    The region is left out of the situation where the box holds nothing else, whatever is assumed. Assumptions keep
    their values.
    """
    if not all(box):
        return None
    diagrams, first = space.diagrams, space.first_assumption
    reached = diagrams.reached(inside, box)
    if TRUE not in reached:
        return None
    if FALSE not in reached and not any(first <= diagrams.level[node] < diagrams.bottom for node in reached):
        return Situation(space, tuple(box), inside, TRUE, free, settings)
    hull = diagrams.hull(inside, box)
    closed = (*hull[:first], *box[first:])
    # Only in a scratch space: in that of the rule book, every box would leave its nodes behind.
    beyond = cut(diagrams, inside, (*hull[:first], *diagrams.full[first:])) if space.is_scratch else inside
    return Situation(space, closed, inside, beyond, free, settings)


def _cannot_be(book: Rulebook, profile: Profile, settings: Settings) -> Refused:
    """Names the entry that no child can have, the two that no child can have together, or all of them."""
    space = book.space.scratch()
    diagrams = space.diagrams
    box = [*diagrams.full[: space.first_assumption], *space.assumed(settings)]
    possible = Region(space, book.possible.node)

    def can_be(*regions: Region) -> bool:
        return diagrams.meet([region.node for region in regions], box)

    regions = [(entry, region_of(space, entry.core)) for entry in profile.entries]
    for entry, region in regions:
        if region.node == FALSE:
            return refuse(entry.at, f"`{entry.field}` leaves no value", "a range runs from the lower end to the higher")
        if not can_be(region, possible):
            what = f"`{entry.field}` cannot be as it is recorded under what is assumed"
            return Refused([Problem(entry.at, what, "enter another value, or assume otherwise")])
    for index, (one, first) in enumerate(regions):
        for two, second in regions[:index]:
            if not can_be(first, second, possible):
                what = f"`{two.field}` and `{one.field}` cannot both be as they are recorded"
                rules = [(rule, region_of(space, rule.core)) for rule in book.rules.needs.possible]
                broken = [rule.what for rule, region in rules if not can_be(first, second, region)]
                because = f": {broken[0]}" if broken and can_be(first, second) else ""
                return Refused([Problem(one.at, what + because, "check the two and mend one")])
    # Of three or more that clash, none can be left out.
    clash = regions
    for pair in regions:
        rest = [other for other in clash if other is not pair]
        if not can_be(possible, *(region for _, region in rest)):
            clash = rest
    named = ", ".join(f"`{entry.field}`" for entry, _ in clash)
    file = clash[-1][0].at.file if clash else ""
    return Refused([Problem(Place(file), f"these cannot all be as they are recorded: {named}", "check them")])
