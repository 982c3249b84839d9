"""The commands of heads: what they refuse, what they write, and that the page and the data are of one object."""

from __future__ import annotations

import difflib
import html.parser
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from admissions.questions.cells import entry_cells
from admissions.questions.gaps import context_of
from admissions.questions.moves import OPEN
from admissions.questions.repairs import Kind
from admissions.questions.rulebook import Rulebook
from admissions.questions.settled import settled_of
from admissions.questions.side_by_side import Side, SideBySide
from admissions.regions.diagram import Diagrams
from admissions.regions.space import Region
from admissions.reports.heads import HeadsReport
from admissions.reports.heads_page import heads_page
from admissions.service import Asked, heads_report, open_rules, overlap, repairs, write_repair
from tests.bad.command import AS_AT, ROOT, run
from tests.conftest import AS_AT as DAY

REFUSED = [
    (("overlaps", "drumbeet", "watergate"), "this provision is not known; did you mean `drumbeat`?"),
    (("overlaps", "drumbeat"), "an overlap is of two provisions or more; name another one"),
    (("overlaps", "drumbeat", "drumbeat"), "an overlap is of two provisions or more"),
    (("overlaps", "drumbeat", "watergate", "--given", "year_group=Y77"), "this is not a value of `year_group`"),
    (("overlaps", "drumbeat", "watergate", "--given", "yeargroup=Y7"), "did you mean `year_group`?"),
    (
        ("overlaps", "drumbeat", "watergate", "--given", "primary_need=SLD", "--given", "learning_difficulty=none"),
        "--given: no child can be so; leave some of it out",
    ),
    (("overlaps", "--cohort", "no.csv"), "--cohort: a cohort is counted in one overlap; name the provisions"),
    (("overlaps", "drumbeat", "watergate", "--cohort", "no.csv"), "--cohort: this file cannot be read"),
    (("ladder", "--year", "Y77", "--need", "ASD"), "--year: this is not a year group; did you mean `Y7`?"),
    (("ladder", "--year", "Y7", "--need", "ASC"), "--need: this is not a primary need; did you mean `ASD`?"),
    (("ladder", "--year", "Y7", "--need", "Autism"), "--need: this is not a primary need; did you mean `ASD`?"),
    (
        ("overlaps", "--given", "primary_need=autism"),
        "--given: this is not a value of `primary_need`; did you mean `AS",
    ),
    (("gaps", "--given", "ehc_plan=none"), "--given: no child of the context can be so; leave some of it out"),
    (("pathways", "--step", "primary_to_secundary"), "--step: this step is not known; did you mean `primary_to_secon"),
    (("pathways", "--with", "no_such_folder"), "no_such_folder: no draft is there; name a folder of provision files"),
    (("repairs", "drumbeat", "drumbeat"), "these are one and the same provision; name two"),
    (("repairs", "drumbeat", "greenvail"), "did you mean `greenvale`?"),
    (("repairs", "athelney", "forster_park", "--write", "new"), "--write: a change is written with both options; give"),
    (("repairs", "athelney", "forster_park", "--number", "1"), "--number: a change is written with both options; give"),
    (("repairs", "athelney", "forster_park", "--write", "new", "--number", "three"), "--number: this is not a whole"),
    (
        ("repairs", "watergate", "new_woodlands", "--write", "new", "--number", "1"),
        "there is no change to write",
    ),
    (("changes", "tests", "rules/lewisham"), "OLD: tests: this folder has no authority.yaml"),
    (("changes", "rules/lewisham", "nowhere"), "NEW: this is neither a date nor a folder"),
    (("repairs", "athelney", "forster_park", "--write", "new", "--number", "999"), "there is no such change"),
    (("repairs", "athelney", "forster_park", "--write", "no/such", "--number", "1"), "there is no folder to put this"),
    (("report", "--out", "tests"), "tests: this folder is not empty, and nothing is written over; name a new one"),
    (("aims", "--assume", "zork=1"), "an assumption to fix is not known"),
]


