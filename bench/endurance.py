"""Whether answers stay right, and memory flat, over many checks and when several threads ask at once."""

from __future__ import annotations

import gc
import os
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from admissions.model.conditions import OneOf
from admissions.model.profiles import Entry, Profile
from admissions.questions.rulebook import Rulebook
from admissions.service import Asked, CheckDesk
from admissions.text.lowering import Lowering

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Endured:
    """How many checks were made, how many came out otherwise than before, what was raised, and megabytes gained."""

    checks: int
    wrong: int
    raised: tuple[str, ...]
    gained: float


def drawn(book: Rulebook, number: int, seed: int, unknown: float) -> list[Profile]:
    """Profiles of plausible children, each field unknown with this probability, as if they had been entered."""
    rng = random.Random(seed)
    draw = book.plausible.sampler()
    rules = book.rules
    lowering = Lowering(rules.needs, rules.scales, rules.assumptions)
    fields = [need for need in rules.needs.fields if len(need.axes) == 1]
    found = []
    for _ in range(number):
        full = draw(rng)
        conditions = [OneOf(need.id, (full[need.id],)) for need in fields if rng.random() >= unknown]
        found.append(Profile(tuple(Entry(one.field, one, lowering.lower(one)) for one in conditions)))
    return found


def megabytes() -> float:
    """What the process holds in memory now."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE / 1e6


def one_after_another(desk: CheckDesk, profiles: Callable[[int], Sequence[Profile]], checks: int, warm: int) -> Endured:
    """So many checks of ever new profiles in one thread; memory is first read after ``warm`` of them."""
    done, start = 0, 0.0
    batch = 0
    while done < warm + checks:
        for profile in profiles(batch):
            desk.check(profile)
            done += 1
            if done == warm:
                start = megabytes()
            if done == warm + checks:
                break
        batch += 1
    return Endured(checks, 0, (), megabytes() - start)


def at_once(desk: CheckDesk, profiles: Sequence[Profile], threads: int, each: int) -> Endured:
    """Threads that ask one desk; an answer is wrong where it is not the one that a single thread got before."""
    expected = [desk.check(profile) for profile in profiles]
    wrong: list[int] = []
    raised: list[str] = []
    start = megabytes()

    def work(seed: int) -> None:
        rng = random.Random(seed)
        try:
            for _ in range(each):
                place = rng.randrange(len(profiles))
                if desk.check(profiles[place]) != expected[place]:
                    wrong.append(place)
        except Exception as error:  # whatever it is, it is to be told
            raised.append(repr(error))

    running = [threading.Thread(target=work, args=(seed,)) for seed in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return Endured(threads * each, len(wrong), tuple(raised), megabytes() - start)


def desk_of(book: Rulebook) -> CheckDesk:
    """A desk at which every provision takes part."""
    return CheckDesk(book, Asked(unverified=True))
