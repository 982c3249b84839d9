"""Writes the starter folder of another authority: whole, or not at all, and never over anything."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from admissions.errors import Place, refuse
from admissions.text.files import printable

KINDS = (".yaml", ".md")


def files_under(folder: Path, top: str = "") -> dict[str, bytes]:
    """What is to be read of a folder's files, by their path in it below ``top``."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix in KINDS)
    return {f"{top}{path.relative_to(folder).as_posix()}": path.read_bytes() for path in paths}


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes files, by their path in it, into a folder that is not there yet, or is empty. Raises Refused.

    They are written beside it first and then moved, so that nothing half-written is left behind.
    """
    called = Place(printable(str(folder)))
    try:
        exists = folder.is_symlink() or folder.exists()
        if exists and not folder.is_dir():
            raise refuse(called, "this is not a folder", "name one that is not there yet")
        if exists and any(folder.iterdir()):
            raise refuse(called, "this folder is not empty, and nothing is written over", "name a new one")
        if not exists and not folder.resolve().parent.is_dir():
            raise refuse(called, "there is no folder to put this one in", "make that first, or check the path")
        # An empty folder is filled and not replaced: someone may stand in it, and it may be the root of a disk.
        beside = folder if exists else folder.resolve().parent
        with tempfile.TemporaryDirectory(dir=beside, prefix=".admissions-") as scratch:
            whole = Path(scratch) / "whole"
            for name, data in files.items():
                path = whole / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            if exists:
                _move_into(folder, whole)
            else:
                whole.rename(folder)
    except OSError:
        raise refuse(called, "this folder cannot be written", "name one where you may write") from None


def _move_into(folder: Path, whole: Path) -> None:
    """Moves all that is in ``whole``, and back where one thing cannot be moved."""
    moved: list[Path] = []
    try:
        for path in sorted(whole.iterdir()):
            path.rename(folder / path.name)
            moved.append(path)
    except OSError:
        for path in moved:
            (folder / path.name).rename(path)
        raise
