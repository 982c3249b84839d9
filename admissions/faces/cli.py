"""The command line. Exit codes: 0 answered, whatever the answer; 2 input refused; 1 our own fault.

``check --exit-code`` opts in to 10 discretion only, 11 none, 12 cannot tell.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from admissions import service
from admissions.errors import Place, Refused, meant, refuse
from admissions.reports.json import as_json
from admissions.reports.screen import (
    Line,
    check_screen,
    needs_screen,
    overlaps_screen,
    provision_screen,
    rules_screen,
)

app = typer.Typer(
    help="Check a need profile against published entry criteria, and see where they overlap. Advises, never decides.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
rules_app = typer.Typer(help="Read and check the rules.", no_args_is_help=True)
app.add_typer(rules_app, name="rules")

STYLES: dict[str, dict[str, bool]] = {
    "heading": {"bold": True, "underline": True},
    "name": {"bold": True},
    "quiet": {"dim": True},
}

Rules = Annotated[Path | None, typer.Option("--rules", help="An authority's folder; the bundled rules if left out.")]
AsAt = Annotated[str | None, typer.Option("--as-at", help="The rules as at this date (2026-11-23); today if left out.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Assume = Annotated[list[str] | None, typer.Option("--assume", help="Fix an assumption: name=value.")]
Open = Annotated[list[str] | None, typer.Option("--open", help="Leave an assumption open, or `all`.")]
Unverified = Annotated[bool, typer.Option("--unverified", help="Let provisions with unverified criteria take part.")]
Provision = Annotated[str | None, typer.Option("--provision", help="The provision asked about.")]


def show(lines: Iterable[Line]) -> None:
    """Prints styled lines; a pipe gets them plain."""
    for line in lines:
        typer.echo(typer.style(line.text, **STYLES[line.style]) if line.style else line.text)


def width() -> int:
    """The width to wrap to: the terminal's, at most 110; a pipe gets 100."""
    return min(shutil.get_terminal_size().columns, 110) if sys.stdout.isatty() else 100


def date_of(text: str | None) -> dt.date:
    """A date option, or today."""
    if text is None:
        return dt.datetime.now().astimezone().date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise refuse(Place("--as-at"), "this is not a date", "write it as 2026-11-23") from None


def pairs(options: list[str] | None, name: str) -> dict[str, str]:
    """``name=value`` options as a mapping."""
    found = {}
    for option in options or ():
        key, mark, value = option.partition("=")
        if not mark:
            raise refuse(Place(name), "this is not a name and a value", "write it as name=value")
        found[key.strip()] = value.strip()
    return found


@app.command()
def check(
    case: Annotated[str, typer.Argument(help="A case file (YAML or JSON), or - for standard input.")],
    set_: Annotated[list[str] | None, typer.Option("--set", help="Replace one field: field=value, or unknown.")] = None,
    provision: Provision = None,
    rules: Rules = None,
    as_at: AsAt = None,
    assume: Assume = None,
    open_: Open = None,
    unverified: Unverified = False,
    explain: Annotated[bool, typer.Option("--explain", help="Every criterion with its source.")] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="10 discretion only, 11 none, 12 cannot tell.")
    ] = False,
    json: Json = False,
) -> None:
    """Check one profile against every provision, with reasons."""
    book = service.open_rules(rules, date_of(as_at))
    read = service.open_case(book, case, sys.stdin.buffer if sys.stdin else None, set_ or ())
    asked = service.Asked(
        provision,
        {**read.assume, **pairs(assume, "--assume")},
        (*read.leave_open, *(open_ or ())),
        unverified,
    )
    report = service.check(book, read.profile, asked)
    if json:
        typer.echo(as_json(report))
    else:
        show(check_screen(report, width(), explain=explain))
    if exit_code:
        raise typer.Exit(service.exit_code(report))


@app.command()
def overlaps(
    rules: Rules = None,
    as_at: AsAt = None,
    assume: Assume = None,
    open_: Open = None,
    unverified: Unverified = False,
    json: Json = False,
) -> None:
    """Show which provisions overlap, with an example for each pair."""
    book = service.open_rules(rules, date_of(as_at))
    asked = service.Asked(None, pairs(assume, "--assume"), tuple(open_ or ()), unverified)
    report = service.overlap_matrix(book, asked)
    if json:
        typer.echo(as_json(report))
    else:
        show(overlaps_screen(report, width()))


@app.command()
def needs(
    fields: Annotated[list[str] | None, typer.Argument(help="Need fields; all of them if left out.")] = None,
    rules: Rules = None,
    as_at: AsAt = None,
    json: Json = False,
) -> None:
    """List the need fields and their values: the vocabulary of profiles and criteria."""
    found = service.need_fields(service.open_rules(rules, date_of(as_at)), fields or ())
    if json:
        typer.echo(as_json(found))
    else:
        show(needs_screen(found, width()))


@app.command()
def schema(
    out: Annotated[Path | None, typer.Option("--out", help="The folder to write to; printed if left out.")] = None,
    kind: Annotated[str | None, typer.Argument(help="One kind of file, such as provision; all if left out.")] = None,
    rules: Rules = None,
) -> None:
    """Write the JSON Schema of each kind of file, for editors that complete and check as you type."""
    found = service.editor_schemas(service.open_rules(rules, date_of(None)))
    if kind is not None and f"{kind}.json" not in found:
        known = [name.removesuffix(".json") for name in found]
        raise refuse(Place(), f"unknown kind of file `{kind}`", meant(kind, known, f"it may be {', '.join(known)}"))
    for name, text in found.items():
        if kind is None or name == f"{kind}.json":
            if out is None:
                typer.echo(text, nl=False)
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


@rules_app.command("check")
def rules_check(
    path: Annotated[Path | None, typer.Argument(help="An authority's folder; the bundled one if left out.")] = None,
    as_at: AsAt = None,
) -> None:
    """Report every problem of the rules in one run, as file:line:column: what; what to do."""
    report, problems = service.rules_problems(path, date_of(as_at))
    errors = sum(problem.severity == "error" for problem in problems)
    for problem in problems:
        typer.echo(str(problem), err=problem.severity == "error")
    if report is not None:
        criteria = sum(one.criteria for one in report.provisions)
        counted = f"{errors} errors, {len(problems) - errors} notes"
        typer.echo(f"{report.rule_set.name}: {len(report.provisions)} provisions, {criteria} criteria: {counted}")
    if errors:
        raise typer.Exit(2)


@rules_app.command("list")
def rules_list(rules: Rules = None, as_at: AsAt = None, json: Json = False) -> None:
    """List the provisions and the assumptions."""
    report = service.rules_list(service.open_rules(rules, date_of(as_at)))
    if json:
        typer.echo(as_json(report))
    else:
        show(rules_screen(report, width()))


@rules_app.command("show")
def rules_show(
    provision: Annotated[str, typer.Argument(help="A provision's id.")],
    rules: Rules = None,
    as_at: AsAt = None,
    json: Json = False,
) -> None:
    """Print a provision's criteria in plain English with their sources."""
    report = service.show_provision(service.open_rules(rules, date_of(as_at)), provision)
    if json:
        typer.echo(as_json(report))
    else:
        show(provision_screen(report, width()))


def main() -> None:
    """The entry point: every refusal becomes its sentences on standard error and exit code 2."""
    try:
        app(standalone_mode=True)
    except Refused as refused:
        for problem in refused.problems:
            typer.echo(str(problem), err=True)
        raise SystemExit(2) from None
