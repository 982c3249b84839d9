"""What is asked next where the one answer that would settle it is not known."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from admissions import service
from admissions.service.asking import next_field, settled_provisions
from tests.conftest import AS_AT

ALONE, ONE, OTHER = "complex_medical_needs", "challenging_behaviour", "mental_health_issues"
EITHER = f"""
      - id: either
        wording: Draft.
        source: school
        must:
          any:
            - {{{ALONE}: yes}}
            - {{all: [{{{ONE}: yes}}, {{{OTHER}: no}}]}}
            - {{all: [{{{ONE}: no}}, {{{OTHER}: yes}}]}}
"""


def test_what_only_several_answers_settle_together_is_asked_in_the_end(tmp_path: Path) -> None:
    """One need by itself, or exactly one of two others: whatever one of those two answers is, the other decides."""
    shutil.copytree(service.bundled("rules"), tmp_path / "rules")
    file = tmp_path / "rules/lewisham/special_schools/greenvale.yaml"
    file.write_text(file.read_text("utf-8").replace("    criteria:\n", f"    criteria:{EITHER}", 1), "utf-8")
    library = service.Library(tmp_path / "rules/lewisham", AS_AT)
    needs = {need.id: need for need in service.need_fields(library.book(AS_AT)) if need.kind != "derived"}
    profile: dict[str, object] = {
        "year_group": "Y9",
        "ehc_plan": "final",
        "learning_difficulty": "severe",
        "working_level": {"p_levels": "P6"},
    }
    asked = []
    while True:
        report = library.check(AS_AT, json.dumps({"profile": profile}).encode(), service.Asked())
        field = next_field(report, needs.keys() - profile.keys() - {ALONE})
        if field is None:
            break
        asked.append(field)
        values = [value for value, _ in needs[field].values]
        profile[field] = [] if needs[field].kind == "several" else values[-1 if field == OTHER else 0]
    assert {ONE, OTHER} <= {*asked}
    assert settled_provisions(report) == len(report.provisions)
