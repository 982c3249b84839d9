"""Reports as text for a terminal: styled lines, wrapped to a width, plain when the reader drops the styles."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from admissions.model.outcomes import Answer, Outcome, Overlap, Status, Strength
from admissions.words.conditions import NOBODY, NOTHING_ASKED, joined
from admissions.words.outcomes import (
    DOUBT_WORDS,
    GROUPS,
    OUTCOME_WORDS,
    PART_UNTESTED,
    PART_WORDS,
    STATUS_WORDS,
    STRENGTH_WORDS,
)

if TYPE_CHECKING:
    from admissions.reports.check import CheckReport, LeftOutLine, PartLine, ProvisionLine
    from admissions.reports.criteria import CriterionLine, SourceLine
    from admissions.reports.overlaps import OverlapsReport
    from admissions.reports.rules import FactText, NeedText, ProvisionText, RulesReport


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text and how it stands out: ``heading``, ``name``, ``quiet`` or nothing."""

    text: str = ""
    style: str = ""


def numbered(number: int, what: str) -> str:
    """A number of things, of one as of many.

    >>> numbered(1, "note"), numbered(0, "note")
    ('1 note', '0 notes')
    """
    return f"{number} {what}{'' if number == 1 else 's'}"


def wrapped(text: str, width: int, indent: int = 0, hang: int = 0, style: str = "") -> Iterator[Line]:
    """Text as lines of at most ``width`` characters; later lines are indented by ``hang`` more."""
    lines = textwrap.wrap(
        text,
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
    )
    for line in lines or [""]:
        yield Line(line, style)


# --- the check -------------------------------------------------------------------------------------------------------


def check_screen(report: CheckReport, width: int = 100, *, explain: bool = False) -> Iterator[Line]:
    """The answer to a check: provisions in groups, what decides them; with ``explain`` every criterion and source."""
    number, of = len(report.provisions), len(report.provisions) + len(report.left_out)
    take = f"{number} of {numbered(of, 'provision')} {'takes' if number == 1 else 'take'} part"
    yield from wrapped(f"Rules of {report.rule_set.authority} as at {report.rule_set.as_at}: {take}.", width, hang=2)
    yield from wrapped(f"Recorded: {'; '.join(report.recorded) or 'nothing'}.", width, hang=2)
    for group, title in GROUPS.items():
        members = [one for one in report.provisions if one.group == group]
        if members:
            yield Line()
            yield Line(title, "heading")
            for one in members:
                yield from _provision(one, report, width, explain=explain)
    yield Line()
    yield from _findings(report, width)
    yield from _rest(report, width)


def _rest(report: CheckReport, width: int) -> Iterator[Line]:
    if report.ask_next:
        asked = [f"{one.label} ({one.settles:g})" for one in report.ask_next[:5]]
        more = f", and {len(report.ask_next) - 5} more" if len(report.ask_next) > 5 else ""
        yield from wrapped(
            f"Ask next (in brackets, how many provisions the answer settles on average): {', '.join(asked)}{more}.",
            width,
            hang=2,
        )
    for assumption in report.turns_on:
        text = f"Left open ({assumption.id}): {assumption.question} It may be: {joined(assumption.assumed)}."
        if len(assumption.assumed) == 1:
            rest = f" It could be: {joined(assumption.otherwise)}." if assumption.otherwise else ""
            text = f"Assumed ({assumption.id}): {assumption.question} Taken as: {joined(assumption.assumed)}.{rest}"
        yield from wrapped(text, width, hang=2)
    for status in dict.fromkeys(one.status for one in report.provisions if one.status in DOUBT_WORDS):
        yield from wrapped(f"[{status}]: criteria that {DOUBT_WORDS[status]}.", width, hang=2, style="quiet")
    yield from _left_out(report.left_out, "this check", width)
    yield from wrapped(f"Not seen here: {'; '.join(report.cannot_see)}.", width, hang=2, style="quiet")
    yield from wrapped(report.challenge, width, hang=2, style="quiet")
    yield from wrapped(
        f"{report.notice} Rules of {report.rule_set.name} as at {report.rule_set.as_at}, {report.rule_set.hash}. "
        "A profile is special category personal data.",
        width,
        hang=2,
        style="quiet",
    )


def _left_out(lines: Sequence[LeftOutLine], of: str, width: int) -> Iterator[Line]:
    """The provisions that take no part, a reason a line."""
    for why in dict.fromkeys(one.why for one in lines):
        names = "; ".join(one.name for one in lines if one.why == why)
        yield from wrapped(f"Not part of {of} ({why}): {names}.", width, hang=2, style="quiet")


