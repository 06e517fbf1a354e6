"""整改台账: a row for each measure of each unit, with what was planned, reported and decided.

Knows: task rows, formulas, styles. Must not know: where the rows come from, where its columns stand.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cache

from toolkit.base.captions import Column, Sheet
from toolkit.ledger import CellValue
from toolkit.master import formulas
from toolkit.master.columns import (
    FLAGS,
    HEAD_ROW,
    HIDDEN,
    IF_ANY,
    LEFT_ALIGNED,
    REPORT,
    REVIEW,
    SIZE,
    SOURCE,
    UNFOLD,
    WIDTH,
    WIDTHS,
    bands,
    date_columns,
    outline,
    task_columns,
)
from toolkit.master.computed import computed_cells
from toolkit.master.office_columns import TINT, WRONG, draw_choices, draw_notes
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.master.rows import Formula
from toolkit.master.style import (
    BAND,
    NEVER_TOO_LONG,
    SMALLEST,
    colour_lights,
    fitting_size,
    fitting_width,
    note_height,
    on_first_page,
    print_setup,
    row_height,
)
from toolkit.standing.decisions import OF_FORM, OFFICE, standing_cells
from toolkit.standing.tasks import TaskRow, row_values


def draw(page: Page) -> None:
    """Draw 整改台账."""
    sheet, styles, snapshot, placed = page.sheet, page.styles, page.snapshot, page.placed
    captions = tuple(placed.columns)
    office = standing_cells(snapshot.office)
    rows = [row_values(task, number, snapshot, office) for number, task in enumerate(placed.tasks, start=1)]
    widths = {
        c: fitting_width((v[c] for v in rows if isinstance(v.get(c), str)), WIDTHS.get(c, WIDTH)) for c in captions
    }
    moving = any(len(task.standing.deadlines) > 1 for task in placed.tasks)
    empty = {c for c in IF_ANY if not any(values.get(c) for values in rows) and not (c == Column.DUE_BEFORE and moving)}
    _heading(page, widths, empty)

    @cache
    def look(caption: str, is_date: bool, size: float, colour: str) -> int:
        aligned = {} if caption in LEFT_ALIGNED else {"align": "center"}
        filled = {"bg_color": colour} if colour else {}
        return styles.number(is_date=is_date, font_size=size, **aligned, **filled)

    for number, (task, values) in enumerate(zip(placed.tasks, rows, strict=True), start=1):
        row = HEAD_ROW + number
        computed = computed_cells(task, placed.columns, snapshot)
        sheet.add_row(row, *_row(task, values, computed, widths, look))
        draw_notes(sheet, task, row, placed.columns)
    draw_choices(sheet, placed.tasks, HEAD_ROW + 1, placed.columns)
    last_row, last_column = placed.last - 1, len(captions) - 1
    # The hidden key columns must be inside: sorting moves only what the filter covers, and look-ups go by key.
    sheet.autofilter(HEAD_ROW, 0, last_row, last_column)
    sheet.freeze_panes(HEAD_ROW + 1, captions.index(Column.MEASURE))
    letter = placed.columns[Column.LIGHT]
    colour_lights(sheet, f"{letter}{placed.first}:{letter}{placed.last}", styles, formulas.MARKS)
    last = captions.index(Column.REMARK)
    repeated = captions.index(Column.NUMBER), captions.index(Column.ITEM)
    print_setup(sheet, rows=(1, HEAD_ROW), last=last, size=SMALLEST, columns=repeated)
    sheet.print_area(0, len(HIDDEN), last_row, last)


_TABLE = Table(HEAD_ROW + 1, (Column.ROW_KEY,), (Column.CODE, Column.UNIT, Column.MEASURE), own_key=True)
SHEET = MasterSheet(Sheet.LEDGER, 20, draw, first=30, table=_TABLE)


def _heading(page: Page, widths: Mapping[str, float], empty: Collection[str]) -> None:
    sheet, styles, snapshot = page.sheet, page.styles, page.snapshot
    captions = tuple(widths)
    last = captions.index(Column.REMARK)
    note = (
        f"{snapshot.period.name}报送；剩余天数、迟报工作日和灯按“总览”的截至日期计算。"
        "“措施”“进展”均为原文；自报内容取自已接收的最新一次报送。"
        f"浅黄色的“核定”各栏由{snapshot.plan.settings.words.office}填写，汇总时读回并保留。"
        f"{UNFOLD}"
    )
    sheet.set_row(0, 30)
    sheet.set_row(HEAD_ROW, 44)
    task, dates = task_columns(snapshot.plan), date_columns(snapshot.plan)
    rest = (*HIDDEN, *task, *dates, *REPORT, *FLAGS, *REVIEW, *SOURCE)
    for name, group in bands(task, tuple(caption for caption in captions if caption not in rest), dates):
        begin, end = captions.index(group[0]), captions.index(group[-1])
        sheet.merge_range(HEAD_ROW - 1, begin, HEAD_ROW - 1, end, name, styles.head(bg_color="#BDD7EE"))
    for index, caption in enumerate(captions):
        sheet.write_string(HEAD_ROW, index, caption, styles.head())
        hidden = {"hidden": True} if caption in HIDDEN or caption in empty else {}
        sheet.set_column(index, index, widths[caption], None, hidden | outline(captions, index))
    right = on_first_page(sheet, last, size=SMALLEST)
    sheet.merge_range(0, len(HIDDEN), 0, right, f"{snapshot.plan.title}整改台账", styles.title())
    sheet.merge_range(1, len(HIDDEN), 1, right, note, styles.small())
    sheet.set_row(1, note_height(sheet, note, 0, right))


def _row(
    task: TaskRow,
    values: Mapping[str, CellValue],
    computed: Mapping[str, Formula],
    widths: Mapping[str, float],
    look: Callable[[str, bool, float, str], int],
) -> tuple[list[tuple[int, CellValue | Formula]], float]:
    """The cells of one row with the numbers of their formats, and its height."""
    colours = _colours(task)
    cells: list[tuple[int, CellValue | Formula]] = []
    texts: list[tuple[object, float]] = []
    for caption, width in widths.items():
        if caption in computed:
            cells.append((look(caption, computed[caption].is_date, SIZE, ""), computed[caption]))
            continue
        value = values.get(caption)
        size = SIZE
        if isinstance(value, str):
            size = SIZE if len(value) <= NEVER_TOO_LONG else fitting_size(value, width, SIZE)
            if caption not in HIDDEN:
                texts.append((value, width))
        cells.append((look(caption, isinstance(value, date), size, colours.get(caption, "")), value))
    return cells, row_height(texts, least=32, size=SIZE)


def _colours(task: TaskRow) -> dict[str, str]:
    """The colours of the office's cells: to be filled, given elsewhere, wrong."""
    wrong = {objection.column for objection in task.objections}
    open_ = (*OF_FORM, Column.REMARK) if task.first else (Column.REMARK,)
    return {caption: WRONG if caption in wrong else TINT if caption in open_ else BAND for caption in OFFICE}
