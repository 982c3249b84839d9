"""Trying a change of one provision: its file as it is, what could be changed in it, and what that would do.

Nothing is written: the published rules stay as they are.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from admissions.errors import NOWHERE, Place, TooLarge, meant, refuse
from admissions.model.algebra import readings_in
from admissions.model.outcomes import Strength
from admissions.questions.rulebook import LISTED
from admissions.service.checking import Asked
from admissions.service.comparing import in_context, settled_for

if TYPE_CHECKING:
    from admissions.model.provisions import RuleSet
    from admissions.questions.read import ReadProvision
    from admissions.questions.rulebook import Rulebook
    from admissions.questions.settled import Settled
    from admissions.regions.space import Space
    from admissions.reports.trial import TrialReport
    from admissions.text.drafts import Change
    from admissions.text.files import RuleFiles

SECONDS = 5.0
"""How long a change waits for others that are tried."""
MOST_LETTERS = 64_000
"""How long the file of a provision may be: the longest of the bundled ones has a third of that."""
MOST_STEPS = 3
"""How far an end of a range may be moved at once, in steps of its field."""
MOST_LEFT = 50_000
"""How many nodes may be left behind where changes are tried: some ten of the bundled rules leave as many."""
WEIGHTS = (Strength.MUST, Strength.NORMALLY, Strength.GUIDANCE)
"""The strengths that a criterion may be given in place of another one of them."""


@dataclass(frozen=True, slots=True)
class SmallChange:
    """One small change that can be made, in words; its key holds for the text that it was worked out from."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class SmallChanges:
    """The small changes of one criterion."""

    criterion: str
    options: tuple[SmallChange, ...]


def published_text(book: Rulebook, files: RuleFiles, name: str) -> str:
    """The file of a provision as it is published. Raises Refused for an unknown one."""
    return files.data[_provision(book, name).provision.at.file].decode("utf-8-sig")


def trial(book: Rulebook, files: RuleFiles, name: str, text: str, asked: Asked) -> TrialReport:
    """What it would do if the file of a provision were ``text``. Raises Refused where it does not hold up."""
    from admissions.questions.trial import MOST_NODES
    from admissions.questions.trial import trial as tried
    from admissions.reports.trial import trial_report

    with _one_at_a_time():
        rules = _read(book, files, name, text)
        # What the last one left behind is no reason to refuse this one: too large is what is so by itself.
        for context in _contexts(book, asked):
            try:
                found = trial_report(tried(context, rules, name, unverified=asked.unverified), name)
            except TooLarge:
                continue
            if context.space.made <= MOST_LEFT:
                book.kept[_TriedIn] = _TriedIn(asked.key, context)
            return found
    raise TooLarge(MOST_NODES)


def small_changes(book: Rulebook, files: RuleFiles, name: str, text: str, asked: Asked) -> tuple[SmallChanges, ...]:
    """The small changes that can be made to the file of a provision: an end of a range moved, another strength, one
    of several readings.
    """
    found: dict[str, list[SmallChange]] = {}
    for one in _changes(book, files, name, text, asked):
        found.setdefault(one.criterion, []).append(SmallChange(one.key, one.words))
    return tuple(SmallChanges(criterion, tuple(several)) for criterion, several in found.items())


def with_small_change(book: Rulebook, files: RuleFiles, name: str, text: str, key: str, asked: Asked) -> str:
    """The file of a provision with one small change in it, as a draft. Raises Refused for an unknown change."""
    from admissions.text.drafts import drafted

    for one in _changes(book, files, name, text, asked):
        if one.key == key:
            provision = _read(book, files, name, text).by_id[name]
            version = [one.hash for one in provision.versions].index(provision.version.hash)
            return drafted(text, version, f"Draft, not published. {one.criterion}: {one.words}", [one.change])
    raise refuse(Place("change"), "this change cannot be made to this text", "choose one again")


_TRYING = threading.Lock()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """A change that is tried takes long next to all else that is asked: one waits for another, and not for ever."""
    if not _TRYING.acquire(timeout=SECONDS):
        raise refuse(Place("draft"), "too many changes are tried at once", "try it again in a moment")
    try:
        yield
    finally:
        _TRYING.release()


@dataclass(frozen=True, slots=True)
class _TriedIn:
    """What a change was tried in, and how that was asked."""

    asked: tuple[object, ...]
    context: Settled


def _contexts(book: Rulebook, asked: Asked) -> Iterator[Settled]:
    """What a change can be tried in: what the last one was tried in, since most of it is the same, or else anew."""
    last = book.kept.pop(_TriedIn, None)
    if isinstance(last, _TriedIn) and last.asked == asked.key:
        yield last.context
    yield in_context(book, asked)


