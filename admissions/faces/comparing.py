"""The commands that put provisions, or whole rule sets, beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from admissions import service
from admissions.faces.options import as_at_option, assuming, date_of, json_option, pairs, rules_option
from admissions.faces.terminal import put_json, show, width
from admissions.reports.changes_screen import changes_screen
from admissions.reports.overlaps_screen import overlaps_screen


@click.command()
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
