"""How many plans a region touches at most: against every table that the counts allow, z3, and sums done by hand."""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.errors import Refused
from admissions.model.margins import Cell, most_in
from admissions.model.periods import Month
from admissions.model.population import Band, NeedCount, Population
from admissions.model.sources import Source
from admissions.questions.population import Bound, at_most
from admissions.questions.rulebook import Rulebook
from admissions.service import open_rules
from admissions.text.files import rule_files
from admissions.text.population import read_population
from admissions.text.tree import read_file
from admissions.words.population import say_at_most
from tests.conftest import AS_AT
from tests.drawn import drawn

ROOT = Path(__file__).resolve().parents[2]
WHOLE = ROOT / "tests" / "bad" / "whole"

# --- the most that a table can hold ----------------------------------------------------------------------------------


def tables(rows: Sequence[int], columns: Sequence[int] | None, cells: Sequence[Cell]) -> Iterator[dict[Cell, int]]:
    """Every table of whole numbers with these margins."""
    for numbers in itertools.product(*(range(rows[row] + 1) for row, _ in cells)):
        table = dict(zip(cells, numbers, strict=True))
        by_row = [sum(number for (row, _), number in table.items() if row == one) for one in range(len(rows))]
        by_column = [sum(number for (_, at), number in table.items() if at == one) for one in range(len(columns or ()))]
        if by_row == list(rows) and (columns is None or by_column == list(columns)):
            yield table


@settings(max_examples=drawn(150))
@given(data=st.data())
def test_the_most_in_some_cells_is_that_of_the_best_of_all_tables(data: st.DataObject) -> None:
    everything = list(itertools.product(range(data.draw(st.integers(1, 3))), range(data.draw(st.integers(1, 3)))))
    cells = data.draw(st.lists(st.sampled_from(everything), unique=True, max_size=6))
    chosen = data.draw(st.sets(st.sampled_from(everything)))
    height, width = (1 + max(cell[axis] for cell in everything) for axis in (0, 1))
    if data.draw(st.booleans()):  # margins that some table has
        table = {cell: data.draw(st.integers(0, 3)) for cell in cells}
        rows = [sum(number for (row, _), number in table.items() if row == one) for one in range(height)]
        columns = [sum(number for (_, at), number in table.items() if at == one) for one in range(width)]
    else:
        rows = data.draw(st.lists(st.integers(0, 3), min_size=height, max_size=height))
        columns = data.draw(st.lists(st.integers(0, 3), min_size=width, max_size=width))
    known = columns if data.draw(st.booleans()) else None
    sums = [sum(number for cell, number in one.items() if cell in chosen) for one in tables(rows, known, cells)]
    assert most_in(rows, known, cells, chosen) == max(sums, default=None)


def test_what_no_table_has_is_none() -> None:
    assert most_in([1], [2], [(0, 0)], []) is None
    assert most_in([1, 1], [2, 0], [(0, 0), (1, 1)], []) is None
    assert most_in([], [], [], []) == 0


# --- populations -----------------------------------------------------------------------------------------------------


@st.composite
def populations(draw: st.DrawFn) -> tuple[Population, dict[tuple[str, str | None], int]]:
    """Counts of up to three needs in up to three bands, some cells of them published, and the table behind them."""
    bands = [f"band_{place}" for place in range(draw(st.integers(1, 3)))]
    needs = [f"need_{place}" for place in range(draw(st.integers(1, 3)))]
    table = {(band, need): draw(st.integers(0, 2)) for band in bands for need in (*needs, None)}
    totals = draw(st.booleans())
    counts = tuple(
        NeedCount(
            need,
            sum(table[band, need] for band in bands),
            {band: table[band, need] for band in bands if draw(st.booleans())},
        )
        for need in needs
    )
    of_bands = tuple(
        Band(band, band, place, place, sum(table[band, need] for need in (*needs, None)) if totals else None)
        for place, band in enumerate(bands)
    )
    unknown = sum(table[band, None] for band in bands)
    plans = sum(table.values())
    return Population("p", "p's", Month(2025, 1), Source("x"), plans, of_bands, {}, counts, unknown), table


def best(population: Population, groups: Collection[tuple[str, str]]) -> int:
    """The most over every table that has the published counts, written without the flow."""
    bands = [band.id for band in population.bands]
    rows = [(count.need, count.plans, count.by_band) for count in population.needs]
    touched = {band for band, _ in groups}
    found = -1
    options = []
    for _, plans, known in rows:
        ways = itertools.product(*([known[band]] if band in known else range(plans + 1) for band in bands))
        options.append([way for way in ways if sum(way) == plans])
    loose = itertools.product(range(population.need_not_recorded + 1), repeat=len(bands))
    options.append([way for way in loose if sum(way) == population.need_not_recorded])
    for lines in itertools.product(*options):
        columns = [sum(column) for column in zip(*lines, strict=True)]
        totals = zip(columns, population.bands, strict=True)
        if all(band.plans in (None, column) for column, band in totals):
            held = sum(
                number
                for (need, *_), line in zip(rows, lines, strict=False)
                for band, number in zip(bands, line, strict=True)
                if (band, need) in groups
            )
            held += sum(number for band, number in zip(bands, lines[-1], strict=True) if band in touched)
            found = max(found, held)
    return found


