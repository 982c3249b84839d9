"""A provision made ready for questions: each of its criteria, and what it comes out as, as regions of a space."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from admissions.model.algebra import conjuncts, opposite
from admissions.model.conditions import Core, Surface
from admissions.model.outcomes import Outcome, ProvisionStatus, Strength
from admissions.model.provisions import Criterion, NotRecorded, Provision, SubProvision
from admissions.regions.meaning import Known, outcome_diagram, outcome_regions, region_of
from admissions.regions.space import Region, Space

SPECIAL_SCHOOL = "special_school"


@dataclass(frozen=True)
class ReadCriterion:
    """A criterion with the region where its condition holds and the one where its waiver does (None: never)."""

    criterion: Criterion
    holds: Region | None
    waived: Region | None


@dataclass(frozen=True)
class ReadPart:
    """A part that is not recorded, with the region where that matters."""

    part: NotRecorded
    matters: Region


@dataclass(frozen=True)
class ReadSubProvision:
    """A part of a provision, with the region of those whom it is for (None: that cannot be tested)."""

    part: SubProvision
    whom: Region | None


@dataclass(frozen=True)
class ReadProvision:
    """A provision with its four outcome regions, which partition the space, and one diagram that tells them apart.

    ``stay`` are the criteria by which a placement goes on, and ``stay_diagram`` tells apart what they come out as; None
    where none are recorded.
    """

    provision: Provision
    criteria: tuple[ReadCriterion, ...]
    missing: tuple[ReadPart, ...]
    parts: tuple[ReadSubProvision, ...]
    outcomes: Mapping[Outcome, Region]
    diagram: int
    stay: tuple[ReadCriterion, ...] = ()
    stay_diagram: int | None = None

    @property
    def id(self) -> str:
        """The provision's id."""
        return self.provision.id

    def takes_part(self, *, unverified: bool) -> bool:
        """Whether it takes part without being named: every special school, and any other provision that is not in doubt
        or, with ``unverified``, is. What was withdrawn does not.
        """
        status = self.provision.version.status
        if status is ProvisionStatus.WITHDRAWN:
            return False
        in_doubt = status in (ProvisionStatus.UNVERIFIED, ProvisionStatus.DRAFT)
        return self.provision.kind == SPECIAL_SCHOOL or unverified or not in_doubt


def asked_by(provision: Provision) -> Iterator[tuple[str, Surface]]:
    """What a provision asks, a condition at a time with the id of its criterion: it is open where all of them hold."""
    for criterion in provision.version.criteria:
        if criterion.condition is not None and criterion.strength is not Strength.GUIDANCE:
            refuses = criterion.strength is Strength.MUST_NOT
            for part in conjuncts(opposite(criterion.condition) if refuses else criterion.condition):
                yield criterion.id, part


def taken(read: ReadProvision, here: Callable[[Region], Region]) -> ReadProvision:
    """The same provision with each of its regions put elsewhere."""

    def criteria(several: Iterable[ReadCriterion]) -> tuple[ReadCriterion, ...]:
        return tuple(
            ReadCriterion(
                one.criterion,
                None if one.holds is None else here(one.holds),
                None if one.waived is None else here(one.waived),
            )
            for one in several
        )

    return replace(
        read,
        criteria=criteria(read.criteria),
        missing=tuple(ReadPart(one.part, here(one.matters)) for one in read.missing),
        parts=tuple(ReadSubProvision(one.part, None if one.whom is None else here(one.whom)) for one in read.parts),
        outcomes={outcome: here(region) for outcome, region in read.outcomes.items()},
        stay=criteria(read.stay),
    )


def read_provision(provision: Provision, scratch: Space, take: Callable[[Region], Region]) -> ReadProvision:
    """The provision read; its regions are made in ``scratch``, and ``take`` puts each where it stays."""
    version = provision.version
    known: Known = {}

    def region(core: Core | None) -> Region | None:
        return None if core is None else take(region_of(scratch, core, known=known))

    def read(criteria: Iterable[Criterion]) -> tuple[ReadCriterion, ...]:
        return tuple(
            ReadCriterion(criterion, region(criterion.core), region(criterion.waiver_core)) for criterion in criteria
        )

    missing = tuple(
        ReadPart(
            part,
            take(scratch.everything if part.where_core is None else region_of(scratch, part.where_core, known=known)),
        )
        for part in version.not_recorded
    )
    parts = tuple(ReadSubProvision(part, region(part.where_core)) for part in version.parts)
    regions = outcome_regions(scratch, version.outcome_cores, known)
    diagram = take(Region(scratch, outcome_diagram(regions))).node
    outcomes = {outcome: take(region) for outcome, region in regions.items()}
    stay_diagram = None
    if version.stay:
        stays = outcome_regions(scratch, version.stay_cores, known)
        stay_diagram = take(Region(scratch, outcome_diagram(stays))).node
    return ReadProvision(
        provision, read(version.criteria), missing, parts, outcomes, diagram, read(version.stay), stay_diagram
    )
