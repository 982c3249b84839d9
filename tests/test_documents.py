"""What the documents say is what the program does: the commands that they show print what they show."""

from __future__ import annotations

import doctest
import importlib
import os
import pkgutil
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import admissions
from admissions.model.casework import TOLD
from admissions.questions.check import Checker
from admissions.questions.rulebook import Rulebook
from admissions.service import open_rules
from admissions.text.cases import read_case
from admissions.text.kinds import FILES
from admissions.text.tree import read_text
from tests.conftest import AS_AT

TOP = Path(__file__).resolve().parent.parent
README = (TOP / "README.md").read_text(encoding="utf-8")
LANGUAGE = (TOP / "docs" / "language.md").read_text(encoding="utf-8")
SKIPPED = "…"


def shown_commands(block: str) -> list[tuple[str, list[str]]]:
    """Each command of a console block with the lines shown below it."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def prints(command: str, lines: list[str], folder: Path) -> None:
    """Runs a command in a folder: it must print what is shown, where a line of … stands for any lines."""
    program, *arguments = shlex.split(command)
    assert program == "admissions"
    run = subprocess.run(
        [sys.executable, "-m", "admissions", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(TOP)},
        capture_output=True,
        text=True,
        check=False,
    )
    # An aim that is not held is an answer, and ends with 1.
    assert run.returncode in ((0, 1) if arguments[0] == "aims" else (0,)), run.stderr
    printed = iter(run.stdout.splitlines())
    skipping = False
    for line in lines:
        if line == SKIPPED:
            skipping = True
            continue
        found = next((one for one in printed if one == line), None) if skipping else next(printed, None)
        assert found == line
        skipping = False
    assert skipping or next(printed, None) is None


SHOWN = [shown for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL) for shown in shown_commands(block)]


@pytest.mark.parametrize(("command", "lines"), SHOWN, ids=[command for command, _ in SHOWN])
def test_the_readme_shows_what_the_command_prints(command: str, lines: list[str]) -> None:
    prints(command, lines, TOP)


def test_another_authority_can_follow_the_page_on_adopting_word_for_word(tmp_path: Path) -> None:
    """Each file is written where the words before it say, and each command is run, in the order of the page."""
    page = (TOP / "docs" / "adopting.md").read_text(encoding="utf-8")
    written = set()
    for before, kind, block in re.findall(r"((?:[^`]|`(?!``))*)```(\w+)\n(.*?)```", page, re.DOTALL):
        if kind == "yaml":
            named = re.findall(r"`(hillshire/[^`]+\.yaml)`", before)[-1]
            (tmp_path / named).write_text(block, encoding="utf-8")
            written.add(named)
            continue
        for command, lines in shown_commands(block):
            program, *arguments = shlex.split(command)
            if program == "rm":
                (tmp_path / arguments[0]).unlink()
            else:
                prints(command, lines, tmp_path)
    assert len(written) == page.count("```yaml")
    assert len(page.split()) <= 900, "two printed pages"


def test_the_readme_names_every_command_and_the_contributing_page_every_kind_of_file() -> None:
    for command in (
        "check",
        "overlaps",
        "changes",
        "needs",
        "rules list",
        "rules show",
        "rules check",
        "schema",
        "init",
    ):
        assert f"`admissions {command}" in README
    assert {path.stem for path in (TOP / "rules" / "schema").glob("*.json")} == {*FILES, "case"}


def test_the_provision_that_the_language_page_shows_is_read(tmp_path: Path) -> None:
    """Written as it stands into an authority's folder."""
    block = re.search(r"## A provision's file\n\n```yaml\n(.*?)```", LANGUAGE, re.DOTALL)
    assert block is not None
    for name in ("lewisham", "england", "population"):
        shutil.copytree(TOP / "rules" / name, tmp_path / name)
    (tmp_path / "lewisham" / "hill.yaml").write_text(block.group(1), encoding="utf-8")
    book = open_rules(tmp_path / "lewisham", AS_AT)
    provision = book.rules.by_id["hill"]
    assert (provision.name, provision.ages) == ("Hill School", "4 to 11")
    assert [one.id for one in provision.version.criteria] == ["ehc_plan"]


def test_the_case_that_the_readme_shows_is_answered(book: Rulebook) -> None:
    """Five lines are enough."""
    block = re.search(r"A few lines are enough.*?```yaml\n(.*?)```", README, re.DOTALL)
    assert block is not None
    case = read_case(read_text(block.group(1), "README.md"), book.rules)
    assert len(case.profile.entries) == 5
    assert Checker(book, book.settings(), book.provisions).check(case.profile).ask_next


def test_each_field_that_a_sentence_may_say_and_no_rule_asks_for_is_explained() -> None:
    (said,) = (part for part in LANGUAGE.split("\n- ") if part.startswith("A sentence may say more"))
    assert set(re.findall(r"`(\w+)`", said)) == {name for kind, names in TOLD.items() for name in (kind.value, *names)}


def test_the_examples_of_docstrings_come_out_as_they_say() -> None:
    names = [one.name for one in pkgutil.walk_packages(admissions.__path__, "admissions.")]
    found = [doctest.testmod(importlib.import_module(name)) for name in names if not name.endswith("__main__")]
    assert sum(one.attempted for one in found) > 30
    assert not sum(one.failed for one in found)
