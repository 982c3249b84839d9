"""What the tests share: the real rule book, read once, and Hypothesis without a clock."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, settings

from admissions.questions.rulebook import Rulebook
from admissions.service import open_rules

AS_AT = dt.date(2026, 11, 24)

# Two cores are shared and a rule book is large: how long one example takes says nothing about it.
settings.register_profile("admissions", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("admissions")


@pytest.fixture(scope="session")
def book() -> Rulebook:
    """The bundled rule book of Lewisham as at the date of the evidence."""
    return open_rules(None, AS_AT)
