"""The pages on which a change is tried: its answer, its errors at their line, its link and its file."""

from __future__ import annotations

import re

import pytest
from markupsafe import escape
from starlette.testclient import TestClient

from admissions import service
from admissions.questions.trial import MOST_NODES
from tests.conftest import AS_AT
from tests.web.test_pages import Page


@pytest.fixture(scope="module")
def published(library: service.Library) -> str:
    """The file of a provision."""
    return service.published_text(library.book(AS_AT), library.files, "drumbeat")


@pytest.fixture(scope="module")
def draft(published: str) -> str:
    """It, otherwise."""
    return published.replace("then: {years_below: {at_least: 5}}", "then: {years_below: {at_least: 6}}")


def test_a_change_is_chosen_tried_and_shown(client: TestClient, published: str) -> None:
    page = Page(client.get("/try/drumbeat").text)
    change = next(one["value"] for one in page.all("option") if str(one["value"]).startswith("range-"))
    found = client.post("/try/drumbeat", data={"text": published, "change": change})
    assert found.status_code == 200
    assert "Who gains and who loses" in found.text
    assert "This is a draft." in found.text


def test_what_a_draft_would_do_is_what_its_data_says(client: TestClient, draft: str) -> None:
    text = client.post("/try/drumbeat", data={"text": draft.replace("\n", "\r\n")}).text
    report = client.post("/try/drumbeat/trial.json", data={"text": draft}).json()
    moves = [move for one in report["changes"]["provisions"] for move in one["moves"]]
    assert moves
    for move in moves:
        for words in (move["what"], move["example"]["text"], *(said["text"] for said in move["says"])):
            assert str(escape(words)) in text
    assert report["overlaps"]
    for one in report["overlaps"]:
        assert str(escape(" and ".join(one["names"]))) in text
        assert f"<td>{one['old_entry_cells']}, " in text
        assert f"<td>{one['new_entry_cells']}, " in text
    for rows in (report["opens"], report["closes"]):
        for words in rows:
            assert str(escape(words)) in text


def test_the_link_of_a_draft_shows_the_same_and_holds_no_child(client: TestClient, draft: str) -> None:
    shown = client.post("/try/drumbeat", data={"text": draft}).text
    (link,) = {str(one["href"]) for one in Page(shown).all("a") if "draft=" in str(one["href"])}
    assert client.get(link).text == shown
    assert len(link) < 1_000


def test_the_draft_is_downloaded_as_it_is_written(client: TestClient, draft: str) -> None:
    for text in (draft, "not: [whole"):
        found = client.post("/try/drumbeat/draft.yaml", data={"text": text.replace("\n", "\r\n")})
        assert found.text == text
        assert found.headers["content-disposition"] == 'attachment; filename="drumbeat.yaml"'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("at_least: R", "at_least: zork", "Line 45, “must: {year_group: {at_least: zork, at_most: Y14}}”"),
        ("provision: drumbeat", "provision: greenvale", "Line 2, “provision: greenvale”"),
        ("must: {ehc_plan: [draft, final]}", "must: {ehc_plan: [draft, final]", "Line "),
        ("language:", "a: &a [*a]\nlanguage:", "Line "),
        ("language:", f"a: {'[' * 500}\nlanguage:", "Line "),
        ("language:", f"a: {'9' * 5000}\nlanguage:", "Line "),
    ],
)
def test_an_error_in_a_draft_is_told_at_its_line_and_the_draft_is_kept(
    old: str, new: str, said: str, client: TestClient, published: str
) -> None:
    text = published.replace(old, new, 1)
    found = client.post("/try/drumbeat", data={"text": text})
    assert found.status_code == 422
    assert said in found.text
    assert "There is a problem" in found.text
    assert str(escape(text)) in found.text
    assert "Who gains" not in found.text


def test_a_draft_that_is_markup_stays_words(client: TestClient, published: str) -> None:
    text = published.replace("wording: Diagnosed", "wording: </textarea><script>alert(1)</script>Diagnosed")
    found = client.post("/try/drumbeat", data={"text": text})
    assert "<script" not in found.text
    assert found.status_code in (200, 422)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/try/zork", 404),
        ("/try/drumbeat?draft=zork", 422),
        ("/try/..%2f..%2fetc", 404),
        ("/repairs/zork,drumbeat", 404),
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(address: str, status: int, client: TestClient) -> None:
    found = client.get(address)
    assert found.status_code == status
    assert "zork" not in found.text


