"""The rooms and which may know which: every import counts, also inside functions and for types only."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "toolkit"
DESIGN = PACKAGE.parent / "docs" / "design.md"
# From the ground up; a module may import from its own room and from rooms further down.
ROOMS = (
    ("base",),
    ("workbooks",),
    ("intake",),
    ("plan",),
    ("kinds",),
    ("planbook",),
    ("issued", "catalogue"),
    ("check",),
    ("ledger", "official"),
    ("mail", "form", "handout"),
    ("standing",),
    ("reading", "additions"),
    ("master",),
    ("reply", "handup", "publish", "dossier"),
    ("folder",),
    ("acts",),
    ("facade",),
    ("workspace", "region", "office"),
    ("desk",),
    ("cli",),
    ("__init__", "__main__"),
)
HEAVY = frozenset({"pandas", "pandera", "openpyxl", "xlsxwriter", "rich"})
FRAMES = frozenset({"pandas", "pandera"})
NO_FRAMES = ("acts.consolidate", "acts.distribute", "acts.doctor", "acts.dossier", "acts.hand_up", "acts.history",
             "acts.publish", "acts.remind", "acts.trace", "master.workbook", "region.roll_up")  # fmt: skip
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 60
MOST_LOOSE_MODULES = 8


@cache
def modules() -> dict[str, Path]:
    return {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(PACKAGE.rglob("*.py"))
    }


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


def imported(module: str, *, at_load: bool = False) -> set[str]:
    """The modules that a module imports anywhere; with ``at_load`` only those that are loaded with it."""
    skipped: set[int] = set()
    for node in ast.walk(tree_of(module)) if at_load else ():
        typing_only = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        if typing_only or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            skipped |= {id(inner) for inner in ast.walk(node)}
    found: set[str] = set()
    for node in ast.walk(tree_of(module)):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found - {module}


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def floor(module: str) -> int:
    return next(level for level, rooms in enumerate(ROOMS) if room(module) in rooms)


@pytest.mark.parametrize("module", modules())
def test_imports_run_downward_only(module: str) -> None:
    for other in imported(module):
        if other in modules() and other != "toolkit" and room(other) != room(module):
            assert floor(other) < floor(module), f"{module} must not know {other}"


def test_there_are_no_circles() -> None:
    """Of modules, whatever is imported where; so there are none of rooms either."""
    graph = {module: sorted(imported(module) & modules().keys() - {"toolkit"}) for module in modules()}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " → ".join((*trail, module))
        if module not in done:
            for other in graph[module]:
                visit(other, (*trail, module))
            done.add(module)

    for module in graph:
        visit(module, ())


def check_loads_none(of: frozenset[str], *begun: str) -> None:
    """Whatever is loaded with some modules loads nothing of this."""
    todo, seen = [*begun], set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        loaded = imported(name, at_load=True)
        assert not {i.split(".")[0] for i in loaded} & of, f"{name} loads something heavy"
        todo += [i for i in loaded if i in modules()]


def test_what_status_needs_is_light() -> None:
    """`toolkit status` and `toolkit --help` must not load pandas and its like."""
    check_loads_none(HEAVY, "toolkit.cli.parser", "toolkit.workspace")


@pytest.mark.parametrize("act", NO_FRAMES)
def test_what_checks_no_frame_loads_no_pandas(act: str) -> None:
    check_loads_none(FRAMES, f"toolkit.{act}", "toolkit.standing.figures", "toolkit.standing.reconcile")


@pytest.mark.parametrize(
    ("rooms", "libraries"),
    [
        (("check", "standing"), {"openpyxl", "xlsxwriter", "python_calamine"}),
        (("plan", "kinds", "catalogue", "ledger", "folder", "workspace"), {"openpyxl", "xlsxwriter", "pandera"}),
        (("master",), {"openpyxl", "python_calamine", "pandas", "pandera"}),
    ],
)
def test_pure_rooms_know_no_programs(rooms: tuple[str, ...], libraries: set[str]) -> None:
    for module in modules():
        if room(module) in rooms:
            assert not {i.split(".")[0] for i in imported(module)} & libraries, module


def test_few_modules_lie_loose() -> None:
    assert len([*PACKAGE.glob("*.py")]) <= MOST_LOOSE_MODULES


@pytest.mark.parametrize("module", modules())
def test_modules_are_small_and_say_what_they_know(module: str) -> None:
    text = modules()[module].read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    doc = ast.get_docstring(tree_of(module)) or ""
    assert doc
    if modules()[module].name not in ("__init__.py", "__main__.py"):
        assert "Knows" in doc and "Must not know" in doc.replace("\n", " ")


@pytest.mark.parametrize("module", modules())
def test_functions_fit_a_screen(module: str) -> None:
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < MOST_LINES_OF_A_FUNCTION, f"{module}.{node.name}"


def test_the_design_page_has_these_rooms() -> None:
    """The table of docs/design.md, from the top down, is the order that is tested here."""
    text = DESIGN.read_text(encoding="utf-8")
    table = text.partition("## The rooms")[2].partition("\n## ")[0]
    rows = [re.findall(r"`([a-z_]+)/?`", line.split("|")[1]) for line in table.splitlines() if line.startswith("| `")]
    assert rows == [list(rooms) for rooms in reversed(ROOMS[:-1])]
