"""The command that judges aims, and what it refuses at its place."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from admissions.errors import Refused
from admissions.service import Asked, aims, open_rules
from tests.bad.command import AS_AT, ROOT, run
from tests.questions.test_real_changes import altered


def test_the_command_ends_with_1_where_an_aim_is_not_held_and_0_where_all_are(tmp_path: Path) -> None:
    said = run("aims", *AS_AT)
    assert (said.code, said.err) == (1, "")
    assert "3 of 7 aims are held, 4 are not." in said.out
    text = (ROOT / "rules/lewisham/aims.yaml").read_text(encoding="utf-8")
    start, end = text.index("  - id: special_schools_apart"), text.index("  - id: no_certain_overlap")
    rest = text[text.index("  - id: autism_at_secondary_entry") : text.index("  - id: protected_characteristics")]
    review = text[text.index("  - id: equality_review") :]
    folder = altered(tmp_path, *(("lewisham/aims.yaml", part, "") for part in (text[start:end], rest, review)))
    said = run("aims", "--rules", str(folder), *AS_AT)
    assert (said.code, said.err) == (0, "")
    assert "3 of 3 aims are held." in said.out


def test_a_rule_set_without_aims_says_so(tmp_path: Path) -> None:
    folder = altered(tmp_path)
    (folder / "aims.yaml").unlink()
    said = run("aims", "--rules", str(folder), *AS_AT)
    assert (said.code, said.err) == (0, "")
    assert "No aim is stated" in said.out


def test_an_aim_that_looks_back_to_a_day_of_no_evidence_or_ahead_is_not_called_held(tmp_path: Path) -> None:
    for day in ("2016-01-01", "2030-01-01"):
        folder = altered(tmp_path / day, ("lewisham/aims.yaml", '{at: "2026-11-24",', f'{{at: "{day}",'))
        report = aims(open_rules(folder, dt.date(2026, 11, 24)), Asked(), folder)
        (line,) = (one for one in report.aims if one.id == "no_more_overlap")
        assert line.held is None
        assert "Brent Knoll School" in line.too_little_known


@pytest.mark.parametrize(
    "command",
    [
        ("gaps",),
        ("ladder", "--year", "Y7", "--need", "ASD"),
        ("pathways",),
        ("repairs", "brent_knoll", "drumbeat"),
        ("aims",),
        ("report", "--out", "new"),
    ],
)
def test_a_context_that_no_child_can_be_in_is_refused_at_its_place(command: tuple[str, ...], tmp_path: Path) -> None:
    nobody = "who: {all: [{year_group: Y1}, {year_group: Y2}]}"
    folder = altered(tmp_path, ("lewisham/aims.yaml", "who: {ehc_plan: [draft, final]}", nobody))
    said = run(*command, "--rules", str(folder), *AS_AT)
    assert (said.code, said.out) == (2, "")
    (line,) = said.lines
    assert line.startswith("lewisham/aims.yaml:")
    assert line.endswith("no child can be in this context; check `who`")


def test_an_aim_about_no_child_is_refused_at_its_place(tmp_path: Path) -> None:
    where = ("where: {year_group: Y7, primary_need: ASD}", "where: {year_group: N1, key_stage: KS5}")
    folder = altered(tmp_path, ("lewisham/aims.yaml", *where))
    said = run("aims", "--rules", str(folder), *AS_AT)
    assert (said.code, said.out) == (2, "")
    assert re.fullmatch(
        r"lewisham/aims\.yaml:\d+:\d+: `autism_at_secondary_entry` is about no child of the context; check `where`",
        said.lines[0],
    )


def test_a_ladder_that_no_child_of_the_context_can_be_on_is_no_empty_one(tmp_path: Path) -> None:
    folder = altered(
        tmp_path, ("lewisham/aims.yaml", "{ehc_plan: [draft, final]}", "{ehc_plan: [draft, final], year_group: Y7}")
    )
    said = run("ladder", "--year", "Y8", "--need", "ASD", "--rules", str(folder), *AS_AT)
    assert (said.code, said.out) == (2, "")
    assert "--year: no child of the context is of this year group and has this need" in said.err
    shown = re.sub(r"\s+", " ", run("aims", "--rules", str(folder), *AS_AT).out)
    assert (
        "Asked of those of whom this holds: the EHC plan is a draft plan or a final plan and the year group is" in shown
    )


SCHOOLS = "apart: {kind: special_school}"
BAD = [
    (
        SCHOOLS,
        "apart: {kind: special_schol}",
        "unknown kind of provision `special_schol`; did you mean `special_school`?",
    ),
    (SCHOOLS, "apart: {provisions: [drumbeet, watergate]}", "unknown provision `drumbeet`; did you mean `drumbeat`?"),
    (SCHOOLS, "apart: {provisions: [drumbeat]}", "one provision is apart from itself; name two, or a kind"),
    (SCHOOLS, "apart: {kind: special_school, provisions: [drumbeat, watergate]}", "named by kind and one by one"),
    (f"    {SCHOOLS}\n", "", "`special_schools_apart` says nothing that it aims at; write exactly one of apart,"),
    (SCHOOLS, "apart: {}\n    review: [behaviour]", "`special_schools_apart` says more than one thing"),
    ("id: no_certain_overlap", "id: special_schools_apart", "two aims are called `special_schools_apart`"),
    ("[primary_to_secondary,", "[primary_to_secundary,", "unknown step `primary_to_secundary`; did you mean `prim"),
    ('at: "2026-11-24"', 'at: "yesterday"', "a date is written 2026-11-23"),
    ("review: [behaviour,", "review: [conduct,", "race"),
    ("source: equality\n    review", "source: law\n    review", "unknown source `law`"),
    ("where: {year_group: Y7,", "where: {year_group: Y77,", "`Y77`"),
    ("who: {ehc_plan: [draft, final]}", "who: {ehc_plam: [draft, final]}", "`ehc_plam`"),
]


@pytest.mark.parametrize(("old", "new", "said"), BAD)
def test_an_aim_that_cannot_be_read_is_refused_at_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = altered(tmp_path, ("lewisham/aims.yaml", old, new))
    with pytest.raises(Refused) as refused:
        open_rules(folder, dt.date(2026, 11, 24))
    (problem,) = refused.value.problems
    assert str(problem).startswith("lewisham/aims.yaml:")
    assert problem.place.line > 0
    assert said in str(problem)