@settings(max_examples=drawn(120))
@given(st.data())
def test_the_bound_is_the_most_over_all_tables_and_holds_for_the_true_one(data: st.DataObject) -> None:
    population, table = data.draw(populations())
    pairs = [(band.id, count.need) for band in population.bands for count in population.needs]
    groups = frozenset(data.draw(st.sets(st.sampled_from(pairs))))
    most = population.most(groups)
    assert most == best(population, groups)
    assert most is not None
    assert most >= sum(number for (band, need), number in table.items() if need and (band, need) in groups)


def by_solver(population: Population, groups: Collection[tuple[str, str]]) -> int:
    """The most that z3 finds."""
    solver = z3.Optimize()
    bands = [band.id for band in population.bands]
    cell = {(band, count.need): z3.Int(f"{band} {count.need}") for band in bands for count in population.needs}
    loose = {band: z3.Int(band) for band in bands}
    solver.add([number >= 0 for number in (*cell.values(), *loose.values())])
    solver.add(z3.Sum(list(loose.values())) == population.need_not_recorded)
    for count in population.needs:
        solver.add(z3.Sum([cell[band, count.need] for band in bands]) == count.plans)
        solver.add([cell[band, count.need] == number for band, number in count.by_band.items()])
    for band in population.bands:
        column = [cell[band.id, count.need] for count in population.needs]
        solver.add(z3.Sum([*column, loose[band.id]]) == band.plans)
    touched = {band for band, _ in groups}
    highest = solver.maximize(z3.Sum([z3.IntVal(0), *(cell[g] for g in groups), *(loose[band] for band in touched)]))
    assert solver.check() == z3.sat
    return int(str(solver.upper(highest)))


@settings(max_examples=drawn(15))
@given(st.data())
def test_the_bound_of_the_published_counts_is_that_of_a_solver(data: st.DataObject) -> None:
    population = lewisham()
    if data.draw(st.booleans()):  # as if some needs had not been recorded
        population = replace(
            population,
            need_not_recorded=15,
            needs=tuple(replace(one, plans=0) if one.need == "VI" else one for one in population.needs),
        )
    bands, needs = [one.id for one in population.bands], [one.need for one in population.needs]
    pairs = list(itertools.product(bands, needs))
    groups = frozenset(data.draw(st.sets(st.sampled_from(pairs), max_size=20)))
    assert population.most(groups) == by_solver(population, groups)


# --- the published counts --------------------------------------------------------------------------------------------

YOUNG, PRIMARY_AGE, SECONDARY_AGE, SIXTEEN, TWENTY = (
    "under_5",
    "age_5_to_10",
    "age_11_to_15",
    "age_16_to_19",
    "age_20_to_25",
)
BANDS_OF = {
    **dict.fromkeys(("N1", "N2"), (YOUNG,)),
    "R": (YOUNG, PRIMARY_AGE),
    **dict.fromkeys(("Y1", "Y2", "Y3", "Y4", "Y5"), (PRIMARY_AGE,)),
    "Y6": (PRIMARY_AGE, SECONDARY_AGE),
    **dict.fromkeys(("Y7", "Y8", "Y9", "Y10"), (SECONDARY_AGE,)),
    "Y11": (SECONDARY_AGE, SIXTEEN),
    **dict.fromkeys(("Y12", "Y13", "Y14"), (SIXTEEN,)),
    "post_19": (SIXTEEN, TWENTY),
}


def lewisham() -> Population:
    """The bundled counts."""
    population = open_rules(None, AS_AT).rules.population
    assert population is not None
    return population


def test_the_published_counts_are_those_of_the_return() -> None:
    population = lewisham()
    assert population.plans == sum(one.plans for one in population.needs) == 3_696
    assert [band.plans for band in population.bands] == [70, 1_264, 1_328, 726, 308]
    assert {one.need: sum(one.by_band.values()) for one in population.needs if one.by_band} == {
        "ASD": 1_307,
        "SLCN": 1_131,
        "SEMH": 488,
        "MLD": 122,
        "SLD": 193,
    }
    assert {year: population.bands_of(year) for year in population.ages} == BANDS_OF


@pytest.mark.parametrize(
    ("years", "needs", "plans"),
    [
        (["Y8"], ["ASD"], 450),
        (["Y6"], ["SLD"], 26 + 66),
        (["Y1", "Y2"], ["ASD", "SLCN"], 468 + 541),
        (["Y7"], ["HI"], 38),  # all of the 38, since 187 of the age have no need with ages
        (["N1"], ["PD", "SPLD"], 70 - 60),  # 213 have one of these needs, and 10 of the age may
        (["N2"], ["PD", "ASD"], 20 + 10),
        (["post_19"], ["OTH", "SPLD"], 726 - 617 + 308 - 267),  # 276 have one of these needs, and 150 of the ages may
        (["post_19"], ["PMLD"], 27),
        (["N1", "Y12"], ["VI", "MSI"], 15 + 14),
        ([], ["ASD"], 0),
    ],
)
def test_a_bound_is_the_sum_done_by_hand(book: Rulebook, years: list[str], needs: list[str], plans: int) -> None:
    bound = at_most(book, book.space.where({"year_group": years, "primary_need": needs}))
    assert bound is not None
    assert bound.plans == plans


