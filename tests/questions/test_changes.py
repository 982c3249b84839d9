"""Changes: who gains, who loses and how that is said, against every complete profile of small rule sets."""

from __future__ import annotations

import itertools
from functools import cached_property

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from admissions.model.needs import ENTRY_CELL
from admissions.model.outcomes import Outcome, Overlap
from admissions.questions.changes import ChangeKind, Changes, ProvisionChange, changes
from admissions.questions.moves import OPEN, Move, MoveKind, region_of_said
from admissions.questions.side_by_side import SideBySide, Which
from admissions.regions.space import Region
from tests.changed_rule_sets import CHANGES, changed_rule_sets
from tests.drawn import drawn
from tests.judges.comparison import Child, Comparison

NOT_MET, AT_DISCRETION = {Outcome.DOES_NOT_MEET}, {Outcome.DISCRETION}
MET, NOT_RULED_OUT = {Outcome.MEETS}, {Outcome.NOT_RULED_OUT}
BEFORE_AND_AFTER = {
    MoveKind.GAINS: (NOT_MET, MET | NOT_RULED_OUT),
    MoveKind.FROM_DISCRETION: (AT_DISCRETION, MET | NOT_RULED_OUT),
    MoveKind.LOSES: (MET | NOT_RULED_OUT, NOT_MET),
    MoveKind.TO_DISCRETION: (MET | NOT_RULED_OUT, AT_DISCRETION),
    MoveKind.NEW_AT_DISCRETION: (NOT_MET, AT_DISCRETION),
    MoveKind.NO_LONGER_AT_DISCRETION: (AT_DISCRETION, NOT_MET),
    MoveKind.NOW_CERTAIN: (NOT_RULED_OUT, MET),
    MoveKind.NO_LONGER_CERTAIN: (MET, NOT_RULED_OUT),
}
"""The outcomes before and after that make a move, written down again."""


class Compared(Comparison):
    """Two rule sets with what the program says of them, beside what their judge does."""

    @cached_property
    def both(self) -> SideBySide:
        """The two side by side, as the program puts them."""
        return SideBySide(self.old, self.new, self.assume, self.leave_open)

    @cached_property
    def changes(self) -> Changes:
        """What has changed, as the program says."""
        return changes(self.both)

    def complete(self, child: Child) -> dict[str, str]:
        """A complete profile of the joint space for this child: what is not told of it is a value that both know."""
        told = {}
        for axis in self.both.space.axes:
            sides = [values.get(axis.name, axis.values) for values in self.values.values()]
            told[axis.name] = next(
                (one for one in axis.values if all(one in values for values in sides)), axis.values[0]
            )
        return {**told, **child}

    def inside(self, region: Region) -> list[Child]:
        """The children in a region."""
        return [child for child in self.children if region.contains(self.complete(child))]


def is_compared(one: ProvisionChange) -> bool:
    """Whether the two sides can tell of a provision what has changed."""
    return one.kind is not ChangeKind.CANNOT_BE_COMPARED and "alike" not in one.why


@st.composite
def compared(draw: DrawFn, kind: str) -> Compared:
    """Two rule sets that differ in a certain kind of thing, with some assumptions fixed and some left open."""
    old, new = draw(changed_rule_sets(kind))
    assume, leave_open = {}, []
    for name in {**old.assumption, **new.assumption}:
        values = [rules.assumption[name].ids for rules in (old, new) if name in rules.assumption]
        match draw(st.sampled_from(("open", "left", "open", "fixed"))):
            case "fixed":
                assume[name] = draw(st.sampled_from([one for one in values[0] if one in values[-1]]))
            case "open":
                leave_open.append(name)
    return Compared(old, new, assume, tuple(leave_open))


of_every_kind = pytest.mark.parametrize("kind", CHANGES)


