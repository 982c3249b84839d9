"""One provision for parents and carers: what is asked in short sentences, the published words, the terms explained."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from admissions.model.outcomes import Strength
from admissions.reports.criteria import SourceLine
from admissions.reports.rules import CriterionText, ProvisionText
from admissions.words.lists import sentence
from admissions.words.readability import Readability, readability
from admissions.words.terms import Term, terms_in

HEADINGS: Mapping[Strength, str] = {
    Strength.MUST: "What is asked",
    Strength.MUST_NOT: "For whom it is not",
    Strength.NORMALLY: "What is asked as a rule",
    Strength.INDICATOR: "What counts together with other things",
    Strength.GUIDANCE: "What the page says besides, and what is not counted here",
}
STARTS: Mapping[Strength, str] = {
    Strength.MUST: "This has to be so: ",
    Strength.MUST_NOT: "It is not for a child of whom this is so: ",
    Strength.NORMALLY: "This is so as a rule: ",
    Strength.INDICATOR: "",
    Strength.GUIDANCE: "",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked: in plain words, each a sentence; the published words; and where they were read."""

    sentences: tuple[str, ...]
    wording: str
    source: SourceLine


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """What a page for families says of a provision, and how hard that is to read, the quotations left out."""

    provision: ProvisionText
    notice: str
    parts: tuple[tuple[str, tuple[Asked, ...]], ...]
    terms: tuple[Term, ...]
    challenge: str
    readability: Readability


def family_page(provision: ProvisionText, notice: str, challenge: str) -> FamilyPage:
    """The page of one provision."""
    parts = []
    for strength, heading in HEADINGS.items():
        asked = tuple(
            Asked(tuple(_sentences(one)), one.wording, one.source)
            for one in provision.criteria
            if one.strength is strength
        )
        if asked:
            parts.append((heading, asked))
    said = [sentence for _, asked in parts for one in asked for sentence in one.sentences]
    read = " ".join((*said, *(one.wording for one in provision.criteria), provision.kind.replace("_", " ")))
    terms = tuple(terms_in(read))
    whole = [*said, *(one.meaning for one in terms), provision.advice, challenge]
    return FamilyPage(provision, notice, tuple(parts), terms, challenge, readability(whole))


def _sentences(one: CriterionText) -> Iterator[str]:
    if one.needed and one.strength is not Strength.GUIDANCE:  # which is shown in its own words, and not counted
        start, cases = STARTS[one.strength], _apart(one.needed)
        if start and len(cases) > 1:
            yield f"{start.removesuffix(': ')}, by case."
            start = ""
        for said in cases:
            yield f"{start}{said}." if start else sentence(said)
    if one.indicators:
        yield "These things are looked at together."
        yield from (sentence(item) for item in one.indicators)
    if one.unless:
        yield f"Where {one.unless}, people who decide may still offer a place."


def _apart(words: str) -> list[str]:
    """What is said by case, a case each; what stands in brackets stays together."""
    return re.split(r"; (?![^(]*\))", words) if words.startswith("where ") else [words]
