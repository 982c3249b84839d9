"""Reports as text for a terminal: styled lines, wrapped to a width, plain when the reader drops the styles."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from admissions.model.outcomes import Answer, Outcome, Status, Strength
from admissions.questions.overlaps import Overlap
from admissions.reports.check import CheckReport, CriterionLine, ProvisionLine
from admissions.reports.overlaps import OverlapsReport
from admissions.words.conditions import joined
from admissions.words.outcomes import GROUPS, OUTCOME_WORDS, STATUS_WORDS, STRENGTH_WORDS


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text and how it stands out: ``heading``, ``name``, ``quiet`` or nothing."""

    text: str = ""
    style: str = ""


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


def check_screen(
    report: CheckReport, labels: dict[str, str], width: int = 100, *, explain: bool = False
) -> Iterator[Line]:
    """The answer to a check: groups of provisions with what decides them; with ``explain`` every criterion and source."""
    yield from wrapped(f"Profile: {_profile(report, labels)}", width, hang=2)
    yield from _assumptions(report, width)
    for group, title in GROUPS.items():
        members = [one for one in report.provisions if one.group == group]
        if members:
            yield Line()
            yield Line(title, "heading")
            for one in members:
                yield from _provision(one, report, labels, width, explain=explain)
    yield Line()
    if report.ask_next:
        asked = [f"{one.label} (settles {one.settles:g})" for one in report.ask_next[:5]]
        more = f", and {len(report.ask_next) - 5} more" if len(report.ask_next) > 5 else ""
        yield from wrapped(f"Ask next: {', '.join(asked)}{more}.", width, hang=2)
    for finding in report.findings:
        yield from wrapped(finding.text, width, hang=2)
    for one in report.left_out:
        yield from wrapped(f"Not part of this check: {one.name} ({one.why}).", width, hang=2, style="quiet")
    yield from wrapped(f"Not seen here: {'; '.join(report.cannot_see)}.", width, hang=2, style="quiet")
    yield from wrapped(report.challenge, width, hang=2, style="quiet")
    yield from wrapped(
        f"{report.notice} Rules of {report.rule_set.name} as at {report.rule_set.as_at}, {report.rule_set.hash}. "
        "A profile is special category personal data.",
        width,
        hang=2,
        style="quiet",
    )


def _profile(report: CheckReport, labels: dict[str, str]) -> str:
    if not report.entered:
        return "nothing is recorded."
    return "; ".join(f"{labels[name]}: {words}" for name, words in report.entered.items()) + "."


def _assumptions(report: CheckReport, width: int) -> Iterator[Line]:
    for one in report.turns_on:
        text = f"Turns on an assumption ({one.id}): {one.question} Taken as: {joined(one.assumed, 'and')}"
        rest = f"; else: {joined(one.otherwise)}." if one.otherwise else "."
        yield from wrapped(text + rest, width, hang=2)


def _provision(
    one: ProvisionLine, report: CheckReport, labels: dict[str, str], width: int, *, explain: bool
) -> Iterator[Line]:
    about = " (the provision asked about)" if one.id == report.asked_about else ""
    doubt = "" if one.status == "published" else f" [{one.status}]"
    yield from wrapped(f"{one.name}{doubt}{about}", width, 2, style="name")
    if len(one.outcomes) > 1:
        said = joined(OUTCOME_WORDS[outcome] for outcome in one.outcomes)
        yield from wrapped(f"may be: {said}", width, 4, 2)
    if explain:
        for criterion in one.criteria:
            yield from _explained(criterion, labels, width)
    else:
        for criterion in one.criteria:
            if _decides(criterion, one):
                yield from wrapped(_reason(criterion, labels), width, 4, 2)
    applying = [part.what for part in one.not_recorded if part.applies is not Answer.NO]
    if applying and Outcome.DOES_NOT_MEET not in one.outcomes[:1]:
        yield from wrapped(f"not recorded: {'; '.join(applying)}", width, 4, 2)
    if one.ask:
        yield from wrapped(f"ask: {', '.join(labels[name] for name in one.ask)}", width, 4, 2)
    if one.turns_on:
        yield from wrapped(f"turns on: {', '.join(one.turns_on)}", width, 4, 2)
    if explain:
        if one.ranking:
            yield from wrapped(f"ranking, apart from the criteria: {one.ranking}", width, 4, 2)
        yield from wrapped(one.advice, width, 4, 2, "quiet")