@of_every_kind
@settings(max_examples=drawn(12))
@given(st.data())
def test_every_move_is_made_of_exactly_the_children_who_make_it(kind: str, data: st.DataObject) -> None:
    """So nothing has changed, for whatever text, where no child has another outcome."""
    case = data.draw(compared(kind))
    for one in case.changes.provisions:
        if not is_compared(one):
            assert not one.moves
            continue
        stands = [
            (case.outcome(Which.OLD, one.id, child), case.outcome(Which.NEW, one.id, child)) for child in case.children
        ]
        moves = {move.kind: move for move in one.moves}
        for kind, (before, after) in BEFORE_AND_AFTER.items():
            expected = [
                child for child, (was, now) in zip(case.children, stands, strict=True) if was in before and now in after
            ]
            assert (case.inside(moves[kind].region) if kind in moves else []) == expected
        differs = any(was is not now for was, now in stands)
        if one.old is not None and one.new is not None:
            same_text = one.old.provision.version.hash == one.new.provision.version.hash
            same = ChangeKind.SAME_TEXT if same_text else ChangeKind.SAYS_THE_SAME
            assert one.kind is (ChangeKind.CHANGED if differs else same)
            assert one.same_hash == same_text


@of_every_kind
@settings(max_examples=drawn(12))
@given(st.data())
def test_the_moves_make_the_new_regions_out_of_the_old_ones(kind: str, data: st.DataObject) -> None:
    case = data.draw(compared(kind))
    both = case.both
    for one in case.changes.provisions:
        if not is_compared(one):
            continue
        for outcomes in (OPEN, *((outcome,) for outcome in (Outcome.DISCRETION, Outcome.MEETS, Outcome.DOES_NOT_MEET))):
            old = both.old.standing(one.old, outcomes) & both.context
            new = both.new.standing(one.new, outcomes) & both.context
            arriving = leaving = both.space.nothing
            for move in one.moves:
                before, after = BEFORE_AND_AFTER[move.kind]
                into, out_of = both.new.standing(one.new, outcomes), both.old.standing(one.old, outcomes)
                arriving |= move.region & both.context & into - out_of
                leaving |= move.region & both.context & out_of - into
                if outcomes == OPEN:
                    assert (move.region <= into) == ({*after} <= {*OPEN})
                    assert (move.region <= out_of) == ({*before} <= {*OPEN})
            assert new == (old | arriving) - leaving
        for first, second in itertools.combinations(one.moves, 2):
            assert not first.region & second.region


@of_every_kind
@settings(max_examples=drawn(12))
@given(st.data())
def test_what_is_said_holds_of_exactly_the_children_of_a_move(kind: str, data: st.DataObject) -> None:
    """By the naive evaluator, each in the words of its side; and the diagram agrees."""
    case = data.draw(compared(kind))
    for one in case.changes.provisions:
        for move in one.moves:
            told = [
                child
                for child in case.children
                if all(case.holds(said.which, said.condition, child) for said in move.says)
            ]
            assert told == case.inside(move.region)
            assert region_of_said(case.both, move.says) & case.both.context == move.region & case.both.context


@of_every_kind
@settings(max_examples=drawn(12))
@given(st.data())
def test_an_example_is_one_whatever_its_other_needs_are(kind: str, data: st.DataObject) -> None:
    case = data.draw(compared(kind))
    for one in case.changes.provisions:
        for move in one.moves:
            is_example(case, move, one.id)


def is_example(case: Compared, move: Move, id: str) -> None:
    """The naive evaluator gives the example both outcomes, whatever is not essential in it."""
    profile, (before, after) = move.example.profile, BEFORE_AND_AFTER[move.kind]
    assert move.region.contains(profile)
    assert {name: profile[name] for name in (*case.alike, *case.open_readings)} in case.children
    assert move.cells == len({tuple(child.get(axis) for axis in ENTRY_CELL) for child in case.inside(move.region)})
    for child in case.everyone():
        if all(child[axis] == profile[axis] for axis in (*move.example.essential, *move.example.readings)):
            assert case.outcome(Which.OLD, id, child) in before
            assert case.outcome(Which.NEW, id, child) in after


