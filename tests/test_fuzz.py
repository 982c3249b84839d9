"""Mutated cases, command lines and rule files: each is answered or refused in proper sentences."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest

from admissions.errors import Place, Problem, Refused
from tests.bad.command import ROOT


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    """The module of tools/fuzz.py."""
    spec = importlib.util.spec_from_file_location("fuzz", ROOT / "tools" / "fuzz.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz"] = module
    spec.loader.exec_module(module)
    return module


def test_whatever_is_thrown_at_it_is_answered_or_refused(fuzz: ModuleType) -> None:
    """The seed is fixed, so that a failure is one of the change and not of the day; `--seed` takes another."""
    figures = fuzz.Fuzzer(seed=7).run(160)
    assert figures.findings == {}
    assert sum(figures.outcomes.values()) == 160
    for kind in ("case", "options", "small rules"):
        assert figures.outcomes[kind, "answered"] > 0, "input that is only a little wrong is read to the end"
        assert figures.outcomes[kind, "refused"] > 0


def test_mutations_are_the_same_for_the_same_seed(fuzz: ModuleType) -> None:
    """So that what was found can be found again."""
    one, two, other = (fuzz.Mutations(seed, [b"word"]) for seed in (1, 1, 2))
    data = b"year_group: Y7\nprimary_need: ASD\n"
    made = [one.of(data) for _ in range(50)]
    assert made == [two.of(data) for _ in range(50)]
    assert made != [other.of(data) for _ in range(50)]
    assert len(set(made)) > 40


@pytest.mark.parametrize(
    "problem",
    [
        Problem(Place("case"), "this is not known", ""),
        Problem(Place("case"), "this is not\nknown", "mend it"),
        Problem(Place("case"), "`Zqxjkv` is not known", "mend it"),
        Problem(Place("case"), "this is not \x1b[1mknown", "mend it"),
    ],
)
def test_a_refusal_that_is_not_as_it_must_be_is_a_finding(fuzz: ModuleType, problem: Problem) -> None:
    """No remedy, two lines, an echo, an escape code."""
    with pytest.raises(fuzz.Wrong):
        fuzz.proper([problem], quoting=False)
    with pytest.raises(fuzz.Wrong):
        fuzz.proper([], quoting=True)


def test_an_exception_is_a_finding_with_its_example(fuzz: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """But a refusal is none."""
    fuzzer = fuzz.Fuzzer(seed=1)

    def broken(*_: object) -> None:
        raise KeyError("zork")

    def refusing(*_: object) -> None:
        raise Refused([Problem(Place("case"), "this is not known", "mend it")])

    monkeypatch.setattr(fuzz.service, "open_case", refusing)
    assert fuzzer.run(5).findings == {}
    monkeypatch.setattr(fuzz.service, "open_case", broken)
    assert any("KeyError" in finding for finding in fuzzer.run(30).findings)
