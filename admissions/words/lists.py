"""Lists and sentences as people write them."""

from __future__ import annotations

from collections.abc import Iterable


def joined(words: Iterable[str], last: str = "or") -> str:
    """A list as people write it.

    >>> joined(["Year 7", "Year 8", "Year 9"])
    'Year 7, Year 8 or Year 9'
    """
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {last} {found[-1]}"


def sentence(said: str) -> str:
    """A clause as a sentence.

    >>> sentence("a plan is needed")
    'A plan is needed.'
    """
    return f"{said[:1].upper()}{said[1:]}."
