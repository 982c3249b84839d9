"""Rules of which each can be read, and which together are too large a question: that is said, and nothing hangs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from admissions.regions.space import Space
from tests.bad.command import AS_AT, ROOT, run

PAIRS = 14
BUDGET = 4_000
SENTENCE = (
    f"this question needs a diagram of more than {BUDGET:,} nodes; "
    "narrow it: name fewer provisions, or fix the year group or the primary need\n"
)


@pytest.fixture
def council(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two schools that ask of seven pairs of fields each that the two be alike: both at once is 2 to the 14 wide."""
    shutil.copytree(ROOT / "tests" / "bad" / "whole", tmp_path, dirs_exist_ok=True)
    needs = tmp_path / "shared" / "needs.yaml"
    flags = "".join(
        f"  - {{id: f{place}, kind: flag, label: flag {place}, yes: f{place} is so, no: f{place} is not so}}\n"
        for place in range(2 * PAIRS)
    )
    needs.write_text(needs.read_text(encoding="utf-8").replace("fields:\n", f"fields:\n{flags}", 1), encoding="utf-8")
    for name, first in (("even", 0), ("odd", 1)):
        alike = ", ".join(
            f"{{any: [{{f{one}: yes, f{one + PAIRS}: yes}}, {{f{one}: no, f{one + PAIRS}: no}}]}}"
            for one in range(first, PAIRS, 2)
        )
        text = (tmp_path / "council" / "vale.yaml").read_text(encoding="utf-8").split("    criteria:\n")[0]
        text = text.replace("provision: vale", f"provision: {name}")
        text += f"    criteria:\n      - {{id: pairs, wording: Words., source: page, must: {{all: [{alike}]}}}}\n"
        (tmp_path / "council" / f"{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(Space.__init__, "__defaults__", ((), BUDGET))
    return tmp_path / "council"


def test_each_of_the_schools_is_answered(council: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("primary_need: ASD\nf0: yes\n", encoding="utf-8")
    said = run("check", str(case), "--rules", str(council), *AS_AT)
    assert (said.code, said.err) == (0, "")
    assert "Cannot tell yet" in said.out


@pytest.mark.parametrize("asked", [("overlaps", "--rules"), ("rules", "check", "--rules")])
def test_a_question_about_both_at_once_is_refused_with_its_sentence(asked: tuple[str, ...], council: Path) -> None:
    said = run(*asked, str(council), *AS_AT)
    assert (said.code, said.out, said.err) == (2, "", SENTENCE)


def test_one_of_them_less_is_answered(council: Path) -> None:
    (council / "odd.yaml").unlink()
    said = run("overlaps", "--rules", str(council), *AS_AT)
    assert (said.code, said.err) == (0, "")
    assert "What more than two share is too large a question here" in said.out
