"""The JSON Schemas for editors are those that the program writes, and they accept every bundled file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from admissions import service
from admissions.questions.rulebook import Rulebook
from admissions.text.tree import plain, read_file

TOP = Path(__file__).resolve().parent.parent
COMMITTED = TOP / "rules" / "schema"
FILES = {
    "needs": "rules/england/needs.yaml",
    "crosswalk": "rules/england/crosswalk.yaml",
    "advice": "rules/england/advice.yaml",
    "assumptions": "rules/lewisham/assumptions.yaml",
    "authority": "rules/lewisham/authority.yaml",
    "casework": "rules/*/casework.yaml",
    "population": "rules/population/*.yaml",
    "provision": "rules/lewisham/*/*.yaml",
    "case": "cases/*.yaml",
}


def schema(kind: str) -> Any:
    """The committed schema of one kind of file."""
    return json.loads((COMMITTED / f"{kind}.json").read_text(encoding="utf-8"))


def test_the_committed_schemas_are_the_written_ones(book: Rulebook) -> None:
    written = service.editor_schemas(book)
    committed = {path.name: path.read_text(encoding="utf-8") for path in COMMITTED.glob("*.json")}
    assert committed == written, "run `admissions schema --out rules/schema`"


@pytest.mark.parametrize("kind", FILES)
def test_every_bundled_file_fits_its_schema(kind: str) -> None:
    validator = jsonschema.Draft202012Validator(schema(kind))
    paths = sorted(TOP.glob(FILES[kind]))
    assert paths
    for path in paths:
        assert list(validator.iter_errors(plain(read_file(path)))) == [], path.name


@pytest.mark.parametrize(
    "profile",
    [
        {"year_group": "Y15"},
        {"no_such_field": "yes"},
        {"working_level": {"gv": "GV9"}},
        {"years_below": "five"},
        {"primary_need": {"at_least": "ASD"}},
    ],
)
def test_a_profile_outside_the_vocabulary_does_not_fit(profile: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(schema("case"))
    assert not validator.is_valid({"profile": profile})


@pytest.mark.parametrize(
    "pattern",
    [
        {"count": {"off": "special_school"}},
        {"provision": {"answer": "meet"}},
        {"provision": {"provision": "drumbeet"}},
        {"ask": {"first": "maybe"}},
        {"turns_on": {"assumption": "none"}},
        {"instead": {"any": [{"value": "awaitet"}]}},
        {"finding": {"rule": "no_such_rule"}},
        {"child": {"year_group": "Y15"}},
        {"no_such_fact": "always"},
    ],
)
def test_a_pattern_outside_the_vocabulary_of_facts_does_not_fit(pattern: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(schema("casework"))
    rule = {"id": "new", "says": "So.", "basis": "local", "source": "page"}
    file = {"language": "1", "sources": {"page": {"title": "A page"}}}
    assert validator.is_valid({**file, "rules": [{**rule, "when": [{"child": {"year_group": "Y14"}}]}]})
    assert not validator.is_valid({**file, "rules": [{**rule, "when": [pattern]}]})
