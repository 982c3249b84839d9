"""Findings in plain English: the sentence of the rule with what it matched, and what it follows from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from admissions.casework.chaining import Finding
from admissions.model.casework import PROVISION, TOLD, CaseworkRule, Fact, FactKind, Pattern
from admissions.model.deadlines import Counted
from admissions.model.needs import YEAR, YES
from admissions.model.placements import Wishes
from admissions.model.provisions import RuleSet
from admissions.questions.reasons import fields_of
from admissions.words.conditions import say
from admissions.words.days import COUNTED, EVENTS, say_by, say_day
from admissions.words.lists import joined

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
class _Match:
    """One finding in words: its sentence but for ``{each}``, what stands there, the ids that it is about, and for each
    fact its words with the name of its provision, or nothing.
    """

    text: str
    each: str
    about: tuple[str, ...]
    because: tuple[tuple[str, str], ...]


class FindingSpeaker:
    """Says the findings of one rule set; keeps what it said of a rule and facts."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._facts = rules.casework.facts
        self._matches: dict[tuple[str, tuple[Fact, ...]], _Match] = {}

    def say(self, findings: Iterable[Finding]) -> tuple[SaidFinding, ...]:
        """The findings in words, each sentence once, in the order in which they were found."""
        told: dict[tuple[str, str], tuple[CaseworkRule, list[_Match]]] = {}
        for one in findings:
            match = self._match(one)
            told.setdefault((one.rule.id, match.text), (one.rule, []))[1].append(match)
        return tuple([_joined(rule, matches) for rule, matches in told.values()])

    def silenced_by(self, rule: CaseworkRule, wishes: Wishes) -> tuple[str, ...]:
        """What silences the findings of a rule, of what is known to speak for leaving a placement as it is."""
        flags = self._facts[FactKind.PLACEMENT]
        return tuple([flags[name].by_id[YES].label for name in rule.silenced_by if getattr(wishes, name)])

    def wishes(self, wishes: Wishes) -> tuple[str, ...]:
        """What is known to speak for leaving a placement as it is."""
        flags = self._facts[FactKind.PLACEMENT]
        names = (one.name for one in fields(wishes))
        return tuple([flags[name].by_id[YES].label for name in names if getattr(wishes, name)])

    def _match(self, one: Finding) -> _Match:
        facts = tuple([fact.fact if isinstance(fact, Finding) else fact for _, fact in one.matched])
        key = (one.rule.id, facts)
        found = self._matches.get(key)
        if found is None:
            if len(self._matches) >= MOST_KEPT:
                self._matches.clear()
            pairs = list(zip(one.rule.patterns, facts, strict=True))
            found = self._matches[key] = _Match(
                self._filled(one.rule.says, pairs),
                self._filled(one.rule.each, pairs),
                one.about,
                tuple((self._words(*pair), self._place(pair[1])) for pair in pairs),
            )
        return found

    def _place(self, fact: Fact) -> str:
        return "" if fact.value(PROVISION) is None else self._label(fact, PROVISION)

    def _words(self, pattern: Pattern, fact: Fact) -> str:
        """A fact in as many words as the pattern asked about it."""

        def label(field: str) -> str:
            return self._label(fact, field)

        match pattern.kind:
            case FactKind.CHILD:
                return say(pattern.condition, self._rules)
            case FactKind.CHILD_MAY_BE:
                return f"it may be that {say(pattern.condition, self._rules)}"
            case FactKind.COUNT:
                return f"{label('of')}s {label('that_are')}: {label('number')}"
            case FactKind.ASK:
                return f"{label('field')} is not known"
            case FactKind.TURNS_ON:
                return f"the assumption {fact.value('assumption')}"
            case FactKind.INSTEAD:
                return f"had the {label('field')} been {label('value')}: {label('then')}"
            case FactKind.DEADLINE:
                counted = "" if fact.value("counted") is None else f"; its last day is {label('counted')}"
                return f"{label('step')}: {label('state')}{counted}"
            case FactKind.FINDING:
                return f"the finding {label('rule')}"
            case _:
                asked = [field for field in fields_of(pattern.condition) if field not in (PROVISION, "kind")]
                return joined((label(field) for field in asked or ["kind"]), "and")

    def _label(self, fact: Fact, field: str) -> str:
        value = fact.value(field)
        if value is not None and field in TOLD.get(fact.kind, ()):
            return self._told(fact, field)
        return NOT_KNOWN if value is None else self._facts[fact.kind][field].by_id[value].label

    def _told(self, fact: Fact, field: str) -> str:
        value = fact.value(field)
        assert value is not None
        match field:
            case "by":
                by = say_by(dt.date.fromisoformat(value), dt.date.fromisoformat(fact.value("working_day") or value))
                return by if fact.value("missing") is None else f"{by} at the latest"
            case "last_day" | "working_day" | "first_day":
                return say_day(dt.date.fromisoformat(value))
            case "counted":
                return COUNTED[Counted(value)]
            case "last_year":
                return self._rules.needs[YEAR].by_id[value].label
            case "missing":
                return joined((EVENTS.get(name) or self._rules.needs[name].label for name in value.split()), "and")
            case _:
                return value

    def _filled(self, text: str, facts: Iterable[tuple[Pattern, Fact]]) -> str:
        if "{" not in text:
            return text

        def value(found: re.Match[str]) -> str:
            if found[1] == EACH:
                return found[0]
            name, field = found[1].split(".")
            return next(self._label(fact, field) for pattern, fact in facts if pattern.name == name)

        return _PLACEHOLDER.sub(value, text)


def _joined(rule: CaseworkRule, matches: Sequence[_Match]) -> SaidFinding:
    """Matches that are said in one sentence as one finding."""
    because: dict[str, dict[str, None]] = {}
    for match in matches:
        for words, place in match.because:
            because.setdefault(words, {})[place] = None
    each = dict.fromkeys(match.each for match in matches)
    return SaidFinding(
        rule,
        matches[0].text.replace(f"{{{EACH}}}", _listed(each)),
        tuple(dict.fromkeys(name for match in matches for name in match.about)),
        tuple(_reasons(because)),
    )


def _reasons(because: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for words, about in because.items():
        names = "; ".join(name for name in about if name)
        yield f"{names}: {words}" if names else words


def _listed(each: Iterable[str]) -> str:
    """Things said one after another; with semicolons where they are more than names."""
    found = list(each)
    return "; ".join(found) if any(mark in one for one in found for mark in ",?(") else joined(found, "and")
