"""What every page of HTML is made with: templates that escape what they show, and the words that they share."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from admissions.reports.aims_screen import HELD
from admissions.reports.explained_screen import COMPARED, OPEN_MEANS, way_words
from admissions.reports.gaps_screen import KINDS, STEP_WORDS, counted
from admissions.reports.lines import NOT_RECORDED_WORDS
from admissions.reports.overlaps_screen import CELL_WORDS
from admissions.reports.pathways_screen import MOVEMENTS
from admissions.reports.repairs_screen import KINDS as REPAIRS
from admissions.reports.repairs_screen import say_losing

TEMPLATES = Path(__file__).with_name("templates")
SQUARES: Mapping[str, str] = {
    "none": "neither",
    "one": "first only",
    "two": "second only",
    "apart": "both, to different children",
    "both": "both, to one child",
}
"""What a square of a picture says, in its table."""


@cache
def environment() -> jinja2.Environment:
    """Templates that escape what they show, and in which a name that is not there is an error."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.filters["of"] = lambda id, names: names[id]
    found.globals |= {
        "held": HELD,
        "compared": COMPARED,
        "open_means": OPEN_MEANS,
        "way_words": way_words,
        "say_losing": say_losing,
        "gap_kinds": tuple((kind.value, words) for kind, words in KINDS.items()),
        "counted": counted,
        "step_words": STEP_WORDS,
        "movements": MOVEMENTS,
        "squares": SQUARES,
        "repair_kinds": tuple((kind.value, words) for kind, words in REPAIRS.items()),
        "cell_words": CELL_WORDS,
        "not_recorded_words": NOT_RECORDED_WORDS,
    }
    return found


def style() -> Markup:
    """The style of a page that stands by itself."""
    return Markup((TEMPLATES / "heads.css").read_text(encoding="utf-8"))
