"""The strategies of admissions.testing: what they draw, by judges of their own, and the page that shows them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from admissions.errors import Refused
from admissions.model.outcomes import Outcome
from admissions.model.profiles import Profile
from admissions.questions.check import Checker
from admissions.questions.rulebook import Rulebook
from admissions.questions.situation import situate
from admissions.regions.space import Region
from admissions.testing import (
    OPEN,
    Child,
    PartialProfile,
    children,
    outcome_of,
    partial_profiles,
    profile_of,
    profiles,
    profiles_in,
    profiles_meeting,
    recorded,
)
from tests.drawn import drawn
from tests.judges.completions import Completions
from tests.judges.naive import Naive
from tests.rule_sets import rule_sets
from tests.test_casebook import PROVISIONS, rulebook

TOP = Path(__file__).resolve().parent.parent
SAME = settings(derandomize=True, database=None)
SHRUNK = settings(SAME, max_examples=drawn(2_000))
FIRST = settings(SHRUNK, phases=[Phase.generate])


@cache
def naive() -> Naive:
    """The evaluator of the real rules."""
    return Naive.of(rulebook().rules)


@cache
def watergate() -> Region:
    """The possible children who meet Watergate's criteria."""
    return rulebook().by_id["watergate"].outcomes[Outcome.MEETS] & children(rulebook())


def assumed_by_default(child: Child, book: Rulebook) -> bool:
    """Whether every assumption is at its default."""
    return all(child[one.id] == one.default for one in book.rules.assumptions)


# --- complete profiles -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("provision", PROVISIONS)
@settings(max_examples=drawn(15))
@given(data=st.data())
def test_who_is_drawn_meets_the_provision_and_is_possible_by_the_naive_evaluator(
    provision: str, data: st.DataObject
) -> None:
    book, plausible = rulebook(), data.draw(st.booleans())
    child = data.draw(profiles_meeting(book, provision, plausible=plausible))
    needs = book.rules.needs
    assert naive().outcome(book.by_id[provision].provision.version, child) in OPEN
    assert all(naive().holds(rule.condition, child) for rule in needs.possible)
    assert not plausible or all(naive().holds(rule.condition, child) for rule in needs.plausible)
    assert assumed_by_default(child, book)


@settings(max_examples=drawn(30))
@given(profiles_meeting(rulebook(), "drumbeat", "watergate"))
def test_who_is_drawn_for_two_provisions_meets_both(child: Child) -> None:
    for name in ("drumbeat", "watergate"):
        assert naive().outcome(rulebook().by_id[name].provision.version, child) in OPEN


@settings(max_examples=drawn(30))
@given(profiles_meeting(rulebook(), "brent_knoll", outcomes=["discretion"], leave_open=["all"]))
def test_another_outcome_may_be_asked_for(child: Child) -> None:
    assert naive().outcome(rulebook().by_id["brent_knoll"].provision.version, child) is Outcome.DISCRETION


@settings(max_examples=drawn(40))
@given(data=st.data())
def test_the_outcome_of_a_child_is_that_of_the_naive_evaluator(data: st.DataObject) -> None:
    book = rulebook()
    child = data.draw(profiles(book, leave_open=["all"]))
    for provision in book.provisions:
        assert outcome_of(book, provision.id, child) is naive().outcome(provision.provision.version, child)


def test_what_is_assumed_is_drawn_as_it_is_asked_for() -> None:
    book = rulebook()
    first = next(iter(book.rules.assumptions))
    other = next(value for value in first.ids if value != first.default)
    fixed = find(profiles(book, assume={first.id: other}), lambda _: True, settings=SHRUNK)
    assert fixed[first.id] == other
    found = find(profiles(book, leave_open=[first.id]), lambda child: child[first.id] == other, settings=SHRUNK)
    assert found == fixed


