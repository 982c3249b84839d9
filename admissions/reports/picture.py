"""The picture of an overlap: year group across, working level up, a mark in every square that is not empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from admissions.reports.heads import PairSection

MARKS: Mapping[str, str] = {"none": "", "one": "1", "two": "2", "apart": "+", "both": "●"}
FILLS: Mapping[str, str] = {
    "none": "#ffffff",
    "one": "#dfe9f3",
    "two": "#f6e7d2",
    "apart": "#eceded",
    "both": "#1a4f8b",
}
INK = "#0b0c0c"
INKS: Mapping[str, str] = {"both": "#ffffff"}
"""The colour of a mark, where it is another one than that of all text."""
CELL, LEFT, TOP = 26, 190, 90


def picture(section: PairSection) -> Markup:
    """A drawing of year group × working level: in each cell a mark, so that colour is never the only cue."""
    names = [str(escape(one.name)) for one in section.explained.provisions]
    rows = [row for row in section.picture if any(cell != "none" for cell in row.cells)]
    title = f"Where {names[0]} and {names[1]} can be open"
    shared = sum(cell == "both" for row in rows for cell in row.cells)
    described = (
        f"{len(section.years)} year groups across and {len(rows)} working levels up. Both can be open to one child in "
        f"{shared} of {len(section.years) * len(rows)} squares."
    )
    ids = "-".join(one.id for one in section.explained.provisions)
    width, height = LEFT + CELL * len(section.years) + 10, TOP + CELL * len(rows) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="{ids}-t {ids}-d" font-family="system-ui, sans-serif" font-size="13">',
        f'<title id="{ids}-t">{title}</title><desc id="{ids}-d">{described}</desc>',
    ]
    for place, year in enumerate(section.years):
        x = LEFT + CELL * place + CELL // 2 + 4
        parts.append(f'<text transform="translate({x},{TOP - 8}) rotate(-90)">{escape(year)}</text>')
    for level, row in enumerate(rows):
        y = TOP + CELL * level + CELL // 2 + 5
        parts.append(f'<text x="{LEFT - 8}" y="{y}" text-anchor="end">{escape(_short(row.label))}</text>')
    for kind, fill in FILLS.items():
        places = [(row, level) for level, one in enumerate(rows) for row, cell in enumerate(one.cells) if cell == kind]
        squares = "".join(f"M{LEFT + CELL * x} {TOP + CELL * y}h{CELL}v{CELL}h-{CELL}z" for x, y in places)
        parts.append(f'<path d="{squares}" fill="{fill}" stroke="#b1b4b6"/>')
        if MARKS[kind]:
            marks = "".join(_marks(places, MARKS[kind]))
            parts.append(f'<g fill="{INKS.get(kind, INK)}" text-anchor="middle">{marks}</g>')
    return Markup("".join((*parts, "</svg>")))


def _marks(places: Sequence[tuple[int, int]], mark: str) -> Iterator[str]:
    """The marks of each row as one text, each at its own place."""
    for y in dict.fromkeys(y for _, y in places):
        across = [x for x, row in places if row == y]
        at = " ".join(str(LEFT + CELL * x + CELL // 2) for x in across)
        yield f'<text x="{at}" y="{TOP + CELL * y + CELL // 2 + 5}">{mark * len(across)}</text>'


def _short(label: str) -> str:
    return label if len(label) <= 26 else f"{label[:25]}…"
