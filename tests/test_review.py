"""The review of a cohort: each row by itself, what follows judged by a plain derivation, results whole or absent."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from admissions import service
from admissions.casework.facts import FactFinder
from admissions.model.casework import RangeEnds
from admissions.model.placements import AtReview, Placement, Wishes
from admissions.questions.check import Checker
from admissions.questions.review import Reviewer, nearness
from admissions.questions.rulebook import Rulebook
from admissions.reports.check_screen import UNUSUAL
from admissions.reports.placements import PlacementLine
from admissions.reports.review_cells import cells_of
from admissions.reports.review_page import placement_part
from admissions.reports.review_screen import placement_screen, say_deadline, say_others
from admissions.service import Asked
from admissions.service.checking import shared_of
from admissions.text.placements import PlacementsFile
from tests.judges.casework import derived
from tests.test_adding import NEW_SCHOOL

TOP = Path(__file__).resolve().parent.parent
ON = dt.date(2026, 11, 23)
SIZE = 150


@pytest.fixture(scope="module")
def cohort(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An invented cohort."""
    path = tmp_path_factory.mktemp("cohort") / "placements.csv"
    service.invented_cohort(book, SIZE, 7, ON).write(path)
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def reviewed(book: Rulebook, path: Path, out: Path, on: dt.date = ON) -> list[dict[str, str]]:
    service.write_review(service.Review(book, path, Asked(), on), out, lambda: None)
    return rows_of(out)


def lines_of(book: Rulebook, path: Path, on: dt.date = ON, **asked: object) -> list[PlacementLine]:
    report = service.review_report(service.Review(book, path, Asked(**asked), on), lambda _: None, lambda: None)  # type: ignore[arg-type]
    return list(report.placements)


def row(**cells: str) -> dict[str, str]:
    """A placement of a Year 8 pupil of New Woodlands, outside its entry criteria."""
    usual = {
        "case": "EHC-1",
        "year_group": "Y8",
        "primary_need": "ASD",
        "additional_needs": "none",
        "ehc_plan": "final",
        "current_provision": "new_woodlands",
        "placed_since": "2023-09",
        "plan_made": "2020-01-01",
        "last_review_meeting": "2026-06-01",
        "last_review_decision": "2026-06-20",
        "amendment_notice": "none",
        "final_plan_issued": "",
        "settled_placement": "",
        "wish_to_stay": "",
        "tribunal_order": "",
        "decision": "",
        "reason": "",
        "role": "",
    }
    return {**usual, **cells}


# --- what follows ----------------------------------------------------------------------------------------------------


def test_what_follows_is_what_a_plain_derivation_finds(book: Rulebook, cohort: Path) -> None:
    checker = Checker(book, book.settings(), book.choose(unverified=True))
    chaining = shared_of(book).chaining
    finder = FactFinder(checker, book.rules.casework, lambda _: True)
    reviewer, fired = Reviewer(book, ON), Counter[str]()
    for found in PlacementsFile(cohort, "cohort", book.rules, ON).rows():
        assert found.placement is not None
        situation, readings = checker.situate(found.placement.profile)
        walker = checker.walker(situation)
        answer = checker.answer(situation, readings, walker)
        facts = list(finder.facts(answer, walker, None, reviewer.under_review(found.placement, situation)))
        said = Counter(one.rule.id for one in chaining.findings(facts))
        assert said == Counter(name for name, _ in derived(book.rules.casework.rules, facts))
        fired.update(said.keys())
    assert len(fired) > 25


