"""事项进度: how far each item of a large plan is, and who has not finished it; the worst of each part first.

Knows: progress, how a list is drawn. Must not know: how progress is told.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.base.captions import Column, Sheet
from toolkit.master.lists import Cell, write_list
from toolkit.master.overview.grid import colour_progress
from toolkit.master.overview.size import in_pages
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.master.progress_cells import ProgressCells
from toolkit.master.rows import Formula
from toolkit.master.style import A4
from toolkit.standing.progress import FINISHED, ItemProgress, Progress, progress_of, urgent

_COLUMNS = (
    ("部分", 8),
    ("编号", 11),
    ("事项", 36),
    ("时限", 13),
    (Column.ITEM_STATE, 10),
    ("完成", 9),
    ("还没有完成的单位", 46),
)


def draw(page: Page) -> None:
    """Draw 事项进度."""
    cells = page.progress
    rows: list[Sequence[Cell]] = [_row(cells, one) for one in _in_order(cells.overall.items)]
    note = "每一部分里，超时限的在前（按超时限的单位数），其次按时限；完成的在后。名单和先后是汇总时的。"
    title = f"{page.snapshot.period.name}{Sheet.ITEMS}"
    page.sheet.set_paper(A4)
    last = write_list(page.sheet, page.styles, title, note, _COLUMNS, rows, "没有事项。")
    colour_progress(page, f"E4:E{last}")


def _in_order(items: Sequence[ItemProgress]) -> list[ItemProgress]:
    found: list[ItemProgress] = []
    for part in dict.fromkeys(one.item.part for one in items):
        mine = [one for one in items if one.item.part == part]
        first = urgent(mine)
        found += [*first, *(one for one in mine if one not in first)]
    return found


def _row(cells: ProgressCells, one: ItemProgress) -> Sequence[Cell]:
    owed = len(one.standings)
    explained = one.progress is Progress.EXPLAINED
    finished = Formula(f'={cells.finished_place(one.item.id)}&"/{owed}"', f"{one.finished}/{owed}")
    return (
        one.item.part, one.item.code, one.item.title,
        cells.due(one) or one.item.time_limit.as_written or "没有定",
        Formula(f"={cells.state_place(one.item.id)}", one.progress.value),
        None if explained else finished, None if explained else who_is_left(one),
    )  # fmt: skip


def who_is_left(one: ItemProgress) -> str:
    """The units that have not finished an item, or those that have, whichever are fewer."""
    left = [form.unit.area for form in one.open]
    done = [form.unit.area for form in one.standings if progress_of(form) in FINISHED]
    if not left:
        return ""
    if not done:
        return left[0] if len(left) == 1 else f"{len(left)} 家都没有完成"
    if len(left) <= len(done):
        return "、".join(left)
    return f"差 {len(left)} 家；已完成的只有：{'、'.join(done)}"


SHEET = MasterSheet(
    Sheet.ITEMS, 12, draw, table=Table(key=("编号",)), wanted=lambda snapshot, earlier: in_pages(snapshot.plan)
)
