"""What an authority aims at with its criteria, and who a special school or a base is the question for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from admissions.errors import NOWHERE, Place
from admissions.model.conditions import Core, Surface
from admissions.model.sources import Source


class Concern(StrEnum):
    """What a need field may be about that an authority watches.

    The first ones are protected characteristics (Equality Act 2010, sections 4 to 12, without age and disability, which
    criteria of special schools are about); the others are grounds that may put disabled children at a disadvantage.
    """

    RACE = "race"
    RELIGION_OR_BELIEF = "religion_or_belief"
    SEX = "sex"
    SEXUAL_ORIENTATION = "sexual_orientation"
    GENDER_REASSIGNMENT = "gender_reassignment"
    PREGNANCY = "pregnancy"
    BEHAVIOUR = "behaviour"
    ONE_TO_ONE_SUPPORT = "one_to_one_support"
    PERSONAL_CARE = "personal_care"
    VERBAL_ABILITY = "verbal_ability"
    FAMILY_AGREEMENT = "family_agreement"


@dataclass(frozen=True, slots=True)
class Context:
    """Who a special school or a base is the question for; gaps are looked for among them.

    ``plain`` says when a child has no further difficulty on record besides the primary need. It parts the gaps in which
    only a child with one finds something open from the others.
    """

    who: Surface
    who_core: Core
    wording: str
    source: Source
    plain: Surface | None = None
    plain_core: Core | None = None
    note: str = ""
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Which:
    """The provisions that an aim is about: those named, or all of a kind that take part, or all."""

    kind: str = ""
    provisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Apart:
    """No two of the provisions overlap; with ``certain``, none overlap for certain."""

    which: Which
    certain: bool = False


@dataclass(frozen=True, slots=True)
class Served:
    """Every child of the context of whom ``where`` holds finds some of the provisions open."""

    where: Surface
    which: Which


@dataclass(frozen=True, slots=True)
class NoBreaks:
    """No child to whom something is open has nothing after one of these steps; none named: after any step."""

    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoLargerThan:
    """The overlaps of the provisions have no child who was in none of them at a date."""

    date: dt.date
    which: Which


@dataclass(frozen=True, slots=True)
class NoCriterionOn:
    """No criterion rests on a need field that is about one of these, but on sex in a single-sex school."""

    concerns: tuple[Concern, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """Each criterion that rests on a need field that is about one of these has its justification recorded."""

    concerns: tuple[Concern, ...]


Aimed = Apart | Served | NoBreaks | NoLargerThan | NoCriterionOn | Review


@dataclass(frozen=True, slots=True)
class Aim:
    """One thing that an authority aims at, in its words, and what that asks of the rules."""

    id: str
    what: str
    aimed: Aimed
    source: Source
    note: str = ""
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Aims:
    """The aims of a rule set; without a context everyone is asked about."""

    context: Context | None = None
    aims: tuple[Aim, ...] = ()
