"""The page for parents and carers: all that is asked, in short sentences, with the published words and the terms."""

from __future__ import annotations

import pytest

from admissions import service
from admissions.model.outcomes import Strength
from admissions.questions.rulebook import Rulebook
from admissions.reports.families import HEADINGS
from admissions.words.readability import Readability, readability
from admissions.words.terms import TERMS, terms_in


def test_every_criterion_of_every_provision_is_on_its_page_with_its_words(book: Rulebook) -> None:
    for one in book.rules.provisions:
        page = service.family_page(book, one.id)
        told = [asked.wording for _, several in page.parts for asked in several]
        assert sorted(told) == sorted(criterion.wording for criterion in one.version.criteria)
        for heading, several in page.parts:
            for asked in several:
                if heading == HEADINGS[Strength.GUIDANCE]:
                    assert not asked.sentences
                assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in asked.sentences)
                assert asked.source.title
        assert len(page.provision.not_recorded) == len(one.version.not_recorded)
        assert page.challenge == book.rules.challenge


def test_a_criterion_that_is_not_counted_is_not_told_as_asked(book: Rulebook) -> None:
    page = service.family_page(book, "drumbeat")
    headings = {asked.wording: heading for heading, several in page.parts for asked in several}
    assert headings["Diagnosed with the highest level of autistic needs."].endswith("what is not counted here")
    (waived,) = [
        asked
        for _, several in page.parts
        for asked in several
        if asked.wording.startswith("Pupil attainment is significantly below")
    ]
    assert waived.sentences == (
        "This has to be so, by case.",
        "Where the child is in the early years: the child works 3 or more years below age-related expectations.",
        "Where the child is in Key Stage 1 or Key Stage 2: (read as “a floor: 3 years below or more”: the child works "
        "3 or more years below age-related expectations; read as “a band: 3 or 4 years below, not more”: the child "
        "works 3 to 4 years below age-related expectations).",
        "Where the child is in Key Stage 3 or Key Stage 4: the child works 5 or more years below age-related "
        "expectations.",
        "Where the child is in Key Stage 5: the child works 7 or more years below age-related expectations.",
        "Otherwise: no one is accepted here.",
        "Where the child is in Key Stage 4 or Key Stage 5, people who decide may still offer a place.",
    )


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("a draft EHCP", ["EHC plan"]),
        ("children in KS4 and Key Stage 5", ["Key Stage"]),
        ("works at P4", ["Working level", "P levels"]),
        ("the primary need is autism", ["Primary need"]),
        ("a resource base", ["Resource base"]),
        ("nothing of the kind", []),
    ],
)
def test_the_terms_that_a_text_uses_are_explained_and_no_others(text: str, terms: list[str]) -> None:
    assert [one.term for one in terms_in(text)] == terms


def test_what_a_term_means_is_said_in_short_sentences() -> None:
    for one in TERMS:
        assert readability([one.meaning]).longest <= 28, one.term


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        ([], Readability(0, 0.0, 0, 0)),
        (["..."], Readability(0, 0.0, 0, 0)),
        (["One two three."], Readability(1, 3.0, 3, 3)),
        (["One two three. Understanding.", "Four"], Readability(3, 1.7, 3, 22)),
        (["The well-known child’s plan"], Readability(1, 4.0, 4, 54)),
    ],
)
def test_readability_by_hand(paragraphs: list[str], expected: Readability) -> None:
    """(5 words in 3 sentences: 1.67 + 100 / 5 = 21.67; of 4 words two, `well-known` and `child’s`, are long.)"""
    assert readability(paragraphs) == expected
