"""Any report as JSON: the same keys in the same order as its dataclass."""

from __future__ import annotations

from typing import Any

import orjson

# Python's own encoder writes indented text without its C part, which takes longer than a check.
OPTIONS = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS


def as_json(report: Any) -> str:
    """The report as indented JSON text."""
    return orjson.dumps(report, option=OPTIONS).decode()
