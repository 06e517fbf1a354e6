"""退回与问题: what is still to be mended or explained, and the files that nobody recognised.

Knows: findings, how a list is drawn. Must not know: how anything is found.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.base.captions import Column, Sheet
from toolkit.base.excel_limits import cut
from toolkit.base.findings import Severity
from toolkit.master.lists import Cell, archived, write_list
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.standing.returns import open_findings

_COLUMNS = (
    (Column.UNIT, 13), (Column.CODE, 12), ("程度", 7), ("单元格", 9), ("填报内容", 19), ("问题", 50), ("怎么改", 34),
    ("工作表", 11), ("文件", 28), (Column.RECEIVED, 13), ("代码", 22),
)  # fmt: skip


def draw(page: Page) -> None:
    """Draw 退回与问题."""
    snapshot = page.snapshot
    rows: list[Sequence[Cell]] = [
        (
            row.standing.unit.area, row.standing.item.code, row.finding.severity.label, row.finding.cell,
            cut(row.finding.found, 200), row.finding.message, row.finding.remedy, row.finding.sheet,
            archived(row.submission.file_name, row.submission.sha256), row.submission.received_on, row.finding.code,
        )
        for row in open_findings(snapshot)
    ]  # fmt: skip
    rows += [
        (
            "（未识别）",
            None,
            Severity.ERROR.label,
            None,
            None,
            arrival.note,
            "文件在收件文件夹的“未识别”里，处理后放回收件文件夹，再收一次；也可以由经办人认领。",
            None,
            arrival.name,
            arrival.received_on,
            None,
        )
        for arrival in snapshot.unidentified
    ]
    note = "“错误”已退回，改正后重报；“提醒”请说明；“提示”不用处理。只列每份表最近一次报送的问题。"
    title = f"{snapshot.period.name}{Sheet.FINDINGS}"
    write_list(page.sheet, page.styles, title, note, _COLUMNS, rows, "无：没有待改的问题。")
    page.sheet.set_column(len(_COLUMNS) - 1, len(_COLUMNS) - 1, 22, None, {"hidden": True})  # for programs


_KEY = (Column.UNIT, Column.CODE, "工作表", "单元格", "代码", "文件")
SHEET = MasterSheet(Sheet.FINDINGS, 60, draw, table=Table(key=_KEY))
