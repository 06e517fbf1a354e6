"""What stands below the table on 总览 of a region: the slowest items, and whom to ask today.

Knows: what is kept of offices, styles. Must not know: the table, where anything comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from toolkit.base.visible import visible
from toolkit.master.overview.grid import short_title
from toolkit.master.style import HEI, Styles, across
from toolkit.region.counts import Included, ItemId, share, shared_items

_MOST = 6  # lines


def owing(offices: Sequence[Included]) -> list[Included]:
    """Who has not everything, most first."""
    found = [one for one in offices if one.counts.missing + one.counts.returned]
    return sorted(found, key=lambda one: -one.counts.missing - one.counts.returned)


def draw_slowest(sheet: Worksheet, styles: Styles, order: Sequence[Included], top: int) -> int:
    """The items that are finished at the smallest share of all units; gives the last row."""
    found: dict[ItemId, list[int]] = {}
    codes = {key: stand.code for key, stand in shared_items(order)}
    for one in order:
        for key, stand in one.items.items():
            if key in codes:
                of = found.setdefault(key, [0, 0, 0])
                of[0], of[1], of[2] = of[0] + stand.units, of[1] + stand.finished, of[2] + stand.late
    slow = sorted((key for key, of in found.items() if of[1] < of[0]), key=lambda key: share(*found[key][1::-1]))
    rows: list[tuple[str, ...]] = [
        (f"{codes[key]}　{short_title(visible(key.title), 20)}", f"{found[key][0]:,}", f"{found[key][1]:,}",
         f"{found[key][2]:,}", f"{share(*found[key][1::-1]):.0%}")
        for key in slow[:_MOST]
    ]  # fmt: skip
    spans = ((0, 4), (5, 5), (6, 6), (7, 7), (8, 8))
    captions = ("最慢的事项（家次）", "应办", "完成", "超时限", "完成率")
    return _small_table(sheet, styles, top, spans, captions, rows, "各事项都完成了。")


def draw_owing(sheet: Worksheet, styles: Styles, order: Sequence[Included], top: int) -> int:
    """Whom to ask today; gives the last row."""
    rows: list[tuple[str, ...]] = [
        (one.name, f"{one.counts.missing:,}", f"{one.counts.returned:,}", f"{one.counts.owed:,}")
        for one in owing(order)[:_MOST]
    ]
    spans = ((10, 12), (13, 13), (14, 14), (15, 15))
    return _small_table(sheet, styles, top, spans, ("今天找谁（份）", "未报", "退回", "应报"), rows, "没有要催的。")


def _small_table(
    sheet: Worksheet,
    styles: Styles,
    top: int,
    spans: Sequence[tuple[int, int]],
    captions: Sequence[str],
    rows: Sequence[Sequence[str]],
    empty: str,
) -> int:
    head: dict[str, Any] = {"bold": True, "top": 2, "bottom": 1, "text_wrap": False}
    for number, (span, caption) in enumerate(zip(spans, captions, strict=True)):
        look = {"font_name": HEI} if number == 0 else {"align": "right"}
        across(sheet, top, *span, caption, styles(**head, **look))
    line: dict[str, Any] = {"bottom": 4, "bottom_color": "#BFBFBF", "text_wrap": False}
    for row, cells in enumerate(rows, start=top + 1):
        for number, (span, text) in enumerate(zip(spans, cells, strict=True)):
            across(sheet, row, *span, text, styles(**line, **({} if number == 0 else {"align": "right"})))
        sheet.set_row(row, 15)
    if not rows:
        across(sheet, top + 1, spans[0][0], spans[-1][1], empty, styles(**line))
    return top + max(len(rows), 1)
