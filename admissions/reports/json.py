"""Any report as JSON: the same keys in the same order as its dataclass."""

from __future__ import annotations

import dataclasses
import json
from enum import Enum
from typing import Any


def as_data(report: Any) -> Any:
    """The report as dicts, lists and plain values."""
    if dataclasses.is_dataclass(report):
        return {field.name: as_data(getattr(report, field.name)) for field in dataclasses.fields(report)}
    if isinstance(report, Enum):
        return report.value
    if isinstance(report, dict):
        return {str(key): as_data(value) for key, value in report.items()}
    if isinstance(report, tuple | list):
        return [as_data(item) for item in report]
    return report


def as_json(report: Any) -> str:
    """The report as indented JSON text."""
    return json.dumps(as_data(report), indent=2, ensure_ascii=False)
