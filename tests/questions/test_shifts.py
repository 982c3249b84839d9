"""What a provision would come out as with one criterion changed, on the real rules; the judge is no change at all."""

from __future__ import annotations

from dataclasses import replace

from admissions.model.aims import Aim, NoBreaks
from admissions.model.outcomes import Strength
from admissions.model.provisions import UnknownVersion
from admissions.model.sources import Source
from admissions.questions.aims import judge
from admissions.questions.changes import Changes
from admissions.questions.rulebook import Rulebook
from admissions.questions.settled import Settled, settled_of
from admissions.questions.shifts import opened_by, panel_by, shifts


def test_a_criterion_that_is_put_back_leaves_every_outcome_as_it_is(book: Rulebook) -> None:
    settled = settled_of(book, book.settings()).among(None)
    seen: set[object] = set()
    for one in book.provisions:
        moved = next(iter(shifts(settled, one, (-1, 1))), None)
        if moved is not None:
            criteria = {criterion.id: criterion for criterion in one.provision.version.criteria}
            condition = criteria[moved.criterion].condition
            assert condition is not None
            same = replace(moved, condition=condition)
            assert opened_by(settled, one, same) == settled.open_to(one)
            assert panel_by(settled, one, same) == settled.discretion(one)
            seen |= {criterion.strength for criterion in criteria.values()}
            seen |= {"waiver" for criterion in criteria.values() if criterion.waiver is not None}
    assert {Strength.MUST, Strength.MUST_NOT, Strength.INDICATOR, "waiver"} <= seen


def test_breaks_are_not_told_while_a_provision_is_not_known_that_may_catch_them(book: Rulebook) -> None:
    *others, last = book.rules.provisions
    unknown = UnknownVersion(last.id, last.name, last.kind)
    aim = Aim("no_breaks", "no child breaks off", NoBreaks(), Source("a page"))
    for rules, held in (
        (book.rules, False),
        (replace(book.rules, provisions=tuple(others), not_known=(unknown,)), None),
    ):
        known = book if rules is book.rules else Rulebook(rules)
        (found,) = judge(Settled(known, known.settings()), known.choose(), [aim], lambda _: Changes((), ()))
        assert found.against
        assert found.held is held
