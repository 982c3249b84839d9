"""The shape of a file of published counts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, WithJsonSchema

from admissions.text.shapes import Day, Id, Language, Shape, SourceShape, Text

Ages = Annotated[
    list[int], WithJsonSchema({"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2})
]
"""The youngest and the oldest age, both included."""


class BandShape(Shape):
    """Ages that are counted together, and how many plans of all needs there are at them."""

    id: Id
    label: Text
    ages: Ages
    plans: int | None = None


class NeedCountShape(Shape):
    """How many plans have one primary need, and how many of them in single bands of ages."""

    plans: int
    by_band: dict[str, int] = {}


class PlacementCountShape(Shape):
    """How many plans are in one kind of place, and how many of them have single primary needs.

    `current_provision` is the value by which a profile says that a child is there, `kind` that of provisions of the
    authority's own which can be meant as well, and `ages` whom such a place is for: none of these is a count.
    """

    label: Text
    plans: int
    part_of: Id | None = None
    by_need: dict[str, int] = {}
    current_provision: str | None = None
    kind: Id | None = None
    ages: Ages | None = None


class PopulationFile(Shape):
    """population/ID.yaml: published counts of plans by primary need, by band of ages and by placement."""

    language: Language
    population: Id
    counts: Text
    as_at: Day
    source: SourceShape
    plans: int
    need_not_recorded: int = 0
    bands: Annotated[list[BandShape], Field(min_length=1)]
    year_groups: dict[str, Ages]
    needs: dict[str, NeedCountShape]
    not_counted: dict[str, Text] = {}
    placements: dict[Id, PlacementCountShape] = {}
