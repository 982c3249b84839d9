"""What the documents say is what the program does: commands of the README run, and each construct is read."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from admissions.model.conditions import OneOf, Surface
from admissions.questions.check import Checker
from admissions.questions.rulebook import Rulebook
from admissions.service import open_rules
from admissions.text.cases import read_case
from admissions.text.conditions import ConditionReader
from admissions.text.shapes import FILES
from admissions.text.tree import read_text
from tests.conftest import AS_AT

TOP = Path(__file__).resolve().parent.parent
README = (TOP / "README.md").read_text(encoding="utf-8")
LANGUAGE = (TOP / "docs" / "language.md").read_text(encoding="utf-8")
SKIPPED = "…"


def shown_commands() -> list[tuple[str, list[str]]]:
    """Each command of the README's console blocks with the lines shown below it."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


@pytest.mark.parametrize(("command", "lines"), shown_commands(), ids=[command for command, _ in shown_commands()])
def test_the_readme_shows_what_the_command_prints(command: str, lines: list[str]) -> None:
    program, *arguments = shlex.split(command)
    assert program == "admissions"
    run = subprocess.run(
        [sys.executable, "-m", "admissions", *arguments],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    printed = iter(run.stdout.splitlines())
    skipping = False
    for line in lines:
        if line == SKIPPED:
            skipping = True
            continue
        found = next((one for one in printed if one == line), None) if skipping else next(printed, None)
        assert found == line
        skipping = False


def language_conditions() -> list[str]:
    """The first column of the table of conditions."""
    table = LANGUAGE.split("## Conditions")[1].split("\n\n")[1]
    rows = table.splitlines()[2:]
    return [written for row in rows for written in re.findall(r"`([^`]+)`", row.split("|")[1])]


@pytest.mark.parametrize("written", language_conditions())
def test_each_construct_that_the_language_page_shows_is_read(written: str, book: Rulebook) -> None:
    text = written if written.startswith("{") or ":" not in written else f"{{{written}}}"
    rules = book.rules
    reader = ConditionReader(rules.needs, rules.scales, rules.assumptions, rules.by_id)
    condition = reader.read(read_text(text, "language.md"))
    assert not reader.problems
    assert condition is not None
    book.region(condition)


def test_the_language_page_shows_every_kind_of_condition(book: Rulebook) -> None:
    rules = book.rules
    reader = ConditionReader(rules.needs, rules.scales, rules.assumptions, rules.by_id)
    seen = set()
    for written in language_conditions():
        text = written if written.startswith("{") or ":" not in written else f"{{{written}}}"
        seen.add(type(reader.read(read_text(text, "language.md"))))
    block = re.search(r"```yaml\nindicators:\n(.*?)```", LANGUAGE, re.DOTALL)
    assert block is not None
    seen.add(type(reader.read_indicators(read_text(block.group(1), "language.md"))))
    # `none` for a several-field is in the table's words, beside the row of additional needs.
    seen.add(type(reader.read(read_text("{additional_needs: none}", "language.md"))))
    assert not reader.problems
    assert seen == set(Surface.__args__)


def test_the_readme_names_every_command_and_the_contributing_page_every_kind_of_file() -> None:
    for command in ("check", "overlaps", "needs", "rules list", "rules show", "rules check", "schema"):
        assert f"`admissions {command}" in README
    assert {path.stem for path in (TOP / "rules" / "schema").glob("*.json")} == {*FILES, "case"}


def test_the_provision_that_the_language_page_shows_is_read(tmp_path: Path) -> None:
    """Written as it stands into an authority's folder."""
    block = re.search(r"## A provision's file\n\n```yaml\n(.*?)```", LANGUAGE, re.DOTALL)
    assert block is not None
    for name in ("lewisham", "england"):
        shutil.copytree(TOP / "rules" / name, tmp_path / name)
    (tmp_path / "lewisham" / "hill.yaml").write_text(block.group(1), encoding="utf-8")
    book = open_rules(tmp_path / "lewisham", AS_AT)
    provision = book.rules.by_id["hill"]
    assert (provision.name, provision.ages) == ("Hill School", "4 to 11")
    assert [one.id for one in provision.version.criteria] == ["ehc_plan"]


def test_the_two_ways_to_write_below_year_3_mean_the_same(book: Rulebook) -> None:
    """As the language page says."""
    rules = book.rules
    reader = ConditionReader(rules.needs, rules.scales, rules.assumptions, rules.by_id)
    written = ("{working_level: {below: y3_start}}", "{working_level: {below: {year_expectations: Year 3}}}")
    one, two = (reader.read(read_text(text, "language.md")) for text in written)
    assert one is not None
    assert two is not None
    assert book.region(one) == book.region(two)
    assert not book.region(one) & book.region(OneOf("working_level", ("y3_start", "y3")))


def test_the_case_that_the_readme_shows_is_answered(book: Rulebook) -> None:
    """Five lines are enough."""
    block = re.search(r"A few lines are enough.*?```yaml\n(.*?)```", README, re.DOTALL)
    assert block is not None
    case = read_case(read_text(block.group(1), "README.md"), book.rules)
    assert len(case.profile.entries) == 5
    assert Checker(book, book.settings(), book.provisions).check(case.profile).ask_next
