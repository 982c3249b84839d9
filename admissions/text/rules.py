"""Reads an authority's folder, with the shared one that it uses, into a rule set as at a date."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from admissions.errors import Place, Problem, Refused, meant, refuse
from admissions.model.aims import Aims
from admissions.model.conditions import Core
from admissions.model.needs import Value
from admissions.model.outcomes import Outcome
from admissions.model.provisions import (
    Assumption,
    EndedProvision,
    Provision,
    RuleSet,
    Scale,
    UnknownVersion,
    Version,
)
from admissions.text.advice import advice_problems, consultations
from admissions.text.aims import read_aims
from admissions.text.casework import read_casework
from admissions.text.checking import shaped
from admissions.text.conditions import ConditionReader
from admissions.text.crosswalk import levels_of, read_crosswalk
from admissions.text.dating import reversed_periods
from admissions.text.files import RuleFiles
from admissions.text.lowering import Lowering
from admissions.text.population import read_population
from admissions.text.provision_shapes import ProvisionFile
from admissions.text.provisions import ProvisionReader
from admissions.text.shapes import AdviceFile, AuthorityFile
from admissions.text.tree import Node, place_of, read_bytes
from admissions.text.versions import references_of, with_cores
from admissions.text.vocabulary import read_assumptions, read_needs

CASEWORK, AIMS = "casework.yaml", "aims.yaml"
NO_PROVISIONS = ("authority.yaml", "assumptions.yaml", CASEWORK, AIMS)
"""The files of an authority's folder that describe no provision; every other one does."""


@dataclass
class _Draft:
    """One provision while it is read: conditions are parsed first, and lowered once every provision is known."""

    provision: Provision
    lowered: Version | None = None


def _refer_to(provisions: Iterable[Provision], provision: str) -> set[str]:
    """The provision itself, and those whose conditions refer to what it comes out as, or to one that does."""
    refer = {one.id: {reference.provision for reference in references_of(one.version)} for one in provisions}
    found, more = set[str](), {provision}
    while more:
        found |= more
        more = {id for id, others in refer.items() if others & found} - found
    return found