@of_every_kind
@settings(max_examples=drawn(12))
@given(st.data())
def test_overlaps_grow_and_shrink_by_exactly_the_children_new_to_them_and_gone_from_them(
    kind: str, data: st.DataObject
) -> None:
    case = data.draw(compared(kind))
    listed = {(pair.one, pair.two): pair for pair in case.changes.pairs}
    there = [
        one
        for one in case.changes.provisions
        if one.kind is not ChangeKind.CANNOT_BE_COMPARED and "alike" not in one.why
    ]
    for one, two in itertools.combinations(there, 2):
        held = {
            which: [tuple(case.outcome(which, id, child) for id in (one.id, two.id)) for child in case.children]
            for which in Which
        }
        overlap = {
            which: Overlap.CERTAIN
            if (Outcome.MEETS, Outcome.MEETS) in outcomes
            else Overlap.CANNOT_BE_RULED_OUT
            if any({*OPEN}.issuperset(pair) for pair in outcomes)
            else Overlap.NONE
            for which, outcomes in held.items()
        }
        open_ = {which: [{*OPEN}.issuperset(pair) for pair in outcomes] for which, outcomes in held.items()}
        both = zip(case.children, open_[Which.OLD], open_[Which.NEW], strict=True)
        told = [(child, was, now) for child, was, now in both if was != now]
        pair = listed.pop((one.id, two.id), None)
        assert (pair is not None) == bool(told or overlap[Which.OLD] is not overlap[Which.NEW])
        if pair is not None:
            assert (pair.before, pair.after) == (overlap[Which.OLD], overlap[Which.NEW])
            for part, is_now in ((pair.grown, True), (pair.shrunk, False)):
                expected = [child for child, _, now in told if now is is_now]
                assert (case.inside(part.region) if part else []) == expected
                if part is not None:
                    profile = part.example.profile
                    assert {name: profile[name] for name in (*case.alike, *case.open_readings)} in expected
    assert not listed


@of_every_kind
@settings(max_examples=drawn(12))
@given(st.data())
def test_what_cannot_be_compared_is_said_with_the_reason(kind: str, data: st.DataObject) -> None:
    case = data.draw(compared(kind))
    found = {one.id: one for one in case.changes.provisions}
    unknown = {which: {one.id for one in case.rules(which).not_known} for which in Which}
    for id in {one.id for rules in (case.old, case.new) for one in rules.provisions}:
        held = {which: case.in_force(which, id) for which in Which}
        if not any(held.values()):
            assert id not in found
            continue
        one = found[id]
        asked = {
            f"{which} {name}" for which, has in held.items() if has is not None for name in case.asked_by(which, id)
        }
        unlike = {
            f"{which} {axis.field}"
            for which in Which
            for axis in case.rules(which).needs.axes
            if axis.name in case.unlike(which)
        }
        if id in unknown[Which.OLD] | unknown[Which.NEW]:
            assert one.kind is ChangeKind.CANNOT_BE_COMPARED
            assert "are not known: the last evidence is of 2026-11-24" in one.why
        elif not all(held.values()):
            gone = id in case.new.by_id
            kind = ChangeKind.ADDED if held[Which.NEW] else ChangeKind.WITHDRAWN if gone else ChangeKind.REMOVED
            assert one.kind is kind
            ended = kind is ChangeKind.REMOVED and id in {one.id for one in case.new.ended}
            assert ("it ended by 2026-11-24" in one.why) == ended
        elif one.kind is ChangeKind.CANNOT_BE_COMPARED:
            assert one.same_hash == (case.old.by_id[id].version.hash == case.new.by_id[id].version.hash)
            assert asked & unlike
            assert "which the two rule sets do not have alike" in one.why
        if not asked & unlike:
            assert "alike" not in one.why
