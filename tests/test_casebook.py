"""The casebook: each case comes out as its author read the published words, and the words are really published."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from admissions import service
from admissions.errors import Refused
from admissions.model.conditions import Indicators
from admissions.model.outcomes import Outcome, Status, Strength
from admissions.model.provisions import Example, Provision
from admissions.questions.rulebook import Rulebook
from admissions.reports.check import CheckReport
from admissions.service import Asked
from admissions.text.cases import ReadCase, read_case
from admissions.text.tree import plain, read_file, read_text

FOLDER = Path(__file__).resolve().parent.parent / "cases"
CASES = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
PROVISIONS = (
    "addey_stanhope",
    "athelney",
    "bonus_pastor",
    "brent_knoll",
    "conisborough",
    "coopers_lane",
    "deptford_green",
    "deptford_park",
    "drumbeat",
    "forster_park",
    "greenvale",
    "new_woodlands",
    "rushey_green",
    "sedgehill",
    "tidemill",
    "torridon",
    "watergate",
)


WITHOUT_A_CASE = {"outside_stay", "stay_in_doubt"}
"""The rules about criteria for staying, which no bundled provision publishes (``tests/test_review.py`` has one)."""


@cache
def rulebook() -> Rulebook:
    """The bundled rules, read once."""
    return service.open_rules(None, dt.date(2026, 11, 24))


@cache
def case_called(name: str) -> ReadCase:
    """One case of the casebook."""
    return read_case(read_file(FOLDER / f"{name}.yaml", name), rulebook().rules)


@cache
def report_of(name: str) -> CheckReport:
    """What the program says of a case, every provision taking part."""
    case = case_called(name)
    return service.check(
        rulebook(), case.profile, Asked(case.asked_about, case.assume, case.leave_open, unverified=True), case.review
    )


def said_of(name: str, provision: str) -> tuple[Outcome, ...]:
    """The outcomes that the program finds possible for one provision."""
    return next(line.outcomes for line in report_of(name).provisions if line.id == provision)


@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_out_as_the_published_words_were_read(name: str) -> None:
    expected = case_called(name).expect
    assert {line.id: line.outcomes for line in report_of(name).provisions if line.id in expected} == expected


def about(name: str) -> dict[str, frozenset[str]]:
    """What each finding of a case is about, by its rule."""
    found: dict[str, frozenset[str]] = {}
    for finding in report_of(name).findings:
        found[finding.id] = found.get(finding.id, frozenset()).union(finding.about)
    return found


@pytest.mark.parametrize("name", [name for name in CASES if case_called(name).findings is not None])
def test_what_follows_in_a_case_is_what_it_says_and_nothing_else(name: str) -> None:
    assert about(name) == {rule: frozenset(named) for rule, named in (case_called(name).findings or {}).items()}


def test_every_casework_rule_has_a_case() -> None:
    shown = {name for case in CASES for name in case_called(case).findings or ()}
    assert {rule.id for rule in rulebook().rules.casework.rules} == shown | WITHOUT_A_CASE
    assert not any(one.version.stay for one in rulebook().rules.provisions)


def test_a_case_shows_findings_that_follow_from_findings() -> None:
    """A chain of three: outside the current provision, then with an alternative, then at a transfer that is ahead."""
    because = {finding.id: finding.because for finding in report_of("y6_autism_at_new_woodlands").findings}
    assert because["alternative_at_transfer"] == (
        "New Woodlands School: the finding outside_current_with_alternative",
        "the finding phase_transfer_ahead",
    )
    assert because["outside_current_with_alternative"][0] == "New Woodlands School: the finding outside_current"
    assert because["outside_current"] == (
        "New Woodlands School: the child is there now, is measured by the criteria for entry (none for staying are "
        "recorded) and does not meet the criteria",
        "the EHC plan is a final plan",
    )


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_called_like_its_file_and_says_what_it_is_about(name: str) -> None:
    case = case_called(name)
    assert case.id == name
    assert case.about.endswith(".")
    assert case.quotes
    assert case.expect


@pytest.mark.parametrize("name", CASES)
def test_a_case_quotes_words_that_the_provision_publishes(name: str) -> None:
    read = plain(read_file(FOLDER / f"{name}.yaml", name))
    for quote in read["quotes"]:
        published = published_words(rulebook().rules.by_id[quote["from"]])
        words = " ".join(quote["words"].split())
        assert any(words in one for one in published), f"{quote['from']} does not publish: {words}"


def published_words(provision: Provision) -> list[str]:
    """The words of a provision's parts and criteria, of the lists inside them and of their notes, white space evened
    out.
    """
    found = [words for part in provision.version.parts for words in (part.wording, part.note)]
    for criterion in provision.version.criteria:
        found += [criterion.wording, criterion.note]
        if isinstance(criterion.condition, Indicators):
            found += [item.wording for item in criterion.condition.items]
    return [" ".join(words.split()) for words in found]


def test_no_two_cases_say_the_same_of_the_same_child() -> None:
    seen: dict[object, str] = {}
    for name in CASES:
        case = case_called(name)
        known = (
            frozenset((entry.field, entry.condition) for entry in case.profile.entries),
            frozenset(case.assume.items()),
            case.leave_open,
            case.asked_about,
            case.review and (case.review.on, case.review.placement.dates, case.review.placement.wishes),
        )
        assert seen.setdefault(known, name) == name


@pytest.mark.parametrize("provision", PROVISIONS)
def test_every_outcome_that_a_provision_can_have_is_in_the_casebook(provision: str) -> None:
    book = rulebook()
    possible = {outcome for outcome, region in book.by_id[provision].outcomes.items() if region & book.possible}
    expected = (case_called(name).expect for name in CASES)
    shown = {outcomes[provision] for outcomes in expected if provision in outcomes}
    assert {outcomes[0] for outcomes in shown if len(outcomes) == 1} == possible
    assert any(len(outcomes) > 1 for outcomes in shown), "no case in which it cannot be told yet"


EXAMPLES = [
    pytest.param(provision.id, example, id=f"{provision.id}-{example.case}")
    for provision in rulebook().rules.provisions
    for example in provision.examples
]


@pytest.mark.parametrize(("provision", "example"), EXAMPLES)
def test_an_example_in_a_rule_file_comes_out_as_it_says_and_for_the_reason_it_gives(
    provision: str, example: Example
) -> None:
    assert example.case in CASES
    assert said_of(example.case, provision) == (example.outcome,)
    if example.because:
        line = next(line for line in report_of(example.case).provisions if line.id == provision)
        failed = {
            criterion.id
            for criterion in line.criteria
            if criterion.status is Status.NOT_MET and criterion.strength is not Strength.GUIDANCE
        }
        assert failed == {example.because}


def test_every_provision_has_an_example_of_a_child_whom_it_takes_and_of_one_whom_it_does_not() -> None:
    for provision in rulebook().rules.provisions:
        outcomes = {example.outcome for example in provision.examples}
        assert outcomes & {Outcome.MEETS, Outcome.NOT_RULED_OUT}
        assert outcomes & {Outcome.DISCRETION, Outcome.DOES_NOT_MEET}


# shows: entries that contradict each other by themselves are blamed on the first rule of what is possible
@pytest.mark.parametrize(
    ("profile", "assume"),
    [
        pytest.param("{year_group: N1, years_below: 20}", {}, id="years below what any level allows"),
        pytest.param("{year_group: Y9, working_level: {below: {gv: GV4}}}", {"gv_gv4": "wide"}, id="below every level"),
    ],
)
def test_entries_that_cannot_be_are_not_blamed_on_a_rule_that_has_no_part_in_it(
    profile: str, assume: dict[str, str]
) -> None:
    case = read_case(read_text(profile, "a case"), rulebook().rules)
    with pytest.raises(Refused) as refused:
        service.check(rulebook(), case.profile, Asked(None, assume))
    said = " ".join(problem.what for problem in refused.value.problems)
    assert not any(rule.what in said for rule in rulebook().rules.needs.possible)
