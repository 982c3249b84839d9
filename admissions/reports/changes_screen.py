"""What has changed between two rule sets, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from admissions.model.outcomes import Overlap
from admissions.reports.lines import Line, left_out, numbered, wrapped
from admissions.words.lists import joined

if TYPE_CHECKING:
    from admissions.reports.changes import ChangesReport, ExampleLine, MoveLine, PairLine, ProvisionLine

UNCHANGED = {"says_the_same": "Rewritten, and says the same", "same_text": "Nothing has changed"}
CHANGED = {"changed": "changed", "added": "added", "removed": "removed", "withdrawn": "withdrawn"}
NO_CRITERION = "no criterion, but its dates, sources, notes, or what is not recorded"
OVERLAPS = {
    Overlap.NONE: "no overlap",
    Overlap.CANNOT_BE_RULED_OUT: "cannot be ruled out",
    Overlap.CERTAIN: "some child meets both",
}
OPEN_WORDS = (
    "Open: the criteria are met, or nothing recorded rules it out. "
    "An entry cell is one year group, one primary need and one working level."
)


def changes_screen(report: ChangesReport, width: int = 100) -> Iterator[Line]:
    """Each provision that changed with who gains and who loses, the overlaps that changed, and what is as it was."""
    yield Line("Changes", "heading")
    for side, rules in (("from", report.old), ("to", report.new)):
        yield from wrapped(f"{side} the rules of {rules.name} as at {rules.as_at}, {rules.hash}", width, style="quiet")
    changed = [one for one in report.provisions if one.change in CHANGED]
    for one in changed:
        yield Line()
        yield from _provision(one, width)
    if not changed:
        alike = any(one.change in UNCHANGED for one in report.provisions)
        yield Line()
        yield Line("No provision is known to have changed." if alike else "No provision can be compared.")
    for change, what in UNCHANGED.items():
        names = [_named(one) for one in report.provisions if one.change == change]
        if names:
            yield Line()
            yield from wrapped(f"{what}: {'; '.join(names)}.", width, 0, 2)
    if report.overlaps:
        yield Line()
        yield Line("Overlaps that changed", "heading")
        for pair in report.overlaps:
            yield from _pair(pair, width)
    unlike = [one for one in report.provisions if one.change == "cannot_be_compared"]
    if unlike:
        yield Line()
        yield Line("Cannot be compared", "heading")
        for why in dict.fromkeys(one.why for one in unlike):
            names = [one.name for one in unlike if one.why == why]
            yield from wrapped(f"{'; '.join(names)}: {why}.", width, 0, 2)
    if report.assumed:
        yield Line()
        yield Line("Assumed", "heading")
        for assumption in report.assumed:
            old, new = (joined(side, "and") or "not asked" for side in (assumption.old, assumption.new))
            said = new if old == new else f"before: {old}; now: {new}"
            yield from wrapped(f"{assumption.id}: {said}", width, 2, 2)
    yield Line()
    for limit in report.limits:
        yield from wrapped(limit, width, style="quiet")
    yield from left_out(report.left_out, "this comparison", width)
    yield from wrapped(f"{OPEN_WORDS} {report.notice}", width, style="quiet")


def _named(one: ProvisionLine) -> str:
    """A provision with what of it was rewritten, where something was."""
    told = joined((*one.criteria.added, *one.criteria.removed, *one.criteria.altered), "and")
    if one.change == "says_the_same" and not told:
        told = NO_CRITERION
    return f"{one.name} ({told})" if told else one.name


def _provision(one: ProvisionLine, width: int) -> Iterator[Line]:
    why = f": {one.why}" if one.why else ""
    yield from wrapped(f"{one.name}: {CHANGED[one.change]}{why}", width, style="name")
    doubts = [
        f"{when} its criteria {'were' if when == 'before' else 'are'} {status}"
        for when, status in (("before", one.old_status), ("now", one.new_status))
        if status not in ("", "published")
    ]
    if doubts:
        yield from wrapped("; ".join(doubts), width, 2, 2, "quiet")
    if one.change == "changed" and one.same_text:
        yield from wrapped("its own text is the same: what it rests on has changed", width, 2, 2)
    lists = (("new", one.criteria.added), ("gone", one.criteria.removed), ("rewritten", one.criteria.altered))
    told = "; ".join(f"{what}: {joined(names, 'and')}" for what, names in lists if names)
    if told:
        yield from wrapped(f"criteria {told}", width, 2, 2)
    for move in one.moves:
        yield from _move(move, width)


def _move(move: MoveLine, width: int) -> Iterator[Line]:
    yield from wrapped(f"{move.what} ({numbered(move.entry_cells, 'entry cell')})", width, 2, 2)
    for rule_set in ("new", "old"):
        criteria = f"the {rule_set} criteria"
        for asked, start in ((True, f"by {criteria}"), (False, f"not all that {criteria} ask holds, since")):
            said = [line.text for line in move.says if line.rule_set == rule_set and line.asked is asked]
            if said:
                yield from wrapped(f"{start}: {'; '.join(said)}", width, 4, 2)
    yield from _example(move.example, width)


def _example(example: ExampleLine, width: int) -> Iterator[Line]:
    read = "; ".join(f"{name} read as “{reading}”" for name, reading in example.readings.items())
    said = "; ".join(part for part in (example.text or "any child", read) if part)
    yield from wrapped(f"for example {said}", width, 4, 2)


def _pair(pair: PairLine, width: int) -> Iterator[Line]:
    one, two = (name.split(",")[0] for name in pair.names)
    old, new = OVERLAPS[pair.old], OVERLAPS[pair.new]
    said = f"{new}, as before" if pair.old is pair.new else f"{new}; before: {old}"
    yield from wrapped(f"{one} and {two}: {said}", width, style="name")
    for part, what in ((pair.grown, "new to it"), (pair.shrunk, "gone from it")):
        if part is not None:
            yield from wrapped(f"{what}: {numbered(part.entry_cells, 'entry cell')}", width, 2, 2)
            yield from _example(part.example, width)
