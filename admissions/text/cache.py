"""Keeps what is slow to make between runs, under the content hash of what it was made from.

Whatever cannot be kept or read back is made again: a cache is never a reason to fail. What is read is checked first
(its own digest, its owner), and unpickling makes nothing but this package's own values.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

Kept = TypeVar("Kept")

FOLDER = "ADMISSIONS_CACHE"
KEEP = 6
_DIGEST = hashlib.sha256().digest_size
_PLAIN = {("builtins", "frozenset"), ("builtins", "set"), ("datetime", "date"), ("builtins", "getattr")}


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


def kept(key: str, make: Callable[[], Kept]) -> Kept:
    """What was kept under ``key`` by the same code, else what ``make`` makes, which is then kept."""
    name = hashlib.sha256(f"{code_hash()}\0{key}".encode()).hexdigest()[:32]
    try:
        path = folder() / f"{name}.kept"
    except RuntimeError:  # no home folder
        return make()
    found = _read(path)
    if found is None:
        found = make()
        _write(path, found)
    return found  # type: ignore[no-any-return]


def _read(path: Path) -> Any:
    try:
        if hasattr(os, "getuid") and path.stat().st_uid != os.getuid():
            return None
        data = path.read_bytes()
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
        with os.fdopen(handle, "wb") as stream:
            stream.write(hashlib.sha256(data).digest() + data)
        Path(part).replace(path)
        for old in sorted(path.parent.glob("*.kept"), key=lambda one: one.stat().st_mtime, reverse=True)[KEEP:]:
            old.unlink()


class _OwnValues(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("admissions.") or (module, name) in _PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError("what was kept names something that is not a value of this package")
