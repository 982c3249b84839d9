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

from admissions import service
from admissions.model.conditions import NotThis
from admissions.model.outcomes import Outcome, Strength
from admissions.model.provisions import Criterion, NotRecorded, RuleSet
from admissions.questions.read import ReadProvision
from admissions.questions.rulebook import Rulebook
from admissions.regions.meaning import outcome_regions, region_of
from admissions.regions.space import CompleteProfile, Region
from admissions.text.cases import read_case
from admissions.text.lowering import Lowering
from admissions.text.tree import read_file
from admissions.text.versions import outcome_cores
from tools.stepping import Stepper

AS_AT = dt.date(2026, 11, 24)


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
