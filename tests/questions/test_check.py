"""The check on small rule sets, every answer of it, against enumeration of the complete profiles."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.errors import Refused
from admissions.model.conditions import OneOf
from admissions.model.needs import YES, Kind, NeedField, Rule
from admissions.model.outcomes import Answer, Outcome
from admissions.model.profiles import Profile
from admissions.model.provisions import Provision
from admissions.questions.check import CheckAnswer, Checker
from admissions.text.lowering import Lowering
from tests.drawn import drawn
from tests.judges.completions import Child, Completions
from tests.questions.small import Asked, checks, one_place_only
from tests.rule_sets import entry, exactly, profiles


def checked(asked: Asked) -> tuple[CheckAnswer, Completions, list[Child]] | None:
    """The answer with the judge and the children of the profile, or None where it is refused, and rightly so."""
    judge = Completions(asked.rules)
    children = judge.children(asked.profile, asked.settings)
    if not children:
        with pytest.raises(Refused):
            asked.checker().check(asked.profile)
        return None
    return asked.checker().check(asked.profile), judge, children


@settings(max_examples=drawn(200))
@given(checks())
def test_outcomes_and_statuses_are_those_of_the_completions(asked: Asked) -> None:
    found = checked(asked)
    if found is None:
        return
    answer, judge, children = found
    assert [one.read.provision for one in answer.provisions] == list(asked.rules.provisions)
    for one in answer.provisions:
        assert one.outcomes == judge.outcomes(one.read.provision, children)
        for criterion in one.criteria:
            written = criterion.read.criterion
            if written.condition is None:
                assert criterion.status is None
            else:
                assert criterion.status is judge.status(written.condition, children)
                assert criterion.waived is judge.waived(written, children)
        missing = one.read.provision.version.not_recorded
        assert one.missing == tuple(judge.answer(part.where, children) for part in missing)
        parts = one.read.provision.version.parts
        assert one.parts == tuple(part.where and judge.answer(part.where, children) for part in parts)


@settings(max_examples=drawn(100))
@given(checks(), st.data())
def test_what_is_unusual_is_what_no_completion_agrees_with(asked: Asked, data: st.DataObject) -> None:
    """Of rules about profiles that are drawn like conditions of criteria, under any settings of the assumptions."""
    written = [one.condition for read in asked.rules.provisions for one in read.version.criteria if one.condition]
    chosen = data.draw(st.lists(st.sampled_from(written), max_size=3)) if written else []
    lowering = Lowering(asked.rules.needs, asked.rules.scales, asked.rules.assumptions)
    with suppress(ValueError):  # a rule about profiles refers to no provision
        seldom = tuple(Rule(f"rule_{n}", f"rule {n}", one, lowering.lower(one)) for n, one in enumerate(chosen))
        rules = replace(asked.rules, needs=replace(asked.rules.needs, plausible=seldom))
        judge, checker = Completions(rules), replace(asked, rules=rules).checker()
        children = judge.children(asked.profile, asked.settings)
        if children:
            told = checker.unusual(checker.walker(checker.situate(asked.profile)[0]))
            assert told == tuple(one.what for one in seldom if judge.answer(one.condition, children) is Answer.NO)


@settings(max_examples=drawn(150))
@given(checks())
def test_the_criteria_for_a_child_who_is_there_are_answered_apart(asked: Asked) -> None:
    """Nothing of a published list for entry that is not recorded takes part in them."""
    found = checked(asked)
    if found is None:
        return
    _, judge, children = found
    checker = asked.checker()
    walker = checker.walker(checker.situate(asked.profile)[0])
    for prepared in checker.provisions:
        provision = prepared.read.provision
        there = replace(provision.version, criteria=provision.version.stay, not_recorded=())
        expected = judge.outcomes(replace(provision, version=there), children) if there.stay else None
        assert checker.stays(prepared.read, walker) == expected


@settings(max_examples=drawn(150))
@given(checks())
def test_an_answer_turns_on_exactly_the_assumptions_that_would_change_it(asked: Asked) -> None:
    found = checked(asked)
    if found is None:
        return
    answer, judge, _ = found
    for one in answer.provisions:
        assert one.turns_on == judge.turns_on(judge.outcome(one.read.provision), asked.profile, asked.settings)
        for criterion in one.criteria:
            condition = criterion.read.criterion.condition
            if condition is not None:
                expected = judge.turns_on(judge.holds(condition), asked.profile, asked.settings)
                assert criterion.turns_on == expected


@settings(max_examples=drawn(150))
@given(checks())
def test_a_field_is_asked_for_where_some_answer_to_it_leaves_fewer_outcomes(asked: Asked) -> None:
    found = checked(asked)
    if found is None:
        return
    answer, judge, children = found
    for one in answer.provisions:
        assert one.ask == expected_ask(judge, one.read.provision, children)


def expected_ask(judge: Completions, provision: Provision, children: list[Child]) -> tuple[str, ...]:
    return judge.asked_for(provision, children, judge.depends_on(judge.outcome(provision)))


def test_what_fields_say_only_together_is_taken_into_account() -> None:
    asked = one_place_only()
    found = checked(asked)
    assert found is not None
    (never_both, both_or_flag, _), judge, children = found[0].provisions, found[1], found[2]
    assert never_both.outcomes == judge.outcomes(asked.rules.provisions[0], children) == (Outcome.MEETS,)
    assert never_both.ask == ()
    assert len(both_or_flag.outcomes) == 2
    assert both_or_flag.ask == expected_ask(judge, asked.rules.provisions[1], children) == ("flag",)


@settings(max_examples=drawn(100))
@given(checks())
def test_what_to_ask_next_is_what_settles_most(asked: Asked) -> None:
    found = checked(asked)
    if found is None:
        return
    answer, judge, children = found
    unsettled = [one for one in answer.provisions if len(one.outcomes) > 1]
    wanted = {name for one in answer.provisions for name in one.ask}
    assert {question.field for question in answer.ask_next} == wanted
    assert list(answer.ask_next) == sorted(answer.ask_next, key=lambda question: -question.settles)
    for question in answer.ask_next:
        expected = sum(settles(judge, question.field, one.read.provision, children) for one in unsettled)
        assert question.settles == pytest.approx(expected, abs=0.051)


def settles(judge: Completions, field: str, provision: Provision, children: list[Child]) -> float:
    """The share of the possible answers to a field that leave one outcome, answers weighed by plans where counted."""
    depends = judge.depends_on(judge.outcome(provision))
    need = judge.rules.needs[field]
    axes = [axis.name for axis in need.axes if axis.name in depends]
    if not axes or len(judge.answers(field, children, axes)) == 1:
        return 0.0
    settled = total = 0.0
    for some in judge.answers(field, children, axes):
        value = need.by_id.get(some[0][judge.place[axes[0]]])
        weight = float(value.plans or 1) if value else 1.0
        total += weight
        settled += weight * (len(judge.outcomes(provision, some)) == 1)
    return settled / total


@settings(max_examples=drawn(100))
@given(checks(), st.data())
def test_partly_known_is_the_union_over_its_values(asked: Asked, data: st.DataObject) -> None:
    found = checked(asked)
    if found is None:
        return
    answer, judge, children = found
    need = asked.rules.needs[data.draw(st.sampled_from(judge.fields()))]
    together: dict[str, set[Outcome]] = {one.read.id: set() for one in answer.provisions}
    checker, lowering = asked.checker(), Lowering(asked.rules.needs)
    for some in judge.answers(need.id, children):
        known = [some[0][judge.place[axis.name]] for axis in need.axes]
        members = [member for member, held in zip(need.ids, known, strict=True) if held == YES] if several(need) else []
        said = exactly(need, members) if several(need) else OneOf(need.id, (known[0],))
        narrowed = Profile((*asked.profile.entries, entry(lowering, need.id, said)))
        for one in checker.check(narrowed).provisions:
            together[one.read.id] |= set(one.outcomes)
    assert together == {one.read.id: set(one.outcomes) for one in answer.provisions}


def several(need: NeedField) -> bool:
    return need.kind is Kind.SEVERAL


# --- the same answer again -------------------------------------------------------------------------------------------


@settings(max_examples=drawn(100))
@given(checks(), st.data())
def test_the_answer_is_the_same_whatever_was_asked_before_and_in_any_order(asked: Asked, data: st.DataObject) -> None:
    used = asked.checker()
    others = data.draw(st.lists(profiles(asked.rules), max_size=3))
    for profile in (*others, asked.profile, *others):
        fresh = Checker(used.book, asked.settings, used.book.provisions)
        shuffled = Profile(tuple(data.draw(st.permutations(profile.entries))))
        first = answer_of(used, profile)
        assert answer_of(used, profile) == first
        assert answer_of(fresh, profile) == first
        assert answer_of(used, shuffled) == first


def answer_of(checker: Checker, profile: Profile) -> CheckAnswer | None:
    """The answer, or None where the profile is refused."""
    try:
        return checker.check(profile)
    except Refused:
        return None
