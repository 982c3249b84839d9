"""What stands before every request, and the server itself: other sites, other hosts, slow clients, faults, logs."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admissions import service
from admissions.faces.web import guard
from admissions.faces.web.guard import HEADERS, Guard
from admissions.service.serving import MOST_KEPT, _Kept
from tests.bad.command import ROOT, run
from tests.conftest import AS_AT

CASE = {"profile": {"year_group": "Y7", "primary_need": "ASD"}}


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/needs", "/nothing", "/api/v1/check"])
def test_every_answer_keeps_other_sites_away(path: str, client: TestClient) -> None:
    found = client.get(path)
    assert {name: found.headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in found.headers["content-security-policy"]
    assert "set-cookie" not in found.headers
    assert "server" not in found.headers


@pytest.mark.parametrize(
    ("mode", "dest", "status"),
    [("navigate", "document", 200), ("no-cors", "image", 403), ("navigate", "iframe", 403), ("cors", "empty", 403)],
)
def test_a_page_of_another_site_may_lead_here_and_fetch_nothing(
    mode: str, dest: str, status: int, client: TestClient
) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
    assert client.get("/provisions", headers=headers).status_code == status
    headers["Sec-Fetch-Site"] = "same-origin"
    assert client.get("/provisions", headers=headers).status_code == 200


def test_an_address_with_a_stroke_too_many_leads_nowhere_else(client: TestClient) -> None:
    assert client.post("/check/", json=CASE, follow_redirects=False).status_code == 404


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/needs", "/nothing", "/check/sheet", "/assets/app.css"])
def test_a_head_is_answered_as_a_get_without_its_body(path: str, client: TestClient) -> None:
    head, whole = client.head(path), client.get(path)
    assert head.content == b""
    assert (head.status_code, head.headers) == (whole.status_code, whole.headers)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://127.0.0.1:8000"}, 200),
        ({"Origin": "http://127.0.0.1:9000"}, 403),
        ({"Origin": "https://example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "127.0.0.1"}, 200),
        ({"Host": "localhost:8000"}, 200),
        ({"Host": "[::1]:8000"}, 200),
        ({"Host": "rebound.example.org"}, 421),
        ({"Host": "127.0.0.1.example.org"}, 421),
        ({"Host": "[::1"}, 421),
        ({"Content-Length": "-1"}, 400),
        ({"Content-Length": "99999999"}, 413),
    ],
)
def test_what_comes_from_another_site_or_for_another_host_is_not_asked(
    headers: dict[str, str], status: int, client: TestClient
) -> None:
    assert client.post("/api/v1/check", json=CASE, headers=headers).status_code == status


def test_reading_from_another_site_is_kept_from_it_by_the_browser(client: TestClient) -> None:
    """No header lets it read the answer."""
    found = client.get("/api/v1/needs", headers={"Origin": "https://example.org", "Sec-Fetch-Site": "cross-site"})
    assert found.status_code == 200
    assert "access-control-allow-origin" not in found.headers


def ask(app: ASGIApp, messages: list[Message] | None, method: str = "POST") -> tuple[int, bytes]:
    """What an app answers to a body in parts; a body that never comes for None."""
    sent: list[Message] = []
    parts = iter(messages or ())

    async def receive() -> Message:
        found = next(parts, None)
        if found is None:
            await asyncio.sleep(60)
            raise AssertionError
        return found

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "method": method, "path": "/", "headers": [], "query_string": b""}
    # In a thread of its own: where a browser is driven, this one has a loop that runs.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, app(scope, receive, send)).result()  # type: ignore[arg-type]
    return sent[0]["status"], b"".join(one.get("body", b"") for one in sent[1:])


async def echo(_: Scope, receive: Receive, send: Send) -> None:
    """Answers with the body."""
    message = await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": message["body"]})


async def broken(*_: object) -> None:
    """Fails with the words of a case."""
    raise RuntimeError("Xanthippe")


def part(body: bytes, *, more: bool) -> Message:
    """A part of a body."""
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_in_parts_is_whole_and_one_that_grows_too_large_or_never_comes_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert ask(Guard(echo), [part(b"a", more=True), part(b"b", more=False)]) == (200, b"ab")
    assert ask(Guard(echo), [part(b"a" * 300_000, more=True)] * 3)[0] == 413
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.05)
    assert ask(Guard(echo), None)[0] == 408


def test_too_many_at_once_are_told_to_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_AT_ONCE", 0)
    assert ask(Guard(echo), [part(b"", more=False)])[0] == 503


def test_a_fault_says_nothing_of_a_case_in_the_answer_or_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "admissions.web"):
        status, body = ask(Guard(broken), [part(b"Xanthippe", more=False)])
    assert status == 500
    assert json.loads(body)["problems"][0]["what"] == "this is a fault of the program"
    assert "Xanthippe" not in body.decode() + caplog.text
    lines = [json.loads(one.message) for one in caplog.records]
    assert [one["event"] for one in lines] == ["fault", "request"]
    assert lines[0]["kind"] == "RuntimeError"


def test_the_log_holds_no_address_as_it_was_asked_and_nothing_of_a_body(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "admissions.web"):
        client.post("/api/v1/check", json=CASE, params={"provision": "drumbeat"})
        client.get("/api/v1/overlaps/drumbeat,watergate", params={"given": "primary_need=ASD"})
        client.get("/Xanthippe")
    lines = [json.loads(one.message) for one in caplog.records]
    assert [(one["route"], one["status"]) for one in lines] == [
        ("/api/v1/check", 200),
        ("/api/v1/overlaps/{names}", 200),
        ("none", 404),
    ]
    for word in ("Y7", "ASD", "drumbeat", "Xanthippe", "127.0.0.1", "testclient"):
        assert word not in caplog.text.replace("admissions.web", "")


# --- the server -------------------------------------------------------------------------------------------------------


def test_it_listens_to_other_machines_only_when_that_is_said_twice() -> None:
    said = run("serve", "--host", "0.0.0.0")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("--host: there are no accounts")
    assert run("serve", "--port", "0").err.startswith("--port: this is not a whole number")


@pytest.fixture
def server() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server of its own process on a port that is free, and its address."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "admissions", "serve", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=1).close()
            break
        except OSError:
            assert process.poll() is None
            time.sleep(0.1)
    yield process, address
    process.kill()
    process.wait()
    for stream in (process.stdout, process.stderr):
        assert stream is not None
        stream.close()


def test_a_server_is_ready_answers_others_while_one_is_slow_and_ends_when_told(
    server: tuple[subprocess.Popen[bytes], str], library: service.Library
) -> None:
    process, address = server
    with urllib.request.urlopen(f"{address}/readyz", timeout=60) as found:
        assert json.load(found) == {"ready": True, "hash": library.hash}
    port = int(address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as slow:
        slow.sendall(b"POST /api/v1/check HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{")
        asked = urllib.request.Request(
            f"{address}/api/v1/check", json.dumps(CASE).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=60) as found:
            assert json.load(found)["schema"] == "admissions/check/1"
        slow.setblocking(False)
        with pytest.raises(BlockingIOError):  # it is waited for still, and nobody had to wait for it
            slow.recv(1)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert b"/api/v1/openapi.json describes the API" in out
    assert b"Traceback" not in err
    events = [json.loads(line) for line in err.decode().splitlines() if line.startswith("{")]
    assert "/api/v1/check" in {one["route"] for one in events}


def test_a_rule_book_is_read_once(library: service.Library) -> None:
    """What changes on the disk afterwards is another rule set, and takes another start."""
    assert library.book(AS_AT) is library.book(AS_AT)


def test_nobody_waits_for_what_another_one_has_made() -> None:
    """Rules of a day that take long to read hold up only those who ask for that day; what fails is tried again."""
    kept: _Kept[str] = _Kept()
    begun, may_end = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        assert may_end.wait(30)
        return "slow"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kept.get, "one", slow)
        assert begun.wait(30)
        assert kept.get("two", lambda: "quick") == "quick"
        second = pool.submit(kept.get, "one", lambda: "made twice")
        may_end.set()
        assert (first.result(30), second.result(30)) == ("slow", "slow")

    def fails() -> str:
        raise ValueError("it cannot be made")

    with pytest.raises(ValueError, match="cannot be made"):
        kept.get("three", fails)
    assert kept.get("three", lambda: "made") == "made"
    for number in range(2 * MOST_KEPT):
        kept.get(number, lambda number=number: str(number))  # type: ignore[misc]
    assert kept.get("one", lambda: "made again") == "made again"


def test_a_site_that_cannot_be_read_is_another_one(client: TestClient) -> None:
    assert client.post("/check", data={}, headers={"Origin": "http://[x"}).status_code == 403


def test_a_fault_after_a_whole_answer_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """What is answered stays answered, and only the kind of the fault is told."""

    async def faulty(_: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 500, "headers": []})
        await send({"type": "http.response.body", "body": b"said"})
        raise ValueError("Xanthippe")

    with caplog.at_level("INFO", "admissions.web"):
        assert ask(Guard(faulty), [{"type": "http.request", "body": b""}]) == (500, b"said")
    assert "Xanthippe" not in caplog.text
    assert "ValueError" in caplog.text
