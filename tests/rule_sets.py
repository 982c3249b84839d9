"""Hypothesis strategies: small rule sets, partly known profiles, and what is assumed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from admissions.model.aims import Aims, Context
from admissions.model.conditions import (
    AllOf,
    AnyOf,
    NoneRecorded,
    NotThis,
    OneOf,
    Surface,
)
from admissions.model.needs import (
    Adjustment,
    Difference,
    Either,
    Grouping,
    Kind,
    NeedField,
    Needs,
    Rule,
    Value,
)
from admissions.model.outcomes import ProvisionStatus, Strength
from admissions.model.profiles import Entry, Profile
from admissions.model.provisions import (
    Assumption,
    AssumptionValue,
    Criterion,
    NotRecorded,
    Provision,
    Row,
    RuleSet,
    Scale,
    SubProvision,
    Version,
)
from admissions.model.sources import Source
from admissions.text.lowering import Lowering
from admissions.text.versions import outcome_cores
from tests.strategies import Author, Vocabulary

# --- small rule sets -------------------------------------------------------------------------------------------------

SOURCE = Source("a page")
SEEN = dt.date(2026, 11, 24)
STEPS = ("low", "mid", "high")


@st.composite
def vocabularies(draw: DrawFn, *, entry_cells: bool = False) -> Vocabulary:
    """A few small fields of every kind, up to two assumptions, and perhaps a scale with a row in doubt.

    Years and levels come together, with their difference and a grouping; so do a need and additional needs. With
    ``entry_cells`` there are all of them, called as in the real rules.
    """
    need, also = ("primary_need", "additional_needs") if entry_cells else ("need", "also")
    sizes = [draw(st.integers(2, 3)) for _ in range(draw(st.sampled_from((2, 1, 2, 0))))]
    assumptions = [an_assumption(f"reading_{place}", size) for place, size in enumerate(sizes)]
    fields: list[NeedField] = []
    scales: list[Scale] = []
    if entry_cells or draw(st.sampled_from((True, True, False))):
        fields += draw(_years(assumptions))
        if draw(st.booleans()):
            scales.append(_scale(draw(st.booleans()), draw(st.sampled_from(("first", "mid")))))
            assumptions += [
                an_assumption(row.assumption, 2, "narrow", "wide") for row in scales[0].rows if row.assumption
            ]
    if entry_cells or not fields or draw(st.booleans()):
        plans = draw(st.sampled_from([(None, None, None), (60, 30, 10)]))
        needs = tuple(Value(name, name, plans=number) for name, number in zip(("A", "B", "C"), plans, strict=True))
        fields.append(NeedField(need, Kind.CHOICE, "need", needs))
        more = tuple(Value(name, name) for name in draw(st.sampled_from([("A", "B"), ("B", "C"), ("B", "D"), ("A",)])))
        fields.append(NeedField(also, Kind.SEVERAL, "also", more))
        fields.append(NeedField("any_need", Kind.DERIVED, "any need", (), derived=Either(need, also)))
    if draw(st.booleans()) or len(fields) < 4:
        fields.append(
            NeedField("flag", Kind.FLAG, "flag", (Value("yes", "the flag is up"), Value("no", "the flag is down")))
        )
    if draw(st.booleans()) and len(fields) < 6:
        steps = tuple(Value(name, name) for name in ("none", "some", "much"))
        fields.append(NeedField("degree", Kind.ORDERED, "degree", steps))
    return Vocabulary(Needs(tuple(draw(st.permutations(fields)))), tuple(scales), tuple(assumptions))


def an_assumption(name: str, size: int, *ids: str) -> Assumption:
    """An assumption with so many values, or with these."""
    values = tuple(AssumptionValue(id, id) for id in ids or tuple(f"as_{place}" for place in range(size)))
    return Assumption(name, f"{name}?", values, values[0].id)


@st.composite
def _years(draw: DrawFn, assumptions: Sequence[Assumption]) -> list[NeedField]:
    first = draw(st.integers(-1, 2))
    years = tuple(Value(f"Y{place}", f"Y{place}", first + place) for place in range(3))
    steps = draw(st.lists(st.integers(-1, 3), min_size=3, max_size=3).map(sorted))
    works_at = tuple(Value(name, name, year) for name, year in zip(STEPS, steps, strict=True))
    adjust = []
    for assumption in assumptions:
        if draw(st.sampled_from((True, True, False))):
            instead = draw(st.sampled_from([(("low", -2),), (("mid", 2),), ()]))
            cap = draw(st.sampled_from([None, 1, 2]))
            adjust.append(Adjustment(assumption.id, assumption.ids[-1], draw(st.integers(-1, 1)), cap, instead))
    groups = (("early", ("Y0", "Y1")), ("late", ("Y2",)))
    return [
        NeedField("year_group", Kind.ORDERED, "year group", years),
        NeedField("working_level", Kind.ORDERED, "working level", works_at),
        NeedField(
            "years_below",
            Kind.DERIVED,
            "years below",
            (),
            derived=Difference("year_group", "working_level", tuple(adjust)),
        ),
        NeedField(
            "stage",
            Kind.DERIVED,
            "stage",
            (Value("early", "the early years"), Value("late", "the late years")),
            derived=Grouping("year_group", groups),
        ),
    ]


def _scale(in_doubt: bool, label: str) -> Scale:
    spans = (("narrow", ("mid", "mid")), ("wide", ("low", "mid"))) if in_doubt else (("", ("low", "mid")),)
    rows = (
        Row("first", label, spans, "scale_first" if in_doubt else ""),
        Row("second", "second", (("", ("high", "high")),)),
    )
    return Scale("scale", "scale", rows)


@st.composite
def rule_sets(draw: DrawFn, most: int = 3, *, entry_cells: bool = False) -> RuleSet:
    """A small rule set: needs, what is possible, and up to ``most`` provisions; a later one may refer to an earlier.

    With ``entry_cells`` it has year groups, primary needs and working levels, some provisions are resource bases, and
    what is plausible and the context are stated.
    """
    vocabulary = draw(vocabularies(entry_cells=entry_cells))
    needs = vocabulary.needs
    lowering = Lowering(needs, vocabulary.scales, vocabulary.assumptions)
    if draw(st.integers(0, 3)):
        condition = what_is_possible(Author(draw, Vocabulary(needs)))
        needs = replace(needs, possible=(Rule("possible", "what can be", condition, lowering.lower(condition)),))
    found: dict[str, Provision] = {}
    lowering.outcome_core = lambda name, outcome: found[name].version.outcome_cores[outcome]
    for place in range(draw(st.integers(1, most))):
        name = f"school_{place}"
        known = replace(vocabulary, provisions=tuple(found))
        kind = draw(st.sampled_from(("special_school", "resource_base"))) if entry_cells else "special_school"
        found[name] = Provision(name, name, kind, version_of(Author(draw, known), lowering))
    rules = RuleSet("small", "Small", "", SEEN, needs, vocabulary.scales, vocabulary.assumptions, tuple(found.values()))
    if entry_cells:
        author = Author(draw, vocabulary)
        who, plain, plausible = author.condition(3), author.condition(3), author.condition(3)
        rule = Rule("plausible", "what is not rare", plausible, lowering.lower(plausible))
        context = Context(who, lowering.lower(who), "words", SOURCE, plain, lowering.lower(plain))
        rules = replace(rules, needs=replace(needs, plausible=(rule,)), aims=Aims(context))
    return rules


def what_is_possible(author: Author) -> Surface:
    """A rule that couples two or three fields, as the real ones do; it may read an assumption through a difference."""
    needs = author.vocabulary.needs
    either = next((need.derived for need in needs.fields if isinstance(need.derived, Either)), None)
    kinds = ["not all", "any", "other"] + ["one place"] * 3 * (either is not None)
    kind = author.pick(kinds)
    if kind == "one place" and either is not None:  # a need is not both the first and one of the others
        shared = [value for value in needs[either.several].ids if value in needs[either.choice].by_id]
        twice = (AllOf((OneOf(either.choice, (one,)), OneOf(either.several, (one,)))) for one in shared)
        return NotThis(AnyOf(tuple(twice)))
    if kind == "other":
        return author.condition(4)
    plain = [need for need in needs.fields if not isinstance(need.derived, Difference)]
    parts = tuple(author.one_of(author.pick(plain)) for _ in range(author.pick((2, 3))))
    return AnyOf(parts) if kind == "any" else NotThis(AllOf(parts))


def version_of(author: Author, lowering: Lowering) -> Version:
    """A version of a provision's criteria, of up to three, perhaps with others for a child who is there already."""
    criteria = _criteria(author, lowering)
    stay = _criteria(author, lowering) if author.pick((False, False, True)) else ()
    missing: tuple[NotRecorded, ...] = ()
    where = author.pick(("nothing", "everywhere", "somewhere"))
    if where == "everywhere":
        missing = (NotRecorded("a part"),)
    elif where == "somewhere":
        matters = author.condition(3)
        missing = (NotRecorded("a part", matters, lowering.lower(matters)),)
    parts = [SubProvision("untested", "a part", "words", SOURCE)]
    for place in range(author.pick((0, 1, 2))):
        whom = author.condition(3)
        parts.append(SubProvision(f"part_{place}", "a part", "words", SOURCE, whom, lowering.lower(whom)))
    return Version(
        ProvisionStatus.PUBLISHED,
        SOURCE,
        criteria,
        (SEEN,),
        not_recorded=missing,
        parts=tuple(parts),
        stay=stay,
        outcome_cores=outcome_cores(criteria, missing),
        stay_cores=outcome_cores(stay, ()) if stay else {},
    )


