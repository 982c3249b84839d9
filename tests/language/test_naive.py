"""The naive evaluator itself, held to answers worked out by hand: it judges the rest, so it is judged first."""

from __future__ import annotations

from typing import get_args

import pytest

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
    Count,
    Indicator,
    Indicators,
    NoneRecorded,
    NotThis,
    OneOf,
    OutcomeOf,
    ScaleTerm,
    Surface,
    Unless,
)
from admissions.model.outcomes import Outcome
from admissions.questions.rulebook import Rulebook
from tests.judges.naive import Naive

Y7_AT_Y2 = {"year_group": "Y7", "working_level": "y2"}
ALWAYS, NEVER = Always(True), Always(False)
YES, NO = OneOf("flag", ("yes",)), OneOf("flag", ("no",))


@pytest.fixture(scope="module")
def naive(book: Rulebook) -> Naive:
    return Naive.of(book.rules)


@pytest.fixture(scope="module")
def plainest(book: Rulebook) -> dict[str, str]:
    witness = book.space.everything.witness()
    assert witness is not None
    return witness


def years(low: int | None, high: int | None) -> Between:
    return Between("years_below", None if low is None else Bound(low), None if high is None else Bound(high))


GV6 = ScaleTerm("gv", "GV6")
P8 = ScaleTerm("p_levels", "P8")
YEAR_3 = ScaleTerm("year_expectations", "Year 3")
WORDED = (Indicator("a", "a", ALWAYS), Indicator("b", "b", NEVER), Indicator("c", "c", ALWAYS))
BY_COUNT = Indicators(
    WORDED,
    reading="brent_knoll_indicators",
    counts=(("none_decisive", "none"), ("any", "some"), ("most", 2), ("all", 3)),
)

