"""Reads the crosswalk: what each term of each published scale spans on the shared scale of levels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from admissions.errors import Place, Problem, Refused, meant
from admissions.model.needs import LEVELS
from admissions.model.periods import Day, period
from admissions.model.provisions import Assumption, AssumptionValue, Row, Scale
from admissions.model.sources import Source
from admissions.text.checking import shaped
from admissions.text.dating import in_force, reversed_periods
from admissions.text.shapes import CrosswalkFile, RowShape, SpanShape, day_of
from admissions.text.tree import Node, place_of, plain
from admissions.text.vocabulary import assumptions_of, source_of

NARROW, WIDE = "narrow", "wide"


def read_crosswalk(
    node: Node, labels: Mapping[str, str], on: dt.date
) -> tuple[tuple[Scale, ...], tuple[Assumption, ...]]:
    """The scales and the assumptions as at a day: those of all scales, and one for each row in doubt.

    ``labels`` are the levels of the shared scale, in order, with their labels. Raises Refused.
    """
    shape = shaped(CrosswalkFile, node)
    levels = list(labels)
    problems = list(reversed_periods(shape, node))
    assumptions = list(assumptions_of(shape.assumptions, node, on))
    sources = {name: source_of(source) for name, source in shape.sources.items()}
    scales: list[Scale] = []
    for scale_index, scale in in_force(shape.scales, on):
        rows: list[Row] = []
        if any(scale.id == other.id for other in scales):
            at = place_of(node, ("scales", scale_index))
            problems.append(Problem(at, f"two scales are called `{scale.id}`", "give each its own id"))
        for index, item in in_force(scale.rows, on):
            at = place_of(node, ("scales", scale_index, "rows", index))
            if any(item.term == row.term for row in rows):
                problems.append(Problem(at, f"`{item.term}` has two rows in this scale", "keep one of the two"))
            spans = _spans(item, levels, at, problems)
            if item.source and item.source not in sources:
                problems.append(Problem(at, f"unknown source `{item.source}`", meant(item.source, sources, "add it")))
            assumption = None
            if spans and item.span is None:
                assumption = _row_assumption(scale.id, scale.label, item, labels, sources, at)
            if spans and item.span is not None and not item.source:
                problems.append(
                    Problem(at, "this row has one span and no source", "add a source, or a narrow and a wide span")
                )
            if assumption is not None:
                assumptions.append(assumption)
            rows.append(
                Row(item.term, item.label, spans, assumption.id if assumption else "", sources.get(item.source), at)
            )
        scales.append(Scale(scale.id, scale.label, tuple(rows)))
    if problems:
        raise Refused(problems)
    return tuple(scales), tuple(assumptions)


def _spans(
    item: RowShape, levels: Sequence[str], at: Place, problems: list[Problem]
) -> tuple[tuple[str, tuple[str, str]], ...]:
    named: list[tuple[str, SpanShape]]
    if item.span is not None and item.narrow is None and item.wide is None:
        named = [("", item.span)]
    elif item.span is None and item.narrow is not None and item.wide is not None:
        named = [(NARROW, item.narrow), (WIDE, item.wide)]
    else:
        problems.append(Problem(at, "a row has one `span`, or a `narrow` and a `wide` one", "write one or the other"))
        return ()
    spans = []
    for name, span in named:
        ends = (span.at_least, span.at_most)
        problems += [
            Problem(at, f"unknown level `{end}`", meant(end, levels, "name a working level"))
            for end in ends
            if end not in levels
        ]
        if all(end in levels for end in ends) and levels.index(ends[0]) > levels.index(ends[1]):
            problems.append(Problem(at, f"this span runs from `{ends[0]}` down to `{ends[1]}`", "swap its ends"))
        spans.append((name, ends))
    if not problems and len(spans) == 2:
        (_, narrow), (_, wide) = spans
        if levels.index(wide[0]) > levels.index(narrow[0]) or levels.index(wide[1]) < levels.index(narrow[1]):
            problems.append(Problem(at, "the wide span does not hold the narrow one", "widen it"))
    return tuple(spans)


def _row_assumption(
    scale_id: str, label: str, item: RowShape, labels: Mapping[str, str], sources: dict[str, Source], at: Place
) -> Assumption:
    letters = "".join(letter if letter.isalnum() else "_" for letter in item.term.lower())

    def said(span: SpanShape) -> str:
        ends = dict.fromkeys((labels.get(span.at_least, span.at_least), labels.get(span.at_most, span.at_most)))
        return " to ".join(ends)

    spans = ((NARROW, item.narrow), (WIDE, item.wide))
    return Assumption(
        f"{scale_id}_{letters}",
        f"What does {item.label} span ({label})?",
        tuple(AssumptionValue(name, f"{said(span)} (the {name} reading)") for name, span in spans if span),
        NARROW,
        item.why,
        sources.get(item.source),
        at,
    )


def levels_of(needs_node: Node, on: dt.date) -> Iterable[tuple[str, str]]:
    """The ids and labels of the working levels, from the tree itself, since the crosswalk is read before the fields."""
    value = plain(needs_node)
    fields = value.get("fields") if isinstance(value, dict) else None
    for item in fields if isinstance(fields, list) else ():
        if isinstance(item, dict) and item.get("id") == LEVELS:
            for level in item.get("values") or ():
                if isinstance(level, dict) and isinstance(level.get("id"), str) and _holds(level, on):
                    yield level["id"], str(level.get("label", level["id"]))


def _holds(level: dict[str, object], on: dt.date) -> bool:
    """Whether a level holds on a day; what is wrong with its dates is told where the fields are read."""
    days: list[Day | None] = []
    for key in ("from", "until"):
        try:
            days.append(day_of(level[key]) if key in level else None)
        except ValueError:
            return True
    return period(*days).holds(on)
