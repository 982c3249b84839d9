"""A server as `admissions serve` runs it, and Debian's Chromium; without one the tests here are skipped, with one line.

``REQUIRE_BROWSER=1`` makes that a failure.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WIDE, NARROW = 1100, 320
PATIENCE = 60_000  # milliseconds that what a page does is waited for: a busy machine is no fault of the page
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        what = "no Chromium is on this machine: on Debian, apt install chromium"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(what)
        pytest.skip(what)
    return found


@pytest.fixture(scope="session")
def server(chromium: str) -> Iterator[str]:
    """The address of a server of the bundled rules."""
    assert chromium  # nothing is started where there is nothing to look at it
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "admissions", "serve", "--port", str(port)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}/readyz").close()
                break
            except OSError:
                assert running.poll() is None, "the server ended"
                time.sleep(0.1)
        yield address
    finally:
        running.terminate()
        running.wait(30)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(params=[True, False], ids=["script", "no_script"])
def scripted(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs JavaScript."""
    return bool(request.param)


@pytest.fixture
def page(browser: Browser, server: str, scripted: bool) -> Iterator[Page]:
    """A page of the server, with JavaScript and without; whatever the browser complains of fails the test."""
    context = browser.new_context(
        base_url=server, viewport={"width": WIDE, "height": 900}, java_script_enabled=scripted
    )
    found = context.new_page()
    found.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    found.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    found.on("pageerror", lambda error: complaints.append(str(error)))
    yield found
    context.close()
    assert not [one for one in complaints if "the server responded with a status of 4" not in one]


def arrive(page: Page, at: str) -> None:
    """Waits for the page that has ``at``, which that before has not, and until all of it is there.

    A click comes back before what it leads to does: on a busy machine what follows would look at the page before.
    """
    page.wait_for_selector(at)
    page.wait_for_load_state()


def faults(page: Page) -> list[str]:
    """What axe-core finds against the page as it stands."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]
