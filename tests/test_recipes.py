"""The recipes of CONTRIBUTING.md, done as they stand there, in a copy of the installed package."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import toolkit
from toolkit.base.shipped import shipped_template

ROOT = Path(__file__).parents[1]
MOST_LINES = 25
_RECIPE = re.compile(r"^### (.+?)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"^`([\w/]+\.py)`\n\n```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = {name: dict(_FILE.findall(text)) for name, text in _RECIPE.findall(_TEXT)}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says of the recipes' tests, in a folder that has the package, its fixtures and the new files."""
    folder = tmp_path_factory.mktemp("copy")
    package = Path(toolkit.__file__).parent
    shutil.copytree(package, folder / "toolkit", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(shipped_template().parent, folder / "templates")
    (folder / "tests").mkdir()
    for name in ("__init__.py", "conftest.py", "limits.py", "made.py", "merged.py", "once.py"):
        shutil.copyfile(ROOT / "tests" / name, folder / "tests" / name)
    for path, text in (file for files in RECIPES.values() for file in files.items()):
        assert not (folder / path).exists(), "a recipe changes nothing that is there"
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-rA",
        "-q",
        "-p",
        "no:cacheprovider",
        "--continue-on-collection-errors",
        "--rootdir",
        str(folder),
        "tests",
    ]
    found = os.environ | {"PYTHONPATH": os.pathsep.join((str(folder), os.environ.get("PYTHONPATH", "")))}
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=folder, env=found, check=False).stdout


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_works_as_it_stands(name: str, done: str) -> None:
    tests = [path for path in RECIPES[name] if path.startswith("tests/")]
    assert len(tests) == 1 and len(RECIPES[name]) == 2, "one file and its test"
    (path,) = tests
    assert f"PASSED {path}::" in done, done
    assert f"FAILED {path}" not in done and f"ERROR {path}" not in done, done


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_is_short(name: str) -> None:
    for path, text in RECIPES[name].items():
        assert len([line for line in text.splitlines() if line]) < MOST_LINES, path


def test_the_recipes_are_the_ways_that_the_page_promises() -> None:
    assert list(RECIPES) == [
        "A sheet of the master",
        "A command",
        "A format of intake",
        "A kind of value",
        "A check",
    ]
