"""Finds and reads the casebook of an authority: its cases, and those that the examples in provisions' files name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from admissions.errors import Place, Problem, Refused, meant
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


def cases_under(casebook: Path | None) -> dict[str, bytes]:
    """The files of a casebook by their path from the folder that it is in."""
    paths = () if casebook is None else sorted(casebook.glob("*.yaml"))
    return {f"{CASEBOOK}/{path.name}": path.read_bytes() for path in paths}


def read_casebook(casebook: Path | None, rules: RuleSet) -> tuple[dict[str, ReadCase | None], tuple[Problem, ...]]:
    """Every case by the name of its file, None for one that cannot be read, and what is wrong with them."""
    found: dict[str, ReadCase | None] = {}
    problems: list[Problem] = []
    for path in () if casebook is None else sorted(casebook.glob("*.yaml")):
        called = f"{CASEBOOK}/{path.name}"
        found[path.stem] = None
        try:
            case = found[path.stem] = read_case(read_file(path, called), rules)
        except Refused as refused:
            problems += refused.problems
            continue
        if case.id not in ("case", path.stem):
            what = "this case is not called as its file is"
            problems.append(Problem(Place(called), what, "call both alike, so that it is found", "note"))
    return found, tuple(problems)


def missing(
    casebook: Path | None, examples: Iterable[Example], cases: Mapping[str, ReadCase | None]
) -> Iterator[Problem]:
    """A problem for each case that examples name and that is not there, or one where there is no casebook."""
    examples = list(examples)
    if examples and casebook is None:
        what = f"no example can be run, since there is no folder `{CASEBOOK}` beside the authority's"
        yield Problem(min(one.at for one in examples), what, "add it, with a file for each case")
        return
    told: set[str] = set()
    for example in examples:
        if example.case not in cases and example.case not in told:
            told.add(example.case)
            remedy = meant(example.case, cases, f"add {CASEBOOK}/{example.case}.yaml")
            yield Problem(example.at, f"there is no case `{example.case}`", remedy)
