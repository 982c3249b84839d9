"""Which counts of children may be shown: small ones are hidden, and so is what they could be worked out from.

The counts are of placements by provision, and for each of several columns how many of a provision's placements have
something. All columns share the totals of the rows, so those are shown, and rows with small totals are joined until no
total gives one of them away; then each column is a table of its own, of those who have it and those who have not. Where
all who have one thing have another too, a reader may know that it is always so, and subtract: where that would leave a
small number, the one is hidden.

What is guaranteed to a reader who adds and subtracts what is shown, and knows that counts are whole numbers: as far as
its own column goes, a hidden number may be any of at least ``SMALL`` numbers, and a row with a small total that was
joined may have any small total. One who also replays this program on every table that may be is left at least
``SMALL - 2`` small totals of a joined row; of a hidden number in a column he may be left fewer, since which other
cells are hidden depends on what is in them. Not covered either: columns of which two make up a third, what a reader
knows otherwise, and differences between two summaries of cohorts that differ by few.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

SMALL = 5
"""A count of children below this, and above 0, could single one out."""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row, or several joined, by id, with the total."""

    ids: tuple[str, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """How many of each row have something; None where that is hidden. ``total`` is over all rows."""

    cells: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it may be shown. There are no rows where they cannot be told apart at all."""

    rows: tuple[ShownRow, ...]
    columns: Mapping[str, ShownColumn]


def is_small(count: int) -> bool:
    """Whether a count of children could single one out."""
    return 0 < count < SMALL


def shown(
    totals: Mapping[str, int],
    having: Mapping[str, Mapping[str, int]],
    having_both: Mapping[tuple[str, str], Mapping[str, int]] | None = None,
) -> Shown:
    """The table of these rows and columns as it may be shown; a row that a column does not name has none of it.

    ``having_both`` counts those who have what both of two columns stand for; a pair that is left out has none. All
    depends on nothing but the counts, and on ids where rows are alike. Rows without placements are left out.
    """
    rows = joined_rows(totals)
    if not rows and any(totals.values()):
        return Shown((), dict.fromkeys(having, ShownColumn((), None)))
    cells = {name: [sum(counts.get(id, 0) for id in row.ids) for row in rows] for name, counts in having.items()}
    given_away: dict[str, set[int | None]] = {name: set() for name in having}
    for (one, two), counts in (having_both or {}).items():
        both = [sum(counts.get(id, 0) for id in row.ids) for row in rows]
        for name, other in ((one, two), (two, one)):
            given_away[name] |= _given_away(cells[name], cells[other], both)
    rows_of = [row.total for row in rows]
    return Shown(rows, {name: _column(rows_of, cells[name], given_away[name]) for name in having})


def _given_away(cells: Sequence[int], others: Sequence[int], both: Sequence[int]) -> set[int | None]:
    """The places where all who have the one have the other too, and few have the other alone; None for all places."""
    found: set[int | None] = set()
    triples: list[tuple[int | None, int, int, int]] = [(None, sum(cells), sum(others), sum(both))]
    triples += zip(range(len(cells)), cells, others, both, strict=True)
    for place, one, two, shared in triples:
        if one and shared == one and is_small(two - one):
            found.add(place)
    return found


def single(count: int, base: int | None) -> int | None:
    """One count out of a base that is shown, as it may be shown: None where it or the rest of the base is small."""
    return None if base is None or is_small(count) or is_small(base - count) else count


def total_shown(total: int) -> int | None:
    """The number of all, as it may be shown."""
    return None if is_small(total) else total


# --- rows ------------------------------------------------------------------------------------------------------------


def joined_rows(totals: Mapping[str, int]) -> tuple[ShownRow, ...]:
    """The rows, those with small totals joined with others, the most placements first.

    Which others depends on nothing but which totals are small, and on ids: were it the next larger ones, the rows that
    are left would tell what these can be. A joined row is large enough for each small total in it to be any small
    number: with ``k`` small ones and ``n`` that are not, which are ``SMALL`` at least, it is ``n * SMALL + (SMALL - 1)
    + (k - 1)`` at least. Where all rows together are too few for that, there are none.
    """
    order = sorted(id for id, total in totals.items() if total)
    small = [id for id in order if is_small(totals[id])]
    if small:
        after = order.index(small[-1]) + 1
        large = [id for id in (*order[after:], *order[:after]) if id not in small]
        taken = 0
        while taken == 0 or sum(totals[id] for id in (*small, *large[:taken])) < _least(len(small), taken):
            if taken == len(large):
                return ()
            taken += 1
        group = (*small, *large[:taken])
    rows = [ShownRow((id,), totals[id]) for id in order if not small or id not in group]
    if small:
        rows.append(ShownRow(tuple(sorted(group)), sum(totals[id] for id in group)))
    return tuple(sorted(rows, key=lambda row: (-row.total, row.ids)))


def _least(small: int, large: int) -> int:
    return large * SMALL + (SMALL - 1) + (small - 1)


# --- columns ---------------------------------------------------------------------------------------------------------


def _column(totals: Sequence[int], cells: Sequence[int], given_away: Collection[int | None] = ()) -> ShownColumn:
    whole, having = sum(totals), sum(cells)
    if is_small(having) or is_small(whole - having) or None in given_away:
        return ShownColumn((None,) * len(cells), None)
    hidden = {place for place, cell in enumerate(cells) if is_small(cell) or is_small(totals[place] - cell)}
    hidden |= {place for place in given_away if place is not None}
    # The smallest rows are hidden first, since least is lost with them.
    others = sorted(set(range(len(cells))) - hidden, key=lambda place: (totals[place], place))
    while hidden and not is_safe(totals, cells, hidden):
        if not others:
            return ShownColumn((None,) * len(cells), None)
        enough = (place for place in others if is_safe(totals, cells, hidden | {place}))
        chosen = next(enough, others[0])
        others.remove(chosen)
        hidden.add(chosen)
    return ShownColumn(tuple(None if place in hidden else cell for place, cell in enumerate(cells)), having)


def is_safe(totals: Sequence[int], cells: Sequence[int], hidden: Collection[int]) -> bool:
    """Whether each hidden cell may be any of at least ``SMALL`` numbers, given the totals and the cells that are shown.

    What the hidden cells sum to is known. Each of them is at least what the other hidden ones cannot hold of that, and
    at most all of it; these bounds are exact, since the others can be anything that adds up.
    """
    left, room = sum(cells[place] for place in hidden), sum(totals[place] for place in hidden)
    for place in hidden:
        least = max(0, left - (room - totals[place]))
        most = min(totals[place], left)
        if most - least + 1 < SMALL:
            return False
    return True
