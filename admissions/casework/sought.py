"""What a pattern looks for: facts of one kind that pass a condition because all that it asks of them is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from admissions.model.casework import Fact, FactKind
from admissions.model.conditions import And, Core, NOf, Not, Or, Test

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sought:
    """Facts of this kind for which this condition is known to hold."""

    kind: FactKind
    core: Core

    def passed_by(self, fact: Fact) -> bool:
        """Whether a fact is one of them."""
        return fact.kind is self.kind and may_be(self.core, dict(fact.values))[0]

    def may_be_passed(self, known: Mapping[str, str], free: frozenset[str]) -> bool:
        """Whether a fact of this kind of which these values are known, and of ``free`` fields any, could be one."""
        return may_be(self.core, known, free)[0]


def may_be(core: Core, known: Mapping[str, str], free: frozenset[str] = NOTHING) -> tuple[bool, bool]:
    """Whether a condition may be known to hold of a fact, and whether it may be known not to.

    Neither is so where it turns on a field that is not known; a field in ``free`` may have any value or none.

    >>> red = Test("colour", frozenset({"red"}))
    >>> may_be(red, {"colour": "red"}), may_be(Not(red), {"colour": "red"}), may_be(Not(red), {})
    ((True, False), (False, True), (False, False))
    """
    match core:
        case Test(field, values):
            if field in free:
                return bool(values), True
            value = known.get(field)
            return value in values, value is not None and value not in values
        case And(parts):
            found = [may_be(part, known, free) for part in parts]
            return all(holds for holds, _ in found), any(fails for _, fails in found)
        case Or(parts):
            found = [may_be(part, known, free) for part in parts]
            return any(holds for holds, _ in found), all(fails for _, fails in found)
        case Not(part):
            holds, fails = may_be(part, known, free)
            return fails, holds
        case NOf(count, parts):
            found = [may_be(part, known, free) for part in parts]
            enough = sum(holds for holds, _ in found) >= count
            return enough, len(parts) - sum(fails for _, fails in found) < count
        case _:
            assert_never(core)
