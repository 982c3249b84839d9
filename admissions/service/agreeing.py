"""What heads agree on: pathways, repairs of overlaps, aims, and the report of it all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from admissions.errors import NOWHERE, Place, Refused, meant, refuse
from admissions.model.needs import YEAR
from admissions.questions.rulebook import Rulebook
from admissions.service.checking import Asked
from admissions.service.comparing import (
    chosen_for_overlap,
    gaps,
    in_context,
    ladder_in,
    listed_values,
    needs_fields,
    settled_for,
)
from admissions.service.opening import DEFAULT_RULES, bundled, drafts_of, open_rules
from admissions.service.reading import what_holds
from admissions.text.files import RuleFiles, rule_files

if TYPE_CHECKING:
    from admissions.questions.repairs import Repairs
    from admissions.reports.aims import AimsReport
    from admissions.reports.heads import HeadsReport, PairSection
    from admissions.reports.pathways import PathwaysReport
    from admissions.reports.repairs import RepairsReport

LADDER_YEARS = ("R", "Y7")
"""The year groups of entry of which the report shows ladders."""

# What one question alone needs is imported where it is put: a check as a whole process takes as long as its imports.


def pathways(book: Rulebook, asked: Asked, step: str | None = None) -> PathwaysReport:
    """Step by step where nothing is open after; of one step where one is named. Drafts laid over the rules take part.

    Raises Refused.
    """
    from admissions.questions.pathways import pathways as pathways_of
    from admissions.questions.pathways import steps_of
    from admissions.reports.pathways import pathways_report

    needs_fields(book, YEAR)
    laid = drafts_of(book)
    provisions = book.compared(laid, unverified=asked.unverified)
    settled = in_context(book, asked)
    steps = steps_of(settled, provisions)
    known = dict.fromkeys(one.id for one in steps)
    if step is not None and step not in known:
        raise refuse(Place("--step"), "this step is not known", meant(step, known, listed_values(known)))
    found = pathways_of(settled, provisions, [one for one in steps if step in (None, one.id)])
    return pathways_report(settled, provisions, found, [book.rules.by_id[name].name for name in laid])


def aims(book: Rulebook, asked: Asked, folder: Path | None = None) -> AimsReport:
    """Each aim of the rule set, held or not; ``folder`` is where it was read, for aims that look back.

    Raises Refused.
    """
    from admissions.model.aims import Served
    from admissions.questions.aims import judge
    from admissions.questions.changes import Changes
    from admissions.questions.changes import changes as changes_of
    from admissions.questions.gaps import context_of
    from admissions.questions.side_by_side import SideBySide
    from admissions.reports.aims import aims_report

    provisions = book.compared(unverified=asked.unverified)

    def since(date: dt.date) -> Changes:
        old = open_rules(folder, date).rules
        if what_holds(old) == what_holds(book.rules) and not old.not_known:
            return Changes((), ())
        both = SideBySide(old, book.rules, asked.assume, asked.leave_open)
        return changes_of(both, unverified=asked.unverified)

    in_context(book, asked)
    settled = settled_for(book, asked)
    for aim in book.rules.aims.aims:
        if isinstance(aim.aimed, Served) and not context_of(settled, aim.aimed.where).possible:
            raise refuse(aim.at, f"`{aim.id}` is about no child of the context", "check `where`")
    return aims_report(settled, provisions, judge(settled, provisions, book.rules.aims.aims, since))


def heads_report(book: Rulebook, asked: Asked, folder: Path | None = None) -> HeadsReport:
    """The report that heads agree on: every overlap explained, ladders, gaps, pathways, aims, and what it rests on.

    ``folder`` is where the rules were read. Raises Refused.
    """
    from admissions.model.needs import PRIMARY
    from admissions.model.outcomes import Overlap
    from admissions.questions.explaining import explain
    from admissions.questions.overlaps import overlaps, together
    from admissions.reports.heads import heads_report as report_of
    from admissions.reports.overlaps import overlaps_report

    base = settled_for(book, asked)
    settled, provisions = base.among(None), book.compared(unverified=asked.unverified)
    pairs = overlaps(settled, provisions)
    explained = [
        explain(settled, [book.by_id[name] for name in one.provisions])
        for one in pairs
        if one.overlap is not Overlap.NONE
    ]
    ladders = [ladder_in(book, year, need, asked) for need in book.rules.needs[PRIMARY].ids for year in LADDER_YEARS]
    return report_of(
        settled,
        provisions,
        overlaps_report(provisions, pairs, together(base.among(None), provisions), settled),
        explained,
        [one for one in ladders if one is not None and any(rung.steps for rung in one.rungs)],
        gaps(book, asked),
        pathways(book, asked),
        aims(book, asked, folder),
    )


def pair_section(book: Rulebook, names: Sequence[str], asked: Asked) -> PairSection:
    """One overlap of two provisions or more, explained, with its picture where it is of two. Raises Refused."""
    from admissions.questions.explaining import explain
    from admissions.reports.heads import section_of

    chosen = chosen_for_overlap(book, names)
    settled = settled_for(book, asked).among(None)
    return section_of(settled, explain(settled, chosen))


def write_report(report: HeadsReport, folder: Path) -> None:
    """Writes the report into a folder that is not there yet, or is empty: one page, and the same as data.

    Raises Refused where the folder cannot be written.
    """
    from admissions.reports.heads_page import heads_page
    from admissions.reports.json import as_json
    from admissions.text.starter import write_folder

    write_folder(folder, {"index.html": heads_page(report).encode(), "report.json": f"{as_json(report)}\n".encode()})


def repairs(book: Rulebook, names: tuple[str, str], asked: Asked) -> tuple[RepairsReport, Repairs]:
    """What could be done about the overlap of two provisions, to show and to write. Raises Refused."""
    from admissions.questions.repairs import repairs as repairs_of
    from admissions.reports.repairs import repairs_report

    one, two = names
    if one == two:
        raise refuse(NOWHERE, "these are one and the same provision", "name two")
    provisions = book.choose(names, unverified=asked.unverified)
    settled = in_context(book, asked)
    pair = (book.by_id[one], book.by_id[two])
    found = repairs_of(settled, *pair, provisions)
    return repairs_report(settled, pair, found), found


def write_repair(
    book: Rulebook, rules: Path | None, report: RepairsReport, found: Repairs, number: int | None, folder: Path
) -> Path:
    """Writes one of these repairs as a draft: a copy of the rule set and its cases with the change in it, all comments
    kept.

    Returns the authority's folder in it. Raises Refused where there is no such number, and where the folder cannot be
    written.
    """
    from admissions.text.casebook import casebook_of, cases_under
    from admissions.text.rules import RuleReader
    from admissions.text.starter import write_folder

    if not found.repairs:
        raise refuse(Place("--number"), "there is no change to write", "these two do not overlap")
    if number is None or not 1 <= number <= len(found.repairs):
        raise refuse(Place("--number"), "there is no such change", f"it is one of 1 to {len(found.repairs)}")
    source = rules or bundled("rules") / DEFAULT_RULES
    files = rule_files(source)
    data = dict(files.data)
    for id, text in repair_drafts(book, files, report, found, number).items():
        data[book.rules.by_id[id].at.file] = text.encode()
    try:
        RuleReader(RuleFiles(files.authority, files.shared, data, files.population), book.rules.as_at).read()
    except Refused:
        what = "a change cannot be written into the way in which this file is laid out"
        raise refuse(Place(files.authority), what, "lay it out as the bundled ones are, a criterion a block") from None
    write_folder(folder, {**data, **cases_under(casebook_of(source))})
    return folder / files.authority


def repair_drafts(
    book: Rulebook, files: RuleFiles, report: RepairsReport, found: Repairs, number: int
) -> dict[str, str]:
    """The file of each provision that one of these repairs changes, as a draft with the change in it."""
    from admissions.questions.repairs import Kind
    from admissions.text.drafts import Added, Replaced, drafted

    repair, line = found.repairs[number - 1], report.repairs[number - 1]
    title = f"Draft, not published: change {number} to the overlap of {report.provisions[0].name} and "
    title += report.provisions[1].name
    drafts = {}
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
            drafts[provision.id] = drafted(files.data[provision.at.file].decode("utf-8-sig"), version, title, changes)
    return drafts
