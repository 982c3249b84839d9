"""Where words and figures come from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where words or a figure come from, and how sure that is (high, medium or low)."""

    title: str
    url: str = ""
    read: dt.date | None = None
    confidence: str = "high"
    note: str = ""
