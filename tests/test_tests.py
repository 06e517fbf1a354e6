"""The rules of the tests themselves: where they lie, what they may know, what they may not depend on."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "toolkit"
BUILDING = TESTS.parent / "packaging"
# What is tested there is the whole house, or what it does in other programs.
WHOLE = {"promises", "programs", "windows"}
MODULES = sorted(path for path in TESTS.rglob("*.py"))


@pytest.mark.parametrize("path", [p for p in MODULES if p.name.startswith("test_")], ids=lambda p: p.stem)
def test_a_module_of_tests_lies_where_the_module_lies(path: Path) -> None:
    """tests/ROOM/test_MODULE.py or tests/ROOM/test_MODULE_SUBJECT.py is about toolkit/ROOM/MODULE.py."""
    room = path.parent.relative_to(TESTS)
    if room == Path() or room.parts[0] in WHOLE:
        return
    about = path.stem.removeprefix("test_")
    home = BUILDING if (BUILDING / room).is_dir() else PACKAGE
    modules = {other.stem for other in (home / room).iterdir()}
    assert any(about == name or about.startswith(f"{name}_") for name in modules), f"nothing in {room} is tested here"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.stem)
def test_no_private_name_is_imported(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("toolkit", "tests")):
            private = [alias.name for alias in node.names if alias.name.startswith("_")]
            assert not private, f"{node.module} keeps {private} to itself"


@pytest.mark.parametrize("path", [p for p in MODULES if p.name != "conftest.py"], ids=lambda p: p.stem)
def test_no_test_has_a_deadline_of_its_own(path: Path) -> None:
    """How long an example may take is said once, by the profile."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "settings":
            assert not {"deadline", "derandomize", "database"} & {keyword.arg for keyword in node.keywords}
