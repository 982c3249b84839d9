"""The kinds of file that people write; cases are read by hand (``text/cases.py``)."""

from __future__ import annotations

from admissions.text.aims import AimsFile
from admissions.text.casework_shapes import CaseworkFile
from admissions.text.population_shapes import PopulationFile
from admissions.text.provision_shapes import ProvisionFile
from admissions.text.shapes import AdviceFile, AssumptionsFile, AuthorityFile, CrosswalkFile, NeedsFile, Shape

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
