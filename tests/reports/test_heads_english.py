"""What heads read, read back: from the English of a report alone the same children come out, for all the real rules."""

from __future__ import annotations

import datetime as dt
import itertools
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.model.conditions import Between, Bound, OneOf
from admissions.model.needs import ENTRY_CELL, LEVELS, PRIMARY, YEAR
from admissions.model.outcomes import Overlap
from admissions.model.provisions import RuleSet
from admissions.questions.cells import masks_of
from admissions.questions.changes import changes
from admissions.questions.explaining import explain
from admissions.questions.gaps import context_of, gap_cells
from admissions.questions.gaps import gaps as gaps_of
from admissions.questions.ladder import ladder as rungs_of
from admissions.questions.ladder import ladder_of
from admissions.questions.overlaps import overlap_of
from admissions.questions.repairs import Kind
from admissions.questions.repairs import repairs as repairs_of
from admissions.questions.rulebook import Rulebook
from admissions.questions.settled import Settled, settled_of
from admissions.questions.side_by_side import SideBySide
from admissions.regions.space import Region
from admissions.reports.changes import changes_report
from admissions.reports.explained import explained_report, explained_ways
from admissions.reports.gaps import gaps_report
from admissions.reports.ladder import ladder_report
from admissions.reports.repairs import repairs_report
from admissions.service import open_rules
from tests.changed_rule_sets import CHANGES as KINDS_OF_CHANGE
from tests.changed_rule_sets import changed_rule_sets
from tests.drawn import drawn
from tests.judges.english import English
from tests.rule_sets import rule_sets, settings_of
from tests.test_casebook import PROVISIONS, rulebook

PAIRS = tuple(itertools.combinations(PROVISIONS, 2))


@cache
def real() -> Settled:
    """The real rules, every assumption at its default."""
    book = rulebook()
    return settled_of(book, book.settings()).among(None)


@cache
def overlapping() -> tuple[tuple[str, str], ...]:
    """The pairs that overlap, unverified ones too."""
    book = rulebook()
    return tuple(
        pair for pair in PAIRS if overlap_of(real(), [book.by_id[name] for name in pair]).overlap is not Overlap.NONE
    )


def said(here: Settled, words: str) -> Region:
    """The children of whom these words hold, as the parser reads them."""
    return here.holds(English(here.book.rules).read(words))


def test_there_is_much_to_read() -> None:
    assert len(overlapping()) > 30


@pytest.mark.parametrize("pair", overlapping(), ids="-".join)
def test_each_way_of_an_overlap_says_exactly_which_children_of_one_the_other_is_open_to(pair: tuple[str, str]) -> None:
    here, provisions = real(), [rulebook().by_id[name] for name in pair]
    found = explain(here, provisions)
    report = explained_report(here, provisions, found)
    for way in report.ways:
        of = rulebook().by_id[way.of]
        region = here.meets(of) if report.overlap is Overlap.CERTAIN else here.open_to(of)
        for asked in way.asked:
            region &= said(here, asked.words)
        assert region == found.shared.region


LADDERS = [("Y7", "ASD"), ("R", "ASD"), ("Y7", "SLCN"), ("Y10", "SEMH"), ("Y3", "SLD"), ("Y12", "MLD")]


@pytest.mark.parametrize(("year", "need"), LADDERS)
def test_a_ladder_says_exactly_whom_each_provision_is_open_to(year: str, need: str) -> None:
    book = rulebook()
    here = ladder_of(real(), year, need)
    report = ladder_report(here, book.provisions, year, need, rungs_of(here, book.provisions))
    levels = here.space.needs[LEVELS]
    listed = [level for rung in report.rungs for level in rung.levels]
    assert listed == [level for level in levels.ids if here.possible & here.space.where({LEVELS: (level,)})]
    for one in book.provisions:
        opened = here.space.nothing
        for rung in report.rungs:
            first, _, last = rung.label.partition(" to ")
            ends = [next(value.id for value in levels.values if value.label == end) for end in (first, last or first)]
            on_rung = here.possible & here.holds(Between(LEVELS, Bound(ends[0]), Bound(ends[1])))
            for step in rung.steps:
                if step.provision == one.id:
                    for _, words in step.asked:
                        on_rung &= said(here, words)
                    opened |= on_rung
        assert opened == here.open_to(one)


def cells_said(here: Settled, words: str) -> Region:
    """The entry cells that a row names: ``years; primary need: …; working level: …``."""
    years, needs, levels = words.split("; ", 1)[0], *words.split("; ", 1)[1].rsplit("; working level: ", 1)
    label, _, needs = needs.partition(": ")
    assert label == here.space.needs[PRIMARY].label
    region = here.holds(English(here.book.rules).read(f"the primary need is {needs}"))
    return region & _runs(here, YEAR, years) & _runs(here, LEVELS, levels)


