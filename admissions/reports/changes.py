"""The report of changes: what became of each provision, who gains and who loses, and which overlaps are otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from admissions.model.outcomes import Overlap
from admissions.model.provisions import RuleSet
from admissions.questions.changes import ChangeKind, Changes, Part, ProvisionChange
from admissions.questions.moves import Move, MoveKind, Said
from admissions.questions.read import ReadProvision
from admissions.questions.side_by_side import Side, SideBySide, Which
from admissions.reports.examples import example_fields, example_readings, say_example
from admissions.reports.rule_set import LeftOutLine, RuleSetLine, left_out_lines, rule_set_line
from admissions.words.conditions import Speaker
from admissions.words.lists import joined

SCHEMA = "admissions/changes/1"

NOW_AND_BEFORE: Mapping[MoveKind, tuple[str, str, str]] = {
    MoveKind.GAINS: ("children to whom it is open now", "before, they did not meet its criteria", ""),
    MoveKind.FROM_DISCRETION: (
        "children to whom it is open now",
        "before, it was at the panel's discretion for them",
        "",
    ),
    MoveKind.LOSES: (
        "children who do not meet its criteria now",
        "before, it was open to them",
        "children to whom it was open before",
    ),
    MoveKind.TO_DISCRETION: (
        "children for whom it is at the panel's discretion now",
        "before, it was open to them",
        "",
    ),
    MoveKind.NEW_AT_DISCRETION: (
        "children for whom it is at the panel's discretion now",
        "before, they did not meet its criteria",
        "",
    ),
    MoveKind.NO_LONGER_AT_DISCRETION: (
        "children who do not meet its criteria now",
        "before, it was at the panel's discretion for them",
        "children for whom it was at the panel's discretion before",
    ),
    MoveKind.NOW_CERTAIN: ("children who meet its criteria now", "before, nothing recorded ruled it out", ""),
    MoveKind.NO_LONGER_CERTAIN: (
        "children for whom nothing recorded rules it out now",
        "before, they met its criteria",
        "",
    ),
}
"""Who the children of a move are: by what is now, what was before, and, where there is no now, by what was before."""


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A condition that holds of every child of a move, in the words of one rule set.

    ``asked`` tells what that rule set asks from why not all that it asks holds.
    """

    rule_set: str
    asked: bool
    criteria: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """A plausible child: the fields that matter, as values and in words, and the readings under which it is one."""

    witness: Mapping[str, tuple[str, ...]]
    text: str
    readings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MoveLine:
    """Children who stand otherwise than before: what became of them, how many entry cells, who they are, an example."""

    move: MoveKind
    what: str
    entry_cells: int
    says: tuple[SaidLine, ...]
    example: ExampleLine


