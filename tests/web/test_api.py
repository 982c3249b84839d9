"""The API answers as the command line does, byte for byte, and every error has one shape."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from starlette.testclient import TestClient

from admissions import service
from admissions.faces.web.app import create_app
from tests.bad.command import AS_AT, CASES, ROOT, run

DAY = "2026-11-24"
AT = {"as_at": DAY}
BY_HAND = ["y7_autism_start_of_year_3", "y6_autism_at_new_woodlands", "review_y8_settled_at_new_woodlands"]

ASKED: list[tuple[str, dict[str, str | list[str]], tuple[str, ...]]] = [
    ("rules", {}, ("rules", "check")),
    ("rules/facts", {}, ("rules", "facts")),
    ("provisions", {}, ("rules", "list")),
    ("provisions/watergate", {}, ("rules", "show", "watergate")),
    ("needs", {}, ("needs",)),
    ("overlaps", {"given": ["year_group=Y7", "primary_need=ASD"]}, (
        *("overlaps", "--given", "year_group=Y7", "--given", "primary_need=ASD"),
    )),
    ("overlaps/brent_knoll,drumbeat", {}, ("overlaps", "brent_knoll", "drumbeat")),
    ("ladder", {"year": "Y7", "need": "ASD"}, ("ladder", "--year", "Y7", "--need", "ASD")),
    ("gaps", {"given": "primary_need=ASD"}, ("gaps", "--given", "primary_need=ASD")),
    ("pathways", {"unverified": "true"}, ("pathways", "--unverified")),
    ("aims", {"open": "all"}, ("aims", "--open", "all")),
    ("changes", {"old": "2019-09-30", "new": DAY}, ("changes", "2019-09-30", DAY)),
]  # fmt: skip


@pytest.mark.parametrize(("path", "query", "command"), ASKED, ids=[path for path, _, _ in ASKED])
def test_an_answer_is_that_of_the_command_line(
    path: str, query: dict[str, str | list[str]], command: tuple[str, ...], client: TestClient
) -> None:
    found = client.get(f"/api/v1/{path}", params={**query, **AT})
    assert (found.status_code, found.headers["content-type"]) == (200, "application/json")
    assert found.text == run(*command, "--json", *AS_AT).out


@pytest.mark.parametrize("name", BY_HAND)
def test_a_check_is_that_of_the_command_line(name: str, client: TestClient, tmp_path: Path) -> None:
    # As text throughout: to others `on` and `yes` of YAML 1.1 are truth values.
    case = yaml.load((CASES / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    (tmp_path / "case.json").write_text(json.dumps(case), encoding="utf-8")
    found = client.post("/api/v1/check", params=AT, json=case)
    assert found.status_code == 200
    assert found.text == run("check", str(tmp_path / "case.json"), "--json", *AS_AT).out
    assert found.headers["cache-control"] == "no-store"


def test_a_yes_may_be_a_truth_value_of_json(client: TestClient) -> None:
    review = {"on": "2026-11-23", "settled_placement": True, "wish_to_stay": False}
    case = {
        "profile": {"year_group": "Y8", "primary_need": "SEMH", "current_provision": "new_woodlands"},
        "review": review,
    }
    one = client.post("/api/v1/check", params=AT, json=case)
    written = {**case, "review": {**review, "settled_placement": "yes", "wish_to_stay": "no"}}
    assert one.status_code == 200
    assert one.text == client.post("/api/v1/check", params=AT, json=written).text


def test_what_is_asked_wins_over_the_case(client: TestClient) -> None:
    case = {"profile": {"year_group": "Y7", "primary_need": "ASD"}, "assume": {"brent_knoll_need": "any_recorded"}}
    for query in ({}, {"assume": "brent_knoll_need=primary"}, {"open": "all"}, {"provision": "drumbeat"}):
        found = client.post("/api/v1/check", params={**AT, **query}, json=case)
        options = [part for name, value in query.items() for part in (f"--{name}", value)]
        typed = json.dumps(case).encode()
        assert found.text == run("check", "-", "--json", *options, *AS_AT, typed=typed).out
    # The case says the one, the request the other: it is as if the case had said nothing.
    wins, silent = {**AT, "assume": "brent_knoll_need=primary"}, {"profile": case["profile"]}
    asked, alone = (client.post("/api/v1/check", params=wins, json=one).text for one in (case, silent))
    assert asked == alone
    assert client.post("/api/v1/check", params=AT, json=case).text != alone


def test_an_answer_that_a_client_has_is_not_sent_again(client: TestClient) -> None:
    found = client.get("/api/v1/needs", params=AT)
    mark = found.headers["etag"]
    again = client.get("/api/v1/needs", params=AT, headers={"If-None-Match": f'"other", {mark}'})
    assert (again.status_code, again.text, again.headers["etag"]) == (304, "", mark)
    wrong = client.get("/api/v1/overlaps/zork,drumbeat", params=AT, headers={"If-None-Match": mark})
    assert wrong.status_code == 404
    other = client.get("/api/v1/needs", params={"as_at": "2026-11-25"}, headers={"If-None-Match": mark})
    assert other.status_code == 200


# --- errors -----------------------------------------------------------------------------------------------------------

WRONG = [
    ("GET", "/api/v1/nothing", {}, 404, "there is nothing at this address"),
    ("GET", "/api/v1/provisions/drumbeet", {}, 404, "unknown provision"),
    ("GET", "/api/v1/overlaps/drumbeat,watergat", {}, 404, "this provision is not known"),
    ("GET", "/api/v1/overlaps/drumbeat,watergate", {"assume": "zork=1"}, 422, "an assumption to fix is not known"),
    ("GET", "/api/v1/provisions/drumbeat", {"as_at": "2016-01-01"}, 404, "are not known"),
    ("GET", "/api/v1/overlaps/drumbeat", {}, 422, "an overlap is of two provisions or more"),
    ("GET", "/api/v1/ladder", {"year": "Y7"}, 422, "this is missing"),
    ("GET", "/api/v1/ladder", {"year": "Y7", "need": "ASC"}, 422, "this is not a primary need"),
    ("GET", "/api/v1/gaps", {"given": "zork"}, 422, "this is not a field and a value"),
    ("GET", "/api/v1/gaps", {"as_at": "today"}, 422, "this is not a date"),
    ("GET", "/api/v1/gaps", {"as_at": "2016-01-01"}, 422, "of no provision that takes part are the criteria known"),
    ("GET", "/api/v1/gaps", {"assume": "x"}, 422, "this is not a name and a value"),
    ("GET", "/api/v1/gaps", {"unverified": "perhaps"}, 422, "cannot be read"),
    ("GET", "/api/v1/changes", {"old": "rules/lewisham", "new": DAY}, 422, "this is not a date"),
    ("GET", "/api/v1/changes", {"old": DAY, "new": "/etc"}, 422, "this is not a date"),
    ("GET", "/api/v1/provisions/..%2F..%2Fetc%2Fpasswd", {}, 404, "nothing at this address"),
    ("GET", "/api/v1/overlaps", {"asat": "2019-09-30"}, 422, "a parameter is not known here"),
    ("GET", "/api/v1/gaps", {"gven": "year_group=Y7"}, 422, "a parameter is not known here"),
    ("GET", "/api/v1/needs", {"given": "year_group=Y7"}, 422, "a parameter is not known here"),
    ("POST", "/api/v1/gaps", {}, 405, "does not take that method"),
    ("DELETE", "/api/v1/check", {}, 405, "does not take that method"),
]


@pytest.mark.parametrize(("method", "path", "query", "status", "what"), WRONG)
def test_an_error_has_one_shape_and_says_what_to_do(
    method: str, path: str, query: dict[str, str], status: int, what: str, client: TestClient
) -> None:
    found = client.request(method, path, params={**AT, **query})
    assert found.status_code == status
    told = found.json()
    assert {*told} == {"problems", "first_only"}
    assert told["problems"]
    assert all({*one} == {"place", "what", "remedy"} and one["remedy"] for one in told["problems"])
    assert what in " ".join(one["what"] for one in told["problems"])
    assert "Traceback" not in found.text


SECRET = "Xanthippe Quixote"
BODIES = [
    (b"", "application/json", 422, "it is empty"),
    (b"{", "application/json", 422, "well-formed"),
    (b"[1, 2]", "application/json", 422, "should hold fields and values"),
    (b"\xff\xfe\x00", "application/json", 422, ""),
    (
        b'{"profile": {"year_group": "Xanthippe Quixote"}}',
        "application/json",
        422,
        "this is not a value of `year_group`",
    ),
    (b'{"profile": {"Xanthippe Quixote": 1}}', "application/json", 422, ""),
    (b'{"profile": {"name": "Xanthippe Quixote"}}', "application/json", 422, "asks for a name"),
    (b'{"Xanthippe": {"year_group": "Y7"}}', "application/json", 422, ""),
    (b"[" * 5_000, "application/json", 422, ""),
    (b'{"profile": {"year_group": 1' + b"0" * 400 + b"}}", "application/json", 422, ""),
    (b'{"profile": {"year_group": &a [*a]}}', "application/json", 422, ""),
    (b"year_group=Y7", "application/x-www-form-urlencoded", 415, "the body is not of the kind"),
    (b"x" * 600_000, "application/json", 413, "the body is too large"),
]


@pytest.mark.parametrize(("body", "kind", "status", "what"), BODIES)
def test_a_body_that_is_no_case_is_refused_without_a_word_of_it(
    body: bytes, kind: str, status: int, what: str, client: TestClient
) -> None:
    found = client.post("/api/v1/check", params=AT, content=body, headers={"Content-Type": kind})
    assert found.status_code == status
    assert what in " ".join(one["what"] for one in found.json()["problems"])
    for word in (*SECRET.split(), "Traceback"):
        assert word not in found.text


def test_the_openapi_page_documents_each_error_and_has_an_example(client: TestClient) -> None:
    page = client.get("/api/v1/openapi.json").json()
    assert {*page["paths"]} == {f"/api/v1/{one}" for one in (
        *("check", "checks", "review", "trial/{name}", "rules", "rules/facts", "provisions", "provisions/{name}"),
        *("needs", "overlaps", "overlaps/{names}", "ladder", "gaps", "pathways", "aims", "changes"),
    )}  # fmt: skip
    for path, methods in page["paths"].items():
        for method in methods.values():
            assert method["description"], path
            assert {"422", "421", "500", "503"} <= {*method["responses"]}
            for status, response in method["responses"].items():
                if status != "200":
                    assert response["content"]["application/json"]["example"]["problems"]
    body = page["paths"]["/api/v1/check"]["post"]["requestBody"]["content"]["application/json"]
    assert client.post("/api/v1/check", params=AT, json=body["example"]).status_code == 200
    assert {"400", "403", "408", "413", "415"} <= {*page["paths"]["/api/v1/check"]["post"]["responses"]}


def test_the_page_on_the_api_names_every_address_and_its_example_is_answered(client: TestClient) -> None:
    page = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    for path in client.get("/api/v1/openapi.json").json()["paths"]:
        assert path.partition("{")[0].rstrip("/").removeprefix("/api/v1") in page
    body = re.findall(r"-d '(\{.*\})'", page)[0]
    headers = {"Content-Type": "application/json"}
    assert client.post("/api/v1/check", params=AT, content=body.encode(), headers=headers).status_code == 200


def test_the_rules_are_checked_as_they_were_read_at_the_start(tmp_path: Path) -> None:
    for name in ("lewisham", "england", "population"):
        shutil.copytree(ROOT / "rules" / name, tmp_path / name)
    library = service.Library(tmp_path / "lewisham", dt.date.fromisoformat(DAY))
    drumbeat = tmp_path / "lewisham/special_schools/drumbeat.yaml"
    drumbeat.write_text("language: 9\n", encoding="utf-8")
    with TestClient(create_app(library, tmp_path / "lewisham", ()), base_url="http://127.0.0.1") as client:
        found = client.get("/api/v1/rules", params=AT).json()
    assert found["rule_set"]["hash"] == library.hash
    assert found["errors"] > 0  # there is no casebook beside it
    assert {one["what"] for one in found["problems"] if one["severity"] == "error"} == {
        "no example can be run, since there is no folder `cases` beside the authority's"
    }


def test_the_rules_are_checked_for_one_day_at_a_time(library: service.Library, client: TestClient) -> None:
    assert library._checking.acquire(timeout=60)
    try:
        busy = client.get("/api/v1/rules", params={"as_at": "2026-11-20"})
        assert (busy.status_code, busy.json()["problems"][0]["remedy"]) == (422, "ask again in a moment")
    finally:
        library._checking.release()
    assert client.get("/api/v1/rules", params={"as_at": "2026-11-20"}).status_code == 200


# --- bodies -----------------------------------------------------------------------------------------------------------

ROWS = b"""case,year_group,primary_need,current_provision,plan_made
EHC-1,Y7,ASD,drumbeat,2026-01-10
EHC-2,Y6,MLD,mainstream,2025-06-19
"""


def test_many_cases_have_each_the_answer_that_one_has(client: TestClient) -> None:
    cases: list[dict[str, object]] = [
        {"profile": {"year_group": "Y7", "primary_need": "ASD"}},
        {"profile": {"year_group": SECRET}},
        {"profile": {"year_group": "Y2", "primary_need": "SLD", "years_below": 3}, "asked_about": "watergate"},
    ]
    found = client.post("/api/v1/checks", params=AT, json={"cases": cases})
    assert found.status_code == 200
    one, two, three = found.json()["answers"]
    for case, answer in ((cases[0], one), (cases[2], three)):
        assert answer == {"check": client.post("/api/v1/check", params=AT, json=case).json()}
    assert {*two} == {"problems", "first_only"}
    assert two["problems"][0]["place"].startswith("case 2")
    assert SECRET not in found.text


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b'{"cases": []}',
        b'{"cases": {}, "more": 1}',
        b'{"cases": [1], "cases": [1]}',
        b"{" * 9_000,
        b"[" * 9_000,
        b"\xff",
        json.dumps({"cases": [{}] * 201}).encode(),
    ],
)
def test_cases_that_are_none_are_refused(body: bytes, client: TestClient) -> None:
    found = client.post("/api/v1/checks", params=AT, content=body, headers={"Content-Type": "application/json"})
    assert found.status_code == 422
    assert found.json()["problems"][0]["remedy"]


def test_a_case_among_many_may_be_anything_and_the_others_are_answered(client: TestClient) -> None:
    cases = [
        1,
        None,
        [],
        "x",
        {"profile": 1},
        {"profile": {"year_group": "Y7"}},
        {"profile": {"working_level": 10**40}},
    ]
    answers = client.post("/api/v1/checks", params=AT, json={"cases": cases}).json()["answers"]
    assert ["check" in one for one in answers] == [False, False, False, False, False, True, False]


def test_a_review_is_that_of_the_command_line(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_bytes(ROWS)
    query = {**AT, "on": "2026-11-24"}
    found = client.post("/api/v1/review", params=query, content=ROWS, headers={"Content-Type": "text/csv"})
    assert found.status_code == 200
    assert found.text == run("review", str(tmp_path / "p.csv"), "--on", "2026-11-24", "--json", *AS_AT).out


def test_rows_that_are_rejected_are_told_beside_the_review_of_the_others(client: TestClient) -> None:
    rows = ROWS + b"EHC-3,Xanthippe,,,\n"
    found = client.post("/api/v1/review", params=AT, content=rows, headers={"Content-Type": "text/csv"})
    told = found.json()
    assert [one["case"] for one in told["placements"]] == ["EHC-1", "EHC-2"]
    assert [(one["row"], one["column"]) for one in told["rejected"]] == [("4", "year_group")]
    assert "Xanthippe" not in found.text


@pytest.mark.parametrize(
    ("path", "kind", "body", "status"),
    [
        ("review", "application/json", b"{}", 415),
        ("review", "text/csv", b"", 422),
        ("review", "text/csv", b"case,name\nEHC-1,Xanthippe", 422),
        ("review", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04zork", 422),
        ("review?on=zork", "text/csv", ROWS, 422),
        ("trial/drumbeat", "text/plain", b"a: 1", 415),
        ("trial/drumbeat", "application/yaml", b"a: 1", 422),
        ("trial/drumbeat", "application/yaml", b"\xff", 422),
        ("trial/zork", "application/yaml", b"a: 1", 404),
    ],
)
def test_a_body_of_another_kind_is_refused(path: str, kind: str, body: bytes, status: int, client: TestClient) -> None:
    found = client.post(f"/api/v1/{path}", content=body, headers={"Content-Type": kind})
    assert found.status_code == status
    assert {*found.json()} == {"problems", "first_only"}
    for word in ("Xanthippe", "zork", "Traceback"):
        assert word not in found.text


def test_a_trial_is_that_of_the_page(client: TestClient) -> None:
    text = (ROOT / "rules/lewisham/special_schools/drumbeat.yaml").read_text(encoding="utf-8")
    draft = text.replace("then: {years_below: {at_least: 5}}", "then: {years_below: {at_least: 6}}")
    sent = {"content": draft.encode(), "headers": {"Content-Type": "application/yaml"}}
    found = client.post("/api/v1/trial/drumbeat", **sent)  # type: ignore[arg-type]
    assert found.status_code == 200
    assert found.text == client.post("/try/drumbeat/trial.json", data={"text": draft}).text
    assert [one["id"] for one in found.json()["changes"]["provisions"] if one["moves"]] == ["drumbeat"]