def test_a_placement_is_silenced_visibly(book: Rulebook, tmp_path: Path) -> None:
    """By what speaks for leaving it as it is; a deadline never is."""
    questions = {"outside_current", "outside_current_with_alternative", "nearer_to_mainstream"}
    # What names other places, and is no question to this one.
    questions |= {"several_special_schools_open", "base_also_open"}
    for flag in ("", "settled_placement", "wish_to_stay", "tribunal_order"):
        said = row(
            last_review_decision="2025-06-20", last_review_meeting="2025-06-01", **({flag: "yes"} if flag else {})
        )
        (line,) = lines_of(book, write_rows(tmp_path / f"{flag}.csv", [said]))
        raised, silent = ({one.id for one in found} for found in (line.findings, line.not_raised))
        assert "annual_review_passed" in raised
        assert (silent, questions & raised) == ((questions, set()) if flag else (set(), questions))
        assert all(one.silenced_by for one in line.not_raised)
        said_of_others = " ".join(say_others(line))
        assert line.nearer_to_mainstream
        assert ("What else may be open is not listed" in said_of_others) == bool(flag)
        assert (line.nearer_to_mainstream[0].name in said_of_others) != bool(flag)
        assert bool(cells_of(line)["nearer_to_mainstream"]) != bool(flag)
        assert (flag in line.not_recorded) is False
    (line,) = lines_of(book, write_rows(tmp_path / "no.csv", [row(settled_placement="no")]))
    assert line.not_recorded == ("tribunal_order", "wish_to_stay")
    assert questions <= {one.id for one in line.findings}


STAY = """
    stay:
      - {id: need_at_review, wording: Pupils stay while SEMH is a need, source: official_site, must: {any_need: SEMH}}
"""


def test_criteria_for_staying_are_asked_where_they_are_recorded(tmp_path: Path) -> None:
    shutil.copytree(TOP / "rules", tmp_path / "rules")
    shutil.copytree(TOP / "cases", tmp_path / "cases")
    path = tmp_path / "rules/lewisham/special_schools/new_woodlands.yaml"
    text = path.read_text(encoding="utf-8")
    source = text.split("sources:\n  ")[1].split(":")[0]
    stay = STAY.replace("official_site", source)
    path.write_text(text.replace("\n    criteria:\n", f"{stay}    criteria:\n"), encoding="utf-8")
    book = service.open_rules(tmp_path / "rules/lewisham", ON)
    rows = [row(), row(case="EHC-2", additional_needs="SEMH"), row(case="EHC-3", additional_needs="")]
    outside, staying, doubt = lines_of(book, write_rows(tmp_path / "p.csv", rows))
    for line, outcomes in ((outside, 1), (staying, 1), (doubt, 2)):
        assert line.stays is not None
        assert line.stays.measured_by == "stay"
        assert len(line.stays.outcomes) == outcomes
    rules = {"outside_stay", "stay_in_doubt", "outside_current"}
    names = [{one.id for one in line.findings} & rules for line in (outside, staying, doubt)]
    assert names == [{"outside_stay"}, set(), {"stay_in_doubt"}]
    assert "outside_current_with_alternative" in {one.id for one in outside.findings}
    shown = service.show_provision(book, "new_woodlands")
    assert [one.id for one in shown.stay] == ["need_at_review"]
    (usual,) = lines_of(service.open_rules(None, ON), write_rows(tmp_path / "q.csv", [row()]))
    assert usual.stays is not None
    assert usual.stays.measured_by == "entry"


@pytest.mark.parametrize(
    ("dates", "by", "counted"),
    [
        # 19 December 2026 is a Saturday.
        ({"last_review_decision": "2025-12-20"}, "19 December 2026 (last working day 18 December 2026)", "decision"),
        (
            {"last_review_meeting": "none", "last_review_decision": "none", "plan_made": "2025-12-16"},
            "15 December 2026",
            "plan",
        ),
    ],
)
def test_a_day_on_which_something_is_due_says_what_it_is_counted_from(
    dates: dict[str, str], by: str, counted: str, book: Rulebook, tmp_path: Path
) -> None:
    words = {"decision": "the decision after the last review", "plan": "the plan"}[counted]
    (line,) = lines_of(book, write_rows(tmp_path / "p.csv", [row(last_review_meeting="2025-12-01") | dates]))
    (found,) = (one for one in line.findings if one.id == "annual_review_due")
    assert found.text == f"The annual review is to be complete, with the authority's decision, by {by}."
    assert found.because == (f"the annual review: due within four weeks; its last day is twelve months from {words}",)
    said = next(say_deadline(one) for one in line.deadlines if one.step == "annual_review")
    assert said == (
        f"annual review, with the decision on it: due by {by}, twelve months from {words}, in the next four weeks."
    )


