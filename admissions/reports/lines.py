"""Text for a terminal: styled lines, wrapped to a width, plain when the reader drops the styles."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from admissions.reports.basis import NotRecordedLine, ProvisionName
    from admissions.reports.check import ProvisionLine
    from admissions.reports.criteria import SourceLine
    from admissions.reports.rule_set import LeftOutLine, RuleSetLine
    from admissions.reports.rules import ProvisionText


NOT_RECORDED_WORDS = "Open is what nothing recorded rules out; this is not recorded"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text and how it stands out: ``heading``, ``name``, ``quiet`` or nothing."""

    text: str = ""
    style: str = ""


def numbered(number: int, what: str) -> str:
    """A number of things, of one as of many.

    >>> numbered(1, "note"), numbered(0, "note")
    ('1 note', '0 notes')
    """
    return f"{number} {what}{'' if number == 1 else 's'}"


def wrapped(text: str, width: int, indent: int = 0, hang: int = 0, style: str = "") -> Iterator[Line]:
    """Text as lines of at most ``width`` characters; later lines are indented by ``hang`` more."""
    lines = textwrap.wrap(
        text,
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
    )
    for line in lines or [""]:
        yield Line(line, style)


def left_out(lines: Sequence[LeftOutLine], of: str, width: int) -> Iterator[Line]:
    """The provisions that take no part, a reason a line."""
    for why in dict.fromkeys(one.why for one in lines):
        names = "; ".join(one.name for one in lines if one.why == why)
        yield from wrapped(f"Not part of {of} ({why}): {names}.", width, hang=2, style="quiet")


def not_known(lines: Sequence[LeftOutLine], rules: RuleSetLine, width: int) -> Iterator[Line]:
    """That the criteria of some provisions are not known as at the date: first, since all that follows turns on it."""
    if said := not_known_words(lines, rules):
        yield from wrapped(said, width, 0, 2, "name")


def not_known_words(lines: Sequence[LeftOutLine], rules: RuleSetLine) -> str:
    """The same as a sentence; empty where all are known."""
    unknown = sum(not one.known for one in lines)
    if not unknown:
        return ""
    said = f"As at {rules.as_at} the criteria of {numbered(unknown, 'provision')} are not known, and are no part of "
    return f"{said}this: where nothing is open here, one of them may have been."


def asked_of(context: str, width: int) -> Iterator[Line]:
    """Which children are asked about, where the rule set states it."""
    if context:
        yield from wrapped(f"Asked of those of whom this holds: {context}.", width, 0, 2, "quiet")


def not_recorded(lines: Sequence[NotRecordedLine], heading: str, width: int) -> Iterator[Line]:
    """Parts of published lists that are not recorded, a provision a line or more, under a heading."""
    if lines:
        yield Line()
        yield from wrapped(heading, width, style="heading")
    for one in lines:
        yield from wrapped(f"{one.name}: {one.what}", width, 2, 2)


def marked(one: ProvisionName) -> str:
    """A provision by name, with the status of its criteria where they are not as published."""
    return one.name if one.status == "published" else f"{one.name} [{one.status}]"


def footer(notice: str, rules: RuleSetLine, width: int, before: str = "", after: str = "") -> Iterator[Line]:
    """The last lines of a view: the notice, and which rules it was read from."""
    said = (before, notice, f"Rules of {rules.name} as at {rules.as_at}, {rules.hash}.", after)
    yield from wrapped(" ".join(part for part in said if part), width, style="quiet")


def cited(source: SourceLine) -> str:
    """A source as one line: title, the day it was read, how sure it is where that is not high, and the address."""
    read = f", read {source.read}" if source.read else ""
    sure = "" if source.confidence == "high" else f", {source.confidence} confidence in this source"
    where = f" <{source.url}>" if source.url else ""
    return f"{source.title}{read}{sure}{where}"


def notes(one: ProvisionLine | ProvisionText, width: int) -> Iterator[Line]:
    """What there is to know of the pages that the words of a provision were read from, once a page."""
    sources = [said.source for said in (*one.criteria, *one.parts)]
    noted = {source.title: source.note for source in sources if source.note}
    for title, note in noted.items():
        yield from wrapped(f"{title}: {note}", width, 4, 2, "quiet")
