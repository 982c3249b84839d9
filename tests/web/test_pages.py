"""The pages: whole, readable without a script, and the same answers as the command line and the API."""

from __future__ import annotations

import html
import html.parser
import itertools
import json
import re
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape
from starlette.testclient import TestClient

from admissions import service
from admissions.faces.web.forms import case_of, fields, read_form
from admissions.reports.needs import NeedText
from tests.conftest import AS_AT
from tests.drawn import drawn

LARGEST = 300_000
FILLED = {
    "one.year_group": "Y7",
    "one.primary_need": "ASD",
    "one.working_level": "p_levels:P8",
    "some.additional_needs": ["SLCN", "MLD"],
    "others.additional_needs": "may_be",
    "one.ehc_plan": "final",
    "some.autism_diagnosis": ["confirmed", "awaited"],
    "one.autism_main_barrier": "yes",
}
CASE = {
    "profile": {
        "year_group": "Y7",
        "primary_need": "ASD",
        "additional_needs": {"includes": ["SLCN", "MLD"]},
        "ehc_plan": "final",
        "autism_diagnosis": ["confirmed", "awaited"],
        "working_level": {"p_levels": "P8"},
        "autism_main_barrier": "yes",
    }
}
PAGES = [
    "/",
    "/check",
    "/provisions",
    "/provisions/drumbeat",
    "/provisions/new_woodlands",
    "/provisions/drumbeat/families",
    "/provisions/watergate/families",
    "/provisions/deptford_green/families",
    "/compare?one=drumbeat&two=greenvale",
    "/overlaps",
    "/gaps?assume=brent_knoll_indicators=all&unverified=true",
    "/overlaps/brent_knoll,drumbeat",
    "/overlaps/brent_knoll,drumbeat,greenvale",
    "/overlaps/brent_knoll,watergate",
    "/ladder",
    "/ladder?year=R&need=SLD&as_at=2026-11-24",
    "/gaps",
    "/pathways",
    "/aims",
    "/repairs/drumbeat,watergate",
    "/try",
    "/try/drumbeat",
    "/accessibility",
]


class Page(html.parser.HTMLParser):
    """What a page is made of."""

    VOID = ("meta", "link", "input", "br", "option")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        """The attributes of every such tag."""
        return [attributes for tag, attributes in self.tags if tag in tags]


def pages_of(client: TestClient) -> dict[str, str]:
    """Every page that there is, the answer to a check and an error among them."""
    found = {path: client.get(path).text for path in PAGES}
    found["answer"] = client.post("/check", data=FILLED).text
    found["error"] = client.post("/check", data={"one.year_group": "Xanthippe"}).text
    found["not found"] = client.get("/provisions/zork").text
    text = html.unescape(re.findall('(?s)name="text" value="(.*?)">', found["/try/drumbeat"])[0])
    found["tried"] = client.post("/try/drumbeat", data={"text": text.replace("at_least: 5", "at_least: 6")}).text
    found["tried wrongly"] = client.post("/try/drumbeat", data={"text": "a"}).text
    return found


def test_each_page_is_whole_labelled_and_fetches_nothing_but_its_styles(client: TestClient) -> None:
    for name, text in pages_of(client).items():
        page = Page(text)
        assert page.open == [], name
        assert page.all("html") == [{"lang": "en-GB", "class": "govuk-template"}]
        assert len(page.all("h1")) == len(page.all("main")) == 1
        assert len(page.all("title")) == 1 + len(page.all("svg"))
        assert not page.all("script", "style", "iframe", "img")
        assert not [one for one in page.tags if "style" in one[1] or any(key.startswith("on") for key in one[1])]
        assert [one["href"] for one in page.all("link")] == ["/assets/govuk.css", "/assets/app.css", "/assets/icon.svg"]
        ids = [str(one["id"]) for _, one in page.tags if "id" in one]
        assert len(ids) == len({*ids}), name
        labelled = {one["for"] for one in page.all("label")}
        shown = [one for one in page.all("input", "select", "textarea") if one.get("type") != "hidden"]
        assert {one["id"] for one in shown} == labelled, name
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), name
        assert "Not issued or checked by Lewisham Council" in text
        assert "advises people who decide, and never decides" in text
        assert len(text.encode()) < LARGEST
        for described in (str(one["aria-describedby"]) for _, one in page.tags if "aria-describedby" in one):
            assert described in ids


