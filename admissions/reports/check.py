"""The report of a check: what the caseworker reads and what another program gets, as one object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admissions.casework.chaining import Finding
from admissions.model.casework import MeasuredBy
from admissions.model.needs import CURRENT
from admissions.model.outcomes import Answer, Outcome, answer_of
from admissions.model.placements import NO_WISHES, Wishes
from admissions.model.profiles import Profile
from admissions.model.provisions import Provision, SubProvision
from admissions.questions.check import CheckAnswer, Checker, ProvisionAnswer
from admissions.questions.reasons import Held, held
from admissions.questions.rulebook import Rulebook
from admissions.questions.walks import MOST_KEPT, Walker
from admissions.reports.criteria import CriterionLine, CriterionLines, SourceLine, source_line
from admissions.reports.findings import FindingLine, finding_lines
from admissions.reports.rule_set import (
    AssumptionLine,
    LeftOutLine,
    RuleSetLine,
    assumption_line,
    left_out_lines,
    rule_set_line,
)
from admissions.words.findings import FindingSpeaker
from admissions.words.lists import sentence
from admissions.words.outcomes import GROUPS
from admissions.words.profiles import EntrySpeaker

SCHEMA = "admissions/check/1"


@dataclass(frozen=True, slots=True)
class MissingLine:
    """A part of the published list that is not recorded, and whether that matters for this profile."""

    what: str
    applies: Answer


@dataclass(frozen=True, slots=True)
class PlacesLine:
    """A number of places and where it stands."""

    number: int
    source: SourceLine


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part of a provision, and whether it is for this profile; None where that cannot be tested."""

    id: str
    name: str
    applies: Answer | None
    places: PlacesLine | None
    wording: str
    note: str
    source: SourceLine


@dataclass(frozen=True, slots=True)
class StayLine:
    """Whether a placement goes on, where the child is now: by which criteria that is asked, and what may come out."""

    measured_by: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class ProvisionLine:
    """One provision: its possible outcomes and everything that they rest on."""

    id: str
    name: str
    kind: str
    part_of: str
    status: str
    version: str
    group: str
    outcomes: tuple[Outcome, ...]
    stays: StayLine | None
    not_recorded: tuple[MissingLine, ...]
    criteria: tuple[CriterionLine, ...]
    parts: tuple[PartLine, ...]
    ask: tuple[str, ...]
    turns_on: tuple[str, ...]
    ranking: str
    advice: str


