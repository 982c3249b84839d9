"""What only one of two rule sets knows or assumes, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from admissions.errors import Refused
from admissions.model.conditions import (
    AllOf,
    ByReading,
    NotThis,
    OneOf,
)
from admissions.model.needs import Kind, NeedField, Rule, Value
from admissions.model.outcomes import Overlap
from admissions.model.provisions import Assumption, AssumptionValue, NotRecorded, Provision, RuleSet
from admissions.questions.cells import entry_cells
from admissions.questions.changes import ChangeKind, Shared, changes
from admissions.questions.moves import MoveKind
from admissions.questions.side_by_side import Side, SideBySide
from admissions.text.lowering import Lowering
from admissions.text.versions import outcome_cores


def assuming(rules: RuleSet, *ids: str) -> RuleSet:
    """The rule set with one assumption that has these values."""
    values = tuple(AssumptionValue(id, id) for id in ids)
    return replace(rules, assumptions=(Assumption("list", "list?", values, ids[0]),))


@pytest.fixture(scope="module")
def plain() -> RuleSet:
    """A rule set without an assumption of its own."""
    from tests.questions.small import one_place_only

    return one_place_only().rules


@pytest.mark.parametrize(
    ("assume", "leave_open", "said"),
    [
        ({"lost": "a"}, (), "an assumption is not known in either rule set; did you mean `list`?"),
        ({}, ("lisst",), "an assumption is not known in either rule set; did you mean `list`?"),
        ({"list": "a"}, (), "`list` has no such value in the new rule set; there it may be `b`, `c`"),
        ({"list": "c"}, (), "`list` has no such value in the old rule set; there it may be `a`, `b`"),
    ],
)
def test_what_one_side_does_not_know_is_refused(
    plain: RuleSet, assume: Mapping[str, str], leave_open: tuple[str, ...], said: str
) -> None:
    with pytest.raises(Refused) as refused:
        SideBySide(assuming(plain, "a", "b"), assuming(plain, "b", "c"), assume, leave_open)
    assert refused.value.lines == (said,)


def test_an_assumption_without_a_reading_in_common_cannot_be_left_open(plain: RuleSet) -> None:
    old, new = assuming(plain, "a", "b"), assuming(plain, "c", "d")
    assert SideBySide(old, new).context
    with pytest.raises(Refused, match="no reading of it in common"):
        SideBySide(old, new, {}, ("all",))


def test_what_only_one_side_knows_is_said_to_that_side(plain: RuleSet) -> None:
    both = SideBySide(plain, assuming(plain, "a", "b"), {}, ("list",))
    sides: tuple[Side, Side] = both.sides
    assert [dict(side.settings) for side in sides] == [{}, {"list": ("a", "b")}]
    assert {one.kind for one in changes(both).provisions} == {ChangeKind.SAME_TEXT}


def test_what_one_side_says_cannot_be_is_not_possible_for_a_value_that_only_the_other_knows(plain: RuleSet) -> None:
    """The old rules have the flag with no degree that they know; that the new ones know another does not allow it."""

    def asking(*degrees: str) -> RuleSet:
        degree = NeedField("degree", Kind.ORDERED, "degree", tuple(Value(one, one) for one in degrees))
        condition = NotThis(AllOf((OneOf("flag", ("yes",)), OneOf("degree", ("none", "some")))))
        needs = replace(plain.needs, fields=(*plain.needs.fields, degree))
        rule = Rule("flag", "no flag with a degree", condition, Lowering(needs).lower(condition))
        return replace(plain, needs=replace(needs, possible=(rule,)))

    both = SideBySide(asking("none", "some"), asking("none", "some", "much"))
    assert both.differing == ("degree",)
    assert both.possible_differs
    assert both.context
    assert not both.context & both.space.where({"flag": ("yes",)})


def test_an_overlap_becomes_certain_where_the_lists_are_recorded_although_no_child_is_new_to_it(plain: RuleSet) -> None:
    def unrecorded(provision: Provision) -> Provision:
        missing = (NotRecorded("a part"),)
        cores = outcome_cores(provision.version.criteria, missing)
        return replace(provision, version=replace(provision.version, not_recorded=missing, outcome_cores=cores))

    found = changes(SideBySide(replace(plain, provisions=tuple(map(unrecorded, plain.provisions))), plain))
    assert {move.kind for one in found.provisions for move in one.moves} == {MoveKind.NOW_CERTAIN}
    pair = found.pairs[0]
    assert (pair.before, pair.after) == (Overlap.CANNOT_BE_RULED_OUT, Overlap.CERTAIN)
    assert (pair.grown, pair.shrunk) == (None, None)


def test_of_an_overlap_that_is_certain_only_the_cells_in_which_both_are_met_are_counted(plain: RuleSet) -> None:
    """In the second year both are open, and one may ask for more than is recorded."""
    years = NeedField("year_group", Kind.ORDERED, "year", tuple(Value(one, one) for one in ("Y1", "Y2")))
    needs = replace(plain.needs, fields=(*plain.needs.fields, years))
    where = OneOf("year_group", ("Y2",))
    missing = (NotRecorded("a part", where, Lowering(needs).lower(where)),)
    one, two, *_ = plain.provisions
    cores = outcome_cores(one.version.criteria, missing)
    one = replace(one, version=replace(one.version, not_recorded=missing, outcome_cores=cores))
    rules = replace(plain, needs=needs, provisions=(one, two))
    both = SideBySide(rules, rules)
    found = Shared(both, both.old, *(both.old.book.by_id[name.id] for name in (one, two)))
    assert (found.overlap, found.entry_cells, entry_cells(found.opened)) == (Overlap.CERTAIN, 1, 2)


def test_what_is_unlike_and_matters_under_another_reading_alone_is_no_reason_not_to_compare(plain: RuleSet) -> None:
    def asking(*degrees: str) -> RuleSet:
        degree = NeedField("degree", Kind.ORDERED, "degree", tuple(Value(one, one) for one in degrees))
        needs = replace(plain.needs, fields=(*plain.needs.fields, degree))
        rules = assuming(replace(plain, needs=needs), "a", "b")
        condition = ByReading("list", (("a", OneOf("flag", ("yes",))), ("b", OneOf("degree", ("some",)))))
        core = Lowering(needs, (), rules.assumptions).lower(condition)
        one = plain.provisions[0]
        criteria = tuple(replace(asked, condition=condition, core=core) for asked in one.version.criteria)
        version = replace(one.version, criteria=criteria, outcome_cores=outcome_cores(criteria, ()))
        return replace(rules, provisions=(replace(one, version=version),))

    sides = asking("none", "some"), asking("none", "some", "much")
    kinds = [
        [one.kind for one in changes(SideBySide(*sides, assume)).provisions]
        for assume in ({"list": "a"}, {"list": "b"})
    ]
    assert kinds == [[ChangeKind.SAME_TEXT], [ChangeKind.CANNOT_BE_COMPARED]]


def test_the_example_is_a_plausible_child_where_there_is_one(plain: RuleSet) -> None:
    """The flag is plainest at no, and no one without it is plausible."""
    condition = OneOf("flag", ("yes",))
    rule = Rule("flag", "nearly all have it", condition, Lowering(plain.needs).lower(condition))
    new = replace(plain, needs=replace(plain.needs, plausible=(rule,)))
    found = changes(SideBySide(replace(plain, provisions=plain.provisions[:1]), new))
    added = [one for one in found.provisions if one.kind is ChangeKind.ADDED]
    assert len(added) == 2
    assert {move.example.profile["flag"] for one in added for move in one.moves if move.kind is MoveKind.GAINS} == {
        "yes"
    }
    grown = [pair.grown for pair in found.pairs if pair.grown is not None]
    assert grown
    assert {part.example.profile["flag"] for part in grown} == {"yes"}
