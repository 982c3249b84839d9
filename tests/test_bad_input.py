"""Cases and options that cannot be used are refused in plain sentences, with their place, and nothing is repeated."""

from __future__ import annotations

import re
from pathlib import Path
from weakref import WeakKeyDictionary

import durable_rules_engine
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.casework import engine
from admissions.casework.engine import Engine, EngineFailed
from admissions.model.outcomes import Outcome
from admissions.questions.rulebook import Rulebook
from admissions.service import checking
from admissions.text.cases import KEYS
from admissions.text.profiles import MAX_PROBLEMS
from tests.bad.command import AS_AT, CASES, ROOT, Said, run
from tests.bad.texts import TEXTS
from tests.drawn import drawn

BAD = ROOT / "tests" / "bad"
CASE = str(CASES / "y7_autism_start_of_year_3.yaml")

# The words by which the program itself calls what it refuses.
OWN_WORDS = frozenset().union(
    ("address", "addresses", "birth", "date", "dates", "field", "file", "known", "list", "lists", "mail", "mappings"),
    ("name", "names", "number", "numbers", "nothing", "null", "person", "phone", "postcode", "profile", "text"),
    ("unknown", "value", "values", "word", "year"),
)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.lower()))


@pytest.fixture(scope="session")
def vocabulary(book: Rulebook) -> frozenset[str]:
    """Every word that the rules and the shape of a case have themselves, and so may stand in any message."""
    rules = book.rules
    said = [*rules.needs.by_id, *rules.by_id, *rules.assumption, *rules.scale, *Outcome, *KEYS]
    said += [text for need in rules.needs.fields for value in need.values for text in (value.id, value.label)]
    said += [need.label for need in rules.needs.fields] + [rule.what for rule in rules.needs.possible]
    said += [value for assumption in rules.assumptions for value in assumption.ids]
    said += [row.term for scale in rules.scales for row in scale.rows]
    return frozenset(word for text in said for word in _words(text)) | OWN_WORDS


def refused(said: Said, places: list[str], about: str, vocabulary: frozenset[str], given: str, name: str = "") -> None:
    """Asserts that this is a refusal, one sentence and a remedy for each place, that repeats no word that was given."""
    assert said.code == 2
    assert said.out == ""
    starts = [f"{name}:{place}: " if place else f"{name}: " for place in places]
    lines = said.lines
    if len(places) == MAX_PROBLEMS:
        *lines, last = lines
        assert last == "only the first 20 problems are told; mend these, then see whether there are more"
    assert [line[: len(start)] for line, start in zip(lines, starts, strict=True)] == starts
    for line, start in zip(lines, starts, strict=True):
        what, mark, remedy = line.removeprefix(start).partition("; ")
        assert all((what, mark, remedy))
        assert line.isprintable()
        assert not re.search(r"Traceback|Error|Exception|yaml\.|click|pydantic", line)
        assert not _words(line.removeprefix(start)) & (_words(given) - vocabulary), "a message repeats what was given"
    assert re.search(about, said.err), said.err


