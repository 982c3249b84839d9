"""How conditions are worded: what is not so is said outright, years have two sides, a list can be said in full."""

from __future__ import annotations

from dataclasses import replace

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
    Indicator,
    Indicators,
    NoneRecorded,
    NotThis,
    OneOf,
    OutcomeOf,
    ScaleTerm,
    Surface,
)
from admissions.model.provisions import Scale
from admissions.questions.rulebook import Rulebook
from admissions.words.conditions import NOTHING_ASKED, Speaker, say, say_all
from tests.judges.english import CannotRead, English

AUTISM = OneOf("primary_need", ("ASD",))
SPIKY, EVEN = OneOf("spiky_profile", ("yes",)), OneOf("spiky_profile", ("no",))
SEVERE = OneOf("any_need", ("SLD",))


@pytest.mark.parametrize(
    ("denied", "words"),
    [
        (SPIKY, "the profile of strengths and needs is even"),
        (EVEN, "the profile of strengths and needs is spiky"),
        (AUTISM, "the primary need is not autism"),
        (OneOf("primary_need", ("ASD", "PD", "DS")),
         "the primary need is neither autism, physical disability nor Down syndrome"),
        (OneOf("additional_needs", ("ASD",)), "additional needs do not include autism"),
        (OneOf("additional_needs", ("ASD", "HI")), "additional needs include neither autism nor hearing impairment"),
        (NoneRecorded("additional_needs"), "some additional needs are recorded"),
        (SEVERE, "severe learning difficulty is not recorded as a primary or additional need"),
        (OneOf("key_stage", ("KS1",)), "the child is not in Key Stage 1"),
        (Between("working_level", Bound("p8")), "the working level is below P8"),
        (Between("working_level", high=Bound("p8")), "the working level is above P8"),
        (Between("working_level", Bound("p8"), Bound("y2")), "the working level is not P8 to Year 2"),
        (Between("years_below", Bound(5)), "the child works less than 5 years below age-related expectations"),
        (Between("learning_difficulty", Bound("none", inclusive=False)), "the learning difficulty is none"),
        (OneOf("ehc_plan", ("none",)), "it is not so that the EHC plan is none"),
        (NotThis(AUTISM), "the primary need is autism"),
        (Always(holds=True), "no one is accepted here"),
        (OutcomeOf("drumbeat", ("meets",)),
         "the outcome for Drumbeat School and ASD Service is not “meets the criteria”"),
        (AnyOf((AUTISM, SPIKY)),
         "it is not so that (either the primary need is autism or "
         "the profile of strengths and needs is spiky)"),
    ],
)  # fmt: skip
def test_what_is_not_so(book: Rulebook, denied: Surface, words: str) -> None:
    assert say(NotThis(denied), book.rules) == words


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Between("years_below", Bound(0)), "at or below"),
        (Between("years_below", high=Bound(0)), "at or above"),
        (Between("years_below", Bound(-1)), "at most 1 year above"),
        (Between("years_below", high=Bound(1)), "at most 1 year below"),
        (Between("years_below", high=Bound(-2)), "2 or more years above"),
        (Between("years_below", Bound(-1, inclusive=False)), "less than 1 year above"),
        (Between("years_below", high=Bound(0, inclusive=False)), "1 or more years above"),
        (Between("years_below", Bound(0, inclusive=False)), "1 or more years below"),
        (Between("years_below", Bound(2, inclusive=False), Bound(5, inclusive=False)), "3 to 4 years below"),
        (Between("years_below", Bound(-3), Bound(0)), "0 to 3 years above"),
        (Between("years_below", Bound(-1), Bound(2)), "from 1 year above to 2 years below"),
        (OneOf("years_below", (-1, 0, 3)), "1 year above, 0 years below or 3 years below"),
        (OneOf("years_below", (3, 4)), "3 or 4 years below"),
    ],
)
def test_years_below_and_above(book: Rulebook, condition: Surface, words: str) -> None:
    assert say(condition, book.rules) == f"the child works {words} age-related expectations"


def test_what_would_read_on_from_values_stands_in_brackets(book: Rulebook) -> None:
    recorded = "severe learning difficulty is recorded as a primary or additional need"
    assert say(AnyOf((AUTISM, SEVERE)), book.rules) == f"either the primary need is autism or ({recorded})"
    assert say(AnyOf((SEVERE, AUTISM)), book.rules) == f"either {recorded} or the primary need is autism"


def test_a_list_between_semicolons_stands_in_brackets(book: Rulebook) -> None:
    name, (yes, no) = "brent_knoll_need", book.rules.assumption["brent_knoll_need"].values
    readings = ByReading(name, ((yes.id, AUTISM), (no.id, EVEN)))
    inside = f"(read as “{yes.label}”: {say(AUTISM, book.rules)}; read as “{no.label}”: {say(EVEN, book.rules)})"
    cases = ByCase((Case(SPIKY, readings),), Always(holds=False))
    assert f": {inside}; otherwise: " in say(cases, book.rules)
    assert say(AtLeast(1, (readings, SPIKY)), book.rules).startswith(f"at least 1 of these 2: {inside}; ")


def test_a_term_is_said_with_its_scale_where_its_name_is_shared_and_its_span_is_not(book: Rulebook) -> None:
    speaker = Speaker(book.rules)
    level = book.rules.needs["working_level"]
    assert speaker.named(level, ScaleTerm("p_levels", "P4")) == "P4"
    assert speaker.named(level, ScaleTerm("year_expectations", "Year 3")) == "Year 3"
    rows = tuple(replace(row, spans=(("", ("y1", "y1")),)) for row in book.rules.scale["p_levels"].rows)
    rules = replace(book.rules, scales=(*book.rules.scales, Scale("other", "another scale", rows)))
    speaker = Speaker(rules)
    assert speaker.named(level, "p4") == "P4"
    assert speaker.named(level, ScaleTerm("other", "P4")) == "P4 (another scale)"


def test_what_is_listed_can_be_said_in_full(book: Rulebook) -> None:
    listed = Indicators((Indicator("one", "One.", SPIKY), Indicator("two", "Two.", AUTISM)), 1)
    assert say(listed, book.rules) == "at least 1 of the 2 listed"
    full = "at least 1 of these 2: the profile of strengths and needs is spiky; the primary need is autism"
    assert Speaker(book.rules, spell_out=True).say(listed) == full
    assert say_all([listed, Always(holds=True)], book.rules) == (full,)


def test_conditions_that_hold_together_are_a_clause_each(book: Rulebook) -> None:
    found = say_all([AllOf((AUTISM, AllOf((SPIKY, AnyOf((AUTISM, EVEN)))))), AUTISM], book.rules)
    assert found == (
        "the primary need is autism",
        "the profile of strengths and needs is spiky",
        "either the primary need is autism or the profile of strengths and needs is even",
    )
    assert say_all([], book.rules) == (NOTHING_ASKED,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the primary need is tall", "expected a value of primary need after 'the primary need is ', found 'tall'"),
        ("the primary need is autism,", "found ','"),
        ("either the primary need is autism", "expected ' or '"),
        ("at least 1 of the 9 listed", "expected the list itself"),
        ("where the primary need is autism: nothing is asked here", "expected '; '"),
        ("the child works 3 years", "expected years below age-related expectations"),
        ("(no one is accepted here", r"expected '\)'"),
        ("", "expected a sentence about one field"),
    ],
)
def test_the_judge_says_what_it_cannot_read(book: Rulebook, text: str, expected: str) -> None:
    with pytest.raises(CannotRead, match=expected):
        English(book.rules).read(text)
