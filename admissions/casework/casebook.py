"""Whether the cases of a casebook come out as they expect, and from each follows what it says and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from admissions.casework.chaining import Chaining
from admissions.casework.facts import FactFinder
from admissions.errors import Problem, Refused, listed
from admissions.questions.check import Checker
from admissions.questions.review import Reviewer
from admissions.questions.rulebook import Rulebook
from admissions.text.cases import ReadCase

OR = " or "
MEND = "read the published words, or the rule, again; then mend the rules or the case"


def unexpected(book: Rulebook, chaining: Chaining, cases: Iterable[ReadCase]) -> Iterator[Problem]:
    """A problem for each thing that a case expects and that does not come out, every provision taking part.

    Cases are of the versions that are in force until further notice: what they expect of a provision is judged where it
    has that version, and what follows where all provisions have.
    Messages name provisions, outcomes and rules, and nothing that is recorded in a case.
    """
    checkers: dict[object, tuple[Checker, FactFinder]] = {}
    for case in cases:
        if not case.expect and case.findings is None:
            continue
        settings = book.settings(case.assume, case.leave_open)
        key = tuple(settings.values())
        if key not in checkers:
            checker = Checker(book, settings, book.choose(unverified=True))
            checkers[key] = checker, FactFinder(checker, book.rules.casework, chaining.passed)
        try:
            yield from _unexpected(case, *checkers[key], chaining)
        except Refused as refused:
            yield from refused.problems


def _unexpected(case: ReadCase, checker: Checker, finder: FactFinder, chaining: Chaining) -> Iterator[Problem]:
    situation, readings = checker.situate(case.profile)
    walker = checker.walker(situation)
    answer = checker.answer(situation, readings, walker)
    for one in answer.provisions:
        expected = case.expect.get(one.read.id)
        if expected is not None and one.read.provision.has_its_last_version and one.outcomes != expected:
            what = f"`{one.read.id}` comes out as {listed(one.outcomes, OR)} and not as {listed(expected, OR)}"
            yield Problem(case.at, what, MEND)
    rules = checker.book.rules
    if case.findings is None or rules.not_known or not all(one.has_its_last_version for one in rules.provisions):
        return
    found: dict[str, set[str]] = {}
    review = None
    if case.review is not None:
        review = Reviewer(checker.book, case.review.on).under_review(case.review.placement, situation)
    for finding in chaining.findings(finder.facts(answer, walker, case.asked_about, review)):
        found.setdefault(finding.rule.id, set()).update(finding.about)
    yield from _compared(case, found)


def _compared(case: ReadCase, found: Mapping[str, set[str]]) -> Iterator[Problem]:
    expected = {rule: set(named) for rule, named in (case.findings or {}).items()}
    for rule in dict.fromkeys((*expected, *found)):
        if rule not in found:
            yield Problem(case.at, f"`{rule}` is expected and does not follow", MEND)
        elif rule not in expected:
            yield Problem(case.at, f"`{rule}` follows and is not expected", MEND)
        elif expected[rule] != found[rule]:
            yield Problem(
                case.at, f"`{rule}` is about {listed(sorted(found[rule])) or 'nothing'} and not what is expected", MEND
            )