DUE = [  # each last day is at a weekend
    (
        {"last_review_meeting": "2026-11-07", "last_review_decision": "none", "plan_made": "2025-12-20"},
        "decision_due",
        "sent by 5 December 2026 (last working day 4 December 2026), with",
        "four weeks from the meeting",
    ),
    (
        {
            "last_review_meeting": "2026-10-20",
            "last_review_decision": "2026-10-31",
            "amendment_notice": "2026-10-31",
            "final_plan_issued": "none",
        },
        "final_plan_due",
        "issued by 26 December 2026 (last working day 24 December 2026).",
        "eight weeks from the notice of amendments",
    ),
    (
        {"year_group": "Y6", "current_provision": "mainstream"},
        "transfer_due",
        "is 14 February 2027 (last working day 12 February 2027) for",
        "",
    ),
    (
        {"last_review_meeting": "2025-11-01", "last_review_decision": "2025-11-16"},
        "annual_review_passed",
        "15 November 2026",
        "twelve months from the decision after the last review",
    ),
]


@pytest.mark.parametrize(("cells", "id", "by", "counted"), DUE)
def test_each_day_that_is_due_is_told_with_its_last_working_day_and_what_it_is_counted_from(
    cells: dict[str, str], id: str, by: str, counted: str, book: Rulebook, tmp_path: Path
) -> None:
    (line,) = lines_of(book, write_rows(tmp_path / "p.csv", [row(**cells)]))
    (found,) = (one for one in line.findings if one.id == id)
    assert by in found.text
    assert found.because[0].partition("; its last day is ")[2] == counted


@pytest.mark.parametrize("plan", ["none", "draft", "final", ""])
def test_nothing_is_due_of_the_review_of_a_plan_that_is_not_made_yet(plan: str, book: Rulebook, tmp_path: Path) -> None:
    """Unless a day of it is recorded all the same."""
    days = dict.fromkeys(("plan_made", "last_review_meeting", "last_review_decision", "amendment_notice"), "")
    blank = row(ehc_plan=plan, year_group="Y6", **days)
    lines = lines_of(
        book, write_rows(tmp_path / "p.csv", [blank, blank | {"case": "EHC-2", "plan_made": "2026-01-10"}])
    )
    due = [[one.step for one in line.deadlines] for line in lines]
    assert ("annual_review" in due[0]) == (plan in ("final", ""))
    assert "annual_review" in due[1]


def test_a_last_day_that_may_be_earlier_is_told_as_the_latest(book: Rulebook, tmp_path: Path) -> None:
    said = row(plan_made="2020-01-01", last_review_meeting="2026-11-10", last_review_decision="none")
    (line,) = lines_of(book, write_rows(tmp_path / "p.csv", [said]))
    (found,) = (one for one in line.findings if one.id == "decision_due")
    assert "is to be sent by 8 December 2026 at the latest" in found.text
    assert any("due at the latest by 8 December 2026" in say_deadline(one) for one in line.deadlines)


def test_what_is_not_raised_names_no_other_place_in_any_result(book: Rulebook, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "p.csv", [row(tribunal_order="yes")])
    (line,) = lines_of(book, path)
    said = reviewed(book, path, tmp_path / "r.csv")[0]["not_raised"]
    assert line.not_raised
    assert said == " ".join(
        f"({place}) since the tribunal ordered the placement: {one.id}" for place, one in enumerate(line.not_raised, 1)
    )


