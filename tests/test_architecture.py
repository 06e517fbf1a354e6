"""The rooms and which may know which: imports run downward only, and there are no circles."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "toolkit"
# From the ground up; a module may import from its own room and from rooms further down.
ROOMS = (
    ("base",),
    ("plan",),
    ("kinds",),
    ("catalogue", "planbook", "issued"),
    ("check",),
    ("ledger", "form", "intake", "mail"),
    ("official", "reading", "standing"),
    ("reply", "handup", "publish", "master"),
    ("acts",),
    ("workspace",),
    ("region",),
    ("cli",),
    ("__init__", "__main__"),
)
HEAVY = {"pandas", "pandera", "openpyxl", "xlsxwriter", "rich"}


def modules() -> dict[str, Path]:
    return {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): path for path in sorted(PACKAGE.rglob("*.py"))
    }


def imports(path: Path, *, lazy: bool) -> set[str]:
    """What a module imports: at load, or (``lazy``) also inside functions; never for type checking only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    if not lazy:
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                skipped |= {id(node) for node in ast.walk(function)}
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room_of(module: str) -> int:
    name = module.split(".")[1] if "." in module else "__init__"
    return next(level for level, rooms in enumerate(ROOMS) if name in rooms)


@pytest.mark.parametrize("module", modules())
def test_imports_run_downward_only(module: str) -> None:
    known = modules()
    lazy = room_of(module) < room_of("toolkit.workspace")
    for imported in imports(known[module], lazy=lazy):
        if imported in known and imported != "toolkit":
            assert room_of(imported) <= room_of(module), f"{module} must not know {imported}"


def test_no_circles() -> None:
    known = modules()
    graph = {name: {i for i in imports(path, lazy=False) if i in known and i != name} for name, path in known.items()}

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail, name))
        for other in graph[name]:
            visit(other, (*trail, name))

    for name in graph:
        visit(name, ())


def test_what_status_needs_is_light() -> None:
    """`toolkit status` and `toolkit --help` must not load pandas and its like."""
    known = modules()
    todo, seen = ["toolkit.cli.parser", "toolkit.workspace"], set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        loaded = imports(known[name], lazy=False)
        assert not {i.split(".")[0] for i in loaded} & HEAVY, f"{name} loads something heavy"
        todo += [i for i in loaded if i in known]


def test_check_knows_no_excel_and_plan_no_forms() -> None:
    for name, path in modules().items():
        loaded = {i.split(".")[0] for i in imports(path, lazy=True)}
        if name.startswith("toolkit.check"):
            assert not loaded & {"openpyxl", "xlsxwriter", "python_calamine"}
        if name in ("toolkit.standing.status", "toolkit.ledger", "toolkit.catalogue", "toolkit.plan.model"):
            assert not loaded & HEAVY


@pytest.mark.parametrize("module", modules())
def test_modules_are_small_and_say_what_they_know(module: str) -> None:
    text = modules()[module].read_text(encoding="utf-8")
    doc = ast.get_docstring(ast.parse(text)) or ""
    assert doc
    if not module.endswith(("__init__", "__main__")):
        assert "Must not know" in doc.replace("\n", " "), module
