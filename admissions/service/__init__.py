"""One function for each thing that a face may ask."""

from __future__ import annotations

from admissions.service.agreeing import aims, heads_report, pathways, repairs, write_repair, write_report
from admissions.service.checking import Asked, CheckDesk, check, exit_code
from admissions.service.comparing import changes, gaps, ladder, overlap, overlap_matrix
from admissions.service.opening import bundled, open_case, open_rules
from admissions.service.reading import (
    editor_schemas,
    facts,
    need_fields,
    rules_list,
    rules_problems,
    show_provision,
    write_starter,
)

__all__ = [
    "Asked",
    "CheckDesk",
    "aims",
    "bundled",
    "changes",
    "check",
    "editor_schemas",
    "exit_code",
    "facts",
    "gaps",
    "heads_report",
    "ladder",
    "need_fields",
    "open_case",
    "open_rules",
    "overlap",
    "overlap_matrix",
    "pathways",
    "repairs",
    "rules_list",
    "rules_problems",
    "show_provision",
    "write_repair",
    "write_report",
    "write_starter",
]
