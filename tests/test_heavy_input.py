"""What would take much memory or time is refused before it does."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.bad.command import CASES, ROOT, Said, apart_measured
from tests.bad.texts import NESTED
from tests.test_spellings import PLAIN

BAD = ROOT / "tests" / "bad"
CASE = str(CASES / "y7_autism_start_of_year_3.yaml")


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 100 MB that starts as a case does."""
    path = tmp_path_factory.mktemp("big") / "case.yaml"
    with path.open("wb") as stream:
        stream.write(PLAIN.encode() + b"# " + b"x" * 1000)
        stream.truncate(100 * 1024 * 1024)
    return path


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder where the commands of this module keep the rules that they have read."""
    return str(tmp_path_factory.mktemp("kept"))


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)
HEAVY = {
    "an alias bomb": (BOMB, "aliases"),
    "lists nested deeply": (NESTED["lists in a line"][0], "deep"),
    "keys nested deeply": (NESTED["keys that are mappings"][0], "deep"),
    "more values than are read": ("year_group: [" + "Y7, " * 61_000 + "]", "60,000"),
    "half a megabyte of one word": ("year_group: " + "x" * 500_000, "`year_group`"),
    "half a megabyte of at signs": ("year_group: " + "a@" * 250_000, "`year_group`"),
    "half a megabyte of digits": ("year_group: " + "1 2(" * 125_000, "phone"),
}
LIMIT = 200


def bounded(said: Said, megabytes: float, began: float) -> None:
    """Asserts a refusal in one line, in bounded memory and within the time that a person waits."""
    assert (said.code, said.out, len(said.lines)) == (2, "", 1)
    assert "Traceback" not in said.err
    assert megabytes < LIMIT
    assert time.monotonic() - began < 60  # what is quadratic in half a megabyte takes many minutes


@pytest.mark.parametrize("typed", [False, True])
def test_a_file_of_100_megabytes_is_refused_in_bounded_memory(typed: bool, big: Path, kept: str) -> None:
    """No more of it is read than the largest case has."""
    began = time.monotonic()
    with big.open("rb") as stream:
        said, megabytes = apart_measured(
            "check", "-" if typed else str(big), stdin=stream if typed else None, ADMISSIONS_CACHE=kept
        )
    bounded(said, megabytes, began)
    assert "512 kB" in said.err


@pytest.mark.parametrize("name", HEAVY)
def test_what_would_take_much_memory_or_time_is_refused(name: str, tmp_path: Path, kept: str) -> None:
    """Each is within the largest size of a case."""
    case = tmp_path / "case.yaml"
    text, about = HEAVY[name]
    case.write_text(text)
    began = time.monotonic()
    said, megabytes = apart_measured("check", str(case), ADMISSIONS_CACHE=kept)
    bounded(said, megabytes, began)
    assert about in said.err


def test_a_rule_file_of_100_megabytes_is_refused_in_bounded_memory(big: Path, tmp_path: Path, kept: str) -> None:
    """A rule file has a largest size as a case has."""
    for name in ("authority", "assumptions"):
        (tmp_path / "lewisham").mkdir(exist_ok=True)
        (tmp_path / "lewisham" / f"{name}.yaml").write_bytes(
            (ROOT / "rules" / "lewisham" / f"{name}.yaml").read_bytes()
        )
    for name in ("england", "population"):
        (tmp_path / name).symlink_to(ROOT / "rules" / name)
    (tmp_path / "lewisham" / "drumbeat.yaml").symlink_to(big)
    began = time.monotonic()
    bounded(*apart_measured("check", CASE, "--rules", str(tmp_path / "lewisham"), ADMISSIONS_CACHE=kept), began)
