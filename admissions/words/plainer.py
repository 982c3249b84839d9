"""Conditions put so that they have a plainer sentence, with the very same meaning."""

from __future__ import annotations

from admissions.model.conditions import (
    AllOf,
    Always,
    AnyOf,
    AtLeast,
    Between,
    Bound,
    ByCase,
    ByReading,
    NotThis,
    OneOf,
    Surface,
    how_many,
)
from admissions.model.needs import NO, YES, Kind, Needs


def plainer(condition: Surface, needs: Needs) -> Surface:
    """The condition with what is not so said outright where that is exact, and no list of one part or of none.

    A flag has two values, and what is not at least a level is below it. Parts are left as they are.
    """
    match condition:
        case AllOf(()):
            return Always(holds=True)
        case AnyOf(()) | OneOf(_, ()):
            return Always(holds=False)
        case AllOf((part,)) | AnyOf((part,)):
            return plainer(part, needs)
        case AtLeast(count, ()):
            return Always(holds=how_many(count, 0) <= 0)
        case ByCase((), otherwise):
            return plainer(otherwise, needs)
        case ByReading(_, ()):
            return Always(holds=False)
        case Between(_, None, None):
            return Always(holds=True)
        case OneOf(name, values) if needs[name].kind is Kind.FLAG and len(set(values)) > 1:
            return AnyOf((OneOf(name, (YES,)), OneOf(name, (NO,))))
        case NotThis(part):
            return _opposite(plainer(part, needs), needs)
        case _:
            return condition


def _opposite(part: Surface, needs: Needs) -> Surface:
    match part:
        case Always(holds):
            return Always(not holds)
        case NotThis(inner):
            return plainer(inner, needs)
        case OneOf(name, values) if needs[name].kind is Kind.FLAG:
            return OneOf(name, (NO if values[0] == YES else YES,))
        case Between(name, Bound(level, inclusive), None):
            return Between(name, None, Bound(level, not inclusive))
        case Between(name, None, Bound(level, inclusive)):
            return Between(name, Bound(level, not inclusive), None)
        case _:
            return NotThis(part)
