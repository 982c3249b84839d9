"""The one shape of an error of the API: place, what is wrong and what to do about it, and never what was given."""

from __future__ import annotations

import json
from collections.abc import Sequence
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
    what, remedy = SAID.get(HTTPStatus(status), ("this cannot be answered", "see /api/v1/openapi.json"))
    return answer(status, [Problem(Place(), what, remedy)])


def answer_refused(error: Refused, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> Response:
    """A refusal with each of its problems."""
    return answer(status, error.problems, more=error.first_only)


def handle(app: FastAPI) -> None:
    """Has every error of an app answered in the one shape."""

    @app.exception_handler(Refused)
    @app.exception_handler(TooLarge)
    def refused(_: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        return answer_refused(error)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        names = dict.fromkeys(str(one["loc"][1]) if len(one["loc"]) > 1 else "" for one in error.errors())
        known = [Place(name) if name.isidentifier() else Place() for name in names]
        remedy = "see /api/v1/openapi.json for what it takes"
        problems = [Problem(place, "this is missing, or cannot be read", remedy) for place in known]
        return answer(HTTPStatus.UNPROCESSABLE_ENTITY, problems)

    @app.exception_handler(HTTPException)
    def failed(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == HTTPStatus.UNSUPPORTED_MEDIA_TYPE:
            what = SAID[HTTPStatus.UNSUPPORTED_MEDIA_TYPE][0]
            remedy = f"send it with `Content-Type: {error.detail}`"
            return answer(error.status_code, [Problem(Place(), what, remedy)])
        found = answer_of(error.status_code)
        found.headers.update(error.headers or {})
        return found

    @app.exception_handler(Failed)
    def at_fault(_: Request, error: Exception) -> Response:
        assert isinstance(error, Failed)
        what = f"{error.said}; this is a fault of the program"
        return answer(HTTPStatus.INTERNAL_SERVER_ERROR, [Problem(Place(), what, "please report it, without the case")])
