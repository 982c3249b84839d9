"""The pages of a review: a file is sent, what cannot be read of it is told, and what was found shown and filtered."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.responses import RedirectResponse, Response

from admissions import service
from admissions.errors import Place, Refused, refuse
from admissions.faces.options import LAST_YEAR, date_of
from admissions.faces.web.desk import Desk, Job
from admissions.faces.web.files import download
from admissions.faces.web.guard import LARGEST_UPLOAD
from admissions.faces.web.layout import Layout, told
from admissions.reports.json import as_json
from admissions.reports.placements import DeadlineLine, PlacementLine
from admissions.reports.review_page import placement_part, summary_part

SECTION = "/review"
ON_A_PAGE = 25
MOST_REJECTED = 50
ENDINGS = (".xlsx", ".csv", ".json", ".html")
"""The kinds of file that a result is handed out as."""

PASSED, CANNOT_TELL = "passed", "cannot_tell"
"""Of a deadline: that it has surely passed, and that it cannot be told whether it has."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which placements are shown: by where the child is now, by what was found, and only what may be overdue."""

    place: str = ""
    finding: str = ""
    overdue: str = ""

    def show(self, one: PlacementLine, on: dt.date) -> bool:
        """Whether a placement is shown, at a review on this day."""
        return (
            self.place in ("", one.where or "not_known")
            and (not self.finding or self.finding in [found.id for found in one.findings])
            and (not self.overdue or any(_may_be_overdue(deadline, on) for deadline in one.deadlines))
        )

    def query(self, **more: str) -> str:
        """How they are written in an address."""
        chosen = {"place": self.place, "finding": self.finding, "overdue": self.overdue, **more}
        return urlencode({name: value for name, value in chosen.items() if value})


def _may_be_overdue(one: DeadlineLine, on: dt.date) -> bool:
    """Whether the last day of a duty has surely passed, or may have as far as is recorded."""
    day = one.last_day or one.earliest
    passed = one.state == PASSED or (one.state == CANNOT_TELL and (day is None or day < on.isoformat()))
    return passed and not one.to_consider


def router(layout: Layout, desk: Desk) -> APIRouter:
    """The pages of these rules."""
    pages = APIRouter(include_in_schema=False)
    library = layout.library

    def form(refused: Refused | None = None) -> Response:
        problems = [] if refused is None else [told(one, ("file", "on")) for one in refused.problems]
        status = HTTPStatus.OK if refused is None else HTTPStatus.UNPROCESSABLE_ENTITY
        today = layout.today()
        return layout.page(
            "review.html", "Review placements", SECTION, status=status, problems=problems, today=today, page=None
        )

    @pages.get("/review")
    def start() -> Response:
        """The form that takes a file."""
        return form()

    @pages.get("/review/template{ending}")
    def template(ending: str) -> Response:
        """A placements file without placements."""
        if ending not in (".csv", ".xlsx"):
            return gone()
        path = desk.root / f"template{ending}"
        if not path.exists():
            service.write_template(library.book(layout.today()), path)
        return download(path.read_bytes(), f"placements{ending}")

    @pages.post("/review")
    async def send(request: Request) -> Response:
        """Takes a file, and reads it through."""
        try:
            data, ending, on = await _file_of(await _parts(request))
            job = await run_in_threadpool(taken, data, ending, on)
        except Refused as refused:
            return form(refused)
        return RedirectResponse(f"{SECTION}/{job.token}", HTTPStatus.SEE_OTHER)

    def taken(data: bytes, ending: str, on: str) -> Job:
        day = date_of(on or str(layout.today()), "on", LAST_YEAR)
        book = library.book(day)
        job = desk.add(data, ending, lambda path: service.HeldReview(book, path, "the file", service.Asked(), day))
        assert job.held is not None
        if not job.held.unread():
            desk.begin(job)
        return job

    def gone() -> Response:
        return layout.missing("This review is no longer held", SECTION)

    @pages.get("/review/{token}")
    def show(token: str, place: str = "", finding: str = "", overdue: str = "", page: int = 1) -> Response:
        """How far a review is, and what it found."""
        job = desk.find(token)
        if job is None or job.held is None:
            return gone()
        if not job.begun:
            unread = job.held.unread()
            return layout.page(
                "review_rejected.html",
                "Some rows cannot be read",
                SECTION,
                token=token,
                rows=unread[:MOST_REJECTED],
                count=job.held.file.count,
                others=job.held.file.count - len({row for row, *_ in unread}),
            )
        if not job.finished:
            return layout.page("review_running.html", "Reviewing", SECTION, token=token, job=job)
        if job.failed:
            title = "This review failed, which is a fault of the program"
            return layout.page("refused.html", title, SECTION, back=SECTION)
        title, filters = "Placements to talk about at review", Filters(place, finding, overdue)
        return layout.page("review_found.html", title, SECTION, **_found(job, filters, page))

    @pages.post("/review/{token}")
    def begin(token: str) -> Response:
        """Reviews the rows that can be read."""
        job = desk.find(token)
        if job is None:
            return gone()
        desk.begin(job)
        return RedirectResponse(f"{SECTION}/{token}", HTTPStatus.SEE_OTHER)

    @pages.post("/review/{token}/end")
    def end(token: str) -> Response:
        """Lets a review go."""
        desk.end(token)
        return RedirectResponse(SECTION, HTTPStatus.SEE_OTHER)

    @pages.get("/review/{token}/progress")
    def progress(token: str) -> Response:
        """How far it is, as data."""
        job = desk.find(token)
        if job is None or job.held is None:
            return gone()
        said = {"done": job.held.done, "of": job.held.file.count, "finished": job.finished}
        return Response(as_json(said), media_type="application/json")

    @pages.get("/review/{token}/result{ending}")
    def result(token: str, ending: str) -> Response:
        """What was found, as a file."""
        job = desk.find(token)
        if job is None or job.held is None or not job.finished or job.failed or ending not in ENDINGS:
            return gone()
        try:
            data = job.held.written(ending, job.folder)
        except FileNotFoundError:  # it was let go meanwhile
            return gone()
        return download(data, f"review{ending}")

    @pages.get("/review/{token}/rejected.csv")
    def rejected(token: str) -> Response:
        """The rows that were rejected, as a file."""
        job = desk.find(token)
        if job is None or job.held is None or not job.finished:
            return gone()
        return download(job.held.rejections_file(), "rejected.csv")

    return pages


