"""The files of a rule set: an authority's folder and the shared one that it uses, with the hash of what is in them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from admissions.errors import Place, refuse
from admissions.text import tree

TOP = "authority.yaml"
DRAFTS = "drafts"
"""Under which name drafts stand that are laid over a rule set."""
POPULATION = "population"
"""The folder, beside an authority's own, of published counts."""


@dataclass(frozen=True)
class RuleFiles:
    """The bytes of every file of a rule set, by the name that messages call it, and what they hash to.

    ``population`` is the name of the file with counts of plans, where the authority names one.
    """

    authority: str
    shared: str
    data: Mapping[str, bytes]
    population: str = ""

    @cached_property
    def hash(self) -> str:
        """The content hash of the whole rule set."""
        digest = hashlib.sha256(f"{self.authority}\0{self.shared}\0".encode())
        for name in sorted(self.data):
            digest.update(f"{name}\0{len(self.data[name])}\0".encode())
            digest.update(self.data[name])
        return digest.hexdigest()[:16]


def rule_files(folder: Path) -> RuleFiles:
    """Every YAML file of an authority's folder and of the shared folder beside it that it uses. Raises Refused."""
    called = Place(printable(str(folder)))
    remedy = "name an authority's folder, such as rules/lewisham"
    try:
        if not folder.is_dir():
            raise refuse(called, "there is no such folder", remedy)
        folder = folder.resolve()
        name = f"{folder.name}/{TOP}"
        if not (folder / TOP).is_file():
            raise refuse(Place(printable(folder.name)), f"this folder has no {TOP}", remedy)
        uses = _uses(folder, name)
        data = {}
        for root in (folder, folder.parent / uses):
            for path in _files(root):
                called = Place(printable(f"{root.name}/{path.relative_to(root).as_posix()}"))
                if path.suffix.lower() in (".yaml", ".yml"):
                    if path.suffix != ".yaml":
                        raise refuse(called, "this file would not be read", "let its name end in .yaml")
                    if str(called) != f"{root.name}/{path.relative_to(root).as_posix()}":
                        raise refuse(called, "the name of this file is not text", "rename it")
                    data[str(called)] = _bytes(path, str(called))
        population = _population(folder, data[name], name)
        if population:
            data[population] = _bytes(folder.parent / population, population)
    except OSError:
        raise refuse(called, "this cannot be read", "check the path, and who may read it") from None
    return RuleFiles(folder.name, uses, data, population)


def with_drafts(files: RuleFiles, folder: Path) -> RuleFiles:
    """The files of a rule set with a folder of drafts laid over it: each a provision, as if it stood with the others.

    Raises Refused where the folder holds no YAML file, and where one cannot be read.
    """
    called = Place(printable(str(folder)))
    try:
        found = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    except OSError:
        raise refuse(called, "this cannot be read", "check the path, and who may read it") from None
    if not found:
        raise refuse(called, "no draft is there", "name a folder of provision files")
    data = dict(files.data)
    for path in found:
        name = f"{files.authority}/{DRAFTS}/{printable(path.name)}"
        data[name] = _bytes(path, name)
    return RuleFiles(files.authority, files.shared, data, files.population)


def _uses(folder: Path, name: str) -> str:
    """The name of the shared folder that an authority's folder uses."""
    authority = tree.read_bytes(_bytes(folder / TOP, name), name)
    uses = authority.get("uses") if isinstance(authority, tree.Mapping) else None
    if not isinstance(uses, tree.Scalar) or not isinstance(uses.value, str):
        raise refuse(Place(name), "`uses` is missing", "name the shared folder beside this one: `uses: england`")
    found = uses.value
    try:
        beside = Path(found).name == found and found not in ("", ".", "..") and (folder.parent / found).is_dir()
    except (OSError, ValueError):
        beside = False
    if not beside:
        raise refuse(uses.place, "there is no such folder beside this one", "check `uses:`")
    return found


def _population(folder: Path, top: bytes, name: str) -> str:
    """The name of the file of counts that an authority's folder names, or nothing."""
    authority = tree.read_bytes(top, name)
    node = authority.get("population") if isinstance(authority, tree.Mapping) else None
    if not isinstance(node, tree.Scalar) or not isinstance(node.value, str):
        return ""  # what it is instead is told where the shape is held against it
    found = f"{POPULATION}/{node.value}.yaml"
    try:
        there = Path(node.value).name == node.value and (folder.parent / found).is_file()
    except (OSError, ValueError):
        there = False
    if not there:
        raise refuse(node.place, f"there is no such file in the folder `{POPULATION}` beside this one", "check it")
    return found


def _files(root: Path) -> list[Path]:
    """Every file under a folder; a folder that cannot be read is an error, where ``rglob`` passes it by.

    So is one that would be passed by without a word: a link to a folder, and one that is called as a file would be.
    """

    def fail(error: OSError) -> None:
        raise error

    found: list[Path] = []
    for folder, folders, names in os.walk(root, onerror=fail):
        for path in (Path(folder) / name for name in folders):
            called = Place(printable(f"{root.name}/{path.relative_to(root).as_posix()}"))
            if path.is_symlink():
                raise refuse(called, "this is a link to a folder, and would not be read", "put the folder there itself")
            if path.suffix.lower() in (".yaml", ".yml"):
                raise refuse(called, "this is a folder, and would not be read as a file", "call it otherwise")
        found += [Path(folder) / name for name in names]
    return sorted(found)


def printable(name: str) -> str:
    """A file name on one line, with what is no text in it put as question marks."""
    text = name.encode("utf-8", "replace").decode("utf-8")
    return "".join(char if char.isprintable() else "?" for char in text)


def _bytes(path: Path, name: str) -> bytes:
    what, remedy = "this file cannot be read", "check that it is a file and who may read it"
    try:
        if not path.is_file():  # a pipe would wait for ever
            raise refuse(Place(name), what, remedy)
        with path.open("rb") as stream:
            return tree.read_limited(stream, name)
    except OSError:
        raise refuse(Place(name), what, remedy) from None
