"""The commands with which heads agree: pathways, repairs, aims, and the report of it all."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from admissions import service
from admissions.errors import Place, refuse
from admissions.faces.options import (
    A_PATH,
    as_at_option,
    assuming,
    date_of,
    json_option,
    number_of,
    pairs,
    rules_option,
)
from admissions.faces.terminal import put, put_json, show, width
from admissions.reports.aims_screen import aims_screen
from admissions.reports.pathways_screen import pathways_screen
from admissions.reports.repairs_screen import repairs_screen

MOST_CHANGES = 1_000_000


@click.command()
@click.argument("one")
@click.argument("two")
@click.option("--all", "every", is_flag=True, help="Show every change, and not a few of each kind.")
@click.option("--number", metavar="N", help="The change to write, with --write.")
@click.option("--write", type=A_PATH, metavar="FOLDER", help="Where to write it, as a draft rule set, with --number.")
@assuming
@rules_option
@as_at_option
@json_option
def repairs(
    one: str,
    two: str,
    every: bool,
    number: str | None,
    write: Path | None,
    assume: Sequence[str],
    open_: Sequence[str],
    unverified: bool,
    rules: Path | None,
    as_at: str | None,
    json: bool,
) -> None:
    """Show what could be done about the overlap of two provisions.

    Each change is shown with the overlap that it leaves and the gap that it opens. ONE and TWO are their ids.
    """
    if (number is None) is not (write is None):
        place, other = ("--write", "--number N") if number is None else ("--number", "--write FOLDER")
        raise refuse(Place(place), "a change is written with both options", f"give {other} as well")
    chosen = None if number is None else number_of(number, "--number", 1, MOST_CHANGES)
    book = service.open_rules(rules, date_of(as_at))
    report, found = service.repairs(book, (one, two), service.Asked(None, pairs(assume, "--assume"), open_, unverified))
    if write is not None:
        written = service.write_repair(book, rules, report, found, chosen, write)
        put(f"{written}/ holds change {chosen} as a draft. `admissions changes` tells what it does.")
    elif json:
        put_json(report)
    else:
        show(repairs_screen(report, width(), every=every))


@click.command()
@assuming
@rules_option
@as_at_option
@json_option
def aims(
    assume: Sequence[str],
    open_: Sequence[str],
    unverified: bool,
    rules: Path | None,
    as_at: str | None,
    json: bool,
) -> None:
    """Say of each aim of the authority whether its rules hold to it. Ends with 1 where one is not held."""
    book = service.open_rules(rules, date_of(as_at))
    report = service.aims(book, service.Asked(None, pairs(assume, "--assume"), open_, unverified), rules)
    if json:
        put_json(report)
    else:
        show(aims_screen(report, width()))
    if report.held < len(report.aims):
        sys.exit(1)


@click.command()
@click.option("--step", metavar="STEP", help="One step, such as primary_to_secondary; all of them if left out.")
@click.option("--with", "drafts", type=A_PATH, metavar="FOLDER", help="Drafts of provisions to lay over the rules.")
@assuming
@rules_option
@as_at_option
@json_option
def pathways(
    step: str | None,
    drafts: Path | None,
    assume: Sequence[str],
    open_: Sequence[str],
    unverified: bool,
    rules: Path | None,
    as_at: str | None,
    json: bool,
) -> None:
    """Show where children have nothing open after the next step, to whom something is open before."""
    book = service.open_rules(rules, date_of(as_at), drafts)
    report = service.pathways(book, service.Asked(None, pairs(assume, "--assume"), open_, unverified), step)
    if json:
        put_json(report)
    else:
        show(pathways_screen(report, width()))


@click.command()
@click.option("--out", type=A_PATH, metavar="FOLDER", required=True, help="Where to write it; a new or empty folder.")
@assuming
@rules_option
@as_at_option
def report(
    out: Path, assume: Sequence[str], open_: Sequence[str], unverified: bool, rules: Path | None, as_at: str | None
) -> None:
    """Write the report for heads: one page that needs no network and prints well, and the same as data."""
    book = service.open_rules(rules, date_of(as_at))
    found = service.heads_report(book, service.Asked(None, pairs(assume, "--assume"), open_, unverified), rules)
    service.write_report(found, out)
    put(f"{out}/index.html is the page, {out}/report.json the same as data.")
