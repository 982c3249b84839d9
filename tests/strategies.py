"""Hypothesis strategies: sets of assignments, core and surface conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from admissions.model.conditions import (
    AllOf,
    Always,
    And,
    AnyOf,
    AtLeast,
    Between,
    Bound,
    ByCase,
    ByReading,
    Case,
    Core,
    Count,
    Indicator,
    Indicators,
    Level,
    NOf,
    NoneRecorded,
    Not,
    NotThis,
    OneOf,
    Or,
    OutcomeOf,
    ScaleTerm,
    Surface,
    Test,
    Unless,
)
from admissions.model.needs import (
    Axis,
    Difference,
    Kind,
    NeedField,
    Needs,
    Value,
)
from admissions.model.outcomes import Outcome
from admissions.model.provisions import (
    Assumption,
    RuleSet,
    Scale,
)
from admissions.regions.diagram import values_of
from admissions.text.field_tests import known_values

# --- sets of assignments and core conditions -------------------------------------------------------------------------

Item = TypeVar("Item")

Box = tuple[int, ...]
"""A mask of values a level."""


def small_sizes() -> SearchStrategy[tuple[int, ...]]:
    """The numbers of values of three to five axes."""
    return st.lists(st.integers(2, 4), min_size=3, max_size=5).map(tuple)


def unions_of_boxes(sizes: Sequence[int]) -> SearchStrategy[list[Box]]:
    """Up to four boxes, each a non-empty mask a level; they may overlap."""
    return st.lists(st.tuples(*(st.integers(1, (1 << size) - 1) for size in sizes)), max_size=4)


def axes_of(sizes: Sequence[int]) -> tuple[Axis, ...]:
    """Axes a0, a1 … with the values v0, v1 …"""
    return tuple(
        Axis(f"a{level}", f"a{level}", tuple(f"v{index}" for index in range(size))) for level, size in enumerate(sizes)
    )


def needs_over(axes: Sequence[Axis]) -> Needs:
    """Needs with one plain field for each of these axes."""
    return Needs(
        tuple(NeedField(axis.name, Kind.CHOICE, axis.name, tuple(Value(id, id) for id in axis.values)) for axis in axes)
    )


@st.composite
def cores(draw: DrawFn, axes: Sequence[Axis], leaves: int = 12) -> Core:
    """Core conditions over these axes, with about so many tests."""

    def core(share: int) -> Core:
        if share <= 1 or draw(st.integers(0, 7)) == 0:
            axis = axes[draw(st.integers(0, len(axes) - 1))]
            mask = draw(st.integers(0, (1 << len(axis.values)) - 1))
            return Test(axis.name, frozenset(axis.values[index] for index in values_of(mask)))
        kind, number = draw(st.integers(0, 3)), draw(st.integers(0, 4))
        if kind == 0:
            return Not(core(share - 1))
        parts = tuple(core(share // number) for _ in range(number))
        if kind == 1:
            return And(parts)
        return Or(parts) if kind == 2 else NOf(draw(st.integers(-1, 5)), parts)

    return core(leaves)


# --- surface conditions ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Vocabulary:
    """What conditions may mention."""

    needs: Needs
    scales: tuple[Scale, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    provisions: tuple[str, ...] = ()

    @classmethod
    def of(cls, rules: RuleSet) -> Vocabulary:
        """The vocabulary of a rule set."""
        return cls(rules.needs, rules.scales, rules.assumptions, tuple(rules.by_id))


WORDS = st.text(st.sampled_from("abc XYZ019 :,-#'\"{}[]&*!?£é–’"), min_size=1, max_size=12)
PLAIN_WORDS = st.just("words")
COUNT_WORDS = ("none", "some", "most", "all")
OUTCOMES = tuple(str(outcome) for outcome in Outcome)


class Author:
    """Writes conditions over a vocabulary, one small draw after another, which is quicker than nested strategies.

    The part of an ``unless`` is never itself an ``unless`` or ``always``: the grammar writes it beside the exception.
    """

    def __init__(self, draw: DrawFn, vocabulary: Vocabulary, *, lists_inside: bool = True) -> None:
        self.draw = draw
        self.vocabulary = vocabulary
        self.lists_inside = lists_inside

    def pick(self, choices: Sequence[Item]) -> Item:
        """One of these."""
        return choices[self.draw(st.integers(0, len(choices) - 1))]

    def often(self, of: int) -> bool:
        """False in one of so many draws."""
        return self.draw(st.integers(0, of - 1)) > 0

    # --- conditions on one field -------------------------------------------------------------------------------------

    def level(self, need: NeedField) -> Level:
        """One value of a field; of a level, also a term of a scale; of a difference, a number of years."""
        if isinstance(need.derived, Difference):
            return self.draw(st.integers(-6, 16))
        is_level = need.kind is Kind.ORDERED and need.values[0].year is not None and need.id != "year_group"
        if is_level and self.vocabulary.scales and not self.often(2):
            scale = self.pick(self.vocabulary.scales)
            return ScaleTerm(scale.id, self.pick(scale.rows).term)
        return self.pick(known_values(self.vocabulary.needs, need))

    def one_of(self, need: NeedField) -> OneOf:
        """The field has one of one to three values."""
        return OneOf(need.id, tuple(self.level(need) for _ in range(self.pick((1, 1, 2, 3)))))

    def between(self, need: NeedField) -> Between:
        """The field lies between two ends, at least one of them closed; it may be that nothing does."""
        ends = self.pick(("low", "high", "both"))
        low = Bound(self.level(need), self.often(3)) if ends != "high" else None
        high = Bound(self.level(need), self.often(3)) if ends != "low" else None
        return Between(need.id, low, high)

    def test(self, need: NeedField) -> Surface:
        """A condition on one field."""
        if need.kind is Kind.ORDERED or isinstance(need.derived, Difference):
            return self.between(need) if self.often(3) else self.one_of(need)
        if need.kind is Kind.SEVERAL and not self.often(4):
            return NoneRecorded(need.id)
        return self.one_of(need)

    # --- whole conditions --------------------------------------------------------------------------------------------

    def condition(self, leaves: int) -> Surface:
        """A condition with about so many tests in it."""
        if leaves <= 1 or not self.often(6):
            return self._leaf()
        kinds = ["all", "any", "not", "unless", "at_least", "by_case"]
        kinds += ["by_reading", "by_reading"] * bool(self.vocabulary.assumptions) + ["indicators"] * self.lists_inside
        match self.pick(kinds):
            case "all":
                return AllOf(self._parts(leaves))
            case "any":
                return AnyOf(self._parts(leaves))
            case "not":
                return NotThis(self.condition(leaves - 1))
            case "unless":
                part, exception = self.condition(leaves // 2), self.condition(leaves // 2)
                return Unless(AllOf((part,)) if isinstance(part, (Unless, Always)) else part, exception)
            case "at_least":
                parts = self._parts(leaves)
                return AtLeast(self._count(len(parts)), parts)
            case "by_case":
                share = leaves // self.pick((3, 5))
                cases = tuple(Case(self.condition(share), self.condition(share)) for _ in range(1 if share else 2))
                return ByCase(cases, self.condition(share))
            case "by_reading":
                assumption = self.pick(self.vocabulary.assumptions)
                share = leaves // len(assumption.ids)
                return ByReading(assumption.id, tuple((value, self.condition(share)) for value in assumption.ids))
            case _:
                return self.indicators(leaves)

    def indicators(self, leaves: int, words: SearchStrategy[str] = PLAIN_WORDS) -> Indicators:
        """A worded list with its count, plain or by the readings of an assumption."""
        items = tuple(
            Indicator(f"item_{place}", self.draw(words), part) for place, part in enumerate(self._parts(leaves))
        )
        if not self.vocabulary.assumptions or not self.often(2):
            return Indicators(items, self._count(len(items)))
        assumption = self.pick(self.vocabulary.assumptions)
        counts = tuple((value, self._count(len(items))) for value in assumption.ids)
        return Indicators(items, reading=assumption.id, counts=counts)

    def _leaf(self) -> Surface:
        kind = self.draw(st.integers(0, 11))
        if kind == 11:
            return Always(self.often(2))
        if kind == 10 and self.vocabulary.provisions:
            outcomes = dict.fromkeys(self.pick(OUTCOMES) for _ in range(self.pick((1, 2))))
            return OutcomeOf(self.pick(self.vocabulary.provisions), tuple(outcomes))
        return self.test(self.pick(self.vocabulary.needs.fields))

    def _parts(self, leaves: int) -> tuple[Surface, ...]:
        number = self.pick((1, 2, 2, 3))
        return tuple(self.condition(leaves // number) for _ in range(number))

    def _count(self, of: int) -> Count:
        return self.pick((*COUNT_WORDS, *range(of + 1)))


@st.composite
def conditions(draw: DrawFn, vocabulary: Vocabulary, leaves: int = 8, *, lists_inside: bool = True) -> Surface:
    """Surface conditions; every member of the union occurs, worded lists only with ``lists_inside``."""
    return Author(draw, vocabulary, lists_inside=lists_inside).condition(leaves)


@st.composite
def worded_lists(draw: DrawFn, vocabulary: Vocabulary) -> Indicators:
    """Worded lists as a criterion has them, with any words."""
    return Author(draw, vocabulary, lists_inside=False).indicators(6, WORDS)
