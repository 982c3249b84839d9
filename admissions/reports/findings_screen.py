"""Findings as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from admissions.reports.lines import Line, wrapped
from admissions.words.lists import joined

if TYPE_CHECKING:
    from admissions.reports.findings import FindingLine


def finding_screen(one: FindingLine, width: int, *, at_review: bool = False) -> Iterator[Line]:
    """A finding with why it follows and what it rests on; one that is silenced says by what.

    Its own words may name other places: at a review of the placement, where others read them, they are not told.
    """
    if one.silenced_by:
        said = "" if at_review else f" {one.text}"
        yield from wrapped(f"Not raised, since {joined(one.silenced_by, 'and')}:{said}", width, 2, 2, "quiet")
    else:
        yield from wrapped(one.text, width, 2, 2)
        for place, because in enumerate(one.because):
            yield from wrapped(f"{'and' if place else 'because'} {because}", width, 4, 2, "quiet")
    yield from wrapped(f"{one.id} ({one.basis}: {one.source.title})", width, 4, 2, "quiet")
