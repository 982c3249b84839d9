"""What a user can get wrong: the place, what is the matter, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file that a user wrote; line and column count from 1, and 0 means the whole file."""

    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"


NOWHERE = Place()


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend: one sentence of what is wrong and one of what to do, lower case, no full stop.

    A problem in a case or a placements file never repeats the key or the value that was given, since either may
    identify someone; a problem in a rule file may quote the author's own words in backticks.
    """

    place: Place
    what: str
    remedy: str
    severity: str = "error"

    def __str__(self) -> str:
        mark = "" if self.severity == "error" else f"{self.severity}: "
        text = f"{mark}{self.what}; {self.remedy}"
        where = str(self.place)
        return f"{where}: {text}" if where else text


class Refused(Exception):
    """Input that cannot be used as it stands; carries every problem found, in file order.

    With ``first_only`` these are the first, and it was not looked whether there are more.
    """

    def __init__(self, problems: Iterable[Problem], *, first_only: bool = False) -> None:
        self.problems = tuple(sorted(problems))
        self.first_only = first_only
        super().__init__("\n".join(self.lines))

    @property
    def lines(self) -> tuple[str, ...]:
        """What a person is told, a line each."""
        told = tuple(str(problem) for problem in self.problems)
        more = f"only the first {len(told)} problems are told; mend these, then see whether there are more"
        return (*told, more) if self.first_only else told


class TooLarge(Refused):
    """A question whose exact answer needs more diagram nodes than the budget allows."""

    def __init__(self, budget: int) -> None:
        super().__init__(
            [
                Problem(
                    NOWHERE,
                    f"this question needs a diagram of more than {budget:,} nodes",
                    "narrow it: name fewer provisions, or fix the year group or the primary need",
                )
            ]
        )


class Failed(Exception):
    """A fault of the program itself; ``said`` is what people are told of it."""

    said = "something went wrong in the program itself"


def refuse(place: Place, what: str, remedy: str) -> Refused:
    """A refusal that carries a single problem."""
    return Refused([Problem(place, what, remedy)])


@contextmanager
def files_called(call: Callable[[str], str]) -> Iterator[None]:
    """Within, refusals name each file as ``call`` says, where users know it by another name than the reader does."""
    try:
        yield
    except TooLarge:
        raise
    except Refused as refused:
        told = [replace(one, place=replace(one.place, file=call(one.place.file))) for one in refused.problems]
        raise Refused(told, first_only=refused.first_only) from None


def listed(words: Iterable[object], join: str = ", ") -> str:
    """Words of the program or of a rule file in backticks, as messages quote them.

    >>> listed(["meets", "discretion"], " or ")
    '`meets` or `discretion`'
    """
    return join.join(f"`{word}`" for word in words)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name most like ``word``, or None where nothing is close.

    >>> nearest("primry_need", ["primary_need", "year_group"])
    'primary_need'
    """
    import difflib  # only a mistake needs it

    names = list(known)
    folded = {name.lower(): name for name in reversed(names)}
    if word.lower() in folded:
        return folded[word.lower()]
    starting = [name for name in folded if len(word) > 2 and name.startswith(word.lower())]
    if len(starting) == 1:
        return folded[starting[0]]
    close = difflib.get_close_matches(word.lower(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def meant(word: str, known: Iterable[str], otherwise: str) -> str:
    """The remedy for an unknown name: the nearest known one, or ``otherwise`` where nothing is close.

    Only the *known* name is printed, so this is safe for words out of a case as well.
    """
    close = nearest(word, known)
    return f"did you mean `{close}`?" if close else otherwise
