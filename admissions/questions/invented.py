"""Invented placements, for trying the program out: by need, age and placement as many as the published counts have.

Whatever is not counted is drawn: what else a child needs, out of the plausible children to whom all of this applies, so
that each can be, and dates. How needs, ages and placements go together is not known, nor what follows from that here.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from admissions.errors import NOWHERE, refuse
from admissions.model.needs import CURRENT, FINAL, NO, PLAN, PRIMARY, YEAR, YES, Kind, NeedField
from admissions.model.outcomes import Outcome
from admissions.model.periods import Month
from admissions.model.placements import ReviewDates, Wishes
from admissions.model.population import Population
from admissions.questions.allotting import NOT_RECORDED, Group, allotted
from admissions.questions.histories import FIRST_PLANS, review_dates, since, wishes
from admissions.questions.pathways import PHASES
from admissions.questions.rulebook import Rulebook
from admissions.regions.space import CompleteProfile, Region

if TYPE_CHECKING:
    import random

RECORDED = 0.85
"""How many of the answers that nothing else settles are recorded."""
SELDOM = {Kind.FLAG: 2, Kind.SEVERAL: 14}
"""How much more likely no is than yes, of a field of this kind: most children have few needs beside the primary one."""
MOST_KEPT = 256
LONGEST_STAY = 3
"""How many school years ago a placement started at most."""

Recorded = Mapping[str, tuple[str, ...]]
"""What is recorded, by field: its value, or all values of a field that holds several. What is not known is absent."""


@dataclass(frozen=True, slots=True)
class Invented:
    """An invented placement: what was allotted to it, the child drawn for it, and what of that is recorded."""

    number: int
    group: Group
    child: CompleteProfile
    recorded: Recorded
    since: Month | None
    dates: ReviewDates
    wishes: Wishes


def invented(book: Rulebook, population: Population, size: int, on: dt.date, rng: random.Random) -> Iterator[Invented]:
    """Invented placements as on a day, one after the other; none is kept.

    Raises Refused, before the first, where a count is of children who cannot be, and of a day before there were plans.
    """
    if on < FIRST_PLANS:
        raise refuse(NOWHERE, f"there were no EHC plans before {FIRST_PLANS}", "name a later day")
    groups = allotted(population, size, rng)
    draws = _Draws(book, population)
    years = {group: draws.years_of(group) for group in groups}
    named = [*groups]
    order = array("H", [place for place, group in enumerate(named) for _ in range(groups[group])])
    rng.shuffle(order)

    def drawn() -> Iterator[Invented]:
        for number, place in enumerate(order, 1):
            group = named[place]
            yield draws.placement(number, group, rng.choice(years[group]), on, rng)

    return drawn()


class _Draws:
    """Draws children of the groups that are counted."""

    def __init__(self, book: Rulebook, population: Population) -> None:
        self.fields = book.rules.needs.fields
        self.population = population
        self.places = {place.id: place for place in population.places}
        # What is asked here leaves nothing in the rule book's own space.
        self.space = space = book.space.scratch()
        self.assumed = space.assumed(book.settings())
        self.everyone = Region(space, (book.plausible or book.possible).node)
        places = space.needs[CURRENT].ids if CURRENT in space.needs.by_id else ()
        self.provisions = {one.id: one for one in book.choose() if one.id in places}
        self.taken = {
            name: self.everyone - Region(space, one.outcomes[Outcome.DOES_NOT_MEET].node)
            for name, one in self.provisions.items()
        }
        self.weights = {axis: weight for need in self.fields for axis, weight in _weights(need)}
        self.weights |= {one.id: {one.default: 1} for one in book.rules.assumptions}
        self.years = space.needs[YEAR].ids
        self.phases = [self.years.index(after) for *_, after in PHASES if after in self.years]
        has_plan = PLAN in space.needs.by_id and FINAL in space.needs[PLAN].ids
        self.always = {PLAN: FINAL} if has_plan else {}
        self.drawing = lru_cache(MOST_KEPT)(self._drawing)
        self.where = lru_cache(None)(self._where)

    def years_of(self, group: Group) -> tuple[str, ...]:
        """The year groups of the children of a group. Raises Refused where there are none."""
        years = self.population.years_in(group.band, self.places[group.place])
        found = tuple(year for year in years if self.where(year, group.need, group.place))
        if not found:
            what = f"plans with the need `{group.need}` are counted at `{group.band}`, and no such child can be"
            raise refuse(NOWHERE, what, "check `possible:` and `plausible:` in needs.yaml")
        return found

    def placement(self, number: int, group: Group, year: str, on: dt.date, rng: random.Random) -> Invented:
        """One placement of a group."""
        provision = rng.choice(self.where(year, group.need, group.place))
        child = self.drawing(year, group.need, provision)(rng)
        youngest, _ = self.population.ages[year]
        return Invented(
            number,
            group,
            child,
            dict(self._recorded(child, group, provision, rng)),
            since(on, self._years_there(year), rng),
            review_dates(on, youngest, rng),
            wishes(rng),
        )

    def _where(self, year: str, need: str, place_id: str) -> tuple[str, ...]:
        """What may be recorded of where a child is now: provisions of the authority's own that do not surely rule the
        child out, and what else stands for the place. Nothing stands for "it is not recorded".
        """
        place = self.places[place_id]
        own = [name for name, one in self.provisions.items() if place.kind and one.provision.kind == place.kind]
        return tuple(name for name in (*own, place.current_provision) if self._can_be(year, need, name))

    def _can_be(self, year: str, need: str, provision: str) -> bool:
        box = [*self.space.diagrams.full[: self.space.first_assumption], *self.assumed]
        for axis, value in self._fixed(year, need, provision).items():
            level = self.space.level[axis]
            box[level] = self.space.mask(level, (value,))
        return self.space.diagrams.meet((self.taken.get(provision, self.everyone).node,), box)

    def _fixed(self, year: str, need: str, provision: str) -> dict[str, str]:
        fixed = {**self.always, YEAR: year, PRIMARY: need, CURRENT: provision}
        return {axis: value for axis, value in fixed.items() if value and axis in self.space.level}

    def _drawing(self, year: str, need: str, provision: str) -> Callable[[random.Random], CompleteProfile]:
        fixed = {axis: {value: 1} for axis, value in self._fixed(year, need, provision).items()}
        return self.taken.get(provision, self.everyone).sampler(self.weights | fixed)

    def _recorded(
        self, child: CompleteProfile, group: Group, provision: str, rng: random.Random
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        settled = {YEAR: True, PLAN: True, PRIMARY: group.need != NOT_RECORDED, CURRENT: bool(provision)}
        for need in self.fields:
            if not need.axes or not settled.get(need.id, rng.random() < RECORDED):
                continue
            if need.kind is Kind.SEVERAL:
                pairs = zip(need.ids, need.axes, strict=True)
                yield need.id, tuple(member for member, axis in pairs if child[axis.name] == YES)
            else:
                yield need.id, (child[need.id],)

    def _years_there(self, year: str) -> int:
        """How many school years ago a placement of this phase may have started."""
        place = self.years.index(year)
        return min(LONGEST_STAY, place - max((one for one in self.phases if one <= place), default=0))


def _weights(need: NeedField) -> Iterator[tuple[str, Mapping[str, int]]]:
    if need.kind in SELDOM:
        for axis in need.axes:
            yield axis.name, {NO: SELDOM[need.kind], YES: 1}
