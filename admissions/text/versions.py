"""A version of a provision's criteria as lowered, and what its conditions refer to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from admissions.model.conditions import OutcomeOf, parts_of
from admissions.model.provisions import Criterion, Version
from admissions.text.lowering import Lowering, outcome_cores


def with_cores(version: Version, lowering: Lowering) -> Version:
    """The version with every condition of it lowered, and with what its criteria come out as."""

    def lowered(criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
        return tuple(
            replace(
                criterion,
                core=None if criterion.condition is None else lowering.lower(criterion.condition),
                waiver_core=None if criterion.waiver is None else lowering.lower(criterion.waiver),
            )
            for criterion in criteria
        )

    criteria, stay = lowered(version.criteria), lowered(version.stay)
    missing = tuple(
        replace(part, where_core=None if part.where is None else lowering.lower(part.where))
        for part in version.not_recorded
    )
    parts = tuple(
        replace(part, where_core=None if part.where is None else lowering.lower(part.where)) for part in version.parts
    )
    return replace(
        version,
        criteria=criteria,
        not_recorded=missing,
        parts=parts,
        stay=stay,
        outcome_cores=outcome_cores(criteria, missing),
        stay_cores=outcome_cores(stay, ()) if stay else {},
    )


def references_of(version: Version) -> Iterator[OutcomeOf]:
    """Every reference that conditions of a version make to what another provision comes out as."""
    written = [part.where for part in version.not_recorded] + [part.where for part in version.parts]
    criteria = (*version.criteria, *version.stay)
    written += [condition for criterion in criteria for condition in (criterion.condition, criterion.waiver)]
    waiting = [condition for condition in written if condition is not None]
    while waiting:
        condition = waiting.pop()
        if isinstance(condition, OutcomeOf):
            yield condition
        waiting += parts_of(condition)
