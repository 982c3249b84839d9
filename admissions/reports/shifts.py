"""A moved threshold as people read it."""

from __future__ import annotations

from dataclasses import dataclass

from admissions.model.provisions import RuleSet
from admissions.questions.shifts import Shift
from admissions.words.conditions import Speaker


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """One end of one range of a criterion moved: before, after, and in which case it is asked (empty: in every one)."""

    provision: str
    name: str
    status: str
    criterion: str
    where: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """The change as a clause."""
        where = f" where {self.where}" if self.where else ""
        name = self.name if self.status == "published" else f"{self.name} [{self.status}]"
        return f"{name}, {self.criterion}{where}: “{self.after}” in place of “{self.before}”"


def shift_line(rules: RuleSet, shift: Shift) -> ShiftLine:
    """The change in words."""
    speaker = Speaker(rules)
    where = "" if shift.where is None else speaker.say(shift.where)
    provision = rules.by_id[shift.provision]
    return ShiftLine(
        provision.id,
        provision.name,
        provision.version.status.value,
        shift.criterion,
        where,
        speaker.say(shift.before),
        speaker.say(shift.after),
    )
