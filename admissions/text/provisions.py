"""Reads a provision's file: the version of its criteria that is in force, with its places, examples and sources."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence

from admissions.errors import Place, Problem, meant
from admissions.model.conditions import Surface
from admissions.model.outcomes import Strength
from admissions.model.periods import ONE_DAY, UNKNOWN, Period, first_of
from admissions.model.provisions import (
    Criterion,
    EndedProvision,
    Example,
    Justification,
    NotRecorded,
    Places,
    Provision,
    SubProvision,
    UnknownVersion,
    Version,
    VersionDates,
)
from admissions.model.sources import Source
from admissions.text.conditions import ConditionReader
from admissions.text.dating import evidence_of
from admissions.text.provision_shapes import CriterionShape, PartShape, PlacesShape, ProvisionFile, VersionShape
from admissions.text.tree import Node, Scalar, place_of, plain
from admissions.text.vocabulary import child, source_of

STRENGTHS = ("must", "must_not", "normally", "indicators", "guidance")
WORDS_ONLY = "words_only"


class ProvisionReader:
    """Reads provisions as at a date; their problems are among those of its ``reader`` of conditions.

    Only what is in force is read, since it is written in the words of its day. With ``undated``, versions of which no
    day is known are read for their problems too.
    """

    def __init__(self, reader: ConditionReader, as_at: dt.date, *, undated: bool = False) -> None:
        self.reader = reader
        self.problems = reader.problems
        self.as_at = as_at
        self.undated = undated

    def provision(self, shape: ProvisionFile, node: Node) -> Provision | UnknownVersion | EndedProvision:
        """The provision of one file, with its conditions not lowered yet; where there are problems it is not whole."""
        sources = {key: source_of(source) for key, source in shape.sources.items()}
        periods = [evidence_of(version.in_force) for version in shape.versions]
        self.problems += version_problems(shape, node)
        versions = {
            index: self._version(version, index, node, sources)
            for index, (version, held) in enumerate(zip(shape.versions, periods, strict=True))
            if (held.holds(self.as_at) if held else self.undated)
        }
        current = next((version for index, version in versions.items() if periods[index]), None)
        if current is None:
            return self._not_in_force(shape, periods)
        places = tuple(
            self._places(item, place_of(node, ("places", index)), sources) for index, item in enumerate(shape.places)
        )
        examples = tuple(
            Example(item.case, item.outcome, item.because, place_of(node, ("examples", index)))
            for index, item in enumerate(shape.examples)
        )
        at = place_of(node, ("provision",))
        return Provision(
            shape.provision,
            shape.name,
            shape.kind,
            current,
            shape.urn,
            shape.part_of,
            shape.ages,
            places,
            examples,
            tuple(_dates(one, index, node, sources) for index, one in enumerate(shape.versions)),
            shape.single_sex,
            at,
        )

    def _not_in_force(self, shape: ProvisionFile, periods: Sequence[Period | None]) -> UnknownVersion | EndedProvision:
        """What is known of a provision of which no version is in force."""
        ends: dict[dt.date, bool] = {}
        starts = []
        for version, held in zip(shape.versions, periods, strict=True):
            if held is not None and held.end is not None and held.end <= self.as_at:
                ends[held.end] = version.in_force.until != UNKNOWN
            elif held is not None and held.start is not None:
                starts.append(held.start)
        last = max(ends, default=None)
        if last is not None and ends[last] and not starts:
            return EndedProvision(shape.provision, shape.name, shape.kind, last)
        before = None if last is None else last - ONE_DAY
        return UnknownVersion(shape.provision, shape.name, shape.kind, before, min(starts, default=None))

    def _version(self, shape: VersionShape, index: int, node: Node, sources: Mapping[str, Source]) -> Version:
        path = ("versions", index)
        criteria = self._criteria(shape.criteria, child(node, (*path, "criteria")), sources)
        stay = self._criteria(shape.stay, child(node, (*path, "stay")), sources) if shape.stay else ()
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
        return Version(
            shape.status,
            self._source(shape.source, sources, place_of(node, (*path, "source"))),
            criteria,
            tuple(force.seen),
            None if isinstance(force.from_, str) else force.from_,
            force.until,
            tuple(missing),
            shape.ranking,
            tuple(parts),
            stay,
            hash=_hash(child(node, path)),
        )

    def _criteria(
        self, shapes: Sequence[CriterionShape], node: Node, sources: Mapping[str, Source]
    ) -> tuple[Criterion, ...]:
        found: list[Criterion] = []
        for number, written in enumerate(shapes):
            criterion = self._criterion(written, child(node, (number,)), sources)
            if criterion is not None:
                if any(known.id == criterion.id for known in found):
                    what = f"two criteria are called `{criterion.id}`"
                    self.problems.append(Problem(criterion.at, what, "give each its own id"))
                found.append(criterion)
        return tuple(found)

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
        justified = None
        if shape.justification is not None:
            cited = self._source(shape.justification.source, sources, place_of(node, ("justification", "source")))
            justified = Justification(shape.justification.what, cited)
        return Criterion(
            shape.id,
            shape.wording,
            strength,
            source,
            condition,
            waiver=waiver,
            note=shape.note,
            justification=justified,
            at=at,
        )

    def _part(self, shape: PartShape, node: Node, sources: Mapping[str, Source]) -> SubProvision:
        where = None if shape.where is None else self.reader.read(child(node, ("where",)))
        places = None if shape.places is None else self._places(shape.places, place_of(node, ("places",)), sources)
        source = self._source(shape.source, sources, place_of(node, ("source",)))
        at = place_of(node, ("id",))
        return SubProvision(shape.id, shape.name, shape.wording, source, where, None, places, shape.note, at)

    def _places(self, shape: PlacesShape, at: Place, sources: Mapping[str, Source]) -> Places:
        return Places(shape.number, self._source(shape.source, sources, at), shape.from_, shape.until)

    def _source(self, name: str, sources: Mapping[str, Source], at: Place) -> Source:
        if name not in sources:
            self.problems.append(
                Problem(at, f"unknown source `{name}`", meant(name, sources, "add it under `sources:`"))
            )
            return Source("")
        return sources[name]


def version_problems(shape: ProvisionFile, node: Node) -> Iterator[Problem]:
    """What is wrong with the dates of a provision's versions: each of its own, and two that hold on one day."""
    known: list[Period] = []
    for index, version in enumerate(shape.versions):
        force, path = version.in_force, ("versions", index, "in_force")
        held = evidence_of(force)
        if held is None:
            if force.until is None:
                what = "no day is known on which this version is in force"
                remedy = "add a day to `seen:`, or write `until: unknown` where it is not in force any more"
                yield Problem(place_of(node, (*path, "seen")), what, remedy)
            continue
        if held.end is not None and held.start is not None and held.end <= held.start:
            what, remedy = "this version ends before it is in force", "check `from:` and `until:`"
            yield Problem(place_of(node, (*path, "until")), what, remedy)
        elif held.end is not None and any(first_of(day) >= held.end for day in force.seen):
            what = "this version was seen on a day on which it had ended"
            yield Problem(place_of(node, (*path, "seen")), what, "check `seen:` and `until:`")
        for other in known:
            day = held.meets(other)
            if day is not None:
                what = f"another version is in force too, on {day}"
                remedy = "let the older one end: `until:` with a date, or `unknown`"
                yield Problem(place_of(node, path), what, remedy)
        known.append(held)


def _dates(shape: VersionShape, index: int, node: Node, sources: Mapping[str, Source]) -> VersionDates:
    force = shape.in_force
    return VersionDates(
        _hash(child(node, ("versions", index))),
        shape.status,
        sources.get(shape.source, Source("")),
        tuple(force.seen),
        None if isinstance(force.from_, str) else force.from_,
        force.until,
    )


def _hash(version: Node) -> str:
    """The content hash of one version, which a change of another does not change."""
    written = json.dumps(plain(version), sort_keys=True, default=str).encode()
    return hashlib.sha256(written).hexdigest()[:16]
