"""A naive evaluator: whether a condition holds for one complete profile, straight from what the words say.

It reads the surface tree, knows nothing of lowering or regions, and handles one child at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from admissions.model.conditions import (
    AllOf,
    Always,
    And,
    AnyOf,
    AtLeast,
    Between,
    ByCase,
    ByReading,
    Core,
    Count,
    Indicators,
    Level,
    NOf,
    NoneRecorded,
    Not,
    NotThis,
    OneOf,
    Or,
    OutcomeOf,
    ScaleTerm,
    Surface,
    Test,
    Unless,
    parts_of,
)
from admissions.model.needs import Difference, Either, Grouping, Kind, NeedField, Needs
from admissions.model.outcomes import Outcome, Strength
from admissions.model.provisions import Provision, RuleSet, Scale, Version

Child = Mapping[str, str]
"""One complete profile: axis name to value id, assumptions included."""


class Naive:
    """Evaluates surface conditions over needs, scales and provisions on one complete profile at a time."""

    def __init__(self, needs: Needs, scales: Iterable[Scale] = (), provisions: Iterable[Provision] = ()) -> None:
        self.fields = {need.id: need for need in needs.fields}
        self.rows = {(scale.id, row.term): row for scale in scales for row in scale.rows}
        self.versions = {provision.id: provision.version for provision in provisions}

    @classmethod
    def of(cls, rules: RuleSet) -> Naive:
        """The evaluator of a rule set."""
        return cls(rules.needs, rules.scales, rules.provisions)

    # --- conditions --------------------------------------------------------------------------------------------------

    def holds(self, condition: Surface, child: Child) -> bool:
        """Whether the condition holds for this child."""
        match condition:
            case Always(holds):
                return holds
            case OneOf(name, values):
                return any(self._has(self.fields[name], value, child) for value in values)
            case NoneRecorded(name):
                return all(child[f"{name}.{member.id}"] == "no" for member in self.fields[name].values)
            case Between(name, low, high):
                least, most = self._stands(self.fields[name], child)
                if low is not None:
                    start, end = self._ends(self.fields[name], low.level, child)
                    if not (least >= start if low.inclusive else least > end):
                        return False
                if high is not None:
                    start, end = self._ends(self.fields[name], high.level, child)
                    if not (most <= end if high.inclusive else most < start):
                        return False
                return True
            case AllOf(parts):
                return all(self.holds(part, child) for part in parts)
            case AnyOf(parts):
                return any(self.holds(part, child) for part in parts)
            case NotThis(part):
                return not self.holds(part, child)
            case Unless(part, exception):
                return self.holds(exception, child) or self.holds(part, child)
            case AtLeast(count, parts):
                return self._enough(count, [self.holds(part, child) for part in parts])
            case Indicators(items, count, reading, counts):
                if reading:
                    count = dict(counts)[child[reading]]
                return self._enough(count, [self.holds(item.condition, child) for item in items])
            case ByCase(cases, otherwise):
                for case in cases:
                    if self.holds(case.when, child):
                        return self.holds(case.then, child)
                return self.holds(otherwise, child)
            case ByReading(assumption, readings):
                said = dict(readings).get(child[assumption])
                return said is not None and self.holds(said, child)
            case OutcomeOf(provision, outcomes):
                return self.outcome(self.versions[provision], child) in outcomes
            case _:
                assert_never(condition)

    def _enough(self, count: Count, held: list[bool]) -> bool:
        number = sum(held)
        match count:
            case "none":
                return True
            case "some":
                return number >= 1
            case "most":
                return 2 * number > len(held)
            case "all":
                return number == len(held)
            case _:
                assert isinstance(count, int)
                return number >= count

    # --- fields ------------------------------------------------------------------------------------------------------

    def _has(self, need: NeedField, value: Level, child: Child) -> bool:
        if isinstance(value, ScaleTerm) or isinstance(need.derived, Difference):
            start, end = self._ends(need, value, child)
            place, _ = self._stands(need, child)
            return start <= place <= end
        match need.derived:
            case Grouping(of, groups):
                return child[of] in dict(groups)[str(value)]
            case Either(choice, several):
                return child[choice] == value or child.get(f"{several}.{value}") == "yes"
        if need.kind is Kind.SEVERAL:
            return child[f"{need.id}.{value}"] == "yes"
        return child[need.id] == value

    def _stands(self, need: NeedField, child: Child) -> tuple[int, int]:
        """Where the child stands on an ordered field: a number of years, or a place in the list of values."""
        if isinstance(need.derived, Difference):
            years = self.years(need.derived, child)
            return years, years
        place = [value.id for value in need.values].index(child[need.id])
        return place, place

    def _ends(self, need: NeedField, level: Level, child: Child) -> tuple[int, int]:
        """The two ends of what a level, or a term of a scale under this child's reading of it, spans."""
        if isinstance(level, int):
            return level, level
        ids = [value.id for value in need.values]
        if isinstance(level, ScaleTerm):
            row = self.rows[level.scale, level.term]
            start, end = dict(row.spans)[child[row.assumption]] if row.assumption else row.spans[0][1]
            return ids.index(start), ids.index(end)
        return ids.index(level), ids.index(level)

    def years(self, difference: Difference, child: Child) -> int:
        """The years between two fields of this child, as its assumptions have them adjusted."""
        assumed = [one for one in difference.adjust if child[one.assumption] == one.value]
        year = {value.id: value.year for value in self.fields[difference.of].values}[child[difference.of]]
        less = {value.id: value.year for value in self.fields[difference.less].values}[child[difference.less]]
        for one in assumed:
            for level, instead in one.years:
                if level == child[difference.less]:
                    less = instead
        assert year is not None
        assert less is not None
        for one in assumed:
            if one.cap is not None and year > one.cap:
                year = one.cap
            if one.cap is not None and less > one.cap:
                less = one.cap
        return year - less + sum(one.add for one in assumed)

    # --- what is read ------------------------------------------------------------------------------------------------

    def readings(self, condition: Surface) -> set[str]:
        """The assumptions that evaluating a condition can look at."""
        found = {name for part in parts_of(condition) for name in self.readings(part)}
        levels: tuple[Level, ...] = ()
        match condition:
            case OneOf(_, values):
                levels = values
            case Between(_, low, high):
                levels = tuple(bound.level for bound in (low, high) if bound is not None)
            case ByReading(assumption):
                found.add(assumption)
            case Indicators(_, _, reading):
                found.add(reading)
            case OutcomeOf(provision):
                found |= self.readings_of(self.versions[provision])
        if isinstance(condition, (OneOf, Between)):
            difference = self.fields[condition.field].derived
            if isinstance(difference, Difference):
                found |= {one.assumption for one in difference.adjust}
        found |= {self.rows[level.scale, level.term].assumption for level in levels if isinstance(level, ScaleTerm)}
        return found - {""}

    def readings_of(self, version: Version) -> set[str]:
        """The assumptions that working out an outcome can look at."""
        written = [condition for one in version.criteria for condition in (one.condition, one.waiver)]
        written += [part.where for part in version.not_recorded]
        return {name for condition in written if condition is not None for name in self.readings(condition)}

    # --- provisions --------------------------------------------------------------------------------------------------

    def outcome(self, version: Version, child: Child) -> Outcome:
        """The outcome for this child, by the table "How a provision's outcome comes about"."""
        panel = False
        for criterion in version.criteria:
            if criterion.condition is None or criterion.strength is Strength.GUIDANCE:
                continue
            holds = self.holds(criterion.condition, child)
            if criterion.strength in (Strength.MUST, Strength.MUST_NOT):
                if holds is (criterion.strength is Strength.MUST):
                    continue
                if criterion.waiver is None or not self.holds(criterion.waiver, child):
                    return Outcome.DOES_NOT_MEET
                panel = True
            elif not holds:
                panel = True
        if panel:
            return Outcome.DISCRETION
        if any(part.where is None or self.holds(part.where, child) for part in version.not_recorded):
            return Outcome.NOT_RULED_OUT
        return Outcome.MEETS


def core_holds(core: Core, child: Child) -> bool:
    """Whether a core condition holds for this child."""
    match core:
        case Test(axis, values):
            return child[axis] in values
        case And(parts):
            return all(core_holds(part, child) for part in parts)
        case Or(parts):
            return any(core_holds(part, child) for part in parts)
        case Not(part):
            return not core_holds(part, child)
        case NOf(count, parts):
            return sum(core_holds(part, child) for part in parts) >= count
        case _:
            assert_never(core)
