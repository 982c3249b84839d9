"""Findings in words: what differs in one thing alone is one sentence, and each thing is said once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from admissions.casework.chaining import Finding
from admissions.model.casework import Fact, FactKind
from admissions.questions.rulebook import Rulebook
from admissions.words.findings import FindingSpeaker
from tests.casework.rules import looks, rule

NAMES = {"drumbeat": "Drumbeat School and ASD Service", "greenvale": "Greenvale School"}


def placed(name: str) -> Fact:
    """A fact about a provision."""
    return Fact(FactKind.PROVISION, (("provision", name), ("answer", "meets")))


def said(book: Rulebook, facts: list[Fact], each: str = "{p.provision}", says: str = "Open: {each}.") -> list[str]:
    """What is said of a rule that fired once for each fact."""
    one = replace(rule("r0", looks("p", facts[0].kind)), says=says, each=each)
    findings = [Finding(one, ((one.patterns[0], fact),)) for fact in facts]
    return [line.text for line in FindingSpeaker(book.rules).say(findings)]


def test_findings_that_differ_in_one_thing_are_one_sentence(book: Rulebook) -> None:
    facts = [placed(name) for name in NAMES]
    assert said(book, facts) == [f"Open: {NAMES['drumbeat']} and {NAMES['greenvale']}."]
    assert said(book, facts, says="{p.provision} is open.", each="") == [f"{name} is open." for name in NAMES.values()]


def test_what_comes_twice_is_said_once(book: Rulebook) -> None:
    assert said(book, [placed("drumbeat"), placed("drumbeat")]) == [f"Open: {NAMES['drumbeat']}."]
    assert said(book, [placed(name) for name in NAMES], each="{p.answer}") == ["Open: meets the criteria."]


@pytest.mark.parametrize("each", ["{p.provision}, or not", "{p.provision}?", "{p.provision} ({p.answer})"])
def test_things_of_more_than_a_name_are_told_apart_by_semicolons(each: str, book: Rulebook) -> None:
    (line,) = said(book, [placed(name) for name in NAMES], each=each)
    assert "; Greenvale School" in line


def test_what_is_not_known_of_a_fact_is_said_to_be_not_known(book: Rulebook) -> None:
    assert said(book, [placed("drumbeat")], says="{p.current}.", each="") == ["not known."]


def test_one_speaker_keeps_two_rules_apart(book: Rulebook) -> None:
    """Of the same facts, as each of them says it."""
    speaker = FindingSpeaker(book.rules)
    texts = []
    for name in ("r0", "r1"):
        one = replace(rule(name, looks("p", FactKind.PROVISION)), says=f"{name}: {{p.provision}}.")
        texts += [line.text for line in speaker.say([Finding(one, ((one.patterns[0], placed("greenvale")),))])]
    assert texts == ["r0: Greenvale School.", "r1: Greenvale School."]
