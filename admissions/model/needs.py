"""Need fields: the facts that a profile may hold, each a finite set of values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from admissions.errors import NOWHERE, Place
from admissions.model.conditions import Core, Surface

YES, NO = "yes", "no"
PRIMARY, ADDITIONAL = "primary_need", "additional_needs"
"""The fields of the need that is ranked first, and of the others."""
YEAR, LEVELS = "year_group", "working_level"
CURRENT = "current_provision"
"""The field of where a child is now."""
PLAN, FINAL = "ehc_plan", "final"
"""The field of how far an EHC plan has come, and its value where there is one."""
ENTRY_CELL = (YEAR, PRIMARY, LEVELS)
"""The fields in which sizes are told to people: an entry cell is one value of each."""


class Kind(StrEnum):
    """How the values of a field relate: an order, a plain list, yes or no, any number of them, or worked out."""

    ORDERED = "ordered"
    CHOICE = "choice"
    FLAG = "flag"
    SEVERAL = "several"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field. ``year`` is the curriculum year it stands for (Reception 0); ``plans`` weighs answers.

    A value that says that something is still awaited ``becomes`` one of others.
    """

    id: str
    label: str
    year: int | None = None
    plans: int | None = None
    hint: str = ""
    becomes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What a derived difference changes by while ``assumption`` has ``value``.

    ``years`` says which year a level stands for instead, ``cap`` is the last year that counts on both sides, and
    ``add`` is added to the difference.
    """

    assumption: str
    value: str
    add: int = 0
    cap: int | None = None
    years: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Years of field ``of`` less years of field ``less``, adjusted by what is assumed."""

    of: str
    less: str
    adjust: tuple[Adjustment, ...] = ()


@dataclass(frozen=True, slots=True)
class Grouping:
    """Named groups of another field's values, such as key stages."""

    of: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Either:
    """The value of one field or any value of another: a need whether it is primary or additional."""

    choice: str
    several: str


Derivation = Difference | Grouping | Either


@dataclass(frozen=True, slots=True)
class Axis:
    """One dimension of the space: a need field, one member of a several-field, or an assumption."""

    name: str
    field: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class NeedField:
    """One fact of a profile: a closed list of values, a label and a hint that people read.

    ``concerns`` are the things that it is about, of those that an authority watches (``model/aims.py``).
    """

    id: str
    kind: Kind
    label: str
    values: tuple[Value, ...]
    hint: str = ""
    derived: Derivation | None = None
    concerns: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of the values, in order."""
        return tuple(value.id for value in self.values)

    @cached_property
    def by_id(self) -> Mapping[str, Value]:
        """Values by id."""
        return {value.id: value for value in self.values}

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """The dimensions that this field spans: none where it is derived, one a member where it holds several."""
        if self.kind is Kind.DERIVED:
            return ()
        if self.kind is Kind.SEVERAL:
            return tuple(Axis(member_axis(self.id, member), self.id, (NO, YES)) for member in self.ids)
        return (Axis(self.id, self.id, self.ids),)


def member_axis(field_id: str, member: str) -> str:
    """The name of the axis that says whether ``member`` is among the values of a several-field."""
    return f"{field_id}.{member}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence about profiles that holds always (possible) or nearly always (plausible)."""

    id: str
    what: str
    condition: Surface
    core: Core
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Needs:
    """All need fields of a rule set with what cannot be and what no example should show."""

    fields: tuple[NeedField, ...]
    possible: tuple[Rule, ...] = ()
    plausible: tuple[Rule, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, NeedField]:
        """Fields by id."""
        return {need.id: need for need in self.fields}

    def __getitem__(self, field_id: str) -> NeedField:
        return self.by_id[field_id]

    def is_level(self, need: NeedField) -> bool:
        """Whether the field holds levels of the shared scale, so that terms of published scales may be written."""
        return LEVELS in self.by_id and need.kind is Kind.ORDERED and need.ids == self.by_id[LEVELS].ids

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """Every dimension of a complete profile, in field order."""
        return tuple(axis for need in self.fields for axis in need.axes)
