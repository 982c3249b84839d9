"""The shape of a provision's file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from admissions.model.outcomes import Outcome, ProvisionStatus
from admissions.text.shapes import Condition, Dated, Day, Id, IndicatorList, Language, Shape, SourceShape, Text


def _urn(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class PlacesShape(Dated):
    """A number of places; without a date it is known from the day on which its source was read."""

    number: int
    source: Id


class InForceShape(Shape):
    """From when to when a version applies, and on which days it was seen published."""

    from_: Annotated[Day | Literal["unknown"], Field(alias="from")]
    seen: list[Day]
    until: Day | Literal["unknown"] | None = None


class NotRecordedShape(Shape):
    """A part of the published list that is missing here."""

    what: Text
    where: Condition | None = None


class PartShape(Shape):
    """A part of a provision that is published as one: whom it is for, and its own places; it is never scored."""

    id: Id
    name: Text
    wording: Text
    source: Id
    where: Condition | None = None
    places: PlacesShape | None = None
    note: str = ""


class JustificationShape(Shape):
    """Why a criterion is needed although it may put some children at a disadvantage, and where that is recorded."""

    what: Text
    source: Id


class CriterionShape(Shape):
    """A condition with one strength, its published words and their source."""

    id: Id
    wording: Text
    source: Id
    must: Condition | None = None
    must_not: Condition | None = None
    normally: Condition | None = None
    indicators: IndicatorList | None = None
    guidance: Condition | None = None
    waiver: Condition | None = None
    justification: JustificationShape | None = None
    note: str = ""


class VersionShape(Shape):
    """One dated edition of the criteria."""

    in_force: InForceShape
    status: Annotated[ProvisionStatus, Field(strict=False)]
    source: Id
    criteria: Annotated[list[CriterionShape], Field(min_length=1)]
    not_recorded: list[NotRecordedShape] = []
    ranking: str = ""
    parts: list[PartShape] = []
    stay: list[CriterionShape] = []


class ExampleShape(Shape):
    """A bundled case and the outcome that it must have."""

    case: Id
    outcome: Annotated[Outcome, Field(strict=False)]
    because: str = ""


class ProvisionFile(Shape):
    """One provision."""

    language: Language
    provision: Id
    name: Text
    kind: Id
    urn: Annotated[str, BeforeValidator(_urn), WithJsonSchema({"type": ["string", "integer"]})] = ""
    part_of: str = ""
    ages: str = ""
    single_sex: bool = False
    sources: dict[str, SourceShape]
    places: list[PlacesShape] = []
    versions: Annotated[list[VersionShape], Field(min_length=1)]
    examples: list[ExampleShape] = []
