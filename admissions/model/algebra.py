"""Conditions made out of others: joined, turned round and taken apart, without asking what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from admissions.errors import Place
from admissions.model.conditions import (
    AllOf,
    Always,
    AnyOf,
    Between,
    ByCase,
    ByReading,
    Case,
    Count,
    Indicators,
    NoneRecorded,
    NotThis,
    OneOf,
    OutcomeOf,
    Surface,
    Unless,
    parts_of,
)

EVERYONE, NO_ONE = Always(holds=True), Always(holds=False)


def opposite(condition: Surface) -> Surface:
    """The condition that holds where this one does not, said without "not" where that is possible."""
    match condition:
        case NotThis(part):
            return part
        case Always(holds):
            return Always(not holds)
        case AllOf(parts, at):
            return AnyOf(tuple(opposite(part) for part in parts), at)
        case AnyOf(parts, at):
            return AllOf(tuple(opposite(part) for part in parts), at)
        case Unless(part, exception, at):
            return AllOf((opposite(part), opposite(exception)), at)
        case ByCase(cases, otherwise, at):
            return ByCase(tuple(Case(case.when, opposite(case.then)) for case in cases), opposite(otherwise), at)
        case _:
            return NotThis(condition)


def conjuncts(condition: Surface) -> Iterator[Surface]:
    """The conditions all of which must hold for this one to."""
    if isinstance(condition, AllOf):
        for part in condition.parts:
            yield from conjuncts(part)
    else:
        yield condition


def all_of(conditions: Iterable[Surface]) -> Surface:
    """The condition that all of these hold, flat; ``EVERYONE`` for none."""
    parts = tuple(part for condition in conditions for part in conjuncts(condition) if part != EVERYONE)
    if NO_ONE in parts:
        return NO_ONE
    return parts[0] if len(parts) == 1 else AllOf(parts) if parts else EVERYONE


def any_of(conditions: Iterable[Surface]) -> Surface:
    """The condition that some of these hold, flat, the values of one field together; ``NO_ONE`` for none."""
    parts: list[Surface] = []
    for condition in conditions:
        for part in condition.parts if isinstance(condition, AnyOf) else (condition,):
            last = parts[-1] if parts else None
            if isinstance(part, OneOf) and isinstance(last, OneOf) and last.field == part.field:
                parts[-1] = OneOf(last.field, tuple(dict.fromkeys((*last.values, *part.values))), last.at)
            elif part != NO_ONE and part not in parts:
                parts.append(part)
    if EVERYONE in parts:
        return EVERYONE
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts)) if parts else NO_ONE


def size(condition: Surface) -> int:
    """How much there is to read: one for each value, end of a range and count in a condition."""
    match condition:
        case OneOf(_, values):
            return max(1, len(values))
        case Between(_, low, high):
            return (low is not None) + (high is not None)
        case NoneRecorded() | OutcomeOf() | Always():
            return 1
        case _:
            return 1 + sum(size(part) for part in parts_of(condition))


def readings_in(condition: Surface | None) -> Iterator[tuple[Place, str, Mapping[str, Surface | Count]]]:
    """Where a condition can be read in several ways: the place, the assumption, and what it says in each reading.

    It says another condition, or of a worded list another count.
    """
    if condition is None:
        return
    match condition:
        case ByReading(assumption, readings, at):
            yield at, assumption, dict(readings)
        case Indicators(reading=reading, counts=counts, at=at) if reading:
            yield at, reading, dict(counts)
        case _:
            pass
    for part in parts_of(condition):
        yield from readings_in(part)
