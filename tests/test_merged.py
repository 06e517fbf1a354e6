"""Workbooks that are loaded quickly (tests/merged.py) are those that openpyxl loads."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, Protection, Side
from openpyxl.worksheet.merge import MergedCellRange

from tests.additions.clerks import drawn
from tests.conftest import Forms
from tests.merged import BORDERS, FORMAT, merged_quickly
from toolkit.base.opc import parts_of
from toolkit.base.shipped import shipped_plan_path


def bordered() -> bytes:
    """Merged areas beside and below each other, with borders at their first and last cells and cells that are open."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    strokes = [Side("thin"), Side(), Side("double"), Side("medium", color="FFFF0000"), Side()]
    places = [(1 + 3 * (number // 8), 1 + 3 * (number % 8)) for number in range(40)]
    for number, (row, column) in enumerate(places):
        first, last = sheet.cell(row, column), sheet.cell(row + 1, column + 2)
        top, right = strokes[number % 5], strokes[number % 4]
        first.border, last.border = Border(top=top, left=right), Border(right=right, bottom=top)
        first.protection = Protection(locked=number % 2 == 0)
    out = BytesIO()
    book.save(out)
    parts = parts_of(out.getvalue())
    areas = [f"{sheet.cell(r, c).coordinate}:{sheet.cell(r + 1, c + 2).coordinate}" for r, c in places]
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in areas).encode()
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"</sheetData>", b"</sheetData><mergeCells>" + merged + b"</mergeCells>")
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for part, of in parts.items():
            package.writestr(part, of)
    return out.getvalue()


def saved(data: bytes) -> dict[str, bytes]:
    """What openpyxl makes of a workbook by loading and saving it, without the time of the day."""
    out = BytesIO()
    load_workbook(BytesIO(data)).save(out)
    return {name: part for name, part in parts_of(out.getvalue()).items() if name != "docProps/core.xml"}


@pytest.mark.parametrize(
    "make",
    [
        lambda forms: forms.blank("3.1.1", "fuyun"),
        lambda forms: drawn(),
        lambda forms: shipped_plan_path().read_bytes(),
        lambda forms: bordered(),
    ],
    ids=["a form", "a master", "a plan", "borders of all kinds"],
)
def test_a_workbook_is_loaded_as_openpyxl_loads_it(make: Callable[[Forms], bytes], forms: Forms) -> None:
    data = make(forms)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MergedCellRange, "format", FORMAT)
        patch.setattr(MergedCellRange, "_get_borders", BORDERS)
        slow = saved(data)
    with merged_quickly():
        quick = saved(data)
    assert quick == slow
