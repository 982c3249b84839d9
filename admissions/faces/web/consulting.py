"""The pages of a draft consultation sheet: for a profile that was checked, or for a placement of a review."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from admissions import service
from admissions.errors import Refused
from admissions.faces.web.desk import Desk
from admissions.faces.web.files import download
from admissions.faces.web.forms import case_of, in_year, is_for_next_year, read_form
from admissions.faces.web.layout import Layout, Told, told
from admissions.reports.sheet_page import sheet_part
from admissions.reports.sheet_screen import NO_ANSWER

if TYPE_CHECKING:
    from admissions.reports.rules import ProvisionRow
    from admissions.reports.sheet import SheetReport

CHECK, REVIEW = "/check", "/review"
PROVISION = "provision"
TITLE = "Draft consultation sheet"
KINDS = {".html": "a page to fill in", ".txt": "text", ".json": "data"}
"""The kinds of file that a sheet is handed out as, in words."""

Find = Callable[[str], "SheetReport"]
"""The sheet for a provision. Raises Refused."""


def router(layout: Layout, desk: Desk) -> APIRouter:
    """The pages of these rules."""
    pages = APIRouter(include_in_schema=False)
    library = layout.library

    def shown(
        provisions: Sequence[ProvisionRow],
        find: Find,
        provision: str,
        action: str,
        here: str,
        kept: Sequence[tuple[str, str]] = (),
    ) -> Response:
        """The sheet for the provision that is chosen, where one is, below the choice."""
        sheet, problems = None, list[Told]()
        try:
            sheet = find(provision) if provision else None
        except Refused as refused:
            problems = [told(one, (PROVISION,)) for one in refused.problems]
        return layout.page(
            "sheet.html",
            TITLE if sheet is None else f"{TITLE}: {sheet.name}",
            here,
            status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
            problems=problems,
            method="get" if here == REVIEW else "post",
            action=action,
            kept=kept,
            provisions=provisions,
            chosen=provision,
            part=None if sheet is None else sheet_part(sheet),
            no_answer=NO_ANSWER,
            kinds=KINDS,
        )

    def handed_out(find: Find, provision: str, ending: str, here: str) -> Response:
        if ending not in service.SHEETS:
            return layout.missing("There is no such file", here)
        try:
            return download(service.sheet_text(find(provision), ending), f"consultation-sheet{ending}")
        except Refused as refused:
            return layout.refused(refused, here)

    # --- for a profile that was checked ------------------------------------------------------------------------------

    @pages.post("/check/sheet")
    async def of_profile(request: Request) -> Response:
        """A sheet for what was put into the form of a check."""
        find, provision, kept = _put_in(await request.body())
        provisions = service.rules_list(library.book(layout.today())).provisions
        return await run_in_threadpool(shown, provisions, find, provision, f"{CHECK}/sheet", CHECK, kept)

    @pages.post("/check/sheet/file{ending}")
    async def of_profile_as_file(request: Request, ending: str) -> Response:
        """It, as a file."""
        find, provision, _ = _put_in(await request.body())
        return await run_in_threadpool(handed_out, find, provision, ending, CHECK)

    def _put_in(body: bytes) -> tuple[Find, str, list[tuple[str, str]]]:
        sent, day = read_form(body), layout.today()
        needs = library.needs(day)
        case, ahead = json.dumps(case_of(needs, sent)).encode(), None
        if is_for_next_year(sent) and (year := library.next_year_group(day, case)):
            ahead = json.dumps(case_of(needs, in_year(sent, year[0]))).encode()
        kept = [(name, value) for name, values in sent.items() if name != PROVISION for value in values]
        return lambda provision: library.sheet(day, case, provision, ahead), sent.get(PROVISION, ("",))[0], kept

    # --- for a placement of a review ---------------------------------------------------------------------------------

    def found(token: str, number: int) -> service.HeldReview | None:
        """The review of this name, where it has a placement of this number."""
        job = desk.find(token)
        held = job.held if job is not None and job.finished and not job.failed else None
        return held if held is not None and 0 <= number < len(held.placements()) else None

    @pages.get("/review/{token}/sheets/{number}")
    def of_placement(token: str, number: int, provision: str = "") -> Response:
        """A sheet for a placement, by its number among those of the review: what is recorded of it is in no address."""
        held = found(token, number)
        if held is None:
            return layout.missing("This placement is no longer held", REVIEW)
        action = f"{REVIEW}/{token}/sheets/{number}"
        return shown(
            service.rules_list(held.book).provisions, lambda one: held.sheet(number, one), provision, action, REVIEW
        )

    @pages.get("/review/{token}/sheets/{number}/file{ending}")
    def of_placement_as_file(token: str, number: int, ending: str, provision: str = "") -> Response:
        """It, as a file."""
        held = found(token, number)
        if held is None:
            return layout.missing("This placement is no longer held", REVIEW)
        return handed_out(lambda one: held.sheet(number, one), provision, ending, REVIEW)

    return pages
