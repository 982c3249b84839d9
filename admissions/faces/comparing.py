"""The commands that put provisions, or whole rule sets, beside each other."""

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
    given_option,
    json_option,
    pairs,
    rules_option,
)
from admissions.faces.terminal import put, put_json, show, width
from admissions.reports.aims_screen import aims_screen
from admissions.reports.changes_screen import changes_screen
from admissions.reports.explained_screen import explained_screen
from admissions.reports.gaps_screen import gaps_screen
from admissions.reports.ladder_screen import ladder_screen
from admissions.reports.overlaps_screen import overlaps_screen
from admissions.reports.pathways_screen import pathways_screen
from admissions.reports.repairs_screen import repairs_screen


@click.command()
@click.argument("provision", nargs=-1)
@click.option("--cohort", type=A_PATH, metavar="FILE", help="A CSV of profiles: how many are in the overlap.")
@given_option
@assuming
@rules_option
@as_at_option
@json_option
def overlaps(
    provision: Sequence[str],
    cohort: Path | None,
    given: Sequence[str],
    assume: Sequence[str],
    open_: Sequence[str],
    unverified: bool,
    rules: Path | None,
    as_at: str | None,
    json: bool,
) -> None:
    """Show which provisions overlap, or explain one overlap.

    PROVISION are the ids of two or more, whose overlap is explained; without any, every pair is shown with an example.
    """
    book = service.open_rules(rules, date_of(as_at))
    asked = service.Asked(None, pairs(assume, "--assume"), open_, unverified)
    if provision:
        explained = service.overlap(book, provision, asked, given, cohort)
        if json:
            put_json(explained)
        else:
            show(explained_screen(explained, width()))
        return
    if cohort is not None:
        raise refuse(Place("--cohort"), "a cohort is counted in one overlap", "name the provisions")
    report = service.overlap_matrix(book, asked, given)
    if json:
        put_json(report)
    else:
        show(overlaps_screen(report, width()))


@click.command()
@click.option("--year", metavar="YEAR", required=True, help="The year group, such as Y7.")
@click.option("--need", metavar="NEED", required=True, help="The primary need, such as ASD.")
@assuming
@rules_option
@as_at_option
@json_option
def ladder(
    year: str,
    need: str,
    assume: Sequence[str],
    open_: Sequence[str],
    unverified: bool,
    rules: Path | None,
    as_at: str | None,
    json: bool,
) -> None:
    """Show by working level what can be open to a year group with a need, and what else each asks."""
    book = service.open_rules(rules, date_of(as_at))
    report = service.ladder(book, year, need, service.Asked(None, pairs(assume, "--assume"), open_, unverified))
    if json:
        put_json(report)
    else:
        show(ladder_screen(report, width()))


@click.command()
@click.option("--all", "all_rows", is_flag=True, help="List the cells too that only what is not recorded decides.")
@given_option
@assuming
@rules_option
@as_at_option
@json_option
def gaps(
    all_rows: bool,
    given: Sequence[str],
    assume: Sequence[str],
    open_: Sequence[str],
    unverified: bool,
    rules: Path | None,
    as_at: str | None,
    json: bool,
) -> None:
    """Show where nothing is open, and which single step would close most."""
    book = service.open_rules(rules, date_of(as_at))
    report = service.gaps(book, service.Asked(None, pairs(assume, "--assume"), open_, unverified), given)
    if json:
        put_json(report)
    else:
        show(gaps_screen(report, width(), all_rows=all_rows))


@click.command()
@click.argument("one")
@click.argument("two")
@click.option("--all", "every", is_flag=True, help="Show every change, and not a few of each kind.")
@click.option("--number", type=int, metavar="N", help="The change to write.")
@click.option("--write", type=A_PATH, metavar="FOLDER", help="Where to write it, as a draft rule set.")
@assuming
@rules_option
@as_at_option
@json_option
def repairs(
    one: str,
    two: str,
    every: bool,
    number: int | None,
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
    book = service.open_rules(rules, date_of(as_at))
    report, found = service.repairs(book, (one, two), service.Asked(None, pairs(assume, "--assume"), open_, unverified))
    if write is not None:
        written = service.write_repair(book, rules, report, found, number, write)
        put(f"{written}/ holds change {number} as a draft. `admissions changes` tells what it does.")
    elif json:
        put_json(report)
    else:
        show(repairs_screen(report, width(), every=every))


@click.command()
@click.argument("old")
@click.argument("new")
@assuming
@rules_option
@as_at_option
@json_option
def changes(
    old: str,
    new: str,
    assume: Sequence[str],
    open_: Sequence[str],
    unverified: bool,
    rules: Path | None,
    as_at: str | None,
    json: bool,
) -> None:
    """Show who gains and who loses from one rule set to another.

    OLD and NEW are each an authority's folder, or a date such as 2017-12-15: the folder of --rules as at that date.
    Folders are read as at the date of --as-at.
    """
    asked = service.Asked(None, pairs(assume, "--assume"), open_, unverified)
    report = service.changes(old, new, rules, date_of(as_at), asked)
    if json:
        put_json(report)
    else:
        show(changes_screen(report, width()))


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
    found = service.heads_report(book, service.Asked(None, pairs(assume, "--assume"), open_, unverified))
    service.write_report(found, out)
    put(f"{out}/index.html is the page, {out}/report.json the same as data.")
