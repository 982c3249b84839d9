"""Aims of small rule sets against the enumeration, and the real ones as their words have it."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.model.aims import Aim, Aimed, Apart, Concern, NoBreaks, NoCriterionOn, Review, Served, Which
from admissions.model.conditions import Always
from admissions.model.outcomes import Outcome, Overlap
from admissions.model.provisions import Justification, Provision, RuleSet, UnknownVersion
from admissions.model.sources import Source
from admissions.questions.aims import Judged, chosen, judge
from admissions.questions.changes import Changes
from admissions.questions.gaps import context_of
from admissions.questions.overlaps import OPEN
from admissions.questions.pathways import Movement, pathways, steps_of
from admissions.questions.rulebook import Rulebook
from admissions.questions.settled import Settled
from admissions.service import Asked, aims, open_rules
from tests.bad.command import ROOT, run
from tests.drawn import drawn
from tests.questions.test_gaps import Judged as Children
from tests.questions.test_real_changes import altered
from tests.rule_sets import rule_sets, settings_of
from tests.strategies import Author, Vocabulary

SOURCE = Source("a page")


def aim(aimed: Aimed) -> Aim:
    """An aim of this kind."""
    return Aim("an_aim", "what it is", aimed, SOURCE)


def no_change(_: dt.date) -> Changes:
    """What has changed since any date: nothing."""
    return Changes((), ())


def judged(book: Rulebook, chosen_: dict[str, tuple[str, ...]], aimed: Aimed) -> Judged:
    """One aim judged, of every provision."""
    (found,) = judge(Settled(book, chosen_), book.provisions, [aim(aimed)], no_change)
    return found


@settings(max_examples=drawn(60))
@given(rule_sets(entry_cells=True), st.booleans(), st.data())
def test_provisions_are_apart_where_no_child_of_the_context_finds_two_open(
    rules: RuleSet, certain: bool, data: st.DataObject
) -> None:
    settings_ = data.draw(settings_of(rules))
    children, book = Children(rules, settings_), Rulebook(rules)
    kind = data.draw(st.sampled_from(("", "special_school", "resource_base")))
    found = judged(book, settings_, Apart(Which(kind), certain))
    among = [one.id for one in rules.provisions if kind in ("", one.kind)]
    expected = {}
    for pair in itertools.combinations(among, 2):
        met = children.having(dict.fromkeys(pair, (Outcome.MEETS,)))
        open_ = children.having(dict.fromkeys(pair, OPEN))
        if met or (open_ and not certain):
            expected[pair] = (Overlap.CERTAIN if met else Overlap.CANNOT_BE_RULED_OUT, children.cells(met or open_))
    assert {one.provisions: (one.overlap, one.cells) for one in found.against} == expected
    assert found.held == (not expected)
    for one in found.against:
        assert one.witness is not None
        witness = tuple(one.witness[name] for name in children.judge.names)
        assert all(children.outcome[name](witness) in OPEN for name in one.provisions)


@settings(max_examples=drawn(60))
@given(rule_sets(entry_cells=True), st.data())
def test_children_are_served_where_each_plausible_one_finds_something_open(rules: RuleSet, data: st.DataObject) -> None:
    settings_ = data.draw(settings_of(rules))
    children, book = Children(rules, settings_), Rulebook(rules)
    where = Author(data.draw, Vocabulary(rules.needs, rules.scales, rules.assumptions)).condition(4)
    names = data.draw(st.lists(st.sampled_from([*rules.by_id]), unique=True))
    found = judged(book, settings_, Served(where, Which(provisions=tuple(names))))
    holds = children.judge.holds(where)
    asked = [child for child in children.plausible if holds(child)]
    wanted = names or [*rules.by_id]
    left = {child for child in asked if not any(children.outcome[name](child) in OPEN for name in wanted)}
    assert found.held == (not left)
    if left:
        (one,) = found.against
        assert one.cells == children.cells(left)
        assert one.witness is not None
        assert tuple(one.witness[name] for name in children.judge.names) in left
        everyone = [child for child in children.children if holds(child)]
        opened = {
            children.cell(child) for child in everyone if any(children.outcome[name](child) in OPEN for name in wanted)
        }
        assert sum(row.cells for row in one.rows) == len({*map(children.cell, asked)} - opened)


AIMED = st.one_of(
    st.builds(Apart, st.builds(Which, st.sampled_from(("", "special_school", "resource_base"))), st.booleans()),
    st.builds(lambda kind: Served(Always(True), Which(kind)), st.sampled_from(("", "resource_base"))),
    st.just(NoBreaks()),
    st.builds(NoCriterionOn, st.just((Concern.SEX, Concern.BEHAVIOUR))),
    st.builds(Review, st.just((Concern.SEX, Concern.BEHAVIOUR))),
)


@settings(max_examples=drawn(80))
@given(rule_sets(entry_cells=True), AIMED, st.data())
def test_what_is_told_while_a_provision_is_not_known_stays_so_whatever_its_criteria_are(
    rules: RuleSet, aimed: Aimed, data: st.DataObject
) -> None:
    settings_ = data.draw(settings_of(rules))
    *others, last = rules.provisions
    unknown = UnknownVersion(last.id, last.name, last.kind)
    known = Rulebook(replace(rules, provisions=tuple(others), not_known=(unknown,)))
    before, after = judged(known, settings_, aimed), judged(Rulebook(rules), settings_, aimed)
    assert before.held in (None, after.held)
    which = getattr(aimed, "which", Which())
    is_about = which.kind in ("", last.kind)
    assert before.unsure == ((last.id,) if is_about else ())
    assert is_about or before.held is not None


def test_an_aim_of_the_real_rules_that_turns_on_what_is_not_known_is_not_called_held() -> None:
    """On that day only New Woodlands is known, which is apart from itself."""
    said = run("aims", "--as-at", "2017-12-15", "--json")
    assert (said.code, said.err) == (1, "")
    report = json.loads(said.out)
    assert report["held"] == 0
    assert [one["held"] for one in report["aims"]] == [None] * 7
    assert "Drumbeat School and ASD Service" in report["aims"][0]["too_little_known"]
    screen = run("aims", "--as-at", "2017-12-15").out
    assert "0 of 7 aims are held; of 7 that cannot be told." in screen
    assert screen.count("Cannot be told: ") == 7
    assert screen.count("Held: ") == 0


def test_a_break_stands_against_an_aim_however_the_level_moves(book: Rulebook) -> None:
    settled, provisions = Settled(book, book.settings()), book.choose()
    for steps in ((), ("secondary_to_post_16",), ("infant_to_junior",)):
        (found,) = judge(settled, provisions, [aim(NoBreaks(steps))], no_change)
        here = context_of(settled)
        wanted = [step for step in steps_of(here, provisions) if not steps or step.id in steps]
        breaks = {
            (pathway.step.id, pathway.step.only): one.cells_surely
            for pathway in pathways(here, provisions, wanted)
            for one in pathway.breaks
            if one.movement is Movement.BETWEEN and one.surely
        }
        assert {(one.step, "".join(one.provisions)): one.cells for one in found.against} == breaks
        assert found.held == (not breaks)


# --- criteria on what is watched -------------------------------------------------------------------------------------


def test_a_criterion_on_what_is_watched_is_listed_until_it_is_justified(book: Rulebook) -> None:
    settled, provisions = Settled(book, book.settings()), book.choose()
    concerns = (Concern.VERBAL_ABILITY, Concern.ONE_TO_ONE_SUPPORT, Concern.FAMILY_AGREEMENT)
    (found,) = judge(settled, provisions, [aim(Review(concerns))], no_change)
    listed = {(one.provisions, one.criterion): one.concerns for one in found.against}
    assert listed == {
        (("forster_park",), "verbal"): (Concern.VERBAL_ABILITY,),
        (("forster_park",), "one_to_one"): (Concern.ONE_TO_ONE_SUPPORT,),
        (("forster_park",), "family"): (Concern.FAMILY_AGREEMENT,),
    }

    def justified(one: Provision) -> Provision:
        criteria = tuple(
            replace(item, justification=Justification("why", SOURCE)) if item.id == "family" else item
            for item in one.version.criteria
        )
        return replace(one, version=replace(one.version, criteria=criteria))

    rules = replace(book.rules, provisions=tuple(map(justified, book.rules.provisions)))
    other = Rulebook(rules)
    (now,) = judge(Settled(other, other.settings()), other.choose(), [aim(Review(concerns))], no_change)
    assert {one.criterion for one in now.against} == {"verbal", "one_to_one"}


FIELD = """\
  - id: is_a_girl
    kind: flag
    label: sex
    concerns: [sex]
    yes: the child is a girl
    no: the child is a boy
