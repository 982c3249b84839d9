"""How long the review of a cohort takes as a whole process, and how much memory, however long the file is."""

from __future__ import annotations

import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from admissions import service
from admissions.questions.rulebook import Rulebook

TOP = Path(__file__).resolve().parent.parent
ON = dt.date(2026, 11, 23)
SIZES = (500, 4_000, 16_000)
TARGET_SIZE, TARGET = 4_000, "to reach: 12 s, 150 MB"
RUNS = 3
MEASURED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
"""


def reviews(book: Rulebook) -> None:
    """One line for each size and kind of result: the median of whole processes and their peak memory."""
    print(f"\nadmissions review, whole process, medians of {RUNS} runs")
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "ADMISSIONS_CACHE": folder, "PYTHONDONTWRITEBYTECODE": ""}
        for size in SIZES:
            path = Path(folder) / f"{size}.csv"
            service.invented_cohort(book, size, 1, ON).write(path)
            for kind in (".csv", ".xlsx") if size == TARGET_SIZE else (".csv",):
                out = path.with_name(f"result{kind}")
                command = [sys.executable, "-m", "admissions", "review", str(path), "--on", ON.isoformat()]
                asked = [sys.executable, "-c", MEASURED, *command, "--out", str(out)]
                seconds, peaks = [], []
                for _ in range(RUNS if size == TARGET_SIZE else 1):
                    out.unlink(missing_ok=True)  # a result is written over nothing
                    start = time.perf_counter()
                    done = subprocess.run(asked, cwd=TOP, env=environment, check=True, capture_output=True, text=True)
                    seconds.append(time.perf_counter() - start)
                    peaks.append(int(done.stderr.split()[-1]) / 1024)
                told = TARGET if size == TARGET_SIZE else ""
                print(
                    f"  {size:>6,} placements into {kind[1:]:<5}{statistics.median(seconds):>7.1f} s   "
                    f"{max(peaks):>5.0f} MB   {told}",
                    flush=True,
                )