@pytest.mark.parametrize("wish", ["", "settled_placement", "wish_to_stay", "tribunal_order"])
def test_a_sheet_says_what_speaks_for_staying_and_nothing_that_this_silences(wish: str, book: Rulebook) -> None:
    """A sheet about the place where the child is has findings that question it; those are not for another to read."""
    wishes = Wishes(**({wish: True} if wish else {}))
    case = service.open_case(book, str(TOP / "cases/y6_autism_at_new_woodlands.yaml"), None)
    at = AtReview(Placement("EHC-1", case.profile, wishes=wishes), ON)
    sheet = service.sheet(book, replace(case, review=at), Asked("new_woodlands"), ON)
    assert bool(sheet.left_as_it_is) == bool(wish)
    assert ("outside_current" in {one.id for one in sheet.findings}) != bool(wish)
    for ending in (".html", ".txt"):
        text = " ".join(service.sheet_text(sheet, ending).split())
        assert ("Recorded of where the child is now" in text) == bool(wish)
        assert all(words in text for words in sheet.left_as_it_is)


def test_what_is_unusual_of_a_placement_is_told_with_it_and_of_no_other(book: Rulebook, tmp_path: Path) -> None:
    """It is most likely a slip of whoever wrote the row, and the row stays in."""
    rows = [row(learning_difficulty="severe", working_level="y5"), row(case="EHC-2", learning_difficulty="severe")]
    path = write_rows(tmp_path / "p.csv", rows)
    said = "A severe learning difficulty seldom goes with work beyond Year 1."
    unusual, usual = lines_of(book, path)
    assert (unusual.unusual, usual.unusual) == ((said,), ())
    assert [one["unusual"] for one in reviewed(book, path, tmp_path / "r.csv")] == [said, ""]
    service.write_review(service.Review(book, path, Asked(), ON), tmp_path / "r.xlsx", lambda: None)
    header, *cells = openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[0].iter_rows(values_only=True)
    assert [one[header.index("unusual")] or "" for one in cells] == [said, ""]
    for one, times in ((unusual, 1), (usual, 0)):
        screen = " ".join(line.text.strip() for line in placement_screen(one))
        for told in (screen, placement_part(one)):
            assert told.count(said) == told.count(UNUSUAL) == times


@pytest.mark.parametrize(
    ("where", "nearer"),
    [
        ("drumbeat", True),
        ("other_special_school", True),
        ("conisborough", False),
        ("mainstream", False),
        ("independent", None),
        ("further_education", None),
    ],
)
def test_a_base_is_nearer_to_mainstream_than_a_special_school(book: Rulebook, where: str, nearer: bool | None) -> None:
    now, base = nearness(book.rules, where), nearness(book.rules, "deptford_green")
    assert base is not None
    assert (None if now is None else base > now) is nearer


def test_the_end_of_a_range_is_told_in_months(book: Rulebook) -> None:
    reviewer = Reviewer(book, ON)
    assert reviewer.last_year("new_woodlands", "Y9") == "Y11"
    assert reviewer.last_year("watergate", "Y2") == "Y6"
    assert reviewer.last_year("watergate", "Y8") is None


@pytest.mark.parametrize(
    ("since", "meeting", "here"),
    [
        ("2026-06", "2026-05-31", False),
        ("2026-06", "2026-06-01", None),  # the day of the month on which the placement began is not recorded
        ("2026-06", "2026-06-30", None),
        ("2026-06", "2026-07-01", True),
        ("", "2026-07-01", None),
        ("2026-06", "", None),
        ("2026-06", "none", None),
    ],
)
def test_whether_the_last_review_was_in_this_placement(
    since: str, meeting: str, here: bool | None, book: Rulebook, tmp_path: Path
) -> None:
    said = row(placed_since=since, last_review_meeting=meeting, last_review_decision="")
    (found,) = PlacementsFile(write_rows(tmp_path / "p.csv", [said]), "p", book.rules, ON).rows()
    assert found.placement is not None
    checker = Checker(book, book.settings(), ())
    situation, _ = checker.situate(found.placement.profile)
    assert Reviewer(book, ON).under_review(found.placement, situation).reviewed_here is here


