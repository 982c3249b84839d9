"""A reviewed placement as cells of a row: what the program adds to what was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from admissions.model.deadlines import Step
from admissions.model.outcomes import answer_of
from admissions.reports.findings import FindingLine
from admissions.reports.placements import OpenLine, PlacementLine

DATED: Mapping[str, tuple[Step, ...]] = {
    "annual_review": (Step.ANNUAL_REVIEW,),
    "review_decision": (Step.REVIEW_DECISION,),
    "final_plan": (Step.FINAL_PLAN,),
    "transfer": (Step.PHASE_TRANSFER, Step.INFANT_TO_JUNIOR, Step.SECONDARY_TO_POST_16, Step.POST_16_MOVE),
    "under_fives": (Step.UNDER_FIVES,),
}
"""The deadlines that have columns, by the beginning of their names."""
COLUMNS = (
    *("goes_on", "measured_by", "to_talk_about", "because", "rests_on", "not_raised"),
    *("nearer_to_mainstream", "others_that_may_be_open"),
    *(f"{name}_{what}" for name in DATED for what in ("state", "by", "working_day")),
    *("last_year_group", "months_left", "unusual"),
)
"""The columns that the program writes, and passes over when it reads a result again."""


def cells_of(one: PlacementLine) -> dict[str, str]:
    """The cell of each of these columns."""
    return {
        "goes_on": "" if one.stays is None else answer_of(one.stays.outcomes),
        "measured_by": "" if one.stays is None else one.stays.measured_by,
        "to_talk_about": _listed(finding.text for finding in one.findings),
        "because": _listed("; ".join(finding.because) for finding in one.findings),
        "rests_on": _listed(map(_rests_on, one.findings)),
        "not_raised": _listed(f"since {' and '.join(line.silenced_by)}: {line.id}" for line in one.not_raised),
        "nearer_to_mainstream": "" if one.left_as_it_is else _ids(one.nearer_to_mainstream),
        "others_that_may_be_open": "" if one.left_as_it_is else _ids(one.others),
        **dict(_dated(one)),
        "last_year_group": one.last_year or "",
        "months_left": "" if one.months_left is None else str(one.months_left),
        "unusual": " ".join(one.unusual),
    }


def _dated(one: PlacementLine) -> Iterator[tuple[str, str]]:
    for name, steps in DATED.items():
        found = next((line for line in one.deadlines if line.step in steps), None)
        yield f"{name}_state", found.state if found else ""
        yield f"{name}_by", (found.last_day if found else None) or ""
        yield f"{name}_working_day", (found.working_day if found else None) or ""


def _rests_on(finding: FindingLine) -> str:
    return f"{finding.id} ({finding.basis}: {finding.source.title})"


def _ids(provisions: Sequence[OpenLine]) -> str:
    return "; ".join(one.id for one in provisions)


def _listed(texts: Iterator[str] | map[str]) -> str:
    """Texts one after another, each after its number, as one of them may hold any mark."""
    return " ".join(f"({place}) {text}" for place, text in enumerate(texts, 1))