# A search inside a test is what is tested here.
@settings(max_examples=drawn(25), suppress_health_check=[HealthCheck.nested_given])
@given(data=st.data())
def test_every_value_that_occurs_in_a_region_is_drawn_and_no_other(data: st.DataObject) -> None:
    """In small rule sets: what is drawn is what the naive evaluator finds by enumeration."""
    rules = data.draw(rule_sets())
    book, judge = Rulebook(rules), Completions(rules)
    provision = data.draw(st.sampled_from(rules.provisions))
    outcome = judge.outcome(provision)
    everyone = judge.children(Profile(), book.settings(leave_open=["all"]))
    inside = [judge.named(child) for child in everyone if outcome(child) in OPEN]
    if not inside:
        with pytest.raises(ValueError, match="nothing to draw"):
            profiles_meeting(book, provision.id, leave_open=["all"])
        return
    strategy = profiles_meeting(book, provision.id, leave_open=["all"])
    axis = data.draw(st.sampled_from(judge.names))
    for value in {child[axis] for child in inside}:

        def has_it(child: Child, value: str = value) -> bool:
            return child[axis] == value

        assert find(strategy, has_it, settings=SHRUNK) in inside
    for _ in range(5):
        assert data.draw(strategy) in inside


def test_every_value_that_occurs_in_a_real_region_is_drawn() -> None:
    region = watergate()
    for axis in ("year_group", "primary_need", "additional_needs.ASD"):
        for value in region.hull()[axis]:
            plainest = (region & region.space.where({axis: (value,)})).witness()
            assert find(profiles_in(region), lambda one, a=axis, v=value: one[a] == v, settings=SHRUNK) == plainest


def test_what_a_property_fails_on_shrinks_to_the_plainest_profile_of_which_that_is_true() -> None:
    region = watergate()
    plainest = (region & rulebook().space.where({"year_group": ("Y5", "Y6")})).witness()
    assert find(profiles_in(region), lambda one: one["year_group"] in ("Y5", "Y6"), settings=SHRUNK) == plainest


def test_an_empty_region_has_nothing_to_draw() -> None:
    book = rulebook()
    with pytest.raises(ValueError, match="empty region has nothing to draw"):
        profiles_in(book.space.nothing)
    with pytest.raises(ValueError, match="empty region has nothing to draw"):
        partial_profiles(book, book.space.nothing)
    with pytest.raises(ValueError, match="nothing to draw: of no such child is the outcome meets for `drumbeat`"):
        profiles_meeting(book, "drumbeat", outcomes=["meets"])


def test_an_unknown_provision_is_refused() -> None:
    with pytest.raises(Refused, match="did you mean `drumbeat`"):
        profiles_meeting(rulebook(), "drumbeet")
    with pytest.raises(Refused, match="did you mean `drumbeat`"):
        outcome_of(rulebook(), "drumbeet", watergate().witness() or {})


def test_a_child_prints_what_tells_it() -> None:
    book = rulebook()
    where = {
        "year_group": ("Y8",),
        "additional_needs.HI": ("yes",),
        "spiky_profile": ("yes",),
        "brent_knoll_indicators": ("any",),
    }
    region = children(book, leave_open=["all"]) & book.space.where(where)
    child = find(profiles_in(region), lambda _: True, settings=SHRUNK)
    told = "year_group: Y8, primary_need: ASD, additional_needs: [HI], working_level: engagement_model"
    assert repr(child) == f"Child({{{told}, spiky_profile: yes}}, assume={{brent_knoll_indicators: any}})"


# --- partly known profiles -------------------------------------------------------------------------------------------


@settings(max_examples=drawn(60))
@given(data=st.data())
def test_a_partly_known_profile_allows_a_child_of_its_region(data: st.DataObject) -> None:
    """By enumeration of its completions, in small rule sets."""
    rules = data.draw(rule_sets())
    book, judge = Rulebook(rules), Completions(rules)
    provision = data.draw(st.sampled_from(rules.provisions))
    outcome = data.draw(st.sampled_from(Outcome))
    region = book.by_id[provision.id].outcomes[outcome] & children(book)
    if region:
        profile = data.draw(partial_profiles(book, region))
        completions = judge.children(profile, book.settings())
        assert outcome in judge.outcomes(provision, completions)


@settings(max_examples=drawn(15))
@given(partial_profiles(rulebook(), watergate()))
def test_a_partly_known_profile_is_one_that_a_check_takes(profile: PartialProfile) -> None:
    book = rulebook()
    situate(book, profile, book.settings())
    answer = Checker(book, book.settings(), [book.by_id["watergate"]]).check(profile)
    assert Outcome.MEETS in answer.provisions[0].outcomes


