"""A draft of the plan as a workbook: the plan's own sheets, with a page in front that says what is still to be done.

Knows: the draft, the plan workbook. Must not know: how a document is read. What a person must decide is marked at its
cell; `toolkit plan check` takes the workbook once these cells are filled, the page in front may stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook import Workbook
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.issued.document import PlanDraft
from toolkit.planbook.head import HEAD
from toolkit.planbook.tables import TABLES
from toolkit.planbook.writing import line_counts, plan_workbook, row_height, save

SHEET = "导入说明"
_ASK, _MENDED, _HEAD = (PatternFill("solid", fgColor=colour) for colour in ("FFD9D9", "FFF2CC", "DCE6F1"))
_SIDE = Side("thin", color="A6A6A6")
_GRID = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_WIDTHS = {"A": 6, "B": 16, "C": 72}


def write_draft(draft: PlanDraft, path: Path) -> None:
    """Write a draft as a plan workbook with marked cells. Raises `WorkspaceError` when the file is in use."""
    workbook = plan_workbook(draft.plan)
    places = _mark(workbook, draft)
    _front(workbook, draft, places)
    save(workbook, path)


def counts(draft: PlanDraft) -> list[tuple[str, int, int]]:
    """For each part of the document: its title, its items, its measures."""
    parts = [f"{item.part}、{item.part_title}" if item.part else "全部事项" for item in draft.plan.items]
    items = Counter(parts)
    measures: Counter[str] = Counter()
    for part, item in zip(parts, draft.plan.items, strict=True):
        measures[part] += len(item.measures)
    return [(part, number, measures[part]) for part, number in items.items()]


def _mark(workbook: Workbook, draft: PlanDraft) -> list[str]:
    """Mark the cells that a person must look at; returns where each question stands, as sheet!cell."""
    row_of = {item.id: row for row, item in enumerate(draft.plan.items, start=2)}
    head_row = {setting.name: row for row, setting in enumerate(HEAD, start=2)}
    column_of = {column.header: index for index, column in enumerate(TABLES["事项"], start=1)}
    places = []
    for question in draft.questions:
        if question.item_id:
            sheet, row, column = workbook["事项"], row_of[question.item_id], column_of[question.header]
        elif question.header in head_row:
            sheet, row, column = workbook["方案"], head_row[question.header], 2
        else:
            sheet, row, column = workbook["报送期"], 2, 3
        _note(sheet, row, column, question.sentence, _ASK)
        places.append(f"{sheet.title}!{sheet.cell(row, column).coordinate}")
    for repair in draft.repairs:
        sentence = f"文件写的是“{repair.written}”，认作“{repair.taken_as}”，请核对。"
        _note(workbook["事项"], row_of[repair.item_id], column_of["填报单位"], sentence, _MENDED)
    return places


def _note(sheet: Worksheet, row: int, column: int, sentence: str, fill: PatternFill) -> None:
    cell = sheet.cell(row, column)
    before = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(before + sentence, "整改报送工具", height=90, width=260)
    cell.fill = fill


def _front(workbook: Workbook, draft: PlanDraft, places: Sequence[str]) -> None:
    sheet = workbook.create_sheet(SHEET, 0)
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    items, measures = len(draft.plan.items), sum(len(item.measures) for item in draft.plan.items)
    _line(sheet, "导入说明", size=16, bold=True)
    _line(
        sheet,
        f"从《{draft.plan.title}》读到事项 {items} 项、措施 {measures} 条。"
        f"请先处理下面第二部分的 {len(draft.questions)} 处（各工作表里标红的格），再运行 toolkit plan check。"
        "这一页看完可以删除。",
    )
    parts = [("", part, f"事项 {number} 项，措施 {count} 条") for part, number, count in counts(draft)]
    _section(sheet, "一、各部分读到的内容", ("序号", "部分", "读到"), parts)
    code = {item.id: item.code for item in draft.plan.items}
    asked = [
        (place, code.get(question.item_id, question.header), question.sentence)
        for question, place in zip(draft.questions, places, strict=True)
    ]
    _section(sheet, "二、请您决定（点序号可以跳到那一格）", ("序号", "事项", "要决定什么"), asked)
    mended = [("", code[one.item_id], f"“{one.written}”认作“{one.taken_as}”") for one in draft.repairs]
    _section(sheet, "三、按原意认的名称（标黄的格），请核对", ("序号", "事项", "原文和认作"), mended)
    left = [("", one.where, one.text) for one in draft.not_understood]
    _section(sheet, "四、没有列入方案的文字，请看有没有漏掉事项", ("序号", "位置", "原文"), left)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "portrait", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.sheet_view.showGridLines = False
    workbook.active = 0
    for other in workbook.worksheets[1:]:
        other.sheet_view.tabSelected = False


def _line(sheet: Worksheet, text: str, size: float = 10.5, bold: bool = False) -> None:
    row = sheet.max_row + 1 if sheet["A1"].value else 1
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=3)
    cell = sheet.cell(row, 1, text)
    cell.font = Font(name="黑体" if bold else "宋体", size=size)
    cell.alignment = Alignment(vertical="center", wrap_text=True, horizontal="center" if size > 14 else "left")
    sheet.row_dimensions[row].height = 30 if size > 14 else row_height(sum(line_counts(text, sum(_WIDTHS.values()))))


def _section(sheet: Worksheet, title: str, heads: Sequence[str], rows: Sequence[tuple[str, str, str]]) -> None:
    """A headed table of (link or "", second column, third column); one line that says so where there is nothing."""
    _line(sheet, title, size=12, bold=True)
    if not rows:
        _line(sheet, "没有。")
        return
    _cells(sheet, heads, head=True)
    for number, (link, second, third) in enumerate(rows, start=1):
        _cells(sheet, (number, second, third))
        if link:
            name, _, place = link.partition("!")
            cell = sheet.cell(sheet.max_row, 1)
            cell.hyperlink = f"#'{name}'!{place}"
            cell.font = Font(name="宋体", size=10.5, color="0563C1", underline="single")


def _cells(sheet: Worksheet, values: Sequence[object], head: bool = False) -> None:
    row = sheet.max_row + 1
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        cell.value = value  # type: ignore[assignment]
        if isinstance(value, str):
            cell.data_type = "s"
        cell.font, cell.border = Font(name="黑体" if head else "宋体", size=10.5), _GRID
        short = head or column < 3
        cell.alignment = Alignment(horizontal="center" if short else "left", vertical="center", wrap_text=True)
        if head:
            cell.fill = _HEAD
    lines = max(sum(line_counts(value, width)) for value, width in zip(values, _WIDTHS.values(), strict=True))
    sheet.row_dimensions[row].height = row_height(lines)
