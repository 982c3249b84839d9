"""Changes every casework rule in turn, by one step each, and shows which case of the casebook notices.

Run it as ``python -m tools.mutate_casework [RULE ...]``. Each line is one mutant: what was changed, and the first case
in which something else follows than it says. A mutant from which nothing else follows for many drawn children is taken
to be equivalent and not counted. Exit 1 where a mutant survives: the casebook would not notice that change.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from admissions import service
from admissions.casework.chaining import Chaining, Finding
from admissions.casework.facts import FactFinder
from admissions.casework.sought import Sought
from admissions.errors import Refused
from admissions.model.casework import Casework, CaseworkRule, Fact, FactKind, Pattern
from admissions.model.conditions import NotThis, Surface
from admissions.questions.check import CheckAnswer, Checker
from admissions.questions.review import Reviewer, UnderReview
from admissions.questions.rulebook import Rulebook
from admissions.questions.situation import situate_values
from admissions.questions.walks import Walker
from admissions.text.cases import read_case
from admissions.text.casework import asked_of_the_child
from admissions.text.lowering import Lowering
from admissions.text.tree import read_file
from admissions.words.findings import FindingSpeaker
from tools.mutate_criteria import AS_AT
from tools.stepping import Stepper

DRAWN = 300
ABOUT_THE_CHILD = (FactKind.CHILD, FactKind.CHILD_MAY_BE)

Said = Mapping[str, frozenset[str]]
"""What follows in a case: the rules that found something, and the ids of what that is about."""


@dataclass(frozen=True)
class Mutant:
    """Casework with one rule changed by one step."""

    rule: str
    change: str
    casework: Casework
    patterns: tuple[Pattern, Pattern] | None = None
    """The pattern that was changed, before and after, where it looks for facts that no rule makes."""


@dataclass(frozen=True)
class Answered:
    """A child whose facts can be found again for other casework, and what must follow."""

    id: str
    answer: CheckAnswer
    walker: Walker
    checker: Checker
    asked_about: str | None
    expect: Said | None
    review: UnderReview | None = None


class Cases:
    """The casebook's cases that say what follows, and drawn children, over one rule book."""

    def __init__(self, book: Rulebook, drawn: int = DRAWN) -> None:
        self.book = book
        self.rules = book.rules.casework
        # A case may have a space of its own, which knows what was in that of the book when it was made.
        for mutant in mutants(book):
            for condition in mutant.casework.about_the_child:
                book.region(condition)
        self._base: dict[str, list[Fact]] = {}
        self._speaker = FindingSpeaker(book.rules)
        self.told = tuple(self._told())
        self.drawn = tuple(self._drawn(drawn))
        chaining = Chaining(self.rules)
        self._drawn_before = [self._said(chaining, self.rules, one) for one in self.drawn]
        for one in self.told:
            self._facts(self.rules, one)
        self._facts_there_are = {fact for facts in self._base.values() for fact in facts}

    def _told(self) -> Iterator[Answered]:
        for path in sorted(service.bundled("cases").glob("*.yaml")):
            case = read_case(read_file(path, path.stem), self.book.rules)
            if case.findings is not None:
                settings = self.book.settings(case.assume, case.leave_open)
                checker = Checker(self.book, settings, self.book.choose(unverified=True))
                situation, readings = checker.situate(case.profile)
                walker = checker.walker(situation)
                expect = {rule: frozenset(named) for rule, named in case.findings.items()}
                answer, at = checker.answer(situation, readings, walker), case.review
                review = at and Reviewer(self.book, at.on).under_review(at.placement, situation)
                yield Answered(case.id, answer, walker, checker, case.asked_about, expect, review)

    def _drawn(self, number: int) -> Iterator[Answered]:
        rng = random.Random(0)
        checker = Checker(self.book, self.book.settings(), self.book.choose(unverified=True))
        draw = self.book.plausible.sampler()
        fields = [need for need in self.book.rules.needs.fields if need.axes]
        places = [one.id for one in self.book.provisions]
        for place in range(number):
            full = draw(rng)
            known = [need for need in fields if rng.random() < 0.6]
            values = {axis.name: (full[axis.name],) for need in known for axis in need.axes}
            if rng.random() < 0.7:
                values["current_provision"] = (rng.choice(places),)
            situation = situate_values(self.book, values, checker.settings)
            if situation is not None:
                walker = checker.walker(situation)
                asked = rng.choice([None, *places])
                yield Answered(f"drawn {place}", checker.answer(situation, {}, walker), walker, checker, asked, None)

    def _facts(self, casework: Casework, one: Answered) -> list[Fact]:
        """The facts of a case; those not about the child do not depend on the rules, and are kept."""
        if one.id not in self._base:
            others = FactFinder(one.checker, self.rules, lambda fact: fact.kind is not FactKind.CHILD)
            self._base[one.id] = list(others.facts(one.answer, one.walker, one.asked_about, one.review))
        only = replace(casework, rules=())
        child = FactFinder(one.checker, only, lambda fact: fact.kind is FactKind.CHILD).facts(one.answer, one.walker)
        return [*self._base[one.id], *child]

    def _said(self, chaining: Chaining, casework: Casework, one: Answered) -> Said:
        return self.said(chaining.findings(self._facts(casework, one)))

    def said(self, findings: Iterable[Finding]) -> Said:
        """What findings are about, by their rules."""
        found: dict[str, frozenset[str]] = {}
        for line in self._speaker.say(findings):
            found[line.rule.id] = found.get(line.rule.id, frozenset()).union(line.about)
        return found

    def judge(self, mutant: Mutant) -> str:
        """The case that notices, ``refused`` where the rules would not be taken, ``equivalent``, or nothing."""
        try:
            chaining = Chaining(mutant.casework)
        except Refused:
            return "refused"
        if mutant.patterns is not None and self._alike(*mutant.patterns):
            return "equivalent"  # to every case, whose facts are among those that there are
        # Where the rule follows, most changes of it are noticed.
        for one in sorted(self.told, key=lambda one: mutant.rule not in (one.expect or {})):
            if self._said(chaining, mutant.casework, one) != one.expect:
                return one.id
        before = zip(self.drawn, self._drawn_before, strict=True)
        same = all(self._said(chaining, mutant.casework, one) == said for one, said in before)
        return "equivalent" if same else ""

    def _alike(self, one: Pattern, two: Pattern) -> bool:
        """Whether two patterns are passed by the same of all facts that there are."""
        before, after = Sought(one.kind, one.core), Sought(two.kind, two.core)
        return all(before.passed_by(fact) == after.passed_by(fact) for fact in self._facts_there_are)

    def wrong(self) -> list[str]:
        """The cases in which something else follows than they say: none, or no mutant can be judged."""
        chaining = Chaining(self.rules)
        return [one.id for one in self.told if self._said(chaining, self.rules, one) != one.expect]


