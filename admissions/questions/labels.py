"""Labels that make two things read alike: what is said in English is to have one meaning.

The English of conditions is controlled (``admissions/words/``). What it cannot keep apart by itself is what the author
called things: two fields or values with one name, or a name that goes on where another one ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from admissions.errors import Place, Problem
from admissions.model.needs import Difference, Either, Grouping, Kind, NeedField
from admissions.model.provisions import RuleSet

NOTE = "note"
RENAME = "give one of them another label"

Meaning = tuple[object, ...]
Sentence = tuple[str, Meaning, Place]

JOINING = (", ", " or ", " and ", " nor ", " to ", "; ", ": ")
"""What may follow a sentence where several are said together."""
OPENING = ("either ", "neither ", "where ", "read as “", "at least ", "it is not so that ", "(")
"""How whole conditions begin."""
LISTING = (", ", " or ", " nor ")
"""What joins the values of a list."""
RECORDED = " recorded as "
"""What is said of a need that is primary or additional."""
BOUNDS = ("at least", "above", "at most", "below", "not")


def alike(rules: RuleSet) -> Iterator[Problem]:
    """A problem for each two things that would be said in the same words, and a note where one could be taken for two.

    Judged by the sentence about each single value, each reading and each provision's name.
    """
    sentences = [one for need in rules.needs.fields for one in _sentences(need, rules)]
    known: dict[str, Meaning] = {"nothing is asked here": ("always",), "no one is accepted here": ("never",)}
    for said, meaning, at in sentences:
        if known.setdefault(said, meaning) != meaning:
            yield Problem(at, f"`{said}` is said of two things", RENAME)
    for said, meaning, at in sentences:
        short = next((one for one in _starts(said) if known.get(one, meaning) != meaning), None)
        if short is not None:
            what = f"`{said}` begins with `{short}`, so that the one may be read as the other and more"
            yield Problem(at, what, "put one of them in other words", NOTE)
        elif said.startswith(OPENING):
            yield Problem(at, f"`{said}` begins as a list of conditions does", "put it in other words", NOTE)
    yield from _of_names(rules)
    yield from _of_flags(rules)
    yield from _of_eithers(rules, known)
    yield from _of_readings(rules)
    names: set[str] = set()
    for provision in rules.provisions:
        if provision.name in names:
            yield Problem(provision.at, f"two provisions are named `{provision.name}`", "give each its own name")
        names.add(provision.name)


def _starts(said: str, marks: tuple[str, ...] = JOINING) -> Iterator[str]:
    """What stands before each word that joins."""
    for mark in marks:
        at = said.find(mark)
        while at > 0:
            yield said[:at]
            at = said.find(mark, at + 1)


def _of_names(rules: RuleSet) -> Iterator[Problem]:
    """A note for each name of a value or a term that is said of a range too, or ends as a name with its scale does."""
    fields = [need for need in rules.needs.fields if need.kind is not Kind.FLAG]
    values = ((value.label, need.at) for need in fields for value in need.values)
    terms = ((row.label, row.at) for scale in rules.scales for row in scale.rows)
    scales = tuple(f"({scale.label})" for scale in rules.scales)
    named = (*values, *terms)
    ranges = {f"{words} {label}" for label, _ in named for words in BOUNDS}
    for label, at in named:
        if label in ranges or label.endswith(scales):
            yield Problem(at, f"`{label}` reads as what is said of a range", "put it in other words", NOTE)


def _of_flags(rules: RuleSet) -> Iterator[Problem]:
    """A note for each flag of which the whole sentence is called as a value is, or as one or as a list begins."""
    fields = rules.needs.fields
    values = [value.label for need in fields if need.kind is not Kind.FLAG for value in need.values]
    started = {start for label in values for start in (label, *_starts(label))}
    for need in fields:
        for value in need.values if need.kind is Kind.FLAG else ():
            if value.label in started or any(start in values for start in _starts(value.label, LISTING)):
                what = f"`{value.label}` is what a value is called, so that it is no sentence by itself"
                yield Problem(need.at, what, "write a whole sentence", NOTE)


def _of_eithers(rules: RuleSet, known: Mapping[str, Meaning]) -> Iterator[Problem]:
    """A note for each label with which a sentence begins, and which begins as a list of such labels does."""
    for need in rules.needs.fields:
        if isinstance(need.derived, Either):
            names = (need.derived.choice, need.derived.several)
            labels = dict.fromkeys(value.label for name in names for value in rules.needs[name].values)
            for label in labels:
                short = next((start for start in _starts(label) if start in labels), None)
                if RECORDED in label or label in known:
                    what = f"`{label}` reads as what is said of a need"
                    yield Problem(need.at, what, "put it in other words", NOTE)
                if short is not None:
                    what = f"`{label}` begins with `{short}`, so that it may be read as a list"
                    yield Problem(need.at, what, "put one of them in other words", NOTE)


def _of_readings(rules: RuleSet) -> Iterator[Problem]:
    asked: set[tuple[str, str]] = set()
    for assumption in rules.assumptions:
        for value in assumption.values:
            if (assumption.question, value.label) in asked:
                what = f"`{value.label}` answers `{assumption.question}` twice"
                yield Problem(assumption.at, what, RENAME)
            asked.add((assumption.question, value.label))


# --- the sentences of a field ----------------------------------------------------------------------------------------


def _sentences(need: NeedField, rules: RuleSet) -> Iterator[Sentence]:
    """What is said of each single value of a field, and what it means."""
    match need.derived:
        case Grouping(of, groups):
            members = dict(groups)
            for value in need.values:
                meaning: Meaning = (of, members[value.id])
                yield f"the child is in {value.label}", meaning, need.at
                yield f"the child is not in {value.label}", ("not", *meaning), need.at
        case Either(choice, several):
            labels = {value.id: value.label for name in (several, choice) for value in rules.needs[name].values}
            for name, label in labels.items():
                meaning = (choice, several, name)
                yield f"{label} is recorded as a primary or additional need", meaning, need.at
                yield f"{label} is not recorded as a primary or additional need", ("not", *meaning), need.at
        case Difference():
            yield f"the child works 2 {need.label}", (need.derived,), need.at
        case None:
            yield from _of_values(need, rules)


def _of_values(need: NeedField, rules: RuleSet) -> Iterator[Sentence]:
    if need.kind is Kind.FLAG:
        for value in need.values:
            yield value.label, (need.id, value.id), need.at
        return
    if need.kind is Kind.SEVERAL:
        yield f"no {need.label} are recorded", (need.id, "none recorded"), need.at
        yield f"some {need.label} are recorded", (need.id, "some recorded"), need.at
        for value in need.values:
            yield f"{need.label} include {value.label}", (need.id, value.id), need.at
            yield f"{need.label} do not include {value.label}", (need.id, "not", value.id), need.at
        return
    for label, meaning, at in _levels(need, rules):
        yield f"the {need.label} is {label}", (need.id, meaning), at
        for words in BOUNDS if need.kind is Kind.ORDERED else ("not",):
            yield f"the {need.label} is {words} {label}", (need.id, words, meaning), at


def _levels(need: NeedField, rules: RuleSet) -> Iterator[Sentence]:
    """The names of a field's values and, of a level, of the terms of scales; a name that others share is said with its
    scale.
    """
    named: dict[str, set[Meaning]] = {}
    rows = [(scale, row) for scale in rules.scales if rules.needs.is_level(need) for row in scale.rows]
    found: list[tuple[str, str, Meaning, Place]] = [
        *((one.label, one.label, ("", (("", (one.id, one.id)),)), need.at) for one in need.values),
        *((row.label, f"{row.label} ({scale.label})", (row.assumption, row.spans), row.at) for scale, row in rows),
    ]
    for label, _, meaning, _ in found:
        named.setdefault(label, set()).add(meaning)
    for label, longer, meaning, at in found:
        yield label if len(named[label]) == 1 else longer, meaning, at
