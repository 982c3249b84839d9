"""Changes every scored criterion of the rules in turn, by one step each, and shows which case of the casebook notices.

Run it as ``python tools/mutate_criteria.py [PROVISION ...]``. Each line is one mutant: what was changed, and the first
case that comes out otherwise. A mutant that leaves every outcome of every possible child as it was is equivalent and
not counted. Exit 1 where a mutant survives: the casebook would not notice that change of the rules.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from admissions import service
from admissions.model.conditions import (
    AllOf,
    Always,
    AnyOf,
    AtLeast,
    Between,
    Bound,
    ByCase,
    ByReading,
    Count,
    Indicators,
    Level,
    NoneRecorded,
    NotThis,
    OneOf,
    OutcomeOf,
    ScaleTerm,
    Surface,
    Unless,
    how_many,
    parts_of,
    with_part,
)
from admissions.model.needs import Difference, Kind, NeedField
from admissions.model.outcomes import Outcome, Strength
from admissions.model.provisions import Criterion, NotRecorded, RuleSet
from admissions.questions.rulebook import ReadProvision, Rulebook
from admissions.regions.meaning import outcome_regions, region_of
from admissions.regions.space import CompleteProfile, Region
from admissions.text.cases import read_case
from admissions.text.field_tests import known_values
from admissions.text.lowering import Lowering, outcome_cores
from admissions.text.tree import read_file

AS_AT = dt.date(2026, 11, 24)

Change = tuple[str, Surface]
"""What was changed, in words, and the condition that comes of it."""


@dataclass(frozen=True)
class Mutant:
    """One provision's criteria with one of them changed by one step; what was changed has no core yet."""

    provision: str
    place: str
    change: str
    criteria: tuple[Criterion, ...]
    not_recorded: tuple[NotRecorded, ...]


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant: the case that noticed, or none; ``example`` is a child whom only it treats otherwise."""

    mutant: Mutant
    equivalent: bool
    killed_by: str = ""
    example: CompleteProfile | None = None

    @property
    def survived(self) -> bool:
        """Whether some child comes out otherwise and no case shows it."""
        return not self.equivalent and not self.killed_by


# --- one step away from a condition ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stepper:
    """Every condition that is one step away from a given one, over the fields and scales of a rule set."""

    rules: RuleSet

    def changes(self, condition: Surface) -> Iterator[Change]:
        """Each change of the condition itself, then each change of a part of it."""
        yield from self._own(condition)
        for index, part in enumerate(parts_of(condition)):
            for words, changed in self.changes(part):
                yield words, with_part(condition, index, changed)

    def _own(self, condition: Surface) -> Iterator[Change]:
        match condition:
            case OneOf():
                yield from self._one_of(condition)
            case Between(name, low, high):
                need = self.rules.needs[name]
                yield from ((words, replace(condition, low=bound)) for words, bound in self._ends(need, low, True))
                yield from ((words, replace(condition, high=bound)) for words, bound in self._ends(need, high, False))
            case NoneRecorded(name, at):
                yield f"{name} is not none", NotThis(condition, at)
            case AllOf(parts, at):
                yield from _without_one(condition, parts)
                yield "any for all", AnyOf(parts, at)
            case AnyOf(parts, at):
                yield from _without_one(condition, parts)
                yield "all for any", AllOf(parts, at)
            case AtLeast(count, parts):
                yield from _without_one(condition, parts)
                for words, other in _counts(count, len(parts)):
                    yield words, replace(condition, count=other)
            case NotThis(part):
                yield "drop not", part
            case Unless(part):
                yield "drop unless", part
            case Indicators():
                yield from _indicators(condition)
            case ByCase(cases):
                for index in range(len(cases)):
                    left = cases[:index] + cases[index + 1 :]
                    yield f"drop case {index + 1}", replace(condition, cases=left) if left else condition.otherwise
            case ByReading(_, readings):
                for index in range(len(readings) - 1):
                    (one, first), (two, second) = readings[index : index + 2]
                    swapped = (*readings[:index], (one, second), (two, first), *readings[index + 2 :])
                    yield f"swap {one} and {two}", replace(condition, readings=swapped)
            case OutcomeOf(provision, outcomes):
                for outcome in Outcome:
                    rest = tuple(one for one in outcomes if one != outcome)
                    words = f"{provision} {'drop' if outcome in outcomes else 'add'} {outcome}"
                    yield words, replace(condition, outcomes=rest if outcome in outcomes else (*outcomes, outcome))
            case Always(holds, at):
                yield f"{'never' if holds else 'always'}", Always(not holds, at)
            case _:
                assert_never(condition)

    def _one_of(self, condition: OneOf) -> Iterator[Change]:
        need, values = self.rules.needs[condition.field], condition.values
        for value in values:
            rest = tuple(other for other in values if other != value)
            yield f"{need.id} drop {_say(value)}", replace(condition, values=rest) if rest else Always(False)
            if isinstance(value, ScaleTerm) and not rest:
                whole = Between(need.id, Bound(value), Bound(value), condition.at)
                yield from self._own(whole)
        for value in self._beside(need, values):
            yield f"{need.id} add {_say(value)}", replace(condition, values=(*values, value))

    def _beside(self, need: NeedField, values: Sequence[Level]) -> Iterator[Level]:
        """The values to add: next to a listed one where the field has an order, else every one that is not listed."""
        found: dict[Level, None] = {}
        for value in values:
            if isinstance(value, ScaleTerm):
                found.update(dict.fromkeys(self._terms(value)))
            elif isinstance(value, int):
                found.update({value - 1: None, value + 1: None})
            elif need.kind is Kind.ORDERED:
                place = need.ids.index(value)
                found.update(dict.fromkeys(need.ids[max(place - 1, 0) : place + 2]))
            else:
                found.update(dict.fromkeys(known_values(self.rules.needs, need)))
        yield from (value for value in found if value not in values)

    def _terms(self, value: ScaleTerm) -> Iterator[ScaleTerm]:
        terms = list(self.rules.scale[value.scale].by_term)
        place = terms.index(value.term)
        yield from (ScaleTerm(value.scale, term) for term in terms[max(place - 1, 0) : place + 2] if term != value.term)

    def _ends(self, need: NeedField, bound: Bound | None, is_low: bool) -> Iterator[tuple[str, Bound]]:
        """The end of a range moved by one, as a value and, where it is a term of a scale, as a term too."""
        if bound is None:
            return
        end = "from" if is_low else "to"
        if isinstance(need.derived, Difference):
            assert isinstance(bound.level, int), "years are counted in whole numbers"
            for years in (bound.level - 1, bound.level + 1):
                yield f"{need.id} {end} {years}", replace(bound, level=years)
            return
        if isinstance(bound.level, ScaleTerm):
            for term in self._terms(bound.level):
                yield f"{need.id} {end} {_say(term)}", replace(bound, level=term)
        lowest, highest = self._places(need, bound.level)
        # The first value inside (the last, for the upper end), counted along the field.
        inside = (
            (lowest if bound.inclusive else highest + 1) if is_low else (highest if bound.inclusive else lowest - 1)
        )
        for place in (inside - 1, inside + 1):
            if 0 <= place < len(need.ids):
                yield f"{need.id} {end} {need.ids[place]}", Bound(need.ids[place])
            elif place == len(need.ids) and is_low:
                yield f"{need.id} above all", Bound(need.ids[-1], inclusive=False)
            elif place == -1 and not is_low:
                yield f"{need.id} below all", Bound(need.ids[0], inclusive=False)

    def _places(self, need: NeedField, level: Level) -> tuple[int, int]:
        """Where the level stands along the field, a term of a scale by its default span."""
        if not isinstance(level, ScaleTerm):
            place = need.ids.index(str(level))
            return place, place
        row = self.rules.scale[level.scale].by_term[level.term]
        low, high = dict(row.spans)[self.rules.assumption[row.assumption].default if row.assumption else ""]
        return need.ids.index(low), need.ids.index(high)


def _say(value: Level) -> str:
    return value.term if isinstance(value, ScaleTerm) else str(value)


def _without_one(condition: AllOf | AnyOf | AtLeast, parts: tuple[Surface, ...]) -> Iterator[Change]:
    for index in range(len(parts)):
        yield f"drop part {index + 1}", replace(condition, parts=parts[:index] + parts[index + 1 :])


def _counts(count: Count, of: int) -> Iterator[tuple[str, int]]:
    number = how_many(count, of)
    yield from ((f"{other} of {of}", other) for other in (number - 1, number + 1) if 0 <= other <= of)


def _indicators(condition: Indicators) -> Iterator[Change]:
    items = condition.items
    for index, item in enumerate(items):
        yield f"drop {item.id}", replace(condition, items=items[:index] + items[index + 1 :])
    if not condition.reading:
        for words, other in _counts(condition.count, len(items)):
            yield words, replace(condition, count=other)
    for index, (value, count) in enumerate(condition.counts):
        for words, other in _counts(count, len(items)):
            counts = (*condition.counts[:index], (value, other), *condition.counts[index + 1 :])
            yield f"{value}: {words}", replace(condition, counts=counts)


# --- one step away from a provision ----------------------------------------------------------------------------------


def criterion_changes(stepper: Stepper, criterion: Criterion) -> Iterator[tuple[str, Criterion]]:
    """The criterion negated, of another strength, without its waiver, and with each change of its conditions."""
    condition = criterion.condition
    if condition is None or criterion.strength is Strength.GUIDANCE:
        return
    yield "negate", replace(criterion, condition=NotThis(condition))
    match criterion.strength:
        case Strength.MUST:
            yield "must -> normally", replace(criterion, strength=Strength.NORMALLY, waiver=None)
        case Strength.MUST_NOT:
            yield (
                "must not -> normally not",
                replace(criterion, strength=Strength.NORMALLY, condition=NotThis(condition), waiver=None),
            )
        case Strength.NORMALLY | Strength.INDICATOR:
            yield f"{criterion.strength} -> must", replace(criterion, strength=Strength.MUST)
    for words, changed in stepper.changes(condition):
        yield words, replace(criterion, condition=changed)
    if criterion.waiver is not None:
        yield "drop the waiver", replace(criterion, waiver=None)
        for words, changed in stepper.changes(criterion.waiver):
            yield f"waiver: {words}", replace(criterion, waiver=changed)


def missing_changes(stepper: Stepper, part: NotRecorded) -> Iterator[tuple[str, NotRecorded]]:
    """The part that is not recorded taken to matter everywhere, and with each change of where it matters."""
    if part.where is not None:
        yield "drop where", replace(part, where=None)
        for words, changed in stepper.changes(part.where):
            yield f"where: {words}", replace(part, where=changed)


def mutants(rules: RuleSet, provisions: Iterable[str]) -> Iterator[Mutant]:
    """Every mutant of these provisions, criterion by criterion."""
    stepper = Stepper(rules)
    for name in provisions:
        version = rules.by_id[name].version
        criteria, missing = version.criteria, version.not_recorded
        for index, criterion in enumerate(criteria):
            if criterion.condition is None or criterion.strength is Strength.GUIDANCE:
                continue
            before, after = criteria[:index], criteria[index + 1 :]
            yield Mutant(name, criterion.id, "drop", (*before, *after), missing)
            for words, changed in criterion_changes(stepper, criterion):
                new = replace(changed, core=None, waiver_core=None)
                yield Mutant(name, criterion.id, words, (*before, new, *after), missing)
        for index, part in enumerate(missing):
            place, before_part, after_part = f"not_recorded {index + 1}", missing[:index], missing[index + 1 :]
            yield Mutant(name, place, "drop", criteria, (*before_part, *after_part))
            for words, other in missing_changes(stepper, part):
                new_part = replace(other, where_core=None)
                yield Mutant(name, place, words, criteria, (*before_part, new_part, *after_part))


# --- the casebook as a judge -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class JudgingCase:
    """A case as the region of children that it leaves possible, with what it expects of the provisions it names."""

    id: str
    region: Region
    expect: Mapping[str, tuple[Outcome, ...]]


def bundled_cases(book: Rulebook) -> tuple[JudgingCase, ...]:
    """Every case of the casebook."""
    found = []
    for path in sorted(service.bundled("cases").glob("*.yaml")):
        case = read_case(read_file(path, path.stem), book.rules)
        region = book.possible & book.assumed(book.settings(case.assume, case.leave_open))
        for entry in case.profile.entries:
            region &= region_of(book.space, entry.core)
        found.append(JudgingCase(case.id, region, case.expect))
    return tuple(found)


class Casebook:
    """Cases that judge mutants of a rule book."""

    def __init__(self, book: Rulebook, cases: Iterable[JudgingCase]) -> None:
        self.book = book
        self.cases = tuple(cases)
        rules = book.rules
        # INVARIANT: mutants share the space of the book, so that regions can be compared and only one is rebuilt.
        self.lowering = Lowering(
            rules.needs,
            rules.scales,
            rules.assumptions,
            lambda name, outcome: rules.by_id[name].version.outcome_cores[outcome],
        )

    def regions(self, mutant: Mutant) -> dict[Outcome, Region]:
        """The outcome regions of a mutant: what was changed is lowered, the rest is as it was read."""
        lower = self.lowering.lower
        criteria = tuple(
            replace(
                one,
                core=one.core or (None if one.condition is None else lower(one.condition)),
                waiver_core=one.waiver_core or (None if one.waiver is None else lower(one.waiver)),
            )
            for one in mutant.criteria
        )
        missing = tuple(
            replace(one, where_core=one.where_core or (None if one.where is None else lower(one.where)))
            for one in mutant.not_recorded
        )
        return outcome_regions(self.book.space, outcome_cores(criteria, missing))

    def judge(self, mutant: Mutant) -> Verdict:
        """Whether the mutant differs at all, and the first case that notices."""
        before, after = self.book.by_id[mutant.provision].outcomes, self.regions(mutant)
        changed = self.book.space.nothing
        for outcome in Outcome:
            changed |= (before[outcome] - after[outcome]) & self.book.possible
        if not changed:
            return Verdict(mutant, equivalent=True)
        for case in self.cases:
            if mutant.provision in case.expect and changed & case.region:
                said = tuple(outcome for outcome in Outcome if after[outcome] & case.region)
                if said != case.expect[mutant.provision]:
                    return Verdict(mutant, equivalent=False, killed_by=case.id)
        example = (changed & self.book.plausible).witness() or changed.witness()
        return Verdict(mutant, equivalent=False, example=example)

    def holds(self, provision: ReadProvision) -> list[str]:
        """The cases that the rules as they are do not hold to for one provision: none, or no mutant can be judged."""
        return [
            case.id
            for case in self.cases
            if provision.id in case.expect
            and tuple(outcome for outcome in Outcome if provision.outcomes[outcome] & case.region)
            != case.expect[provision.id]
        ]


def example_words(book: Rulebook, verdict: Verdict) -> str:
    """The fields of the example on which the provision's criteria depend, with the assumptions that are not default."""
    assert verdict.example is not None
    support = {name for region in book.by_id[verdict.mutant.provision].outcomes.values() for name in region.support}
    assumed = {one.id: one.default for one in book.rules.assumptions}
    return ", ".join(
        f"{name}={value}"
        for name, value in verdict.example.items()
        if (assumed[name] != value if name in assumed else name in support)
    )


