"""Folders of rules that would be read only in part are refused: what is passed by without a word is missed by none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.bad.command import AS_AT, ROOT, run


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the bundled rules: the authority's folder in it."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    return tmp_path / "rules" / "lewisham"


def said_of(rules: Path, *command: str) -> str:
    """The one line with which a folder is refused."""
    said = run(*command, "--rules", str(rules), *AS_AT)
    assert (said.code, said.out) == (2, "")
    (line,) = said.lines
    return line


def test_a_link_to_a_folder_is_refused(rules: Path) -> None:
    (rules / "resource_bases").rename(rules.parent / "elsewhere")
    (rules / "resource_bases").symlink_to(rules.parent / "elsewhere")
    assert said_of(rules, "overlaps") == (
        "lewisham/resource_bases: this is a link to a folder, and would not be read; put the folder there itself"
    )


def test_a_folder_that_is_called_as_a_file_is_refused(rules: Path) -> None:
    (rules / "special_schools" / "new.yaml").mkdir()
    assert said_of(rules, "gaps").startswith(
        "lewisham/special_schools/new.yaml: this is a folder, and would not be read"
    )


def test_a_name_of_two_lines_is_told_on_one(rules: Path) -> None:
    (rules / "special_schools" / "gr\nx.yaml").write_text("{}", encoding="utf-8")
    assert said_of(rules, "rules", "list").startswith(
        "lewisham/special_schools/gr?x.yaml: the name of this file is not"
    )


def test_one_provision_in_two_files_is_told_at_both(rules: Path) -> None:
    schools = rules / "special_schools"
    (schools / "zz.yaml").write_bytes((schools / "greenvale.yaml").read_bytes())
    line = said_of(rules, "overlaps")
    assert line.startswith("lewisham/special_schools/zz.yaml:")
    assert "two provisions are called `greenvale`; the other is at lewisham/special_schools/greenvale.yaml:" in line


def test_a_draft_that_cannot_be_read_is_told_where_it_is(rules: Path) -> None:
    said = run("pathways", "--with", str(rules), *AS_AT)
    assert said.code == 2
    assert all(line.startswith(str(rules)) for line in said.lines[:-1])


def test_of_two_provisions_the_one_that_is_not_known_is_named() -> None:
    said = run("overlaps", "drumbeat", "grnvale", *AS_AT)
    assert (said.code, said.err) == (2, "provision 2: this provision is not known; did you mean `greenvale`?\n")
