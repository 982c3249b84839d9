"""The commands that read, check and start rules."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from admissions import service
from admissions.errors import Place, meant, refuse
from admissions.faces.options import A_PATH, as_at_option, date_of, json_option, rules_option
from admissions.faces.terminal import complain, put, put_json, show, width
from admissions.reports.lines import numbered
from admissions.reports.rules_screen import facts_screen, needs_screen, provision_screen, rules_screen
from admissions.reports.starter import starter_screen


@click.command()
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


@click.command()
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


@click.command()
@click.argument("folder", type=A_PATH)
def init(folder: Path) -> None:
    """Write a starter folder for another authority, with an invented example to replace.

    FOLDER is not there yet, or is empty.
    """
    show(starter_screen(service.write_starter(folder), width()))


@click.group("rules")
def rules_group() -> None:
    """Read and check the rules."""


@rules_group.command("check")
@click.argument("folder", type=A_PATH, required=False)
@rules_option
@as_at_option
@json_option
def rules_check(folder: Path | None, rules: Path | None, as_at: str | None, json: bool) -> None:
    """Report every problem of the rules in one run, as file:line:column: what; what to do.

    FOLDER is an authority's folder; the bundled one if left out.
    """
    if folder is not None and rules is not None:
        raise refuse(Place("--rules"), "the folder is named twice", "name it once")
    report = service.rules_check(folder or rules, date_of(as_at))
    if json:
        put_json(report)
    else:
        complain(one.text for one in report.problems if one.is_error)
        for one in report.problems:
            if not one.is_error:
                put(one.text)
        if report.rule_set is not None:
            counted = f"{numbered(report.errors, 'error')}, {numbered(report.notes, 'note')}"
            held = f"{numbered(report.provisions, 'provision')}, {report.criteria} criteria"
            put(f"{report.rule_set.name}: {held}: {counted}")
    if report.errors:
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
