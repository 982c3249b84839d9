"""The report of a check is the same whatever was reported before, though much of it is kept from one to the next."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from admissions.errors import Refused
from admissions.model.conditions import Indicator, Indicators, OneOf
from admissions.model.needs import Kind, NeedField, Needs, Value
from admissions.model.outcomes import ProvisionStatus, Status, Strength
from admissions.model.profiles import Profile
from admissions.model.provisions import Criterion, Provision, RuleSet, Version
from admissions.questions.check import Checker
from admissions.questions.rulebook import Rulebook, Settings
from admissions.reports.check import CheckReport, CheckReporter
from admissions.reports.criteria import CriterionLines
from admissions.text.lowering import Lowering
from admissions.text.profiles import read_setting, with_entry
from admissions.text.versions import outcome_cores
from tests.questions.small import one_place_only
from tests.rule_sets import SEEN, SOURCE, entry


class Reporter:
    """Reports on profiles with one checker, as a process that stays does."""

    def __init__(self, book: Rulebook, settings: Settings) -> None:
        self.checker = Checker(book, settings, book.provisions)
        self.reporter = CheckReporter(book, self.checker)

    def report(self, profile: Profile) -> CheckReport:
        situation, readings = self.checker.situate(profile)
        walker = self.checker.walker(situation)
        return self.reporter.report(profile, self.checker.answer(situation, readings, walker), walker)


SAID = (
    *(f"year_group={year}" for year in ("N2", "R", "Y1", "Y7", "[R, Y1]", "[Y6, Y7]", "unknown")),
    *(
        f"primary_need={need}"
        for need in ("ASD", "SLCN", "SLD", "[ASD, SLCN]", "[SLD, PMLD]", "[ASD, SEMH]", "unknown")
    ),
    *(f"additional_needs={needs}" for needs in ("none", "[SEMH]", "[SLD]", "[HI, VI]", "{includes: [PD]}", "unknown")),
    *(f"learning_difficulty={level}" for level in ("none", "moderate", "severe", "[mild, profound]", "unknown")),
    *(f"working_level={level}" for level in ("p4", "{gv: GV4}", "{p_levels: P8}", "[p5, p6]", "y3", "unknown")),
    *(f"years_below={years}" for years in ("3", "{at_least: 2}", "{at_most: 0}", "unknown")),
    *(f"communication_level={level}" for level in ("{early_years_months: 16-26 months}", "p6", "unknown")),
    *(f"ehc_plan={plan}" for plan in ("none", "final", "[in_assessment, draft]", "unknown")),
    *(f"autism_diagnosis={diagnosis}" for diagnosis in ("confirmed", "awaited", "unknown")),
    *(f"mainstream_potential={flag}" for flag in ("yes", "no", "unknown")),
    *(f"attention_difficulty={flag}" for flag in ("yes", "no", "unknown")),
)


def walk(book: Rulebook, seed: int, steps: int) -> Iterator[Profile]:
    """Profiles of which each differs in one field from the one before; those that cannot be are left out."""
    rng = random.Random(seed)
    profile = Profile()
    settings = book.settings()
    checker = Checker(book, settings, ())
    for _ in range(steps):
        name, entry = read_setting(rng.choice(SAID), book.rules, "--set")
        changed = with_entry(profile, name, entry)
        try:
            checker.situate(changed)
        except Refused:
            continue
        profile = changed
        yield profile


@pytest.mark.no_cover  # long, and what runs in it is run by others too
@pytest.mark.parametrize(("seed", "opened"), [(1, ()), (2, ("all",)), (3, ("brent_knoll_need", "gv_gv4"))])
def test_a_report_is_that_of_a_program_that_has_just_started(
    book: Rulebook, seed: int, opened: tuple[str, ...]
) -> None:
    """Profiles that differ in one field are where what is kept could be taken for another's."""
    settings = book.settings(leave_open=opened)
    used = Reporter(book, settings)
    profiles = list(walk(book, seed, 40))
    assert len(profiles) > 20
    reports = []
    for profile in profiles:
        try:
            reports.append((profile, used.report(profile)))
        except Refused:  # it cannot be under what is assumed here
            continue
    assert len(reports) > 20
    for profile, report in reports:
        assert used.report(profile) == report
        assert Reporter(book, settings).report(profile) == report


