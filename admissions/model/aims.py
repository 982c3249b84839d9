"""What an authority aims at with its criteria, and who a special school or a base is the question for."""

from __future__ import annotations

from dataclasses import dataclass, field

from admissions.errors import NOWHERE, Place
from admissions.model.conditions import Core, Surface
from admissions.model.sources import Source


@dataclass(frozen=True, slots=True)
class Context:
    """Who a special school or a base is the question for; gaps are looked for among them.

    ``plain`` says when a child has no further difficulty on record besides the primary need. It parts the gaps in which
    only a child with one finds something open from the others.
    """

    who: Surface
    who_core: Core
    wording: str
    source: Source
    plain: Surface | None = None
    plain_core: Core | None = None
    note: str = ""
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Aims:
    """The aims of a rule set; without a context everyone is asked about."""

    context: Context | None = None
