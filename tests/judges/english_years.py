"""Reads back how many years a child works below what is expected, or above it."""

from __future__ import annotations

import re
from collections.abc import Callable

from admissions.model.conditions import Between, Bound, OneOf, Surface
from admissions.model.needs import NeedField

N = r"(-?\d+)"
SIGNED = rf"{N} (years?) (below|above)"
ANY_SIGNED = r"\d+ years? (?:below|above)"
SIDES = {"below": 1, "above": -1}


def read_years(need: NeedField, text: str) -> tuple[Surface, int] | None:
    """What the words at the start of ``text`` say of a difference, and how many letters they take."""
    rest = need.label.removeprefix("years below")
    signed = need.label != rest and rest[:1] in ("", " ")
    for words, meant in (SIDED if signed else PLAIN).items():
        tail = rest if signed else f" {need.label}"
        found = re.match(rf"{words}{re.escape(tail)}(?=$|[ ,;:)])", text)
        if found is not None:
            return meant(need.id, found), found.end()
    return None


def _between(name: str, low: int | None, high: int | None) -> Surface:
    return Between(name, None if low is None else Bound(low), None if high is None else Bound(high))


def _one_sided(name: str, side: str, least: int | None, most: int | None) -> Surface:
    """From ``least`` to ``most`` years on one side."""
    if SIDES[side] > 0:
        return _between(name, least, most)
    return _between(name, None if most is None else -most, None if least is None else -least)


def _is_one_of(name: str, found: re.Match[str]) -> Surface:
    numbers = [int(one) for one in re.findall(r"\d+", found["list"])]
    return OneOf(name, tuple(SIDES[found["side"]] * one for one in numbers))


def _is_on_either_side(name: str, found: re.Match[str]) -> Surface:
    pairs = re.findall(r"(\d+) years? (below|above)", found["list"])
    return OneOf(name, tuple(SIDES[side] * int(one) for one, side in pairs))


def _from_to(name: str, found: re.Match[str]) -> Surface:
    return _between(name, int(found[1]) * SIDES[found[3]], int(found[4]) * SIDES[found[6]])


def _at_or(name: str, found: re.Match[str]) -> Surface:
    return _one_sided(name, found[1], 0, None)


Meant = Callable[[str, re.Match[str]], Surface]

SIDED: dict[str, Meant] = {
    r"at or (below|above)": _at_or,
    r"(\d+) or more years (below|above)": lambda name, found: _one_sided(name, found[2], int(found[1]), None),
    r"more than (\d+) years? (below|above)": lambda name, found: _one_sided(name, found[2], int(found[1]) + 1, None),
    r"at most (\d+) years? (below|above)": lambda name, found: _one_sided(name, found[2], None, int(found[1])),
    r"less than (\d+) years? (below|above)": lambda name, found: _one_sided(name, found[2], None, int(found[1]) - 1),
    r"(\d+) to (\d+) years (below|above)": lambda name, found: _one_sided(name, found[3], int(found[1]), int(found[2])),
    rf"from {SIGNED} to {SIGNED}": _from_to,
    rf"(?P<list>{ANY_SIGNED}(?:, {ANY_SIGNED})* or {ANY_SIGNED})": _is_on_either_side,
    r"(?P<list>(?:\d+(?:, \d+)* or )?\d+) years? (?P<side>below|above)": _is_one_of,
}
"""The ways of saying years below or above, and what each means."""

PLAIN: dict[str, Meant] = {
    rf"{N} or more": lambda name, found: _between(name, int(found[1]), None),
    rf"more than {N}": lambda name, found: _between(name, int(found[1]) + 1, None),
    rf"at most {N}": lambda name, found: _between(name, None, int(found[1])),
    rf"less than {N}": lambda name, found: _between(name, None, int(found[1]) - 1),
    rf"{N} to {N}": lambda name, found: _between(name, int(found[1]), int(found[2])),
    r"(?P<list>(?:-?\d+(?:, -?\d+)* or )?-?\d+)": lambda name, found: OneOf(
        name, tuple(int(one) for one in re.findall(r"-?\d+", found["list"]))
    ),
}
"""The same for a label that has no above."""
