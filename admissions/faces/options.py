"""The options that several commands take, and what they mean."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from admissions.errors import Place, refuse

Command = TypeVar("Command", bound=Callable[..., Any])

A_PATH = click.Path(path_type=Path)
LAST_YEAR = 2199
"""The last year in which a review may be: more is counted from its day."""

rules_option = click.option(
    "--rules", type=A_PATH, metavar="FOLDER", help="An authority's folder; the bundled rules if left out."
)
as_at_option = click.option(
    "--as-at", metavar="DATE", help="The rules as at this date, such as 2026-11-23; today if left out."
)
given_option = click.option(
    "--given", metavar="FIELD=VALUE", multiple=True, help="Ask only of children of whom this holds."
)
json_option = click.option("--json", "json", is_flag=True, help="Print JSON.")


def assuming(command: Command) -> Command:
    """The options of a question that rests on assumptions."""
    for option in (
        click.option(
            "--unverified", is_flag=True, help="Let resource bases in doubt take part; special schools always do."
        ),
        click.option("--open", "open_", metavar="NAME", multiple=True, help="Leave an assumption open, or `all`."),
        click.option("--assume", metavar="NAME=VALUE", multiple=True, help="Fix an assumption."),
    ):
        command = option(command)
    return command


def date_of(text: str | None, name: str = "--as-at", last_year: int = dt.MAXYEAR) -> dt.date:
    """A date option of this name, or today; not after ``last_year``, where more is counted from it."""
    if text is None:
        return dt.datetime.now().astimezone().date()
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        raise refuse(Place(name), "this is not a date", "write it as 2026-11-23") from None
    if found.year > last_year:
        raise refuse(Place(name), f"this is after {last_year}", "write a nearer date, such as 2026-11-23")
    return found


def pairs(options: Sequence[str], name: str) -> dict[str, str]:
    """``name=value`` options as a mapping."""
    found = {}
    for option in options:
        key, mark, value = option.partition("=")
        if not mark:
            raise refuse(Place(name), "this is not a name and a value", "write it as name=value")
        if key.strip() in found:
            raise refuse(Place(name), "one name has two values", "give each name once")
        found[key.strip()] = value.strip()
    return found


def number_of(text: str, name: str, least: int, most: int) -> int:
    """An option of this name that is a whole number between two, both included. Raises Refused."""
    written = text.strip()
    if not re.fullmatch("-?[0-9]{1,18}", written) or not least <= int(written) <= most:
        what = f"this is not a whole number from {least:,} to {most:,}"
        raise refuse(Place(name), what, "write one in digits, such as 200")
    return int(written)
