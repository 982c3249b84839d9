"""Findings in plain English: the sentence of the rule with what it matched, and what it follows from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from admissions.casework.chaining import Finding
from admissions.model.casework import PROVISION, TELLS_APART, CaseworkRule, Fact, FactKind, Number, Pattern
from admissions.model.provisions import RuleSet
from admissions.questions.reasons import fields_of
from admissions.words.conditions import joined, say

EACH = "each"
NOT_KNOWN = "not known"
MOST_KEPT = 20_000
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class SaidFinding:
    """A rule's finding in words, with the ids of what it is about; several that differ in ``each`` alone are one."""

    rule: CaseworkRule
    text: str
    about: tuple[str, ...]
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What is gathered of findings that are said in one sentence, each thing once and in order."""

    rule: CaseworkRule
    each: dict[str, None] = field(default_factory=dict)
    about: dict[str, None] = field(default_factory=dict)
    because: dict[str, dict[str, None]] = field(default_factory=dict)


class FindingSpeaker:
    """Says the findings of one rule set; keeps what it said of a fact."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._facts = rules.casework.facts
        self._said: dict[tuple[str, str, Fact], tuple[str, str]] = {}

    def say(self, findings: Iterable[Finding]) -> tuple[SaidFinding, ...]:
        """The findings in words, each sentence once, in the order in which they were found."""
        told: dict[tuple[str, str], _Told] = {}
        for one in findings:
            facts = [(pattern, fact.fact if isinstance(fact, Finding) else fact) for pattern, fact in one.matched]
            text = self._filled(one.rule.says, facts)
            telling = told.setdefault((one.rule.id, text), _Told(one.rule))
            telling.each[self._filled(one.rule.each, facts)] = None
            for pattern, fact in facts:
                telling.about.update(dict.fromkeys(_named(fact)))
                key = (one.rule.id, pattern.name, fact)
                said = self._said.get(key)
                if said is None:
                    if len(self._said) >= MOST_KEPT:
                        self._said.clear()
                    said = self._said[key] = self.say_fact(pattern, fact)
                about, words = said
                telling.because.setdefault(words, {})[about] = None
        return tuple(
            SaidFinding(
                one.rule,
                text.replace(f"{{{EACH}}}", _listed(one.each)),
                tuple(one.about),
                tuple(_reasons(one.because)),
            )
            for (_, text), one in told.items()
        )

    def say_fact(self, pattern: Pattern, fact: Fact) -> tuple[str, str]:
        """The provision that a fact is about, if it is about one, and as many words as the pattern asked about it."""
        return "" if fact.value(PROVISION) is None else self._label(fact, PROVISION), self._words(pattern, fact)

    def _words(self, pattern: Pattern, fact: Fact) -> str:

        def label(field: str) -> str:
            return self._label(fact, field)

        match pattern.kind:
            case FactKind.CHILD:
                return say(pattern.condition, self._rules)
            case FactKind.CHILD_MAY_BE:
                return f"it may be that {say(pattern.condition, self._rules)}"
            case FactKind.COUNT:
                many = "" if fact.value("number") == Number.ONE else "s"
                return f"{label('number')} {label('of')}{many} {label('that_are')}"
            case FactKind.ASK:
                return f"{label('field')} is not known"
            case FactKind.TURNS_ON:
                return f"the assumption {fact.value('assumption')}"
            case FactKind.INSTEAD:
                return f"had the {label('field')} been {label('value')}: {label('then')}"
            case FactKind.FINDING:
                return f"the finding {label('rule')}"
            case _:
                asked = [field for field in fields_of(pattern.condition) if field not in (PROVISION, "kind")]
                return joined((label(field) for field in asked or ["kind"]), "and")

    def _label(self, fact: Fact, field: str) -> str:
        value = fact.value(field)
        return NOT_KNOWN if value is None else self._facts[fact.kind][field].by_id[value].label

    def _filled(self, text: str, facts: Iterable[tuple[Pattern, Fact]]) -> str:
        if "{" not in text:
            return text

        def value(found: re.Match[str]) -> str:
            if found[1] == EACH:
                return found[0]
            name, field = found[1].split(".")
            return next(self._label(fact, field) for pattern, fact in facts if pattern.name == name)

        return _PLACEHOLDER.sub(value, text)


def _named(fact: Fact) -> Iterator[str]:
    """The ids of what a fact is about: a provision, a field to ask about, an assumption, another value."""
    if fact.kind is not FactKind.COUNT:
        for name in (PROVISION, *TELLS_APART.get(fact.kind, ())):
            value = fact.value(name)
            if value is not None:
                yield value


def _reasons(because: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for words, about in because.items():
        names = "; ".join(name for name in about if name)
        yield f"{names}: {words}" if names else words


def _listed(each: Iterable[str]) -> str:
    """Things said one after another; with semicolons where they are more than names."""
    found = list(each)
    return "; ".join(found) if any(mark in one for one in found for mark in ",?(") else joined(found, "and")