def test_every_link_within_leads_somewhere(client: TestClient) -> None:
    followed: set[str] = set()
    for name, text in pages_of(client).items():
        page = Page(text)
        ids = {one["id"] for _, one in page.tags if "id" in one}
        for link in {str(one["href"]) for one in page.all("a")}:
            if link.startswith("#"):
                assert link[1:] in ids, (name, link)
            elif link in followed:
                continue
            elif link.startswith("/"):
                followed.add(link)
                assert client.get(link).status_code == 200, (name, link)
            else:
                assert link.startswith(("https://", "http://"))


def test_the_stylesheets_fetch_nothing_and_have_no_typeface_of_gov_uk(client: TestClient) -> None:
    for name in ("govuk.css", "app.css"):
        found = client.get(f"/assets/{name}")
        assert (found.status_code, found.headers["content-type"].partition(";")[0]) == (200, "text/css")
        for word in ("url(", "@import", "GDS Transport", "crest"):
            assert word not in found.text
    for name in ("..%2Fapp.py", "app.py", "%2e%2e%2fapp.py", "govuk.css%00"):
        assert client.get(f"/assets/{name}").status_code == 404


def test_a_check_on_the_page_is_that_of_the_api(client: TestClient) -> None:
    found = client.post("/check.json", data=FILLED)
    assert found.text == client.post("/api/v1/check", json=CASE).text
    assert found.headers["content-disposition"] == 'attachment; filename="check.json"'
    report, text = json.loads(found.text), client.post("/check", data=FILLED).text
    for one in report["provisions"]:
        assert f'id="{one["id"]}"' in text
        for criterion in one["criteria"]:
            assert str(escape(criterion["source"]["title"])) in text
    for what in (*report["cannot_see"], report["challenge"], report["rule_set"]["hash"], *report["recorded"]):
        assert str(escape(what)) in text


def test_an_answer_can_be_changed_in_place(client: TestClient) -> None:
    """What was filled in is filled in below the answer."""
    page = Page(client.post("/check", data=FILLED).text)
    chosen = {str(one["id"]) for one in page.all("input") if "checked" in one}
    assert {"some-additional_needs-SLCN", "some-additional_needs-MLD", "others-additional_needs"} <= chosen
    assert {
        "ehc_plan-final",
        "some-autism_diagnosis-awaited",
        "autism_main_barrier-yes",
        "spiky_profile-unknown",
    } <= chosen
    selected = [one["value"] for one in page.all("option") if "selected" in one]
    assert selected == ["Y7", "ASD", "p_levels:P8"]


