"""The days on which something of a rule set changes: it is read as at each of them when all of it is checked."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from admissions.errors import Refused
from admissions.text import dating
from admissions.text.casework_shapes import CaseworkFile
from admissions.text.checking import shaped
from admissions.text.files import RuleFiles
from admissions.text.provision_shapes import ProvisionFile
from admissions.text.rules import CASEWORK, NO_PROVISIONS
from admissions.text.shapes import AssumptionsFile, CrosswalkFile, NeedsFile, Shape
from admissions.text.tree import read_bytes


def turning_days(files: RuleFiles) -> tuple[dt.date, ...]:
    """Every day on which something of a rule set comes into force or no longer is; what cannot be read has none."""
    shapes: dict[str, type[Shape]] = {
        f"{files.shared}/needs.yaml": NeedsFile,
        f"{files.shared}/crosswalk.yaml": CrosswalkFile,
        f"{files.authority}/assumptions.yaml": AssumptionsFile,
        **{f"{folder}/{CASEWORK}": CaseworkFile for folder in (files.shared, files.authority)},
    }
    apart = {f"{files.authority}/{name}" for name in NO_PROVISIONS}
    found: set[dt.date] = set()
    for name, data in files.data.items():
        own = name.startswith(f"{files.authority}/") and name not in apart
        shape = shapes.get(name) or (ProvisionFile if own else None)
        if shape is not None:
            with suppress(Refused):
                found.update(dating.turning_days(shaped(shape, read_bytes(data, name))))
    return tuple(sorted(found))