def test_the_end_of_a_range_is_told_only_where_place_and_year_are_known(book: Rulebook, tmp_path: Path) -> None:
    rows = [
        row(year_group="Y10; Y11"),
        row(case="EHC-2", current_provision="new_woodlands; watergate"),
        row(case="EHC-3", current_provision="mainstream"),
        row(case="EHC-4", year_group=""),
    ]
    assert [line.last_year for line in lines_of(book, write_rows(tmp_path / "p.csv", rows))] == [None] * 4


def test_a_range_that_ends_is_a_finding_with_its_months(book: Rulebook, tmp_path: Path) -> None:
    rows = [row(case=f"EHC-{place}", year_group=year) for place, year in enumerate(("Y9", "Y10", "Y11"), 1)]
    found = lines_of(book, write_rows(tmp_path / "p.csv", rows))
    assert [(line.last_year, line.months_left) for line in found] == [("Y11", 33), ("Y11", 21), ("Y11", 9)]
    texts = [next((one.text for one in line.findings if one.id == "range_ends"), None) for line in found]
    assert texts[0] is None
    assert [str(text).rsplit(": ", 1)[1] for text in texts[1:]] == ["21.", "9."]
    assert RangeEnds.THIS_SCHOOL_YEAR != RangeEnds.NEXT_SCHOOL_YEAR


def test_where_a_child_is_takes_part_though_its_criteria_are_in_doubt(book: Rulebook, tmp_path: Path) -> None:
    rows = [row(current_provision="rushey_green", year_group="Y3"), row(case="EHC-2", year_group="Y3")]
    there, elsewhere = lines_of(book, write_rows(tmp_path / "p.csv", rows))
    assert there.stays is not None
    assert "rushey_green" not in {one.id for one in (*elsewhere.others, *elsewhere.nearer_to_mainstream)}


# --- files -----------------------------------------------------------------------------------------------------------


def test_permuting_splitting_and_running_twice_change_nothing(book: Rulebook, cohort: Path, tmp_path: Path) -> None:
    once = reviewed(book, cohort, tmp_path / "once.csv")
    assert reviewed(book, tmp_path / "once.csv", tmp_path / "twice.csv") == once
    assert (tmp_path / "once.csv").read_bytes() == (tmp_path / "twice.csv").read_bytes()
    rows = rows_of(cohort)
    assert [one["case"] for one in once] == [one["case"] for one in rows]
    shuffled = random.Random(1).sample(rows, len(rows))
    again = reviewed(book, write_rows(tmp_path / "shuffled.csv", shuffled), tmp_path / "out.csv")
    assert sorted(again, key=lambda one: one["case"]) == once
    parts = [rows[:40], rows[40:41], rows[41:]]
    split = [
        line
        for place, part in enumerate(parts)
        for line in reviewed(book, write_rows(tmp_path / f"part{place}.csv", part), tmp_path / f"out{place}.csv")
    ]
    assert split == once


def test_a_workbook_and_a_csv_of_one_result_are_read_again_alike(book: Rulebook, cohort: Path, tmp_path: Path) -> None:
    reviewed(book, cohort, tmp_path / "a.csv")
    service.write_review(service.Review(book, cohort, Asked(), ON), tmp_path / "a.xlsx", lambda: None)
    assert reviewed(book, tmp_path / "a.xlsx", tmp_path / "b.csv") == rows_of(tmp_path / "a.csv")


def test_what_a_person_decided_is_carried_through_and_never_written(book: Rulebook, tmp_path: Path) -> None:
    texts = ["- as agreed", "=1+1", "no change; see the notes", ""]
    rows = [
        row(case=f"EHC-{place}", decision=text, reason=text, role="officer" * bool(text))
        for place, text in enumerate(texts)
    ]
    first = write_rows(tmp_path / "p.csv", rows)
    for name in ("a.csv", "b.xlsx", "c.csv"):
        out = tmp_path / name
        service.write_review(service.Review(book, first, Asked(), ON), out, lambda: None)
        first = out
    lines = lines_of(book, first)
    assert [line.decision for line in lines] == texts
    assert [line.role for line in lines] == ["officer", "officer", "officer", ""]


