"""Rules as at a date: older versions of the real provisions, words with dates, and what is checked of all of them."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from pathlib import Path

import pytest

from admissions import service
from admissions.errors import Refused
from admissions.text.checking import shaped
from admissions.text.dating import evidence_of
from admissions.text.provision_shapes import InForceShape
from admissions.text.tree import read_text
from tests.bad.command import CASES, ROOT, run

BAD = ROOT / "tests" / "bad"
ON = dt.date(2026, 11, 24)

# --- the real provisions ---------------------------------------------------------------------------------------------


def outcomes(provision: str, day: str, profile: str) -> list[str] | str:
    """What can come out for a provision as at a day, or why that is not known."""
    said = run("check", "-", "--as-at", day, "--unverified", "--json", typed=profile.encode())
    assert (said.code, said.err) == (0, ""), said.err
    data = json.loads(said.out)
    found = {one["id"]: one["outcomes"] for one in data["provisions"]}
    return found.get(provision) or next(one["why"] for one in data["left_out"] if one["id"] == provision)


@pytest.mark.parametrize(
    ("day", "year", "expected"),
    [
        ("2017-11-30", "Y9", "not known as at 2017-11-30: the first evidence is of 2017-12-01"),
        ("2017-12-01", "Y9", ["not_ruled_out"]),
        ("2017-12-31", "Y10", ["does_not_meet"]),
        (
            "2018-01-01",
            "Y9",
            "not known as at 2018-01-01: there is evidence up to 2017-12-31 and from 2026-11-23 on",
        ),
        ("2026-11-23", "Y10", ["not_ruled_out"]),
    ],
)
def test_new_woodlands_before_it_took_years_10_and_11(day: str, year: str, expected: list[str] | str) -> None:
    """Of December 2017 an article says so; from when the school took older pupils is not known."""
    profile = f"{{year_group: {year}, primary_need: SEMH, ehc_plan: final, exceptional_year_group: no}}"
    assert outcomes("new_woodlands", day, profile) == expected


@pytest.mark.parametrize(
    ("day", "need", "expected"),
    [
        ("2019-09-29", "SPLD", "not known as at 2019-09-29: the first evidence is of 2019-09-30"),
        ("2019-09-30", "SPLD", ["not_ruled_out"]),
        ("2019-09-30", "ASD", ["does_not_meet"]),
        (
            "2019-10-01",
            "ASD",
            "not known as at 2019-10-01: there is evidence up to 2019-09-30 and from 2026-11-23 on",
        ),
        ("2026-11-23", "SPLD", ["does_not_meet"]),
    ],
)
def test_deptford_green_while_it_was_a_base_for_dyslexia(day: str, need: str, expected: list[str] | str) -> None:
    """Until October 2019, by the council's notice, which has no date; so the last day is all that is known."""
    profile = f"{{year_group: Y8, primary_need: {need}, ehc_plan: final}}"
    assert outcomes("deptford_green", day, profile) == expected


@pytest.mark.parametrize("day", ["2014-09-01", "2019-12-31", "2026-11-22"])
def test_drumbeats_older_page_has_no_date_so_it_is_in_force_on_no_day(day: str) -> None:
    profile = "{year_group: Y1, primary_need: ASD}"
    assert outcomes("drumbeat", day, profile) == f"not known as at {day}: the first evidence is of 2026-11-23"


def shown(provision: str, day: str) -> dict[str, object]:
    """`rules show` as at a day, as data."""
    return json.loads(run("rules", "show", provision, "--as-at", day, "--json").out)  # type: ignore[no-any-return]


