"""One function for each thing that a face may ask."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING
from weakref import WeakKeyDictionary

from admissions.casework.chaining import Chaining
from admissions.casework.facts import FactFinder
from admissions.errors import NOWHERE, Place, Problem, Refused, TooLarge, meant, refuse
from admissions.model.profiles import Profile
from admissions.model.provisions import RuleSet
from admissions.questions.check import Checker
from admissions.questions.rulebook import LISTED, Rulebook
from admissions.reports.check import CheckReport, CheckReporter
from admissions.text.cache import kept
from admissions.text.casebook import CASEBOOK, casebook_of, missing, read_casebook
from admissions.text.cases import ReadCase, read_case
from admissions.text.files import TOP, rule_files
from admissions.text.profiles import read_setting, with_entry
from admissions.text.tree import read_file, read_stream

if TYPE_CHECKING:
    from admissions.model.conditions import Surface
    from admissions.questions.repairs import Repairs
    from admissions.reports.changes import ChangesReport
    from admissions.reports.explained import ExplainedReport
    from admissions.reports.gaps import GapsReport
    from admissions.reports.ladder import LadderReport
    from admissions.reports.overlaps import OverlapsReport
    from admissions.reports.repairs import RepairsReport
    from admissions.reports.rules import FactText, NeedText, ProvisionText, RulesReport
    from admissions.reports.starter import StarterReport

# What one question alone needs is imported where it is put: a check as a whole process takes as long as its imports.

DEFAULT_RULES = "lewisham"
SHARED = "england"
STARTER = "starter"
STDIN = "-"


def bundled(folder: str) -> Path:
    """The folder of this name that the package carries: inside a wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    for place in (package / "_bundled" / folder, package.parent / folder):
        if place.is_dir():
            return place
    raise refuse(Place(folder), "the bundled folder is missing", "install the package again, or name one with --rules")


def open_rules(folder: Path | None, on: dt.date) -> Rulebook:
    """The rule book of an authority's folder (the bundled one for None) as at a date. Raises Refused."""
    files = rule_files(folder or bundled("rules") / DEFAULT_RULES)

    def make() -> Rulebook:
        # A kept rule book does without pydantic, which takes longer than the whole check.
        from admissions.text.rules import RuleReader

        return Rulebook(RuleReader(files, on).read())

    return kept(f"{files.hash} {on}", Rulebook, make)


def open_case(book: Rulebook, name: str, stdin: IO[bytes] | None, settings: Iterable[str] = ()) -> ReadCase:
    """The case in the file called ``name`` (``-``: standard input) with ``field=value`` settings laid over it.

    Messages call the file what the user called it, and never repeat what is in it. Raises Refused.
    """
    if name != STDIN:
        node = read_file(Path(name), name)
    elif stdin is not None:
        node = read_stream(stdin, "standard input")
    else:
        raise refuse(Place("standard input"), "it is closed", "name a file, or pipe a case in")
    case = read_case(node, book.rules)
    profile = case.profile
    for setting in settings:
        field, entry = read_setting(setting, book.rules)
        profile = with_entry(profile, field, entry)
    return replace(case, profile=profile)


EXIT_CODES = {"meets": 0, "not_ruled_out": 0, "cannot_tell": 12, "discretion": 10}
NONE_MET = 11


def exit_code(report: CheckReport) -> int:
    """0 where some provision is met or not ruled out; else 12 cannot tell, 10 discretion only, 11 none.

    Where no provision's criteria are known, nothing can be told.
    """
    groups = {line.group for line in report.provisions} or {"cannot_tell"}
    return next((code for group, code in EXIT_CODES.items() if group in groups), NONE_MET)


@dataclass(frozen=True)
class Asked:
    """What a check is asked with, besides the profile."""

    provision: str | None = None
    assume: Mapping[str, str] | None = None
    leave_open: Iterable[str] = ()
    unverified: bool = False


