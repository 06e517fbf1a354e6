"""A second program calculates what the first has saved: Gnumeric, through its ssconvert.

Knows: how to have a file recalculated and where a form says what. Must not know: what should be said.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.programs.alike.forms import Form, Page
from toolkit.form.book import read_book
from toolkit.form.layout import CHECK, SHEET

_FIRST = ord(CHECK) - ord("A")


def recalculated(form: Form, saved: Path) -> Page:
    """The page of a saved form as Gnumeric calculates it."""
    target = saved.with_name(f"{saved.stem}-gnumeric.xlsx")
    command = ["ssconvert", "--recalc", str(saved), str(target)]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0 and target.exists(), done.stderr.decode(errors="replace")
    book = read_book(target.read_bytes())
    assert book is not None
    grid = book.sheets[SHEET]
    rows = [[_shown(value) for value in row[_FIRST : _FIRST + 3]] for row in grid[: form.last]]
    return Page(_shown(grid[2][1]), rows)


def _shown(value: object) -> object:
    """As LibreOffice gives it: texts and numbers, and errors told from both."""
    if isinstance(value, str) and value.startswith("#"):
        return {"error": value}
    return value if isinstance(value, str | float) else ""
