"""Throws mutated cases, rule files and options at the program: whatever is not an answer or a refusal is a finding.

    python tools/fuzz.py --runs 20000 --seed 1

An answer must be printable as text and as JSON; a refusal must be sentences that do not repeat what a case held.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import functools
import io
import itertools
import json
import random
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from admissions import service
from admissions.errors import Problem, Refused
from admissions.faces import cli
from admissions.model.profiles import Profile
from admissions.questions.rulebook import Rulebook
from admissions.questions.soundness import unsound
from admissions.reports.check_screen import check_screen
from admissions.reports.json import as_json
from admissions.text.rules import RuleFiles, RuleReader

ROOT = Path(__file__).resolve().parent.parent
AS_AT = dt.date(2026, 11, 24)
SLOW = 10.0
"""Seconds after which an input counts as a finding."""

MARK = "Zqxjkv"
"""A word that no rule, case or message holds: a message that holds it repeats what it was given."""

HOSTILE = (
    *("[", "]", "{", "}", ":", ": ", "- ", "? ", "&a ", "*a", "!!python/object:os.system ", "!x ", "<<: ", "|", ">"),
    *("%YAML 1.1\n---\n", "---\n", "...\n", "#", "'", '"', '"\\ud800"', '"\\UFFFFFFFF"', '"\\0"', '"\\x1b[2J"', "\\"),
    *("\t", "\r\n", "\r", "\0", "\x1b[31m", "\ufeff", "\u2028", "\u202e", "é", "\U0001f600", " " * 300, "\n\n"),
    *(
        "null",
        "~",
        "yes",
        "no",
        "true",
        "1",
        "-1",
        "1e999",
        ".nan",
        "-.inf",
        "9" * 19,
        "0x1f",
        "0o7",
        "1_000",
        "2026-11-23",
    ),
    *("[" * 60, "{a: " * 60, "- " * 60, "{}", "[]", "[[]]", "{: }", "{[a]: b}", "{1: 2}", MARK, f"{MARK}: {MARK}"),
    *(
        f"name: {MARK}",
        f"{MARK}@example.org",
        "SE13 7RY",
        "943 476 5919",
        "A123456789012",
        "020 8314 6000",
        "01/02/2012",
    ),
    *(
        "unknown",
        "none",
        "all",
        "always",
        "never",
        "{includes: []}",
        "{at_least: }",
        "{p_levels: P8}",
        "{p_levels: []}",
    ),
    *(
        "unless",
        "any: []",
        "not: {}",
        "at_least: {count: 99, of: []}",
        "by_case: {}",
        "by_reading: {}",
        "outcome_of: {}",
    ),
)
_TOKEN = re.compile(rb"[A-Za-z_0-9]+|[^\sA-Za-z_0-9]")


class Mutations:
    """Makes wrong input of right input, the same for the same seed."""

    def __init__(self, seed: int, words: Iterable[bytes]) -> None:
        self.random = random.Random(seed)
        self.words = sorted(set(words))
        self.ways: tuple[Callable[[bytes], bytes], ...] = (
            self._flip,
            self._cut,
            self._double,
            self._truncate,
            self._insert,
            self._lines,
            self._swap,
            self._swap,
            self._replace,
            self._replace,
            self._replace,
        )

    def of(self, data: bytes) -> bytes:
        """The data after one to four mutations, mostly one: much of what is only a little wrong is read to the end."""
        for _ in range(self.random.choice((1, 1, 1, 2, 4))):
            data = self.random.choice(self.ways)(data)
        return data

    def hostile(self) -> bytes:
        """A hostile fragment, or a word of the vocabulary in the wrong place."""
        chance = self.random.random()
        if chance < 0.1:
            return MARK.encode()
        if chance < 0.7:
            return self.random.choice(self.words)
        return self.random.choice(HOSTILE).encode()

    def _span(self, data: bytes) -> tuple[int, int]:
        start = self.random.randint(0, len(data))
        return start, min(len(data), start + self.random.choice((1, 5, 30, 200)))

    def _flip(self, data: bytes) -> bytes:
        if not data:
            return data
        at = self.random.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 1 << self.random.randrange(8)]) + data[at + 1 :]

    def _cut(self, data: bytes) -> bytes:
        start, end = self._span(data)
        return data[:start] + data[end:]

    def _double(self, data: bytes) -> bytes:
        start, end = self._span(data)
        return data[:end] + data[start:]

    def _truncate(self, data: bytes) -> bytes:
        return data[: self.random.randint(0, len(data))]

    def _insert(self, data: bytes) -> bytes:
        at = self.random.randint(0, len(data))
        return data[:at] + self.hostile() + data[at:]

    def _lines(self, data: bytes) -> bytes:
        """Leaves out, doubles or moves a line."""
        lines = data.splitlines(keepends=True)
        if not lines:
            return data
        line = lines.pop(self.random.randrange(len(lines)))
        for _ in range(self.random.randint(0, 2)):
            lines.insert(self.random.randint(0, len(lines)), line)
        return b"".join(lines)

    def _swap(self, data: bytes) -> bytes:
        found = [match.span() for match in _TOKEN.finditer(data)]
        if len(found) < 2:
            return data
        (a, b), (c, d) = sorted(self.random.sample(found, 2))
        return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]

    def _replace(self, data: bytes) -> bytes:
        found = [match.span() for match in _TOKEN.finditer(data)]
        if not found:
            return data
        start, end = self.random.choice(found)
        return data[:start] + self.hostile() + data[end:]


@dataclass
class Figures:
    """What came out of the inputs so far, by kind of input, and one example of each finding."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: dict[str, object] = field(default_factory=dict)
    slowest: float = 0.0

    def note(self, kind: str, outcome: str, example: object, seconds: float) -> None:
        """Counts one outcome; anything but an answer, a refusal or a usage error is a finding."""
        if seconds > SLOW:
            outcome = f"slower than {SLOW:.0f} s"
        self.slowest = max(self.slowest, seconds)
        if outcome not in ("answered", "refused", "usage error"):
            self.findings.setdefault(f"{kind}: {outcome}", example)
            outcome = "finding"
        self.outcomes[kind, outcome] += 1


