"""Whether every module that the toolkit imports lies in a folder, found by name.

Knows: how a name becomes a file. Must not know: what a module does. Nothing is executed, so that a folder for one
system can be looked at on another.
"""

from __future__ import annotations

import ast
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from portable.target import Target
from portable.tree import Tree

_COMPILED = (".pyd", ".so")


def unresolved(site: Tree, python: Tree, target: Target) -> Iterator[str]:
    """The imports of the toolkit that nothing in the folder answers; those are free that may fail (`ImportError`)."""
    there = _modules(site)
    library = _library(python, target)
    for path, file in site.items():
        if not path.startswith("toolkit/") or not path.endswith(".py"):
            continue
        for name in sorted(set(_imported(ast.parse(file.data), _package(path)))):
            top = name.partition(".")[0]
            if name in there or (top in sys.stdlib_module_names and (top in library or not _is_a_file(top))):
                continue
            yield f"{path} imports {name}, which is not in the folder"


def _package(path: str) -> str:
    return ".".join(path.split("/")[:-1])


def _imported(node: ast.AST, package: str) -> Iterator[str]:
    if isinstance(node, ast.Try) and any(_may_fail(handler.type) for handler in node.handlers):
        return
    if isinstance(node, ast.With) and any(_may_fail(item.context_expr) for item in node.items):
        return
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return  # never executed
    elif isinstance(node, ast.ImportFrom):
        above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
        yield ".".join([*above, *([node.module] if node.module else [])])
    for child in ast.iter_child_nodes(node):
        yield from _imported(child, package)


def _may_fail(what: ast.expr | None) -> bool:
    """Whether an ``except`` or a ``suppress`` names what an import raises."""
    return what is not None and any(
        isinstance(one, ast.Name) and one.id in {"ImportError", "ModuleNotFoundError"} for one in ast.walk(what)
    )


def _modules(tree: Tree) -> set[str]:
    """The names under which the files of a folder of modules are imported; folders without __init__ too."""
    found = set()
    for path in tree:
        *folders, name = path.split("/")
        if name.endswith((".py", *_COMPILED)):
            stem = name.partition(".")[0]
            found |= {".".join(folders[: n + 1]) for n in range(len(folders))}
            found.add(".".join(folders if stem == "__init__" else [*folders, stem]))
    return found


def _library(python: Tree, target: Target) -> set[str]:
    """The names at the top of the standard library that the folder's Python carries."""
    packed = python.get(f"python{target.short}.zip")
    if packed is not None:
        with zipfile.ZipFile(BytesIO(packed.data)) as archive:
            names = archive.namelist()
        names += [path for path in python if path.endswith(_COMPILED)]
    else:
        top = f"lib/python{target.dotted}/"
        names = [path.removeprefix(top) for path in python if path.startswith(top)]
        names += [path.rpartition("/")[2] for path in names if path.startswith("lib-dynload/")]
    return {name.partition("/")[0].partition(".")[0] for name in names}


def _is_a_file(name: str) -> bool:
    """Whether a module of the standard library is written in Python, and so a file of its own everywhere."""
    library = Path(sysconfig.get_path("stdlib"))
    return (library / name).is_dir() or (library / f"{name}.py").is_file()
