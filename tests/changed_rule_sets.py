"""Hypothesis strategies: a small rule set and what became of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from admissions.model.conditions import TRUE, NotThis
from admissions.model.needs import Kind, NeedField, Rule, Value
from admissions.model.outcomes import ProvisionStatus
from admissions.model.provisions import (
    Assumption,
    AssumptionValue,
    EndedProvision,
    Provision,
    RuleSet,
    UnknownVersion,
    Version,
)
from admissions.text.lowering import Lowering
from admissions.text.versions import outcome_cores
from tests.rule_sets import SEEN, an_assumption, rule_sets, version_of, what_is_possible
from tests.strategies import Author, Vocabulary


@st.composite
def changed_rule_sets(draw: DrawFn, kind: str) -> tuple[RuleSet, RuleSet]:
    """A small rule set and what became of it: a change of one kind and perhaps of others, in either direction."""
    old = new = _rehashed(draw(rule_sets()))
    more = draw(st.lists(st.sampled_from(("criteria", *itertools.chain(*CHANGES.values()))), max_size=2))
    for change in (draw(st.sampled_from(CHANGES[kind])), *more):
        new = _rehashed(_changed(draw, new, change))
    return (old, new) if draw(st.sampled_from((True, True, False))) else (new, old)


CHANGES = {
    "criteria": ("criteria",),
    "words": ("words", "equivalent"),
    "provisions": ("added", "withdrawn", "unknown", "ended"),
    "assumptions": ("reading", "assumption", "default", "reading"),
    "needs": ("value", "field", "possible"),
}
"""The changes of each kind."""


def _changed(draw: DrawFn, rules: RuleSet, change: str) -> RuleSet:
    """The rule set after one change; some changes are no change where there is nothing that they could alter."""
    place = draw(st.integers(0, max(0, len(rules.provisions) - 1)))
    own = [one for one in rules.assumptions if one.id.startswith("reading_")]
    match change:
        case "added":
            return _relowered(draw, rules, again=(), add=f"school_{len(rules.provisions)}_more")
        case "words" | "equivalent" | "withdrawn" if rules.provisions:
            one = rules.provisions[place]
            return _with(rules, replace(one, version=_retold(one.version, change)))
        case "unknown" | "ended" if len(rules.provisions) > 1 and "school_0" not in {one.id for one in rules.ended}:
            gone = rules.provisions[-1]
            rest = replace(rules, provisions=rules.provisions[:-1])
            if change == "unknown":
                return replace(rest, not_known=(*rules.not_known, UnknownVersion(gone.id, gone.name, gone.kind, SEEN)))
            return replace(rest, ended=(*rules.ended, EndedProvision(gone.id, gone.name, gone.kind, SEEN)))
        case "default" if own:
            return _assuming(rules, replace(own[-1], default=own[-1].ids[-1]))
        case "assumption":
            more = an_assumption(f"reading_{len(rules.assumptions)}_more", 2)
            return _relowered(draw, _assuming(rules, more), again=(place,))
        case "reading" if own:
            value = AssumptionValue(f"as_{len(own[0].ids)}_more", "more")
            wider = _assuming(rules, replace(own[0], values=(*own[0].values, value)))
            return _relowered(draw, wider, again=range(len(rules.provisions)))
        case "field":
            extra = NeedField(
                f"extra_{len(rules.needs.fields)}", Kind.FLAG, "extra", (Value("yes", ""), Value("no", ""))
            )
            needs = replace(rules.needs, fields=(*rules.needs.fields, extra))
            return _relowered(draw, replace(rules, needs=needs), again=(place,))
        case "value":
            wider_fields = tuple(
                replace(one, values=(*one.values, Value(f"more_{len(one.values)}", "more")))
                if one.id == draw(st.sampled_from(("degree", "also")))
                else one
                for one in rules.needs.fields
            )
            return _relowered(draw, replace(rules, needs=replace(rules.needs, fields=wider_fields)), again=(place,))
        case "possible":
            condition = what_is_possible(Author(draw, Vocabulary(rules.needs)))
            needs = replace(rules.needs, possible=(Rule("possible", "what can be", condition, TRUE),))
            return _relowered(draw, replace(rules, needs=needs), again=())
        case "criteria":
            return _relowered(draw, rules, again=(place,))
        case _:
            return rules


def _with(rules: RuleSet, provision: Provision) -> RuleSet:
    return replace(rules, provisions=tuple(provision if one.id == provision.id else one for one in rules.provisions))


def _assuming(rules: RuleSet, assumption: Assumption) -> RuleSet:
    return replace(rules, assumptions=tuple({**rules.assumption, assumption.id: assumption}.values()))


def _retold(version: Version, change: str) -> Version:
    if change == "withdrawn":
        return replace(version, status=ProvisionStatus.WITHDRAWN)
    first, *rest = version.criteria
    if change == "words":
        first = replace(first, wording=f"other {first.wording}")
    elif first.condition is not None:
        first = replace(first, condition=NotThis(NotThis(first.condition)))
    return replace(version, criteria=(first, *rest))


def _relowered(draw: DrawFn, rules: RuleSet, again: Iterable[int], add: str = "") -> RuleSet:
    """The rule set with every condition lowered again; the criteria of the provisions at ``again`` are new ones."""
    lowering = Lowering(rules.needs, rules.scales, rules.assumptions)
    found: dict[str, Provision] = {}
    lowering.outcome_core = lambda name, outcome: found[name].version.outcome_cores[outcome]
    possible = tuple(replace(rule, core=lowering.lower(rule.condition)) for rule in rules.needs.possible)
    for place, one in enumerate(rules.provisions):
        known = Vocabulary(rules.needs, rules.scales, rules.assumptions, tuple(found))
        version = version_of(Author(draw, known), lowering) if place in again else _lowered(one.version, lowering)
        found[one.id] = replace(one, version=replace(version, status=one.version.status))
    if add:
        known = Vocabulary(rules.needs, rules.scales, rules.assumptions, tuple(found))
        found[add] = Provision(add, add, "special_school", version_of(Author(draw, known), lowering))
    return replace(rules, needs=replace(rules.needs, possible=possible), provisions=tuple(found.values()))


def _lowered(version: Version, lowering: Lowering) -> Version:
    criteria = tuple(
        replace(
            one,
            core=one.condition and lowering.lower(one.condition),
            waiver_core=one.waiver and lowering.lower(one.waiver),
        )
        for one in version.criteria
    )
    missing = tuple(
        replace(part, where_core=part.where and lowering.lower(part.where)) for part in version.not_recorded
    )
    cores = outcome_cores(criteria, missing)
    return replace(
        version, criteria=criteria, not_recorded=missing, parts=(), stay=(), stay_cores={}, outcome_cores=cores
    )


def _rehashed(rules: RuleSet) -> RuleSet:
    """The rule set with a hash for the text of each version."""
    found = []
    for one in rules.provisions:
        version = one.version
        text = [(said.wording, said.strength, said.condition, said.waiver) for said in version.criteria]
        told = repr((version.status, text, [part.where for part in version.not_recorded]))
        found.append(replace(one, version=replace(version, hash=told)))
    return replace(rules, provisions=tuple(found))
