"""Hypothesis strategies over regions: profiles drawn straight out of a region, none thrown away."""

from __future__ import annotations

import json

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from admissions.model.needs import YES, Kind, Needs
from admissions.model.profiles import Profile
from admissions.model.provisions import RuleSet
from admissions.regions.diagram import FALSE, values_of
from admissions.regions.space import CompleteProfile, Region
from admissions.text.cases import read_profile
from admissions.text.tree import read_text


@st.composite
def _walks(draw: DrawFn, region: Region) -> CompleteProfile:
    space = region.space
    diagrams, node = space.diagrams, region.node
    chosen = []
    for level, plainest in enumerate(space.plainest):
        children = {value: child for child, mask in diagrams.cofactors(node, level) for value in values_of(mask)}
        # INVARIANT: a diagram is reduced, so that every child other than FALSE leads into the region.
        open_values = [value for value in plainest if children[value] != FALSE]
        # Drawn from as many numbers as the axis has values, however few of them are open: the choices of two walks
        # then stand side by side, and Hypothesis shrinks one by one what a smaller earlier choice lets it.
        value = open_values[draw(st.sampled_from(range(len(plainest)))) % len(open_values)]
        chosen.append(value)
        node = children[value]
    return space.read(chosen)


def profiles_in(region: Region) -> SearchStrategy[CompleteProfile]:
    """Complete profiles of a region, which must not be empty: a walk down the diagram, the plainest values first.

    So an example shrinks to the plainest profile of the region that still shows what it shows.
    """
    if not region:
        raise ValueError("an empty region has nothing to draw")
    return _walks(region)


def recorded(complete: CompleteProfile, needs: Needs) -> dict[str, str | list[str]]:
    """A complete profile as somebody would write it: a value a field, and of a several-field the list of its values."""
    written: dict[str, str | list[str]] = {}
    for need in needs.fields:
        if need.kind is Kind.SEVERAL:
            pairs = zip(need.ids, need.axes, strict=True)
            written[need.id] = [member for member, axis in pairs if complete[axis.name] == YES] or "none"
        elif need.axes:
            written[need.id] = complete[need.id]
    return written


def profile_of(complete: CompleteProfile, rules: RuleSet) -> Profile:
    """The same child read by the front door: written down as a case and read as one."""
    return read_profile(read_text(json.dumps(recorded(complete, rules.needs)), "a drawn profile"), rules)
