"""The kinds of file that people write; cases are read by hand (``text/cases.py``)."""

from __future__ import annotations

from admissions.text.aims import AimsFile
from admissions.text.shapes import (
    AdviceFile,
    AssumptionsFile,
    AuthorityFile,
    CaseworkFile,
    CrosswalkFile,
    NeedsFile,
    PopulationFile,
    ProvisionFile,
    Shape,
)

FILES: dict[str, type[Shape]] = {
    "needs": NeedsFile,
    "crosswalk": CrosswalkFile,
    "assumptions": AssumptionsFile,
    "advice": AdviceFile,
    "authority": AuthorityFile,
    "casework": CaseworkFile,
    "aims": AimsFile,
    "population": PopulationFile,
    "provision": ProvisionFile,
}
