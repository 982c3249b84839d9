"""How many of a cohort are in a region, against enumeration of the complete profiles."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.errors import Refused
from admissions.model.outcomes import Status
from admissions.model.profiles import Profile
from admissions.questions.cohort import MOST_TOLD, Count, count_in
from admissions.questions.overlaps import open_to
from admissions.questions.rulebook import Rulebook
from admissions.text.cohort import profiles_of, read_cohort
from tests.drawn import drawn
from tests.judges.completions import Completions
from tests.rule_sets import profiles, rule_sets, settings_of
from tests.strategies import Author, Vocabulary


@settings(max_examples=drawn(200))
@given(st.data())
def test_a_count_is_that_of_the_completions_of_each_profile(data: st.DataObject) -> None:
    rules = data.draw(rule_sets())
    book, judge = Rulebook(rules), Completions(rules)
    condition = Author(data.draw, Vocabulary(rules.needs, rules.scales, rules.assumptions)).condition(6)
    assumed = data.draw(settings_of(rules))
    cohort = data.draw(st.lists(profiles(rules), max_size=4))
    completions = [judge.children(profile, assumed) for profile in cohort]
    region = book.region(condition)
    if not all(completions):
        with pytest.raises(Refused):
            count_in(book, region, cohort, assumed)
    fitting = [(profile, children) for profile, children in zip(cohort, completions, strict=True) if children]
    found = [judge.status(condition, children) for _, children in fitting]
    certain, possible = sum(one is Status.MET for one in found), sum(one is not Status.NOT_MET for one in found)
    expected = Count(certain, possible, len(found))
    before = len(book.space.diagrams)
    assert count_in(book, region, (profile for profile, _ in fitting), assumed) == expected
    assert len(book.space.diagrams) - before <= len(book.space.diagrams.nodes(region.node)), "only the complement stays"


def counted(text: str, book: Rulebook) -> Count:
    """How many rows of a cohort Watergate is open to."""
    cohort = profiles_of(read_cohort(io.BytesIO(text.encode()), "cohort.csv", book.rules))
    return count_in(book, open_to(book.by_id["watergate"]), cohort, book.settings())


FIRST = "year_group,primary_need,additional_needs,learning_difficulty,ehc_plan\n"


def test_rows_of_a_file_are_counted(book: Rulebook) -> None:
    text = FIRST + "Y3,SLD,none,severe,final\nY9,SLD,none,severe,final\nY3,SLD,,,\nY6;Y7,SLD,none,severe,final\n"
    assert counted(text, book) == Count(1, 3, 4)
    assert counted(FIRST, book) == Count(0, 0, 0)


def test_what_cannot_be_narrows_what_is_possible(book: Rulebook) -> None:
    """A severe need makes the difficulty at least severe, so a child of whom that is not recorded is in for certain."""
    region = book.space.where({"learning_difficulty": ("severe", "profound")})
    cohort = profiles_of(read_cohort(io.BytesIO(b"primary_need\nSLD\nASD\n"), "cohort.csv", book.rules))
    assert count_in(book, region, cohort, book.settings()) == Count(1, 2, 2)


@pytest.mark.parametrize(
    ("row", "where", "expected"),
    [
        ("years_below\n4\n", {"year_group": ("Y7",), "working_level": ("y5",)}, Count(0, 0, 1)),
        ("years_below\n4\n", {"year_group": ("Y7",), "working_level": ("y3",)}, Count(0, 1, 1)),
        ("year_group,years_below\nY7;Y8,4\n", {"working_level": ("y3_start", "y3", "y4")}, Count(1, 1, 1)),
        ("primary_need\nASD;HI\n", {"primary_need": ("HI",), "additional_needs.HI": ("yes",)}, Count(0, 0, 1)),
        ("primary_need\nASD;HI\n", {"primary_need": ("HI",), "additional_needs.ASD": ("yes",)}, Count(0, 1, 1)),
    ],
)
def test_what_belongs_together_is_not_taken_apart(
    row: str, where: dict[str, tuple[str, ...]], expected: Count, book: Rulebook
) -> None:
    """Each field by itself may have the value."""
    cohort = list(profiles_of(read_cohort(io.BytesIO(row.encode()), "cohort.csv", book.rules)))
    region, rows = book.space.where(where), expected.rows
    assert count_in(book, region, cohort, book.settings()) == expected
    others = Count(rows - expected.possible, rows - expected.certain, rows)
    assert count_in(book, ~region, cohort, book.settings()) == others


def test_rows_that_no_child_can_have_are_refused_with_their_places(book: Rulebook) -> None:
    wrong = "Y3,SLD,SLD,,\n"
    with pytest.raises(Refused) as refused:
        counted(f"{FIRST}{wrong}Y3,SLD,none,severe,final\n{wrong}", book)
    assert [str(one.place) for one in refused.value.problems] == ["cohort.csv:2:3", "cohort.csv:4:3"]
    assert not refused.value.first_only
    with pytest.raises(Refused) as refused:
        counted(FIRST + wrong * (MOST_TOLD + 1), book)
    assert len(refused.value.problems) == MOST_TOLD
    assert refused.value.first_only


def test_what_only_three_cells_together_cannot_be_is_placed_in_its_row(book: Rulebook) -> None:
    header = "year_group,working_level,years_below\n"
    text = f"{header}Y3,y2,1;2\nY3;Y4,y2;y3,8\n"
    with pytest.raises(Refused) as refused:
        counted(text, book)
    assert [one.place.line for one in refused.value.problems] == [3]


def test_a_region_of_another_space_is_a_fault_of_the_program(book: Rulebook) -> None:
    with pytest.raises(ValueError, match="another space"):
        count_in(book, Rulebook(book.rules).space.everything, [Profile()], book.settings())
