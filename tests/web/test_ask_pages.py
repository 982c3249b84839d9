"""One question at a time: it ends when nothing left could open or close a provision, and says what it spared."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from admissions import service
from admissions.faces.web.forms import case_of
from tests.conftest import AS_AT
from tests.drawn import drawn
from tests.web.test_pages import Page

OPEN = {"meets", "not_ruled_out"}
Sent = dict[str, list[str]]


def asked(text: str) -> str | None:
    """The field that a page asks about."""
    found = [one["value"] for one in Page(text).all("input") if one.get("name") == "asked"]
    return str(found[0]) if found else None


def kept(text: str) -> Sent:
    """What the form of a page sends by itself."""
    sent: Sent = {}
    for one in Page(text).all("input"):
        if one.get("type") == "hidden":
            sent.setdefault(str(one["name"]), []).append(str(one["value"]))
    return sent


def choices(text: str, field: str) -> list[str]:
    """The values that a page offers for a field."""
    page = Page(text)
    radios = [str(one["value"]) for one in page.all("input") if one.get("name") == f"one.{field}" and one["value"]]
    options = [str(one["value"]) for one in page.all("option") if one["value"]]
    return radios or options


@settings(max_examples=drawn(10), deadline=None)
@given(data=st.data())
def test_it_ends_when_nothing_that_is_not_asked_could_open_or_close_a_provision(
    app: ASGIApp, library: service.Library, data: st.DataObject
) -> None:
    client = TestClient(app, base_url="http://127.0.0.1:8000")
    text, answers = client.get("/ask").text, dict[str, str]()
    for _ in range(60):
        field = asked(text)
        if field is None:
            break
        assert field not in answers
        sent = kept(text)
        offered = choices(text, field)
        value = data.draw(st.sampled_from(offered)) if offered else "none"
        sent[f"one.{field}" if offered else f"some.{field}"] = [value]
        found = client.post("/ask", data=sent)
        if found.status_code == 422:
            assert asked(found.text) == field
            assert "There is a problem" in found.text
            return
        answers[field], text = value, found.text
    assert asked(text) is None
    needs = service.need_fields(library.book(AS_AT))
    told = re.search(
        r"(\d+) questions? were answered\. The other (\d+) were spared", text.replace("was answered", "were answered")
    )
    assert told is not None
    assert int(told[1]) == len(answers)
    assert int(told[1]) + int(told[2]) == sum(need.kind != "derived" for need in needs)
    several = {need.id for need in needs if need.kind == "several"}
    sent = {f"{'some' if name in several else 'one'}.{name}": [value] for name, value in answers.items()}
    report = library.check(AS_AT, json.dumps(case_of(needs, sent)).encode(), service.Asked())
    for one in report.provisions:
        assert not ({*one.outcomes} & OPEN and {*one.outcomes} - OPEN)


def test_each_question_is_the_one_that_settles_most_of_what_is_open(
    client: TestClient, library: service.Library
) -> None:
    text = client.get("/ask").text
    report = library.check(AS_AT, b'{"profile": {}}', service.Asked())
    assert asked(text) == report.ask_next[0].field
    text = client.post("/ask", data={"one.year_group": "Y7", "asked": "year_group"}).text
    report = library.check(AS_AT, b'{"profile": {"year_group": "Y7"}}', service.Asked())
    wanted = {
        name for one in report.provisions if {*one.outcomes} & OPEN and {*one.outcomes} - OPEN for name in one.ask
    }
    assert asked(text) == next(one.field for one in report.ask_next if one.field in wanted)


def test_what_is_not_known_is_not_asked_again_and_is_told(client: TestClient) -> None:
    text, seen = client.get("/ask").text, list[str]()
    while (field := asked(text)) is not None:
        seen.append(field)
        text = client.post("/ask", data=kept(text)).text
    assert len(seen) == len({*seen}) > 3
    assert f"{len(seen)} could not be" in text


def test_an_answer_can_be_taken_back(client: TestClient) -> None:
    text = client.get("/ask").text
    first = asked(text)
    assert first is not None
    after = client.post("/ask", data={**kept(text), f"one.{first}": [choices(text, first)[-1]]}).text
    assert asked(after) != first
    assert "So far" in after
    again = client.post("/ask", data={**kept(after), "drop": [first]}).text
    assert asked(again) == first


@pytest.mark.parametrize(
    "sent",
    [
        {"asked": "zork"},
        {"skipped": "zork"},
        {"drop": "zork"},
        {"one.year_group": "Xanthippe", "asked": "year_group"},
        {"one.year_group": "Xanthippe"},
        {"some.additional_needs": ["none", "ASD"], "asked": "additional_needs"},
    ],
)
def test_what_no_page_sends_is_left_out_or_refused_and_not_repeated(sent: dict[str, str], client: TestClient) -> None:
    found = client.post("/ask", data=sent)
    assert found.status_code in (200, 422)
    assert "Xanthippe" not in found.text
    assert "zork" not in found.text
    assert asked(found.text) is not None


def test_two_answers_that_cannot_both_be_are_told_and_the_last_is_asked_again(client: TestClient) -> None:
    sent = {"one.primary_need": ["ASD"], "some.additional_needs": ["ASD"], "asked": ["additional_needs"]}
    found = client.post("/ask", data=sent)
    assert (found.status_code, asked(found.text)) == (422, "additional_needs")


@pytest.mark.parametrize("name", ["one.key_stage", "one.years_below", "some.any_need", "others.any_need"])
def test_what_is_worked_out_is_not_asked_and_not_taken(name: str, client: TestClient) -> None:
    found = client.post("/ask", data={name: "KS1"})
    assert found.status_code == 200
    assert asked(found.text) == asked(client.get("/ask").text)


def test_that_there_may_be_others_is_no_answer_by_itself(client: TestClient) -> None:
    """Else it would be asked for ever."""
    found = client.post("/ask", data={"others.additional_needs": "may_be", "asked": "additional_needs"})
    assert asked(found.text) != "additional_needs"
    assert "additional_needs" in kept(found.text)["skipped"]


def test_who_takes_an_answer_back_has_left_no_question_unanswered(client: TestClient) -> None:
    sent = {"one.ehc_plan": "final", "drop": "ehc_plan", "asked": "year_group"}
    assert "skipped" not in kept(client.post("/ask", data=sent).text)
