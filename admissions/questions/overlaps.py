"""Overlaps: which pairs of provisions some possible child would meet both of, with an example."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from admissions.model.outcomes import Outcome, Overlap
from admissions.questions.rulebook import ReadProvision, Rulebook, Settings
from admissions.regions.diagram import FALSE
from admissions.regions.space import CompleteProfile, Region


@dataclass(frozen=True, slots=True)
class Pair:
    """How two provisions overlap: the region, its size in entry cells, and a witness where there is one.

    ``mentioned`` are the axes that either provision's criteria depend on; ``essential`` are those of them whose values
    in the witness make sure by themselves that both provisions are open, and none of which can be left out.
    """

    one: str
    two: str
    overlap: Overlap
    region: Region
    cells: int
    witness: CompleteProfile | None
    mentioned: tuple[str, ...]
    essential: tuple[str, ...]


ENTRY_CELL = ("year_group", "primary_need", "working_level")
"""The axes in which sizes are told to people."""


def open_to(provision: ReadProvision) -> Region:
    """The children whom a provision does not turn away: it is met, or nothing recorded rules it out."""
    return provision.outcomes[Outcome.MEETS] | provision.outcomes[Outcome.NOT_RULED_OUT]


def overlap_of(book: Rulebook, one: ReadProvision, two: ReadProvision, settings: Settings) -> Pair:
    """How two provisions overlap under these assumptions, exactly; the witness is plausible where any such child is."""
    context = book.possible & book.assumed(settings)
    certain = one.outcomes[Outcome.MEETS] & two.outcomes[Outcome.MEETS] & context
    region = certain or open_to(one) & open_to(two) & context
    overlap = Overlap.CERTAIN if certain else Overlap.CANNOT_BE_RULED_OUT if region else Overlap.NONE
    witness = (region & book.plausible).witness() or region.witness()
    both = one.outcomes[Outcome.MEETS] & two.outcomes[Outcome.MEETS] if certain else open_to(one) & open_to(two)
    mentioned = tuple(name for name in both.support if book.space.level[name] < book.space.first_assumption)
    essential = essential_axes(both, witness, mentioned, settings) if witness else ()
    cells = region.count(ENTRY_CELL) if region else 0
    return Pair(one.id, two.id, overlap, region, cells, witness, mentioned, essential)


def essential_axes(
    region: Region, witness: CompleteProfile, mentioned: Sequence[str], settings: Settings
) -> tuple[str, ...]:
    """Those of the axes whose values in the witness keep it inside ``region`` whatever the other needs are."""
    space, diagrams = region.space, region.space.diagrams
    box = list(diagrams.full)
    for name, values in settings.items():
        box[space.level[name]] = space.mask(space.level[name], values)
    for name in mentioned:
        box[space.level[name]] = space.mask(space.level[name], (witness[name],))
    kept = list(mentioned)
    for name in reversed(mentioned):
        level = space.level[name]
        fixed, box[level] = box[level], diagrams.full[level]
        if FALSE in diagrams.reached(region.node, box):
            box[level] = fixed
        else:
            kept.remove(name)
    return tuple(kept)


def overlaps(book: Rulebook, provisions: Sequence[ReadProvision], settings: Settings) -> tuple[Pair, ...]:
    """Every pair of these provisions, in rule-set order."""
    return tuple(overlap_of(book, one, two, settings) for one, two in itertools.combinations(provisions, 2))
