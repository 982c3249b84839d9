"""What a provision asks, said as shortly as it can be: of the same children, with nothing that makes no difference."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.model.algebra import EVERYONE, NO_ONE, all_of, any_of, opposite
from admissions.model.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Between,
    Bound,
    ByCase,
    ByReading,
    Case,
    NotThis,
    OneOf,
    Surface,
)
from admissions.model.outcomes import Outcome
from admissions.model.provisions import RuleSet
from admissions.questions.rulebook import Rulebook, Settings
from admissions.questions.settled import Settled
from admissions.questions.wording import Ask, Shortener, asks
from admissions.service import open_rules
from tests.aims.baseline import AS_AT
from tests.drawn import drawn
from tests.judges.completions import Completions
from tests.rule_sets import rule_sets
from tests.strategies import Author, Vocabulary

OPEN = (Outcome.MEETS, Outcome.NOT_RULED_OUT)


def settled(book: Rulebook, settings: Settings | None = None) -> Settled:
    """A rule book with every assumption left open, unless other settings are given."""
    return Settled(book, book.settings(leave_open=["all"]) if settings is None else settings)


def complete(rules: RuleSet) -> Completions:
    """All complete profiles of a small rule set, possible or not."""
    return Completions(rules)


def children_of(judge: Completions) -> list[tuple[str, ...]]:
    """Every combination of values, of the assumptions too."""
    return list(itertools.product(*judge.needs, *judge.readings.values()))


@settings(max_examples=drawn(40))
@given(rule_sets())
def test_a_provision_is_open_exactly_where_all_that_it_asks_holds(rules: RuleSet) -> None:
    judge, book = complete(rules), Rulebook(rules)
    for provision in book.provisions:
        said = [judge.holds(ask.condition) for ask in asks(provision)]
        outcome = judge.outcome(provision.provision)
        for child in children_of(judge):
            assert all(holds(child) for holds in said) == (outcome(child) in OPEN)


@settings(max_examples=drawn(40))
@given(rule_sets(), st.data())
def test_the_shortest_words_mean_the_same_in_the_region_and_none_can_be_left_out(
    rules: RuleSet, data: st.DataObject
) -> None:
    judge, shortener = complete(rules), Shortener(settled(Rulebook(rules)))
    author = Author(data.draw, Vocabulary(rules.needs, rules.scales, rules.assumptions))
    asked = [Ask(f"criterion_{place}", author.condition(4)) for place in range(author.pick((1, 2, 3, 4)))]
    care = author.condition(6)
    inside = [child for child in children_of(judge) if judge.holds(care)(child)]
    short = shortener.shortest(asked, shortener.region(care))

    def kept(asks: list[Ask]) -> list[bool]:
        said = [judge.holds(ask.condition) for ask in asks]
        return [all(holds(child) for holds in said) for child in inside]

    assert kept(list(short)) == kept(asked)
    for place in range(len(short)):
        assert kept([*short[:place], *short[place + 1 :]]) != kept(asked)
    assert {ask.criterion for ask in short} <= {ask.criterion for ask in asked}


@given(rule_sets(), st.data())
def test_what_is_said_of_children_is_the_same_condition(rules: RuleSet, data: st.DataObject) -> None:
    judge = complete(rules)
    condition = Author(data.draw, Vocabulary.of(rules)).condition(6)
    said = Shortener(settled(Rulebook(rules))).of_whom(condition)
    holds, other = judge.holds(condition), judge.holds(said)
    assert all(holds(child) == other(child) for child in children_of(judge))


@given(rule_sets(), st.data())
def test_the_opposite_of_a_condition_holds_of_the_others(rules: RuleSet, data: st.DataObject) -> None:
    judge = complete(rules)
    condition = Author(data.draw, Vocabulary.of(rules)).condition(5)
    holds, other = judge.holds(condition), judge.holds(opposite(condition))
    for child in children_of(judge):
        assert holds(child) != other(child)


def test_conditions_are_joined_flat_and_the_values_of_one_field_together() -> None:
    a, b, c = (OneOf("primary_need", (value,)) for value in ("ASD", "SLCN", "SEMH"))
    flag = OneOf("spiky_profile", ("yes",))
    assert any_of((AnyOf((a, b)), c, NO_ONE, flag)) == AnyOf((OneOf("primary_need", ("ASD", "SLCN", "SEMH")), flag))
    assert any_of((a, EVERYONE)) == EVERYONE
    assert any_of(()) == NO_ONE
    assert all_of((AllOf((a, flag)), EVERYONE, b)) == AllOf((a, flag, b))
    assert all_of((a, NO_ONE)) == NO_ONE
    assert all_of(()) == EVERYONE


SPIKY, BEHAVIOUR, MENTAL = (
    OneOf(name, ("yes",)) for name in ("spiky_profile", "challenging_behaviour", "mental_health_issues")
)
YEAR_2 = OneOf("year_group", ("Y2",))
YEAR_7 = OneOf("year_group", ("Y7",))
LATE = Between("year_group", Bound("Y7"))
LOW, HIGH = Between("working_level", Bound("p4")), Between("working_level", Bound("p8"))


@pytest.mark.parametrize(
    ("condition", "care", "short"),
    [
        (Between("year_group", Bound("Y3"), Bound("Y9")), LATE, Between("year_group", None, Bound("Y9"))),
        (Between("year_group", Bound("Y3")), LATE, EVERYONE),
        (Between("year_group", None, Bound("Y3")), LATE, NO_ONE),
        (OneOf("year_group", ("Y2", "Y7", "Y8")), LATE, OneOf("year_group", ("Y7", "Y8"))),
        (AnyOf((SPIKY, BEHAVIOUR)), NotThis(SPIKY), BEHAVIOUR),
        (AtLeast(2, (SPIKY, BEHAVIOUR, MENTAL)), SPIKY, AnyOf((BEHAVIOUR, MENTAL))),
        (AtLeast(2, (SPIKY, BEHAVIOUR, MENTAL)), NotThis(SPIKY), AllOf((BEHAVIOUR, MENTAL))),
        (ByCase((Case(YEAR_7, HIGH),), LOW), YEAR_7, HIGH),
        (ByCase((Case(YEAR_7, HIGH),), LOW), NotThis(YEAR_7), LOW),
        (ByCase((Case(YEAR_2, HIGH), Case(YEAR_7, HIGH)), LOW), LATE, ByCase((Case(YEAR_7, HIGH),), LOW)),
    ],
)  # fmt: skip
def test_what_makes_no_difference_is_left_out(condition: Surface, care: Surface, short: Surface) -> None:
    shortener = Shortener(settled(open_rules(None, AS_AT)))
    assert shortener.short(condition, shortener.region(care)) == short


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (ByCase((Case(YEAR_2, NO_ONE), Case(YEAR_7, LOW)), NO_ONE), AllOf((YEAR_7, LOW))),
        (ByCase((Case(YEAR_2, HIGH), Case(YEAR_7, LOW)), NO_ONE), AnyOf((AllOf((YEAR_2, HIGH)), AllOf((YEAR_7, LOW))))),
        (ByCase((Case(YEAR_7, HIGH),), EVERYONE), AnyOf((NotThis(YEAR_7), AllOf((YEAR_7, HIGH))))),
        (ByCase((Case(YEAR_7, NO_ONE),), HIGH), AllOf((NotThis(YEAR_7), HIGH))),
        (AllOf((SPIKY, ByCase((Case(YEAR_7, NO_ONE),), HIGH))), AllOf((SPIKY, NotThis(YEAR_7), HIGH))),
        # Read in their order: of Year 7 with a spiky profile it holds of nobody.
        (ByCase((Case(YEAR_7, NO_ONE), Case(SPIKY, HIGH)), LOW), None),
        (ByCase((Case(YEAR_7, HIGH),), LOW), None),
    ],
)
def test_a_case_that_accepts_nobody_is_not_said_of_children(condition: Surface, said: Surface | None) -> None:
    assert Shortener(settled(open_rules(None, AS_AT))).of_whom(condition) == (said or condition)


def test_a_reading_that_was_left_out_is_not_taken_for_one_of_the_others() -> None:
    """It is left out where no child is read so, and the words may be asked again of children who are."""
    book = open_rules(None, AS_AT)
    shortener = Shortener(settled(book))
    left_out = ByReading("three_to_four_years", (("floor", EVERYONE),))
    assert shortener.short(left_out, shortener.settled.space.everything) == ByReading(
        "three_to_four_years", (("floor", EVERYONE), ("band", NO_ONE))
    )


def test_the_real_rules_are_said_shortly() -> None:
    """What Drumbeat asks of a child whom Greenvale is open to, read in the pages: diagnosis, barrier and attainment."""
    book = open_rules(None, AS_AT)
    shortener = Shortener(settled(book))
    greenvale, drumbeat = book.by_id["greenvale"], book.by_id["drumbeat"]
    within = shortener.region(all_of(ask.condition for ask in asks(greenvale)))
    said = shortener.shortest(asks(drumbeat), within)
    assert [ask.criterion for ask in said] == ["autism_diagnosis", "barrier", "attainment"]
