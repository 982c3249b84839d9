"""The facts of a case: read again from the report that people get, on the real rules and drawn profiles."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from admissions.casework.facts import FactFinder
from admissions.model.casework import Casework, Fact, FactKind
from admissions.model.conditions import OneOf
from admissions.model.profiles import Entry, Profile
from admissions.questions.check import Checker
from admissions.questions.rulebook import Rulebook
from admissions.reports.check import CheckReport, CheckReporter
from admissions.reports.json import as_json
from admissions.text.cases import read_case
from admissions.text.lowering import Lowering
from admissions.text.tree import read_text
from tests.test_casebook import CASES, case_called, rulebook

RULES = Path(__file__).resolve().parent.parent.parent / "rules" / "lewisham"
STEPS_TOWARDS_MAINSTREAM = {
    "other_special_school": "special_school",
    "other_resource_base": "resource_base",
    "mainstream": "mainstream",
}
"""Where a child may be besides the authority's own provisions and it is known how near that is to mainstream."""
KINDS = tuple(kind for kind in FactKind if kind not in (FactKind.FINDING, FactKind.CHILD_MAY_BE))


def facts_and_report(
    book: Rulebook, profile: Profile, casework: Casework, asked_about: str | None = None
) -> tuple[list[Fact], CheckReport]:
    """All facts of one case, and what people read of it without findings."""
    checker = Checker(book, book.settings(), book.choose(unverified=True))
    finder = FactFinder(checker, casework, lambda _: True)
    situation, readings = checker.situate(profile)
    walker = checker.walker(situation)
    answer = checker.answer(situation, readings, walker)
    facts = list(finder.facts(answer, walker, asked_about))
    return facts, CheckReporter(book, checker).report(profile, answer, walker, (), asked_about)


def drawn(rng: random.Random, book: Rulebook) -> Profile:
    """What is recorded of a child that can be, each field with even chances."""
    full = book.plausible.sampler()(rng)
    entries = []
    for need in book.rules.needs.fields:
        if len(need.axes) == 1 and rng.random() < 0.5:
            condition = OneOf(need.id, (full[need.id],))
            core = Lowering(book.rules.needs, book.rules.scales, book.rules.assumptions).lower(condition)
            entries.append(Entry(need.id, condition, core))
    return Profile(tuple(entries))


def read_again(report: CheckReport) -> dict[FactKind, list[dict[str, str]]]:
    """The facts that a reader of the JSON would find."""
    data = json.loads(as_json(report))
    found: dict[FactKind, list[dict[str, str]]] = {kind: [] for kind in KINDS}
    counts: Counter[tuple[str, str]] = Counter()
    where = data["profile"].get("current_provision")
    kinds = {path.stem: f"{path.parent.name.removesuffix('s')}" for path in RULES.glob("*/*.yaml")}
    for one in data["provisions"]:
        outcomes = one["outcomes"]
        answer = outcomes[0] if len(outcomes) == 1 else "cannot_tell"
        may_be_open = bool({"meets", "not_ruled_out"} & set(outcomes))
        hard = [line for line in one["criteria"] if line["strength"] in ("must", "must_not")]
        failing = sum(line["status"] == "not_met" and line["waived"] == "no" for line in hard)
        fact = {
            "provision": one["id"],
            "kind": one["kind"],
            "status": one["status"],
            "answer": answer,
            "failing": "none" if failing == 0 else "one" if failing == 1 else "several",
            "may_be_open": "yes" if may_be_open else "no",
            "asked_about": "yes" if one["id"] == data["asked_about"] else "no",
            "turns_on_assumption": "yes" if one["turns_on"] else "no",
        }
        if where is not None and (len(where) == 1 or one["id"] not in where):
            fact["current"] = "yes" if one["id"] in where else "no"
        if where == [one["id"]]:
            stays = one["stays"]["outcomes"]
            fact["measured_by"] = one["stays"]["measured_by"]
            fact["stays"] = stays[0] if len(stays) == 1 else "cannot_tell"
        else:
            assert one["stays"] is None
        steps = {STEPS_TOWARDS_MAINSTREAM.get(place, kinds.get(place)) for place in where or ["anywhere"]}
        if len(steps) == 1 and None not in steps:
            fact["nearer_to_mainstream"] = (
                "yes" if one["kind"] == "resource_base" and steps == {"special_school"} else "no"
            )
        found[FactKind.PROVISION].append(fact)
        for of in (one["kind"], "any_provision"):
            counts[of, "may_be_open"] += may_be_open
            counts[of, "open"] += answer in ("meets", "not_ruled_out")
            for said, counted in (("meets", "met"), ("discretion", "discretion"), ("cannot_tell", "in_doubt")):
                counts[of, counted] += answer == said
            counts[of, "ruled_out"] += answer == "does_not_meet"
    for of in ("any_provision", "special_school", "resource_base", "independent_school"):
        for counted in ("met", "open", "may_be_open", "discretion", "in_doubt", "ruled_out", "not_known"):
            number = ("none", "one", "several")[min(counts[of, counted], 2)]
            found[FactKind.COUNT].append({"of": of, "that_are": counted, "number": number})
    found[FactKind.ASK] = [
        {"field": one["field"], "first": "no" if place else "yes"}
        for place, one in enumerate(one for one in data["ask_next"] if one["settles"] > 0)
    ]
    found[FactKind.TURNS_ON] = [{"assumption": one["id"]} for one in data["turns_on"]]
    return found


