"""The app that a server runs."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Collection
from pathlib import Path

from fastapi import FastAPI
from starlette.responses import Response
from starlette.types import ASGIApp

import admissions
from admissions import service
from admissions.faces.options import date_of
from admissions.faces.web import api, asking, consulting, pages, problems, questions, reviews, sent, trying
from admissions.faces.web.desk import Desk
from admissions.faces.web.guard import Guard
from admissions.faces.web.layout import Layout
from admissions.reports.json import as_json


def create_app(library: service.Library, folder: Path | None = None, hosts: Collection[str] = ()) -> ASGIApp:
    """The app for these rules, which were read from ``folder``; it may be asked for by ``hosts`` only, if there are."""
    desk = Desk()

    @contextlib.asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            desk.close()

    layout = Layout(library, lambda: date_of(None))
    app = FastAPI(
        lifespan=running,
        title="admissions",
        version=admissions.__version__,
        description="Checks a need profile without a name against published entry criteria. Advises, never decides.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # it would name this address as it is behind a proxy, and send a case there
    )
    problems.handle(app, layout.problem_page)
    app.include_router(api.router(library, folder))
    app.include_router(sent.router(library, desk))
    app.include_router(pages.router(layout))
    app.include_router(asking.router(layout))
    app.include_router(questions.router(layout, folder))
    app.include_router(trying.router(layout))
    app.include_router(reviews.router(layout, desk))
    app.include_router(consulting.router(layout, desk))

    @app.get("/healthz", include_in_schema=False)
    def healthz() -> Response:
        """That the process answers."""
        return Response("ok\n", media_type="text/plain")

    @app.get("/readyz", include_in_schema=False)
    def readyz() -> Response:
        """That the rules were read, and which."""
        return Response(f"{as_json({'ready': True, 'hash': library.hash})}\n", media_type=api.JSON)

    return Guard(app, hosts, layout.problem_page)