def test_rules_show_has_every_version_with_its_dates() -> None:
    said = re.sub(r"\s+", " ", run("rules", "show", "drumbeat", "--as-at", "2026-11-24").out)
    older = "Another version of the criteria: of no day is it known that it was in force; Drumbeat School, admissions"
    assert f"{older} (older page), read 2026-11-24" in said
    one, two = shown("deptford_green", "2019-09-30")["versions"]  # type: ignore[misc]
    assert (one["in_force"], two["in_force"]) == (False, True)
    assert (two["starts"], two["ends"], two["seen"], two["text"]) == ("unknown", "2019-10", [], "until 2019-10")
    one, two = shown("new_woodlands", "2026-11-24")["versions"]  # type: ignore[misc]
    assert (one["in_force"], two["in_force"]) == (True, False)
    assert two["text"] == "seen 2017-12, ended on a day that is not known"


@pytest.mark.parametrize(
    ("provision", "day", "now", "other"),
    [
        ("deptford_green", "2019-09-30", [14], [20]),
        ("deptford_green", "2026-11-24", [20], [14]),
        ("drumbeat", "2026-11-24", [203], [171]),
        ("new_woodlands", "2017-12-31", [], [112]),
    ],
)
def test_rules_show_tells_which_number_of_places_holds(
    provision: str, day: str, now: list[int], other: list[int]
) -> None:
    """A number without a date holds from the day on which its source was read."""
    places: list[dict[str, object]] = shown(provision, day)["places"]  # type: ignore[assignment]
    assert [one["number"] for one in places if one["holds"]] == now
    assert [one["number"] for one in places if not one["holds"]] == other
    printed = re.sub(r"\s+", " ", run("rules", "show", provision, "--as-at", day).out)
    head, _, rest = printed.partition("At other dates: ")
    assert all(f"{number} places" in head for number in now)
    assert all(f"{number} places" in rest for number in other)


# --- a small rule set ------------------------------------------------------------------------------------------------

HILL = (BAD / "whole" / "council" / "hill.yaml").read_text(encoding="utf-8")
FORCE = '{from: unknown, seen: ["2026-11-24"]}'
OLDER = """\
  - in_force: %s
    status: published
    source: page
    criteria:
      - {id: old, wording: Words., source: page, must: %s}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small rule set that may be changed."""
    shutil.copytree(BAD / "whole", tmp_path, dirs_exist_ok=True)
    return tmp_path / "council"


