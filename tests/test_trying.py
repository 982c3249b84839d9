"""Trying a change: what is worked out anew of one provision alone is what two rule sets read from nothing come to."""

from __future__ import annotations

import dataclasses
import json
from contextlib import suppress
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions import service
from admissions.errors import Refused, TooLarge
from admissions.faces.web.links import MOST_LETTERS, packed, unpacked
from admissions.model.algebra import readings_in
from admissions.model.outcomes import Overlap
from admissions.questions.changes import ChangeKind, changes
from admissions.questions.gaps import Gap, gap_cells
from admissions.questions.overlaps import overlap_of
from admissions.questions.read import asked_by
from admissions.questions.rulebook import Rulebook
from admissions.questions.settled import Settled
from admissions.questions.side_by_side import SideBySide
from admissions.questions.trial import trial as tried_in
from admissions.reports.changes import changes_report
from admissions.reports.json import as_json
from admissions.service.comparing import in_context
from admissions.service.trying import _TriedIn
from admissions.text.files import RuleFiles
from admissions.text.rules import RuleReader
from tests.conftest import AS_AT
from tests.drawn import drawn

ASKED = service.Asked()


@cache
def library() -> service.Library:
    """The bundled rules."""
    return service.Library(None, AS_AT)


def files_of(**texts: str) -> RuleFiles:
    """The bundled files with these texts as the files of provisions."""
    files, by_id = library().files, library().book(AS_AT).rules.by_id
    data = {**files.data, **{by_id[name].at.file: text.encode() for name, text in texts.items()}}
    return RuleFiles(files.authority, files.shared, data, files.population)


def of_text(**texts: str) -> Rulebook:
    """Their rule book, read from nothing."""
    return Rulebook(RuleReader(files_of(**texts), AS_AT).read())


def published(name: str) -> str:
    return service.published_text(library().book(AS_AT), library().files, name)


@cache
def keys(name: str) -> tuple[str, ...]:
    """Every small change that a provision offers."""
    found = service.small_changes(library().book(AS_AT), library().files, name, published(name), ASKED)
    return tuple(option.key for one in found for option in one.options)


NAMES = ("brent_knoll", "drumbeat", "greenvale", "new_woodlands", "watergate", "deptford_green", "sedgehill")


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=drawn(3))
@given(data=st.data())
def test_a_trial_is_what_two_rule_sets_read_from_nothing_come_to(name: str, data: st.DataObject) -> None:
    book, files = library().book(AS_AT), library().files
    text = service.with_small_change(book, files, name, published(name), data.draw(st.sampled_from(keys(name))), ASKED)
    found = service.trial(book, files, name, text, ASKED)
    fresh = of_text(**{name: text})
    both = SideBySide(book.rules, fresh.rules)
    report = changes_report(both, changes(both, (name,)))
    assert as_json(found.changes) == as_json(report)
    old, new = (in_context(one, ASKED) for one in (book, fresh))
    # All that takes part as it is published, and the one that is tried: a draft of it is no reason to leave it out.
    ids = [one.id for one in book.choose((name,))]
    was, now = (gap_cells(one, [one.book.by_id[id] for id in ids]) for one in (old, new))
    for line in found.gaps:
        assert (line.old, line.new) == tuple(sum(map(int.bit_count, side[line.gap].values())) for side in (was, now))
        come = sum((mask & ~was[line.gap].get(key, 0)).bit_count() for key, mask in now[line.gap].items())
        told = sum(int(one.rpartition("(")[2].rstrip(")")) for one in line.come_to_it)
        assert told == (0 if line.gap in (Gap.MET, Gap.NOT_CERTAIN) else come)
    cells = [side[Gap.NOTHING] for side in (was, now)]
    for rows, more, less in ((found.opens, cells[0], cells[1]), (found.closes, cells[1], cells[0])):
        expected = sum((mask & ~less.get(key, 0)).bit_count() for key, mask in more.items())
        assert sum(int(one.rpartition("(")[2].rstrip(")")) for one in rows) == expected
    moved = {one.id for one in found.changes.provisions if one.moves}
    lines = {one.provisions: one for one in found.overlaps}
    before, after = (Settled(one, one.settings()) for one in (book, fresh))
    for place, one in enumerate(ids):
        for two in ids[place + 1 :]:
            sizes = [overlap_of(side, [side.book.by_id[id] for id in (one, two)]) for side in (before, after)]
            line = lines.get((one, two))
            if line is None:
                assert not moved & {one, two} or [size.overlap for size in sizes] == [Overlap.NONE] * 2
            else:
                assert [(line.old, line.old_entry_cells), (line.new, line.new_entry_cells)] == [
                    (size.overlap, size.cells) for size in sizes
                ]