def test_the_same_child_can_be_checked_for_next_year(client: TestClient) -> None:
    """What is recorded stays so, in the words, in the form and on a sheet; it can be gone back to."""
    button = re.compile(r'name="next_year" value="1">Check for next year: ([^<]+)<')
    recorded = {**FILLED, "one.year_group": "Y6"}
    now = client.post("/check", data=recorded).text
    assert button.findall(now) == ["Year 7"]
    assert "For a place next year" not in now
    then = client.post("/check", data={**recorded, "next_year": "1"}).text
    assert "For a place next year: the criteria are held against Year 7" in then
    assert not button.findall(then)
    assert "Recorded: year group: Year 6;" in then
    assert '<input type="hidden" name="next_year" value="1">' in then
    groups = [
        text.partition("</dl>")[0].partition("<dl")[2] for text in (then, client.post("/check", data=FILLED).text)
    ]
    assert groups[0] == groups[1] != now.partition("</dl>")[0].partition("<dl")[2]
    again = client.post("/check", data={**recorded, "next_year": "1", "this_year": "1"}).text
    assert again == now
    sheet = client.post("/check/sheet", data={**recorded, "next_year": "1", "provision": "drumbeat"}).text
    for said in ("the criteria are held against Year 7, and not against Year 6", "<li>year group: Year 6</li>"):
        assert said in sheet
    assert '<input type="hidden" name="next_year" value="1">' in sheet
    data = client.post("/check/sheet/file.json", data={**recorded, "next_year": "1", "provision": "drumbeat"}).json()
    plain = client.post("/check/sheet/file.json", data={**FILLED, "provision": "drumbeat"}).json()
    assert (data["held_against"], data["is_ahead"]) == (["Year 6", "Year 7"], True)
    assert data["grounds"] == plain["grounds"]
    assert data["recorded"] != plain["recorded"]
    # After Year 14 it is unusual to have no plan; of Year 14, which is recorded, it is not.
    without = {**FILLED, "one.ehc_plan": "none", "one.working_level": "p_levels:P4"}
    unusual = "A young person after Year 14 who is asked about has a plan."
    assert unusual in client.post("/check", data={**without, "one.year_group": "post_19"}).text
    ahead = {**without, "one.year_group": "Y14", "next_year": "1"}
    for text in (
        client.post("/check", data=ahead).text,
        client.post("/check/sheet", data={**ahead, "provision": "drumbeat"}).text,
    ):
        assert "held against after Year 14" in text
        assert unusual not in text
    last = client.post("/check", data={**FILLED, "one.year_group": "Y14"}).text
    assert button.findall(last) == ["after Year 14"]
    alone = {**{name: value for name, value in FILLED.items() if name != "one.year_group"}, "some.year_group": ["Y6"]}
    assert button.findall(client.post("/check", data=alone).text) == ["Year 7"]
    assert "held against Year 7" in client.post("/check", data={**alone, "next_year": "1"}).text
    groups.append(
        client.post("/check", data={**alone, "next_year": "1"}).text.partition("</dl>")[0].partition("<dl")[2]
    )
    assert groups[2] == groups[1]
    for years in ({"one.year_group": "post_19"}, {"one.year_group": "Y6", "some.year_group": ["Y7"]}, {}):
        filled = {name: value for name, value in FILLED.items() if name != "one.year_group"} | years
        plain_text = client.post("/check", data=filled).text
        assert not button.findall(plain_text)
        assert client.post("/check", data={**filled, "next_year": "1"}).text == plain_text


@pytest.mark.parametrize(
    ("sent", "link"),
    [
        ({"one.year_group": "Xanthippe"}, "#year_group"),
        ({"one.working_level": "p_levels:Xanthippe"}, None),
        ({"one.working_level": "Xanthippe:P8"}, None),
        ({"some.additional_needs": ["none", "ASD"]}, None),
        ({"one.year_group": "N1", "some.additional_needs": ["ASD"], "one.primary_need": "ASD"}, None),
    ],
)
def test_what_cannot_be_is_told_first_and_linked_and_not_repeated(
    sent: dict[str, str | list[str]], link: str | None, client: TestClient
) -> None:
    found = client.post("/check", data=sent)
    assert found.status_code == 422
    page = Page(found.text)
    (summary,) = [one for one in page.all("div") if one.get("class") == "govuk-error-summary"]
    assert "autofocus" in summary
    assert found.text.index("There is a problem") < found.text.index("<h1")
    assert re.search("<title>Error: ", found.text)
    assert "Xanthippe" not in found.text
    if link:
        assert link in [one["href"] for one in page.all("a")]