def test_a_partly_known_profile_shrinks_to_nothing_recorded() -> None:
    book = rulebook()
    assert find(partial_profiles(book), lambda _: True, settings=SHRUNK) == PartialProfile()
    for name in ("years_below",):
        found = find(partial_profiles(book), lambda one, name=name: name in one.by_field, settings=SHRUNK)
        assert list(found.by_field) == [name]


def test_a_field_is_partly_known_where_more_than_one_value_is_left() -> None:
    book = rulebook()
    written: dict[str, set[str]] = {need.id: set() for need in book.rules.needs.fields}

    @settings(SAME, max_examples=drawn(60), phases=[Phase.generate])
    @given(partial_profiles(book, watergate()))
    def collect(profile: PartialProfile) -> None:
        for name, kinds in written.items():
            kinds.add(type(profile.written.get(name)).__name__)

    collect()
    assert all(len(kinds) > 1 for kinds in written.values())
    assert written["working_level"] == {"NoneType", "str", "dict"}
    assert written["primary_need"] == {"NoneType", "str", "list"}
    assert written["additional_needs"] >= {"NoneType", "list", "dict"}
    assert written["years_below"] == {"NoneType", "int", "dict"}


def test_a_range_reaches_either_way_from_the_child() -> None:
    book = rulebook()
    partial = partial_profiles(book, children(book) & book.space.where({"working_level": ("y1",)}))

    ends: dict[str, set[object]] = {"at_least": set(), "at_most": set()}

    @settings(FIRST, max_examples=400)
    @given(partial)
    def collect(profile: PartialProfile) -> None:
        written = profile.written.get("working_level")
        for end, value in written.items() if isinstance(written, dict) else ():
            ends[end].add(value)

    collect()
    assert all({"y1"} < values for values in ends.values())


def test_a_partly_known_profile_prints_what_is_recorded() -> None:
    book = rulebook()
    region = children(book) & book.space.where({"year_group": ("Y8",)})
    found = find(partial_profiles(book, region), lambda one: "year_group" in one.by_field, settings=SHRUNK)
    assert repr(found) == "Profile({year_group: Y8})"


@settings(max_examples=drawn(15))
@given(profiles(rulebook()))
def test_a_profile_written_down_is_that_of_the_child(child: Child) -> None:
    book = rulebook()
    situation = situate(book, profile_of(book, child), book.settings())
    first = situation.space.first_assumption
    assert all(mask.bit_count() == 1 for mask in situation.box[:first])
    only = {axis.name: book.space.ids(level, situation.box[level])[0] for level, axis in enumerate(book.space.axes)}
    assert only == child
    assert recorded(book, child)["year_group"] == child["year_group"]


# --- the page, and what it needs -------------------------------------------------------------------------------------


def test_without_hypothesis_it_says_what_to_install() -> None:
    code = "import sys; sys.modules['hypothesis'] = None; import admissions.testing"
    run = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=False)
    said = run.stderr.splitlines()[-1]
    assert said == "ImportError: admissions.testing draws with Hypothesis: install `admissions[testing]`"


# An authority has no schemathesis, which changes how Hypothesis prints an example.
WITHOUT = ("-p", "no:cacheprovider", "-p", "no:schemathesis")


def run_as_tests(folder: Path, *blocks: str) -> subprocess.CompletedProcess[str]:
    """Blocks of the page, run as an authority runs its tests."""
    (folder / "test_properties.py").write_text("\n\n".join(blocks), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *WITHOUT, "test_properties.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(TOP), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_page_on_testing_does_what_it_says(tmp_path: Path) -> None:
    page = (TOP / "docs" / "testing.md").read_text(encoding="utf-8")
    holds, fails = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (message,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    run = run_as_tests(tmp_path, holds, fails)
    assert f"1 failed, {holds.count('def test_')} passed" in run.stdout, run.stdout
    said = "\n".join(line.removeprefix("E").removeprefix("       ") for line in run.stdout.splitlines())
    assert message in said
    assert len(page.split()) <= 600, "one printed page"


def test_the_page_on_testing_names_every_strategy() -> None:
    page = (TOP / "docs" / "testing.md").read_text(encoding="utf-8")
    for function in (profiles, profiles_in, profiles_meeting, partial_profiles, outcome_of, profile_of, children):
        assert f"{function.__name__}(" in page