def mutants(book: Rulebook, names: Iterable[str] = ()) -> Iterator[Mutant]:
    """Every mutant of these casework rules, or of all."""
    casework, wanted = book.rules.casework, set(names)
    for place, rule in enumerate(casework.rules):
        if wanted and rule.id not in wanted:
            continue
        others = (casework.rules[:place], casework.rules[place + 1 :])
        yield Mutant(rule.id, "drop", replace(casework, rules=(*others[0], *others[1])))
        for words, changed, children, patterns in _changes(book, rule):
            rules = (*others[0], changed, *others[1])
            yield Mutant(rule.id, words, replace(casework, rules=rules, about_the_child=children), patterns)


Changed = tuple[str, CaseworkRule, tuple[Surface, ...], tuple[Pattern, Pattern] | None]
"""What was changed, the rule after it, the conditions on the child that are asked then, and the changed pattern."""


def _changes(book: Rulebook, rule: CaseworkRule) -> Iterator[Changed]:
    known = book.rules.casework.about_the_child
    if rule.same_provision:
        yield "drop same_provision", replace(rule, same_provision=()), known, None
    for place, pattern in enumerate(rule.patterns):
        before, after = rule.patterns[:place], rule.patterns[place + 1 :]
        named = pattern.name in (rule.about, *rule.same_provision) or f"{{{pattern.name}." in rule.says + rule.each
        if (before or after) and not named:
            yield f"drop {pattern.name}", replace(rule, patterns=(*before, *after)), known, None
        for words, changed, children in _pattern_changes(book, pattern):
            mutated = replace(rule, patterns=(*before, changed, *after))
            known_facts = pattern.kind not in (*ABOUT_THE_CHILD, FactKind.FINDING)
            yield f"{pattern.name}: {words}", mutated, children, (pattern, changed) if known_facts else None


def _pattern_changes(book: Rulebook, pattern: Pattern) -> Iterator[tuple[str, Pattern, tuple[Surface, ...]]]:
    rules, casework = book.rules, book.rules.casework
    about_the_child = pattern.kind in ABOUT_THE_CHILD
    fields = rules.needs if about_the_child else casework.facts[pattern.kind]
    stepper = Stepper(replace(rules, needs=fields))
    for words, condition in (("negate", NotThis(pattern.condition)), *stepper.changes(pattern.condition)):
        if about_the_child:
            children = (*casework.about_the_child, condition)
            core = asked_of_the_child(len(children) - 1, sure=pattern.kind is FactKind.CHILD)
        else:
            children, core = casework.about_the_child, Lowering(fields).lower(condition)
        yield words, replace(pattern, condition=condition, core=core), children
    if about_the_child:
        number = casework.about_the_child.index(pattern.condition)
        core = asked_of_the_child(number, sure=pattern.kind is not FactKind.CHILD)
        yield "sure for may be, or the other way round", replace(pattern, core=core), casework.about_the_child


def main(arguments: Sequence[str], cases: Cases | None = None) -> int:
    """Prints the table and returns the exit code; over the bundled rules and cases unless others are given."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("rules", nargs="*", metavar="RULE", help="all rules if left out")
    named = parser.parse_args(arguments).rules
    cases = cases or Cases(service.open_rules(None, AS_AT))
    for name in cases.wrong():
        print(f"in the case {name} something else follows than it says; mend that first")
        return 1
    fates = [(mutant, cases.judge(mutant)) for mutant in mutants(cases.book, named)]
    for mutant, fate in fates:
        said = fate if fate in ("equivalent", "refused") else f"killed by {fate}" if fate else "SURVIVED"
        print(f"{mutant.rule:36} {mutant.change:60} {said}")
    survived = sum(not fate for _, fate in fates)
    others = {name: sum(fate == name for _, fate in fates) for name in ("equivalent", "refused")}
    killed = len(fates) - survived - sum(others.values())
    counts = ", ".join(f"{number} {name}" for name, number in others.items())
    print(f"{len(fates)} mutants: {killed} killed, {counts}, {survived} survived")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
