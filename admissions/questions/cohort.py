"""How many of a cohort are in a region: for certain, and possibly, exact under what is not known of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from admissions.errors import Problem, Refused, TooLarge
from admissions.model.profiles import Profile
from admissions.questions.rulebook import Rulebook, Settings
from admissions.questions.situation import situate
from admissions.regions.space import Region

MOST_TOLD = 20
"""How many profiles that cannot be are told of at most."""


@dataclass(frozen=True, slots=True)
class Count:
    """Of so many ``rows``, ``certain`` are in a region whatever is not known of them, and ``possible`` may be.

    Who is in it for certain may be in it too, so ``certain <= possible <= rows``.
    """

    certain: int
    possible: int
    rows: int


def count_in(book: Rulebook, region: Region, profiles: Iterable[Profile], settings: Settings) -> Count:
    """How many of these profiles lie in a region of the rule book, or of a copy of its space, under these settings.

    A profile lies in it for certain where every possible child that it allows does, and possibly where one does; an
    assumption that is left open may have any of its values. Profiles are taken one after the other, and none is kept.
    Raises Refused, after the last one, with those that no child can have.
    """
    if region.space.axes is not book.space.axes:
        raise ValueError("the region is one of another space")
    work = book.space.scratch()
    own = work.taken_from(region.space)(region)
    certain = possible = rows = 0
    problems: list[Problem] = []
    more = False
    for profile in profiles:
        rows += 1
        try:
            situation = situate(book, profile, settings)
        except TooLarge:
            raise
        except Refused as refused:
            more = more or len(problems) + len(refused.problems) > MOST_TOLD
            problems += [placed(one, profile) for one in refused.problems][: MOST_TOLD - len(problems)]
            continue
        # Where a relation was entered, its nodes are in a scratch space of their own; else they are the rule book's.
        here = situation.space.taken_from(work)(own) if situation.space.is_scratch else own
        diagrams = here.space.diagrams
        if diagrams.meet((situation.inside, here.node), situation.box):
            possible += 1
            certain += not diagrams.meet((situation.inside, (~here).node), situation.box)
    if problems:
        raise Refused(problems, first_only=more)
    return Count(certain, possible, rows)


def placed(problem: Problem, profile: Profile) -> Problem:
    """The problem at the row of the profile, where it is about all of it and so has no line."""
    return problem if problem.place.line else replace(problem, place=profile.entries[-1].at)
