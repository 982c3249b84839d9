"""What is kept between runs is checked when it is read, and is never a reason to fail."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from admissions import service
from admissions.model.outcomes import Outcome
from admissions.text import cache

ON = dt.date(2026, 11, 24)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder."""
    monkeypatch.setenv(cache.FOLDER, str(tmp_path / "kept"))
    return tmp_path / "kept"


def only(folder: Path) -> Path:
    """The one file that is kept."""
    (path,) = folder.glob("*.kept")
    return path


def test_what_was_made_once_is_read_and_not_made_again(folder: Path) -> None:
    made = []
    for _ in range(2):
        assert cache.kept("key", dt.date, lambda: made.append(1) or ON) == ON
    assert len(made) == 1
    assert only(folder).stat().st_mode & 0o077 == 0


def test_what_was_changed_or_cut_is_made_again(folder: Path) -> None:
    cache.kept("key", dt.date, lambda: ON)
    data = only(folder).read_bytes()
    for broken in (data[:-1], data[:40] + b"x" + data[41:], b"", b"x" * 10):
        only(folder).write_bytes(broken)
        assert cache.kept("key", dt.date, lambda: dt.date(2000, 1, 1)) == dt.date(2000, 1, 1)
        only(folder).write_bytes(data)


def text(word: str) -> bytes:
    """A short text as pickles spell it."""
    return b"\x8c" + bytes([len(word)]) + word.encode()


def named(module: str, name: str) -> bytes:
    """What stands under a name, as pickles spell it."""
    return text(module) + text(name) + b"\x93"


SYSTEM = named("admissions.text.cache", "os.system")
BY_GETATTR = named("builtins", "getattr") + named("admissions.text.cache", "os") + text("system") + b"\x86R"
BY_ENUM = named("builtins", "getattr") + named("admissions.text.cache", "Path") + text("cwd") + b"\x86R"
HARM = {
    "a plain function": named("builtins", "print") + text("harm") + b"\x85R",
    "a dotted name": SYSTEM + text("touch {0}") + b"\x85R",
    "an attribute of a module": BY_GETATTR + text("touch {0}") + b"\x85R",
    "an attribute of a class": BY_ENUM + b")R",
    "a function of the package": named("admissions.text.cache", "code_hash") + b")R",
    "a class of another package": named("admissions.text.cache", "Path") + text("x") + b"\x85R",
    "a value of another kind": text("no date"),
}


@pytest.mark.parametrize("name", HARM)
def test_what_is_not_a_value_of_the_package_is_not_read(name: str, folder: Path, tmp_path: Path) -> None:
    """With a right digest, as whoever can write the folder can make one."""
    cache.kept("key", dt.date, lambda: ON)
    mark = tmp_path / "harm"
    said = text(f"touch {mark}")
    data = b"\x80\x04" + HARM[name].replace(text("touch {0}"), said) + b"."
    only(folder).write_bytes(cache.hashlib.sha256(data).digest() + data)
    assert cache.kept("key", dt.date, lambda: dt.date(2000, 1, 1)) == dt.date(2000, 1, 1)
    assert not mark.exists()
    # It was made again for good.
    assert cache.kept("key", dt.date, lambda: ON) == dt.date(2000, 1, 1)


def test_an_enum_is_kept_and_read(folder: Path) -> None:
    """Python 3.11 pickles a member of an enum by the name of an attribute."""
    assert cache.kept("key", Outcome, lambda: Outcome.MEETS) is Outcome.MEETS
    assert only(folder).exists()
    assert cache.kept("key", Outcome, lambda: Outcome.DISCRETION) is Outcome.MEETS


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(folder: Path) -> None:
    cache.kept("key", dt.date, lambda: ON)
    path = only(folder)
    path.unlink()
    os.mkfifo(path)
    assert cache.kept("key", dt.date, lambda: dt.date(2000, 1, 1)) == dt.date(2000, 1, 1)


def test_what_could_not_be_kept_leaves_nothing_behind(folder: Path) -> None:
    cache.kept("key", dt.date, lambda: ON)
    path = only(folder)
    path.unlink()
    path.mkdir()
    assert cache.kept("key", dt.date, lambda: ON) == ON
    assert list(folder.iterdir()) == [path]


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv(cache.FOLDER, str(tmp_path / "file" / "below"))
    assert cache.kept("key", int, lambda: 1) == 1


def test_without_a_home_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(cache.FOLDER, raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(cache.Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    assert cache.kept("key", int, lambda: 1) == 1


def test_old_ones_are_removed(folder: Path) -> None:
    for number in range(cache.KEEP + 3):
        cache.kept(f"key {number}", int, lambda: 1)
    assert len(list(folder.glob("*.kept"))) == cache.KEEP


def test_a_kept_rule_book_answers_as_a_new_one_does(folder: Path) -> None:
    new = service.overlap_matrix(service.open_rules(None, ON), service.Asked())
    assert list(folder.glob("*.kept"))
    kept = service.open_rules(None, ON)
    assert service.overlap_matrix(kept, service.Asked()) == new
    # Nodes that are made after reading find the ones that were kept.
    one = kept.provisions[0].outcomes
    assert not kept.space.nothing | next(iter(one.values())) & ~next(iter(one.values()))
