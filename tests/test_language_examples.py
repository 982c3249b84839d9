"""The worked examples of docs/language.md: each is read, says what the page says, and comes out as the page says.

The blocks of the page make one rule set: an example of a criterion is a school of its own, and what the page shows of
needs, scales and assumptions is added to what is shared for England.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

import pytest

from admissions import service
from admissions.errors import Refused
from admissions.model.casework import FactKind
from admissions.model.conditions import AllOf, Surface
from admissions.model.needs import Difference, Either, Grouping, Kind
from admissions.model.outcomes import Outcome, ProvisionStatus
from admissions.questions.check import Checker
from admissions.questions.population import at_most
from admissions.questions.reasons import parts_in
from admissions.questions.rulebook import Rulebook
from admissions.reports.rules import provision_text
from admissions.reports.rules_screen import provision_screen
from admissions.service import Asked
from admissions.text import cases, casework_shapes, population_shapes, provision_shapes, shapes
from admissions.text.aims import AimsFile
from admissions.text.cases import read_case
from admissions.text.checking import shaped
from admissions.text.conditions import COUNT_WORDS, OPERATORS
from admissions.text.field_tests import BOUNDS, NONE_WORDS
from admissions.text.files import RuleFiles
from admissions.text.kinds import FILES
from admissions.text.profiles import INCLUDES, UNKNOWN, read_profile
from admissions.text.provisions import STRENGTHS, WORDS_ONLY
from admissions.text.rules import RuleReader
from admissions.text.shapes import Shape
from admissions.text.tree import plain, read_bytes, read_text
from admissions.words.population import say_at_most
from tests.conftest import AS_AT

TOP = Path(__file__).resolve().parent.parent
PAGE = (TOP / "docs" / "language.md").read_text(encoding="utf-8")
ENGLAND = TOP / "rules" / "england"

COUNTS = "population/hillshire.yaml"

ANSWERS = {
    "meets": Outcome.MEETS,
    "not ruled out": Outcome.NOT_RULED_OUT,
    "discretion": Outcome.DISCRETION,
    "does not meet": Outcome.DOES_NOT_MEET,
}
CANNOT_BE = "cannot be"
RARE = "may be, is unusual, and no example shows it"

WHOLE: dict[str, type[Shape]] = {
    "provision": provision_shapes.ProvisionFile,
    "rules": casework_shapes.CaseworkFile,
    "authority": shapes.AuthorityFile,
    "advice": shapes.AdviceFile,
    "aims": AimsFile,
    "scales": shapes.CrosswalkFile,
    "counts": population_shapes.PopulationFile,
    "assumptions": shapes.AssumptionsFile,
    "fields": shapes.NeedsFile,
    "possible": shapes.NeedsFile,
}
"""What a block is, by a key that tells; a scale may stand with assumptions, and a provision is told first."""


@dataclass(frozen=True)
class Row:
    """One row of a table: the profile, the options that it is asked with, and the answer."""

    profile: str
    options: tuple[str, ...]
    answer: str


@dataclass(frozen=True)
class Example:
    """Blocks that mean the same, with what `rules show` prints for each and the table below them."""

    heading: str
    blocks: tuple[str, ...]
    reads_as: str
    rows: tuple[Row, ...]


def examples() -> Iterator[Example]:
    """Every block of the page, with the table that follows it before another heading."""
    heading, blocks, reads_as = "", [], ""
    parts = re.finditer(
        r"^#+ (?P<heading>[^\n]+)$"
        r"|^```yaml\n(?P<block>.*?)^```$"
        r"|^Reads as: (?P<reads_as>.*?)(?=\n\n)"
        r"|^\| profile \| answer \|\n\| --- \| --- \|\n(?P<table>(?:\|[^\n]*\n?)+)",
        PAGE,
        re.MULTILINE | re.DOTALL,
    )
    for part in parts:
        match part.lastgroup:
            case "block":
                blocks.append(part["block"])
            case "reads_as":
                reads_as = " ".join(part["reads_as"].split())
            case _:
                rows = tuple(_row(line) for line in (part["table"] or "").splitlines())
                if blocks:
                    yield Example(heading, tuple(blocks), reads_as, rows)
                heading, blocks, reads_as = part["heading"] or heading, [], ""
    if blocks:
        yield Example(heading, tuple(blocks), reads_as, ())


def _row(line: str) -> Row:
    profile, answer = (cell.strip() for cell in line.strip("|").split("|"))
    said, *options = re.findall(r"`([^`]+)`", profile)
    return Row(said if said.startswith("{") else f"{{{said}}}", tuple(options), answer)


def value_of(block: str) -> Any:
    """A block as dicts and lists."""
    return plain(read_text(block, "language.md"))


def whole(block: str) -> type[Shape] | None:
    """The shape of a block that is a file, or the head of one; None for a criterion, a version or a case."""
    return next((shape for key, shape in WHOLE.items() if key in value_of(block)), None)


def is_criterion(block: str) -> bool:
    """Whether a block is a criterion, or criteria with what is not recorded."""
    return whole(block) is None and "case" not in value_of(block)


EXAMPLES = tuple(examples())
BLOCKS = tuple(block for example in EXAMPLES for block in example.blocks)
CRITERIA = tuple(dict.fromkeys(filter(is_criterion, BLOCKS)))
CASES = tuple(block for block in BLOCKS if "case" in value_of(block))


def school(block: str) -> str:
    """The id of the school that has the criterion of this block."""
    return f"example_{CRITERIA.index(block) + 1}"


def as_provision(block: str) -> dict[str, Any]:
    """A school whose only criterion, or whose only version, is this block."""
    value = value_of(block)
    if "criteria" not in value:
        value = {"criteria": [{"id": "shown", "wording": "Words.", "source": "page", **value}]}
    version = {"in_force": {"from": "unknown", "seen": [AS_AT.isoformat()]}, "status": "published", "source": "page"}
    return {
        "language": "1",
        "provision": school(block),
        "name": "An example",
        "kind": "special_school",
        "sources": {"page": {"title": "The language page"}},
        "versions": [version | value],
    }


@cache
def files() -> dict[str, Any]:
    """Everything on the page as the files of one rule set."""
    own, shared = "own", "shared"
    found: dict[str, Any] = {
        f"{shared}/{path.name}": plain(read_bytes(path.read_bytes(), path.name))
        for path in (ENGLAND / "needs.yaml", ENGLAND / "crosswalk.yaml")
    }
    names = {
        shapes.AuthorityFile: f"{own}/authority.yaml",
        shapes.AdviceFile: f"{shared}/advice.yaml",
        shapes.CrosswalkFile: f"{shared}/crosswalk.yaml",
        shapes.AssumptionsFile: f"{own}/assumptions.yaml",
        shapes.NeedsFile: f"{shared}/needs.yaml",
        casework_shapes.CaseworkFile: f"{own}/casework.yaml",
        population_shapes.PopulationFile: COUNTS,
        AimsFile: f"{own}/aims.yaml",
    }
    for block in BLOCKS:
        shape, value = whole(block), value_of(block)
        if shape is provision_shapes.ProvisionFile:
            found[f"{own}/{value['provision']}.yaml"] = value
        elif shape is not None:
            found[names[shape]] = merged(found.get(names[shape], {}), value)
    for block in CRITERIA:
        found[f"{own}/{school(block)}.yaml"] = as_provision(block)
    found[f"{own}/assumptions.yaml"]["language"] = "1"
    return found


@cache
def book() -> Rulebook:
    """One rule set of everything on the page."""
    data = {name: json.dumps(value).encode() for name, value in files().items()}
    return Rulebook(RuleReader(RuleFiles("own", "shared", data, COUNTS), AS_AT).read())


def merged(one: dict[str, Any], two: dict[str, Any]) -> dict[str, Any]:
    """Two files of one kind as one: lists and mappings are joined."""
    found = dict(one)
    for key, value in two.items():
        known = found.get(key)
        found[key] = known + value if isinstance(known, list) else known | value if isinstance(known, dict) else value
    return found


def test_the_page_has_an_example_below_every_heading() -> None:
    """So a section that lost its box, or a box that the pattern above does not see, is noticed."""
    headings = re.findall(r"^### (.+)$", PAGE, re.MULTILINE)
    assert {*headings} <= {example.heading for example in EXAMPLES}
    assert PAGE.count("```yaml") == len(BLOCKS)
    assert PAGE.count("Reads as: ") == sum(bool(example.reads_as) for example in EXAMPLES)
    dated = re.findall(r"^\| `(?:in_force`|\{from: )", PAGE, re.MULTILINE)
    listed = len(STRENGTHS) + len(FactKind) + len(FOLLOWS) + len(dated)
    assert len(re.findall(r"^\| [`{]", PAGE, re.MULTILINE)) - listed == sum(len(one.rows) for one in EXAMPLES)


PUT = [
    pytest.param(example, block, row, id=f"{example.heading}-{row.profile}{' '.join(row.options)}")
    for example in EXAMPLES
    for block in (*filter(is_criterion, example.blocks),) or ("",)
    for row in example.rows
]


@pytest.mark.parametrize(("example", "block", "row"), PUT)
def test_a_profile_comes_out_as_the_table_says(example: Example, block: str, row: Row) -> None:
    rules = book().rules
    profile = read_profile(read_text(row.profile, example.heading), rules)
    assume = dict(option.removeprefix("--assume ").split("=") for option in row.options if "=" in option)
    leave_open = [option.removeprefix("--open ") for option in row.options if option.startswith("--open ")]
    settings = book().settings(assume, leave_open)
    checker = Checker(book(), settings, [book().by_id[school(block)]] if block else ())
    if row.answer == CANNOT_BE:
        with pytest.raises(Refused):
            checker.check(profile)
    elif row.answer == RARE:
        children = book().region(AllOf(tuple(entry.condition for entry in profile.entries)))
        assert children & book().possible
        assert not children & book().plausible
        assert checker.unusual(checker.walker(checker.situate(profile)[0]))
    else:
        words = row.answer.removeprefix("cannot tell: ").split(" or ")
        (found,) = checker.check(profile).provisions
        assert {*found.outcomes} == {ANSWERS[word] for word in words}
        assert row.answer.startswith("cannot tell: ") == (len(found.outcomes) > 1)


@pytest.mark.parametrize(
    ("reads_as", "block"),
    [(one.reads_as, block) for one in EXAMPLES if one.reads_as for block in one.blocks if is_criterion(block)],
)
def test_a_box_reads_as_the_page_says(reads_as: str, block: str) -> None:
    """What `rules show` prints of the criterion besides its published words."""
    shown = provision_text(book().rules, book().rules.by_id[school(block)])
    lines = [line.text.strip() for line in provision_screen(shown, 100_000)]
    read = [line for line in lines if line.startswith(("Needs:", "Not where ", "- ", "At the panel's discretion"))]
    assert " ".join(read) == reads_as


@pytest.mark.parametrize("example", [one for one in EXAMPLES if len([*filter(is_criterion, one.blocks)]) > 1])
def test_boxes_above_one_table_mean_the_same(example: Example) -> None:
    schools = [book().by_id[school(block)] for block in filter(is_criterion, example.blocks)]
    assert all(one.outcomes == schools[0].outcomes for one in schools)


@pytest.mark.parametrize("block", CASES)
def test_a_case_of_the_page_comes_out_as_it_expects(block: str) -> None:
    case = read_case(read_text(block, "language.md"), book().rules)
    settings = book().settings(case.assume, case.leave_open)
    answer = Checker(book(), settings, [book().by_id[name] for name in case.expect]).check(case.profile)
    assert {one.read.id: one.outcomes for one in answer.provisions} == case.expect
    asked = Asked(case.asked_about, case.assume, case.leave_open, unverified=True)
    report = service.check(book(), case.profile, asked, case.review)
    assert {finding.id: finding.about for finding in report.findings} == case.findings
    assert report.asked_about == case.asked_about
    for words, provision in case.quotes:
        assert words in [one.wording for one in book().rules.by_id[provision].version.criteria]


def test_what_the_page_says_holds_between_two_days_is_in_force_then_only() -> None:
    def questions(on: dt.date) -> set[str]:
        data = {name: json.dumps(value).encode() for name, value in files().items()}
        return {one.id for one in RuleReader(RuleFiles("own", "shared", data), on).read().assumptions}

    assert "hill_nursery" in questions(dt.date(2025, 8, 31))
    assert "hill_nursery" not in questions(dt.date(2025, 9, 1))


def test_what_is_shown_of_a_part_is_read() -> None:
    (nest,) = (part for read in book().provisions for part in read.parts)
    assert nest.part.places is not None
    assert (nest.part.name, nest.part.places.number) == ("The Nest", 10)


FOLLOWING = re.compile(r"^\| profile \| what follows \|\n\| --- \| --- \|\n((?:\|[^\n]*\n)+)", re.MULTILINE)
FOLLOWS = [_row(line) for table in FOLLOWING.findall(PAGE) for line in table.splitlines()]


@pytest.mark.parametrize("row", FOLLOWS, ids=lambda row: row.answer)
def test_what_follows_is_what_the_table_says(row: Row) -> None:
    profile = read_profile(read_text(row.profile, "language.md"), book().rules)
    said = [finding.text for finding in service.check(book(), profile, Asked(unverified=True)).findings]
    assert row.answer in said


def test_every_rule_and_every_kind_of_fact_has_an_example_of_what_follows() -> None:
    rules = book().rules.casework.rules
    at_review = {"review_late", "reviewed_before"}
    assert len(FOLLOWS) == len([rule for rule in rules if rule.id not in at_review])
    found = [read_case(read_text(block, "language.md"), book().rules) for block in CASES]
    assert at_review <= {name for case in found if case.review is not None for name in case.findings or ()}
    assert {pattern.kind for rule in rules for pattern in rule.patterns} == set(FactKind)
    assert {f"`{kind}`" for kind in FactKind} <= {*re.findall(r"^\| (`[a-z_]+`) \|", PAGE, re.MULTILINE)}


def test_the_counts_that_are_shown_bound_what_a_region_touches() -> None:
    bound = at_most(book(), book().space.where({"year_group": ("Y2",), "primary_need": ("SLD", "HI")}))
    assert bound is not None
    assert bound.plans == 2 + 2 + 2  # of the severe, of the hearing impaired, and those of whom no need is recorded
    assert say_at_most(bound, book().rules.needs).startswith("at most 6 of Hillshire's plans (January 2025)")


def test_what_is_shown_of_a_provision_is_read() -> None:
    hill = book().rules.by_id["hill"]
    assert (hill.name, hill.ages, hill.version.ranking) == (
        "Hill School",
        "4 to 11",
        "A panel decides by highest need.",
    )
    assert [one.number for one in hill.places] == [36, 40]
    assert book().rules.name == "Hillshire County Council"


# --- nothing of the language is missing from the page ----------------------------------------------------------------


def words_in(value: Any) -> Iterator[str]:
    """Every key and every value of a block."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from words_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words_in(inner)
    else:
        yield str(value)


