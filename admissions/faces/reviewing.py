"""The command of a reviewing officer, and the sheet with which a school is consulted."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from admissions import service
from admissions.errors import Place, refuse
from admissions.faces.options import (
    A_PATH,
    LAST_YEAR,
    as_at_option,
    assuming,
    date_of,
    json_option,
    pairs,
    rules_option,
)
from admissions.faces.terminal import complain, put, put_json, show, width
from admissions.reports.review_screen import review_screen, summary_screen
from admissions.reports.sheet import SheetReport
from admissions.reports.sheet_screen import sheet_screen

MOST_TOLD = 20
"""Of how many problems of rows the command tells where it writes no file of them."""


@click.command()
@click.argument("file", type=A_PATH, required=False)
@click.option("--on", metavar="DATE", help="The day of the review, such as 2026-11-23; today if left out.")
@click.option(
    "--out", type=A_PATH, metavar="FILE", help="Write the result: .csv, .xlsx, .json or .html. Printed if left out."
)
@click.option("--template", type=A_PATH, metavar="FILE", help="Write an empty placements file: .csv or .xlsx.")
@click.option("--sheet", metavar="CASE", help="A draft consultation sheet for one case file instead.")
@click.option("--provision", metavar="ID", help="The provision consulted by --sheet. Wins over the case.")
@assuming
@rules_option
@as_at_option
@json_option
def review(
    file: Path | None,
    on: str | None,
    out: Path | None,
    template: Path | None,
    sheet: str | None,
    provision: str | None,
    assume: Sequence[str],
    open_: Sequence[str],
    unverified: bool,
    rules: Path | None,
    as_at: str | None,
    json: bool,
) -> None:
    """List placements to talk about at review: what is due by when, and why.

    FILE is a CSV or Excel file with a row for each placement; --template writes an empty one. A row that cannot be
    read never stops the others: it goes to rejected.csv, and the command ends with 2. Nothing here is ever by itself
    a reason to move anyone.
    """
    day = date_of(on, "--on", LAST_YEAR)
    book = service.open_rules(rules, day if as_at is None else date_of(as_at))
    asked = service.Asked(provision, pairs(assume, "--assume"), open_, unverified)
    if [file, template, sheet].count(None) != 2:
        raise refuse(Place("review"), "this needs one of a file, --template and --sheet", "name exactly one")
    if template is not None:
        service.write_template(book, template)
        put(f"{template} is an empty placements file.")
    elif sheet is not None:
        found = service.sheet(book, service.open_case(book, sheet, sys.stdin.buffer if sys.stdin else None), asked, day)
        _sheet(found, out, json=json)
    elif file is not None:
        _review(service.Review(book, file, asked, day), out, json=json)


def _sheet(found: SheetReport, out: Path | None, *, json: bool) -> None:
    if out is not None:
        service.write_sheet(found, out)
        put(f"{out} is the draft sheet.")
    elif json:
        put_json(found)
    else:
        show(sheet_screen(found, width()))


def _review(found: service.Review, out: Path | None, *, json: bool) -> None:
    told: list[str] = []

    def reject(problem: object) -> None:
        if len(told) < MOST_TOLD:
            told.append(str(problem))

    watched = sys.stderr is not None and sys.stderr.isatty()
    with click.progressbar(length=found.file.count, label="placements", file=sys.stderr, hidden=not watched) as bar:
        if out is not None:
            summary = service.write_review(found, out, partial(bar.update, 1))
        else:
            report = service.review_report(found, reject, partial(bar.update, 1))
            summary = report.summary
    if out is not None:
        put(f"{out} is the result.")
        show(summary_screen(summary, width()))
    elif json:
        put_json(report)
    else:
        show(review_screen(report.summary, report.placements, width()))
    if summary.rejected:
        where = f"{out.with_name(service.REJECTED)} says why" if out is not None else "these are why"
        complain([f"{summary.rejected} of {found.file.count} rows were rejected and are in no count; {where}", *told])
        sys.exit(2)
