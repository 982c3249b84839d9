"""The ladder of a year group and a need: by working level, what can be open there and what else each asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from admissions.model.conditions import AllOf, OneOf
from admissions.model.needs import LEVELS, PRIMARY, YEAR
from admissions.model.outcomes import Outcome
from admissions.questions.gaps import context_of
from admissions.questions.read import ReadProvision
from admissions.questions.settled import Settled
from admissions.questions.wording import Ask, Shortener, asks
from admissions.regions.space import CompleteProfile, Region


@dataclass(frozen=True, slots=True)
class Step:
    """A provision that can be open to some child of a rung: what else it asks there, in which outcomes it is open."""

    provision: str
    outcomes: tuple[Outcome, ...]
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Rung:
    """Neighbouring working levels at which the same provisions can be open and ask the same.

    ``discretion`` are those that are not open to any child of the rung, and at a panel's discretion for some.
    """

    levels: tuple[str, ...]
    steps: tuple[Step, ...]
    discretion: tuple[str, ...]
    witness: CompleteProfile | None


def ladder_of(settled: Settled, year: str, need: str) -> Settled:
    """What a ladder is asked in: the children of the context who are of this year group and have this primary need."""
    return context_of(settled, AllOf((OneOf(YEAR, (year,)), OneOf(PRIMARY, (need,)))))


def ladder(settled: Settled, provisions: Sequence[ReadProvision]) -> tuple[Rung, ...]:
    """The rungs from the lowest working level up; levels at which no child can be are left out."""
    shortener = Shortener(settled)
    found: list[Rung] = []
    known: dict[tuple[str, Region, Region], tuple[Ask, ...]] = {}
    outcomes = (Outcome.MEETS, Outcome.NOT_RULED_OUT, Outcome.DISCRETION)
    levels = {(one.id, outcome): _levels(settled.region(one, outcome)) for one in provisions for outcome in outcomes}
    possible = _levels(settled.possible)
    for place, level in enumerate(settled.space.needs[LEVELS].ids):
        if not possible >> place & 1:
            continue
        here = settled.possible & settled.space.where({LEVELS: (level,)})
        at_level = settled.possible.restrict({LEVELS: level})
        steps, discretion = [], []
        for one in provisions:
            there = [outcome for outcome in outcomes if levels[one.id, outcome] >> place & 1]
            opened = tuple(outcome for outcome in there if outcome is not Outcome.DISCRETION)
            if opened:
                # Where a level lets the same children in as the one before, the words are the same as well.
                key = (one.id, settled.open_to(one).restrict({LEVELS: level}), at_level)
                if key not in known:
                    known[key] = shortener.shortest(asks(one), here)
                steps.append(Step(one.id, opened, known[key]))
            elif there:
                discretion.append(one.id)
        last = found[-1] if found else None
        if last and last.steps == tuple(steps) and last.discretion == tuple(discretion):
            found[-1] = Rung(
                (*last.levels, level), last.steps, last.discretion, last.witness or _plausible(settled, here)
            )
        else:
            found.append(Rung((level,), tuple(steps), tuple(discretion), _plausible(settled, here)))
    return tuple(found)


def _levels(region: Region) -> int:
    """The working levels at which some child of a region works, as a mask."""
    return region.cell_masks((LEVELS,)).get((), 0) if region else 0


def _plausible(settled: Settled, region: Region) -> CompleteProfile | None:
    return settled.plausible_witness(region)
