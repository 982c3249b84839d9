"""The pages on which a change of one provision is tried. What is published is never changed by it."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from admissions import service
from admissions.errors import Place, Problem, Refused, refuse
from admissions.faces.web.files import download
from admissions.faces.web.forms import Sent, read_form
from admissions.faces.web.layout import Layout, Told, told
from admissions.faces.web.links import packed, unpacked
from admissions.reports.json import as_json
from admissions.reports.trial_part import trial_part

SECTION = "/try"
UNASKED = service.Asked()
TEXT = "text"
MOST_TOLD, MOST_QUOTED = 20, 200
"""How many problems of a draft are told at once, and how many letters of a line are quoted."""


def router(layout: Layout) -> APIRouter:
    """The pages of these rules."""
    pages = APIRouter(include_in_schema=False)
    library = layout.library

    @pages.get("/try")
    def start() -> Response:
        """The provisions to choose from."""
        rows = service.rules_list(library.book(layout.today())).provisions
        return layout.page("try_start.html", "Try a change", SECTION, rows=rows)

    @pages.get("/try/{name}")
    def begin(name: str, draft: str = "") -> Response:
        """A provision to change: as it is published, or as a link has it."""
        return answered(name, {}, draft)

    @pages.post("/try/{name}")
    async def change(name: str, request: Request) -> Response:
        """What a change would do."""
        sent = read_form(await request.body())
        return await run_in_threadpool(answered, name, sent, is_sent=True)

    @pages.post("/try/{name}/draft.yaml")
    async def as_file(name: str, request: Request) -> Response:
        """The draft as a file."""
        text = _text(read_form(await request.body()))
        if name not in library.book(layout.today()).by_id:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return download(text, f"{name}.yaml")

    @pages.post("/try/{name}/trial.json")
    async def as_data(name: str, request: Request) -> Response:
        """What the change would do, as data."""
        sent = read_form(await request.body())
        book = library.book(layout.today())
        if name not in book.by_id:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        report = await run_in_threadpool(service.trial, book, library.files, name, _text(sent), UNASKED)
        return download(f"{as_json(report)}\n", "trial.json")

    def published(name: str) -> str:
        return service.published_text(library.book(layout.today()), library.files, name)

    def answered(name: str, sent: Sent, link: str = "", *, is_sent: bool = False) -> Response:
        book, files = library.book(layout.today()), library.files
        try:
            was = published(name)
        except Refused as refused:
            return layout.missing("There is no such provision", SECTION, refused)
        title = f"Try a change of {book.by_id[name].provision.name}"
        text, part = was, ""
        problems: list[Told] = []
        options: tuple[service.SmallChanges, ...] = ()
        try:
            text = _text(sent)
            if is_sent and not text.strip():
                raise refuse(Place("draft"), "there is nothing in it", "begin again with the published criteria")
            if not is_sent:
                text = unpacked(link, was) if link else was
            for key in sent.get("change", ())[:1]:
                text = service.with_small_change(book, files, name, text, key, UNASKED)
            if text != was:
                part = trial_part(service.trial(book, files, name, text, UNASKED))
            options = service.small_changes(book, files, name, text, UNASKED)
        except Refused as refused:
            problems = [_at_line(one, text) for one in refused.problems[:MOST_TOLD]]
        letters = packed(text, was) if part else ""
        return layout.page(
            "try.html",
            title,
            SECTION,
            status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
            problems=problems,
            name=name,
            standing=book.by_id[name].provision.version.status,
            text=text,
            part=part,
            options=options,
            link=f"{SECTION}/{name}?draft={letters}" if letters else "",
            is_draft=text != was,
            changed=_changed(was, text),
            others=[one for one in service.rules_list(book).provisions if one.id != name],
        )

    return pages


def _changed(was: str, text: str) -> list[tuple[str, str]]:
    """The lines of the published file that a draft leaves out, and those that it has instead."""
    lines = difflib.unified_diff(was.splitlines(), text.splitlines(), lineterm="", n=0)
    words = {"-": "before", "+": "after"}
    return [(words[line[0]], line[1:].strip()) for line in lines if line[0] in words and line[:3] not in ("---", "+++")]


def _text(sent: Sent) -> str:
    """The file as it was sent; a browser ends each line in its own way."""
    return "".join(sent.get(TEXT, ())).removeprefix("\ufeff").replace("\r\n", "\n")


def _at_line(problem: Problem, text: str) -> Told:
    """A problem with the line of the draft that it is about: a draft holds rules and no case, so it may be quoted."""
    said = told(problem).words
    lines: Sequence[str] = text.splitlines()
    if problem.place.file and 0 < problem.place.line <= len(lines):
        line = lines[problem.place.line - 1].strip()
        quoted = line if len(line) <= MOST_QUOTED else f"{line[:MOST_QUOTED]}…"
        return Told(f"Line {problem.place.line}, “{quoted}”: {said}", TEXT)
    return Told(said)