def test_data_and_page_say_the_same_as_the_rows(book: Rulebook, cohort: Path, tmp_path: Path) -> None:
    once = reviewed(book, cohort, tmp_path / "a.csv")
    for name in ("a.json", "a.html"):
        service.write_review(service.Review(book, cohort, Asked(), ON), tmp_path / name, lambda: None)
    data = json.loads((tmp_path / "a.json").read_text("utf-8"))
    page = (tmp_path / "a.html").read_text("utf-8")
    assert [one["case"] for one in data["placements"]] == [one["case"] for one in once]
    assert data["summary"]["heading"] == "Placements to talk about at review"
    assert data["summary"]["invented"].startswith("invented: follows published counts")
    assert page.count("<article") == len(once)
    assert "<script" not in page
    assert "never by itself a reason to move" in page
    assert page.count("Invented: ") == 3
    for line in data["placements"]:
        for finding in line["findings"]:
            assert finding["basis"] in ("statute", "code", "local", "answers")
            assert finding["source"]["title"]
    for word in ("£", "cost", "saving", "cheaper"):
        assert word not in page.replace("discost", "").lower().split()


# --- the summary -----------------------------------------------------------------------------------------------------


def test_what_the_summary_shows_is_what_there_is_and_no_small_count(book: Rulebook, cohort: Path) -> None:
    report = service.review_report(service.Review(book, cohort, Asked(), ON), lambda _: None, lambda: None)
    summary, lines = report.summary, report.placements
    assert summary.placements == SIZE
    where = Counter(line.where or "not_known" for line in lines)
    assert sum(one.placements for one in summary.rows) == SIZE
    for one in summary.rows:
        assert one.placements == sum(where[id] for id in one.ids)
    for column in summary.columns:
        having = [line for line in lines if _has(line, column.id)]
        assert column.total in (None, len(having))
        for cells, cell in zip(summary.rows, column.cells, strict=True):
            count = sum((line.where or "not_known") in cells.ids for line in having)
            assert cell in (None, count)
            assert cell is None or not 0 < cell < 5
            assert cell is None or not 0 < cells.placements - cell < 5
    counted = {rule.id for rule in book.rules.casework.rules if rule.counted}
    assert [column.id for column in summary.columns][1:] == [
        rule.id for rule in book.rules.casework.rules if rule.counted
    ]
    assert len(counted) > 8
    groups = Counter((line.years, line.needs, line.where) for line in lines)
    assert summary.unique in (None, sum(number == 1 for number in groups.values()))
    assert any(column.total is not None for column in summary.columns)


def test_single_counts_are_those_of_the_placements(book: Rulebook, tmp_path: Path) -> None:
    """Forty placements to which something is open, and twenty with a need that nothing is published for."""
    closed = {
        "year_group": "Y7",
        "primary_need": "VI",
        "learning_difficulty": "none",
        "current_provision": "independent",
    }
    rows = [row(case=f"EHC-{place}", **(closed if place < 20 else {})) for place in range(60)]
    for place, one in enumerate(rows):
        one["year_group"] = one["year_group"] if place < 20 else f"Y{7 + place % 4}"
    path = write_rows(tmp_path / "p.csv", rows)
    report = service.review_report(service.Review(book, path, Asked(), ON), lambda _: None, lambda: None)
    summary, lines = report.summary, report.placements
    nothing = [
        line for line in lines if not line.others and not line.nearer_to_mainstream and line.where == "independent"
    ]
    assert summary.nothing_open == len(nothing) == 20
    assert (summary.independent, summary.not_ruled_out) == (20, ())
    assert summary.only_discretion in (0, 20)
    groups = Counter((line.years, line.needs, line.where) for line in lines)
    assert summary.unique == sum(number == 1 for number in groups.values()) == 0


