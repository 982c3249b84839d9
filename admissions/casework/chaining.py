"""Chains the facts of a case to findings, and findings to further ones, by the casework rules of a rule set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from admissions.casework.compiling import compiled
from admissions.casework.engine import Engine, Matched, Shown
from admissions.model.casework import PROVISION, TELLS_APART, Casework, CaseworkRule, Fact, FactKind, Pattern

MOST_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that fired, with what each of its patterns matched: a fact, or an earlier finding."""

    rule: CaseworkRule
    matched: tuple[tuple[Pattern, Fact | Finding], ...]
    provision: str | None = None

    @property
    def about(self) -> tuple[str, ...]:
        """The ids of what it is about: provisions, fields to ask about, assumptions, other values; each once."""
        facts = [fact.fact if isinstance(fact, Finding) else fact for _, fact in self.matched]
        return tuple(dict.fromkeys(name for fact in facts for name in _named(fact)))

    @property
    def fact(self) -> Fact:
        """What further rules see of it."""
        about = () if self.provision is None else ((PROVISION, self.provision),)
        return Fact(FactKind.FINDING, (("rule", self.rule.id), ("basis", self.rule.basis.value), *about))


class Chaining:
    """The casework rules of one rule set, ready to run, from several threads too.

    Raises Refused where they cannot work, at the line of the rule (a circle, a limit of the engine), and EngineFailed.
    """

    def __init__(self, casework: Casework) -> None:
        found = self._compiled = compiled(casework)
        self._rules = {rule.id: rule for rule in found.rules}
        self._in_file_order = tuple(rule.id for rule in casework.rules)
        self._passed: dict[Fact, tuple[int, ...]] = {}
        self._engine = Engine(found.wanted)

    def findings(self, facts: Iterable[Fact]) -> tuple[Finding, ...]:
        """Every finding that follows from the facts of one case, in the order of the rules; theirs changes nothing.

        Raises EngineFailed.
        """
        # What no rule looks at, or only rules that cannot fire, takes the engine as long as what matters.
        given = [(fact, passed) for fact in facts if (passed := self.passed(fact))]
        alive = self._alive({test for _, passed in given for test in passed})
        given = [(fact, passed) for fact, passed in given if not alive.isdisjoint(passed)]
        if not given:
            return ()
        known: list[Fact | Finding] = [fact for fact, _ in given]
        found: list[Finding] = []

        def fire(name: str, matched: Matched) -> Shown | None:
            rule = self._rules[name]
            seen = tuple([(pattern, known[matched[pattern.name]]) for pattern in rule.patterns])
            about = next((_provision_of(fact) for pattern, fact in seen if pattern.name == rule.about), None)
            finding = Finding(rule, seen, about)
            found.append(finding)
            passed = self.passed(finding.fact)
            if alive.isdisjoint(passed):
                return None
            known.append(finding)
            return Shown(passed, about)

        self._engine.run([Shown(passed, fact.value(PROVISION)) for fact, passed in given], fire)
        return self._ordered(found)

    def passed(self, fact: Fact) -> tuple[int, ...]:
        """The tests that a fact passes, by their places among what is looked for."""
        found = self._passed.get(fact)
        if found is None:
            if len(self._passed) >= MOST_KEPT:
                self._passed.clear()
            sought = enumerate(self._compiled.sought)
            found = self._passed[fact] = tuple(place for place, one in sought if one.passed_by(fact))
        return found

    def _alive(self, passed: set[int]) -> set[int]:
        """The tests of the rules that may fire where facts pass these, and what may be found passes others."""
        fed_by = self._compiled.fed_by
        may_fire: set[str] = set()
        alive: set[int] = set()
        for name in self._rules:  # those that feed others first
            tests = self._compiled.tests[name]
            if all(test in passed or not may_fire.isdisjoint(fed_by.get(test, ())) for test in tests):
                may_fire.add(name)
                alive.update(tests)
        return alive

    def _ordered(self, found: Iterable[Finding]) -> tuple[Finding, ...]:
        """Findings in the order of their rules, and of one rule by what they matched."""
        groups: dict[str, list[Finding]] = {name: [] for name in self._rules}
        for one in found:
            groups[one.rule.id].append(one)
        ranks: dict[int, int] = {}

        def key(one: Finding) -> list[tuple[object, ...]]:
            return [
                (1, ranks[id(fact)]) if isinstance(fact, Finding) else (0, fact.kind.value, fact.values)
                for _, fact in one.matched
            ]

        for group in groups.values():  # those that feed others first
            group.sort(key=key)
            for one in group:
                ranks[id(one)] = len(ranks)
        return tuple([one for name in self._in_file_order for one in groups[name]])


def _named(fact: Fact) -> Iterator[str]:
    if fact.kind is not FactKind.COUNT:
        for name in (PROVISION, *TELLS_APART.get(fact.kind, ())):
            value = fact.value(name)
            if value is not None:
                yield value


def _provision_of(one: Fact | Finding) -> str | None:
    return one.provision if isinstance(one, Finding) else one.value(PROVISION)