USED = {
    *(word for block in BLOCKS for word in words_in(value_of(block))),
    *(word for one in EXAMPLES for row in one.rows for word in words_in(value_of(row.profile))),
}
WORDS = (
    *OPERATORS,
    *BOUNDS,
    *COUNT_WORDS,
    *NONE_WORDS,
    *STRENGTHS,
    WORDS_ONLY,
    INCLUDES,
    UNKNOWN,
    "always",
    "never",
    *Kind,
    *cases.KEYS,
    *cases.QUOTE_KEYS,
)


@pytest.mark.parametrize("word", dict.fromkeys(WORDS))
def test_every_word_of_the_language_is_in_an_example(word: str) -> None:
    assert word in USED


@pytest.mark.parametrize("words", [OPERATORS, COUNT_WORDS, NONE_WORDS], ids=["operators", "counts", "none"])
def test_a_word_is_in_an_example_as_what_it_is(words: tuple[str, ...]) -> None:
    """Since `all` is an operator, a count and a name, and `none` a value of many fields."""
    conditions = [value_of(block) for block in CRITERIA]
    if words is OPERATORS:
        found = {key for one in conditions for key in keys_in(one)}
    elif words is COUNT_WORDS:
        counts = [value for one in conditions for key, value in items_in(one) if key in ("count", "hill_signs")]
        found = {str(word) for count in counts for word in (count.values() if isinstance(count, dict) else [count])}
    else:
        found = {str(value) for one in conditions for key, value in items_in(one) if key == "additional_needs"}
    assert {*words} <= found


