"""Labels that make two things read alike are reported at their place; the bundled ones do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from admissions.errors import Place
from admissions.model.needs import Grouping, Kind, NeedField, Value
from admissions.model.provisions import Assumption, AssumptionValue, RuleSet
from admissions.questions.labels import alike
from admissions.questions.rulebook import Rulebook

AT = Place("needs.yaml", 7, 3)


def with_fields(rules: RuleSet, *fields: NeedField) -> RuleSet:
    """The rule set with these fields as well, all written at one place."""
    more = tuple(replace(need, at=AT) for need in fields)
    return replace(rules, needs=replace(rules.needs, fields=(*rules.needs.fields, *more)))


def flag(yes: str, no: str = "it is otherwise") -> NeedField:
    return NeedField("a_flag", Kind.FLAG, "a flag", (Value("yes", yes), Value("no", no)))


def choice(label: str, *values: str) -> NeedField:
    return NeedField("a_choice", Kind.CHOICE, label, tuple(Value(f"v{place}", one) for place, one in enumerate(values)))


TWICE = "is said of two things; give one of them another label"


def test_the_bundled_labels_are_kept_apart(book: Rulebook) -> None:
    assert list(alike(book.rules)) == []


@pytest.mark.parametrize(
    ("need", "said"),
    [
        (flag("there is challenging behaviour"), f"`there is challenging behaviour` {TWICE}"),
        (flag("the primary need is autism"), f"`the primary need is autism` {TWICE}"),
        (flag("the primary need is not autism"), f"`the primary need is not autism` {TWICE}"),
        (flag("nothing is asked here"), f"`nothing is asked here` {TWICE}"),
        (choice("primary need", "autism"), f"`the primary need is autism` {TWICE}"),
        (choice("home", "a flat", "a flat"), f"`the home is a flat` {TWICE}"),
        (
            NeedField("phase", Kind.DERIVED, "phase", (Value("p", "Key Stage 1"),),
                      derived=Grouping("year_group", (("p", ("Y1",)),))),
            f"`the child is in Key Stage 1` {TWICE}",
        ),
    ],
)  # fmt: skip
def test_two_things_in_the_same_words(book: Rulebook, need: NeedField, said: str) -> None:
    assert f"needs.yaml:7:3: {said}" in map(str, alike(with_fields(book.rules, need)))


def test_groups_of_one_name_and_the_same_values_are_one_thing(book: Rulebook) -> None:
    groups = (("p", ("Y1", "Y2")),)
    phase = NeedField(
        "phase", Kind.DERIVED, "phase", (Value("p", "Key Stage 1"),), derived=Grouping("year_group", groups)
    )
    assert list(alike(with_fields(book.rules, phase))) == []


@pytest.mark.parametrize(
    ("need", "what"),
    [
        (
            choice("home", "a flat", "a flat or a house"),
            "`the home is a flat or a house` begins with `the home is a flat`",
        ),
        (choice("home", "above a house", "a house"), "`above a house` reads as what is said of a range"),
        (choice("home", "a flat (P levels)", "a house"), "`a flat (P levels)` reads as what is said of a range"),
        (choice("home", "a flat", "a flat to let"), "`the home is a flat to let` begins with `the home is a flat`"),
        (flag("either hand is weak"), "`either hand is weak` begins as a list of conditions does"),
        (flag("autism"), "`autism` is what a value is called"),
    ],
)
def test_one_thing_that_could_be_taken_for_two_is_noted(book: Rulebook, need: NeedField, what: str) -> None:
    found = [one for one in alike(with_fields(book.rules, need)) if one.what.startswith(what)]
    assert [(one.severity, one.place) for one in found][:1] == [("note", AT)]


def test_a_term_of_another_scale_with_the_same_name(book: Rulebook) -> None:
    rules = book.rules
    scale = next(one for one in rules.scales if one.id == "p_levels")
    other = replace(scale, id="copy", rows=tuple(replace(row, spans=(("", ("y1", "y1")),)) for row in scale.rows))
    assert list(alike(replace(rules, scales=(*rules.scales, replace(other, label="another scale"))))) == []
    found = list(alike(replace(rules, scales=(*rules.scales, other))))
    assert "`the working level is P4 (P levels)` is said of two things" in {one.what for one in found}


def test_a_need_that_reads_as_a_list_of_others_is_noted(book: Rulebook) -> None:
    rules = book.rules
    primary = rules.needs["primary_need"]
    longer = replace(primary.values[0], label="speech or a stammer")
    short = replace(primary.values[1], label="speech")
    said = replace(primary.values[2], label="speech is recorded as such")
    fields = tuple(
        replace(primary, values=(longer, short, said, *primary.values[3:])) if need is primary else need
        for need in rules.needs.fields
    )
    notes = {one.what for one in alike(replace(rules, needs=replace(rules.needs, fields=fields)))}
    assert "`speech or a stammer` begins with `speech`, so that it may be read as a list" in notes
    assert "`speech is recorded as such` reads as what is said of a need" in notes


def test_answers_and_names_that_are_alike(book: Rulebook) -> None:
    rules = book.rules
    values = (AssumptionValue("one", "so"), AssumptionValue("two", "so"))
    asked = Assumption("asked", "Is it?", values, "one", at=AT)
    found = list(alike(replace(rules, assumptions=(*rules.assumptions, asked))))
    assert list(map(str, found)) == ["needs.yaml:7:3: `so` answers `Is it?` twice; give one of them another label"]
    first, second, *rest = rules.provisions
    twin = replace(second, name=first.name)
    assert len(list(alike(replace(rules, provisions=(first, twin, *rest))))) == 1
