"""The lights of more items than a page has room for: counted by unit on 总览, each on a sheet of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.elsewhere import plan_elsewhere, read_back
from tests.standing.snapshots import snapshot_of
from toolkit.base.captions import Sheet
from toolkit.master.formulas import MARKS, MEANINGS, light_text
from toolkit.master.lights import MOST_ITEMS
from toolkit.master.workbook import master_bytes
from toolkit.plan.model import Plan


def plan_of(folder: Path, items: int, units: int) -> Plan:
    plan = plan_elsewhere(items, units, 5)
    return read_back(folder, replace(plan, items=tuple(replace(item, unit_ids=()) for item in plan.items)))


@pytest.mark.parametrize(("items", "apart"), [(MOST_ITEMS, False), (MOST_ITEMS + 1, True)])
def test_many_items_have_a_sheet_of_their_own(tmp_path: Path, items: int, apart: bool) -> None:
    book = load_workbook(BytesIO(master_bytes(snapshot_of(plan_of(tmp_path, items, 5), []))))
    assert (Sheet.LIGHTS in book.sheetnames) == apart
    assert (book[Sheet.OVERVIEW].max_column > MOST_ITEMS) != apart


@pytest.mark.parametrize("units", [5, 30, 40])
def test_every_light_stands_at_its_item_and_unit(tmp_path: Path, units: int) -> None:
    snapshot = snapshot_of(plan_of(tmp_path, MOST_ITEMS + 5, units), [])
    book = load_workbook(BytesIO(master_bytes(snapshot)), data_only=True)
    sheet = book[Sheet.LIGHTS]
    areas = [cell.value for cell in sheet[3]]
    shown = {
        (row[0].value, areas[column]): cell.value
        for row in sheet.iter_rows(min_row=4)
        for column, cell in enumerate(row)
        if column > 1 and cell.value
    }
    assert shown == {(s.item.code, s.unit.area): MARKS[s.light] for s in snapshot.standings}
    counted = Counter((s.unit.area, s.light) for s in snapshot.standings)
    below = list(book[Sheet.OVERVIEW].iter_rows(min_row=11, max_row=10 + units))
    rows = {row[0].value: row for row in below}
    heads = {cell.value: cell.column - 1 for cell in book[Sheet.OVERVIEW][10] if cell.value}
    for unit in snapshot.plan.units:
        for light, _ in MEANINGS:
            assert rows[unit.area][heads[light_text(light)]].value == counted[unit.area, light]