def _runs(here: Settled, name: str, words: str) -> Region:
    ids = {value.label: value.id for value in here.space.needs[name].values}
    region = here.space.nothing
    for run in words.replace(" or ", ", ").split(", "):
        first, _, last = run.removesuffix(" and above").partition(" to ")
        if run.endswith(" and above"):
            region |= here.holds(Between(name, Bound(ids[first])))
        else:
            region |= here.holds(Between(name, Bound(ids[first]), Bound(ids[last or first])))
    return region


@pytest.mark.parametrize("unverified", [False, True])
def test_the_rows_of_gaps_say_exactly_which_entry_cells_they_are(unverified: bool) -> None:
    here = context_of(real())
    provisions = rulebook().choose(unverified=unverified)
    cells, report = gap_cells(here, provisions), gaps_report(here, provisions, gaps_of(here, provisions))
    for gap, masks in cells.items():
        rows = [row for row in report.rows if row.gap is gap]
        assert report.sizes[gap] == sum(mask.bit_count() for mask in masks.values())
        if rows:
            found = here.space.nothing
            for row in rows:
                region = cells_said(here, row.words) & here.plausible
                assert not found & region.forget([name for name in region.support if name not in ENTRY_CELL])
                assert region.count(ENTRY_CELL) == row.entry_cells
                found |= region.forget([name for name in region.support if name not in ENTRY_CELL])
            assert masks_of(found) == masks


@pytest.mark.parametrize("pair", [("brent_knoll", "drumbeat"), ("drumbeat", "greenvale"), ("athelney", "forster_park")])
def test_a_repair_says_exactly_whom_it_leaves_out_and_which_gap_opens(pair: tuple[str, str]) -> None:
    book = rulebook()
    here = context_of(real())
    one, two = (book.by_id[name] for name in pair)
    provisions = book.choose(pair)
    found = repairs_of(here, one, two, provisions)
    report = repairs_report(here, (one, two), found)
    others = [here.open_to(other) for other in provisions if other.id not in pair]
    for line, repair in zip(report.repairs, found.repairs, strict=True):
        if line.gap:
            rows = here.space.nothing
            for words in line.gap:
                rows |= cells_said(here, words)
            assert masks_of(rows & here.possible) == masks_of(repair.gap)
        if line.kind in (Kind.CARVE_OUT, Kind.EXCLUDE, Kind.RANK):
            opened = {read.id: here.open_to(read) for read in (one, two)}
            for added in line.added:
                left_out = here.space.everything
                for words in added.words:
                    left_out &= said(here, words)
                opened[added.provision] -= left_out
            assert not opened[one.id] & opened[two.id]
            gap = here.open_to(one) | here.open_to(two)
            for region in (*opened.values(), *others):
                gap -= region
            assert gap == repair.gap


def test_the_parser_is_not_led_by_the_order_of_the_words() -> None:
    """So a test above can fail: other words are other children."""
    here = real()
    read = said(here, "the primary need is autism")
    assert read == here.holds(OneOf(PRIMARY, ("ASD",)))
    assert read != said(here, "the primary need is not autism")


def moves_said(both: SideBySide) -> int:
    """Reads every move of a report back from its English, and returns how many there were."""
    found = changes(both, unverified=True)
    report = changes_report(both, found)
    sides = {side.which.value: side for side in both.sides}
    readers = {name: English(side.book.rules) for name, side in sides.items()}
    number = 0
    for change, line in zip(found.provisions, report.provisions, strict=True):
        for move, told in zip(change.moves, line.moves, strict=True):
            region = both.context
            for one in told.says:
                side = sides[one.rule_set]
                region &= side.settled.holds(readers[one.rule_set].read(one.text))
            assert region == move.region & both.context, (line.id, told.what)
            number += 1
    return number


@pytest.mark.parametrize("day", [dt.date(2017, 12, 15), dt.date(2019, 9, 30)], ids=str)
def test_a_change_says_exactly_who_gains_and_who_loses(day: dt.date) -> None:
    assert moves_said(SideBySide(open_rules(None, day).rules, rulebook().rules)) > 2


@pytest.mark.parametrize("kind", KINDS_OF_CHANGE)
@settings(max_examples=drawn(8))
@given(data=st.data())
def test_a_change_of_any_rule_set_says_exactly_who_gains_and_who_loses(kind: str, data: st.DataObject) -> None:
    old, new = data.draw(changed_rule_sets(kind))
    moves_said(SideBySide(old, new))


@settings(max_examples=drawn(60))
@given(rule_sets(), st.data())
def test_each_way_of_an_overlap_of_any_rule_set_says_exactly_which_children(
    rules: RuleSet, data: st.DataObject
) -> None:
    book = Rulebook(rules)
    here = Settled(book, data.draw(settings_of(rules)))
    for pair in itertools.combinations(book.provisions, 2):
        found = explain(here, pair)
        for way in explained_ways(here, found):
            of = book.by_id[way.of]
            region = here.meets(of) if found.shared.overlap is Overlap.CERTAIN else here.open_to(of)
            for asked in way.asked:
                region &= said(here, asked.words)
            assert region == found.shared.region
