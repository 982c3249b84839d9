"""Pathways: what is open to a child as the year group moves on, and where nothing is: a break.

All else that is recorded of the child stays as it is. The working level stays too, or moves on by one curriculum year,
or by anything between; each is shown, since none of them is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from admissions.model.needs import LEVELS, YEAR, NeedField
from admissions.model.outcomes import Outcome
from admissions.questions.cells import entry_cells
from admissions.questions.overlaps import OPEN
from admissions.questions.read import ReadProvision
from admissions.questions.settled import Settled, in_some
from admissions.questions.wording import Ask, Shortener, asks
from admissions.regions.space import CompleteProfile, Region

PHASES: tuple[tuple[str, str, str], ...] = (
    ("into_school", "N2", "R"),
    ("infant_to_junior", "Y2", "Y3"),
    ("primary_to_secondary", "Y6", "Y7"),
    ("secondary_to_post_16", "Y11", "Y12"),
)
"""The phase transfers of regulation 2 of the SEND Regulations 2014 that year groups tell; from infant to junior only
where that is a move to another school."""
OWN_RANGE = "own_range"
"""The step after the last year group in which a provision is open to anyone."""


class Movement(StrEnum):
    """How the working level moves over the step."""

    STAYS = "stays"
    ONE_YEAR = "one_year"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Step:
    """A move from one year group to the next; one out of a provision's own range is about that provision only."""

    id: str
    start: str
    end: str
    only: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """The children to whom something is open before a step and nothing after, as the working level moves.

    ``surely`` is where that is so however it moves within the movement, ``perhaps`` where it is so for some way;
    ``panel`` are those of ``surely`` who would be at a panel's discretion for something. Cells are those before.
    """

    movement: Movement
    surely: Region
    perhaps: Region
    cells_surely: int
    cells_perhaps: int
    cells_panel: int
    witness: CompleteProfile | None
    essential: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A provision that can be open after the step, and all that it asks then of a child who comes over it."""

    provision: str
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Leaving:
    """The children whom one provision is open to before a step: where they break off, and what they find after."""

    provision: str
    cells: int
    certain: bool
    breaks: tuple[Break, ...]
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Pathway:
    """One step: of all children to whom something is open before, and of those of each provision."""

    step: Step
    cells: int
    breaks: tuple[Break, ...]
    leaving: tuple[Leaving, ...]


def steps_of(settled: Settled, provisions: Sequence[ReadProvision]) -> tuple[Step, ...]:
    """The phase transfers, and the end of each provision's own range where that is no phase transfer."""
    years = settled.space.needs[YEAR].ids
    found = [Step(*phase) for phase in PHASES if {*phase[1:]} <= {*years}]
    phases = {step.start for step in found}
    for one in provisions:
        here = settled.open_to(one).hull()[YEAR]
        for year in here:
            after = years.index(year) + 1
            if after < len(years) and years[after] not in here and year not in phases:
                found.append(Step(OWN_RANGE, year, years[after], one.id))
    return tuple(found)


def moves_of(levels: NeedField, movement: Movement) -> dict[str, tuple[str, ...]]:
    """For each working level where it may be after a step; one with no curriculum year beyond it stays."""
    found = {}
    for place, value in enumerate(levels.values):
        further = [one.id for one in levels.values if value.year is not None and one.year == value.year + 1]
        last = levels.ids.index(further[-1]) if further else place
        found[value.id] = {
            Movement.STAYS: (value.id,),
            Movement.ONE_YEAR: tuple(further) or (value.id,),
            Movement.BETWEEN: levels.ids[place : last + 1],
        }[movement]
    return found


def breaks_of(settled: Settled, provisions: Sequence[ReadProvision], step: Step) -> tuple[Break, ...]:
    """Where children to whom some of these provisions is open break off at a step, for each movement of the level."""
    over = _Over(settled, provisions, step)
    leaving = [settled.open_to(one) & over.start for one in provisions if step.only in ("", one.id)]
    return over.breaks(in_some([settled.space.nothing, *leaving]))


def pathways(settled: Settled, provisions: Sequence[ReadProvision], steps: Sequence[Step]) -> tuple[Pathway, ...]:
    """What each of these steps means for the children to whom these provisions are open."""
    shortener = Shortener(settled)
    return tuple(_pathway(settled, shortener, provisions, step) for step in steps)


def _pathway(settled: Settled, shortener: Shortener, provisions: Sequence[ReadProvision], step: Step) -> Pathway:
    over = _Over(settled, provisions, step)
    leaving = [one for one in provisions if step.only in ("", one.id)]
    at_start = {one.id: region for one in leaving if (region := settled.open_to(one) & over.start)}
    before = in_some([settled.space.nothing, *at_start.values()])
    found = []
    for one in leaving:
        if one.id in at_start:
            region = at_start[one.id]
            routes = tuple(_routes(settled, shortener, provisions, over.arrived(region)))
            certain = bool(settled.meets(one) & over.start)
            found.append(Leaving(one.id, entry_cells(region), certain, over.breaks(region), routes))
    return Pathway(step, entry_cells(before), over.breaks(before), tuple(found))


def _routes(
    settled: Settled, shortener: Shortener, provisions: Sequence[ReadProvision], arrived: Region
) -> Iterator[Route]:
    """What the children who come over a step find, in words that hold of each of them as they are then."""
    for one in provisions:
        if not settled.uncut(one, *OPEN).isdisjoint(arrived):
            yield Route(one.id, shortener.shortest(asks(one), arrived))


class _Over:
    """One step, as regions of the children before it."""

    def __init__(self, settled: Settled, provisions: Sequence[ReadProvision], step: Step) -> None:
        self.settled = settled
        self.step = step
        space = settled.space
        self.start, self.end = (space.where({YEAR: (year,)}) for year in (step.start, step.end))
        self.moves = {movement: moves_of(space.needs[LEVELS], movement) for movement in Movement}
        nothing = space.nothing
        # What a provision says of a child after the step: the same child in the next year, wherever the level is.
        self.opened = in_some([nothing, *(settled.uncut(one, *OPEN) for one in provisions)]).restrict({YEAR: step.end})
        panel = in_some([nothing, *(settled.uncut(one, Outcome.DISCRETION) for one in provisions)])
        self.panel = panel.restrict({YEAR: step.end})

    def breaks(self, before: Region) -> tuple[Break, ...]:
        """Where children of a region before the step break off, for each movement of the level."""
        return tuple(self._break(before, movement) for movement in Movement)

    def _break(self, before: Region, movement: Movement) -> Break:
        moves = self.moves[movement]
        surely = before - self.opened.led_back(LEVELS, moves)
        perhaps = before - self.opened.led_back(LEVELS, moves, every=True)
        panel = surely & self.panel.led_back(LEVELS, moves)
        witness = self.settled.witness(surely) if surely else None
        essential = self.settled.essential_within(surely, witness) if witness else ()
        sizes = (entry_cells(surely), entry_cells(perhaps), entry_cells(panel))
        return Break(movement, surely, perhaps, *sizes, witness, essential)

    def arrived(self, before: Region) -> Region:
        """The children of a region after the step, the level anywhere that some movement allows."""
        ids = self.settled.space.needs[LEVELS].ids
        moves = self.moves[Movement.BETWEEN]
        back: Mapping[str, tuple[str, ...]] = {end: tuple(start for start in ids if end in moves[start]) for end in ids}
        return before.restrict({YEAR: self.step.start}).led_back(LEVELS, back) & self.end
