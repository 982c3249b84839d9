"""z3 as a judge: whether core conditions can hold together, each axis a number of a few bits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

import z3

from admissions.model.conditions import And, Core, NOf, Not, Or, Test
from admissions.model.needs import Axis

BITS = 5


class Solver:
    """Asks z3 about conditions over some axes."""

    def __init__(self, axes: Sequence[Axis]) -> None:
        assert all(len(axis.values) < 2**BITS for axis in axes)
        self.place = {axis.name: {value: index for index, value in enumerate(axis.values)} for axis in axes}
        self.axis = {axis.name: z3.BitVec(axis.name, BITS) for axis in axes}
        self._formulas: dict[Core, z3.BoolRef] = {}
        self.domain = z3.And([z3.ULT(self.axis[axis.name], len(axis.values)) for axis in axes])

    def formula(self, core: Core) -> z3.BoolRef:
        """The condition as z3 reads it; kept, since the real conditions share many parts."""
        found = self._formulas.get(core)
        if found is None:
            found = self._formulas[core] = self._formula(core)
        return found

    def _formula(self, core: Core) -> z3.BoolRef:
        match core:
            case Test(axis, values):
                return z3.Or([self.axis[axis] == self.place[axis][value] for value in sorted(values)])
            case And(parts):
                return z3.And([self.formula(part) for part in parts])
            case Or(parts):
                return z3.Or([self.formula(part) for part in parts])
            case Not(part):
                return z3.Not(self.formula(part))
            case NOf(count, parts):
                if count <= 0 or count > len(parts):
                    return z3.BoolVal(count <= 0)
                return z3.AtLeast(*(self.formula(part) for part in parts), count)
            case _:
                assert_never(core)

    def example(self, *formulas: z3.BoolRef) -> dict[str, str] | None:
        """A complete profile for which every formula holds, or None where there is none."""
        solver = z3.SolverFor("QF_FD")
        solver.add(self.domain, *formulas)
        found = solver.check()
        if found == z3.unsat:
            return None
        assert found == z3.sat
        model = solver.model()
        values = {name: model.eval(axis, model_completion=True).as_long() for name, axis in self.axis.items()}
        return {name: list(self.place[name])[value] for name, value in values.items()}

    def equal(self, one: Core, two: Core) -> bool:
        """Whether two conditions hold for the same profiles."""
        return self.example(self.formula(one) != self.formula(two)) is None

    def count(self, core: Core, most: int) -> int:
        """How many complete profiles the condition holds for, each found once and then excluded; at most ``most``."""
        solver = z3.SolverFor("QF_FD")
        solver.add(self.domain, self.formula(core))
        for number in range(most + 1):
            if solver.check() == z3.unsat:
                return number
            model = solver.model()
            solver.add(z3.Or([axis != model.eval(axis, model_completion=True) for axis in self.axis.values()]))
        raise AssertionError(f"more than {most} profiles")
