"""Reading and checking the rules themselves, and writing what helps to write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from admissions.casework.chaining import Chaining
from admissions.errors import NOWHERE, Problem, Refused, TooLarge, meant, refuse
from admissions.model.provisions import RuleSet
from admissions.questions.rulebook import LISTED, Rulebook
from admissions.service.checking import shared_of
from admissions.service.opening import DEFAULT_RULES, SHARED, STARTER, bundled
from admissions.text.casebook import CASEBOOK, casebook_of, missing, read_casebook
from admissions.text.files import TOP, RuleFiles, rule_files

if TYPE_CHECKING:
    from admissions.reports.families import FamilyPage
    from admissions.reports.needs import FactText, NeedText
    from admissions.reports.rules import ProvisionText, RulesReport
    from admissions.reports.rules_check import RulesCheckReport
    from admissions.reports.starter import StarterReport

# What one question alone needs is imported where it is put: a check as a whole process takes as long as its imports.


def rules_check(folder: Path | None, on: dt.date, files: RuleFiles | None = None) -> RulesCheckReport:
    """The problems of an authority's folder as ``rules_problems`` finds them, with what it holds, as a report."""
    from admissions.reports.rules_check import rules_check_report
    from admissions.text.turning_days import turning_days

    folder = folder or bundled("rules") / DEFAULT_RULES
    files = files or rule_files(folder)
    report, problems = rules_problems(folder, on, files)
    return rules_check_report(report, turning_days(files), problems)


def rules_problems(
    folder: Path | None, on: dt.date, files: RuleFiles | None = None
) -> tuple[RulesReport | None, tuple[Problem, ...]]:
    """Every problem of an authority's folder in file order, and what it holds (None where it cannot be read).

    It is read as at ``on`` and as at every other day on which something in it changes, so that no version is left out.
    The casebook beside it is run: what cases expect, and the examples of its provisions. ``files`` are what was in the
    folder where it was read before.
    """
    from admissions.questions.soundness import unsound
    from admissions.reports.rules import rules_report
    from admissions.text.rules import RuleReader
    from admissions.text.turning_days import turning_days

    folder = folder or bundled("rules") / DEFAULT_RULES
    files = files or rule_files(folder)
    report, judged = None, None
    try:
        book = Rulebook(RuleReader(files, on).read())
        shared_of(book)
    except TooLarge:
        raise
    except Refused as refused:
        problems = dict.fromkeys(refused.problems)
    else:
        report, judged = rules_report(book.rules), [what_holds(book.rules)]
        problems = dict.fromkeys((*unsound(book), *_of_cases(book, casebook_of(folder))))
    for day in (on, *turning_days(files)):
        try:
            rules = RuleReader(files, day, undated=day == on).read()
            Chaining(rules.casework)
        except Refused as refused:
            problems |= dict.fromkeys(refused.problems)
            continue
        if judged is not None and what_holds(rules) not in judged:
            judged.append(what_holds(rules))
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
    yield from unexpected(book, shared_of(book).chaining, cases.values())


def what_holds(rules: RuleSet) -> tuple[object, ...]:
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


def family_page(book: Rulebook, name: str) -> FamilyPage:
    """One provision for parents and carers. Raises Refused as ``show_provision`` does."""
    from admissions.reports.families import family_page as page_of

    return page_of(show_provision(book, name), book.rules.notice, book.rules.challenge)


def need_fields(book: Rulebook, names: Iterable[str] = ()) -> tuple[NeedText, ...]:
    """The need fields, or those named. Raises Refused for an unknown one."""
    from admissions.reports.needs import need_text

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
    from admissions.reports.needs import fact_texts

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
