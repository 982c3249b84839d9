"""Cells of a table: the header that names their columns, and a cell of a need field as a value of a profile.

A cell is spelled as a value of a case is (``Y7``, ``p_levels: P8``, ``{at_least: p8}``), or has its label (``Year 7``);
``;`` stands between several values: all of them for a field that holds several, else any one of them. Where a cell is
empty or ``unknown``, the field is not known; ``none`` says that there is none. No message repeats what was given.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import islice

from admissions.errors import Place, Problem, Refused, meant, refuse
from admissions.model.needs import Kind, NeedField
from admissions.model.profiles import Entry
from admissions.model.provisions import RuleSet
from admissions.text.identifiers import identifiers
from admissions.text.profiles import MAX_LISTED, ProfileReader, refused
from admissions.text.tree import Mapping, Node, Scalar, read_text
from admissions.text.tree import Sequence as Listed

BETWEEN = ";"
_COMMENT = re.compile(r"(^|\s)#")
MOST_KEPT = 10_000

Wrong = tuple[tuple[str, str], ...]
"""What is wrong with a cell, and what to do."""


def named_columns(header: Sequence[str], at: Place, known: Collection[str], otherwise: str) -> tuple[str, ...]:
    """The name of each column, one of those known; ``at`` is the place of the first.

    Raises Refused with every problem of the header; ``otherwise`` is the remedy where no known name is near.
    """
    names = tuple(cell.strip() for cell in header)
    problems: list[Problem] = []
    for column, name in enumerate(names, 1):
        place = replace(at, column=column)
        telling = None
        if name not in known:
            telling = next(identifiers(Mapping(((Scalar(name, place), Scalar(None, place)),), place)), None)
        if telling is not None:
            problems.append(replace(telling, what=telling.what.replace("this key", "this column")))
        elif not name:
            problems.append(Problem(place, "this column has no name", "name its field, or take it out"))
        elif name not in known:
            problems.append(Problem(place, "this column is not a known field", meant(name, known, otherwise)))
        elif name in names[: column - 1]:
            problems.append(Problem(place, f"a second column is called `{name}`", "keep one of the two"))
    if problems:
        raise refused(problems)
    return names


class CellReader:
    """Reads cells of need fields; what was read of a column is kept, since the same few values come again and again."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self._labels = {need.id: _by_label(need) for need in rules.needs.fields}
        self._kept: dict[tuple[str, str], tuple[Entry | None, Wrong]] = {}

    def read(self, field: str, cell: str) -> tuple[Entry | None, Wrong]:
        """What a cell records of a field, None where that is unknown, or what is wrong with it."""
        if not cell:
            return None, ()
        found = self._kept.get((field, cell))
        if found is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            found = self._kept[field, cell] = self._read(field, cell)
        return found

    def _read(self, field: str, cell: str) -> tuple[Entry | None, Wrong]:
        place, labels = Place(), self._labels.get(field, {})
        pieces = (piece.strip() for piece in cell.split(BETWEEN))
        cell = BETWEEN.join(labels.get(piece) or labels.get(piece.casefold(), piece) for piece in pieces)
        problems = [*islice(identifiers(Scalar(cell, place)), 1)]
        if not problems:
            try:
                reader = ProfileReader(self.rules)
                entry = reader.entry(field, place, _node(cell))
                problems = reader.problems
            except Refused as found:
                problems = [*found.problems]
        if problems:
            return None, tuple(dict.fromkeys((one.what, one.remedy) for one in problems))
        return entry, ()


def _by_label(need: NeedField) -> dict[str, str]:
    """The values of a field by their ids, and by their labels in small letters where no other value is called so."""
    found = {}
    for value in need.values if need.kind is not Kind.FLAG else ():
        called = [name.casefold() for other in need.values if other is not value for name in (other.id, other.label)]
        if value.label.casefold() not in called:
            found[value.label.casefold()] = value.id
    return found | {value.id: value.id for value in need.values}


def _node(cell: str) -> Node:
    """A cell as it would stand in a case. Raises Refused."""
    if _COMMENT.search(cell):
        raise refuse(Place(), "what stands after # would not be read", "take it out")
    pieces = [piece.strip() for piece in cell.split(BETWEEN)]
    if len(pieces) == 1:
        return read_text(cell, "")
    if len(pieces) > MAX_LISTED:
        raise refuse(Place(), f"this list is longer than {MAX_LISTED}", "name each value once")
    if not all(pieces):
        raise refuse(
            Place(), f"a value is missing beside `{BETWEEN}`", f"write values with one `{BETWEEN}` between two"
        )
    return Listed(tuple(read_text(piece, "") for piece in pieces), Place())
