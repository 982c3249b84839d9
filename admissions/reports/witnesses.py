"""A witness as people read it: the fields that matter, in words."""

from __future__ import annotations

from collections.abc import Collection

from admissions.model.needs import YES, Kind
from admissions.model.provisions import RuleSet
from admissions.regions.space import CompleteProfile
from admissions.words.conditions import joined
from admissions.words.profiles import say_held

Fields = dict[str, tuple[str, ...]]
"""Field id: its values; a several-field has the members that are among them."""


def fields_of(rules: RuleSet, witness: CompleteProfile | None, axes: Collection[str]) -> Fields:
    """The witness by field, of the axes named; nothing where there is no witness."""
    found: Fields = {}
    for axis in rules.needs.axes if witness is not None else ():
        if witness is not None and axis.name in axes:
            value = witness[axis.name]
            if rules.needs[axis.field].kind is Kind.SEVERAL:
                member = axis.name.removeprefix(f"{axis.field}.")
                found[axis.field] = (*found.get(axis.field, ()), *((member,) if value == YES else ()))
            else:
                found[axis.field] = (value,)
    return found


def example(rules: RuleSet, witness: CompleteProfile | None, axes: Collection[str]) -> str:
    """The witness in words, as far as these axes go; empty where there is none."""
    needs, said = rules.needs, []
    for name, values in fields_of(rules, witness, axes).items():
        several = needs[name].kind is Kind.SEVERAL
        if not several or values:
            said.append(say_held(needs[name], values))
        left_out = [
            needs[name].by_id[member].label
            for member, axis in zip(needs[name].ids, needs[name].axes, strict=False)
            if several and axis.name in axes and member not in values
        ]
        if left_out:
            said.append(f"{needs[name].label} without {joined(left_out)}")
    return "; ".join(said)
