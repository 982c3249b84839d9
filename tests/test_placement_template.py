"""An empty placements file: filled in as it asks for it is read, and so is each value that it offers to choose."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl

from admissions.model.conditions import OneOf
from admissions.model.needs import Kind
from admissions.questions.rulebook import Rulebook
from admissions.text.placements import PlacementRow, PlacementsFile
from tests.bad.command import run

ON = dt.date(2026, 11, 23)


def read_back(
    book: Rulebook, path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]
) -> list[PlacementRow]:
    """These rows as they are read out of a file."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)
    return [*PlacementsFile(path, path.name, book.rules, ON).rows()]


def test_a_template_can_be_filled_in(tmp_path: Path, book: Rulebook) -> None:
    for name in ("t.csv", "t.xlsx"):
        assert run("review", "--template", str(tmp_path / name)).code == 0
    header = next(csv.reader((tmp_path / "t.csv").read_text("utf-8-sig").splitlines()))
    assert {"case", "year_group", "placed_since", "plan_made", "tribunal_order", "decision"} <= {*header}
    row = {"case": "EHC-000001", "year_group": "Y7", "primary_need": "ASD", "placed_since": "2024-09"}
    (found,) = read_back(book, tmp_path / "p.csv", header, [row])
    assert found.placement is not None


def test_whatever_a_template_offers_to_choose_is_read_as_that_value(tmp_path: Path, book: Rulebook) -> None:
    assert run("review", "--template", str(tmp_path / "t.xlsx")).code == 0
    template = openpyxl.load_workbook(tmp_path / "t.xlsx")
    sheet, lists = template["placements"], template["lists"]
    assert lists.sheet_state == "hidden"
    offered: dict[str, list[str]] = {}
    for one in sheet.data_validations.dataValidation:
        assert not one.showErrorMessage  # several values, a level on a scale and an id may be written too
        (column,) = {place.min_col for place in one.sqref.ranges}
        cells = lists[one.formula1.removeprefix("lists!")]
        offered[str(sheet.cell(1, column).value)] = [str(cell.value) for (cell,) in cells]
    assert {"year_group", "working_level", "mental_health_issues", "wish_to_stay"} <= {*offered}
    assert "additional_needs" not in offered
    rows = [(column, place, label) for column, labels in offered.items() for place, label in enumerate(labels)]
    filled = ({"case": f"EHC-{number:06}", column: label} for number, (column, _, label) in enumerate(rows))
    read = read_back(book, tmp_path / "p.csv", ["case", *offered], filled)
    for (column, place, _), row in zip(rows, read, strict=True):
        assert row.placement is not None, row.problems
        if column in ("settled_placement", "wish_to_stay", "tribunal_order"):
            assert "yes" in row.placement.cells[column] or "no" in row.placement.cells[column]
            continue
        need, (entry,) = book.rules.needs[column], row.placement.profile.entries
        value = ("yes", "no")[place] if need.kind is Kind.FLAG else need.ids[place]
        assert entry.condition == OneOf(column, (value,))
        assert len(offered[column]) == (2 if need.kind is Kind.FLAG else len(need.values))
