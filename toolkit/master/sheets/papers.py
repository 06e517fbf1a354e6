"""佐证材料: the files that came, for which item and measure; what is missing stands on 还缺什么.

Knows: lines of papers, how a list is drawn. Must not know: how papers are matched.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.base.captions import Column, Sheet
from toolkit.base.plan_captions import PlanColumn
from toolkit.ledger import Evidence
from toolkit.master.lists import Cell, archived, write_list
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.standing.papers import PaperLine, paper_lines

_COLUMNS = (
    (Column.UNIT, 13), (Column.CODE, 12), (PlanColumn.MEASURE_NO, 9), ("表上写的材料", 34), ("收到的文件", 52),
    ("情况", 16), ("归入依据", 22), (Column.RECEIVED, 13), ("文件指纹", 16),
)  # fmt: skip


def draw(page: Page) -> None:
    """Draw 佐证材料."""
    rows = [_row(line, line.paper) for line in paper_lines(page.snapshot) if line.paper is not None]
    note = f"收到的文件；表上写了、没有收到的见“{Sheet.GAPS}”。点文件名打开存档的原件（本表要在工作区里打开）。"
    title = f"{page.snapshot.period.name}{Column.EVIDENCE}"
    write_list(page.sheet, page.styles, title, note, _COLUMNS, rows, "还没有佐证材料。")
    page.sheet.set_column(len(_COLUMNS) - 1, len(_COLUMNS) - 1, 16, None, {"hidden": True})  # the link leads there


def _row(line: PaperLine, paper: Evidence) -> Sequence[Cell]:
    return (
        line.unit.area, line.item.code if line.item else None, line.measure_no, line.title,
        archived(paper.name, paper.sha256), line.state.value, paper.how, paper.received_on, paper.sha256[:12],
    )  # fmt: skip


_KEY = (Column.UNIT, Column.CODE, PlanColumn.MEASURE_NO, "表上写的材料", "文件指纹")
SHEET = MasterSheet(Column.EVIDENCE, 90, draw, table=Table(key=_KEY))
