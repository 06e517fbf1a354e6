"""A small plan as a workbook: as it is written, as a clerk leaves it, and in a file of one's own."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.planbook.plans import SMALL
from toolkit.planbook.tables import TABLES
from toolkit.planbook.writing import write_plan


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small plan as the package writes it."""
    path = tmp_path_factory.mktemp("written") / "plan.xlsx"
    write_plan(SMALL, path)
    return path


@pytest.fixture(scope="module")
def typed(written: Path) -> bytes:
    """The same cells in a workbook without any formats, as if typed anew."""
    full, workbook = load_workbook(written), Workbook()
    workbook.remove(workbook.worksheets[0])
    for name in TABLES:
        sheet = workbook.create_sheet(name)
        for row in full[name].iter_rows(max_row=20, values_only=True):
            sheet.append(row)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.fixture
def path(typed: bytes, tmp_path: Path) -> Path:
    (tmp_path / "plan.xlsx").write_bytes(typed)
    return tmp_path / "plan.xlsx"
