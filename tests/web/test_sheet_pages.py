"""Draft consultation sheets on pages: the same sheet as the command's, for a check and for a placement of a review."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from admissions import service
from admissions.faces.options import date_of
from admissions.reports.json import as_json
from admissions.reports.sheet_screen import NO_ANSWER
from tests.web.test_pages import Page
from tests.web.test_review_pages import GOOD, send, served, when_done

__all__ = ["served"]

PROFILE = {"one.year_group": "Y7", "one.primary_need": "ASD", "one.working_level": "p_levels:P8"}
CASE = {"profile": {"year_group": "Y7", "primary_need": "ASD", "working_level": {"p_levels": "P8"}}}


def of_command(tmp_path: Path, case: object, provision: str) -> dict[str, object]:
    """The sheet that the command line makes of a case."""
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case))
    book = service.open_rules(None, date_of(None))
    found = service.sheet(book, service.open_case(book, str(path), None), service.Asked(provision), date_of(None))
    data: dict[str, object] = json.loads(as_json(found))
    return data


def test_a_sheet_for_a_check_is_that_of_the_command(client: TestClient, tmp_path: Path) -> None:
    checked = Page(client.post("/check", data=PROFILE).text)
    assert [one for one in checked.all("button") if one.get("formaction") == "/check/sheet"]
    choice = Page(client.post("/check/sheet", data=PROFILE).text)
    hidden = {one["name"]: one["value"] for one in choice.all("input") if one["type"] == "hidden"}
    assert hidden == PROFILE
    sent = {**hidden, "provision": "drumbeat"}
    text = client.post("/check/sheet", data=sent).text
    assert NO_ANSWER in text
    found = client.post("/check/sheet/file.json", data=sent)
    assert found.headers["content-disposition"] == 'attachment; filename="consultation-sheet.json"'
    expected = of_command(tmp_path, CASE, "drumbeat")
    assert {**found.json(), "case": ""} == {**expected, "case": ""}
    assert found.json()["case"] == ""
    for criterion in expected["grounds"][0]["evidence"]:  # type: ignore[index]
        assert criterion["id"] in text
    words_alone = [one["wording"] for one in expected["guidance"] if one["status"] is None]  # type: ignore[attr-defined]
    assert words_alone
    assert "<p>Met: needs: the year group is Reception to Year 14 [here: year group: Year 7].</p>" in text
    assert {text.count(wording) for wording in words_alone} == {1}
    assert "Year 7" in client.post("/check/sheet/file.txt", data=sent).text
    assert client.post("/check/sheet/file.html", data=sent).text.startswith("<!DOCTYPE html>")


def test_a_sheet_for_a_placement_is_that_of_its_row_also_where_only_some_are_shown(served: TestClient) -> None:
    address = send(served, GOOD)
    when_done(served, address)
    for query in ("", "?place=mainstream"):
        page = Page(served.get(f"{address}{query}").text)
        cases = [str(one["id"]) for one in page.all("h3") if str(one.get("id", "")).startswith("EHC-")]
        links = [str(one["href"]) for one in page.all("a") if "/sheets/" in str(one.get("href"))]
        assert len(cases) == len(links) == (1 if query else 3)
        for case, link in zip(cases, links, strict=True):
            assert served.get(link).status_code == 200
            sheet = served.get(f"{link}/file.json", params={"provision": "greenvale"}).json()
            assert (sheet["case"], sheet["provision"]) == (case, "greenvale")
            assert case in served.get(link, params={"provision": "greenvale"}).text


def test_what_is_recorded_of_a_placement_is_on_its_sheet(served: TestClient) -> None:
    address = send(served, GOOD)
    when_done(served, address)
    sheets = [
        served.get(f"{address}/sheets/{number}/file.json", params={"provision": "drumbeat"}).json()
        for number in range(3)
    ]
    assert [one["recorded"][0] for one in sheets] == [f"year group: Year {year}" for year in (7, 6, 9)]
    assert {one["sent"] for one in sheets} == {"2026-11-24"}


def test_what_speaks_for_leaving_a_placement_as_it_is_stands_on_its_sheet(served: TestClient) -> None:
    rows = b"case,year_group,primary_need,tribunal_order\nEHC-1,Y7,ASD,yes\nEHC-2,Y7,ASD,no"
    address = send(served, rows)
    when_done(served, address)
    for number, said in enumerate((True, False)):
        text = served.get(f"{address}/sheets/{number}", params={"provision": "drumbeat"}).text
        assert ("Recorded of where the child is now: the tribunal ordered the placement." in text) is said


@pytest.mark.parametrize("path", ["sheets/3", "sheets/-1", "sheets/3/file.html", "sheets/0/file.exe"])
def test_a_sheet_that_is_not_there_is_a_page_that_says_so(path: str, served: TestClient) -> None:
    address = send(served, GOOD)
    when_done(served, address)
    assert served.get(f"{address}/{path}", params={"provision": "drumbeat"}).status_code == 404
    served.post(f"{address}/end")
    assert served.get(f"{address}/sheets/0").status_code == 404


def test_criteria_in_doubt_are_told_to_be_so_before_anything_else(client: TestClient) -> None:
    for name, is_in_doubt in (("new_woodlands", True), ("drumbeat", False)):
        sent = {**PROFILE, "provision": name}
        for path in ("", "/file.html", "/file.txt"):
            text = " ".join(client.post(f"/check/sheet{path}", data=sent).text.split())
            assert ("Do not send this before they are checked." in text) == is_in_doubt


def test_a_provision_that_is_not_known_or_not_chosen_is_told_and_no_answer_is_lost(client: TestClient) -> None:
    found = client.post("/check/sheet", data={**PROFILE, "provision": "zork"})
    assert found.status_code == 422
    hidden = {one["name"]: one["value"] for one in Page(found.text).all("input") if one["type"] == "hidden"}
    assert hidden == PROFILE
    assert client.post("/check/sheet/file.html", data=PROFILE).status_code == 422
    impossible = {**PROFILE, "one.year_group": "Y99", "provision": "drumbeat"}
    assert client.post("/check/sheet", data=impossible).status_code == 422