def test_of_few_independent_placements_it_is_not_told_what_they_may_meet(book: Rulebook, tmp_path: Path) -> None:
    """Greenvale is for any learning difficulty from Year 7 on: of three that is not told, of six it is."""
    for few, told in ((3, None), (6, 6)):
        rows = [row(case=f"EHC-{place}", current_provision="independent", primary_need="VI") for place in range(20)]
        for place, one in enumerate(rows):
            one["learning_difficulty"] = "severe" if place < few else "none"
        path = write_rows(tmp_path / "p.csv", rows)
        summary = service.review_report(service.Review(book, path, Asked(), ON), lambda _: None, lambda: None).summary
        assert summary.independent == 20
        counts = {one.provisions: one.placements for one in summary.not_ruled_out}
        assert counts["greenvale",] == told


def test_a_certain_overlap_is_of_placements_that_surely_meet_both(tmp_path: Path) -> None:
    shutil.copytree(TOP / "rules", tmp_path / "rules")
    for name in ("one", "two"):
        text = NEW_SCHOOL.replace("new_school", f"new_{name}").replace("New School", f"New {name.title()}")
        (tmp_path / f"rules/lewisham/special_schools/new_{name}.yaml").write_text(text, encoding="utf-8")
    book = service.open_rules(tmp_path / "rules/lewisham", ON)
    hearing = [row(case=f"EHC-{place}", primary_need="HI", additional_needs="", year_group="Y7") for place in range(7)]
    doubt = [row(case=f"EHC-1{place}", primary_need="HI; VI", additional_needs="") for place in range(9)]
    path = write_rows(tmp_path / "p.csv", hearing + doubt)
    summary = service.review_report(service.Review(book, path, Asked(), ON), lambda _: None, lambda: None).summary
    assert [(one.provisions, one.placements) for one in summary.overlaps] == [(("new_one", "new_two"), 7)]


def _has(line: PlacementLine, id: str) -> bool:
    if id == "phase_transfer_next_september":
        return any(one.step in ("phase_transfer", "secondary_to_post_16") for one in line.deadlines)
    return id in {one.id for one in line.findings}


def test_a_cohort_that_is_too_small_shows_no_count(book: Rulebook, tmp_path: Path) -> None:
    rows = [row(case=f"EHC-{place}") for place in range(3)]
    report = service.review_report(
        service.Review(book, write_rows(tmp_path / "p.csv", rows), Asked(), ON), lambda _: None, lambda: None
    )
    summary = report.summary
    assert (summary.placements, summary.rows, summary.unique, summary.nothing_open) == (None, (), None, None)
    assert all(column.total is None and column.cells == () for column in summary.columns)


# --- the command -----------------------------------------------------------------------------------------------------


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "admissions", "review", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(TOP)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_rejected_rows_stand_beside_the_result_and_end_with_2(tmp_path: Path) -> None:
    rows = [row(), row(case="EHC-2", year_group="Quixote"), row(case="EHC-3", plan_made="2026-02-30")]
    write_rows(tmp_path / "p.csv", rows)
    done = run("p.csv", "--on", "2026-11-23", "--out", "r.csv", cwd=tmp_path)
    assert done.returncode == 2
    assert "2 of 3 rows were rejected" in done.stderr
    assert [one["case"] for one in rows_of(tmp_path / "r.csv")] == ["EHC-1"]
    rejected = rows_of(tmp_path / "rejected.csv")
    assert [(one["row"], one["column"]) for one in rejected] == [("3", "year_group"), ("4", "plan_made")]
    assert all(one["reason"] and one["remedy"] for one in rejected)
    assert "Quixote" not in done.stdout + done.stderr + (tmp_path / "rejected.csv").read_text("utf-8-sig")
    write_rows(tmp_path / "p.csv", rows[:1])
    assert run("p.csv", "--on", "2026-11-23", "--out", "r.csv", cwd=tmp_path).returncode == 2  # decisions may be in it
    assert run("p.csv", "--on", "2026-11-23", "--out", "s.csv", cwd=tmp_path).returncode == 0
    assert sorted(one.name for one in tmp_path.iterdir()) == ["p.csv", "r.csv", "s.csv"]


