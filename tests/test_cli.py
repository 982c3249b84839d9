"""The command line: exit codes, what goes to which stream, plain text in a pipe, JSON, and no traceback at the end."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bad.command import AS_AT, CASES, COMMAND, ROOT, apart, run

CASE = str(CASES / "y7_autism_start_of_year_3.yaml")


def checked(path: Path, *options: str) -> tuple[int, list[str]]:
    """The exit code and the groups of the answer about the profile in a file."""
    said = run("check", str(path), *AS_AT, "--json", *options)
    return said.code, [provision["group"] for provision in json.loads(said.out)["provisions"]]


def expected_code(groups: list[str]) -> int:
    """What DESIGN.md section 6 says that ``--exit-code`` gives for these groups."""
    if {"meets", "not_ruled_out"} & set(groups):
        return 0
    if "cannot_tell" in groups:
        return 12
    return 10 if "discretion" in groups else 11


def test_an_answer_is_exit_code_0_whatever_the_answer_unless_asked_otherwise() -> None:
    """Every fourth case of the casebook is tried, and one of each code."""
    seen = set()
    named = (
        "y7_autism_start_of_year_3",
        "reception_semh_exceptional",
        "n1_severe",
        "y7_first_enquiry",
        "y8_autism_spiky_profile",
    )
    both = (CASES / "y11_autism_academically_able.yaml", "--set", "working_level=unknown")
    questions = [(path,) for path in (*sorted(CASES.glob("*.yaml"))[::4], *(CASES / f"{name}.yaml" for name in named))]
    for path, *options in [*questions, both]:
        code, groups = checked(path, *options)
        assert code == 0
        asked, _ = checked(path, *options, "--exit-code")
        assert asked == expected_code(groups)
        seen.add(asked)
    assert seen == {0, 10, 11, 12}
    assert {"cannot_tell", "discretion"} <= set(groups), "the last one shows which of the two goes first"


def test_the_exit_code_is_the_same_without_json() -> None:
    """The answer is printed all the same, on standard output."""
    said = run("check", CASE, *AS_AT, "--exit-code", "--set", "ehc_plan=none", "--set", "year_group=post_19")
    assert said.code in (10, 11, 12)
    assert "Does not meet" in said.out
    assert said.err == ""


def test_a_refusal_is_exit_code_2_on_standard_error_alone() -> None:
    """Usage errors too."""
    for arguments in (
        ["check", "nowhere.yaml"],
        ["check", CASE, "--set", "zork"],
        ["check", CASE, "--zorkling"],
        ["check"],
        ["overlaps", "--as-at", "zork"],
        ["overlaps", "--open", "zork"],
        ["changes", "2026-11-24"],
        ["changes", "2026-11-24", "nowhere"],
        ["changes", "2026-11-24", "2026-13-24"],
        ["changes", "2026-11-24", "2026-11-24", "--open", "zork"],
        ["zorkling"],
    ):
        said = run(*arguments)
        assert said.code == 2
        assert said.out == ""
        assert said.err
        assert "Traceback" not in said.err


CHANGES = ("changes", "2019-09-30", "2026-11-24", "--unverified")


@pytest.mark.parametrize("arguments", [("check", CASE), ("check", CASE, "--explain"), ("overlaps",), CHANGES])
def test_what_a_pipe_gets_is_plain(arguments: tuple[str, ...]) -> None:
    """No escape codes, nothing on standard error, and lines of at most a hundred characters but for addresses."""
    said = run(*arguments, *AS_AT)
    assert said.code == 0
    assert said.err == ""
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", said.out)
    assert all(len(line) <= 100 or "://" in line for line in said.out.splitlines())


def test_a_terminal_gets_styles_and_a_pipe_does_not() -> None:
    """So the plainness of the pipe is not for want of styles."""
    leader, follower = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TERM")}
    process = subprocess.Popen(
        [*COMMAND, "check", CASE],
        stdout=follower,
        stderr=follower,
        stdin=subprocess.DEVNULL,
        cwd=ROOT,
        env={**environment, "TERM": "xterm"},
    )
    os.close(follower)
    shown = b""
    while select.select([leader], [], [], 60)[0]:
        try:
            part = os.read(leader, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        shown += part
    os.close(leader)
    assert process.wait(60) == 0
    assert b"\x1b[" in shown
    assert "\x1b" not in apart("check", CASE).out


KEYS = ["schema", "rule_set", "notice", "profile", "provisions", "ask_next", "findings", "cannot_see", "challenge"]
PROVISION_KEYS = ["id", "name", "kind", "status", "version", "not_recorded", "outcomes", "criteria", "ask", "turns_on"]
CRITERION_KEYS = ["id", "strength", "status", "waived", "wording", "source", "looked_at", "needed", "turns_on"]


@pytest.mark.parametrize("case", ["y7_autism_start_of_year_3", "y7_first_enquiry"])
def test_the_json_of_a_check_has_the_keys_of_the_design(case: str) -> None:
    """DESIGN.md section 7, one schema for every face; there may be more keys and not fewer."""
    said = run("check", str(CASES / f"{case}.yaml"), *AS_AT, "--json")
    assert (said.code, said.err) == (0, "")
    data = json.loads(said.out)
    assert not set(KEYS) - set(data)
    assert data["schema"] == "admissions/check/1"
    assert not {"name", "hash", "as_at", "crosswalk"} - set(data["rule_set"])
    assert data["rule_set"]["as_at"] == "2026-11-24"
    assert len(data["provisions"]) >= 8
    for provision in data["provisions"]:
        assert not {*PROVISION_KEYS, "advice"} - set(provision)
        assert set(provision["outcomes"]) <= {"meets", "not_ruled_out", "discretion", "does_not_meet"}
        assert provision["outcomes"]
        for part in provision["not_recorded"]:
            assert part["applies"] in ("yes", "no", "cannot_tell")
        for criterion in provision["criteria"]:
            assert not set(CRITERION_KEYS) - set(criterion)
            assert criterion["status"] in ("met", "not_met", "cannot_tell", None)
            assert not {"title", "url", "read", "confidence"} - set(criterion["source"])
    assert all({"field", "settles"} <= set(ask) for ask in data["ask_next"])
    assert all({"id", "text", "basis", "because"} <= set(finding) for finding in data["findings"])


def test_the_json_of_overlaps_parses() -> None:
    """It has every pair once."""
    said = run("overlaps", *AS_AT, "--json")
    assert (said.code, said.err) == (0, "")
    data = json.loads(said.out)
    assert data["schema"] == "admissions/overlaps/1"
    count = len(data["provisions"])
    assert len(data["pairs"]) == count * (count - 1) // 2
    assert all(pair["overlap"] in ("none", "cannot_be_ruled_out", "certain") for pair in data["pairs"])


def test_before_the_evidence_a_provision_is_not_known_and_no_nearest_version_is_used() -> None:
    """No page says since when its words have stood, so they are known from the day on which they were seen."""
    day_before = json.loads(run("check", CASE, "--as-at", "2026-11-22", "--json").out)
    assert day_before["provisions"] == []
    from_then = json.loads(run("check", CASE, "--as-at", "2026-11-23", "--json").out)
    assert len(from_then["provisions"]) >= 8
    said = run("check", CASE, "--as-at", "2026-11-22")
    assert said.code == 0
    why = "Not part of this check (not known as at 2026-11-22: the first evidence is of 2026-11-23): "
    told = [part for part in re.sub(r"\s+", " ", said.out).split(". ") if part.startswith(why)]
    for name in ("Drumbeat", "Brent Knoll", "Greenvale", "Watergate", "Athelney"):
        assert name in "".join(told)
    assert "there is evidence up to 2019-09-30 and from 2026-11-23 on): Deptford Green School" in re.sub(
        r"\s+", " ", said.out
    )
    assert "there is evidence up to 2017-12-31 and from 2026-11-23 on): New Woodlands School" in re.sub(
        r"\s+", " ", said.out
    )
    assert not re.search(r"^(Meets|Does not meet|Nothing recorded rules)", said.out, re.MULTILINE)


@pytest.mark.parametrize(
    ("path", "status", "unasked", "with_unverified"),
    [
        ("special_schools/new_woodlands.yaml", "draft", True, True),
        ("special_schools/new_woodlands.yaml", "withdrawn", False, False),
        ("resource_bases/athelney.yaml", "unverified", False, True),
        ("resource_bases/athelney.yaml", "agreed", True, True),
        ("resource_bases/athelney.yaml", "withdrawn", False, False),
    ],
)
def test_who_takes_part_is_told_by_kind_and_status(
    path: str, status: str, unasked: bool, with_unverified: bool, tmp_path: Path
) -> None:
    """Whoever does not is named with the reason, and takes part where it is asked about."""
    for name in ("lewisham", "england", "population"):
        shutil.copytree(ROOT / "rules" / name, tmp_path / name)
    file = tmp_path / "lewisham" / path
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?m)^    status: \w+$", f"    status: {status}", text), encoding="utf-8")
    school = file.stem

    def takes_part(*options: str) -> bool:
        said = json.loads(run("check", CASE, *AS_AT, "--rules", str(tmp_path / "lewisham"), "--json", *options).out)
        left_out = {one["id"]: one["why"] for one in said["left_out"]}
        here = school in {one["id"] for one in said["provisions"]}
        assert here or left_out[school] == f"the criteria are {status}"
        assert not here or school not in left_out
        return here

    assert takes_part() is unasked
    assert takes_part("--unverified") is with_unverified
    assert takes_part("--provision", school)


def test_a_version_is_in_force_from_its_own_date_and_until_the_next(tmp_path: Path) -> None:
    """As if New Woodlands had taken Years 1 to 9 until September 2025."""
    for name in ("lewisham", "england", "population"):
        shutil.copytree(ROOT / "rules" / name, tmp_path / name)
    path = tmp_path / "lewisham" / "special_schools" / "new_woodlands.yaml"
    top, version = path.read_text(encoding="utf-8").split("versions:\n")
    version, examples = version.split("\nexamples:")
    version = version.split("  - in_force: {from: unknown, until: unknown")[0]
    now = version.replace("{from: unknown, ", '{from: "2025-09-01", ')
    before = version.replace("{from: unknown, seen: ", '{from: "2020-09-01", until: "2025-09-01", seen: ')
    before = before.replace('["2026-11-23", "2026-11-24"]', '["2021-01-01"]').replace("at_most: Y11", "at_most: Y9")
    path.write_text(f"{top}versions:\n{before}{now}\nexamples:{examples}", encoding="utf-8")
    found = {}
    for day in ("2020-08-31", "2020-09-01", "2025-08-31", "2025-09-01"):
        asked = ("--rules", str(tmp_path / "lewisham"), "--as-at", day, "--set", "year_group=Y10")
        said = run("check", str(CASES / "y1_semh.yaml"), *asked, "--set", "exceptional_year_group=no", "--json")
        assert said.code == 0, said.err
        found[day] = [one["outcomes"] for one in json.loads(said.out)["provisions"] if one["id"] == "new_woodlands"]
    gone, here = [["does_not_meet"]], [["not_ruled_out"]]
    assert list(found.values()) == [[], gone, gone, here]


def test_before_the_evidence_there_is_no_overlap_to_tell_of() -> None:
    """As at a date before everything."""
    said = run("overlaps", "--as-at", "0001-01-01", "--json")
    assert (said.code, said.out) == (2, "")
    assert "there is evidence from 2017-12-01 on" in said.err


def test_a_date_after_the_evidence_is_answered_from_it() -> None:
    """A version that no one has seen end is still in force."""
    said = run("check", CASE, "--as-at", "9999-12-31", "--json")
    assert said.code == 0
    assert len(json.loads(said.out)["provisions"]) >= 8


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    """``admissions overlaps | head -1``."""
    error = tmp_path / "error"
    with error.open("wb") as stream:
        writer = subprocess.Popen([*COMMAND, "overlaps", "--json"], stdout=subprocess.PIPE, stderr=stream, cwd=ROOT)
        assert writer.stdout is not None
        first = writer.stdout.read(1)
        writer.stdout.close()
        code = writer.wait(60)
    assert first == b"{"
    assert code in (0, 1, -signal.SIGPIPE)
    assert error.read_bytes() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_full_disk_is_one_sentence(options: tuple[str, ...]) -> None:
    """And no answer cut short that passes for a whole one."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "check", CASE, *options], stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False
        )
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        "standard output cannot be written; free some space, or send it elsewhere"
    ]


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A line of the shell, in which $A is the command and $CASE a case."""
    named = {"A": " ".join(COMMAND), "CASE": CASE, **environment}
    return subprocess.run(
        ["sh", "-c", command], capture_output=True, cwd=ROOT, env={**os.environ, **named}, timeout=60, check=False
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("command", ["--help", "check --help", "rules list", "needs", "schema case", "rules check"])
def test_a_full_disk_is_one_sentence_whatever_was_asked(command: str) -> None:
    """Help is printed by a part that is not ours."""
    done = shell(f"$A {command} >/dev/full")
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        "standard output cannot be written; free some space, or send it elsewhere"
    ]


@pytest.mark.parametrize("options", ["", "--json", "--explain"])
def test_a_closed_standard_output_is_one_sentence(options: str) -> None:
    """Whichever form was asked for."""
    done = shell(f"$A check $CASE {options} >&-")
    assert done.returncode == 1
    assert done.stderr.decode().startswith("standard output cannot be written; ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("ending", ["2>&-", "2>/dev/full"])
@pytest.mark.parametrize("command", ["check nowhere.yaml", "check --zorkling", "rules check nowhere"])
def test_a_refusal_that_no_one_can_read_is_a_refusal_all_the_same(command: str, ending: str) -> None:
    """The exit code says it."""
    assert shell(f"$A {command} {ending}").returncode == 2


def test_a_stream_that_has_no_quotation_marks_is_no_error() -> None:
    """As under a Latin-1 locale; JSON then has escapes and says the same."""
    said = shell("$A check $CASE --explain", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert (said.returncode, said.stderr) == (0, b"")
    data = shell("$A check $CASE --json --as-at 2026-11-24", PYTHONIOENCODING="latin-1", PYTHONUTF8="0").stdout
    whole = shell("$A check $CASE --json --as-at 2026-11-24").stdout
    assert b"\\u2019" in data
    assert json.loads(data.decode("latin-1")) == json.loads(whole)


@pytest.mark.parametrize(
    "words", [["--set", "year_group", "=", "Jane Zork"], ["--zork-jane"], ["--set", "year_group=Y7", "Jane Zork"]]
)
def test_a_usage_error_repeats_no_word(words: list[str]) -> None:
    """What a person types after a command may be of a child."""
    said = run("check", CASE, *words)
    assert said.code == 2
    assert said.lines[-1] == "`admissions check --help` shows what it takes"
    assert not re.search("jane|zork", said.err, re.IGNORECASE)


def test_a_command_that_is_not_one_is_not_repeated_and_a_near_option_is_named() -> None:
    assert "did you mean --assume?" in run("check", CASE, "--assum", "x").err
    assert run("zork").lines[0] == "there is no such command"
    assert run("check").lines[0] == "Missing argument 'CASE'."


@pytest.mark.parametrize("opened", ["brent_knoll_indicators", "all"])
def test_the_command_line_wins_over_what_a_case_assumes(opened: str) -> None:
    """The case fixes how many of the nine signs are needed."""
    case = str(CASES / "y5_autism_8_of_9_all.yaml")

    def outcomes(*options: str) -> list[str]:
        said = json.loads(run("check", case, "--json", *options).out)
        return next(one["outcomes"] for one in said["provisions"] if one["id"] == "brent_knoll")

    assert outcomes() == ["discretion"]
    assert outcomes("--open", opened) == ["not_ruled_out", "discretion"]
    assert outcomes("--open", opened, "--assume", "brent_knoll_indicators=any") == ["not_ruled_out"]


def _sleeps(process: int) -> bool:
    """Whether a process waits for something, as Linux has it."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "S"


