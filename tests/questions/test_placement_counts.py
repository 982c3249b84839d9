"""The published counts by placement: as they stand in the return, and where each plan is counted once."""

from __future__ import annotations

import pytest

from admissions.model.population import PlacementCount, Population
from admissions.questions.rulebook import Rulebook


def counts(book: Rulebook) -> Population:
    """The bundled counts."""
    assert book.rules.population is not None
    return book.rules.population


def test_the_counts_by_placement_are_those_of_the_return(book: Rulebook) -> None:
    by_id = {one.id: one for one in counts(book).placements}
    assert {name: one.plans for name, one in by_id.items() if not one.part_of} == {
        "mainstream": 1_632,
        "special": 1_202,
        "further_education": 644,
        "alternative_provision": 36,
        "elsewhere": 176,
    }
    assert {name: one.plans for name, one in by_id.items() if one.part_of == "special"} == {
        "special_maintained": 922,
        "special_academy": 67,
        "special_independent": 209,
        "special_non_maintained": 4,
    }
    assert {name: one.plans for name, one in by_id.items() if one.part_of == "mainstream"} == {
        "mainstream_independent": 112,
        "base_maintained": 145,
        "base_academy": 41,
        "unit_maintained": 2,
        "unit_academy": 18,
    }
    assert {name: dict(one.by_need) for name, one in by_id.items() if one.by_need} == {
        "base_maintained": {"ASD": 66, "SLCN": 51, "HI": 9, "SEMH": 8, "OTH": 6},
        "base_academy": {"ASD": 27, "SLCN": 12},
        "unit_academy": {"SLCN": 16},
        "special_maintained": {"ASD": 430, "SLCN": 227, "SLD": 105, "SEMH": 67, "MLD": 29, "PMLD": 14},
        "special_independent": {"ASD": 71, "SEMH": 59, "SLCN": 37, "SPLD": 15, "OTH": 14},
    }


def test_every_plan_is_in_one_place(book: Rulebook) -> None:
    """What is left of a place that has parts is one, and what was not read of all; what has nothing left is none."""
    places = {one.id: one.plans for one in counts(book).places}
    assert sum(places.values()) == 3_696
    assert places["mainstream"] == 1_632 - 112 - 145 - 41 - 2 - 18
    assert places[""] == 6
    assert "special" not in places


def test_a_place_is_for_year_groups_of_which_it_is_for_every_age(book: Rulebook) -> None:
    places = {one.id: one for one in counts(book).places}
    years = {name: counts(book).years_in("age_16_to_19", places[name]) for name in ("mainstream", "further_education")}
    assert years == {
        "mainstream": ("Y11", "Y12", "Y13", "Y14"),
        "further_education": ("Y12", "Y13", "Y14", "post_19"),
    }
    assert counts(book).years_in("age_20_to_25", places["special_maintained"]) == ()
    assert counts(book).years_in("age_20_to_25", places["elsewhere"]) == ("post_19",)


@pytest.mark.parametrize(("ages", "takes"), [(None, True), ((4, 11), True), ((5, 11), False), ((4, 9), False)])
def test_a_place_takes_a_year_group_whole(ages: tuple[int, int] | None, takes: bool) -> None:
    assert PlacementCount("p", "a place", 1, ages=ages).takes((4, 10)) is takes