@pytest.mark.parametrize("name", ["deptford_green", "conisborough", "sedgehill"])
def test_a_draft_of_a_resource_base_is_not_compared_as_if_it_had_closed(name: str) -> None:
    """Its status is draft, and bases in draft take no part unasked: the one that is tried does."""
    book, files = library().book(AS_AT), library().files
    wider = service.with_small_change(book, files, name, published(name), keys(name)[0], ASKED)
    found = service.trial(book, files, name, wider, ASKED)
    (line,) = [one for one in found.changes.provisions if one.id == name]
    assert {move.move for move in line.moves} <= {"gains", "new_at_discretion"}
    assert line.moves
    assert found.overlaps
    for one in found.overlaps:
        assert one.new_entry_cells >= one.old_entry_cells
        assert name in one.provisions
    assert not found.closes


def test_nothing_of_a_trial_stays_with_the_published_rules() -> None:
    book, files = library().book(AS_AT), library().files
    before = as_json(service.overlap_matrix(book, ASKED))
    nodes = len(book.space.diagrams.edges)
    for key in keys("drumbeat")[::9]:
        text = service.with_small_change(book, files, "drumbeat", published("drumbeat"), key, ASKED)
        service.trial(book, files, "drumbeat", text, ASKED)
    assert len(book.space.diagrams.edges) == nodes
    assert as_json(service.overlap_matrix(book, ASKED)) == before
    assert files.hash == service.Library(None, AS_AT).hash


def test_what_a_trial_leaves_behind_is_of_use_to_the_next_one_and_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """One at most is left, and it says the same as the first one did."""
    book, files = Rulebook(library().book(AS_AT).rules), library().files
    texts = [
        service.with_small_change(book, files, "drumbeat", published("drumbeat"), key, ASKED)
        for key in keys("drumbeat")[:3]
    ]
    other = service.Asked(leave_open=("all",))

    def tried(text: str, asked: service.Asked = ASKED) -> str:
        return as_json(service.trial(book, files, "drumbeat", text, asked))

    def left() -> list[Settled]:
        return [one.context for one in book.kept.values() if isinstance(one, _TriedIn)]

    first = [tried(text) for text in texts]
    (context,) = left()
    made = context.space.made
    assert [tried(text) for text in texts] == first
    assert left() == [context]
    assert context.space.made - made < made / 10
    opened = tried(texts[0], other)
    assert opened != first[0]
    (second,) = left()
    assert second is not context
    assert tried(texts[0]) == first[0]
    assert tried(texts[0], other) == opened
    monkeypatch.setattr("admissions.service.trying.MOST_LEFT", 0)
    assert tried(texts[1]) == first[1]
    assert not left()


def test_a_trial_that_takes_too_much_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    book, files = Rulebook(library().book(AS_AT).rules), library().files
    text = service.with_small_change(book, files, "drumbeat", published("drumbeat"), keys("drumbeat")[0], ASKED)
    found = as_json(service.trial(book, files, "drumbeat", text, ASKED))
    with monkeypatch.context() as patched:
        patched.setattr("admissions.questions.trial.MOST_NODES", 10)
        with pytest.raises(TooLarge, match="more than 10 nodes"):
            service.trial(book, files, "drumbeat", published("drumbeat").replace("at_least: 5", "at_least: 4"), ASKED)
    assert not any(isinstance(one, _TriedIn) for one in book.kept.values())
    assert as_json(service.trial(book, files, "drumbeat", text, ASKED)) == found


