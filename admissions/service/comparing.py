"""Putting provisions, or whole rule sets, beside each other: overlaps, ladders, gaps, repairs and changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from admissions.errors import NOWHERE, Place, files_called, meant, refuse
from admissions.model.algebra import all_of
from admissions.questions.read import ReadProvision
from admissions.questions.rulebook import LISTED, Rulebook, Settings
from admissions.service.checking import Asked, shared_of
from admissions.service.opening import open_rules
from admissions.text.profiles import read_setting

if TYPE_CHECKING:
    from admissions.model.conditions import Surface
    from admissions.questions.cohort import Count
    from admissions.questions.settled import Settled
    from admissions.regions.space import Region
    from admissions.reports.changes import ChangesReport
    from admissions.reports.explained import ExplainedReport
    from admissions.reports.gaps import GapsReport
    from admissions.reports.ladder import LadderReport
    from admissions.reports.needs import NeedText
    from admissions.reports.overlaps import OverlapsReport

# What one question alone needs is imported where it is put: a check as a whole process takes as long as its imports.


def overlap_matrix(book: Rulebook, asked: Asked, given: Iterable[str] = ()) -> OverlapsReport:
    """The overlaps of every pair of provisions that takes part, among those of whom ``given`` holds. Raises Refused."""
    from admissions.questions.overlaps import overlaps, together
    from admissions.reports.overlaps import overlaps_report

    provisions = book.compared(() if asked.provision is None else (asked.provision,), unverified=asked.unverified)
    settled = _among(book, asked, given)
    pairs = overlaps(settled, provisions)
    return overlaps_report(provisions, pairs, together(settled, provisions), settled)


def overlap(
    book: Rulebook, names: Iterable[str], asked: Asked, given: Iterable[str] = (), cohort: Path | None = None
) -> ExplainedReport:
    """One overlap of two or more provisions, explained, among those of whom ``given`` holds.

    With a file of profiles, as CSV, how many of them are in it. Raises Refused.
    """
    from admissions.questions.explaining import explain
    from admissions.reports.explained import explained_report

    provisions = chosen_for_overlap(book, names)
    settled = _among(book, asked, given)
    found = explain(settled, provisions)
    counted = None if cohort is None else _counted(book, cohort, found.shared.region, settled.settings)
    return explained_report(settled, provisions, found, counted)


def chosen_for_overlap(book: Rulebook, names: Iterable[str]) -> list[ReadProvision]:
    """These provisions, each once. Raises Refused for an unknown one, and for fewer than two."""
    wanted = tuple(dict.fromkeys(names))
    if len(wanted) < 2:
        raise refuse(NOWHERE, "an overlap is of two provisions or more", f"name another one; {LISTED}")
    for place, name in enumerate(wanted, 1):
        with files_called(lambda file, place=place: file or f"provision {place}"):  # type: ignore[misc]
            book.choose((name,))
    return [book.by_id[name] for name in wanted]


def _counted(book: Rulebook, cohort: Path, region: Region, settings: Settings) -> Count:
    """How many of a cohort are in a region; messages call the file a cohort, since its name may tell whose it is."""
    from admissions.questions.cohort import count_in
    from admissions.text.cohort import profiles_of, read_cohort

    try:
        with cohort.open("rb") as stream, shared_of(book).lock:
            return count_in(book, region, profiles_of(read_cohort(stream, "cohort", book.rules)), settings)
    except OSError:
        raise refuse(Place("--cohort"), "this file cannot be read", "check the path, and who may read it") from None


def settled_for(book: Rulebook, asked: Asked) -> Settled:
    """The rule book with its assumptions settled as asked; a question is put to a copy of it."""
    from admissions.questions.settled import settled_of

    with shared_of(book).lock:
        return settled_of(book, book.settings(asked.assume, asked.leave_open))


def _among(book: Rulebook, asked: Asked, given: Iterable[str]) -> Settled:
    settled = settled_for(book, asked).among(_given(book, given))
    if not settled.possible:
        raise refuse(Place("--given"), "no child can be so", "leave some of it out")
    return settled


def in_context(book: Rulebook, asked: Asked, held: Surface | None = None) -> Settled:
    """The children of the context that the rule set states, and of whom ``held`` holds. Raises Refused for none."""
    from admissions.questions.gaps import context_of, context_ready

    with shared_of(book).lock:
        settled = context_ready(book, book.settings(asked.assume, asked.leave_open)).among(None)
    context = book.rules.aims.context
    if context is not None and not settled.possible:
        raise refuse(context.at, "no child can be in this context", "check `who`")
    if held is None:
        return settled
    settled = context_of(settled_for(book, asked), held)
    if not settled.possible:
        raise refuse(Place("--given"), "no child of the context can be so", "leave some of it out")
    return settled


def needs_fields(book: Rulebook, *names: str) -> None:
    """Raises Refused where the rules lack a need field without which a question cannot be put."""
    for name in names:
        if name not in book.rules.needs.by_id:
            raise refuse(NOWHERE, f"this cannot be asked without a need field `{name}`", "add it to needs.yaml")


def ladder_choices(book: Rulebook) -> dict[str, NeedText]:
    """Of which year groups and primary needs there is a ladder, by what each is called when it is asked for."""
    from admissions.model.needs import PRIMARY, YEAR
    from admissions.reports.needs import need_text

    needs_fields(book, YEAR, PRIMARY)
    return {name: need_text(book.rules, book.rules.needs[field]) for name, field in (("year", YEAR), ("need", PRIMARY))}


def ladder(book: Rulebook, year: str, need: str, asked: Asked) -> LadderReport:
    """The ladder of one year group and one primary need. Raises Refused for an unknown one, and where no child of the
    context has both.
    """
    from admissions.model.needs import PRIMARY, YEAR

    needs_fields(book, YEAR, PRIMARY)
    for option, name, value in (("--year", YEAR, year), ("--need", PRIMARY, need)):
        field = book.rules.needs[name]
        if value not in field.by_id:
            labels = {one.label.lower(): one.id for one in field.values}
            remedy = meant(labels.get(value.lower(), value), field.by_id, listed_values(field.by_id))
            raise refuse(Place(option), f"this is not a {field.label}", remedy)
    found = ladder_in(book, year, need, asked)
    if found is None:
        in_context(book, asked)
        what = "no child of the context is of this year group and has this need"
        raise refuse(Place("--year"), what, "ask for another year group or need")
    return found


def ladder_in(book: Rulebook, year: str, need: str, asked: Asked) -> LadderReport | None:
    """The ladder of a year group and a need that the rule set has; None where no child of the context has both."""
    from admissions.questions.ladder import ladder as rungs_of
    from admissions.questions.ladder import ladder_of
    from admissions.reports.ladder import ladder_report

    provisions = book.compared(unverified=asked.unverified)
    settled = ladder_of(settled_for(book, asked), year, need)
    return ladder_report(settled, provisions, year, need, rungs_of(settled, provisions)) if settled.possible else None


def listed_values(known: Iterable[str]) -> str:
    """What may be given, as a remedy."""
    return f"it may be {', '.join(f'`{one}`' for one in known)}"


def gaps(book: Rulebook, asked: Asked, given: Iterable[str] = ()) -> GapsReport:
    """The gaps of the context that the rule set states, and in which each ``field=value`` of ``given`` holds.

    Raises Refused for an unknown field or value, and where no child can be in the context.
    """
    from admissions.questions.gaps import gaps as gaps_of
    from admissions.reports.gaps import gaps_report

    held = _given(book, given)
    settled = in_context(book, asked, held)
    provisions = book.compared(unverified=asked.unverified)
    return gaps_report(settled, provisions, gaps_of(settled, provisions), held)


def _given(book: Rulebook, given: Iterable[str]) -> Surface | None:
    """What several ``field=value`` settings say together."""

    entries = [read_setting(one, book.rules, "--given")[1] for one in given]
    conditions = [entry.condition for entry in entries if entry is not None]
    return all_of(conditions) if conditions else None


def changes(old: str, new: str, folder: Path | None, on: dt.date, asked: Asked) -> ChangesReport:
    """What has changed from one rule set to another, each named by an authority's folder, which is read as at ``on``,
    or by a date, as at which ``folder`` is read (the bundled rules for None). Raises Refused.
    """
    from admissions.questions.changes import changes as all_changes
    from admissions.questions.side_by_side import SideBySide
    from admissions.reports.changes import changes_report

    before, after = (_named_rules(which, named, folder, on) for which, named in (("OLD", old), ("NEW", new)))
    both = SideBySide(before.rules, after.rules, asked.assume, asked.leave_open)
    if not any(side.book.choose(unverified=asked.unverified) for side in both.sides):
        after.compared(unverified=asked.unverified)
    return changes_report(both, all_changes(both, unverified=asked.unverified))


def _named_rules(which: str, named: str, folder: Path | None, on: dt.date) -> Rulebook:
    """The rule book that a folder or a date names; a file is told with which of the two it is of."""
    with files_called(lambda file: f"{which}: {file}" if file else which):
        return _opened(named, folder, on)


def _opened(named: str, folder: Path | None, on: dt.date) -> Rulebook:
    day = None
    with suppress(ValueError):
        day = dt.date.fromisoformat(named)
    if day is not None:
        return open_rules(folder, day)
    is_there = False
    with suppress(OSError, ValueError):
        is_there = Path(named).exists()
    if not is_there:
        remedy = "write a date as 2026-11-23, or name an authority's folder, such as rules/lewisham"
        raise refuse(NOWHERE, "this is neither a date nor a folder", remedy)
    return open_rules(Path(named), on)