BY_HAND: list[tuple[Surface, dict[str, str], bool]] = [
    (ALWAYS, {}, True),
    (NEVER, {}, False),
    # one value of a choice, a flag, a several-field
    (OneOf("primary_need", ("ASD", "SLCN")), {"primary_need": "SLCN"}, True),
    (OneOf("primary_need", ("ASD", "SLCN")), {"primary_need": "SEMH"}, False),
    (OneOf("additional_needs", ("SEMH", "HI")), {"additional_needs.HI": "yes"}, True),
    (OneOf("additional_needs", ("SEMH", "HI")), {"additional_needs.VI": "yes"}, False),
    (NoneRecorded("additional_needs"), {}, True),
    (NoneRecorded("additional_needs"), {"additional_needs.OTH": "yes"}, False),
    # a need whether it is primary or additional
    (OneOf("any_need", ("SEMH",)), {"primary_need": "SEMH"}, True),
    (OneOf("any_need", ("SEMH",)), {"primary_need": "ASD", "additional_needs.SEMH": "yes"}, True),
    (OneOf("any_need", ("SEMH",)), {"primary_need": "ASD", "additional_needs.HI": "yes"}, False),
    # key stages
    (OneOf("key_stage", ("EYFS",)), {"year_group": "R"}, True),
    (OneOf("key_stage", ("KS1", "KS2")), {"year_group": "Y7"}, False),
    (OneOf("key_stage", ("KS5",)), {"year_group": "post_19"}, False),
    # ranges of an order
    (Between("year_group", Bound("R"), Bound("Y14")), {"year_group": "R"}, True),
    (Between("year_group", Bound("R"), Bound("Y14")), {"year_group": "N2"}, False),
    (Between("year_group", Bound("R"), Bound("Y14")), {"year_group": "post_19"}, False),
    (Between("learning_difficulty", Bound("none", inclusive=False)), {"learning_difficulty": "none"}, False),
    (Between("learning_difficulty", Bound("none", inclusive=False)), {"learning_difficulty": "mild"}, True),
    (Between("working_level", None, Bound("y3", inclusive=False)), {"working_level": "y3_start"}, True),
    (Between("working_level", None, Bound("y3", inclusive=False)), {"working_level": "y3"}, False),
    # terms of a scale: GV6 is P6 read narrowly and P5 to P7 read widely; Year 3 spans two levels
    (OneOf("working_level", (GV6,)), {"working_level": "p6"}, True),
    (OneOf("working_level", (GV6,)), {"working_level": "p7"}, False),
    (OneOf("working_level", (GV6,)), {"working_level": "p7", "gv_gv6": "wide"}, True),
    (OneOf("working_level", (GV6,)), {"working_level": "p8", "gv_gv6": "wide"}, False),
    (OneOf("working_level", (YEAR_3,)), {"working_level": "y3_start"}, True),
    (OneOf("working_level", (YEAR_3,)), {"working_level": "y4"}, False),
    (Between("working_level", Bound(GV6)), {"working_level": "p5"}, False),
    (Between("working_level", Bound(GV6)), {"working_level": "p5", "gv_gv6": "wide"}, True),
    (Between("working_level", Bound(GV6, inclusive=False)), {"working_level": "p7"}, True),
    (Between("working_level", Bound(GV6, inclusive=False)), {"working_level": "p7", "gv_gv6": "wide"}, False),
    (Between("working_level", None, Bound(GV6)), {"working_level": "p7"}, False),
    (Between("working_level", None, Bound(GV6)), {"working_level": "p7", "gv_gv6": "wide"}, True),
    (Between("working_level", None, Bound(GV6, inclusive=False)), {"working_level": "p5"}, True),
    (Between("working_level", None, Bound(GV6, inclusive=False)), {"working_level": "p5", "gv_gv6": "wide"}, False),
    (Between("working_level", Bound(P8), Bound(YEAR_3)), {"working_level": "y3"}, True),
    # years below: Year 7 less Year 2 is 5, or 6 counted from the year completed
    (years(5, 5), Y7_AT_Y2, True),
    (years(6, None), Y7_AT_Y2, False),
    (years(6, 6), Y7_AT_Y2 | {"years_below_counts_from": "year_completed"}, True),
    (OneOf("years_below", (4, 5)), Y7_AT_Y2, True),
    (OneOf("years_below", (-2,)), {"year_group": "Y1", "working_level": "y3_start"}, True),
    # P5 stands for -2, or -3 by developmental age: Reception less P5
    (years(2, 2), {"year_group": "R", "working_level": "p5"}, True),
    (years(3, 3), {"year_group": "R", "working_level": "p5", "steps_below_year_1": "developmental_age"}, True),
    (years(2, 2), {"year_group": "R", "working_level": "p6", "steps_below_year_1": "developmental_age"}, True),
    # Year 13 at Year 9 is 4 below, or 2 where expectations stop at Year 11; there Year 12 work at Year 13 is none below
    (years(4, 4), {"year_group": "Y13", "working_level": "y9"}, True),
    (years(2, 2), {"year_group": "Y13", "working_level": "y9", "level_above_year_11": "stops_at_year_11"}, True),
    (years(0, 0), {"year_group": "Y13", "working_level": "y12", "level_above_year_11": "stops_at_year_11"}, True),
    # and, or, not, unless, so many of
    (AllOf((ALWAYS, NEVER)), {}, False),
    (AllOf((ALWAYS, ALWAYS)), {}, True),
    (AnyOf((ALWAYS, NEVER)), {}, True),
    (AnyOf((NEVER, NEVER)), {}, False),
    (NotThis(NEVER), {}, True),
    (Unless(NEVER, ALWAYS), {}, True),
    (Unless(NEVER, NEVER), {}, False),
    (Unless(ALWAYS, NEVER), {}, True),
    (AtLeast(2, (ALWAYS, NEVER, ALWAYS)), {}, True),
    (AtLeast(3, (ALWAYS, NEVER, ALWAYS)), {}, False),
    (AtLeast(0, (NEVER,)), {}, True),
    (AtLeast("most", (ALWAYS, NEVER)), {}, False),
    (AtLeast("most", (ALWAYS, NEVER, ALWAYS)), {}, True),
    (AtLeast("some", (NEVER, NEVER)), {}, False),
    (AtLeast("all", (ALWAYS, NEVER)), {}, False),
    (AtLeast("none", (NEVER, NEVER)), {}, True),
    (Indicators(WORDED, 2), {}, True),
    (Indicators(WORDED, "all"), {}, False),
    (BY_COUNT, {"brent_knoll_indicators": "any"}, True),
    (BY_COUNT, {"brent_knoll_indicators": "most"}, True),
    (BY_COUNT, {"brent_knoll_indicators": "all"}, False),
    # the first case that holds counts, even where a later one holds too
    (ByCase((Case(ALWAYS, NEVER), Case(ALWAYS, ALWAYS)), ALWAYS), {}, False),
    (ByCase((Case(NEVER, NEVER), Case(ALWAYS, ALWAYS)), NEVER), {}, True),
    (ByCase((Case(NEVER, NEVER),), ALWAYS), {}, True),
    (ByReading("three_to_four_years", (("floor", ALWAYS), ("band", NEVER))), {"three_to_four_years": "floor"}, True),
    (ByReading("three_to_four_years", (("floor", ALWAYS), ("band", NEVER))), {"three_to_four_years": "band"}, False),
    # the plainest child of all has no plan, which Drumbeat asks for
    (OutcomeOf("drumbeat", ("does_not_meet",)), {}, True),
    (OutcomeOf("drumbeat", ("meets", "discretion")), {}, False),
]


