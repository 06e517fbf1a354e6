"""整改台账 and the hidden working-day calendar that its formulas look up.

Knows: task rows, formulas, styles. Must not know: where the rows come from.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from toolkit.catalogue import catalogues
from toolkit.ledger import CellValue, OfficeCell
from toolkit.master import formulas
from toolkit.master.office_columns import TINT, WRONG, conditions, draw_choices, draw_notes, place, row_key
from toolkit.master.rows import ROW, Formula, RowSheet, TextSheet
from toolkit.master.style import (
    BAND,
    NEVER_TOO_LONG,
    Styles,
    colour_lights,
    fitting_size,
    fitting_width,
    print_setup,
    row_height,
)
from toolkit.plan.deadlines import report_due
from toolkit.plan.model import LimitType
from toolkit.plan.states import SETTLED
from toolkit.plan.workdays import workdays_of
from toolkit.standing.decisions import OF_FORM, OFFICE, OPINION, REMARK, standing_cells
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.tables import TaskRow, basis_of, calendar_years, completed_label, reported_captions, task_rows

SHEET, CALENDAR = "整改台账", "工作日历"
HEAD_ROW = 3  # the captions, from 0; title, small print and bands stand above
# Narrow enough that the sheet, with its details folded away, prints on A3 at about a half: 10.5 pt come out as 5 pt.
WIDTHS = {
    "键": 8, "首行": 5, "序号": 4.5, "部分": 4, "事项编号": 8.5, "问题（事项）": 15, "类别": 8, "整改措施": 42,
    "责任单位": 9, "责任单位依据": 6.5, "整改时限": 9.5, "整改截止": 10.5, "应报日期": 10.5, "剩余天数": 5,
    "报送状态": 7, "收件日期": 10.5, "迟报工作日": 5.5, "超期工作日": 5.5, "退回次数": 5, "进展状态": 8,
    "措施完成日期": 10.5, "进展情况": 32, "佐证材料": 11, "牵头部门": 9.5, "责任领导": 8.5, "责任人": 8.5,
    "自报状态": 8, "自报完成日期": 10.5, "存在困难": 10, "下一步打算": 15, "申请销号": 5, "完成标志": 6.5, "灯": 5.5,
    "来源文件": 30, "来源工作表": 10, "来源单元格": 8, "行键": 8, "整改状态": 7.5, "销号条件": 7.5, "核定结论": 7.5,
    "核定意见": 11, "核定人": 6.5, "核定日期": 10.5, "备案号": 6.5, "备注": 8,
}  # fmt: skip
_SIZE = 10.5
_HIDDEN = ("键", "行键", "首行")
# Columns that many plans never need: shown only where something stands in them, for the sake of the printed page.
IF_ANY = ("原定截止", "措施完成日期", "自报完成日期", "计划完成日期", "销号条件")
# Folded away behind a “+” until somebody wants them, also for the sake of the printed page.
DETAILS = (
    "部分", "类别", "责任单位依据", "应报日期", "剩余天数", "措施完成日期", "自报状态", "自报完成日期", "下一步打算",
    "申请销号",
)  # fmt: skip
_TASK = (*_HIDDEN, "序号", "部分", "事项编号", "问题（事项）", "类别", "整改措施", "责任单位", "责任单位依据")
_DATES = ("整改时限", "整改截止", "原定截止", "应报日期", "剩余天数")
_REPORT = ("报送状态", "收件日期", "迟报工作日", "超期工作日", "退回次数")
_FLAGS = ("完成标志", "灯")
_REVIEW = ("整改状态", "销号条件", *OFFICE)
_SOURCE = ("来源文件", "来源工作表", "来源单元格")
LEFT = (
    "问题（事项）", "整改措施", "进展情况", "佐证材料", "存在困难", "下一步打算", "来源文件", "整改时限", OPINION,
    REMARK,
)  # fmt: skip


@dataclass(frozen=True)
class LedgerSheet:
    """Where 整改台账 put things, for the formulas of other sheets: column letters by caption, rows by form key."""

    columns: dict[str, str]
    first: int
    last: int
    rows: dict[str, int]
    tasks: list[TaskRow]

    def range(self, caption: str) -> str:
        """The data of one column, absolute, with the sheet's name."""
        letter = self.columns[caption]
        return f"'{SHEET}'!${letter}${self.first}:${letter}${self.last}"


