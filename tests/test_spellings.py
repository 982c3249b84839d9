"""The several ways in which a case may be written, and what each leaves open."""

from __future__ import annotations

import json

import pytest

from admissions.text.tree import plain, read_text
from tests.bad.command import AS_AT, run

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
