"""The API: the same questions as those of the command line, and the same JSON for an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.dependencies.models import Dependant
from starlette.responses import Response

from admissions import service
from admissions.errors import Place, Refused, listed, meant, refuse
from admissions.faces.options import date_of, pairs
from admissions.faces.web.problems import answer_refused
from admissions.reports.json import as_json

API, JSON = "/api/v1", "application/json"
WRONG = {
    "problems": [
        {
            "place": "body:1:30",
            "what": "this is not a value of `year_group`",
            "remedy": "did you mean `Y7`?",
        }
    ],
    "first_only": False,
}


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How these errors are told of, all in one shape."""
    content = {
        JSON: {
            "schema": {
                "type": "object",
                "required": ["problems", "first_only"],
                "properties": {
                    "problems": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["place", "what", "remedy"],
                            "properties": {name: {"type": "string"} for name in ("place", "what", "remedy")},
                        },
                    },
                    "first_only": {"type": "boolean", "description": "whether there may be more problems than these"},
                },
            },
            "example": WRONG,
        }
    }
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content} for status in (*statuses, 421, 500, 503)
    }


REFUSED = errors(422)
NOT_KNOWN = errors(404, 422)


@dataclass(frozen=True, slots=True)
class Way:
    """In which way something is asked: as at which day, on which assumptions, and the day as it was sent."""

    on: dt.date
    asked: service.Asked
    as_at: str = ""


async def way(
    request: Request,
    as_at: Annotated[str | None, Query(description="the rules as at this date; today if left out")] = None,
    assume: Annotated[list[str] | None, Query(description="fix an assumption: name=value")] = None,
    leave_open: Annotated[list[str] | None, Query(alias="open", description="leave one open, or `all`")] = None,
    unverified: Annotated[bool, Query(description="let resource bases in doubt take part")] = False,
    provision: Annotated[str | None, Query(description="the one asked about: it takes part and comes first")] = None,
) -> Way:
    """What every question may be asked with. Raises Refused.

    It is asynchronous since it waits for nothing: each request would have to wait for a thread otherwise.
    """
    known = dict.fromkeys(_parameters(request.scope["route"].dependant))
    for name in request.query_params:
        if name not in known:
            raise refuse(
                Place("query"), "a parameter is not known here", meant(name, known, f"it may be {listed(known)}")
            )
    fixed = pairs([one for one in assume or () if one], "assume")
    asked = service.Asked(provision, fixed, tuple(leave_open or ()), unverified)
    return Way(date_of(as_at, "as_at"), asked, as_at or "")


def _parameters(dependant: Dependant) -> Iterator[str]:
    """The parameters that a question takes in its address."""
    yield from (one.alias for one in dependant.query_params)
    for other in dependant.dependencies:
        yield from _parameters(other)


Asking = Annotated[Way, Depends(way)]


async def day(
    request: Request,
    as_at: Annotated[str | None, Query(description="the rules as at this date; today if left out")] = None,
) -> Way:
    """What a question of the rules themselves may be asked with: a day. Raises Refused."""
    return await way(request, as_at)


OnDay = Annotated[Way, Depends(day)]
Given = Annotated[list[str] | None, Query(description="ask only of children of whom this holds: field=value")]


def router(library: service.Library, folder: Path | None) -> APIRouter:
    """The API of these rules, which were read from ``folder``."""
    api = APIRouter(prefix=API, responses=REFUSED, default_response_class=Response)

    def told(request: Request, asked: Way, find: Callable[[], object]) -> Response:
        """An answer as JSON, with a mark by which a client that has it already is told so."""
        mark, found = f'"{library.hash}-{asked.on}"', find()
        if mark in [one.strip() for one in request.headers.get("if-none-match", "").split(",")]:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": mark})
        headers = {"ETag": mark, "Cache-Control": "no-cache"}
        return Response(f"{as_json(found)}\n", media_type=JSON, headers=headers)

    def named(asked: Way, wanted: Sequence[str], answered: Callable[[], Response]) -> Response:
        """The answer; what is refused is 404 where the address names a provision that is not there."""
        try:
            return answered()
        except Refused as refused:
            there = {one.id for one in service.rules_list(library.book(asked.on)).provisions}
            are_there = there.issuperset(wanted)
            return answer_refused(refused, HTTPStatus.UNPROCESSABLE_ENTITY if are_there else HTTPStatus.NOT_FOUND)

    @api.get("/rules")
    def rules(request: Request, asked: OnDay) -> Response:
        """The rule set, checked: its hash, what it holds, on which days it changes, and every problem of it."""
        return told(request, asked, lambda: library.rules(asked.on))

    @api.get("/rules/facts")
    def facts(request: Request, asked: OnDay) -> Response:
        """The facts that casework rules may look for."""
        return told(request, asked, lambda: service.facts(library.book(asked.on)))

    @api.get("/provisions")
    def provisions(request: Request, asked: OnDay) -> Response:
        """The provisions, the assumptions and the casework rules."""
        return told(request, asked, lambda: service.rules_list(library.book(asked.on)))

    @api.get("/provisions/{name}", responses=NOT_KNOWN)
    def provision(request: Request, name: str, asked: OnDay) -> Response:
        """One provision in plain English, with every source."""
        return named(
            asked, [name], lambda: told(request, asked, lambda: service.show_provision(library.book(asked.on), name))
        )

    @api.get("/needs")
    def needs(request: Request, asked: OnDay) -> Response:
        """The need fields and their values."""
        return told(request, asked, lambda: library.needs(asked.on))

    @api.get("/overlaps")
    def overlaps(request: Request, asked: Asking, given: Given = None) -> Response:
        """Which provisions overlap, every pair with an example."""
        return told(request, asked, lambda: service.overlap_matrix(library.book(asked.on), asked.asked, given or ()))

    @api.get("/overlaps/{names}", responses=NOT_KNOWN)
    def overlap(request: Request, names: str, asked: Asking, given: Given = None) -> Response:
        """One overlap explained: the ids of two provisions or more, with commas between."""
        wanted = names.split(",")
        book = library.book(asked.on)
        return named(
            asked, wanted, lambda: told(request, asked, lambda: service.overlap(book, wanted, asked.asked, given or ()))
        )

    @api.get("/ladder")
    def ladder(request: Request, year: str, need: str, asked: Asking) -> Response:
        """By working level what can be open to a year group with a need, and what else each provision asks."""
        return told(request, asked, lambda: service.ladder(library.book(asked.on), year, need, asked.asked))

    @api.get("/gaps")
    def gaps(request: Request, asked: Asking, given: Given = None) -> Response:
        """Where nothing is open, and which single step would close most."""
        return told(request, asked, lambda: service.gaps(library.book(asked.on), asked.asked, given or ()))

    @api.get("/pathways")
    def pathways(request: Request, asked: Asking) -> Response:
        """Where children have nothing open after the next step."""
        return told(request, asked, lambda: service.pathways(library.book(asked.on), asked.asked))

    @api.get("/aims")
    def aims(request: Request, asked: Asking) -> Response:
        """Whether the rules hold to each aim of the authority."""
        return told(request, asked, lambda: service.aims(library.book(asked.on), asked.asked, folder))

    @api.get("/changes")
    def changes(request: Request, old: str, new: str, asked: Asking) -> Response:
        """Who gains and who loses from the rules as at one date to those as at another."""
        for name, day in (("old", old), ("new", new)):
            date_of(day, name)
        return told(request, asked, lambda: service.changes(old, new, folder, asked.on, asked.asked))

    return api
