"""A rule set made ready for questions: every criterion and every provision as a region of one space."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from admissions.errors import NOWHERE, meant, refuse
from admissions.model.conditions import OneOf, Surface
from admissions.model.needs import Difference
from admissions.model.outcomes import Outcome, ProvisionStatus
from admissions.model.profiles import Entry
from admissions.model.provisions import Criterion, NotRecorded, Provision, RuleSet
from admissions.regions.meaning import outcome_diagram, outcome_regions, region_of, rules_region
from admissions.regions.space import Region, Space
from admissions.text.lowering import Lowering

SPECIAL_SCHOOL = "special_school"
ALL = "all"
YEARS = range(-20, 21)
"""The differences between two years that an answer may hold."""
LISTED = "`admissions rules list` lists them"


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
class ReadProvision:
    """A provision with its four outcome regions, which partition the space, and one diagram that tells them apart."""

    provision: Provision
    criteria: tuple[ReadCriterion, ...]
    missing: tuple[ReadPart, ...]
    outcomes: Mapping[Outcome, Region]
    diagram: int

    @property
    def id(self) -> str:
        """The provision's id."""
        return self.provision.id

    @property
    def takes_part(self) -> bool:
        """Whether it takes part unasked: every special school, and any other provision that is not in doubt."""
        weak = (ProvisionStatus.UNVERIFIED, ProvisionStatus.DRAFT, ProvisionStatus.WITHDRAWN)
        return self.provision.kind == SPECIAL_SCHOOL or self.provision.version.status not in weak


Settings = Mapping[str, tuple[str, ...]]
"""For each assumption the values that an answer covers: one where it is fixed, all where it is left open."""


class Rulebook:
    """Everything of a rule set that questions need. Building one takes about half a second for eight provisions."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.space = Space(rules.needs, rules.assumptions)
        self.possible = rules_region(self.space, rules.needs.possible)
        self.plausible = rules_region(self.space, rules.needs.plausible) & self.possible
        self.provisions = tuple(self._read(provision) for provision in rules.provisions)
        self._surfaces: dict[Surface, Region] = {}
        # Every answer asks how many years a difference can be, so these regions are kept with the rule book.
        for need in rules.needs.fields:
            if isinstance(need.derived, Difference):
                for year in YEARS:
                    self.region(OneOf(need.id, (year,)))

    def _read(self, provision: Provision) -> ReadProvision:
        space, version = self.space, provision.version
        criteria = tuple(
            ReadCriterion(
                criterion,
                None if criterion.core is None else region_of(space, criterion.core),
                None if criterion.waiver_core is None else region_of(space, criterion.waiver_core),
            )
            for criterion in version.criteria
        )
        missing = tuple(
            ReadPart(part, space.everything if part.where_core is None else region_of(space, part.where_core))
            for part in version.not_recorded
        )
        regions = outcome_regions(space, version.outcome_cores)
        return ReadProvision(provision, criteria, missing, regions, outcome_diagram(regions))

    @cached_property
    def by_id(self) -> Mapping[str, ReadProvision]:
        """Provisions by id."""
        return {provision.id: provision for provision in self.provisions}

    def choose(self, names: Iterable[str] = (), *, unverified: bool = False) -> tuple[ReadProvision, ...]:
        """The provisions that take part: those that do unasked, those named, or all with ``unverified``.

        Raises Refused for a name that is not known.
        """
        asked = set()
        for name in names:
            unknown = next((one for one in self.rules.not_known if one.id == name), None)
            if unknown is not None:
                what = f"the criteria of `{name}` are not known as at {self.rules.as_at}"
                raise refuse(NOWHERE, what, f"the first evidence is of {unknown.evidence_from}")
            if name not in self.by_id:
                raise refuse(NOWHERE, "this provision is not known", meant(name, self.by_id, LISTED))
            asked.add(name)
        return tuple(one for one in self.provisions if unverified or one.takes_part or one.id in asked)

    def settings(self, assume: Mapping[str, str] | None = None, leave_open: Iterable[str] = ()) -> Settings:
        """What is assumed: defaults, except what ``assume`` fixes and what ``leave_open`` (names, or ``all``) opens.

        Raises Refused for an unknown assumption or value.
        """
        known = self.rules.assumption
        settled: dict[str, tuple[str, ...]] = {one.id: (one.default,) for one in self.rules.assumptions}
        for name in leave_open:
            if name == ALL:
                settled = {one.id: one.ids for one in known.values()}
            elif name in known:
                settled[name] = known[name].ids
            else:
                raise refuse(NOWHERE, "an assumption to leave open is not known", meant(name, known, LISTED))
        for name, value in (assume or {}).items():
            if name not in known:
                raise refuse(NOWHERE, "an assumption to fix is not known", meant(name, known, LISTED))
            if value not in known[name].ids:
                values = ", ".join(f"`{one}`" for one in known[name].ids)
                remedy = meant(value, known[name].ids, f"it may be {values}")
                raise refuse(NOWHERE, f"`{name}` has no such value", remedy)
            settled[name] = (value,)
        return settled

    def assumed(self, settings: Settings) -> Region:
        """The region in which the assumptions have the values of these settings."""
        return self.space.where(settings)

    def region_of_entry(self, entry: Entry) -> Region:
        """The region of what is recorded of one field."""
        return region_of(self.space, entry.core)

    def region(self, condition: Surface) -> Region:
        """The region of a surface condition of this rule set; kept, since words ask for the same parts again."""
        found = self._surfaces.get(condition)
        if found is None:
            rules = self.rules
            lowering = Lowering(
                rules.needs,
                rules.scales,
                rules.assumptions,
                lambda name, outcome: rules.by_id[name].version.outcome_cores[outcome],
            )
            found = self._surfaces[condition] = region_of(self.space, lowering.lower(condition))
        return found
