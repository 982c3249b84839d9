"""The report that heads agree on: everything about overlaps and gaps of one rule set in one object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from admissions.model.needs import LEVELS, YEAR
from admissions.model.outcomes import Overlap
from admissions.questions.cells import levels_by_year
from admissions.questions.explaining import Explained
from admissions.questions.gaps import Gap
from admissions.questions.read import SPECIAL_SCHOOL, ReadProvision
from admissions.questions.settled import Settled
from admissions.reports.aims import AimsReport
from admissions.reports.aims_screen import say_held
from admissions.reports.basis import NotRecordedLine, not_recorded_lines
from admissions.reports.criteria import SourceLine, source_line
from admissions.reports.explained import ExplainedReport, explained_report
from admissions.reports.gaps import GapsReport
from admissions.reports.ladder import LadderReport
from admissions.reports.lines import numbered
from admissions.reports.overlaps import OverlapsReport
from admissions.reports.pathways import PathwaysReport
from admissions.reports.rule_set import RuleSetLine
from admissions.words.lists import joined

SCHEMA = "admissions/report/1"


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One working level of a picture: for each year group which of the two provisions can be open there.

    ``one``, ``two``: that provision only; ``apart``: both, to different children; ``both``: both, to one child;
    ``none``: neither.
    """

    level: str
    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairSection:
    """One overlapping pair: the overlap explained, and its picture, the highest working level first."""

    explained: ExplainedReport
    years: tuple[str, ...]
    picture: tuple[PictureRow, ...]


@dataclass(frozen=True, slots=True)
class HeadsReport:
    """Everything about the overlaps and gaps of one rule set, as one page or as data."""

    schema: str
    rule_set: RuleSetLine
    notice: str
    authority: str
    summary: tuple[str, ...]
    overlaps: OverlapsReport
    pairs: tuple[PairSection, ...]
    ladders: tuple[LadderReport, ...]
    gaps: GapsReport
    pathways: PathwaysReport
    aims: AimsReport
    not_recorded: tuple[NotRecordedLine, ...]
    sources: tuple[SourceLine, ...]


def heads_report(
    settled: Settled,
    provisions: Sequence[ReadProvision],
    overlaps: OverlapsReport,
    explained: Sequence[Explained],
    ladders: Sequence[LadderReport],
    gaps: GapsReport,
    pathways: PathwaysReport,
    aims: AimsReport,
) -> HeadsReport:
    """The report of these answers, which are all of one rule set and of the same provisions."""
    rules = settled.book.rules
    missing = not_recorded_lines(provisions)
    sources = {
        (source.title, source.url): source_line(source)
        for one in provisions
        for source in (one.provision.version.source, *(item.source for item in one.provision.version.criteria))
    }
    return HeadsReport(
        SCHEMA,
        overlaps.rule_set,
        rules.notice,
        rules.name,
        tuple(_summary(provisions, overlaps, gaps, pathways, aims, missing)),
        overlaps,
        tuple(section_of(settled, one) for one in explained),
        tuple(ladders),
        gaps,
        pathways,
        aims,
        missing,
        tuple(sources.values()),
    )


def section_of(settled: Settled, found: Explained) -> PairSection:
    """An overlap explained; with a picture where it is one of two provisions and there is one."""
    provisions = [settled.book.by_id[name] for name in found.shared.provisions]
    if len(provisions) != 2:
        return PairSection(explained_report(settled, provisions, found), (), ())
    years, levels = settled.space.needs[YEAR], settled.space.needs[LEVELS]
    regions = (*(settled.open_to(read) for read in provisions), found.shared.region)
    one, two, both = (levels_by_year(region) for region in regions)
    shown = [year for year in years.values if one.get(year.id) or two.get(year.id)]

    def mark(place: int, year: str) -> str:
        return _mark(*(bool(part.get(year, 0) >> place & 1) for part in (one, two, both)))

    rows = tuple(
        PictureRow(level.id, level.label, tuple(mark(place, year.id) for year in shown))
        for place, level in reversed([*enumerate(levels.values)])
    )
    return PairSection(explained_report(settled, provisions, found), tuple(year.label for year in shown), rows)


def _mark(one: bool, two: bool, both: bool) -> str:
    if both:
        return "both"
    return ("apart" if two else "one") if one else ("two" if two else "none")


def _summary(
    provisions: Sequence[ReadProvision],
    overlaps: OverlapsReport,
    gaps: GapsReport,
    pathways: PathwaysReport,
    aims: AimsReport,
    missing: Sequence[NotRecordedLine],
) -> Iterator[str]:
    """Up to ten lines."""
    names = {one.id: one.provision.name for one in provisions}
    schools = [one.id for one in provisions if one.provision.kind == SPECIAL_SCHOOL]
    yield (
        f"{len(provisions)} provisions take part: {numbered(len(schools), 'special school')} and "
        f"{numbered(len(provisions) - len(schools), 'resource base')}; {len(overlaps.left_out)} are left out because "
        "their criteria are unverified, a draft or not known."
    )
    count = {kind: sum(line.overlap is kind for line in overlaps.pairs) for kind in Overlap}
    yield (
        f"Of {numbered(len(overlaps.pairs), 'pair')}, {count[Overlap.CERTAIN]} overlap for certain, "
        f"{count[Overlap.CANNOT_BE_RULED_OUT]} in a way that cannot be ruled out, and {count[Overlap.NONE]} do not."
    )
    between = [line for line in overlaps.pairs if set(line.provisions) <= set(schools)]
    widest = max(between, key=lambda line: line.entry_cells, default=None)
    if widest is not None and widest.entry_cells:
        pair = joined((names[name] for name in widest.provisions), "and")
        yield f"The widest overlap of two special schools is that of {pair}: {widest.entry_cells} entry cells."
    if overlaps.together:
        deepest = overlaps.together[0]
        yield (
            f"The deepest overlap is of {len(deepest.provisions)} provisions: {joined(deepest.names, 'and')}, in "
            f"{deepest.entry_cells} entry cells."
        )
    nothing = gaps.sizes[Gap.NOTHING] + gaps.sizes[Gap.DISCRETION]
    yield (
        f"Of {gaps.entry_cells} entry cells in which a plausible child can be, {nothing} have nothing open, "
        f"{gaps.sizes[Gap.FURTHER]} something only for a child with a further difficulty on record, "
        f"{gaps.sizes[Gap.BASE_ONLY]} a resource base and no special school."
    )
    if gaps.closings:
        best = max(gaps.closings, key=lambda one: one.entry_cells)
        yield f"Of single steps of one threshold one would close most of them, {best.entry_cells}: {best.change.words}."
    broken = [step for step in pathways.steps if any(one.surely for one in step.breaks)]
    if broken:
        ends = [names[step.only].split(",")[0] for step in broken if step.only]
        places = [f"{step.start} to {step.end}" for step in broken if not step.only]
        places += [f"where the range of {joined(ends, 'or')} ends"] if ends else []
        yield (
            "Some child to whom something is open has nothing after the next step, as far as is recorded: "
            f"{joined(places, 'and')}."
        )
    if aims.aims:
        yield f"{say_held(aims)}."
    yield (
        f"{numbered(len(missing), 'part')} of published lists are not recorded. As long as that is so, most overlaps "
        "cannot be certain, and most of what is open is open only as far as the list is recorded."
    )
    yield (
        f"{numbered(len(overlaps.assumed), 'assumption')} had to be made to read the published words; each stands at "
        "its default here, and each overlap says what another reading would change."
    )
