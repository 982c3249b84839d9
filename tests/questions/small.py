"""A small rule set with what is assumed and a profile put to it: what the properties of the check are tried on."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from admissions.model.conditions import AllOf, AnyOf, NotThis, OneOf, Surface
from admissions.model.needs import Kind, NeedField, Needs, Rule, Value
from admissions.model.outcomes import ProvisionStatus, Strength
from admissions.model.profiles import Profile
from admissions.model.provisions import Criterion, Provision, RuleSet, Version
from admissions.questions.check import Checker
from admissions.questions.rulebook import Rulebook
from admissions.text.lowering import Lowering
from admissions.text.spelling import spell
from admissions.text.versions import outcome_cores
from tests.judges.completions import Completions, Settings
from tests.rule_sets import SEEN, SOURCE, entry, profiles, rule_sets, settings_of


@dataclass(frozen=True)
class Asked:
    """A rule set with what is assumed, and a profile put to it."""

    rules: RuleSet
    settings: Settings
    profile: Profile

    def checker(self) -> Checker:
        """A checker that has not been used."""
        book = Rulebook(self.rules)
        return Checker(book, self.settings, book.provisions)

    def __repr__(self) -> str:
        """The case in the words of the language, since the values in full fill pages."""
        lines = [f"{need.id}: {', '.join(need.ids)} {need.derived or ''}" for need in self.rules.needs.fields]
        lines += [f"possible: {spell(rule.condition)}" for rule in self.rules.needs.possible]
        lines += [f"{row.term}: {row.spans} {row.assumption}" for scale in self.rules.scales for row in scale.rows]
        for provision in self.rules.provisions:
            for one in provision.version.criteria:
                waiver = f" waiver {spell(one.waiver)}" if one.waiver else ""
                lines.append(f"{provision.id} {one.strength}: {one.condition and spell(one.condition)}{waiver}")
            lines += [f"not recorded: {part.where and spell(part.where)}" for part in provision.version.not_recorded]
            lines += [f"part: {part.where and spell(part.where)}" for part in provision.version.parts]
        lines.append(f"settings: {dict(self.settings)}")
        lines += [f"profile {entry.field}: {spell(entry.condition)}" for entry in self.profile.entries]
        return "\n".join(["", *lines])


@st.composite
def checks(draw: DrawFn, *, possible_only: bool = False) -> Asked:
    """Cases to check; with ``possible_only`` none whose profile cannot be."""
    rules = draw(rule_sets())
    asked = Asked(rules, draw(settings_of(rules)), draw(profiles(rules)))
    if possible_only:
        assume(Completions(rules).children(asked.profile, asked.settings))
    return asked


def one_place_only() -> Asked:
    """A need is not both the first and one of the others, as in the real rules, and the first is one of two.

    So not both of the others are recorded, which no field by itself says.
    """
    two = tuple(Value(name, name) for name in ("A", "B"))
    fields = (
        NeedField("need", Kind.CHOICE, "need", (*two, Value("C", "C"))),
        NeedField("also", Kind.SEVERAL, "also", two),
        NeedField("flag", Kind.FLAG, "flag", (Value("yes", "yes"), Value("no", "no"))),
    )
    lowering = Lowering(Needs(fields))
    apart = NotThis(AnyOf(tuple(AllOf((OneOf("need", (one.id,)), OneOf("also", (one.id,)))) for one in two)))
    needs = Needs(fields, (Rule("apart", "a need has one place", apart, lowering.lower(apart)),))
    both = AllOf(tuple(OneOf("also", (one.id,)) for one in two))
    flag = OneOf("flag", ("yes",))
    asked: tuple[Surface, ...] = (NotThis(both), AnyOf((both, flag)), AnyOf((NotThis(both), flag)))
    provisions = []
    for place, condition in enumerate(asked):
        criterion = Criterion("both", "words", Strength.MUST, SOURCE, condition, lowering.lower(condition))
        cores = outcome_cores([criterion], [])
        version = Version(ProvisionStatus.PUBLISHED, SOURCE, (criterion,), (SEEN,), outcome_cores=cores)
        provisions.append(Provision(f"school_{place}", "School", "special_school", version))
    rules = RuleSet("small", "Small", "", SEEN, needs, (), (), tuple(provisions))
    return Asked(rules, {}, Profile((entry(lowering, "need", OneOf("need", ("A", "B"))),)))
