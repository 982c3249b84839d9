"""The report of one overlap: what else each provision asks, in plain English, and all that the overlap turns on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admissions.model.disclosure import single, total_shown
from admissions.model.outcomes import Overlap
from admissions.questions.cohort import Count
from admissions.questions.explaining import Compared, Elsewhere, Explained, Nearly, Read, Way
from admissions.questions.population import Bound
from admissions.questions.read import ReadProvision
from admissions.questions.settled import Settled
from admissions.reports.basis import NotRecordedLine, ProvisionName, assumed_lines, given_words, provision_names
from admissions.reports.criteria import SourceLine, source_line
from admissions.reports.examples import example_fields, say_example
from admissions.reports.rule_set import AssumptionLine, RuleSetLine, rule_set_line
from admissions.words.conditions import Speaker
from admissions.words.population import say_at_most

SCHEMA = "admissions/overlap/1"


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One thing asked, in words, and the criterion of the provision that asks it."""

    provision: str
    criterion: str
    words: str


@dataclass(frozen=True, slots=True)
class WayLine:
    """What must hold of a child whom the provision ``of`` is open to for the others to be open too: all of ``asked``.

    ``entry_cells`` are those of the provision itself.
    """

    of: str
    name: str
    entry_cells: int
    share_of_profiles: float
    asked: tuple[AskedLine, ...]


@dataclass(frozen=True, slots=True)
class NearlyLine:
    """The one thing asked that leaves least of a provision: it comes nearest to telling the provisions apart."""

    of: str
    asked: AskedLine
    entry_cells: int
    entry_cells_left: int


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year group: combinations of primary need and working level in the overlap, and in each provision."""

    year_group: str
    label: str
    overlap: int
    provisions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DiscretionLine:
    """Children who are at the discretion of a panel for some of the provisions, the others being open."""

    open_to: tuple[str, ...]
    discretion: tuple[str, ...]
    entry_cells: int
    witness: Mapping[str, tuple[str, ...]]
    example: str


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """The overlap where one assumption has this value and the others are as assumed."""

    value: str
    label: str
    assumed: bool
    overlap: Overlap
    entry_cells: int
    compared: Compared


@dataclass(frozen=True, slots=True)
class TurnsOnLine:
    """An assumption of which some value changes the overlap."""

    id: str
    question: str
    readings: tuple[ReadingLine, ...]


@dataclass(frozen=True, slots=True)
class BoundLine:
    """At most so many plans lie in the need and age groups that the overlap touches, as a sentence with its source."""

    plans: int
    words: str
    source: SourceLine


@dataclass(frozen=True, slots=True)
class CohortLine:
    """How many of a cohort are in the overlap whatever is not known of them, and how many may be, those included.

    Null stands for a number that is not told: it is small, or what it leaves of a number told is.
    """

    rows: int | None
    certain: int | None
    possible: int | None


@dataclass(frozen=True, slots=True)
class ExplainedReport:
    """One overlap explained, ready to be shown.

    ``given`` is what holds of every child asked about, empty where all were; ``not_recorded`` is because of what the
    overlap is not certain.
    """

    schema: str
    rule_set: RuleSetLine
    notice: str
    given: str
    provisions: tuple[ProvisionName, ...]
    overlap: Overlap
    entry_cells: int
    ways: tuple[WayLine, ...]
    nearly: NearlyLine | None
    witness: Mapping[str, tuple[str, ...]]
    example: str
    years: tuple[YearLine, ...]
    not_recorded: tuple[NotRecordedLine, ...]
    at_discretion: tuple[DiscretionLine, ...]
    turns_on: tuple[TurnsOnLine, ...]
    bound: BoundLine | None
    cohort: CohortLine | None
    assumed: tuple[AssumptionLine, ...]


def explained_report(
    settled: Settled, provisions: Sequence[ReadProvision], found: Explained, cohort: Count | None = None
) -> ExplainedReport:
    """The report of one overlap, with the count of a cohort in it where there is one."""
    book, rules, shared = settled.book, settled.book.rules, found.shared
    speaker, year_group = Speaker(rules, spell_out=True), rules.needs["year_group"]
    years = tuple(YearLine(year, year_group.by_id[year].label, both, own) for year, both, own in found.years)
    return ExplainedReport(
        SCHEMA,
        rule_set_line(rules),
        rules.notice,
        given_words(settled),
        provision_names(provisions),
        shared.overlap,
        shared.cells,
        explained_ways(settled, found),
        None if found.nearly is None else _nearly_line(speaker, found.nearly),
        example_fields(rules, shared.witness, shared.mentioned),
        say_example(rules, shared.witness, shared.essential),
        years,
        tuple(
            NotRecordedLine(doubt.provision, rules.by_id[doubt.provision].name, doubt.what) for doubt in found.doubts
        ),
        tuple(_discretion_line(settled, one) for one in found.elsewhere),
        tuple(_turns_on(settled, found.readings)),
        None if found.bound is None or not found.shared.region else _bound_line(settled, found.bound),
        None if cohort is None else cohort_line(cohort),
        assumed_lines(book, provisions, settled.settings),
    )


def _bound_line(settled: Settled, bound: Bound) -> BoundLine:
    return BoundLine(bound.plans, say_at_most(bound, settled.space.needs), source_line(bound.population.source))


def cohort_line(count: Count) -> CohortLine:
    rows = total_shown(count.rows)
    possible = single(count.possible, rows)
    certain = single(count.certain, rows)
    if certain is not None and possible is not None:
        certain = single(count.certain, possible)
    return CohortLine(rows, certain, possible)


def explained_ways(settled: Settled, found: Explained) -> tuple[WayLine, ...]:
    """The ways in which an overlap comes about, in words."""
    speaker = Speaker(settled.book.rules, spell_out=True)
    return tuple(_way_line(speaker, way) for way in found.ways)


def _way_line(speaker: Speaker, way: Way) -> WayLine:
    asked = tuple(AskedLine(by, ask.criterion, speaker.say(ask.condition)) for by, asks in way.asked for ask in asks)
    return WayLine(way.of, speaker.rules.by_id[way.of].name, way.cells, way.share, asked)


def _nearly_line(speaker: Speaker, nearly: Nearly) -> NearlyLine:
    asked = AskedLine(nearly.by, nearly.ask.criterion, speaker.say(nearly.ask.condition))
    return NearlyLine(nearly.of, asked, nearly.cells, nearly.kept)


def _discretion_line(settled: Settled, one: Elsewhere) -> DiscretionLine:
    rules = settled.book.rules
    witness = example_fields(rules, one.witness, one.essential)
    return DiscretionLine(
        one.open_to, one.discretion, one.cells, witness, say_example(rules, one.witness, one.essential)
    )


def _turns_on(settled: Settled, readings: Sequence[Read]) -> list[TurnsOnLine]:
    found = []
    for assumption in settled.book.rules.assumptions:
        lines = tuple(
            ReadingLine(one.value, assumption.label(one.value), one.is_settled, one.overlap, one.cells, one.compared)
            for one in readings
            if one.assumption == assumption.id
        )
        if lines:
            found.append(TurnsOnLine(assumption.id, assumption.question, lines))
    return found
