"""Conditions: the surface tree that an author wrote, and the small core that it is lowered to.

The surface keeps what was written, with places; YAML and words read it. Only the meaning reads the core.
Both are closed unions: a reading is one function with one ``match``, closed by ``assert_never``.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from admissions.errors import NOWHERE, Place

# --- the surface -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ScaleTerm:
    """A term of a published scale, such as ``GV6`` of Greenvale's own scale; the crosswalk says what it spans."""

    scale: str
    term: str


Level = str | int | ScaleTerm
"""A value id, a number of years, or a term of a published scale."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a range; ``inclusive`` tells at least from above, and at most from below."""

    level: Level
    inclusive: bool = True


@dataclass(frozen=True, slots=True)
class OneOf:
    """The field has one of these values; of a several-field, at least one of them is among its values."""

    field: str
    values: tuple[Level, ...]
    at: Place = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class NoneRecorded:
    """A several-field has no value at all, which differs from not knowing."""

    field: str
    at: Place = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Between:
    """An ordered or numeric field lies between two ends, either of which may be open."""

    field: str
    low: Bound | None = None
    high: Bound | None = None
    at: Place = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Surface, ...]
    at: Place = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Some part holds."""

    parts: tuple[Surface, ...]
    at: Place = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class NotThis:
    """The part does not hold."""

    part: Surface
    at: Place = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Unless:
    """The part holds, or the exception does."""

    part: Surface
    exception: Surface
    at: Place = dataclasses.field(default=NOWHERE, compare=False)


Count = int | str
"""How many of a list: a number, or one of ``none``, ``some``, ``most``, ``all``."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of a published list of indicators, with its own words."""

    id: str
    wording: str
    condition: Surface
    at: Place = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``count`` of the parts hold: a number, ``some``, ``most`` (more than half) or ``all``."""

    count: Count
    parts: tuple[Surface, ...]
    at: Place = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Indicators:
    """So many of a worded list hold, where how many may itself be a reading of the published words."""

    items: tuple[Indicator, ...]
    count: Count = "all"
    reading: str = ""
    counts: tuple[tuple[str, Count], ...] = ()
    at: Place = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Case:
    """While ``when`` holds, ``then`` is asked."""

    when: Surface
    then: Surface


@dataclass(frozen=True, slots=True)
class ByCase:
    """A condition that depends on which of several cases a child is in; the first case that holds counts.

    Outside every case ``otherwise`` is asked.
    """

    cases: tuple[Case, ...]
    otherwise: Surface
    at: Place = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ByReading:
    """Ambiguous words, one condition a reading; which reading holds is an assumption."""

    assumption: str
    readings: tuple[tuple[str, Surface], ...]
    at: Place = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class OutcomeOf:
    """Another provision's outcome is one of these."""

    provision: str
    outcomes: tuple[str, ...]
    at: Place = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Always:
    """Holds for everyone, or for no one."""

    holds: bool
    at: Place = dataclasses.field(default=NOWHERE, compare=False)


Surface = (
    OneOf
    | NoneRecorded
    | Between
    | AllOf
    | AnyOf
    | NotThis
    | Unless
    | AtLeast
    | Indicators
    | ByCase
    | ByReading
    | OutcomeOf
    | Always
)


def parts_of(condition: Surface) -> tuple[Surface, ...]:
    """The conditions directly inside ``condition``, in the order in which they were written."""
    match condition:
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return parts
        case NotThis(part):
            return (part,)
        case Unless(part, exception):
            return (part, exception)
        case Indicators(items):
            return tuple(item.condition for item in items)
        case ByCase(cases, otherwise):
            return (*(half for case in cases for half in (case.when, case.then)), otherwise)
        case ByReading(_, readings):
            return tuple(part for _, part in readings)
        case OneOf() | NoneRecorded() | Between() | OutcomeOf() | Always():
            return ()


def with_part(condition: Surface, index: int, part: Surface) -> Surface:
    """``condition`` with the part at ``index``, as ``parts_of`` counts them, put in place of the one that is there."""
    parts = list(parts_of(condition))
    parts[index] = part
    match condition:
        case AllOf() | AnyOf() | AtLeast():
            return dataclasses.replace(condition, parts=tuple(parts))
        case NotThis(_, at):
            return NotThis(parts[0], at)
        case Unless(_, _, at):
            return Unless(parts[0], parts[1], at)
        case Indicators(items):
            new = tuple(dataclasses.replace(item, condition=one) for item, one in zip(items, parts, strict=True))
            return dataclasses.replace(condition, items=new)
        case ByCase(cases, _, at):
            halves = tuple(Case(parts[2 * place], parts[2 * place + 1]) for place in range(len(cases)))
            return ByCase(halves, parts[-1], at)
        case ByReading(assumption, readings, at):
            named = tuple((value, one) for (value, _), one in zip(readings, parts, strict=True))
            return ByReading(assumption, named, at)
        case OneOf() | NoneRecorded() | Between() | OutcomeOf() | Always():
            raise IndexError("a condition on one field has no parts")


def how_many(count: Count, of: int) -> int:
    """How many of ``of`` a count asks for; ``most`` is more than half, ``some`` is one.

    >>> [how_many(count, 9) for count in ("none", "some", "most", "all", 3)]
    [0, 1, 5, 9, 3]
    """
    if isinstance(count, int):
        return count
    return {"none": 0, "some": 1, "most": of // 2 + 1, "all": of}[count]


# --- the core --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Test:
    """The axis has one of these values."""

    __test__ = False  # not a test case, whatever its name says to pytest

    axis: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class And:
    """Every part holds; with no part, always."""

    parts: tuple[Core, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Some part holds; with no part, never."""

    parts: tuple[Core, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Core


@dataclass(frozen=True, slots=True)
class NOf:
    """At least ``count`` of the parts hold."""

    count: int
    parts: tuple[Core, ...]


Core = Test | And | Or | Not | NOf

TRUE: Core = And(())
FALSE: Core = Or(())