def test_a_child_that_cannot_be_is_a_rejected_row(tmp_path: Path) -> None:
    rows = [row(additional_needs="ASD"), row(case="EHC-2")]
    write_rows(tmp_path / "p.csv", rows)
    done = run("p.csv", "--on", "2026-11-23", "--json", cwd=tmp_path)
    assert done.returncode == 2
    assert "1 of 2 rows were rejected" in done.stderr
    assert "p.csv:2" in done.stderr
    assert [one["case"] for one in json.loads(done.stdout)["placements"]] == ["EHC-2"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name exactly one"),
        (("p.csv", "--template", "t.csv"), "name exactly one"),
        (("p.csv", "--on", "yesterday"), "--on: this is not a date"),
        (("p.csv", "--out", "r.pdf"), "let its name end in"),
        (("p.csv", "--out", "no/r.csv"), "this file cannot be written"),
        (("absent.csv",), "this cannot be read"),
        (("--template", "t.pdf"), "let its name end in .csv or .xlsx"),
        (("--template", "p.csv"), "nothing is written over"),
        (("p.csv", "--out", "p.csv"), "the result would take the place of the placements that are read"),
        (("p.csv", "--out", "rejected.csv"), "the rows that are rejected go to a file of this name"),
        (("--sheet", "case.yaml", "--provision", "drumbeat", "--on", "9999-12-31"), "this is after 2199"),
        (("--sheet", "case.yaml"), "which provision is consulted"),
        (("--sheet", "case.yaml", "--provision", "drumbet"), "did you mean `drumbeat`?"),
        (("p.csv", "--assume", "nothing=x"), "an assumption to fix is not known"),
    ],
)
def test_a_command_that_cannot_be_says_so_in_a_sentence(arguments: Sequence[str], said: str, tmp_path: Path) -> None:
    write_rows(tmp_path / "p.csv", [row()])
    (tmp_path / "case.yaml").write_text("year_group: Y7\n", encoding="utf-8")
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(one.name for one in tmp_path.iterdir()) == ["case.yaml", "p.csv"]


def test_a_result_is_whole_or_absent_whenever_a_run_is_killed(cohort: Path, tmp_path: Path) -> None:
    rng, whole = random.Random(3), None
    complete = 0
    for _ in range(8):
        out = tmp_path / "r.csv"
        out.unlink(missing_ok=True)
        running = subprocess.Popen(
            [sys.executable, "-m", "admissions", "review", str(cohort), "--on", "2026-11-23", "--out", str(out)],
            cwd=TOP,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(rng.uniform(0.2, 3.0))
        running.send_signal(rng.choice((signal.SIGKILL, signal.SIGINT)))
        running.wait()
        if out.exists():
            complete += 1
            whole = whole or out.read_bytes()
            assert out.read_bytes() == whole
            assert len(rows_of(out)) == SIZE
    done = run(str(cohort), "--on", "2026-11-23", "--out", str(tmp_path / "r.csv"), cwd=TOP)
    assert done.returncode == 0
    assert {one.name for one in tmp_path.iterdir()} == {"r.csv"}
    assert whole in (None, (tmp_path / "r.csv").read_bytes())


def test_placements_that_are_reviewed_one_after_another_do_not_touch(book: Rulebook, cohort: Path) -> None:
    lines = lines_of(book, cohort)
    again: list[PlacementLine] = []
    desk = service.Review(book, cohort, Asked(), ON)
    placements: Iterable[tuple[Placement, PlacementLine] | None] = desk.lines(lambda _: None)
    again = [found[1] for found in placements if found is not None]
    assert again == lines
