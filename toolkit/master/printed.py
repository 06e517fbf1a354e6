"""整改台账 for paper and signatures, on A3 or A4: an item under a band of its own, its measures once, a row a unit.

Knows: the rows, pages of paper, styles. Must not know: where the rows come from. It is protected: what the office
decides is written into 整改台账, here it is written by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from toolkit.base.captions import Column, Disclosable, Sheet
from toolkit.base.excel_limits import literal
from toolkit.base.texts import text_lines
from toolkit.ledger import OfficeCell, OfficePlace
from toolkit.master.overview.grid import colour_progress, short_title
from toolkit.master.page import Page, Table
from toolkit.master.printed_rows import UnitRow, in_rows, measures_text, unit_rows
from toolkit.master.rows import Formula
from toolkit.master.style import A3, A4, HEI, print_setup
from toolkit.standing.decisions import standing_cells
from toolkit.standing.progress import ItemProgress, Progress
from toolkit.standing.tasks import TaskRow

_UNIT, _WHO, _PROGRESS, _DONE, _EVIDENCE, _NEXT, _STATE, _VERDICT, _OPINION = (
    Column.UNIT, "牵头部门、责任人", Column.PROGRESS, Disclosable.DONE_ON, Column.EVIDENCE, "存在困难和下一步",
    "状态", Column.VERDICT, Column.OPINION,
)  # fmt: skip
_CENTRED = (_UNIT, _DONE, _STATE, _VERDICT)
HEAD = 2  # the captions, from 0
_TITLES = 50.0  # points of the two rows above the captions, on the first page
_HIGHEST = 380.0  # points that a row may have
_BAND, _TINT = "#DCE6EE", "#FFFBEA"


@dataclass(frozen=True, slots=True)
class Layout:
    """One size of paper: captions with their widths in pixels, the font, a line and a page in points.

    What stands under the captions from ``by_hand`` on is filled in by hand where it is blank.
    """

    paper: int
    columns: tuple[tuple[str, int], ...]
    size: float
    line: float
    page: float
    by_hand: str = _VERDICT

    @property
    def captions(self) -> tuple[str, ...]:
        """The captions of the columns."""
        return tuple(caption for caption, _ in self.columns)

    @property
    def wide(self) -> int:
        """How wide all columns are together, in pixels."""
        return sum(pixels for _, pixels in self.columns)

    @property
    def most_lines(self) -> int:
        """How many lines a row may have."""
        return int(_HIGHEST / self.line)

    def ems(self, pixels: float) -> float:
        """How many ems so many pixels hold."""
        return (pixels - 6) / (self.size * 4 / 3)


ON_A3 = Layout(
    A3,
    (
        (_UNIT, 84), (_WHO, 126), (_PROGRESS, 500), (_DONE, 92), (_EVIDENCE, 146), (_NEXT, 160), (_STATE, 56),
        (_VERDICT, 76), (_OPINION, 105), ("核定人签字", 70), (Column.DECIDED_ON, 70),
    ),
    size=10, line=14.5, page=722.0,
)  # fmt: skip
ON_A4 = Layout(
    A4,
    (
        (_UNIT, 74), (_PROGRESS, 380), (_DONE, 84), (_EVIDENCE, 112), (_NEXT, 122), (_STATE, 54), (_VERDICT, 62),
        (_OPINION, 84), ("核定人签字、日期", 78),
    ),
    size=9.5, line=13.8, page=482.0,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Block:
    """Some rows that stay on one page, with their height in points; ``band`` says of which item they are."""

    band: ItemProgress
    height: float
    texts: Mapping[str, str]
    of: UnitRow | None = None
    continued: bool = False


def draw_printed(page: Page, layout: Layout) -> None:
    """Draw the sheet for a size of paper."""
    sheet, styles, snapshot = page.sheet, page.styles, page.snapshot
    last = len(layout.columns) - 1
    for column, (caption, pixels) in enumerate(layout.columns):
        sheet.set_column_pixels(column, column, pixels)
        sheet.write_string(HEAD, column, caption, styles.head(font_name=HEI, bold=False, font_size=layout.size))
    sheet.merge_range(0, 0, 0, last, f"{snapshot.plan.title}整改台账", styles.title())
    note = f"{snapshot.period.name}报送，{snapshot.as_of:%Y-%m-%d}。本表供打印签字；核定情况请填在“{Sheet.LEDGER}”。"
    sheet.merge_range(1, 0, 1, last, note, styles())
    sheet.set_row(0, _TITLES - 18)
    sheet.set_row(1, 18)
    sheet.set_row(HEAD, 30)
    row, filled, breaks, band = HEAD + 1, _TITLES, [], None
    for block in _blocks(page, layout):
        heading = 0 if block.band is band else _band_height(layout, block.band)
        if band is not None and filled + block.height + heading > layout.page:
            breaks.append(row)
            filled, band, heading = 0.0, None, _band_height(layout, block.band)
        if block.band is not band:
            row, band = _band(page, layout, row, block), block.band
        _write(page, layout, row, block)
        row, filled = row + 1, filled + heading + block.height
    row = _signatures(page, row, last)
    sheet.set_h_pagebreaks(breaks)
    letter = xl_col_to_name(layout.captions.index(_STATE))
    colour_progress(page, f"{letter}{HEAD + 2}:{letter}{row}")
    print_setup(sheet, rows=(HEAD, HEAD), paper=layout.paper)
    foot = "&L&11核定人（签字）：＿＿＿＿＿＿&C&11&A　第 &P 页 共 &N 页"
    sheet.set_footer(foot, {"margin": 0.25, "scale_with_doc": False})
    sheet.freeze_panes(HEAD + 1, 1)
    sheet.print_area(0, 0, row - 1, last)
    sheet.protect("", {"format_cells": True, "format_rows": True, "format_columns": True})


def _blocks(page: Page, layout: Layout) -> Iterator[_Block]:
    """Every row of the sheet but the bands, each with its height."""
    tasks: dict[tuple[str, str], list[TaskRow]] = {}
    for task in page.placed.tasks:
        tasks.setdefault((task.standing.item.id, task.standing.unit.id), []).append(task)
    office: dict[OfficePlace, OfficeCell] = standing_cells(page.snapshot.office)
    most, line = layout.most_lines, layout.line
    for one in page.progress.overall.items:
        for lines, texts in in_rows([(measures_text(one), layout.ems(layout.wide))], most):
            if texts[0]:
                yield _Block(one, lines * line + 4, {"": texts[0]})
        mine = {form.unit.id: tasks[one.item.id, form.unit.id] for form in one.standings}
        for said in unit_rows(one, mine, office):
            columns = _texts(layout, said)
            rooms = [(columns.get(caption, ""), layout.ems(pixels)) for caption, pixels in layout.columns]
            for number, (lines, texts) in enumerate(in_rows(rooms, most)):
                of = dict(zip(layout.captions, texts, strict=True))
                yield _Block(one, max(lines * line + 4, 22), of, said, number > 0)


def _texts(layout: Layout, said: UnitRow) -> dict[str, str]:
    """What stands under each caption; where the page has no room for who is responsible it stands over the progress."""
    progress = said.progress
    if _WHO not in layout.captions and said.who:
        progress = f"（{said.who}）\n{progress}"
    return {
        _UNIT: said.units, _WHO: said.who, _PROGRESS: progress, _DONE: said.done_on, _EVIDENCE: said.evidence,
        _NEXT: said.next_steps, _VERDICT: said.verdict, _OPINION: said.opinion,
    }  # fmt: skip


def _title(one: ItemProgress, continued: str = "（续）") -> str:
    return f"{one.item.code}　{one.item.title}{continued}"


def _halves(layout: Layout) -> tuple[int, int]:
    """The last column of the title in a band, and how many pixels it has."""
    last = next(n for n in range(len(layout.columns)) if sum(p for _, p in layout.columns[: n + 1]) > layout.wide * 0.6)
    return last, sum(pixels for _, pixels in layout.columns[: last + 1])


def _band_height(layout: Layout, one: ItemProgress) -> float:
    pixels = _halves(layout)[1]
    return text_lines(_title(one), pixels / 8, layout.size * 1.05) * layout.line + 6  # bold is a little wider


def _band(page: Page, layout: Layout, row: int, block: _Block) -> int:
    """The band over an item; returns the row below. One that goes on says so."""
    sheet, one, cells = page.sheet, block.band, page.progress
    last = len(layout.columns) - 1
    style = page.styles.cell(bold=True, bg_color=_BAND, font_size=layout.size)
    again = block.continued or (block.of is not None and block.of.standings[0] is not one.standings[0])
    half, _ = _halves(layout)
    sheet.merge_range(row, 0, row, half, _title(one, "（续）" if again else ""), style)
    due = f"{one.due:%Y-%m-%d}" if one.due else short_title(one.item.time_limit.as_written or "没有定", 14)
    owed, moving = len(one.standings), cells.due(one)
    day = f'TEXT({moving.text.removeprefix("=")},"yyyy-mm-dd")' if isinstance(moving, Formula) else literal(due)
    state = f'"时限 "&{day}&"　"&{cells.state_place(one.item.id)}'
    cached = f"时限 {due}　{one.progress.value}"
    if one.progress is not Progress.EXPLAINED and owed:
        state += f'&"　完成 "&{cells.finished_place(one.item.id)}&"/{owed}"'
        cached += f"　完成 {one.finished}/{owed}"
    sheet.merge_range(row, half + 1, row, last, "", style)
    sheet.write_formula(row, half + 1, f"={state}", style, cached)
    sheet.set_row(row, _band_height(layout, one))
    return row + 1


def _write(page: Page, layout: Layout, row: int, block: _Block) -> None:
    sheet, styles = page.sheet, page.styles
    sheet.set_row(row, block.height)
    top: dict[str, Any] = {"valign": "top", "font_size": layout.size}
    if block.of is None:
        sheet.merge_range(row, 0, row, len(layout.columns) - 1, block.texts[""], styles.cell(**top))
        return
    by_hand = layout.captions.index(layout.by_hand)
    for column, caption in enumerate(layout.captions):
        text = block.texts.get(caption, "")
        centred = {"align": "center"} if caption in _CENTRED else {}
        tint = {"bg_color": _TINT} if column >= by_hand and not text else {}
        style = styles.cell(**top, **centred, **tint)
        if caption == _STATE and not block.continued:
            shown = page.progress.shown(block.of.standings[0])
            sheet.write_formula(row, column, shown.text, style, shown.cached)
        elif text:
            sheet.write_string(row, column, text, style)
        else:
            sheet.write_blank(row, column, None, style)


def _signatures(page: Page, row: int, last: int) -> int:
    said = "　　　　　　".join(("填表人：", "审核人：", "分管领导：", "主要领导（盖章）：", "年　　月　　日"))
    page.sheet.merge_range(row, 0, row, last, said, page.styles(font_size=11))
    page.sheet.set_row(row, 40)
    return row + 1


TABLE = Table(HEAD + 1, (_UNIT,), grows=False)
