"""What is due by when, and what a sheet says first, in words that cannot be read the other way round."""

from __future__ import annotations

import datetime as dt
import html
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from admissions import service
from admissions.model.placements import NOT_YET, Event, ReviewDates
from admissions.questions.deadlines import deadlines_of
from admissions.questions.rulebook import Rulebook
from admissions.reports.check_screen import reason
from admissions.reports.placements import deadline_line
from admissions.reports.review_screen import say_deadline
from admissions.reports.sheet_page import sheet_page
from admissions.reports.sheet_screen import sheet_screen
from admissions.words.lists import sentence
from tests.bad.command import ROOT, run

ON = "2026-11-23"


def day(text: str) -> Event:
    """A day, that something has not happened (-), or that it is not known (nothing)."""
    return NOT_YET if text == "-" else dt.date.fromisoformat(text) if text else None


# The plan, the meeting, the decision, the notice and the final plan; the year group; what is said, worked out by hand.
SAID: Sequence[tuple[tuple[str, str, str, str, str], str, tuple[str, ...]]] = [
    (
        ("2025-06-19", "-", "-", "-", ""),
        "Y8",
        (
            "annual review, with the decision on it: OVERDUE, the last day was 18 June 2026, twelve months from the "
            "plan.",
        ),
    ),
    (
        ("2025-11-24", "-", "-", "-", ""),
        "Y8",
        ("annual review, with the decision on it: due TODAY, twelve months from the plan.",),
    ),
    (
        ("2026-02-02", "-", "-", "-", ""),
        "Y8",
        (
            "annual review, with the decision on it: due by 1 February 2027, twelve months from the plan, in the next "
            "three months.",
        ),
    ),
    (
        # Four weeks from the meeting would be 3 December; the twelve months end before.
        ("2025-11-28", "2026-11-05", "-", "-", ""),
        "Y8",
        (
            "annual review, with the decision on it: due by 27 November 2026, twelve months from the plan, in the next "
            "four weeks.",
            "decision after the meeting: due by 27 November 2026, twelve months from the plan, in the next four weeks.",
        ),
    ),
    (
        # Eight weeks from the notice would be 1 January; twelve weeks from the meeting are over before.
        ("2025-01-10", "2026-09-01", "2026-09-20", "2026-11-06", "-"),
        "Y8",
        (
            "annual review, with the decision on it: due by 19 September 2027 (last working day 17 September 2027), "
            "twelve months from the decision after the last review, more than three months away.",
            "final plan: due by 24 November 2026, twelve weeks from the meeting, in the next four weeks.",
        ),
    ),
    (
        # Whether a notice was sent is not known: then a final plan may be due, twelve weeks from the meeting.
        ("2025-01-10", "2026-09-12", "2026-10-10", "", "2025-12-01"),
        "Y8",
        (
            "annual review, with the decision on it: due by 9 October 2027 (last working day 8 October 2027), twelve "
            "months from the decision after the last review, more than three months away.",
            "final plan: due at the latest by 5 December 2026 (last working day 4 December 2026), twelve weeks from "
            "the meeting, whether that is still due cannot be told; not recorded: amendment notice.",
        ),
    ),
    (
        # The same, and the day is over.
        ("2025-01-10", "2026-07-10", "2026-08-01", "", "2025-12-01"),
        "Y8",
        (
            "annual review, with the decision on it: due by 31 July 2027 (last working day 30 July 2027), twelve "
            "months from the decision after the last review, more than three months away.",
            "final plan: the last day was 2 October 2026, twelve weeks from the meeting; whether it was kept cannot "
            "be told; not recorded: amendment notice.",
        ),
    ),
    (
        # Of the last day itself nothing is missing, and so it is told as the day.
        ("2025-01-10", "2026-09-12", "2026-10-10", "2026-10-20", ""),
        "Y6",
        (
            "annual review, with the decision on it: due by 9 October 2027 (last working day 8 October 2027), twelve "
            "months from the decision after the last review, more than three months away.",
            "final plan: due by 5 December 2026 (last working day 4 December 2026), twelve weeks from the meeting, "
            "whether that is still due cannot be told; not recorded: final plan issued.",
            "plan for the transfer between phases: due by 14 February 2027 (last working day 12 February 2027), in the "
            "next three months.",
        ),
    ),
    (
        # No duty: the Code asks for a review to be considered, so nothing of it is overdue.
        ("2026-03-10", "-", "-", "-", ""),
        "N1",
        (
            "annual review, with the decision on it: due by 9 March 2027, twelve months from the plan, more than "
            "three months away.",
            "review of the plan of a child under five: to be considered from 10 June 2026 to 10 September 2026, which "
            "is over.",
        ),
    ),
    (
        ("2026-08-10", "-", "-", "-", ""),
        "R",
        (
            "annual review, with the decision on it: due by 9 August 2027, twelve months from the plan, more than "
            "three months away.",
            "review of the plan of a child under five: to be considered from 10 November 2026 to 10 February 2027, "
            "whether that is still due cannot be told; not recorded: the day of the fifth birthday, which no file "
            "should hold.",
        ),
    ),
    (
        ("2020-01-10", "", "-", "-", "-"),
        "Y8",
        ("annual review, with the decision on it: by when cannot be told; not recorded: last review meeting.",),
    ),
    (
        ("", "", "", "", ""),
        "Y8",
        (
            "annual review, with the decision on it: by when cannot be told; not recorded: last review decision, last "
            "review meeting and plan made.",
        ),
    ),
]


