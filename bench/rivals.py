"""Two other ways to evaluate the same criteria on one profile, both of which take an unknown for a no.

zen-engine evaluates a decision graph of expressions; closures are plain Python functions. Neither knows that an answer
is not settled, so both are inexact under unknowns: the bench counts how often.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import zen

from admissions.model.conditions import And, Core, NOf, Not, Or, Test
from admissions.model.outcomes import Outcome
from admissions.questions.rulebook import Rulebook

Values = Mapping[str, str]
YES, NEVER = And(()), Or(())
ORDER = (Outcome.DOES_NOT_MEET, Outcome.DISCRETION, Outcome.NOT_RULED_OUT)


def settled(core: Core, assumed: Mapping[str, tuple[str, ...]]) -> Core:
    """The condition with every assumption fixed, so that a rival need not evaluate what is settled beforehand."""
    match core:
        case Test(axis, values):
            return core if axis not in assumed else YES if assumed[axis][0] in values else NEVER
        case And(parts):
            kept = tuple(part for one in parts if (part := settled(one, assumed)) != YES)
            return NEVER if NEVER in kept else And(kept)
        case Or(parts):
            kept = tuple(part for one in parts if (part := settled(one, assumed)) != NEVER)
            return YES if YES in kept else Or(kept)
        case Not(part):
            inner = settled(part, assumed)
            return NEVER if inner == YES else YES if inner == NEVER else Not(inner)
        case NOf(count, parts):
            return NOf(count, tuple(settled(one, assumed) for one in parts))


def outcome_conditions(book: Rulebook) -> list[dict[Outcome, Core]]:
    """For each provision the condition of each outcome under the default assumptions."""
    assumed = book.settings()
    return [
        {outcome: settled(core, assumed) for outcome, core in one.provision.version.outcome_cores.items()}
        for one in book.provisions
    ]


def closures(book: Rulebook) -> Callable[[Values], list[Outcome]]:
    """Every provision's outcome by nested Python functions."""
    compiled = [[(outcome, _closure(one[outcome])) for outcome in ORDER] for one in outcome_conditions(book)]

    def outcomes(values: Values) -> list[Outcome]:
        return [next((outcome for outcome, holds in one if holds(values)), Outcome.MEETS) for one in compiled]

    return outcomes


def _closure(core: Core) -> Callable[[Values], bool]:
    match core:
        case Test(axis, values):
            return lambda known: known.get(axis) in values
        case And(parts):
            every = [_closure(part) for part in parts]
            return lambda known: all(holds(known) for holds in every)
        case Or(parts):
            some = [_closure(part) for part in parts]
            return lambda known: any(holds(known) for holds in some)
        case Not(part):
            inner = _closure(part)
            return lambda known: not inner(known)
        case NOf(count, parts):
            counted = [_closure(part) for part in parts]
            return lambda known: sum(holds(known) for holds in counted) >= count


def zen_engine(book: Rulebook) -> Callable[[Values], list[str]]:
    """Every provision's outcome by an expression of zen, compiled; a decision graph would parse its text every time."""
    compiled = [zen.compile_expression(_outcome(one.provision.version.outcome_cores)) for one in book.provisions]
    axes = {axis.name: _name(axis.name) for axis in book.space.axes}

    def outcomes(values: Values) -> list[str]:
        known = {name: values.get(axis) for axis, name in axes.items()}
        return [expression.evaluate(known) for expression in compiled]

    return outcomes


def _outcome(cores: Mapping[Outcome, Core]) -> str:
    text = f'"{Outcome.MEETS}"'
    for outcome in reversed(ORDER):
        text = f'({_expression(cores[outcome])} ? "{outcome}" : {text})'
    return text


def _name(axis: str) -> str:
    return axis.replace(".", "_")


def _expression(core: Core) -> str:
    match core:
        case Test(axis, values):
            return f"({_name(axis)} in {json.dumps(sorted(values))})"
        case And(parts):
            return f"({' and '.join(map(_expression, parts))})" if parts else "true"
        case Or(parts):
            return f"({' or '.join(map(_expression, parts))})" if parts else "false"
        case Not(part):
            return f"(not {_expression(part)})"
        case NOf(count, parts):
            counted = ", ".join(f"({_expression(part)} ? 1 : 0)" for part in parts)
            return f"(sum([{counted}]) >= {count})"