def put(folder: Path, name: str, old: str, new: str) -> None:
    """Changes one file; the old text is there."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(folder: Path, on: dt.date = ON) -> list[str]:
    """What `rules check` says, but for notes."""
    return [str(problem) for problem in service.rules_problems(folder, on)[1] if problem.severity == "error"]


def test_a_base_that_has_closed_is_there_before_and_not_after(folder: Path) -> None:
    """Before its evidence it is not known; after its end it takes no part, and says so where it is asked about."""
    put(folder, "vale.yaml", FORCE, '{from: unknown, until: "2021-09", seen: ["2020-03-02"]}')
    put(folder, "hill.yaml", FORCE, '{from: "2000-01", seen: []}')
    for day, known in (("2020-03-01", None), ("2020-03-02", True), ("2021-08-31", True), ("2021-09-01", False)):
        rules = service.open_rules(folder, dt.date.fromisoformat(day)).rules
        assert ("vale" in rules.by_id) is (known is True), day
        assert [one.id for one in rules.ended] == (["vale"] if known is False else [])
        assert ("vale" in {one.id for one in rules.not_known}) is (known is None)
    said = run("rules", "show", "vale", "--rules", str(folder), "--as-at", "2021-09-01")
    assert (said.code, said.err) == (2, "`vale` is not there as at 2021-09-01; it ended by 2021-09-01\n")
    asked = ("--rules", str(folder), "--as-at", "2021-09-01", "--provision", "vale")
    said = run("check", "-", *asked, typed=b"year_group: Y1")
    assert said.code == 2
    assert "it ended by 2021-09-01" in said.err


def test_each_version_has_a_content_hash_of_its_own(folder: Path) -> None:
    """A change of one changes its own hash alone."""

    def hashes() -> list[str]:
        return [one.hash for one in service.open_rules(folder, ON).rules.by_id["hill"].versions]

    older = OLDER % ('{from: "2020-01", until: "2021-01", seen: []}', "{primary_need: ASD}")
    put(folder, "hill.yaml", HILL, HILL + older)
    first = hashes()
    put(folder, "hill.yaml", "{id: old, wording: Words.", "{id: old, wording: Other words.")
    second = hashes()
    assert (first[0] == second[0], first[1] == second[1]) == (True, False)
    put(folder, "hill.yaml", "All children have a plan.", "Every child has a plan.")
    assert (hashes()[0] == second[0], hashes()[1] == second[1]) == (False, True)


@pytest.mark.parametrize(
    "force",
    [
        '{from: "2020-01", until: "2021-01", seen: []}',
        '{from: unknown, until: unknown, seen: ["2018-05"]}',
        "{from: unknown, until: unknown, seen: []}",
    ],
)
def test_rules_check_tells_the_problems_of_every_version(force: str, folder: Path) -> None:
    """Once each, also of one of which no day is known; a check as at a later day is not held up by them."""
    put(folder, "hill.yaml", HILL, HILL + OLDER % (force, "{primry_need: ASD}"))
    assert problems(folder) == ["council/hill.yaml:28:57: unknown field `primry_need`; did you mean `primary_need`?"]
    assert service.open_rules(folder, ON).rules.by_id["hill"]


def test_rules_check_judges_older_versions_too(folder: Path) -> None:
    older = OLDER % ('{from: "2020-01", until: "2021-01", seen: []}', "never")
    put(folder, "hill.yaml", HILL, HILL + older)
    said = problems(folder)
    assert (
        "council/hill.yaml:28:14: criterion `old` can never be met; check its values against what is possible" in said
    )


@pytest.mark.parametrize(
    ("force", "said"),
    [
        (
            '{from: "2026-01", seen: []}',
            "24:15: another version is in force too, on 2026-11-24; "
            "let the older one end: `until:` with a date, or `unknown`",
        ),
        ('{from: "2021-01", until: "2020-01", seen: []}', "24:40: this version ends before it is in force"),
        (
            '{from: "2020-01", until: "2021-01", seen: ["2021-01-01"]}',
            "24:57: this version was seen on a day on which it had ended",
        ),
        ("{from: unknown, seen: []}", "24:37: no day is known on which this version is in force"),
    ],
)
def test_dates_of_versions_that_cannot_be_have_a_place_and_a_remedy(force: str, said: str, folder: Path) -> None:
    put(folder, "hill.yaml", HILL, HILL + OLDER % (force, "{primary_need: ASD}"))
    (problem,) = problems(folder)
    assert problem.startswith(f"council/hill.yaml:{said}")


def test_words_of_a_version_are_read_as_at_its_day(folder: Path) -> None:
    """A need that was recorded until 2021 is known to the version of its time, and to no later one."""
    needs = folder.parent / "shared" / "needs.yaml"
    text = needs.read_text(encoding="utf-8")
    last = "      - {id: SLD, label: severe learning difficulty}\n"
    needs.write_text(
        text.replace(last, f'{last}      - {{id: EBD, label: behaviour, until: "2021-01"}}\n'), encoding="utf-8"
    )
    put(folder, "authority.yaml", "population: council\n", "")  # counts of another year than that of the need
    older = OLDER % ('{from: "2020-01", until: "2021-01", seen: []}', "{primary_need: EBD}")
    put(folder, "hill.yaml", HILL, HILL + older)
    assert problems(folder) == []
    assert "EBD" in service.open_rules(folder, dt.date(2020, 12, 31)).rules.needs["primary_need"].ids
    assert "EBD" not in service.open_rules(folder, ON).rules.needs["primary_need"].ids
    put(folder, "hill.yaml", 'until: "2021-01", seen', 'until: "2021-02", seen')
    (problem,) = problems(folder)
    assert problem.startswith("council/hill.yaml:28:71: ")
    assert "`EBD`" in problem


NEW_FIELD = '  - {id: travels, kind: flag, label: travel, yes: alone, no: not alone, from: "2026-01"}\n'


NEW_SCALE = """\
  - id: rungs
    label: rungs
    from: "2025-01"
    rows:
      - {term: One, label: one, span: {at_least: p8, at_most: p8}, source: table, until: "2026-01"}
      - {term: One, label: one, span: {at_least: p8, at_most: y1}, source: table, from: "2026-01"}
