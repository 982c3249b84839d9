"""Pathways against the enumeration: each child before a step, wherever it may be after, each put to the evaluator."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.model.needs import LEVELS, YEAR
from admissions.model.outcomes import Outcome
from admissions.model.provisions import RuleSet
from admissions.questions.overlaps import OPEN
from admissions.questions.pathways import OWN_RANGE, PHASES, Break, Movement, Step, moves_of, pathways, steps_of
from admissions.questions.rulebook import Rulebook
from admissions.questions.settled import Settled, settled_of
from admissions.service import Asked, bundled, open_rules
from admissions.service import pathways as reported
from tests.conftest import AS_AT
from tests.drawn import drawn
from tests.judges.completions import Child
from tests.judges.english import English
from tests.judges.enumerated import Enumerated
from tests.rule_sets import rule_sets, settings_of

YEARS = ("Y0", "Y1", "Y2")


def after(judge: Enumerated, child: Child, year: str, levels: tuple[str, ...]) -> list[Child]:
    """Where a child may be after a step: the same but for the year group and the working level."""
    found = []
    for level in levels:
        moved = list(child)
        moved[judge.judge.place[YEAR]], moved[judge.judge.place[LEVELS]] = year, level
        found.append(tuple(moved))
    return found


@settings(max_examples=drawn(60))
@given(rule_sets(entry_cells=True), st.data())
def test_a_break_is_where_every_move_leads_to_nothing_open(rules: RuleSet, data: st.DataObject) -> None:
    chosen = data.draw(settings_of(rules))
    judge, book = Enumerated(rules, chosen), Rulebook(rules)
    settled = Settled(book, chosen)
    place = data.draw(st.integers(0, 1))
    step = Step("a step", YEARS[place], YEARS[place + 1])
    (found,) = pathways(settled, book.provisions, [step])
    at_start = [child for child in judge.children if child[judge.judge.place[YEAR]] == step.start]
    before = {one.id: {child for child in at_start if judge.outcome[one.id](child) in OPEN} for one in rules.provisions}
    levels = rules.needs[LEVELS]

    def opened(child: Child) -> bool:
        return any(outcome(child) in OPEN for outcome in judge.outcome.values())

    def panel(child: Child) -> bool:
        return any(outcome(child) is Outcome.DISCRETION for outcome in judge.outcome.values())

    def judged(breaks: tuple[Break, ...], children: set[Child]) -> None:
        for one in breaks:
            moves = moves_of(levels, one.movement)
            ends = {c: after(judge, c, step.end, moves[c[judge.judge.place[LEVELS]]]) for c in children}
            surely = {child for child in children if not any(map(opened, ends[child]))}
            perhaps = {child for child in children if not all(map(opened, ends[child]))}
            assert judge.members(one.surely) == surely
            assert judge.members(one.perhaps) == perhaps
            assert one.cells_surely == judge.cells(surely)
            assert one.cells_perhaps == judge.cells(perhaps)
            assert one.cells_panel == judge.cells({c for c in surely if any(map(panel, ends[c]))})
            assert (one.witness is None) == (not surely)
            if one.witness is not None:
                assert tuple(one.witness[name] for name in judge.judge.names) in surely

    judged(found.breaks, {child for children in before.values() for child in children})
    assert [one.provision for one in found.leaving] == [name for name, children in before.items() if children]
    for leaving in found.leaving:
        judged(leaving.breaks, before[leaving.provision])
        arrived = {
            end
            for child in before[leaving.provision]
            for end in after(
                judge, child, step.end, moves_of(levels, Movement.BETWEEN)[child[judge.judge.place[LEVELS]]]
            )
        }
        asked = {route.provision: [judge.judge.holds(ask.condition) for ask in route.asks] for route in leaving.routes}
        for child in arrived:
            for name, outcome in judge.outcome.items():
                said = name in asked and all(holds(child) for holds in asked[name])
                assert said == (outcome(child) in OPEN)


@settings(max_examples=drawn(60))
@given(rule_sets(entry_cells=True), st.data())
def test_the_end_of_a_range_is_the_year_after_which_no_child_finds_it_open(rules: RuleSet, data: st.DataObject) -> None:
    chosen = data.draw(settings_of(rules))
    judge, book = Enumerated(rules, chosen), Rulebook(rules)
    expected = set()
    for name in judge.outcome:
        years = {child[judge.judge.place[YEAR]] for child in judge.having({name: OPEN})}
        expected |= {
            (name, YEARS[place]) for place in (0, 1) if YEARS[place] in years and YEARS[place + 1] not in years
        }
    found = steps_of(Settled(book, chosen), book.provisions)
    assert {(step.only, step.start) for step in found} == expected
    assert {step.id for step in found} <= {OWN_RANGE}


def test_levels_move_on_by_a_curriculum_year(book: Rulebook) -> None:
    """Two levels stand for Year 3 and two for the year before Nursery 2; nothing is beyond Year 13."""
    levels = book.rules.needs[LEVELS]
    one, between = (moves_of(levels, movement) for movement in (Movement.ONE_YEAR, Movement.BETWEEN))
    assert one["y2"] == ("y3_start", "y3")
    assert one["y3_start"] == one["y3"] == ("y4",)
    assert one["p4"] == ("p5", "p6")
    assert one["y13"] == ("y13",)
    assert between["y3_start"] == ("y3_start", "y3", "y4")
    assert between["p4"] == ("p4", "p5", "p6")


def test_the_real_steps_are_those_of_the_regulations_and_the_ends_of_ranges(book: Rulebook) -> None:
    steps = steps_of(settled_of(book, book.settings()).among(None), book.choose())
    assert tuple((step.id, step.start, step.end) for step in steps[: len(PHASES)]) == PHASES
    assert {(step.only, step.start) for step in steps[len(PHASES) :]} == {
        ("drumbeat", "Y14"),
        ("deptford_green", "Y14"),
    }


def test_the_words_of_the_real_routes_say_exactly_what_is_open_after(book: Rulebook) -> None:
    settled = settled_of(book, book.settings()).among(None)
    provisions = book.choose()
    english = English(book.rules)
    found = pathways(settled, provisions, steps_of(settled, provisions))
    report = reported(book, Asked())
    ids = settled.space.needs[LEVELS].ids
    moves = moves_of(settled.space.needs[LEVELS], Movement.BETWEEN)
    back = {end: [start for start in ids if end in moves[start]] for end in ids}
    for pathway, line in zip(found, report.steps, strict=True):
        start, end = pathway.step.start, pathway.step.end
        for leaving in line.leaving:
            region = settled.open_to(book.by_id[leaving.provision]) & settled.space.where({YEAR: (start,)})
            context = book.rules.aims.context
            assert context is not None
            region &= settled.holds(context.who)
            arrived = region.restrict({YEAR: start}).led_back(LEVELS, back) & settled.space.where({YEAR: (end,)})
            routes = {route.provision: route.asked for route in leaving.routes}
            for one in provisions:
                said = arrived if one.id in routes else settled.space.nothing
                for _, words in routes.get(one.id, ()):
                    said &= settled.holds(english.read(words))
                assert said == arrived & settled.uncut(one, *OPEN)


@pytest.mark.parametrize(("step", "less"), [("secondary_to_post_16", True), ("primary_to_secondary", False)])
def test_drafts_laid_over_the_rules_take_part_and_change_what_breaks_off(step: str, less: bool) -> None:
    drafts = bundled("rules") / "drafts" / "post_16_pilots"
    plain = reported(open_rules(None, AS_AT), Asked(), step).steps[0]
    laid = reported(open_rules(None, AS_AT, drafts), Asked(), step)
    assert len(laid.drafts) == 3
    surely = [sum(one.surely for one in found.breaks) for found in (laid.steps[0], plain)]
    assert (surely[0] < surely[1]) == less
    assert {one.id for one in laid.provisions} > {
        one.id for one in reported(open_rules(None, AS_AT), Asked()).provisions
    }


def test_drafts_are_not_known_before_they_were_named() -> None:
    drafts = bundled("rules") / "drafts" / "post_16_pilots"
    book = open_rules(None, dt.date(2019, 9, 30), drafts)
    assert {one.id for one in book.rules.not_known} >= {"brent_knoll_post_16", "drumbeat_post_19", "greenvale_post_19"}
