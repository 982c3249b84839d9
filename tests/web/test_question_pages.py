"""The pages of what heads agree on: they show what the API answers, in the reading that was asked for."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from markupsafe import escape
from starlette.testclient import TestClient

from tests.web.test_pages import Page

READ_SO = "?assume=brent_knoll_indicators=all&unverified=true&as_at=2026-11-24"
SHOWN = {
    "/overlaps/brent_knoll,drumbeat": ("ways.asked.words", "not_recorded.what", "at_discretion.example", "example"),
    "/overlaps/brent_knoll,drumbeat,greenvale": ("ways.asked.words", "not_recorded.what", "bound.words"),
    "/ladder?year=Y7&need=ASD": (
        "rungs.label",
        "rungs.steps.name",
        "rungs.steps.asked",
        "not_recorded.what",
        "context",
    ),
    "/ladder?year=R&need=SLD": ("rungs.label", "rungs.steps.name", "rungs.steps.asked", "label"),
    "/gaps": ("context_wording", "plain", "rows.words", "closings.change.name", "not_recorded.what", "left_out.why"),
    "/gaps?given=year_group=Y7&given=primary_need=ASD": ("rows.words", "given"),
    "/pathways": ("steps.title", "steps.leaving.name", "taken_to_stay", "not_recorded.what", "left_out.name"),
    "/aims": ("aims.what", "aims.note", "aims.against.words", "aims.source.title", "left_out.name"),
}
"""By page what of the answer stands on it, as the ways that lead to its words."""


def _words(answer: object, way: list[str]) -> list[str]:
    """The words to which a way leads; where it comes to a list, that of each."""
    if isinstance(answer, list):
        return [words for one in answer for words in _words(one, way)]
    if isinstance(answer, dict) and way:
        return _words(answer[way[0]], way[1:])
    return [str(answer)] if answer else []


@pytest.mark.parametrize("query", ["", READ_SO])
def test_the_matrix_shows_every_pair_and_leads_to_it_in_the_same_reading(query: str, client: TestClient) -> None:
    text = client.get(f"/overlaps{query}").text
    report = client.get(f"/api/v1/overlaps{query}").json()
    shown = {}
    for link, cells in re.findall(r'<a href="(/overlaps/[^"]*)">(\d+)</a>', text):
        found = urlsplit(link.replace("&amp;", "&"))
        shown[tuple(sorted(found.path.removeprefix("/overlaps/").split(",")))] = int(cells)
        assert sorted(parse_qsl(found.query)) == sorted(parse_qsl(query[1:]))
    expected = {tuple(sorted(one["provisions"])): one["entry_cells"] for one in report["pairs"]}
    assert shown == {ids: cells for ids, cells in expected.items() if cells}
    assert text.count(">–</td>") == 2 * sum(not cells for cells in expected.values())


@pytest.mark.parametrize("address", SHOWN)
def test_a_page_says_what_the_api_answers(address: str, client: TestClient) -> None:
    text, answer = client.get(address).text, client.get(f"/api/v1{address}").json()
    for way in SHOWN[address]:
        words = _words(answer, way.split("."))
        assert words, way
        for one in words:
            assert str(escape(one)) in text, (way, one)
    assert answer["rule_set"]["hash"] in text


def test_the_picture_says_in_its_table_what_it_draws(client: TestClient) -> None:
    """Every square that is marked stands in the table, and the colour is never the only cue."""
    text = client.get("/overlaps/brent_knoll,drumbeat").text
    drawn = "".join(re.findall(r'<text x="[^"]*" y="[^"]*">([12+●]+)</text>', text))
    for mark, words in (("1", "first only"), ("2", "second only"), ("+", "both, to different children")):
        assert drawn.count(mark) == text.count(f"<td>{words}</td>"), words
    assert drawn.count("●") == text.count("<td>both, to one child</td>") > 0
    assert "<title id=" in text
    assert "<desc id=" in text


def test_another_reading_is_chosen_in_its_form_and_kept_in_every_link(client: TestClient) -> None:
    page = Page(client.get(f"/ladder{READ_SO}&year=R&need=SLD").text)
    chosen = [one["value"] for one in page.all("option") if "selected" in one]
    assert {"brent_knoll_indicators=all", "R", "SLD"} <= {*chosen}
    hidden = [(one["name"], one["value"]) for one in page.all("input") if one.get("type") == "hidden"]
    assert ("as_at", "2026-11-24") in hidden
    assert ("assume", "brent_knoll_indicators=all") in hidden
    assert ("year", "R") in hidden
    for link in ("/overlaps", "/gaps", "/pathways", "/aims"):
        (found,) = [str(one["href"]) for one in page.all("a") if str(one["href"]).startswith(f"{link}?")]
        assert sorted(parse_qsl(urlsplit(found).query)) == sorted(parse_qsl(READ_SO[1:]))


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/overlaps/drumbeat", 422, "an overlap is of two provisions or more"),
        ("/overlaps/drumbeat,zork", 404, "There is no such provision"),
        ("/overlaps?assume=zork=1", 422, "an assumption to fix is not known"),
        ("/overlaps?as_at=2016-01-01", 422, "of no provision that takes part"),
        ("/ladder?year=zork", 422, "this is not a year group"),
        ("/gaps?open=zork", 422, "an assumption to leave open is not known"),
        ("/gaps?given=primary_need=zork", 422, "this is not a value of"),
        ("/pathways?assume=brent_knoll_indicators=zork", 422, "has no such value"),
    ],
)
def test_what_cannot_be_asked_is_a_page_that_says_why_and_leads_back(
    address: str, status: int, said: str, client: TestClient
) -> None:
    found = client.get(address)
    assert found.status_code == status
    assert said.lower() in found.text.lower()
    assert "zork" not in found.text
    assert "/overlaps" in [one["href"] for one in Page(found.text).all("a")]
    assert found.headers["content-type"].startswith("text/html")


def test_gaps_are_asked_of_a_year_group_and_a_need_in_a_form_and_of_everyone_where_neither_is_chosen(
    client: TestClient,
) -> None:
    everyone = client.get("/gaps").text
    sent = []
    for label in ("year", "need"):
        (select,) = [one for one in Page(everyone).all("select") if one["id"] == label]
        sent.append((str(select["name"]), {"year": "year_group=Y7", "need": "primary_need=ASD"}[label]))
    assert client.get("/gaps", params=[(name, "") for name, _ in sent]).text == everyone
    page = Page(client.get("/gaps", params=sent).text)
    chosen = [one["value"] for one in page.all("option") if "selected" in one]
    assert {value for _, value in sent} <= {*chosen}
    assert {*sent} <= {(one["name"], one["value"]) for one in page.all("input") if one.get("type") == "hidden"}
    (data,) = [str(one["href"]) for one in page.all("a") if str(one["href"]).startswith("/api/")]
    assert parse_qsl(urlsplit(data).query) == sent
    narrowed, whole = (client.get(one).json()["entry_cells"] for one in (data, "/api/v1/gaps"))
    assert 0 < narrowed < whole


def test_a_reading_that_is_left_open_is_shown_as_that_and_stays_so(client: TestClient) -> None:
    page = Page(client.get("/overlaps?open=all&provision=drumbeat").text)
    chosen = [one["value"] for one in page.all("option") if "selected" in one]
    assert {*chosen} == {""}
    hidden = [(one["name"], one["value"]) for one in page.all("input") if one.get("type") == "hidden"]
    assert {("open", "all"), ("provision", "drumbeat")} <= {*hidden}
    assert client.get("/overlaps?open=all&provision=drumbeat&assume=&assume=").status_code == 200
    (data,) = [str(one["href"]) for one in page.all("a") if str(one["href"]).startswith("/api/")]
    assert {("open", "all"), ("provision", "drumbeat")} == {*parse_qsl(urlsplit(data).query)}
