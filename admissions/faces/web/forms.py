"""The form of a check, made from the need fields, and what was put into it as a case.

Each field may be left as not known yet, have one value, or be one of several; a field that holds several has those that
are ticked, and whether there may be others. What is put in becomes the same case that a file would hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from admissions import service
from admissions.errors import Place, refuse
from admissions.reports.needs import NeedText

MOST_FIELDS = 2_000
ONE, SOME, OTHERS = "one", "some", "others"
"""What stands before the name of a field: its value, values of which it is one, and whether there may be others."""
NEXT_YEAR, THIS_YEAR = "next_year", "this_year"
"""Whether the same child is to be checked for next year, or for this one again."""
NONE, MAY_BE = "none", "may_be"
FEW = 6
"""Up to how many values are shown all at once."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value as it is sent, in words, and whether it is chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """A published scale with its terms, as choices."""

    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A need field as it is shown: one value to choose, those of which it may be one, or several to tick."""

    id: str
    label: str
    hint: str
    kind: str
    one: tuple[Choice, ...]
    scales: tuple[Scale, ...]
    some: tuple[Choice, ...]
    none: bool
    may_be_others: bool

    @property
    def has_few(self) -> bool:
        """Whether its values are shown all at once."""
        return len(self.one) <= FEW and not self.scales

    @property
    def said(self) -> str:
        """What is chosen, in words."""
        of_scales = [f"{scale.label}: {one.label}" for scale in self.scales for one in scale.choices if one.chosen]
        chosen = [one.label for one in (*self.one, *self.some) if one.chosen] + of_scales
        if self.kind == "several":
            return ", ".join(["none"] * self.none + chosen + ["and there may be others"] * self.may_be_others)
        return " or ".join(dict.fromkeys(chosen))


Sent = Mapping[str, Sequence[str]]
"""What was sent, by name."""


def read_form(body: bytes) -> Sent:
    """The names and values of a form. Raises Refused, and never says what was sent."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise refuse(Place("form"), "this form cannot be read", "fill it in again") from None
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if value:
            found.setdefault(name, []).append(value)
    return found


def fields(needs: Iterable[NeedText], sent: Sent) -> tuple[Field, ...]:
    """The fields that a person fills in, as they were filled in."""
    return tuple(_field(need, sent) for need in needs if need.kind != "derived")


def _field(need: NeedText, sent: Sent) -> Field:
    one, some = sent.get(f"{ONE}.{need.id}", ()), sent.get(f"{SOME}.{need.id}", ())
    values = need.values or (("yes", "yes"), ("no", "no"))
    scales = tuple(
        Scale(
            scale.label,
            tuple(Choice(f"{scale.id}:{term}", said, f"{scale.id}:{term}" in one) for term, said in scale.terms),
        )
        for scale in need.scales
    )
    return Field(
        need.id,
        need.label,
        need.hint,
        need.kind,
        tuple(Choice(value, label, value in one) for value, label in values),
        scales,
        tuple(Choice(value, label, value in some) for value, label in values),
        NONE in some,
        MAY_BE in sent.get(f"{OTHERS}.{need.id}", ()),
    )


def is_for_next_year(sent: Sent) -> bool:
    """Whether it is asked for next year."""
    return NEXT_YEAR in sent and THIS_YEAR not in sent


def in_year(sent: Sent, year: str) -> Sent:
    """What was sent, in another year group."""
    return {**sent, f"{ONE}.{service.YEAR}": [year], f"{SOME}.{service.YEAR}": ()}


def grouped(found: Iterable[Field]) -> list[tuple[str, list[Field]]]:
    """The fields in two groups: what is known of a child, and what has been shown or not."""
    shown = list(found)
    return [
        ("What is recorded of the child or young person", [one for one in shown if one.kind != "flag"]),
        ("What has been shown, or not", [one for one in shown if one.kind == "flag"]),
    ]


def case_of(needs: Iterable[NeedText], sent: Sent) -> dict[str, Any]:
    """The case that was put in, as a file would hold it; what was sent and is no field of the form is left out."""
    profile = {need.id: value for need in needs if (value := _value(need, sent)) is not None}
    return {"profile": profile}


def _value(need: NeedText, sent: Sent) -> Any:
    one, some = sent.get(f"{ONE}.{need.id}", ()), sent.get(f"{SOME}.{need.id}", ())
    if need.kind == "several":
        may_be = MAY_BE in sent.get(f"{OTHERS}.{need.id}", ())
        if NONE in some and not may_be:
            return NONE if len(some) == 1 else [*some]
        if not some:
            return None
        return {"includes": [*some]} if may_be else [*some]
    if some:
        return [*dict.fromkeys((*one, *some))]
    if not one:
        return None
    scale, mark, term = one[0].partition(":")
    return {scale: term} if mark else one[0]