"""
CRITERION = """\
      - id: girls
        wording: A school for girls.
        source: school
        must: {is_a_girl: yes}
"""


@pytest.mark.parametrize(("mark", "held"), [("", False), ("single_sex: true\n", True)])
def test_a_criterion_on_sex_is_told_with_its_place_but_in_a_single_sex_school(
    tmp_path: Path, mark: str, held: bool
) -> None:
    school = "lewisham/special_schools/watergate.yaml"
    folder = altered(
        tmp_path,
        ("england/needs.yaml", "# What cannot be.\n", f"{FIELD}\n# What cannot be.\n"),
        (school, "    criteria:\n", f"    criteria:\n{CRITERION}"),
        (school, "kind: special_school\n", f"kind: special_school\n{mark}"),
    )
    report = aims(open_rules(folder, dt.date(2026, 11, 24)), Asked(), folder)
    (line,) = (one for one in report.aims if one.id == "protected_characteristics")
    assert line.held == held
    if not held:
        (one,) = line.against
        assert (one.provisions, one.criterion) == (("watergate",), "girls")
        assert one.words == "Watergate School: criterion girls is on sex"
        assert one.place.startswith(f"{school}:")


# --- looking back ----------------------------------------------------------------------------------------------------


def test_an_overlap_that_has_grown_since_a_date_is_told(tmp_path: Path) -> None:
    drumbeat = "lewisham/special_schools/drumbeat.yaml"
    now = '  - in_force: {from: unknown, seen: ["2026-11-23", "2026-11-24"]}\n'
    text = (ROOT / "rules" / drumbeat).read_text(encoding="utf-8")
    version = text[text.index(now) : text.index("  - in_force: {from: unknown, until: unknown, seen: []}")]
    lowered = version.replace(now, '  - in_force: {from: "2026-11-26", seen: []}\n').replace(
        "at_least: 5}", "at_least: 4}"
    )
    older = version.replace(
        now, '  - in_force: {from: unknown, until: "2026-11-26", seen: ["2026-11-23", "2026-11-24"]}\n'
    )
    folder = altered(tmp_path, (drumbeat, version, older + lowered))
    before, after = (
        next(one for one in aims(open_rules(folder, day), Asked(), folder).aims if one.id == "no_more_overlap")
        for day in (dt.date(2026, 11, 24), dt.date(2026, 11, 27))
    )
    assert before.held
    assert not after.held
    assert ("brent_knoll", "drumbeat") in {one.provisions for one in after.against}
    assert all(one.entry_cells for one in after.against)


def test_an_aim_is_about_those_named_or_of_a_kind_or_all(book: Rulebook) -> None:
    provisions = book.choose()
    assert chosen(provisions, Which()) == list(provisions)
    assert [one.id for one in chosen(provisions, Which(provisions=("watergate", "greenvale")))] == [
        "greenvale",
        "watergate",
    ]
    assert {one.provision.kind for one in chosen(provisions, Which("resource_base"))} == {"resource_base"}
