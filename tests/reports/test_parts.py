"""Parts of a provision: for whom they are is exact under unknowns, is shown, and never changes an outcome."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from admissions import service
from tests.bad.command import AS_AT, ROOT, run
from tests.conftest import AS_AT as ON

PARTS = """\
    parts:
      - {id: nest, name: The Nest, wording: For autistic children., source: page, where: {primary_need: ASD},
         places: {number: 10, source: page}}
      - {id: hut, name: The Hut, wording: For all., source: page,
         where: {any: [{ehc_plan: final}, {not: {ehc_plan: final}}]}}
      - {id: den, name: The Den, wording: For some., source: page, note: The page does not say for whom.}
"""


def town(tmp_path: Path, parts: str = PARTS) -> Path:
    """The folder of an authority with one base for children in primary years."""
    shutil.copytree(ROOT / "rules" / "england", tmp_path / "england")
    folder = tmp_path / "town"
    folder.mkdir()
    (folder / "authority.yaml").write_text(
        'language: "1"\nauthority: town\nname: Town\nuses: england\nnotice: Invented for a test.\n', encoding="utf-8"
    )
    (folder / "base.yaml").write_text(
        'language: "1"\nprovision: base\nname: The base\nkind: resource_base\npart_of: Hill Primary School\n'
        "sources: {page: {title: Page}}\nversions:\n"
        '  - in_force: {from: unknown, seen: ["2026-11-24"]}\n    status: published\n    source: page\n    criteria:\n'
        "      - {id: years, wording: For children up to Year 6., source: page, must: {year_group: {at_most: Y6}}}\n"
        + parts,
        encoding="utf-8",
    )
    return folder


def checked(folder: Path, profile: str, *options: str) -> str:
    """What a check prints."""
    said = run("check", "-", "--rules", str(folder), *AS_AT, *options, typed=profile.encode())
    assert (said.code, said.err) == (0, ""), said.err
    return said.out


@pytest.mark.parametrize(
    ("profile", "nest"),
    [
        ("{year_group: Y2, primary_need: ASD}", "yes"),
        ("{year_group: Y2, primary_need: SLD}", "no"),
        ("{year_group: Y2, primary_need: [ASD, SLD]}", "cannot_tell"),
        ("{year_group: Y2}", "cannot_tell"),
        ("{year_group: Y9, primary_need: ASD}", "yes"),
    ],
)
def test_each_part_says_whether_it_is_for_this_profile(profile: str, nest: str, tmp_path: Path) -> None:
    """What holds either way is a yes though the plan is not known; what cannot be tested has no answer."""
    (line,) = json.loads(checked(town(tmp_path), profile, "--json"))["provisions"]
    assert {one["id"]: one["applies"] for one in line["parts"]} == {"nest": nest, "hut": "yes", "den": None}
    source = {"title": "Page", "url": "", "read": "", "confidence": "high", "note": ""}
    first = {"id": "nest", "name": "The Nest", "wording": "For autistic children.", "note": "", "source": source}
    assert line["parts"][0] == {**first, "applies": nest, "places": {"number": 10, "source": source}}
    assert line["parts"][1]["places"] is None


@pytest.mark.parametrize("profile", ["{year_group: Y2}", "{year_group: Y9}", "{year_group: [Y6, Y7]}"])
def test_a_part_changes_no_outcome_and_no_question(profile: str, tmp_path: Path) -> None:
    (tmp_path / "without").mkdir()
    (tmp_path / "with").mkdir()
    found = []
    for folder in (town(tmp_path / "without", ""), town(tmp_path / "with")):
        (line,) = json.loads(checked(folder, profile, "--json"))["provisions"]
        found.append((line["outcomes"], line["ask"], line["turns_on"]))
    assert found[0] == found[1]


def test_the_parts_that_are_or_may_be_for_a_child_are_printed(tmp_path: Path) -> None:
    folder = town(tmp_path)
    untested = "    it cannot be tested whether this is for the child: The Den\n"
    said = checked(folder, "{year_group: Y2, primary_need: ASD}")
    assert "    the part for this child: The Nest (10 places) and The Hut\n" in said
    assert untested in said
    said = checked(folder, "{year_group: Y2}")
    assert "    the part for this child: The Hut\n    may be the part for this child: The Nest (10 places)\n" in said
    said = checked(folder, "{year_group: Y2, primary_need: SLD}")
    assert "The Nest" not in said
    assert "The Den" in said


def test_parts_of_a_provision_whose_criteria_are_not_met_are_printed_on_request(tmp_path: Path) -> None:
    folder = town(tmp_path)
    assert "The Nest" not in checked(folder, "{year_group: Y9}")
    said = checked(folder, "{year_group: Y9, primary_need: SLD}", "--explain")
    assert "    The Nest (10 places): not for this child\n      “For autistic children.”\n      Page\n" in said
    assert "      note: The page does not say for whom.\n" in said


def test_the_school_that_a_base_is_part_of_is_told(tmp_path: Path) -> None:
    folder = town(tmp_path)
    (line,) = json.loads(checked(folder, "{year_group: Y2}", "--json"))["provisions"]
    assert line["part_of"] == "Hill Primary School"
    within = "\n    Part of Hill Primary School. A base is part of a mainstream school: "
    assert within in checked(folder, "{year_group: Y2}", "--explain")
    assert within.replace("    ", "  ") in run("rules", "show", "base", "--rules", str(folder), *AS_AT).out


def test_rules_show_has_each_part_with_its_words_and_places(tmp_path: Path) -> None:
    folder = town(tmp_path)
    said = run("rules", "show", "base", "--rules", str(folder), *AS_AT).out
    nest = "  nest (a part of it: The Nest, 10 places (Page))\n    Where the primary need is autism.\n"
    assert nest + "    “For autistic children.”\n    Page\n" in said
    assert "  den (a part of it: The Den)\n    For whom it is cannot be tested by what a profile holds.\n" in said
    shown = json.loads(run("rules", "show", "base", "--rules", str(folder), "--json", *AS_AT).out)
    first = shown["parts"][0]
    assert (first["id"], first["whom"], first["places"]) == ("nest", "the primary need is autism", "10 places (Page)")


def test_parts_are_kept_with_a_rule_book(tmp_path: Path) -> None:
    folder = town(tmp_path)
    made, kept = (service.open_rules(folder, ON).by_id["base"] for _ in range(2))
    assert [read.part for read in kept.parts] == [read.part for read in made.parts]
    assert [read.whom and read.whom.node for read in kept.parts] == [
        read.whom and read.whom.node for read in made.parts
    ]


ONE = (
    PARTS.splitlines(keepends=True)[0]
    + "      - {id: nest, name: The Nest, wording: Words., source: page, where: %s}\n"
)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (
            "{key_stage: KS3}",
            "14:75: note: no child whom `base` may admit can be in its part `nest`; "
            "check this condition against the criteria",
        ),
        (
            "{any: [{primary_need: ASD}, {primary_need: ASD, ehc_plan: final}]}",
            "14:102: note: this part of the condition never matters, since the rest decides without it; "
            "check that this is meant",
        ),
        ("{key_stage: KS2}", ""),
    ],
)
def test_a_part_in_which_no_child_can_be_and_an_idle_condition_are_noted(where: str, said: str, tmp_path: Path) -> None:
    found = service.rules_problems(town(tmp_path, ONE % where), ON)[1]
    assert [str(problem) for problem in found] == ([f"town/base.yaml:{said}"] if said else [])


def test_the_pathways_of_greenvale_are_parts() -> None:
    """As its admissions page and its page on Orchard describe them; how many spaces the Glade has is not said."""
    said = run("check", "cases/y10_severe_gv4_to_gv5.yaml", "--json", *AS_AT)
    (greenvale,) = [one for one in json.loads(said.out)["provisions"] if one["id"] == "greenvale"]
    applies = {one["id"]: one["applies"] for one in greenvale["parts"]}
    assert applies == {"grove": "no", "orchard": "yes", "forest": "no", "woodland": "no", "glade": None}
    assert {one["places"] for one in greenvale["parts"]} == {None}
    assert "limited, small number of spaces" in greenvale["parts"][-1]["wording"]