def _findings(report: CheckReport, width: int) -> Iterator[Line]:
    if report.findings:
        yield Line("What follows", "heading")
    for one in report.findings:
        yield from wrapped(one.text, width, 2, 2)
        for place, because in enumerate(one.because):
            yield from wrapped(f"{'and' if place else 'because'} {because}", width, 4, 2, "quiet")
        yield from wrapped(f"{one.id} ({one.basis}: {one.source.title})", width, 4, 2, "quiet")
    if report.findings:
        yield Line()


def _provision(one: ProvisionLine, report: CheckReport, width: int, *, explain: bool) -> Iterator[Line]:
    about = " (the provision asked about)" if one.id == report.asked_about else ""
    doubt = "" if one.status == "published" else f" [{one.status}]"
    yield from wrapped(f"{one.name}{doubt}{about}", width, 2, style="name")
    if len(one.outcomes) > 1:
        yield from wrapped(f"may be: {joined(OUTCOME_WORDS[outcome] for outcome in one.outcomes)}", width, 4, 2)
    for criterion in one.criteria:
        if explain:
            yield from _explained(criterion, width)
        elif _decides(criterion, one):
            yield from wrapped(_reason(criterion, brief=True), width, 4, 2)
    applying = [part.what for part in one.not_recorded if part.applies is not Answer.NO]
    if applying and (explain or one.group != Outcome.DOES_NOT_MEET):
        yield from wrapped(f"not recorded: {'; '.join(applying)}", width, 4, 2)
    if explain or one.group != Outcome.DOES_NOT_MEET:
        yield from _parts(one.parts, width, explain=explain)
    if one.ask:
        yield from wrapped(f"ask: {', '.join(report.labels[name] for name in one.ask)}", width, 4, 2)
    if one.turns_on:
        yield from wrapped(f"turns on what is assumed of: {', '.join(one.turns_on)}", width, 4, 2)
    if explain:
        yield from _notes(_sources(one), width)
        if one.ranking:
            yield from wrapped(f"ranking, apart from the criteria: {one.ranking}", width, 4, 2)
        within = f"Part of {one.part_of}. " if one.part_of else ""
        yield from wrapped(f"{within}{one.advice}", width, 4, 2, "quiet")


def _parts(parts: Sequence[PartLine], width: int, *, explain: bool) -> Iterator[Line]:
    """Which parts of a provision are or may be for this child; with ``explain`` every part with its words."""
    if not explain:
        for answer, words in PART_WORDS.items():
            named = [_part_name(part) for part in parts if part.applies == answer]
            if named and answer != Answer.NO:
                said = joined(named, "and" if answer == Answer.YES else "or")
                yield from wrapped(f"{words}: {said}", width, 4, 2)
        return
    for part in parts:
        yield from wrapped(f"{_part_name(part)}: {PART_WORDS[part.applies]}", width, 4, 2)
        yield from wrapped(f"“{part.wording}”", width, 6, 1, "quiet")
        yield from wrapped(_cited(part.source), width, 6, 2, "quiet")
        if part.places and part.places.source != part.source:
            yield from wrapped(f"places: {_cited(part.places.source)}", width, 6, 2, "quiet")
        if part.note:
            yield from wrapped(f"note: {part.note}", width, 6, 2, "quiet")


def _part_name(part: PartLine) -> str:
    return f"{part.name} ({numbered(part.places.number, 'place')})" if part.places else part.name


def _decides(criterion: CriterionLine, one: ProvisionLine) -> bool:
    """Whether a criterion is shown unasked: it fails, or it cannot be told yet and could matter."""
    if criterion.strength is Strength.GUIDANCE or criterion.status in (None, Status.MET):
        return False
    if one.group == Outcome.DOES_NOT_MEET:
        hard = criterion.strength in (Strength.MUST, Strength.MUST_NOT)
        return hard and criterion.status is Status.NOT_MET and criterion.waived is not Answer.YES
    return True


def _reason(criterion: CriterionLine, *, brief: bool = False) -> str:
    """What a criterion needs and what is recorded; ``brief`` leaves out what is only not known."""
    if criterion.status is None:
        return criterion.wording
    needs = "not where " if criterion.strength is Strength.MUST_NOT else "needs: "
    if criterion.needed in (NOTHING_ASKED, NOBODY):
        needs = ""
    if criterion.indicators:
        counts = [sum(item.status is status for item in criterion.indicators) for status in Status]
        recorded = f"{counts[0]} shown, {counts[1]} not shown, {counts[2]} not known"
    else:
        recorded = "" if brief and criterion.status is Status.CANNOT_TELL else criterion.recorded
    here = f" [here: {recorded}]" if recorded else ""
    waived = {Answer.YES: "; the panel may waive this", Answer.CANNOT_TELL: "; the panel might waive this"}
    return f"{STATUS_WORDS[criterion.status]}: {needs}{criterion.needed}{here}{waived.get(criterion.waived, '')}"


