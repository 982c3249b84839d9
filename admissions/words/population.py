"""How many plans there can be, and how many children are counted, in plain English."""

from __future__ import annotations

from admissions.model.needs import PRIMARY, Needs
from admissions.model.population import Population
from admissions.questions.population import Bound
from admissions.words.days import say_day
from admissions.words.lists import joined


def say_counts(population: Population) -> str:
    """Whose plans are counted, and as of when."""
    return f"{population.counts} ({say_day(population.as_at)})"


def say_invented(population: Population) -> str:
    """What is said with every invented placement: that it is one, and what of it follows what is published."""
    follows = f"follows published counts of {say_counts(population)}"
    return f"invented: {follows}; how needs, ages and placements go together is not known"


def say_at_most(bound: Bound, needs: Needs) -> str:
    """A bound as a clause that reads after the name of a region: at most so many plans, whose and of when."""
    counted = say_counts(bound.population)
    said = f"at most {bound.plans:,} of {counted} lie in the need and age groups it touches"
    if not bound.groups or not bound.plans:
        said = f"none {said.removeprefix(f'at most {bound.plans:,} ')}"
    if bound.not_counted:
        labels = joined((needs[PRIMARY].by_id[need].label for need in bound.not_counted), "and")
        said += f", in which {labels} is not counted apart"
    return said
