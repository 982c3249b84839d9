"""Templates: what one passes to a macro is what that macro takes, no more, no less, and by a name that it knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from admissions.faces.web.layout import HERE
from admissions.reports.page import TEMPLATES

FOLDERS = (TEMPLATES, HERE / "templates")
FILES = [path for folder in FOLDERS for path in sorted(folder.glob("*.html"))]


def parsed(path: Path) -> nodes.Template:
    return jinja2.Environment().parse(path.read_text("utf-8"))


def macros(path: Path) -> dict[str, nodes.Macro]:
    return {one.name: one for one in parsed(path).find_all(nodes.Macro)}


def known(path: Path) -> dict[str, nodes.Macro]:
    """The macros that a template has and takes from others, by the names that it calls them by."""
    found = macros(path)
    for taken in parsed(path).find_all(nodes.FromImport):
        assert isinstance(taken.template, nodes.Const)
        others = macros(path.parent / taken.template.value)
        for one in taken.names:
            name, called = one if isinstance(one, tuple) else (one, one)
            found[called] = others[name]
    for whole in parsed(path).find_all(nodes.Import):
        assert isinstance(whole.template, nodes.Const)
        found |= {f"{whole.target}.{name}": one for name, one in macros(path.parent / whole.template.value).items()}
    return found


def calls(tree: nodes.Template, known: dict[str, nodes.Macro]) -> Iterator[tuple[nodes.Call, nodes.Macro]]:
    for call in tree.find_all(nodes.Call):
        target, name = call.node, ""
        if isinstance(target, nodes.Name):
            name = target.name
        elif isinstance(target, nodes.Getattr) and isinstance(target.node, nodes.Name):
            name = f"{target.node.name}.{target.attr}"
        if name in known:
            yield call, known[name]


def wrong(tree: nodes.Template, known: dict[str, nodes.Macro]) -> list[tuple[str, int]]:
    found = []
    for call, macro in calls(tree, known):
        takes = [one.name for one in macro.args]
        named = [one.key for one in call.kwargs]
        given = [*takes[: len(call.args)], *named]
        least = takes[: len(takes) - len(macro.defaults)]
        fits = len(call.args) <= len(takes) and len({*given}) == len(given) and {*least} <= {*given} <= {*takes}
        if not fits:
            found.append((macro.name, call.lineno))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}/{path.name}")
def test_a_template_passes_what_a_macro_takes(path: Path) -> None:
    assert wrong(parsed(path), known(path)) == []


def test_there_are_macros_and_calls_of_them_to_look_at() -> None:
    assert sum(len([*calls(parsed(path), known(path))]) for path in FILES) > 40


@pytest.mark.parametrize("call", ["m()", "m(1)", "m(1, 2, 3)", "m(1, two=2, three=3)", "m(1, one=2)"])
def test_what_does_not_fit_is_found(call: str) -> None:
    tree = jinja2.Environment().parse(f"{{% macro m(one, two) %}}{{% endmacro %}}{{{{ {call} }}}}")
    assert wrong(tree, {one.name: one for one in tree.find_all(nodes.Macro)})
