"""What stands before every request: limits on its size, its time and how many there are, and where it may come from.

It also writes one line of log for each, which holds no address, no query and nothing of a body, and gives every answer
the headers by which a browser keeps other sites away from it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admissions.faces.web.problems import Page, answer_of, is_of_api, problems_of

LARGEST_BODY = 512 * 1024
LARGEST_UPLOAD = 8 * 1024 * 1024
UPLOADS = ("/review", "/api/v1/review")
"""The addresses that take a file of placements."""
BODY_SECONDS = 10.0
MOST_AT_ONCE = 64
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SAFE = ("GET", "HEAD", "OPTIONS")
log = logging.getLogger("admissions.web")


class Refusal(Exception):
    """A request that is not passed on, with the status that says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Guard:
    """Passes on the requests that may be asked. ``hosts`` are the names by which this may be asked for; any if none.

    People are told of an error with ``page``, where there is one; programs in the one shape of the API.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] = (), page: Page | None = None) -> None:
        self.app = app
        self.page = page
        self.hosts = frozenset(hosts)
        self._now = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0
        begun = ended = False
        # What a HEAD is answered is what a GET would be, without its body.
        asked = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope

        async def told(message: Message) -> None:
            nonlocal status, begun, ended
            if message["type"] == "http.response.start":
                begun, status = True, message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            ended = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send({**message, "body": b""} if "body" in message and asked is not scope else message)

        self._now += 1
        try:
            try:
                self._may_be_asked(scope)
                await self.app(asked, await _whole(scope, receive), told)
            except Refusal as refusal:
                await self._answer(scope, refusal.status)(scope, receive, told)
            except Exception as error:
                log_fault(error)
                if begun and not ended:
                    raise Refusal(HTTPStatus.INTERNAL_SERVER_ERROR) from None
                if not begun:
                    await self._answer(scope, HTTPStatus.INTERNAL_SERVER_ERROR)(scope, receive, told)
        finally:
            self._now -= 1
            log.info(json.dumps(_line(scope, asked.get("route"), status, time.perf_counter() - started)))

    def _answer(self, scope: Scope, status: int) -> Response:
        if self.page is None or is_of_api(scope["path"]):
            return answer_of(status)
        return self.page(status, problems_of(status))

    def _may_be_asked(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if self._now > MOST_AT_ONCE:
            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE)
        if self.hosts and _name_of(headers.get("host", "")) not in self.hosts:
            raise Refusal(HTTPStatus.MISDIRECTED_REQUEST)
        if _is_of_another_site(headers) and not (scope["method"] in SAFE and _is_a_link(headers)):
            raise Refusal(HTTPStatus.FORBIDDEN)


def log_fault(error: Exception) -> None:
    """A fault of the program as a line of log. Its words may be those of a case, so that only its kind is told."""
    log.error(json.dumps({"event": "fault", "kind": type(error).__name__}))


def _name_of(host: str) -> str:
    """A host without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_a_link(headers: Headers) -> bool:
    """Whether somebody goes to a page, as far as a browser says: no picture, script or frame of another site does."""
    return headers.get("sec-fetch-mode", "navigate") == "navigate" and headers.get("sec-fetch-dest", "document") == (
        "document"
    )


def _is_of_another_site(headers: Headers) -> bool:
    """Whether a browser says that a page of another site sends this; a program says nothing of the kind."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    try:
        return origin is not None and urlsplit(origin).netloc != headers.get("host", "")
    except ValueError:
        return True


async def _whole(scope: Scope, receive: Receive) -> Receive:
    """The body, read whole and in time, as the app will receive it. Raises Refusal."""
    length = Headers(scope=scope).get("content-length", "0")
    largest = LARGEST_UPLOAD if scope["path"] in UPLOADS else LARGEST_BODY
    if not length.isdigit() or int(length) > largest:
        raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE if length.isdigit() else HTTPStatus.BAD_REQUEST)
    body, more = bytearray(), scope["method"] not in SAFE
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    break
                body += message.get("body", b"")
                if len(body) > largest:
                    raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                more = message.get("more_body", False)
    except TimeoutError:
        raise Refusal(HTTPStatus.REQUEST_TIMEOUT) from None
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": bytes(body), "more_body": False}

    return again


def _line(scope: Scope, route: object, status: int, seconds: float) -> Mapping[str, Any]:
    """A request as a line of log: the address as it is declared, and not as it was asked."""
    return {
        "event": "request",
        "method": scope["method"] if scope["method"] in (*SAFE, "POST") else "other",
        "route": getattr(route, "path", "none"),
        "status": status,
        "ms": round(seconds * 1000, 1),
    }