@pytest.mark.parametrize(("dates", "year", "said"), SAID)
def test_what_is_due_is_said_as_worked_out_by_hand(
    dates: tuple[str, str, str, str, str], year: str, said: tuple[str, ...]
) -> None:
    on = dt.date.fromisoformat(ON)
    found = deadlines_of(ReviewDates(*map(day, dates)), (year,), on)
    assert tuple(say_deadline(deadline_line(one, on)) for one in found) == said


def test_a_notice_is_not_awaited_before_there_is_a_decision() -> None:
    on = dt.date.fromisoformat(ON)
    dates = ReviewDates(*map(day, ("2025-01-10", "2026-11-01", "-", "", "-")))
    assert "final_plan" not in [one.step.value for one in deadlines_of(dates, ("Y8",), on)]


def test_a_sheet_does_not_say_that_it_was_sent_or_that_anyone_asked(tmp_path: Path) -> None:
    for case, year in (("y6_autism_at_new_woodlands", "Year 7"), ("y7_autism_start_of_year_3", None)):
        for kind in ("txt", "html"):
            out = tmp_path / f"{case}.{kind}"
            said = run(
                "review", "--sheet", f"cases/{case}.yaml", "--provision", "drumbeat", "--on", ON, "--out", str(out)
            )
            assert (said.code, said.err) == (0, "")
            text = " ".join(out.read_text(encoding="utf-8").split())
            assert "If it is sent on" in text
            assert "Whether anyone asked for this one is not recorded here" in text
            assert (f"they have to be held against {year}" in text) == (year is not None)
            for other in ("Brent Knoll", "Greenvale", "Watergate", "New Woodlands School,", "Athelney"):
                assert other not in text


def test_a_sheet_says_by_when_and_of_each_criterion_its_words_and_what_is_recorded_once(book: Rulebook) -> None:
    """Sent on 27 November 2026 it is to be answered by a Saturday."""
    case = service.open_case(book, str(ROOT / "cases/y6_autism_at_new_woodlands.yaml"), None)
    sheet = service.sheet(book, case, service.Asked("drumbeat"), dt.date(2026, 11, 27))
    criteria = [*(one for ground in sheet.grounds for one in ground.evidence), *sheet.no_ground, *sheet.guidance]
    assert {one.status is None for one in criteria} == {True, False}
    words = Counter(one.wording for one in criteria)  # two criteria may be read from one sentence
    screen = "\n".join(line.text for line in sheet_screen(sheet, 10_000))
    page = html.unescape(sheet_page(sheet))
    for text in (screen, page):
        assert "by 12 December 2026 (last working day 11 December 2026). The authority decides" in text
        for one in criteria:
            assert text.count(one.wording) == words[one.wording]
            assert f"{one.id}: " in text
    for one in criteria:
        if one.status is not None:
            assert f"- {reason(one)}\n" in screen
            assert f"<p>{sentence(reason(one))}</p>" in page


def test_a_reason_may_name_the_day_of_a_meeting_and_no_earlier_day(tmp_path: Path) -> None:
    for said, code in (("agreed at the meeting on 12 November 2026", 0), ("born on 12 November 2015", 2)):
        (tmp_path / "p.csv").write_text(f"case,reason\nEHC-1,{said}\n", encoding="utf-8")
        assert run("review", str(tmp_path / "p.csv"), "--on", ON, "--json").code == code


def test_a_workbook_can_be_filtered_and_its_header_stays_in_sight(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("case,year_group\nEHC-1,Y7\nEHC-2,Y8\n", encoding="utf-8")
    assert run("review", str(tmp_path / "p.csv"), "--on", ON, "--out", str(tmp_path / "r.xlsx")).code == 0
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[0]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet.auto_filter.ref.endswith("3")
    assert sheet.column_dimensions["A"].width > 20
