"""Asking one question at a time, until it is settled of every provision whether its criteria are met."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from admissions.reports.check import CheckReport, ProvisionLine

OPEN = frozenset({"meets", "not_ruled_out"})


def next_field(report: CheckReport, skipped: Collection[str]) -> str | None:
    """The need field whose answer settles most of what is not settled yet; None where nothing is left to ask.

    Of a provision it is settled whether it may be open: it surely may, or surely not. What was ``skipped`` is not asked
    again.
    """
    wanted = {name for one in report.provisions if not _is_settled(one) for name in one.ask}
    return next((one.field for one in report.ask_next if one.field in wanted and one.field not in skipped), None)


def settled(report: CheckReport) -> int:
    """Of how many provisions that is settled."""
    return sum(map(_is_settled, report.provisions))


def _is_settled(one: ProvisionLine) -> bool:
    return not (OPEN & {*one.outcomes} and {*one.outcomes} - OPEN)
