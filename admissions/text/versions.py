"""A version of a provision's criteria as lowered, and what its conditions refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from admissions.model.conditions import TRUE, And, Core, Not, Or, OutcomeOf, parts_of
from admissions.model.outcomes import Outcome, Strength
from admissions.model.provisions import Criterion, NotRecorded, Version
from admissions.text.lowering import Lowering


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


def outcome_cores(criteria: Iterable[Criterion], not_recorded: Iterable[NotRecorded]) -> dict[Outcome, Core]:
    """For each outcome the condition under which criteria of these strengths lead to it.

    A failed must (or a must not that holds) rules out, unless its waiver holds: then it is at the panel's discretion,
    as is a failed normally or too few indicators. Where part of the list is not recorded, "meets" is "not ruled out".
    """
    ruled_out: list[Core] = []
    discretion: list[Core] = []
    for criterion in criteria:
        core = criterion.core
        if core is None or criterion.strength is Strength.GUIDANCE:
            continue
        failed = core if criterion.strength is Strength.MUST_NOT else Not(core)
        if criterion.strength in (Strength.NORMALLY, Strength.INDICATOR):
            discretion.append(failed)
        elif criterion.waiver_core is None:
            ruled_out.append(failed)
        else:
            ruled_out.append(And((failed, Not(criterion.waiver_core))))
            discretion.append(failed)
    missing = Or(tuple(TRUE if part.where_core is None else part.where_core for part in not_recorded))
    out, panel = Or(tuple(ruled_out)), Or(tuple(discretion))
    holds = And((Not(out), Not(panel)))
    return {
        Outcome.MEETS: And((holds, Not(missing))),
        Outcome.NOT_RULED_OUT: And((holds, missing)),
        Outcome.DISCRETION: And((panel, Not(out))),
        Outcome.DOES_NOT_MEET: out,
    }


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
