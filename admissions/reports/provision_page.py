"""One provision as a part of a page: every criterion in plain English, with its published words and their source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from admissions.reports.page import environment
from admissions.words.outcomes import DOUBT_WORDS, PART_UNTESTED, STRENGTH_WORDS

if TYPE_CHECKING:
    from admissions.reports.families import FamilyPage
    from admissions.reports.rules import ProvisionText


def family_part(page: FamilyPage) -> Markup:
    """The part of a page for parents and carers."""
    return Markup(environment().get_template("family.html").render(page=page))


def provision_part(provision: ProvisionText) -> Markup:
    """The part of a page, in the classes of the GOV.UK Design System."""
    facts = [f"Ages {provision.ages}"] if provision.ages else []
    facts += [one.text for one in provision.places if one.holds]
    facts += [one.text for one in provision.versions if one.in_force]
    return Markup(
        environment()
        .get_template("provision.html")
        .render(
            provision=provision,
            facts=facts,
            doubts=DOUBT_WORDS,
            strengths=STRENGTH_WORDS,
            untested=PART_UNTESTED,
        )
    )
