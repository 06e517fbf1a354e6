"""A caption has one owner: who wants to know what stands under it, or to call it otherwise, finds it at one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from toolkit.base import captions, plan_captions

PACKAGE = Path(captions.__file__).parent.parent
OWNERS = (captions, plan_captions)
# The words of documents that others wrote are none of ours.
MODULES = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if "issued" not in path.parts and path not in {Path(str(owner.__file__)) for owner in OWNERS}
)
SHORTEST = 4  # signs; shorter ones are words that mean more than one thing


def captions_of(owner: object) -> Iterator[str]:
    for kind in vars(owner).values():
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            yield from (one.value for one in kind if len(one.value) >= SHORTEST)


CAPTIONS = {caption for owner in OWNERS for caption in captions_of(owner)}


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a module, but for pieces of longer texts and the words that an enum of its own defines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            passed |= {id(part) for part in node.values}
        elif isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases):
            passed |= {id(inner) for one in node.body if isinstance(one, ast.Assign) for inner in ast.walk(one)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
            yield node.lineno, node.value


@pytest.mark.one_in(4)
@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nobody_else_writes_a_caption(path: Path) -> None:
    assert [(line, text) for line, text in literals(path) if text in CAPTIONS] == []


def test_each_caption_is_written_once() -> None:
    written = [text for owner in OWNERS for _, text in enum_words(Path(str(owner.__file__)))]
    assert len(written) == len(set(written)), sorted({text for text in written if written.count(text) > 1})


def enum_words(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        value = node.value if isinstance(node, ast.Assign) else None
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and len(value.value) >= SHORTEST:
            yield value.lineno, value.value