def write_calendar(workbook: xlsxwriter.Workbook, snapshot: Snapshot) -> Worksheet:
    """The hidden sheet of working days and thresholds, and the names that formulas use."""
    sheet = workbook.add_worksheet(CALENDAR, TextSheet)
    plain, dates = workbook.add_format(), workbook.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, ("工作日", "", "设置", "值"), plain)
    # A day before all others, so that a look-up always finds something.
    days = [date(1900, 1, 1)]
    for year in calendar_years(snapshot):
        days += workdays_of(year)
    for row, day in enumerate(days, start=1):
        sheet.write_datetime(row, 0, day, dates)
    sheet.set_column(0, 0, 12)
    settings = snapshot.plan.settings
    for row, (name, value) in enumerate(
        ((formulas.BLUE, settings.blue_within), (formulas.YELLOW, settings.yellow_up_to)), start=1
    ):
        sheet.write_string(row, 2, name)
        sheet.write_number(row, 3, value)
        workbook.define_name(name, f"='{CALENDAR}'!$D${row + 1}")
    workbook.define_name(formulas.WORKDAYS, f"='{CALENDAR}'!$A$2:$A${len(days) + 1}")
    sheet.hide()
    return sheet


def write_ledger(workbook: xlsxwriter.Workbook, sheet: RowSheet, styles: Styles, snapshot: Snapshot) -> LedgerSheet:
    """Draw 整改台账; returns where things stand."""
    own = reported_captions(catalogues(snapshot.plan))
    captions = (*_TASK, *_DATES, *_REPORT, *own, *_FLAGS, *_REVIEW, *_SOURCE)
    columns = {caption: xl_col_to_name(index) for index, caption in enumerate(captions)}
    tasks = task_rows(snapshot)
    first = HEAD_ROW + 2
    placed = LedgerSheet(columns, first, HEAD_ROW + 1 + max(len(tasks), 1), {}, tasks)
    office = standing_cells(snapshot.office)
    rows = [row_values(task, number, snapshot, office) for number, task in enumerate(tasks, start=1)]
    widths = {c: fitting_width((v[c] for v in rows if isinstance(v.get(c), str)), WIDTHS.get(c, 12)) for c in captions}
    empty = {c for c in IF_ANY if not any(values.get(c) for values in rows)}
    _heading(sheet, styles, snapshot, widths, empty)
    completed = completed_label(snapshot)

    @cache
    def look(caption: str, is_date: bool, size: float, colour: str) -> int:
        aligned = {} if caption in LEFT else {"align": "center"}
        filled = {"bg_color": colour} if colour else {}
        return styles.number(is_date=is_date, font_size=size, **aligned, **filled)

    for number, (task, values) in enumerate(zip(tasks, rows, strict=True), start=1):
        row = HEAD_ROW + number
        placed.rows.setdefault(task.key, row + 1)
        sheet.add_row(row, *_row(task, values, _computed(task, columns, snapshot, completed), widths, look))
        draw_notes(sheet, task, row, columns)
    draw_choices(sheet, tasks, HEAD_ROW + 1, columns)
    last_row, last_column = HEAD_ROW + max(len(tasks), 1), len(captions) - 1
    # The hidden key columns must be inside: sorting moves only what the filter covers, and look-ups go by key.
    sheet.autofilter(HEAD_ROW, 0, last_row, last_column)
    sheet.freeze_panes(HEAD_ROW + 1, captions.index("整改措施"))
    area = f"{columns['灯']}{first}:{columns['灯']}{last_row + 1}"
    colour_lights(sheet, area, styles, formulas.MARKS)
    print_setup(sheet, rows=(1, HEAD_ROW))
    sheet.print_area(0, len(_HIDDEN), last_row, captions.index(REMARK))
    return placed


def _heading(
    sheet: Worksheet, styles: Styles, snapshot: Snapshot, widths: Mapping[str, float], empty: Collection[str]
) -> None:
    captions = tuple(widths)
    last = captions.index(REMARK)
    sheet.merge_range(0, len(_HIDDEN), 0, last, f"{snapshot.plan.title}整改台账", styles.title())
    note = (
        f"{snapshot.period.name}报送；剩余天数、迟报工作日和灯按“总览”的截至日期计算。"
        "“措施”“进展”均为原文；自报内容取自已接收的最新一次报送。浅黄色的“核定”各栏由地区填写，汇总时读回并保留。"
        "点列标上方的“+”（或左上角的“2”）可以展开类别、应报日期、下一步打算等栏。"
    )
    sheet.merge_range(1, len(_HIDDEN), 1, last, note, styles.small())
    sheet.set_row(0, 30)
    sheet.set_row(HEAD_ROW, 44)
    bands = (("任务", _TASK[len(_HIDDEN) :]), ("时限", _DATES), ("报送", _REPORT))
    rest = (*_TASK, *_DATES, *_REPORT, *_FLAGS, *_REVIEW, *_SOURCE)
    own = tuple(caption for caption in captions if caption not in rest)
    for name, group in (*bands, ("自报", own), ("认定", _FLAGS), ("核定", _REVIEW), ("来源", _SOURCE)):
        begin, end = captions.index(group[0]), captions.index(group[-1])
        sheet.merge_range(HEAD_ROW - 1, begin, HEAD_ROW - 1, end, name, styles.head(bg_color="#BDD7EE"))
    for index, caption in enumerate(captions):
        sheet.write_string(HEAD_ROW, index, caption, styles.head())
        folded = index and captions[index - 1] in DETAILS and caption not in DETAILS
        options: dict[str, object] = {"collapsed": True} if folded else {}
        if caption in DETAILS:
            options = {"level": 1, "hidden": True}
        elif caption in _HIDDEN or caption in empty:
            options["hidden"] = True
        sheet.set_column(index, index, widths[caption], None, options)


