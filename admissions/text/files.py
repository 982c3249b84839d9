"""The files of a rule set: an authority's folder and the shared one that it uses, with the hash of what is in them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from admissions.errors import Place, refuse
from admissions.text import tree

TOP = "authority.yaml"


@dataclass(frozen=True)
class RuleFiles:
    """The bytes of every file of a rule set, by the name that messages call it, and what they hash to."""

    authority: str
    shared: str
    data: Mapping[str, bytes]

    @cached_property
    def hash(self) -> str:
        """The content hash of the whole rule set."""
        digest = hashlib.sha256()
        for name in sorted(self.data):
            digest.update(f"{name}\0{len(self.data[name])}\0".encode())
            digest.update(self.data[name])
        return digest.hexdigest()[:16]


def rule_files(folder: Path) -> RuleFiles:
    """Every YAML file of an authority's folder and of the shared folder beside it that it uses. Raises Refused."""
    remedy = "name an authority's folder, such as rules/lewisham"
    if not folder.is_dir():
        raise refuse(Place(printable(str(folder))), "there is no such folder", remedy)
    folder = folder.resolve()
    name = f"{folder.name}/{TOP}"
    if not (folder / TOP).is_file():
        raise refuse(Place(printable(folder.name)), f"this folder has no {TOP}", remedy)
    authority = tree.read_bytes(_bytes(folder / TOP, name), name)
    uses = authority.get("uses") if isinstance(authority, tree.Mapping) else None
    if not isinstance(uses, tree.Scalar) or not isinstance(uses.value, str):
        raise refuse(Place(name), "`uses` is missing", "name the shared folder beside this one: `uses: england`")
    shared = folder.parent / uses.value
    if Path(uses.value).name != uses.value or not shared.is_dir():
        raise refuse(uses.place, "there is no such folder beside this one", "check `uses:`")
    data = {}
    for root in (folder, shared):
        for path in sorted(root.rglob("*")):
            called = f"{root.name}/{path.relative_to(root).as_posix()}"
            if path.suffix.lower() in (".yaml", ".yml"):
                if path.suffix != ".yaml":
                    raise refuse(Place(printable(called)), "this file would not be read", "let its name end in .yaml")
                if printable(called) != called:
                    raise refuse(Place(printable(called)), "the name of this file is not text", "rename it")
                data[called] = _bytes(path, called)
    return RuleFiles(folder.name, uses.value, data)


def printable(name: str) -> str:
    """A file name with what is no text in it put as question marks."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _bytes(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as stream:
            return tree.read_limited(stream, name)
    except OSError:
        raise refuse(Place(name), "this file cannot be read", "check that it is a file and who may read it") from None
