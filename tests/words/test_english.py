"""Conditions said in English mean what they meant: a parser that sees the English alone rebuilds the same region."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from admissions.model.conditions import AllOf, Indicators, NotThis, Surface
from admissions.model.provisions import RuleSet
from admissions.questions.labels import alike
from admissions.questions.rulebook import Rulebook
from admissions.regions.space import Space
from admissions.service import open_rules
from admissions.words.conditions import Speaker, say, say_all
from tests.drawn import drawn
from tests.judges.english import English
from tests.rule_sets import rule_sets
from tests.strategies import Vocabulary, conditions

# What runs here is run by other tests too; to trace it again would take most of the time of the whole run.
pytestmark = pytest.mark.no_cover

TOP = Path(__file__).resolve().parent.parent.parent
ON = dt.date(2026, 11, 27)


@pytest.fixture(scope="module")
def real() -> Rulebook:
    """The bundled rule book as at the day of the task."""
    return open_rules(None, ON)


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    """The rule set with which an authority starts, beside the files that all share."""
    top = tmp_path_factory.mktemp("rules")
    shutil.copytree(TOP / "rules" / "england", top / "england")
    shutil.copytree(TOP / "rules" / "starter" / "council", top / "council")
    return open_rules(top / "council", ON)


def agree(book: Rulebook, space: Space, condition: Surface) -> None:
    """What was said of the condition, in full, means the same; so does what denies it, and the list of its parts."""
    speaker, english = Speaker(book.rules, spell_out=True), English(book.rules)
    region = book.region(condition, space)
    said = speaker.say(condition)
    assert book.region(english.read(said), space) == region, said
    denied = speaker.say(NotThis(condition))
    assert book.region(english.read(denied), space) == ~region, denied
    lines = say_all([condition], book.rules)
    assert book.region(AllOf(tuple(map(english.read, lines))), space) == region, lines


@settings(max_examples=drawn(300))
@given(st.data())
def test_small_rule_sets(data: st.DataObject) -> None:
    book = Rulebook(data.draw(rule_sets(2)))
    space = book.space.scratch()
    for _ in range(3):
        agree(book, space, data.draw(conditions(Vocabulary.of(book.rules))))


@settings(max_examples=drawn(300))
@given(st.data())
def test_random_conditions_over_the_bundled_rules(real: Rulebook, data: st.DataObject) -> None:
    agree(real, real.space.scratch(), data.draw(conditions(Vocabulary.of(real.rules))))


@settings(max_examples=drawn(300))
@given(st.data())
def test_short_random_conditions_over_the_bundled_rules(real: Rulebook, data: st.DataObject) -> None:
    agree(real, real.space.scratch(), data.draw(conditions(Vocabulary.of(real.rules), leaves=3)))


LABELS = (
    "A",
    "B",
    "A or B",
    "A, B",
    "A and B",
    "A to B",
    "A B",
    "not A",
    "above A",
    "none",
    "B, unless A",
    "A nor B",
    "A (scale)",
    "(A)",
    "A is recorded as a primary or additional need",
    "the need is A",
    "the child is in A",
    "others include A",
    "either A or B",
    "2 years below",
    "at least 1 of these 1: A",
    "read as “A”: B",
)
"""Labels that are hard to tell from what stands around them."""


@st.composite
def relabelled(draw: DrawFn, rules: RuleSet) -> RuleSet:
    """A rule set whose values, sentences and terms are called as it comes, each within its own field once."""
    fields = []
    for need in rules.needs.fields:
        labels = draw(st.permutations(LABELS))
        values = tuple(replace(value, label=label) for value, label in zip(need.values, labels, strict=False))
        fields.append(replace(need, values=values, label=draw(st.sampled_from([need.label, f"{need.label} of A"]))))
    scales = []
    for scale in rules.scales:
        labels = draw(st.permutations(LABELS))
        rows = tuple(replace(row, label=label) for row, label in zip(scale.rows, labels, strict=False))
        scales.append(replace(scale, rows=rows))
    return replace(rules, needs=replace(rules.needs, fields=tuple(fields)), scales=tuple(scales))


@settings(max_examples=drawn(300), suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(st.data())
def test_labels_that_are_let_through_leave_one_meaning(data: st.DataObject) -> None:
    rules = data.draw(rule_sets(1).flatmap(relabelled))
    assume(not list(alike(rules)))
    book = Rulebook(rules)
    for _ in range(5):
        agree(book, book.space, data.draw(conditions(Vocabulary.of(rules), leaves=5)))


def written(rules: RuleSet) -> Iterator[Surface]:
    """Every condition that the files of a rule set hold."""
    for provision in rules.provisions:
        version = provision.version
        for criterion in version.criteria:
            yield from (one for one in (criterion.condition, criterion.waiver) if one is not None)
        yield from (part.where for part in version.not_recorded if part.where is not None)
        yield from (part.where for part in version.parts if part.where is not None)
    for rule in (*rules.needs.possible, *rules.needs.plausible):
        yield rule.condition


@pytest.mark.parametrize("name", ["real", "starter"])
def test_every_condition_of_the_bundled_rules(name: str, request: pytest.FixtureRequest) -> None:
    book = request.getfixturevalue(name)
    found = list(written(book.rules))
    assert len(found) > 15
    for condition in found:
        agree(book, book.space, condition)
        if not isinstance(condition, Indicators):
            assert say(condition, book.rules) == Speaker(book.rules, spell_out=True).say(condition)
