"""``python -m bench`` prints every figure, medians of one run, side by side."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from admissions.casework.chaining import Chaining
from admissions.casework.facts import FactFinder
from admissions.model.outcomes import Outcome
from admissions.model.profiles import Profile
from admissions.questions.check import Checker
from admissions.questions.rulebook import Rulebook
from admissions.questions.situation import situate_values
from admissions.reports.check import CheckReporter
from admissions.service import open_rules
from admissions.text.cases import read_case
from admissions.text.tree import read_file
from bench.endurance import Endured, at_once, desk_of, drawn, one_after_another
from bench.heads import heads, many
from bench.reviews import reviews
from bench.rivals import closures, zen_engine
from bench.rules import borough
from bench.web import web

TOP = Path(__file__).resolve().parent.parent
PROVISIONS = 22
PROFILES = 1000
RUNS = 7
AS_AT = dt.date(2026, 11, 25)
THREADS, CHECKS_EACH = 8, 10_000
LONG_RUN, WARM = 100_000, 10_000
"""How many checks in one process, and after how many memory is first read: what is kept is bounded, and then full."""
COMMAND = [sys.executable, "-m", "admissions", "check", "cases/y7_autism_start_of_year_3.yaml"]
MEASURED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
"""

Values = dict[str, tuple[str, ...]]


def profiles(book: Rulebook, unknown: float, seed: int) -> list[Values]:
    """Plausible profiles in which each field is unknown with this probability."""
    rng = random.Random(seed)
    draw = book.plausible.sampler()
    fields = [need for need in book.rules.needs.fields if need.axes]
    found = []
    for _ in range(PROFILES):
        full = draw(rng)
        known = [need for need in fields if rng.random() >= unknown]
        found.append({axis.name: (full[axis.name],) for need in known for axis in need.axes})
    return found


def timed(work: Callable[[Values], object], given: Sequence[Values], warm: Sequence[Values]) -> list[float]:
    """Microseconds for each profile, after a round of others to warm up."""
    for one in warm:
        work(one)
    found = []
    for one in given:
        start = time.perf_counter()
        work(one)
        found.append((time.perf_counter() - start) * 1e6)
    return found


def row(name: str, figures: Sequence[float], unit: str, target: str = "") -> None:
    """One line: median and ninth decile."""
    ordered = sorted(figures)
    median, high = statistics.median(ordered), ordered[int(len(ordered) * 0.9)]
    print(f"  {name:<52}{median:>9.1f} {unit}   p90 {high:>9.1f} {unit}   {target}", flush=True)


def checks(book: Rulebook, unknown: float, targets: dict[str, str]) -> None:
    """The check beside its rivals on the same profiles."""
    print(f"\n{len(book.provisions)} provisions, {PROFILES} profiles, {unknown:.0%} of fields unknown")
    settings = book.settings()
    checker = Checker(book, settings, book.choose(unverified=True))
    reporter = CheckReporter(book, checker)
    given, warm = profiles(book, unknown, 1), profiles(book, unknown, 2)

    def answer(values: Values) -> object:
        situation = situate_values(book, values, settings)
        assert situation is not None
        return checker.answer(situation)

    def report(values: Values) -> object:
        situation = situate_values(book, values, settings)
        assert situation is not None
        walker = checker.walker(situation)
        return reporter.report(Profile(), checker.answer(situation, walker=walker), walker)

    row("outcomes, criterion statuses and what to ask, exact", timed(answer, given, warm), "us", targets["answer"])
    row("the whole report, exact", timed(report, given, warm), "us", targets["report"])
    assumed = {name: value for name, (value,) in settings.items()}
    flat = [{axis: value for axis, (value,) in one.items()} | assumed for one in given]
    flat_warm = [{axis: value for axis, (value,) in one.items()} | assumed for one in warm]
    by_closures, by_zen = closures(book), zen_engine(book)
    exact = [checker.answer(situate_values(book, one, settings)) for one in given]  # type: ignore[arg-type]
    for name, rival in (("plain Python closures", by_closures), ("zen-engine, compiled", by_zen)):
        figures = timed(lambda one, rival=rival: rival(one), flat, flat_warm)  # type: ignore[misc,arg-type]
        wrong = sum(
            said != outcome
            for one, answered in zip(flat, exact, strict=False)
            for outcome, said in zip(rival(one), (_only(line.outcomes) for line in answered.provisions), strict=True)
        )
        row(f"{name}, bare outcomes, unknown taken for no", figures, "us")
        print(f"    {wrong:,} of {PROFILES * len(book.provisions):,} outcomes given as settled that are not, or wrong")


def _only(outcomes: Sequence[Outcome]) -> Outcome | None:
    return outcomes[0] if len(outcomes) == 1 else None


