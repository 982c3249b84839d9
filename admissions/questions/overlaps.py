"""Overlaps: which provisions some possible child would meet more than one of, with an example."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from admissions.errors import TooLarge
from admissions.model.outcomes import Outcome, Overlap
from admissions.questions.cells import entry_cells
from admissions.questions.read import ReadProvision
from admissions.questions.settled import Settled, in_all
from admissions.regions.space import CompleteProfile, Region

OPEN = (Outcome.MEETS, Outcome.NOT_RULED_OUT)


@dataclass(frozen=True, slots=True)
class Shared:
    """How provisions overlap: the region, its size in entry cells, and a witness where there is one.

    ``mentioned`` are the axes that some of their criteria depend on; ``essential`` are those of them whose values
    in the witness make sure by themselves that all of them are open, and none of which can be left out.
    """

    provisions: tuple[str, ...]
    overlap: Overlap
    region: Region
    cells: int
    witness: CompleteProfile | None
    mentioned: tuple[str, ...]
    essential: tuple[str, ...]


def open_to(provision: ReadProvision) -> Region:
    """The children whom a provision does not turn away: it is met, or nothing recorded rules it out."""
    return provision.outcomes[Outcome.MEETS] | provision.outcomes[Outcome.NOT_RULED_OUT]


def overlap_of(settled: Settled, provisions: Sequence[ReadProvision]) -> Shared:
    """How these provisions overlap, exactly; the witness is plausible where any such child is."""
    ids = tuple(one.id for one in provisions)
    certain = _common([settled.meets(one) for one in provisions])
    region = certain or _common([settled.open_to(one) for one in provisions])
    if not region:
        return Shared(ids, Overlap.NONE, region, 0, None, (), ())
    overlap = Overlap.CERTAIN if certain else Overlap.CANNOT_BE_RULED_OUT
    outcomes = (Outcome.MEETS,) if certain else OPEN
    both = _common([settled.uncut(one, *outcomes) for one in provisions])
    witness = settled.witness(region)
    essential = settled.essential(both, witness) if witness else ()
    return Shared(ids, overlap, region, entry_cells(region), witness, settled.mentioned(both), essential)


def _common(regions: Sequence[Region]) -> Region:
    """What lies in all of these, smaller diagrams first."""
    first, *others = sorted(regions, key=lambda region: region.node)
    return in_all(first, others)


def overlaps(settled: Settled, provisions: Sequence[ReadProvision]) -> tuple[Shared, ...]:
    """Every pair of these provisions, in rule-set order."""
    return tuple(overlap_of(settled, pair) for pair in itertools.combinations(provisions, 2))


@dataclass(frozen=True, slots=True)
class Together:
    """The children whom just these provisions are open to, and no other of those asked about."""

    provisions: tuple[str, ...]
    region: Region
    cells: int


def together(settled: Settled, provisions: Sequence[ReadProvision]) -> tuple[Together, ...] | None:
    """The possible children by the provisions that are open to them: disjoint parts, those of most provisions first.

    None where that takes more nodes than the budget has, though every pair may take less.
    """
    parts: dict[tuple[str, ...], Region] = {(): settled.possible}
    try:
        for one in provisions:
            opened = settled.open_to(one)
            parts = {
                key: region
                for before, whole in parts.items()
                for key, region in (((*before, one.id), whole & opened), (before, whole - opened))
                if region
            }
    except TooLarge:
        return None
    found = (Together(key, region, entry_cells(region)) for key, region in parts.items())
    return tuple(sorted(found, key=lambda part: (-len(part.provisions), -part.cells)))
