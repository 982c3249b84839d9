"""A plain-Python derivation of findings that shares no code with the product: every rule, every way, until nothing new.

It knows nothing of the engine, of which facts matter, or of which rule feeds which.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from admissions.model.casework import CaseworkRule, Fact, FactKind
from admissions.model.conditions import And, Core, NOf, Not, Or, Test

Derived = tuple[str, tuple[object, ...]]
"""The rule, and for each of its patterns the fact, or the finding, that it matched."""


def known(core: Core, values: Mapping[str, str]) -> bool | None:
    """Whether a condition holds of a fact: yes, no, or not known."""
    if isinstance(core, Test):
        return None if core.axis not in values else values[core.axis] in core.values
    if isinstance(core, Not):
        inner = known(core.part, values)
        return None if inner is None else not inner
    inner_all = [known(part, values) for part in core.parts]
    least = {And: len(inner_all), Or: 1, NOf: getattr(core, "count", 0)}[type(core)]
    if inner_all.count(True) >= least:
        return True
    return None if inner_all.count(True) + inner_all.count(None) >= least else False


def derived(rules: Sequence[CaseworkRule], facts: Sequence[Fact]) -> list[Derived]:
    """Every finding, in no order, each once."""
    pool: list[tuple[object, Fact]] = [(place, fact) for place, fact in enumerate(facts)]
    found: dict[Derived, None] = {}
    while True:
        before = len(found)
        for rule in rules:
            for chosen in itertools.product(*(_fitting(pattern.kind, pattern.core, pool) for pattern in rule.patterns)):
                names = [pattern.name for pattern in rule.patterns]
                if len({key for key, _ in chosen}) < len(chosen):
                    continue
                about = {
                    name: dict(fact.values).get("provision") for name, (_, fact) in zip(names, chosen, strict=True)
                }
                together = {about[name] for name in rule.same_provision}
                if rule.same_provision and (len(together) > 1 or None in together):
                    continue
                one = (rule.id, tuple(key for key, _ in chosen))
                if one not in found:
                    found[one] = None
                    values = [("rule", rule.id), ("basis", rule.basis.value)]
                    if rule.about and about[rule.about] is not None:
                        values.append(("provision", str(about[rule.about])))
                    pool.append((one, Fact(FactKind.FINDING, tuple(values))))
        if len(found) == before:
            return list(found)


def _fitting(kind: FactKind, core: Core, pool: Sequence[tuple[object, Fact]]) -> list[tuple[object, Fact]]:
    wanted = FactKind.CHILD if kind is FactKind.CHILD_MAY_BE else kind
    return [(key, fact) for key, fact in pool if fact.kind is wanted and known(core, dict(fact.values)) is True]
