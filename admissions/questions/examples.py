"""Whether the examples in the provisions' files hold: each case comes out as it says, and for the reason it gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from admissions.errors import Problem, Refused, listed, meant
from admissions.model.outcomes import Answer, Outcome, Status, Strength
from admissions.model.provisions import Example
from admissions.questions.check import Checker, CriterionAnswer, ProvisionAnswer
from admissions.questions.rulebook import Rulebook
from admissions.text.cases import ReadCase

MEND = "read the published words again, then mend the criteria, the case or this example"
_FAILS = {Strength.MUST_NOT: Status.MET}


def contradicted(book: Rulebook, cases: Mapping[str, ReadCase]) -> Iterator[Problem]:
    """A problem for each example that does not hold, and those of a case that cannot be; an unknown case is left out.

    Examples are of the version that is in force until further notice, so before that came into force none is judged.

    Messages name the case and what decided, in the words of the rules, and nothing that is in the case.
    """
    checkers: dict[object, Checker] = {}
    answers: dict[str, Mapping[str, ProvisionAnswer]] = {}
    for provision in book.rules.provisions:
        for example in provision.examples if provision.has_its_last_version else ():
            name = example.case
            if name in cases and name not in answers:
                try:
                    answers[name] = _answers(book, cases[name], checkers)
                except Refused as refused:
                    answers[name] = {}
                    yield from refused.problems
            if provision.id in answers.get(name, {}):
                yield from _held(example, answers[name][provision.id])


def _answers(book: Rulebook, case: ReadCase, checkers: dict[object, Checker]) -> Mapping[str, ProvisionAnswer]:
    settings = book.settings(case.assume, case.leave_open)
    key = tuple(settings.values())
    checker = checkers.get(key) or checkers.setdefault(key, Checker(book, settings, book.provisions))
    return {one.read.id: one for one in checker.check(case.profile).provisions}


def _held(example: Example, answer: ProvisionAnswer) -> Iterator[Problem]:
    ids = [criterion.id for criterion in answer.read.provision.version.criteria]
    if example.because and example.because not in ids:
        remedy = meant(example.because, ids, f"it may be {listed(ids)}")
        yield Problem(example.at, f"unknown criterion `{example.because}`", remedy)
        return
    if answer.outcomes != (example.outcome,):
        what = f"`{example.case}` comes out as {listed(answer.outcomes, ' or ')} and not as `{example.outcome}`"
        yield Problem(example.at, f"{what}, since {_why(answer)}", MEND)
        return
    decided = _decided(answer)
    if example.because and decided != [example.because]:
        said = _are(decided, "not met") if decided else "every criterion is met"
        what = f"`{example.case}` comes out as `{example.outcome}` because {said}"
        yield Problem(example.at, f"{what}, and not because of `{example.because}` alone", MEND)


def _failed(one: CriterionAnswer) -> bool:
    strength = one.read.criterion.strength
    return strength is not Strength.GUIDANCE and one.status is _FAILS.get(strength, Status.NOT_MET)


def _decided(answer: ProvisionAnswer) -> list[str]:
    """The criteria that surely fail; where the outcome is that it does not meet, only those that rule it out."""
    failed = [one for one in answer.criteria if _failed(one)]
    musts = [one for one in failed if one.read.criterion.strength in (Strength.MUST, Strength.MUST_NOT)]
    ruling = [one for one in musts if one.waived is Answer.NO]
    decided = ruling if ruling and answer.outcomes == (Outcome.DOES_NOT_MEET,) else failed
    return [one.read.criterion.id for one in decided]


def _why(answer: ProvisionAnswer) -> str:
    """What decides an outcome that was not expected, or what leaves it open."""
    decided = _decided(answer)
    unsure = [
        one.read.criterion.id
        for one in answer.criteria
        if one.status is Status.CANNOT_TELL and one.read.criterion.strength is not Strength.GUIDANCE
    ]
    missing = [
        part.part.what for part, said in zip(answer.read.missing, answer.missing, strict=True) if said is not Answer.NO
    ]
    if len(answer.outcomes) > 1 and unsure:
        return _are(unsure, "not settled")
    if decided:
        return _are(decided, "not met")
    return f"not all is recorded: {', '.join(missing)}" if missing else "every criterion is met and all is recorded"


def _are(ids: list[str], what: str) -> str:
    return f"{listed(ids, ' and ')} {'is' if len(ids) == 1 else 'are'} {what}"
