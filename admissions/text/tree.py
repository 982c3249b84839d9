"""Reads YAML or JSON text into a tree of nodes that know their place, within stated limits.

libyaml parses the form; what a plain scalar stands for is the core schema of YAML 1.2, so ``no`` and ``yes`` are words.
The tree is built straight from the parser's events, so nothing is expanded that was not written. Anchors, aliases and
tags are refused: rules and cases need none, and an alias is how a small file becomes a huge one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.reader import Reader

from admissions.errors import Place, Problem, Refused, refuse

MAX_BYTES = 512 * 1024
MAX_DEPTH = 40
MAX_NODES = 60_000

TOO_DEEP = (f"this is nested more than {MAX_DEPTH} deep", "write it flatter")
NO_SUCH_CHARACTER = ("an escape here stands for a character that text does not hold", "take it out")

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_TRUTH = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_NULL = ("", "~", "null", "Null", "NULL")
_HALVES = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
# Text holds what YAML does, and no separators of lines and marks of direction, with which it would look like another.
_UNPRINTABLE = (Reader.NON_PRINTABLE, re.compile("[\x85\u2028-\u202e\u2066-\u2069]"))


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value: text, a whole number, a number, a truth value or nothing."""

    value: str | int | float | bool | None
    place: Place


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys, each of them text, with their nodes, in the order in which they were written."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place

    def get(self, key: str) -> Node | None:
        """The node under ``key``, or None."""
        return next((node for name, node in self.entries if name.value == key), None)

    def key_place(self, key: str) -> Place:
        """Where ``key`` itself stands, or the place of the mapping where it does not."""
        return next((name.place for name, _ in self.entries if name.value == key), self.place)


Node = Scalar | Sequence | Mapping


def plain(node: Node) -> Any:
    """The node as dicts, lists and values, without places."""
    match node:
        case Scalar(value):
            return value
        case Sequence(items):
            return [plain(item) for item in items]
        case Mapping(entries):
            return {key.value: plain(value) for key, value in entries}


def place_of(node: Node, path: tuple[str | int, ...]) -> Place:
    """The place of the node at ``path`` (keys and indices), or of the nearest one above it that exists."""
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str):
            child = node.get(step)
            if child is None:
                return node.place
            # An empty value is best pointed at by its key.
            node = Scalar(None, node.key_place(step)) if child == Scalar(None, child.place) else child
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            break
    return node.place


def read_file(path: Path, name: str | None = None, limit: int = MAX_BYTES) -> Node:
    """The tree of one file; ``name`` is what messages call it. Raises Refused."""
    name = str(path) if name is None else name
    try:
        with path.open("rb") as stream:
            return read_stream(stream, name, limit)
    except FileNotFoundError:
        raise refuse(Place(name), "there is no such file", "check the path") from None
    except IsADirectoryError:
        raise refuse(Place(name), "this is a folder", "name a file in it") from None
    except OSError:
        raise refuse(Place(name), "this file cannot be read", "check that it is a file and who may read it") from None


def read_stream(stream: IO[bytes], name: str, limit: int = MAX_BYTES) -> Node:
    """The tree of a stream, of which no more than ``limit`` bytes are ever held. Raises Refused."""
    return read_bytes(read_limited(stream, name, limit), name)


