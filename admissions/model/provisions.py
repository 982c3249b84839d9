"""Provisions and their criteria, as published; scales and assumptions; and the rule set that holds them all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from admissions.errors import NOWHERE, Place
from admissions.model.aims import Aims
from admissions.model.casework import Casework
from admissions.model.conditions import Core, Surface
from admissions.model.consultation import Consultation
from admissions.model.needs import Needs
from admissions.model.outcomes import Outcome, ProvisionStatus, Strength
from admissions.model.periods import Day, Ending, Period, period
from admissions.model.population import Population
from admissions.model.sources import Source


@dataclass(frozen=True, slots=True)
class AssumptionValue:
    """One way in which the open question may be settled."""

    id: str
    label: str


@dataclass(frozen=True)
class Assumption:
    """An open question that belongs to the rule set and not to a child: an axis with a default."""

    id: str
    question: str
    values: tuple[AssumptionValue, ...]
    default: str
    why: str = ""
    source: Source | None = None
    at: Place = field(default=NOWHERE, compare=False)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of the values, in order."""
        return tuple(value.id for value in self.values)

    def label(self, value_id: str) -> str:
        """The words for one value."""
        return next(value.label for value in self.values if value.id == value_id)


@dataclass(frozen=True, slots=True)
class Row:
    """What one term of a published scale spans on the shared scale.

    ``spans`` maps each value of ``assumption`` to an interval of level ids, both ends included; where the scale's
    own publisher gives the interval there is one span and no assumption.
    """

    term: str
    label: str
    spans: tuple[tuple[str, tuple[str, str]], ...]
    assumption: str = ""
    source: Source | None = None
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Scale:
    """A published scale, from its lowest term to its highest."""

    id: str
    label: str
    rows: tuple[Row, ...]

    @cached_property
    def by_term(self) -> Mapping[str, Row]:
        """Rows by term."""
        return {row.term: row for row in self.rows}


@dataclass(frozen=True, slots=True)
class Justification:
    """Why a criterion is needed, and where that is recorded."""

    what: str
    source: Source


@dataclass(frozen=True, slots=True)
class Criterion:
    """A condition with a strength, its published words and where they stand.

    ``waiver`` is the condition under which a failed criterion is at the panel's discretion. Guidance may have no
    condition at all: then only its words are shown.
    """

    id: str
    wording: str
    strength: Strength
    source: Source
    condition: Surface | None = None
    core: Core | None = None
    waiver: Surface | None = None
    waiver_core: Core | None = None
    note: str = ""
    justification: Justification | None = None
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class NotRecorded:
    """A part of the published list that is missing here, and where it matters (everywhere if ``where`` is None)."""

    what: str
    where: Surface | None = None
    where_core: Core | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """How many places there are, as a dated fact; without a date, from the day on which its source was read."""

    number: int
    source: Source
    from_: Day | None = None
    until: Day | None = None

    @property
    def period(self) -> Period:
        """The days on which there are, or were, so many."""
        return period(self.from_ or (None if self.until else self.source.read), self.until)


@dataclass(frozen=True, slots=True)
class SubProvision:
    """A part of a provision that is published as one, such as a pathway: whom it is for, and its own places.

    It never changes an outcome. ``where`` is None where whom it is for cannot be tested.
    """

    id: str
    name: str
    wording: str
    source: Source
    where: Surface | None = None
    where_core: Core | None = None
    places: Places | None = None
    note: str = ""
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Version:
    """One dated edition of a provision's criteria.

    ``stay`` are the criteria by which a placement goes on, asked of a child who is there already; none where they are
    not published apart from those for entry.
    """

    status: ProvisionStatus
    source: Source
    criteria: tuple[Criterion, ...]
    seen: tuple[Day, ...]
    from_: Day | None = None
    until: Ending = None
    not_recorded: tuple[NotRecorded, ...] = ()
    ranking: str = ""
    parts: tuple[SubProvision, ...] = ()
    stay: tuple[Criterion, ...] = ()
    outcome_cores: Mapping[Outcome, Core] = field(default_factory=dict)
    stay_cores: Mapping[Outcome, Core] = field(default_factory=dict)
    hash: str = ""


@dataclass(frozen=True, slots=True)
class VersionDates:
    """When one version of a provision's criteria was in force, as far as that is known, and where its words stand."""

    hash: str
    status: ProvisionStatus
    source: Source
    seen: tuple[Day, ...]
    from_: Day | None = None
    until: Ending = None


@dataclass(frozen=True)
class Example:
    """A bundled case that an author says comes out in a certain way, and the criterion that it rests on."""

    case: str
    outcome: Outcome
    because: str = ""
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Provision:
    """A special school or a resource base with the version of its criteria that is in force, and when each one was."""

    id: str
    name: str
    kind: str
    version: Version
    urn: str = ""
    part_of: str = ""
    ages: str = ""
    places: tuple[Places, ...] = ()
    examples: tuple[Example, ...] = ()
    versions: tuple[VersionDates, ...] = ()
    single_sex: bool = False
    at: Place = field(default=NOWHERE, compare=False)

    @property
    def has_its_last_version(self) -> bool:
        """Whether the version in force is the one that has no end yet; its examples are of that one."""
        return all(one.until is None for one in self.versions if one.hash == self.version.hash)


@dataclass(frozen=True)
class UnknownVersion:
    """A provision whose criteria as at the date asked about are not known: no evidence is of that day.

    ``before`` is the last day before it of which there is evidence, ``after`` the first one after it.
    """

    id: str
    name: str
    kind: str
    before: dt.date | None = None
    after: dt.date | None = None

    @property
    def why(self) -> str:
        """What evidence there is, as a clause."""
        if self.before and self.after:
            return f"there is evidence up to {self.before} and from {self.after} on"
        if self.before:
            return f"the last evidence is of {self.before}"
        if self.after:
            return f"the first evidence is of {self.after}"
        return "of no day is it known that its words held"


@dataclass(frozen=True)
class EndedProvision:
    """A provision that had ended by the date asked about, and the first day on which there was none."""

    id: str
    name: str
    kind: str
    end: dt.date


@dataclass(frozen=True)
class RuleSet:
    """An authority's criteria with the shared needs and crosswalk, read as at one date.

    ``advice`` and ``consultation`` are by kind of provision; ``towards_mainstream`` are kinds from the furthest from
    mainstream to the nearest.
    """

    id: str
    name: str
    notice: str
    as_at: dt.date
    needs: Needs
    scales: tuple[Scale, ...]
    assumptions: tuple[Assumption, ...]
    provisions: tuple[Provision, ...]
    not_known: tuple[UnknownVersion, ...] = ()
    ended: tuple[EndedProvision, ...] = ()
    cannot_see: tuple[str, ...] = ()
    challenge: str = ""
    advice: Mapping[str, str] = field(default_factory=dict)
    towards_mainstream: tuple[str, ...] = ()
    consultation: Mapping[str, Consultation] = field(default_factory=dict)
    casework: Casework = field(default_factory=Casework)
    aims: Aims = field(default_factory=Aims)
    population: Population | None = None
    hash: str = ""
    crosswalk_hash: str = ""

    @cached_property
    def by_id(self) -> Mapping[str, Provision]:
        """Provisions by id."""
        return {provision.id: provision for provision in self.provisions}

    @cached_property
    def assumption(self) -> Mapping[str, Assumption]:
        """Assumptions by id."""
        return {assumption.id: assumption for assumption in self.assumptions}

    @cached_property
    def scale(self) -> Mapping[str, Scale]:
        """Scales by id."""
        return {scale.id: scale for scale in self.scales}
