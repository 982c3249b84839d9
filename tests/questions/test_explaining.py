"""Overlaps, ladders, gaps and moved thresholds against the enumeration of every complete profile."""

from __future__ import annotations

import itertools
from collections import Counter

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from admissions.model.conditions import AllOf, OneOf
from admissions.model.outcomes import Outcome, Overlap
from admissions.model.provisions import RuleSet
from admissions.questions.explaining import Compared, explain
from admissions.questions.overlaps import OPEN, overlap_of, overlaps, together
from admissions.questions.rulebook import Rulebook
from admissions.questions.settled import Settled
from admissions.questions.shifts import opened_by, shifts
from tests.drawn import drawn
from tests.judges.enumerated import Enumerated
from tests.rule_sets import rule_sets, settings_of


@settings(max_examples=drawn(60))
@given(rule_sets(), st.data())
def test_an_overlap_is_that_of_the_enumeration_and_its_words_say_it(rules: RuleSet, data: st.DataObject) -> None:
    chosen = data.draw(settings_of(rules))
    judge, book = Enumerated(rules, chosen), Rulebook(rules)
    settled = Settled(book, chosen)
    for pair in itertools.combinations(book.provisions, 2):
        found = explain(settled, pair)
        met = judge.having({one.id: [Outcome.MEETS] for one in pair})
        open_ = judge.having({one.id: OPEN for one in pair})
        shared = found.shared
        assert judge.members(shared.region) == (met or open_)
        assert shared.cells == judge.cells(met or open_)
        assert shared.overlap is (Overlap.CERTAIN if met else Overlap.CANNOT_BE_RULED_OUT if open_ else Overlap.NONE)
        if shared.witness is None:
            assert not open_
            assert not found.ways
            continue
        assert tuple(shared.witness[name] for name in judge.judge.names) in (met or open_)
        outcomes = (Outcome.MEETS,) if met else OPEN
        for way in found.ways:
            inside = judge.having({way.of: outcomes})
            said = [judge.judge.holds(ask.condition) for _, asked in way.asked for ask in asked]
            assert {child for child in inside if all(holds(child) for holds in said)} == (met or open_)
            assert way.cells == judge.cells(inside)
        for one in found.elsewhere:
            panels = dict.fromkeys(one.discretion, (Outcome.DISCRETION,))
            there = judge.having({**dict.fromkeys(one.open_to, OPEN), **panels})
            assert there
            assert one.cells == judge.cells(there)


@settings(max_examples=drawn(60))
@given(rule_sets(), st.data())
def test_an_overlap_under_each_reading_is_that_of_the_enumeration(rules: RuleSet, data: st.DataObject) -> None:
    chosen = data.draw(settings_of(rules))
    book = Rulebook(rules)
    for pair in itertools.combinations(book.provisions, 2):
        found = explain(Settled(book, chosen), pair)
        for assumption in rules.assumptions:
            sizes = {one.value: (one.overlap, one.cells) for one in found.readings if one.assumption == assumption.id}
            shapes = []
            for value in assumption.ids:
                judge = Enumerated(rules, {**chosen, assumption.id: (value,)})
                shared = overlap_of(Settled(book, {**chosen, assumption.id: (value,)}), pair)
                members = judge.members(shared.region)
                place = judge.judge.place[assumption.id]
                shapes.append((shared.overlap, {(*child[:place], *child[place + 1 :]) for child in members}))
                assert not sizes or sizes[value] == (shared.overlap, judge.cells(members))
            assert bool(sizes) == (shapes != [shapes[0]] * len(shapes))
            kept = {value: shape for value, (_, shape) in zip(assumption.ids, shapes, strict=True)}
            assumed = set().union(*(kept[value] for value in chosen[assumption.id]))
            for one in found.readings:
                if one.assumption == assumption.id:
                    assert (one.compared is Compared.SAME) == (kept[one.value] == assumed)
                    assert (one.compared is Compared.FEWER) == (kept[one.value] < assumed)
                    assert (one.compared is Compared.MORE) == (kept[one.value] > assumed)


@settings(max_examples=drawn(60))
@given(rule_sets(), st.data())
def test_the_parts_open_to_just_the_same_provisions_partition_the_children(rules: RuleSet, data: st.DataObject) -> None:
    chosen = data.draw(settings_of(rules))
    judge, book = Enumerated(rules, chosen), Rulebook(rules)
    parts = together(Settled(book, chosen), book.provisions)
    assert parts is not None
    found = Counter(child for part in parts for child in judge.members(part.region))
    assert found == Counter(judge.children)
    for part in parts:
        for child in judge.members(part.region):
            assert {name for name, outcome in judge.outcome.items() if outcome(child) in OPEN} == set(part.provisions)
        assert part.cells == judge.cells(judge.members(part.region))
    depths = [len(part.provisions) for part in parts]
    assert depths == sorted(depths, reverse=True)


@settings(max_examples=drawn(60))
@given(rule_sets(), st.data())
def test_the_matrix_holds_every_pair_once(rules: RuleSet, data: st.DataObject) -> None:
    book = Rulebook(rules)
    pairs = overlaps(Settled(book, data.draw(settings_of(rules))), book.provisions)
    assert [one.provisions for one in pairs] == list(itertools.combinations(rules.by_id, 2))


@settings(max_examples=drawn(60))
@given(rule_sets(), st.data())
def test_a_moved_threshold_opens_what_the_changed_criterion_says(rules: RuleSet, data: st.DataObject) -> None:
    chosen = data.draw(settings_of(rules))
    judge, book = Enumerated(rules, chosen), Rulebook(rules)
    settled = Settled(book, chosen)
    found = [(one, shift) for one in book.provisions for shift in shifts(settled, one, (-1, 1))]
    assume(found)
    one, shift = data.draw(st.sampled_from(found))
    scored = [
        (item.strength.value == "must_not", shift.condition if item.id == shift.criterion else item.condition)
        for item in one.provision.version.criteria
        if item.condition is not None and item.strength.value != "guidance"
    ]
    holds = [(refused, judge.judge.holds(condition)) for refused, condition in scored if condition is not None]
    opened = judge.where(lambda child: all(bool(held(child)) != refused for refused, held in holds))
    assert judge.members(opened_by(settled, one, shift)) == opened
    assert shift.before != shift.after


@settings(max_examples=drawn(40))
@given(rule_sets(), st.data())
def test_what_is_given_cuts_every_region(rules: RuleSet, data: st.DataObject) -> None:
    chosen = data.draw(settings_of(rules))
    need = rules.needs.fields[0] if rules.needs.fields[0].ids else rules.needs.fields[-1]
    assume(need.ids)
    given_ = AllOf((OneOf(need.id, (need.ids[0],)),))
    judge, book = Enumerated(rules, chosen), Rulebook(rules)
    settled = Settled(book, chosen).among(given_)
    holds = judge.judge.holds(given_)
    assert judge.members(settled.possible) == judge.where(lambda child: bool(holds(child)))
    for one in book.provisions:
        opened = {child for child in judge.having({one.id: OPEN}) if holds(child)}
        assert judge.members(settled.open_to(one)) == opened
