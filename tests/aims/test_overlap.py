"""The aim: provisions overlap no more than the committed baseline records, and where they do, the check says so too."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.model.needs import ENTRY_CELL
from admissions.model.outcomes import Outcome, Overlap
from admissions.questions.overlaps import open_to
from admissions.questions.settled import Settled
from admissions.regions.space import Region
from admissions.service import Asked, check
from admissions.testing import profile_of, profiles_in
from tests.aims import baseline as baseline_file
from tests.aims.baseline import (
    COMMAND,
    Found,
    Key,
    Recorded,
    cells_region,
    change_of,
    found_of,
    read_baseline,
    vanished,
    write_baseline,
)
from tests.drawn import drawn
from tests.test_casebook import PROVISIONS, rulebook

PAIRS: tuple[Key, ...] = tuple(itertools.combinations(PROVISIONS, 2))
BASELINE = read_baseline()
OVERLAPPING = tuple(sorted(BASELINE))
OPEN = {Outcome.MEETS, Outcome.NOT_RULED_OUT}


def named(keys: tuple[Key, ...]) -> list[object]:
    """Parameters called like the two provisions."""
    return [pytest.param(key, id="-".join(key)) for key in keys]


@cache
def settled_rules() -> Settled:
    """The rules with every assumption at its default."""
    return Settled(rulebook(), rulebook().settings())


@cache
def found(key: Key) -> Found:
    """How a pair overlaps now."""
    return found_of(settled_rules(), rulebook().by_id[key[0]], rulebook().by_id[key[1]])


@cache
def context() -> Region:
    """The possible children, every assumption at its default."""
    return rulebook().possible & rulebook().assumed(rulebook().settings())


def kind_recorded(one: str, two: str) -> Overlap:
    """How a pair overlaps by the baseline."""
    first, second = sorted((one, two))
    return BASELINE.get((first, second), Recorded()).kind


# --- the ratchet -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", named(PAIRS))
def test_a_pair_overlaps_exactly_as_the_baseline_records_and_a_growth_is_told_by_its_witness(key: Key) -> None:
    change = change_of(settled_rules(), found(key), BASELINE.get(key, Recorded()))
    if change is not None:
        pytest.fail(change.message, pytrace=False)


def test_the_baseline_records_provisions_that_exist_and_every_provision_is_paired() -> None:
    assert vanished(BASELINE, rulebook()) == []
    assert sorted(rulebook().by_id) == list(PROVISIONS)


@pytest.mark.parametrize("key", named(OVERLAPPING))
def test_the_recorded_cells_are_as_many_as_the_recorded_number(key: Key) -> None:
    assert cells_region(settled_rules(), BASELINE[key]).count(ENTRY_CELL) == BASELINE[key].entry_cells


# --- profiles drawn out of the regions -------------------------------------------------------------------------------


@pytest.mark.parametrize("provision", PROVISIONS)
@settings(max_examples=drawn(20))
@given(data=st.data())
def test_a_child_to_whom_a_provision_is_open_finds_open_only_those_that_the_baseline_pairs_with_it(
    provision: str, data: st.DataObject
) -> None:
    book = rulebook()
    drawn = data.draw(profiles_in(open_to(book.by_id[provision]) & context()))
    for other in book.provisions:
        if other.id != provision and kind_recorded(provision, other.id) is Overlap.NONE:
            assert not open_to(other).contains(drawn), f"{other.id} is open to {drawn}"


MET = tuple(name for name in PROVISIONS if rulebook().by_id[name].outcomes[Outcome.MEETS] & context())


@pytest.mark.parametrize("provision", MET)
@settings(max_examples=drawn(20))
@given(data=st.data())
def test_a_child_who_meets_a_provision_meets_another_only_where_the_baseline_calls_that_certain(
    provision: str, data: st.DataObject
) -> None:
    book = rulebook()
    drawn = data.draw(profiles_in(book.by_id[provision].outcomes[Outcome.MEETS] & context()))
    for other in book.provisions:
        if other.id != provision and kind_recorded(provision, other.id) is not Overlap.CERTAIN:
            assert not other.outcomes[Outcome.MEETS].contains(drawn), drawn


@pytest.mark.parametrize("key", named(OVERLAPPING))
@settings(max_examples=drawn(8))
@given(data=st.data())
def test_the_plain_check_of_a_child_in_an_overlap_turns_away_from_neither(key: Key, data: st.DataObject) -> None:
    book = rulebook()
    drawn = data.draw(profiles_in(found(key).pair.region))
    report = check(book, profile_of(book, drawn), Asked(unverified=True))
    said = {line.id: line.outcomes for line in report.provisions}
    for name in key:
        assert len(said[name]) == 1
        assert set(said[name]) <= OPEN


@pytest.mark.parametrize("provision", PROVISIONS)
@settings(max_examples=drawn(8))
@given(data=st.data())
def test_the_plain_check_of_a_complete_profile_gives_the_outcome_whose_region_it_was_drawn_from(
    provision: str, data: st.DataObject
) -> None:
    book = rulebook()
    regions = {outcome: region & context() for outcome, region in book.by_id[provision].outcomes.items()}
    outcome = data.draw(st.sampled_from([outcome for outcome, region in regions.items() if region]))
    drawn = data.draw(profiles_in(regions[outcome]))
    report = check(book, profile_of(book, drawn), Asked(unverified=True))
    assert next(line.outcomes for line in report.provisions if line.id == provision) == (outcome,)


# --- the baseline's own command --------------------------------------------------------------------------------------
# A provision overlaps with itself, whatever becomes of the real pairs.

ITSELF: Key = ("watergate", "watergate")


def test_a_new_pair_is_a_growth_told_by_a_child() -> None:
    change = change_of(settled_rules(), found(ITSELF), Recorded())
    assert change is not None
    assert change.grown
    assert "Watergate School" in change.message
    assert "no overlap is recorded" in change.message
    assert "primary need: severe learning difficulty" in change.message
    assert "--accept-growth" in change.message


def test_a_new_entry_cell_is_a_growth_told_by_a_child_in_that_cell() -> None:
    now = found(ITSELF).recorded
    fewer = {year: runs for year, runs in now.cells.items() if year != "Y4"}
    change = change_of(settled_rules(), found(ITSELF), replace(now, share=now.share / 2, cells=fewer))
    assert change is not None
    assert change.grown
    assert "year group: Year 4;" in change.message


def test_other_cells_in_place_of_recorded_ones_are_a_growth_though_the_number_is_the_same() -> None:
    now = found(ITSELF).recorded
    moved = {("Y7" if year == "Y6" else year): runs for year, runs in now.cells.items()}
    change = change_of(settled_rules(), found(ITSELF), replace(now, cells=moved))
    assert change is not None
    assert change.grown
    assert "year group: Year 6;" in change.message


def test_a_pair_that_has_become_certain_is_a_growth() -> None:
    now = found(ITSELF).recorded
    assert now.kind is Overlap.CERTAIN
    change = change_of(settled_rules(), found(ITSELF), replace(now, kind=Overlap.CANNOT_BE_RULED_OUT))
    assert change is not None
    assert change.grown
    assert "a certain overlap" in change.message


def test_more_children_in_the_same_cells_are_a_growth() -> None:
    now = found(ITSELF).recorded
    change = change_of(settled_rules(), found(ITSELF), replace(now, share=now.share / 2))
    assert change is not None
    assert change.grown


def shrunk() -> Iterator[object]:
    """What a pair is now, and what was recorded of it, each time less now than then."""
    now = found(ITSELF)
    less_sure = replace(now, recorded=replace(now.recorded, kind=Overlap.CANNOT_BE_RULED_OUT))
    yield pytest.param(less_sure, now.recorded, id="was certain")
    yield pytest.param(now, replace(now.recorded, share=now.recorded.share * 2), id="took in more children")
    more = {**now.recorded.cells, "Y7": {"p4": ("SLD",)}}
    reached = replace(now.recorded, entry_cells=now.recorded.entry_cells + 1, cells=more)
    yield pytest.param(now, reached, id="reached another cell")
    nothing = replace(now.pair, overlap=Overlap.NONE, region=settled_rules().space.nothing)
    yield pytest.param(replace(now, pair=nothing, recorded=Recorded()), now.recorded, id="has vanished")


@pytest.mark.parametrize(("now", "before"), list(shrunk()))
def test_a_pair_that_has_shrunk_fails_with_the_command_that_records_it(now: Found, before: Recorded) -> None:
    change = change_of(settled_rules(), now, before)
    assert change is not None
    assert not change.grown
    assert COMMAND in change.message


def test_a_pair_of_which_a_provision_is_gone_is_told() -> None:
    assert vanished([("drumbeat", "no_such_school"), ("drumbeat", "watergate")], rulebook()) != []
    assert vanished([("drumbeat", "watergate")], rulebook()) == []


def test_the_command_writes_what_has_shrunk(tmp_path: Path) -> None:
    file, now = tmp_path / "baseline.json", found(ITSELF)
    write_baseline({ITSELF: replace(now.recorded, share=now.recorded.share * 2)}, file)
    assert baseline_file.main([], settled_rules(), file, [now]) == 0
    assert read_baseline(file) == {ITSELF: now.recorded}


def test_the_command_writes_no_growth_unless_it_is_accepted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, now = tmp_path / "baseline.json", found(ITSELF)
    write_baseline({}, file)
    assert baseline_file.main([], settled_rules(), file, [now]) == 1
    assert read_baseline(file) == {}
    assert "Watergate School" in capsys.readouterr().out
    assert baseline_file.main(["--accept-growth"], settled_rules(), file, [now]) == 0
    assert read_baseline(file) == {ITSELF: now.recorded}


def test_the_committed_baseline_is_what_the_command_writes(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    assert baseline_file.main(["--accept-growth"], settled_rules(), file) == 0
    assert file.read_text(encoding="utf-8") == baseline_file.FILE.read_text(encoding="utf-8")