@dataclass
class RuleReader:
    """Reads rule files; after ``read`` every problem that was met is in ``problems``.

    With ``undated`` these are also the problems of versions of which no day is known.
    """

    files: RuleFiles
    as_at: dt.date
    undated: bool = False
    problems: list[Problem] = field(default_factory=list)

    def read(self) -> RuleSet:
        """The rule set. Raises Refused with every problem of every file."""
        nodes = self._nodes()
        shared, own = self.files.shared, self.files.authority
        authority = shaped(AuthorityFile, self._needed(nodes, f"{own}/authority.yaml"))
        advice_node = self._needed(nodes, f"{shared}/advice.yaml")
        advice = shaped(AdviceFile, advice_node)
        apart = {f"{own}/{name}" for name in NO_PROVISIONS}
        shapes: list[tuple[Node, ProvisionFile]] = []
        for name, node in nodes.items():
            if name.startswith(f"{own}/") and name not in apart:
                with self._collecting():
                    shapes.append((node, shaped(ProvisionFile, node)))
                    self.problems += reversed_periods(shapes[-1][1], node)
        self._called_alike(shapes)
        placements = tuple(Value(shape.provision, shape.name) for _, shape in shapes)
        needs_node = self._needed(nodes, f"{shared}/needs.yaml")
        before = len(self.problems)
        scales, assumptions = self._scales(nodes, needs_node)
        if len(self.problems) > before:
            self._raise()  # the fields refer to assumptions, so theirs would be problems that are none
        with self._collecting():
            needs = read_needs(needs_node, placements, assumptions, self.as_at)
        self._raise()
        names = [placement.id for placement in placements]
        conditions = ConditionReader(needs, scales, assumptions, names)
        reader = ProvisionReader(conditions, self.as_at, undated=self.undated)
        drafts: dict[str, _Draft] = {}
        not_known: list[UnknownVersion] = []
        ended: list[EndedProvision] = []
        for node, shape in shapes:
            found = reader.provision(shape, node)
            if isinstance(found, UnknownVersion):
                not_known.append(found)
            elif isinstance(found, EndedProvision):
                ended.append(found)
            else:
                drafts[found.id] = _Draft(found)
        self.problems += reader.problems
        self._raise()
        provisions = self._lowered(drafts, Lowering(needs, scales, assumptions))
        self._raise()
        aims = Aims()
        if f"{own}/{AIMS}" in nodes:
            with self._collecting():
                reader_of_aims = ConditionReader(needs, scales, assumptions)
                lowering = Lowering(needs, scales, assumptions)
                aims = read_aims(nodes[f"{own}/{AIMS}"], reader_of_aims, lowering, names, advice.advice)
            self._raise()
        for provision in provisions:
            if provision.kind not in advice.advice:
                what, known = f"unknown kind of provision `{provision.kind}`", advice.advice
                self.problems.append(Problem(provision.at, what, meant(provision.kind, known, "add advice for it")))
        self.problems += advice_problems(advice, advice_node)
        self._raise()
        kinds = tuple(advice.advice)
        provisions = tuple(sorted(provisions, key=lambda one: (kinds.index(one.kind), one.id)))
        rules = RuleSet(
            id=authority.authority,
            name=authority.name,
            notice=authority.notice,
            as_at=self.as_at,
            needs=needs,
            scales=scales,
            assumptions=assumptions,
            provisions=provisions,
            not_known=tuple(not_known),
            ended=tuple(ended),
            cannot_see=tuple(advice.cannot_see),
            challenge=advice.challenge,
            advice=dict(advice.advice),
            towards_mainstream=tuple(advice.towards_mainstream),
            consultation=consultations(advice),
            aims=aims,
            hash=self.files.hash,
            crosswalk_hash=hashlib.sha256(self.files.data[f"{shared}/crosswalk.yaml"]).hexdigest()[:16],
        )
        files = [nodes[name] for name in (f"{shared}/{CASEWORK}", f"{own}/{CASEWORK}") if name in nodes]
        population = (
            read_population(self._needed(nodes, self.files.population), needs) if self.files.population else None
        )
        return replace(rules, casework=read_casework(files, rules, placements), population=population)

    def read_again(self, rules: RuleSet, provision: Provision) -> RuleSet:
        """The rule set with the file of one of its provisions read anew, and all else as it was read before.

        ``files`` has that file as it is now. Raises Refused where it does not hold up, or is another provision's.
        """
        node = read_bytes(self.files.data[provision.at.file], provision.at.file)
        shape = shaped(ProvisionFile, node)
        self.problems += reversed_periods(shape, node)
        for name, was, now in (("provision", provision.id, shape.provision), ("name", provision.name, shape.name)):
            if was != now:
                what = "a draft is of the provision that it is tried on"
                self.problems.append(Problem(place_of(node, (name,)), what, f"leave `{name}` as `{was}`"))
        self._raise()
        known = [*rules.by_id, *(one.id for one in rules.not_known), *(one.id for one in rules.ended)]
        conditions = ConditionReader(rules.needs, rules.scales, rules.assumptions, known)
        reader = ProvisionReader(conditions, self.as_at, undated=self.undated)
        found = reader.provision(shape, node)
        self.problems += reader.problems
        self._raise()
        if not isinstance(found, Provision):
            what = f"no version of it is in force as at {self.as_at}"
            raise refuse(place_of(node, ("versions",)), what, "give one that is")
        if found.kind not in rules.advice:
            what = f"unknown kind of provision `{found.kind}`"
            raise refuse(found.at, what, meant(found.kind, rules.advice, "leave it as it was"))
        anew = _refer_to(rules.provisions, found.id)
        drafts = {
            one.id: _Draft(found if one.id == found.id else one, None if one.id in anew else one.version)
            for one in rules.provisions
        }
        provisions = self._lowered(drafts, Lowering(rules.needs, rules.scales, rules.assumptions))
        self._raise()
        return replace(rules, provisions=provisions, hash=self.files.hash)

    # --- files -------------------------------------------------------------------------------------------------------

    def _nodes(self) -> dict[str, Node]:
        nodes = {}
        for name, data in self.files.data.items():
            with self._collecting():
                nodes[name] = read_bytes(data, name)
        self._raise()
        return nodes

    def _needed(self, nodes: Mapping[str, Node], name: str) -> Node:
        if name not in nodes:
            raise refuse(Place(name), "this file is missing", "add it; `admissions schema` shows what it holds")
        return nodes[name]

    def _scales(self, nodes: Mapping[str, Node], needs_node: Node) -> tuple[tuple[Scale, ...], tuple[Assumption, ...]]:
        levels = dict(levels_of(needs_node, self.as_at))
        scales: tuple[Scale, ...] = ()
        shared: tuple[Assumption, ...] = ()
        own: tuple[Assumption, ...] = ()
        with self._collecting():
            crosswalk = self._needed(nodes, f"{self.files.shared}/crosswalk.yaml")
            scales, shared = read_crosswalk(crosswalk, levels, self.as_at)
        name = f"{self.files.authority}/assumptions.yaml"
        if name in nodes:
            with self._collecting():
                own = read_assumptions(nodes[name], self.as_at)
        seen: dict[str, Assumption] = {}
        for assumption in (*shared, *own):
            if assumption.id in seen:
                what = f"two assumptions are called `{assumption.id}`"
                self.problems.append(Problem(assumption.at, what, f"the other is at {seen[assumption.id].at}"))
            seen[assumption.id] = assumption
        return scales, tuple(seen.values())

    # --- lowering ----------------------------------------------------------------------------------------------------

    def _called_alike(self, shapes: Iterable[tuple[Node, ProvisionFile]]) -> None:
        """Raises Refused where two provisions have one id: placements are named by it as well."""
        seen: dict[str, Place] = {}
        for node, shape in shapes:
            at = place_of(node, ("provision",))
            if shape.provision in seen:
                what = f"two provisions are called `{shape.provision}`"
                self.problems.append(Problem(at, what, f"the other is at {seen[shape.provision]}"))
            seen.setdefault(shape.provision, at)
        if any(one.what.startswith("two provisions") for one in self.problems):
            self._raise()

    def _lowered(self, drafts: Mapping[str, _Draft], lowering: Lowering) -> tuple[Provision, ...]:
        waiting: list[str] = []
        told: set[frozenset[str]] = set()

        def outcome_core(provision: str, outcome: Outcome) -> Core:
            return lowered(provision).outcome_cores[outcome]

        def lowered(provision: str) -> Version:
            draft = drafts[provision]
            if draft.lowered is None:
                if provision in waiting:
                    circle = waiting[waiting.index(provision) :]
                    if frozenset(circle) in told:  # every member of it, and all that refers to one, gets here
                        raise Refused([])
                    told.add(frozenset(circle))
                    said = " -> ".join([*circle, provision])
                    raise refuse(
                        draft.provision.at, f"the outcomes refer to each other in a circle: {said}", "break it"
                    )
                waiting.append(provision)
                draft.lowered = with_cores(draft.provision.version, lowering)
                waiting.pop()
            return draft.lowered

        lowering.outcome_core = outcome_core
        found = []
        for name, draft in drafts.items():
            absent = [
                reference for reference in references_of(draft.provision.version) if reference.provision not in drafts
            ]
            for reference in absent:
                what = f"`{reference.provision}` has no version in force on some day on which this one is"
                self.problems.append(Problem(reference.at, what, "refer to a provision that has one"))
            if absent:
                continue
            waiting.clear()
            with self._collecting():
                found.append(replace(draft.provision, version=lowered(name)))
        return tuple(found)

    # --- problems ----------------------------------------------------------------------------------------------------

    @contextmanager
    def _collecting(self) -> Iterator[None]:
        try:
            yield
        except Refused as refused:
            self.problems += refused.problems

    def _raise(self) -> None:
        if self.problems:
            raise Refused(dict.fromkeys(self.problems))
