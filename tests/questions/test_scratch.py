"""What a question takes is made in a scratch copy of the rule book's space, and goes with it."""

from __future__ import annotations

import contextlib
import json
import random

from admissions.errors import Refused
from admissions.model.conditions import OneOf
from admissions.model.profiles import Profile
from admissions.questions.check import Checker
from admissions.questions.rulebook import Rulebook
from admissions.questions.settled import settled_of
from admissions.service import Asked, gaps, ladder, overlap, repairs
from admissions.text.cases import read_profile
from admissions.text.tree import read_text


def test_nothing_that_is_asked_leaves_a_node_behind(book: Rulebook) -> None:
    """A process that answers for years holds no more than one that has answered each kind of question once."""
    rng = random.Random(7)
    checker = Checker(book, book.settings(), book.provisions)

    def profile() -> Profile:
        number = rng.randint(4, 6)
        said = {
            "year_group": rng.sample([f"Y{year}" for year in range(1, 12)], rng.randint(1, 4)),
            "primary_need": rng.sample(["ASD", "SLCN", "MLD", "SLD", "SEMH"], rng.randint(1, 3)),
            "additional_needs": {"includes": rng.sample(["HI", "VI", "PD"], rng.randint(1, 2))},
            **rng.choice(
                (
                    {"years_below": {rng.choice(("at_least", "at_most")): number}},
                    {"working_level": {"p_levels": f"P{number}"}},
                    {"working_level": {"gv": f"GV{number}"}},
                )
            ),
        }
        return read_profile(read_text(json.dumps(said), "case"), book.rules)

    def ask() -> int:
        answered = 0
        for _ in range(12):
            with contextlib.suppress(Refused):
                checker.check(profile())
                answered += 1
        return answered

    ask()
    nodes = len(book.space.diagrams)
    assert ask() > 6
    assert len(book.space.diagrams) == nodes


def test_a_region_that_was_made_after_a_scratch_copy_is_made_again_in_it(book: Rulebook) -> None:
    """What it is called in the one is another node, or none, in the other."""
    fresh = Rulebook(book.rules)
    scratch = fresh.space.scratch()
    scratch.where({"year_group": ("Y1", "Y2", "Y9"), "primary_need": ("MSI",)})
    condition = OneOf("year_group", ("Y3", "Y8", "Y10"))
    here, there = fresh.region(condition), fresh.region(condition, scratch)
    assert here.space is fresh.space
    assert there.space is scratch
    assert there.hull() == here.hull()
    assert there.support == here.support == ("year_group",)
    assert fresh.region(condition, fresh.space.scratch()).node == here.node


def test_a_region_that_was_made_after_a_copy_is_made_again_in_a_copy_of_that(book: Rulebook) -> None:
    """The copy of a copy has more nodes from the start, and they are not those that the rule book has by now."""
    fresh = Rulebook(book.rules)
    scratch = fresh.space.scratch()
    for year in ("Y1", "Y2", "Y9", "Y11"):
        scratch.where({"year_group": (year,), "primary_need": ("MSI", "VI"), "hearing_loss": ("mild",)})
    again = scratch.scratch()
    condition = OneOf("year_group", ("Y3", "Y8", "Y10"))
    fresh.region(condition)
    there = fresh.region(condition, again)
    assert there.space is again
    assert there == again.where({"year_group": ("Y3", "Y8", "Y10")})


def test_nothing_that_heads_ask_leaves_a_node_behind(book: Rulebook) -> None:
    """Overlaps, ladders, gaps and repairs are asked in copies; what is settled is made ready once."""
    fresh = Rulebook(book.rules)
    asked = Asked()

    def ask(year: str, need: str) -> None:
        overlap(fresh, ("brent_knoll", "drumbeat"), asked, [f"year_group={year}"])
        ladder(fresh, year, need, asked)
        gaps(fresh, asked, [f"primary_need={need}"])
        repairs(fresh, ("athelney", "torridon"), asked)

    ask("Y7", "ASD")
    nodes, kept = len(fresh.space.diagrams), settled_of(fresh, fresh.settings())
    ready = len(kept.space.diagrams)
    ask("Y3", "SLCN")
    assert len(fresh.space.diagrams) == nodes
    assert settled_of(fresh, fresh.settings()) is kept
    assert len(kept.space.diagrams) == ready
