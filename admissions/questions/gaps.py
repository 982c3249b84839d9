"""Gaps: entry cells of the context in which no provision is open to any child, whatever the other needs are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from admissions.model.algebra import all_of
from admissions.model.conditions import Surface
from admissions.model.needs import YEAR
from admissions.model.outcomes import Outcome
from admissions.questions.cells import Gathered, Key, Masks, cells_region, entry_cells, gathered, masks_of
from admissions.questions.read import SPECIAL_SCHOOL, ReadProvision
from admissions.questions.rulebook import Rulebook, Settings
from admissions.questions.settled import Settled, kept_with, settled_of
from admissions.questions.shifts import Shift, opened_by, shifts
from admissions.regions.space import CompleteProfile, Region

MOST_CLOSINGS = 2
"""How many single steps are told of those that move a year group, and how many of the others."""


class Gap(StrEnum):
    """What there is in an entry cell, from nothing at all to something that is met for certain."""

    NOTHING = "nothing"
    """No provision is open, and none is at a panel's discretion."""
    DISCRETION = "discretion"
    """No provision is open; some are at a panel's discretion."""
    FURTHER = "further"
    """Something is open, though to no child without a further difficulty, as the context says what that is."""
    BASE_ONLY = "base_only"
    """No special school is open; a resource base is."""
    NOT_CERTAIN = "not_certain"
    """A special school is open, but nothing is met for certain: part of each list is not recorded."""
    MET = "met"
    """A special school or a base is met for certain by some child, and some special school is open."""


@dataclass(frozen=True, slots=True)
class Row:
    """Entry cells of one kind gathered, and a plausible child of one of them."""

    gap: Gap
    gathered: Gathered
    witness: CompleteProfile | None


@dataclass(frozen=True, slots=True)
class Closing:
    """One step of one end of a range of one criterion, and how many empty entry cells it would close."""

    shift: Shift
    cells: int


@dataclass(frozen=True, slots=True)
class Gaps:
    """The entry cells of a context by what there is in them.

    ``cells`` are those in which a plausible child can be; ``implausible`` is how many others are possible. In
    ``not_for_all`` of them some plausible child has nothing open; in ``nothing_for_some`` some has nothing open or at a
    panel's discretion. ``rows`` gathers those of every kind but ``met``; ``closings`` are the single steps that would
    close most of the cells of kinds in which nothing is plainly open, the most first.
    """

    cells: int
    implausible: int
    not_for_all: int
    nothing_for_some: int
    sizes: Mapping[Gap, int]
    rows: tuple[Row, ...]
    closings: tuple[Closing, ...]


def context_of(settled: Settled, given: Surface | None = None) -> Settled:
    """What gaps are looked for in: the children of the context, and of whom ``given`` holds."""
    context = settled.book.rules.aims.context
    who = None if context is None else context.who
    return settled.among(all_of(part for part in (who, given) if part is not None))


def context_ready(book: Rulebook, settings: Settings) -> Settled:
    """The context with the assumptions so settled, made ready once and kept as ``settled_of`` does."""

    def make() -> Settled:
        found = context_of(settled_of(book, settings))
        gap_cells(found, book.choose())
        return found

    return kept_with(book, ("context", *settings.items()), make)


def plain_in(settled: Settled) -> Region:
    """Those with no further difficulty on record, as the context says; everyone where it does not say."""
    context = settled.book.rules.aims.context
    return settled.space.everything if context is None or context.plain is None else settled.holds(context.plain)