@dataclass(frozen=True, slots=True)
class RewrittenLine:
    """Which criteria are new, are gone, and have other words, another strength or another condition."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    altered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProvisionLine:
    """What became of one provision.

    ``old_status`` and ``new_status`` are empty where it has no criteria in force; ``same_text`` tells whether its own
    text is the same, which it may be although the change of something else, such as a scale, has changed what it says.
    """

    id: str
    name: str
    change: str
    why: str
    old_status: str
    new_status: str
    same_text: bool
    criteria: RewrittenLine
    moves: tuple[MoveLine, ...]


@dataclass(frozen=True, slots=True)
class PartLine:
    """Children new to an overlap, or gone from it."""

    entry_cells: int
    example: ExampleLine


@dataclass(frozen=True, slots=True)
class PairLine:
    """How an overlap was and is, the children to whom both provisions are open only now, and those only before."""

    provisions: tuple[str, str]
    names: tuple[str, str]
    old: Overlap
    new: Overlap
    grown: PartLine | None
    shrunk: PartLine | None


@dataclass(frozen=True, slots=True)
class AssumedLine:
    """What each side assumes of a question on which some answer rests; nothing where it does not know the question."""

    id: str
    question: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangesReport:
    """The comparison of two rule sets, ready to be shown; ``limits`` say which children it leaves out."""

    schema: str
    old: RuleSetLine
    new: RuleSetLine
    notice: str
    provisions: tuple[ProvisionLine, ...]
    overlaps: tuple[PairLine, ...]
    assumed: tuple[AssumedLine, ...]
    limits: tuple[str, ...]
    left_out: tuple[LeftOutLine, ...]


class _Reporter:
    """Makes lines out of changes, in the labels of the two rule sets."""

    def __init__(self, both: SideBySide) -> None:
        self.both = both
        self.rules: dict[str, RuleSet] = {side.which: side.book.rules for side in (both.new, both.old)}
        self._known = [rules.assumption for rules in self.rules.values()]
        self.speakers = {which: Speaker(rules, spell_out=True) for which, rules in self.rules.items()}

    def provision(self, one: ProvisionChange) -> ProvisionLine:
        rewritten = RewrittenLine(one.rewritten.added, one.rewritten.removed, one.rewritten.altered)
        moves = tuple(self._move(move, one) for move in one.moves)
        statuses = (_status(one.old), _status(one.new))
        return ProvisionLine(one.id, one.name, one.kind.value, one.why, *statuses, one.same_hash, rewritten, moves)

    def _move(self, move: Move, one: ProvisionChange) -> MoveLine:
        now, before, only_before = NOW_AND_BEFORE[move.kind]
        what = now if one.old is None else only_before if one.new is None else f"{now}; {before}"
        says = tuple(self._said(said) for said in move.says)
        return MoveLine(move.kind, what, move.cells, says, self._example(move))

    def _said(self, said: Said) -> SaidLine:
        return SaidLine(said.which.value, said.asked, said.criteria, self.speakers[said.which].say(said.condition))

    def _example(self, of: Move | Part) -> ExampleLine:
        found, rules = of.example, self.rules[Which.NEW]
        return ExampleLine(
            example_fields(rules, found.profile, found.essential),
            say_example(rules, found.profile, found.essential),
            example_readings(self.rules, found.profile, found.readings),
        )

    def part(self, part: Part | None) -> PartLine | None:
        return None if part is None else PartLine(part.cells, self._example(part))

    def assumed(self, compared: Sequence[ProvisionChange]) -> Iterator[AssumedLine]:
        """What is assumed on either side, where an answer of a provision that is compared rests on it."""
        held = [found for one in compared for found in (one.old, one.new) if found is not None]
        rests_on = {name for found in held for region in found.outcomes.values() for name in region.support}
        for name in dict.fromkeys(name for known in self._known for name in known):
            if name in rests_on:
                question = next(known[name].question for known in self._known if name in known)
                yield AssumedLine(name, question, *(_labels(side, name) for side in self.both.sides))

    def limits(self) -> Iterator[str]:
        """Which children the comparison leaves out, as sentences."""
        if self.both.differing:
            fields = joined((f"`{name}`" for name in self.both.differing), "and")
            yield f"The two rule sets do not have {fields} alike, so children are compared by what both can record."
        if self.both.possible_differs:
            yield "What children are possible differs, so only those who are possible in both rule sets are compared."
        for name, values in self.both.readings.items():
            yield f"The readings of `{name}` differ; compared are {joined((f'`{one}`' for one in values), 'and')}."


def _labels(side: Side, name: str) -> tuple[str, ...]:
    """What a side assumes, in its own labels."""
    known = side.book.rules.assumption
    return tuple(known[name].label(value) for value in side.settings.get(name, ()))


def _status(provision: ReadProvision | None) -> str:
    return "" if provision is None else provision.provision.version.status.value


def changes_report(both: SideBySide, found: Changes) -> ChangesReport:
    """The report of what has changed between two rule sets."""
    reporter = _Reporter(both)
    names = {one.id: one.name for one in found.provisions}
    pairs = tuple(
        PairLine(
            (pair.one, pair.two),
            (names[pair.one], names[pair.two]),
            pair.before,
            pair.after,
            reporter.part(pair.grown),
            reporter.part(pair.shrunk),
        )
        for pair in found.pairs
    )
    old, new = both.old.book.rules, both.new.book.rules
    left_out = {one.id: one for rules in (old, new) for one in left_out_lines(rules, names) if one.id not in names}
    return ChangesReport(
        SCHEMA,
        rule_set_line(old),
        rule_set_line(new),
        new.notice,
        tuple(reporter.provision(one) for one in found.provisions),
        pairs,
        tuple(reporter.assumed([one for one in found.provisions if one.kind is not ChangeKind.CANNOT_BE_COMPARED])),
        tuple(reporter.limits()),
        tuple(left_out.values()),
    )