@pytest.mark.parametrize("name", TEXTS)
def test_a_case_that_cannot_be_used_is_refused(
    name: str, vocabulary: frozenset[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a file and over standard input alike."""
    written, places, about = TEXTS[name]
    data = written if isinstance(written, bytes) else written.encode()
    given = data.decode("utf-8", "replace")[:10_000]
    monkeypatch.chdir(tmp_path)
    Path("case.yaml").write_bytes(data)
    from_file = run("check", "case.yaml", *AS_AT)
    refused(from_file, places, about, vocabulary, given, "case.yaml")
    typed = run("check", "-", *AS_AT, typed=data)
    assert typed == Said(2, "", from_file.err.replace("case.yaml", "standard input"))


WORDS_OF_OTHERS = {
    "as a field": "{}: Y7\nprimary_need: ASD\n",
    "as a value": "year_group: {}\n",
    "in a list": "year_group: [Y7, {}]\n",
    "as a need": "additional_needs: [{}]\n",
    "as a bound": "year_group: {{{}: Y7}}\n",
    "as a level": "working_level: {{at_least: {}}}\n",
    "as a term": "working_level: {{p_levels: {}}}\n",
    "as years": "years_below: {}\n",
    "as the case": "case: {}!\nprofile: {{year_group: Y7}}\n",
    "as an assumption": "assume: {{{}: any}}\nprofile: {{year_group: Y7}}\n",
    "as a reading": "assume: {{brent_knoll_need: {}}}\nprofile: {{year_group: Y7}}\n",
    "left open": "open: [{}]\nprofile: {{year_group: Y7}}\n",
    "as a provision": "profile: {{year_group: Y7}}\nexpect: {{{}: meets}}\n",
    "as an outcome": "profile: {{year_group: Y7}}\nexpect: {{drumbeat: {}}}\n",
    "as the edition": "language: {}\nprofile: {{year_group: Y7}}\n",
    "as a key of the case": "{}: x\nprofile: {{year_group: Y7}}\n",
    "in an unclosed list": "year_group: [{}\n",
    "in an unclosed quote": 'year_group: "{}\n',
    "as a tag": "year_group: !{} Y7\n",
    "as an anchor": "year_group: &{} Y7\n",
    "as an alias": "year_group: *{}\n",
    "twice": "{0}: Y7\n{0}: Y8\n",
    "as a surname": "{}_surname: Y7\n",
    "before a postcode": "year_group: {} SE13 7RY\n",
}


@settings(max_examples=drawn(3))
@given(one=st.text("qxzjkv", min_size=6, max_size=6), two=st.text("QXZJKV", min_size=6, max_size=6))
@pytest.mark.parametrize("where", WORDS_OF_OTHERS)
def test_a_refusal_is_the_same_whatever_the_words_were(where: str, one: str, two: str) -> None:
    """Nothing of a word comes through, not even by what the message leaves out."""
    said = [run("check", "-", *AS_AT, typed=WORDS_OF_OTHERS[where].format(word).encode()) for word in (one, two)]
    assert said[0].code == 2
    assert said[0] == said[1]
    assert one not in said[0].err.lower()


OPTIONS: dict[str, tuple[list[str], str]] = {
    "setting without a value": (["--set", "zorkling"], "field=value"),
    "setting of nothing": (["--set", "year_group="], "field=value"),
    "setting without a field": (["--set", "=Zorkling"], "field=value"),
    "setting of an unknown field": (["--set", "zorkling=Y7"], "known field"),
    "setting of a field near a known one": (["--set", "year_gruop=Y7"], "`year_group`"),
    "setting of an unknown value": (["--set", "year_group=Zorkling"], "`year_group`"),
    "setting of a name": (["--set", "surname=Zebedee"], "name"),
    "setting of an NHS number": (["--set", "year_group=943 476 5919"], "NHS number"),
    "setting of a list that is not closed": (["--set", "year_group=[Y7, Zork"], "well-formed"),
    "setting of two documents": (["--set", "year_group=Y7\n---\nZork"], "second document"),
    "setting that is an alias": (["--set", "year_group=*zork"], "alias"),
    "setting nested deeply": (["--set", f"year_group={'[' * 60_000}"], "deep"),
    "setting of bytes that are no text": (["--set", "year_group=Zork\udce9"], "character"),
    "field of bytes that are no text": (["--set", "zork\udce9=Y7"], "known field"),
    "setting that cannot be": (["--set", "primary_need=SLCN"], "`additional_needs`.* both"),
    "second of two settings": (["--set", "year_group=Y7", "--set", "zorkling=Y7"], "known field"),
    "assumption without a value": (["--assume", "zorkling"], "name=value"),
    "unknown assumption": (["--assume", "zorkling=plugh"], "assumption"),
    "assumption near a known one": (["--assume", "brent_knol_need=primary"], "`brent_knoll_need`"),
    "unknown value of an assumption": (["--assume", "brent_knoll_need=zorkling"], "`brent_knoll_need`"),
    "assumption of nothing": (["--assume", "="], "assumption"),
    "unknown assumption left open": (["--open", "zorkling"], "assumption"),
    "nothing left open": (["--open", ""], "assumption"),
    "unknown provision": (["--provision", "zorkling"], "provision"),
    "provision near a known one": (["--provision", "drumbeet"], "`drumbeat`"),
    "date that is none": (["--as-at", "2026-02-30"], "date"),
    "date the wrong way round": (["--as-at", "24/11/2026"], "date"),
    "no date": (["--as-at", ""], "date"),
    "rules that are not there": (["--rules", "nowhere"], "folder"),
    "rules that are a file": (["--rules", CASE], "folder"),
    "rules of no authority": (["--rules", str(ROOT / "rules" / "england")], "authority"),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_that_cannot_be_used_is_refused(name: str, vocabulary: frozenset[str]) -> None:
    """A date or a folder is the user's own word and may be called by it; a setting may not."""
    options, about = OPTIONS[name]
    dated = [] if "--as-at" in options else AS_AT
    said = run("check", CASE, *dated, *options)
    assert said.code == 2
    assert said.out == ""
    assert len(said.lines) == 1
    assert re.search(about, said.err)
    assert all(said.err.partition("; "))
    if options[0] not in ("--rules", "--as-at"):
        assert not _words(said.err) & (_words(" ".join(options[1::2])) - vocabulary)


def test_an_empty_provision_is_refused() -> None:
    """It is not the same as asking about none."""
    said = run("check", CASE, *AS_AT, "--provision", "")
    assert (said.code, said.out, len(said.lines)) == (2, "", 1)


FILES = {
    "a file that is not there": ("nowhere.yaml", "no such file"),
    "a folder": (".", "folder"),
    "a file in a file": ("file/case.yaml", "cannot be read"),
    "a name that no file can have": ("x" * 300, "cannot be read"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_case_that_is_no_file_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the name that the user gave, and without a line, since there is none."""
    case, about = FILES[name]
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("year_group: Y7\n")
    said = run("check", case, *AS_AT)
    assert (said.code, said.out, len(said.lines)) == (2, "", 1)
    assert said.err.startswith(f"{case}: ")
    assert about in said.err


def test_a_fault_of_the_program_is_one_sentence_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1, no traceback, and nothing of the case or of what failed."""

    def fail(*_: object) -> None:
        raise EngineFailed("Zork")

    monkeypatch.setattr(Engine, "run", fail)
    said = run("check", CASE, *AS_AT)
    assert (said.code, said.out, len(said.lines)) == (1, "", 1)
    assert said.err.startswith("what follows from this answer could not be worked out; this is a fault of the program")
    assert "Zork" not in said.err


def test_rules_that_the_engine_does_not_take_are_a_fault_of_the_program_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are within its limits, so nobody can mend them in a file."""

    def refuse(*_: object) -> None:
        raise durable_rules_engine.error("Could not create ruleset, error code: 113")

    monkeypatch.setattr(engine, "_Host", refuse)
    monkeypatch.setattr(checking, "_SHARED", WeakKeyDictionary())
    said = run("check", CASE, *AS_AT)
    assert (said.code, said.out, len(said.lines)) == (1, "", 1)
    assert "113" not in said.err
