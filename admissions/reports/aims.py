"""The report of aims: each in its words, held or not, and what stands against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admissions.model.aims import Concern
from admissions.model.outcomes import Overlap
from admissions.model.provisions import RuleSet
from admissions.questions.aims import Against, Judged
from admissions.questions.read import ReadProvision
from admissions.questions.settled import Settled
from admissions.reports.basis import assumed_lines, context_words, names_of
from admissions.reports.criteria import SourceLine, source_line
from admissions.reports.examples import example_fields, say_example
from admissions.reports.pathways import TITLES
from admissions.reports.rule_set import AssumptionLine, LeftOutLine, RuleSetLine, left_out_lines, rule_set_line
from admissions.words.cells import say_cells
from admissions.words.lists import joined

SCHEMA = "admissions/aims/1"
CONCERNS = {concern: concern.replace("_", " ") for concern in Concern} | {
    Concern.ONE_TO_ONE_SUPPORT: "one-to-one support",
    Concern.FAMILY_AGREEMENT: "the family's agreement",
}
OVERLAPS = {Overlap.CERTAIN: "overlap for certain", Overlap.CANNOT_BE_RULED_OUT: "overlap, as far as is recorded"}


@dataclass(frozen=True, slots=True)
class AgainstLine:
    """One thing that stands against an aim, in words, with an example of a child where it is about children."""

    words: str
    provisions: tuple[str, ...]
    criterion: str
    place: str
    entry_cells: int
    rows: tuple[str, ...]
    witness: Mapping[str, tuple[str, ...]]
    example: str


@dataclass(frozen=True, slots=True)
class AimLine:
    """One aim: whether the rules hold to it (null: that cannot be told), and what stands against it.

    ``too_little_known`` are the provisions of which too little is known.
    """

    id: str
    what: str
    note: str
    source: SourceLine
    held: bool | None
    against: tuple[AgainstLine, ...]
    too_little_known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AimsReport:
    """Every aim of a rule set, ready to be shown."""

    schema: str
    rule_set: RuleSetLine
    notice: str
    context: str
    held: int
    aims: tuple[AimLine, ...]
    assumed: tuple[AssumptionLine, ...]
    left_out: tuple[LeftOutLine, ...]


def aims_report(settled: Settled, provisions: Sequence[ReadProvision], found: Sequence[Judged]) -> AimsReport:
    """The report of these aims, in the order of their file."""
    rules = settled.book.rules
    return AimsReport(
        SCHEMA,
        rule_set_line(rules),
        rules.notice,
        context_words(rules),
        sum(one.held is True for one in found),
        tuple(_line(rules, one) for one in found),
        assumed_lines(settled.book, provisions, settled.settings),
        left_out_lines(rules, {one.id for one in provisions}),
    )


def _line(rules: RuleSet, one: Judged) -> AimLine:
    aim = one.aim
    against, unsure = tuple(_against(rules, found) for found in one.against), tuple(names_of(rules, one.unsure))
    return AimLine(aim.id, aim.what, aim.note, source_line(aim.source), one.held, against, unsure)


def _against(rules: RuleSet, one: Against) -> AgainstLine:
    return AgainstLine(
        _words(rules, one),
        one.provisions,
        one.criterion,
        "" if one.at is None else str(one.at),
        one.cells,
        tuple(say_cells(rules, row) for row in one.rows),
        example_fields(rules, one.witness, one.essential),
        say_example(rules, one.witness, one.essential),
    )


def _words(rules: RuleSet, one: Against) -> str:
    names = joined((rules.by_id[name].name for name in one.provisions), "and")
    if one.criterion:
        about = joined((CONCERNS[concern] for concern in one.concerns), "and")
        return f"{names}: criterion {one.criterion} is on {about}"
    if one.overlap is not None:
        return f"{names} {OVERLAPS.get(one.overlap, 'overlap')}, in {one.cells} entry cells"
    if one.step:
        title = TITLES.get(one.step, f"From the end of the range of {names}")
        return (
            f"{title}: something is open before and nothing after, however the level moves, in {one.cells} entry cells"
        )
    return f"in {one.cells} entry cells some plausible child has nothing open, though another there may"
