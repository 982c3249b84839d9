"""Makes casework rules ready for the engine, or says at the line of each what cannot be taken."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from admissions.casework.engine import MOST_PATTERNS, MOST_RULES, MOST_TESTS, Wanted
from admissions.casework.sought import Sought
from admissions.errors import Problem, Refused
from admissions.model.casework import (
    CONDITION,
    HOLDS,
    PROVISION,
    TELLS_APART,
    Casework,
    CaseworkRule,
    FactKind,
    Pattern,
)
from admissions.model.needs import Needs

MOST_WAYS, MOST_WAYS_IN_ALL = 10_000, 20_000
"""In how many ways the facts of one case may match one rule at most, and all of them; more would take seconds."""
COUNTLESS = 10**12
"""So many ways that more are not told apart."""
NARROW = "let it look for fewer facts, ask more of each, or join them with `same_provision`"
_ABOUT_THE_CHILD = (FactKind.CHILD, FactKind.CHILD_MAY_BE)


@dataclass(frozen=True)
class Compiled:
    """Casework rules with what their patterns look for, and for each pattern by its place which rules may feed it.

    ``sought`` holds each test once; a pattern's test is known by its place there. ``ways`` says in how many ways the
    facts of one case may match each rule at most.
    """

    rules: tuple[CaseworkRule, ...]
    tests: Mapping[str, tuple[int, ...]]
    sought: tuple[Sought, ...]
    fed_by: Mapping[int, tuple[str, ...]]
    ways: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def wanted(self) -> Mapping[str, tuple[Wanted, ...]]:
        """The rules as the engine takes them."""
        return {rule.id: tuple(_wanted(rule, self.tests[rule.id])) for rule in self.rules}


def compiled(casework: Casework) -> Compiled:
    """The rules made ready, those that feed others first. Raises Refused with every problem of every rule."""
    problems = list(_too_many(casework.rules))
    places: dict[Sought, int] = {}
    tests = {}
    for rule in casework.rules:
        numbers = []
        for pattern in rule.patterns:
            sought = _sought(pattern)
            if not sought.may_be_passed({}, _fields(casework.facts, pattern.kind)):
                problems.append(Problem(pattern.at, "no fact can ever be so", "mend it, or leave the rule out"))
            if len(places) == MOST_TESTS and sought not in places:
                what = f"this is another thing to look for, and the engine takes {MOST_TESTS} at most"
                problems.append(Problem(pattern.at, what, "ask what another rule asks, or leave the rule out"))
            numbers.append(places.setdefault(sought, len(places)))
        tests[rule.id] = tuple(numbers)
    fed_by = {
        place: tuple(_feeding(casework.rules, sought))
        for sought, place in places.items()
        if sought.kind is FactKind.FINDING
    }
    found = Compiled(casework.rules, tests, tuple(places), fed_by)
    problems += _unfed(found)
    order = _Order(found, casework.facts)
    problems += order.problems
    if problems:
        raise Refused(problems)
    return Compiled(tuple(order.rules), tests, found.sought, fed_by, order.ways)


def _wanted(rule: CaseworkRule, tests: Sequence[int]) -> Iterator[Wanted]:
    first, *others = rule.same_provision or ("",)
    pairs = list(zip(rule.patterns, tests, strict=True))
    # A pattern can only refer to one that stands before it.
    for pattern, test in sorted(pairs, key=lambda pair: pair[0].name != first):
        yield Wanted(pattern.name, test, first if pattern.name in others else None)


def _sought(pattern: Pattern) -> Sought:
    return Sought(FactKind.CHILD if pattern.kind in _ABOUT_THE_CHILD else pattern.kind, pattern.core)


def _fields(facts: Mapping[FactKind, Needs], kind: FactKind) -> frozenset[str]:
    """The fields of a kind of fact; of one about the child, those that its patterns ask about."""
    if kind in _ABOUT_THE_CHILD:
        return frozenset({CONDITION, HOLDS})
    return frozenset(facts[kind].by_id)


def _feeding(rules: Iterable[CaseworkRule], sought: Sought) -> Iterator[str]:
    """The rules whose findings might be among what is looked for."""
    for rule in rules:
        free = frozenset({PROVISION} if rule.about else ())
        if sought.may_be_passed({"rule": rule.id, "basis": rule.basis.value}, free):
            yield rule.id


def _too_many(rules: Sequence[CaseworkRule]) -> Iterator[Problem]:
    for place, rule in enumerate(rules):
        if place >= MOST_RULES:
            what = f"`{rule.id}` is one rule more than the {MOST_RULES} that the engine takes"
            yield Problem(rule.at, what, "say two findings in one rule, or leave one out")
        if len(rule.patterns) > MOST_PATTERNS:
            what = f"`{rule.id}` looks for {len(rule.patterns)} facts, and the engine takes {MOST_PATTERNS} at most"
            yield Problem(rule.at, what, "let it look for a finding that stands for some of them")


def _unfed(found: Compiled) -> Iterator[Problem]:
    for rule in found.rules:
        for pattern, test in zip(rule.patterns, found.tests[rule.id], strict=True):
            if pattern.kind is FactKind.FINDING and not found.fed_by[test]:
                yield Problem(pattern.at, "no rule makes such a finding", "mend it, or leave the rule out")


class _Order:
    """The rules in an order in which each stands after those that feed it, with what is wrong: rules that could find
    each other for ever, and those that the facts of one case could match in too many ways.
    """

    def __init__(self, found: Compiled, facts: Mapping[FactKind, Needs]) -> None:
        self.rules: list[CaseworkRule] = []
        self.problems: list[Problem] = []
        self._found = found
        self._facts = facts
        self._by_id = {rule.id: rule for rule in found.rules}
        self.ways: dict[str, int] = {}
        for rule in found.rules:
            self._visit(rule, [])
        in_all = sum(self.ways.values())
        if in_all > MOST_WAYS_IN_ALL and not self.problems:
            most = max(self.rules, key=lambda rule: self.ways[rule.id])
            what = f"the facts of one case could match these rules in {in_all:,} ways, more than {MOST_WAYS_IN_ALL:,}"
            self.problems.append(Problem(most.at, f"{what}, and this one in {self.ways[most.id]:,}", NARROW))

    def _visit(self, rule: CaseworkRule, waiting: list[str]) -> None:
        if rule.id in self.ways:
            return
        if rule.id in waiting:
            circle = " -> ".join([*waiting[waiting.index(rule.id) :], rule.id])
            what = f"these rules could find each other for ever: {circle}"
            self.problems.append(Problem(rule.at, what, "break the circle"))
            self.ways.update(dict.fromkeys(waiting[waiting.index(rule.id) :], 1))  # so that one circle is told once
            return
        for test in self._found.tests[rule.id]:
            for other in self._found.fed_by.get(test, ()):
                self._visit(self._by_id[other], [*waiting, rule.id])
        if rule.id in self.ways:
            return
        ways = self.ways[rule.id] = self._count(rule)
        self.rules.append(rule)
        if ways > MOST_WAYS:
            what = f"the facts of one case could match `{rule.id}` in {ways:,} ways, more than {MOST_WAYS:,}"
            self.problems.append(Problem(rule.at, what, NARROW))

    def _count(self, rule: CaseworkRule) -> int:
        """In how many ways the facts of one case can match the rule, at most."""
        counts = []
        for pattern, test in zip(rule.patterns, self._found.tests[rule.id], strict=True):
            makers = self._found.fed_by.get(test)
            if makers is not None:
                counts.append(sum(self.ways[one] for one in makers))  # which may all be about one provision
            else:
                # Of the facts that are joined to another, as many as there are about one provision.
                joined = pattern.name in rule.same_provision[1:]
                counts.append(_most(self._found.sought[test], self._facts, about_one=joined))
        return min(math.prod(counts), COUNTLESS)


def _most(sought: Sought, facts: Mapping[FactKind, Needs], *, about_one: bool) -> int:
    """How many facts of one case can be what is looked for: one for each filling of what tells them apart.

    With ``about_one`` only those about one provision are counted, whichever it is.
    """
    if sought.kind is FactKind.CHILD:
        return 1
    needs = facts[sought.kind]
    names = [name for name in TELLS_APART[sought.kind] if not (about_one and name == PROVISION)]
    apart = [needs[name] for name in names if name in needs.by_id]
    filled: list[dict[str, str]] = [{}]
    for place, need in enumerate(apart):
        free = frozenset(needs.by_id).difference(one.id for one in apart[: place + 1])
        filled = [
            {**one, need.id: value}
            for one in filled
            for value in need.ids
            if sought.may_be_passed({**one, need.id: value}, free)
        ]
    return len(filled)
