"""Gaps, ladders and repairs of small rule sets against the enumeration of every complete profile."""

from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from admissions.model.needs import ENTRY_CELL, LEVELS, PRIMARY, YEAR
from admissions.model.outcomes import Outcome, Overlap
from admissions.model.provisions import Provision, RuleSet
from admissions.questions.cells import cells_region, gathered, masks_of
from admissions.questions.gaps import Gap, context_of, gap_cells, gaps
from admissions.questions.ladder import ladder, ladder_of
from admissions.questions.overlaps import OPEN
from admissions.questions.read import SPECIAL_SCHOOL
from admissions.questions.repairs import Kind, Repair, repairs
from admissions.questions.rulebook import Rulebook
from admissions.questions.settled import Settled
from tests.drawn import drawn
from tests.judges.completions import Child
from tests.judges.enumerated import Enumerated
from tests.judges.naive import Naive
from tests.rule_sets import rule_sets, settings_of

Cell = tuple[str, ...]


class Judged(Enumerated):
    """The children of the context, and what can be open in each entry cell."""

    def __init__(self, rules: RuleSet, chosen: dict[str, tuple[str, ...]]) -> None:
        super().__init__(rules, chosen)
        self.rules = rules
        context = rules.aims.context
        assert context is not None
        assert context.plain is not None
        who, self.plain = self.judge.holds(context.who), self.judge.holds(context.plain)
        plausible = [self.judge.holds(rule.condition) for rule in rules.needs.plausible]
        self.children = [child for child in self.children if who(child)]
        self.plausible = [child for child in self.children if all(holds(child) for holds in plausible)]

    def cell(self, child: Child) -> Cell:
        """The entry cell of a child."""
        return tuple(child[self.judge.place[name]] for name in ENTRY_CELL)

    def gap(self, cell: Cell) -> Gap:
        """What there is in an entry cell in which a plausible child can be."""
        here = [child for child in self.children if self.cell(child) == cell]
        kinds = {one.id: one.kind for one in self.rules.provisions}
        opened = [(name, child) for name in kinds for child in here if self.outcome[name](child) in OPEN]
        if not opened:
            panel = any(self.outcome[name](child) is Outcome.DISCRETION for name in kinds for child in here)
            return Gap.DISCRETION if panel else Gap.NOTHING
        plain = any(self.plain(child) for child in self.plausible if self.cell(child) == cell)
        if plain and not any(self.plain(child) for _, child in opened):
            return Gap.FURTHER
        if not any(kinds[name] == SPECIAL_SCHOOL for name, _ in opened):
            return Gap.BASE_ONLY
        met = any(self.outcome[name](child) is Outcome.MEETS for name, child in opened)
        return Gap.MET if met else Gap.NOT_CERTAIN


@settings(max_examples=drawn(60))
@given(rule_sets(entry_cells=True), st.data())
def test_each_entry_cell_is_of_the_kind_that_the_enumeration_makes_it(rules: RuleSet, data: st.DataObject) -> None:
    chosen = data.draw(settings_of(rules))
    judge, book = Judged(rules, chosen), Rulebook(rules)
    settled = context_of(Settled(book, chosen))
    expected = {cell: judge.gap(cell) for cell in map(judge.cell, judge.plausible)}
    found = gap_cells(settled, book.provisions)
    level = settled.space.level[LEVELS]
    cells = {
        (year, need, value): gap
        for gap, masks in found.items()
        for (year, need), mask in masks.items()
        for value in settled.space.ids(level, mask)
    }
    assert cells == expected
    told = gaps(settled, book.provisions)
    assert told.cells == len(expected)
    assert told.implausible == len({*map(judge.cell, judge.children)} - {*expected})
    outcomes = {child: {judge.outcome[one.id](child) for one in rules.provisions} for child in judge.plausible}
    without = [child for child in judge.plausible if outcomes[child].isdisjoint(OPEN)]
    assert told.not_for_all == len({*map(judge.cell, without)})
    nothing = {judge.cell(child) for child in without if Outcome.DISCRETION not in outcomes[child]}
    assert told.nothing_for_some == len(nothing)
    for gap in Gap:
        assert told.sizes[gap] == sum(kind is gap for kind in expected.values())
        rows = [row for row in told.rows if row.gap is gap]
        assert sum(row.gathered.cells for row in rows) == (0 if gap is Gap.MET else told.sizes[gap])
        for row in rows:
            region = cells_region(settled.space, row.gathered, found[gap])
            assert row.witness is not None
            assert region.contains(row.witness)
            witness = tuple(row.witness[name] for name in judge.judge.names)
            assert expected[judge.cell(witness)] is gap
    for closing in told.closings:
        assert closing.cells > 0


@settings(max_examples=drawn(60))
@given(rule_sets(entry_cells=True), st.data())
def test_gathered_rows_are_disjoint_and_together_the_cells(rules: RuleSet, data: st.DataObject) -> None:
    book = Rulebook(rules)
    settled = Settled(book, data.draw(settings_of(rules)))
    whole, part = masks_of(settled.possible), masks_of(settled.open_to(book.provisions[0]))
    rows = gathered(settled.space, part, whole)
    regions = [cells_region(settled.space, row, part) for row in rows]
    for one, two in itertools.combinations(regions, 2):
        assert not one & two
    together = settled.space.nothing
    for region, row in zip(regions, rows, strict=True):
        assert region.count(ENTRY_CELL) == row.cells
        together |= region
    assert masks_of(together) == part


