"""What an answer rests on, against enumeration: enough to settle it, nothing that could be left out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.model.needs import YES, Difference, Either, Kind
from admissions.questions.check import Checker
from admissions.questions.read import ReadProvision
from admissions.questions.reasons import held, rests_on
from admissions.questions.rulebook import Rulebook
from admissions.questions.situation import Situation, situate
from admissions.questions.walks import Walker
from tests.drawn import drawn
from tests.judges.completions import Child, Completions, Function
from tests.questions.small import Asked, checks, one_place_only


class Rested:
    """A check with what each of its answers rests on, and the means to enumerate children with some fields opened."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.judge = Completions(asked.rules)
        self.book = Rulebook(asked.rules)
        self.space = self.book.space
        self.situation: Situation = situate(self.book, asked.profile, asked.settings)
        self.walker: Walker = Checker(self.book, asked.settings, self.book.provisions).walker(self.situation)
        self.children = self.judge.children(asked.profile, asked.settings)

    def answers(self) -> Iterator[tuple[int, Function]]:
        """The diagram of each outcome and each criterion, with what the naive evaluator says of a child."""
        for read in self.book.provisions:
            yield read.diagram, self.judge.outcome(read.provision)
            yield from self.criteria(read)

    def criteria(self, read: ReadProvision) -> Iterator[tuple[int, Function]]:
        for one in read.criteria:
            if one.holds is not None and one.criterion.condition is not None:
                yield one.holds.node, self.judge.holds(one.criterion.condition)

    def values(self, level: int) -> tuple[str, ...]:
        """The values that are left at a level."""
        return self.space.ids(level, self.situation.box[level])

    def with_only(self, levels: frozenset[int]) -> list[Child]:
        """Every complete profile, possible or not, with what is left at these levels and anything at the others."""
        needs: list[Sequence[str]] = [
            self.values(level) if level in levels else axis.values for level, axis in enumerate(self.space.needs.axes)
        ]
        return list(itertools.product(*needs, *(self.asked.settings[name] for name in self.judge.readings)))

    def with_what_ties(self, levels: frozenset[int]) -> list[Child]:
        """The same, of those that are possible and have every relation between axes that was entered."""
        needs = self.asked.rules.needs
        relations = [
            entry.condition
            for entry in self.asked.profile.entries
            if isinstance(needs[entry.field].derived, (Difference, Either))
            or self.judge.naive.readings(entry.condition)
        ]
        tests = [self.judge.holds(one) for one in (*relations, *(rule.condition for rule in needs.possible))]
        return [child for child in self.with_only(levels) if all(test(child) for test in tests)]


def results(function: Function, children: list[Child]) -> set[object]:
    return {function(child) for child in children}


@settings(max_examples=drawn(100))
@given(checks(possible_only=True))
def test_a_settled_answer_stays_settled_when_every_other_field_is_unknown(asked: Asked) -> None:
    rested = Rested(asked)
    for node, function in rested.answers():
        found = results(function, rested.children)
        if len(found) == 1:
            levels = rests_on(rested.walker, node)
            assert results(function, rested.with_what_ties(levels)) == found


@settings(max_examples=drawn(100))
@given(checks(possible_only=True))
def test_no_field_on_which_a_settled_answer_rests_can_be_left_out(asked: Asked) -> None:
    rested = Rested(asked)
    for node, function in rested.answers():
        found = results(function, rested.children)
        levels = rests_on(rested.walker, node)
        # Where what is possible takes part in settling it, every level that is tied stays.
        if len(found) == 1 and results(function, rested.with_only(levels)) == found:
            for level in levels:
                assert results(function, rested.with_only(levels - {level})) != found


@settings(max_examples=drawn(100))
@given(checks(possible_only=True))
def test_where_what_is_possible_settles_it_no_field_that_is_not_tied_is_kept_for_nothing(asked: Asked) -> None:
    rested = Rested(asked)
    tied = rested.situation.space.diagrams.support(rested.situation.inside)
    for node, function in rested.answers():
        found = results(function, rested.children)
        levels = rests_on(rested.walker, node)
        if len(found) == 1 and results(function, rested.with_only(levels)) != found:
            for level in levels - tied:
                assert results(function, rested.with_what_ties(levels - {level})) != found


@settings(max_examples=drawn(100))
@given(checks(possible_only=True))
def test_an_open_answer_rests_on_the_open_levels_that_it_depends_on(asked: Asked) -> None:
    rested = Rested(asked)
    box = [rested.values(level) for level in range(rested.space.first_assumption)]
    assumed = [asked.settings[name] for name in rested.judge.readings]
    for node, function in rested.answers():
        if len(results(function, rested.children)) > 1:
            depends = {
                level
                for child in itertools.product(*box, *assumed)
                for level, values in enumerate(box)
                if function(child) != function((*child[:level], values[0], *child[level + 1 :]))
            }
            assert rests_on(rested.walker, node) == depends


@settings(max_examples=drawn(100))
@given(checks(possible_only=True), st.data())
def test_a_field_holds_the_values_that_the_profile_allows(asked: Asked, data: st.DataObject) -> None:
    rested = Rested(asked)
    judge, need = rested.judge, data.draw(st.sampled_from(asked.rules.needs.fields))
    shown = held(rested.book, rested.walker, need)
    if need.kind is Kind.SEVERAL:
        found = {
            member: {child[judge.place[f"{need.id}.{member}"]] for child in rested.children} for member in need.ids
        }
        certain = tuple(member for member, values in found.items() if values == {YES})
        doubtful = tuple(member for member, values in found.items() if len(values) > 1)
        assert shown == ({"includes": certain, "not_known": doubtful} if doubtful else certain)
    elif need.kind is not Kind.DERIVED:
        left = {child[judge.place[need.id]] for child in rested.children}
        assert shown == tuple(value for value in need.ids if value in left)


def test_what_settles_an_answer_only_together_with_others_is_named_too() -> None:
    rested = Rested(one_place_only())
    never_both = rested.book.provisions[0]
    names = {rested.space.axes[level].name for level in rests_on(rested.walker, never_both.diagram)}
    assert names == {"need", "also.A", "also.B"}
    # A field that the criterion mentions as well, and that need not be looked at, is not named.
    or_flag = rested.book.provisions[2]
    names = {rested.space.axes[level].name for level in rests_on(rested.walker, or_flag.diagram)}
    assert names == {"need", "also.A", "also.B"}
