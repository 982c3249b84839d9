"""What heads ask, timed: the matrix, words, ladders, gaps, one edited provision, the report; and 200 schools exactly.

The rule set of 200 is generated: the real criteria with other needs and thresholds, and says nothing about any school.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable

from admissions.model.conditions import And, Core, Or, Test
from admissions.model.needs import LEVELS, PRIMARY, YEAR
from admissions.questions.gaps import context_of, gap_cells
from admissions.questions.ladder import ladder, ladder_of
from admissions.questions.overlaps import OPEN, overlap_of, overlaps
from admissions.questions.read import ReadProvision
from admissions.questions.rulebook import Rulebook
from admissions.questions.settled import Settled
from admissions.questions.wording import Shortener, asks
from admissions.reports.heads_page import heads_page
from admissions.service import Asked, heads_report
from bench.rules import borough
from tests.judges.binary import Binary
from tests.judges.solver import Solver

MANY, SAMPLE = 200, 60
Row = Callable[[str, list[float], str, str], None]


def timed(work: Callable[[], object], runs: int) -> list[float]:
    """Milliseconds of each run, after one to warm up."""
    work()
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1e3)
    return found


def heads(bundled: Rulebook, book: Rulebook, runs: int, row: Row) -> None:
    """The questions of heads on as many provisions as the borough has, and the report of the real rules."""
    print(f"\nwhat heads ask, {len(book.provisions)} provisions")
    ready, provisions = Settled(book, book.settings()).ready(), book.provisions
    matrix = timed(lambda: overlaps(ready.among(None), provisions), runs)
    row("matrix with entry cells and witnesses", matrix, "ms", "to reach: 100 ms")
    words = _words(ready, book)
    row(f"words of one way of a pair, of {len(words)}", words, "ms", "to reach: 20 ms")
    print(f"    words of all pairs {sum(words) / 1e3:.2f} s   to reach: 1.5 s")
    ladders = []
    for year, need in itertools.product(("R", "Y3", "Y7", "Y10", "Y12"), ("ASD", "SLCN", "SEMH", "SLD", "MLD")):
        start = time.perf_counter()
        ladder(ladder_of(ready, year, need), provisions)
        ladders.append((time.perf_counter() - start) * 1e3)
    row("a ladder", ladders, "ms", "to reach: 20 ms")
    row("entry cells of gaps", timed(lambda: gap_cells(context_of(ready), provisions), runs), "ms", "")
    context = context_of(ready).ready()
    gap_cells(context, provisions)
    edit = timed(lambda: edited(context, book), runs)
    row("one provision edited: its regions, overlaps and gaps", edit, "ms", "to reach: 50 ms")
    report = timed(lambda: heads_page(heads_report(bundled, Asked())), 3)
    row(f"the report for heads, {len(bundled.choose())} provisions", report, "ms", "to reach: 3000 ms")


def _words(ready: Settled, book: Rulebook) -> list[float]:
    settled = ready.among(None)
    shortener = Shortener(settled)
    found = []
    for one, two in itertools.permutations(book.provisions, 2):
        opened = settled.open_to(one)
        if not opened.isdisjoint(settled.open_to(two)):
            start = time.perf_counter()
            shortener.shortest(asks(two), opened)
            found.append((time.perf_counter() - start) * 1e3)
    return found


def edited(context: Settled, book: Rulebook) -> None:
    """What an edit of one provision asks anew, in a context that is ready: its regions and overlaps, and the gaps."""
    settled = context.among(None)
    one, *others = book.provisions
    settled.forget(one)
    for other in others:
        overlap_of(settled, (one, other))
    gap_cells(settled, book.provisions)


def many(row: Row) -> None:
    """Which pairs of 200 schools overlap, exactly, beside CUDD on all and z3 on a sample."""
    book = borough(MANY)
    settled = Settled(book, book.settings())
    provisions = book.provisions
    print(f"\nall {MANY * (MANY - 1) // 2:,} pairs of {MANY} generated provisions, exact: are both open to some child?")

    def own() -> set[tuple[int, int]]:
        return pairs(settled, provisions)

    row("diagrams of our own", [one / 1e3 for one in timed(own, 3)], "s", "to reach: 0.3 s")
    expected = own()
    judge = Binary(settled.space.axes)
    core = [_open_core(one) for one in provisions]
    start = time.perf_counter()
    possible = judge.of(_possible(book)) & judge.of(_assumed(book))
    opened = [judge.of(one) & possible for one in core]
    made = time.perf_counter() - start
    start = time.perf_counter()
    found = {(a, b) for a, b in itertools.combinations(range(MANY), 2) if opened[a] & opened[b] != judge.bdd.false}
    print(
        f"  dd.cudd {time.perf_counter() - start:>47.2f} s, {made:.2f} s to make; {len(found ^ expected)} pairs differ"
    )
    solver = Solver(settled.space.axes)
    sample = random.Random(1).sample([*itertools.combinations(range(MANY), 2)], SAMPLE)
    context = (solver.formula(_possible(book)), solver.formula(_assumed(book)))
    start = time.perf_counter()
    wrong = sum(
        (solver.example(*context, solver.formula(core[a]), solver.formula(core[b])) is not None) != ((a, b) in expected)
        for a, b in sample
    )
    each = (time.perf_counter() - start) / SAMPLE
    print(f"  z3, on {SAMPLE} pairs {each * 1e3:>43.1f} ms a pair; {wrong} pairs differ")


def pairs(settled: Settled, provisions: tuple[ReadProvision, ...]) -> set[tuple[int, int]]:
    """The pairs, by place, that some possible child meets or is not ruled out by."""
    opened = [settled.open_to(one) for one in provisions]
    # Only regions that touch a year group, a need and a level in common can meet.
    hulls = [region.hull() for region in opened]
    masks = [
        tuple(settled.space.mask(settled.space.level[name], hull[name]) for name in (YEAR, PRIMARY, LEVELS))
        for hull in hulls
    ]
    return {
        (a, b)
        for a, b in itertools.combinations(range(len(provisions)), 2)
        if all(one & two for one, two in zip(masks[a], masks[b], strict=True)) and not opened[a].isdisjoint(opened[b])
    }


def _open_core(one: ReadProvision) -> Core:
    cores = one.provision.version.outcome_cores
    return Or(tuple(cores[outcome] for outcome in OPEN))


def _possible(book: Rulebook) -> Core:
    return And(tuple(rule.core for rule in book.rules.needs.possible))


def _assumed(book: Rulebook) -> Core:
    return And(tuple(Test(name, frozenset(values)) for name, values in book.settings().items()))
