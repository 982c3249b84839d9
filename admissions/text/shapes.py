"""The outer shape of every file that people write, as strict pydantic models; conditions are read apart.

A model says which keys a file has, of what type, and what each is for; the JSON Schema for editors comes from here.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from admissions.model.aims import Concern
from admissions.model.needs import Kind
from admissions.model.periods import Month

READ_APART = "$comment"
"""The key of a placeholder in a schema: its value names the definition of what is read apart from the shape."""


class Shape(BaseModel):
    """Strict, closed and frozen: no key or type that is not declared."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _date(value: object) -> object:
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise ValueError("a date is written 2026-11-23") from None
    return value


_DAY = re.compile("([0-9]{4}-[0-9]{2})(-[0-9]{2})?")


def day_of(value: object) -> dt.date | Month:
    """The date or the month that a text names. Raises ValueError."""
    written = _DAY.fullmatch(value) if isinstance(value, str) else None
    try:
        if written is not None:
            first = dt.date.fromisoformat(f"{written[1]}{written[2] or '-01'}")
            return first if written[2] else Month(first.year, first.month)
    except ValueError:
        pass
    raise ValueError("a date is written 2026-11-23, a month 2026-11")


Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
ValueId = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,59}$")]
Text = Annotated[str, Field(min_length=1)]
Date = Annotated[dt.date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
Day = Annotated[
    dt.date | Month,
    BeforeValidator(day_of),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"}),
]
"""A date, or the month where no source gives the day."""
Condition = Annotated[Any, WithJsonSchema({READ_APART: "Condition"})]
CountCondition = Annotated[Any, WithJsonSchema({READ_APART: "CountCondition"})]
ProvisionCondition = Annotated[Any, WithJsonSchema({READ_APART: "ProvisionCondition"})]
AskCondition = Annotated[Any, WithJsonSchema({READ_APART: "AskCondition"})]
TurnsOnCondition = Annotated[Any, WithJsonSchema({READ_APART: "TurnsOnCondition"})]
InsteadCondition = Annotated[Any, WithJsonSchema({READ_APART: "InsteadCondition"})]
PlacementCondition = Annotated[Any, WithJsonSchema({READ_APART: "PlacementCondition"})]
DeadlineCondition = Annotated[Any, WithJsonSchema({READ_APART: "DeadlineCondition"})]
FindingCondition = Annotated[Any, WithJsonSchema({READ_APART: "FindingCondition"})]
IndicatorList = Annotated[Any, WithJsonSchema({READ_APART: "Indicators"})]
ConcernList = Annotated[list[Annotated[Concern, Field(strict=False)]], Field(min_length=1)]
Language = Annotated[Literal["1"], Field(description="the edition of this language, in quotes")]


class SourceShape(Shape):
    """Where words or a figure come from."""

    title: Text
    url: str = ""
    read: Date | None = None
    confidence: Literal["high", "medium", "low"] = "high"
    note: str = ""


class Dated(Shape):
    """Something that holds from a day, or until one; a month stands for its first day."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    until: Day | None = None


class AssumptionValueShape(Shape):
    """One way in which an open question may be settled."""

    id: Id
    label: Text


class AssumptionShape(Dated):
    """An open question of the rule set, with a default."""

    id: Id
    question: Text
    values: Annotated[list[AssumptionValueShape], Field(min_length=2)]
    default: Id
    why: Text
    source: SourceShape | None = None


class AssumptionsFile(Shape):
    """assumptions.yaml of an authority."""

    language: Language
    assumptions: list[AssumptionShape]


class SpanShape(Shape):
    """An interval of the shared scale, both ends included."""

    at_least: ValueId
    at_most: ValueId


class RowShape(Dated):
    """One term of a published scale: a span with a source, or a narrow and a wide one as an assumption."""

    term: Text
    label: Text
    span: SpanShape | None = None
    narrow: SpanShape | None = None
    wide: SpanShape | None = None
    why: str = ""
    source: str = ""


class ScaleShape(Dated):
    """A published scale, lowest term first."""

    id: Id
    label: Text
    rows: Annotated[list[RowShape], Field(min_length=1)]


class CrosswalkFile(Shape):
    """crosswalk.yaml: what the terms of the published scales span on the shared one."""

    language: Language
    sources: dict[str, SourceShape] = {}
    assumptions: list[AssumptionShape] = []
    scales: list[ScaleShape]


class ValueShape(Dated):
    """One value of a need field."""

    id: ValueId
    label: Text
    year: int | None = None
    plans: int | None = None
    hint: str = ""
    becomes: list[ValueId] = []


class AdjustmentShape(Shape):
    """What a derived difference changes by under an assumption."""

    assumption: Id
    value: Id
    add: int = 0
    cap: int | None = None
    years: dict[str, int] = {}


class DifferenceShape(Shape):
    """Years of one field less years of another."""

    of: Id
    less: Id
    adjust: list[AdjustmentShape] = []


class GroupingShape(Shape):
    """Named groups of another field's values."""

    of: Id
    groups: dict[str, list[str]]


class EitherShape(Shape):
    """The value of one field or among the values of another."""

    choice: Id
    several: Id


class FieldShape(Dated):
    """One need field."""

    id: Id
    kind: Annotated[Kind, Field(strict=False)]
    label: Text
    hint: str = ""
    values: list[ValueShape] = []
    same_values_as: str = ""
    provisions_too: bool = False
    yes: str = ""
    no: str = ""
    difference: DifferenceShape | None = None
    grouping: GroupingShape | None = None
    either: EitherShape | None = None
    concerns: ConcernList | None = None


class RuleShape(Dated):
    """A sentence about profiles that always or nearly always holds."""

    id: Id
    what: Text
    holds: Condition


class NeedsFile(Shape):
    """needs.yaml: the closed vocabulary of profiles."""

    language: Language
    fields: Annotated[list[FieldShape], Field(min_length=1)]
    possible: list[RuleShape] = []
    plausible: list[RuleShape] = []


class ConsultationShape(Shape):
    """How a school's answer to a consultation is arranged."""

    law: Text
    grounds: list[Text]
    criteria_bear_on: Annotated[int | None, Field(ge=1)] = None
    note: str = ""


class AdviceFile(Shape):
    """advice.yaml: what is said beside every answer, and how consultations are arranged."""

    language: Language
    sources: dict[str, SourceShape] = {}
    advice: dict[str, Text]
    towards_mainstream: list[Id] = []
    consultation: dict[str, ConsultationShape] = {}
    cannot_see: list[Text]
    challenge: Text


class AuthorityFile(Shape):
    """authority.yaml: who the rule set belongs to and which shared folder it stands on."""

    language: Language
    authority: Id
    name: Text
    uses: Id
    population: Id | None = None
    notice: Text
