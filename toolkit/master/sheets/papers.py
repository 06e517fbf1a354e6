"""佐证材料: what the accepted forms list, which files came for it, and what came beside.

Knows: lines of papers, how a list is drawn. Must not know: how papers are matched.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.base.captions import Column
from toolkit.master.lists import Cell, write_list
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.standing.papers import PaperLine, paper_lines

_COLUMNS = (
    (Column.UNIT, 13), (Column.CODE, 12), ("措施序号", 9), ("表上写的材料", 44), ("收到的文件", 44), ("情况", 22),
    ("怎么对上的", 22), (Column.RECEIVED, 13), ("文件指纹", 16),
)  # fmt: skip


def draw(page: Page) -> None:
    """Draw 佐证材料."""
    rows = [_row(line) for line in paper_lines(page.snapshot)]
    note = "表上写了、没有收到文件的，请提醒补发。文件原件在 archive 文件夹，按“文件指纹”可以找到。"
    title = f"{page.snapshot.period.name}{Column.EVIDENCE}"
    write_list(page.sheet, page.styles, title, note, _COLUMNS, rows, "还没有佐证材料。")


def _row(line: PaperLine) -> Sequence[Cell]:
    paper = line.paper
    came = (paper.how, paper.received_on, paper.sha256[:12]) if paper else (None, None, None)
    return (
        line.unit.area, line.item.code if line.item else None, line.measure_no, line.title,
        paper.name if paper else None, line.state.value, *came,
    )  # fmt: skip


_KEY = (Column.UNIT, Column.CODE, "措施序号", "表上写的材料", "收到的文件")
SHEET = MasterSheet(Column.EVIDENCE, 90, draw, table=Table(key=_KEY))
