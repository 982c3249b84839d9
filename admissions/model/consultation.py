"""Consultation: how a school that is asked about a child arranges its answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Consultation:
    """How a school's answer to a consultation is arranged: the grounds that the law knows, and on which of them, by its
    place, published criteria are evidence; None where on none.
    """

    law: str
    grounds: tuple[str, ...]
    criteria_bear_on: int | None = None
    note: str = ""
