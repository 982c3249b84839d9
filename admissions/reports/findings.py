"""Findings as people read them: in words, with what each rests on and what silences it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from admissions.casework.chaining import Finding
from admissions.model.placements import Wishes
from admissions.reports.criteria import SourceLine, source_line
from admissions.words.findings import FindingSpeaker


@dataclass(frozen=True, slots=True)
class FindingLine:
    """What follows from the answers: in words, the ids of what it is about, what it rests on, and why it follows.

    Where it is ``silenced_by`` something, in words, it questions a placement that should be left as it is.
    """

    id: str
    text: str
    about: tuple[str, ...]
    basis: str
    source: SourceLine
    because: tuple[str, ...]
    silenced_by: tuple[str, ...] = ()


def finding_lines(speaker: FindingSpeaker, findings: Sequence[Finding], wishes: Wishes) -> tuple[FindingLine, ...]:
    """The findings in words, each with what silences it."""
    return tuple(
        [
            FindingLine(
                one.rule.id,
                one.text,
                one.about,
                one.rule.basis.value,
                source_line(one.rule.source),
                one.because,
                speaker.silenced_by(one.rule, wishes),
            )
            for one in speaker.say(findings)
        ]
    )
