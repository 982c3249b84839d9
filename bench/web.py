"""The server under load, on this machine alone: bounded in number and time, each figure beside what it is to reach."""

from __future__ import annotations

import gc
import itertools
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import urlencode

from admissions import service
from admissions.questions.rulebook import Rulebook
from admissions.reports.json import as_json
from admissions.service.opening import bundled
from admissions.text.files import rule_files
from bench.rules import borough

TOP = Path(__file__).resolve().parent.parent
FILLED = {
    "one.year_group": "Y7",
    "one.primary_need": "ASD",
    "one.working_level": "p_levels:P8",
    "one.ehc_plan": "draft",
}
PAGES = ("/", "/check", "/ask", "/provisions", "/overlaps", "/overlaps/brent_knoll,drumbeat", "/gaps", "/pathways")
FORM = "application/x-www-form-urlencoded"
CHECKS, TRIALS, THREADS, SENT = 300, 40, 4, 1_200
PROVISIONS = 25


def web(book: Rulebook) -> None:
    """Server time of the check page and of a trial out of the server's own log, checks a second, the largest page."""
    print(
        f"\nadmissions serve, {len(book.choose())} provisions take part; {os.cpu_count()} cores for client and server"
    )
    with TemporaryFile() as log, _server(log) as port:
        largest = _pages(port)
        largest = max(largest, len(_ask(port, "POST", "/check", urlencode(FILLED), FORM)))
        for _ in range(CHECKS):
            _ask(port, "POST", "/check", urlencode(FILLED), FORM)
        text = (TOP / "rules/lewisham/special_schools/drumbeat.yaml").read_text(encoding="utf-8")
        for number in range(TRIALS):
            _ask(port, "POST", "/api/v1/trial/drumbeat", _draft(text, number), "application/yaml")
        a_second = _throughput(port)
        times = _times(log)
    _row("the check page, server time", times["POST /check"], "to reach: p50 15 ms, p99 60 ms")
    _row("a change tried, server time", times["POST /api/v1/trial/{name}"], "")
    _row(f"the same of {PROVISIONS} provisions, in this process", _of_many(text), "to reach: p95 100 ms")
    print(f"  {'checks a second through the API, ' + str(THREADS) + ' clients':<58} {a_second:>8.0f}    to reach: 150")
    print(f"  {'the largest page':<58} {largest / 1e3:>8.0f} kB to reach: 300 kB")


def _of_many(text: str) -> list[float]:
    """Milliseconds of a trial and its JSON with all of so many provisions taking part, variants of the real ones."""
    many, files = borough(PROVISIONS), rule_files(bundled("rules") / "lewisham")
    asked, found = service.Asked(unverified=True), []
    service.trial(many, files, "drumbeat", _draft(text, TRIALS), asked)
    gc.collect()
    gc.freeze()  # as the server does at its start
    for number in range(TRIALS):
        start = time.perf_counter()
        as_json(service.trial(many, files, "drumbeat", _draft(text, number), asked))
        found.append((time.perf_counter() - start) * 1e3)
    return found


def _draft(text: str, number: int) -> str:
    """The file with two thresholds moved; no two drafts are alike."""
    moved = {"at_least: 5}}": f"at_least: {number % 8}}}}}", "at_least: 7}}": f"at_least: {3 + number // 8}}}}}"}
    lines = text.splitlines(keepends=True)
    return "".join(next((line.replace(*one) for one in moved.items() if one[0] in line), line) for line in lines)


def _pages(port: int) -> int:
    found = {path: len(_ask(port, "GET", path)) for path in (*PAGES, "/try/drumbeat")}
    return max(found.values())


def _throughput(port: int) -> float:
    """Checks a second of several clients at once, each with its own connection and with profiles that differ."""
    fields = {
        "year_group": ("R", "Y1", "Y3", "Y6", "Y7", "Y9", "Y11", "Y13"),
        "primary_need": ("ASD", "SLCN", "SEMH", "MLD", "SLD"),
        "ehc_plan": ("none", "requested", "draft", "final"),
        "working_level": ("p5", "p8", "y1", "y3", "y6", "y9", "y11"),
    }
    profiles = [dict(zip(fields, values, strict=True)) for values in itertools.product(*fields.values())]
    random.Random(1).shuffle(profiles)

    def client(which: int) -> None:
        connection = HTTPConnection("127.0.0.1", port)
        for number in range(SENT // THREADS):
            profile = profiles[(number * THREADS + which) % len(profiles)]
            if number % 2:
                del (profile := dict(profile))["working_level"]
            case = {"profile": profile}
            connection.request("POST", "/api/v1/check", json.dumps(case), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
        connection.close()

    start = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(client, range(THREADS)))
    return SENT / (time.perf_counter() - start)


def _ask(port: int, method: str, path: str, body: str | None = None, kind: str = "") -> bytes:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request(method, path, None if body is None else body.encode(), {"Content-Type": kind} if kind else {})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    assert answer.status == 200, (path, answer.status)
    return data


@contextmanager
def _server(log: IO[bytes]) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "admissions", "serve", "--port", str(port)]
    running = subprocess.Popen(command, cwd=TOP, stdout=subprocess.DEVNULL, stderr=log)
    try:
        for _ in range(600):
            try:
                _ask(port, "GET", "/readyz")
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        running.terminate()
        running.wait(30)


def _times(log: IO[bytes]) -> dict[str, list[float]]:
    """The milliseconds of each request, by method and address, as the server logged them."""
    log.seek(0)
    found: dict[str, list[float]] = defaultdict(list)
    for line in log.read().decode().splitlines():
        if line.startswith("{"):
            one = json.loads(line)
            if one["event"] == "request" and one["status"] == 200:
                found[f"{one['method']} {one['route']}"].append(one["ms"])
    return found


def _row(what: str, times: list[float], target: str) -> None:
    ordered = sorted(times)
    p95, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.95, 0.99))
    print(f"  {what:<58} {statistics.median(times):>8.1f} ms, p95 {p95:.1f}, p99 {p99:.1f}   {target}")
