"""A rule set made ready for questions: every criterion and every provision as a region of one space."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from admissions.errors import NOWHERE, meant, refuse
from admissions.model.conditions import Core, OneOf, OutcomeOf, Surface, parts_of
from admissions.model.needs import Difference
from admissions.model.provisions import RuleSet
from admissions.questions.read import ReadProvision, asked_by, read_provision, taken
from admissions.regions.diagram import TRUE
from admissions.regions.meaning import NOTHING_FIXED, region_of, rules_region
from admissions.regions.space import Region, Space
from admissions.text.lowering import Lowering

ALL = "all"
YEARS = range(-20, 21)
"""The differences between two years that an answer may hold."""
LISTED = "`admissions rules list` lists them"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a condition on a profile says: the masks of the need levels that it speaks of, whether that is all, and
    the assumptions on which it rests.
    """

    masks: Mapping[int, int]
    is_box: bool
    assumptions: tuple[str, ...]


MOST_KEPT = 20_000
MOST_LOWERINGS = 16

Settings = Mapping[str, tuple[str, ...]]
"""For each assumption the values that an answer covers: one where it is fixed, all where it is left open."""


class Rulebook:
    """Everything of a rule set that questions need. Building one takes about half a second for eight provisions.

    Its regions lie in a space of its own, or in ``space``, which has its axes and may have those of another rule set.
    """

    def __init__(self, rules: RuleSet, space: Space | None = None) -> None:
        self.rules = rules
        self.space = space or Space(rules.needs, rules.assumptions)
        self._cores: dict[Surface, Core] = {}
        self._surfaces: dict[Surface, Region] = {}
        self._readings: dict[Core, Reading] = {}
        self._lowerings: dict[tuple[tuple[str, str], ...], Lowering] = {}
        self.kept: dict[object, object] = {}
        """What questions keep with the rule book while it lives."""
        # Regions are made in a scratch space, where the nodes that it took to make them are left.
        scratch = self.space.scratch()
        take = self.space.taken_from(scratch)
        possible = rules_region(scratch, rules.needs.possible)
        self.possible = take(possible)
        self.plausible = take(rules_region(scratch, rules.needs.plausible) & possible)
        self.seldom_otherwise = tuple((rule, take(region_of(scratch, rule.core))) for rule in rules.needs.plausible)
        self.provisions = tuple(read_provision(provision, scratch, take) for provision in rules.provisions)
        # What criteria ask is asked again of every overlap and every ladder.
        for provision in rules.provisions:
            for _, condition in asked_by(provision):
                self._surfaces[condition] = take(region_of(scratch, self._core(condition)))
        # Every answer asks how many years a difference can be, so these regions are kept with the rule book.
        for need in rules.needs.fields:
            if isinstance(need.derived, Difference):
                for year in YEARS:
                    condition = OneOf(need.id, (year,))
                    self._surfaces[condition] = take(region_of(scratch, self._core(condition)))

    def edited(self, rules: RuleSet, space: Space) -> Rulebook:
        """The rule book of ``rules``, which differ from its own in some provisions, in a scratch copy of its space.

        Only those are read anew.
        """

        def here(region: Region) -> Region:
            return Region(space, region.node)

        found = copy.copy(self)
        found.__dict__.pop("by_id", None)
        found.rules, found.space, found.kept = rules, space, {}
        found.possible, found.plausible = here(self.possible), here(self.plausible)
        found.seldom_otherwise = tuple((rule, here(region)) for rule, region in self.seldom_otherwise)
        found._cores, found._readings, found._lowerings = {}, {}, {}
        kept = dict(self._surfaces)  # others add to it at the same time; what is newer than the copy is not there
        found._surfaces = {
            one: here(region)
            for one, region in kept.items()
            if region.node < space.diagrams.started_with and not names_outcome(one)
        }
        before = self.by_id
        found.provisions = tuple(
            # Written otherwise, it may say the same: then it stands in other places.
            replace(taken(before[one.id], here), provision=one)
            if one.id in before and one == before[one.id].provision
            else read_provision(one, space, here)
            for one in rules.provisions
        )
        return found

    @cached_property
    def by_id(self) -> Mapping[str, ReadProvision]:
        """Provisions by id."""
        return {provision.id: provision for provision in self.provisions}

    def choose(self, names: Iterable[str] = (), *, unverified: bool = False) -> tuple[ReadProvision, ...]:
        """The provisions that take part: those that do unasked, those named, or, with ``unverified``, all but withdrawn
        ones.

        Raises Refused for a name that is not known.
        """
        asked = set()
        for name in names:
            unknown = next((one for one in self.rules.not_known if one.id == name), None)
            if unknown is not None:
                what = f"the criteria of `{name}` are not known as at {self.rules.as_at}"
                raise refuse(NOWHERE, what, unknown.why)
            gone = next((one for one in self.rules.ended if one.id == name), None)
            if gone is not None:
                raise refuse(NOWHERE, f"`{name}` is not there as at {self.rules.as_at}", f"it ended by {gone.end}")
            if name not in self.by_id:
                raise refuse(NOWHERE, "this provision is not known", meant(name, self.by_id, LISTED))
            asked.add(name)
        return tuple(one for one in self.provisions if one.takes_part(unverified=unverified) or one.id in asked)

    def compared(self, names: Iterable[str] = (), *, unverified: bool = False) -> tuple[ReadProvision, ...]:
        """The same, for a question about what there is all together.

        Raises Refused where none takes part since nothing is known of that day: nothing open would be no answer.
        """
        found = self.choose(names, unverified=unverified)
        if not found and self.rules.not_known:
            raise refuse(
                NOWHERE,
                f"of no provision that takes part are the criteria known as at {self.rules.as_at}",
                self._evidence(),
            )
        return found

    def _evidence(self) -> str:
        """From when and until when there is evidence, as a remedy."""
        days = sorted(day for one in self.rules.not_known for day in (one.before, one.after) if day is not None)
        said = [f"up to {day}" for day in days if day < self.rules.as_at][-1:]
        said += [f"from {day} on" for day in days if day > self.rules.as_at][:1]
        return f"ask as at another day; there is evidence {' and '.join(said)}" if said else "ask as at another day"

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

    def __getstate__(self) -> dict[str, object]:
        """What is kept between runs: nothing that a question left behind, and no function."""
        return {**self.__dict__, "_cores": {}, "_readings": {}, "_lowerings": {}, "kept": {}}

    def reading(self, core: Core) -> Reading:
        """What was entered, read. No node of it stays: there is no end of what may be entered."""
        found = self._readings.get(core)
        if found is None:
            if len(self._readings) >= MOST_KEPT:
                self._readings.clear()
            found = self._readings[core] = _reading(self.space.scratch(), core)
        return found

    def _lowering(self, fixed: Mapping[str, str] = NOTHING_FIXED) -> Lowering:
        """What lowers conditions, under these assumptions alone where some are fixed."""
        key = tuple(fixed.items())
        found = self._lowerings.get(key)
        if found is None:
            if len(self._lowerings) >= MOST_LOWERINGS:
                self._lowerings.clear()
            rules = self.rules
            found = self._lowerings[key] = Lowering(
                rules.needs,
                rules.scales,
                rules.assumptions,
                lambda name, outcome: rules.by_id[name].version.outcome_cores[outcome],
                fixed,
            )
        return found

    def _core(self, condition: Surface) -> Core:
        core = self._cores.get(condition)
        if core is None:
            if len(self._cores) >= MOST_KEPT:
                self._cores.clear()
            core = self._cores[condition] = self._lowering().lower(condition)
        return core

    def region(
        self, condition: Surface, space: Space | None = None, fixed: Mapping[str, str] = NOTHING_FIXED
    ) -> Region:
        """The region of a surface condition of this rule set, in a scratch copy of its space where one is named.

        In its own space it is kept, since words ask for the same parts again; but not where some assumptions are fixed.
        """
        found = self._surfaces.get(condition)
        if space is None or (space is self.space and not fixed):
            if found is None:
                found = self._surfaces[condition] = region_of(self.space, self._core(condition))
            return found
        # A node that the copy started with is the same one there.
        if found is not None and found.node < space.diagrams.started_with:
            return Region(space, found.node).restrict(fixed)
        return region_of(space, self._lowering(fixed).lower(condition) if fixed else self._core(condition), fixed)


def names_outcome(condition: Surface) -> bool:
    """Whether what a condition means depends on how some provision comes out."""
    return isinstance(condition, OutcomeOf) or any(map(names_outcome, parts_of(condition)))


def _reading(space: Space, core: Core) -> Reading:
    """The reading of a condition, worked out in a scratch space."""
    diagrams, first = space.diagrams, space.first_assumption
    node = region_of(space, core).node
    levels = sorted(diagrams.support(node))
    hull = diagrams.hull(node)
    needs = {level: hull[level] for level in levels if level < first}
    box = TRUE
    for level, mask in needs.items():
        box = diagrams.both(box, diagrams.test(level, mask))
    assumptions = tuple(space.axes[level].name for level in levels if level >= first)
    return Reading(needs, box == node, assumptions)