@pytest.mark.parametrize(("condition", "child", "holds"), BY_HAND)
def test_conditions_hold_as_worked_out_by_hand(
    naive: Naive, plainest: dict[str, str], condition: Surface, child: dict[str, str], holds: bool
) -> None:
    assert set(child) <= set(plainest)
    assert naive.holds(condition, plainest | child) is holds


def test_every_member_of_the_union_is_worked_out_by_hand() -> None:
    assert {type(condition) for condition, *_ in BY_HAND} == set(get_args(Surface))


@pytest.mark.parametrize(
    ("count", "least"), [("none", 0), ("some", 1), ("most", 5), ("all", 9), (0, 0), (1, 1), (7, 7), (9, 9)]
)
def test_of_nine_things_a_count_asks_for_so_many(naive: Naive, count: Count, least: int) -> None:
    for number in range(10):
        parts = (ALWAYS,) * number + (NEVER,) * (9 - number)
        assert naive.holds(AtLeast(count, parts), {}) is (number >= least)


# Drumbeat, from its page: a plan, Reception to Year 14, a diagnosis, learning difficulties (waived from KS4), autism as
# a major barrier, attainment (waived from KS4); part of the page is cut off, so nobody is known to meet it.
AT_DRUMBEAT = {
    "year_group": "Y8",
    "ehc_plan": "final",
    "autism_diagnosis": "confirmed",
    "learning_difficulty": "moderate",
    "autism_main_barrier": "yes",
    "working_level": "y3",
}


@pytest.mark.parametrize(
    ("other", "outcome"),
    [
        ({}, Outcome.NOT_RULED_OUT),
        ({"ehc_plan": "draft"}, Outcome.NOT_RULED_OUT),
        ({"ehc_plan": "in_assessment"}, Outcome.DOES_NOT_MEET),
        ({"working_level": "y4"}, Outcome.DOES_NOT_MEET),
        ({"year_group": "Y10", "working_level": "y9"}, Outcome.DISCRETION),
        ({"year_group": "Y10", "working_level": "y9", "ehc_plan": "none"}, Outcome.DOES_NOT_MEET),
        ({"year_group": "Y10", "working_level": "y3", "learning_difficulty": "none"}, Outcome.DISCRETION),
        ({"learning_difficulty": "none"}, Outcome.DOES_NOT_MEET),
        ({"autism_strategies_help": "no"}, Outcome.NOT_RULED_OUT),  # guidance is never scored
    ],
)
def test_outcomes_of_drumbeat_come_out_as_read_from_its_page(
    naive: Naive, plainest: dict[str, str], other: dict[str, str], outcome: Outcome
) -> None:
    assert naive.outcome(naive.versions["drumbeat"], plainest | AT_DRUMBEAT | other) is outcome