def _found(job: Job, filters: Filters, page: int) -> dict[str, Any]:
    """What the page of a result shows."""
    held = job.held
    assert held is not None
    lines = held.placements()
    shown = [(number, one) for number, one in enumerate(lines) if filters.show(one, held.on)]
    pages = max(1, -(-len(shown) // ON_A_PAGE))
    page = min(max(page, 1), pages)
    places = {one.where or "not_known": one.place_name or "not known" for one in lines}
    findings = {found.id: found.id.replace("_", " ") for one in lines for found in one.findings}
    here = f"{SECTION}/{job.token}"
    return {
        "token": job.token,
        "summary": summary_part(held.summary()),
        "parts": [
            (Markup(placement_part(one)), f"{here}/sheets/{number}", one.case)
            for number, one in shown[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
        ],
        "shown": len(shown),
        "count": len(lines),
        "rejected": held.rejections()[:MOST_REJECTED],
        "places": sorted(places.items(), key=lambda one: one[1]),
        "findings": sorted(findings.items()),
        "filters": filters,
        "pages": [(number, f"{here}?{filters.query(page=str(number))}") for number in range(1, pages + 1)],
        "page": page,
        "endings": ENDINGS,
    }


async def _parts(request: Request) -> FormData:
    """The parts of a form with a file, all of them in memory. Raises Refused."""

    async def stream() -> AsyncGenerator[bytes, None]:
        yield await request.body()

    kind = request.headers.get("content-type", "")
    if not kind.lower().startswith("multipart/form-data"):
        raise refuse(Place("file"), "no `file` was sent", "choose one")
    parser = MultiPartParser(request.headers, stream(), max_files=1, max_fields=10, max_part_size=10_000)
    parser.spool_max_size = LARGEST_UPLOAD  # never written to a folder that all share
    try:
        return await parser.parse()
    except (MultiPartException, KeyError, ValueError):
        raise refuse(Place("form"), "this form cannot be read", "send it again") from None


async def _file_of(sent: FormData) -> tuple[bytes, str, str]:
    """The file that was sent, the ending of its name, and the day. Raises Refused."""
    file, on = sent.get("file"), sent.get("on")
    try:
        data = await file.read() if isinstance(file, UploadFile) else b""
    finally:
        await sent.close()
    if not data:
        raise refuse(Place("file"), "no `file` was sent, or an empty one", "choose a CSV or Excel file of placements")
    ending = Path(str(getattr(file, "filename", ""))).suffix.lower()
    return data, ending if ending in (".csv", ".xlsx") else ".csv", on if isinstance(on, str) else ""
