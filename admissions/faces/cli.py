"""The command line. Exit codes: 0 answered, whatever the answer; 2 input refused; 1 our own fault.

``check --exit-code`` opts in to 10 discretion only, 11 none, 12 cannot tell.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from admissions import service
from admissions.errors import Failed, Place, Refused, meant, refuse
from admissions.faces.terminal import Unwritable, complain, drop_output, put, put_json, show, usage, width
from admissions.reports.check_screen import check_screen
from admissions.reports.lines import numbered
from admissions.reports.overlaps_screen import overlaps_screen
from admissions.reports.rules_screen import facts_screen, needs_screen, provision_screen, rules_screen
from admissions.reports.starter import starter_screen

Command = TypeVar("Command", bound=Callable[..., Any])

A_PATH = click.Path(path_type=Path)

rules_option = click.option(
    "--rules", type=A_PATH, metavar="FOLDER", help="An authority's folder; the bundled rules if left out."
)
as_at_option = click.option(
    "--as-at", metavar="DATE", help="The rules as at this date, such as 2026-11-23; today if left out."
)
json_option = click.option("--json", "json", is_flag=True, help="Print JSON.")


def assuming(command: Command) -> Command:
    """The options of a question that rests on assumptions."""
    for option in (
        click.option(
            "--unverified", is_flag=True, help="Let resource bases in doubt take part; special schools always do."
        ),
        click.option("--open", "open_", metavar="NAME", multiple=True, help="Leave an assumption open, or `all`."),
        click.option("--assume", metavar="NAME=VALUE", multiple=True, help="Fix an assumption."),
    ):
        command = option(command)
    return command


def date_of(text: str | None) -> dt.date:
    """A date option, or today."""
    if text is None:
        return dt.datetime.now().astimezone().date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise refuse(Place("--as-at"), "this is not a date", "write it as 2026-11-23") from None


def pairs(options: Sequence[str], name: str) -> dict[str, str]:
    """``name=value`` options as a mapping."""
    found = {}
    for option in options:
        key, mark, value = option.partition("=")
        if not mark:
            raise refuse(Place(name), "this is not a name and a value", "write it as name=value")
        found[key.strip()] = value.strip()
    return found


@click.group()
def app() -> None:
    """Check a need profile against published entry criteria, and see where they overlap. Advises, never decides."""


@app.command()
@click.argument("case")
@click.option(
    "--set", "set_", metavar="FIELD=VALUE", multiple=True, help="Replace one field; the value may be unknown."
)
@click.option(
    "--provision",
    metavar="ID",
    help="The one asked about: it takes part whatever its status, and first. Wins over the case.",
)
@click.option("--explain", is_flag=True, help="Every criterion with its source.")
@click.option("--exit-code", is_flag=True, help="End with 10 discretion only, 11 none, 12 cannot tell.")
@assuming
@rules_option
@as_at_option
@json_option
def check(
    case: str,
    set_: Sequence[str],
    provision: str | None,
    explain: bool,
    exit_code: bool,
    assume: Sequence[str],
    open_: Sequence[str],
    unverified: bool,
    rules: Path | None,
    as_at: str | None,
    json: bool,
) -> None:
    """Check one profile against every provision, with reasons.

    CASE is a case file (YAML or JSON), or - for standard input.
    """
    book = service.open_rules(rules, date_of(as_at))
    read = service.open_case(book, case, sys.stdin.buffer if sys.stdin else None, set_)
    # The command line wins over the case: what it opens is open, what it fixes is fixed.
    assumed = {name: value for name, value in read.assume.items() if not {name, "all"} & {*open_}}
    provision = read.asked_about if provision is None else provision
    asked = service.Asked(provision, {**assumed, **pairs(assume, "--assume")}, (*read.leave_open, *open_), unverified)
    report = service.check(book, read.profile, asked)
    if json:
        put_json(report)
    else:
        show(check_screen(report, width(), explain=explain))
    if exit_code:
        sys.exit(service.exit_code(report))


@app.command()
@assuming
@rules_option
@as_at_option
@json_option
def overlaps(
    assume: Sequence[str],
    open_: Sequence[str],
    unverified: bool,
    rules: Path | None,
    as_at: str | None,
    json: bool,
) -> None:
    """Show which provisions overlap, with an example for each pair."""
    book = service.open_rules(rules, date_of(as_at))
    asked = service.Asked(None, pairs(assume, "--assume"), open_, unverified)
    report = service.overlap_matrix(book, asked)
    if json:
        put_json(report)
    else:
        show(overlaps_screen(report, width()))


@app.command()
@click.argument("field", nargs=-1)
@rules_option
@as_at_option
@json_option
def needs(field: Sequence[str], rules: Path | None, as_at: str | None, json: bool) -> None:
    """List the need fields and their values.

    FIELD names the fields to list; all of them if left out.
    """
    found = service.need_fields(service.open_rules(rules, date_of(as_at)), field)
    if json:
        put_json(found)
    else:
        show(needs_screen(found, width()))


@app.command()
@click.argument("kind", required=False)
@click.option("--out", type=A_PATH, metavar="FOLDER", help="Where to write them; printed if left out.")
@rules_option
def schema(kind: str | None, out: Path | None, rules: Path | None) -> None:
    """Write JSON Schemas, for editors that check as you type.

    KIND is one kind of file, such as provision; all of them if left out.
    """
    found = service.editor_schemas(service.open_rules(rules, date_of(None)))
    if kind is not None and f"{kind}.json" not in found:
        known = [name.removesuffix(".json") for name in found]
        raise refuse(Place(), f"unknown kind of file `{kind}`", meant(kind, known, f"it may be {', '.join(known)}"))
    for name, text in found.items():
        if kind is None or name == f"{kind}.json":
            if out is None:
                put(text.rstrip("\n"))
            else:
                write(out / name, text)


def write(path: Path, text: str) -> None:
    """Writes a file whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError:
        raise refuse(Place(str(path)), "this file cannot be written", "name a folder that you may write to") from None


