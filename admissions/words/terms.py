"""The terms of the field that families meet in a provision's page, in short sentences, with what they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A term, what it means, and how it is found in a text."""

    term: str
    meaning: str
    pattern: str


TERMS = (
    Term(
        "EHC plan",
        "An education, health and care plan. The council makes it. It says what a child needs and what help there must "
        "be (Children and Families Act 2014, section 37). A plan is a draft until the council issues it.",
        r"EHC plan|EHCP|Education,? Health and Care",
    ),
    Term(
        "Primary need",
        "The kind of need that comes first in the plan or in the school's record. Other needs are additional needs.",
        r"primary need",
    ),
    Term(
        "Key Stage",
        "School years taken together. Key Stage 1 is Years 1 and 2. Key Stage 2 is Years 3 to 6. Key Stage 3 is Years "
        "7 to 9. Key Stage 4 is Years 10 and 11. Key Stage 5 comes after Year 11.",
        r"Key Stage|\bKS ?[1-5]",
    ),
    Term(
        "Working level",
        "The level of lessons at which a child works now, whatever the child's age.",
        r"working level|\bworks? (?:at|\d)|years below",
    ),
    Term(
        "P levels",
        "Steps before the work of Year 1. Many schools still use the words, though since 2021 the engagement model has "
        "stood in place of P1 to P4.",
        r"\bP ?[1-8]\b|P[- ]?(?:levels?|scales?)",
    ),
    Term(
        "Resource base",
        "A part of a mainstream school with places for children with one kind of need.",
        r"resource base|resourced provision",
    ),
    Term(
        "Panel's discretion",
        "A child does not meet all that is asked. People who decide may still offer a place.",
        r"discretion|case by case",
    ),
)


def terms_in(text: str) -> Iterator[Term]:
    """The terms that a text uses."""
    return (one for one in TERMS if re.search(one.pattern, text, re.IGNORECASE))
