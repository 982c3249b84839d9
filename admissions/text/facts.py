"""The declared vocabulary of facts: for each kind of fact its fields, in the form of need fields, with their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from admissions.model.casework import (
    ANY_PROVISION,
    HOLDS,
    PROVISION,
    Basis,
    Counted,
    FactKind,
    MeasuredBy,
    Number,
    RangeEnds,
)
from admissions.model.deadlines import State, Step
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
_MEASURED = (
    Value(MeasuredBy.STAY, "is measured by the criteria for staying"),
    Value(MeasuredBy.ENTRY, "is measured by the criteria for entry (none for staying are recorded)"),
)
_STEPS = (
    Value(Step.ANNUAL_REVIEW, "the annual review"),
    Value(Step.REVIEW_DECISION, "the decision after the review meeting"),
    Value(Step.FINAL_PLAN, "the final plan after a notice of amendments"),
    Value(Step.PHASE_TRANSFER, "the plan for a transfer between phases"),
    Value(Step.INFANT_TO_JUNIOR, "the plan for a move from infant to junior school, if there is one"),
    Value(Step.SECONDARY_TO_POST_16, "the plan for a move to a post-16 institution, if there is one"),
    Value(Step.POST_16_MOVE, "the plan for a move between post-16 institutions, if there is one on 1 September"),
    Value(Step.UNDER_FIVES, "a review of the plan of a child under five"),
)
_STATES = (
    Value(State.PASSED, "passed"),
    Value(State.WITHIN_FOUR_WEEKS, "due within four weeks"),
    Value(State.WITHIN_THREE_MONTHS, "due within three months"),
    Value(State.LATER, "due later"),
    Value(State.CANNOT_TELL, "cannot be told"),
)
_RANGE_ENDS = (
    Value(RangeEnds.THIS_SCHOOL_YEAR, "its year groups end with this school year"),
    Value(RangeEnds.NEXT_SCHOOL_YEAR, "its year groups end with the next school year"),
    Value(RangeEnds.LATER, "its year groups end later"),
)
_NUMBERS = (Value(Number.NONE, "none"), Value(Number.ONE, "one"), Value(Number.SEVERAL, "several"))


def _choice(name: str, label: str, values: tuple[Value, ...], hint: str) -> NeedField:
    return NeedField(name, Kind.CHOICE, label, values, hint)


def _flag(name: str, yes: str, no: str) -> NeedField:
    return NeedField(name, Kind.FLAG, name.replace("_", " "), (Value(YES, yes), Value(NO, no)))


_WISHES = (
    _flag("settled_placement", "the placement is settled", "the placement is not settled"),
    _flag("wish_to_stay", "the family or the young person wishes to stay", "there is no wish to stay"),
    _flag("tribunal_order", "the tribunal ordered the placement", "the tribunal did not order the placement"),
)


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
            _choice("measured_by", "measured by", _MEASURED, "of where the child is now: the criteria that are asked"),
            _choice("stays", "whether it goes on", _ANSWERS, "of where the child is now: the answer of these criteria"),
            _flag(
                "nearer_to_mainstream",
                "is nearer to mainstream than where the child is now",
                "is not nearer to mainstream than where the child is now",
            ),
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
        FactKind.PLACEMENT: (
            *_WISHES,
            _flag(
                "reviewed_here",
                "the last review meeting was held in this placement",
                "the last review meeting was before this placement began",
            ),
            _choice("range_ends", "the end of its year groups", _RANGE_ENDS, "of the provision where the child is now"),
        ),
        FactKind.DEADLINE: (
            _choice("step", "step", _STEPS, "what is due"),
            _choice("state", "state", _STATES, "how far it is, on the day asked about"),
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
