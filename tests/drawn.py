"""How many examples a random test draws: half as many in CI, where every test runs, in less time than a meeting."""

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
