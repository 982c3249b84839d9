"""``python -m bench`` prints every figure, medians of one run, side by side."""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from admissions.model.outcomes import Outcome
from admissions.model.profiles import Profile
from admissions.questions.check import Checker
from admissions.questions.rulebook import Rulebook
from admissions.questions.situation import situate_values
from admissions.reports.check import CheckReporter
from bench.rivals import closures, zen_engine
from bench.rules import borough

TOP = Path(__file__).resolve().parent.parent
PROVISIONS = 22
PROFILES = 1000
RUNS = 7
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
    processes()


if __name__ == "__main__":
    main()
