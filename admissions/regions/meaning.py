"""What a condition means: the one reading of the core, from a condition to the exact region where it holds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import assert_never

from admissions.model.conditions import And, Core, NOf, Not, Or, Test
from admissions.model.needs import Rule
from admissions.model.outcomes import Outcome
from admissions.regions.diagram import FALSE, TRUE
from admissions.regions.space import Region, Space

# The terminals of an outcome diagram follow the two truth values, so that neither kind is taken for the other.
OUTCOME_TERMINAL: Mapping[Outcome, int] = {outcome: 2 + index for index, outcome in enumerate(Outcome)}
TERMINAL_OUTCOME: Mapping[int, Outcome] = {terminal: outcome for outcome, terminal in OUTCOME_TERMINAL.items()}

NOTHING_FIXED: Mapping[str, str] = MappingProxyType({})


Known = dict[int, tuple[Core, int]]
"""Conditions that were read in one space with the same axes fixed, by their identity, with the node of each."""


def region_of(
    space: Space, condition: Core, fixed: Mapping[str, str] = NOTHING_FIXED, known: Known | None = None
) -> Region:
    """The region where ``condition`` holds, or would if these axes had these values, on which it then depends no more.

    ``known`` saves work where several conditions have parts in common, and takes up what is read. Raises TooLarge where
    the node budget does not reach.
    """
    return Region(space, _node(space, condition, fixed, {} if known is None else known))


def _node(space: Space, condition: Core, fixed: Mapping[str, str], known: Known) -> int:
    # INVARIANT: what is known is kept alive here, so that no other condition comes to have its identity.
    found = known.get(id(condition))
    if found is None:
        found = known[id(condition)] = condition, _worked_out(space, condition, fixed, known)
    return found[1]


def _worked_out(space: Space, condition: Core, fixed: Mapping[str, str], known: Known) -> int:
    diagrams = space.diagrams
    match condition:
        case Test(axis, values):
            if axis in fixed:
                return TRUE if fixed[axis] in values else FALSE
            level = space.level[axis]
            return diagrams.test(level, space.mask(level, values))
        case And(parts):
            node = TRUE
            for part in parts:
                if node == FALSE:
                    break
                node = diagrams.both(node, _node(space, part, fixed, known))
            return node
        case Or(parts):
            node = FALSE
            for part in parts:
                node = diagrams.either(node, _node(space, part, fixed, known))
            return node
        case Not(part):
            return diagrams.negation(_node(space, part, fixed, known))
        case NOf(count, parts):
            return diagrams.at_least(count, [_node(space, part, fixed, known) for part in parts])
        case _:
            assert_never(condition)


def rules_region(space: Space, rules: tuple[Rule, ...]) -> Region:
    """Where every one of these rules holds: the possible profiles, or the plausible ones."""
    return region_of(space, And(tuple(rule.core for rule in rules)))


def outcome_regions(space: Space, cores: Mapping[Outcome, Core], known: Known | None = None) -> dict[Outcome, Region]:
    """The four regions of a provision, one an outcome, which partition the space and so the possible profiles too.

    Each outcome asks what the others do, so what is ``known`` is shared. Raises AssertionError unless they partition.
    """
    known = {} if known is None else known
    regions = {outcome: region_of(space, cores[outcome], known=known) for outcome in Outcome}
    covered = space.nothing
    for outcome, region in regions.items():
        # INVARIANT: the outcomes of one provision partition the profiles.
        if covered & region:
            raise AssertionError(f"a profile would have {outcome} and another outcome")
        covered |= region
    if covered != space.everything:
        raise AssertionError("a profile would have no outcome")
    return regions


def outcome_diagram(regions: Mapping[Outcome, Region]) -> int:
    """One diagram whose terminal is the outcome."""
    (_, first), *rest = regions.items()
    node = OUTCOME_TERMINAL[next(iter(regions))]
    for outcome, region in rest:
        node = first.space.diagrams.ite(region.node, OUTCOME_TERMINAL[outcome], node)
    return node
