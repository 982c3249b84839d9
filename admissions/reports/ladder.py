"""The report of a ladder: by working level what can be open, and what else each provision asks there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from admissions.model.needs import LEVELS, PRIMARY, YEAR
from admissions.questions.ladder import Rung
from admissions.questions.read import ReadProvision
from admissions.questions.settled import Settled
from admissions.reports.basis import (
    NotRecordedLine,
    ProvisionName,
    assumed_lines,
    context_words,
    not_recorded_lines,
    provision_names,
)
from admissions.reports.rule_set import AssumptionLine, LeftOutLine, RuleSetLine, left_out_lines, rule_set_line
from admissions.words.conditions import Speaker

SCHEMA = "admissions/ladder/1"


@dataclass(frozen=True, slots=True)
class StepLine:
    """A provision that can be open on a rung: all that it asks there besides, in words, with the criteria they are of.

    ``certain`` says whether some child of the rung meets it; else nothing recorded rules it out.
    """

    provision: str
    name: str
    certain: bool
    asked: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RungLine:
    """Neighbouring working levels with the same answer; ``seldom`` where no plausible child works there."""

    levels: tuple[str, ...]
    label: str
    seldom: bool
    steps: tuple[StepLine, ...]
    discretion: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LadderReport:
    """The ladder of one year group and one need, from the lowest level up."""

    schema: str
    rule_set: RuleSetLine
    notice: str
    year_group: str
    primary_need: str
    context: str
    label: str
    provisions: tuple[ProvisionName, ...]
    rungs: tuple[RungLine, ...]
    not_recorded: tuple[NotRecordedLine, ...]
    assumed: tuple[AssumptionLine, ...]
    left_out: tuple[LeftOutLine, ...]


def ladder_report(
    settled: Settled, provisions: Sequence[ReadProvision], year: str, need: str, rungs: Sequence[Rung]
) -> LadderReport:
    """The report of these rungs."""
    rules = settled.book.rules
    there = {step.provision for rung in rungs for step in rung.steps}
    label = f"{rules.needs[YEAR].by_id[year].label}, primary need {rules.needs[PRIMARY].by_id[need].label}"
    return LadderReport(
        SCHEMA,
        rule_set_line(rules),
        rules.notice,
        year,
        need,
        context_words(rules),
        label,
        provision_names(provisions),
        tuple(_rung_line(settled, rung) for rung in rungs),
        not_recorded_lines(one for one in provisions if one.id in there),
        assumed_lines(settled.book, provisions, settled.settings),
        left_out_lines(rules, {one.id for one in provisions}),
    )


def _rung_line(settled: Settled, rung: Rung) -> RungLine:
    rules = settled.book.rules
    speaker, levels = Speaker(rules, spell_out=True), rules.needs[LEVELS]
    first, last = (levels.by_id[level].label for level in (rung.levels[0], rung.levels[-1]))
    steps = tuple(
        StepLine(
            step.provision,
            rules.by_id[step.provision].name,
            "meets" in step.outcomes,
            tuple((ask.criterion, speaker.say(ask.condition)) for ask in step.asks),
        )
        for step in rung.steps
    )
    label = first if first == last else f"{first} to {last}"
    return RungLine(rung.levels, label, rung.witness is None, steps, rung.discretion)
