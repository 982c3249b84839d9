"""What is hidden of a summary cannot be worked out, judged by a solver that is given all that is shown."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.model.disclosure import SMALL, Shown, ShownColumn, is_small, joined_rows, shown, single, total_shown
from tests.drawn import drawn

Table = tuple[dict[str, int], dict[str, dict[str, int]]]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Placements by provision, many of them few, and columns of which many cells are small or nearly all."""
    sizes = draw(st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, 6, 9, 14, 40]), max_size=7))
    totals = {f"p{place}": size for place, size in enumerate(sizes)}
    having = {}
    for column in range(draw(st.integers(1, 3))):
        having[f"c{column}"] = {
            id: draw(st.sampled_from([0, min(total, 1), min(total, 3), total // 2, max(0, total - 2), total]))
            for id, total in totals.items()
        }
    return totals, having


def bounds(table: Shown, column: str, place: int) -> tuple[int, int]:
    """The least and the greatest number that a hidden cell can be, by a solver over whole numbers."""
    found = []
    for sign in (1, -1):
        solver = z3.Optimize()
        cells = [z3.Int(f"n{place}") for place in range(len(table.rows))]
        for row, cell, known in zip(table.rows, cells, table.columns[column].cells, strict=True):
            solver.add(cell >= 0, cell <= row.total)
            if known is not None:
                solver.add(cell == known)
        total = table.columns[column].total
        if total is not None:
            solver.add(z3.Sum(cells) == total)
        solver.minimize(sign * cells[place])
        assert solver.check() == z3.sat
        found.append(solver.model()[cells[place]].as_long())
    return found[0], found[1]


def numbers_of(table: Shown) -> list[int]:
    """Every number that is shown or that one subtraction gives."""
    whole = sum(row.total for row in table.rows)
    found = [row.total for row in table.rows]
    for column in table.columns.values():
        for row, cell in zip(table.rows, column.cells, strict=True):
            found += [] if cell is None else [cell, row.total - cell]
        found += [] if column.total is None else [column.total, whole - column.total]
    return found


@settings(max_examples=drawn(250), deadline=None)
@given(tables())
def test_no_hidden_count_can_be_worked_out(table: Table) -> None:
    found = shown(*table)
    assert not any(map(is_small, numbers_of(found)))
    for name, column in found.columns.items():
        for place, cell in enumerate(column.cells):
            if cell is None:
                least, most = bounds(found, name, place)
                assert most - least + 1 >= SMALL
                truth = sum(table[1][name][id] for id in found.rows[place].ids)
                assert least <= truth <= most


def test_thousands_of_seeded_tables_by_plain_enumeration() -> None:
    """Two and three rows: every table that agrees with what is shown, one by one."""
    rng, hidden = random.Random(5), 0
    for _ in range(3_000):
        totals = {f"p{place}": rng.choice((5, 6, 7, 9, 12)) for place in range(rng.choice((2, 3)))}
        counts = {id: rng.choice((0, 1, 2, 4, total // 2, total - 1, total)) for id, total in totals.items()}
        found = shown(totals, {"c": counts})
        column = found.columns["c"]
        agreeing = [
            cells
            for cells in itertools.product(*(range(row.total + 1) for row in found.rows))
            if all(known in (None, cell) for known, cell in zip(column.cells, cells, strict=True))
            and column.total in (None, sum(cells))
        ]
        for place, cell in enumerate(column.cells):
            if cell is None:
                hidden += 1
                assert len({cells[place] for cells in agreeing}) >= SMALL
    assert hidden > 3_000


def splits(ids: int, total: int) -> list[tuple[int, ...]]:
    """Every way in which a joined row may have come about, for one who knows how rows are joined."""
    if ids == 1:
        return [(total,)] if total else []
    return [(first, *rest) for first in range(1, total) for rest in splits(ids - 1, total - first)]


FEW = (*itertools.product((0, 1, 2, 4), (1, 3), (5, 6), (7, 12)), (4, 4, 9), (1, 5, 6, 30), (2, 30))


@pytest.mark.parametrize("totals", FEW)
def test_a_small_total_that_was_joined_may_be_any_small_number(totals: Sequence[int]) -> None:
    counts = {f"p{place}": total for place, total in enumerate(totals)}
    for row in joined_rows(counts):
        small = [id for id in row.ids if is_small(counts[id])]
        if not small:
            assert len(row.ids) == 1
            continue
        # Who are the small ones is taken to be known; the others of the row are not small.
        agreeing = [
            split
            for split in splits(len(row.ids), row.total)
            if all(is_small(part) == (id in small) for id, part in zip(row.ids, split, strict=True))
        ]
        for place, id in enumerate(row.ids):
            if id in small:
                assert {split[place] for split in agreeing} == set(range(1, SMALL))


def test_who_replays_the_rule_is_left_with_several_small_totals() -> None:
    """Every cohort of up to three provisions, by what is shown of it: the rows that are not joined tell nothing."""
    most = 20
    worlds: dict[tuple[tuple[tuple[str, ...], int], ...], list[dict[str, int]]] = defaultdict(list)
    for totals in itertools.product(range(most + 1), repeat=3):
        counts = dict(zip("abc", totals, strict=True))
        worlds[tuple((row.ids, row.total) for row in joined_rows(counts))].append(counts)
    told = 0
    for rows, found in worlds.items():
        for ids, total in rows:
            for id in ids if total <= most else ():
                may_be = {one[id] for one in found}
                if any(is_small(one[id]) for one in found):
                    told += 1
                    assert len({number for number in may_be if is_small(number)}) >= SMALL - 2, (rows, id, may_be)
    assert told > 100


@given(tables())
def test_nothing_is_lost_and_nothing_is_hidden_without_need(table: Table) -> None:
    totals, having = table
    found = shown(totals, having)
    if found.rows:
        assert sum(row.total for row in found.rows) == sum(totals.values())
        assert sorted(id for row in found.rows for id in row.ids) == sorted(id for id, total in totals.items() if total)
    numbers = [*totals.values(), *(cell for cells in having.values() for cell in cells.values())]
    numbers += [totals[id] - cell for cells in having.values() for id, cell in cells.items()]
    whole = sum(totals.values())
    for cells in having.values():
        numbers += [sum(cells.values()), whole - sum(cells.values())]
    if not any(map(is_small, numbers)):
        assert all(len(row.ids) == 1 for row in found.rows)
        for name, column in found.columns.items():
            assert column.total == sum(having[name].values())
            assert column.cells == tuple(having[name][row.ids[0]] for row in found.rows)


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_nothing(table: Table, rng: random.Random) -> None:
    def shuffled(counts: Mapping[str, object]) -> dict[str, object]:
        return dict(rng.sample(list(counts.items()), len(counts)))

    totals, having = table
    again: dict[str, dict[str, int]] = {name: shuffled(cells) for name, cells in shuffled(having).items()}  # type: ignore[misc]
    assert shown(shuffled(totals), again) == shown(totals, having)  # type: ignore[arg-type]


# Worked by hand: rows, cells of one column, what is shown.
BY_HAND = [
    # nothing small, nothing hidden
    ((40, 20), (10, 8), (10, 8), 18),
    # one small cell alone would be the total less the other: the smallest other row is hidden with it
    ((40, 20, 30), (10, 8, 2), (10, None, None), 20),
    # all but two have it, so the two could be singled out
    ((40, 20, 30), (10, 18, 15), (10, None, None), 43),
    # two small ones hide one another only if what they sum to leaves five numbers: 1 + 1 = 2 does not
    ((40, 20, 30), (10, 1, 1), (None, None, None), 12),
    # 2 + 3 = 5 does: each may be 0 to 5
    ((40, 20, 30), (10, 2, 3), (10, None, None), 15),
    # the smallest other row would not be enough (2 + 0 = 2), so the next one is hidden and that one is not
    ((40, 6, 20), (2, 0, 8), (None, 0, None), 10),
    # a small total, or all but a few: nothing of the column is shown
    ((40, 20), (1, 2), (None, None), None),
    ((40, 20), (40, 18), (None, None), None),
    ((40, 20), (0, 0), (0, 0), 0),
    ((40, 20), (40, 20), (40, 20), 60),
]


@pytest.mark.parametrize(("totals", "cells", "expected", "total"), BY_HAND)
def test_by_hand(
    totals: Sequence[int], cells: Sequence[int], expected: Sequence[int | None], total: int | None
) -> None:
    ids = [f"p{place}" for place in range(len(totals))]
    found = shown(dict(zip(ids, totals, strict=True)), {"c": dict(zip(ids, cells, strict=True))})
    column = found.columns["c"]
    told = {row.ids[0]: cell for row, cell in zip(found.rows, column.cells, strict=True)}
    assert told == dict(zip(ids, expected, strict=True))
    assert column.total == total


def test_rows_are_joined_by_hand() -> None:
    """3 is joined with 6, which is not enough (9 = 5 + 4), so that 3 may be 1 to 4; with 5 alone it would be."""
    assert [(row.ids, row.total) for row in joined_rows({"a": 30, "b": 3, "c": 6})] == [(("a",), 30), (("b", "c"), 9)]
    assert [(row.ids, row.total) for row in joined_rows({"a": 30, "b": 3, "c": 5})] == [(("a", "b", "c"), 38)]
    assert joined_rows({"a": 3, "b": 1}) == ()
    assert joined_rows({"a": 3, "b": 5}) == ()


@pytest.mark.parametrize(
    ("count", "base", "expected"),
    [(0, 10, 0), (4, 10, None), (5, 10, 5), (6, 10, None), (10, 10, 10), (7, None, None), (0, 0, 0)],
)
def test_a_single_count_is_hidden_where_it_or_the_rest_is_small(
    count: int, base: int | None, expected: int | None
) -> None:
    assert single(count, base) == expected


@settings(max_examples=drawn(200), deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_nothing_small_is_left_by_subtraction_where_all_of_one_column_are_in_another(
    table: Table, rng: random.Random
) -> None:
    totals, having = table
    whole = {id: rng.randint(0, total) for id, total in totals.items()}
    part = {id: max(0, number - rng.choice((0, 0, 1, 3, 4, 9))) for id, number in whole.items()}
    both = {("part", "whole"): part}
    found = shown(totals, {**having, "part": part, "whole": whole}, both)
    one, two = found.columns["part"], found.columns["whole"]
    for few, more in (*zip(one.cells, two.cells, strict=True), (one.total, two.total)):
        if few and more is not None:
            assert not is_small(more - few)
    for name, column in found.columns.items():
        for place, cell in enumerate(column.cells):
            if cell is None:
                least, most = bounds(found, name, place)
                assert most - least + 1 >= SMALL


def test_where_no_row_can_be_shown_no_column_is() -> None:
    found = shown({"a": 3, "b": 5}, {"c": {"a": 3}})
    assert found == Shown((), {"c": ShownColumn((), None)})
    assert shown({}, {"c": {}}) == Shown((), {"c": ShownColumn((), 0)})


def test_the_number_of_all() -> None:
    assert [total_shown(total) for total in (0, 1, 4, 5)] == [0, None, None, 5]
