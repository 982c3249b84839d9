"""The summary of a review: counts of placements, as they may be shown, and nothing of any single one."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from dataclasses import dataclass

from admissions.model.deadlines import Step
from admissions.model.disclosure import shown, single, total_shown
from admissions.model.needs import CURRENT, YEAR
from admissions.model.outcomes import Outcome
from admissions.model.provisions import RuleSet
from admissions.questions.check import CheckAnswer
from admissions.reports.placements import OPEN, PlacementLine
from admissions.reports.rule_set import LeftOutLine, RuleSetLine, left_out_lines, rule_set_line
from admissions.words.population import say_invented

SCHEMA = "admissions/review/1"
HEADING = "Placements to talk about at review"
NOT_KNOWN = "not_known"
INVENTED = "invented"
INDEPENDENT = "independent"
TRANSFER = "phase_transfer_next_september"
TRANSFER_LABEL = "a transfer between phases next September"
TRANSFERS = frozenset({Step.PHASE_TRANSFER.value, Step.SECONDARY_TO_POST_16.value})
"""The steps that every child of a year group takes; from infant to junior school only some do."""


@dataclass(frozen=True, slots=True)
class RowLine:
    """Placements in one place, or in several whose numbers are too small to be told apart."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    placements: int


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """How many placements of each row a finding is raised of, or another thing holds; None where that is hidden."""

    id: str
    label: str
    cells: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class CountLine:
    """How many placements something is so of, about some provisions; None where that is hidden."""

    provisions: tuple[str, ...]
    names: tuple[str, ...]
    placements: int | None


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """Counts under 5, and what they could be worked out from, are hidden: None (``model/disclosure.py``).

    ``overlaps`` are pairs of provisions that placements surely meet both; ``nothing_open`` are placements to which
    surely nothing is open, ``only_discretion`` of these those with something at a panel's discretion. ``not_ruled_out``
    are, of the ``independent`` placements, those that the recorded criteria of a provision do not rule out.
    ``unique`` placements are alone with their year group, primary need and place. ``rejected`` rows are not counted.
    ``invented`` says that the placements are, where the file says so.
    """

    schema: str
    heading: str
    rule_set: RuleSetLine
    notice: str
    invented: str
    on: str
    placements: int | None
    rejected: int
    rows: tuple[RowLine, ...]
    columns: tuple[ColumnLine, ...]
    overlaps: tuple[CountLine, ...]
    nothing_open: int | None
    only_discretion: int | None
    independent: int | None
    not_ruled_out: tuple[CountLine, ...]
    unique: int | None
    left_out: tuple[LeftOutLine, ...]
    cannot_see: tuple[str, ...]
    challenge: str


class Tally:
    """Counts placements as they pass; what it keeps does not grow with their number beyond the groups they fall in."""

    def __init__(self, rules: RuleSet, *, invented: bool = False) -> None:
        self.rules = rules
        self.invented = invented
        self.rejected = 0
        self._placements: Counter[str] = Counter()
        self._labels = {TRANSFER: TRANSFER_LABEL}
        self._labels |= {rule.id: rule.counted for rule in rules.casework.rules if rule.counted}
        self._having: dict[str, Counter[str]] = {name: Counter() for name in self._labels}
        self._having_both: dict[tuple[str, str], Counter[str]] = {}
        self._overlaps: Counter[tuple[str, str]] = Counter()
        self._nothing: Counter[bool] = Counter()
        self._not_ruled_out: Counter[str] = Counter()
        self._groups: Counter[tuple[object, ...]] = Counter()
        self._taking_part: set[str] = set()

    def add(self, line: PlacementLine, answer: CheckAnswer) -> None:
        """Counts one placement."""
        where = line.where or NOT_KNOWN
        self._placements[where] += 1
        having = sorted({one.id for one in line.findings if one.id in self._having})
        if any(one.step in TRANSFERS and YEAR not in one.missing for one in line.deadlines):
            having.append(TRANSFER)
        for name in having:
            self._having[name][where] += 1
        for pair in itertools.combinations(having, 2):
            self._having_both.setdefault(pair, Counter())[where] += 1
        self._groups[line.years, line.needs, line.where] += 1
        self._taking_part |= {one.read.id for one in answer.provisions}
        met = [one.read.id for one in answer.provisions if one.outcomes == (Outcome.MEETS,)]
        self._overlaps.update(itertools.combinations(met, 2))
        outcomes = {outcome for one in answer.provisions for outcome in one.outcomes}
        if OPEN.isdisjoint(outcomes):
            self._nothing[Outcome.DISCRETION in outcomes] += 1
        if line.where == INDEPENDENT:
            self._not_ruled_out.update(one.read.id for one in answer.provisions if not OPEN.isdisjoint(one.outcomes))

    def summary(self, on: dt.date) -> ReviewSummary:
        """The summary of all that was counted, on the day of the review."""
        rules = self.rules
        names = {one.id: one.name for one in rules.provisions}
        table = shown(self._placements, self._having, self._having_both)
        all_of_them = total_shown(self._placements.total())
        independent = next((row.total for row in table.rows if row.ids == (INDEPENDENT,)), None)
        if not self._placements[INDEPENDENT]:
            independent = 0 if table.rows or not self._placements else None
        nothing = single(self._nothing.total(), all_of_them)
        return ReviewSummary(
            SCHEMA,
            HEADING,
            rule_set_line(rules),
            rules.notice,
            say_invented(rules.population) if self.invented and rules.population else INVENTED if self.invented else "",
            on.isoformat(),
            all_of_them,
            self.rejected,
            tuple(RowLine(row.ids, tuple(map(self._place, row.ids)), row.total) for row in table.rows),
            tuple(ColumnLine(id, self._labels[id], one.cells, one.total) for id, one in table.columns.items()),
            tuple(
                CountLine(pair, tuple(names[id] for id in pair), single(count, all_of_them))
                for pair, count in sorted(self._overlaps.items())
            ),
            nothing,
            single(self._nothing[True], nothing),
            independent,
            tuple(
                CountLine((id,), (names[id],), single(count, independent))
                for id, count in sorted(self._not_ruled_out.items())
            ),
            single(sum(count == 1 for count in self._groups.values()), all_of_them),
            left_out_lines(rules, self._taking_part),
            rules.cannot_see,
            rules.challenge,
        )

    def _place(self, where: str) -> str:
        return "not known" if where == NOT_KNOWN else self.rules.needs[CURRENT].by_id[where].label
