"""Moves: which children stand otherwise to a provision under one rule set than under another, and how that is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from admissions.model.algebra import EVERYONE, any_of, opposite, size
from admissions.model.conditions import Surface
from admissions.model.outcomes import Outcome, Strength
from admissions.questions.read import ReadProvision
from admissions.questions.settled import essential_axes, in_all
from admissions.questions.side_by_side import Side, SideBySide, Which
from admissions.questions.wording import Ask, Shortener, asks
from admissions.regions.space import CompleteProfile, Region

NOT_RECORDED = ""
"""Stands for a criterion where it is asked whether part of the published list is missing for a child."""
OPEN = (Outcome.MEETS, Outcome.NOT_RULED_OUT)


class MoveKind(StrEnum):
    """How children stand otherwise than before; a provision is open where it is met or nothing recorded rules it out.

    No child is in two of the moves of a provision.
    """

    GAINS = "gains"
    FROM_DISCRETION = "from_discretion"
    LOSES = "loses"
    TO_DISCRETION = "to_discretion"
    NEW_AT_DISCRETION = "new_at_discretion"
    NO_LONGER_AT_DISCRETION = "no_longer_at_discretion"
    NOW_CERTAIN = "now_certain"
    NO_LONGER_CERTAIN = "no_longer_certain"


BEFORE_AND_AFTER: Mapping[MoveKind, tuple[tuple[Outcome, ...], tuple[Outcome, ...]]] = {
    MoveKind.GAINS: ((Outcome.DOES_NOT_MEET,), OPEN),
    MoveKind.FROM_DISCRETION: ((Outcome.DISCRETION,), OPEN),
    MoveKind.LOSES: (OPEN, (Outcome.DOES_NOT_MEET,)),
    MoveKind.TO_DISCRETION: (OPEN, (Outcome.DISCRETION,)),
    MoveKind.NEW_AT_DISCRETION: ((Outcome.DOES_NOT_MEET,), (Outcome.DISCRETION,)),
    MoveKind.NO_LONGER_AT_DISCRETION: ((Outcome.DISCRETION,), (Outcome.DOES_NOT_MEET,)),
    MoveKind.NOW_CERTAIN: ((Outcome.NOT_RULED_OUT,), (Outcome.MEETS,)),
    MoveKind.NO_LONGER_CERTAIN: ((Outcome.MEETS,), (Outcome.NOT_RULED_OUT,)),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A condition in the words of one side, with the criteria that it comes from, if it does: where part of a list is
    not recorded is no criterion.

    It ``holds`` of every child of a move: what a side asks, or else why not all that it asks holds.
    """

    which: Which
    asked: bool
    criteria: tuple[str, ...]
    condition: Surface


