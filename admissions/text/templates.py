"""An empty placements file: its columns, and what may stand in each."""

from __future__ import annotations

from collections.abc import Iterator

from admissions.model.needs import Kind, NeedField
from admissions.model.provisions import RuleSet
from admissions.text.days import DATES, SINCE, WISHES
from admissions.text.placements import BY_PERSON, CASE

YES_OR_NO = ("yes", "no")
DAY = "a day, such as 2026-11-23 or 23/11/2026; none if it has not happened"


def template_columns(rules: RuleSet) -> tuple[str, ...]:
    """The columns of a placements file: every need field that has values of its own."""
    fields = (need.id for need in rules.needs.fields if need.axes)
    return (CASE, *fields, SINCE, *DATES, *WISHES, *BY_PERSON)


def allowed_values(rules: RuleSet) -> Iterator[tuple[str, str, str]]:
    """For each column what it holds and what may stand in it, below a header. Any cell but a reference may be empty."""
    yield (
        "column",
        "what it holds",
        "what may stand in it, or its label, which is in brackets; empty where it is not known",
    )
    yield (
        CASE,
        "a reference that only you can resolve",
        "2 to 4 capital letters, -, up to 6 digits, such as EHC-001234",
    )
    for need in rules.needs.fields:
        if need.axes:
            yield (need.id, f"{need.label}. {need.hint}".rstrip(". "), _values(rules, need))
    yield (SINCE, "the month since when the child has been there", "a month, such as 2026-09")
    yield ("plan_made", "when the EHC plan was first made", DAY)
    yield ("last_review_meeting", "when the last review meeting was", DAY)
    yield ("last_review_decision", "when the authority decided after that meeting", DAY)
    yield ("amendment_notice", "when the notice of amendments was sent after it", DAY)
    yield ("final_plan_issued", "when the last final plan was issued", DAY)
    yield ("settled_placement", "whether the placement is settled", "yes, no")
    yield ("wish_to_stay", "whether the family or the young person wishes to stay", "yes, no")
    yield ("tribunal_order", "whether the tribunal ordered the placement", "yes, no")
    yield ("decision", "what a person decided at the review; never written by the program", "up to 500 characters")
    yield ("reason", "why", "up to 500 characters")
    yield ("role", "in which role; no name", "up to 500 characters")


def choices(rules: RuleSet) -> dict[str, tuple[str, ...]]:
    """What a column that holds one value offers to choose from, as people read it; other texts may stand there too."""
    found = {
        need.id: YES_OR_NO if need.kind is Kind.FLAG else tuple(value.label for value in need.values)
        for need in rules.needs.fields
        if need.axes and need.kind is not Kind.SEVERAL
    }
    return found | dict.fromkeys(WISHES, YES_OR_NO)


def _values(rules: RuleSet, need: NeedField) -> str:
    values = ", ".join(f"{value.id} ({value.label})" if value.label != value.id else value.id for value in need.values)
    if need.kind is Kind.SEVERAL:
        return f"any of these with ; between two, or none: {values}"
    scales = ", ".join(f"{scale.id}: {scale.rows[0].term}" for scale in rules.scales if scale.rows)
    return f"{values}; or on a scale, such as {scales}" if rules.needs.is_level(need) and scales else values