def read_limited(stream: IO[bytes], name: str, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a stream, of which no more than ``limit`` are ever held. Raises Refused where there are more."""
    try:
        data = stream.read(limit + 1)
    except OSError:
        raise refuse(Place(name), "this cannot be read", "check that it is open for reading") from None
    if len(data) > limit:
        raise refuse(
            Place(name), f"this is larger than {limit // 1024} kB", "a single case or rule file is far smaller"
        )
    return data


def read_bytes(data: bytes, name: str) -> Node:
    """The tree of these bytes, UTF-8 with or without a mark. Raises Refused."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise refuse(Place(name, line, column), "this is not UTF-8 text", "save the file as UTF-8") from None
    return read_text(text, name)


def read_text(text: str, name: str) -> Node:
    """The tree of this text. Raises Refused with the place of what cannot be read."""
    bad = _unprintable(text)
    if bad is not None:
        line = text.count("\n", 0, bad) + 1
        column = bad - text.rfind("\n", 0, bad)
        what = "there is a character here that text does not hold"
        raise refuse(Place(name, line, column), what, "remove it, or save the file as UTF-8")
    if not text.strip():
        raise refuse(Place(name), "this is empty", "write something in it; `admissions needs` lists the fields")
    if text.lstrip().startswith(("{", "[")):
        # A tab is white space in JSON, where no string may hold a raw one, and not in YAML. JSON escapes a character
        # beyond U+FFFF in two halves, YAML as a whole and in two columns less.
        text = _HALVES.sub(_whole, text.replace("\t", " "))
    return _Builder(name).build(text)


def _unprintable(text: str) -> int | None:
    """Where the first character stands that text does not hold."""
    return min((found.start() for found in (one.search(text) for one in _UNPRINTABLE) if found), default=None)


def _whole(halves: re.Match[str]) -> str:
    backslashes, high, low = halves.groups()
    return f"{backslashes}\\U{0x10000 + (int(high, 16) - 0xD800) * 0x400 + int(low, 16) - 0xDC00:08x}"


class _Builder:
    """Builds the tree from parser events, counting depth and nodes as it goes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.nodes = 0

    def build(self, text: str) -> Node:
        events = yaml.parse(text, Loader=yaml.CSafeLoader)
        root: Node | None = None
        try:
            for event in events:
                if isinstance(event, DocumentStartEvent):
                    if root is not None:
                        raise refuse(self.place(event), "a second document starts here", "keep one document a file")
                    root = self.node(next(events), events, 1)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(self.name, mark.line + 1, mark.column + 1) if mark else Place(self.name)
            raise refuse(place, *_unread(error)) from None
        if root is None:
            raise refuse(
                Place(self.name), "this is empty", "write something in it; `admissions needs` lists the fields"
            )
        return root

    def place(self, event: Event) -> Place:
        mark = event.start_mark
        assert mark is not None
        return Place(self.name, mark.line + 1, mark.column + 1)

    def node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        place = self.place(event)
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise refuse(place, *TOO_DEEP)
        if self.nodes > MAX_NODES:
            raise refuse(place, f"there are more than {MAX_NODES:,} values up to here", "split the file")
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            raise refuse(place, "anchors (&) and aliases (*) are not read", "write the value out, or quote it")
        if isinstance(event, ScalarEvent):
            return self.scalar(event, place)
        if getattr(event, "tag", None) is not None:
            raise refuse(place, "tags (!) are not read", "leave the tag out")
        if isinstance(event, SequenceStartEvent):
            items = []
            while not isinstance(event := next(events), SequenceEndEvent):
                items.append(self.node(event, events, depth + 1))
            return Sequence(tuple(items), place)
        assert isinstance(event, MappingStartEvent)
        return self.mapping(place, events, depth)

    def mapping(self, place: Place, events: Iterator[Event], depth: int) -> Mapping:
        entries: list[tuple[Scalar, Node]] = []
        seen: set[object] = set()
        while not isinstance(event := next(events), MappingEndEvent):
            key = self.node(event, events, depth + 1)
            if not isinstance(key, Scalar) or not isinstance(key.value, str):
                raise refuse(key.place, "a key here is not a word", "write a word, in quotes if it looks like a number")
            if key.value in seen:
                raise refuse(key.place, "this key stands here twice", "keep one of the two")
            seen.add(key.value)
            entries.append((key, self.node(next(events), events, depth + 1)))
        return Mapping(tuple(entries), place)

    def scalar(self, event: ScalarEvent, place: Place) -> Scalar:
        if event.tag is not None and str(event.tag) != "!":
            raise refuse(place, "tags (!) are not read", "leave the tag out, and quote text that starts with one")
        text: str = event.value
        # The text as a whole was checked; an escape may still write what no text holds.
        if event.style == '"' and _unprintable(text) is not None:
            raise refuse(place, *NO_SUCH_CHARACTER)
        if not event.implicit[0]:
            return Scalar(text, place)
        if text in _NULL:
            return Scalar(None, place)
        if text in _TRUTH:
            return Scalar(_TRUTH[text], place)
        if _INTEGER.fullmatch(text):
            return Scalar(int(text), place)
        if len(text) < 40 and _NUMBER.fullmatch(text):
            return Scalar(float(text.replace(".inf", "inf").replace(".nan", "nan")), place)
        return Scalar(text, place)


def _unread(error: yaml.MarkedYAMLError) -> tuple[str, str]:
    """What is wrong and what to do; the parser's own words may quote the text, so they are matched, never passed on."""
    problem = error.problem or ""
    if "maximum nesting depth" in problem:
        return TOO_DEEP
    if "escape" in problem:
        return NO_SUCH_CHARACTER
    remedy = "look for a missing bracket, quote or indentation just before this place"
    if "cannot start any token" in problem:
        remedy = "indent with spaces, not with tabs, and put text that starts with @, ` or % in quotes"
    elif "expected ',' or" in problem:
        remedy = "look for a missing comma or closing bracket"
    elif "mapping values are not allowed" in problem or "could not find expected ':'" in problem:
        remedy = "put text that holds a colon in quotes, or look for a missing colon, a tab or wrong indentation here"
    return "this is not well-formed YAML or JSON", remedy


def problem_at(place: Place, what: str, remedy: str) -> Problem:
    """A problem at a place, for readers that collect all of them before refusing."""
    return Problem(place, what, remedy)


def refuse_if(problems: list[Problem]) -> None:
    """Raises Refused with these problems, where any of them is an error."""
    if any(problem.severity == "error" for problem in problems):
        raise Refused(problems)
