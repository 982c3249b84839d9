"""What `init` wrote, and the commands to try next."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from admissions.reports.lines import Line, wrapped


@dataclass(frozen=True, slots=True)
class StarterReport:
    """The folder that was written with its files, the authority's folder in it, a case, and a provision."""

    folder: str
    files: tuple[str, ...]
    authority: str
    case: str
    provision: str

    @property
    def next_steps(self) -> tuple[str, ...]:
        """The commands to try, as they are typed from where the folder was named."""
        rules, case = shlex.quote(self.authority), shlex.quote(self.case)
        return (
            f"admissions rules check {rules}",
            f"admissions check {case} --unverified --rules {rules}",
            f"admissions rules show {self.provision} --rules {rules}",
        )


def starter_screen(report: StarterReport, width: int = 100) -> Iterator[Line]:
    """What was written and what to do next; a command is never wrapped."""
    said = f"{report.folder} holds an invented example, and a README that says what to change first."
    yield from wrapped(said, width)
    yield Line("Next:")
    for command in report.next_steps:
        yield Line(f"  {command}", "name")