def test_everyone_is_every_plan_and_nobody_none(book: Rulebook) -> None:
    everyone, nobody = at_most(book, book.space.everything), at_most(book, book.space.nothing)
    assert everyone is not None
    assert nobody is not None
    assert (everyone.plans, everyone.not_counted) == (3_696, ("DS",))
    assert (nobody.plans, nobody.groups, nobody.not_counted) == (0, frozenset(), ())


def test_what_a_region_touches_is_found_year_by_year_and_need_by_need(book: Rulebook) -> None:
    """A pair counts where some possible child of the region has it, whatever else is known of the two apart."""
    for provision in book.provisions:
        for region in provision.outcomes.values():
            bound = at_most(book, region)
            groups = {
                (band, need)
                for year, need in itertools.product(BANDS_OF, lewisham().by_need)
                if region & book.possible & book.space.where({"year_group": (year,), "primary_need": (need,)})
                for band in BANDS_OF[year]
            }
            assert (bound.groups if bound else frozenset()) == groups


def test_an_impossible_child_touches_nothing(book: Rulebook) -> None:
    both = book.space.where({"primary_need": ("ASD",), "additional_needs.ASD": ("yes",)})
    some = book.space.where({"primary_need": ("HI",), "year_group": ("Y7",)})
    bound = at_most(book, both | some)
    assert bound is not None
    assert bound.groups == {(SECONDARY_AGE, "HI")}


def test_of_a_need_that_was_not_counted_alone_nothing_can_be_said(book: Rulebook) -> None:
    assert at_most(book, book.space.where({"primary_need": ("DS",)})) is None
    bound = at_most(book, book.space.where({"primary_need": ("DS", "HI")}))
    assert bound is not None
    assert (bound.plans, bound.not_counted) == (38, ("DS",))


# --- words -----------------------------------------------------------------------------------------------------------


def test_a_bound_is_said_with_whose_plans_and_when(book: Rulebook) -> None:
    needs = book.rules.needs

    def said(**changed: object) -> str:
        bound = at_most(book, book.space.everything)
        assert bound is not None
        return say_at_most(replace(bound, **changed), needs)

    touched = "lie in the need and age groups it touches"
    assert said(not_counted=()) == f"at most 3,696 of Lewisham's plans (January 2025) {touched}"
    assert said(plans=0, not_counted=()) == f"none of Lewisham's plans (January 2025) {touched}"
    assert said(plans=12).endswith(f"{touched}, in which Down syndrome is not counted apart")
    on_a_day = replace(lewisham(), as_at=dt.date(2025, 1, 16))
    assert said(population=on_a_day, plans=1, not_counted=()) == (
        f"at most 1 of Lewisham's plans (16 January 2025) {touched}"
    )


# --- files -----------------------------------------------------------------------------------------------------------


def test_the_content_hash_covers_the_counts(tmp_path: Path) -> None:
    shutil.copytree(WHOLE, tmp_path, dirs_exist_ok=True)
    before = rule_files(tmp_path / "council").hash
    counts = tmp_path / "population" / "council.yaml"
    counts.write_text(counts.read_text(encoding="utf-8").replace("A return", "Another return"), encoding="utf-8")
    assert rule_files(tmp_path / "council").hash != before


@pytest.mark.parametrize("named", ["../shared/needs", "..", "no_such", "x" * 300, "/etc/passwd", "a b", ""])
def test_the_counts_are_a_file_of_the_folder_of_counts(tmp_path: Path, named: str) -> None:
    shutil.copytree(WHOLE, tmp_path, dirs_exist_ok=True)
    top = tmp_path / "council" / "authority.yaml"
    top.write_text(
        top.read_text(encoding="utf-8").replace("population: council", f'population: "{named}"'), encoding="utf-8"
    )
    with pytest.raises(Refused, match="no such file in the folder `population`"):
        rule_files(tmp_path / "council")


def test_an_authority_without_counts_has_none_and_no_bound(tmp_path: Path) -> None:
    shutil.copytree(WHOLE, tmp_path, dirs_exist_ok=True)
    top = tmp_path / "council" / "authority.yaml"
    top.write_text(top.read_text(encoding="utf-8").replace("population: council\n", ""), encoding="utf-8")
    book = open_rules(tmp_path / "council", AS_AT)
    assert book.rules.population is None
    assert at_most(book, book.space.everything) is None


def test_counts_are_refused_where_there_are_no_needs_or_year_groups(book: Rulebook) -> None:
    needs = replace(book.rules.needs, fields=book.rules.needs.fields[1:])
    with pytest.raises(Refused, match="no field `year_group`"):
        read_population(read_file(ROOT / "rules" / "population" / "lewisham.yaml"), needs)
    assert isinstance(at_most(book, book.space.everything), Bound)
