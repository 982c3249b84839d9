"""Spells conditions as they are written in YAML, so that reading them again gives equal ones."""

from __future__ import annotations

from typing import Any, assert_never

from admissions.model.conditions import (
    AllOf,
    Always,
    AnyOf,
    AtLeast,
    Between,
    ByCase,
    ByReading,
    Indicators,
    Level,
    NoneRecorded,
    NotThis,
    OneOf,
    OutcomeOf,
    ScaleTerm,
    Surface,
    Unless,
)


def spell(condition: Surface) -> Any:
    """The condition as plain data, ready to be dumped as YAML; reading it again gives an equal condition."""
    match condition:
        case Always(holds):
            return "always" if holds else "never"
        case OneOf(name, values):
            return {name: _spell_level(values[0]) if len(values) == 1 else [_spell_level(value) for value in values]}
        case NoneRecorded(name):
            return {name: "none"}
        case Between(name, low, high):
            ends = {}
            if low is not None:
                ends["at_least" if low.inclusive else "above"] = _spell_level(low.level)
            if high is not None:
                ends["at_most" if high.inclusive else "below"] = _spell_level(high.level)
            return {name: ends}
        case AllOf(parts):
            return _spell_all([spell(part) for part in parts])
        case AnyOf(parts):
            return {"any": [spell(part) for part in parts]}
        case NotThis(part):
            return {"not": spell(part)}
        case Unless(part, exception):
            whole = spell(part)
            if not isinstance(whole, dict) or "unless" in whole:
                whole = {"all": [whole]}
            return whole | {"unless": spell(exception)}
        case AtLeast("most", parts):
            return {"most_of": [spell(part) for part in parts]}
        case AtLeast("some", parts):
            return {"some_of": [spell(part) for part in parts]}
        case AtLeast(count, parts):
            return {"at_least": {"count": count, "of": [spell(part) for part in parts]}}
        case Indicators():
            return spell_indicators(condition)
        case ByCase(cases, otherwise):
            listed = [{"when": spell(case.when), "then": spell(case.then)} for case in cases]
            return {"by_case": {"cases": listed, "otherwise": spell(otherwise)}}
        case ByReading(assumption, readings):
            return {"by_reading": {assumption: {name: spell(part) for name, part in readings}}}
        case OutcomeOf(provision, outcomes):
            return {"outcome_of": {provision: list(outcomes)}}
        case _:
            assert_never(condition)


def spell_indicators(condition: Indicators) -> dict[str, Any]:
    """A worded list with its count as plain data."""
    items = [{"id": item.id, "wording": item.wording, "is": spell(item.condition)} for item in condition.items]
    if condition.reading:
        return {"by_reading": {condition.reading: dict(condition.counts)}, "of": items}
    return {"count": condition.count, "of": items}


def _spell_all(parts: list[Any]) -> Any:
    """One mapping where each part is a single distinct key that is safe beside others, else a list under ``all``."""
    keys = [key for part in parts if isinstance(part, dict) for key in part]
    single = all(isinstance(part, dict) and len(part) == 1 for part in parts)
    if single and len(parts) > 1 and len(set(keys)) == len(keys):
        return {key: value for part in parts for key, value in part.items()}
    return {"all": parts}


def _spell_level(level: Level) -> Any:
    return {level.scale: level.term} if isinstance(level, ScaleTerm) else level
