"""One overlap explained: what else each provision asks of a child whom the others are open to, and what it turns on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from admissions.model.outcomes import Outcome, Overlap
from admissions.questions.cells import cells_by_year, entry_cells
from admissions.questions.overlaps import OPEN, Shared, overlap_of
from admissions.questions.population import Bound, at_most
from admissions.questions.read import ReadProvision
from admissions.questions.settled import Settled, in_all, in_some
from admissions.questions.wording import Ask, Shortener, asks
from admissions.regions.space import CompleteProfile, Region


@dataclass(frozen=True, slots=True)
class Way:
    """A child whom the provision ``of`` is open to finds the others open too exactly where all that they ask holds.

    ``asked`` is, for each of the others, the shortest that says so; ``cells`` are the entry cells of ``of`` itself, and
    ``share`` is how much of its region, as a share of complete profiles and not of children, the overlap takes up.
    """

    of: str
    cells: int
    share: float
    asked: tuple[tuple[str, tuple[Ask, ...]], ...]


@dataclass(frozen=True, slots=True)
class Nearly:
    """The one thing asked by which two provisions come nearest to being told apart.

    Of the children whom ``of`` is open to, ``kept`` of its ``cells`` entry cells are left by what ``asks`` asks there.
    """

    of: str
    by: str
    ask: Ask
    cells: int
    kept: int
    share: float


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An overlap of other outcomes: some of the provisions are open and the others are at a panel's discretion."""

    open_to: tuple[str, ...]
    discretion: tuple[str, ...]
    cells: int
    witness: CompleteProfile | None
    essential: tuple[str, ...]


class Compared(StrEnum):
    """How the children of an overlap read in another way stand to those of the one that is assumed."""

    SAME = "same"
    FEWER = "fewer"
    MORE = "more"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Read:
    """The overlap as it is where one assumption has another value, all others as settled."""

    assumption: str
    value: str
    is_settled: bool
    overlap: Overlap
    cells: int
    compared: Compared


@dataclass(frozen=True, slots=True)
class Doubt:
    """A part of a published list that is not recorded and that matters for some child of the overlap."""

    provision: str
    what: str


@dataclass(frozen=True, slots=True)
class Explained:
    """One overlap with all that there is to say of it; where there is none only what is elsewhere and by reading.

    ``years`` has for each year group how many combinations of need and level the overlap touches, and how many each
    provision does; ``bound`` is how many plans can be in the need and age groups that it touches.
    """

    shared: Shared
    ways: tuple[Way, ...]
    nearly: Nearly | None
    years: tuple[tuple[str, int, tuple[int, ...]], ...]
    doubts: tuple[Doubt, ...]
    elsewhere: tuple[Elsewhere, ...]
    readings: tuple[Read, ...]
    bound: Bound | None


def explain(settled: Settled, provisions: Sequence[ReadProvision]) -> Explained:
    """The overlap of these provisions, two or more, explained."""
    shared = overlap_of(settled, provisions)
    shortener, certain = Shortener(settled), shared.overlap is Overlap.CERTAIN
    opened = {one.id: settled.meets(one) if certain else settled.open_to(one) for one in provisions}
    ways: tuple[Way, ...] = ()
    if shared.region:
        asked = {one.id: asks(one, certain=certain) for one in provisions}
        ways = tuple(_way(shortener, one.id, opened, asked, shared.region) for one in provisions)
    nearly = max(_nearly(shortener, ways, opened), key=lambda one: one.share, default=None)
    own = [cells_by_year(region) for region in opened.values()]
    years = tuple(
        (year, number, tuple(of.get(year, 0) for of in own)) for year, number in cells_by_year(shared.region).items()
    )
    doubts = tuple(_doubts(settled, provisions, shared.region))
    elsewhere, readings = tuple(_elsewhere(settled, provisions)), tuple(_readings(settled, provisions))
    bound = at_most(settled.book, shared.region) if shared.region else None
    return Explained(shared, ways, nearly, years, doubts, elsewhere, readings, bound)


def _way(
    shortener: Shortener, of: str, opened: Mapping[str, Region], asked: Mapping[str, tuple[Ask, ...]], overlap: Region
) -> Way:
    whole = opened[of]
    marked = [Ask(f"{by}/{ask.criterion}", ask.condition) for by, found in asked.items() if by != of for ask in found]
    short: dict[str, list[Ask]] = {by: [] for by in opened if by != of}
    for ask in shortener.shortest(marked, whole):
        by, _, criterion = ask.criterion.partition("/")
        short[by].append(Ask(criterion, ask.condition))
    by_provision = tuple((by, tuple(found)) for by, found in short.items())
    return Way(of, entry_cells(whole), overlap.count() / whole.count(), by_provision)


def _nearly(shortener: Shortener, ways: Sequence[Way], opened: Mapping[str, Region]) -> Iterator[Nearly]:
    """For each thing asked what it alone leaves of the provision of whose children it is asked."""
    for way in ways:
        whole = opened[way.of]
        number = whole.count()
        for by, asked in way.asked:
            for ask in asked:
                kept = whole & shortener.region(ask.condition)
                yield Nearly(way.of, by, ask, way.cells, entry_cells(kept), 1 - kept.count() / number)


def _doubts(settled: Settled, provisions: Sequence[ReadProvision], region: Region) -> Iterator[Doubt]:
    for one in provisions:
        for missing in one.missing:
            if region & settled.here(missing.matters):
                yield Doubt(one.id, missing.part.what)


def _elsewhere(settled: Settled, provisions: Sequence[ReadProvision]) -> Iterator[Elsewhere]:
    """Overlaps in which one of the provisions, or each of them, is at discretion."""
    for panels in (*((one,) for one in provisions), tuple(provisions)):
        opened = [one for one in provisions if one not in panels]
        outcomes = [(one, (Outcome.DISCRETION,) if one in panels else OPEN) for one in provisions]
        region = in_all(settled.possible, [settled.region(one, *found) for one, found in outcomes])
        if region:
            witness = settled.witness(region)
            whole = in_all(settled.space.everything, [settled.uncut(one, *found) for one, found in outcomes])
            essential = settled.essential(whole, witness) if witness else ()
            ids = (tuple(one.id for one in opened), tuple(one.id for one in panels))
            yield Elsewhere(*ids, entry_cells(region), witness, essential)


def _readings(settled: Settled, provisions: Sequence[ReadProvision]) -> Iterator[Read]:
    """The overlap under each value of each assumption of which some value changes it.

    Which children are possible may depend on one too.
    """
    regions = [settled.book.possible, *(one.outcomes[outcome] for one in provisions for outcome in OPEN)]
    depends = {name for region in regions for name in region.support}
    for assumption in settled.book.rules.assumptions:
        if assumption.id in depends:
            values = assumption.ids
            found = {value: overlap_of(settled.settled_as(assumption.id, value), provisions) for value in values}
            if len({(one.overlap, one.region) for one in found.values()}) > 1:
                assumed = in_some([found[value].region for value in settled.settings[assumption.id]])
                for value, one in found.items():
                    is_settled = value in settled.settings[assumption.id]
                    yield Read(assumption.id, value, is_settled, one.overlap, one.cells, _compared(one.region, assumed))


def _compared(read: Region, assumed: Region) -> Compared:
    if read == assumed:
        return Compared.SAME
    if read <= assumed:
        return Compared.FEWER
    return Compared.MORE if assumed <= read else Compared.OTHER