def items_in(value: Any) -> Iterator[tuple[str, Any]]:
    """Every key with its value, at any depth."""
    if isinstance(value, dict):
        yield from value.items()
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from items_in(inner)


def keys_in(value: Any) -> Iterator[str]:
    """Every key, at any depth."""
    return (key for key, _ in items_in(value))


def test_every_kind_of_condition_has_an_example() -> None:
    criteria = [one for read in book().provisions for one in read.provision.version.criteria]
    written = [condition for one in criteria for condition in (one.condition, one.waiver) if condition is not None]
    assert {type(part) for condition in written for part in parts_in(condition)} == set(Surface.__args__)
    shown = {need.id for block in BLOCKS for need in book().rules.needs.fields if need.id in USED and "kind" in block}
    derived = {type(book().rules.needs[name].derived) for name in shown}
    assert {Difference, Either, Grouping} <= derived


def test_every_status_and_outcome_is_named_on_the_page() -> None:
    for word in (*ProvisionStatus, *Outcome, *get_args(shapes.SourceShape.model_fields["confidence"].annotation)):
        assert f"`{word}`" in PAGE


def keys_of(shape: Any) -> Iterator[str]:
    """Every key that a file of this shape may have, at any depth."""
    for name, field in shape.model_fields.items():
        yield f"{owner(shape, name)}.{field.alias or name}"
        for inner in shapes_in(field.annotation):
            yield from keys_of(inner)


