"""How many plans there can be, and how many children are counted, in plain English."""

from __future__ import annotations

from admissions.model.needs import PRIMARY, Needs
from admissions.model.periods import Month
from admissions.questions.population import Bound
from admissions.words.lists import joined

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

SMALL = 5
"""A count of children below this could single one out."""


def suppressed(number: int, under: int = SMALL) -> str:
    """A count of children as it may be shown: one that is small and not 0 says only that it is.

    >>> suppressed(0), suppressed(3), suppressed(5), suppressed(1200)
    ('0', 'under 5', '5', '1,200')
    """
    return f"under {under}" if 0 < number < under else f"{number:,}"


def say_at_most(bound: Bound, needs: Needs) -> str:
    """A bound as a clause that reads after the name of a region: at most so many plans, whose and of when."""
    population = bound.population
    day = population.as_at
    when = f"{MONTHS[day.month - 1]} {day.year}"
    if not isinstance(day, Month):
        when = f"{day.day} {when}"
    said = f"at most {bound.plans:,} of {population.counts} ({when}) lie in the need and age groups it touches"
    if not bound.groups or not bound.plans:
        said = f"none {said.removeprefix(f'at most {bound.plans:,} ')}"
    if bound.not_counted:
        labels = joined((needs[PRIMARY].by_id[need].label for need in bound.not_counted), "and")
        said += f", in which {labels} is not counted apart"
    return said
