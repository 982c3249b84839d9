"""How hard a text is to read, as figures: words a sentence, and LIX (Carl-Hugo Björnsson, Läsbarhet, 1968)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

LONG = 6
"""A word of more letters than this is a long one."""


@dataclass(frozen=True, slots=True)
class Readability:
    """Of a text: its sentences, their words on average and at most, and LIX.

    LIX is words a sentence plus the long words in a hundred: under 30 very easy, to 40 easy, to 50 as newspapers are,
    to 60 hard, above that very hard.
    """

    sentences: int
    words_a_sentence: float
    longest: int
    lix: int


def readability(paragraphs: Iterable[str]) -> Readability:
    """The figures of a text; a paragraph ends a sentence.

    >>> readability(["This is short. It is very understandable."])
    Readability(sentences=2, words_a_sentence=3.5, longest=4, lix=18)
    """
    sentences = [
        words
        for paragraph in paragraphs
        for sentence in re.split(r"(?<=[.!?:;])\s+", paragraph)
        if (words := re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", sentence))
    ]
    if not sentences:
        return Readability(0, 0.0, 0, 0)
    words = [word for sentence in sentences for word in sentence]
    long = sum(len(word) > LONG for word in words)
    average = len(words) / len(sentences)
    return Readability(
        len(sentences), round(average, 1), max(map(len, sentences)), round(average + 100 * long / len(words))
    )
