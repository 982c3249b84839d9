"""The fence around durable-rules: a test for each of its lines, which fails without that line.

What would end the process is tried in one of its own.
"""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
import threading
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from admissions.casework import engine
from admissions.casework.engine import Engine, EngineFailed, Matched, Shown, Wanted

TOP = Path(__file__).resolve().parent.parent.parent

Rules = Mapping[str, Sequence[Wanted]]
Fired = list[tuple[str, tuple[int, ...]]]


def fired(rules: Rules, facts: Sequence[Shown], on: Engine | None = None) -> Fired:
    """Which rules fired on which facts, in no order."""
    found: Fired = []

    def fire(name: str, matched: Matched) -> None:
        found.append((name, tuple(matched[pattern.name] for pattern in rules[name])))

    (on or Engine(rules)).run(facts, fire)
    return sorted(found)


def by_hand(rules: Rules, facts: Sequence[Shown]) -> Fired:
    """The same, tried out."""
    found: Fired = []
    for name, patterns in rules.items():
        place = {pattern.name: index for index, pattern in enumerate(patterns)}
        for chosen in itertools.permutations(range(len(facts)), len(patterns)):
            fits = all(pattern.test in facts[one].passes for pattern, one in zip(patterns, chosen, strict=True))
            joined = all(
                pattern.same_as is None
                or (
                    facts[one].provision is not None
                    and facts[one].provision == facts[chosen[place[pattern.same_as]]].provision
                )
                for pattern, one in zip(patterns, chosen, strict=True)
            )
            if fits and joined:
                found.append((name, chosen))
    return sorted(found)


def failing(name: str, _: Matched) -> None:
    """A consequent that raises, and says the name of the rule."""
    raise ValueError(name)


def apart(code: str) -> subprocess.CompletedProcess[str]:
    """What a process of its own says to this code."""
    start = "from admissions.casework.engine import *\nignore = lambda name, matched: None\n"
    return subprocess.run([sys.executable, "-c", start + code], cwd=TOP, capture_output=True, text=True, timeout=60)


# --- 1. where it can be installed ------------------------------------------------------------------------------------


def test_the_package_asks_for_a_python_that_the_engine_can_be_imported_on() -> None:
    assert tomllib.loads((TOP / "pyproject.toml").read_text())["project"]["requires-python"] == ">=3.11,<3.13"


# --- 2. no threads ---------------------------------------------------------------------------------------------------


def test_the_engine_starts_no_thread() -> None:
    before = threading.active_count()
    assert fired({"r": [Wanted("p", 0)]}, [Shown((0,))]) == [("r", (0,))]
    assert threading.active_count() == before


# --- 3. facts of one case, and of no other ---------------------------------------------------------------------------


def test_facts_of_the_same_content_are_two_facts() -> None:
    rules = {"two": [Wanted("a", 0), Wanted("b", 0)]}
    assert fired(rules, [Shown((0,)), Shown((0,))]) == [("two", (0, 1)), ("two", (1, 0))]


def test_a_fact_of_one_case_completes_no_rule_of_the_next() -> None:
    rules = {"both": [Wanted("a", 0), Wanted("b", 1)]}
    one = Engine(rules)
    for _ in range(3):
        assert fired(rules, [Shown((0,))], one) == []
        assert fired(rules, [Shown((1,))], one) == []


def test_a_case_that_failed_leaves_no_fact_behind() -> None:
    rules = {"both": [Wanted("a", 0), Wanted("b", 1)], "one": [Wanted("a", 0)]}
    one = Engine(rules)

    with pytest.raises(EngineFailed):
        one.run([Shown((0,))], failing)
    assert fired(rules, [Shown((1,))], one) == []


def test_a_case_on_which_the_engine_gives_up_leaves_no_fact_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = {"both": [Wanted("a", 0), Wanted("b", 1)]}
    one = Engine(rules)
    asserting = one._host.assert_facts

    def give_up(*given: object) -> None:
        asserting(*given)
        raise RuntimeError("zork")

    monkeypatch.setattr(one._host, "assert_facts", give_up)
    with pytest.raises(EngineFailed, match="zork"):
        one.run([Shown((0,))], failing)
    monkeypatch.undo()
    assert fired(rules, [Shown((1,))], one) == []


def test_more_cases_than_sessions_can_live_at_once() -> None:
    said = apart(
        "e = Engine({'r': [Wanted('p', 0)]})\nfor _ in range(1100): e.run([Shown((0,))], ignore)\nprint('end')"
    )
    assert (said.returncode, said.stdout) == (0, "end\n")


def test_cases_of_many_threads_are_kept_apart() -> None:
    """One engine, and a second one in the same process, asked by eight threads at once."""
    rules = {"both": [Wanted("a", 0), Wanted("b", 1)], "same": [Wanted("a", 0), Wanted("b", 2, "a")]}
    engines = [Engine(rules), Engine(rules)]
    wrong: list[object] = []

    def work(seed: int) -> None:
        rng = random.Random(seed)
        for _ in range(150):
            facts = [Shown((rng.randrange(3),), rng.choice("xy")) for _ in range(rng.randint(1, 5))]
            if fired(rules, facts, engines[seed % 2]) != by_hand(rules, facts):
                wrong.append(facts)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_rules_that_are_no_longer_used_give_back_what_they_took() -> None:
    """As where many drafts of rules are tried in one process; without it, thirty rules take 0.3 MB for good."""
    code = """
import gc
from pathlib import Path
def held():
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
rules = {f"r{n}": [Wanted("a", n), Wanted("b", n + 1)] for n in range(30)}
for _ in range(20): Engine(rules).run([Shown((0,))], ignore)
before = held()
for _ in range(150): Engine(rules).run([Shown((0,))], ignore)
print(held() - before < 5_000_000)
"""
    assert apart(code).stdout == "True\n"


