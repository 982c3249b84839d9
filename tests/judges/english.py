"""Reads conditions back from their English: a judge of the words.

It sees the text and the published vocabulary of a rule set (labels of fields and values, terms of scales, questions and
answers of assumptions, names of provisions) and nothing else; it shares no code with what says the English.
The grammar, where ``label`` is always the longest one that fits:

    clause  = "either " inner {", " inner} " or " inner | "where " clause ": " clause "; " … "otherwise: " clause
            | "read as “label”" [" in answer to “question”"] ": " clause {"; " …}
            | "at least " n " of these " m ": " clause {"; " clause} | "at least " n " (read as …)" … " of these " …
            | "it is not so that " inner | inner ", unless " inner | inner {", " inner} " and " inner | inner
    inner   = "(" clause ")" | a sentence about one field, another provision's outcome, everyone or no one
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from admissions.model.conditions import (
    AllOf,
    Always,
    AnyOf,
    AtLeast,
    Between,
    Bound,
    ByCase,
    ByReading,
    Case,
    Level,
    NoneRecorded,
    NotThis,
    OneOf,
    OutcomeOf,
    ScaleTerm,
    Surface,
    Unless,
)
from admissions.model.needs import Difference, Either, Grouping, Kind, NeedField
from admissions.model.provisions import RuleSet
from tests.judges.english_years import read_years

Item = TypeVar("Item")
Named = tuple[tuple[str, Item], ...]
"""Labels with what each stands for, the longest first."""

OUTCOMES = {
    "meets the criteria": "meets",
    "nothing recorded rules it out": "not_ruled_out",
    "only at the panel's discretion": "discretion",
    "does not meet the criteria": "does_not_meet",
}
FOLLOWS = re.compile(r"$|[,;:)]| (?:and|or|nor|to) ")
FOLLOWS_NEED = re.compile(FOLLOWS.pattern + r"| is (?:not )?recorded as ")
"""What may stand after a label, and after a need that is recorded as primary or additional."""


class CannotRead(Exception):
    """Says what was expected and where the text stopped making sense."""


class English:
    """Reads the English of one rule set; one text at a time."""

    def __init__(self, rules: RuleSet) -> None:
        self._fields = sorted(rules.needs.fields, key=lambda need: -len(need.label))
        self._levels = {need.id: _longest_first(_levels(need, rules)) for need in self._fields}
        flags = [need for need in self._fields if need.kind is Kind.FLAG]
        self._flags = _longest_first({value.label: (need.id, value.id) for need in flags for value in need.values})
        self._schools = _longest_first({provision.name: provision.id for provision in rules.provisions})
        self._outcomes = _longest_first(OUTCOMES)
        self._answers = _longest_first(
            {
                f"“{value.label}”{asked}": (assumption.id, value.id)
                for assumption in reversed(rules.assumptions)
                for value in assumption.values
                for asked in ("", f" in answer to “{assumption.question}”")
            }
        )
        labels = [value.label for assumption in rules.assumptions for value in assumption.values]
        self._vague = {f"“{label}”" for label in labels if labels.count(label) > 1}
        self._text = ""
        self._at = 0

    def read(self, text: str) -> Surface:
        """The condition that a clause states. Raises CannotRead."""
        self._text, self._at = text, 0
        found = self._clause()
        if self._at < len(text):
            raise self._fault("the end")
        return found

    # --- the text ----------------------------------------------------------------------------------------------------

    def _fault(self, expected: str) -> CannotRead:
        return CannotRead(f"expected {expected} after {self._text[: self._at]!r}, found {self._text[self._at :]!r}")

    def _sees(self, words: str) -> bool:
        return self._text.startswith(words, self._at)

    def _accept(self, words: str) -> bool:
        if self._sees(words):
            self._at += len(words)
            return True
        return False

    def _expect(self, words: str) -> None:
        if not self._accept(words):
            raise self._fault(repr(words))

    def _number(self) -> int:
        found = re.compile(r"\d+").match(self._text, self._at)
        if found is None:
            raise self._fault("a number")
        self._at = found.end()
        return int(found[0])

    def _label(self, named: Named[Item], follows: re.Pattern[str] = FOLLOWS) -> Item | None:
        """What the longest label here stands for."""
        for label, meant in named:
            end = self._at + len(label)
            if self._sees(label) and follows.match(self._text, end):
                self._at = end
                return meant
        return None

    def _known(self, named: Named[Item], expected: str, follows: re.Pattern[str] = FOLLOWS) -> Item:
        found = self._label(named, follows)
        if found is None:
            raise self._fault(expected)
        return found

    def _after(self, mark: str, named: Named[Item], follows: re.Pattern[str] = FOLLOWS) -> Item | None:
        """What stands after ``mark``, or nothing, and then the mark is not read either."""
        start = self._at
        found = self._label(named, follows) if self._accept(mark) else None
        if found is None:
            self._at = start
        return found

    def _listed(
        self, named: Named[Item], last: str, expected: str, follows: re.Pattern[str] = FOLLOWS
    ) -> tuple[Item, ...]:
        """One label, or several with commas and ``last`` before the last one."""
        found = [self._known(named, expected, follows)]
        while (one := self._after(", ", named, follows)) is not None:
            found.append(one)
        final = self._after(last, named, follows)
        if final is not None:
            return (*found, final)
        if len(found) > 1:
            raise self._fault(f"{last!r} and {expected}")
        return (found[0],)

    # --- whole conditions --------------------------------------------------------------------------------------------

    def _clause(self) -> Surface:
        if not self._sees_flag():
            if self._accept("either "):
                return AnyOf(self._rest([self._inner()], " or "))
            if self._accept("where "):
                return self._by_case()
            if self._sees("read as “"):
                return self._by_reading()
            if self._sees("at least "):
                return self._at_least()
            if self._accept("it is not so that "):
                return NotThis(self._inner())
        first = self._inner()
        if self._accept(", unless "):
            return Unless(first, self._inner())
        if self._sees(", ") or self._sees(" and "):
            return AllOf(self._rest([first], " and "))
        return first

    def _rest(self, found: list[Surface], last: str) -> tuple[Surface, ...]:
        while self._accept(", "):
            found.append(self._inner())
        self._expect(last)
        return (*found, self._inner())

    def _by_case(self) -> Surface:
        cases = []
        while True:
            when = self._clause()
            self._expect(": ")
            cases.append(Case(when, self._clause()))
            self._expect("; ")
            if self._accept("otherwise: "):
                return ByCase(tuple(cases), self._clause())
            self._expect("where ")

    def _answer(self) -> tuple[str, str]:
        self._expect("read as ")
        start = self._at
        found = self._known(self._answers, "an answer to a question", re.compile(r": |\)"))
        if self._text[start : self._at] in self._vague:
            raise self._fault("the question, since others are answered alike,")
        return found

    def _by_reading(self) -> Surface:
        assumption = ""
        readings: list[tuple[str, Surface]] = []
        while not readings or self._accept("; "):
            name, value = self._answer()
            if assumption not in ("", name) or value in dict(readings):
                raise self._fault("another answer to the same question")
            assumption = name
            self._expect(": ")
            readings.append((value, self._clause()))
        return ByReading(assumption, tuple(readings))

    def _at_least(self) -> Surface:
        counts = []
        assumption = ""
        while not counts or self._accept(", ") or self._accept(" or "):
            self._expect("at least ")
            counts.append((self._number(), ""))
            if self._accept(" ("):
                assumption, value = self._answer()
                counts[-1] = (counts[-1][0], value)
                self._expect(")")
        self._expect(" of ")
        if not self._accept("these "):
            raise self._fault("the list itself ('these')")
        number = self._number()
        self._expect(": ")
        parts = [self._clause()]
        for _ in range(number - 1):
            self._expect("; ")
            parts.append(self._clause())
        if not assumption:
            return AtLeast(counts[0][0], tuple(parts))
        return ByReading(assumption, tuple((value, AtLeast(count, tuple(parts))) for count, value in counts))

    # --- one thing ---------------------------------------------------------------------------------------------------

    def _sees_flag(self) -> bool:
        start = self._at
        found = self._label(self._flags)
        self._at = start
        return found is not None

    def _inner(self) -> Surface:
        flag = self._label(self._flags)
        if flag is not None:
            return OneOf(flag[0], (flag[1],))
        if self._accept("("):
            found = self._clause()
            self._expect(")")
            return found
        if self._accept("nothing is asked here"):
            return Always(True)
        if self._accept("no one is accepted here"):
            return Always(False)
        if self._accept("the outcome for "):
            return self._outcome()
        return self._first_of([self._field(need) for need in self._fields], "a sentence about one field")

    def _first_of(self, ways: Iterable[Callable[[], Surface | None]], expected: str) -> Surface:
        start, furthest = self._at, self._fault(expected)
        reached = start
        for way in ways:
            try:
                found = way()
            except CannotRead as fault:
                found = None
                if self._at > reached:
                    reached, furthest = self._at, fault
            if found is not None:
                return found
            self._at = start
        raise furthest

    def _outcome(self) -> Surface:
        provision = self._known(self._schools, "the name of a provision", re.compile(" is "))
        self._expect(" is ")
        denied = self._accept("not ")
        quoted = tuple((f"“{words}”", outcome) for words, outcome in self._outcomes)
        found = OutcomeOf(provision, self._listed(quoted, " or ", "an outcome"))
        return NotThis(found) if denied else found

    def _field(self, need: NeedField) -> Callable[[], Surface | None]:
        match need.derived:
            case Grouping():
                return lambda: self._grouping(need)
            case Either():
                return lambda: self._either(need)
            case Difference():
                return lambda: self._years(need)
        if need.kind is Kind.SEVERAL:
            return lambda: self._several(need)
        return lambda: self._single(need)

    def _values(self, need: NeedField) -> Surface:
        """Labels of a field, or that it is none of them."""
        levels, expected = self._levels[need.id], f"a value of {need.label}"
        follows = FOLLOWS_NEED if isinstance(need.derived, Either) else FOLLOWS
        if self._accept("neither "):
            return NotThis(OneOf(need.id, self._listed(levels, " nor ", expected, follows)))
        return OneOf(need.id, self._listed(levels, " or ", expected, follows))

    def _grouping(self, need: NeedField) -> Surface | None:
        if self._accept("the child is not in "):
            return NotThis(self._values(need))
        return self._values(need) if self._accept("the child is in ") else None

    def _either(self, need: NeedField) -> Surface:
        found = self._values(need)
        if self._accept(" is not recorded as a primary or additional need"):
            return NotThis(found)
        self._expect(" is recorded as a primary or additional need")
        return found

    def _years(self, need: NeedField) -> Surface | None:
        denied = self._accept("the child does not work ")
        if not denied and not self._accept("the child works "):
            return None
        read = read_years(need, self._text[self._at :])
        if read is None:
            raise self._fault(need.label)
        found, length = read
        self._at += length
        return NotThis(found) if denied else found

    def _several(self, need: NeedField) -> Surface | None:
        if self._accept(f"no {need.label} are recorded"):
            return NoneRecorded(need.id)
        if self._accept(f"some {need.label} are recorded"):
            return NotThis(NoneRecorded(need.id))
        if self._accept(f"{need.label} do not include "):
            return NotThis(self._values(need))
        return self._values(need) if self._accept(f"{need.label} include ") else None

    def _single(self, need: NeedField) -> Surface | None:
        levels = self._levels[need.id]
        if self._accept(f"there is some {need.label}"):
            return Between(need.id, Bound(need.values[0].id, inclusive=False))
        if not self._accept(f"the {need.label} is "):
            return None
        start = self._at
        low = self._label(levels)
        if low is None and self._accept("not "):
            low = self._known(levels, f"a value of {need.label}")
            high = self._after(" to ", levels)
            return NotThis(OneOf(need.id, (low,)) if high is None else Between(need.id, Bound(low), Bound(high)))
        if low is None:
            return self._ends(need) or self._values(need)
        high = self._after(" to ", levels)
        if high is not None:
            return Between(need.id, Bound(low), Bound(high))
        self._at = start
        return self._values(need)

    def _ends(self, need: NeedField) -> Surface | None:
        levels = self._levels[need.id]
        low = high = None
        for words, inclusive in (("at least ", True), ("above ", False)):
            if low is None and self._accept(words):
                low = Bound(self._known(levels, f"a value of {need.label}"), inclusive)
        for words, inclusive in (("at most ", True), ("below ", False)):
            if high is None and self._accept(words if low is None else f" and {words}"):
                high = Bound(self._known(levels, f"a value of {need.label}"), inclusive)
        return Between(need.id, low, high) if low or high else None


def _longest_first(named: Mapping[str, Item]) -> Named[Item]:
    return tuple(sorted(named.items(), key=lambda one: -len(one[0])))


def _levels(need: NeedField, rules: RuleSet) -> dict[str, Level]:
    """The labels of a field's values and, of a level, of the terms of scales; a value goes before a term."""
    found: dict[str, Level] = {}
    if rules.needs.is_level(need):
        for scale in rules.scales:
            for row in scale.rows:
                found[row.label] = found[f"{row.label} ({scale.label})"] = ScaleTerm(scale.id, row.term)
    values = {value.id: value.label for value in need.values}
    if isinstance(need.derived, Either):
        several, choice = rules.needs[need.derived.several], rules.needs[need.derived.choice]
        values = {value.id: value.label for value in (*several.values, *choice.values)}
    found.update({label: name for name, label in values.items()})
    return found
