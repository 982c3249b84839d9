"""What the command line prints: answers on standard output, all else on standard error."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
from collections.abc import Iterable

import click

from admissions.reports.lines import Line

STYLES: dict[str, dict[str, bool]] = {
    "heading": {"bold": True, "underline": True},
    "name": {"bold": True},
    "quiet": {"dim": True},
}


class Unwritable(Exception):
    """Standard output takes no more."""


def put(text: str, errors: str = "replace") -> None:
    """Prints a text whole; ``errors`` is what becomes of a character that standard output has no code for."""
    if sys.stdout is None:
        raise Unwritable
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors=errors)
    try:
        click.echo(text)
    except BrokenPipeError:  # whoever read it has seen enough
        raise
    except OSError:
        raise Unwritable from None


def put_json(report: object) -> None:
    """Prints a report as JSON, in which a character that cannot be written has an escape."""
    # What writes it takes as long to import as a check takes.
    from admissions.reports.json import as_json

    put(as_json(report), "backslashreplace")


def show(lines: Iterable[Line]) -> None:
    """Prints styled lines; a pipe gets them plain."""
    put("\n".join(click.style(line.text, **STYLES[line.style]) if line.style else line.text for line in lines))


def complain(lines: Iterable[str]) -> None:
    """Prints on standard error, where there is one that can be written: the exit code says it in any case."""
    with contextlib.suppress(OSError):
        for line in lines:
            click.echo(line, err=True)


def width() -> int:
    """The width to wrap to: the terminal's, at most 110; a pipe gets 100."""
    return min(shutil.get_terminal_size().columns, 110) if sys.stdout and sys.stdout.isatty() else 100


def drop_output() -> None:
    """What is still held back for standard output cannot be written at the end of the process either."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def usage(error: click.UsageError) -> list[str]:
    """What is wrong with a command line, without its words: they may be those of a case."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return [error.format_message()]
    if isinstance(error, click.NoSuchOption):
        known = sorted(error.possibilities or ())
        said = "there is no such option" + (f"; did you mean {' or '.join(known)}?" if known else "")
    elif isinstance(error, click.MissingParameter | click.BadOptionUsage):
        said = error.format_message()
    elif error.message.startswith("No such command"):
        said = "there is no such command"
    else:
        said = "there is a word too many; put a value that holds spaces in quotes"
    path = error.ctx.command_path if error.ctx else "admissions"
    return [said, f"`{path} --help` shows what it takes"]