class CheckDesk:
    """Checks profiles asked in one way against one rule book; safe to use again and again, from several threads too.

    Raises Refused for a way of asking, or for casework rules, that cannot be.
    """

    def __init__(self, book: Rulebook, asked: Asked) -> None:
        settings = book.settings(asked.assume, asked.leave_open)
        named = () if asked.provision is None else (asked.provision,)
        self._asked_about = asked.provision
        self._shared = _shared(book)
        with self._shared.lock:
            self._checker = Checker(book, settings, book.choose(named, unverified=asked.unverified))
            self._reporter = CheckReporter(book, self._checker)
            self._facts = FactFinder(self._checker, book.rules.casework, self._shared.chaining.passed)

    def check(self, profile: Profile) -> CheckReport:
        """The report of one profile. Raises Refused where no such child can be."""
        with self._shared.lock:
            situation, readings = self._checker.situate(profile)
            walker = self._checker.walker(situation)
            answer = self._checker.answer(situation, readings, walker)
            findings = self._shared.chaining.findings(self._facts.facts(answer, walker, self._asked_about))
            return self._reporter.report(profile, answer, walker, findings, self._asked_about)


@dataclass(frozen=True)
class _Shared:
    """What every desk at one rule book uses: its casework rules made ready, and a lock, since questions add to regions
    that they share.
    """

    chaining: Chaining
    lock: threading.Lock


_SHARED: WeakKeyDictionary[Rulebook, _Shared] = WeakKeyDictionary()
_MAKING = threading.Lock()


def _shared(book: Rulebook) -> _Shared:
    with _MAKING:
        if book not in _SHARED:
            _SHARED[book] = _Shared(Chaining(book.rules.casework), threading.Lock())
        return _SHARED[book]


def check(book: Rulebook, profile: Profile, asked: Asked) -> CheckReport:
    """The report of one profile against every provision that takes part. Raises Refused."""
    return CheckDesk(book, asked).check(profile)


def overlap_matrix(book: Rulebook, asked: Asked) -> OverlapsReport:
    """The overlaps of every pair of provisions that takes part. Raises Refused."""
    from admissions.questions.overlaps import overlaps
    from admissions.questions.settled import Settled
    from admissions.reports.overlaps import overlaps_report

    settings = book.settings(asked.assume, asked.leave_open)
    provisions = book.choose(() if asked.provision is None else (asked.provision,), unverified=asked.unverified)
    return overlaps_report(book, provisions, overlaps(Settled(book, settings), provisions), settings)


def overlap(book: Rulebook, names: Iterable[str], asked: Asked) -> ExplainedReport:
    """One overlap of two or more provisions, explained. Raises Refused."""
    from admissions.questions.explaining import explain
    from admissions.questions.settled import Settled
    from admissions.reports.explained import explained_report

    settings = book.settings(asked.assume, asked.leave_open)
    wanted = tuple(dict.fromkeys(names))
    if len(wanted) < 2:
        raise refuse(NOWHERE, "an overlap is of two provisions or more", "name another one; " + LISTED)
    book.choose(wanted)
    settled, provisions = Settled(book, settings), [book.by_id[name] for name in wanted]
    return explained_report(settled, provisions, explain(settled, provisions))


def ladder(book: Rulebook, year: str, need: str, asked: Asked) -> LadderReport:
    """The ladder of one year group and one primary need. Raises Refused for an unknown one."""
    from admissions.model.needs import PRIMARY, YEAR
    from admissions.questions.ladder import ladder as rungs_of
    from admissions.questions.ladder import ladder_of
    from admissions.reports.ladder import ladder_report

    for name, value in ((YEAR, year), (PRIMARY, need)):
        known = book.rules.needs[name].by_id
        if value not in known:
            raise refuse(NOWHERE, f"unknown {book.rules.needs[name].label}", meant(value, known, _values(known)))
    settings = book.settings(asked.assume, asked.leave_open)
    provisions = book.choose((), unverified=asked.unverified)
    settled = ladder_of(book, settings, year, need)
    return ladder_report(settled, provisions, year, need, rungs_of(settled, provisions))


def _values(known: Iterable[str]) -> str:
    return f"it may be {', '.join(f'`{one}`' for one in known)}"


def gaps(book: Rulebook, asked: Asked, given: Iterable[str] = ()) -> GapsReport:
    """The gaps of the context that the rule set states, and in which each ``field=value`` of ``given`` holds.

    Raises Refused for an unknown field or value, and where no child can be in the context.
    """
    from admissions.questions.gaps import context_of
    from admissions.questions.gaps import gaps as gaps_of
    from admissions.reports.gaps import gaps_report

    held = _given(book, given)
    settled = context_of(book, book.settings(asked.assume, asked.leave_open), held)
    if not settled.possible:
        raise refuse(NOWHERE, "no child can be in this context", "leave some of --given out")
    provisions = book.choose((), unverified=asked.unverified)
    return gaps_report(settled, provisions, gaps_of(settled, provisions), held)


