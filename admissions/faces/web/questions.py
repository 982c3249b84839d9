"""The pages of what heads agree on: overlaps, ladders, gaps, pathways, aims, in any reading of the published words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from admissions import service
from admissions.errors import Refused
from admissions.faces.web.api import API, Asking, Given, Way
from admissions.faces.web.layout import Layout
from admissions.faces.web.links import packed
from admissions.reports.agreeing_parts import (
    aims_part,
    gaps_part,
    ladder_part,
    overlaps_part,
    pair_part,
    pathways_part,
    repairs_part,
)
from admissions.reports.repairs import RepairsReport
from admissions.reports.rule_set import AssumptionLine

SECTION = "/overlaps"
QUESTIONS = (
    ("/overlaps", "Every pair"),
    ("/ladder", "Ladders"),
    ("/gaps", "Gaps"),
    ("/pathways", "Pathways"),
    ("/aims", "Aims"),
)
ENTRY = {"year": "Y7", "need": "ASD"}
"""The ladder that is shown where none was asked for, if the rules know it: entry to secondary school."""
SHOWN = ("assume", "unverified")
"""What the form of another reading shows; the rest of how it was asked is kept in it."""
Book = Any
"""A rule book, which a face only hands on."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Of whom a question is asked, as a choice: how it is sent, what it is called, each value and its words."""

    id: str
    name: str
    label: str
    values: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An assumption as a choice: its question, and each value as it is sent, in words, and whether it is chosen."""

    id: str
    question: str
    choices: tuple[tuple[str, str, bool], ...]


def router(layout: Layout, folder: Path | None) -> APIRouter:
    """The pages of these rules, which were read from ``folder``."""
    pages = APIRouter(include_in_schema=False)
    library = layout.library

    def page(
        request: Request,
        way: Way,
        title: str,
        find: Callable[[Book], object],
        part: Callable[[Any], Markup],
        asked: Sequence[tuple[str, str]] = (),
        **more: Any,
    ) -> Response:
        """The answer, kept for the next who asks the same, under the form by which to ask in another reading.

        ``asked`` is what was asked beside the way of asking, as it was sent.
        """
        address = request.url.path
        key = (address, *sorted(asked))
        try:
            shown = library.answer(key, way.on, way.asked, lambda book: part(find(book)))
        except Refused as refused:
            return layout.refused(refused, SECTION)
        return layout.page(
            "question.html",
            title,
            SECTION,
            part=shown,
            address=address,
            questions=QUESTIONS,
            query=_query(way),
            data="" if address.startswith("/repairs") else f"{API}{address}{_query(way, *asked)}",
            hidden=[*asked, *((name, value) for name, value in _sent(way) if name not in SHOWN)],
            readings=_readings(service.rules_list(library.book(way.on)).assumptions, way.asked),
            unverified=way.asked.unverified,
            kept=_sent(way),
            **more,
        )

    @pages.get("/overlaps")
    def overlaps(request: Request, asked: Asking) -> Response:
        """Every pair, and where most are open together."""
        query = _query(asked)
        return page(
            request,
            asked,
            "Overlaps",
            lambda book: service.overlap_matrix(book, asked.asked),
            lambda report: overlaps_part(report, lambda ids: f"/overlaps/{','.join(ids)}{query}"),
        )

    @pages.get("/overlaps/{names}")
    def overlap(request: Request, names: str, asked: Asking) -> Response:
        """One overlap of two provisions or more, explained."""
        wanted = names.split(",")
        known = library.book(asked.on).by_id
        if not all(name in known for name in wanted):
            return layout.missing("There is no such provision", SECTION)
        title = " and ".join(known[name].provision.name for name in dict.fromkeys(wanted))
        return page(
            request,
            asked,
            title,
            lambda book: service.pair_section(book, wanted, asked.asked),
            pair_part,
            more=(f"/repairs/{names}", "What could be done about it") if len({*wanted}) == 2 else (),
        )

    @pages.get("/repairs/{names}")
    def repairs(request: Request, names: str, asked: Asking) -> Response:
        """What could be done about the overlap of two provisions, and where to try it."""
        wanted, book = names.split(","), library.book(asked.on)
        if len(wanted) != 2 or not all(name in book.by_id for name in wanted):
            return layout.missing("There is no such pair", SECTION)
        one, two = wanted
        title = f"What could be done about {' and '.join(book.by_id[name].provision.name for name in wanted)}"
        return page(
            request,
            asked,
            title,
            lambda book: _with_links(book, *service.repairs(book, (one, two), asked.asked)),
            lambda found: repairs_part(*found),
        )

    def _with_links(book: Book, report: RepairsReport, found: Any) -> tuple[RepairsReport, Mapping[int, str]]:
        """With a link to where each change of one provision alone is tried."""
        links: dict[int, str] = {}
        for line in report.repairs:
            drafts = service.repair_drafts(book, library.files, report, found, line.number)
            if len(drafts) == 1:
                ((name, text),) = drafts.items()
                letters = packed(text, service.published_text(book, library.files, name))
                links |= {line.number: f"/try/{name}?draft={letters}"} if letters else {}
        return report, links

    @pages.get("/ladder")
    def ladder(request: Request, asked: Asking, year: str = "", need: str = "") -> Response:
        """By working level what can be open to a year group with a need."""
        book = library.book(asked.on)
        fields = service.ladder_choices(book)
        year = year or _first(ENTRY["year"], fields["year"].values)
        need = need or _first(ENTRY["need"], fields["need"].values)
        chosen = {"year": year, "need": need}
        return page(
            request,
            asked,
            "The entry-level ladder",
            lambda book: service.ladder(book, year, need, asked.asked),
            ladder_part,
            [*chosen.items()],
            choices=[Choice(name, name, one.label, one.values, chosen[name]) for name, one in fields.items()],
        )

    @pages.get("/gaps")
    def gaps(request: Request, asked: Asking, given: Given = None) -> Response:
        """Where nothing is open, to everyone or to those of whom something is given."""
        held = [one for one in given or () if one]
        fields = service.ladder_choices(library.book(asked.on))
        return page(
            request,
            asked,
            "Gaps",
            lambda book: service.gaps(book, asked.asked, held),
            gaps_part,
            [("given", one) for one in held],
            choices=[_given(name, one.id, one.label, one.values, held) for name, one in fields.items()],
        )

    @pages.get("/pathways")
    def pathways(request: Request, asked: Asking) -> Response:
        """Where nothing is open after the next step."""
        return page(request, asked, "Pathways", lambda book: service.pathways(book, asked.asked), pathways_part)

    @pages.get("/aims")
    def aims(request: Request, asked: Asking) -> Response:
        """Each aim of the authority, held or not."""
        return page(request, asked, "Aims", lambda book: service.aims(book, asked.asked, folder), aims_part)

    return pages


def _first(wanted: str, values: Sequence[tuple[str, str]]) -> str:
    known = [value for value, _ in values]
    return wanted if wanted in known else known[0]


def _given(id: str, field: str, label: str, values: Sequence[tuple[str, str]], held: Sequence[str]) -> Choice:
    """A field of which one value may be given, or none."""
    sent = [(f"{field}={value}", words) for value, words in values]
    chosen = next((value for value, _ in sent if value in held), "")
    return Choice(id, "given", label, (("", "Any"), *sent), chosen)


def _query(way: Way, *more: tuple[str, str]) -> str:
    """How the same way of asking is written in an address: only what is not as it is unasked."""
    sent = [*more, *_sent(way)]
    return f"?{urlencode(sent)}" if sent else ""


def _sent(way: Way) -> list[tuple[str, str]]:
    asked = way.asked
    found = [("provision", asked.provision)] if asked.provision else []
    found += [("assume", f"{name}={value}") for name, value in (asked.assume or {}).items()]
    found += [("open", name) for name in asked.leave_open]
    found += [("unverified", "true")] if asked.unverified else []
    return found + ([("as_at", way.as_at)] if way.as_at else [])


def _readings(assumptions: Sequence[AssumptionLine], asked: service.Asked) -> list[Reading]:
    assumed, found = asked.assume or {}, []
    for one in assumptions:
        chosen = assumed.get(one.id, next(value for value, label in one.values if label in one.assumed))
        is_open = one.id not in assumed and not {one.id, service.ALL}.isdisjoint(asked.leave_open)
        choices = [(f"{one.id}={value}", label, value == chosen and not is_open) for value, label in one.values]
        left = [("", "left open: every reading of it", True)] if is_open else []
        found.append(Reading(one.id, one.question, (*left, *choices)))
    return found
