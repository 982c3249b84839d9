"""How far a child works from what is expected, in plain English: a difference in years, below or above.

A label that begins with ``years below`` has an above; of any other label a difference under nought is a number.
"""

from __future__ import annotations

from collections.abc import Iterable

from admissions.model.conditions import Bound, Level
from admissions.words.lists import joined

BELOW, ABOVE = "below", "above"
_SIGNED = f"years {BELOW}"


def years_are(label: str, values: Iterable[int]) -> str:
    """One of these differences.

    >>> years_are("years below expectations", [1]), years_are("years below expectations", [2, 3])
    ('1 year below expectations', '2 or 3 years below expectations')
    >>> years_are("years below expectations", [-1, 2])
    '1 year above or 2 years below expectations'
    """
    found = list(dict.fromkeys(values))
    if not _is_signed(label):
        return f"{joined(map(str, found))} {label}"
    if min(found) < 0 < max(found):
        return f"{joined(_years(abs(one), ABOVE if one < 0 else BELOW) for one in found)}{_rest(label)}"
    side = ABOVE if min(found) < 0 else BELOW
    if len(found) == 1:
        return f"{_years(abs(found[0]), side)}{_rest(label)}"
    return f"{joined(str(abs(one)) for one in found)} years {side}{_rest(label)}"


def years_between(label: str, low: Bound | None, high: Bound | None) -> str:
    """A range of differences, at least one of its ends closed.

    >>> years_between("years below expectations", Bound(3), None)
    '3 or more years below expectations'
    >>> years_between("years below expectations", Bound(-1), None)
    'at most 1 year above expectations'
    >>> years_between("years below expectations", Bound(-1), Bound(3, inclusive=False))
    'from 1 year above to 2 years below expectations'
    """
    if low is not None and high is not None:
        # Differences are whole numbers, so that more than 2 is 3 or more.
        return _to(label, _number(low.level) + (not low.inclusive), _number(high.level) - (not high.inclusive))
    if low is not None:
        return _at_least(label, _number(low.level), inclusive=low.inclusive)
    assert high is not None, "a range has an end"
    return _at_most(label, _number(high.level), inclusive=high.inclusive)


def _to(label: str, low: int, high: int) -> str:
    if low == high:
        return years_are(label, [low])
    if not _is_signed(label):
        return f"{low} to {high} {label}"
    rest = _rest(label)
    if low < 0 < high or high < 0 < low:
        ends = [_years(abs(one), ABOVE if one < 0 else BELOW) for one in (low, high)]
        return f"from {ends[0]} to {ends[1]}{rest}"
    if min(low, high) < 0:
        return f"{-high} to {-low} years {ABOVE}{rest}"
    return f"{low} to {high} years {BELOW}{rest}"


def _at_least(label: str, number: int, *, inclusive: bool) -> str:
    if not _is_signed(label):
        return f"{number} or more {label}" if inclusive else f"more than {number} {label}"
    rest = _rest(label)
    if number < 0:
        return f"{'at most' if inclusive else 'less than'} {_years(-number, ABOVE)}{rest}"
    if inclusive:
        return f"{number} or more years {BELOW}{rest}" if number else f"at or {BELOW}{rest}"
    return f"more than {_years(number, BELOW)}{rest}" if number else f"1 or more years {BELOW}{rest}"


def _at_most(label: str, number: int, *, inclusive: bool) -> str:
    if not _is_signed(label):
        return f"{'at most' if inclusive else 'less than'} {number} {label}"
    rest = _rest(label)
    if number > 0:
        return f"{'at most' if inclusive else 'less than'} {_years(number, BELOW)}{rest}"
    if inclusive:
        return f"{-number} or more years {ABOVE}{rest}" if number else f"at or {ABOVE}{rest}"
    return f"more than {_years(-number, ABOVE)}{rest}" if number else f"1 or more years {ABOVE}{rest}"


def _is_signed(label: str) -> bool:
    return label == _SIGNED or label.startswith(f"{_SIGNED} ")


def _rest(label: str) -> str:
    return label.removeprefix(_SIGNED)


def _years(number: int, side: str) -> str:
    return f"{number} {'year' if number == 1 else 'years'} {side}"


def _number(level: Level) -> int:
    assert isinstance(level, int), "the reader lets only whole numbers through here"
    return level
