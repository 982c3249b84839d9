"""JSON Schemas for editors: one a kind of file, made from the shapes, the need fields and the grammar of conditions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from admissions.model.casework import FactKind
from admissions.model.needs import Difference, Kind, NeedField, Needs
from admissions.model.outcomes import Outcome
from admissions.model.provisions import RuleSet
from admissions.text.cases import LANGUAGE, ON, QUOTE_KEYS, REVIEW_KEYS
from admissions.text.conditions import COUNT_WORDS
from admissions.text.days import WISHES
from admissions.text.field_tests import BOUNDS, known_values
from admissions.text.kinds import FILES
from admissions.text.shapes import READ_APART

COUNT = {"anyOf": [{"type": "integer", "minimum": 0}, {"enum": list(COUNT_WORDS)}]}
FACT_CONDITIONS = {
    "CountCondition": FactKind.COUNT,
    "ProvisionCondition": FactKind.PROVISION,
    "AskCondition": FactKind.ASK,
    "TurnsOnCondition": FactKind.TURNS_ON,
    "InsteadCondition": FactKind.INSTEAD,
    "PlacementCondition": FactKind.PLACEMENT,
    "DeadlineCondition": FactKind.DEADLINE,
    "FindingCondition": FactKind.FINDING,
}
FLAG = {"enum": [True, False, "yes", "no", "unknown"]}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas(rules: RuleSet) -> dict[str, str]:
    """For each kind of file its JSON Schema as text, with the fields, scales and assumptions of ``rules``."""
    kinds = {kind: _referring(shape.model_json_schema(by_alias=True)) for kind, shape in FILES.items()}
    kinds["case"] = _case(rules)
    return {
        f"{kind}.json": json.dumps(_complete(kind, schema, rules), indent=2, sort_keys=True) + "\n"
        for kind, schema in kinds.items()
    }


def _case(rules: RuleSet) -> dict[str, Any]:
    """What ``text/cases.py`` reads."""
    text = {"type": "string"}
    quote = {"type": "object", "properties": dict.fromkeys(QUOTE_KEYS, text), "required": ["words"]}
    properties: dict[str, Any] = {
        "language": {"const": LANGUAGE},
        "case": text,
        "about": text,
        "quotes": {"type": "array", "items": quote | {"additionalProperties": False}},
        "assume": {"type": "object", "additionalProperties": text},
        "open": {"type": "array", "items": text},
        "profile": {"$ref": "#/$defs/Profile"},
        "asked_about": _named(one.id for one in rules.provisions),
        "findings": {
            "type": "object",
            "propertyNames": _named(one.id for one in rules.casework.rules),
            "additionalProperties": {"type": "array", "items": text},
        },
        "review": {
            "type": "object",
            "properties": {name: FLAG if name in WISHES else text for name in REVIEW_KEYS},
            "required": [ON],
            "additionalProperties": False,
        },
        "expect": {"type": "object", "additionalProperties": _one_or_many(_named(Outcome))},
    }
    return {"type": "object", "properties": properties, "required": ["profile"], "additionalProperties": False}


def _complete(kind: str, schema: dict[str, Any], rules: RuleSet) -> dict[str, Any]:
    """The schema with its name and the definitions that it refers to."""
    defs = {**schema.pop("$defs", {})}
    text = json.dumps(schema) + json.dumps(defs)
    if '"#/$defs/Condition"' in text:
        defs |= _conditions(rules) | _values(rules)
    for name, fact in FACT_CONDITIONS.items():
        if f'"#/$defs/{name}"' in text:
            defs[name] = _fact_condition(name, rules.casework.facts[fact])
    if '"#/$defs/Profile"' in text:
        defs |= {"Profile": _profile(rules)} | _values(rules)
    if defs:
        schema["$defs"] = defs
    return {"$schema": DIALECT, "title": kind, **{key: value for key, value in schema.items() if key != "title"}}


def _referring(schema: Any) -> Any:
    """The schema with each placeholder for what is read apart put as a reference to its definition."""
    if isinstance(schema, list):
        return [_referring(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _referring(value) for key, value in schema.items() if key != READ_APART}
    return kept | {"$ref": f"#/$defs/{schema[READ_APART]}"} if READ_APART in schema else kept


def _operators(name: str) -> dict[str, Any]:
    """What joins conditions of this name."""
    condition = {"$ref": f"#/$defs/{name}"}
    many = {"type": "array", "items": condition, "minItems": 1}
    case = _keyed({"when": condition, "then": condition})
    return {
        "all": many,
        "any": many,
        "most_of": many,
        "some_of": many,
        "not": condition,
        "unless": condition,
        "at_least": _keyed({"count": COUNT, "of": many}),
        "by_case": _keyed({"cases": {"type": "array", "items": case, "minItems": 1}, "otherwise": condition}),
    }


def _condition(properties: dict[str, Any], *words: str) -> dict[str, Any]:
    mapping = {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1}
    return {"anyOf": [{"enum": ["always", "never", *words]}, mapping]}


def _fact_condition(name: str, facts: Needs) -> dict[str, Any]:
    """A condition on facts of one kind."""
    return _condition(_operators(name) | {need.id: _options(need, _known(facts, need)) for need in facts.fields})


def _known(needs: Needs, need: NeedField) -> dict[str, Any]:
    options = [_named(known_values(needs, need)), *([{"type": "boolean"}] if need.kind is Kind.FLAG else [])]
    return options[0] if len(options) == 1 else {"anyOf": options}


def _conditions(rules: RuleSet) -> dict[str, Any]:
    condition = {"$ref": "#/$defs/Condition"}
    readings = _named(one.id for one in rules.assumptions)
    properties = _operators("Condition") | {
        "by_reading": {
            "type": "object",
            "propertyNames": readings,
            "additionalProperties": {"type": "object", "additionalProperties": condition},
            "minProperties": 1,
            "maxProperties": 1,
        },
        "outcome_of": {
            "type": "object",
            "propertyNames": _named(one.id for one in rules.provisions),
            "additionalProperties": _one_or_many(_named(Outcome)),
            "minProperties": 1,
            "maxProperties": 1,
        },
    }
    properties |= {need.id: _test(need, rules) for need in rules.needs.fields}
    indicator = _keyed({"id": {"type": "string"}, "wording": {"type": "string"}, "is": condition})
    listed = {"type": "array", "items": indicator, "minItems": 1}
    return {
        "Condition": _condition(properties, "words_only"),
        "Indicators": {
            "anyOf": [
                _keyed({"count": COUNT, "of": listed}),
                _keyed(
                    {
                        "by_reading": {
                            "type": "object",
                            "propertyNames": readings,
                            "additionalProperties": {"type": "object", "additionalProperties": COUNT},
                        },
                        "of": listed,
                    }
                ),
            ]
        },
    }


def _test(need: NeedField, rules: RuleSet) -> dict[str, Any]:
    """What may stand after a need field."""
    return _options(need, {"$ref": f"#/$defs/{_value_name(need, rules)}"})


def _options(need: NeedField, value: dict[str, Any]) -> dict[str, Any]:
    """What may stand after a field: a value, a list of values, and for an order a range."""
    options = [value, {"type": "array", "items": value, "minItems": 1}]
    if need.kind is Kind.ORDERED or isinstance(need.derived, Difference):
        ends = dict.fromkeys(BOUNDS, value)
        options.append({"type": "object", "properties": ends, "additionalProperties": False, "minProperties": 1})
    if need.kind is Kind.SEVERAL:
        options.append({"const": "none"})
    return {"description": f"{need.label}. {need.hint}".strip(), "anyOf": options}


def _value_name(need: NeedField, rules: RuleSet) -> str:
    return "level" if rules.needs.is_level(need) else "flag" if need.kind is Kind.FLAG else f"value_of_{need.id}"


def _values(rules: RuleSet) -> dict[str, Any]:
    return {_value_name(need, rules): _value(need, rules) for need in rules.needs.fields}


def _value(need: NeedField, rules: RuleSet) -> dict[str, Any]:
    if isinstance(need.derived, Difference):
        return {"type": "integer", "minimum": -20, "maximum": 20}
    known = _known(rules.needs, need)
    if rules.needs.is_level(need):
        return {"anyOf": [known, *(_keyed({scale.id: _named(scale.by_term)}) for scale in rules.scales)]}
    return known


def _profile(rules: RuleSet) -> dict[str, Any]:
    properties = {}
    for need in rules.needs.fields:
        options = [{"enum": ["unknown", None]}, *_test(need, rules)["anyOf"]]
        if need.kind is Kind.SEVERAL:
            value = {"$ref": f"#/$defs/{_value_name(need, rules)}"}
            options.append(_keyed({"includes": {"type": "array", "items": value}}))
        properties[need.id] = {"description": f"{need.label}. {need.hint}".strip(), "anyOf": options}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _keyed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _named(names: Iterable[str]) -> dict[str, Any]:
    return {"enum": [str(name) for name in names]}


def _one_or_many(item: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}
