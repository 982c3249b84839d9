"""What is wrong with rules that can be read: criteria that decide nothing, idle parts, one provision in another."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import PurePosixPath

from admissions.errors import Problem
from admissions.model.conditions import Always, Surface, parts_of, with_part
from admissions.model.outcomes import Outcome, Strength
from admissions.questions.labels import alike
from admissions.questions.overlaps import open_to
from admissions.questions.read import ReadCriterion, ReadProvision
from admissions.questions.rulebook import Rulebook

NOTE = "note"


def unsound(book: Rulebook) -> Iterator[Problem]:
    """Every problem of the rules of ``book``: errors, and notes on what may be meant but should be looked at.

    All are judged within what is possible, over every reading.
    """
    yield from alike(book.rules)
    if not book.possible:
        yield Problem(
            book.rules.needs.possible[0].at, "no child is possible", "these rules exclude one another: mend one"
        )
        return
    for one in book.provisions:
        yield from _of_name(one)
        for read in (*one.criteria, *one.stay):
            yield from _of_criterion(book, read)
        if not open_to(one) & book.possible:
            yield Problem(one.provision.at, f"no child can meet the criteria of `{one.id}`", "look at them together")
        else:
            yield from _of_parts(book, one)
    for one, two in itertools.permutations(book.provisions, 2):
        yield from _contained(book, one, two)


def _of_name(one: ReadProvision) -> Iterator[Problem]:
    if PurePosixPath(one.provision.at.file).stem not in ("", one.id):
        what = f"`{one.id}` is not called as its file is"
        yield Problem(one.provision.at, what, "call both alike, so that it is found", NOTE)


def _of_criterion(book: Rulebook, read: ReadCriterion) -> Iterator[Problem]:
    criterion, holds = read.criterion, read.holds
    if holds is None or criterion.condition is None:
        return
    name = f"criterion `{criterion.id}`"
    scored = criterion.strength is not Strength.GUIDANCE
    never, always = not holds & book.possible, book.possible <= holds
    if criterion.strength is Strength.MUST_NOT:
        never, always = always, never
    if never:
        if scored:
            yield Problem(criterion.at, f"{name} can never be met", "check its values against what is possible")
    elif always:
        yield Problem(criterion.at, f"{name} can never fail", "leave it out, or write it as guidance with `words_only`")
    else:
        yield from _idle_parts(book, criterion.condition)
    if read.waived is not None and criterion.waiver is not None:
        failed = holds if criterion.strength is Strength.MUST_NOT else ~holds
        if not failed & read.waived & book.possible:
            yield Problem(criterion.waiver.at, f"the waiver of `{criterion.id}` never applies", "check its condition")
        else:
            yield from _idle_parts(book, criterion.waiver)


def _of_parts(book: Rulebook, one: ReadProvision) -> Iterator[Problem]:
    """A note for each part for which no child can be who may be admitted; the panel's discretion counts."""
    may_be = ~one.outcomes[Outcome.DOES_NOT_MEET] & book.possible
    for read in one.parts:
        part = read.part
        if read.whom is None or part.where is None:
            continue
        if not read.whom & may_be:
            what = f"no child whom `{one.id}` may admit can be in its part `{part.id}`"
            yield Problem(part.where.at, what, "check this condition against the criteria", NOTE)
        else:
            yield from _idle_parts(book, part.where)


def _idle_parts(book: Rulebook, whole: Surface) -> Iterator[Problem]:
    """A problem for each outermost part that could be anything without a change to ``whole``."""
    meaning = book.region(whole) & book.possible

    def walk(part: Surface, rebuilt: list[tuple[Surface, int]]) -> Iterator[Problem]:
        for index, inner in enumerate(parts_of(part)):
            path = [*rebuilt, (part, index)]
            if isinstance(inner, Always):
                continue
            if any(book.region(_put(path, Always(value))) & book.possible == meaning for value in (True, False)):
                what = "this part of the condition never matters, since the rest decides without it"
                yield Problem(inner.at, what, "check that this is meant", NOTE)
            else:
                yield from walk(inner, path)

    yield from walk(whole, [])


def _put(path: list[tuple[Surface, int]], part: Surface) -> Surface:
    for outer, index in reversed(path):
        part = with_part(outer, index, part)
    return part


def _contained(book: Rulebook, one: ReadProvision, two: ReadProvision) -> Iterator[Problem]:
    inner, outer = open_to(one) & book.possible, open_to(two)
    if inner and inner <= outer:
        what = f"every child who can meet `{one.id}` can also meet `{two.id}`, as far as their criteria are recorded"
        yield Problem(one.provision.at, what, "check that this is meant", NOTE)
