"""Invented placements: each can be, none is where the child is surely ruled out, and they are counted as published."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from admissions.errors import Refused
from admissions.model.needs import Kind
from admissions.model.outcomes import Outcome
from admissions.model.periods import Month, first_of
from admissions.model.placements import NOT_YET
from admissions.model.population import Population
from admissions.questions.check import Checker
from admissions.questions.cohort import Count, count_in
from admissions.questions.invented import Invented, invented
from admissions.questions.rulebook import Rulebook
from admissions.service import invented_cohort
from admissions.text.cohort import profiles_of, read_cohort
from tests.conftest import AS_AT
from tests.judges.naive import Naive

SIZE = 1_200


def counts(book: Rulebook) -> Population:
    """The bundled counts."""
    assert book.rules.population is not None
    return book.rules.population


@pytest.fixture(scope="module")
def drawn(book: Rulebook) -> Sequence[Invented]:
    """A cohort."""
    return [*invented(book, counts(book), SIZE, AS_AT, random.Random(2026))]


@pytest.fixture(scope="module")
def rows(book: Rulebook) -> Sequence[dict[str, str]]:
    """The same one as it is written."""
    cohort = invented_cohort(book, SIZE, 2026, AS_AT)
    return [*csv.DictReader(cohort.lines)]


def test_every_child_is_possible_and_plausible(drawn: Sequence[Invented], book: Rulebook) -> None:
    naive, needs = Naive.of(book.rules), book.rules.needs
    for one in drawn:
        for rule in (*needs.possible, *needs.plausible):
            assert naive.holds(rule.condition, one.child), rule.id


def test_what_is_recorded_is_so_of_the_child(drawn: Sequence[Invented], book: Rulebook) -> None:
    for one in drawn:
        for name, values in one.recorded.items():
            need = book.rules.needs[name]
            if need.kind is Kind.SEVERAL:
                assert {*values} == {value for value in need.ids if one.child[f"{name}.{value}"] == "yes"}
            else:
                assert values == (one.child[name],)


def test_a_child_is_of_the_group_that_was_counted(drawn: Sequence[Invented], book: Rulebook) -> None:
    places = {one.id: one for one in counts(book).places}
    for one in drawn:
        assert one.recorded["primary_need"] == (one.group.need,)
        assert one.recorded["ehc_plan"] == ("final",)
        assert one.recorded["year_group"][0] in counts(book).years_in(one.group.band, places[one.group.place])


def test_nobody_is_at_a_provision_that_surely_rules_the_child_out(drawn: Sequence[Invented], book: Rulebook) -> None:
    """Neither the child as drawn, nor whoever else may be behind what is recorded."""
    naive, places = Naive.of(book.rules), {one.id: one for one in counts(book).places}
    seen = Counter[str]()
    for one in drawn:
        where, place = one.recorded.get("current_provision", ("",))[0], places[one.group.place]
        if where in book.by_id:
            seen[where] += 1
            assert book.by_id[where].provision.kind == place.kind
            assert naive.outcome(book.by_id[where].provision.version, one.child) is not Outcome.DOES_NOT_MEET
        else:
            assert where == place.current_provision
    assert {"brent_knoll", "drumbeat", "greenvale", "new_woodlands", "watergate"} <= {*seen}
    assert {book.by_id[name].provision.kind for name in seen} == {"special_school", "resource_base"}


def test_a_check_of_what_is_recorded_does_not_rule_out_where_the_child_is(
    rows: Sequence[dict[str, str]], book: Rulebook
) -> None:
    placed = [row for row in rows if row["current_provision"] in book.by_id][:60]
    profiles = profiles_of(read_cohort(only_needs(placed, book), "cohort", book.rules))
    checker = Checker(book, book.settings(), book.choose())
    for row, profile in zip(placed, profiles, strict=True):
        answers = {one.read.id: one.outcomes for one in checker.check(profile).provisions}
        assert answers[row["current_provision"]] != (Outcome.DOES_NOT_MEET,)


def only_needs(rows: Sequence[dict[str, str]], book: Rulebook) -> io.BytesIO:
    """The columns that a cohort of profiles has."""
    names = [need.id for need in book.rules.needs.fields if need.axes]
    text = io.StringIO()
    writer = csv.DictWriter(text, names, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode())


def test_the_need_fields_are_read_as_those_of_any_cohort(rows: Sequence[dict[str, str]], book: Rulebook) -> None:
    """Each row of them can be, or it would be refused."""
    cohort = profiles_of(read_cohort(only_needs(rows, book), "cohort", book.rules))
    assert count_in(book, book.space.everything, cohort, book.settings()) == Count(SIZE, SIZE, SIZE)


# --- how it is written -----------------------------------------------------------------------------------------------

LABEL = (
    "invented: follows published counts of Lewisham's plans (January 2025); "
    "how needs, ages and placements go together is not known"
)


def test_every_row_says_that_it_is_invented(rows: Sequence[dict[str, str]]) -> None:
    assert {row["invented"] for row in rows} == {LABEL}
    assert [row["case"] for row in rows] == [f"INV-{number:06}" for number in range(1, SIZE + 1)]


def test_the_columns_are_those_of_placements(rows: Sequence[dict[str, str]], book: Rulebook) -> None:
    fields = [need.id for need in book.rules.needs.fields if need.kind is not Kind.DERIVED]
    dates = ["plan_made", "last_review_meeting", "last_review_decision", "amendment_notice", "final_plan_issued"]
    wishes = ["settled_placement", "wish_to_stay", "tribunal_order"]
    by_person = ["decision", "reason", "role"]
    assert [*rows[0]] == ["invented", "case", *fields, "placed_since", *dates, *wishes, *by_person]
    for row in rows:
        assert {row[name] for name in by_person} == {""}
        assert {row[name] for name in wishes} <= {"yes", "no", ""}


def test_most_is_recorded_and_something_of_every_field_is_not(rows: Sequence[dict[str, str]], book: Rulebook) -> None:
    for need in book.rules.needs.fields:
        if need.axes and need.id not in ("year_group", "primary_need", "ehc_plan"):
            assert 0 < sum(not row[need.id] for row in rows) < len(rows) / 4, need.id
    assert {"none"} < {row["additional_needs"] for row in rows}


def test_dates_are_in_order_and_none_is_to_come(rows: Sequence[dict[str, str]]) -> None:
    for row in rows:
        month = row["placed_since"]
        assert not month or first_of(Month(*map(int, month.split("-")))) <= AS_AT
        chain = ("plan_made", "last_review_meeting", "last_review_decision", "amendment_notice")
        days = [dt.date.fromisoformat(row[name]) for name in chain if row[name] not in ("", "none")]
        assert days == sorted(days)
        assert all(day <= AS_AT for day in days)
        if row["last_review_meeting"] == "none":
            assert {row[name] for name in chain[2:]} == {"none"}
        if row["final_plan_issued"] and row["plan_made"] not in ("", "none"):
            assert row["plan_made"] <= row["final_plan_issued"] <= AS_AT.isoformat()


def test_every_kind_of_history_is_there(drawn: Sequence[Invented]) -> None:
    """Reviews that are overdue, or not known, or have not been; decisions that are out, and late."""
    year = dt.timedelta(days=365)
    meetings = Counter[str]()
    for one in drawn:
        match one.dates.last_review_meeting:
            case dt.date() as day:
                meetings["overdue" if AS_AT - day > year else "in time"] += 1
                decided = one.dates.last_review_decision
                if isinstance(decided, dt.date):
                    meetings["late decision" if (decided - day).days > 28 else "decision in time"] += 1
                    sent, final = one.dates.amendment_notice, one.dates.final_plan_issued
                    if isinstance(sent, dt.date) and isinstance(final, dt.date):
                        meetings["amended" if final >= sent else "not yet amended"] += 1
                elif decided is NOT_YET:
                    meetings["no decision"] += 1
            case None:
                meetings["not known"] += 1
            case _:
                meetings["none"] += 1
    assert len(meetings) == 9
    assert min(meetings.values()) >= 10
    assert meetings["in time"] > SIZE / 2


# --- the same again --------------------------------------------------------------------------------------------------


def test_the_same_seed_size_and_day_give_the_same_cohort(book: Rulebook) -> None:
    def written(size: int, seed: int, on: dt.date = AS_AT) -> list[str]:
        return [*invented_cohort(book, size, seed, on).lines]

    assert written(60, 4) == written(60, 4)
    assert written(60, 4) != written(60, 5)
    assert written(60, 4) != written(60, 4, AS_AT - dt.timedelta(days=1))


def test_drawing_leaves_nothing_in_the_rule_book(book: Rulebook) -> None:
    before = len(book.space.diagrams)
    assert len([*invented(book, counts(book), 50, AS_AT, random.Random(1))]) == 50
    assert len(book.space.diagrams) == before


def test_a_need_that_is_not_recorded_is_left_open(book: Rulebook) -> None:
    bare = replace(
        counts(book),
        needs=tuple(replace(one, plans=one.plans - 85 * (one.need == "PD")) for one in counts(book).needs),
        need_not_recorded=85,
    )
    open_ = [one for one in invented(book, bare, 3_696, AS_AT, random.Random(1)) if "primary_need" not in one.recorded]
    assert len(open_) == 85
    assert len({one.child["primary_need"] for one in open_}) > 5


def test_counts_of_children_who_cannot_be_are_refused_before_the_first(book: Rulebook) -> None:
    """As where a rule set holds that nobody after Year 14 has a need which is counted there."""
    apart = Rulebook(book.rules)
    apart.plausible &= ~apart.space.where({"year_group": ("post_19",), "primary_need": ("SLD",)})
    with pytest.raises(Refused, match="`SLD` are counted at `age_20_to_25`, and no such child can be"):
        invented(apart, counts(book), 3_696, AS_AT, random.Random(1))
