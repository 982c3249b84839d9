"""Putting provisions, or whole rule sets, beside each other: overlaps, ladders, gaps, repairs and changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from admissions.errors import NOWHERE, Place, meant, refuse
from admissions.model.algebra import all_of
from admissions.questions.rulebook import LISTED, Rulebook, Settings
from admissions.service.checking import Asked, shared_of
from admissions.service.opening import DEFAULT_RULES, bundled, drafts_of, open_rules
from admissions.text.files import rule_files
from admissions.text.profiles import read_setting

if TYPE_CHECKING:
    from admissions.model.conditions import Surface
    from admissions.questions.cohort import Count
    from admissions.questions.repairs import Repairs
    from admissions.questions.settled import Settled
    from admissions.regions.space import Region
    from admissions.reports.aims import AimsReport
    from admissions.reports.changes import ChangesReport
    from admissions.reports.explained import ExplainedReport
    from admissions.reports.gaps import GapsReport
    from admissions.reports.heads import HeadsReport
    from admissions.reports.ladder import LadderReport
    from admissions.reports.overlaps import OverlapsReport
    from admissions.reports.pathways import PathwaysReport
    from admissions.reports.repairs import RepairsReport

LADDER_YEARS = ("R", "Y7")
"""The year groups of entry of which the report shows ladders."""

# What one question alone needs is imported where it is put: a check as a whole process takes as long as its imports.


def overlap_matrix(book: Rulebook, asked: Asked, given: Iterable[str] = ()) -> OverlapsReport:
    """The overlaps of every pair of provisions that takes part, among those of whom ``given`` holds. Raises Refused."""
    from admissions.questions.overlaps import overlaps
    from admissions.reports.overlaps import overlaps_report

    provisions = book.choose(() if asked.provision is None else (asked.provision,), unverified=asked.unverified)
    settled = _among(book, asked, given)
    return overlaps_report(book, provisions, overlaps(settled, provisions), settled.settings)


def overlap(
    book: Rulebook, names: Iterable[str], asked: Asked, given: Iterable[str] = (), cohort: Path | None = None
) -> ExplainedReport:
    """One overlap of two or more provisions, explained, among those of whom ``given`` holds.

    With a file of profiles, as CSV, how many of them are in it. Raises Refused.
    """
    from admissions.questions.explaining import explain
    from admissions.reports.explained import explained_report

    wanted = tuple(dict.fromkeys(names))
    if len(wanted) < 2:
        raise refuse(NOWHERE, "an overlap is of two provisions or more", f"name another one; {LISTED}")
    book.choose(wanted)
    settled, provisions = _among(book, asked, given), [book.by_id[name] for name in wanted]
    found = explain(settled, provisions)
    counted = None if cohort is None else _counted(book, cohort, found.shared.region, settled.settings)
    return explained_report(settled, provisions, found, counted)


def _counted(book: Rulebook, cohort: Path, region: Region, settings: Settings) -> Count:
    """How many of a cohort are in a region; messages call the file a cohort, since its name may tell whose it is."""
    from admissions.questions.cohort import count_in
    from admissions.text.cohort import profiles_of, read_cohort

    try:
        with cohort.open("rb") as stream, shared_of(book).lock:
            return count_in(book, region, profiles_of(read_cohort(stream, "cohort", book.rules)), settings)
    except OSError:
        raise refuse(Place("--cohort"), "this file cannot be read", "check the path, and who may read it") from None


def _settled(book: Rulebook, asked: Asked) -> Settled:
    """The rule book with its assumptions settled as asked; a question is put to a copy of it."""
    from admissions.questions.settled import settled_of

    with shared_of(book).lock:
        return settled_of(book, book.settings(asked.assume, asked.leave_open))


def _among(book: Rulebook, asked: Asked, given: Iterable[str]) -> Settled:
    settled = _settled(book, asked).among(_given(book, given))
    if not settled.possible:
        raise refuse(Place("--given"), "no child can be so", "leave some of it out")
    return settled


def ladder(book: Rulebook, year: str, need: str, asked: Asked) -> LadderReport:
    """The ladder of one year group and one primary need. Raises Refused for an unknown one."""
    from admissions.model.needs import PRIMARY, YEAR
    from admissions.questions.ladder import ladder as rungs_of
    from admissions.questions.ladder import ladder_of
    from admissions.reports.ladder import ladder_report

    for name, value in ((YEAR, year), (PRIMARY, need)):
        known = book.rules.needs[name].by_id
        if value not in known:
            raise refuse(NOWHERE, f"unknown {book.rules.needs[name].label}", meant(value, known, _values(known)))
    provisions = book.choose((), unverified=asked.unverified)
    settled = ladder_of(_settled(book, asked), year, need)
    return ladder_report(settled, provisions, year, need, rungs_of(settled, provisions))


def _values(known: Iterable[str]) -> str:
    return f"it may be {', '.join(f'`{one}`' for one in known)}"


def gaps(book: Rulebook, asked: Asked, given: Iterable[str] = ()) -> GapsReport:
    """The gaps of the context that the rule set states, and in which each ``field=value`` of ``given`` holds.

    Raises Refused for an unknown field or value, and where no child can be in the context.
    """
    from admissions.questions.gaps import context_of
    from admissions.questions.gaps import gaps as gaps_of
    from admissions.reports.gaps import gaps_report

    held = _given(book, given)
    settled = context_of(_settled(book, asked), held)
    if not settled.possible:
        raise refuse(Place("--given"), "no child of the context can be so", "leave some of it out")
    provisions = book.choose((), unverified=asked.unverified)
    return gaps_report(settled, provisions, gaps_of(settled, provisions), held)


def repairs(book: Rulebook, names: tuple[str, str], asked: Asked) -> tuple[RepairsReport, Repairs]:
    """What could be done about the overlap of two provisions, to show and to write. Raises Refused."""
    from admissions.questions.gaps import context_of
    from admissions.questions.repairs import repairs as repairs_of
    from admissions.reports.repairs import repairs_report

    one, two = names
    if one == two:
        raise refuse(NOWHERE, "these are one and the same provision", "name two")
    provisions = book.choose(names, unverified=asked.unverified)
    settled = context_of(_settled(book, asked))
    pair = (book.by_id[one], book.by_id[two])
    found = repairs_of(settled, *pair, provisions)
    return repairs_report(settled, pair, found), found


def write_repair(
    book: Rulebook, rules: Path | None, report: RepairsReport, found: Repairs, number: int | None, folder: Path
) -> Path:
    """Writes one of these repairs as a draft: a copy of the rule set with the change in it, all comments kept.

    Returns the authority's folder in it. Raises Refused where there is no such number, and where the folder cannot be
    written.
    """
    from admissions.questions.repairs import Kind
    from admissions.text.drafts import Added, Replaced, drafted
    from admissions.text.starter import write_folder

    if number is None or not 1 <= number <= len(found.repairs):
        raise refuse(Place("--number"), "there is no such change", f"it is one of 1 to {len(found.repairs)}")
    repair, line = found.repairs[number - 1], report.repairs[number - 1]
    files = rule_files(rules or bundled("rules") / DEFAULT_RULES)
    data = dict(files.data)
    title = f"Draft, not published: change {number} to the overlap of {report.provisions[0].name} and "
    title += report.provisions[1].name
    for provision in (book.rules.by_id[one.id] for one in report.provisions):
        changes: list[Replaced | Added] = [
            Replaced(shift.after.at, shift.after) for shift in repair.moved if shift.provision == provision.id
        ]
        for added, said in zip(repair.added, line.added, strict=True):
            if added.provision == provision.id:
                other = next(one for one in report.provisions if one.id != provision.id)
                words = f"all of this holds: {'; '.join(said.words)}"
                wording = f"Draft: no child is taken of whom {words}."
                if repair.kind is Kind.RANK:
                    wording = f"Draft: {other.name} comes first, and no child is taken whom it takes."
                changes.append(Added(f"not_{other.id}", wording, added.condition))
        if changes:
            version = [one.hash for one in provision.versions].index(provision.version.hash)
            text = data[provision.at.file].decode("utf-8-sig")
            data[provision.at.file] = drafted(text, version, title, changes).encode()
    write_folder(folder, data)
    return folder / files.authority


def pathways(book: Rulebook, asked: Asked, step: str | None = None) -> PathwaysReport:
    """Step by step where nothing is open after; of one step where one is named. Drafts laid over the rules take part.

    Raises Refused.
    """
    from admissions.questions.gaps import context_of
    from admissions.questions.pathways import pathways as pathways_of
    from admissions.questions.pathways import steps_of
    from admissions.reports.pathways import pathways_report

    laid = drafts_of(book)
    provisions = book.choose(laid, unverified=asked.unverified)
    settled = context_of(_settled(book, asked))
    steps = steps_of(settled, provisions)
    known = dict.fromkeys(one.id for one in steps)
    if step is not None and step not in known:
        raise refuse(Place("--step"), "this step is not known", meant(step, known, _values(known)))
    found = pathways_of(settled, provisions, [one for one in steps if step in (None, one.id)])
    return pathways_report(settled, provisions, found, [book.rules.by_id[name].name for name in laid])


def aims(book: Rulebook, asked: Asked, folder: Path | None = None) -> AimsReport:
    """Each aim of the rule set, held or not; ``folder`` is where it was read, for aims that look back.

    Raises Refused.
    """
    from admissions.questions.aims import judge
    from admissions.questions.changes import Changes
    from admissions.questions.changes import changes as changes_of
    from admissions.questions.side_by_side import SideBySide
    from admissions.reports.aims import aims_report

    provisions = book.choose((), unverified=asked.unverified)

    def since(date: dt.date) -> Changes:
        old = open_rules(folder, date)
        return changes_of(
            SideBySide(old.rules, book.rules, asked.assume, asked.leave_open), unverified=asked.unverified
        )

    settled = _settled(book, asked)
    return aims_report(settled, provisions, judge(settled, provisions, book.rules.aims.aims, since))


def heads_report(book: Rulebook, asked: Asked) -> HeadsReport:
    """The report that heads agree on: every overlap explained, ladders, gaps, and what all of it rests on.

    Raises Refused.
    """
    from admissions.model.needs import PRIMARY
    from admissions.model.outcomes import Overlap
    from admissions.questions.explaining import explain
    from admissions.questions.overlaps import overlaps, together
    from admissions.reports.heads import heads_report as report_of
    from admissions.reports.overlaps import overlaps_report

    base = _settled(book, asked)
    settled, provisions = base.among(None), book.choose((), unverified=asked.unverified)
    pairs = overlaps(settled, provisions)
    explained = [
        explain(settled, [book.by_id[name] for name in one.provisions])
        for one in pairs
        if one.overlap is not Overlap.NONE
    ]
    ladders = [ladder(book, year, need, asked) for need in book.rules.needs[PRIMARY].ids for year in LADDER_YEARS]
    return report_of(
        settled,
        provisions,
        overlaps_report(book, provisions, pairs, settled.settings),
        explained,
        together(base.among(None), provisions),
        [one for one in ladders if any(rung.steps for rung in one.rungs)],
        gaps(book, asked),
    )


def write_report(report: HeadsReport, folder: Path) -> None:
    """Writes the report into a folder that is not there yet, or is empty: one page, and the same as data.

    Raises Refused where the folder cannot be written.
    """
    from admissions.reports.heads_page import heads_page
    from admissions.reports.json import as_json
    from admissions.text.starter import write_folder

    write_folder(folder, {"index.html": heads_page(report).encode(), "report.json": f"{as_json(report)}\n".encode()})


def _given(book: Rulebook, given: Iterable[str]) -> Surface | None:
    """What several ``field=value`` settings say together."""

    entries = [read_setting(one, book.rules)[1] for one in given]
    conditions = [entry.condition for entry in entries if entry is not None]
    return all_of(conditions) if conditions else None


def changes(old: str, new: str, folder: Path | None, on: dt.date, asked: Asked) -> ChangesReport:
    """What has changed from one rule set to another, each named by an authority's folder, which is read as at ``on``,
    or by a date, as at which ``folder`` is read (the bundled rules for None). Raises Refused.
    """
    from admissions.questions.changes import changes as all_changes
    from admissions.questions.side_by_side import SideBySide
    from admissions.reports.changes import changes_report

    before, after = (_named_rules(which, named, folder, on).rules for which, named in (("OLD", old), ("NEW", new)))
    both = SideBySide(before, after, asked.assume, asked.leave_open)
    return changes_report(both, all_changes(both, unverified=asked.unverified))


def _named_rules(which: str, named: str, folder: Path | None, on: dt.date) -> Rulebook:
    """The rule book that a folder or a date names."""
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
        raise refuse(Place(which), "this is neither a date nor a folder", remedy)
    return open_rules(Path(named), on)
