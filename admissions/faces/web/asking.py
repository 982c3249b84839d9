"""The pages that ask one question at a time. What was answered is in the form, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from admissions import service
from admissions.errors import Refused
from admissions.faces.web.forms import ONE, OTHERS, SOME, Sent, case_of, fields, grouped, read_form
from admissions.faces.web.layout import Layout, Told, told
from admissions.reports.check_page import check_part

SECTION = "/check"
ASKED, SKIPPED, DROP = "asked", "skipped", "drop"
"""What was just asked, what could not be answered, and which answer is to be taken back."""


def router(layout: Layout) -> APIRouter:
    """The pages of these rules."""
    pages = APIRouter(include_in_schema=False)
    library = layout.library

    @pages.get("/ask")
    def begin() -> Response:
        """The first question."""
        return asked({})

    @pages.post("/ask")
    async def go_on(request: Request) -> Response:
        """The next one, or the answer."""
        sent = read_form(await request.body())
        return await run_in_threadpool(asked, sent)

    def asked(sent: Sent) -> Response:
        today = layout.today()
        needs = library.needs(today)
        answers, skipped = _so_far([one.id for one in needs if one.kind != "derived"], sent)
        shown = {one.id: one for one in fields(needs, _as_sent(answers))}
        problems: list[Told] = []
        try:
            report = library.check(today, json.dumps(case_of(needs, _as_sent(answers))).encode(), service.Asked())
            field = service.next_field(report, [one for one in shown if one not in answers and one not in skipped])
        except Refused as refused:
            # What was answered last cannot be so beside the others: it is asked again.
            field = next((one for one in (*sent.get(ASKED, ()), *reversed(answers)) if one in shown), next(iter(shown)))
            problems = [told(one, [field]) for one in refused.problems]
            answers.pop(field, None)
        if field is None:
            return layout.page(
                "check.html",
                "What the recorded criteria say",
                SECTION,
                groups=grouped(shown.values()),
                part=check_part(report),
                ahead=False,
                onward=service.next_year_group(library.book(today), report),
                spared=(len(answers), len(skipped), len(shown) - len(answers) - len(skipped)),
            )
        return layout.page(
            "ask.html",
            "Check a profile, one question at a time",
            SECTION,
            status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
            problems=problems,
            field=shown[field],
            kept=[(name, value) for parts in answers.values() for name, values in parts.items() for value in values],
            skipped=[one for one in skipped if one != field],
            so_far=[shown[one] for one in answers],
            settled=None if problems else (service.settled_provisions(report), len(report.provisions)),
        )

    return pages


def _so_far(needs: Sequence[str], sent: Sent) -> tuple[dict[str, Sent], list[str]]:
    """What was answered, by field in the order of the form, and which fields were asked about and left unanswered."""
    dropped = {*sent.get(DROP, ())}
    answers: dict[str, Sent] = {}
    for need in needs:
        parts = {name: sent[name] for name in (f"{part}.{need}" for part in (ONE, SOME, OTHERS)) if name in sent}
        if any(not name.startswith(f"{OTHERS}.") for name in parts) and need not in dropped:
            answers[need] = parts
    # Who takes an answer back has not left the question unanswered that stood there.
    asked = dict.fromkeys((*sent.get(SKIPPED, ()), *(() if dropped else sent.get(ASKED, ()))))
    return answers, [one for one in asked if one in needs and one not in answers and one not in dropped]


def _as_sent(answers: Mapping[str, Sent]) -> Sent:
    return {name: values for parts in answers.values() for name, values in parts.items()}
