"""Changes of the real rules: a threshold lowered, a sentence rewritten, a scale read otherwise, and older dates."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from pathlib import Path

import pytest

from admissions.model.conditions import ByReading
from admissions.model.outcomes import Outcome
from admissions.model.provisions import RuleSet
from admissions.questions.changes import ChangeKind, Changes, ProvisionChange, changes
from admissions.questions.moves import OPEN, MoveKind, region_of_said
from admissions.questions.rulebook import Rulebook
from admissions.questions.side_by_side import SideBySide, Which
from admissions.service import Asked, open_rules
from admissions.service import changes as reported
from tests.bad.command import AS_AT as AS_AT_OPTION
from tests.bad.command import ROOT, run
from tests.conftest import AS_AT
from tests.judges.naive import Naive

DRUMBEAT, GREENVALE, WATERGATE = (
    f"lewisham/special_schools/{name}.yaml" for name in ("drumbeat", "greenvale", "watergate")
)


def altered(folder: Path, *edits: tuple[str, str, str]) -> Path:
    """A copy of the rules with, in each of these files, the first place of one text put another way."""
    shutil.copytree(ROOT / "rules", folder, dirs_exist_ok=True)
    for name, old, new in edits:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, name
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder / "lewisham"


def compared(book: Rulebook, folder: Path) -> tuple[SideBySide, Changes]:
    """What has changed from the bundled rules to those in a folder."""
    both = SideBySide(book.rules, open_rules(folder, AS_AT).rules)
    return both, changes(both)


def kinds(found: Changes) -> dict[str, ChangeKind]:
    """What became of each provision of which it is not the same text."""
    return {one.id: one.kind for one in found.provisions if one.kind is not ChangeKind.SAME_TEXT}


def only(found: Changes, id: str) -> ProvisionChange:
    """The change of one provision."""
    return next(one for one in found.provisions if one.id == id)


def judged(both: SideBySide, one: ProvisionChange, rules: dict[Which, RuleSet]) -> None:
    """The examples have the outcomes that make the move, by the naive evaluator; what is said holds of the region."""
    before_and_after = {
        MoveKind.GAINS: ({Outcome.DOES_NOT_MEET}, OPEN),
        MoveKind.FROM_DISCRETION: ({Outcome.DISCRETION}, OPEN),
    }
    assert one.moves
    for move in one.moves:
        assert region_of_said(both, move.says) & both.context == move.region & both.context
        for side, expected in zip(both.sides, before_and_after[move.kind], strict=True):
            child = {**move.example.profile, **{name: values[0] for name, values in side.settings.items()}}
            version = rules[side.which].by_id[one.id].version
            assert Naive.of(rules[side.which]).outcome(version, child) in expected


@pytest.fixture(scope="module")
def lowered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rules with Drumbeat's threshold in Key Stages 3 and 4 lowered by a year, a sentence of Watergate's
    rewritten, and a day less on which Greenvale's page was seen.
    """
    return altered(
        tmp_path_factory.mktemp("lowered"),
        (DRUMBEAT, "then: {years_below: {at_least: 5}}", "then: {years_below: {at_least: 4}}"),
        (WATERGATE, "Watergate School is a specialist provision dedicated to", "Watergate is dedicated to"),
        (GREENVALE, 'seen: ["2026-11-23", "2026-11-24"]', 'seen: ["2026-11-23"]'),
    )


def test_a_lower_threshold_gains_the_children_of_that_year_alone(book: Rulebook, lowered: Path) -> None:
    both, found = compared(book, lowered)
    same = ChangeKind.SAYS_THE_SAME
    assert kinds(found) == {"drumbeat": ChangeKind.CHANGED, "greenvale": same, "watergate": same}
    drumbeat = only(found, "drumbeat")
    assert drumbeat.rewritten.altered == ("attainment",)
    assert [move.kind for move in drumbeat.moves] == [MoveKind.GAINS, MoveKind.FROM_DISCRETION]
    judged(both, drumbeat, {Which.OLD: book.rules, Which.NEW: both.new.book.rules})
    assert only(found, "watergate").rewritten.altered == ("primary_need",)
    assert {pair.one for pair in found.pairs} | {pair.two for pair in found.pairs} > {"drumbeat", "deptford_green"}
    assert all("drumbeat" in (pair.one, pair.two) for pair in found.pairs)
    assert all(pair.grown and not pair.shrunk for pair in found.pairs)


def test_a_higher_threshold_is_the_same_change_the_other_way_round(book: Rulebook, lowered: Path) -> None:
    _, there = compared(book, lowered)
    both = SideBySide(open_rules(lowered, AS_AT).rules, book.rules)
    back = changes(both)
    assert [move.kind for move in only(back, "drumbeat").moves] == [MoveKind.LOSES, MoveKind.TO_DISCRETION]
    for one, two in zip(only(there, "drumbeat").moves, only(back, "drumbeat").moves, strict=True):
        assert one.cells == two.cells
    assert [(pair.one, pair.two) for pair in there.pairs] == [(pair.one, pair.two) for pair in back.pairs]
    assert all(pair.shrunk and not pair.grown for pair in back.pairs)


def test_a_reading_that_is_fixed_is_not_said(book: Rulebook, tmp_path: Path) -> None:
    """Watergate takes children in assessment only by one reading, which is the one assumed."""
    old_years = "must: {year_group: {at_least: N2, at_most: Y6}}"
    both, found = compared(book, altered(tmp_path, (WATERGATE, old_years, old_years.replace("Y6", "Y7"))))
    assert kinds(found) == {"watergate": ChangeKind.CHANGED}
    (move,) = only(found, "watergate").moves
    assert move.kind is MoveKind.GAINS
    assert not any(isinstance(said.condition, ByReading) for said in move.says)
    judged(both, only(found, "watergate"), {Which.OLD: book.rules, Which.NEW: both.new.book.rules})


