"""How many examples a random test draws: half as many where CI asks for fewer, to stay under 20 minutes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")

FEWER = "FEWER_EXAMPLES"
"""The variable by which CI asks for fewer."""


def drawn(number: int) -> int:
    """So many examples, or half of them where fewer are asked for."""
    return (number + 1) // 2 if os.environ.get(FEWER) else number


def some(every: Sequence[Thing]) -> Sequence[Thing]:
    """All of these, or every other one where fewer are asked for."""
    return every[:: 2 if os.environ.get(FEWER) else 1]
