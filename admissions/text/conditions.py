"""Reads conditions as they are spelled in YAML: from nodes to the surface tree. ``spelling`` is the way back.

    primary_need: ASD                                   one value, or a list: any of them
    working_level: {at_least: p8, at_most: y3_start}    also above, below; a term of a scale: {p_levels: P8}
    years_below: {at_least: 5}
    additional_needs: [SEMH]                            among the values of a several-field; none: no value at all
    all: [...]   any: [...]   not: {...}   unless: {...}
    at_least: {count: 2, of: [...]}   most_of: [...]   some_of: [...]
    by_case: {cases: [{when: {...}, then: {...}}], otherwise: {...}}
    by_reading: {assumption: {value: {...}, other_value: {...}}}
    outcome_of: {provision: [meets, not_ruled_out]}
    always   never

Several keys in one mapping all hold; ``unless`` is an exception to the rest of its mapping.
"""

from __future__ import annotations

from collections.abc import Iterable

from admissions.errors import Place, listed
from admissions.model.conditions import (
    AllOf,
    Always,
    AnyOf,
    AtLeast,
    ByCase,
    ByReading,
    Case,
    Count,
    Indicator,
    Indicators,
    NotThis,
    OutcomeOf,
    Surface,
    Unless,
)
from admissions.model.needs import Needs
from admissions.model.outcomes import Outcome
from admissions.model.provisions import Assumption, Scale
from admissions.text.field_tests import FieldReader, Unreadable
from admissions.text.tree import Mapping, Node, Scalar, Sequence

OPERATORS = (
    "all",
    "any",
    "not",
    "unless",
    "at_least",
    "most_of",
    "some_of",
    "by_case",
    "by_reading",
    "outcome_of",
)
COUNT_WORDS = ("none", "some", "any", "most", "all")


