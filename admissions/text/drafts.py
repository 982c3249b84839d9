"""Writes a change of criteria into the text of a provision's file, as a draft: comments and all else stay."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from admissions.errors import Place
from admissions.model.conditions import Count, Surface
from admissions.model.outcomes import ProvisionStatus, Strength
from admissions.text.spelling import spell

SOURCE = "draft"
BY_READING = "by_reading"
STRENGTHS = (Strength.MUST, Strength.NORMALLY, Strength.GUIDANCE)
"""The strengths that are written in the same way: as the key of a condition."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """A condition on one field that stands at ``at``, and the one to write in its place."""

    at: Place
    condition: Surface


@dataclass(frozen=True, slots=True)
class Added:
    """A criterion to add: those of whom ``condition`` holds are not taken. ``wording`` says so in a sentence."""

    id: str
    wording: str
    condition: Surface


@dataclass(frozen=True, slots=True)
class Weighed:
    """A criterion, by its id, and the strength to write in place of the one that it has."""

    id: str
    strength: Strength


@dataclass(frozen=True, slots=True)
class Read:
    """What can be read in several ways, and how to write it as one of them.

    At ``at`` stands a condition by readings, or a worded list of which it is the count; ``as_`` is what one of them is.
    """

    at: Place
    as_: Surface | Count


Change = Replaced | Added | Weighed | Read


def drafted(text: str, version: int, title: str, changes: Sequence[Change]) -> str:
    """The text of a provision's file with these changes in its version at that place, which becomes a draft.

    ``title`` names the draft as a source. Only what changes is written; no comment outside of it is lost.
    """
    composed = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert composed is not None, "the file was read before"
    root = _mapping(composed)
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    edits: list[tuple[int, int, str]] = []

    def offset(mark: Any) -> int:
        return int(starts[mark.line] + mark.column)

    def replace(node: Node, new: str) -> None:
        edits.append((offset(node.start_mark), offset(_end(node)), new))

    def rename(key: Any, new: str) -> None:
        """Another key in the place of one, in quotes where that is: its value may follow without a space."""
        replace(key, json.dumps(new) if key.style else new)

    def after(node: Node) -> int:
        """The start of the line after a node."""
        mark = _end(node)
        return int(starts[mark.line] if mark.column == 0 else starts[mark.line + 1])

    chosen = _mapping(_sequence(_child(root, "versions")).value[version])
    replace(_child(chosen, "status"), ProvisionStatus.DRAFT.value)

    def insert(node: Node, in_block: str, in_flow: str) -> None:
        """Text at the end of a list or a mapping, in the style in which that is written."""
        if node.flow_style:  # type: ignore[attr-defined]
            end = offset(node.end_mark) - 1
            edits.append((end, end, f", {in_flow}" if node.value else in_flow))
            return
        end = after(node)
        start = "" if text[:end].endswith("\n") else "\n"
        edits.append((end, end, start + in_block))

    sources = _mapping(_child(root, "sources"))
    source = _unused(SOURCE, [str(key.value) for key, _ in sources.value])
    indent = " " * sources.start_mark.column
    titled = json.dumps(title, ensure_ascii=False)
    insert(sources, f"{indent}{source}:\n{indent}  title: {titled}\n", f'"{source}": {{"title": {titled}}}')
    criteria = _sequence(_child(chosen, "criteria"))
    known = [str(_child(_mapping(one), "id").value) for one in criteria.value]
    for change in changes:
        if isinstance(change, Replaced):
            replace(_value_at(chosen, change.at), _flow(next(iter(spell(change.condition).values()))))
        elif isinstance(change, Weighed):
            pairs = _pairs(next(one for one in criteria.value if _child(one, "id").value == change.id))
            rename(next(key for key, _ in pairs if key.value in STRENGTHS), change.strength.value)
        elif isinstance(change, Read):
            within = _by_readings_at(chosen, change.at)
            names = [key.value for key, _ in within.value]
            key, value = within.value[names.index(BY_READING)]
            if isinstance(change.as_, str | int):
                rename(key, "count")
                replace(value, _flow(change.as_))
            elif len(names) == 1:
                replace(within, _flow(spell(change.as_)))
            else:
                new, held = next((new, held) for new, held in _held_by(change.as_) if new not in names)
                rename(key, new)
                replace(value, _flow(held))
        else:
            name = _unused(change.id, known)
            known.append(name)
            dash = " " * criteria.start_mark.column
            written = {
                "id": name,
                "wording": json.dumps(change.wording, ensure_ascii=False),
                "source": source,
                "must_not": _flow(spell(change.condition)),
            }
            in_block = "".join(
                f"{dash}{'  ' if place else '- '}{key}: {value}\n" for place, (key, value) in enumerate(written.items())
            )
            in_flow = ", ".join(f'"{key}": {value}' for key, value in written.items())
            insert(criteria, in_block, f"{{{in_flow}}}")
    return _edited(text, edits)


def _held_by(condition: Surface) -> Iterator[tuple[str, object]]:
    """A condition as a key with its value, in ways of which one is free beside any others."""
    written = spell(condition)
    yield from (("all", [written]), ("any", [written]), ("not", {"not": written}))


def _edited(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    """The text with each of these stretches replaced; of what is inserted at one place the first stays first."""
    found, done = [], 0
    for start, stop, new in sorted(edits, key=lambda edit: edit[0]):
        found += [text[done:start], new]
        done = stop
    return "".join((*found, text[done:]))


def _unused(name: str, known: Sequence[str]) -> str:
    return next(one for one in (name, *(f"{name}_{number}" for number in range(2, 1000))) if one not in known)


def _flow(value: object) -> str:
    """A value on one line, in the flow style of YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(part) for part in value) + "]"
    if isinstance(value, str):
        plain = value.replace("_", "").isalnum() and not value.isdigit()
        return value if plain else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)


def _stands_at(node: Any, at: Place) -> bool:
    return (node.start_mark.line + 1, node.start_mark.column + 1) == (at.line, at.column)


def _by_readings_at(node: Any, at: Place) -> Any:
    """The mapping with a condition, or a count, by readings that starts at a place or has that key there."""
    for key, _ in _pairs(node):
        if key.value == BY_READING and (_stands_at(key, at) or _stands_at(node, at)):
            return node
    return _of_children(_by_readings_at, node, at)


def _value_at(node: Any, at: Place) -> Any:
    """The value of the key that stands at a place."""
    for key, value in _pairs(node):
        if _stands_at(key, at):
            return value
    return _of_children(_value_at, node, at)


def _of_children(find: Callable[[Any, Place], Any], node: Any, at: Place) -> Any:
    children = node.value if isinstance(node, SequenceNode) else [part for _, part in _pairs(node)]
    for child in children:
        try:
            return find(child, at)
        except LookupError:
            continue
    raise LookupError(str(at))


def _pairs(node: Node) -> list[tuple[Any, Any]]:
    return list(node.value) if isinstance(node, MappingNode) else []


def _end(node: Any) -> Any:
    """Where the text of a node ends; a block ends only where something else begins, so its last leaf is asked."""
    if isinstance(node, ScalarNode) or node.flow_style or not node.value:
        return node.end_mark
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _child(node: MappingNode, name: str) -> Any:
    return next(value for key, value in node.value if key.value == name)


def _mapping(node: Node) -> MappingNode:
    assert isinstance(node, MappingNode), "the shape of the file was checked"
    return node


def _sequence(node: Node) -> SequenceNode:
    assert isinstance(node, SequenceNode), "the shape of the file was checked"
    return node
