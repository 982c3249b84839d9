"""Reads aims.yaml: what an authority aims at, and who a special school or a base is the question for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated

from pydantic import Field

from admissions.errors import Place, Problem, Refused, meant
from admissions.model.aims import (
    Aim,
    Aimed,
    Aims,
    Apart,
    Concern,
    Context,
    NoBreaks,
    NoCriterionOn,
    NoLargerThan,
    Review,
    Served,
    Which,
)
from admissions.model.sources import Source
from admissions.text.checking import shaped
from admissions.text.conditions import ConditionReader
from admissions.text.lowering import Lowering
from admissions.text.shapes import ConcernList, Condition, Date, Id, Language, Shape, SourceShape, Text
from admissions.text.tree import Node, place_of
from admissions.text.vocabulary import child, source_of

STEPS = ("into_school", "infant_to_junior", "primary_to_secondary", "secondary_to_post_16", "own_range")


class ContextShape(Shape):
    """Who a special school or a base is the question for, in published words."""

    who: Condition
    wording: Text
    source: Id
    plain: Condition | None = None
    note: str = ""


class WhichShape(Shape):
    """The provisions that an aim is about: of a kind, or named; all of them if neither is said."""

    kind: str = ""
    provisions: list[Id] = Field(default_factory=list)


class ApartShape(WhichShape):
    """Provisions that are not to overlap, or not to overlap for certain."""

    certain: bool = False


class ServedShape(WhichShape):
    """Children for whom some provision is to be open."""

    where: Condition


class StepsShape(Shape):
    """Steps after which no child is to have nothing; all of them if none is named."""

    steps: list[str] = Field(default_factory=list)


class NoLargerShape(WhichShape):
    """Provisions whose overlaps are not to grow beyond what they were at a date."""

    at: Date


class AimShape(Shape):
    """One aim, of one kind."""

    id: Id
    what: Text
    source: Id
    note: str = ""
    apart: ApartShape | None = None
    served: ServedShape | None = None
    no_breaks: StepsShape | None = None
    no_larger_than: NoLargerShape | None = None
    no_criterion_on: Annotated[ConcernList | None, Field()] = None
    review: Annotated[ConcernList | None, Field()] = None


KINDS = ("apart", "served", "no_breaks", "no_larger_than", "no_criterion_on", "review")


class AimsFile(Shape):
    """aims.yaml of an authority."""

    language: Language
    sources: dict[str, SourceShape] = Field(default_factory=dict)
    context: ContextShape | None = None
    aims: list[AimShape] = Field(default_factory=list)


def read_aims(
    node: Node, reader: ConditionReader, lowering: Lowering, provisions: Collection[str], kinds: Collection[str]
) -> Aims:
    """The aims of a file; ``provisions`` are all that the rule set describes. Raises Refused with every problem."""
    return _AimsReader(node, reader, lowering, provisions, kinds).read()


class _AimsReader:
    def __init__(
        self,
        node: Node,
        reader: ConditionReader,
        lowering: Lowering,
        provisions: Collection[str],
        kinds: Collection[str],
    ) -> None:
        self.node = node
        self.reader = reader
        self.lowering = lowering
        self.provisions = provisions
        self.kinds = kinds
        self.sources: Mapping[str, Source] = {}

    def read(self) -> Aims:
        """All of the file."""
        shape = shaped(AimsFile, self.node)
        self.sources = {name: source_of(source) for name, source in shape.sources.items()}
        context = None if shape.context is None else self._context(shape.context)
        aims: list[Aim] = []
        for index, item in enumerate(shape.aims):
            at = place_of(self.node, ("aims", index, "id"))
            if any(item.id == other.id for other in aims):
                self._problem(at, f"two aims are called `{item.id}`", "give each its own id")
            found = self._aim(item, index, at)
            if found is not None:
                aims.append(found)
        if self.reader.problems:
            raise Refused(self.reader.problems)
        return Aims(context, tuple(aims))

    def _problem(self, at: Place, what: str, remedy: str) -> None:
        self.reader.problems.append(Problem(at, what, remedy))

    def _source(self, name: str, path: tuple[str | int, ...]) -> Source:
        if name not in self.sources:
            remedy = meant(name, self.sources, "add it under `sources:`")
            self._problem(place_of(self.node, path), f"unknown source `{name}`", remedy)
            return Source("")
        return self.sources[name]

    def _context(self, shape: ContextShape) -> Context | None:
        source = self._source(shape.source, ("context", "source"))
        who = self.reader.read(child(self.node, ("context", "who")))
        plain = None if shape.plain is None else self.reader.read(child(self.node, ("context", "plain")))
        if self.reader.problems or who is None:
            return None
        plain_core = None if plain is None else self.lowering.lower(plain)
        at = place_of(self.node, ("context",))
        return Context(who, self.lowering.lower(who), shape.wording, source, plain, plain_core, shape.note, at)

    def _aim(self, shape: AimShape, index: int, at: Place) -> Aim | None:
        given = [name for name in KINDS if getattr(shape, name) is not None]
        if len(given) != 1:
            what = f"`{shape.id}` says {'nothing that it aims at' if not given else 'more than one thing'}"
            self._problem(at, what, f"write exactly one of {', '.join(KINDS)}")
            return None
        source = self._source(shape.source, ("aims", index, "source"))
        aimed = self._aimed(shape, ("aims", index, given[0]))
        return None if aimed is None else Aim(shape.id, shape.what, aimed, source, shape.note, at)

    def _aimed(self, shape: AimShape, path: tuple[str | int, ...]) -> Aimed | None:
        if shape.apart is not None:
            which = self._which(shape.apart, path)
            if len(shape.apart.provisions) == 1:
                self._problem(place_of(self.node, path), "one provision is apart from itself", "name two, or a kind")
            return Apart(which, shape.apart.certain)
        if shape.served is not None:
            where = self.reader.read(child(self.node, (*path, "where")))
            return None if where is None else Served(where, self._which(shape.served, path))
        if shape.no_breaks is not None:
            self._known(shape.no_breaks.steps, STEPS, "step", (*path, "steps"))
            return NoBreaks(tuple(shape.no_breaks.steps))
        if shape.no_larger_than is not None:
            return NoLargerThan(shape.no_larger_than.at, self._which(shape.no_larger_than, path))
        if shape.no_criterion_on is not None:
            return NoCriterionOn(tuple(map(Concern, shape.no_criterion_on)))
        return Review(tuple(map(Concern, shape.review or ())))

    def _which(self, shape: WhichShape, path: tuple[str | int, ...]) -> Which:
        self._known(shape.provisions, self.provisions, "provision", (*path, "provisions"))
        if shape.kind:
            self._known([shape.kind], self.kinds, "kind of provision", (*path, "kind"))
        if shape.kind and shape.provisions:
            what = "provisions are named by kind and one by one"
            self._problem(place_of(self.node, path), what, "keep `kind:` or `provisions:`")
        return Which(shape.kind, tuple(shape.provisions))

    def _known(self, names: Iterable[str], known: Collection[str], what: str, path: tuple[str | int, ...]) -> None:
        for place, name in enumerate(names):
            if name not in known:
                at = place_of(self.node, (*path, place) if path[-1] != "kind" else path)
                self._problem(at, f"unknown {what} `{name}`", meant(name, known, f"it may be {', '.join(known)}"))