def repairs(book: Rulebook, names: tuple[str, str], asked: Asked) -> tuple[RepairsReport, Repairs]:
    """What could be done about the overlap of two provisions, to show and to write. Raises Refused."""
    from admissions.questions.gaps import context_of
    from admissions.questions.repairs import repairs as repairs_of
    from admissions.reports.repairs import repairs_report

    one, two = names
    if one == two:
        raise refuse(NOWHERE, "these are one and the same provision", "name two")
    provisions = book.choose(names, unverified=asked.unverified)
    settled = context_of(book, book.settings(asked.assume, asked.leave_open))
    pair = (book.by_id[one], book.by_id[two])
    found = repairs_of(settled, *pair, provisions)
    return repairs_report(settled, pair, found), found


def _given(book: Rulebook, given: Iterable[str]) -> Surface | None:
    """What several ``field=value`` settings say together."""
    from admissions.questions.wording import all_of

    entries = [read_setting(one, book.rules)[1] for one in given]
    conditions = [entry.condition for entry in entries if entry is not None]
    return all_of(conditions) if conditions else None


def changes(old: str, new: str, folder: Path | None, on: dt.date, asked: Asked) -> ChangesReport:
    """What has changed from one rule set to another, each named by an authority's folder, which is read as at ``on``,
    or by a date, as at which ``folder`` is read (the bundled rules for None). Raises Refused.
    """
    from admissions.questions.changes import changes as all_changes
    from admissions.questions.side_by_side import SideBySide
    from admissions.reports.changes import changes_report

    before, after = (_named_rules(which, named, folder, on).rules for which, named in (("OLD", old), ("NEW", new)))
    both = SideBySide(before, after, asked.assume, asked.leave_open)
    return changes_report(both, all_changes(both, unverified=asked.unverified))


def _named_rules(which: str, named: str, folder: Path | None, on: dt.date) -> Rulebook:
    """The rule book that a folder or a date names."""
    day = None
    with suppress(ValueError):
        day = dt.date.fromisoformat(named)
    if day is not None:
        return open_rules(folder, day)
    is_there = False
    with suppress(OSError, ValueError):
        is_there = Path(named).exists()
    if not is_there:
        remedy = "write a date as 2026-11-23, or name an authority's folder, such as rules/lewisham"
        raise refuse(Place(which), "this is neither a date nor a folder", remedy)
    return open_rules(Path(named), on)


def rules_problems(folder: Path | None, on: dt.date) -> tuple[RulesReport | None, tuple[Problem, ...]]:
    """Every problem of an authority's folder in file order, and what it holds (None where it cannot be read).

    It is read as at ``on`` and as at every other day on which something in it changes, so that no version is left out.
    The casebook beside it is run: what cases expect, and the examples of its provisions.
    """
    from admissions.questions.soundness import unsound
    from admissions.reports.rules import rules_report
    from admissions.text.rules import RuleReader, turning_days

    folder = folder or bundled("rules") / DEFAULT_RULES
    report, judged = None, None
    try:
        book = open_rules(folder, on)
        _shared(book)
    except TooLarge:
        raise
    except Refused as refused:
        problems = dict.fromkeys(refused.problems)
    else:
        report, judged = rules_report(book.rules), [_what_holds(book.rules)]
        problems = dict.fromkeys((*unsound(book), *_of_cases(book, casebook_of(folder))))
    files = rule_files(folder)
    for day in (on, *turning_days(files)):
        try:
            rules = RuleReader(files, day, undated=day == on).read()
            Chaining(rules.casework)
        except Refused as refused:
            problems |= dict.fromkeys(refused.problems)
            continue
        if judged is not None and _what_holds(rules) not in judged:
            judged.append(_what_holds(rules))
            problems |= dict.fromkeys(unsound(Rulebook(rules)))
    return report, tuple(sorted(problems))


