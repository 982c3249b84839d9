"""Opening what a face asks about: a rule book, a case, the folders that the package carries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import IO

from admissions.errors import Place, files_called, refuse
from admissions.questions.rulebook import Rulebook
from admissions.text.cache import kept
from admissions.text.cases import ReadCase, read_case
from admissions.text.files import DRAFTS, printable, rule_files, with_drafts
from admissions.text.profiles import read_setting, with_entry
from admissions.text.tree import read_file, read_stream

DEFAULT_RULES = "lewisham"
SHARED = "england"
STARTER = "starter"
STDIN = "-"


def bundled(folder: str) -> Path:
    """The folder of this name that the package carries: inside a wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for place in (package / "_bundled" / folder, package.parent / folder):
        if place.is_dir():
            return place
    raise refuse(Place(folder), "the bundled folder is missing", "install the package again, or name one with --rules")


def open_rules(folder: Path | None, on: dt.date, drafts: Path | None = None) -> Rulebook:
    """The rule book of an authority's folder (the bundled one for None) as at a date, with drafts laid over it.

    Raises Refused.
    """
    files = rule_files(folder or bundled("rules") / DEFAULT_RULES)
    laid = f"{files.authority}/{DRAFTS}/"
    if drafts is not None:
        files = with_drafts(files, drafts)

    def make() -> Rulebook:
        # A kept rule book does without pydantic, which takes longer than the whole check.
        from admissions.text.rules import RuleReader

        return Rulebook(RuleReader(files, on).read())

    def called(file: str) -> str:
        return file if drafts is None else file.replace(laid, f"{printable(str(drafts))}/")

    with files_called(called):
        return kept(f"{files.hash} {on}", Rulebook, make)


def drafts_of(book: Rulebook) -> tuple[str, ...]:
    """The ids of the provisions that were laid over a rule set."""
    under = f"/{DRAFTS}/"
    return tuple(one.id for one in book.rules.provisions if under in one.at.file)


def open_case(
    book: Rulebook,
    name: str,
    stdin: IO[bytes] | None,
    settings: Iterable[str] = (),
    called: str = "standard input",
) -> ReadCase:
    """The case in the file called ``name`` (``-``: the stream) with ``field=value`` settings laid over it.

    Messages call the file what the user called it, the stream as ``called``, and never repeat what is in it. Raises
    Refused.
    """
    if name != STDIN:
        node = read_file(Path(name), name)
    elif stdin is not None:
        node = read_stream(stdin, called)
    else:
        raise refuse(Place(called), "it is closed", "name a file, or pipe a case in")
    case = read_case(node, book.rules)
    profile = case.profile
    for setting in settings:
        field, entry = read_setting(setting, book.rules, "--set")
        profile = with_entry(profile, field, entry)
    return replace(case, profile=profile)