def test_what_others_left_behind_is_no_reason_to_refuse_a_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried anew; what is too large by itself is refused in the same words, whatever was tried before."""
    book, files = Rulebook(library().book(AS_AT).rules), library().files
    text = service.with_small_change(book, files, "drumbeat", published("drumbeat"), keys("drumbeat")[0], ASKED)
    found = as_json(service.trial(book, files, "drumbeat", text, ASKED))
    (warm,) = [one.context for one in book.kept.values() if isinstance(one, _TriedIn)]

    def once(context: Settled, *arguments: Any, **more: Any) -> Any:
        if context is warm:
            raise TooLarge(1)
        return tried_in(context, *arguments, **more)

    monkeypatch.setattr("admissions.questions.trial.trial", once)
    assert as_json(service.trial(book, files, "drumbeat", text, ASKED)) == found


def test_what_is_asked_between_two_trials_is_not_taken_for_what_the_trial_made() -> None:
    """A node of the rule book that is newer than what the trial goes on in has there the number of another one."""
    book, files = Rulebook(library().book(AS_AT).rules), library().files
    key = next(key for key in keys("greenvale") if key.startswith("range-"))
    text = service.with_small_change(book, files, "greenvale", published("greenvale"), key, ASKED)
    found = as_json(service.trial(book, files, "greenvale", text, ASKED))
    (context,) = [one.context for one in book.kept.values() if isinstance(one, _TriedIn)]
    asked = [condition for _, condition in asked_by(of_text(greenvale=text).rules.by_id["greenvale"])]
    assert any(book.region(condition).node >= context.space.diagrams.started_with for condition in asked)
    assert as_json(service.trial(book, files, "greenvale", text, ASKED)) == found


def test_what_is_assumed_of_a_trial_is_not_what_the_last_one_assumed() -> None:
    book, files = Rulebook(library().book(AS_AT).rules), library().files
    key = next(key for key in keys("brent_knoll") if key.startswith("range-"))
    text = service.with_small_change(book, files, "brent_knoll", published("brent_knoll"), key, ASKED)
    found = [
        as_json(service.trial(book, files, "brent_knoll", text, service.Asked(assume=assume)))
        for assume in ({}, {"three_to_four_years": "band"}, {})
    ]
    assert found[0] == found[2] != found[1]


def test_a_provision_moves_with_one_that_it_refers_to_through_another() -> None:
    second = published("greenvale").replace("    criteria:\n", f"    criteria:{SECOND}", 1)
    asks = SECOND.replace("drumbeat", "greenvale")
    third = published("brent_knoll").replace("    criteria:\n", f"    criteria:{asks}", 1)
    fresh = of_text(greenvale=second, brent_knoll=third)
    changed = published("drumbeat").replace("    criteria:\n", f"    criteria:{NEVER}", 1)
    found = service.trial(fresh, files_of(greenvale=second, brent_knoll=third), "drumbeat", changed, ASKED)
    assert {one.id for one in found.changes.provisions if one.moves} == {"drumbeat", "greenvale", "brent_knoll"}
    both = SideBySide(fresh.rules, of_text(drumbeat=changed, greenvale=second, brent_knoll=third).rules)
    assert as_json(found.changes) == as_json(changes_report(both, changes(both, ("drumbeat",))))


def test_a_trial_with_all_that_is_in_doubt_counts_that_too() -> None:
    asked, book = service.Asked(unverified=True), library().book(AS_AT)
    found = service.trial(book, library().files, "drumbeat", published("drumbeat"), asked)
    cells = gap_cells(in_context(book, asked), book.choose(unverified=True))
    sizes = [sum(map(int.bit_count, cells[line.gap].values())) for line in found.gaps]
    assert [line.old for line in found.gaps] == sizes


ASKING = """
      - id: second
        wording: Draft.
        source: school
        must: {outcome_of: {greenvale: [meets, not_ruled_out]}}
"""


def test_a_draft_that_asks_how_another_comes_out_is_tried_with_every_reading_left_open() -> None:
    book, files = library().book(AS_AT), library().files
    text = published("brent_knoll").replace("    criteria:\n", f"    criteria:{ASKING}", 1)
    found = service.trial(book, files, "brent_knoll", text, service.Asked(leave_open=("all",)))
    assert [one.id for one in found.changes.provisions if one.moves] == ["brent_knoll"]


def test_the_text_as_it_is_changes_nothing() -> None:
    found = service.trial(library().book(AS_AT), library().files, "drumbeat", published("drumbeat"), ASKED)
    assert not found.overlaps
    assert not found.opens
    assert not found.closes
    assert {one.change for one in found.changes.provisions} == {"same_text"}
    assert all(line.old == line.new for line in found.gaps)


SECOND = """
      - id: second
        wording: Draft.
        source: school
        must_not: {outcome_of: {drumbeat: [meets, not_ruled_out]}}
