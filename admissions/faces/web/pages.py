"""The pages: what is asked of the service, and which part of a page shows the answer."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from admissions import service
from admissions.errors import Refused
from admissions.faces.web.files import download
from admissions.faces.web.forms import Field, Sent, case_of, fields, grouped, in_year, is_for_next_year, read_form
from admissions.faces.web.layout import HERE, Layout, told
from admissions.reports.check_page import check_part
from admissions.reports.check_screen import AHEAD
from admissions.reports.json import as_json
from admissions.reports.provision_page import family_part, provision_part

ASSETS = {"govuk.css": "text/css", "app.css": "text/css", "progress.js": "text/javascript", "icon.svg": "image/svg+xml"}


def router(layout: Layout) -> APIRouter:
    """The pages of a check and of the provisions, and those about the website itself."""
    pages, library, today, page = APIRouter(include_in_schema=False), layout.library, layout.today, layout.page
    styles = {name: (HERE / "assets" / name).read_bytes() for name in ASSETS}

    @pages.get("/")
    def home() -> Response:
        """What can be asked."""
        authority = library.book(today()).rules.name
        return page("home.html", "What each special school asks", "/", authority=authority)

    @pages.get("/provisions")
    def provisions() -> Response:
        """Every provision."""
        rules = service.rules_list(library.book(today()))
        return page("provisions.html", "Provisions", "/provisions", rows=rules.provisions, rule_set=rules.rule_set)

    @pages.get("/provisions/{name}")
    def provision(name: str) -> Response:
        """One provision in plain English."""
        try:
            found = service.show_provision(library.book(today()), name)
        except Refused as refused:
            return layout.missing("There is no such provision", "/provisions", refused)
        links = [(f"/provisions/{name}/families", "For parents and carers"), (f"/try/{name}", "Try a change")]
        return page("part.html", found.name, "/provisions", part=provision_part(found), links=links)

    @pages.get("/provisions/{name}/families")
    def families(name: str) -> Response:
        """One provision for parents and carers."""
        try:
            found = service.family_page(library.book(today()), name)
        except Refused as refused:
            return layout.missing("There is no such provision", "/provisions", refused)
        links = [(f"/provisions/{name}", "The whole list, as professionals read it")]
        title = f"{found.provision.name}: for parents and carers"
        return page("part.html", title, "/provisions", part=family_part(found), links=links)

    @pages.get("/compare")
    def compare(one: str = "", two: str = "") -> Response:
        """Two provisions side by side."""
        book = library.book(today())
        try:
            both = [service.show_provision(book, name) for name in (one, two)]
        except Refused as refused:
            return layout.missing("There is no such pair", "/provisions", refused)
        title = " beside ".join(found.name for found in both)
        parts = [(found.name, provision_part(found)) for found in both]
        links = [(f"/overlaps/{one},{two}", "Their overlap")] if one != two else []
        return page("compare.html", title, "/provisions", parts=parts, links=links)

    @pages.get("/check")
    def form() -> Response:
        """The form of a check."""
        return page("check.html", "Check a profile", "/check", groups=_groups(library, today(), {}), part="")

    @pages.post("/check")
    async def check(request: Request) -> Response:
        """The answer to a check, with the form below it."""
        sent = read_form(await request.body())
        return await run_in_threadpool(answered, sent)

    def answered(sent: Sent) -> Response:
        needs = library.needs(today())
        shown = _groups(library, today(), sent)
        try:
            report = library.check(today(), json.dumps(case_of(needs, sent)).encode(), service.Asked())
            onward = service.next_year_group(library.book(today()), report)
            ahead = onward is not None and is_for_next_year(sent)
            if onward is not None and ahead:
                then = json.dumps(case_of(needs, in_year(sent, onward[0]))).encode()
                next_year = library.check(today(), then, service.Asked())
                report = replace(next_year, recorded=report.recorded, unusual=report.unusual)
        except Refused as refused:
            problems = [told(one, [field.id for field in fields(needs, sent)]) for one in refused.problems]
            return page(
                "check.html",
                "Check a profile",
                "/check",
                status=HTTPStatus.UNPROCESSABLE_ENTITY,
                problems=problems,
                groups=shown,
                part="",
            )
        return page(
            "check.html",
            "What the recorded criteria say",
            "/check",
            groups=shown,
            part=check_part(report),
            onward=onward,
            ahead=ahead,
            ahead_means=AHEAD,
        )

    @pages.post("/check.json")
    async def data(request: Request) -> Response:
        """The answer as data, which is that of the API."""
        needs, sent = library.needs(today()), read_form(await request.body())
        case = json.dumps(case_of(needs, sent)).encode()
        report = await run_in_threadpool(library.check, today(), case, service.Asked())
        return download(f"{as_json(report)}\n", "check.json")

    @pages.get("/accessibility")
    def accessibility() -> Response:
        """The accessibility statement."""
        return page("accessibility.html", "Accessibility statement", "/accessibility")

    @pages.get("/assets/{name}")
    def asset(name: str) -> Response:
        """A stylesheet, or the one script."""
        if name not in styles:
            return Response("there is no such file\n", HTTPStatus.NOT_FOUND, media_type="text/plain")
        headers = {"Cache-Control": "public, max-age=3600"}
        return Response(styles[name], media_type=ASSETS[name], headers=headers)

    return pages


def _groups(library: service.Library, on: dt.date, sent: Sent) -> list[tuple[str, list[Field]]]:
    return grouped(fields(library.needs(on), sent))
