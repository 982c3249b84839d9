"""Reads a placements file: a row for each placement, everything of which may be unknown.

The columns are ``case``, need fields by their ids, since when the placement goes on, how far the review has come, what
speaks for leaving the placement as it is, and what a person decided. Before any row is given out the whole file is
looked through for what may identify someone; where anything does, nothing of it is read. No message repeats what was
given. A row that cannot be read is told of, and never stops the others.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from admissions.errors import Place, Problem, refuse
from admissions.model.periods import Month, first_of
from admissions.model.placements import ByPerson, Event, NotYet, Placement, ReviewDates, Wishes
from admissions.model.profiles import Entry, Profile
from admissions.model.provisions import RuleSet
from admissions.text.cells import CellReader, named_columns
from admissions.text.days import (
    DATES,
    DAY_REMEDY,
    MONTH_REMEDY,
    SINCE,
    WISHES,
    YES_NO,
    NoDay,
    read_event,
    read_month,
)
from admissions.text.identifiers import identifiers, without_dates_of
from admissions.text.profiles import MAX_PROBLEMS, refused
from admissions.text.sheets import FORMULA, LONGEST_CELL, Row, read_rows
from admissions.text.tree import Scalar

CASE, INVENTED = "case", "invented"
"""The column of references, and the one by which a file says that its placements are invented."""
BY_PERSON = ("decision", "reason", "role")
"""What a person fills in: the program never does."""
LONGEST_TEXT = 500
REFERENCE = re.compile(r"[A-Z]{2,4}-[0-9]{1,6}")
REFERENCE_REMEDY = "write 2 to 4 capital letters, -, and up to 6 digits, such as EHC-001234"
NEXT_TO_ONE_ANOTHER = (
    ("plan_made", "last_review_meeting"),
    ("last_review_meeting", "last_review_decision"),
    ("last_review_meeting", "amendment_notice"),
    ("plan_made", "final_plan_issued"),
)
"""Pairs of dates of which the second cannot be before the first."""
MOST_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """One row: its number, and its placement, or every problem why there is none."""

    number: int
    placement: Placement | None
    problems: tuple[Problem, ...] = ()


class PlacementsFile:
    """A placements file whose header can be used and in which nothing identifies anyone, as far as that can be told.

    ``columns`` are those of the file, but for ``ours``, which the program writes into results. The file says of itself
    that its placements are ``invented`` by a column of that name. Raises Refused.
    """

    def __init__(self, path: Path, name: str, rules: RuleSet, on: dt.date, ours: Collection[str] = ()) -> None:
        self.path, self.name, self.rules, self.on = path, name, rules, on
        fields = [need.id for need in rules.needs.fields]
        known = (CASE, INVENTED, *fields, SINCE, *DATES, *WISHES, *BY_PERSON, *ours)
        header = next(read_rows(path, name), Row(1, ()))
        at = Place(name, header.number, 1)
        if FORMULA in header.cells:
            place = replace(at, column=header.cells.index(FORMULA) + 1)
            raise refuse(place, "a column is named by a formula", "write the name itself")
        names = [cell.strip().lower() for cell in header.cells]
        self.header = named_columns(names, at, known, "`admissions review --template FILE` writes the columns")
        if CASE not in self.header:
            remedy = "add a column of references, such as EHC-001234, that only you can resolve"
            raise refuse(at, f"there is no column `{CASE}`", remedy)
        self.first = header.number
        self.columns = tuple(name for name in self.header if name not in ours)
        self.invented = INVENTED in self.header
        self.ours = frozenset(ours)
        self.count = self._scan()

    def _scan(self) -> int:
        """Looks through every row, and counts them. Raises Refused with the first places that may identify someone."""
        free = {*DATES, SINCE, CASE, *self.ours}
        fine: set[str] = set()
        lately = (self.on.year - 1, self.on.year, self.on.year + 1)
        problems: list[Problem] = []
        count = 0
        for row in self._rows():
            count += 1
            for column, (name, cell) in enumerate(zip(self.header, row.cells, strict=False), 1):
                if not cell or name in free or cell in fine:
                    continue
                said = without_dates_of(cell, lately) if name in BY_PERSON else cell
                found = next(identifiers(Scalar(said, Place(self.name, row.number, column))), None)
                if found is not None:
                    problems.append(found)
                elif len(fine) < MOST_KEPT:
                    fine.add(cell)
            if len(problems) >= MAX_PROBLEMS:
                break
        if problems:
            raise refused(problems)
        if not count:
            raise refuse(Place(self.name), "there is no row below the header", "add a row for each placement")
        return count

    def _rows(self) -> Iterator[Row]:
        return (row for row in read_rows(self.path, self.name) if row.number > self.first)

    def rows(self) -> Iterator[PlacementRow]:
        """Every row, as it is reached; a reference that was there before is a problem of the later row."""
        reader = _RowReader(self)
        for row in self._rows():
            yield reader.read(row)


def _numbered(reference: str) -> tuple[str, int]:
    """A reference by its letters and its number: one with a nought more before it is the same."""
    letters, _, number = reference.partition("-")
    return letters, int(number)


class _Places(dict[str, Place]):
    """The place of each column of one row, made when it is asked for."""

    def __init__(self, name: str, number: int, header: tuple[str, ...]) -> None:
        super().__init__()
        self._name, self._number, self._header = name, number, header

    def __missing__(self, column: str) -> Place:
        place = self[column] = Place(self._name, self._number, self._header.index(column) + 1)
        return place


class _RowReader:
    def __init__(self, file: PlacementsFile) -> None:
        self.file = file
        self.cells = CellReader(file.rules)
        self.fields = tuple(name for name in file.columns if name in file.rules.needs.by_id)
        self.seen: dict[tuple[str, int], int] = {}

    def read(self, row: Row) -> PlacementRow:
        file, problems = self.file, list[Problem]()
        if len(row.cells) > len(file.header):
            place = Place(file.name, row.number, len(file.header) + 1)
            what, remedy = "this row has more cells than there are columns", "put a cell that holds a comma in quotes"
            return PlacementRow(row.number, None, (Problem(place, what, remedy),))
        given = dict(zip(file.header, (*row.cells, *[""] * (len(file.header) - len(row.cells))), strict=True))
        at = _Places(file.name, row.number, file.header)
        for name in file.columns:
            most = LONGEST_TEXT if name in BY_PERSON else LONGEST_CELL
            if given[name] == FORMULA:
                problems.append(Problem(at[name], "this cell holds a formula", "write the value itself"))
                given[name] = ""
            elif len(given[name]) > most:
                problems.append(Problem(at[name], f"this is longer than {most} characters", "shorten it"))
        case = self._case(given[CASE], at[CASE], problems)
        entries = []
        for name in self.fields:
            entry, wrong = self.cells.read(name, given[name])
            if wrong:
                problems += [Problem(at[name], what, remedy) for what, remedy in wrong]
            elif entry is not None:
                entries.append(Entry(name, entry.condition, entry.core, at[name]))
        if given.get(INVENTED) and not given[INVENTED].startswith(INVENTED):
            remedy = f"let it begin with `{INVENTED}`, or leave the column out for placements that are real"
            problems.append(Problem(at[INVENTED], "this does not say that the placement is invented", remedy))
        since = self._since(given, at, problems)
        dates = self._dates(given, at, problems)
        wishes = Wishes(*(self._flag(name, given, at, problems) for name in WISHES))
        if problems:
            return PlacementRow(row.number, None, tuple(problems[:MAX_PROBLEMS]))
        texts = {name: given.get(name, "") for name in BY_PERSON}
        kept = {name: texts.get(name, given[name]) for name in file.columns}
        profile = Profile(tuple(entries))
        placement = Placement(case, profile, since, dates, wishes, ByPerson(**texts), kept, at[CASE])
        return PlacementRow(row.number, placement)

    def _case(self, cell: str, at: Place, problems: list[Problem]) -> str:
        if not cell:
            problems.append(Problem(at, "this row has no reference", REFERENCE_REMEDY))
        elif not REFERENCE.fullmatch(cell):
            problems.append(Problem(at, "this is not a reference of the fixed form", REFERENCE_REMEDY))
        elif (number := _numbered(cell)) in self.seen:
            what = f"row {self.seen[number]} has the same reference"
            problems.append(Problem(at, what, "keep one row for each placement"))
        else:
            self.seen[number] = at.line or 0
        return cell

    def _flag(
        self, name: str, given: Mapping[str, str], at: Mapping[str, Place], problems: list[Problem]
    ) -> bool | None:
        cell = given.get(name, "").lower()
        if cell not in YES_NO:
            problems.append(Problem(at[name], "this is neither yes nor no", "leave it empty where it is not known"))
        return YES_NO.get(cell)

    def _since(self, given: Mapping[str, str], at: Mapping[str, Place], problems: list[Problem]) -> Month | None:
        cell = given.get(SINCE, "")
        if cell in ("", "unknown"):
            return None
        try:
            month = read_month(cell)
        except NoDay as wrong:
            problems.append(Problem(at[SINCE], str(wrong), MONTH_REMEDY))
            return None
        if first_of(month) > self.file.on:
            problems.append(
                Problem(at[SINCE], f"this is after {self.file.on}", "a placement has begun before it is reviewed")
            )
        return month

    def _dates(self, given: Mapping[str, str], at: Mapping[str, Place], problems: list[Problem]) -> ReviewDates:
        found: dict[str, Event] = {}
        for name in DATES:
            try:
                event = found[name] = read_event(given.get(name, ""))
            except NoDay as wrong:
                problems.append(Problem(at[name], str(wrong), DAY_REMEDY))
                continue
            if isinstance(event, dt.date) and event > self.file.on:
                problems.append(
                    Problem(at[name], f"this is after {self.file.on}", "leave out what has not happened yet")
                )
        for first, second in NEXT_TO_ONE_ANOTHER:
            one, two = found.get(first), found.get(second)
            if isinstance(one, dt.date) and isinstance(two, dt.date) and two < one:
                what = f"`{second}` is before `{first}`"
                problems.append(Problem(at[second], what, "check which of the two is right"))
        meeting, decision = found.get("last_review_meeting"), found.get("last_review_decision")
        if isinstance(meeting, NotYet) and isinstance(decision, dt.date):
            what = "there is a decision of a review, and no meeting of it"
            problems.append(Problem(at["last_review_decision"], what, "check both"))
        return ReviewDates(**found)
