"""Cases and options that cannot be used are refused in plain sentences, with their place, and nothing is repeated."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.model.outcomes import Outcome
from admissions.questions.rulebook import Rulebook
from admissions.text import files
from admissions.text.cases import KEYS
from admissions.text.files import RuleFiles, rule_files
from admissions.text.profiles import MAX_PROBLEMS
from admissions.text.tree import plain, read_text
from tests.bad.command import AS_AT, CASES, ROOT, Said, apart_measured, run

FIRST = "year_group: Y7\n"
BAD = ROOT / "tests" / "bad"
CASE = str(CASES / "y7_autism_start_of_year_3.yaml")

# As deep as half a megabyte of text goes: where each line is indented by one more, that is about 900 levels.
NESTED = {
    "lists in a line": ("year_group: " + "[" * 100_000 + "]" * 100_000, "1:1012"),
    "lists in a line, never closed": ("year_group: " + "[" * 100_000, "1:1012"),
    "lists in a block": ("year_group:\n" + "- " * 100_000 + "Y7", "2:79"),
    "lists in lines": ("year_group:\n" + "".join(f"{' ' * depth}-\n" for depth in range(900)), "41:40"),
    "mappings in a line": ("year_group: " + "{zork: " * 60_000 + "Y7" + "}" * 60_000, "1:280"),
    "mappings in lines": ("year_group:\n" + "".join(f"{' ' * depth} zork:\n" for depth in range(900)), "40:40"),
    "keys that are mappings": ("year_group:\n" + "? " * 100_000 + "Y7", "2:81"),
}

# Name: the text; where each problem is (nothing: the file alone); what the sentences speak of.
TEXTS: dict[str, tuple[str | bytes, list[str], str]] = {
    # --- what is not known ---------------------------------------------------------------------------------------
    "unknown field": (FIRST + "zorkling: Y8\n", ["2:1"], "known field"),
    "unknown field near a known one": ("year_gruop: Y7\nprimary_need: ASD\n", ["1:1"], "`year_group`"),
    "unknown value": ("year_group: Zorkling\n", ["1:13"], "`year_group`"),
    "unknown value near a known one": ("autism_diagnosis: confirmt\n", ["1:19"], "`confirmed`"),
    "unknown values in a list": ("year_group: [Y7, Zork, Y8, Plugh]\n", ["1:18", "1:28"], "`year_group`"),
    "unknown additional need": (FIRST + "additional_needs: [SLCN, Zorkling]\n", ["2:26"], "`additional_needs`"),
    "unknown field and unknown value": ("zorkling: x\nyear_group: plugh\n", ["1:1", "2:13"], "known field"),
    "unknown term of a scale": ("working_level: {p_levels: Zork9}\n", ["1:27"], "`P8`"),
    "unknown scale": ("working_level: {zork_levels: P8}\n", ["1:17"], "bound"),
    "scale of a field that is no level": ("primary_need: {p_levels: P8}\n", ["1:16"], "`primary_need`"),
    "range of a field without an order": ("primary_need: {at_least: ASD}\n", ["1:15"], "`primary_need`"),
    "range without an end": ("year_group: {}\n", ["1:13"], "end"),
    "range bounded twice": ("year_group: {at_least: Y7, above: Y8}\n", ["1:28"], "twice"),
    "list without a value": ("year_group: []\n", ["1:13"], "`year_group`"),
    "none in a list of needs": ("additional_needs: [none, SLCN]\n", ["1:20"], "`none`"),
    "none included": ("additional_needs: {includes: none}\n", ["1:30"], "`none`"),
    "needs that are a mapping": ("additional_needs: {zorkling: [SLCN]}\n", ["1:19"], "list"),
    "needs in a mapping in a list": ("additional_needs: [{includes: [SLCN]}]\n", ["1:20"], "`additional_needs`"),
    "years that are text": ("years_below: plenty\n", ["1:14"], "`years_below`"),
    "years out of reach": ("years_below: 2012\n", ["1:14"], "`years_below`"),
    "key of a case that is not known": ("zorkling: x\nprofile: {year_group: Y7}\n", ["1:1"], "known key"),
    "case without a profile": ("case: zork\nabout: plugh\n", ["1:1"], "`profile`"),
    "profile that is a list": ("profile: [zork]\n", ["1:10"], "fields and values"),
    "profile that is a word": ("profile: zorkling\n", ["1:10"], "fields and values"),
    "id of a case that is not one": ("case: Zork Plugh\nprofile: {year_group: Y7}\n", ["1:7"], "small letters"),
    "edition that is not known": ('language: "9"\nprofile: {year_group: Y7}\n', ["1:11"], "`1`"),
    "edition without quotes": ("language: 1\nprofile: {year_group: Y7}\n", ["1:11"], "quotes"),
    "quotes that are a word": ("quotes: zorkling\nprofile: {year_group: Y7}\n", ["1:9"], "list"),
    "quote without words": ("quotes: [{from: zork}]\nprofile: {year_group: Y7}\n", ["1:10"], "`words`"),
    "unknown assumption": ("assume: {zorkling: plugh}\nprofile: {year_group: Y7}\n", ["1:10"], "assumption"),
    "unknown value of an assumption": (
        "assume: {brent_knoll_need: zorkling}\nprofile: {year_group: Y7}\n",
        ["1:28"],
        "`brent_knoll_need`",
    ),
    "unknown assumption left open": ("open: [all, zorkling]\nprofile: {year_group: Y7}\n", ["1:13"], "assumption"),
    "unknown provision expected": ("profile: {year_group: Y7}\nexpect: {zorkling: meets}\n", ["2:10"], "provision"),
    "unknown outcome expected": (
        "profile: {year_group: Y7}\nexpect: {drumbeat: zorkling}\n",
        ["2:20"],
        "`meets`|meets",
    ),
    "everything wrong at once": (
        "assume: {zork: a}\nopen: [plugh]\nprofile: {xyzzy: Y7, year_group: thud}\nexpect: {quux: meets}\n",
        ["1:10", "2:8", "3:11", "3:34", "4:10"],
        "known",
    ),
    # --- what cannot be ------------------------------------------------------------------------------------------
    "need both primary and additional": (
        "primary_need: ASD\nadditional_needs: [ASD]\n",
        ["2:1"],
        "`primary_need` and `additional_needs`",
    ),
    "severe need with a moderate difficulty": (
        "primary_need: SLD\nlearning_difficulty: moderate\n",
        ["2:1"],
        "`primary_need` and `learning_difficulty`",
    ),
    "severe need among others with a mild difficulty": (
        "learning_difficulty: mild\nadditional_needs: [SLD]\n",
        ["2:1"],
        "`learning_difficulty` and `additional_needs`",
    ),
    "years below that the level rules out": (
        "year_group: Y1\nyears_below: 12\n",
        ["2:1"],
        "`year_group` and `years_below`",
    ),
    # --- what may identify someone -------------------------------------------------------------------------------
    "name as a key": ("forename: Zebedee\nyear_group: Y7\n", ["1:1"], "name"),
    "name of a child as a key": ("childName: Zebedee\nyear_group: Y7\n", ["1:1"], "name"),
    "name inside a key": ("zebedee_surname: x\nyear_group: Y7\n", ["1:1"], "name"),
    "name as a value": ("year_group: Zebedee Plugh\n", ["1:13"], "`year_group`"),
    "pupil number as a key": ("A123456789012: x\nyear_group: Y7\n", ["1:1"], "pupil number"),
    "pupil number as a value": ("year_group: H801200001001\n", ["1:13"], "pupil number"),
    "pupil number for the time being": ("year_group: h80120000100a\n", ["1:13"], "pupil number"),
    "key that asks for a pupil number": ("UPN: x\nyear_group: Y7\n", ["1:1"], "one person"),
    "NHS number as a key": ('"943 476 5919": x\nyear_group: Y7\n', ["1:1"], "NHS number"),
    "NHS number as a value": ("year_group: 943-476-5919\n", ["1:13"], "NHS number"),
    "NHS number as a whole number": ("year_group: 9434765919\n", ["1:13"], "NHS number"),
    "key that asks for an NHS number": ("nhsNumber: x\nyear_group: Y7\n", ["1:1"], "one person"),
    "postcode as a key": ("SE13 7RY: x\nyear_group: Y7\n", ["1:1"], "postcode"),
    "postcode as a value": ("year_group: se137ry\n", ["1:13"], "postcode"),
    "postcode inside a value": ("year_group: [Y7, near SW1A 1AA]\n", ["1:18"], "postcode"),
    "date of birth as a key": ("2012-05-06: x\nyear_group: Y7\n", ["1:1"], "date of birth"),
    "date of birth as a value": ("year_group: 06/05/2012\n", ["1:13"], "date of birth"),
    "date of birth in words and dots": ("year_group: born 6.5.12\n", ["1:13"], "date of birth"),
    "key that asks for a date of birth": ("dateOfBirth: x\nyear_group: Y7\n", ["1:1"], "date of birth"),
    "key that asks for a date of birth in three letters": ("DOB: x\nyear_group: Y7\n", ["1:1"], "date of birth"),
    "e-mail address as a key": ("zebedee@plugh.example: x\nyear_group: Y7\n", ["1:1"], "e-mail"),
    "e-mail address as a value": ("year_group: zebedee@plugh.example\n", ["1:13"], "e-mail"),
    "e-mail address in what it is about": (
        "about: from zebedee@plugh.example today\nprofile: {year_group: Y7}\n",
        ["1:8"],
        "e-mail",
    ),
    "phone number as a key": ('"020 8314 6000": x\nyear_group: Y7\n', ["1:1"], "phone number"),
    "phone number as a value": ('year_group: "07700 900123"\n', ["1:13"], "phone number"),
    "phone number from abroad": ("year_group: +44 7700 900123\n", ["1:13"], "phone number"),
    "address as a key": ("home_address: x\nyear_group: Y7\n", ["1:1"], "address"),
    "name deep inside": (FIRST + "working_level: {at_least: {zebedee_nickname: P8}}\n", ["2:28"], "name"),
    "identifying strings in several places": (
        "forename: Zebedee\nyear_group: H801200001001\npostcode: SE13 7RY\n",
        ["1:1", "2:13", "3:1", "3:11"],
        "name",
    ),
    # --- how it is written ---------------------------------------------------------------------------------------
    "duplicate key": (FIRST + "primary_need: ASD\nyear_group: Y8\n", ["3:1"], "twice"),
    "duplicate key in JSON": ('{"year_group": "Y7", "year_group": "Y8"}', ["1:22"], "twice"),
    "tab for indentation": ("profile:\n\tyear_group: Y7\n", ["2:1"], "tab"),
    "unclosed bracket": ("year_group: [Y7, Y8\nprimary_need: ASD\n", ["2:13"], "bracket|comma|colon"),
    "unclosed quote": ('year_group: "Y7\nprimary_need: ASD\n', ["3:1"], "quote"),
    "bracket too many": ("year_group: Y7]]\n}\n", ["2:1"], "bracket"),
    "colon missing": ("year_group Y7\nprimary_need: ASD\n", ["2:13"], "colon"),
    "indentation that does not fit": ("year_group: Y7\n  primary_need: ASD\n", ["2:15"], "indentation"),
    "merge key": ("<<: {zorkling: Y7}\nyear_group: Y7\n", ["1:1"], "known field"),
    "anchor": ("year_group: &zork Y7\n", ["1:13"], "anchor"),
    "alias": ("year_group: *zork\n", ["1:13"], "alias"),
    "tag": ("year_group: !zork Y7\n", ["1:13"], "tag"),
    "tag that names a Python object": ("year_group: !!python/object:zork.Plugh {}\n", ["1:13"], "tag"),
    "tag on a list": ("year_group: !!set [Y7]\n", ["1:13"], "tag"),
    "two documents": ("year_group: Y7\n---\nyear_group: Y8\n", ["2:1"], "second document"),
    "key that is a number": ("7: Y7\nyear_group: Y7\n", ["1:1"], "word"),
    "key that is true": ("true: Y7\nyear_group: Y7\n", ["1:1"], "word"),
    "key that is nothing": (": Y7\n", ["1:1"], "well-formed"),
    "key that is null": ("null: Y7\n", ["1:1"], "word"),
    "value that starts with @": ("year_group: @Y7\n", ["1:13"], "quotes"),
    "key that is a list": ("[zork, plugh]: Y7\n", ["1:1"], "word"),
    "key that is a mapping": ("? {zork: plugh}\n: Y7\n", ["1:3"], "word"),
    "huge integer": ("years_below: " + "1" * 400 + "\n", ["1:14"], "phone number|years"),
    "negative number": ("years_below: -999\n", ["1:14"], "years"),
    "not a number": ("years_below: .nan\n", ["1:14"], "years"),
    "infinite number": ("years_below: .inf\n", ["1:14"], "years"),
    "number past every float": ("years_below: 1e999\n", ["1:14"], "years"),
    "broken number": ("years_below: 4.5\n", ["1:14"], "years"),
    "number for a value": ("year_group: 7\n", ["1:13"], "`year_group`"),
    "truth for a value": ("year_group: true\n", ["1:13"], "`year_group`"),
    "yes for a value": ("year_group: yes\n", ["1:13"], "`year_group`"),
    "no for a value": ("primary_need: no\n", ["1:15"], "`primary_need`"),
    "null in a list": ("year_group: [Y7, null]\n", ["1:18"], "`year_group`"),
    "list inside a list": ("additional_needs: [[SEMH, ASD], SLD]\n", ["1:20"], "list"),
    "list for a level": ("working_level: {at_least: [p8]}\n", ["1:27"], "`working_level`"),
    "a list for a file": ("- year_group: Y7\n", ["1:1"], "fields and values"),
    "a word for a file": ("zorkling\n", ["1:1"], "fields and values"),
    "a number for a file": ("12\n", ["1:1"], "fields and values"),
    "escape past every character": ('year_group: "\\UFFFFFFFF"\n', ["1:16"], "escape"),
    "escape that is not one": ('year_group: "\\zork"\n', ["1:14"], "escape"),
    "escape of NUL": ('about: "\\0"\nprofile: {year_group: Y7}\n', ["1:8"], "escape"),
    "escape of a terminal command": ('about: "\\x1b[2J"\nprofile: {year_group: Y7}\n', ["1:8"], "escape"),
    "escape of half a character": ('{"year_group": "\\ud83d"}', ["1:19"], "escape"),
    "NUL": (b"year_group: Y7\0\n", ["1:15"], "character"),
    "terminal command": (b"year_group: \x1b[31mY7\n", ["1:13"], "character"),
    "binary": (bytes(range(256)) * 4, ["2:118"], "UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), ["1:1"], "UTF-8"),
    "an archive": (b"PK\x03\x04" + bytes(200), ["1:3"], "character"),
    "UTF-16": (FIRST.encode("utf-16"), ["1:1"], "UTF-8"),
    "UTF-16 without a mark": (FIRST.encode("utf-16-le"), ["1:2"], "UTF-8"),
    "UTF-32": (FIRST.encode("utf-32"), ["1:1"], "UTF-8"),
    "Latin-1": ("year_group: Y7\nabout: Zoë\n".encode("latin-1"), ["2:10"], "UTF-8"),
    "cut inside a character": ("about: Zoë".encode()[:-1], ["1:10"], "UTF-8"),
    "surrogate written as UTF-8": (b"year_group: \xed\xa0\x80\n", ["1:13"], "UTF-8"),
    "empty": (b"", [""], "empty"),
    "only a mark": (b"\xef\xbb\xbf", [""], "empty"),
    "only white space": (" \n\t\n\r\n", [""], "empty"),
    "only comments": ("# zorkling\n# plugh\n", [""], "empty"),
    "only a document mark": ("---\n", ["2:1"], "fields and values"),
    "more than the largest case": ("#" * (512 * 1024 + 1), [""], "512 kB"),
    "unknown keys without end": (
        "".join(f"zork{n}: x\n" for n in range(2_000)),
        ["1:1", *(f"{line}:1" for line in range(1, 20))],
        "known key",
    ),
    "unknown fields without end": (
        FIRST + "".join(f"zork{n}: x\n" for n in range(2_000)),
        [f"{line}:1" for line in range(2, 22)],
        "known field",
    ),
    "names without end": (
        "".join(f"zork{n}_surname: x\n" for n in range(2_000)),
        [f"{line}:1" for line in range(1, 21)],
        "name",
    ),
    "unknown values without end": ("year_group: [" + "zork, " * 5_000 + "]", ["1:13"], "list"),
    "needs without end": ("additional_needs: {includes: [" + "SLCN, " * 5_000 + "]}", ["1:30"], "list"),
    "a word of half a megabyte": ("year_group: " + "zork" * 130_000, ["1:13"], "`year_group`"),
    "a number of half a megabyte": ("year_group: " + "2012" * 130_000, ["1:13"], "phone number|`year_group`"),
    "lists 10 deep": (f"year_group: {'[' * 10}Y7{']' * 10}\n", ["1:14"], "`year_group`"),
    "mappings 10 deep": (f"year_group: {'{zork: ' * 10}Y7{'}' * 10}\n", ["1:14"], "bound"),
    "mappings 10 deep in lines": (
        "year_group:\n" + "".join(f"{' ' * depth} zork:\n" for depth in range(10)),
        ["2:2"],
        "bound",
    ),
    "lists 10 deep in a block": ("year_group:\n" + "- " * 10 + "Y7\n", ["2:3"], "`year_group`"),
    **{f"{name} as deep as they go": (text, [place], "deep") for name, (text, place) in NESTED.items()},
}

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


@settings(max_examples=3)
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


PLAIN = "year_group: Y7\nprimary_need: ASD\nadditional_needs: [SLCN]\nautism_main_barrier: yes\nworking_level: p8\n"
AS_JSON = {
    "year_group": "Y7",
    "primary_need": "ASD",
    "additional_needs": ["SLCN"],
    "autism_main_barrier": "yes",
    "working_level": "p8",
}
SPELLINGS = {
    "CRLF": PLAIN.replace("\n", "\r\n").encode(),
    "a mark before UTF-8": b"\xef\xbb\xbf" + PLAIN.encode(),
    "no line end at the end": PLAIN.strip().encode(),
    "comments": b"# a case\n" + PLAIN.replace("\n", "  # so it says\n").encode(),
    "a document mark": f"---\n{PLAIN}...\n".encode(),
    "an inner profile": f'language: "1"\nprofile:\n{"".join(f"  {line}" for line in PLAIN.splitlines(True))}'.encode(),
    "true for yes": PLAIN.replace("barrier: yes", "barrier: true").encode(),
    "a list of one": PLAIN.replace(": Y7", ": [Y7]").encode(),
    "a need by itself": PLAIN.replace("[SLCN]", "SLCN").encode(),
    "unknown": f"{PLAIN}autism_diagnosis: unknown\nehc_plan: null\nmainstream_share:\nfamily_agreement: ~\n".encode(),
    "JSON": json.dumps(AS_JSON).encode(),
    "JSON in lines": json.dumps(AS_JSON, indent=2).encode(),
    "JSON with tabs": json.dumps(AS_JSON, indent="\t").encode(),
    "JSON with tabs before values": json.dumps(AS_JSON, separators=(",\t", ":\t")).encode(),
    "JSON between tabs": b"\n\t" + json.dumps(AS_JSON).encode() + b"\n\t\n",
    "JSON with tabs and a mark": b"\xef\xbb\xbf\r\n\t"
    + json.dumps({"profile": AS_JSON}, indent="\t", separators=(",", ":\t")).encode(),
    "JSON with escapes": json.dumps(AS_JSON).replace("SLCN", "\\u0053LCN").encode(),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_case_may_be_spelled_in_several_ways(name: str) -> None:
    """The answer is the same to the last letter."""
    expected = run("check", "-", *AS_AT, "--json", typed=PLAIN.encode())
    assert expected.code == 0
    assert run("check", "-", *AS_AT, "--json", typed=SPELLINGS[name]) == expected


def test_a_character_that_json_escapes_in_two_halves_is_one_character() -> None:
    """Both halves together are text; the refusal of half a character is another test."""
    data = json.dumps({"about": "\U0001f600", "profile": {"year_group": "Y7"}}).encode()
    assert b"\\ud83d\\ude00" in data
    assert run("check", "-", *AS_AT, typed=data).code == 0


@pytest.mark.parametrize("text", ["\U0001f600\U0010ffff", "\\ud83d\\ude00", "\\\U00010000", "\\\\ud83d\U0001f600x"])
def test_what_json_escapes_is_read_as_the_json_library_reads_it(text: str) -> None:
    """Backslashes before what looks like an escape too."""
    assert plain(read_text(json.dumps({"about": text}), "case")) == {"about": text}


def test_included_needs_leave_the_others_unknown_and_none_included_leaves_all() -> None:
    """An empty list, by contrast, says that there is none."""

    def recorded(entry: str) -> object:
        said = run("check", "-", *AS_AT, "--json", typed=f"year_group: Y7\nadditional_needs: {entry}\n".encode())
        assert said.code == 0
        return json.loads(said.out)["profile"].get("additional_needs", "unknown")

    assert recorded("{includes: []}") == recorded("unknown")
    assert recorded("[]") == recorded("none") != recorded("unknown")
    assert recorded("{includes: [SLCN]}") not in (recorded("unknown"), recorded("[SLCN]"))


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 100 MB that starts as a case does."""
    path = tmp_path_factory.mktemp("big") / "case.yaml"
    with path.open("wb") as stream:
        stream.write(PLAIN.encode() + b"# " + b"x" * 1000)
        stream.truncate(100 * 1024 * 1024)
    return path


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder where the commands of this module keep the rules that they have read."""
    return str(tmp_path_factory.mktemp("kept"))


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)
HEAVY = {
    "an alias bomb": (BOMB, "aliases"),
    "lists nested deeply": (NESTED["lists in a line"][0], "deep"),
    "keys nested deeply": (NESTED["keys that are mappings"][0], "deep"),
    "more values than are read": ("year_group: [" + "Y7, " * 61_000 + "]", "60,000"),
    "half a megabyte of one word": ("year_group: " + "x" * 500_000, "`year_group`"),
    "half a megabyte of at signs": ("year_group: " + "a@" * 250_000, "`year_group`"),
    "half a megabyte of digits": ("year_group: " + "1 2(" * 125_000, "phone"),
}
LIMIT = 200


def bounded(said: Said, megabytes: float, began: float) -> None:
    """Asserts a refusal in one line, in bounded memory and within the time that a person waits."""
    assert (said.code, said.out, len(said.lines)) == (2, "", 1)
    assert "Traceback" not in said.err
    assert megabytes < LIMIT
    assert time.monotonic() - began < 60  # what is quadratic in half a megabyte takes many minutes


@pytest.mark.parametrize("typed", [False, True])
def test_a_file_of_100_megabytes_is_refused_in_bounded_memory(typed: bool, big: Path, kept: str) -> None:
    """No more of it is read than the largest case has."""
    began = time.monotonic()
    with big.open("rb") as stream:
        said, megabytes = apart_measured(
            "check", "-" if typed else str(big), stdin=stream if typed else None, ADMISSIONS_CACHE=kept
        )
    bounded(said, megabytes, began)
    assert "512 kB" in said.err


@pytest.mark.parametrize("name", HEAVY)
def test_what_would_take_much_memory_or_time_is_refused(name: str, tmp_path: Path, kept: str) -> None:
    """Each is within the largest size of a case."""
    case = tmp_path / "case.yaml"
    text, about = HEAVY[name]
    case.write_text(text)
    began = time.monotonic()
    said, megabytes = apart_measured("check", str(case), ADMISSIONS_CACHE=kept)
    bounded(said, megabytes, began)
    assert about in said.err


def test_a_rule_file_of_100_megabytes_is_refused_in_bounded_memory(big: Path, tmp_path: Path, kept: str) -> None:
    """A rule file has a largest size as a case has."""
    for name in ("authority", "assumptions"):
        (tmp_path / "lewisham").mkdir(exist_ok=True)
        (tmp_path / "lewisham" / f"{name}.yaml").write_bytes(
            (ROOT / "rules" / "lewisham" / f"{name}.yaml").read_bytes()
        )
    (tmp_path / "england").symlink_to(ROOT / "rules" / "england")
    (tmp_path / "lewisham" / "drumbeat.yaml").symlink_to(big)
    began = time.monotonic()
    bounded(*apart_measured("check", CASE, "--rules", str(tmp_path / "lewisham"), ADMISSIONS_CACHE=kept), began)


# --- rules ------------------------------------------------------------------------------------------------------------


def checked_with(tmp_path: Path, file: str, old: str, new: str) -> Said:
    """What is said of the small rule set with one file changed, or added where there is no old text."""
    shutil.copytree(BAD / "whole", tmp_path, dirs_exist_ok=True)
    path = tmp_path / "council" / file
    written = path.read_text(encoding="utf-8") if path.is_file() else ""
    assert old in written
    path.write_text(written.replace(old, new, 1) if old else new, encoding="utf-8")
    return run("rules", "check", str(tmp_path / "council"), *AS_AT)


DALE = (BAD / "whole" / "council" / "hill.yaml").read_text(encoding="utf-8").replace("hill", "dale")


@pytest.mark.parametrize(
    ("file", "written"),
    [("dale.yaml", "- provision: dale\n"), ("dale.yaml", 'language: "1"\nprovison: dale\n'), ("dale.yml", DALE)],
)
def test_a_file_of_the_rules_is_never_left_out_without_a_word(file: str, written: str, tmp_path: Path) -> None:
    """A school would be missing from every answer."""
    said = checked_with(tmp_path, file, "", written)
    assert said.code == 2
    assert said.err.startswith(f"council/{file}")


def copied(folder: Path) -> Path:
    """The small rule set, in a place where it can be changed."""
    shutil.copytree(ROOT / "tests" / "bad" / "whole", folder / "rules")
    return folder / "rules"


def test_a_pipe_among_the_rules_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    rules = copied(tmp_path)
    os.mkfifo(rules / "council" / "pipe.yaml")
    said = run("rules", "check", str(rules / "council"), *AS_AT)
    assert (said.code, said.out) == (2, "")
    assert said.lines[0].startswith("council/pipe.yaml: this file cannot be read; ")


@pytest.mark.parametrize("name", ["..", ".", "", "../shared", "x" * 300])
def test_the_shared_folder_is_one_beside_the_other(name: str, tmp_path: Path) -> None:
    rules = copied(tmp_path)
    path = rules / "council" / "authority.yaml"
    path.write_text(re.sub("(?m)^uses: .*$", f'uses: "{name}"', path.read_text(encoding="utf-8")), encoding="utf-8")
    said = run("rules", "check", str(rules / "council"), *AS_AT)
    assert (said.code, len(said.lines)) == (2, 1)
    assert "there is no such folder beside this one" in said.err


def test_a_folder_of_the_rules_that_cannot_be_listed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its schools would be gone without a word."""

    def walk(_: Path, onerror: Callable[[OSError], None]) -> Iterator[object]:
        onerror(PermissionError(13, "denied"))
        yield from ()

    rules = copied(tmp_path)
    monkeypatch.setattr(files.os, "walk", walk)
    said = run("rules", "check", str(rules / "council"), *AS_AT)
    assert (said.code, len(said.lines)) == (2, 1)
    assert "this cannot be read" in said.err