def _explained(criterion: CriterionLine, width: int) -> Iterator[Line]:
    strength = STRENGTH_WORDS[criterion.strength]
    yield from wrapped(f"{criterion.id} ({strength}) {_reason(criterion)}", width, 4, 2)
    for item in criterion.indicators:
        yield from wrapped(f"{STATUS_WORDS[item.status]}: {item.wording}", width, 6, 2)
    if criterion.turns_on:
        yield from wrapped(f"turns on what is assumed of: {', '.join(criterion.turns_on)}", width, 6, 2)
    if criterion.status is not None:
        yield from wrapped(f"“{criterion.wording}”", width, 6, 1, "quiet")
    yield from wrapped(_cited(criterion.source), width, 6, 2, "quiet")
    if criterion.note:
        yield from wrapped(f"note: {criterion.note}", width, 6, 2, "quiet")


def _cited(source: SourceLine) -> str:
    """A source as one line: title, the day it was read, how sure it is where that is not high, and the address."""
    read = f", read {source.read}" if source.read else ""
    sure = "" if source.confidence == "high" else f", {source.confidence} confidence"
    where = f" <{source.url}>" if source.url else ""
    return f"{source.title}{read}{sure}{where}"


def _sources(one: ProvisionLine | ProvisionText) -> Iterator[SourceLine]:
    yield from (criterion.source for criterion in one.criteria)
    yield from (part.source for part in one.parts)


def _notes(sources: Iterable[SourceLine], width: int) -> Iterator[Line]:
    """What there is to know of the pages that words were read from, once a page."""
    noted = {source.title: source.note for source in sources if source.note}
    for title, note in noted.items():
        yield from wrapped(f"{title}: {note}", width, 4, 2, "quiet")


# --- the overlap matrix ----------------------------------------------------------------------------------------------

MARKS = {Overlap.NONE: "-", Overlap.CANNOT_BE_RULED_OUT: "?", Overlap.CERTAIN: "X"}
MARK_WORDS = "X some child meets both; ? cannot be ruled out, since part of a list is not recorded; - no overlap"


def overlaps_screen(report: OverlapsReport, width: int = 100) -> Iterator[Line]:
    """The matrix of overlaps with an example for each pair."""
    names = {one.id: one.name.split(",")[0] for one in report.provisions}
    doubts = {one.id: "" if one.status == "published" else f" [{one.status}]" for one in report.provisions}
    marks = {line.provisions: MARKS[line.overlap] for line in report.pairs}
    marks |= {(two, one): mark for (one, two), mark in marks.items()}
    order = [one.id for one in report.provisions]
    rows = {name: f"{names[name]}{doubts[name]}" for name in names}
    longest = max((len(name) for name in rows.values()), default=0)
    yield Line("Overlaps between provisions", "heading")
    yield Line(" " * (longest + 6) + "  ".join(f"{place:>2}" for place in range(1, len(order) + 1)))
    for place, one in enumerate(order, 1):
        row = "  ".join(f"{marks.get((one, two), '.'):>2}" for two in order)
        yield Line(f"{place:>2}  {rows[one]:<{longest}}  {row}")
    yield from wrapped(MARK_WORDS, width, style="quiet")
    yield from _left_out(report.left_out, "this matrix", width)
    found = [line for line in report.pairs if line.overlap is not Overlap.NONE]
    for line in found:
        one, two = (names[name] for name in line.provisions)
        certain = "some child meets both" if line.overlap is Overlap.CERTAIN else "cannot be ruled out"
        yield Line()
        yield from wrapped(f"{one} and {two}: {certain}, in {line.entry_cells} entry cells", width, style="name")
        yield from wrapped(f"for example {line.example}", width, 2, 2)
    if report.assumed:
        yield Line()
        yield Line("Assumed", "heading")
        for assumption in report.assumed:
            yield from wrapped(f"{assumption.id}: {joined(assumption.assumed, 'and')}", width, 2, 2)
    yield from wrapped(
        "An entry cell is one year group, one primary need and one working level. "
        f"{report.notice} Rules of {report.rule_set.name} as at {report.rule_set.as_at}, {report.rule_set.hash}.",
        width,
        style="quiet",
    )


# --- rules -----------------------------------------------------------------------------------------------------------


