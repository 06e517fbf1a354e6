"""重报变更: accepted forms that were reported anew, cell by cell.

Knows: changes, how a list is drawn. Must not know: how they are found.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.base.captions import Column
from toolkit.master.lists import Cell, write_list
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.standing.changes import answer_text, changes

CAPTION = "重报变更"
_COLUMNS = (
    (Column.UNIT, 13), (Column.CODE, 12), ("栏目", 30), ("原来填的", 38), ("现在填的", 38), ("原收件日期", 13),
    ("新收件日期", 13), ("单元格", 9), ("文件", 30),
)  # fmt: skip


def draw(page: Page) -> None:
    """Draw 重报变更."""
    plan = page.snapshot.plan
    rows: list[Sequence[Cell]] = [
        (plan.unit[one.after.unit_id].area, plan.item[one.after.item_id].code, one.label, answer_text(one.then),
         answer_text(one.now), one.before.received_on, one.after.received_on, one.now.cell if one.now else None,
         one.after.file_name)
        for one in changes(page.snapshot)
    ]  # fmt: skip
    note = "已接收的表又重报的，逐格列出改了什么；台账以最后保存的一份为准。"
    title = f"{page.snapshot.period.name}{CAPTION}"
    write_list(page.sheet, page.styles, title, note, _COLUMNS, rows, "无：没有已接收后又重报的表。")


SHEET = MasterSheet(CAPTION, 80, draw, table=Table(key=(Column.UNIT, Column.CODE, "栏目", "原来填的", "现在填的")))
