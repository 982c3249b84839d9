"""Profiles: for each need field a set of possible values, with no name in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from admissions.errors import NOWHERE, Place
from admissions.model.conditions import Core, Surface


@dataclass(frozen=True, slots=True)
class Entry:
    """What is recorded of one field: a condition on it in the grammar of the criteria, as entered and as lowered."""

    field: str
    condition: Surface
    core: Core
    at: Place = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Profile:
    """What is recorded of one child or young person; a field without an entry is unknown.

    One value is known, several are partly known. A derived field or a level on a published scale is a relation
    between axes, so a profile is a box and, where needed, a region.
    """

    entries: tuple[Entry, ...] = ()

    @cached_property
    def by_field(self) -> Mapping[str, Entry]:
        """Entries by field id."""
        return {entry.field: entry for entry in self.entries}
