"""What every page has around its content: the service's name, the menu, problems first, the notice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup
from starlette.responses import Response

from admissions import service
from admissions.errors import Problem, Refused
from admissions.faces.web.forms import Field

HERE = Path(__file__).parent
MENU = (
    ("/check", "Check a profile"),
    ("/provisions", "Provisions"),
    ("/overlaps", "Overlaps and gaps"),
    ("/try", "Try a change"),
    ("/review", "Review placements"),
)

MOST_BLANK = 500
"""How many fields that are blank are kept as they are shown: those of a few days, should their words change."""


@dataclass(frozen=True, slots=True)
class Told:
    """A problem as a page says it, with the field that it is about, where it is about one."""

    words: str
    field: str = ""


def told(problem: Problem, known: Sequence[str] = ()) -> Told:
    """A problem as a sentence; it is about the field of ``known`` that its place or its words name."""
    named = next((name for name in known if name == problem.place.file or f"`{name}`" in problem.what), "")
    return Told(f"{problem.what[:1].upper()}{problem.what[1:]}: {problem.remedy}.", named)


class Layout:
    """Makes the pages of one authority's rules, as at the day that ``today`` says it is."""

    def __init__(self, library: service.Library, today: Callable[[], dt.date]) -> None:
        self.library = library
        self.today = today
        # Neither is dated; a page that tells of an error must not wait for a rule book.
        rules = library.book(today()).rules
        self._notice, self._authority = rules.notice, rules.name
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters["asked"] = self._asked
        self._blank: dict[Field, Markup] = {}

    def _asked(self, field: Field) -> Markup:
        """A need field to fill in. One that is blank is the same for everyone and kept; what was put in never is."""
        if field.said:
            return self._filled(field)
        found = self._blank.get(field)
        if found is None:
            if len(self._blank) >= MOST_BLANK:
                self._blank.clear()
            found = self._blank[field] = self._filled(field)
        return found

    def _filled(self, field: Field) -> Markup:
        return Markup(self._templates.get_template("fields.html").module.asked(field))  # type: ignore[attr-defined]

    def page(
        self,
        template: str,
        title: str,
        here: str,
        *,
        status: int = HTTPStatus.OK,
        problems: Sequence[Told] = (),
        **more: Any,
    ) -> Response:
        """A page of this template. ``here`` is the address of the menu that it belongs to."""
        text = self._templates.get_template(template).render(
            title=title,
            here=here,
            menu=MENU,
            problems=problems,
            notice=self._notice,
            service_name=f"Entry criteria of {self._authority}",
            **more,
        )
        return Response(text, status, media_type="text/html; charset=utf-8")

    def problem_page(self, status: int, problems: Sequence[Problem]) -> Response:
        """A page that tells of an error, whatever was asked for."""
        shown = [told(one) for one in problems]
        return self.page("refused.html", "This cannot be answered", "/", status=status, problems=shown, back="/")

    def refused(self, refused: Refused, here: str) -> Response:
        """A page that says why there is no answer, and leads back to ``here``."""
        problems = [told(one) for one in refused.problems]
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return self.page("refused.html", "This cannot be asked", here, status=status, problems=problems, back=here)

    def missing(self, title: str, here: str, refused: Refused | None = None) -> Response:
        """A page that says that something is not there, and why where that is known, and leads back to ``here``."""
        problems = [] if refused is None else [told(one) for one in refused.problems]
        return self.page("refused.html", title, here, status=HTTPStatus.NOT_FOUND, problems=problems, back=here)
