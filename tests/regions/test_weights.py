"""Drawing by weight: as likely as the product of the weights of the values says, exactly."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.questions.rulebook import Rulebook
from admissions.regions import members
from admissions.regions.diagram import Diagrams
from tests.drawn import drawn
from tests.regions.sets import of_points, points
from tests.regions.test_members import EveryDraw


@settings(max_examples=drawn(60))
@given(st.data())
def test_every_member_is_as_likely_as_its_weights_say(data: st.DataObject) -> None:
    sizes = data.draw(st.sampled_from([(2, 3, 2), (3, 2, 2), (2, 2, 3), (3, 3)]))
    diagrams = Diagrams(sizes)
    found = data.draw(st.sets(st.sampled_from(points(sizes)), min_size=1))
    weights = [data.draw(st.lists(st.integers(0, 2), min_size=size, max_size=size).filter(any)) for size in sizes]
    heavy = {
        point: math.prod(of_level[value] for of_level, value in zip(weights, point, strict=True)) for point in found
    }
    root, total = of_points(diagrams, found), sum(heavy.values())
    if not total:
        with pytest.raises(ValueError, match="has no weight"):
            members.sampler(diagrams, root, weights)
        return
    likely = EveryDraw().distribution(members.sampler(diagrams, root, weights))
    expected = {point: Fraction(weight, total) for point, weight in heavy.items() if weight}
    assert {point: share for point, share in likely.items() if share} == expected


def test_axes_are_weighed_by_name(book: Rulebook) -> None:
    """What has no weight is never drawn, and an axis without weights has any of its values."""
    draw = book.possible.sampler({"year_group": {"Y3": 1, "Y4": 3}, "primary_need": {"SLD": 1}})
    rng = random.Random(7)
    drawn = [draw(rng) for _ in range(400)]
    assert {one["primary_need"] for one in drawn} == {"SLD"}
    years = [one["year_group"] for one in drawn]
    assert set(years) == {"Y3", "Y4"}
    # 300 expected with a standard deviation of 8.7.
    assert 250 <= years.count("Y4") <= 350
    assert len({one["ehc_plan"] for one in drawn}) == 5
    assert all(book.possible.contains(one) for one in drawn)
