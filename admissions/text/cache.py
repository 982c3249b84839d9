"""Keeps what is slow to make between runs, under the content hash of what it was made from.

Whatever cannot be kept or read back is made again: a cache is never a reason to fail. What is read is checked first
(its owner, its size, its own digest), and unpickling makes nothing but values of this package's own classes.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import stat
import sys
from collections.abc import Callable
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

Kept = TypeVar("Kept")

FOLDER = "ADMISSIONS_CACHE"
KEEP = 6
_DIGEST = hashlib.sha256().digest_size
MOST_BYTES = 64 * 1024 * 1024
_PLAIN = {("builtins", "frozenset"), ("builtins", "set"), ("datetime", "date")}


def folder() -> Path:
    """Where things are kept: ``$ADMISSIONS_CACHE``, else the user's cache folder."""
    named = os.environ.get(FOLDER)
    if named:
        return Path(named)
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "admissions"


@cache
def code_hash() -> str:
    """The content hash of this package's code and of the Python that runs it: a change of either makes all anew."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(Path(__file__).resolve().parent.parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def kept(key: str, kind: type[Kept], make: Callable[[], Kept]) -> Kept:
    """What was kept under ``key`` by the same code, of this ``kind``, else what ``make`` makes, which is then kept."""
    name = hashlib.sha256(f"{code_hash()}\0{key}".encode()).hexdigest()[:32]
    try:
        path = folder() / f"{name}.kept"
    except RuntimeError:  # no home folder
        return make()
    found = _read(path)
    if not isinstance(found, kind):
        found = make()
        _write(path, found)
    return found


def _read(path: Path) -> object:
    try:
        # Not blocking, since something else than a file may stand there.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(handle, "rb") as stream:
            found = os.fstat(handle)
            own = not hasattr(os, "getuid") or found.st_uid == os.getuid()
            if not own or not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
                return None
            data = stream.read()
        if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
            return None
        return _OwnValues(io.BytesIO(data[_DIGEST:])).load()
    except Exception:  # whatever is wrong with what was kept, it is made again
        return None


def _write(path: Path, value: object) -> None:
    import tempfile  # only the first run needs it

    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(hashlib.sha256(data).digest() + data)
            Path(part).replace(path)
        finally:
            Path(part).unlink(missing_ok=True)
        for old in sorted(path.parent.glob("*.kept"), key=lambda one: one.stat().st_mtime, reverse=True)[KEEP:]:
            old.unlink()


class _OwnValues(pickle.Unpickler):
    """Names lead to classes of this package, a few plain types, and, as Python pickles them, members of its enums."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("builtins", "getattr"):
            return _member
        found = super().find_class(module, name) if "." not in name else None
        own = isinstance(found, type) and found.__module__ == module and module.startswith("admissions.")
        if own or (module, name) in _PLAIN:
            return found
        raise pickle.UnpicklingError("what was kept names something that is not a value of this package")


def _member(of: type[Enum], name: str) -> Enum:
    if not issubclass(of, Enum):
        raise pickle.UnpicklingError("what was kept asks for an attribute")
    return of[name]