def gap_cells(settled: Settled, provisions: Sequence[ReadProvision]) -> dict[Gap, dict[Key, int]]:
    """For each kind the entry cells of plausible children: for each year group and primary need a mask of levels."""
    # What a union touches is what its parts touch, and the parts are small.
    plain = plain_in(settled)

    def cells(which: str, region: Callable[[ReadProvision], Region]) -> dict[str, Masks]:
        return {one.id: settled.cells(one, which, lambda one=one: region(one)) for one in provisions}  # type: ignore[misc]

    def open_to(one: ReadProvision) -> Region:
        return settled.uncut(one, Outcome.MEETS, Outcome.NOT_RULED_OUT)

    opened = cells("open", open_to)
    some = _together(opened.values())
    without = _together(cells("plainly open", lambda one: open_to(one) & plain).values())
    plainly = settled.all_cells("plainly plausible", lambda: settled.plausible & plain)
    school = _together(opened[one.id] for one in provisions if one.provision.kind == SPECIAL_SCHOOL)
    met = _together(cells("met", lambda one: settled.uncut(one, Outcome.MEETS)).values())
    panel = _together(cells("discretion", lambda one: settled.uncut(one, Outcome.DISCRETION)).values())
    found: dict[Gap, dict[Key, int]] = {gap: {} for gap in Gap}
    for key, whole in settled.all_cells("plausible", lambda: settled.plausible).items():
        left = whole
        for gap, mask in (
            (Gap.NOTHING, ~some.get(key, 0) & ~panel.get(key, 0)),
            (Gap.DISCRETION, ~some.get(key, 0)),
            (Gap.FURTHER, plainly.get(key, 0) & ~without.get(key, 0)),
            (Gap.BASE_ONLY, ~school.get(key, 0)),
            (Gap.NOT_CERTAIN, ~met.get(key, 0)),
            (Gap.MET, ~0),
        ):
            if left & mask:
                found[gap][key] = left & mask
            left &= ~mask
    return found


def _together(parts: Iterable[Masks]) -> Masks:
    found: dict[Key, int] = {}
    for masks in parts:
        for key, mask in masks.items():
            found[key] = found.get(key, 0) | mask
    return found


def gaps(settled: Settled, provisions: Sequence[ReadProvision]) -> Gaps:
    """The entry cells of the context by what there is in them, those of one kind gathered into few rows."""
    found = gap_cells(settled, provisions)
    sizes = {gap: sum(mask.bit_count() for mask in masks.values()) for gap, masks in found.items()}
    whole = masks_of(settled.plausible)
    rows = tuple(
        Row(gap, one, settled.plausible_witness(cells_region(settled.space, one, found[gap])))
        for gap in Gap
        if gap is not Gap.MET
        for one in gathered(settled.space, found[gap], whole)
    )
    number = sum(sizes.values())
    closings = _best(sorted(_closings(settled, provisions, found), key=lambda one: -one.cells))
    left_out = entry_cells(settled.possible) - number
    return Gaps(number, left_out, *_without(settled, provisions), sizes, rows, closings)


def _without(settled: Settled, provisions: Sequence[ReadProvision]) -> tuple[int, int]:
    """In how many entry cells some plausible child has nothing open, and in how many nothing at discretion either."""
    left = settled.plausible
    for one in provisions:
        left -= settled.uncut(one, Outcome.MEETS, Outcome.NOT_RULED_OUT)
    nothing = left
    for one in provisions:
        nothing -= settled.uncut(one, Outcome.DISCRETION)
    return entry_cells(left), entry_cells(nothing)


def _closings(settled: Settled, provisions: Sequence[ReadProvision], found: Mapping[Gap, Masks]) -> Iterator[Closing]:
    """What each single step would close: the provision would be open there, to a plain child where that matters."""
    plain = plain_in(settled)
    for one in provisions:
        for shift in shifts(settled, one, (-1, 1)):
            gained = opened_by(settled, one, shift) - settled.open_to(one)
            if gained:
                closed = _common(masks_of(gained), found[Gap.NOTHING], found[Gap.DISCRETION])
                closed += _common(masks_of(gained & plain), found[Gap.FURTHER])
                if closed:
                    yield Closing(shift, closed)


def _best(closings: Sequence[Closing]) -> tuple[Closing, ...]:
    """The first few of those that move no year group, then of those that do."""
    of_years = [one for one in closings if one.shift.before.field == YEAR]
    others = [one for one in closings if one.shift.before.field != YEAR]
    return (*others[:MOST_CLOSINGS], *of_years[:MOST_CLOSINGS])


def _common(masks: Masks, *others: Masks) -> int:
    return sum((mask & other.get(key, 0)).bit_count() for key, mask in masks.items() for other in others)
