"""The shape of a file of casework rules."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from admissions.model.casework import Basis
from admissions.text.shapes import (
    AskCondition,
    Condition,
    CountCondition,
    Dated,
    DeadlineCondition,
    FindingCondition,
    Id,
    InsteadCondition,
    Language,
    PlacementCondition,
    ProvisionCondition,
    Shape,
    SourceShape,
    Text,
    TurnsOnCondition,
)


class PatternShape(Shape):
    """One fact that a rule looks for, of one kind, and what the rule calls it."""

    as_: Annotated[Id | None, Field(alias="as")] = None
    count: CountCondition | None = None
    provision: ProvisionCondition | None = None
    child: Condition | None = None
    child_may_be: Condition | None = None
    ask: AskCondition | None = None
    turns_on: TurnsOnCondition | None = None
    instead: InsteadCondition | None = None
    placement: PlacementCondition | None = None
    deadline: DeadlineCondition | None = None
    finding: FindingCondition | None = None


class CaseworkRuleShape(Dated):
    """When facts match every pattern, each a different one, there is a finding; on the days on which the rule holds."""

    id: Id
    when: Annotated[list[PatternShape], Field(min_length=1)]
    about: Id | None = None
    same_provision: list[Id] = []
    silenced_by: list[Id] = []
    counted: str = ""
    says: Text
    each: str = ""
    basis: Annotated[Basis, Field(strict=False)]
    source: Id


class CaseworkFile(Shape):
    """casework.yaml: rules that chain the facts of a case to findings."""

    language: Language
    sources: dict[str, SourceShape]
    rules: list[CaseworkRuleShape]
