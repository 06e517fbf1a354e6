"""打印版: 整改台账 for paper and signatures, an item under a band of its own, its measures once, a row a unit.

Knows: the rows, pages of paper, styles. Must not know: where the rows come from. It is protected: what the office
decides is written into 整改台账, here it is written by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from toolkit.base.captions import Sheet
from toolkit.base.excel_limits import literal
from toolkit.base.texts import text_lines
from toolkit.ledger import OfficeCell, OfficePlace
from toolkit.master.overview.grid import colour_progress
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.master.printed_rows import UnitRow, in_rows, measures_text, unit_rows
from toolkit.master.progress_cells import ProgressCells
from toolkit.master.rows import Formula
from toolkit.master.style import HEI, print_setup
from toolkit.standing.decisions import standing_cells
from toolkit.standing.progress import ItemProgress, Progress
from toolkit.standing.tasks import TaskRow

# Captions with their widths in pixels; those of the last four are filled in by hand where nothing stands there.
_COLUMNS = (
    ("责任单位", 84), ("牵头部门、责任人", 126), ("进展情况", 520), ("完成日期", 92), ("佐证材料", 150),
    ("存在困难和下一步", 170), ("状态", 56), ("核定结论", 76), ("核定意见", 112), ("核定人签字", 76), ("核定日期", 76),
)  # fmt: skip
_HEAD, _STATE, _BY_HAND = 2, 6, 7
_SIZE, _LINE = 10, 14.5  # points
_MOST_LINES = 26  # that the highest row of Excel shows
_PAGE = 770.0  # points that A3 holds below the repeated captions, at the scale at which this is as wide as the page
_BAND, _TINT = "#DCE6EE", "#FFFBEA"


@dataclass(frozen=True, slots=True)
class _Block:
    """Some rows that stay on one page, with their height in points; ``band`` says of which item they are."""

    band: ItemProgress
    height: float
    texts: tuple[str, ...]
    of: UnitRow | None = None
    continued: bool = False


def draw(page: Page) -> None:
    """Draw 打印版."""
    sheet, styles, snapshot = page.sheet, page.styles, page.snapshot
    cells = page.progress
    last = len(_COLUMNS) - 1
    for column, (caption, pixels) in enumerate(_COLUMNS):
        sheet.set_column_pixels(column, column, pixels)
        sheet.write_string(_HEAD, column, caption, styles.head(font_name=HEI, bold=False))
    sheet.merge_range(0, 0, 0, last, f"{snapshot.plan.title}整改台账", styles.title())
    note = f"{snapshot.period.name}报送，{snapshot.as_of:%Y-%m-%d}。本表供打印签字；核定情况请填在“{Sheet.LEDGER}”。"
    sheet.merge_range(1, 0, 1, last, note, styles())
    sheet.set_row(0, 32)
    sheet.set_row(_HEAD, 22)
    row, filled, breaks, band = _HEAD + 1, 0.0, [], None
    for block in _blocks(page, cells):
        if filled and filled + block.height + (0 if block.band is band else _LINE + 6) > _PAGE:
            breaks.append(row)
            filled, band = 0.0, None
        if block.band is not band:
            row, filled, band = _band(page, cells, row, block), filled + _LINE + 6, block.band
        _write(page, cells, row, block)
        row, filled = row + 1, filled + block.height
    row = _signatures(page, row)
    sheet.set_h_pagebreaks(breaks)
    colour_progress(page, f"G{_HEAD + 2}:G{row}")
    print_setup(sheet, rows=(0, _HEAD))
    sheet.set_footer("&L&10核定人（签字）：＿＿＿＿＿＿&C&10&A　第 &P 页 共 &N 页", {"margin": 0.25})
    sheet.freeze_panes(_HEAD + 1, 1)
    sheet.print_area(0, 0, row - 1, last)
    sheet.protect("", {"format_cells": True, "format_rows": True, "format_columns": True})


def _blocks(page: Page, cells: ProgressCells) -> Iterator[_Block]:
    """Every row of the sheet but the bands, each with its height."""
    tasks: dict[tuple[str, str], list[TaskRow]] = {}
    for task in page.placed.tasks:
        tasks.setdefault((task.standing.item.id, task.standing.unit.id), []).append(task)
    office: dict[OfficePlace, OfficeCell] = standing_cells(page.snapshot.office)
    whole = sum(pixels for _, pixels in _COLUMNS)
    for one in cells.overall.items:
        for lines, texts in in_rows([(measures_text(one), _ems(whole))], _MOST_LINES):
            if texts[0]:
                yield _Block(one, lines * _LINE + 4, tuple(texts))
        mine = {form.unit.id: tasks[one.item.id, form.unit.id] for form in one.standings}
        for said in unit_rows(one, mine, office):
            texts_of = (said.units, said.who, said.progress, said.done_on, said.evidence, said.next_steps, "",
                        said.verdict, said.opinion)  # fmt: skip
            rooms = [_ems(pixels) for _, pixels in _COLUMNS]
            for number, (lines, texts) in enumerate(in_rows(zip(texts_of, rooms, strict=False), _MOST_LINES)):
                yield _Block(one, max(lines * _LINE + 4, 22), tuple(texts), said, number > 0)


def _ems(pixels: float) -> float:
    return (pixels - 6) / (_SIZE * 4 / 3)


def _band(page: Page, cells: ProgressCells, row: int, block: _Block) -> int:
    """The band over an item; returns the row below. One that goes on says so."""
    sheet, one = page.sheet, block.band
    last = len(_COLUMNS) - 1
    style = page.styles.cell(bold=True, bg_color=_BAND, text_wrap=False)
    again = block.continued or (block.of is not None and block.of.standings[0] is not one.standings[0])
    title = f"{one.item.code}　{one.item.title}{'（续）' if again else ''}"
    sheet.merge_range(row, 0, row, 4, title, style)
    due = f"{one.due:%Y-%m-%d}" if one.due else one.item.time_limit.as_written or "没有定"
    owed, moving = len(one.standings), cells.due(one)
    day = f'TEXT({moving.text.removeprefix("=")},"yyyy-mm-dd")' if isinstance(moving, Formula) else literal(due)
    state = f'"时限 "&{day}&"　"&{cells.state_place(one.item.id)}'
    cached = f"时限 {due}　{one.progress.value}"
    if one.progress is not Progress.EXPLAINED and owed:
        state += f'&"　完成 "&{cells.finished_place(one.item.id)}&"/{owed}"'
        cached += f"　完成 {one.finished}/{owed}"
    sheet.merge_range(row, 5, row, last, "", style)
    sheet.write_formula(row, 5, f"={state}", style, cached)
    sheet.set_row(row, max(_LINE + 6, text_lines(title, 900 / 8, _SIZE) * _LINE + 6))
    return row + 1


def _write(page: Page, cells: ProgressCells, row: int, block: _Block) -> None:
    sheet, styles = page.sheet, page.styles
    sheet.set_row(row, block.height)
    top: dict[str, Any] = {"valign": "top"}
    if block.of is None:
        sheet.merge_range(row, 0, row, len(_COLUMNS) - 1, block.texts[0], styles.cell(**top))
        return
    for column in range(len(_COLUMNS)):
        text = block.texts[column] if column < len(block.texts) else ""
        centred = {"align": "center"} if column in (0, 3, _STATE, _BY_HAND) else {}
        tint = {"bg_color": _TINT} if column >= _BY_HAND and not text else {}
        style = styles.cell(**top, **centred, **tint)
        if column == _STATE and not block.continued:
            shown = cells.shown(block.of.standings[0])
            sheet.write_formula(row, column, shown.text, style, shown.cached)
        elif text:
            sheet.write_string(row, column, text, style)
        else:
            sheet.write_blank(row, column, None, style)


def _signatures(page: Page, row: int) -> int:
    said = "　　　　　　　　".join(("填表人：", "审核人：", "分管领导：", "主要领导（盖章）：", "年　　月　　日"))
    page.sheet.merge_range(row, 0, row, len(_COLUMNS) - 1, said, page.styles(font_size=11))
    page.sheet.set_row(row, 40)
    return row + 1


_TABLE = Table(_HEAD + 1, ("责任单位",), grows=False)
SHEET = MasterSheet(Sheet.PRINTED, 22, draw, table=_TABLE)
