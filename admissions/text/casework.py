"""Reads casework files: rules whose patterns are conditions on facts, in the grammar of the criteria."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from admissions.errors import Place, Problem, Refused, meant
from admissions.model.casework import (
    CONDITION,
    HOLDS,
    PROVISION,
    TOLD,
    WISHES,
    Casework,
    CaseworkRule,
    FactKind,
    Pattern,
)
from admissions.model.conditions import And, Core, Surface, Test
from admissions.model.needs import YES, Needs, Value
from admissions.model.outcomes import CANNOT_TELL
from admissions.model.provisions import RuleSet
from admissions.model.sources import Source
from admissions.text.casework_shapes import CaseworkFile, CaseworkRuleShape, PatternShape
from admissions.text.checking import shaped
from admissions.text.conditions import ConditionReader
from admissions.text.dating import in_force, reversed_periods
from admissions.text.facts import fact_fields
from admissions.text.lowering import Lowering
from admissions.text.tree import Node, place_of
from admissions.text.vocabulary import child, source_of

LISTED_BY = "admissions rules facts"
EACH = "each"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def read_casework(nodes: Iterable[Node], rules: RuleSet, placements: Iterable[Value]) -> Casework:
    """The casework rules of these files over the rest of a rule set; ``placements`` are all its provisions.

    Raises Refused with every problem of every file.
    """
    problems: list[Problem] = []
    written: list[tuple[CaseworkRuleShape, Node, Mapping[str, Source]]] = []
    for node in nodes:
        try:
            shape = shaped(CaseworkFile, node)
        except Refused as refused:
            problems += refused.problems
            continue
        problems += reversed_periods(shape, node)
        sources = {name: source_of(source) for name, source in shape.sources.items()}
        written += [
            (rule, child(node, ("rules", index)), sources) for index, rule in in_force(shape.rules, rules.as_at)
        ]
    places: dict[str, Place] = {}
    for rule, node, _ in written:
        at = place_of(node, ("id",))
        if rule.id in places:
            what = f"two casework rules are called `{rule.id}`"
            problems.append(Problem(at, what, f"the other is at {places[rule.id]}"))
        places.setdefault(rule.id, at)
    facts = fact_fields(rules.needs, placements, rules.advice, rules.assumptions, tuple(places))
    reader = _CaseworkReader(rules, facts)
    found = [reader.rule(rule, node, sources) for rule, node, sources in written]
    problems += reader.problems
    if problems:
        raise Refused(problems)
    return Casework(tuple(found), facts, tuple(reader.about_the_child))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def asked_of_the_child(number: int, *, sure: bool) -> Core:
    """What a fact must say of a condition on the child, which stands in it as a number."""
    holds = frozenset({YES} if sure else {YES, CANNOT_TELL})
    return And((Test(CONDITION, frozenset({str(number)})), Test(HOLDS, holds)))


class _CaseworkReader:
    """Reads rules over one declared vocabulary, noting every problem."""

    def __init__(self, rules: RuleSet, facts: Mapping[FactKind, Needs]) -> None:
        self.facts = facts
        self.about_the_child: dict[Surface, int] = {}
        self.problems: list[Problem] = []
        self._child = ConditionReader(rules.needs, rules.scales, rules.assumptions)
        self._readers = {kind: ConditionReader(fields, listed_by=LISTED_BY) for kind, fields in facts.items()}
        self._lowerings = {kind: Lowering(fields) for kind, fields in facts.items()}
        for reader in (self._child, *self._readers.values()):
            reader.problems = self.problems

    def _note(self, at: Place, what: str, remedy: str) -> None:
        self.problems.append(Problem(at, what, remedy))

    def rule(self, shape: CaseworkRuleShape, node: Node, sources: Mapping[str, Source]) -> CaseworkRule:
        """One rule; where there are problems it is not whole."""
        patterns: dict[str, Pattern] = {}
        for index, item in enumerate(shape.when):
            pattern = self._pattern(item, child(node, ("when", index)))
            if pattern is not None:
                if pattern.name in patterns:
                    what = f"two things that `{shape.id}` looks for are called `{pattern.name}`"
                    self._note(pattern.at, what, "name one of them with `as:`")
                patterns[pattern.name] = pattern
        if shape.source not in sources:
            at = place_of(node, ("source",))
            self._note(at, f"unknown source `{shape.source}`", meant(shape.source, sources, "add it under `sources:`"))
        if len(patterns) == len(shape.when):
            self._names(shape, node, patterns)
        return CaseworkRule(
            shape.id,
            tuple(patterns.values()),
            _one_line(shape.says),
            shape.basis,
            sources.get(shape.source, Source("")),
            _one_line(shape.each),
            shape.about or "",
            tuple(shape.same_provision),
            tuple(shape.silenced_by),
            _one_line(shape.counted),
            place_of(node, ("id",)),
        )

    def _pattern(self, shape: PatternShape, node: Node) -> Pattern | None:
        given = [kind for kind in FactKind if getattr(shape, kind) is not None]
        if len(given) != 1:
            what = "this looks for no fact" if not given else "this looks for facts of two kinds at once"
            self._note(node.place, what, f"write exactly one of {', '.join(FactKind)}")
            return None
        kind, body = given[0], child(node, (given[0],))
        about_the_child = kind in (FactKind.CHILD, FactKind.CHILD_MAY_BE)
        condition = (self._child if about_the_child else self._readers[kind]).read(body)
        if condition is None:
            return None
        if about_the_child:
            core = self._asked(condition, sure=kind is FactKind.CHILD)
        else:
            core = self._lowerings[kind].lower(condition)
        return Pattern(shape.as_ or kind.value, kind, condition, core, body.place)

    def _asked(self, condition: Surface, *, sure: bool) -> Core:
        return asked_of_the_child(self.about_the_child.setdefault(condition, len(self.about_the_child)), sure=sure)

    # --- names inside a rule -----------------------------------------------------------------------------------------

    def _names(self, shape: CaseworkRuleShape, node: Node, patterns: Mapping[str, Pattern]) -> None:
        placed = [name for name, pattern in patterns.items() if PROVISION in self._fields(pattern)]
        about = [("about", shape.about)] if shape.about is not None else []
        for key, name in (*about, *(("same_provision", name) for name in shape.same_provision)):
            if name not in placed:
                what = f"`{name}` is not a fact about a provision that `{shape.id}` looks for"
                remedy = meant(name, placed, f"name one of {', '.join(placed)}" if placed else "leave it out")
                self._note(place_of(node, (key,)), what, remedy)
        for index, name in enumerate(shape.silenced_by):
            if name not in WISHES:
                at = place_of(node, ("silenced_by", index))
                self._note(at, f"`{name}` silences nothing", meant(name, WISHES, f"it may be {', '.join(WISHES)}"))
        joined = shape.same_provision
        if joined and len(set(joined)) < max(len(joined), 2):
            what = "one fact is always about the same provision as itself"
            self._note(place_of(node, ("same_provision",)), what, "name two or more, each once")
        for key, text in (("says", _one_line(shape.says)), ("each", _one_line(shape.each))):
            for placeholder in _PLACEHOLDER.findall(text):
                self._placeholder(
                    placeholder, place_of(node, (key,)), patterns, each=bool(shape.each) and key == "says"
                )
        if shape.each and f"{{{EACH}}}" not in shape.says:
            self._note(
                place_of(node, ("each",)), "`each` is never said", f"write {{{EACH}}} where it belongs in `says`"
            )

    def _placeholder(self, text: str, at: Place, patterns: Mapping[str, Pattern], *, each: bool) -> None:
        if text == EACH and each:
            return
        known = [f"{name}.{field}" for name, pattern in patterns.items() for field in self._fields(pattern)]
        if text not in known:
            known += [EACH] * each
            self._note(at, f"unknown placeholder `{{{text}}}`", meant(text, known, f"it may be {', '.join(known)}"))

    def _fields(self, pattern: Pattern) -> tuple[str, ...]:
        about_the_child = pattern.kind in (FactKind.CHILD, FactKind.CHILD_MAY_BE)
        return () if about_the_child else (*self.facts[pattern.kind].by_id, *TOLD.get(pattern.kind, ()))
