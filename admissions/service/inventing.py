"""An invented cohort, for trying the program out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from admissions.errors import NOWHERE, Place, refuse
from admissions.questions.rulebook import Rulebook
from admissions.service.checking import shared_of

# What one question alone needs is imported where it is put: a check as a whole process takes as long as its imports.


@dataclass(frozen=True)
class InventedCohort:
    """An invented cohort as lines of CSV, made as they are asked for, and the label that each row has."""

    label: str
    lines: Iterator[str]

    def write(self, out: Path) -> None:
        """Writes the lines into a new file, whole or not at all. Raises Refused where that cannot be."""
        from admissions.text.results import replacing

        if out.suffix.lower() != ".csv":
            raise refuse(Place("--out"), "an invented cohort is written as CSV", "let its name end in .csv")
        with replacing(out, "--out", new=True) as stream:
            stream.writelines(f"{line}\n".encode() for line in self.lines)


def invented_cohort(book: Rulebook, size: int, seed: int, on: dt.date) -> InventedCohort:
    """So many invented placements as on a day, following the published counts: the same ones for the same seed.

    Raises Refused where the rule set has no counts.
    """
    import random

    from admissions.questions.invented import invented
    from admissions.text.invented import spelled_header, spelled_placement
    from admissions.words.population import say_invented

    population, needs = book.rules.population, book.rules.needs
    if population is None or not population.plans:
        what = "these rules have no published counts that an invented cohort could follow"
        raise refuse(NOWHERE, what, "name them by `population:` in authority.yaml")
    label = say_invented(population)
    with shared_of(book).lock:
        placements = invented(book, population, size, on, random.Random(seed))

    def lines() -> Iterator[str]:
        yield spelled_header(needs)
        for one in placements:
            yield spelled_placement(label, one.number, needs, one.recorded, one.since, one.dates, one.wishes)

    return InventedCohort(label, lines())
