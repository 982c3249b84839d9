"""Asking one question at a time, until it is settled of every provision whether its criteria are met."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from admissions.reports.check import CheckReport, ProvisionLine

OPEN = frozenset({"meets", "not_ruled_out"})


def next_field(report: CheckReport, known: Collection[str]) -> str | None:
    """Of the need fields that are ``known`` to be askable the one whose answer settles most of what is not settled yet.

    Of a provision it is settled whether it may be open: it surely may, or surely not. Where no answer settles anything
    by itself, what a criterion that cannot be told looks at is asked, since several answers do so together. None where
    nothing is left.
    """
    unsettled = [one for one in report.provisions if not _is_settled(one)]
    wanted = {name for one in unsettled for name in one.ask}
    by_itself = [one.field for one in report.ask_next if one.field in wanted]
    together = [
        name
        for one in unsettled
        for criterion in one.criteria
        if criterion.status == "cannot_tell"
        for name, held in criterion.looked_at.items()
        if len(held) > 1
    ]
    return next((name for name in (*by_itself, *together) if name in known), None)


def settled_provisions(report: CheckReport) -> int:
    """Of how many provisions that is settled."""
    return sum(map(_is_settled, report.provisions))


def _is_settled(one: ProvisionLine) -> bool:
    return not (OPEN & {*one.outcomes} and {*one.outcomes} - OPEN)