# --- 4. a sink -------------------------------------------------------------------------------------------------------


def test_a_case_for_which_no_rule_fires_is_answered() -> None:
    said = apart(
        "Engine({'r': [Wanted('a', 0), Wanted('b', 1)]}).run([Shown((0,)), Shown((7,))], ignore)\nprint('end')"
    )
    assert (said.returncode, said.stdout) == (0, "end\n")


def test_a_case_without_facts_is_answered() -> None:
    said = apart("Engine({'r': [Wanted('a', 0)]}).run([], ignore)\nprint('end')")
    assert (said.returncode, said.stdout) == (0, "end\n")


# --- 5. one batch, and what is not known is not there ----------------------------------------------------------------


def test_a_provision_that_is_not_known_is_the_same_as_none() -> None:
    rules = {"same": [Wanted("a", 0), Wanted("b", 1, "a")]}
    assert fired(rules, [Shown((0,)), Shown((1,))]) == []
    assert fired(rules, [Shown((0,), "x"), Shown((1,))]) == []
    assert fired(rules, [Shown((0,), "x"), Shown((1,), "x")]) == [("same", (0, 1))]


def test_the_facts_of_a_case_are_given_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Engine({"both": [Wanted("a", 0), Wanted("b", 1)]})
    asserting, calls = one._host.assert_facts, []

    def count(*given: object) -> object:
        calls.append(given)
        return asserting(*given)

    monkeypatch.setattr(one._host, "assert_facts", count)
    monkeypatch.setattr(one._host, "assert_fact", count)
    assert fired({"both": [Wanted("a", 0), Wanted("b", 1)]}, [Shown((0,)), Shown((1,))], one) == [("both", (0, 1))]
    assert len(calls) == 1


def test_the_order_of_facts_changes_nothing() -> None:
    rules = {"same": [Wanted("a", 0), Wanted("b", 1, "a")], "one": [Wanted("a", 1)]}
    facts = [Shown((0,), "x"), Shown((1,), "x"), Shown((0, 1), "y"), Shown((1,))]
    expected = {(name, tuple(facts[one] for one in chosen)) for name, chosen in fired(rules, facts)}
    for order in itertools.permutations(facts):
        assert {(name, tuple(order[one] for one in chosen)) for name, chosen in fired(rules, order)} == expected


# --- 6. what goes wrong is told --------------------------------------------------------------------------------------


def test_what_a_consequent_raises_is_raised() -> None:
    with pytest.raises(EngineFailed, match="zork"):
        Engine({"zork": [Wanted("p", 0)]}).run([Shown((0,))], failing)


def test_what_a_consequent_raises_on_a_fact_that_was_added_is_raised() -> None:
    def add(name: str, matched: Matched) -> Shown | None:
        return failing(name, matched) if name == "zork" else Shown((1,))

    with pytest.raises(EngineFailed, match="zork"):
        Engine({"first": [Wanted("p", 0)], "zork": [Wanted("p", 1)]}).run([Shown((0,))], add)


# --- 7. limits -------------------------------------------------------------------------------------------------------


def test_a_fact_has_no_more_properties_than_the_engine_takes() -> None:
    code = "Engine({'r': [Wanted('p', 0)]}).run([Shown(tuple(range(MOST_TESTS + %d)), 'x')], ignore)\nprint('end')"
    assert apart(code % 0).stdout == "end\n"
    over = apart(code % 1)
    assert "EngineFailed: a fact has more than" in over.stderr


def test_the_engine_takes_as_many_rules_and_patterns_as_are_let_through() -> None:
    patterns = [Wanted(f"p{number}", number) for number in range(engine.MOST_PATTERNS)]
    rules: Rules = {f"r{number}": patterns for number in range(engine.MOST_RULES)}
    facts = [Shown((number,)) for number in range(engine.MOST_PATTERNS)]
    found = fired(rules, facts)
    assert found == sorted((name, tuple(range(engine.MOST_PATTERNS))) for name in rules)


# --- 8. compared with trying it out ----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_what_fires_is_what_fits(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(40):
        tests = rng.randint(1, 6)
        rules: dict[str, list[Wanted]] = {}
        for number in range(rng.randint(1, 8)):
            joined = rng.random() < 0.5
            rules[f"r{number}"] = [
                Wanted(f"p{place}", rng.randrange(tests), "p0" if joined and place and rng.random() < 0.8 else None)
                for place in range(rng.randint(1, 3))
            ]
        on = Engine(rules)
        for _ in range(25):
            facts = [
                Shown(tuple(test for test in range(tests) if rng.random() < 0.4), rng.choice([None, "x", "y"]))
                for _ in range(rng.randint(1, 7))
            ]
            assert fired(rules, facts, on) == by_hand(rules, facts)