def main(arguments: Sequence[str], casebook: Casebook | None = None) -> int:
    """Prints the table and returns the exit code; the bundled rules and cases unless a casebook is given."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("provisions", nargs="*", metavar="PROVISION", help="all provisions if left out")
    named = parser.parse_args(arguments).provisions
    if casebook is None:
        bundled = service.open_rules(None, AS_AT)
        casebook = Casebook(bundled, bundled_cases(bundled))
    book = casebook.book
    chosen = tuple(one for one in book.provisions if not named or one.id in named)
    for provision in chosen:
        for case in casebook.holds(provision):
            print(f"{provision.id}: the case {case} does not come out as it expects; mend that first")
            return 1
    verdicts = [casebook.judge(mutant) for mutant in mutants(book.rules, (one.id for one in chosen))]
    for verdict in verdicts:
        mutant = verdict.mutant
        if verdict.equivalent:
            fate = "equivalent"
        elif verdict.killed_by:
            fate = f"killed by {verdict.killed_by}"
        else:
            fate = f"SURVIVED: {example_words(book, verdict)}"
        print(f"{mutant.provision:15} {mutant.place:25} {mutant.change:40} {fate}")
    survived = sum(verdict.survived for verdict in verdicts)
    equivalent = sum(verdict.equivalent for verdict in verdicts)
    print(
        f"{len(verdicts)} mutants: {len(verdicts) - survived - equivalent} killed, {equivalent} equivalent, "
        f"{survived} survived"
    )
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
