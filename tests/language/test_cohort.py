"""A cohort is read row by row: a profile a row as a case would have it, or what is wrong, which repeats nothing."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.errors import Problem, Refused
from admissions.model.needs import Kind
from admissions.model.profiles import Profile
from admissions.questions.rulebook import Rulebook
from admissions.testing import PartialProfile, partial_profiles
from admissions.text.cohort import CohortRow, profiles_of, read_cohort
from admissions.text.profiles import MAX_PROBLEMS, read_profile
from admissions.text.tree import read_text
from tests.drawn import drawn
from tests.test_casebook import rulebook


def rows(text: str | bytes, book: Rulebook) -> list[CohortRow]:
    """Every row of a cohort."""
    data = text if isinstance(text, bytes) else text.encode()
    return list(read_cohort(io.BytesIO(data), "cohort.csv", book.rules))


def case(text: str, book: Rulebook) -> Profile:
    """The profile of a case with this text."""
    return read_profile(read_text(text, "case"), book.rules)


CELLS = {
    "a value": ("year_group\nY7\n", "year_group: Y7"),
    "alternatives": ("year_group\nY7;Y8\n", "year_group: [Y7, Y8]"),
    "alternatives with spaces": ("year_group\n Y7 ; Y8 \n", "year_group: [Y7, Y8]"),
    "every value of a several-field": ("additional_needs\nSLCN;HI\n", "additional_needs: [SLCN, HI]"),
    "one value of a several-field": ("additional_needs\nSLCN\n", "additional_needs: [SLCN]"),
    "none recorded": ("additional_needs\nnone\n", "additional_needs: none"),
    "none as a value": ("ehc_plan\nnone\n", "ehc_plan: none"),
    "some known": ('additional_needs\n"{includes: [HI, SLCN]}"\n', "additional_needs: {includes: [HI, SLCN]}"),
    "a level of a scale": ("working_level\np_levels: P8\n", "working_level: {p_levels: P8}"),
    "levels of a scale": (
        "working_level\np_levels: P7;p_levels: P8\n",
        "working_level: [{p_levels: P7}, {p_levels: P8}]",
    ),
    "a range": ('working_level\n"{at_least: p8, at_most: y2}"\n', "working_level: {at_least: p8, at_most: y2}"),
    "a derived value": ("years_below\n4\n", "years_below: 4"),
    "a flag": ("spiky_profile,year_group\nno,Y7\n", "{spiky_profile: no, year_group: Y7}"),
    "unknown cells": ("spiky_profile,year_group,ehc_plan\n,Y7,unknown\n", "{year_group: Y7}"),
    "a mark": (b"\xef\xbb\xbfyear_group\r\nY7\r\n", "year_group: Y7"),
    "quotation marks": ('"year_group","primary_need"\r\n"Y7","ASD"', "{year_group: Y7, primary_need: ASD}"),
    "spaces in the header": (" year_group , primary_need\nY7,ASD\n", "{year_group: Y7, primary_need: ASD}"),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_says_what_a_case_says(name: str, book: Rulebook) -> None:
    text, written = CELLS[name]
    (row,) = rows(text, book)
    assert (row.number, row.problems) == (2, ())
    assert row.profile == case(written, book)


@settings(max_examples=drawn(25))
@given(st.data())
def test_a_profile_written_as_a_row_is_read_as_the_case(data: st.DataObject) -> None:
    """Whatever a case may say of each field."""
    book = rulebook()
    profile: PartialProfile = data.draw(partial_profiles(book))
    (row,) = rows(as_csv([profile], book), book)
    assert row.problems == ()
    assert row.profile is not None
    assert row.profile.by_field == profile.by_field


def as_csv(profiles: list[PartialProfile], book: Rulebook) -> str:
    """Profiles as somebody would write them in a spreadsheet."""
    fields = [need.id for need in book.rules.needs.fields]

    def cell(value: object) -> str:
        if isinstance(value, list):
            return ";".join(str(one) for one in value)
        return '"' + json.dumps(value).replace('"', '""') + '"' if isinstance(value, dict) else str(value)

    lines = [",".join(fields)]
    lines += [",".join(cell(one.written.get(field, "unknown")) for field in fields) for one in profiles]
    return "\n".join(lines) + "\n"


def test_rows_of_nothing_are_left_out_and_the_others_keep_their_numbers(book: Rulebook) -> None:
    found = rows("year_group,ehc_plan\nY7,\n\n , \nunknown,\nY8,\n", book)
    assert [row.number for row in found] == [2, 5, 6]
    assert found[1].profile == Profile()


def test_rows_are_read_one_after_the_other(book: Rulebook) -> None:
    """So that a cohort without end can be counted up to any row, and what is broken later is met later."""

    class Endless(io.RawIOBase):
        taken = 0

        def readline(self, _: int | None = -1, /) -> bytes:
            self.taken += 1
            return b"year_group\n" if self.taken == 1 else b"Y7\n"

    stream = Endless()
    found = read_cohort(stream, "cohort.csv", book.rules)  # type: ignore[arg-type]
    for _ in range(1_000):
        assert next(found).profile == case("year_group: Y7", book)
    assert stream.taken <= 1_002


def test_a_place_in_a_row_is_that_of_the_cell(book: Rulebook) -> None:
    (row,) = rows("year_group,primary_need\nY7,ASD\n", book)
    assert row.profile is not None
    assert [(one.at.file, one.at.line, one.at.column) for one in row.profile.entries] == [
        ("cohort.csv", 2, 1),
        ("cohort.csv", 2, 2),
    ]


def test_a_value_may_be_called_by_its_label_in_any_case_and_beside_others(book: Rulebook) -> None:
    for need in book.rules.needs.fields:
        labels = [value.label for value in need.values]
        for value in need.values:
            if need.kind is Kind.FLAG or not need.axes or labels.count(value.label) > 1:
                continue
            cells = [value.id, value.label, value.label.upper(), f"{value.label} ; {need.ids[0]}"]
            header = f"{need.id}\n"
            found = [rows(header + f'"{cell}"\n', book)[0] for cell in cells]
            assert [one.problems for one in found[:3]] == [()] * 3, (need.id, value.label)
            first, second, third = (one.profile.by_field for one in found[:3] if one.profile is not None)
            assert first == second == third
            if need.ids[0] != value.id and need.ids[0] != "none":
                assert found[3].profile == rows(header + f'"{value.id};{need.ids[0]}"\n', book)[0].profile


# --- what is wrong ---------------------------------------------------------------------------------------------------

FIRST = "year_group,working_level,additional_needs\n"
WRONG = {
    "unknown value": ("zork,,\n", ["2:1"], "`year_group`"),
    "unknown values of two columns": ("zork,plugh,\n", ["2:1", "2:2"], "`working_level`"),
    "unknown value in a list": ("Y7;zork,,\n", ["2:1"], "`year_group`"),
    "unknown in a list": ("Y7;unknown,,\n", ["2:1"], "`year_group`"),
    "a value almost known": (",,slcm\n", ["2:3"], "did you mean `SLCN`"),
    "none among others": (",,none;SLCN\n", ["2:3"], "`none` stands alone"),
    "nothing between": ("Y7;;Y8,,\n", ["2:1"], "a value is missing"),
    "nothing at the end": ("Y7;,,\n", ["2:1"], "a value is missing"),
    "unknown term of a scale": (",p_levels: P99,\n", ["2:2"], "known"),
    "unknown scale": (",zorks: P8,\n", ["2:2"], "known"),
    "broken brackets": ('Y7,"{at_least: [p8",\n', ["2:2"], "not well-formed"),
    "a comment": ("Y7 # zork plugh,,\n", ["2:1"], "after #"),
    "a character that text does not hold": ("Y7\x07,,\n", ["2:1"], "character"),
    "more cells": ("Y7,p8,SLCN,HI\n", ["2:4"], "more cells"),
    "fewer cells": ("Y7,p8\n", ["2:2"], "fewer cells"),
    "a list without end": ("Y7;" * 200 + "Y7,,\n", ["2:1"], "longer than 100"),
    "a name": ("Zebedee Plugh,,\n", ["2:1"], "`year_group`"),
    "a date of birth": ("06/05/2012,,\n", ["2:1"], "date of birth"),
    "a pupil number": (",,H801200001001\n", ["2:3"], "pupil number"),
    "a postcode": ("Y7,se13 7ry,\n", ["2:2"], "postcode"),
    "an e-mail address": ("Y7,,zebedee@plugh.example\n", ["2:3"], "e-mail"),
    "an identifier in a list": ("Y7,,SLCN;943 476 5919\n", ["2:3"], "NHS number"),
}
SAID = {"value", "values", "name", "none", "unknown", "after", "stands", "column", "field", "list", "number", "address"}


def repeats(problem: Problem, given: str, book: Rulebook) -> set[str]:
    """The words of what was given that a message repeats, but those of the rules."""
    rules = book.rules
    known = {*rules.needs.by_id, *rules.scale, *SAID}
    known |= {value for need in rules.needs.fields for value in need.ids}
    words = {word for word in given.replace(";", " ").replace(",", " ").split() if len(word) > 3}
    return {word for word in words - known if word.lower() in f"{problem.what} {problem.remedy}".lower()}


@pytest.mark.parametrize("name", WRONG)
def test_a_row_that_cannot_be_read_says_where_and_why_and_the_next_one_is_read(name: str, book: Rulebook) -> None:
    written, places, about = WRONG[name]
    wrong, right = rows(f"{FIRST}{written}Y8,,\n", book)
    assert wrong.profile is None
    assert [str(problem.place) for problem in wrong.problems] == [f"cohort.csv:{place}" for place in places]
    assert about in " ".join(str(problem) for problem in wrong.problems)
    assert all(problem.what and problem.remedy for problem in wrong.problems)
    assert not any(repeats(problem, written, book) for problem in wrong.problems)
    assert (right.number, right.profile) == (3, case("year_group: Y8", book))


HEADERS = {
    "nearest field": ("year_grup\nY7\n", ["1:1"], "did you mean `year_group`"),
    "no such field": ("year_group,zorkling\nY7,x\n", ["1:2"], "`admissions needs` lists the fields"),
    "twice": ("year_group,year_group\nY7,Y8\n", ["1:2"], "a second column"),
    "no name": ("year_group,,ehc_plan\nY7,,\n", ["1:2"], "no name"),
    "a name": ("childName,year_group\nZebedee,Y7\n", ["1:1"], "this column asks for a name"),
    "a date of birth": ("year_group,DOB\nY7,x\n", ["1:2"], "a date of birth"),
    "an UPN": ("upn,year_group\nx,Y7\n", ["1:1"], "stands for one person"),
    "no header": ("H801200001001,Y7\nH801200001002,Y8\n", ["1:1", "1:2"], "unique pupil number"),
    "nothing": ("", [""], "no header"),
    "an empty first row": ("\nyear_group\nY7\n", [""], "no header"),
    "semicolons": ("year_group;ehc_plan\nY7;none\n", ["1:1"], "not parted by commas"),
    "tabs": ("year_group\tehc_plan\nY7\tnone\n", ["1:1"], "not parted by commas"),
    "UTF-16": ("year_group\nY7\n".encode("utf-16"), ["1:1"], "not UTF-8"),
    "a workbook": (b"PK\x03\x04" + bytes(range(128, 256)), ["1:1"], "not UTF-8"),
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_that_cannot_be_used_is_refused(name: str, book: Rulebook) -> None:
    written, places, about = HEADERS[name]
    with pytest.raises(Refused) as refused:
        rows(written, book)
    found = refused.value.problems
    assert [str(one.place) for one in found] == [f"cohort.csv:{place}".removesuffix(":") for place in places]
    assert about in str(refused.value)
    given = written if isinstance(written, str) else ""
    assert not any(repeats(problem, given, book) for problem in found)


@pytest.mark.parametrize(
    ("later", "about"),
    [
        (b"Y7,\xe9\n", "cohort.csv:3:1: this is not UTF-8 text"),
        (b'Y7,"Z\n' + b"Y8,\n", "cohort.csv:3:1: from this row on this is not well-formed CSV"),
        (b'Y7,"Z"ebedee\n', "cohort.csv:3:1: from this row on this is not well-formed CSV"),
        (b"Y7," + b"Z" * 600_000, "cohort.csv:3:1: a line is longer than 512 kB"),
    ],
)
def test_what_is_no_csv_is_refused_where_it_is_met(later: bytes, about: str, book: Rulebook) -> None:
    found = read_cohort(io.BytesIO(b"year_group,ehc_plan\nY7,\n" + later), "cohort.csv", book.rules)
    assert next(found).profile == case("year_group: Y7", book)
    with pytest.raises(Refused) as refused:
        list(found)
    assert str(refused.value).startswith(about)
    assert "ebedee" not in str(refused.value)


def test_a_stream_that_cannot_be_read_is_refused(book: Rulebook) -> None:
    class Broken(io.RawIOBase):
        def readline(self, _: int | None = -1, /) -> bytes:
            raise OSError

    with pytest.raises(Refused, match="cannot be read"):
        list(read_cohort(Broken(), "cohort.csv", book.rules))  # type: ignore[arg-type]


def test_the_problems_of_all_rows_are_told_after_the_last_profile(book: Rulebook) -> None:
    def told(text: str) -> Iterator[Profile]:
        return profiles_of(read_cohort(io.BytesIO(text.encode()), "cohort.csv", book.rules))

    found = told("year_group\nzork\nY7\nplugh\n")
    assert next(found) == case("year_group: Y7", book)
    with pytest.raises(Refused) as refused:
        next(found)
    assert [str(one.place) for one in refused.value.problems] == ["cohort.csv:2:1", "cohort.csv:4:1"]
    with pytest.raises(Refused) as refused:
        list(told("year_group\n" + "zork\n" * 1_000))
    assert len(refused.value.problems) == MAX_PROBLEMS
    assert refused.value.first_only
    assert len(list(told("year_group\nY7\nY8\n"))) == 2


@settings(max_examples=drawn(150))
@given(st.lists(st.text(alphabet='Y7,;"\n\r{}[]:#& noneASD', max_size=30), max_size=4), st.booleans())
def test_whatever_stands_in_a_cohort_is_read_or_refused(lines: list[str], quoted: bool) -> None:
    cells = [f'"{line.replace(chr(34), chr(34) * 2)}"' if quoted else line for line in lines]
    try:
        found = rows("year_group\n" + "\n".join(cells), rulebook())
    except Refused:
        return
    assert all((row.profile is None) == bool(row.problems) for row in found)
