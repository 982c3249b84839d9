"""The commands that put provisions, or whole rule sets, beside each other."""

from __future__ import annotations

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
from admissions.faces.terminal import put_json, show, width
from admissions.reports.changes_screen import changes_screen
from admissions.reports.explained_screen import explained_screen
from admissions.reports.gaps_screen import gaps_screen
from admissions.reports.ladder_screen import ladder_screen
from admissions.reports.overlaps_screen import overlaps_screen


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
