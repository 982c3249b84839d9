"""Every possible child of a small rule set, with the outcome of each provision: a judge of questions about many."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping

from admissions.model.needs import ENTRY_CELL
from admissions.model.outcomes import Outcome
from admissions.model.provisions import RuleSet
from admissions.regions.space import Region
from tests.judges.completions import Child, Completions, Settings


class Enumerated:
    """Every possible child of a small rule set under settings, with the outcome of each provision."""

    def __init__(self, rules: RuleSet, chosen: Settings) -> None:
        self.judge = Completions(rules)
        possible = [self.judge.holds(rule.condition) for rule in rules.needs.possible]
        axes = (*self.judge.needs, *(chosen[name] for name in self.judge.readings))
        everyone = itertools.product(*axes)
        self.children = [child for child in everyone if all(holds(child) for holds in possible)]
        self.outcome = {one.id: self.judge.outcome(one) for one in rules.provisions}

    def where(self, holds: Callable[[Child], bool]) -> set[Child]:
        """The possible children of whom this holds."""
        return {child for child in self.children if holds(child)}

    def having(self, outcomes: Mapping[str, Iterable[Outcome]]) -> set[Child]:
        """The possible children for whom each of these provisions has one of the outcomes named with it."""
        wanted = {name: set(found) for name, found in outcomes.items()}
        return self.where(lambda child: all(self.outcome[name](child) in found for name, found in wanted.items()))

    def members(self, region: Region) -> set[Child]:
        """The possible children of a region."""
        return {child for child in self.children if region.contains(self.judge.named(child))}

    def cells(self, children: set[Child]) -> int:
        """How many entry cells these touch, in the axes that the rule set has."""
        places = [self.judge.place[name] for name in ENTRY_CELL if name in self.judge.place]
        if not places:
            return int(bool(children))
        return len({tuple(child[place] for place in places) for child in children})
