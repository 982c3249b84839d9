"""What is told of a cohort in an overlap: no small number, and none that what is told gives away."""

from __future__ import annotations

from collections import defaultdict

import pytest

from admissions.model.disclosure import SMALL, is_small
from admissions.questions.cohort import Count
from admissions.reports.explained import CohortLine, cohort_line
from admissions.reports.explained_screen import say_cohort

Groups = tuple[int, int, int, int, int]


def groups(certain: int, possible: int, rows: int) -> Groups:
    """Every number of children that two of the numbers tell."""
    return certain, possible, possible - certain, rows - certain, rows - possible


def test_no_small_number_of_children_can_be_worked_out_by_someone_who_knows_the_rule() -> None:
    """By enumeration: of each number that may be small, what is told leaves four that it may be, or more."""
    for rows in range(SMALL, 3 * SMALL + 3):
        worlds: dict[CohortLine, list[Groups]] = defaultdict(list)
        for possible in range(rows + 1):
            for certain in range(possible + 1):
                worlds[cohort_line(Count(certain, possible, rows))].append(groups(certain, possible, rows))
        for line, found in worlds.items():
            for place in range(5):
                may_be = {one[place] for one in found}
                assert not any(map(is_small, may_be)) or len(may_be) >= SMALL - 1, (line, place, may_be)


@pytest.mark.parametrize("rows", range(1, SMALL))
def test_nothing_is_told_of_few(rows: int) -> None:
    lines = {cohort_line(Count(certain, possible, rows)) for possible in range(rows) for certain in range(possible)}
    assert lines <= {CohortLine(None, None, None)}
    assert say_cohort(CohortLine(None, None, None)) == (
        "The cohort given has under 5 profiles, so nothing is counted in it."
    )


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (Count(30, 42, 120), "30 are surely in this overlap, and 12 more may be, by what is not known of them."),
        (Count(0, 0, 9), "0 are surely in this overlap, and 0 more may be, by what is not known of them."),
        (Count(13, 13, 13), "13 are surely in this overlap, and 0 more may be, by what is not known of them."),
        (
            Count(5, 20, 22),
            "5 are surely in this overlap; how many more may be is not told, since fewer than 5 would be singled out.",
        ),
        (
            Count(2, 20, 40),
            "20 are in this overlap or may be; how many of them surely are is not told, since fewer than 5 would be "
            "singled out.",
        ),
        (
            Count(5, 6, 8),
            "how many are in this overlap is not told, since fewer than 5 would be singled out.",
        ),
    ],
)
def test_it_is_said_in_words(count: Count, said: str) -> None:
    assert say_cohort(cohort_line(count)) == f"Of the {count.rows} profiles in the cohort given, {said}"