@settings(max_examples=drawn(60))
@given(rule_sets(entry_cells=True), st.data())
def test_a_ladder_says_of_each_rung_what_can_be_open_and_what_else_it_asks(rules: RuleSet, data: st.DataObject) -> None:
    chosen = data.draw(settings_of(rules))
    judge, book = Judged(rules, chosen), Rulebook(rules)
    year = data.draw(st.sampled_from(rules.needs[YEAR].ids))
    need = data.draw(st.sampled_from(rules.needs[PRIMARY].ids))
    rungs = ladder(ladder_of(Settled(book, chosen), year, need), book.provisions)
    at = {level: [child for child in judge.children if judge.cell(child) == (year, need, level)] for level in LEVEL_IDS}
    assert [level for rung in rungs for level in rung.levels] == [level for level in LEVEL_IDS if at[level]]
    for rung in rungs:
        for level in rung.levels:
            for one in rules.provisions:
                outcomes = {judge.outcome[one.id](child) for child in at[level]}
                step = next((step for step in rung.steps if step.provision == one.id), None)
                assert (step is not None) == bool(outcomes & {*OPEN})
                assert (one.id in rung.discretion) == (step is None and Outcome.DISCRETION in outcomes)
                if step is not None:
                    asked = [judge.judge.holds(ask.condition) for ask in step.asks]
                    for child in at[level]:
                        assert all(holds(child) for holds in asked) == (judge.outcome[one.id](child) in OPEN)
                    assert {outcome for outcome in outcomes if outcome in OPEN} <= {*step.outcomes}


PANEL = {Outcome.DISCRETION}


def stands(judge: Judged, child: Child) -> set[Outcome]:
    """Every outcome of a child."""
    return {outcome(child) for outcome in judge.outcome.values()}


def changed(naive: Naive, judge: Judged, provision: Provision, repair: Repair) -> dict[Child, Outcome]:
    """The outcome of each child with a provision changed as a repair says."""
    moved = {shift.criterion: shift.condition for shift in repair.moved if shift.provision == provision.id}
    criteria = tuple(replace(one, condition=moved.get(one.id, one.condition)) for one in provision.version.criteria)
    version = replace(provision.version, criteria=criteria)
    added = [one.condition for one in repair.added if one.provision == provision.id]

    def outcome(child: Child) -> Outcome:
        named = judge.judge.named(child)
        if any(naive.holds(condition, named) for condition in added):
            return Outcome.DOES_NOT_MEET
        return naive.outcome(version, named)

    return {child: outcome(child) for child in judge.children}


LEVEL_IDS = ("low", "mid", "high")


@settings(max_examples=drawn(60))
@given(rule_sets(entry_cells=True), st.data())
def test_a_repair_leaves_and_opens_what_it_says(rules: RuleSet, data: st.DataObject) -> None:
    assume(len(rules.provisions) > 1)
    chosen = data.draw(settings_of(rules))
    judge, book = Judged(rules, chosen), Rulebook(rules)
    settled = context_of(Settled(book, chosen))
    one, two = book.provisions[:2]
    found = repairs(settled, one, two, book.provisions)
    assert bool(found.repairs) <= (found.shared.overlap is not Overlap.NONE)
    naive = Naive.of(rules)
    before, panel_before = ({*judge.where(lambda child, of=of: of & stands(judge, child))} for of in ({*OPEN}, PANEL))
    for repair in found.repairs:
        after = {read.id: changed(naive, judge, read.provision, repair) for read in book.provisions}
        opened = {name: {child for child, found in of.items() if found in OPEN} for name, of in after.items()}
        met = [{child for child, found in after[read.id].items() if found is Outcome.MEETS} for read in (one, two)]
        panels = {child for of in after.values() for child, found in of.items() if found is Outcome.DISCRETION}
        everywhere = {child for children in opened.values() for child in children}
        left = opened[one.id] & opened[two.id]
        gap = before - everywhere
        assert repair.left == judge.cells(left)
        kind = Overlap.CANNOT_BE_RULED_OUT if left else Overlap.NONE
        assert repair.overlap is (Overlap.CERTAIN if met[0] & met[1] else kind)
        assert repair.panel_cells == judge.cells(panel_before - before - everywhere - panels)
        assert judge.members(repair.gap) == gap
        assert repair.gap_cells == judge.cells(gap)
        assert left <= judge.having({one.id: OPEN, two.id: OPEN}) or repair.kind is Kind.TIGHTEN_AND_WIDEN
        if repair.kind in (Kind.CARVE_OUT, Kind.RANK):
            assert not left
            assert not gap
        if repair.kind is Kind.EXCLUDE:
            assert not left
        if gap:
            assert repair.witness is not None
            assert tuple(repair.witness[name] for name in judge.judge.names) in gap
