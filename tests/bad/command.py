"""Runs the command line, in this process (the rules are read once) or in one of its own."""

from __future__ import annotations

import functools
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from admissions import service
from admissions.faces import cli

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "cases"
AS_AT = ("--as-at", "2026-11-24")
COMMAND = (sys.executable, "-m", "admissions")

# A process counts what held its place before it, so a small one starts the command and asks what that took.
MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
unit = 1024 if sys.platform == "darwin" else 1
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // unit, file=sys.stderr)
sys.exit(code)
"""

opened = functools.cache(service.open_rules)


@dataclass(frozen=True)
class Said:
    """What a command came to: its exit code and what it wrote on standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines on standard error."""
        return tuple(self.err.splitlines())


def run(*arguments: str, typed: bytes = b"") -> Said:
    """The command in this process, with ``typed`` on standard input; rules that were read before are not read again."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    code = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["admissions", *arguments])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        patch.setattr(service, "open_rules", opened)
        try:
            cli.main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Said(code, _written(out), _written(err))


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()


def apart(*arguments: str, stdin: IO[bytes] | None = None, **environment: str) -> Said:
    """The command in a process of its own."""
    return _apart([*COMMAND, *arguments], stdin, environment)


def apart_measured(*arguments: str, stdin: IO[bytes] | None = None, **environment: str) -> tuple[Said, float]:
    """The command in a process of its own, with the most memory that it held, in megabytes."""
    said = _apart([sys.executable, "-c", MEASURED, *COMMAND, *arguments], stdin, environment)
    *lines, kilobytes = said.err.splitlines()
    return Said(said.code, said.out, "\n".join(lines)), int(kilobytes) / 1024


def _apart(command: list[str], stdin: IO[bytes] | None, environment: dict[str, str]) -> Said:
    done = subprocess.run(
        command,
        stdin=stdin or subprocess.DEVNULL,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())