@dataclass(frozen=True, slots=True)
class AskLine:
    """A field worth asking about and how many provisions its answer settles on average."""

    field: str
    label: str
    settles: float


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The answer to a check, ready to be shown.

    ``unusual`` tells what is nearly always so and is not so of what is recorded: it may have been recorded amiss.
    ``left_as_it_is`` tells, at a review, what is known to speak for leaving the placement as it is.
    """

    schema: str
    rule_set: RuleSetLine
    notice: str
    asked_about: str | None
    profile: Mapping[str, Held]
    recorded: tuple[str, ...]
    unusual: tuple[str, ...]
    labels: Mapping[str, str]
    provisions: tuple[ProvisionLine, ...]
    ask_next: tuple[AskLine, ...]
    turns_on: tuple[AssumptionLine, ...]
    left_as_it_is: tuple[str, ...]
    findings: tuple[FindingLine, ...]
    left_out: tuple[LeftOutLine, ...]
    cannot_see: tuple[str, ...]
    challenge: str


class CheckReporter:
    """Turns answers into reports; keeps what is the same for every profile."""

    def __init__(self, book: Rulebook, checker: Checker) -> None:
        self.book = book
        self.checker = checker
        self._order = {name: place for place, name in enumerate(GROUPS)}
        self._criteria = CriterionLines(book, checker)
        self._speaker = FindingSpeaker(book.rules)
        self._entries = EntrySpeaker(book.rules)
        self._held: dict[tuple[str, tuple[int, ...]], Held] = {}
        self._missing: dict[tuple[str, tuple[Answer, ...]], tuple[MissingLine, ...]] = {}
        self._parts: dict[tuple[str, tuple[Answer | None, ...]], tuple[PartLine, ...]] = {}

    def report(
        self,
        profile: Profile,
        answer: CheckAnswer,
        walker: Walker,
        findings: Sequence[Finding] = (),
        asked_about: str | None = None,
        wishes: Wishes = NO_WISHES,
    ) -> CheckReport:
        """The report of one answer; the provision asked about stands first in its group.

        What speaks for leaving a placement as it is, its ``wishes``, silences what questions it.
        """
        rules = self.book.rules
        lines = [self._provision(one, walker) for one in answer.provisions]
        lines.sort(key=lambda line: (self._order[line.group], line.id != asked_about))
        turned = dict.fromkeys(name for one in answer.provisions for name in one.turns_on)
        return CheckReport(
            SCHEMA,
            rule_set_line(rules),
            rules.notice,
            asked_about,
            self._profile(walker),
            tuple(self._entries.say(rules.needs[entry.field], entry.condition) for entry in profile.entries),
            tuple(sentence(what) for what in self.checker.unusual(walker)),
            {name: rules.needs[name].label for one in answer.provisions for name in one.ask},
            tuple(lines),
            tuple(AskLine(one.field, rules.needs[one.field].label, one.settles) for one in answer.ask_next),
            tuple(assumption_line(rules, name, self.checker.settings[name]) for name in turned),
            self._speaker.wishes(wishes),
            finding_lines(self._speaker, findings, wishes),
            left_out_lines(rules, {line.id for line in lines}),
            rules.cannot_see,
            rules.challenge,
        )

    def _profile(self, walker: Walker) -> Mapping[str, Held]:
        """Every field of which something is known, with its possible values; fields that are unknown are left out."""
        box, full = walker.situation.box, self.book.space.diagrams.full
        found: dict[str, Held] = {}
        for field in self.checker.asker.fields:
            where = slice(field.levels.start, field.levels.stop)
            masks = box[where]
            if masks != full[where]:
                key = (field.need.id, masks)
                known = self._held.get(key)
                if known is None:
                    if len(self._held) >= MOST_KEPT:
                        self._held.clear()
                    known = self._held[key] = held(self.book, walker, field.need)
                found[field.need.id] = known
        return found

    def _provision(self, one: ProvisionAnswer, walker: Walker) -> ProvisionLine:
        provision: Provision = one.read.provision
        version = provision.version
        return ProvisionLine(
            provision.id,
            provision.name,
            provision.kind,
            provision.part_of,
            version.status.value,
            version.hash,
            answer_of(one.outcomes),
            one.outcomes,
            stay_line(self.checker, one, walker) if walker.situation.possible(CURRENT) == (one.read.id,) else None,
            self._missing_lines(one),
            self._criteria.lines(one.criteria, walker),
            self._part_lines(one),
            one.ask,
            one.turns_on,
            version.ranking,
            self.book.rules.advice[provision.kind],
        )

    def _missing_lines(self, one: ProvisionAnswer) -> tuple[MissingLine, ...]:
        key = (one.read.id, one.missing)
        found = self._missing.get(key)
        if found is None:
            found = self._missing[key] = tuple(
                MissingLine(part.part.what, applies)
                for part, applies in zip(one.read.missing, one.missing, strict=True)
            )
        return found

    def _part_lines(self, one: ProvisionAnswer) -> tuple[PartLine, ...]:
        key = (one.read.id, one.parts)
        found = self._parts.get(key)
        if found is None:
            found = self._parts[key] = tuple(
                _part_line(read.part, applies) for read, applies in zip(one.read.parts, one.parts, strict=True)
            )
        return found


def stay_line(checker: Checker, one: ProvisionAnswer, walker: Walker) -> StayLine:
    """Whether a placement with a provision goes on, by its criteria for staying or else by those for entry."""
    stays = checker.stays(one.read, walker)
    measured = MeasuredBy.ENTRY if stays is None else MeasuredBy.STAY
    return StayLine(measured.value, one.outcomes if stays is None else stays)


def _part_line(part: SubProvision, applies: Answer | None) -> PartLine:
    places = None if part.places is None else PlacesLine(part.places.number, source_line(part.places.source))
    return PartLine(part.id, part.name, applies, places, part.wording, part.note, source_line(part.source))