def test_a_form_of_another_site_tries_nothing(client: TestClient, draft: str) -> None:
    for path in ("/try/drumbeat", "/try/drumbeat/draft.yaml", "/try/drumbeat/trial.json"):
        sent = client.post(path, data={"text": draft}, headers={"Sec-Fetch-Site": "cross-site"})
        assert sent.status_code == 403


def test_each_repair_of_one_provision_leads_to_where_it_is_tried(client: TestClient) -> None:
    text = client.get("/repairs/drumbeat,watergate").text
    links = re.findall(r'href="(/try/[^"]*)">Try change (\d+)<', text)
    assert links
    report, _ = service.repairs(service.open_rules(None, AS_AT), ("drumbeat", "watergate"), service.Asked())
    numbers = {
        str(one.number) for one in report.repairs if len({*(x.provision for x in (*one.moved, *one.added))}) == 1
    }
    assert {number for _, number in links} == numbers
    shown = client.get(links[0][0])
    assert shown.status_code == 200
    assert "Who gains and who loses" in shown.text


def test_the_published_rules_are_as_before(client: TestClient, published: str, library: service.Library) -> None:
    assert service.published_text(library.book(AS_AT), library.files, "drumbeat") == published
    assert str(escape(published)) in client.get("/try/drumbeat").text


# --- what an attacker sent --------------------------------------------------------------------------------------------


def test_a_draft_that_would_take_too_much_is_refused_soon_and_leaves_nothing(
    client: TestClient, published: str, library: service.Library
) -> None:
    """An alternative of pairs of fields, which no order of the fields keeps small."""
    flags = [one.id for one in service.need_fields(library.book(AS_AT)) if one.kind == "flag"]
    half = len(flags) // 2
    pairs = ", ".join(
        f"{{all: [{{{one}: yes}}, {{{two}: yes}}]}}" for one, two in zip(flags[:half], flags[half:], strict=False)
    )
    text = published.replace("must: {autism_main_barrier: yes}", f"must: {{any: [{pairs}]}}")
    assert text != published
    found = client.post("/try/drumbeat", data={"text": text})
    assert found.status_code == 422
    told = re.search(r"more than ([\d,]+) nodes", found.text)
    assert told is not None
    # What the rules themselves take, and what a trial may take besides: a draft may come from anyone.
    assert int(told[1].replace(",", "")) < 3 * MOST_NODES
    assert (
        client.post("/api/v1/trial/drumbeat", content=text, headers={"Content-Type": "application/yaml"}).status_code
        == 422
    )


def test_many_errors_on_one_long_line_are_a_short_page(client: TestClient) -> None:
    text = f"{{{' ' * 40_000}{', '.join(f'a{number}: 1' for number in range(800))}}}"
    found = client.post("/try/drumbeat", data={"text": text})
    assert found.status_code == 422
    assert len(found.content) < 300_000


def test_a_draft_that_is_very_long_is_refused(client: TestClient, published: str) -> None:
    found = client.post("/try/drumbeat", data={"text": published + "# \n" * 30_000})
    assert found.status_code == 422
    assert "longer than" in found.text


def test_a_draft_that_is_empty_is_not_shown_as_what_is_published(client: TestClient) -> None:
    found = client.post("/try/drumbeat", data={"text": "  \n"})
    assert found.status_code == 422
    assert "There is nothing in it" in found.text


def test_of_several_changes_at_once_the_first_is_made(client: TestClient, published: str) -> None:
    page = Page(client.get("/try/drumbeat").text)
    changes = [str(one["value"]) for one in page.all("option") if str(one["value"]).startswith("range-")][:9]
    one = client.post("/try/drumbeat", data={"text": published, "change": changes[:1]})
    assert client.post("/try/drumbeat", data={"text": published, "change": changes}).text == one.text


@pytest.mark.parametrize("path", ["/try/zork/draft.yaml", "/try/zork/trial.json"])
def test_what_is_made_of_a_provision_that_is_not_there_is_not_there(path: str, client: TestClient) -> None:
    assert client.post(path, data={"text": "a: 1"}).status_code == 404