def _criteria(author: Author, lowering: Lowering) -> tuple[Criterion, ...]:
    criteria = []
    for place in range(author.pick((1, 2, 3))):
        strength = author.pick(tuple(Strength))
        asked: Surface | None
        if strength is Strength.INDICATOR:
            asked = author.indicators(4)
        else:
            asked = None if strength is Strength.GUIDANCE and author.often(2) else author.condition(4)
        may_be_waived = strength in (Strength.MUST, Strength.MUST_NOT)
        waived = author.condition(3) if may_be_waived and author.often(2) else None
        asked_core = None if asked is None else lowering.lower(asked)
        waived_core = None if waived is None else lowering.lower(waived)
        criteria.append(
            Criterion(f"criterion_{place}", "words", strength, SOURCE, asked, asked_core, waived, waived_core)
        )
    return tuple(criteria)


# --- profiles and settings -------------------------------------------------------------------------------------------


def entry(lowering: Lowering, field: str, condition: Surface) -> Entry:
    """An entry of a profile as the reader makes it."""
    return Entry(field, condition, lowering.lower(condition))


def exactly(need: NeedField, members: Sequence[str], *, others_unknown: bool = False) -> Surface:
    """What a profile says of a several-field: these members, and no other unless others are unknown."""
    if not members and not others_unknown:
        return NoneRecorded(need.id)
    parts: list[Surface] = [OneOf(need.id, (member,)) for member in members]
    if not others_unknown:
        parts += [NotThis(OneOf(need.id, (member,))) for member in need.ids if member not in members]
    return AllOf(tuple(parts))


def recorded(author: Author, need: NeedField) -> Surface:
    """What a profile may say of one field."""
    if need.kind is not Kind.SEVERAL:
        return author.test(need)
    members = [member for member in need.ids if not author.often(2)]
    return exactly(need, members, others_unknown=bool(members) and author.often(2))


@st.composite
def profiles(draw: DrawFn, rules: RuleSet) -> Profile:
    """A partly known profile: entries for about half of the fields, derived ones too; it may be that no child fits."""
    author = Author(draw, Vocabulary(rules.needs, rules.scales))
    lowering = Lowering(rules.needs, rules.scales, rules.assumptions)
    fields = [need for need in rules.needs.fields if not author.often(2)]
    return Profile(tuple(entry(lowering, need.id, recorded(author, need)) for need in draw(st.permutations(fields))))


@st.composite
def settings_of(draw: DrawFn, rules: RuleSet) -> dict[str, tuple[str, ...]]:
    """For each assumption its default, another value, or all of them."""
    found = {}
    for one in rules.assumptions:
        chosen = draw(st.sampled_from(["default", "other", "open"]))
        found[one.id] = one.ids if chosen == "open" else (one.ids[-1] if chosen == "other" else one.default,)
    return found
