"""Holds a tree against a shape and says in plain words, with the place, what does not fit."""

from __future__ import annotations

import types
from collections.abc import Iterable
from enum import Enum
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from admissions.errors import Problem, Refused, listed, meant
from admissions.text.shapes import Shape
from admissions.text.tree import Mapping, Node, place_of, plain

AnyShape = TypeVar("AnyShape", bound=Shape)


def shaped(shape: type[AnyShape], node: Node, *, quoting: bool = True, most: int | None = None) -> AnyShape:
    """The tree as ``shape``. Raises Refused with every problem, or the first ones where ``most`` is given.

    With ``quoting`` off no problem repeats what was written.
    """
    if not isinstance(node, Mapping):
        raise Refused([Problem(node.place, "this file should hold keys and values", 'start with `language: "1"`')])
    try:
        return shape.model_validate(plain(node))
    except ValidationError as error:
        errors = [details for details in error.errors(include_url=False) if not _is_other_choice(shape, details)]
        found = [_problem(shape, node, details, quoting=quoting) for details in errors[:most]]
        raise Refused(dict.fromkeys(found)) from None


def _is_other_choice(shape: type[Shape], details: ErrorDetails) -> bool:
    """Whether this is only the word that might stand in place of a date, beside the error about the date."""
    loc = details["loc"]
    return len(_path(shape, loc)) < len(loc) and str(loc[-1]).startswith("literal[")


def _path(shape: type[Shape], loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The keys and indices of ``loc``, in which pydantic also names validators and the branches of a union."""
    path: tuple[str | int, ...] = ()
    for step in loc:
        above = _type_at(shape, path)
        is_model = isinstance(above, type) and issubclass(above, BaseModel)
        if get_origin(above) is list if isinstance(step, int) else is_model or get_origin(above) is dict:
            path = (*path, step)
    return path


def _problem(shape: type[Shape], node: Node, details: ErrorDetails, *, quoting: bool) -> Problem:
    path = _path(shape, details["loc"])
    key = str(path[-1]) if path else ""
    parent = _type_at(shape, path[:-1])
    match details["type"]:
        case "missing":
            return Problem(place_of(node, path[:-1]), f"`{key}` is missing", f"add `{key}:`")
        case "extra_forbidden":
            known = _keys(parent)
            what = f"unknown key `{key}`" if quoting else "this is not a known key"
            remedy = meant(key, known, f"the keys are {listed(known)}")
            return Problem(_key_place(node, path), what, remedy)
    place = place_of(node, path)
    named = f"`{key}`" if quoting and not key.isdigit() else "this value"
    given = details.get("input")
    match details["type"]:
        case "string_type" if isinstance(given, bool | int | float):
            return Problem(
                place,
                f"{named} is a number here, not text",
                f'put it in quotes: "{given}"' if quoting else "put it in quotes",
            )
        case "literal_error" if isinstance(given, bool | int | float):
            return Problem(
                place,
                f"{named} is a number here, not text",
                f'put it in quotes: "{given}"' if quoting else "put it in quotes",
            )
        case "string_type":
            return Problem(place, f"{named} should be text", "write a word or a sentence")
        case "literal_error" | "enum":
            known = tuple(_choices(_type_at(shape, path)))
            what = f"{named} cannot be `{given}`" if quoting else f"{named} is not one that is known"
            return Problem(place, what, meant(str(given), known, f"it may be {listed(known)}"))
        case "int_type" | "int_from_float":
            return Problem(place, f"{named} should be a whole number", "write digits without quotes")
        case "bool_type":
            return Problem(place, f"{named} should be true or false", "write true or false without quotes")
        case "list_type":
            return Problem(place, f"{named} should be a list", "write one `- ` for each entry")
        case "dict_type" | "model_type" | "model_attributes_type":
            return Problem(place, f"{named} should hold keys and values", "write `key: value` lines below it")
        case "too_short" | "string_too_short":
            return Problem(place, f"{named} is empty", "write at least one entry")
        case "string_pattern_mismatch":
            return Problem(place, f"{named} is not spelled as it should be", _spelling(str(details["ctx"]["pattern"])))
        case "value_error" | "date_type":
            words = tuple(_choices(_type_at(shape, path)))
            otherwise = f", or as {listed(words)}" if words else ""
            spelled = details.get("ctx", {}).get("error", "a date is written 2026-11-23")
            return Problem(place, f"{named} is not a date", f"{spelled}{otherwise}")
        case _:
            return Problem(place, f"{named} is not of the right kind", "`admissions schema` shows what stands here")


def _spelling(pattern: str) -> str:
    if pattern.startswith("^[a-z]"):
        return "use small letters, digits and _, a letter first, at most 60"
    return "use letters, digits and _, a letter first, at most 60"


def _key_place(node: Node, path: tuple[str | int, ...]) -> Any:
    for step in path[:-1]:
        if isinstance(node, Mapping) and isinstance(step, str):
            node = node.get(step) or node
        elif not isinstance(node, Mapping) and hasattr(node, "items") and isinstance(step, int):
            node = node.items[step]
    return node.key_place(str(path[-1])) if isinstance(node, Mapping) else node.place


def _unwrapped(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        rest = [option for option in get_args(annotation) if option is not type(None)]
        return _unwrapped(rest[0]) if len(rest) == 1 else annotation
    return annotation


def _type_at(shape: Any, path: Iterable[str | int]) -> Any:
    """The declared type at ``path`` inside ``shape``, or None where nothing is declared."""
    annotation: Any = shape
    for step in path:
        annotation = _unwrapped(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            by_key = {field.alias or name: field for name, field in annotation.model_fields.items()}
            field = by_key.get(str(step))
            annotation = field.annotation if field else None
        elif get_origin(annotation) is list:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) is dict:
            annotation = get_args(annotation)[1]
    return _unwrapped(annotation)


def _keys(annotation: Any) -> tuple[str, ...]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return tuple(field.alias or name for name, field in annotation.model_fields.items())
    return ()


def _choices(annotation: Any) -> Iterable[str]:
    if get_origin(annotation) in (Union, types.UnionType):
        return [word for option in get_args(annotation) for word in _choices(option)]
    if get_origin(annotation) is Literal:
        return [str(option) for option in get_args(annotation)]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(option.value) for option in annotation]
    return ()
