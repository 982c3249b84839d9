"""The declared vocabulary of facts: for each kind of fact its fields, in the form of need fields, with their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from admissions.model.casework import ANY_PROVISION, HOLDS, PROVISION, Basis, Counted, FactKind, Number
from admissions.model.needs import NO, PRIMARY, YES, Kind, NeedField, Needs, Value
from admissions.model.outcomes import CANNOT_TELL, Outcome, ProvisionStatus
from admissions.model.provisions import Assumption

_ANSWERS = (
    Value(Outcome.MEETS, "meets the criteria"),
    Value(Outcome.NOT_RULED_OUT, "nothing recorded rules it out"),
    Value(Outcome.DISCRETION, "only at the panel's discretion"),
    Value(CANNOT_TELL, "cannot be told yet"),
    Value(Outcome.DOES_NOT_MEET, "does not meet the criteria"),
)
_COUNTED = (
    Value(Counted.MET, "met"),
    Value(Counted.OPEN, "open"),
    Value(Counted.MAY_BE_OPEN, "that may be open"),
    Value(Counted.DISCRETION, "open at the panel's discretion alone"),
    Value(Counted.IN_DOUBT, "that cannot be told yet"),
    Value(Counted.RULED_OUT, "whose criteria are not met"),
    Value(Counted.NOT_KNOWN, "whose criteria are not known on that day"),
)
_FAILING = (
    Value(Number.NONE, "no criterion surely fails"),
    Value(Number.ONE, "one criterion surely fails"),
    Value(Number.SEVERAL, "several criteria surely fail"),
)
_NUMBERS = (Value(Number.NONE, "none"), Value(Number.ONE, "one"), Value(Number.SEVERAL, "several"))


def fact_fields(
    needs: Needs,
    provisions: Iterable[Value],
    kinds: Iterable[str],
    assumptions: Iterable[Assumption],
    rules: Sequence[str],
) -> Mapping[FactKind, Needs]:
    """For each kind of fact its fields; the provisions, kinds of provision, assumptions and casework rules by id.

    Where there is none of something that a field would name, the field is left out.
    """
    placed = tuple(provisions)
    kinds = tuple(kinds)
    asked = tuple(Value(need.id, need.label) for need in needs.fields if need.axes)
    other = {need: (*(need.ids if need.id == PRIMARY else ()), *becoming(need)) for need in needs.fields}
    instead = {value: need.by_id[value].label for need, values in other.items() for value in values}
    provision = _choice(PROVISION, "provision", placed, "its id")
    answer = _choice("answer", "answer", _ANSWERS, "the outcome where there is only one, else `cannot_tell`")
    number = NeedField("number", Kind.ORDERED, "number", _NUMBERS, "how many of them")
    of_kind = tuple(Value(kind, kind.replace("_", " ")) for kind in kinds)
    declared: dict[FactKind, tuple[NeedField, ...]] = {
        FactKind.COUNT: (
            _choice("of", "kind", (Value(ANY_PROVISION, "provision"), *of_kind), "provisions of this kind, or of any"),
            _choice("that_are", "counted", _COUNTED, "what they are counted for"),
            number,
        ),
        FactKind.PROVISION: (
            provision,
            _choice("kind", "kind", of_kind, "its kind"),
            _choice("status", "status", tuple(Value(one, one) for one in ProvisionStatus), "how firm its criteria are"),
            answer,
            _flag("may_be_open", "may be open", "is not open"),
            _flag("current", "the child is there now", "the child is not there now"),
            _flag("asked_about", "is asked about", "is not asked about"),
            _flag("turns_on_assumption", "the answer turns on an assumption", "the answer turns on no assumption"),
            NeedField(
                "failing", Kind.ORDERED, "failing criteria", _FAILING, "those that surely fail and that nothing waives"
            ),
        ),
        FactKind.ASK: (
            _choice("field", "field", asked, "a need field of which some answer would settle more"),
            _flag("first", "its answer would settle most", "another answer would settle more"),
        ),
        FactKind.TURNS_ON: (
            _choice("assumption", "assumption", tuple(Value(one.id, one.question) for one in assumptions), "its id"),
        ),
        FactKind.INSTEAD: (
            _choice(
                "field",
                "field",
                tuple(Value(need.id, need.label) for need, values in other.items() if values),
                "what is recorded",
            ),
            _choice("value", "value", tuple(Value(*one) for one in instead.items()), "what it might be instead"),
            provision,
            _choice("now", "answer now", _ANSWERS, "the answer as it is recorded"),
            _choice("then", "answer then", _ANSWERS, "the answer with that value instead, which is another one"),
        ),
        FactKind.FINDING: (
            _choice("rule", "finding", tuple(Value(rule, rule) for rule in rules), "the rule that found it"),
            _choice("basis", "basis", tuple(Value(basis, basis) for basis in Basis), "what it rests on"),
            provision,
        ),
    }
    found = {kind: Needs(tuple(one for one in fields if one.values)) for kind, fields in declared.items()}
    conditions = NeedField(HOLDS, Kind.CHOICE, HOLDS, (Value(YES, YES), Value(CANNOT_TELL, CANNOT_TELL)))
    return {**found, FactKind.CHILD: Needs((conditions,))}


def becoming(need: NeedField) -> tuple[str, ...]:
    """The values that one of a field's values may yet become."""
    return tuple(dict.fromkeys(other for value in need.values for other in value.becomes))


def _choice(name: str, label: str, values: tuple[Value, ...], hint: str) -> NeedField:
    return NeedField(name, Kind.CHOICE, label, values, hint)


def _flag(name: str, yes: str, no: str) -> NeedField:
    return NeedField(name, Kind.FLAG, name.replace("_", " "), (Value(YES, yes), Value(NO, no)))
