"""YAML to surface to YAML: a condition written out and read again is the same condition."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.model.conditions import AllOf, Always, Indicators, OneOf, Surface, Unless, parts_of
from admissions.questions.rulebook import Rulebook
from admissions.text.conditions import ConditionReader
from admissions.text.spelling import spell
from admissions.text.tree import Node, plain, read_text
from tests.drawn import drawn
from tests.strategies import Vocabulary, conditions, worded_lists


def as_json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


class _Dumper(yaml.SafeDumper):
    """Quotes text that starts like a number: "09" is text in YAML 1.1, which PyYAML writes, and a number in 1.2."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "'" if text[:1] in "0123456789+-." else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def as_yaml(data: Any) -> str:
    """The data as YAML in block style, the way a head reads it."""
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False)


WRITERS = {"json": as_json, "yaml": as_yaml}


def reader(book: Rulebook) -> ConditionReader:
    rules = book.rules
    return ConditionReader(rules.needs, rules.scales, rules.assumptions, rules.by_id)


def read(book: Rulebook, node: Node, *, worded: bool) -> Surface | None:
    """The condition at a node; every problem is a failure."""
    found = reader(book)
    condition = found.read_indicators(node) if worded else found.read(node)
    assert not found.problems
    return condition


def inside(condition: Surface) -> Iterator[Surface]:
    """A condition with all that it is made of."""
    yield condition
    for part in parts_of(condition):
        yield from inside(part)


@pytest.mark.parametrize("writer", WRITERS)
@settings(max_examples=drawn(200))
@given(data=st.data())
def test_a_condition_written_and_read_again_is_the_same(book: Rulebook, writer: str, data: st.DataObject) -> None:
    condition = data.draw(conditions(Vocabulary.of(book.rules), 10, lists_inside=False))
    node = read_text(WRITERS[writer](spell(condition)), "written")
    assert read(book, node, worded=False) == condition
    assert plain(node) == spell(condition)


@pytest.mark.parametrize("writer", WRITERS)
@settings(max_examples=drawn(60))
@given(data=st.data())
def test_a_worded_list_written_and_read_again_is_the_same(book: Rulebook, writer: str, data: st.DataObject) -> None:
    condition = data.draw(worded_lists(Vocabulary.of(book.rules)))
    node = read_text(WRITERS[writer](spell(condition)), "written")
    assert read(book, node, worded=True) == condition


def test_the_conditions_drawn_have_every_member_of_the_union(book: Rulebook) -> None:
    vocabulary = Vocabulary.of(book.rules)
    seen: set[type] = set()

    @settings(max_examples=drawn(300), derandomize=True, database=None)
    @given(conditions(vocabulary, 10, lists_inside=False), worded_lists(vocabulary))
    def draw(condition: Surface, worded: Surface) -> None:
        seen.update(type(part) for whole in (condition, worded) for part in inside(whole))

    draw()
    assert seen == set(get_args(Surface))


def test_every_condition_of_the_real_rules_is_the_same_when_written_and_read_again(book: Rulebook) -> None:
    number = 0
    for provision in book.rules.provisions:
        version = provision.version
        written = [condition for one in version.criteria for condition in (one.condition, one.waiver)]
        written += [part.where for part in version.not_recorded]
        written += [part.where for part in version.parts]
        for condition in written:
            if condition is not None:
                node = read_text(as_yaml(spell(condition)), "written")
                assert read(book, node, worded=isinstance(condition, Indicators)) == condition
                number += 1
    assert number >= 40


@pytest.mark.parametrize("part", [Always(True), Unless(OneOf("primary_need", ("ASD",)), Always(False))])
def test_what_cannot_stand_beside_unless_is_written_as_a_list_of_one(book: Rulebook, part: Surface) -> None:
    exception = OneOf("year_group", ("Y7",))
    node = read_text(as_yaml(spell(Unless(part, exception))), "written")
    assert read(book, node, worded=False) == Unless(AllOf((part,)), exception)
