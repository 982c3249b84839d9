"""A rule set of as many provisions as the borough has: the real ones, and variants of them that share no criterion.

A variant asks for another need, with its thresholds moved by a step, and says nothing about any school.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from admissions import service
from admissions.model.conditions import Between, Bound, OneOf, Surface, parts_of, with_part
from admissions.model.needs import Kind
from admissions.model.outcomes import Outcome
from admissions.model.provisions import Provision, RuleSet
from admissions.questions.rulebook import Rulebook
from admissions.text.lowering import Lowering
from admissions.text.versions import outcome_cores

ON = dt.date(2026, 11, 24)


def borough(size: int) -> Rulebook:
    """The rule book of ``size`` provisions; the first are the real ones."""
    rules = service.open_rules(None, ON).rules
    provisions = list(rules.provisions)
    while len(provisions) < size:
        place = len(provisions)
        provisions.append(_variant(rules, rules.provisions[place % len(rules.provisions)], place))
    return Rulebook(replace(rules, provisions=tuple(provisions[:size])))


def _variant(rules: RuleSet, provision: Provision, place: int) -> Provision:
    lowering = Lowering(rules.needs, rules.scales, rules.assumptions, _no_outcome)

    def moved(condition: Surface | None) -> Surface | None:
        return None if condition is None else _moved(rules, condition, place)

    criteria = []
    for one in provision.version.criteria:
        condition, waiver = moved(one.condition), moved(one.waiver)
        core = None if condition is None else lowering.lower(condition)
        waived = None if waiver is None else lowering.lower(waiver)
        criteria.append(replace(one, condition=condition, core=core, waiver=waiver, waiver_core=waived))
    cores = outcome_cores(criteria, provision.version.not_recorded)
    version = replace(provision.version, criteria=tuple(criteria), outcome_cores=cores)
    return replace(provision, id=f"{provision.id}_{place}", version=version)


def _no_outcome(provision: str, outcome: Outcome) -> None:
    raise ValueError(f"no real criterion refers to {provision} ({outcome})")


def _moved(rules: RuleSet, condition: Surface, place: int) -> Surface:
    for index, part in enumerate(parts_of(condition)):
        condition = with_part(condition, index, _moved(rules, part, place))
    if isinstance(condition, OneOf) and rules.needs[condition.field].kind is Kind.CHOICE:
        ids = rules.needs[condition.field].ids
        values = [ids[(ids.index(str(value)) + place) % len(ids)] for value in condition.values]
        return replace(condition, values=tuple(dict.fromkeys(values)))
    if isinstance(condition, Between):
        return replace(condition, low=_step(rules, condition, condition.low, place))
    return condition


def _step(rules: RuleSet, condition: Between, bound: Bound | None, place: int) -> Bound | None:
    if bound is None:
        return None
    if isinstance(bound.level, int):
        return replace(bound, level=bound.level + place % 3 - 1)
    if isinstance(bound.level, str):
        ids = rules.needs[condition.field].ids
        return replace(bound, level=ids[min(ids.index(bound.level) + place % 2, len(ids) - 1)])
    return bound