@dataclass(frozen=True, slots=True)
class _Option:
    """A small change: its key, the criterion that it is of, in words, and how it is written."""

    key: str
    criterion: str
    words: str
    change: Change


def _changes(book: Rulebook, files: RuleFiles, name: str, text: str, asked: Asked) -> list[_Option]:
    """Every small change."""
    rules = _read(book, files, name, text)
    from admissions.questions.trial import MOST_NODES

    settled = settled_for(book, asked).among(None)
    settled.space.bounded(MOST_NODES)  # a draft may come from anyone
    return [
        *_moved_ends(book, rules, name, settled),
        *_other_strengths(rules, name),
        *_settled_readings(book, rules, name, settled.space),
    ]


def _moved_ends(book: Rulebook, rules: RuleSet, name: str, settled: Settled) -> Iterator[_Option]:
    from admissions.questions.shifts import shifts
    from admissions.reports.shifts import shift_line
    from admissions.text.drafts import Replaced

    read = book.edited(rules, settled.space).by_id[name]
    steps = [step for step in range(-MOST_STEPS, MOST_STEPS + 1) if step]
    found = list(shifts(settled, read, steps))
    place = {criterion: number for number, criterion in enumerate(dict.fromkeys(one.criterion for one in found))}
    # One end of one range after another, each from the furthest down to the furthest up.
    found.sort(key=lambda one: (place[one.criterion], one.path, one.after.low == one.before.low, one.steps))
    for number, shift in enumerate(found):
        line = shift_line(rules, shift)
        where = f"where {line.where}: " if line.where else ""
        words = f"{where}“{line.after}” in place of “{line.before}”"
        yield _Option(f"range-{number}", shift.criterion, words, Replaced(shift.after.at, shift.after))


def _other_strengths(rules: RuleSet, name: str) -> Iterator[_Option]:
    from admissions.text.drafts import Weighed
    from admissions.words.outcomes import STRENGTH_WORDS

    for criterion in rules.by_id[name].version.criteria:
        # What is waived is a must.
        if criterion.condition is not None and criterion.strength in WEIGHTS and criterion.waiver is None:
            for strength in WEIGHTS:
                if strength is not criterion.strength:
                    was, now = STRENGTH_WORDS[criterion.strength], STRENGTH_WORDS[strength]
                    words = f"it counts as “{now}” in place of “{was}”"
                    key = f"weight-{criterion.id}-{strength}"
                    yield _Option(key, criterion.id, words, Weighed(criterion.id, strength))


def _settled_readings(book: Rulebook, rules: RuleSet, name: str, space: Space) -> Iterator[_Option]:
    """What can be read in several ways, written as one of them.

    Where one way of reading rests on the same assumption itself, writing it alone would not settle anything.
    """
    from admissions.text.drafts import Read
    from admissions.words.lists import sentence

    for criterion in rules.by_id[name].version.criteria:
        for number, (at, assumption, readings) in enumerate(readings_in(criterion.condition)):
            ways = [way for way in readings.values() if not isinstance(way, int | str)]
            if any(assumption in book.region(way, space).support for way in ways):
                continue
            known = rules.assumption[assumption]
            for value in known.values:
                if value.id in readings:
                    now = " (assumed now)" if value.id == known.default else ""
                    words = f"it is read in one way only. {known.question} {sentence(f'{value.label}{now}')}"
                    key = f"reading-{criterion.id}-{number}-{value.id}"
                    yield _Option(key, criterion.id, words, Read(at, readings[value.id]))


def _provision(book: Rulebook, name: str) -> ReadProvision:
    if name not in book.by_id:
        raise refuse(NOWHERE, "this provision is not known", meant(name, book.by_id, LISTED))
    return book.by_id[name]


def _read(book: Rulebook, files: RuleFiles, name: str, text: str) -> RuleSet:
    """The rule set with ``text`` as the file of a provision."""
    from admissions.text.files import RuleFiles
    from admissions.text.rules import RuleReader

    provision = _provision(book, name).provision
    if len(text) > MOST_LETTERS:
        what = f"this is longer than {MOST_LETTERS:,} letters"
        raise refuse(Place("draft"), what, "a provision's file is far shorter")
    data = {**files.data, provision.at.file: text.encode("utf-8", "surrogatepass")}
    draft = RuleFiles(files.authority, files.shared, data, files.population)
    return RuleReader(draft, book.rules.as_at).read_again(book.rules, provision)
