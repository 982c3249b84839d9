"""Small casework for the tests: rules over facts of a vocabulary that is small enough to try everything."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from admissions.model.casework import Basis, Casework, CaseworkRule, Fact, FactKind, Pattern
from admissions.model.conditions import Always, And, Core, NOf, Not, Or, Test
from admissions.model.needs import Kind, NeedField, Needs, Value
from admissions.model.provisions import Assumption, AssumptionValue
from admissions.model.sources import Source
from admissions.text.facts import fact_fields

PLACES = ("hill", "dale", "ford")
NEEDS = Needs(
    (
        NeedField("primary_need", Kind.CHOICE, "primary need", tuple(Value(name, name) for name in ("A", "B"))),
        NeedField("test", Kind.CHOICE, "test", (Value("awaited", "awaited", becomes=("good",)), Value("good", "good"))),
    )
)
ASSUMED = Assumption(
    "reading", "How is it read?", tuple(AssumptionValue(name, name) for name in ("one", "two")), "one", Source("a page")
)
RULES = tuple(f"r{number}" for number in range(8))
FACTS = fact_fields(
    NEEDS, [Value(name, name.title()) for name in PLACES], ("special_school", "resource_base"), (ASSUMED,), RULES
)
GIVEN = tuple(kind for kind in FactKind if kind not in (FactKind.CHILD, FactKind.CHILD_MAY_BE, FactKind.FINDING))
ALWAYS = And(())


def rule(
    name: str, *patterns: Pattern, about: str = "", same: Sequence[str] = (), basis: Basis = Basis.LOCAL
) -> CaseworkRule:
    """A rule that says its name."""
    return CaseworkRule(name, patterns, name, basis, Source("a page"), about=about, same_provision=tuple(same))


def looks(name: str, kind: FactKind, core: Core = ALWAYS) -> Pattern:
    """A pattern for facts of this kind; what was written of it matters to words only."""
    return Pattern(name, kind, Always(holds=True), core)


def casework(rules: Iterable[CaseworkRule]) -> Casework:
    """Rules over the small vocabulary."""
    return Casework(tuple(rules), FACTS)


def random_core(rng: random.Random, kind: FactKind, depth: int = 2) -> Core:
    """A condition on facts of this kind, of every sort that the grammar has."""
    sort = rng.random()
    if depth == 0 or sort < 0.5:
        need = rng.choice(FACTS[kind].fields)
        return Test(need.id, frozenset(rng.sample(need.ids, rng.randint(1, len(need.ids)))))
    parts = tuple(random_core(rng, kind, depth - 1) for _ in range(rng.randint(1, 3)))
    if sort < 0.6:
        return Not(parts[0])
    if sort < 0.7:
        return NOf(rng.randint(0, len(parts)), parts)
    return And(parts) if sort < 0.85 else Or(parts)


def random_rules(rng: random.Random) -> list[CaseworkRule]:
    """Rules of which each may look for findings of those before it."""
    found: list[CaseworkRule] = []
    for name in RULES[: rng.randint(1, len(RULES))]:
        kinds = [rng.choice((*GIVEN, *[FactKind.FINDING] * (2 if found else 0))) for _ in range(rng.randint(1, 3))]
        patterns = []
        for place, kind in enumerate(kinds):
            core = random_core(rng, kind)
            if kind is FactKind.FINDING:
                earlier = rng.sample([one.id for one in found], rng.randint(1, len(found)))
                core = Test("rule", frozenset(earlier))
                core = And((core, random_core(rng, kind, 1))) if rng.random() < 0.3 else core
            patterns.append(looks(f"p{place}", kind, core))
        placed = [one.name for one in patterns if "provision" in FACTS[one.kind].by_id]
        about = rng.choice([*placed, ""])
        same = rng.sample(placed, 2) if len(placed) > 1 and rng.random() < 0.5 else ()
        found.append(rule(name, *patterns, about=about, same=same, basis=rng.choice(list(Basis))))
    rng.shuffle(found)
    return found


def random_facts(rng: random.Random, most: int = 7) -> list[Fact]:
    """Facts of one case, no two alike; each field may be unknown."""
    found: dict[Fact, None] = {}
    for _ in range(rng.randint(0, most)):
        kind = rng.choice(GIVEN)
        values = tuple((need.id, rng.choice(need.ids)) for need in FACTS[kind].fields if rng.random() < 0.85)
        found[Fact(kind, values)] = None
    return list(found)
