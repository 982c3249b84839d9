"""The committed baseline of overlapping pairs, which may only shrink: how it is read, compared and written.

``python -m tests.aims.baseline`` writes what has shrunk. It refuses to write what has grown: a growth that is meant
goes into ``baseline.json`` with ``--accept-growth``, in a commit that says why.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from admissions.model.needs import ENTRY_CELL, YES, Kind
from admissions.model.outcomes import Outcome, Overlap
from admissions.questions.overlaps import OPEN, Shared, overlap_of
from admissions.questions.read import ReadProvision
from admissions.questions.rulebook import Rulebook
from admissions.questions.settled import Settled
from admissions.regions.space import CompleteProfile, Region
from admissions.service import open_rules

FILE = Path(__file__).with_name("baseline.json")
AS_AT = dt.date(2026, 11, 24)
COMMAND = "python -m tests.aims.baseline"
STEPS = (Overlap.NONE, Overlap.CANNOT_BE_RULED_OUT, Overlap.CERTAIN)

Runs = tuple[tuple[str, str], ...]
"""Working levels as runs, each from a level to a level."""


@dataclass(frozen=True)
class Recorded:
    """One overlapping pair as recorded: its kind, its entry cells, and the share of the space that it takes up.

    ``cells`` holds for each year group and each run of working levels the primary needs. ``share`` is of complete
    profiles, not of children; it shows a growth that stays within the same entry cells.
    """

    kind: Overlap = Overlap.NONE
    entry_cells: int = 0
    share: float = 0.0
    cells: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


Key = tuple[str, str]
"""The ids of two provisions, in alphabetical order."""


def read_baseline(file: Path = FILE) -> dict[Key, Recorded]:
    """The baseline; a pair that it does not name has no overlap."""
    found = {}
    for item in json.loads(file.read_text(encoding="utf-8"))["pairs"]:
        cells = {
            year: {run: tuple(needs.split()) for run, needs in runs.items()} for year, runs in item["cells"].items()
        }
        one, two = item["provisions"]
        found[one, two] = Recorded(Overlap(item["kind"]), item["entry_cells"], item["share"], cells)
    return found


def write_baseline(pairs: Mapping[Key, Recorded], file: Path = FILE) -> None:
    """Writes the overlapping pairs, sorted, so that a change shows as a change of few lines."""
    listed = [
        {
            "provisions": list(key),
            "kind": one.kind.value,
            "entry_cells": one.entry_cells,
            "share": one.share,
            "cells": {year: {run: " ".join(needs) for run, needs in runs.items()} for year, runs in one.cells.items()},
        }
        for key, one in sorted(pairs.items())
        if one.kind is not Overlap.NONE
    ]
    file.write_text(json.dumps({"pairs": listed}, indent=1) + "\n", encoding="utf-8")


# --- what there is ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """One pair of the rules as they are, with what the baseline would record of it."""

    one: ReadProvision
    two: ReadProvision
    pair: Shared
    recorded: Recorded

    @property
    def key(self) -> Key:
        """The pair's key in the baseline."""
        first, second = sorted((self.one.id, self.two.id))
        return first, second


def found_of(settled: Settled, one: ReadProvision, two: ReadProvision) -> Found:
    """How two provisions overlap now, every assumption at its default."""
    pair = overlap_of(settled, (one, two))
    if pair.overlap is Overlap.NONE:
        return Found(one, two, pair, Recorded())
    share = float(f"{pair.region.count() / settled.possible.count():.6e}")
    levels = settled.space.needs[LEVEL].ids
    return Found(one, two, pair, Recorded(pair.overlap, pair.cells, share, _cells(levels, pair.region)))


YEAR, NEED, LEVEL = ENTRY_CELL


def _cells(levels: Sequence[str], region: Region) -> dict[str, dict[str, tuple[str, ...]]]:
    """The entry cells of a region: year group, runs of working levels, primary needs."""
    cut = region.forget([name for name in region.support if name not in ENTRY_CELL])
    cells: dict[str, dict[str, tuple[str, ...]]] = {}
    for year in region.space.needs[YEAR].ids:
        for need in region.space.needs[NEED].ids:
            here = cut.restrict({YEAR: year, NEED: need})
            inside = [level for level in levels if here.restrict({LEVEL: level})] if here else []
            if inside:
                runs = cells.setdefault(year, {})
                name = _run_name(_runs(levels, inside))
                runs[name] = (*runs.get(name, ()), need)
    return cells


def _runs(levels: Sequence[str], inside: Sequence[str]) -> Runs:
    """The levels as runs of neighbours."""
    runs: list[tuple[str, str]] = []
    for place, level in enumerate(levels):
        if level in inside:
            if place and levels[place - 1] in inside:
                runs[-1] = (runs[-1][0], level)
            else:
                runs.append((level, level))
    return tuple(runs)


def _run_name(runs: Runs) -> str:
    return ", ".join(low if low == high else f"{low} to {high}" for low, high in runs)


def cells_region(settled: Settled, one: Recorded) -> Region:
    """The region of the recorded entry cells; years, needs and levels that no longer exist are left out."""
    space = settled.space
    region = space.nothing
    for year, runs in one.cells.items():
        for name, needs in runs.items():
            levels: list[str] = []
            for run in name.split(", "):
                low, _, high = run.partition(" to ")
                ids = space.needs[LEVEL].ids
                if low in ids and (high or low) in ids:
                    levels += ids[ids.index(low) : ids.index(high or low) + 1]
            known = [need for need in needs if need in space.needs[NEED].ids]
            if year in space.needs[YEAR].ids and levels and known:
                region |= space.where({YEAR: (year,), NEED: known, LEVEL: levels})
    return region


