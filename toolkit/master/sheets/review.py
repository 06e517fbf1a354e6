"""核定问题: decisions that cannot stand, what two copies say differently, what was not understood or is not theirs.

Knows: the office's problems, how a list is drawn. Must not know: how they are found.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.base.captions import Column
from toolkit.master.lists import Cell, write_list
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.standing.objections import office_problems
from toolkit.standing.tasks import shown

CAPTION = "核定问题"
_COLUMNS = (
    (Column.UNIT, 13), (Column.CODE, 12), ("事项", 26), ("情况", 15), ("栏目", 11), ("填的内容", 22),
    ("问题和处理", 52), (Column.REVIEWER, 11), (Column.DECIDED_ON, 13), ("出处", 28),
)  # fmt: skip


def draw(page: Page) -> None:
    """Draw 核定问题."""
    rows: list[Sequence[Cell]] = [
        (p.area, p.code, p.title, p.kind.value, str(p.column), shown(p.value), p.sentence, p.decided_by,
         p.decided_on, p.place)
        for p in office_problems(page.snapshot)
    ]  # fmt: skip
    note = (
        "核定的内容都保留着，原件存了档。“没有生效”“没有采用”“看不明白”的请在原来填的那一张表里（见“出处”）"
        "改正或者补填，再汇总一次。"
    )
    title = f"{page.snapshot.period.name}{CAPTION}"
    write_list(page.sheet, page.styles, title, note, _COLUMNS, rows, "无：核定的内容没有问题。")


SHEET = MasterSheet(CAPTION, 70, draw, table=Table(key=(Column.UNIT, Column.CODE, "栏目", "填的内容")))
