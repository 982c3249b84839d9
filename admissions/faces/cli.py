"""The command line. Exit codes: 0 answered, whatever the answer; 2 input refused; 1 our own fault, or an aim not held.

``check --exit-code`` opts in to 10 discretion only, 11 none, 12 cannot tell.
"""

from __future__ import annotations

import signal
import sys
from contextlib import suppress

import click

from admissions.errors import Failed, Refused
from admissions.faces import agreeing, cohorts, comparing, profiles, reviewing, rules, serving
from admissions.faces.terminal import Unwritable, complain, drop_output, usage


@click.group()
def app() -> None:
    """Check a need profile against published entry criteria, and see where they overlap. Advises, never decides."""


for command in (
    profiles.check,
    comparing.overlaps,
    comparing.ladder,
    comparing.gaps,
    agreeing.pathways,
    comparing.changes,
    agreeing.repairs,
    agreeing.aims,
    agreeing.report,
    reviewing.review,
    cohorts.cohort_group,
    serving.serve,
    rules.needs,
    rules.schema,
    rules.init,
    rules.rules_group,
):
    app.add_command(command)


def _end(*_: object) -> None:
    """Ends as Ctrl-C does, so that what is half-written is cleared away."""
    sys.exit(128 + signal.SIGTERM)


def main() -> None:
    """The entry point: every refusal becomes its sentences on standard error and exit code 2."""
    with suppress(ValueError):  # of a thread that is not the main one
        signal.signal(signal.SIGTERM, _end)
    try:
        sys.exit(app(prog_name="admissions", standalone_mode=False))
    except Refused as refused:
        complain(refused.lines)
        sys.exit(2)
    except Failed as failed:
        complain([f"{failed.said}; this is a fault of the program, so please report it, without the case"])
        sys.exit(1)
    except click.UsageError as error:
        complain(usage(error))
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        drop_output()
        sys.exit(1)
    except (Unwritable, OSError) as error:
        if getattr(error, "filename", None):  # of a file, and what reads files says so itself
            raise
        drop_output()
        complain(["standard output cannot be written; free some space, or send it elsewhere"])
        sys.exit(1)
