"""The check by enumeration: every complete profile that an entered profile allows, each put to the naive evaluator."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence

from admissions.model.conditions import Surface
from admissions.model.needs import Kind
from admissions.model.outcomes import Answer, Outcome, Status
from admissions.model.profiles import Profile
from admissions.model.provisions import Criterion, Provision, RuleSet
from tests.judges.naive import Naive

Child = tuple[str, ...]
"""One complete profile: a value id an axis, assumptions last."""
Settings = Mapping[str, tuple[str, ...]]


class Function:
    """Something that a check answers of one complete profile, worked out once a child, with what it can look at."""

    def __init__(self, of: Callable[[Child], object], readings: set[str]) -> None:
        self.of = of
        self.readings = readings
        self.known: dict[Child, object] = {}

    def __call__(self, child: Child) -> object:
        if child not in self.known:
            self.known[child] = self.of(child)
        return self.known[child]


class Completions:
    """Enumerates what a profile allows, over the values of each axis that are worth telling apart.

    ``values`` names the values of an axis that are enumerated; an axis left out is enumerated over all that it has.
    """

    def __init__(self, rules: RuleSet, values: Mapping[str, Sequence[str]] | None = None) -> None:
        self.rules = rules
        self.naive = Naive.of(rules)
        self.names = [axis.name for axis in rules.needs.axes] + [one.id for one in rules.assumptions]
        self.place = {name: place for place, name in enumerate(self.names)}
        listed = {axis.name: axis.values for axis in rules.needs.axes}
        self.needs = [tuple((values or {}).get(axis.name, listed[axis.name])) for axis in rules.needs.axes]
        self.readings = {one.id: one.ids for one in rules.assumptions}
        self._named: dict[Child, dict[str, str]] = {}
        self._functions: dict[int, tuple[object, Function]] = {}

    # --- functions of one child --------------------------------------------------------------------------------------

    def named(self, child: Child) -> dict[str, str]:
        """The child by axis name."""
        if child not in self._named:
            self._named[child] = dict(zip(self.names, child, strict=True))
        return self._named[child]

    def holds(self, condition: Surface) -> Function:
        """Whether a condition holds."""
        if id(condition) not in self._functions:
            function = Function(
                lambda child: self.naive.holds(condition, self.named(child)), self.naive.readings(condition)
            )
            self._functions[id(condition)] = condition, function
        return self._functions[id(condition)][1]

    def outcome(self, provision: Provision) -> Function:
        """The outcome of a provision."""
        version = provision.version
        if id(version) not in self._functions:
            function = Function(
                lambda child: self.naive.outcome(version, self.named(child)), self.naive.readings_of(version)
            )
            self._functions[id(version)] = version, function
        return self._functions[id(version)][1]

    # --- the children of a profile -----------------------------------------------------------------------------------

    def children(self, profile: Profile, settings: Settings) -> list[Child]:
        """Every complete profile that is possible and that the profile allows, under these settings."""
        allowed = self.allowed(profile)
        assumed = [settings[name] for name in self.readings]
        return [child for child in itertools.product(*self.needs, *assumed) if allowed(child)]

    def allowed(self, profile: Profile) -> Callable[[Child], bool]:
        """Whether a complete profile is possible and has what was entered."""
        conditions = [rule.condition for rule in self.rules.needs.possible]
        conditions += [entry.condition for entry in profile.entries]
        tests = [self.holds(condition) for condition in conditions]
        return lambda child: all(test(child) for test in tests)

    # --- answers -----------------------------------------------------------------------------------------------------

    def outcomes(self, provision: Provision, children: Iterable[Child]) -> tuple[Outcome, ...]:
        """The possible outcomes, in their order."""
        found = {*map(self.outcome(provision), children)}
        return tuple(outcome for outcome in Outcome if outcome in found)

    def status(self, condition: Surface, children: Iterable[Child]) -> Status:
        """Whether a condition holds for all, for none, or for some."""
        found = {*map(self.holds(condition), children)}
        return Status.CANNOT_TELL if len(found) > 1 else Status.MET if True in found else Status.NOT_MET

    def answer(self, condition: Surface | None, children: Iterable[Child]) -> Answer:
        """The same as yes, no, or cannot tell; ``None`` is always."""
        if condition is None:
            return Answer.YES
        status = self.status(condition, children)
        return {Status.MET: Answer.YES, Status.NOT_MET: Answer.NO}.get(status, Answer.CANNOT_TELL)

    def waived(self, criterion: Criterion, children: Iterable[Child]) -> Answer:
        """Whether a failure of the criterion is waived."""
        return Answer.NO if criterion.waiver is None else self.answer(criterion.waiver, children)

    def turns_on(self, function: Function, profile: Profile, settings: Settings) -> tuple[str, ...]:
        """The assumptions on which an answer turns.

        Opening one, the others as settled, gives another result for some child that the profile allows either way; or,
        where what was entered rests on it, the profile has another set of results under another of its values.
        """
        children, allowed = self.children(profile, settings), self.allowed(profile)
        entered = [self.holds(entry.condition) for entry in profile.entries]
        found = []
        for name in self.readings:
            resting = any(self._rests_on(one, name) for one in entered)
            if (name in function.readings and self._opening(name, function, children, allowed)) or (
                resting and self._reading(name, function, profile, settings)
            ):
                found.append(name)
        return tuple(found)

    def _flipped(self, child: Child, name: str) -> Iterable[Child]:
        place = self.place[name]
        return ((*child[:place], value, *child[place + 1 :]) for value in self.readings[name])

    def _opening(
        self, name: str, function: Function, children: Iterable[Child], allowed: Callable[[Child], bool]
    ) -> bool:
        return any(
            function(child) != function(other)
            for child in children
            for other in self._flipped(child, name)
            if allowed(other)
        )

    def _reading(self, name: str, function: Function, profile: Profile, settings: Settings) -> bool:
        sets = [
            frozenset(map(function, self.children(profile, {**settings, name: (value,)})))
            for value in self.readings[name]
        ]
        return len({found for found in sets if found}) > 1

    def _rests_on(self, entered: Function, name: str) -> bool:
        """Whether what was entered holds for some child under one value of the assumption and not under another."""
        if name not in entered.readings:
            return False
        assumed = [
            values if other in entered.readings and other != name else values[:1]
            for other, values in self.readings.items()
        ]
        everyone = itertools.product(*self.needs, *assumed)
        return any(entered(child) != entered(other) for child in everyone for other in self._flipped(child, name))

    def depends_on(self, function: Function) -> set[str]:
        """The axes on which a function depends somewhere, possible or not."""
        return self._depends(function, [*self.needs, *self.readings.values()])

    def depends_within(self, function: Function, children: Iterable[Child]) -> set[str]:
        """The axes on which it depends among the profiles that have, on each axis, a value of one of the children."""
        return self._depends(function, [tuple(dict.fromkeys(values)) for values in zip(*children, strict=True)])

    def _depends(self, function: Function, values: Sequence[Sequence[str]]) -> set[str]:
        found: set[str] = set()
        for child in itertools.product(*values):
            for place in {place for place, name in enumerate(self.names) if name not in found}:
                if function(child) != function((*child[:place], values[place][0], *child[place + 1 :])):
                    found.add(self.names[place])
        return found

    # --- what to ask -------------------------------------------------------------------------------------------------

    def answers(self, field: str, children: Iterable[Child], axes: Iterable[str] | None = None) -> list[list[Child]]:
        """The children by each possible answer to a field: its value, or which members are among its values.

        With ``axes``, an answer to a several-field speaks of those members only.
        """
        names = [axis.name for axis in self.rules.needs[field].axes if axes is None or axis.name in set(axes)]
        found: dict[Child, list[Child]] = {}
        for child in children:
            found.setdefault(tuple(child[self.place[name]] for name in names), []).append(child)
        return list(found.values())

    def fields(self) -> list[str]:
        """The fields that can be asked for: those with axes of their own."""
        return [need.id for need in self.rules.needs.fields if need.kind is not Kind.DERIVED]

    def asked_for(self, provision: Provision, children: list[Child], support: Iterable[str]) -> tuple[str, ...]:
        """What to ask of a provision that depends, possible or not, on the axes of ``support``.

        The fields of which some answer leaves fewer outcomes; or, where none does so by itself, those on which the
        outcome still depends. None where it depends only on what is assumed.
        """
        outcomes = self.outcomes(provision, children)
        if len(outcomes) == 1:
            return ()
        axes = {
            name: [axis.name for axis in self.rules.needs[name].axes if axis.name in set(support)]
            for name in self.fields()
        }
        answers = {name: self.answers(name, children, axes[name]) for name in axes if axes[name]}
        fields = [name for name, found in answers.items() if len(found) > 1]
        shrinks = [name for name in fields if any(self.outcomes(provision, some) != outcomes for some in answers[name])]
        if shrinks:
            return tuple(shrinks)
        depends = self.depends_within(self.outcome(provision), children)
        return tuple(name for name in fields if not depends.isdisjoint(axes[name]))
