"""The commands about cohorts."""

from __future__ import annotations

from pathlib import Path

import click

from admissions import service
from admissions.faces.options import A_PATH, date_of, number_of, rules_option
from admissions.faces.terminal import complain, put

LARGEST = 100_000
LAST_SEED = 2**31 - 1


@click.group("cohort")
def cohort_group() -> None:
    """Make files of placements."""


@cohort_group.command("generate")
@click.option("--size", metavar="N", required=True, help=f"How many placements: 1 to {LARGEST:,}.")
@click.option(
    "--seed", metavar="S", default="1", show_default=True, help="A whole number; the same one draws the same cohort."
)
@click.option("--out", type=A_PATH, metavar="FILE.csv", help="The file to write, a new one; printed if left out.")
@click.option(
    "--on",
    metavar="DATE",
    help="The day up to which reviews are told, and of the rules, such as 2026-11-23; today if left out.",
)
@rules_option
def generate(size: str, seed: str, out: Path | None, on: str | None, rules: Path | None) -> None:
    """Invent a cohort of placements, to try the program out with.

    No child of it is real, and each row says so. Primary needs, ages and placements have the shares that they have in
    the published counts; how these go together, and all else, is drawn at random out of what the rules hold possible
    and plausible.
    """
    number = number_of(size, "--size", 1, LARGEST)
    seeded = number_of(seed, "--seed", 0, LAST_SEED)
    day = date_of(on, "--on")
    cohort = service.invented_cohort(service.open_rules(rules, day), number, seeded, day)
    if out is None:
        for line in cohort.lines:
            put(line)
        complain([cohort.label])
    else:
        cohort.write(out)
        put(f"{out} holds {number:,} placements. {cohort.label[:1].upper()}{cohort.label[1:]}.")