def test_a_line_is_not_kept_for_a_profile_with_a_relation_between_the_same_values(book: Rulebook) -> None:
    """Year 7 and 8 at Year 2 and 3 are 4 to 6 years below; that it is 5 leaves each of these values possible."""
    said = ("year_group=[Y7, Y8]", "working_level=[y2, y3]", "years_below=5", "primary_need=ASD")
    entries = [read_setting(one, book.rules, "--set")[1] for one in said]
    open_, related = (Profile(tuple(one for one in some if one)) for some in (entries[:2] + entries[3:], entries))
    for first, second in ((open_, related), (related, open_)):
        used = Reporter(book, book.settings())
        for profile in (first, second):
            assert used.report(profile) == Reporter(book, book.settings()).report(profile)
    statuses = {
        line.id: line.status
        for one in Reporter(book, book.settings()).report(related).provisions
        if one.id == "drumbeat"
        for line in one.criteria
    }
    assert statuses["attainment"] is Status.MET


def test_a_line_that_turns_on_how_a_level_was_entered_is_not_kept_for_the_level_itself(book: Rulebook) -> None:
    """Whether P4 is what Greenvale's GV4 stands for is an assumption; P4 by itself is none."""
    on_scale, itself = (
        Profile(tuple(one for one in (read_setting(text, book.rules, "--set")[1] for text in said) if one))
        for said in (("year_group=R", "working_level={gv: GV4}"), ("year_group=R", "working_level=p4"))
    )
    for first, second in ((on_scale, itself), (itself, on_scale)):
        used = Reporter(book, book.settings())
        turned = []
        for profile in (first, second):
            report = used.report(profile)
            assert report == Reporter(book, book.settings()).report(profile)
            (line,) = [
                line
                for one in report.provisions
                if one.id == "drumbeat"
                for line in one.criteria
                if line.id == "attainment"
            ]
            turned.append("gv_gv4" in line.turns_on)
        assert sorted(turned) == [False, True]


def test_a_line_is_not_kept_for_a_profile_whose_other_needs_tie_it() -> None:
    """Whether both of two needs can be recorded turns on a third, which the criterion does not mention."""
    asked = one_place_only()

    def statuses(profiles: list[Profile]) -> list[Status | None]:
        checker = asked.checker()
        lines, found = CriterionLines(checker.book, checker), []
        for profile in profiles:
            walker = checker.walker(checker.situate(profile)[0])
            answer = checker.answer(walker.situation, walker=walker).provisions[0]
            found += [line.status for line in lines.lines(answer.criteria, walker)]
        return found

    assert statuses([asked.profile, Profile()]) == [Status.MET, Status.CANNOT_TELL]
    assert statuses([Profile(), asked.profile]) == [Status.CANNOT_TELL, Status.MET]


def test_the_signs_of_a_list_of_which_none_decides_are_those_of_the_profile() -> None:
    """The criterion itself is met whatever is recorded."""
    flag = NeedField("flag", Kind.FLAG, "flag", (Value("yes", "yes"), Value("no", "no")))
    lowering = Lowering(Needs((flag,)))
    signs = Indicators((Indicator("sign", "a sign", OneOf("flag", ("yes",))),), "none")
    criterion = Criterion("signs", "words", Strength.INDICATOR, SOURCE, signs, lowering.lower(signs))
    version = Version(
        ProvisionStatus.PUBLISHED, SOURCE, (criterion,), (SEEN,), outcome_cores=outcome_cores([criterion], [])
    )
    school = Provision("school", "School", "special_school", version)
    book = Rulebook(RuleSet("small", "Small", "", SEEN, Needs((flag,)), (), (), (school,)))
    checker = Checker(book, {}, book.provisions)
    lines, found = CriterionLines(book, checker), []
    for said in ("yes", "no"):
        profile = Profile((entry(lowering, "flag", OneOf("flag", (said,))),))
        walker = checker.walker(checker.situate(profile)[0])
        (line,) = lines.lines(checker.answer(walker.situation, walker=walker).provisions[0].criteria, walker)
        found.append((line.status, line.indicators[0].status))
    assert found == [(Status.MET, Status.MET), (Status.MET, Status.NOT_MET)]
