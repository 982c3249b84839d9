"""What the tests share: the real rule book, read once, and Hypothesis without a clock."""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

from admissions.questions.rulebook import Rulebook
from admissions.service import open_rules
from admissions.text.cache import FOLDER

# A shell that starts the tests in the background has them, and each program that they start, ignore an interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

AS_AT = dt.date(2026, 11, 24)

# Two cores are shared and a rule book is large: how long one example takes says nothing about it.
settings.register_profile("admissions", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# In CI the same examples are drawn every time, so that a failure is one of the change and not of the day.
settings.register_profile("ci", settings.get_profile("admissions"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "admissions")


NOT_TRACED = (
    "aims/",
    "casework/test_chaining.py",
    "casework/test_files.py",
    "questions/test_real_changes.py",
    "regions/test_real_provisions.py",
    "reports/test_heads_english.py",
    "test_casework_mutations.py",
    "test_disclosure.py",
    "test_endurance.py",
    "test_heads_commands.py",
    "test_heavy_input.py",
    "test_language_examples.py",
    "test_mutations.py",
    "test_placements_attacked.py",
    "test_strategies.py",
    "test_trying.py",
    "words/test_english.py",
)
"""Tests that put the same questions again and again, and take four times as long when they are traced."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves out of the coverage what random tests reach, which differs from run to run, and what long ones repeat.

    So each line is reached by some short test whose input is written down.
    """
    here = Path(__file__).parent
    for item in items:
        module = item.path.relative_to(here).as_posix()
        if is_hypothesis_test(getattr(item, "function", None)) or module.startswith(NOT_TRACED):
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