@pytest.mark.parametrize(("arguments", "said"), REFUSED)
def test_what_cannot_be_asked_is_refused_in_one_sentence(
    arguments: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    answer = run(*arguments, *AS_AT)
    assert (answer.code, answer.out, len(answer.lines)) == (2, "", 1)
    assert said in answer.err
    assert not (ROOT / "new").exists()


BEFORE_ANY_EVIDENCE = [
    ("overlaps",),
    ("ladder", "--year", "Y7", "--need", "ASD"),
    ("gaps",),
    ("pathways",),
    ("aims",),
    ("report", "--out", "new"),
]


@pytest.mark.parametrize("command", BEFORE_ANY_EVIDENCE)
def test_nothing_is_said_of_a_day_of_which_nothing_is_known(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """That nothing was open on that day would be no answer."""
    monkeypatch.chdir(ROOT)
    said = run(*command, "--as-at", "2016-01-01")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "of no provision that takes part are the criteria known as at 2016-01-01; "
        "ask as at another day; there is evidence from 2017-12-01 on\n"
    )
    assert not (ROOT / "new").exists()


def test_between_two_times_of_evidence_both_are_named() -> None:
    said = run("changes", "2018-06-01", "2018-07-01")
    assert (said.code, said.out) == (2, "")
    assert "as at 2018-07-01; ask as at another day; there is evidence up to 2017-12-31 and from 2019-09-30" in said.err


@pytest.mark.parametrize("command", BEFORE_ANY_EVIDENCE[:-1])
def test_of_a_day_of_which_little_is_known_that_is_said_first(command: tuple[str, ...]) -> None:
    said = run(*command, "--as-at", "2017-12-15")
    assert said.err == ""
    first = "As at 2017-12-15 the criteria of 16 provisions are not known, and are no part of this:"
    assert first in re.sub(r"\s+", " ", said.out)[:300]
    assert "not known as at" in said.out


@pytest.mark.parametrize("command", [("overlaps", "drumbeat", "watergate"), ("gaps",), ("pathways",), ("aims",)])
def test_a_spent_node_budget_is_one_sentence(command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    open_rules(None, DAY).kept.clear()
    whole = Diagrams.scratch

    def small(self: Diagrams) -> Diagrams:
        copy = whole(self)
        copy.budget = len(self) + 20
        return copy

    monkeypatch.setattr(Diagrams, "scratch", small)
    answer = run(*command, *AS_AT)
    assert (answer.code, answer.out, len(answer.lines)) == (2, "", 1)
    assert "nodes" in answer.err


# --- repairs that are written ----------------------------------------------------------------------------------------


@pytest.mark.no_cover  # long, and what runs in it is run by others too
@pytest.mark.parametrize("kind", list(Kind))
def test_a_repair_that_is_written_does_what_was_said_of_it_and_keeps_every_comment(kind: Kind, tmp_path: Path) -> None:
    book = open_rules(None, DAY)
    for pair in (("brent_knoll", "drumbeat"), ("drumbeat", "greenvale"), ("brent_knoll", "conisborough")):
        report, found = repairs(book, pair, Asked())
        number = next((place for place, one in enumerate(found.repairs, 1) if one.kind is kind), None)
        if number is not None:
            break
    if number is None:
        pytest.skip("no pair of the real rules has a repair of this kind")
    repair = found.repairs[number - 1]
    folder = write_repair(book, None, report, found, number, tmp_path / "new")
    after = open_rules(folder, DAY)
    for one in after.rules.provisions:
        touched = {shift.provision for shift in repair.moved} | {added.provision for added in repair.added}
        assert (one.version.status.value == "draft") == (
            one.id in touched or book.rules.by_id[one.id].version.status.value == "draft"
        )
    left = _overlap_cells(after, pair)
    assert left == repair.left
    both, context = SideBySide(book.rules, after.rules), book.rules.aims.context
    assert context is not None
    assert context.who is not None
    here = both.context & both.old.settled.holds(context.who)
    lost = {name: (open_in(both.old, name) - open_in(both.new, name)) & here for name in pair}
    assert dict(repair.losing) == {name: entry_cells(region) for name, region in lost.items() if region}
    for name in ("special_schools/brent_knoll", "special_schools/drumbeat", "special_schools/greenvale"):
        old = (ROOT / f"rules/lewisham/{name}.yaml").read_text(encoding="utf-8").splitlines()
        new = (folder / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
        gone = [line[2:] for line in difflib.ndiff(old, new) if line.startswith("- ")]
        changed = ("status:", "at_least", "at_most", "above", "below")
        assert all(any(word in line for word in changed) for line in gone)
        assert [line for line in old if "#" in line] == [line for line in new if "#" in line]


def open_in(side: Side, name: str) -> Region:
    return side.standing(side.book.by_id[name], OPEN)


def in_json(text: str) -> str:
    """A file of rules as JSON."""
    return json.dumps(yaml.safe_load(text), indent=1, default=str)


def in_flow(text: str) -> str:
    """The sources, and the criteria of each version, each on one line."""
    data = yaml.safe_load(text)
    return yaml.safe_dump(data, default_flow_style=None, sort_keys=False, width=100_000)


def indented(text: str) -> str:
    """Lists with three spaces after the dash."""
    return re.sub(
        r"(?m)^( +)- id: (.*(?:\n\1  .*)*)", lambda found: re.sub(r"(?m)^( +)(- )?", r"\1\2  ", found[0]), text
    )


@pytest.mark.parametrize(("layout", "number"), [(in_json, 1), (in_flow, 3), (indented, 9), (in_flow, 9)])
def test_a_repair_is_written_into_a_file_of_any_layout(
    layout: Callable[[str], str], number: int, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    for name in ("brent_knoll", "drumbeat"):
        path = tmp_path / f"rules/lewisham/special_schools/{name}.yaml"
        path.write_text(layout(path.read_text(encoding="utf-8")), encoding="utf-8")
    book = open_rules(tmp_path / "rules/lewisham", DAY)
    report, found = repairs(book, ("brent_knoll", "drumbeat"), Asked())
    folder = write_repair(book, tmp_path / "rules/lewisham", report, found, number, tmp_path / "new")
    assert _overlap_cells(open_rules(folder, DAY), ("brent_knoll", "drumbeat")) == found.repairs[number - 1].left


def test_the_cases_are_beside_a_written_repair_so_that_it_can_be_checked(tmp_path: Path) -> None:
    said = run("repairs", "brent_knoll", "drumbeat", "--number", "3", "--write", str(tmp_path / "new"), *AS_AT)
    assert (said.code, said.err) == (0, "")
    checked = run("rules", "check", str(tmp_path / "new" / "lewisham"), *AS_AT)
    assert "no example can be run" not in checked.err
    assert (tmp_path / "new/cases/y7_autism_start_of_year_3.yaml").is_file()


def _overlap_cells(book: Rulebook, pair: tuple[str, str]) -> int:
    settled = context_of(settled_of(book, book.settings()))
    one, two = (settled.open_to(book.by_id[name]) for name in pair)
    both = one & two
    return both.count(("year_group", "primary_need", "working_level")) if both else 0


# --- the report ------------------------------------------------------------------------------------------------------


class Page(html.parser.HTMLParser):
    """What a page is made of: its tags in order, whether they are closed, what it would fetch, and ids and links."""

    VOID = ("meta", "link", "img", "br", "hr", "input")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append((tag, named))
        if tag not in self.VOID:
            self.open.append(tag)
        if tag in ("script", "link", "img", "iframe", "object", "embed") or "src" in named:
            self.fetched.append(tag)
        if named.get("id"):
            self.ids.append(str(named["id"]))
        if tag == "a" and named.get("href"):
            self.links.append(str(named["href"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def page_and_data(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, object]]:
    """The report that the command writes."""
    folder = tmp_path_factory.mktemp("report") / "out"
    said = run("report", "--out", str(folder), *AS_AT)
    assert (said.code, said.err) == (0, "")
    assert {path.name for path in folder.iterdir()} == {"index.html", "report.json"}
    data = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return (folder / "index.html").read_text(encoding="utf-8"), data


@pytest.fixture(scope="module")
def found() -> HeadsReport:
    """The report as an object."""
    return heads_report(open_rules(None, DAY), Asked())


def test_the_page_is_whole_and_fetches_nothing(page_and_data: tuple[str, dict[str, object]]) -> None:
    text, _ = page_and_data
    page = Page(text)
    assert page.open == []
    assert page.fetched == []
    assert "url(" not in text
    assert "@import" not in text
    assert len(page.ids) == len(set(page.ids))
    assert all(link[1:] in page.ids for link in page.links if link.startswith("#"))
    assert all(link.startswith(("#", "https://", "http://")) for link in page.links)
    assert len(text) < 1_000_000


def test_the_page_can_be_read_by_a_screen_reader(page_and_data: tuple[str, dict[str, object]]) -> None:
    text, _ = page_and_data
    page = Page(text)
    assert ("html", {"lang": "en-GB"}) in page.tags
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    tables = [place for place, (tag, _) in enumerate(page.tags) if tag == "table"]
    assert tables
    assert all(page.tags[place + 1][0] == "caption" for place in tables)
    assert all("scope" in named for tag, named in page.tags if tag == "th")
    for place, (tag, named) in enumerate(page.tags):
        if tag == "svg":
            assert named["role"] == "img"
            assert [inner for inner, _ in page.tags[place + 1 : place + 3]] == ["title", "desc"]
        if named.get("class") == "scroll":
            assert named["tabindex"] == "0"
            assert named["role"] == "region"
            assert "aria-label" in named or "aria-labelledby" in named


def test_the_page_and_the_data_are_of_one_object(
    page_and_data: tuple[str, dict[str, object]], found: HeadsReport
) -> None:
    text, data = page_and_data
    assert data["schema"] == "admissions/report/1"
    assert len(found.summary) <= 10
    assert data["summary"] == list(found.summary)
    assert text == heads_page(found)
    for section in found.pairs:
        one = section.explained
        assert f'<article id="{"-".join(name.id for name in one.provisions)}"' in text
    book = open_rules(None, DAY)
    alone = overlap(book, ("brent_knoll", "drumbeat"), Asked())
    assert alone in [section.explained for section in found.pairs]


def test_a_picture_says_where_each_can_be_open_and_where_both_are_to_one_child(found: HeadsReport) -> None:
    book = open_rules(None, DAY)
    settled = settled_of(book, book.settings()).among(None)
    for section in found.pairs[:8]:
        pair = [book.by_id[one.id] for one in section.explained.provisions]
        one, two = (settled.open_to(read) for read in pair)
        for row in section.picture:
            for label, mark in zip(section.years, row.cells, strict=True):
                year = next(value.id for value in book.rules.needs["year_group"].values if value.label == label)
                here = settled.space.where({"year_group": (year,), "working_level": (row.level,)})
                opened = bool(one & here), bool(two & here)
                expected = {(True, True): "apart", (True, False): "one", (False, True): "two"}.get(opened, "none")
                assert mark == ("both" if section.explained.overlap and (one & two & here) else expected)


@pytest.mark.no_cover
def test_what_is_written_in_rules_cannot_become_markup(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    school = tmp_path / "rules/lewisham/special_schools/watergate.yaml"
    hostile = "<script>alert(1)</script> & Sons"
    text = re.sub(r"(?m)^name: .*$", f'name: "{hostile}"', school.read_text(encoding="utf-8"))
    school.write_text(text, encoding="utf-8")
    page = heads_page(heads_report(open_rules(tmp_path / "rules/lewisham", DAY), Asked()))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Sons" in page
    assert Page(page).fetched == []