"""


def test_a_provision_that_asks_how_another_comes_out_moves_with_it() -> None:
    """Its own text is the same."""
    text = published("greenvale").replace("    criteria:\n", f"    criteria:{SECOND}", 1)
    fresh = of_text(greenvale=text)
    changed = published("drumbeat").replace("{years_below: {at_least: 7}}", "{years_below: {at_least: 6}}")
    found = service.trial(fresh, files_of(greenvale=text), "drumbeat", changed, ASKED)
    moved = {one.id: one for one in found.changes.provisions if one.moves}
    assert {*moved} == {"drumbeat", "greenvale"}
    assert moved["greenvale"].same_text
    both = SideBySide(fresh.rules, of_text(drumbeat=changed, greenvale=text).rules)
    assert as_json(found.changes) == as_json(changes_report(both, changes(both, ("drumbeat",))))


NEVER = SECOND[: SECOND.index("must_not")] + "must: never\n"


def test_cells_that_open_and_cells_that_close_are_told_apart() -> None:
    """Greenvale is the only special school that turns away nobody after Year 14 for age alone."""
    text = published("greenvale").replace("    criteria:\n", f"    criteria:{NEVER}", 1)
    closing = service.trial(library().book(AS_AT), library().files, "greenvale", text, ASKED)
    opening = service.trial(of_text(greenvale=text), library().files, "greenvale", published("greenvale"), ASKED)
    (line,) = closing.closes
    assert line.startswith("after Year 14;")
    assert opening.opens == closing.closes
    assert not closing.opens
    assert not opening.closes
    assert next(one.come_to_it for one in closing.gaps if one.gap is Gap.NOTHING) == closing.closes
    assert any(one.come_to_it for one in closing.gaps if one.gap is Gap.DISCRETION)
    assert {(one.old, one.new) for one in closing.gaps} == {(one.new, one.old) for one in opening.gaps}
    assert next(one.new - one.old for one in closing.gaps if one.gap is Gap.NOTHING) > 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("provision: drumbeat", "provision: greenvale", "a draft is of the provision that it is tried on"),
        ("name: Drumbeat School", "name: Other School", "a draft is of the provision that it is tried on"),
        ("kind: special_school", "kind: zork", "unknown kind of provision `zork`"),
        (
            'seen: ["2026-11-23", "2026-11-24"]',
            'until: "2020-01-01", seen: ["2019-11-23"]',
            "no version of it is",
        ),
        ("at_least: R", "at_least: Y99", "has no value `Y99`"),
        ("from: unknown, seen", 'from: "2026-11-24", until: "2026-11-01", seen', "this version ends before it"),
        ('until: "2020-01"', 'from: "2021-01", until: "2020-01"', "this ends before it"),
        ("key_stage: EYFS", "key_stag: EYFS", "key_stag"),
        ("must: {ehc_plan: [draft, final]}", "must: {ehc_plan: [draft, final]", ""),
    ],
)
def test_a_draft_that_does_not_hold_up_is_refused_at_its_line(old: str, new: str, said: str) -> None:
    text = published("drumbeat")
    assert old in text
    with pytest.raises(Refused) as refused:
        service.trial(library().book(AS_AT), library().files, "drumbeat", text.replace(old, new, 1), ASKED)
    problem = refused.value.problems[0]
    assert said in problem.what
    assert problem.place.file == "lewisham/special_schools/drumbeat.yaml"
    assert problem.remedy


@pytest.mark.parametrize("key", ["", "range-99999", "weight-zork-must", "range-0 "])
def test_a_change_that_is_not_offered_is_refused(key: str) -> None:
    with pytest.raises(Refused) as refused:
        service.with_small_change(library().book(AS_AT), library().files, "drumbeat", published("drumbeat"), key, ASKED)
    assert str(refused.value.problems[0].place) == "change"


@pytest.mark.parametrize("name", NAMES)
def test_each_change_that_is_offered_is_made_and_only_that(name: str) -> None:
    """The draft differs from what is published in one line of its criteria, its status and its source."""
    book, files, was = library().book(AS_AT), library().files, published(name)
    for key in [key for key in keys(name) if not key.startswith("reading-")][::5]:
        now = service.with_small_change(book, files, name, was, key, ASKED)
        assert len(now.splitlines()) == len(was.splitlines()) + 2
        kept = [line for line in now.splitlines() if line in was.splitlines()]
        assert len(kept) >= len(was.splitlines()) - 2
        assert of_text(**{name: now}).rules.by_id[name].version.status == "draft"


# --- links ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["drumbeat", "watergate", "greenvale"])
def test_a_change_of_a_draft_that_stands_on_other_lines_is_made_where_it_stands(name: str) -> None:
    """Comments and an empty line above what was published: it says the same, and everything stands elsewhere."""
    book, files, was = library().book(AS_AT), library().files, published(name)
    moved = f"# one\n# two\n\n{was}"
    for key in keys(name)[::7]:
        plain = service.with_small_change(book, files, name, was, key, ASKED)
        assert service.with_small_change(book, files, name, moved, key, ASKED) == f"# one\n# two\n\n{plain}"


def test_a_draft_as_compact_json_can_be_changed_too() -> None:
    book, files = library().book(AS_AT), library().files
    name = "brent_knoll"
    text = json.dumps(yaml.load(published(name), yaml.BaseLoader), separators=(",", ":"), ensure_ascii=False)
    for key in keys(name):
        if key.startswith(("reading-", "weight-")):
            now = service.with_small_change(book, files, name, text, key, ASKED)
            assert of_text(**{name: now}).rules.by_id[name].version.status == "draft"


READINGS = [(name, key) for name in (*NAMES, "forster_park") for key in keys(name) if key.startswith("reading-")]


@pytest.mark.parametrize(("name", "key"), READINGS)
def test_a_reading_that_is_settled_is_what_was_read_so_before_and_turns_on_it_no_more(name: str, key: str) -> None:
    book, files = library().book(AS_AT), library().files
    fresh = of_text(**{name: service.with_small_change(book, files, name, published(name), key, ASKED)})
    number, value = key.split("-")[2:]
    criterion = next(one for one in book.rules.by_id[name].version.criteria if one.id == key.split("-")[1])
    (_, assumption, _) = [*readings_in(criterion.condition)][int(number)]
    both = SideBySide(
        book.rules, fresh.rules, {assumption: value}, [one.id for one in book.rules.assumptions if one.id != assumption]
    )
    (found,) = [one for one in changes(both, (name,)).provisions if one.id == name]
    assert found.kind is ChangeKind.SAYS_THE_SAME
    assert found.rewritten.altered == (criterion.id,)
    assert all(assumption not in region.support for region in fresh.by_id[name].outcomes.values())


def test_a_reading_that_makes_up_for_its_own_assumption_cannot_be_settled_alone() -> None:
    """How years below are counted is read in two ways, and so that both come to the same."""
    for name in ("forster_park", "deptford_green"):
        assert "years_below_counts_from" in published(name)
        assert not [key for key in keys(name) if key.startswith("reading-")]


def test_every_reading_of_a_criterion_can_be_settled() -> None:
    """Each value of each assumption that some criterion of these provisions rests on by name."""
    settled = {key.rsplit("-", 1)[1] for _, key in READINGS}
    assert settled >= {"floor", "band", "none_decisive", "any", "most", "all", "primary", "any_recorded"}
    assert settled >= {"assessment_counts", "plan_needed"}


@settings(max_examples=drawn(200))
@given(st.text(max_size=300), st.text(max_size=300))
def test_a_link_holds_the_draft(draft: str, was: str) -> None:
    letters = packed(draft, was)
    assert unpacked(letters, was) == draft
    assert all(letter.isalnum() or letter in "._-" for letter in letters)


def test_a_link_of_a_small_change_is_short_and_one_that_would_be_too_long_is_none() -> None:
    book, files, was = library().book(AS_AT), library().files, published("drumbeat")
    now = service.with_small_change(book, files, "drumbeat", was, keys("drumbeat")[0], ASKED)
    assert len(packed(now, was)) < 400
    noise = "".join(chr(33 + number * number * 7919 % 90) + str(number * 104729 % 997) for number in range(4_000))
    assert packed(now + noise, was) == ""
    assert MOST_LETTERS < 8_000


BEGUN = packed("x", "y").partition(".")[0]
LETTERS = st.one_of(st.text(max_size=80), st.text("ABab01-_", max_size=80).map(lambda data: f"{BEGUN}.{data}"))


@settings(max_examples=drawn(200))
@given(LETTERS)
def test_a_damaged_link_is_refused_or_holds_a_text(letters: str) -> None:
    with suppress(Refused):
        assert isinstance(unpacked(letters, "y"), str)


@pytest.mark.parametrize("letters", ["", "zork", f"{BEGUN}.", f"{BEGUN}.!!", packed("x" * 90, "y")[:-3]])
def test_a_link_that_is_cut_off_is_refused(letters: str) -> None:
    with pytest.raises(Refused) as refused:
        unpacked(letters, "y")
    assert str(refused.value.problems[0].place) == "draft"


def test_a_link_that_unpacks_to_very_much_is_refused() -> None:
    with pytest.raises(Refused):
        unpacked(packed("0" * 600 * 1024, "y"), "y")


def test_a_link_of_a_draft_of_other_rules_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        unpacked(packed("draft", "published then"), "published now")
    assert "other published rules" in refused.value.problems[0].what


def test_the_fields_of_a_trial_are_told_in_its_data() -> None:
    found = service.trial(library().book(AS_AT), library().files, "drumbeat", published("drumbeat"), ASKED)
    assert found.schema == "admissions/trial/1"
    assert {one.name for one in dataclasses.fields(found)} >= {"changes", "overlaps", "gaps", "opens", "closes"}