@app.command()
@click.argument("folder", type=A_PATH)
def init(folder: Path) -> None:
    """Write a starter folder for another authority, with an invented example to replace.

    FOLDER is not there yet, or is empty.
    """
    show(starter_screen(service.write_starter(folder), width()))


@app.group("rules")
def rules_group() -> None:
    """Read and check the rules."""


@rules_group.command("check")
@click.argument("folder", type=A_PATH, required=False)
@rules_option
@as_at_option
def rules_check(folder: Path | None, rules: Path | None, as_at: str | None) -> None:
    """Report every problem of the rules in one run, as file:line:column: what; what to do.

    FOLDER is an authority's folder; the bundled one if left out.
    """
    if folder is not None and rules is not None:
        raise refuse(Place("--rules"), "the folder is named twice", "name it once")
    report, problems = service.rules_problems(folder or rules, date_of(as_at))
    errors = sum(problem.severity == "error" for problem in problems)
    complain(str(problem) for problem in problems if problem.severity == "error")
    for problem in problems:
        if problem.severity != "error":
            put(str(problem))
    if report is not None:
        criteria = sum(one.criteria for one in report.provisions)
        counted = f"{numbered(errors, 'error')}, {numbered(len(problems) - errors, 'note')}"
        put(f"{report.rule_set.name}: {numbered(len(report.provisions), 'provision')}, {criteria} criteria: {counted}")
    if errors:
        sys.exit(2)


@rules_group.command("list")
@rules_option
@as_at_option
@json_option
def rules_list(rules: Path | None, as_at: str | None, json: bool) -> None:
    """List the provisions, the assumptions and the casework rules."""
    report = service.rules_list(service.open_rules(rules, date_of(as_at)))
    if json:
        put_json(report)
    else:
        show(rules_screen(report, width()))


@rules_group.command("show")
@click.argument("provision")
@rules_option
@as_at_option
@json_option
def rules_show(provision: str, rules: Path | None, as_at: str | None, json: bool) -> None:
    """Print a provision's criteria in plain English with their sources.

    PROVISION is its id; `admissions rules list` lists them.
    """
    report = service.show_provision(service.open_rules(rules, date_of(as_at)), provision)
    if json:
        put_json(report)
    else:
        show(provision_screen(report, width()))


@rules_group.command("facts")
@click.argument("name", nargs=-1)
@rules_option
@as_at_option
@json_option
def rules_facts(name: Sequence[str], rules: Path | None, as_at: str | None, json: bool) -> None:
    """List the facts that casework rules may look for.

    NAME is a kind of fact, or a field of one; all of them if left out.
    """
    found = service.facts(service.open_rules(rules, date_of(as_at)), name)
    if json:
        put_json(found)
    else:
        show(facts_screen(found, width()))


def main() -> None:
    """The entry point: every refusal becomes its sentences on standard error and exit code 2."""
    try:
        sys.exit(app(standalone_mode=False))
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
