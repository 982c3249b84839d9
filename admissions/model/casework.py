"""Casework: the facts of one checked case, the rules that chain them to findings, and the words that facts have.

A fact is a kind with a value for each of its fields; a field that is not known has none. The fields are declared like
need fields, so a rule asks about facts in the grammar in which criteria ask about children.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from admissions.errors import NOWHERE, Place
from admissions.model.conditions import Core, Surface
from admissions.model.needs import Needs
from admissions.model.sources import Source


class FactKind(StrEnum):
    """What a fact is about.

    ``child`` and ``child_may_be`` ask a condition in the grammar of the criteria: surely so, or not ruled out.
    ``instead`` tells what would come out if one recorded value were another. ``placement`` and ``deadline`` are of a
    review, and there are none in a check that is told nothing of one.
    """

    COUNT = "count"
    PROVISION = "provision"
    CHILD = "child"
    CHILD_MAY_BE = "child_may_be"
    ASK = "ask"
    TURNS_ON = "turns_on"
    INSTEAD = "instead"
    PLACEMENT = "placement"
    DEADLINE = "deadline"
    FINDING = "finding"

    __hash__ = str.__hash__


CONDITION, HOLDS = "condition", "holds"
"""The fields of a fact about the child, which no rule names: which condition, and whether it surely holds."""
PROVISION = "provision"
"""The field of every fact that is about one provision."""
TELLS_APART: Mapping[FactKind, tuple[str, ...]] = {
    FactKind.COUNT: ("of", "that_are"),
    FactKind.PROVISION: (PROVISION,),
    FactKind.ASK: ("field",),
    FactKind.TURNS_ON: ("assumption",),
    FactKind.INSTEAD: ("field", "value", PROVISION),
    FactKind.PLACEMENT: (),
    FactKind.DEADLINE: ("step",),
}
"""The fields in which no two facts of one kind, in one case, are alike."""
TOLD: Mapping[FactKind, tuple[str, ...]] = {
    FactKind.PLACEMENT: ("last_year", "months_left"),
    FactKind.DEADLINE: ("by", "last_day", "working_day", "first_day", "counted", "missing"),
}
"""The fields that hold words of their own: a sentence may say them, and no rule asks for them.

``by`` is the last day, with the last working day up to it where that is another, and that it is the latest where
something is not recorded.
"""
WISHES = ("settled_placement", "wish_to_stay", "tribunal_order")
"""The flags of a placement that may silence a finding which questions it."""
ANY_PROVISION = "any_provision"
"""What is counted where the kind of provision does not matter."""


class Counted(StrEnum):
    """What provisions are counted for; one is open where it is met, or where nothing recorded rules it out.

    Those that are not known take no part: no evidence is of the day as at which the rules are read.
    """

    MET = "met"
    OPEN = "open"
    MAY_BE_OPEN = "may_be_open"
    DISCRETION = "discretion"
    IN_DOUBT = "in_doubt"
    RULED_OUT = "ruled_out"
    NOT_KNOWN = "not_known"


class MeasuredBy(StrEnum):
    """The criteria by which it is asked whether a placement goes on."""

    STAY = "stay"
    ENTRY = "entry"


class RangeEnds(StrEnum):
    """When the year groups of the provision end, where a child is now."""

    THIS_SCHOOL_YEAR = "this_school_year"
    NEXT_SCHOOL_YEAR = "next_school_year"
    LATER = "later"


class Number(StrEnum):
    """How many, as far as a rule can ask."""

    NONE = "none"
    ONE = "one"
    SEVERAL = "several"

    @classmethod
    def of(cls, count: int) -> Number:
        """The word for a number.

        >>> [str(Number.of(count)) for count in (0, 1, 2, 5)]
        ['none', 'one', 'several', 'several']
        """
        return (cls.NONE, cls.ONE, cls.SEVERAL)[min(count, 2)]


class Basis(StrEnum):
    """What a finding rests on: an Act or regulations, the SEND Code of Practice, what the authority decided, or nothing
    but the answers themselves.
    """

    STATUTE = "statute"
    CODE = "code"
    LOCAL = "local"
    ANSWERS = "answers"


class Fact(NamedTuple):
    """One fact about a case: fields with their values, each once; unknown ones are left out."""

    # A tuple, since facts are looked up by what they are for every case.
    kind: FactKind
    values: tuple[tuple[str, str], ...]

    def value(self, name: str) -> str | None:
        """The value of a field, or None where it is not known."""
        for known, value in self.values:
            if known == name:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Pattern:
    """One thing that a rule looks for: a fact of this kind for which the condition is known to hold."""

    name: str
    kind: FactKind
    condition: Surface
    core: Core
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class CaseworkRule:
    """When facts match all of the patterns, each a different one, there is a finding.

    It is about the provision of the pattern called ``about``. The facts of the patterns named in ``same_provision`` are
    about one provision. ``says`` is a sentence in which ``{name.field}`` stands for a value and ``{each}`` for ``each``
    of every finding that is otherwise said in the same words. Where one of ``silenced_by``, flags of a fact about the
    placement, is known to hold, the finding is made and not raised. The summary of a review says of how many placements
    one that is ``counted``, by these words, is raised.
    """

    id: str
    patterns: tuple[Pattern, ...]
    says: str
    basis: Basis
    source: Source
    each: str = ""
    about: str = ""
    same_provision: tuple[str, ...] = ()
    silenced_by: tuple[str, ...] = ()
    counted: str = ""
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Casework:
    """The rules in file order, the fields of each kind of fact, and the conditions on the child that rules ask."""

    rules: tuple[CaseworkRule, ...] = ()
    facts: Mapping[FactKind, Needs] = field(default_factory=dict)
    about_the_child: tuple[Surface, ...] = ()
