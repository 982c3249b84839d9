"""The report of a change that was tried: who gains, who loses, overlaps and gaps before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from admissions.model.outcomes import Overlap
from admissions.questions.cells import Gathered
from admissions.questions.gaps import Gap
from admissions.questions.trial import Trial
from admissions.reports.basis import names_of
from admissions.reports.changes import ChangesReport, changes_report
from admissions.words.cells import say_cells

SCHEMA = "admissions/trial/1"


@dataclass(frozen=True, slots=True)
class PairSizes:
    """How two provisions overlap before and after, in entry cells."""

    provisions: tuple[str, str]
    names: tuple[str, ...]
    old: Overlap
    new: Overlap
    old_entry_cells: int
    new_entry_cells: int


@dataclass(frozen=True, slots=True)
class GapSizes:
    """Entry cells of one kind before and after; ``come_to_it`` were of another kind before, gathered, in words.

    They are told of the kinds that leave a child less than a special school that may be open.
    """

    gap: Gap
    old: int
    new: int
    come_to_it: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrialReport:
    """A change that was tried, of one provision; ``opens`` and ``closes`` are entry cells gathered, in words.

    ``opens`` have nothing open before and something after, be it at a panel's discretion; ``closes`` the other way.
    """

    schema: str
    provision: str
    name: str
    changes: ChangesReport
    overlaps: tuple[PairSizes, ...]
    gaps: tuple[GapSizes, ...]
    opens: tuple[str, ...]
    closes: tuple[str, ...]


def trial_report(found: Trial, provision: str) -> TrialReport:
    """The report of a trial of a change of this provision."""
    rules = found.both.new.book.rules

    def said(rows: Sequence[Gathered]) -> tuple[str, ...]:
        return tuple(f"{say_cells(rules, row)} ({row.cells})" for row in rows)

    return TrialReport(
        SCHEMA,
        provision,
        rules.by_id[provision].name,
        changes_report(found.both, found.changes),
        tuple(
            PairSizes(
                one.provisions,
                tuple(names_of(rules, one.provisions)),
                one.before.overlap,
                one.after.overlap,
                one.before.cells,
                one.after.cells,
            )
            for one in found.pairs
        ),
        tuple(GapSizes(gap, *sizes, said(found.come_to.get(gap, ()))) for gap, sizes in found.gaps.items()),
        said(found.opens),
        said(found.closes),
    )
