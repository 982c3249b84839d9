"""An example out of a region, as reports show it: the fields that matter, by field and in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from admissions.model.needs import YES, Kind, member_axis
from admissions.model.provisions import RuleSet
from admissions.regions.space import CompleteProfile
from admissions.words.lists import joined
from admissions.words.profiles import say_held


def example_fields(
    rules: RuleSet, profile: CompleteProfile | None, axes: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """The example by field, of the axes named: a several-field has the members that are among its values.

    Where there is no example there are none.
    """
    found: dict[str, tuple[str, ...]] = {}
    for axis in rules.needs.axes if profile is not None else ():
        if profile is not None and axis.name in axes:
            value = profile[axis.name]
            if rules.needs[axis.field].kind is Kind.SEVERAL:
                member = axis.name.removeprefix(f"{axis.field}.")
                found[axis.field] = (*found.get(axis.field, ()), *((member,) if value == YES else ()))
            else:
                found[axis.field] = (value,)
    return found


def say_example(rules: RuleSet, profile: CompleteProfile | None, axes: Collection[str]) -> str:
    """The example in words, as far as the axes named tell of it; of a several-field also what it is without."""
    said = []
    for name, values in example_fields(rules, profile, axes).items():
        need = rules.needs[name]
        if need.kind is not Kind.SEVERAL or values:
            said.append(say_held(need, values))
        if need.kind is Kind.SEVERAL:
            without = [one for one in need.values if member_axis(name, one.id) in axes and one.id not in values]
            if without:
                said.append(f"{need.label} without {joined(one.label for one in without)}")
    return "; ".join(said)


def example_readings(rules: Mapping[str, RuleSet], profile: CompleteProfile, names: Collection[str]) -> dict[str, str]:
    """The readings under which the example is one, by assumption, in the words of a rule set that knows it."""
    found = {}
    for name in names:
        knows = next(one for one in rules.values() if name in one.assumption)
        found[name] = knows.assumption[name].label(profile[name])
    return found
