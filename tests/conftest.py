"""What the tests share: the real rule book, read once, and Hypothesis without a clock."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

from admissions.questions.rulebook import Rulebook
from admissions.service import open_rules
from admissions.text.cache import FOLDER

AS_AT = dt.date(2026, 11, 24)

# Two cores are shared and a rule book is large: how long one example takes says nothing about it.
settings.register_profile("admissions", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# In CI the same examples are drawn every time, so that a failure is one of the change and not of the day.
settings.register_profile("ci", settings.get_profile("admissions"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "admissions")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What random tests reach differs from run to run, and tracing takes them twice as long: coverage is of the others.

    So each line is reached by some test whose input is written down.
    """
    for item in items:
        if is_hypothesis_test(getattr(item, "function", None)):
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(scope="session", autouse=True)
def _kept_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is kept between runs goes to a folder of this session, never to the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER, str(tmp_path_factory.mktemp("kept")))
        yield


@pytest.fixture(scope="session")
def book() -> Rulebook:
    """The bundled rule book of Lewisham as at the date of the evidence."""
    return open_rules(None, AS_AT)
