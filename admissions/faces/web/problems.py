"""The one shape of an error of the API: place, what is wrong and what to do about it, and never what was given."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from admissions.errors import Failed, Place, Problem, Refused, TooLarge

SAID = {
    HTTPStatus.BAD_REQUEST: ("the request cannot be read", "see /api/v1/openapi.json"),
    HTTPStatus.FORBIDDEN: ("this comes from another site", "send it from a page of this one, or from a program"),
    HTTPStatus.NOT_FOUND: ("there is nothing at this address", "see /api/v1/openapi.json"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("this address does not take that method", "see /api/v1/openapi.json"),
    HTTPStatus.REQUEST_TIMEOUT: ("the request took too long to arrive", "send it again"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("the body is too large", "send less at once"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: ("the body is not of the kind that is taken here", "see /api/v1/openapi.json"),
    HTTPStatus.MISDIRECTED_REQUEST: ("this host is not served here", "ask by the address that it was started with"),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("this is a fault of the program", "please report it, without the case"),
    HTTPStatus.SERVICE_UNAVAILABLE: ("too much is asked at once", "ask again in a moment"),
}


def told_of(problems: Sequence[Problem]) -> list[dict[str, str]]:
    """Problems as they are told."""
    return [{"place": str(one.place), "what": one.what, "remedy": one.remedy} for one in problems]


def answer(status: int, problems: Sequence[Problem], *, more: bool = False) -> Response:
    """An error as JSON. ``more`` says that only the first problems are told."""
    text = json.dumps({"problems": told_of(problems), "first_only": more}, ensure_ascii=False)
    return Response(f"{text}\n", status, media_type="application/json")


def answer_of(status: int) -> Response:
    """An error of this status, in its own words."""
    return answer(status, problems_of(status))


def problems_of(status: int) -> list[Problem]:
    """What is said of an error of this status."""
    what, remedy = SAID.get(HTTPStatus(status), ("this cannot be answered", "see /api/v1/openapi.json"))
    return [Problem(Place(), what, remedy)]


def answer_refused(error: Refused, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> Response:
    """A refusal with each of its problems."""
    return answer(status, error.problems, more=error.first_only)


Page = Callable[[int, Sequence[Problem]], Response]
"""Makes a page that tells of an error."""


def is_of_api(path: str) -> bool:
    """Whether an address is asked by programs; any other is asked by people, who are answered with a page."""
    return path.startswith("/api/")


def handle(app: FastAPI, page: Page) -> None:
    """Has every error of an app answered in the one shape where a program asked, and else as a page."""

    def told(request: Request, status: int, problems: Sequence[Problem], *, more: bool = False) -> Response:
        return answer(status, problems, more=more) if is_of_api(request.url.path) else page(status, problems)

    @app.exception_handler(Refused)
    @app.exception_handler(TooLarge)
    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        return told(request, HTTPStatus.UNPROCESSABLE_ENTITY, error.problems, more=error.first_only)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        names = dict.fromkeys(str(one["loc"][1]) if len(one["loc"]) > 1 else "" for one in error.errors())
        known = [Place(name) if name.isidentifier() else Place() for name in names]
        remedy = "see /api/v1/openapi.json for what it takes"
        problems = [Problem(place, "this is missing, or cannot be read", remedy) for place in known]
        return told(request, HTTPStatus.UNPROCESSABLE_ENTITY, problems)

    @app.exception_handler(HTTPException)
    def failed(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        problems = problems_of(error.status_code)
        if error.status_code == HTTPStatus.UNSUPPORTED_MEDIA_TYPE:
            problems = [Problem(Place(), problems[0].what, f"send it with `Content-Type: {error.detail}`")]
        found = told(request, error.status_code, problems)
        found.headers.update(error.headers or {})
        return found

    @app.exception_handler(Exception)
    def unforeseen(request: Request, _: Exception) -> Response:
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        return told(request, status, problems_of(status))

    @app.exception_handler(Failed)
    def at_fault(request: Request, error: Exception) -> Response:
        assert isinstance(error, Failed)
        what = f"{error.said}; this is a fault of the program"
        problems = [Problem(Place(), what, "please report it, without the case")]
        return told(request, HTTPStatus.INTERNAL_SERVER_ERROR, problems)
