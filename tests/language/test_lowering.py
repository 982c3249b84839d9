"""Lowering keeps meaning: the core, and its region, hold for exactly the children for whom the words hold."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from admissions.model.conditions import Between, Bound, Surface
from admissions.model.outcomes import Outcome
from admissions.model.provisions import RuleSet
from admissions.questions.rulebook import Rulebook
from admissions.regions.meaning import region_of
from admissions.regions.space import Space
from admissions.text.lowering import Lowering
from tests.drawn import drawn
from tests.judges.brute import children
from tests.judges.naive import Naive, core_holds
from tests.rule_sets import rule_sets, vocabularies
from tests.strategies import Author, Vocabulary, conditions


@st.composite
def written(draw: DrawFn) -> tuple[Vocabulary, Surface]:
    """A small vocabulary and a condition over it."""
    vocabulary = draw(vocabularies())
    return vocabulary, draw(conditions(vocabulary, 10))


@given(written())
def test_lowering_keeps_meaning_on_every_child_of_a_small_space(case: tuple[Vocabulary, Surface]) -> None:
    vocabulary, condition = case
    core = Lowering(vocabulary.needs, vocabulary.scales, vocabulary.assumptions).lower(condition)
    naive = Naive(vocabulary.needs, vocabulary.scales)
    space = Space(vocabulary.needs, vocabulary.assumptions)
    region = region_of(space, core)
    number = 0
    for child in children(space.axes):
        holds = naive.holds(condition, child)
        number += holds
        assert core_holds(core, child) is holds
        assert region.contains(child) is holds
    assert region.count() == number
    witness = region.witness()
    assert naive.holds(condition, witness) if witness else number == 0


@st.composite
def one_test_a_field(draw: DrawFn) -> tuple[Vocabulary, list[Surface]]:
    """A small vocabulary and a condition on each of its fields."""
    vocabulary = draw(vocabularies())
    author = Author(draw, vocabulary)
    return vocabulary, [author.test(need) for need in vocabulary.needs.fields]


@given(one_test_a_field())
def test_lowering_keeps_the_meaning_of_a_test_of_any_kind_of_field(case: tuple[Vocabulary, list[Surface]]) -> None:
    vocabulary, listed = case
    lowering = Lowering(vocabulary.needs, vocabulary.scales, vocabulary.assumptions)
    naive = Naive(vocabulary.needs, vocabulary.scales)
    everyone = children(Space(vocabulary.needs, vocabulary.assumptions).axes)
    for condition in listed:
        core = lowering.lower(condition)
        assert [core_holds(core, child) for child in everyone] == [naive.holds(condition, child) for child in everyone]


@given(rule_sets())
def test_the_outcomes_of_a_small_rule_set_are_those_of_the_table(rules: RuleSet) -> None:
    space, naive = Space(rules.needs, rules.assumptions), Naive.of(rules)
    everyone = children(space.axes)
    for provision in rules.provisions:
        regions = {outcome: region_of(space, core) for outcome, core in provision.version.outcome_cores.items()}
        assert set(regions) == set(Outcome)
        for child in everyone:
            expected = naive.outcome(provision.version, child)
            assert [outcome for outcome, region in regions.items() if region.contains(child)] == [expected]


@settings(max_examples=drawn(150))
@given(data=st.data(), seed=st.integers(0, 2**32))
def test_lowering_keeps_meaning_over_the_real_vocabulary(book: Rulebook, data: st.DataObject, seed: int) -> None:
    condition = data.draw(conditions(Vocabulary.of(book.rules), 10))
    region, naive, rng = book.region(condition), Naive.of(book.rules), random.Random(seed)
    everyone = book.space.everything.sampler()
    for _ in range(6):
        child = everyone(rng)
        assert region.contains(child) is naive.holds(condition, child)
    for side, holds in ((region, True), (~region, False)):
        if side:
            draw = side.sampler()
            found = [draw(rng) for _ in range(3)]
            witness = side.witness()
            assert witness is not None
            for child in (*found, witness):
                assert naive.holds(condition, child) is holds


@pytest.mark.parametrize("name", ["steps_below_year_1", "level_above_year_11", "years_below_counts_from"])
def test_a_condition_is_read_as_what_is_assumed_now_and_not_as_it_was_before(book: Rulebook, name: str) -> None:
    """Of one rule book, under one value of an assumption after the other."""
    condition = Between("years_below", low=Bound(3), high=Bound(4))
    core = Lowering(book.rules.needs, book.rules.scales, book.rules.assumptions).lower(condition)
    for value in book.rules.assumption[name].ids:
        space = book.space.scratch()
        assert book.region(condition, space, {name: value}) == region_of(space, core).restrict({name: value})


def test_a_condition_of_a_rule_book_in_a_scratch_space_is_read_as_what_is_assumed(book: Rulebook) -> None:
    """An edited rule book has the space of a trial for its own; what is fixed there is put in place all the same."""
    edited = book.edited(book.rules, book.space.scratch())
    condition = Between("years_below", low=Bound(3), high=Bound(4))
    for value in book.rules.assumption["years_below_counts_from"].ids:
        fixed = {"years_below_counts_from": value}
        region = edited.region(condition, edited.space, fixed)
        assert "years_below_counts_from" not in region.support
        assert region == edited.region(condition).restrict(fixed)
