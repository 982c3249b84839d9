"""Finds what may identify a person, so that a case that holds it is refused before anything is read from it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from admissions.errors import Place, Problem
from admissions.text.tree import Mapping, Node, Scalar, Sequence

_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_TH = r"(?:st|nd|rd|th)?"
_DATE = re.compile(
    r"(?<![0-9])(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{2,4}"
    r"|(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))(?![0-9])"
    r"|(?<![0-9])(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:19|20)[0-9]{2}(?![0-9])"
    rf"|(?<![0-9])[0-9]{{1,2}}{_TH}[-/. ]*(?:of +)?{_MONTHS}[-/., ]*(?:[0-9]{{2}}|[0-9]{{4}})(?![0-9])"
    rf"|\b{_MONTHS} +[0-9]{{1,2}}{_TH}[, ]+(?:19|20)[0-9]{{2}}(?![0-9])"
    rf"|(?<![0-9])(?:19|20)[0-9]{{2}}[-/. ]*{_MONTHS}[-/. ]*[0-9]{{1,2}}(?![0-9])",
    re.IGNORECASE,
)

# A unique pupil number is a letter and 12 characters; an NHS number is 10 digits, often 3-3-4, as a unique learner
# number is. No postcode area is a single other letter, or KS: "Y7 1st term" and "KS3 2nd year" hold none.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    # Sought from its @ on: from its start, a long word without one would take hours.
    ("an e-mail address", re.compile(r"(?<=[^\s@])@[^\s@]+\.[^\s@]{2,}")),
    ("a unique pupil number", re.compile(r"\b[A-HJ-NP-RT-Z][0-9]{11}[0-9A-Z]\b", re.IGNORECASE)),
    ("an NHS number or a learner's number", re.compile(r"(?<![0-9])[0-9]{3}[ .-]?[0-9]{3}[ .-]?[0-9]{4}(?![0-9])")),
    (
        "a National Insurance number",
        re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b", re.IGNORECASE),
    ),
    (
        "a postcode",
        re.compile(r"\b(?!KS)(?:[BEGLMNSW]|[A-Z]{2})[0-9][A-Z0-9]?[\s.-]*[0-9][A-Z]{2}\b", re.IGNORECASE),
    ),
    ("a date, such as a date of birth", _DATE),
    # After dates, which are digits and dashes or strokes as well.
    ("a phone number", re.compile(r"(?<![0-9])(\+|00)?[0-9][0-9 ()/-]{8,}[0-9](?![0-9])")),
)
_KEYS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "a name",
        re.compile(
            r"(^|_)(name|names|forename|surname|firstname|lastname|fullname|child|pupil|student|initials|nickname)(_|$)"
        ),
    ),
    ("a date of birth", re.compile(r"(^|_)(dob|birth|birthday|birthdate|born)(_|$)")),
    ("an address", re.compile(r"(^|_)(address|postcode|street|house)(_|$)")),
    (
        "a number that stands for one person",
        re.compile(r"(^|_)(upn|nhs|uln|nino|national_insurance|unique_pupil_number)(_|$)"),
    ),
    ("a way to reach someone", re.compile(r"(^|_)(e_?mail|phone|telephone|mobile|tel)(_|$)")),
    (
        "what no criterion may turn on",
        re.compile(r"(^|_)(gender|sex|ethnic|ethnicity|race|religion|religious|faith|nationality)(_|$)"),
    ),
)
_PLAIN = {
    **dict.fromkeys((95, 9, 10, 13, 160, 5760, 8239, 8287, 12288, *range(8192, 8203)), " "),
    **dict.fromkeys((8722, 65112, 65123, 65293, *range(8208, 8214)), "-"),
    **dict.fromkeys((92, 8260, 8725), "/"),
    **dict.fromkeys((173, 8203, 8204, 8205, 8288, 65279)),
}
REMEDY = "take it out: a profile holds no names, numbers, addresses or dates of birth"


def identifiers(node: Node) -> Iterator[Problem]:
    """A problem for each key or value in the tree that looks as if it identifies someone, without repeating it."""
    match node:
        case Mapping(entries):
            for key, value in entries:
                yield from _of_key(str(key.value), key.place)
                yield from identifiers(value)
        case Sequence(items):
            for item in items:
                yield from identifiers(item)
        case Scalar(value, place):
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                yield from _of_text(str(value), place)


def without_dates_of(text: str, years: Collection[int]) -> str:
    """A text without the dates in these years: a child who is reviewed was born before them.

    >>> without_dates_of("agreed on 12 November 2026", (2025, 2026)), without_dates_of("born 12/11/2015", (2026,))
    ('agreed on  ', 'born 12/11/2015')
    """

    def kept(found: re.Match[str]) -> str:
        return " " if any(str(year) in found[0] for year in years) else found[0]

    return _DATE.sub(kept, _plainly(text))


def looks_like(text: str, *, dates: bool = False) -> str | None:
    """What of a person a text looks like, such as a postcode; where ``dates`` may stand, beside them; else None.

    >>> looks_like("SE13 7RY"), looks_like("moved in Y7 1st term"), looks_like("3 May 2012", dates=True)
    ('a postcode', None, None)
    """
    text = _plainly(text)
    if dates:
        text = _DATE.sub(" ", text)
    return next((what for what, pattern in _PATTERNS if pattern.search(text)), None)


def _plainly(text: str) -> str:
    """A text with wide digits, dashes, strokes and spaces of every kind written as those of a keyboard."""
    if text.isascii() and "_" not in text and "\\" not in text:
        return text
    return unicodedata.normalize("NFKC", text).translate(_PLAIN)


def _of_key(key: str, place: Place) -> Iterator[Problem]:
    found = next(_of_text(key, place), None)
    if found:
        yield found
        return
    folded = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower())
    for what, pattern in _KEYS:
        if pattern.search(folded):
            yield Problem(place, f"this key asks for {what}", REMEDY)
            return


def _of_text(text: str, place: Place) -> Iterator[Problem]:
    what = looks_like(text)
    if what is not None:
        yield Problem(place, f"this looks like {what}", REMEDY)
