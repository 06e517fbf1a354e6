"""The references in docs/ that are made from the code: ``python -m tests.references`` writes them anew.

docs/commands.md, docs/json.md and docs/schema.json come from the records of the commands, docs/api.md from `Workspace`,
`Region` and `Office`, docs/findings.md from the checks and the kinds of value. `tests/test_references.py` fails where a
file is not what this gives.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import json
import re
from collections.abc import Callable, Iterator
from copy import copy
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, is_typeddict

from tests.findings import findings_page
from toolkit.base.errors import ToolkitError
from toolkit.cli import schema
from toolkit.cli.command import Argument, Command
from toolkit.cli.commands import every_command
from toolkit.cli.outcome import FailureJson
from toolkit.office.facade import Office
from toolkit.region.facade import Region
from toolkit.workspace import Workspace

DOCS = Path(__file__).parents[1] / "docs"
_MADE = "<!-- Made by `python -m tests.references`; do not edit. -->"


# -- commands ----------------------------------------------------------------------------------------------------------


def commands() -> str:
    """docs/commands.md: every command with its arguments and exit statuses, in the language that it speaks."""
    lines = [
        "# 命令", _MADE, "",
        "所有命令都写成 `toolkit [-w 文件夹] 命令 [参数]`；`-w` 写明工作区，不写就是当前文件夹。"
        "每个命令都可以加 `--help`（显示用法）和 `--json`（只输出一个 JSON 对象，格式见 [json.md](json.md)）。", "",
        "退出状态：0 做好了，1 做好了但有要由人处理的，2 没有做成（命令写错了也是 2，这时只有一句话，没有 JSON）。"
        "按 Ctrl+C 停下的也是 2。", "",
        "| 命令 | 做什么 |", "|---|---|",
        *(f"| [`{c.words}`](#{_anchor(f'toolkit {c.words}')}) | {c.help} |" for c in every_command()),
    ]  # fmt: skip
    for command in every_command():
        lines += ["", *_command(command)]
    return _joined(lines)


def _command(command: Command) -> list[str]:
    spelt = " ".join(["toolkit", command.words, *map(_spelt, command.arguments)])
    arguments = [
        f"| `{'`、`'.join(_names(a))}` | {'必填' if _must(a) else '可不填'} | {a.help} |" for a in command.arguments
    ]
    answer = command.answer.__name__
    return [
        f"## toolkit {command.words}", "", f"{command.help}。", "", "```", spelt, "```", "",
        *(["| 参数 | | 说明 |", "|---|---|---|", *arguments, ""] if arguments else []),
        "| 退出状态 | 意思 |", "|---|---|",
        *(f"| {status.value} | {said} |" for status, said in sorted(command.every_status.items())), "",
        f"JSON：[{answer}](json.md#{_anchor(answer)})，第 {command.version} 版。",
    ]  # fmt: skip


def _names(argument: Argument) -> tuple[str, ...]:
    return (argument.metavar,) if argument.placed else argument.names


def _must(argument: Argument) -> bool:
    return argument.required or (argument.placed and not argument.count)


def _spelt(argument: Argument) -> str:
    value = f"{argument.metavar}…" if argument.count == "*" else argument.metavar
    spelt = value if argument.placed else f"{argument.names[-1]} {value}".strip()
    return spelt if _must(argument) else f"[{spelt}]"


# -- JSON --------------------------------------------------------------------------------------------------------------


def json_answers() -> str:
    """docs/json.md: what every command prints with ``--json``, type by type."""
    lines = [
        "# JSON of the commands", _MADE, "",
        "With `--json` a command prints one object on stdout, in UTF-8, and nothing else there. `command` and "
        "`version` come first in it: which command gave it, and the version of that command's answer. The version is "
        "raised when an entry goes or changes its meaning; new entries may come without, so pass over what you do not "
        "know. With exit status 2 the object is a [FailureJson](#failurejson). [schema.json](schema.json) says the "
        "same as one JSON Schema (draft 2020-12), with a definition for each command.", "",
        "| command | version | answer |", "|---|---|---|",
        *(f"| `{c.words}` | {c.version} | {_linked(c.answer.__name__)} |" for c in every_command()),
    ]  # fmt: skip
    for shape in _shapes():
        lines += [
            "", f"## {shape.__name__}", "", " ".join((shape.__doc__ or "").split()), "",
            "| entry | type | |", "|---|---|---|",
            *(f"| `{name}` | {_type(made)} | {_said(description, always)} |"
              for name, (made, description, always) in schema.entries(shape).items()),
        ]  # fmt: skip
    return _joined(lines)


def _shapes() -> list[type[Any]]:
    """Every type that an answer is written in, in the order in which a reader meets them."""
    found: dict[str, type[Any]] = {}

    def visit(hint: Any) -> None:
        if is_typeddict(hint) and hint.__name__ not in found:
            found[hint.__name__] = hint
            for inner in schema.hints(hint).values():
                visit(inner)
        for inner in get_args(hint):
            visit(inner)

    for command in every_command():
        visit(command.answer)
    visit(FailureJson)
    return list(found.values())


def _type(made: schema.Schema) -> str:
    if "$ref" in made:
        return _linked(made["$ref"].rpartition("/")[2])
    if "anyOf" in made:
        return " or ".join(_type(one) for one in made["anyOf"])
    if "enum" in made:
        return "one of " + "、".join(f"`{value}`" for value in made["enum"])
    if isinstance(made["type"], list):
        return " or ".join(_type({**made, "type": one}) for one in made["type"])
    if made["type"] == "array":
        return f"list of {_type(made['items'])}"
    if made["type"] == "object":
        return f"object of {_type(made['additionalProperties'])}"
    return "day" if made["type"] == "string" and made.get("format") == "date" else str(made["type"])


def _said(description: str, always: bool) -> str:
    return description if always else f"{description} (not always there)"


def _linked(name: str) -> str:
    return f"[{name}](#{_anchor(name)})"


def json_schema() -> str:
    """docs/schema.json: the same for programs."""
    return json.dumps(schema.document(every_command()), ensure_ascii=False, indent=1) + "\n"


# -- the facades -------------------------------------------------------------------------------------------------------


def api() -> str:
    """docs/api.md: `Workspace`, `Region` and `Office`, the records that they give, the errors that they raise."""
    lines = [
        "# Python API", _MADE, "",
        "Every command of the command line is a method here. Days are arguments (`as_of`); nothing asks the clock. "
        "Paths are relative to where the program runs, as given.",
    ]  # fmt: skip
    records: dict[str, type[Any]] = {}
    for facade in (Workspace, Region, Office):
        imported = f"from {facade.__module__ if facade is Region else 'toolkit'} import {facade.__name__}"
        lines += ["", f"## {facade.__name__}", "", "```python", imported, "```", "", inspect.getdoc(facade) or ""]
        for owner in facade.__mro__[:-1]:
            module = _tree_of(owner.__module__)
            for node in _public(module, owner.__name__):
                lines += ["", *_method(facade.__name__, node)]
                records |= _records(module, owner.__module__, ast.unparse(node.returns) if node.returns else "")
    lines += ["", "## Records"]
    for name, record in sorted(records.items()):
        lines += [
            "",
            f"### {name}",
            "",
            f"`{record.__module__}`",
            "",
            inspect.getdoc(record) or "",
            "",
            *_fields(record),
        ]
    lines += ["", "## Errors", "", "```", *_tree(ToolkitError), "```"]
    return _joined(lines)


@cache
def _tree_of(module: str) -> ast.Module:
    return ast.parse(inspect.getsource(import_module(module)))


# How an act works on the folder: nobody else writes into it, holds its locks, or forgets its key.
INSIDE = {"put", "locked", "mail_locked", "links", "forget_key", "check_begun"}


def _public(module: ast.Module, facade: str) -> Iterator[ast.FunctionDef]:
    (found,) = (node for node in module.body if isinstance(node, ast.ClassDef) and node.name == facade)
    for node in found.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.name not in INSIDE:
            yield node


_RAISES = re.compile(r"\s*(Raises\s.*?\.)(?=\s+[A-Z]|\s*\Z)", re.DOTALL)


def _method(facade: str, node: ast.FunctionDef) -> list[str]:
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    if any(ast.unparse(decorator) in ("property", "cached_property") for decorator in node.decorator_list):
        written = f"{node.name}{returns}"
    else:
        arguments = copy(node.args)
        arguments.args = arguments.args[1:]  # without self
        written = f"{node.name}({ast.unparse(arguments).replace('=', ' = ')}){returns}"
    doc = ast.get_docstring(node) or ""
    errors = [" ".join(sentence.split()) for sentence in _RAISES.findall(doc)]
    rest = _RAISES.sub("", doc).strip()
    lines = [f"### {facade}.{node.name}", "", "```python", written, "```", "", rest]
    return [*lines, *(line for error in errors for line in ("", error))]


def _records(module: ast.Module, name: str, annotation: str) -> dict[str, type[Any]]:
    """The records of this package that an annotation names, and those that they hold."""
    places = {
        alias.asname or alias.name: node.module
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    found: dict[str, type[Any]] = {}
    for word in re.findall(r"\w+", annotation):
        record = getattr(import_module(places.get(word, name)), word, None)
        if isinstance(record, type) and _annotations(record) and record.__module__.startswith("toolkit."):
            found[word] = record
            inner = _tree_of(record.__module__)
            for held in _annotations(record).values():
                if word not in held:  # a record may hold its own kind
                    found |= _records(inner, record.__module__, held)
    return found


def _annotations(record: type[Any]) -> dict[str, str]:
    """The public fields of a dataclass or named tuple, each with its type as it is written."""
    if dataclasses.is_dataclass(record):
        return {f.name: str(f.type) for f in dataclasses.fields(record) if f.name[0] != "_"}
    if issubclass(record, tuple) and hasattr(record, "_fields"):
        return {name: getattr(hint, "__forward_arg__", str(hint)) for name, hint in record.__annotations__.items()}
    return {}


def _fields(record: type[Any]) -> list[str]:
    fields = [f"| `{name}` | `{written}` |" for name, written in _annotations(record).items()]
    return ["| field | type |", "|---|---|", *(line.replace(" | None`", r" \| None`") for line in fields)]


def _tree(error: type[Exception], depth: int = 0) -> list[str]:
    doc = (inspect.getdoc(error) or "").partition("\n")[0]
    own = [one for one in error.__subclasses__() if one.__module__ == error.__module__]
    below = [line for one in sorted(own, key=lambda one: one.__name__) for line in _tree(one, depth + 1)]
    return [f"{'  ' * depth}{error.__name__}: {doc}", *below]


# -- all of them -------------------------------------------------------------------------------------------------------


def _anchor(heading: str) -> str:
    """The anchor of a heading, as the usual viewers of Markdown make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _joined(lines: list[str]) -> str:
    return "\n".join(line.rstrip() for line in lines) + "\n"


REFERENCES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "json.md": json_answers,
    "schema.json": json_schema,
    "api.md": api,
    "findings.md": findings_page,
}


def main() -> None:
    """Write every reference anew."""
    for name, made in REFERENCES.items():
        (DOCS / name).write_text(made(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
