"""The children in all of several regions, of whom only is asked whether there are any."""

from __future__ import annotations

from dataclasses import dataclass

from admissions.regions.space import Region


@dataclass(frozen=True, slots=True)
class Meeting:
    """The complete profiles that lie in every one of these regions of one space, of which there is at least one.

    Unlike the region of them all, it is never made: what is asked of it is a walk through its parts side by side, that
    ends at the first profile it finds.
    """

    regions: tuple[Region, ...]

    def __and__(self, other: Region) -> Meeting:
        return Meeting((*self.regions, other))

    def __sub__(self, other: Region) -> Meeting:
        return self & ~other

    def __bool__(self) -> bool:
        return self.regions[0].space.diagrams.all_meet([region.node for region in self.regions])

    def __le__(self, other: Region) -> bool:
        return self.isdisjoint(~other)

    def isdisjoint(self, other: Region) -> bool:
        """Whether no profile lies in the other as well."""
        meet = other.space.diagrams.all_meet
        # Mostly one of the parts tells already.
        return any(not meet((one.node, other.node)) for one in self.regions) or not self & other
