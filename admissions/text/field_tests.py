"""Reads the test of one field: its values, a range of an order, or a term of a published scale."""

from __future__ import annotations

from collections.abc import Iterable

from admissions.errors import Place, Problem, listed, meant
from admissions.model.conditions import Between, Bound, Level, NoneRecorded, OneOf, ScaleTerm, Surface
from admissions.model.needs import Difference, Either, Grouping, Kind, NeedField, Needs
from admissions.model.provisions import Scale
from admissions.text.tree import Mapping, Node, Scalar, Sequence

BOUNDS = {"at_least": (True, True), "above": (True, False), "at_most": (False, True), "below": (False, False)}
NONE_WORDS = ("none", "none_recorded")


class Unreadable(Exception):
    """Raised inside the reader once the problem is noted, to give up on the one condition."""


class FieldReader:
    """Reads tests of single fields over the given needs and scales, noting every problem it meets.

    With ``quoting`` off, as for cases, no message repeats what was written. ``listed_by`` is the command that lists the
    fields.
    """

    words: tuple[str, ...] = ()
    """What may stand where a field does, so that a word which is neither may have been meant as one of them."""

    def __init__(
        self,
        needs: Needs,
        scales: Iterable[Scale] = (),
        *,
        quoting: bool = True,
        listed_by: str = "admissions needs",
    ) -> None:
        self.needs = needs
        self.scales = {scale.id: scale for scale in scales}
        self.quoting = quoting
        self.listed_by = listed_by
        self.problems: list[Problem] = []

    # --- problems ----------------------------------------------------------------------------------------------------

    def _note(self, place: Place, what: str, remedy: str) -> None:
        self.problems.append(Problem(place, what, remedy))

    def _fail(self, place: Place, what: str, remedy: str) -> Unreadable:
        self._note(place, what, remedy)
        return Unreadable()

    def _unknown(self, place: Place, kind: str, word: object, known: Iterable[str], otherwise: str) -> Unreadable:
        named = f"unknown {kind} `{word}`" if self.quoting else f"this is not a known {kind}"
        return self._fail(place, named, meant(str(word), known, otherwise))

    # --- one field ---------------------------------------------------------------------------------------------------

    def field_test(self, key: str, place: Place, value: Node) -> Surface:
        """The test of the field called ``key`` that ``value`` spells."""
        need = self.needs.by_id.get(key)
        if need is None:
            known = (*self.needs.by_id, *self.words) if self.quoting else tuple(self.needs.by_id)
            raise self._unknown(place, "field", key, known, f"`{self.listed_by}` lists the fields")
        if need.kind is Kind.SEVERAL and isinstance(value, Scalar) and value.value in NONE_WORDS:
            return NoneRecorded(need.id, place)
        if isinstance(value, Mapping) and not self._is_term(value):
            return self._between(need, value, place)
        nodes = value.items if isinstance(value, Sequence) else (value,)
        if not nodes:
            raise self._fail(value.place, f"no value of `{need.id}` is named", self._values_hint(need))
        values = [level for node in nodes if (level := self._level_or_none(need, node)) is not None]
        if len(values) < len(nodes):
            raise Unreadable
        return OneOf(need.id, tuple(values), place)

    def _is_term(self, node: Mapping) -> bool:
        return len(node.entries) == 1 and node.entries[0][0].value in self.scales

    def _level_or_none(self, need: NeedField, node: Node) -> Level | None:
        try:
            return self.level(need, node)
        except Unreadable:
            return None

    def level(self, need: NeedField, node: Node) -> Level:
        """One value of ``need``: an id, a whole number where it counts years, or a term of a scale for a level."""
        if isinstance(node, Mapping):
            return self._term(need, node)
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(need.derived, Difference):
            if isinstance(value, bool) or not isinstance(value, int) or not -20 <= value <= 20:
                raise self._fail(node.place, f"`{need.id}` counts years", "write a whole number between -20 and 20")
            return value
        if need.kind is Kind.FLAG and isinstance(value, bool):
            return "yes" if value else "no"
        known = known_values(self.needs, need)
        if not isinstance(value, str) or value not in known:
            named = f"`{need.id}` has no value `{value}`" if self.quoting else f"this is not a value of `{need.id}`"
            hint = self._values_hint(need)
            remedy = meant(value, known, hint) if isinstance(value, str) else hint
            named_so = [one.id for one in need.values if one.label.lower() == str(value).lower()]
            if named_so:
                remedy = f"did you mean `{named_so[0]}`?"
            raise self._fail(node.place, named, remedy)
        return value

    def _values_hint(self, need: NeedField) -> str:
        return f"`{self.listed_by} {need.id}` lists its values"

    def _term(self, need: NeedField, node: Mapping) -> ScaleTerm:
        if not self._is_term(node):
            raise self._fail(node.place, "this is not a value", "write a value, or {scale: term}")
        key, value = node.entries[0]
        scale = self.scales[str(key.value)]
        if not self.needs.is_level(need):
            raise self._fail(key.place, f"`{need.id}` is not a level", "scales are for levels only")
        word = value.value if isinstance(value, Scalar) else None
        term = str(word)
        if term not in scale.by_term:
            raise self._unknown(
                value.place, "term of this scale", term, scale.by_term, f"it has {listed(scale.by_term)}"
            )
        return ScaleTerm(scale.id, term)

    def _between(self, need: NeedField, node: Mapping, place: Place) -> Surface:
        numeric = isinstance(need.derived, Difference)
        if need.kind is not Kind.ORDERED and not numeric:
            raise self._fail(node.place, f"`{need.id}` has no order", "name the values, as one or as a list")
        low = high = None
        for key, value in node.entries:
            name = str(key.value)
            if name not in BOUNDS:
                raise self._unknown(
                    key.place, "bound", name, (*BOUNDS, *self.scales), f"the bounds are {listed(BOUNDS)}"
                )
            is_low, inclusive = BOUNDS[name]
            bound = Bound(self.level(need, value), inclusive)
            if (low if is_low else high) is not None:
                raise self._fail(key.place, "this end is bounded twice", "keep one of the two")
            if is_low:
                low = bound
            else:
                high = bound
        if low is None and high is None:
            raise self._fail(node.place, "this range has no end", f"write one of {listed(BOUNDS)}")
        return Between(need.id, low, high, place)


def known_values(needs: Needs, need: NeedField) -> tuple[str, ...]:
    """The ids that may be written as values of ``need``: its own, its groups', or those of the fields it joins."""
    match need.derived:
        case Grouping(_, groups):
            return tuple(name for name, _ in groups)
        case Either(choice, several):
            return tuple(dict.fromkeys((*needs[choice].ids, *needs[several].ids)))
        case _:
            return need.ids
