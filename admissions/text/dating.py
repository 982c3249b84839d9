"""What of a file is in force at a date, on which days that changes, and periods that end before they start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TypeVar

from admissions.errors import Problem
from admissions.model.periods import Period, evidence, period
from admissions.text.provision_shapes import InForceShape, PlacesShape
from admissions.text.shapes import Dated, Shape
from admissions.text.tree import Node, place_of

AnyDated = TypeVar("AnyDated", bound=Dated)
Path = tuple[str | int, ...]


def in_force(items: Iterable[AnyDated], on: dt.date) -> Iterator[tuple[int, AnyDated]]:
    """The entries of a list that hold on a day, each with its place in the whole list."""
    return ((index, item) for index, item in enumerate(items) if period(item.from_, item.until).holds(on))


def evidence_of(force: InForceShape) -> Period | None:
    """The days on which a version is known to have been in force, or None where no such day is known."""
    return evidence(None if isinstance(force.from_, str) else force.from_, force.until, force.seen)


def turning_days(shape: Shape) -> Iterator[dt.date]:
    """Every day on which something of a file comes into force or no longer is in force."""
    for _, item in _inside(shape, ()):
        found = None
        if isinstance(item, InForceShape):
            found = evidence_of(item)
        elif isinstance(item, Dated) and not isinstance(item, PlacesShape):
            found = period(item.from_, item.until)
        if found is not None:
            yield from (day for day in (found.start, found.end) if day is not None)


def reversed_periods(shape: Shape, node: Node) -> Iterator[Problem]:
    """A problem for each period of a file that ends before it starts."""
    for path, item in _inside(shape, ()):
        if isinstance(item, Dated):
            found = period(item.from_, item.until)
            if found.start is not None and found.end is not None and found.end <= found.start:
                what = "this ends before it is in force"
                yield Problem(place_of(node, (*path, "until")), what, "check `from:` and `until:`")


def _inside(value: object, path: Path) -> Iterator[tuple[Path, Shape]]:
    """Every shape inside a value, with the keys and indices that lead to it."""
    if isinstance(value, Shape):
        yield path, value
        for name, field in type(value).model_fields.items():
            yield from _inside(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _inside(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            # What is read apart, such as a condition, is plain and holds no shape.
            if isinstance(item, Shape | list):
                yield from _inside(item, (*path, str(key)))
