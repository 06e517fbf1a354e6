"""docs/findings.md has every code, and every code one owner."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.findings import findings_page

ROOT = Path(__file__).parent.parent


def test_every_code_that_the_code_spells_is_on_the_page() -> None:
    listed = set(re.findall(r"^\| `([a-z_.]+)`", findings_page(), re.MULTILINE))
    spelt: set[str] = set()
    for path in (ROOT / "toolkit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "problem":
                spelt |= {str(leaf.value) for leaf in ast.walk(node.args[0]) if isinstance(leaf, ast.Constant)}
            if isinstance(node, ast.keyword) and node.arg == "code" and isinstance(node.value, ast.Constant):
                spelt.add(str(node.value.value))
    assert len(spelt) > 20
    assert spelt <= listed


def test_no_room_spells_a_code_of_another() -> None:
    listed = set(re.findall(r"^\| `([a-z_.]+)`", findings_page(), re.MULTILINE))
    # The demonstration says which finding each slip that it plants must bring.
    owners = ("toolkit/base/codes.py", "toolkit/kinds/", "toolkit/check/", "toolkit/cli/demo/")
    for path in (ROOT / "toolkit").rglob("*.py"):
        if path.relative_to(ROOT).as_posix().startswith(owners):
            continue
        spelt = {
            node.value
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not spelt & listed, path
