"""One function for each thing that a face may ask."""

from __future__ import annotations

from admissions.model.needs import YEAR
from admissions.questions.rulebook import ALL
from admissions.service.agreeing import (
    aims,
    heads_report,
    pair_section,
    pathways,
    repair_drafts,
    repairs,
    write_repair,
    write_report,
)
from admissions.service.asking import next_field, settled_provisions
from admissions.service.checking import Asked, CheckDesk, asked_with, check, exit_code, next_year_group
from admissions.service.comparing import changes, gaps, ladder, ladder_choices, overlap, overlap_matrix
from admissions.service.held import KINDS, HeldReview
from admissions.service.inventing import InventedCohort, invented_cohort
from admissions.service.opening import bundled, open_case, open_rules
from admissions.service.reading import (
    editor_schemas,
    facts,
    family_page,
    need_fields,
    rules_check,
    rules_list,
    rules_problems,
    show_provision,
    write_starter,
)
from admissions.service.review_files import (
    REJECTED,
    Review,
    review_report,
    write_review,
    write_template,
)
from admissions.service.serving import Library
from admissions.service.sheets import SHEETS, sheet, sheet_text, write_sheet
from admissions.service.trying import SmallChanges, published_text, small_changes, trial, with_small_change

__all__ = [
    "ALL",
    "KINDS",
    "REJECTED",
    "SHEETS",
    "YEAR",
    "Asked",
    "CheckDesk",
    "HeldReview",
    "InventedCohort",
    "Library",
    "Review",
    "SmallChanges",
    "aims",
    "asked_with",
    "bundled",
    "changes",
    "check",
    "editor_schemas",
    "exit_code",
    "facts",
    "family_page",
    "gaps",
    "heads_report",
    "invented_cohort",
    "ladder",
    "ladder_choices",
    "need_fields",
    "next_field",
    "next_year_group",
    "open_case",
    "open_rules",
    "overlap",
    "overlap_matrix",
    "pair_section",
    "pathways",
    "published_text",
    "repair_drafts",
    "repairs",
    "review_report",
    "rules_check",
    "rules_list",
    "rules_problems",
    "settled_provisions",
    "sheet",
    "sheet_text",
    "show_provision",
    "small_changes",
    "trial",
    "with_small_change",
    "write_repair",
    "write_report",
    "write_review",
    "write_sheet",
    "write_starter",
    "write_template",
]