def _computed(task: TaskRow, columns: Mapping[str, str], snapshot: Snapshot, completed: str) -> dict[str, Formula]:
    """The formulas of one row with their cached values, by caption."""
    standing = task.standing
    state, due, late, overdue, received, limit, own, returned = (
        f"{columns[caption]}{ROW}"
        for caption in (
            "报送状态",
            "应报日期",
            "迟报工作日",
            "超期工作日",
            "收件日期",
            "整改截止",
            "自报状态",
            "退回次数",
        )
    )
    left = "" if not standing.owing else (report_due(snapshot.period, snapshot.plan.settings) - snapshot.as_of).days
    return {
        "剩余天数": Formula(formulas.days_left(state, due), left),
        "迟报工作日": Formula(formulas.late_workdays(state, received, due), standing.late_workdays),
        "超期工作日": Formula(
            "=0" if standing.reviewed.state in SETTLED else formulas.overdue_workdays(limit, own, completed),
            standing.overdue_workdays,
        ),
        "灯": Formula(
            formulas.fixed_light(standing.fixed)
            if standing.fixed
            else formulas.light(standing.settled, state, returned, late, overdue, due),
            formulas.light_text(standing.light),
        ),
    }


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
            cells.append((look(caption, False, _SIZE, ""), computed[caption]))
            continue
        value = values.get(caption)
        size = _SIZE
        if isinstance(value, str):
            size = _SIZE if len(value) <= NEVER_TOO_LONG else fitting_size(value, width, _SIZE)
            if caption not in _HIDDEN:
                texts.append((value, width))
        cells.append((look(caption, isinstance(value, date), size, colours.get(caption, "")), value))
    return cells, row_height(texts, least=32, size=_SIZE)


def write(sheet: Worksheet, row: int, column: int, value: CellValue, styles: Styles, **properties: object) -> None:
    """Write one value so that a text stays a text whatever it begins with."""
    match value:
        case None | "":
            sheet.write_blank(row, column, None, styles.cell(**properties))
        case date():
            sheet.write_datetime(row, column, value, styles.date(**{**properties, "align": "center"}))
        case int() | float():
            sheet.write_number(row, column, value, styles.cell(**properties))
        case _:
            sheet.write_string(row, column, str(value), styles.cell(**properties))


def _colours(task: TaskRow) -> dict[str, str]:
    """The colours of the office's cells: to be filled, given elsewhere, wrong."""
    wrong = {caption for caption, _ in task.problems}
    open_ = (*OF_FORM, REMARK) if task.first else (REMARK,)
    return {caption: WRONG if caption in wrong else TINT if caption in open_ else BAND for caption in OFFICE}


def row_values(
    task: TaskRow, number: int, snapshot: Snapshot, office: Mapping[tuple[str, str, int, str], OfficeCell]
) -> dict[str, CellValue]:
    """What stands in one row, by caption, but for what the sheet computes."""
    standing = task.standing
    item, limit = standing.item, standing.item.time_limit
    text = task.measure.marker + task.measure.text if task.measure else item.description
    latest = standing.latest
    accepted = standing.accepted
    return {
        "键": task.key,
        "行键": row_key(task),
        "首行": 1 if task.first else 0,
        "序号": number,
        "部分": item.part,
        "事项编号": item.code,
        "问题（事项）": item.title,
        "类别": item.kind.value,
        "整改措施": text,
        "责任单位": standing.unit.area,
        "责任单位依据": basis_of(item),
        "整改时限": limit.as_written or ("不适用" if limit.type is LimitType.NOT_APPLICABLE else "未写明"),
        "整改截止": standing.deadline.due,
        "原定截止": standing.deadline.was,
        "应报日期": report_due(snapshot.period, snapshot.plan.settings),
        "报送状态": standing.state.value,
        "收件日期": latest.received_on if latest else None,
        "退回次数": standing.returned_times,
        **task.reported,
        "完成标志": task.flag,
        "整改状态": standing.reviewed.state.value,
        "销号条件": conditions(standing) if task.first else None,
        **{caption: cell.value for caption in OFFICE if (cell := office.get(place(task, caption))) is not None},
        "来源文件": accepted.file_name if accepted else None,
        "来源工作表": task.source.sheet if task.source else None,
        "来源单元格": task.source.cell if task.source else None,
    }
