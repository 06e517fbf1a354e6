"""The sheets of the master declare themselves: a new one is a module and nothing else."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.conftest import KEY
from tests.standing.snapshots import Sent, snapshot_of
from toolkit.base.captions import Sheet
from toolkit.master import sheets
from toolkit.master.workbook import master_bytes, sheets_declared
from toolkit.plan.model import Plan

STRANGE = """
from toolkit.master.lists import write_list
from toolkit.master.page import MasterSheet, Page


def draw(page: Page) -> None:
    rows = [(unit.area, unit.contact) for unit in page.snapshot.plan.units]
    write_list(page.sheet, page.styles, "联系人", "各单位的联系人。", (("责任单位", 13), ("联系人", 14)), rows, "无。")


SHEET = MasterSheet("联系人", {order}, draw)
"""


def declared_too(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(sheets, "__path__", [*sheets.__path__, str(folder)])


@pytest.mark.one_in(3)
@pytest.mark.parametrize(("order", "place"), [(0, 0), (35, 7), (2000, -2)])
def test_a_new_module_is_a_new_sheet_at_its_place(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: int, place: int
) -> None:
    declared_too(tmp_path, monkeypatch, f"strange_{order}", STRANGE.format(order=order))
    book = load_workbook(BytesIO(master_bytes(snapshot_of(plan, [Sent("3.1.1", "fuyun")]), KEY)))
    assert book.sheetnames[place] == "联系人"
    assert [row[0].value for row in book["联系人"].iter_rows(min_row=4)] == [unit.area for unit in plan.units]


def test_the_other_sheets_say_the_same_beside_a_new_one(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = snapshot_of(plan, [Sent("3.1.1", "fuyun")])
    before = load_workbook(BytesIO(master_bytes(snapshot, KEY)))
    declared_too(tmp_path, monkeypatch, "strange_15", STRANGE.format(order=15))
    after = load_workbook(BytesIO(master_bytes(snapshot, KEY)))
    for sheet in before:
        if sheet.title == Sheet.DRAWN:
            continue  # it lists the others
        assert list(sheet.values) == list(after[sheet.title].values), sheet.title


def test_a_module_that_declares_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    declared_too(tmp_path, monkeypatch, "strange_none", "SHEETS = []\n")
    with pytest.raises(TypeError, match="strange_none declares no SHEET"):
        sheets_declared()


def test_the_sheets_as_they_are() -> None:
    assert [one.caption for one in sheets_declared()] == [
        "总览", "事项进度", "单位进度", "对照表", "趋势",
        "整改台账", "打印版", "打印版（A4）", "销号", "督办记录", "还缺什么", "未报与逾期", "时限", "指标汇总",
        "退回与问题", "核定问题", "重报变更", "佐证材料", "报送记录", "补报", "工作日历", "_progress", "_office",
    ]  # fmt: skip
