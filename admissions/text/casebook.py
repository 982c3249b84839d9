"""Finds and reads the casebook of an authority: the cases that the examples in its provisions' files name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from admissions.errors import NOWHERE, Problem, Refused, meant
from admissions.model.provisions import Example, RuleSet
from admissions.text.cases import ReadCase, read_case
from admissions.text.tree import read_file

CASEBOOK = "cases"


def casebook_of(folder: Path) -> Path | None:
    """The folder `cases` beside an authority's folder, or else beside the folder that this is in; None for neither."""
    try:
        above = folder.resolve().parents
        return next((place / CASEBOOK for place in above[:2] if (place / CASEBOOK).is_dir()), None)
    except OSError:
        return None


def read_examples(
    casebook: Path | None, examples: Iterable[Example], rules: RuleSet
) -> tuple[dict[str, ReadCase], tuple[Problem, ...]]:
    """Each case that the examples name, read once, and the problems of those that are not there or cannot be read."""
    places = {example.case: example.at for example in sorted(examples, key=lambda one: one.at, reverse=True)}
    if not places:
        return {}, ()
    if casebook is None:
        what = f"no example can be run, since there is no folder `{CASEBOOK}` beside the authority's"
        return {}, (Problem(min(places.values(), default=NOWHERE), what, "add it, with a file for each case"),)
    found: dict[str, ReadCase] = {}
    problems: list[Problem] = []
    known = [path.stem for path in casebook.glob("*.yaml")]
    for name, at in places.items():
        if name not in known:
            remedy = meant(name, known, f"add {CASEBOOK}/{name}.yaml")
            problems.append(Problem(at, f"there is no case `{name}`", remedy))
            continue
        try:
            found[name] = read_case(read_file(casebook / f"{name}.yaml", f"{CASEBOOK}/{name}.yaml"), rules)
        except Refused as refused:
            problems += refused.problems
    return found, tuple(problems)
