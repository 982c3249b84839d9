"""Tables of which the margins are known: how much can stand in some of the cells at most, exactly.

A table has rows with known totals, columns with known totals (or none), and cells that may hold something. What may
stand in a choice of cells is a transportation problem: plans flow from rows through cells to columns, every margin is
met, and the flow through the chosen cells is as large as it can be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

Cell = tuple[int, int]
"""A row and a column."""


def most_in(
    rows: Sequence[int], columns: Sequence[int] | None, cells: Collection[Cell], chosen: Collection[Cell]
) -> int | None:
    """The largest sum that the ``chosen`` cells can have in a table of whole numbers with these margins.

    Only ``cells`` may be other than 0; where ``columns`` is None a column may sum to anything. None where no table has
    these margins.

    >>> most_in([3, 4], [2, 5], [(0, 0), (0, 1), (1, 0), (1, 1)], [(0, 0), (1, 1)])
    6
    """
    width = 1 + max([len(columns or ()) - 1, *(column for _, column in cells)], default=-1)
    source, sink = -1, -2
    room: dict[tuple[int, int], int] = {}  # from, to: what still fits
    value: dict[tuple[int, int], int] = {}  # from, to: what one unit is worth

    def lay(one: int, two: int, size: int, worth: int = 0) -> None:
        room[one, two], room[two, one] = size, 0
        value[one, two], value[two, one] = worth, -worth

    total = sum(rows)
    for row, size in enumerate(rows):
        lay(source, row, size)
    for row, column in cells:
        lay(row, len(rows) + column, total, int((row, column) in chosen))
    for column in range(width):
        lay(len(rows) + column, sink, total if columns is None else columns[column])
    if columns is not None and sum(columns) != total:
        return None
    most = sent = 0
    while sent < total:
        best = _best_way(room, value, source, sink)
        if best is None:
            return None
        size = min(room[step] for step in best)
        for one, two in best:
            room[one, two] -= size
            room[two, one] += size
        sent += size
        most += size * sum(value[step] for step in best)
    return most


def _best_way(
    room: Mapping[tuple[int, int], int], value: Mapping[tuple[int, int], int], source: int, sink: int
) -> list[tuple[int, int]] | None:
    """The way with room on which a unit is worth most, or None where there is none (Bellman and Ford).

    Ways are sent along from the best one down, so there is never a circle that is worth more than nothing.
    """
    worth, before = {source: 0}, {}
    changed = True
    while changed:
        changed = False
        for (one, two), size in room.items():
            if (
                size
                and one in worth
                and worth[one] + value[one, two] > worth.get(two, worth[one] + value[one, two] - 1)
            ):
                worth[two], before[two] = worth[one] + value[one, two], one
                changed = True
    if sink not in worth:
        return None
    way, at = [], sink
    while at != source:
        way.append((before[at], at))
        at = before[at]
    return way
