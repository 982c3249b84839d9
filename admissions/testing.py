"""Hypothesis strategies for an authority's own property tests: children drawn straight out of regions.

Nothing is drawn and thrown away: a draw is a walk down the diagram of its region, the plainest values first, so that a
property that fails does so on the plainest child of which it is false. Installed as ``admissions[testing]``; see
``docs/testing.md``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from admissions.model.conditions import OneOf
from admissions.model.needs import ENTRY_CELL, YES, Difference, Either, Kind, NeedField
from admissions.model.outcomes import Outcome
from admissions.model.profiles import Profile
from admissions.questions.rulebook import YEARS, Rulebook
from admissions.questions.settled import in_some
from admissions.regions.diagram import FALSE, values_of
from admissions.regions.space import CompleteProfile, Region, Space
from admissions.text.profiles import INCLUDES, read_profile
from admissions.text.tree import read_text

try:
    from hypothesis import strategies as st
    from hypothesis.strategies import DrawFn, SearchStrategy
except ImportError:
    raise ImportError("admissions.testing draws with Hypothesis: install `admissions[testing]`") from None

OPEN = (Outcome.MEETS, Outcome.NOT_RULED_OUT)
"""The outcomes of a child who meets every criterion that is recorded; where the published list is not recorded as a
whole, that is not ruled out."""

Written = str | int | list[str] | list[str | int] | dict[str, str | int] | dict[str, list[str]]
"""What a case says of one field."""


class Child(CompleteProfile):
    """A complete profile: a value id for each axis, assumptions included.

    It prints as what tells it from the plainest child, in the words of a case: its year, need and level, and each field
    that is not at its plainest value.
    """

    def __init__(self, space: Space, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self._space = space

    def __repr__(self) -> str:
        told = dict(_recorded(self, self._space.needs.fields))
        for need in self._space.needs.fields:
            if need.id not in ENTRY_CELL and all(self[axis.name] == self._plainest(axis.name) for axis in need.axes):
                told.pop(need.id, None)
        assumed = {one.id: self[one.id] for one in self._space.assumptions if self[one.id] != one.default}
        return f"Child({_flow(told)}{f', assume={_flow(assumed)}' if assumed else ''})"

    def _plainest(self, axis: str) -> str:
        level = self._space.level[axis]
        return self._space.axes[level].values[self._space.plainest[level][0]]


def _flow(values: Mapping[str, object]) -> str:
    """What is recorded, as one line of YAML."""
    return json.dumps(values).replace('"', "")


@dataclass(frozen=True, repr=False)
class PartialProfile(Profile):
    """A partly known profile, which prints as a case that holds it."""

    written: Mapping[str, Written] = field(default_factory=dict, compare=False)

    def __repr__(self) -> str:
        return f"Profile({_flow(self.written)})"

    def _repr_pretty_(self, printer: Any, _cycle: object) -> None:
        """The same where Hypothesis prints it, which prints every field of a dataclass else."""
        printer.text(repr(self))


# --- complete profiles -----------------------------------------------------------------------------------------------


def profiles_in(region: Region) -> SearchStrategy[Child]:
    """Complete profiles of a region, in which every value that occurs in it is drawn at some time.

    Raises ValueError where the region is empty.
    """
    if not region:
        raise ValueError("an empty region has nothing to draw: no child is in it")
    return _walks(region)


@st.composite
def _walks(draw: DrawFn, region: Region) -> Child:
    space = region.space
    diagrams, node = space.diagrams, region.node
    chosen = []
    for level, plainest in enumerate(space.plainest):
        children = {value: child for child, mask in diagrams.cofactors(node, level) for value in values_of(mask)}
        # INVARIANT: a diagram is reduced, so that every child other than FALSE leads into the region.
        open_values = [value for value in plainest if children[value] != FALSE]
        # Drawn from as many numbers as the axis has values, however few of them are open: the choices of two walks
        # then stand side by side, and Hypothesis shrinks one by one what a smaller earlier choice lets it.
        value = open_values[draw(st.sampled_from(range(len(plainest)))) % len(open_values)]
        chosen.append(value)
        node = children[value]
    return Child(space, space.read(chosen))


def children(
    book: Rulebook,
    *,
    plausible: bool = False,
    assume: Mapping[str, str] | None = None,
    leave_open: Iterable[str] = (),
) -> Region:
    """The possible children, or the plausible ones, every assumption at its default, as fixed, or left open.

    Raises Refused for an unknown assumption or value.
    """
    everyone = book.plausible if plausible else book.possible
    return everyone & book.assumed(book.settings(assume, leave_open))


def profiles(
    book: Rulebook,
    *,
    plausible: bool = False,
    assume: Mapping[str, str] | None = None,
    leave_open: Iterable[str] = (),
) -> SearchStrategy[Child]:
    """Any possible children of a rule book, as ``admissions.service.open_rules`` makes it. Raises Refused."""
    return profiles_in(children(book, plausible=plausible, assume=assume, leave_open=leave_open))


def profiles_meeting(
    book: Rulebook,
    *provisions: str,
    outcomes: Iterable[Outcome | str] = OPEN,
    plausible: bool = False,
    assume: Mapping[str, str] | None = None,
    leave_open: Iterable[str] = (),
) -> SearchStrategy[Child]:
    """Possible children who meet what is recorded of every one of these provisions, or to whom it has these outcomes.

    Raises Refused for an unknown provision or assumption, and ValueError where there is no such child.
    """
    region = children(book, plausible=plausible, assume=assume, leave_open=leave_open)
    wanted = [Outcome(outcome) for outcome in outcomes]
    book.choose(provisions)
    for name in provisions:
        region &= in_some([book.space.nothing, *(book.by_id[name].outcomes[outcome] for outcome in wanted)])
    if not region:
        said = " or ".join(outcome.value.replace("_", " ") for outcome in wanted) or "none at all"
        raise ValueError(f"there is nothing to draw: of no such child is the outcome {said} for {_all_of(provisions)}")
    return profiles_in(region)


def _all_of(names: Iterable[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)


def outcome_of(book: Rulebook, provision: str, child: Mapping[str, str]) -> Outcome:
    """The outcome of a provision for a complete profile. Raises Refused for an unknown provision."""
    book.choose((provision,))
    regions = book.by_id[provision].outcomes
    return next(outcome for outcome, region in regions.items() if region.contains(child))


# --- profiles as somebody would write them ---------------------------------------------------------------------------


def recorded(book: Rulebook, child: Mapping[str, str]) -> dict[str, str | list[str]]:
    """A complete profile as somebody would write it: a value a field, and of a several-field the list of its values."""
    return dict(_recorded(child, book.rules.needs.fields))


def _recorded(child: Mapping[str, str], fields: Iterable[NeedField]) -> Iterator[tuple[str, str | list[str]]]:
    for need in fields:
        if need.kind is Kind.SEVERAL:
            yield need.id, _members(need, child) or "none"
        elif need.axes:
            yield need.id, child[need.id]


def _members(need: NeedField, child: Mapping[str, str]) -> list[str]:
    pairs = zip(need.ids, need.axes, strict=True)
    return [member for member, axis in pairs if child[axis.name] == YES]


def profile_of(book: Rulebook, child: Mapping[str, str]) -> Profile:
    """The same child read by the front door, as ``admissions.service.check`` takes it."""
    return _read(book, recorded(book, child))


def _read(book: Rulebook, written: Mapping[str, object]) -> Profile:
    return read_profile(read_text(json.dumps(written), "a drawn profile"), book.rules)


def partial_profiles(book: Rulebook, region: Region | None = None) -> SearchStrategy[PartialProfile]:
    """Partly known profiles, as ``admissions.service.check`` takes them, each of which allows a child of the region.

    The region is that of all possible children where none is named. Fields are unknown, known, or known to have one of
    several values; derived ones may be stated. They shrink to nothing recorded. Ask about them under the assumptions of
    the region. Raises ValueError where it is empty.
    """
    region = children(book) if region is None else region
    return _partial(book, profiles_in(region & book.possible))


@st.composite
def _partial(draw: DrawFn, book: Rulebook, complete: SearchStrategy[Child]) -> PartialProfile:
    child = draw(complete)
    written: dict[str, Written] = {}
    for need in book.rules.needs.fields:
        how = draw(st.sampled_from(("unknown", "known", "partly known")))
        holding = _holding(book, need, child) if need.derived else [child.get(need.id, "")]
        if how == "unknown" or not holding:
            continue
        if need.kind is Kind.SEVERAL:
            written[need.id] = _some_members(draw, need, child, partly=how == "partly known")
        elif how == "known" or need.kind is Kind.FLAG:
            written[need.id] = draw(st.sampled_from(holding))
        else:
            written[need.id] = _around(draw, book, need, draw(st.sampled_from(holding)))
    return PartialProfile(_read(book, written).entries if written else (), written)


def _holding(book: Rulebook, need: NeedField, child: Child) -> list[str | int]:
    """The values of a derived field that hold of a child."""
    return [value for value in _values(book, need) if book.region(OneOf(need.id, (value,))).contains(child)]


def _values(book: Rulebook, need: NeedField) -> Sequence[str | int]:
    match need.derived:
        case Difference():
            return YEARS
        case Either(choice):
            return book.rules.needs[choice].ids
        case _:
            return need.ids


def _some_members(draw: DrawFn, need: NeedField, child: Child, *, partly: bool) -> Written:
    members = _members(need, child)
    if not partly:
        return members or "none"
    return {INCLUDES: [member for member in members if draw(st.booleans())]}


def _around(draw: DrawFn, book: Rulebook, need: NeedField, value: str | int) -> Written:
    """A range or a choice of values that holds this one."""
    values = _values(book, need)
    if need.kind is not Kind.ORDERED and not isinstance(need.derived, Difference):
        return [one for one in values if one == value or draw(st.booleans())]
    place = values.index(value)
    below, above = draw(st.integers(0, place)), draw(st.integers(0, len(values) - 1 - place))
    return {"at_least": values[place - below], "at_most": values[place + above]}