class ConditionReader(FieldReader):
    """Reads conditions over the given needs, scales, assumptions and provisions, noting every problem it meets.

    With ``quoting`` off, as for cases, no message repeats what was written.
    """

    words = OPERATORS

    def __init__(
        self,
        needs: Needs,
        scales: Iterable[Scale] = (),
        assumptions: Iterable[Assumption] = (),
        provisions: Iterable[str] = (),
        *,
        quoting: bool = True,
        listed_by: str = "admissions needs",
    ) -> None:
        super().__init__(needs, scales, quoting=quoting, listed_by=listed_by)
        self.assumptions = {assumption.id: assumption for assumption in assumptions}
        self.provisions = tuple(provisions)

    # --- conditions --------------------------------------------------------------------------------------------------

    def read(self, node: Node) -> Surface | None:
        """The condition at ``node``, or None where it could not be read and the reason was noted."""
        try:
            return self._condition(node)
        except Unreadable:
            return None

    def _condition(self, node: Node) -> Surface:
        if isinstance(node, Scalar) and node.value in ("always", "never"):
            return Always(node.value == "always", node.place)
        if not isinstance(node, Mapping):
            raise self._fail(node.place, "a condition should stand here", "write a mapping such as {primary_need: ASD}")
        if not node.entries:
            raise self._fail(node.place, "this condition is empty", "write a field and its value, or `always`")
        parts: list[Surface] = []
        exception: Surface | None = None
        failed = False
        for key, value in node.entries:
            try:
                part = self._entry(str(key.value), key.place, value)
            except Unreadable:
                failed = True  # go on, so that one run reports every problem
                continue
            if key.value == "unless":
                exception = part
            else:
                parts.append(part)
        if failed:
            raise Unreadable
        if not parts:
            raise self._fail(node.place, "`unless` stands alone", "write what it is an exception to beside it")
        whole = parts[0] if len(parts) == 1 else AllOf(tuple(parts), node.place)
        return whole if exception is None else Unless(whole, exception, node.place)

    def _entry(self, key: str, place: Place, value: Node) -> Surface:
        match key:
            case "all":
                return AllOf(self._list(value), place)
            case "any":
                return AnyOf(self._list(value), place)
            case "not":
                return NotThis(self._condition(value), place)
            case "unless":
                return self._condition(value)
            case "most_of":
                return AtLeast("most", self._list(value), place)
            case "some_of":
                return AtLeast("some", self._list(value), place)
            case "at_least":
                return self._at_least(value, place)
            case "by_case":
                return self._by_case(value, place)
            case "by_reading":
                return self._by_reading(value, place)
            case "outcome_of":
                return self._outcome_of(value, place)
            case _:
                return self.field_test(key, place, value)

    def _list(self, node: Node) -> tuple[Surface, ...]:
        if not isinstance(node, Sequence) or not node.items:
            raise self._fail(node.place, "a list of conditions should stand here", "write one `- ` a condition")
        read = [self.read(item) for item in node.items]
        found = tuple(part for part in read if part is not None)
        if len(found) < len(read):
            raise Unreadable
        return found

    def _keys(self, node: Node, needed: tuple[str, ...], what: str) -> Mapping:
        if not isinstance(node, Mapping):
            raise self._fail(node.place, f"{what} should stand here", f"write the keys {listed(needed)}")
        for key, _ in node.entries:
            if key.value not in needed:
                raise self._unknown(key.place, "key", key.value, needed, f"the keys are {listed(needed)}")
        for name in needed:
            if node.get(name) is None:
                raise self._fail(node.place, f"`{name}` is missing", f"write the keys {listed(needed)}")
        return node

    def _part(self, node: Mapping, key: str) -> Node:
        found = node.get(key)
        assert found is not None, "the keys were checked"
        return found

    def _at_least(self, node: Node, place: Place) -> Surface:
        keyed = self._keys(node, ("count", "of"), "how many of which")
        parts = self._list(self._part(keyed, "of"))
        return AtLeast(self.count(self._part(keyed, "count"), len(parts)), parts, place)

    def count(self, node: Node, of: int) -> Count:
        """A count of a list of ``of`` parts: a whole number up to it, or a word."""
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, str) and value in COUNT_WORDS:
            return "some" if value == "any" else value
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= of:
            raise self._fail(
                node.place, "this is not a count of the list", f"write 0 to {of}, or one of {listed(COUNT_WORDS)}"
            )
        return value

    def _by_case(self, node: Node, place: Place) -> Surface:
        keyed = self._keys(node, ("cases", "otherwise"), "cases")
        listed = self._part(keyed, "cases")
        if not isinstance(listed, Sequence) or not listed.items:
            raise self._fail(listed.place, "a list of cases should stand here", "write {when: ..., then: ...} for each")
        cases = []
        for item in listed.items:
            halves = self._keys(item, ("when", "then"), "a case")
            when, then = self.read(self._part(halves, "when")), self.read(self._part(halves, "then"))
            if when is not None and then is not None:
                cases.append(Case(when, then))
        otherwise = self.read(self._part(keyed, "otherwise"))
        if len(cases) < len(listed.items) or otherwise is None:
            raise Unreadable
        return ByCase(tuple(cases), otherwise, place)

    def assumption_key(self, node: Node) -> tuple[Assumption, Mapping]:
        """The assumption that is the only key of ``node``, and the mapping from each of its values."""
        if not isinstance(node, Mapping) or len(node.entries) != 1:
            raise self._fail(node.place, "the name of one assumption should stand here", "write {assumption: {...}}")
        key, value = node.entries[0]
        assumption = self.assumptions.get(str(key.value))
        if assumption is None:
            raise self._unknown(key.place, "assumption", key.value, self.assumptions, "add it to assumptions.yaml")
        return assumption, self._keys(value, assumption.ids, "one entry for each value of the assumption")

    def _by_reading(self, node: Node, place: Place) -> Surface:
        assumption, keyed = self.assumption_key(node)
        readings = [(name, self.read(self._part(keyed, name))) for name in assumption.ids]
        found = tuple((name, part) for name, part in readings if part is not None)
        if len(found) < len(readings):
            raise Unreadable
        return ByReading(assumption.id, found, place)

    def _outcome_of(self, node: Node, place: Place) -> Surface:
        if not isinstance(node, Mapping) or len(node.entries) != 1:
            raise self._fail(node.place, "one provision should stand here", "write {provision: [meets]}")
        key, value = node.entries[0]
        if key.value not in self.provisions:
            raise self._unknown(key.place, "provision", key.value, self.provisions, "name a provision of this rule set")
        names = value.items if isinstance(value, Sequence) else (value,)
        outcomes = []
        for name in names:
            word = name.value if isinstance(name, Scalar) else None
            if word not in tuple(Outcome):
                raise self._unknown(name.place, "outcome", word, tuple(Outcome), f"one of {listed(tuple(Outcome))}")
            outcomes.append(str(word))
        return OutcomeOf(str(key.value), tuple(outcomes), place)

    # --- indicators --------------------------------------------------------------------------------------------------

    def read_indicators(self, node: Node) -> Indicators | None:
        """A worded list with a count, or None where it could not be read and the reason was noted."""
        try:
            return self._indicators(node)
        except Unreadable:
            return None

    def _indicators(self, node: Node) -> Indicators:
        by_reading = isinstance(node, Mapping) and node.get("by_reading") is not None
        keyed = self._keys(node, ("by_reading" if by_reading else "count", "of"), "a list of indicators")
        listed = self._part(keyed, "of")
        if not isinstance(listed, Sequence) or not listed.items:
            raise self._fail(listed.place, "a list of indicators should stand here", "write {id, wording, is} for each")
        items: list[Indicator] = []
        for item in listed.items:
            parts = self._keys(item, ("id", "wording", "is"), "an indicator")
            condition = self.read(self._part(parts, "is"))
            name, wording = self._text(self._part(parts, "id")), self._text(self._part(parts, "wording"))
            if any(known.id == name for known in items):
                self._note(item.place, f"two indicators are called `{name}`", "give each its own id")
                condition = None
            if condition is not None:
                items.append(Indicator(name, wording, condition, item.place))
        if len(items) < len(listed.items):
            raise Unreadable
        if not by_reading:
            return Indicators(tuple(items), self.count(self._part(keyed, "count"), len(items)), at=node.place)
        assumption, counts = self.assumption_key(self._part(keyed, "by_reading"))
        read = tuple((name, self.count(self._part(counts, name), len(items))) for name in assumption.ids)
        return Indicators(tuple(items), reading=assumption.id, counts=read, at=node.place)

    def _text(self, node: Node) -> str:
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            raise self._fail(node.place, "text should stand here", "put it in quotes")
        return node.value
