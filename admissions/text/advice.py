"""Reads how consultations are arranged, and finds what of advice.yaml is about no kind of provision."""

from __future__ import annotations

from collections.abc import Iterator

from admissions.errors import Problem, meant
from admissions.model.consultation import Consultation
from admissions.text.shapes import AdviceFile
from admissions.text.tree import Node, place_of


def consultations(shape: AdviceFile) -> dict[str, Consultation]:
    """How a school's answer is arranged, by kind of provision."""
    return {
        kind: Consultation(
            one.law, tuple(one.grounds), None if one.criteria_bear_on is None else one.criteria_bear_on - 1, one.note
        )
        for kind, one in shape.consultation.items()
    }


def advice_problems(shape: AdviceFile, node: Node) -> Iterator[Problem]:
    """Every kind that has no advice, and every ground that is not there."""
    named: list[tuple[tuple[str | int, ...], str]] = [
        *((("towards_mainstream", place), kind) for place, kind in enumerate(shape.towards_mainstream)),
        *((("consultation", kind), kind) for kind in shape.consultation),
    ]
    for path, kind in named:
        if kind not in shape.advice:
            what = f"unknown kind of provision `{kind}`"
            yield Problem(place_of(node, path), what, meant(kind, shape.advice, "add advice for it"))
    for kind, one in shape.consultation.items():
        if one.criteria_bear_on is not None and one.criteria_bear_on > len(one.grounds):
            at = place_of(node, ("consultation", kind, "criteria_bear_on"))
            yield Problem(at, f"`{kind}` has no such ground", f"it is one of 1 to {len(one.grounds)}, or left out")
