"""Two rule sets compared by enumeration: every child whom both can describe, put to the naive evaluator of each."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from admissions.model.conditions import Between, NoneRecorded, OneOf, OutcomeOf, Surface, parts_of
from admissions.model.needs import Difference, Either, Grouping
from admissions.model.outcomes import Outcome, ProvisionStatus
from admissions.model.provisions import Provision, RuleSet
from admissions.questions.side_by_side import Which
from tests.judges.naive import Naive

Child = Mapping[str, str]
"""What both sides can tell of a child, with the readings that are left open."""


@dataclass(frozen=True)
class Comparison:
    """Two rule sets, what is assumed of both and which assumptions are left open."""

    old: RuleSet
    new: RuleSet
    assume: Mapping[str, str]
    leave_open: tuple[str, ...]

    def rules(self, which: Which) -> RuleSet:
        """One of the two."""
        return self.old if which is Which.OLD else self.new

    @cached_property
    def naive(self) -> Mapping[Which, Naive]:
        """An evaluator for each of the two."""
        return {which: Naive.of(self.rules(which)) for which in Which}

    @cached_property
    def values(self) -> Mapping[Which, Mapping[str, tuple[str, ...]]]:
        """The values of each axis of each side."""
        return {which: {axis.name: axis.values for axis in self.rules(which).needs.axes} for which in Which}

    @cached_property
    def alike(self) -> tuple[str, ...]:
        """The axes of the needs that both sides have with the same values."""
        old, new = self.values[Which.OLD], self.values[Which.NEW]
        return tuple(name for name in old if name in new and {*old[name]} == {*new[name]})

    def unlike(self, which: Which) -> tuple[str, ...]:
        """The axes of one side that the other does not have alike."""
        return tuple(name for name in self.values[which] if name not in self.alike)

    def is_open(self, which: Which, name: str) -> bool:
        """Whether a side leaves an assumption open."""
        known = self.rules(which).assumption
        return name in known and name in self.leave_open and name not in self.assume and len(known[name].ids) > 1

    @cached_property
    def open_readings(self) -> Mapping[str, tuple[str, ...]]:
        """For each assumption that is left open the readings that are compared: those of all sides that leave it so."""
        found: dict[str, tuple[str, ...]] = {}
        for name in {**self.old.assumption, **self.new.assumption}:
            values = [self.rules(which).assumption[name].ids for which in Which if self.is_open(which, name)]
            if values:
                found[name] = tuple(one for one in values[0] if one in values[-1])
        return found

    def everyone(self) -> Iterator[Child]:
        """Every child by what both sides can describe, under every reading that is left open."""
        names = [*self.alike, *self.open_readings]
        listed = [*(self.values[Which.OLD][name] for name in self.alike), *self.open_readings.values()]
        for values in itertools.product(*listed):
            yield dict(zip(names, values, strict=True))

    def as_read(self, which: Which, child: Child) -> Iterator[Child]:
        """The complete profiles of one side that a child may have: all values of what only this side can tell."""
        rules = self.rules(which)
        assumed = {one.id: self.assume.get(one.id, one.default) for one in rules.assumptions}
        assumed |= {name: child[name] for name in assumed if self.is_open(which, name)}
        known = {name: child[name] for name in self.alike}
        for values in itertools.product(*(self.values[which][name] for name in self.unlike(which))):
            yield {**known, **dict(zip(self.unlike(which), values, strict=True)), **assumed}

    @cached_property
    def children(self) -> list[Child]:
        """Everyone who is possible on both sides."""

        def possible(which: Which, child: Child) -> bool:
            rules = [rule.condition for rule in self.rules(which).needs.possible]
            return any(
                all(self.naive[which].holds(condition, profile) for condition in rules)
                for profile in self.as_read(which, child)
            )

        return [child for child in self.everyone() if all(possible(which, child) for which in Which)]

    def in_force(self, which: Which, id: str) -> Provision | None:
        """A provision whose criteria are in force on a side."""
        found = self.rules(which).by_id.get(id)
        return None if found is None or found.version.status is ProvisionStatus.WITHDRAWN else found

    def outcome(self, which: Which, id: str, child: Child) -> Outcome:
        """The outcome; where a side has no such provision, it accepts no one."""
        found = self.in_force(which, id)
        if found is None:
            return Outcome.DOES_NOT_MEET
        (outcome,) = {self.naive[which].outcome(found.version, profile) for profile in self.as_read(which, child)}
        return outcome

    def holds(self, which: Which, condition: Surface, child: Child) -> bool:
        """Whether a condition of a side holds of a child, whatever only this side can tell."""
        (holds,) = {self.naive[which].holds(condition, profile) for profile in self.as_read(which, child)}
        return holds

    def fields(self, which: Which, condition: Surface) -> set[str]:
        """The fields that a condition names, and those that they are worked out from."""
        found = {name for part in parts_of(condition) for name in self.fields(which, part)}
        if isinstance(condition, OneOf | Between | NoneRecorded):
            found.add(condition.field)
            match self.rules(which).needs[condition.field].derived:
                case Difference(of, less):
                    found |= {of, less}
                case Grouping(of):
                    found.add(of)
                case Either(choice, several):
                    found |= {choice, several}
        if isinstance(condition, OutcomeOf):
            found |= self.asked_by(which, condition.provision)
        return found

    def asked_by(self, which: Which, id: str) -> set[str]:
        """The fields that a provision asks for."""
        version = self.rules(which).by_id[id].version
        written = [condition for one in version.criteria for condition in (one.condition, one.waiver)]
        written += [part.where for part in version.not_recorded]
        return {name for one in written if one is not None for name in self.fields(which, one)}
