"""The version in force is the one that a naive reading of the dates gives, over any list of versions."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.model.periods import UNKNOWN, Day, Ending, Month, first_of, last_of, period
from admissions.model.provisions import EndedProvision, Provision, UnknownVersion
from admissions.questions.rulebook import Rulebook
from admissions.text.checking import shaped
from admissions.text.conditions import ConditionReader
from admissions.text.provision_shapes import ProvisionFile
from admissions.text.provisions import ProvisionReader, version_problems
from admissions.text.tree import read_text
from tests.drawn import drawn

DAYS = tuple(dt.date(2019, 12, 25) + dt.timedelta(days=number) for number in range(60))
Dates = tuple[Day | None, Ending, tuple[Day, ...]]

days: st.SearchStrategy[Day] = st.one_of(
    st.sampled_from(DAYS), st.sampled_from((Month(2019, 12), Month(2020, 1), Month(2020, 2)))
)
dates: st.SearchStrategy[Dates] = st.tuples(
    st.none() | days,
    st.one_of(st.none(), st.just(UNKNOWN), days),
    st.lists(days, max_size=2).map(tuple),
)


def naive(version: Dates) -> set[dt.date]:
    """The days on which a version is known to be in force, by looking at each day by itself."""
    start, end, seen = version
    if start is None and not seen and (end is None or end == UNKNOWN):
        return set()
    found = set()
    for day in DAYS:
        if start is not None:
            begun = day >= first_of(start)
        elif seen:
            begun = any(day >= first_of(one) for one in seen)
        else:
            begun = isinstance(end, dt.date | Month) and day + dt.timedelta(days=1) >= first_of(end)
        if end is None:
            over = False
        elif end == UNKNOWN:
            over = all(day > last_of(one) for one in seen) and (start is None or day > first_of(start))
        else:
            over = day >= first_of(end)
        if begun and not over:
            found.add(day)
    return found


def written(versions: list[Dates]) -> str:
    """The file of a school with these versions."""
    listed = [
        {
            "in_force": {
                "from": UNKNOWN if start is None else str(start),
                "seen": [str(day) for day in seen],
                **({} if end is None else {"until": str(end)}),
            },
            "status": "published",
            "source": "page",
            "criteria": [{"id": f"c{place}", "wording": "w", "source": "page", "guidance": "words_only"}],
        }
        for place, (start, end, seen) in enumerate(versions)
    ]
    school = {"language": "1", "provision": "hill", "name": "Hill", "kind": "special_school", "versions": listed}
    return json.dumps({**school, "sources": {"page": {"title": "Page"}}})


@settings(max_examples=drawn(400))
@given(versions=st.lists(dates, min_size=1, max_size=3))
def test_the_version_in_force_is_that_of_a_naive_reading(book: Rulebook, versions: list[Dates]) -> None:
    node = read_text(written(versions), "hill.yaml")
    shape = shaped(ProvisionFile, node)
    held = [naive(version) for version in versions]
    problems = list(version_problems(shape, node))
    assert all(problem.place.file == "hill.yaml" and problem.place.line for problem in problems)
    if any(one & two for place, one in enumerate(held) for two in held[:place]):
        assert any("another version is in force too" in problem.what for problem in problems)
    if problems:
        return
    for day in DAYS:
        found = ProvisionReader(ConditionReader(book.rules.needs), day).provision(shape, node)
        current = [place for place, known in enumerate(held) if day in known]
        if current:
            assert isinstance(found, Provision)
            assert [one.id for one in found.version.criteria] == [f"c{current[0]}"]
            assert found.version.hash == found.versions[current[0]].hash
            continue
        before = [one for known in held for one in known if one < day]
        after = [one for known in held for one in known if one > day]
        if isinstance(found, EndedProvision):
            assert not after
            assert found.end <= day
            last = max(before, default=found.end - dt.timedelta(days=1))
            assert last + dt.timedelta(days=1) == found.end
        else:
            assert isinstance(found, UnknownVersion)
            if before:
                assert found.before == max(before)
            if after:
                assert found.after == min(after)


@pytest.mark.parametrize(
    ("start", "end", "held"),
    [
        (None, None, ("2019-12-31", "2020-01-01", "2020-02-01")),
        ("2020-01", None, ("2020-01-01", "2020-02-01")),
        (None, "2020-02", ("2019-12-31", "2020-01-01")),
        ("2020-01", "2020-02", ("2020-01-01",)),
    ],
)
def test_a_month_stands_for_its_first_day(start: str | None, end: str | None, held: tuple[str, ...]) -> None:
    months = {"2020-01": Month(2020, 1), "2020-02": Month(2020, 2)}
    found = period(months[start] if start else None, months[end] if end else None)
    tried = ("2019-12-31", "2020-01-01", "2020-02-01")
    assert tuple(day for day in tried if found.holds(dt.date.fromisoformat(day))) == held
