"""The house: what each folder of the package may import, and who may read the clock (DESIGN.md section 4)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import admissions

PACKAGE = Path(admissions.__file__).resolve().parent

# From left to right: a stage imports itself and what stands to its left, less what FORBIDDEN takes away.
ORDER = (
    "errors",
    "model",
    "text",
    "regions",
    "questions",
    "casework",
    "words",
    "reports",
    "record",
    "service",
    "testing",
    "faces",
    "__main__",
)

# A face only asks the service and shows its reports; a region knows conditions and not how they are spelled; words and
# reports are made from what was read and asked, not from files. What an authority tests with is asked by nothing.
FORBIDDEN = {
    "regions": {"text"},
    "words": {"text"},
    "reports": {"text"},
    "faces": {"model", "text", "regions", "questions", "casework", "words", "record", "testing"},
    "__main__": {*ORDER} - {"faces", "__main__"},
}

# What is not our own and the stages that may import it, wherever it stands in the file.
ONLY_IN = {
    "yaml": {"text"},
    "pickle": {"text"},
    "pydantic": {"text", "faces"},
    "pydantic_core": {"text", "faces"},
    "click": {"faces"},
    "fastapi": {"faces"},
    "starlette": {"faces"},
    "uvicorn": {"faces"},
    "jinja2": {"reports", "faces"},
    "markupsafe": {"reports", "faces"},
    "durable": {"casework"},
    "durable_rules_engine": {"casework"},
    "hypothesis": {"testing"},
}
NOWHERE = {"z3", "dd", "pytest", "zen", "tests", "tools", "bench"}

CLOCKS = {
    "now",
    "today",
    "utcnow",
    "fromtimestamp",
    "localtime",
    "gmtime",
    "time",
    "time_ns",
    "monotonic",
    "perf_counter",
}
CLOCK_OWNERS = {"datetime", "date", "dt", "time"}


def modules() -> Iterator[tuple[str, Path]]:
    """Every module of the package with the stage that it stands in."""
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        if inside.parts != ("__init__.py",):
            yield inside.parts[0].removesuffix(".py"), path


def imports_of(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Each name imported anywhere in the tree: at the top, in a function, while type checking."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full, so that they can be read here"
            assert node.module is not None
            for name in node.names:
                yield f"{node.module}.{name.name}", node.lineno
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("__import__", "importlib.import_module"):
            yield str(ast.literal_eval(node.args[0])), node.lineno


def wrong_imports(stage: str, tree: ast.AST) -> list[str]:
    """What a module of this stage imports and may not."""
    allowed = {*ORDER[: ORDER.index(stage) + 1]} - FORBIDDEN.get(stage, set())
    wrong = []
    for name, line in imports_of(tree):
        top, *rest = name.split(".")
        if top == "admissions":
            if rest and rest[0] not in allowed:
                wrong.append(f"line {line}: {stage} imports {rest[0]}")
        elif top in NOWHERE or stage not in ONLY_IN.get(top, {stage}):
            wrong.append(f"line {line}: {stage} imports {top}")
    return wrong


def clock_readings(tree: ast.AST) -> list[str]:
    """Each call that reads the clock, and each import that hides one under a bare name."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            owner = ast.unparse(node.func.value).split(".")[-1]
            if owner in CLOCK_OWNERS:
                found.append(f"line {node.lineno}: {ast.unparse(node.func)}")
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            found.append(f"line {node.lineno}: from time import")
    return found


MODULES = list(modules())


@pytest.mark.parametrize(("stage", "path"), MODULES, ids=lambda value: getattr(value, "stem", value))
def test_a_stage_imports_only_what_stands_to_its_left(stage: str, path: Path) -> None:
    """Data flows one way; each outside part has its one place."""
    assert stage in ORDER, "a new folder is given its place in the order first"
    assert wrong_imports(stage, ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("stage", "path"),
    [(stage, path) for stage, path in MODULES if stage != "faces"],
    ids=lambda value: getattr(value, "stem", value),
)
def test_nothing_under_the_faces_reads_the_clock(stage: str, path: Path) -> None:
    """A question is asked as at a date, so that it has the same answer tomorrow."""
    assert stage
    assert clock_readings(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_the_package_itself_imports_nothing() -> None:
    """Else whatever it imports would come with every stage."""
    assert list(imports_of(ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8")))) == []


def test_every_stage_that_stands_is_walked() -> None:
    """The walk does not pass for want of modules."""
    assert {stage for stage, _ in MODULES} >= {
        *("errors", "model", "text", "regions", "questions", "words", "reports", "service", "testing", "faces")
    }
    assert len(MODULES) > 30


HIDDEN = {
    "model": "def f():\n    from admissions.text.tree import Node\n",
    "text": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from admissions.questions.check import Checker\n",
    "regions": "import admissions.text.lowering\n",
    "questions": "def f():\n    import admissions.words.conditions as words\n",
    "words": "import pydantic\n",
    "reports": "def f():\n    __import__('admissions.service')\n",
    "service": "import click\n",
    "testing": "def f():\n    import pytest\n",
    "faces": "from admissions import testing\n",
    "errors": "try:\n    import z3\nexcept ImportError:\n    pass\n",
}


@pytest.mark.parametrize("stage", HIDDEN)
def test_an_import_is_found_wherever_it_is_hidden(stage: str) -> None:
    """In a function, while type checking, by name or by string."""
    assert wrong_imports(stage, ast.parse(HIDDEN[stage])) != []


CLOCK_CODE = (
    "import datetime as dt\ndt.datetime.now()\n",
    "import datetime\ndef f():\n    return datetime.date.today()\n",
    "from datetime import date\nf = lambda: date.today()\n",
    "import time\ntime.time()\n",
    "from time import time\n",
    "from datetime import datetime\ndatetime.utcnow()\n",
)


@pytest.mark.parametrize("code", CLOCK_CODE)
def test_a_reading_of_the_clock_is_found(code: str) -> None:
    """However it is imported."""
    assert clock_readings(ast.parse(code)) != []