@pytest.mark.parametrize("body", [b"%ff%fe=1", b"&".join(b"a=1" for _ in range(3_000)), b"\xff", b"one.year_group"])
def test_a_form_that_no_browser_sends_is_refused_or_empty(body: bytes, client: TestClient) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for path in ("/check", "/check.json"):
        found = client.post(path, content=body, headers=kind)
        assert found.status_code in (200, 422)
        assert "Traceback" not in found.text


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "said"),
    [
        ("GET", "/zork", {}, 404, "There is nothing at this address"),
        ("DELETE", "/check", {}, 405, "This address does not take that method"),
        ("POST", "/check", {"content": b"%ff"}, 422, "This form cannot be read"),
        ("POST", "/check", {"content": b"0" * 600_000}, 413, "The body is too large"),
        ("POST", "/check", {"headers": {"Sec-Fetch-Site": "cross-site"}}, 403, "This comes from another site"),
        ("GET", "/review/zork?page=zork", {}, 422, "This is missing, or cannot be read"),
        ("GET", "/overlaps?as_at=zork", {}, 422, "This is not a date"),
    ],
)
def test_a_person_is_told_of_any_error_on_a_page(
    method: str, path: str, sent: dict[str, object], status: int, said: str, client: TestClient
) -> None:
    found = client.request(method, path, **sent)  # type: ignore[arg-type]
    assert found.status_code == status
    assert found.headers["content-type"].startswith("text/html")
    assert said in found.text
    assert "zork" not in found.text


def test_a_form_of_another_site_is_not_taken(client: TestClient) -> None:
    assert client.post("/check", data=FILLED, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


# --- forms ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def needs(library: service.Library) -> tuple[NeedText, ...]:
    """The need fields."""
    return service.need_fields(library.book(AS_AT))


@settings(max_examples=drawn(150))
@given(st.data())
def test_what_is_filled_in_is_shown_as_filled_in_and_becomes_the_case(
    needs: tuple[NeedText, ...], data: st.DataObject
) -> None:
    sent: dict[str, list[str]] = {}
    profile: dict[str, object] = {}
    for need in data.draw(st.lists(st.sampled_from([one for one in needs if one.kind != "derived"]), max_size=8)):
        if need.id in profile:
            continue
        values = [value for value, _ in need.values] or ["yes", "no"]
        some = data.draw(st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True))
        if need.kind == "several":
            others = data.draw(st.booleans())
            sent[f"some.{need.id}"] = some
            sent |= {f"others.{need.id}": ["may_be"]} if others else {}
            profile[need.id] = {"includes": some} if others else some
        elif need.scales and data.draw(st.booleans()):
            scale = data.draw(st.sampled_from(need.scales))
            term = data.draw(st.sampled_from(scale.terms))[0]
            sent[f"one.{need.id}"] = [f"{scale.id}:{term}"]
            profile[need.id] = {scale.id: term}
        elif data.draw(st.booleans()):
            sent[f"one.{need.id}"] = some[:1]
            profile[need.id] = some[0]
        else:
            sent[f"some.{need.id}"] = some
            profile[need.id] = some
    read = read_form(urlencode(sent, doseq=True).encode())
    assert case_of(needs, read) == {"profile": {need.id: profile[need.id] for need in needs if need.id in profile}}
    for field in fields(needs, read):
        ones = [
            one.value for one in (*field.one, *(term for scale in field.scales for term in scale.choices)) if one.chosen
        ]
        assert ones == sent.get(f"one.{field.id}", [])
        assert {one.value for one in field.some if one.chosen} == {*sent.get(f"some.{field.id}", [])}
        assert field.may_be_others == (f"others.{field.id}" in sent)


def test_none_and_that_there_may_be_others_cannot_both_be(client: TestClient) -> None:
    sent = {"some.additional_needs": "none", "others.additional_needs": "may_be"}
    assert client.post("/check", data=sent).status_code == 422
    assert client.post("/check.json", data=sent).status_code == 422
