"""The JSON of every command as a JSON Schema, made from the types that the answers are written in.

Knows: `typing.TypedDict`, JSON Schema (draft 2020-12). Must not know: any one command.

An answer holds what a `typing.TypedDict` can say: texts, numbers, booleans, None, lists, mappings from texts, enums,
other such types. `typing.Annotated` gives an entry its description, and a text its `Format`.
"""

from __future__ import annotations

import ast
import inspect
import sys
from dataclasses import dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, NotRequired, TypedDict, Union, get_args, get_origin, get_type_hints, is_typeddict

from toolkit.cli.command import Command
from toolkit.cli.outcome import FailureJson

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}
Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Format:
    """What a text is written as: "date" for 2021-01-31."""

    name: str


Day = Annotated[str, Format("date")]
"""A day as JSON has it: 2021-01-31."""


class OfDayJson(TypedDict):
    """What an answer begins with that tells how a period stands on a day."""

    period: Annotated[str, "id of the period"]
    as_of: Annotated[Day, "the day up to which facts count"]


def document(commands: tuple[Command, ...]) -> Schema:
    """One JSON Schema for whatever any of the commands prints; the definition ``plan check`` is that command's."""
    defs: Schema = {}
    failed = _object(FailureJson, defs)
    names = [command.words for command in commands]
    defs["failure"] = _headed(failed, {"enum": names}, {"type": "integer"})
    for command in commands:
        answer = _object(command.answer, defs)
        defs[command.words] = _headed(answer, {"const": command.words}, {"const": command.version})
    every = [{"$ref": f"#/$defs/{name.replace(' ', '%20')}"} for name in (*names, "failure")]
    return {"$schema": DIALECT, "title": "What toolkit prints with --json", "oneOf": every, "$defs": defs}


def of(command: Command, commands: tuple[Command, ...], *, failed: bool = False) -> Schema:
    """The schema of one command's answer, or (``failed``) of its failure."""
    name = "failure" if failed else command.words
    return {
        "$schema": DIALECT,
        "$ref": f"#/$defs/{name.replace(' ', '%20')}",
        "$defs": document(commands)["$defs"],
    }


def entries(shape: type[Any]) -> dict[str, tuple[Schema, str, bool]]:
    """The entries of a `typing.TypedDict`: for each its schema, its description, and whether it is always there."""
    return {name: (_of(hint, {}), _description(hint), _always(hint)) for name, hint in hints(shape).items()}


def hints(shape: type[Any]) -> dict[str, Any]:
    """The entries of a `typing.TypedDict` with their types, those too that its module imports for type checking only.

    What a command answers must not make `toolkit --help` wait for the rooms that the types come from.
    """
    module = sys.modules[shape.__module__]
    names = dict(vars(module))
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            exec(compile(ast.Module(node.body, []), module.__name__, "exec"), names)
    return get_type_hints(shape, localns=names, include_extras=True)


def _headed(schema: Schema, command: Schema, version: Schema) -> Schema:
    """An answer as it is printed: which command gave it comes first."""
    head = {"command": command, "version": version}
    return schema | {
        "properties": head | schema["properties"],
        "required": [*head, *schema["required"]],
    }


def _object(shape: type[Any], defs: Schema) -> Schema:
    found = hints(shape)
    return {
        "type": "object",
        "description": " ".join((shape.__doc__ or "").split()),
        "properties": {name: _of(hint, defs) for name, hint in found.items()},
        "required": [name for name, hint in found.items() if _always(hint)],
    }


def _of(hint: Any, defs: Schema) -> Schema:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is NotRequired:
        return _of(arguments[0], defs)
    if origin is Annotated:
        extra: Schema = {"description": said} if (said := _description(hint)) else {}
        for one in arguments[1:]:
            if isinstance(one, Format):
                extra["format"] = one.name
        return _of(arguments[0], defs) | extra
    if origin in (Union, UnionType):
        return _either([_of(one, defs) for one in arguments])
    if origin is list:
        return {"type": "array", "items": _of(arguments[0], defs)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _of(arguments[1], defs)}
    if is_typeddict(hint):
        if hint.__name__ not in defs:
            defs[hint.__name__] = {}  # a type may hold itself
            defs[hint.__name__] = _object(hint, defs)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    raise TypeError(f"no JSON Schema for {hint!r}")


def _either(of: list[Schema]) -> Schema:
    """One of several; two plain types are written as one entry."""
    if all(one.keys() <= {"type", "format"} for one in of):
        plain: Schema = {}
        for one in of:
            plain |= one
        return plain | {"type": [one["type"] for one in of]}
    return {"anyOf": of}


def _description(hint: Any) -> str:
    if get_origin(hint) is NotRequired:
        return _description(get_args(hint)[0])
    return next((one for one in get_args(hint)[1:] if isinstance(one, str)), "") if _annotated(hint) else ""


def _always(hint: Any) -> bool:
    # `__required_keys__` does not see NotRequired in annotations that are kept as text (Python 3.11).
    return get_origin(hint) is not NotRequired


def _annotated(hint: Any) -> bool:
    return get_origin(hint) is Annotated