def findings(book: Rulebook) -> None:
    """The check with what follows from it, over the casebook and drawn children, and the engine's share of it."""
    cases = [read_case(read_file(path, path.stem), book.rules) for path in sorted((TOP / "cases").glob("*.yaml"))]
    print(f"\nfindings, {len(book.provisions)} provisions, {len(book.rules.casework.rules)} casework rules")
    checker = Checker(book, book.settings(), book.choose(unverified=True))
    reporter = CheckReporter(book, checker)
    chaining = Chaining(book.rules.casework)
    finder = FactFinder(checker, book.rules.casework, chaining.passed)
    for name, given in (
        (f"{len(cases)} cases of the casebook", [case.profile for case in cases]),
        (f"{PROFILES} drawn children, 10% unknown", drawn(book, PROFILES, 1, 0.1)),
    ):
        shares: dict[str, list[float]] = {"answer": [], "facts": [], "engine": [], "report": []}
        for place, profile in enumerate((*given, *given)):
            times = [time.perf_counter()]
            situation, readings = checker.situate(profile)
            walker = checker.walker(situation)
            answer = checker.answer(situation, readings, walker)
            times.append(time.perf_counter())
            facts = list(finder.facts(answer, walker))
            times.append(time.perf_counter())
            found = chaining.findings(facts)
            times.append(time.perf_counter())
            reporter.report(profile, answer, walker, found)
            times.append(time.perf_counter())
            if place >= len(given):  # after a round to warm up
                for share, (start, end) in zip(shares.values(), itertools.pairwise(times), strict=True):
                    share.append((end - start) * 1e6)
        print(f"  {name}")
        checks = [sum(parts) for parts in zip(*list(shares.values())[:3], strict=True)]
        row("  check with findings", checks, "us", "to reach: 1000 us")
        for share in ("answer", "facts", "engine"):
            part = statistics.median(shares[share]) / statistics.median(checks)
            row(f"    {share}, {part:.0%} of it", shares[share], "us")
        row("  with the whole report besides", [sum(parts) for parts in zip(*shares.values(), strict=True)], "us")


def endurance(book: Rulebook) -> None:
    """Whether answers stay right, and memory flat."""
    desk = desk_of(book)
    print(f"\nendurance, {len(book.provisions)} provisions, with findings and the whole report")
    start = time.perf_counter()
    told(at_once(desk, drawn(book, 200, 3, 0.1), THREADS, CHECKS_EACH), f"{THREADS} threads", start)
    start = time.perf_counter()
    told(one_after_another(desk, lambda batch: drawn(book, 1000, batch, 0.1), LONG_RUN, WARM), "one thread", start)


def told(found: Endured, who: str, start: float) -> None:
    """One line on what was endured."""
    raised = f", raised {', '.join(found.raised)}" if found.raised else ""
    print(
        f"  {who}: {found.checks:,} checks in {time.perf_counter() - start:.0f} s, {found.wrong} wrong{raised}, "
        f"{found.gained:+.1f} MB   to reach: 0 wrong, +10 MB",
        flush=True,
    )


def processes() -> None:
    """Whole processes: the command from start to end, with and without the compiled rules kept from before."""
    print(f"\nadmissions check, whole process, {RUNS} runs")
    with tempfile.TemporaryDirectory() as kept:
        for name, fresh, target in (
            ("cold, nothing kept", True, "to reach: 0.8 s"),
            ("with compiled rules", False, "to reach: 0.35 s"),
        ):
            figures = []
            for number in range(RUNS + 1):
                folder = f"{kept}/{number}" if fresh else kept
                # As on a user's machine, where Python keeps what it compiled.
                environment = {**os.environ, "ADMISSIONS_CACHE": folder, "PYTHONDONTWRITEBYTECODE": ""}
                start = time.perf_counter()
                subprocess.run(COMMAND, cwd=TOP, env=environment, check=True, stdout=subprocess.DEVNULL)
                figures.append(time.perf_counter() - start)
            row(name, figures[1:], "s", target)
            # A process counts what held its place before it, so a small one starts the command and asks.
            if fresh:
                environment["ADMISSIONS_CACHE"] = f"{kept}/measured"
            asked = [sys.executable, "-c", MEASURED, *COMMAND]
            peak = subprocess.run(asked, cwd=TOP, env=environment, check=True, capture_output=True, text=True).stderr
            print(f"    peak memory {int(peak) / 1024:.0f} MB")


def main() -> None:
    """Runs everything."""
    start = time.perf_counter()
    book = borough(PROVISIONS)
    made = time.perf_counter() - start
    print(f"{PROVISIONS} provisions, 8 of them real: {len(book.space.diagrams):,} nodes, made in {made:.1f} s")
    checks(book, 0.1, {"answer": "to reach: 150 us", "report": "to reach: 300 us"})
    checks(book, 0.5, {"answer": "to reach: 1000 us", "report": ""})
    bundled = open_rules(None, AS_AT)
    heads(bundled, book, RUNS, row)
    many(row)
    findings(bundled)
    endurance(bundled)
    processes()
    reviews(bundled)
    web(bundled)


if __name__ == "__main__":
    main()
