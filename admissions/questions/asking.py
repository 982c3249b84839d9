"""What to ask next: the fields of which some possible answer leaves a provision with fewer outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from admissions.model.needs import Kind, NeedField
from admissions.questions.rulebook import Rulebook
from admissions.questions.walks import REACHED, Root, Walker
from admissions.regions.diagram import values_of


@dataclass(frozen=True, slots=True)
class Question:
    """A field worth asking about: how many provisions its answer settles on average, answers weighed by plans."""

    field: str
    settles: float


@dataclass(frozen=True, slots=True)
class _Field:
    """A field that can be asked for: its levels, which follow one another, and the weight of each value of the first.

    A several-field has a level a member, and an answer says of each whether it is among the values; others have one.
    """

    need: NeedField
    levels: range
    weights: tuple[float, ...]


class Asker:
    """Finds what to ask about situations of one rule book."""

    def __init__(self, book: Rulebook) -> None:
        level_of = book.space.level
        self.fields = tuple(
            _Field(need, range(level_of[need.axes[0].name], level_of[need.axes[-1].name] + 1), _weights(need))
            for need in book.rules.needs.fields
            if need.axes
        )
        self._levels: dict[int, Sequence[tuple[int, list[int]]]] = {}
        self._order = {one.need.id: place for place, one in enumerate(self.fields)}
        # The field of each level; below the needs, one more than there are fields.
        self._field_of = [place for place, one in enumerate(self.fields) for _ in one.levels]
        below = len(book.space.axes) + 1 - len(self._field_of)
        self._field_of += [len(self.fields)] * below

    def ask_next(self, settles: Iterable[Mapping[str, float]]) -> tuple[Question, ...]:
        """Every field that some provision asks for, first the one that settles most provisions on average."""
        total: dict[str, float] = {}
        for one in settles:
            for name, likely in one.items():
                total[name] = total.get(name, 0.0) + likely
        ranked = sorted(total.items(), key=lambda item: (-item[1], self._order[item[0]]))
        return tuple([Question(name, round(likely, 1)) for name, likely in ranked])

    def settles(self, node: int, walker: Walker, now: int) -> Mapping[str, float]:
        """For each field of which some possible answer leaves fewer terminals of the diagram than ``now``, how likely
        an answer is to leave only one.

        Where no answer does so by itself, every field on which the diagram still depends: they do so together. A field
        on which it does not depend, and which only narrows another by what is possible, is left for that other one.
        """
        box, wanted = walker.situation.box, {}
        for place, levels in self._levels_of(walker.kept.root(node)):
            left_open = [level for level in levels if box[level].bit_count() > 1]
            if left_open:
                wanted[place] = left_open
        passed = _Pass(walker, walker.start(node).node, self._field_of, wanted)
        asked: dict[str, float] = {}
        for place, levels in wanted.items():
            field = self.fields[place]
            several = field.need.kind is Kind.SEVERAL
            left = passed.left_by_members(place, field.levels, levels) if several else passed.left(place, field)
            if set(left) != {now}:
                settled = sum(weight for terminals, weight in left.items() if terminals.bit_count() == 1)
                asked[field.need.id] = settled / sum(left.values())
        if asked:
            return asked
        apart = walker.situation.space.diagrams.told_apart(node, box)
        return {self.fields[place].need.id: 0.0 for place, levels in wanted.items() if not apart.isdisjoint(levels)}

    def _levels_of(self, root: Root) -> Sequence[tuple[int, list[int]]]:
        """The places of the fields on which a diagram depends, with the levels at which it does."""
        found = self._levels.get(root.node)
        if found is None:
            levels = {
                place: [level for level in one.levels if level in root.support] for place, one in enumerate(self.fields)
            }
            found = self._levels[root.node] = [(place, some) for place, some in levels.items() if some]
        return found


def _weights(need: NeedField) -> tuple[float, ...]:
    """How much each value weighs: the published number of plans, or one where none is."""
    return tuple(float(value.plans or 1) for value in need.values)


class _Pass:
    """One pass over all of a diagram that lies in the box, which finds what each answer to each wanted field leaves.

    For each wanted field, a path either goes through a node at its levels or passes it by. ``by`` has the terminals of
    the paths that pass by; ``at`` has, for each set of terminals, the values of a node that lead to them; ``entering``
    are the first nodes on paths that go through.
    """

    def __init__(self, walker: Walker, start: int, field_of: list[int], wanted: Mapping[int, list[int]]) -> None:
        situation = walker.situation
        diagrams, box, first = situation.space.diagrams, situation.box, situation.space.first_assumption
        edges, level_of, leaf = diagrams.edges, diagrams.level, walker.leaf
        self.walker = walker
        self.field_of = field_of
        self.ends = ends = dict[int, int]()
        self.by = dict.fromkeys(wanted, 0)
        self.at = at_field = {place: dict[int, int]() for place in wanted}
        self.entering: dict[int, set[int]] = {place: set() for place in wanted}
        lower: dict[int, list[int]] = {}  # for a field the wanted ones below it
        # A node is made after its children, so the order of the numbers is from the leaves up.
        for node in sorted(diagrams.reached(start, box)):
            level = level_of[node]
            if level >= first:
                ends[node] = leaf(node) & REACHED
                continue
            place, allowed, found = field_of[level], box[level], 0
            at = at_field.get(place)
            below = lower.get(place)
            if below is None:
                below = lower[place] = [other for other in wanted if other > place]
            for child, mask in edges[node]:
                mask &= allowed
                if mask:
                    end = ends[child]
                    found |= end
                    if at is not None:
                        at[end] = at.get(end, 0) | mask
                    if below:
                        to = field_of[level_of[child]]
                        if to >= below[0]:
                            self._arrives(below, to, child)
            ends[node] = found
        self._arrives(wanted, field_of[level_of[start]], start)

    def _arrives(self, places: Iterable[int], to: int, node: int) -> None:
        """A path gets to a node at the field ``to``, past every wanted field before it."""
        for place in places:
            if place < to:
                self.by[place] |= self.ends[node]
            elif place == to:
                self.entering[to].add(node)

    def left(self, place: int, field: _Field) -> dict[int, float]:
        """The terminals that an answer to a field of one level can leave, with the weight of the values that do."""
        parts = {self.by[place]: self.walker.situation.box[field.levels[0]]}
        for end, mask in self.at[place].items():
            split: dict[int, int] = {}
            for terminals, values in parts.items():
                for found, some in ((terminals | end, values & mask), (terminals, values & ~mask)):
                    if some:
                        split[found] = split.get(found, 0) | some
            parts = split
        return {
            terminals: sum(field.weights[value] for value in values_of(values))
            for terminals, values in parts.items()
            if terminals
        }

    def left_by_members(self, place: int, levels: range, wanted: list[int]) -> dict[int, float]:
        """The same for a several-field, of which the ``wanted`` members are answered together, and no other."""
        situation = self.walker.situation
        edges, level_of = situation.space.diagrams.edges, situation.space.diagrams.level
        # What answers so far lead to: the nodes at levels of this field, and the terminals of paths that are past it.
        states = {(frozenset(self.entering[place]), self.by[place]): 1.0}
        for level in levels:
            allowed = situation.box[level]
            answers = [1 << value for value in values_of(allowed)] if level in wanted else [allowed]
            after: dict[tuple[frozenset[int], int], float] = {}
            for (nodes, past), weight in states.items():
                for answer in answers:
                    then, terminals = set(), past
                    for node in nodes:
                        if level_of[node] != level:
                            then.add(node)
                            continue
                        for child, mask in edges[node]:
                            if mask & answer:
                                if self.field_of[level_of[child]] == place:
                                    then.add(child)
                                else:
                                    terminals |= self.ends[child]
                    state = (frozenset(then), terminals)
                    after[state] = after.get(state, 0.0) + weight
            states = after
        return {terminals: weight for (_, terminals), weight in states.items() if terminals}