def test_a_path_that_is_too_long_is_refused(tmp_path: Path) -> None:
    said = run("check", CASE, "--rules", str(tmp_path / ("x" * 300)))
    assert (said.code, len(said.lines)) == (2, 1)
    assert "this cannot be read" in said.err


def test_rules_are_told_apart_by_which_folder_is_whose(tmp_path: Path) -> None:
    """The same files, with the other one as the authority's."""
    rules = copied(tmp_path)
    one = rule_files(rules / "council")
    other = RuleFiles(one.shared, one.authority, one.data)
    assert one.hash != other.hash


def test_a_month_is_one_of_twelve(tmp_path: Path) -> None:
    """A date of places is year and month."""
    said = checked_with(
        tmp_path, "hill.yaml", "versions:\n", 'places:\n  - {number: 9, from: "2026-13", source: page}\nversions:\n'
    )
    assert (said.code, len(said.lines)) == (2, 1)


def test_a_version_does_not_end_before_it_starts(tmp_path: Path) -> None:
    """A provision would not be known at any date."""
    said = checked_with(tmp_path, "vale.yaml", "from: unknown,", 'from: "2026-09-01", until: "2026-08-31",')
    assert (said.code, len(said.lines)) == (2, 1)


def test_one_run_tells_the_problems_of_every_file(tmp_path: Path) -> None:
    """At least those that can be seen without the other files."""
    shutil.copytree(BAD / "whole", tmp_path, dirs_exist_ok=True)
    shutil.copytree(BAD / "rules" / "several_errors", tmp_path, dirs_exist_ok=True)
    said = run("rules", "check", str(tmp_path / "council"), *AS_AT)
    for file in ("council/assumptions.yaml", "council/hill.yaml", "shared/crosswalk.yaml"):
        assert file in said.err


def test_rules_in_a_file_whose_name_is_no_text_are_read_or_refused(tmp_path: Path) -> None:
    """As a name from another system may be."""
    shutil.copytree(BAD / "whole", tmp_path, dirs_exist_ok=True)
    (tmp_path / "council" / "h\udcefgel.yaml").write_text(DALE, encoding="utf-8")
    assert run("overlaps", "--rules", str(tmp_path / "council"), *AS_AT).code in (0, 2)
