"""What would come out if one recorded value were another, on small rule sets that are worked out by hand."""

from __future__ import annotations

from admissions.model.conditions import AllOf, NotThis, OneOf, Surface
from admissions.model.needs import Kind, NeedField, Needs, Rule, Value
from admissions.model.outcomes import Outcome, ProvisionStatus, Strength
from admissions.model.profiles import Profile
from admissions.model.provisions import Criterion, Provision, RuleSet, Version
from admissions.questions.check import Checker
from admissions.questions.instead import Instead, Insteads
from admissions.questions.rulebook import Rulebook
from admissions.questions.situation import situate
from admissions.text.lowering import Lowering
from admissions.text.versions import outcome_cores
from tests.rule_sets import SEEN, SOURCE, entry, exactly

NEEDS = tuple(Value(name, name) for name in ("A", "B", "C"))
FIELDS = (
    NeedField("primary_need", Kind.CHOICE, "primary need", NEEDS),
    NeedField("additional_needs", Kind.SEVERAL, "additional needs", NEEDS),
    NeedField("flag", Kind.FLAG, "flag", (Value("yes", "yes"), Value("no", "no"))),
    NeedField(
        "test",
        Kind.CHOICE,
        "test",
        (Value("awaited", "awaited", becomes=("good", "bad")), *(Value(name, name) for name in ("good", "bad"))),
    ),
)
B_FIRST_HAS_THE_FLAG = NotThis(AllOf((OneOf("primary_need", ("B",)), OneOf("flag", ("no",)))))


def found(must: Surface, **recorded: Surface) -> list[Instead]:
    """The swaps for one provision with one criterion; where B is the primary need, the flag is yes."""
    lowering = Lowering(Needs(FIELDS))
    rule = Rule("flagged", "B has the flag", B_FIRST_HAS_THE_FLAG, lowering.lower(B_FIRST_HAS_THE_FLAG))
    criterion = Criterion("must", "words", Strength.MUST, SOURCE, must, lowering.lower(must))
    cores = outcome_cores([criterion], [])
    version = Version(ProvisionStatus.PUBLISHED, SOURCE, (criterion,), (SEEN,), outcome_cores=cores)
    school = Provision("school", "School", "special_school", version)
    book = Rulebook(RuleSet("small", "Small", "", SEEN, Needs(FIELDS, (rule,)), (), (), (school,)))
    checker = Checker(book, {}, book.provisions)
    profile = Profile(tuple(entry(lowering, name, said) for name, said in recorded.items()))
    return list(Insteads(checker).of(situate(book, profile, {}), checker.check(profile)))


A_FIRST = {"primary_need": OneOf("primary_need", ("A",)), "additional_needs": exactly(FIELDS[1], ["B"])}
MEETS, NOT = (Outcome.MEETS,), (Outcome.DOES_NOT_MEET,)


def test_a_swap_that_changes_an_outcome_is_found() -> None:
    (swap,) = found(OneOf("primary_need", ("A",)), **A_FIRST)
    assert swap == Instead("primary_need", "B", (("school", MEETS, NOT),))


def test_a_swap_that_changes_nothing_is_not() -> None:
    assert found(OneOf("primary_need", ("A", "B")), **A_FIRST) == []


def test_a_swap_that_cannot_be_is_not() -> None:
    assert found(OneOf("primary_need", ("A",)), **A_FIRST, flag=OneOf("flag", ("no",))) == []


def test_what_follows_from_a_swap_is_taken_into_account() -> None:
    """With B as primary the flag is yes, which was not known."""
    (swap,) = found(OneOf("flag", ("yes",)), **A_FIRST)
    assert swap == Instead("primary_need", "B", (("school", (Outcome.MEETS, Outcome.DOES_NOT_MEET), MEETS),))


def test_nothing_is_found_while_the_primary_need_is_not_known() -> None:
    said = {**A_FIRST, "primary_need": OneOf("primary_need", ("A", "C"))}
    assert found(OneOf("primary_need", ("A",)), **said) == []


def test_what_is_awaited_may_have_become_what_its_value_says() -> None:
    awaited = OneOf("test", ("awaited",))
    (good,) = found(OneOf("test", ("good",)), test=awaited)
    assert good == Instead("test", "good", (("school", NOT, MEETS),))
    both = found(OneOf("test", ("awaited",)), test=awaited)
    assert [(one.value, one.changed) for one in both] == [(name, (("school", MEETS, NOT),)) for name in ("good", "bad")]


def test_what_is_settled_or_not_known_does_not_become_anything() -> None:
    must = OneOf("test", ("good",))
    assert found(must, test=OneOf("test", ("bad",))) == []
    assert found(must, test=OneOf("test", ("awaited", "bad"))) == []
    assert found(must) == []


def test_nothing_is_swapped_while_the_primary_need_is_open_between_two() -> None:
    said = {**A_FIRST, "primary_need": OneOf("primary_need", ("A", "C"))}
    assert found(OneOf("primary_need", ("B",)), **said) == []
