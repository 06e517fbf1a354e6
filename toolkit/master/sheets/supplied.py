"""补报: what came after the period was closed; it is kept and checked, and counts for nothing in this period.

Knows: such returns, how a list is drawn. Must not know: when a period is closed, how a return is checked.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.base.captions import Column, Sheet
from toolkit.base.findings import Severity
from toolkit.master.lists import Cell, archived, write_list
from toolkit.master.page import MasterSheet, Page, Table

_COLUMNS = (
    (Column.RECEIVED, 13), (Column.UNIT, 13), (Column.CODE, 12), ("事项", 44), ("结果", 12), ("错误", 7), ("提醒", 7),
    ("文件", 44), ("文件指纹", 16),
)  # fmt: skip


def draw(page: Page) -> None:
    """Draw 补报."""
    snapshot = page.snapshot
    rows: list[Sequence[Cell]] = []
    for submission in snapshot.supplied:
        findings = snapshot.findings.get(submission.id, ())
        item = snapshot.plan.item[submission.item_id]
        rows.append(
            (
                submission.received_on,
                snapshot.plan.unit[submission.unit_id].area,
                item.code,
                item.title,
                "接收" if submission.accepted else "退回",
                sum(f.severity is Severity.ERROR for f in findings),
                sum(f.severity is Severity.WARNING for f in findings),
                archived(submission.file_name, submission.sha256),
                submission.sha256[:12],
            )
        )
    note = (
        f"本期 {snapshot.closed_on} 关账以后报来的：照收照查、归档备查，不计入本期的台账和汇总，下期的表从这里接着填。"
        "点文件名打开存档的原件（本表要在工作区里打开）。"
    )
    title = f"{snapshot.period.name}{Sheet.SUPPLIED}"
    write_list(page.sheet, page.styles, title, note, _COLUMNS, rows, "没有补报的。")
    page.sheet.set_column(len(_COLUMNS) - 1, len(_COLUMNS) - 1, 16, None, {"hidden": True})  # the link leads there


SHEET = MasterSheet(
    Sheet.SUPPLIED,
    105,
    draw,
    table=Table(key=(Column.UNIT, Column.CODE, "文件指纹")),
    wanted=lambda snapshot, earlier: bool(snapshot.supplied),
)
