"""Gathered entry cells in plain English."""

from __future__ import annotations

from collections.abc import Sequence

from admissions.model.needs import LEVELS, PRIMARY, YEAR, NeedField
from admissions.model.provisions import RuleSet
from admissions.questions.cells import Gathered, Run
from admissions.words.lists import joined
from admissions.words.profiles import say_values


def say_cells(rules: RuleSet, row: Gathered) -> str:
    """A row of entry cells as a clause: year groups, primary needs and working levels."""
    years, needs, levels = (rules.needs[name] for name in (YEAR, PRIMARY, LEVELS))
    when = joined(_run(years, run) for run in _neighbours(years, row.years))
    at = joined(_run(levels, run) for run in row.levels)
    return f"{when}; {needs.label}: {say_values(needs, row.needs)}; {levels.label}: {at}"


def _neighbours(need: NeedField, values: Sequence[str]) -> list[Run]:
    """Values of an ordered field as runs of neighbours."""
    runs: list[Run] = []
    for value in values:
        place = need.ids.index(value)
        first = runs.pop()[0] if runs and place and runs[-1][1] == need.ids[place - 1] else value
        runs.append((first, value))
    return runs


def _run(need: NeedField, run: Run) -> str:
    first, last = run
    label = need.by_id[first].label
    if last is None:
        return f"{label} and above"
    return label if first == last else f"{label} to {need.by_id[last].label}"