def _of_cases(book: Rulebook, casebook: Path | None) -> Iterator[Problem]:
    """What is wrong with the cases of a casebook, and with the examples that name them."""
    from admissions.casework.casebook import unexpected
    from admissions.questions.examples import contradicted

    found, unread = read_casebook(casebook, book.rules)
    yield from unread
    yield from missing(casebook, (example for one in book.rules.provisions for example in one.examples), found)
    cases = {name: case for name, case in found.items() if case is not None}
    yield from contradicted(book, cases)
    yield from unexpected(book, _shared(book).chaining, cases.values())


def _what_holds(rules: RuleSet) -> tuple[object, ...]:
    """All of a rule set on which it depends what is unsound."""
    versions = tuple((one.id, one.version.hash) for one in rules.provisions)
    return rules.needs, rules.scales, rules.assumptions, versions


def rules_list(book: Rulebook) -> RulesReport:
    """The provisions, the assumptions and the casework rules of a rule set."""
    from admissions.reports.rules import rules_report

    return rules_report(book.rules)


def show_provision(book: Rulebook, name: str) -> ProvisionText:
    """One provision in plain English. Raises Refused for an unknown one, and where its criteria are not known."""
    from admissions.reports.rules import provision_text

    rules = book.rules
    for one in rules.not_known:
        if one.id == name:
            what = f"the criteria of `{name}` as at {rules.as_at} are not known"
            raise refuse(NOWHERE, what, one.why)
    for gone in rules.ended:
        if gone.id == name:
            raise refuse(NOWHERE, f"`{name}` is not there as at {rules.as_at}", f"it ended by {gone.end}")
    if name not in rules.by_id:
        raise refuse(NOWHERE, f"unknown provision `{name}`", meant(name, rules.by_id, LISTED))
    return provision_text(rules, rules.by_id[name])


def need_fields(book: Rulebook, names: Iterable[str] = ()) -> tuple[NeedText, ...]:
    """The need fields, or those named. Raises Refused for an unknown one."""
    from admissions.reports.rules import need_text

    needs = book.rules.needs
    for name in names:
        if name not in needs.by_id:
            raise refuse(NOWHERE, f"unknown field `{name}`", meant(name, needs.by_id, "`admissions needs` lists them"))
    wanted = set(names) or set(needs.by_id)
    return tuple(need_text(book.rules, need) for need in needs.fields if need.id in wanted)


def facts(book: Rulebook, names: Iterable[str] = ()) -> tuple[FactText, ...]:
    """The kinds of fact that casework rules may look for, or those named or with a field named.

    Raises Refused for an unknown name.
    """
    from admissions.reports.rules import fact_texts

    found = fact_texts(book.rules)
    kinds = {one.kind: (one.kind,) for one in found}
    fields: dict[str, tuple[str, ...]] = {}
    for kind in found:
        for one in kind.fields:
            fields[one.id] = (*fields.get(one.id, ()), kind.kind)
    known = {**fields, **kinds}  # a field may be called like a kind of fact
    for name in names:
        if name not in known:
            what = f"unknown fact or field `{name}`"
            raise refuse(NOWHERE, what, meant(name, known, "`admissions rules facts` lists them"))
    wanted = {kind for name in names for kind in known[name]} or set(kinds)
    return tuple(one for one in found if one.kind in wanted)


def editor_schemas(book: Rulebook) -> dict[str, str]:
    """The JSON Schema of each kind of file, by file name."""
    from admissions.text.schema import schemas

    return schemas(book.rules)


def write_starter(folder: Path) -> StarterReport:
    """Writes a starter folder for another authority: a copy of what all share, and an invented example of its own.

    A copy, so that what the answers rest on stands beside the authority's own files and changes when it says so.
    Raises Refused where there is something in the folder, and where it cannot be written.
    """
    from admissions.reports.starter import StarterReport
    from admissions.text.starter import files_under, write_folder

    rules = bundled("rules")
    files = {**files_under(rules / SHARED, f"{SHARED}/"), **files_under(rules / STARTER)}
    write_folder(folder, files)
    top = next(name for name in files if name.endswith(TOP))
    case = next(name for name in files if name.startswith(f"{CASEBOOK}/"))
    school = next(name for name in files if "/special_schools/" in name)
    return StarterReport(str(folder), tuple(files), str((folder / top).parent), str(folder / case), Path(school).stem)
