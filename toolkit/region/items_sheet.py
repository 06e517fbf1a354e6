"""各事项 of a region: every item in every office, at how many of its units it is finished.

Knows: what is kept of offices, styles. Must not know: where it comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toolkit.base.visible import visible
from toolkit.master.overview.grid import CLOSED, LATE, short_title
from toolkit.master.page import Table
from toolkit.master.rows import RowSheet
from toolkit.master.style import A3, A4, ACROSS, HEI, LEAST, WIDER, Styles, note_height, print_setup
from toolkit.region.counts import Included, ItemId, ItemStand, shared_items

ITEMS = "各事项"
_HEAD, _FIRST = 2, 2
_PIXELS, _EACH, _ALL = (76, 250), 56, 64
_NOTE = (
    "格内是完成的单位数／应办的单位数。绿底：各单位都完成了（粗体：都销号了）；红底和“超”：有单位过了时限没有完成；"
    "空白：方案里没有这个事项。只列两个以上上报单位都有的事项。"
)
TABLE = Table(_HEAD + 1, ("编号", "事项"), grows=False)


def write_items(sheet: RowSheet, styles: Styles, offices: Sequence[Included], period: str) -> None:
    """Draw 各事项."""
    items = shared_items(offices)
    last = _FIRST + len(offices)
    widths = (*_PIXELS, *[_EACH] * len(offices), _ALL)
    for column, pixels in enumerate(widths):
        sheet.set_column_pixels(column, column, pixels)
    sheet.merge_range(0, 0, 0, last, f"{period}各事项在各上报单位完成到几家", styles.title())
    sheet.merge_range(1, 0, 1, last, _NOTE, styles.small())
    sheet.set_row(0, 30)
    sheet.set_row(1, note_height(sheet, _NOTE, 0, last))
    head: dict[str, Any] = {"font_name": HEI, "top": 2, "bottom": 1}
    for column, caption in enumerate(("编号", "事项", *(one.name for one in offices), "全完成的")):
        sheet.write_string(_HEAD, column, caption, styles(**head, align="left" if column < _FIRST else "center"))
    longest = max((len(one.name) for one in offices), default=4)
    sheet.set_row(_HEAD, 14 * -(-longest // 3) + 6)
    before = ""
    for row, (key, of) in enumerate(items, start=_HEAD + 1):
        line: dict[str, Any] = {"bottom": 4, "bottom_color": "#BFBFBF", "text_wrap": False}
        line |= {"top": 1} if of.part != before and row > _HEAD + 1 else {}
        before = of.part
        _row(sheet, styles, row, line, offices, key, of)
    end = _HEAD + max(len(items), 1)
    if not items:
        sheet.merge_range(end, 0, end, last, "没有两个以上上报单位都有的事项。", styles(align="center"))
    paper = A4 if sum(widths) * LEAST * WIDER <= ACROSS[A4] * 10 else A3
    print_setup(sheet, rows=(0, _HEAD), last=last, paper=paper, columns=(0, _FIRST - 1))
    sheet.freeze_panes(_HEAD + 1, _FIRST)
    sheet.print_area(0, 0, end, last)


def _row(
    sheet: RowSheet,
    styles: Styles,
    row: int,
    line: dict[str, Any],
    offices: Sequence[Included],
    key: ItemId,
    of: ItemStand,
) -> None:
    sheet.write_string(row, 0, of.code, styles(**line))
    sheet.write_string(row, 1, short_title(visible(key.title), 18), styles(**line))
    here = [one.items.get(key) for one in offices]
    for column, stand in enumerate(here, start=_FIRST):
        if stand is None:
            sheet.write_blank(row, column, None, styles(**line))
            continue
        look: dict[str, Any] = {"bold": stand.closed == stand.units}
        look |= LATE if stand.late else CLOSED if stand.done else {}
        said = f"{stand.finished}/{stand.units}{'超' if stand.late else ''}"
        sheet.write_string(row, column, said, styles(**line, align="center", **look))
    there = [stand for stand in here if stand is not None]
    done = f"{sum(stand.done for stand in there)}/{len(there)}"
    sheet.write_string(row, _FIRST + len(offices), done, styles(**line, align="center", bold=True))
    sheet.set_row(row, 16)
