"""Reads the words that rules are made of: the need fields and the assumptions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from admissions.errors import Place, Problem, Refused, meant
from admissions.model.needs import (
    NO,
    YES,
    Adjustment,
    Derivation,
    Difference,
    Either,
    Grouping,
    Kind,
    NeedField,
    Needs,
    Rule,
    Value,
)
from admissions.model.provisions import Assumption, AssumptionValue
from admissions.model.sources import Source
from admissions.text.checking import shaped
from admissions.text.conditions import OPERATORS, ConditionReader
from admissions.text.dating import in_force, reversed_periods
from admissions.text.lowering import Lowering
from admissions.text.shapes import (
    AssumptionsFile,
    AssumptionShape,
    FieldShape,
    NeedsFile,
    RuleShape,
    SourceShape,
    ValueShape,
)
from admissions.text.tree import Node, place_of

_SINGLE = (Kind.ORDERED, Kind.CHOICE, Kind.FLAG)
"""The kinds of field that have one value."""


def source_of(shape: SourceShape) -> Source:
    """A source as a value."""
    return Source(shape.title, shape.url, shape.read, shape.confidence, shape.note)


# --- need fields -----------------------------------------------------------------------------------------------------


def read_needs(node: Node, placements: Sequence[Value], assumptions: Sequence[Assumption], on: dt.date) -> Needs:
    """The need fields as at a day, with the possible and plausible conditions; ``placements`` are added where a field
    asks for them.

    Raises Refused with every problem found.
    """
    shape = shaped(NeedsFile, node)
    problems = list(reversed_periods(shape, node))
    fields: list[NeedField] = []
    for index, item in in_force(shape.fields, on):
        at = place_of(node, ("fields", index))
        known = {need.id: need for need in fields}
        if item.id in known:
            problems.append(Problem(at, f"two fields are called `{item.id}`", "give each its own id"))
            continue
        if item.id in OPERATORS or item.id in ("always", "never"):
            problems.append(Problem(at, f"`{item.id}` is a word of the language", "give the field another id"))
        if any(item.id == assumption.id for assumption in assumptions):
            problems.append(Problem(at, f"an assumption is called `{item.id}` too", "give the field another id"))
        fields.append(_field(item, known, placements, on, at, problems))
    fields = [_without_other_days(need, shape, on) for need in fields]
    needs = Needs(tuple(fields))
    _check_derived(needs, assumptions, problems)
    if problems:
        raise Refused(problems)
    reader = ConditionReader(needs)
    lowering = Lowering(needs, assumptions=assumptions)
    possible = _rules(shape.possible, "possible", node, on, reader, lowering)
    plausible = _rules(shape.plausible, "plausible", node, on, reader, lowering)
    if reader.problems:
        raise Refused(reader.problems)
    return Needs(needs.fields, possible, plausible)


def _field(
    item: FieldShape,
    known: dict[str, NeedField],
    placements: Sequence[Value],
    on: dt.date,
    at: Place,
    problems: list[Problem],
) -> NeedField:
    other_days = _other_days(item.values, on)
    values = tuple(
        Value(
            value.id,
            value.label,
            value.year,
            value.plans,
            value.hint,
            tuple(other for other in value.becomes if other not in other_days),
        )
        for _, value in in_force(item.values, on)
    )
    derived: Derivation | None = None
    if item.same_values_as:
        if item.same_values_as in known:
            values = known[item.same_values_as].values
        else:
            problems.append(
                Problem(
                    at, f"unknown field `{item.same_values_as}`", meant(item.same_values_as, known, "name one above")
                )
            )
    if item.provisions_too:
        values = (*values, *placements)
    if item.kind is Kind.FLAG:
        if not item.yes or not item.no:
            problems.append(Problem(at, f"`{item.id}` is a flag without words", "write what `yes:` and `no:` mean"))
        values = (Value(YES, item.yes), Value(NO, item.no))
    if item.kind is Kind.DERIVED:
        derived = _derivation(item)
        if derived is None:
            problems.append(
                Problem(
                    at, f"`{item.id}` does not say how it is worked out", "write `difference`, `grouping` or `either`"
                )
            )
        if isinstance(derived, Grouping):
            values = tuple(value for value in values if value.id in dict(derived.groups))
    elif not values:
        problems.append(Problem(at, f"`{item.id}` has no values", "list them under `values:`"))
    ids = [value.id for value in values]
    for value in values:
        problems += [
            Problem(at, f"`{value.id}` becomes `{other}`, which is not a value", meant(other, ids, "name one of them"))
            for other in value.becomes
            if other not in ids
        ]
    seen: set[str] = set()
    for value in values:
        if value.id in seen:
            problems.append(Problem(at, f"`{item.id}` lists `{value.id}` twice", "give each value its own id"))
        seen.add(value.id)
    return NeedField(item.id, item.kind, item.label, values, item.hint, derived, tuple(item.concerns or ()), at)


def _other_days(values: Iterable[ValueShape], on: dt.date) -> set[str]:
    """The values that hold on other days only."""
    return {value.id for value in values} - {value.id for _, value in in_force(values, on)}


def _without_other_days(need: NeedField, shape: NeedsFile, on: dt.date) -> NeedField:
    """The field with no value in its groups that its parent has on other days only."""
    derived = need.derived
    if not isinstance(derived, Grouping):
        return need
    gone = {value for item in shape.fields if item.id == derived.of for value in _other_days(item.values, on)}
    groups = tuple((name, tuple(value for value in members if value not in gone)) for name, members in derived.groups)
    return replace(need, derived=replace(derived, groups=groups))


def _derivation(item: FieldShape) -> Derivation | None:
    if item.difference is not None:
        adjust = tuple(
            Adjustment(one.assumption, one.value, one.add, one.cap, tuple(one.years.items()))
            for one in item.difference.adjust
        )
        return Difference(item.difference.of, item.difference.less, adjust)
    if item.grouping is not None:
        groups = tuple((name, tuple(values)) for name, values in item.grouping.groups.items())
        return Grouping(item.grouping.of, groups)
    if item.either is not None:
        return Either(item.either.choice, item.either.several)
    return None


def _check_derived(needs: Needs, assumptions: Sequence[Assumption], problems: list[Problem]) -> None:
    known = {assumption.id: assumption for assumption in assumptions}
    for need in needs.fields:
        parents: tuple[tuple[str, tuple[Kind, ...]], ...] = ()
        match need.derived:
            case Difference(of, less, adjust):
                parents = ((of, _SINGLE), (less, _SINGLE))
                for adjustment in adjust:
                    assumption = known.get(adjustment.assumption)
                    if assumption is None:
                        what = f"unknown assumption `{adjustment.assumption}`"
                        problems.append(Problem(need.at, what, meant(adjustment.assumption, known, "add it")))
                    elif adjustment.value not in assumption.ids:
                        what = f"`{assumption.id}` has no value `{adjustment.value}`"
                        problems.append(Problem(need.at, what, meant(adjustment.value, assumption.ids, "add it")))
                for parent in (of, less):
                    found = needs.by_id[parent].values if parent in needs.by_id else ()
                    if any(value.year is None for value in found):
                        problems.append(
                            Problem(need.at, f"a value of `{parent}` has no year", "write `year:` for each")
                        )
            case Grouping(of, groups):
                parents = ((of, _SINGLE),)
                members = needs.by_id[of].ids if of in needs.by_id else ()
                for name, values in groups:
                    for value in values:
                        if members and value not in members:
                            what = f"group `{name}` has an unknown value `{value}`"
                            problems.append(Problem(need.at, what, meant(value, members, f"it is not in `{of}`")))
            case Either(choice, several):
                parents = ((choice, _SINGLE), (several, (Kind.SEVERAL,)))
        for parent, kinds in parents:
            if parent in needs.by_id and needs[parent].kind not in kinds:
                what = f"`{need.id}` cannot be worked out from `{parent}`, which is of kind {needs[parent].kind}"
                problems.append(Problem(need.at, what, f"name a field of kind {' or '.join(kinds)}"))
            if parent not in needs.by_id:
                what = f"`{need.id}` is worked out from `{parent}`, which is not a field"
                problems.append(Problem(need.at, what, meant(parent, needs.by_id, "add that field")))


def _rules(
    shapes: list[RuleShape], key: str, node: Node, on: dt.date, reader: ConditionReader, lowering: Lowering
) -> tuple[Rule, ...]:
    rules = []
    seen: set[str] = set()
    for index, item in in_force(shapes, on):
        at = place_of(node, (key, index))
        condition = reader.read(child(node, (key, index, "holds")))
        if item.id in seen:
            reader.problems.append(Problem(at, f"two rules here are called `{item.id}`", "give each its own id"))
        seen.add(item.id)
        if condition is not None:
            rules.append(Rule(item.id, item.what, condition, lowering.lower(condition), at))
    return tuple(rules)


def child(node: Node, path: tuple[str | int, ...]) -> Node:
    """The node at ``path``, which a shape has shown to exist."""
    for step in path:
        found = node.get(step) if isinstance(step, str) else node.items[step]  # type: ignore[union-attr]
        assert found is not None, "the shape was checked"
        node = found
    return node


# --- assumptions -----------------------------------------------------------------------------------------------------


def read_assumptions(node: Node, on: dt.date) -> tuple[Assumption, ...]:
    """The assumptions of an authority as at a day. Raises Refused."""
    shape = shaped(AssumptionsFile, node)
    problems = tuple(reversed_periods(shape, node))
    if problems:
        raise Refused(problems)
    return assumptions_of(shape.assumptions, node, on)


def assumptions_of(shapes: Iterable[AssumptionShape], node: Node, on: dt.date) -> tuple[Assumption, ...]:
    """The assumptions at the head of a file, as at a day. Raises Refused with every problem of theirs."""
    problems: list[Problem] = []
    found: list[Assumption] = []
    for index, item in in_force(shapes, on):
        at = place_of(node, ("assumptions", index))
        values = tuple(AssumptionValue(value.id, value.label) for value in item.values)
        ids = [value.id for value in values]
        if item.default not in ids:
            what = f"the default of `{item.id}` is not one of its values"
            problems.append(Problem(at, what, meant(item.default, ids, "name one of them")))
        if len(set(ids)) < len(ids):
            problems.append(Problem(at, f"`{item.id}` lists a value twice", "give each value its own id"))
        source = source_of(item.source) if item.source else None
        found.append(Assumption(item.id, item.question, values, item.default, item.why, source, at))
    if problems:
        raise Refused(problems)
    return tuple(found)