def owner(shape: Any, name: str) -> str:
    """The shape that a key is described with: dates are the same wherever they stand."""
    return "Dated" if name in shapes.Dated.model_fields and issubclass(shape, shapes.Dated) else shape.__name__


def shapes_in(annotation: Any) -> Iterator[Any]:
    """The shapes that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        yield annotation
    elif get_origin(annotation) is not Literal:
        for option in get_args(annotation):
            yield from shapes_in(option)


def used_keys(shape: Any, value: Any) -> Iterator[str]:
    """Every key that ``value`` uses of a shape."""
    for name, field in shape.model_fields.items():
        key = field.alias or name
        if isinstance(value, dict) and key in value:
            yield f"{owner(shape, name)}.{key}"
            found = value[key]
            for inner in shapes_in(field.annotation):
                for item in found if isinstance(found, list) else found.values() if _is_table(field) else [found]:
                    yield from used_keys(inner, item)


def _is_table(field: Any) -> bool:
    options = get_args(field.annotation) if get_origin(field.annotation) is Union else [field.annotation]
    return any(get_origin(option) is dict for option in options)


def shape_of(block: str) -> type[Shape]:
    """The shape of a block of rules."""
    found = whole(block)
    return found or (
        provision_shapes.VersionShape if "criteria" in value_of(block) else provision_shapes.CriterionShape
    )


@pytest.mark.parametrize("key", dict.fromkeys(key for shape in FILES.values() for key in keys_of(shape)))
def test_every_key_of_every_file_is_in_an_example(key: str) -> None:
    assert key in {
        used for block in BLOCKS if block not in CASES for used in used_keys(shape_of(block), value_of(block))
    }


def test_a_file_of_the_page_that_says_which_edition_it_is_is_whole() -> None:
    for block in BLOCKS:
        shape = whole(block)
        if shape is not None and "language" in value_of(block):
            assert shaped(shape, read_text(block, "language.md"))
