"""The command that is asked about one profile."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from admissions import service
from admissions.faces.options import as_at_option, assuming, date_of, json_option, pairs, rules_option
from admissions.faces.terminal import put_json, show, width
from admissions.reports.check_screen import check_screen


@click.command()
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
    asked = service.asked_with(read, service.Asked(provision, pairs(assume, "--assume"), open_, unverified))
    report = service.check(book, read.profile, asked, read.review)
    if json:
        put_json(report)
    else:
        show(check_screen(report, width(), explain=explain))
    if exit_code:
        sys.exit(service.exit_code(report))