def test_an_interrupt_ends_it_without_a_traceback() -> None:
    """Ctrl-C while the case is awaited on standard input."""
    process = subprocess.Popen(
        [*COMMAND, "check", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdin is not None
    process.stdin.write(b"year_group: Y7\n")
    process.stdin.flush()
    # It waits for the end of its input once it has emptied the pipe, which a pipe has no way to tell; then it sleeps.
    asleep = 0
    while asleep < 5:
        time.sleep(0.2)
        assert process.poll() is None
        asleep = asleep + 1 if _sleeps(process.pid) else 0
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert out == b""
    assert b"Traceback" not in err
    assert process.returncode in (1, 130, -signal.SIGINT)


def test_a_closed_standard_input_is_no_matter_where_the_case_is_a_file() -> None:
    """As under some schedulers."""
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" <&-', "sh", *COMMAND, "check", CASE], capture_output=True, cwd=ROOT, check=False
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode == 0


def test_a_stream_that_has_no_dashes_is_no_error() -> None:
    """A terminal of ASCII alone."""
    said = apart("check", CASE, "--explain", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "Traceback" not in said.err
    assert said.code == 0


def test_the_entry_point_is_the_one_that_the_package_names() -> None:
    """The tests run what the installed command runs."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'admissions = "admissions.__main__:run"' in project
    assert sys.executable in COMMAND


def test_where_no_provision_is_known_the_exit_code_is_that_of_cannot_tell() -> None:
    """It is not known that none is met."""
    assert run("check", CASE, "--as-at", "2026-11-22", "--exit-code").code == 12


@pytest.mark.parametrize("after", [0.02, 0.1, 0.2, 0.3, 0.4, 0.6])
def test_an_interrupt_while_it_starts_ends_it_without_a_traceback(after: float) -> None:
    process = subprocess.Popen(
        [*COMMAND, "check", CASE], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    )
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    # Python itself is not ready at once, and what it says until then is not ours.
    assert b"admissions/" not in err
    assert process.returncode in (0, 1, 130, -signal.SIGINT)