@pytest.mark.parametrize("seed", range(6))
def test_facts_are_what_a_reader_of_the_report_would_find(seed: int, book: Rulebook) -> None:
    rng = random.Random(seed)
    for _ in range(25):
        asked_about = rng.choice([None, "drumbeat", "torridon"])
        facts, report = facts_and_report(book, drawn(rng, book), book.rules.casework, asked_about)
        expected = read_again(report)
        for kind in (FactKind.COUNT, FactKind.PROVISION, FactKind.ASK, FactKind.TURNS_ON):
            said = [dict(fact.values) for fact in facts if fact.kind is kind]
            assert keyed(said) == keyed(expected[kind])
        assert len(set(facts)) == len(facts)


def keyed(facts: list[dict[str, str]]) -> Counter[frozenset[tuple[str, str]]]:
    """Facts without the order of their fields."""
    return Counter(frozenset(fact.items()) for fact in facts)


@pytest.mark.parametrize("name", CASES[::5])
def test_what_would_come_out_instead_is_what_comes_out_of_the_profile_with_that_value(name: str) -> None:
    """For a value that is awaited; the profile is entered again with what it becomes."""
    book, case = rulebook(), case_called(name)
    profile = Profile(tuple(entry for entry in case.profile.entries if entry.field != "autism_diagnosis"))
    lowering = Lowering(book.rules.needs, book.rules.scales, book.rules.assumptions)

    def recorded(value: str) -> Profile:
        condition = OneOf("autism_diagnosis", (value,))
        return Profile((*profile.entries, Entry("autism_diagnosis", condition, lowering.lower(condition))))

    facts, now = facts_and_report(book, recorded("awaited"), book.rules.casework)
    for value in ("confirmed", "none"):
        _, then = facts_and_report(book, recorded(value), book.rules.casework)
        expected = {
            (one.id, one.group, other.group)
            for one in now.provisions
            for other in then.provisions
            if one.id == other.id and one.group != other.group
        }
        found = [dict(fact.values) for fact in facts if fact.kind is FactKind.INSTEAD]
        said = {(one["provision"], one["now"], one["then"]) for one in found if one["value"] == value}
        assert said == expected


def test_a_condition_on_the_child_is_known_to_hold_may_hold_or_does_not(book: Rulebook) -> None:
    conditions = (OneOf("year_group", ("Y6", "Y7")), OneOf("any_need", ("ASD",)), OneOf("ehc_plan", ("none",)))
    text = "year_group: [Y6, Y7]\nprimary_need: [ASD, SLD]\nadditional_needs: none\nehc_plan: final\n"
    profile = read_case(read_text(text, "a case"), book.rules).profile
    facts, _ = facts_and_report(book, profile, replace(book.rules.casework, about_the_child=conditions))
    child = [dict(fact.values) for fact in facts if fact.kind is FactKind.CHILD]
    assert child == [{"condition": "0", "holds": "yes"}, {"condition": "1", "holds": "cannot_tell"}]


def test_only_facts_that_are_looked_for_are_found(book: Rulebook) -> None:
    checker = Checker(book, book.settings(), book.choose())
    situation, _ = checker.situate(Profile())
    walker = checker.walker(situation)
    answer = checker.answer(situation, {}, walker)
    every = list(FactFinder(checker, book.rules.casework, lambda _: True).facts(answer, walker))
    for kind in {fact.kind for fact in every}:
        found = FactFinder(checker, book.rules.casework, lambda fact, kind=kind: fact.kind is kind)  # type: ignore[misc]
        assert list(found.facts(answer, walker)) == [fact for fact in every if fact.kind is kind]