"""


def test_fields_terms_scales_and_assumptions_have_dates(folder: Path) -> None:
    """Each is there on its days and on no other; one id may stand twice where the days are apart."""
    shared = folder.parent / "shared"
    put(shared, "needs.yaml", "fields:\n", f"fields:\n{NEW_FIELD}")
    scales = shared / "crosswalk.yaml"
    scales.write_text(scales.read_text(encoding="utf-8") + NEW_SCALE, encoding="utf-8")
    entry = """\
  - {id: passing, question: Which?, values: [{id: one, label: one}, {id: two, label: two}],
     default: one, why: No one says., until: "2026-01"}
"""
    path = folder / "assumptions.yaml"
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + entry, encoding="utf-8")
    assert problems(folder) == []
    then, now = (service.open_rules(folder, day).rules for day in (dt.date(2025, 12, 31), ON))
    assert ("travels" in then.needs.by_id, "travels" in now.needs.by_id) == (False, True)
    assert ("passing" in then.assumption, "passing" in now.assumption) == (True, False)
    spans = [one.scale["rungs"].by_term["One"].spans[0][1] for one in (then, now)]
    assert spans == [("p8", "p8"), ("p8", "y1")]
    assert "rungs" not in service.open_rules(folder, dt.date(2024, 12, 31)).rules.scale


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("../shared/needs.yaml", "fields:\n", "fields:\n" + NEW_FIELD.replace("}", ', until: "2025-01"}')),
        (
            "hill.yaml",
            "versions:\n",
            'places: [{number: 9, source: page, from: "2026-01", until: "2025-01"}]\nversions:\n',
        ),
    ],
)
def test_what_ends_before_it_starts_is_refused_at_its_place(file: str, old: str, new: str, folder: Path) -> None:
    put(folder, file, old, new)
    (problem,) = problems(folder)
    assert re.match(
        r"(shared/needs|council/hill)\.yaml:\d+:\d+: this ends before it is in force; check `from:`", problem
    )


def test_a_refused_date_is_a_problem_and_no_traceback(folder: Path) -> None:
    put(folder, "../shared/needs.yaml", "fields:\n", "fields:\n" + NEW_FIELD.replace("2026-01", "2026-13"))
    with pytest.raises(Refused) as refused:
        service.open_rules(folder, ON)
    (problem,) = refused.value.problems
    assert str(problem).endswith("`from` is not a date; a date is written 2026-11-23, a month 2026-11")


def test_a_case_is_not_held_up_by_rules_of_another_day() -> None:
    assert service.rules_problems(None, ON)[0] is not None
    assert run("check", str(CASES / "y7_autism_year_3.yaml"), "--as-at", "2017-12-15").code == 0


def table_of_dates() -> list[tuple[str, str]]:
    """The rows of the table of dates that the language page shows."""
    page = (ROOT / "docs" / "language.md").read_text(encoding="utf-8").split("### Dates")[1].split("\n## ")[0]
    return re.findall(r"(?m)^\| `(\{[^`]*\})` \| (.*?) \|$", page)


def test_the_table_of_dates_is_true() -> None:
    """Each row, by the first and the last day of the version."""
    expected = [
        ("2020-09-01", None),
        ("2026-11-24", None),
        ("2017-05-02", "2019-10-01"),
        ("2019-09-30", "2019-10-01"),
        ("2017-12-01", "2018-01-01"),
        None,
    ]
    rows = table_of_dates()
    assert len(rows) == len(expected)
    for (force, _), days in zip(rows, expected, strict=True):
        held = evidence_of(shaped(InForceShape, read_text(force, "language.md")))
        found = held and (str(held.start), str(held.end) if held.end else None)
        assert found == days
