"""A client that is slow to ask is let go, and others are served all the while; over a real socket."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.types import ASGIApp

from admissions.faces.web import patience
from admissions.faces.web.patience import Timely

SOON = 8  # seconds: half a second and some load, and less than the server waits where the tests do not say otherwise
assert SOON < patience.HEADER_SECONDS


@pytest.fixture
def port(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a server that waits for headers no longer than half a second."""
    monkeypatch.setattr(patience, "HEADER_SECONDS", 0.5)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found = int(free.getsockname()[1])
    config = uvicorn.Config(
        app, port=found, http=Timely, log_config=None, access_log=False, timeout_keep_alive=2, lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield found
    server.should_exit = True
    thread.join(30)


def closed_within(connection: socket.socket, seconds: float) -> bool:
    """Whether the other side closes the connection so soon."""
    connection.settimeout(seconds)
    try:
        while connection.recv(4096):
            pass
    except TimeoutError:
        return False
    except ConnectionResetError:
        pass
    return True


@pytest.mark.parametrize("begun", [b"", b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "])
def test_headers_that_never_end_are_not_waited_for(begun: bytes, port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as slow:
        slow.sendall(begun)
        other = http.client.HTTPConnection("127.0.0.1", port)
        other.request("GET", "/healthz", headers={"Host": "127.0.0.1"})
        assert other.getresponse().read() == b"ok\n"
        other.close()
        assert closed_within(slow, SOON)


def test_a_client_that_asks_in_time_is_answered_again_and_again(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for _ in range(3):
        connection.request("GET", "/healthz", headers={"Host": "127.0.0.1"})
        assert connection.getresponse().read() == b"ok\n"
        time.sleep(0.7)
    connection.close()


def test_a_second_request_that_never_ends_is_not_waited_for_either(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as slow:
        slow.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert slow.recv(4096)
        slow.sendall(b"GET /healthz HTTP/1.1\r\nX-Slow: ")
        assert closed_within(slow, SOON)