def provision_screen(one: ProvisionText, width: int = 100) -> Iterator[Line]:
    """One provision's criteria in plain English with sources."""
    doubt = "" if one.status == "published" else f" [{one.status}]"
    yield Line(f"{one.name}{doubt}", "heading")
    now = [places.text for places in one.places if places.holds]
    dates = [version.text for version in one.versions if version.in_force]
    yield from wrapped("; ".join([*([f"ages {one.ages}"] if one.ages else []), *now, *dates]), width, 2, 2)
    others = [places.text for places in one.places if not places.holds]
    if others:
        yield from wrapped(f"At other dates: {'; '.join(others)}.", width, 2, 2)
    for criterion in one.criteria:
        yield Line()
        yield from wrapped(f"{criterion.id} ({STRENGTH_WORDS[criterion.strength]})", width, 2, style="name")
        if criterion.needed:
            needs = "Not where" if criterion.strength is Strength.MUST_NOT else "Needs:"
            yield from wrapped(f"{needs} {criterion.needed}.", width, 4, 2)
        for item in criterion.indicators:
            yield from wrapped(f"- {item}", width, 6, 2)
        if criterion.unless:
            yield from wrapped(f"At the panel's discretion where {criterion.unless}.", width, 4, 2)
        yield from wrapped(f"“{criterion.wording}”", width, 4, 1, "quiet")
        yield from wrapped(_cited(criterion.source), width, 4, 2, "quiet")
        if criterion.note:
            yield from wrapped(f"note: {criterion.note}", width, 4, 2, "quiet")
    for part in one.parts:
        yield Line()
        places = f", {part.places}" if part.places else ""
        yield from wrapped(f"{part.id} (a part of it: {part.name}{places})", width, 2, style="name")
        yield from wrapped(f"Where {part.whom}." if part.whom else PART_UNTESTED, width, 4, 2)
        yield from wrapped(f"“{part.wording}”", width, 4, 1, "quiet")
        yield from wrapped(_cited(part.source), width, 4, 2, "quiet")
        if part.note:
            yield from wrapped(f"note: {part.note}", width, 4, 2, "quiet")
    yield Line()
    yield from _notes(_sources(one), width)
    for what in one.not_recorded:
        yield from wrapped(f"Not recorded: {what}.", width, 2, 2)
    if one.ranking:
        yield from wrapped(f"Ranking, apart from the criteria: {one.ranking}", width, 2, 2)
    for version in one.versions:
        if not version.in_force:
            doubt = "" if version.status == "published" else f" [{version.status}]"
            text = f"Another version of the criteria{doubt}: {version.text}; {_cited(version.source)}."
            yield from wrapped(text, width, 2, 2)
    within = f"Part of {one.part_of}. " if one.part_of else ""
    yield from wrapped(f"{within}{one.advice}", width, 2, 2, "quiet")


def rules_screen(report: RulesReport, width: int = 100) -> Iterator[Line]:
    """The provisions, the assumptions and the casework rules of a rule set."""
    yield Line("Provisions", "heading")
    longest = max((len(one.id) for one in report.provisions), default=0)
    for one in report.provisions:
        missing = f", {numbered(one.not_recorded, 'part')} not recorded" if one.not_recorded else ""
        text = f"{one.id:<{longest}}  {one.name}: {one.status}, {one.criteria} criteria{missing}"
        yield from wrapped(text, width, 2, longest + 2)
    yield Line()
    yield Line("Assumptions", "heading")
    for assumption in report.assumptions:
        values = "; ".join(f"{name} ({label})" for name, label in assumption.values)
        yield from wrapped(
            f"{assumption.id}: {assumption.question} Taken as: {joined(assumption.assumed)}. Values: {values}.",
            width,
            2,
            2,
        )
    yield Line()
    yield Line("What follows from answers", "heading")
    for rule in report.casework:
        yield from wrapped(f"{rule.id} ({rule.basis}, {rule.source.title}): {rule.says}", width, 2, 2)
    yield from wrapped(f"{report.notice} {report.rule_set.hash}", width, style="quiet")


def needs_screen(fields: Sequence[NeedText], width: int = 100) -> Iterator[Line]:
    """The need fields with their values."""
    for one in fields:
        yield from wrapped(f"{one.id} ({one.kind})", width, style="name")
        yield from wrapped(f"{one.label}. {one.hint}".strip(), width, 2)
        values = [name if name == label else f"{name} ({label})" for name, label in one.values]
        if values:
            yield from wrapped(", ".join(values), width, 4, 0)
        for scale in one.scales:
            yield from wrapped(f"or {scale}", width, 4, 2)


def facts_screen(kinds: Sequence[FactText], width: int = 100) -> Iterator[Line]:
    """The kinds of fact that casework rules may look for, with what they may ask of each."""
    for place, one in enumerate(kinds):
        if place:
            yield Line()
        yield Line(one.kind, "heading")
        yield from wrapped(one.about, width)
        for line in needs_screen(one.fields, width - 2):
            yield Line(f"  {line.text}", line.style)


def plain(lines: Iterable[Line]) -> str:
    """Lines as text without styles."""
    return "\n".join(line.text for line in lines)
