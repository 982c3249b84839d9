"""Reads a provision's file: the version of its criteria that is in force, with its places, examples and sources."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping

from admissions.errors import Place, Problem, meant
from admissions.model.conditions import Surface
from admissions.model.outcomes import Strength
from admissions.model.provisions import (
    Criterion,
    Example,
    NotRecorded,
    Places,
    Provision,
    SubProvision,
    UnknownVersion,
    Version,
)
from admissions.model.sources import Source
from admissions.text.conditions import ConditionReader
from admissions.text.shapes import CriterionShape, PartShape, PlacesShape, ProvisionFile, VersionShape
from admissions.text.tree import Node, Scalar, place_of, plain
from admissions.text.vocabulary import child, source_of

STRENGTHS = ("must", "must_not", "normally", "indicators", "guidance")
WORDS_ONLY = "words_only"


class ProvisionReader:
    """Reads provisions as at a date; their problems are among those of its ``reader`` of conditions."""

    def __init__(self, reader: ConditionReader, as_at: dt.date) -> None:
        self.reader = reader
        self.problems = reader.problems
        self.as_at = as_at

    def provision(self, shape: ProvisionFile, node: Node) -> Provision | UnknownVersion:
        """The provision of one file, with its conditions not lowered yet; where there are problems it is not whole."""
        sources = {key: source_of(source) for key, source in shape.sources.items()}
        versions = [self._version(version, index, node, sources) for index, version in enumerate(shape.versions)]
        current = next((version for version in versions if _in_force(version, self.as_at)), None)
        if current is None:
            earliest = min(version.from_ or min(version.seen) for version in versions)
            return UnknownVersion(shape.provision, shape.name, shape.kind, earliest)
        places = tuple(
            self._places(item, place_of(node, ("places", index)), sources) for index, item in enumerate(shape.places)
        )
        examples = tuple(
            Example(item.case, item.outcome, item.because, place_of(node, ("examples", index)))
            for index, item in enumerate(shape.examples)
        )
        at = place_of(node, ("provision",))
        return Provision(
            shape.provision, shape.name, shape.kind, current, shape.urn, shape.part_of, shape.ages, places, examples, at
        )

    def _version(self, shape: VersionShape, index: int, node: Node, sources: Mapping[str, Source]) -> Version:
        path = ("versions", index)
        criteria: list[Criterion] = []
        for number, written in enumerate(shape.criteria):
            criterion = self._criterion(written, child(node, (*path, "criteria", number)), sources)
            if criterion is not None:
                if any(known.id == criterion.id for known in criteria):
                    what = f"two criteria are called `{criterion.id}`"
                    self.problems.append(Problem(criterion.at, what, "give each its own id"))
                criteria.append(criterion)
        missing = []
        for number, absent in enumerate(shape.not_recorded):
            matters = None
            if absent.where is not None:
                matters = self.reader.read(child(node, (*path, "not_recorded", number, "where")))
            missing.append(NotRecorded(absent.what, matters))
        parts: list[SubProvision] = []
        for number, item in enumerate(shape.parts):
            found = self._part(item, child(node, (*path, "parts", number)), sources)
            if any(known.id == found.id for known in parts):
                self.problems.append(Problem(found.at, f"two parts are called `{found.id}`", "give each its own id"))
            parts.append(found)
        force = shape.in_force
        start = min(force.seen) if isinstance(force.from_, str) else force.from_
        if force.until is not None and force.until <= start:
            at = place_of(node, (*path, "in_force", "until"))
            self.problems.append(Problem(at, "this version ends before it is in force", "check `from:` and `until:`"))
        digest = json.dumps(plain(child(node, path)), sort_keys=True, default=str).encode()
        return Version(
            shape.status,
            self._source(shape.source, sources, place_of(node, (*path, "source"))),
            tuple(criteria),
            tuple(force.seen),
            None if isinstance(force.from_, str) else force.from_,
            force.until,
            tuple(missing),
            shape.ranking,
            tuple(parts),
            hash=hashlib.sha256(digest).hexdigest()[:16],
        )

    def _criterion(self, shape: CriterionShape, node: Node, sources: Mapping[str, Source]) -> Criterion | None:
        at = place_of(node, ("id",))
        given = [name for name in STRENGTHS if getattr(shape, name) is not None]
        if len(given) != 1:
            what = f"`{shape.id}` has {'no strength' if not given else 'more than one strength'}"
            self.problems.append(Problem(at, what, f"write exactly one of {', '.join(STRENGTHS)}"))
            return None
        strength = Strength.INDICATOR if given[0] == "indicators" else Strength(given[0])
        body = child(node, (given[0],))
        condition: Surface | None
        if strength is Strength.INDICATOR:
            condition = self.reader.read_indicators(body)
        elif strength is Strength.GUIDANCE and isinstance(body, Scalar) and body.value == WORDS_ONLY:
            condition = None
        else:
            condition = self.reader.read(body)
        waiver = None
        if shape.waiver is not None:
            if strength not in (Strength.MUST, Strength.MUST_NOT):
                what = f"`{shape.id}` has a waiver and is not a must"
                self.problems.append(Problem(at, what, "only a must or must_not can be waived"))
            waiver = self.reader.read(child(node, ("waiver",)))
        source = self._source(shape.source, sources, place_of(node, ("source",)))
        return Criterion(shape.id, shape.wording, strength, source, condition, waiver=waiver, note=shape.note, at=at)

    def _part(self, shape: PartShape, node: Node, sources: Mapping[str, Source]) -> SubProvision:
        where = None if shape.where is None else self.reader.read(child(node, ("where",)))
        places = None if shape.places is None else self._places(shape.places, place_of(node, ("places",)), sources)
        source = self._source(shape.source, sources, place_of(node, ("source",)))
        at = place_of(node, ("id",))
        return SubProvision(shape.id, shape.name, shape.wording, source, where, None, places, shape.note, at)

    def _places(self, shape: PlacesShape, at: Place, sources: Mapping[str, Source]) -> Places:
        return Places(shape.number, self._source(shape.source, sources, at), shape.from_ or "", shape.until or "")

    def _source(self, name: str, sources: Mapping[str, Source], at: Place) -> Source:
        if name not in sources:
            self.problems.append(
                Problem(at, f"unknown source `{name}`", meant(name, sources, "add it under `sources:`"))
            )
            return Source("")
        return sources[name]


def _in_force(version: Version, as_at: dt.date) -> bool:
    start = version.from_ or min(version.seen)
    return start <= as_at and (version.until is None or as_at < version.until)
