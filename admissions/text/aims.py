"""Reads aims.yaml: who a special school or a base is the question for."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from admissions.errors import Problem, Refused, meant
from admissions.model.aims import Aims, Context
from admissions.model.sources import Source
from admissions.text.checking import shaped
from admissions.text.conditions import ConditionReader
from admissions.text.lowering import Lowering
from admissions.text.shapes import Condition, Id, Language, Shape, SourceShape, Text
from admissions.text.tree import Node, place_of
from admissions.text.vocabulary import child, source_of


class ContextShape(Shape):
    """Who a special school or a base is the question for, in published words."""

    who: Condition
    wording: Text
    source: Id
    plain: Condition | None = None
    note: str = ""


class AimsFile(Shape):
    """aims.yaml of an authority."""

    language: Language
    sources: dict[str, SourceShape] = Field(default_factory=dict)
    context: ContextShape | None = None


def read_aims(node: Node, reader: ConditionReader, lowering: Lowering) -> Aims:
    """The aims of a file. Raises Refused with every problem."""
    shape = shaped(AimsFile, node)
    sources = {name: source_of(source) for name, source in shape.sources.items()}
    context = None if shape.context is None else _context(shape.context, node, sources, reader, lowering)
    if reader.problems:
        raise Refused(reader.problems)
    return Aims(context)


def _context(
    shape: ContextShape, node: Node, sources: Mapping[str, Source], reader: ConditionReader, lowering: Lowering
) -> Context | None:
    if shape.source not in sources:
        remedy = meant(shape.source, sources, "add it under `sources:`")
        reader.problems.append(
            Problem(place_of(node, ("context", "source")), f"unknown source `{shape.source}`", remedy)
        )
    who = reader.read(child(node, ("context", "who")))
    plain = None if shape.plain is None else reader.read(child(node, ("context", "plain")))
    if reader.problems or who is None:
        return None
    plain_core = None if plain is None else lowering.lower(plain)
    at = place_of(node, ("context",))
    source = sources[shape.source]
    return Context(who, lowering.lower(who), shape.wording, source, plain, plain_core, shape.note, at)
