"""Why a criterion is met or not: the fields that its answer rests on, irrelevant ones left out, and what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from admissions.model.conditions import (
    AllOf,
    Always,
    AnyOf,
    AtLeast,
    Between,
    ByCase,
    ByReading,
    Indicators,
    NoneRecorded,
    NotThis,
    OneOf,
    OutcomeOf,
    Surface,
    Unless,
    parts_of,
)
from admissions.model.needs import Difference, Either, Grouping, Kind, NeedField
from admissions.model.outcomes import Answer
from admissions.questions.rulebook import YEARS, Rulebook
from admissions.questions.walks import REACHED, Walker
from admissions.regions.diagram import FALSE, TRUE

Held = tuple[str | int, ...] | dict[str, tuple[str, ...]]
"""The possible values of a field; of a several-field in doubt, what it ``includes`` and what is ``not_known``."""


def parts_in(condition: Surface) -> Iterator[Surface]:
    """A condition and all that it is made of."""
    yield condition
    for part in parts_of(condition):
        yield from parts_in(part)


def fields_of(condition: Surface) -> tuple[str, ...]:
    """The ids of the fields that a condition mentions, in the order in which it mentions them."""
    match condition:
        case OneOf(name) | NoneRecorded(name) | Between(name):
            return (name,)
        case AllOf() | AnyOf() | NotThis() | Unless() | AtLeast() | Indicators() | ByCase() | ByReading():
            return tuple(dict.fromkeys(name for part in parts_of(condition) for name in fields_of(part)))
        case OutcomeOf() | Always():
            return ()


def rests_on(walker: Walker, node: int) -> frozenset[int]:
    """The levels of need fields on which the answer for the diagram at ``node`` rests.

    Where the answer is settled their values are enough to settle it. None of them can be left out, unless it takes
    what is possible, or a relation that was entered, to settle it: then every level that this ties stays. Where the
    answer is not settled they are the levels that are still open and on which it depends.
    """
    situation, root = walker.situation, walker.kept.root(node)
    diagrams, first = situation.space.diagrams, situation.space.first_assumption
    found = walker.found(node) & REACHED
    if found.bit_count() > 1:
        return frozenset(level for level in diagrams.told_apart(node, situation.box) if level < first)
    kept = {level for level in root.support if level < first}
    tied: frozenset[int] = frozenset()
    # What was entered of other fields may still stand in the region beyond the box, so the box is tried without it.
    if walker.reaches_other(root, situation.box, found):
        root = walker.start(node)
        tied = frozenset(level for level in walker.kept.root(situation.inside).support if level < first)
        kept |= tied - situation.free
    box = list(situation.box)
    for level in sorted(kept - tied, reverse=True):
        before = box[level]
        box[level] = diagrams.full[level]
        if walker.reaches_other(root, box, found):
            box[level] = before
        else:
            kept.discard(level)
    return frozenset(kept)


def base_fields(need: NeedField) -> tuple[str, ...]:
    """The fields with axes of their own from which ``need`` is worked out: itself where it is not derived."""
    match need.derived:
        case Difference(of, less):
            return (of, less)
        case Grouping(of):
            return (of,)
        case Either(choice, several):
            return (choice, several)
        case None:
            return (need.id,)


def looked_at(book: Rulebook, mentioned: Iterable[str], levels: Iterable[int]) -> tuple[str, ...]:
    """Of the fields that a condition mentions those at which an answer that rests on these levels looked."""
    needs, axes = book.rules.needs, book.space.axes
    resting = {axes[level].field for level in levels}
    found: dict[str, None] = {}
    for name in mentioned:
        shown = base_fields(needs[name]) if isinstance(needs[name].derived, Either) else (name,)
        found.update((one, None) for one in shown if resting.intersection(base_fields(needs[one])))
    return tuple(found)


def held(book: Rulebook, walker: Walker, need: NeedField) -> Held:
    """The values that a field can have in the situation; exact for derived fields too."""
    space, box = book.space, walker.situation.box
    match need.derived:
        case Difference():
            return tuple(year for year in YEARS if holds(book, walker, OneOf(need.id, (year,))) is not Answer.NO)
        case Grouping(_, groups):
            return tuple(name for name, _ in groups if holds(book, walker, OneOf(need.id, (name,))) is not Answer.NO)
        case Either():
            return tuple(
                value
                for base in base_fields(need)
                for value in book.rules.needs[base].ids
                if holds(book, walker, OneOf(base, (value,))) is Answer.YES
            )
        case None:
            pass
    if need.kind is Kind.SEVERAL:
        masks = {member: box[space.level[axis.name]] for member, axis in zip(need.ids, need.axes, strict=True)}
        certain = tuple(member for member, mask in masks.items() if mask == 1 << 1)
        doubtful = tuple(member for member, mask in masks.items() if mask.bit_count() > 1)
        return {"includes": certain, "not_known": doubtful} if doubtful else certain
    level = space.level[need.id]
    return space.ids(level, box[level])


def holds(book: Rulebook, walker: Walker, condition: Surface) -> Answer:
    """Whether a condition holds for every possible profile of the situation, for none, or cannot be told."""
    region = book.region(condition, walker.situation.space)
    found = walker.found(region.node) & REACHED
    return {1 << FALSE: Answer.NO, 1 << TRUE: Answer.YES}.get(found, Answer.CANNOT_TELL)
