"""Whether the rules hold to each aim of their authority, and what stands against it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from admissions.errors import Place
from admissions.model.aims import (
    Aim,
    Apart,
    Concern,
    NoBreaks,
    NoCriterionOn,
    NoLargerThan,
    Review,
    Served,
    Which,
)
from admissions.model.outcomes import Overlap, Strength
from admissions.questions.cells import Gathered, entry_cells, gathered, masks_of
from admissions.questions.changes import ChangeKind, Changes, PairChange
from admissions.questions.gaps import context_of
from admissions.questions.overlaps import overlaps
from admissions.questions.pathways import Movement, breaks_of, steps_of
from admissions.questions.read import ReadProvision
from admissions.questions.reasons import fields_of
from admissions.questions.settled import Settled, in_some
from admissions.regions.space import CompleteProfile


@dataclass(frozen=True, slots=True)
class Against:
    """One thing that stands against an aim: provisions, a criterion or a step, and an example where there is one.

    ``overlap`` says how sure an overlap is, ``rows`` which entry cells are not served, ``concerns`` what a criterion is
    about.
    """

    provisions: tuple[str, ...] = ()
    overlap: Overlap | None = None
    step: str = ""
    criterion: str = ""
    concerns: tuple[Concern, ...] = ()
    cells: int = 0
    rows: tuple[Gathered, ...] = ()
    witness: CompleteProfile | None = None
    essential: tuple[str, ...] = ()
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """An aim, and what stands against it. ``unsure`` are provisions that it is about and of which too little is known:
    their criteria are not known as at the date, or cannot be compared.
    """

    aim: Aim
    against: tuple[Against, ...]
    unsure: tuple[str, ...] = ()

    @property
    def held(self) -> bool | None:
        """Whether the rules hold to it: nothing stands against it. None where what is not known decides."""
        if not self.unsure:
            return not self.against
        match self.aim.aimed:
            case Served():  # another provision can only serve more
                return None if self.against else True
            case NoBreaks():  # another one can catch a child, and can be what a child breaks off from
                return None
            case _:  # whatever another one says, what stands against it stays
                return False if self.against else None


ALL_OF_THEM = Which()

SinceThen = Callable[[dt.date], Changes]
"""What has changed since a date."""


def judge(
    settled: Settled, provisions: Sequence[ReadProvision], aims: Sequence[Aim], since: SinceThen
) -> tuple[Judged, ...]:
    """Each of these aims judged, of the provisions that take part; ``settled`` is of all children, not of a context."""
    return tuple(_judged(settled, provisions, aim, since) for aim in aims)


def _judged(settled: Settled, provisions: Sequence[ReadProvision], aim: Aim, since: SinceThen) -> Judged:
    match aim.aimed:
        case Apart(which, certain):
            against = _overlapping(settled, chosen(provisions, which), certain=certain)
            return Judged(aim, tuple(against), _not_known(settled, which))
        case Served(where, which):
            against = _not_served(context_of(settled, where), chosen(provisions, which))
            return Judged(aim, tuple(against), _not_known(settled, which))
        case NoBreaks(steps):
            return Judged(aim, tuple(_breaking(settled, provisions, steps)), _not_known(settled))
        case NoLargerThan(date, which):
            if date > settled.book.rules.as_at:  # then it would be held against itself
                return Judged(aim, (), tuple(one.id for one in chosen(provisions, which)))
            return _grown(aim, settled, provisions, which, since(date))
        case NoCriterionOn(concerns):
            against = _resting_on(settled, provisions, concerns, single_sex=False)
            return Judged(aim, tuple(against), _not_known(settled))
        case Review(concerns):
            against = _resting_on(settled, provisions, concerns, single_sex=True)
            return Judged(aim, tuple(one for one in against if not _justified(settled, one)), _not_known(settled))
        case _:
            assert_never(aim.aimed)


def chosen(provisions: Sequence[ReadProvision], which: Which) -> list[ReadProvision]:
    """Those of the provisions that an aim is about."""
    return [one for one in provisions if _is_about(which, one.id, one.provision.kind)]


def _is_about(which: Which, id: str, kind: str) -> bool:
    return id in which.provisions if which.provisions else which.kind in ("", kind)


def _not_known(settled: Settled, which: Which = ALL_OF_THEM) -> tuple[str, ...]:
    """The provisions that an aim is about whose criteria are not known as at the date."""
    return tuple(one.id for one in settled.book.rules.not_known if _is_about(which, one.id, one.kind))


def _overlapping(settled: Settled, provisions: Sequence[ReadProvision], *, certain: bool) -> Iterator[Against]:
    here = context_of(settled)
    for one in overlaps(here, provisions):
        if one.overlap is Overlap.CERTAIN or (one.overlap is not Overlap.NONE and not certain):
            yield Against(one.provisions, one.overlap, cells=one.cells, witness=one.witness, essential=one.essential)


def _not_served(here: Settled, provisions: Sequence[ReadProvision]) -> Iterator[Against]:
    """The plausible children of the context with nothing open; ``rows`` are the entry cells in which no child has."""
    opened = in_some([here.space.nothing, *map(here.open_to, provisions)])
    left = here.plausible - opened
    if left:
        whole = masks_of(here.plausible)
        empty = {key: mask & ~masks_of(opened).get(key, 0) for key, mask in whole.items()}
        rows = gathered(here.space, {key: mask for key, mask in empty.items() if mask}, whole)
        witness = here.witness(left)
        essential = here.essential(left | ~here.plausible, witness) if witness else ()
        yield Against(cells=entry_cells(left), rows=rows, witness=witness, essential=essential)


def _breaking(settled: Settled, provisions: Sequence[ReadProvision], steps: Sequence[str]) -> Iterator[Against]:
    here = context_of(settled)
    for step in steps_of(here, provisions):
        if steps and step.id not in steps:
            continue
        found = next(one for one in breaks_of(here, provisions, step) if one.movement is Movement.BETWEEN)
        if found.surely:
            only = (step.only,) if step.only else ()
            yield Against(
                only, step=step.id, cells=found.cells_surely, witness=found.witness, essential=found.essential
            )


def _grown(aim: Aim, settled: Settled, provisions: Sequence[ReadProvision], which: Which, since: Changes) -> Judged:
    ids = {one.id for one in chosen(provisions, which)}
    pairs = [pair for pair in since.pairs if {pair.one, pair.two} <= ids and pair.grown is not None]
    unlike = (one.id for one in since.provisions if one.id in ids and one.kind is ChangeKind.CANNOT_BE_COMPARED)
    unsure = tuple(dict.fromkeys((*unlike, *_not_known(settled, which))))
    return Judged(aim, tuple(_growth(pair) for pair in pairs), unsure)


def _growth(pair: PairChange) -> Against:
    assert pair.grown is not None
    example = pair.grown.example
    return Against(
        (pair.one, pair.two),
        pair.after,
        cells=pair.grown.cells,
        witness=example.profile,
        essential=example.essential,
    )


def _resting_on(
    settled: Settled, provisions: Sequence[ReadProvision], concerns: Sequence[Concern], *, single_sex: bool
) -> Iterator[Against]:
    """The scored criteria that rest on a field about one of these."""
    needs = settled.space.needs
    for one in provisions:
        for criterion in one.provision.version.criteria:
            if criterion.condition is None or criterion.strength is Strength.GUIDANCE:
                continue
            conditions = (criterion.condition, *([criterion.waiver] if criterion.waiver is not None else []))
            fields = {name for condition in conditions for name in fields_of(condition)}
            about = {Concern(concern) for name in fields for concern in needs[name].concerns}
            found = tuple(concern for concern in concerns if concern in about)
            if not single_sex and one.provision.single_sex:
                found = tuple(concern for concern in found if concern is not Concern.SEX)
            if found:
                yield Against((one.id,), criterion=criterion.id, concerns=found, at=criterion.at)


def _justified(settled: Settled, against: Against) -> bool:
    (name,) = against.provisions
    criteria = settled.book.by_id[name].provision.version.criteria
    return any(one.id == against.criterion and one.justification is not None for one in criteria)