class Wrong(Exception):
    """A refusal or an answer that is not as it must be."""


def proper(problems: Sequence[Problem], *, quoting: bool) -> None:
    """Raises Wrong unless these are plain sentences, with a remedy, that repeat nothing they must not."""
    if not problems:
        raise Wrong("a refusal without a problem")
    for problem in problems:
        if not problem.what or not problem.remedy or len(str(problem).splitlines()) != 1:
            raise Wrong("a problem that is not one sentence and a remedy")
        if not quoting and MARK.lower() in str(problem).lower():
            raise Wrong("a message that repeats what it was given")
        if not quoting and not str(problem).isprintable():
            raise Wrong("a message that does not print")


class Fuzzer:
    """Runs inputs in this process against the bundled rules and against a small rule set, which is read in no time."""

    def __init__(self, seed: int) -> None:
        self.book = service.open_rules(None, AS_AT)
        self.open_rules = functools.cache(service.open_rules)
        self.app = cli.app
        self.cases = [path.read_bytes() for path in sorted((ROOT / "cases").glob("*.yaml"))]
        self.cases += [json.dumps(one).encode() for one in ({"year_group": "Y7", "additional_needs": ["ASD"]},)]
        self.small = self._files(ROOT / "tests" / "bad" / "whole", "council", "shared")
        self.real = self._files(ROOT / "rules", "lewisham", "england")
        known = [*self.cases, *self.small.data.values(), self.real.data["england/needs.yaml"]]
        self.mutations = Mutations(seed, (word for data in known for word in re.findall(rb"\w+", data)))
        self.random = self.mutations.random
        self.figures = Figures()

    def _files(self, folder: Path, authority: str, shared: str) -> RuleFiles:
        found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}
        return RuleFiles(authority, shared, found, f"population/{authority}.yaml")

    def run(self, runs: int) -> Figures:
        """Runs so many inputs: of a hundred about 55 cases, 13 command lines, 31 small rule sets and one real one."""
        kinds = {"case": self.case, "options": self.options, "small rules": self.small_rules, "rules": self.real_rules}
        for _ in range(runs):
            kind = self.random.choices(list(kinds), (55, 13, 31, 1))[0]
            example: list[object] = []
            began = time.perf_counter()
            try:
                outcome = kinds[kind](example)
            except Exception as error:
                frame = traceback.extract_tb(error.__traceback__)[-1]
                outcome = f"{type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})"
            self.figures.note(kind, outcome, example[0] if example else None, time.perf_counter() - began)
        return self.figures

    def case(self, example: list[object]) -> str:
        """A mutated case, as a file or with mutated settings."""
        data = self.mutations.of(self.random.choice(self.cases))
        settings = [self._option()] if self.random.random() < 0.2 else []
        example.append((data, settings))
        try:
            read = service.open_case(self.book, "-", io.BytesIO(data), settings)
            report = service.check(self.book, read.profile, service.Asked(None, read.assume, read.leave_open))
        except Refused as refused:
            proper(refused.problems, quoting=False)
            return "refused"
        explain = self.random.random() < 0.5
        "\n".join(line.text for line in check_screen(report, 100, explain=explain)).encode()
        json.loads(as_json(report).encode())
        return "answered"

    def _option(self) -> str:
        known = (
            b"year_group=Y7",
            b"working_level={p_levels: P8}",
            b"years_below={at_least: 3}",
            b"additional_needs=[SLCN]",
        )
        return self.mutations.of(self.random.choice(known)).decode("utf-8", "surrogateescape")

    def options(self, example: list[object]) -> str:
        """A command line with mutated options, through the command line's own application."""
        case = str(ROOT / "cases" / "y7_autism_start_of_year_3.yaml")
        line = [["check", case], ["check", "-"], ["overlaps"]][self.random.choices(range(3), (70, 25, 5))[0]]
        for _ in range(self.random.randint(1, 3)):
            name = self.random.choice(("--set", "--assume", "--open", "--provision", "--as-at", "--rules", "--json"))
            line = [*line, name, *([] if name == "--json" else [self._value(name)])]
        if self.random.random() < 0.1:
            word = self.mutations.hostile().decode()
            line[self.random.randrange(len(line))] = word if word.isprintable() else "x"
        example.append(line)
        out, typed = (
            io.TextIOWrapper(io.BytesIO(), "utf-8"),
            io.TextIOWrapper(io.BytesIO(self.random.choice(self.cases))),
        )
        real, sys.stdin = sys.stdin, typed
        opened, service.open_rules = service.open_rules, self.open_rules
        try:
            with contextlib.redirect_stdout(out):
                self.app(line, standalone_mode=False)
        except Refused as refused:
            # A file or folder is called what the user called it; all else on the line may identify someone.
            named = [line[1], *(after for before, after in itertools.pairwise(line) if before == "--rules")]
            proper(refused.problems, quoting=any(MARK in name for name in named))
            return "refused"
        except (click.ClickException, click.exceptions.Exit):
            return "usage error"
        finally:
            sys.stdin, service.open_rules = real, opened
        return "answered"

    def _value(self, name: str) -> str:
        known = {
            "--set": self._option,
            "--assume": lambda: "brent_knoll_need=any_recorded",
            "--open": lambda: "brent_knoll_indicators",
            "--provision": lambda: "athelney",
            "--as-at": lambda: self.random.choice(("2026-11-24", "2019-01-01", "0001-01-01", "9999-12-31")),
            "--rules": lambda: self.random.choice((str(ROOT / "rules" / "lewisham"), str(ROOT / "rules" / "england"))),
        }
        value = known[name]()
        if self.random.random() < 0.5:
            value = self.mutations.of(value.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")
        # A folder is called what the user called it, so its name has to be one that prints.
        odd = value.startswith("-") or "\0" in value or (name == "--rules" and not value.isprintable())
        return "x" if odd else value

    def small_rules(self, example: list[object]) -> str:
        """The small rule set with one or two of its files mutated."""
        return self._rules(self.small, example)

    def real_rules(self, example: list[object]) -> str:
        """The bundled rule set with one or two of its files mutated."""
        return self._rules(self.real, example)

    def _rules(self, files: RuleFiles, example: list[object]) -> str:
        names = self.random.sample(sorted(files.data), self.random.randint(1, 2))
        data = {**files.data, **{name: self.mutations.of(files.data[name]) for name in names}}
        example.append({name: data[name] for name in names})
        try:
            book = Rulebook(RuleReader(RuleFiles(files.authority, files.shared, data, files.population), AS_AT).read())
            problems = list(unsound(book)) if files is self.small else []
            if problems:
                proper(problems, quoting=True)
            report = service.check(book, Profile(), service.Asked(unverified=True))
        except Refused as refused:
            proper(refused.problems, quoting=True)
            return "refused"
        "\n".join(line.text for line in check_screen(report, 100, explain=True)).encode()
        json.loads(as_json(report).encode())
        return "answered"


def main() -> int:
    """Prints the figures and one example of each finding; 1 where there is any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.perf_counter()
    figures = Fuzzer(asked.seed).run(asked.runs)
    print(
        f"{asked.runs} inputs, seed {asked.seed}, {time.perf_counter() - began:.0f} s, slowest {figures.slowest:.2f} s"
    )
    for (kind, outcome), count in sorted(figures.outcomes.items()):
        print(f"  {kind}: {count} {outcome}")
    for finding, example in figures.findings.items():
        print(f"FINDING {finding}\n  {example!r}")
    return 1 if figures.findings else 0


if __name__ == "__main__":
    sys.exit(main())
