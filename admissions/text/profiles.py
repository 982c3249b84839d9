"""Reads profiles: for each need field a condition in the grammar of the criteria.

No message repeats a key or a value that was given, since either may identify someone.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from admissions.errors import Place, Problem, Refused, meant
from admissions.model.conditions import AllOf, NoneRecorded, NotThis, OneOf, Surface
from admissions.model.needs import Kind, NeedField
from admissions.model.profiles import Entry, Profile
from admissions.model.provisions import RuleSet
from admissions.text.conditions import ConditionReader
from admissions.text.field_tests import NONE_WORDS
from admissions.text.identifiers import identifiers
from admissions.text.lowering import Lowering
from admissions.text.tree import Mapping, Node, Scalar, Sequence, read_text

UNKNOWN = "unknown"
INCLUDES = "includes"
NO_FIELDS = ("a profile should hold fields and values", "write lines such as `year_group: Y7`")
MAX_PROBLEMS = 20
"""How many problems of one case are told at most, so that a file of something else does not fill the screen."""
MAX_LISTED = 100
"""How many values one field of a profile may list; no field has as many."""


def refused(problems: Iterable[Problem]) -> Refused:
    """A refusal with no more than the first of these problems."""
    first = list(islice(problems, MAX_PROBLEMS))
    return Refused(first, first_only=len(first) == MAX_PROBLEMS)


def read_profile(node: Node, rules: RuleSet) -> Profile:
    """The profile at ``node``, field by field. Raises Refused with every problem."""
    if not isinstance(node, Mapping):
        raise Refused([Problem(node.place, *NO_FIELDS)])
    reader = ProfileReader(rules)
    entries = []
    for key, value in node.entries:
        entries.append(reader.entry(str(key.value), key.place, value))
        if len(reader.problems) >= MAX_PROBLEMS:
            break
    if reader.problems:
        raise refused(reader.problems)
    return Profile(tuple(entry for entry in entries if entry is not None))


def read_setting(text: str, rules: RuleSet, option: str) -> tuple[str, Entry | None]:
    """One ``field=value`` of this option, spelled as in a case; None for unknown. Raises Refused."""
    name, mark, value = text.partition("=")
    place = Place(option)
    if not mark or not name.strip() or not value.strip():
        raise Refused([Problem(place, "this is not a field and a value", "write it as field=value")])
    node = read_text(value, option)
    problems = [*identifiers(Mapping(((Scalar(name.strip(), place), node),), place))]
    reader = ProfileReader(rules)
    entry = None if problems else reader.entry(name.strip(), place, node)
    if problems or reader.problems:
        raise Refused([Problem(place, one.what, one.remedy) for one in problems or reader.problems])
    return name.strip(), entry


def with_entry(profile: Profile, name: str, entry: Entry | None) -> Profile:
    """The profile with what is recorded of one field replaced, or unknown where ``entry`` is None."""
    kept = tuple(one for one in profile.entries if one.field != name)
    return Profile(kept if entry is None else (*kept, entry))


class ProfileReader:
    """Reads entries of a profile, noting every problem; an entry is a condition in the grammar of the criteria."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.conditions = ConditionReader(rules.needs, rules.scales, rules.assumptions, quoting=False)
        self.lowering = Lowering(rules.needs, rules.scales, rules.assumptions)

    @property
    def problems(self) -> list[Problem]:
        """What was met so far."""
        return self.conditions.problems

    def entry(self, name: str, place: Place, node: Node) -> Entry | None:
        """What is recorded of one field; None where it is unknown, or could not be read and the reason was noted."""
        need = self.rules.needs.by_id.get(name)
        if need is None:
            remedy = meant(name, self.rules.needs.by_id, "`admissions needs` lists the fields")
            self.problems.append(Problem(place, "this is not a known field", remedy))
            return None
        if isinstance(node, Scalar) and node.value in (None, UNKNOWN):
            return None
        listed = node.get(INCLUDES) if isinstance(node, Mapping) else node
        if isinstance(listed, Sequence) and len(listed.items) > MAX_LISTED:
            self.problems.append(
                Problem(listed.place, f"this list is longer than {MAX_LISTED}", "name each value once")
            )
            return None
        condition = self._several(need, place, node) if need.kind is Kind.SEVERAL else self._one(need, place, node)
        if condition is None:
            return None
        return Entry(name, condition, self.lowering.lower(condition), place)

    def _one(self, need: NeedField, place: Place, node: Node) -> Surface | None:
        return self.conditions.read(Mapping(((Scalar(need.id, place), node),), node.place))

    def _several(self, need: NeedField, place: Place, node: Node) -> Surface | None:
        """Exactly these values; ``none``; or, partly known, ``{includes: [...]}`` with the others unknown."""
        if isinstance(node, Scalar) and node.value in NONE_WORDS:
            return NoneRecorded(need.id, place)
        partly = isinstance(node, Mapping) and len(node.entries) == 1 and node.entries[0][0].value == INCLUDES
        listed = node.entries[0][1] if partly and isinstance(node, Mapping) else node
        if isinstance(listed, Mapping):
            remedy = f"write a list, `none`, or {{{INCLUDES}: [...]}} where others are not known"
            self.problems.append(Problem(listed.place, "this is not a list of values", remedy))
            return None
        items = listed.items if isinstance(listed, Sequence) else (listed,)
        if not items:
            return None if partly else NoneRecorded(need.id, place)
        named: list[str] = []
        for item in items:
            if isinstance(item, Sequence):
                self.problems.append(Problem(item.place, "this is a list inside a list", "write one list"))
                return None
            test = self._one(need, place, item)
            if isinstance(test, NoneRecorded):
                what = "`none` stands alone"
                self.problems.append(Problem(item.place, what, f"write `{need.id}: none`, or leave it out of the list"))
            if not isinstance(test, OneOf):
                return None
            named += [str(value) for value in test.values]
        parts: list[Surface] = [OneOf(need.id, (value,), place) for value in named]
        if not partly:
            parts += [NotThis(OneOf(need.id, (value,), place)) for value in need.ids if value not in named]
        return AllOf(tuple(parts), place)
