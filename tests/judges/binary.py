"""CUDD as a judge, through `dd`: core conditions as binary decision diagrams, a few bits an axis.

Where the installed `dd` was built without CUDD, its own Python diagrams judge instead; ``ENGINE`` says which.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never

from admissions.model.conditions import And, Core, NOf, Not, Or, Test
from admissions.model.needs import Axis

try:
    from dd import cudd as engine

    ENGINE = "CUDD"
except ImportError:  # pragma: no cover
    from dd import autoref as engine

    ENGINE = "dd.autoref"


class Binary:
    """Conditions over some axes as binary diagrams."""

    def __init__(self, axes: Sequence[Axis]) -> None:
        self.axes = axes
        self.bdd: Any = engine.BDD()
        self.bits: dict[str, list[str]] = {}
        for level, axis in enumerate(axes):
            self.bits[axis.name] = [f"a{level}_{bit}" for bit in range((len(axis.values) - 1).bit_length())]
        self.number = sum(len(bits) for bits in self.bits.values())
        self.bdd.declare(*(bit for bits in self.bits.values() for bit in bits))
        self.values = {
            (axis.name, value): self._value(axis.name, index)
            for axis in axes
            for index, value in enumerate(axis.values)
        }
        self.domain = self.bdd.true
        for axis in axes:
            self.domain &= self._any([self.values[axis.name, value] for value in axis.values])

    def _value(self, axis: str, index: int) -> Any:
        found = self.bdd.true
        for place, bit in enumerate(self.bits[axis]):
            found &= self.bdd.var(bit) if index >> place & 1 else ~self.bdd.var(bit)
        return found

    def _any(self, parts: Sequence[Any]) -> Any:
        found = self.bdd.false
        for part in parts:
            found |= part
        return found

    def of(self, core: Core) -> Any:
        """The condition within the domain; two conditions mean the same where these are equal."""
        return self._of(core) & self.domain

    def _of(self, core: Core) -> Any:
        match core:
            case Test(axis, values):
                return self._any([self.values[axis, value] for value in sorted(values)])
            case And(parts):
                found = self.bdd.true
                for part in parts:
                    found &= self._of(part)
                return found
            case Or(parts):
                return self._any([self._of(part) for part in parts])
            case Not(part):
                return ~self._of(part)
            case NOf(count, parts):
                if count <= 0:
                    return self.bdd.true
                # exactly[k]: exactly k of the parts so far hold
                exactly = [self.bdd.true] + [self.bdd.false] * len(parts)
                for part in parts:
                    node = self._of(part)
                    exactly = [
                        (one & ~node) | (exactly[number - 1] & node if number else self.bdd.false)
                        for number, one in enumerate(exactly)
                    ]
                return self._any(exactly[count:])
            case _:
                assert_never(core)

    def count(self, core: Core) -> int:
        """How many complete profiles the condition holds for."""
        found = self.of(core)
        if self.number == 0:
            return int(found == self.bdd.true)
        return round(self.bdd.count(found, self.number))
