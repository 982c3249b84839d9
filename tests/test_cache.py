"""What is kept between runs is checked when it is read, and is never a reason to fail."""

from __future__ import annotations

import datetime as dt
import pickle
from pathlib import Path

import pytest

from admissions import service
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
        assert cache.kept("key", lambda: made.append(1) or ON) == ON
    assert len(made) == 1
    assert only(folder).stat().st_mode & 0o077 == 0


def test_what_was_changed_or_cut_is_made_again(folder: Path) -> None:
    cache.kept("key", lambda: ON)
    data = only(folder).read_bytes()
    for broken in (data[:-1], data[:40] + b"x" + data[41:], b"", b"x" * 10):
        only(folder).write_bytes(broken)
        assert cache.kept("key", lambda: dt.date(2000, 1, 1)) == dt.date(2000, 1, 1)
        only(folder).write_bytes(data)


def test_what_is_not_a_value_of_the_package_is_not_read(folder: Path) -> None:
    class Harm:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (print, ("harm",))

    cache.kept("key", lambda: ON)
    data = pickle.dumps(Harm())
    only(folder).write_bytes(cache.hashlib.sha256(data).digest() + data)
    assert cache.kept("key", lambda: "made again") == "made again"


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv(cache.FOLDER, str(tmp_path / "file" / "below"))
    assert cache.kept("key", lambda: 1) == 1


def test_without_a_home_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(cache.FOLDER, raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(cache.Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    assert cache.kept("key", lambda: 1) == 1


def test_old_ones_are_removed(folder: Path) -> None:
    for number in range(cache.KEEP + 3):
        cache.kept(f"key {number}", lambda: 1)
    assert len(list(folder.glob("*.kept"))) == cache.KEEP


def test_a_kept_rule_book_answers_as_a_new_one_does(folder: Path) -> None:
    new = service.overlap_matrix(service.open_rules(None, ON), service.Asked())
    assert list(folder.glob("*.kept"))
    kept = service.open_rules(None, ON)
    assert service.overlap_matrix(kept, service.Asked()) == new
    # Nodes that are made after reading find the ones that were kept.
    one = kept.provisions[0].outcomes
    assert not kept.space.nothing | next(iter(one.values())) & ~next(iter(one.values()))