def _decides(criterion: CriterionLine, one: ProvisionLine) -> bool:
    """Whether a criterion is shown without being asked for: it fails, or it cannot be told yet and could matter."""
    if criterion.strength is Strength.GUIDANCE or criterion.status is None:
        return False
    failed = Status.MET if criterion.strength is Strength.MUST_NOT else Status.NOT_MET
    if one.group == Outcome.DOES_NOT_MEET:
        return criterion.status is failed and criterion.waived is not Answer.YES
    passed = Status.NOT_MET if criterion.strength is Strength.MUST_NOT else Status.MET
    return criterion.status is not passed


def _reason(criterion: CriterionLine, labels: dict[str, str]) -> str:
    waived = " (case by case: a panel may waive this)" if criterion.waived is Answer.YES else ""
    return f"{criterion.id}: {_status(criterion)}{waived}. Needs: {criterion.needed}.{_seen(criterion, labels)}"


def _status(criterion: CriterionLine) -> str:
    if criterion.status is None:
        return "for information"
    if criterion.strength is Strength.MUST_NOT:
        words = {Status.MET: "not met", Status.NOT_MET: "met", Status.CANNOT_TELL: "cannot tell"}
        return words[criterion.status]
    if criterion.indicators:
        counts = [sum(item.status is status for item in criterion.indicators) for status in Status]
        return f"{STATUS_WORDS[criterion.status]} ({counts[0]} shown, {counts[1]} not shown, {counts[2]} not known)"
    return STATUS_WORDS[criterion.status]


def _seen(criterion: CriterionLine, labels: dict[str, str]) -> str:
    said = []
    for name, values in criterion.looked_at.items():
        if isinstance(values, dict):
            said.append(f"{labels[name]}: {joined(values['includes'], 'and') or 'not known'}")
        elif len(values) > 6:
            said.append(
                f"{labels[name]}: not known" if len(values) > 8 else f"{labels[name]}: {joined(map(str, values))}"
            )
        else:
            said.append(f"{labels[name]}: {joined(map(str, values)) or 'none'}")
    return f" Looked at: {'; '.join(said)}." if said else ""


def _explained(criterion: CriterionLine, labels: dict[str, str], width: int) -> Iterator[Line]:
    strength = STRENGTH_WORDS[criterion.strength]
    yield from wrapped(f"{strength} · {_reason(criterion, labels)}", width, 4, 2)
    if criterion.turns_on:
        yield from wrapped(f"turns on: {', '.join(criterion.turns_on)}", width, 6, 2)
    read = f", read {criterion.source.read}" if criterion.source.read else ""
    where = f" <{criterion.source.url}>" if criterion.source.url else ""
    yield from wrapped(f"“{criterion.wording}” {criterion.source.title}{read}{where}", width, 6, 2, "quiet")
    if criterion.note:
        yield from wrapped(f"note: {criterion.note}", width, 6, 2, "quiet")


# --- the overlap matrix ----------------------------------------------------------------------------------------------

MARKS = {Overlap.NONE: "-", Overlap.CANNOT_BE_RULED_OUT: "?", Overlap.CERTAIN: "X"}
MARK_WORDS = "X some child meets both; ? cannot be ruled out, since part of a list is not recorded; - no overlap"


def overlaps_screen(report: OverlapsReport, width: int = 100) -> Iterator[Line]:
    """The matrix of overlaps with an example for each pair."""
    names = {one.id: one.name.split(",")[0] for one in report.provisions}
    marks = {line.provisions: MARKS[line.overlap] for line in report.pairs}
    marks |= {(two, one): mark for (one, two), mark in marks.items()}
    order = [one.id for one in report.provisions]
    longest = max((len(name) for name in names.values()), default=0)
    yield Line("Overlaps between provisions", "heading")
    yield Line(" " * (longest + 6) + "  ".join(f"{place:>2}" for place in range(1, len(order) + 1)))
    for place, one in enumerate(order, 1):
        row = "  ".join(f"{marks.get((one, two), '.'):>2}" for two in order)
        yield Line(f"{place:>2}  {names[one]:<{longest}}  {row}")
    yield from wrapped(MARK_WORDS, width, style="quiet")
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


def plain(lines: Iterable[Line]) -> str:
    """Lines as text without styles."""
    return "\n".join(line.text for line in lines)