# --- what has changed ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """What has changed of one pair, as a sentence, and whether it has grown."""

    grown: bool
    message: str


def change_of(settled: Settled, found: Found, before: Recorded) -> Change | None:
    """How a pair stands against what is recorded of it, or None where nothing has changed."""
    now = found.recorded
    names = f"{found.one.provision.name} and {found.two.provision.name}"
    new_cells = found.pair.region - cells_region(settled, before) if before.cells else found.pair.region
    if STEPS.index(now.kind) > STEPS.index(before.kind):
        what = f"{names}: {_kind(before.kind)} is recorded, and now there is {_kind(now.kind)}"
        return _grown(settled, found, found.pair.region, what)
    if now.kind is before.kind and new_cells:
        what = f"{names}: the overlap reaches {new_cells.count(ENTRY_CELL)} entry cells that are not recorded"
        return _grown(settled, found, new_cells, f"{what} ({before.entry_cells} recorded, {now.entry_cells} now)")
    if now.kind is before.kind and now.share > before.share:
        what = f"{names}: the overlap takes in more children in the entry cells that are recorded"
        return _grown(settled, found, found.pair.region, f"{what} (share {before.share} recorded, {now.share} now)")
    if now != before:
        was = f"{_kind(before.kind)} in {before.entry_cells} entry cells (share {before.share})"
        said = (
            f"{names}: what overlaps has shrunk: {was} is recorded, and now there is {_kind(now.kind)} in "
            f"{now.entry_cells} (share {now.share}); run `{COMMAND}` to record that, and commit baseline.json with the "
            f"change that did it."
        )
        return Change(False, said)
    return None


def _kind(kind: Overlap) -> str:
    return {
        Overlap.NONE: "no overlap",
        Overlap.CANNOT_BE_RULED_OUT: "an overlap that cannot be ruled out",
        Overlap.CERTAIN: "a certain overlap",
    }[kind]


def _grown(settled: Settled, found: Found, region: Region, what: str) -> Change:
    witness = settled.witness(region)
    assert witness is not None, "what has grown is not empty"
    said = (
        f"{what}.\n  for example {witness_words(settled, found, witness)}\n"
        f"  Narrow one of the two, or, if the growth is meant, record it with `{COMMAND} --accept-growth` and say "
        f"why in the commit."
    )
    return Change(True, said)


def witness_words(settled: Settled, found: Found, witness: CompleteProfile) -> str:
    """A child whom both provisions are open to, told by the fields that decide so."""
    needs = settled.book.rules.needs
    if found.pair.overlap is Overlap.CERTAIN:
        both = settled.uncut(found.one, Outcome.MEETS) & settled.uncut(found.two, Outcome.MEETS)
    else:
        both = settled.uncut(found.one, *OPEN) & settled.uncut(found.two, *OPEN)
    decisive = _path(both, witness)
    said: dict[str, list[str]] = {}
    for axis in needs.axes:
        if axis.name in (*ENTRY_CELL, *decisive):
            need, value = needs[axis.field], witness[axis.name]
            if need.kind is Kind.SEVERAL:
                member = need.by_id[axis.name.removeprefix(f"{axis.field}.")].label
                said.setdefault(need.id, []).append(member if value == YES else f"not {member}")
            else:
                said[need.id] = [need.by_id[value].label]
    return "; ".join(
        values[0] if needs[name].kind is Kind.FLAG else f"{needs[name].label}: {', '.join(values)}"
        for name, values in said.items()
    )


def _path(region: Region, profile: CompleteProfile) -> set[str]:
    """The axes at which the diagram of a region branches on the way of one profile through it."""
    space = region.space
    diagrams, node = space.diagrams, region.node
    seen = set()
    while diagrams.level[node] != diagrams.bottom:
        level = diagrams.level[node]
        name = space.axes[level].name
        seen.add(name)
        value = space.index[level][profile[name]]
        node = next(child for child, mask in diagrams.edges[node] if mask >> value & 1)
    return seen


def all_found(settled: Settled) -> Iterator[Found]:
    """Every pair of provisions, those with unverified criteria too."""
    for one, two in itertools.combinations(settled.book.provisions, 2):
        yield found_of(settled, one, two)


def vanished(baseline: Iterable[Key], book: Rulebook) -> list[str]:
    """A sentence for each recorded pair of which a provision no longer exists."""
    return [
        f"{one} and {two} are recorded and are not both in the rules: run `{COMMAND}`"
        for one, two in baseline
        if one not in book.by_id or two not in book.by_id
    ]


def main(
    arguments: Sequence[str], settled: Settled | None = None, file: Path = FILE, pairs: Sequence[Found] | None = None
) -> int:
    """Writes the baseline where it has shrunk; prints what has grown and returns 1 where it has.

    The pairs are every one of the rule book unless they are given.
    """
    parser = argparse.ArgumentParser(prog=COMMAND, description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--accept-growth", action="store_true", help="write what has grown too")
    accept = parser.parse_args(arguments).accept_growth
    if settled is None:
        book = open_rules(None, AS_AT)
        settled = Settled(book, book.settings())
    before = read_baseline(file) if file.exists() else {}
    found = list(all_found(settled)) if pairs is None else list(pairs)
    changes = [change_of(settled, one, before.get(one.key, Recorded())) for one in found]
    for change in changes:
        if change:
            print(change.message)
    if any(change and change.grown for change in changes) and not accept:
        print("Nothing is written: an overlap has grown.")
        return 1
    write_baseline({one.key: one.recorded for one in found}, file)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