def test_a_provision_changes_with_its_text_the_same_where_a_shared_scale_does(book: Rulebook, tmp_path: Path) -> None:
    """What a level stands for is shared, so a change of it reaches every provision that counts years by it."""
    level = "- {id: y4, label: Year 4, year: 4}"
    both, found = compared(book, altered(tmp_path, ("england/needs.yaml", level, level.replace("year: 4", "year: 5"))))
    drumbeat = only(found, "drumbeat")
    assert both.differing == ()
    assert drumbeat.kind is ChangeKind.CHANGED
    assert drumbeat.same_hash
    assert drumbeat.rewritten == type(drumbeat.rewritten)()
    assert only(found, "watergate").kind is ChangeKind.SAME_TEXT


def test_a_new_base_is_a_new_placement_and_the_others_are_compared_all_the_same(book: Rulebook, tmp_path: Path) -> None:
    """Where a child is now may be at the new base, which the old rules do not know; no criterion asks for it."""
    folder = altered(tmp_path)
    text = (folder / "resource_bases" / "athelney.yaml").read_text(encoding="utf-8")
    (folder / "resource_bases" / "hill.yaml").write_text(
        text.replace("provision: athelney", "provision: hill"), encoding="utf-8"
    )
    both, found = compared(book, folder)
    assert both.differing == ("current_provision",)
    assert kinds(found) == {"hill": ChangeKind.ADDED}
    assert only(found, "hill").moves[0].kind is MoveKind.GAINS
    same = next(pair for pair in found.pairs if {pair.one, pair.two} == {"athelney", "hill"})
    assert same.grown
    assert same.grown.region == only(found, "hill").moves[0].region
    assert not [pair for pair in found.pairs if "hill" not in (pair.one, pair.two)]


def test_what_a_new_base_asks_that_the_old_rules_cannot_record_is_not_compared(book: Rulebook, tmp_path: Path) -> None:
    folder = altered(tmp_path)
    text = (folder / "resource_bases" / "athelney.yaml").read_text(encoding="utf-8")
    text = text.replace("provision: athelney", "provision: hill")
    here = "must: {ehc_plan: [draft, final]}"
    assert here in text
    asked = text.replace(here, "must: {current_provision: [mainstream, hill]}")
    (folder / "resource_bases" / "hill.yaml").write_text(asked, encoding="utf-8")
    _, found = compared(book, folder)
    assert kinds(found) == {"hill": ChangeKind.ADDED}
    hill = only(found, "hill")
    assert hill.why == "it asks for `current_provision`, which the two rule sets do not have alike"
    assert (hill.moves, found.pairs) == ((), ())


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2017-12-15", {"new_woodlands": ChangeKind.CHANGED}), ("2019-09-30", {"deptford_green": ChangeKind.CHANGED})],
)
def test_of_an_older_date_only_what_has_evidence_is_compared(
    book: Rulebook, day: str, expected: dict[str, ChangeKind]
) -> None:
    both = SideBySide(open_rules(None, dt.date.fromisoformat(day)).rules, book.rules)
    found = changes(both, unverified=True)
    told = {one.id: one.kind for one in found.provisions if one.kind is not ChangeKind.CANNOT_BE_COMPARED}
    assert told == expected
    assert len(found.provisions) == len(book.provisions)
    assert all(f"as at {day} are not known" in one.why for one in found.provisions if one.id not in told)
    assert not found.pairs


def test_nothing_has_changed_from_a_day_to_itself() -> None:
    """With every reading left open, too."""
    report = reported("2026-11-24", "2026-11-24", None, AS_AT, Asked(leave_open=("all",), unverified=True))
    assert {one.change for one in report.provisions} == {"same_text"}
    assert (report.overlaps, report.limits) == ((), ())


def test_folders_are_read_as_at_the_date_that_is_asked_for(lowered: Path) -> None:
    """The report on the screen says what each side is, who gains, and what is said in other words only."""
    said = run("changes", str(ROOT / "rules" / "lewisham"), str(lowered), *AS_AT_OPTION)
    assert (said.code, said.err) == (0, "")
    for line in (
        "from the rules of lewisham as at 2026-11-24",
        "  children to whom it is open now; before, it was at the panel's discretion for them (26 entry",
        "    by the old criteria: the child is in Key Stage 4",
        "    not all that the old criteria ask holds, since: the child works less than 5 years below",
        "Rewritten, and says the same: Greenvale School (no criterion, but its dates, sources, notes, or what",
        "  is not recorded); Watergate School (primary_need).",
        "Drumbeat School and ASD Service and Deptford Green School: cannot be ruled out, as before",
        "  new to it: 3 entry cells",
    ):
        assert any(one.startswith(line) for one in said.out.splitlines()), line


def test_a_default_that_is_otherwise_moves_children_though_no_provision_is(book: Rulebook) -> None:
    """What a provision comes out as under each reading is the same; which reading is taken is not."""
    assumptions = tuple(
        dataclasses.replace(one, default="band") if one.id == "three_to_four_years" else one
        for one in book.rules.assumptions
    )
    assert assumptions != book.rules.assumptions
    found = changes(SideBySide(book.rules, dataclasses.replace(book.rules, assumptions=assumptions)))
    drumbeat = only(found, "drumbeat")
    assert {move.kind for move in drumbeat.moves} <= {MoveKind.LOSES, MoveKind.TO_DISCRETION}
    assert drumbeat.moves
