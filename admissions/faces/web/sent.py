"""What of the API takes a body: a case, many cases, placements, a draft. Nothing of it is kept when it is answered."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from admissions import service
from admissions.errors import Place, Refused, refuse
from admissions.faces.options import LAST_YEAR, date_of
from admissions.faces.web.api import API, JSON, REFUSED, Asking, errors
from admissions.faces.web.desk import Desk
from admissions.faces.web.files import KINDS
from admissions.faces.web.problems import answer_refused, told_of
from admissions.reports.json import as_json

A_CASE = {
    "profile": {"year_group": "Y7", "primary_need": "ASD", "working_level": {"p_levels": "P8"}, "ehc_plan": "draft"}
}
MOST_CASES = 200
SOME_ROWS = "case,year_group,primary_need,current_provision,plan_made\nEHC-1,Y7,ASD,drumbeat,2026-01-10\n"
CSV, XLSX, YAML = KINDS[".csv"], KINDS[".xlsx"], KINDS[".yaml"]
OF_A_BODY = errors(400, 403, 408, 413, 415, 422)
OF_A_DRAFT = errors(400, 403, 404, 408, 413, 415, 422)


def router(library: service.Library, desk: Desk) -> APIRouter:
    """The part of the API that takes a body; a file of placements lies at the desk while it is read."""
    api = APIRouter(prefix=API, responses=REFUSED, default_response_class=Response)

    @api.post("/check", responses=OF_A_BODY, openapi_extra=_takes({JSON: A_CASE}))
    async def check(request: Request, asked: Asking) -> Response:
        """Check one case, which is what a case file holds, as JSON: every provision with reasons."""
        data = await _body(request, (JSON,))
        report = await run_in_threadpool(library.check, asked.on, data, asked.asked)
        return Response(f"{as_json(report)}\n", media_type=JSON)

    @api.post("/checks", responses=OF_A_BODY, openapi_extra=_takes({JSON: {"cases": [A_CASE]}}))
    async def checks(request: Request, asked: Asking) -> Response:
        """Check up to 200 cases at once. Each has its answer, or its problems, in the order in which they were sent."""
        cases = _cases(await _body(request, (JSON,)))

        def answered() -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = []
            for number, case in enumerate(cases, 1):
                try:
                    found.append({"check": library.check(asked.on, case, asked.asked, f"case {number}")})
                except Refused as refused:
                    found.append({"problems": told_of(refused.problems), "first_only": refused.first_only})
            return found

        answers = await run_in_threadpool(answered)
        return Response(f"{as_json({'schema': 'admissions/checks/1', 'answers': answers})}\n", media_type=JSON)

    @api.post("/review", responses=OF_A_BODY, openapi_extra=_takes({CSV: SOME_ROWS, XLSX: None}))
    async def review(
        request: Request,
        asked: Asking,
        on: Annotated[str | None, Query(description="the day of the review; today if left out")] = None,
    ) -> Response:
        """Review a file of up to 5,000 placements. Rows that were rejected are told besides, where there are any."""
        data = await _body(request, (CSV, XLSX))
        ending = ".xlsx" if _kind(request) == XLSX else ".csv"
        day = date_of(on, "on", LAST_YEAR)
        text = await run_in_threadpool(
            _reviewed, library, desk, data, ending, asked.asked, asked.on if asked.as_at else day, day
        )
        return Response(text, media_type=JSON)

    @api.post("/trial/{name}", responses=OF_A_DRAFT, openapi_extra=_takes({YAML: 'language: "1"\nprovision: …\n'}))
    async def trial(request: Request, name: str, asked: Asking) -> Response:
        """What it would do if the file of a provision were the one that is sent. Nothing is changed by it."""
        data = await _body(request, (YAML,))
        book = library.book(asked.on)
        try:
            service.published_text(book, library.files, name)
        except Refused as refused:
            return answer_refused(refused, HTTPStatus.NOT_FOUND)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise refuse(Place("body"), "this is not UTF-8", "send it so") from None
        report = await run_in_threadpool(service.trial, book, library.files, name, text, asked.asked)
        return Response(f"{as_json(report)}\n", media_type=JSON)

    return api


def _reviewed(
    library: service.Library, desk: Desk, data: bytes, ending: str, asked: service.Asked, as_at: dt.date, on: dt.date
) -> str:
    """The review of a file as JSON."""
    with desk.laid(data, ending) as path:
        held = service.HeldReview(library.book(as_at), path, "body", asked, on)
        held.run()
    return f"{as_json(held.report())}\n"


def _cases(data: bytes) -> list[bytes]:
    """The cases of a body, each as JSON of its own. Raises Refused."""
    try:
        sent = json.loads(data, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise refuse(Place("body"), "this is not well-formed JSON", 'send {"cases": [...]}') from None
    cases = sent.get("cases") if isinstance(sent, dict) and len(sent) == 1 else None
    if not isinstance(cases, list) or not cases:
        raise refuse(Place("body"), "there are no cases", 'send {"cases": [...]}, each as `check` takes it')
    if len(cases) > MOST_CASES:
        raise refuse(Place("body"), f"these are more than {MOST_CASES} cases", "send fewer at once")
    return [json.dumps(case).encode() for case in cases]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON, in which no key stands twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _takes(examples: Mapping[str, object]) -> dict[str, Any]:
    def content(kind: str, example: object) -> dict[str, Any]:
        schema = {"type": "object"} if kind == JSON else {"type": "string"}
        return {"schema": schema} | ({} if example is None else {"example": example})

    return {"requestBody": {"required": True, "content": {kind: content(kind, one) for kind, one in examples.items()}}}


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _body(request: Request, kinds: tuple[str, ...]) -> bytes:
    """The body, which says that it is of one of these kinds. Raises HTTPException, and Refused where there is none."""
    if _kind(request) not in kinds:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, kinds[0])
    data = await request.body()
    if not data.strip():
        raise refuse(Place("body"), "it is empty", "send what is to be answered")
    return data