@dataclass(frozen=True, slots=True)
class Example:
    """A plausible child where there is one, with the axes of the needs that make sure by themselves that it is one,
    and the readings, of those left open, under which it is.
    """

    profile: CompleteProfile
    essential: tuple[str, ...]
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Children who stand otherwise than before: the region, how many entry cells they are in, an example, and who they
    are.

    They are those in the region, possible or not, that are children of the context; ``says`` hold together of exactly
    them.
    """

    kind: MoveKind
    region: Region
    cells: int
    example: Example
    says: tuple[Said, ...]


def moves_of(saying: Saying, old: ReadProvision | None, new: ReadProvision | None) -> tuple[Move, ...]:
    """The moves of one provision between the two rule sets, those with no child left out."""
    both = saying.both
    if old is not None and new is not None and old.diagram == new.diagram and both.old.settings == both.new.settings:
        return ()
    found = []
    for kind, (before, after) in BEFORE_AND_AFTER.items():
        whole = both.old.standing(old, before) & both.new.standing(new, after)
        cells = both.cells.number(whole)
        if cells:
            terms = (*_terms(both.old, old, before), *_terms(both.new, new, after))
            found.append(Move(kind, whole, cells, example_of(both, whole), saying.shortest(terms)))
    return tuple(found)


def example_of(both: SideBySide, region: Region) -> Example:
    """An example of the children of the context in a region, possible or not, of whom there are some."""
    profile = region.witness(both.plausible) or region.witness(both.context)
    assert profile is not None
    first = both.space.first_assumption
    mentioned = tuple(name for name in region.support if both.space.level[name] < first)
    readings = tuple(name for name in region.support if both.space.level[name] >= first)
    settings = {axis.name: (profile[axis.name],) for axis in both.space.axes[first:]}
    return Example(profile, essential_axes(region, profile, mentioned, settings), readings)


# --- who they are ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Term:
    """All of these asks of one side hold of a child, or, where it is not so that they ``hold``, some fails."""

    side: Side
    asks: tuple[Ask, ...]
    hold: bool


def _terms(side: Side, provision: ReadProvision | None, outcomes: tuple[Outcome, ...]) -> Iterator[_Term]:
    """The terms that hold together of exactly the children with one of these outcomes."""
    if provision is None:
        return
    if outcomes == (Outcome.DOES_NOT_MEET,):
        yield _Term(side, _tolerated(provision), hold=False)
    elif outcomes == (Outcome.DISCRETION,):
        yield _Term(side, _tolerated(provision), hold=True)
        yield _Term(side, asks(provision), hold=False)
    else:
        yield _Term(side, asks(provision), hold=True)
        missing = tuple(part.part.where or EVERYONE for part in provision.missing)
        if outcomes == (Outcome.NOT_RULED_OUT,):
            yield _Term(side, (Ask(NOT_RECORDED, any_of(missing)),), hold=True)
        elif outcomes == (Outcome.MEETS,) and missing:
            yield _Term(side, (Ask(NOT_RECORDED, any_of(missing)),), hold=False)


def _tolerated(provision: ReadProvision) -> tuple[Ask, ...]:
    """What it takes not to be ruled out: each must and must not holds, or is waived."""
    found = []
    for criterion in provision.provision.version.criteria:
        if criterion.condition is not None and criterion.strength in (Strength.MUST, Strength.MUST_NOT):
            refusal = criterion.strength is Strength.MUST_NOT
            condition = opposite(criterion.condition) if refusal else criterion.condition
            found.append(Ask(criterion.id, any_of((condition, criterion.waiver)) if criterion.waiver else condition))
    return tuple(found)


class Saying:
    """Says who moves, as shortly as it can be said of the children of the context."""

    def __init__(self, both: SideBySide) -> None:
        self.both = both
        self.shorteners = {side.which: Shortener(side.settled) for side in both.sides}

    def shortest(self, terms: Sequence[_Term]) -> tuple[Said, ...]:
        """The terms said in one order or the other, whichever is shorter; what is asked comes first."""
        axes = {axis for term in terms for axis in self.shorteners[term.side.which].axes(term.asks)}
        context = self.both.context.onto(axes)
        orders = (sorted(terms, key=lambda term: term.hold, reverse=reverse) for reverse in (False, True))
        ways = [self._said(order, context) for order in orders]
        shortest = min(ways, key=lambda way: sum(size(said.condition) for said in way))
        return tuple(sorted(shortest, key=lambda said: (not said.asked, said.which is Which.OLD)))

    def _said(self, terms: Sequence[_Term], context: Region) -> list[Said]:
        # INVARIANT: a term is exchanged for one that is the same inside the context and all the others, as they then
        # are, so the region of all of them together stays what it was.
        left = list(terms)
        self._shorten(left, context)
        criteria = [tuple(dict.fromkeys(ask.criterion for ask in term.asks)) for term in left]
        for place, term in enumerate(left):
            if not term.hold:
                failed = any_of(opposite(ask.condition) for ask in term.asks)
                left[place] = _Term(term.side, (Ask("", failed),), hold=True)  # its criteria are kept apart
        while self._shorten(left, context):
            continue
        found = []
        for term, first, failing in zip(left, terms, criteria, strict=True):
            for ask in term.asks:
                named = (ask.criterion,) if first.hold else failing
                criteria_only = tuple(name for name in named if name != NOT_RECORDED)
                of_whom = self.shorteners[term.side.which].of_whom
                condition = ask.condition if first.hold else of_whom(ask.condition)
                found.append(Said(term.side.which, first.hold, criteria_only, condition))
        return found

    def _shorten(self, terms: list[_Term], context: Region) -> bool:
        """Shortens each of the terms in its place; whether any has become shorter."""
        before = sum(size(ask.condition) for term in terms for ask in term.asks)
        for place, term in enumerate(terms):
            asked = self.shorteners[term.side.which].shortest(term.asks, self._within(terms, place, context))
            terms[place] = _Term(term.side, asked, term.hold)
        return sum(size(ask.condition) for term in terms for ask in term.asks) < before

    def _within(self, terms: Sequence[_Term], place: int, within: Region) -> Region:
        """The children of whom the term at ``place`` is said: those of the context of whom the others hold."""
        for other in (*terms[:place], *terms[place + 1 :]):
            regions = [self.shorteners[other.side.which].region(ask.condition) for ask in other.asks]
            within = in_all(within, regions) if other.hold else within - in_all(self.both.space.everything, regions)
        return within


def region_of_said(both: SideBySide, says: Iterable[Said]) -> Region:
    """Where all that is said holds, each as the side in whose words it is reads it."""
    sides = {side.which: side for side in both.sides}
    return in_all(both.space.everything, (sides[said.which].settled.holds(said.condition) for said in says))
