"""The plan workbook written: the same tables as `toolkit.plan.workbook` reads, made for a clerk to edit.

Knows: openpyxl, the tables. Must not know: what the plan is used for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, time
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.files import write_whole
from toolkit.findings import Severity
from toolkit.plan.model import Indicator, Item, Plan
from toolkit.plan.workbook import HEAD, PROPOSED, STATED, TABLES

_LISTS = "_lists"
_SPARE = 200  # empty rows below the table that already have dropdowns and formats
_GRID = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_GRID, right=_GRID, top=_GRID, bottom=_GRID)
_HEADER = PatternFill("solid", fgColor="DCE6F1")
_SEVERITY_WORDS = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "提示"}


def write_plan(plan: Plan, path: Path) -> None:
    """Write a plan as a workbook that `read_plan` reads back equal; the file is whole or not there at all."""
    workbook = Workbook()
    first = workbook.active
    assert isinstance(first, Worksheet)
    workbook.remove(first)
    lists = workbook.create_sheet(_LISTS)
    rows = _rows(plan)
    for name, table in TABLES.items():
        sheet = workbook.create_sheet(name)
        _write(sheet, name, rows[name])
        for index, column in enumerate(table, start=1):
            if column.choices:
                _dropdown(workbook, lists, sheet, index, column.choices)
    lists.sheet_state = "hidden"
    workbook.move_sheet(_LISTS, len(TABLES))
    workbook.active = 0
    workbook.properties.title = plan.title
    workbook.properties.creator = "整改报送工具"
    workbook.properties.created = datetime.combine(plan.issued_on, time.min)
    out = BytesIO()
    workbook.save(out)
    write_whole(path, out.getvalue())


def _rows(plan: Plan) -> dict[str, list[tuple[object, ...]]]:
    head = (
        plan.id, plan.title, plan.doc_no, plan.issuer, plan.issued_on, plan.feedback_body, plan.report_to,
        plan.contact, plan.phone, plan.email, plan.settings.blue_within, plan.settings.yellow_up_to,
    )  # fmt: skip
    areas = {unit.id: unit.area for unit in plan.units}
    return {
        "方案": [(name, value) for (name, _, _), value in zip(HEAD, head, strict=True)],
        "单位": [
            (u.id, u.name, u.area, "、".join(u.aliases), u.code, u.kind, u.email, u.contact, u.phone)
            for u in plan.units
        ],
        "事项": [_item(item, areas) for item in plan.items],
        "措施": [(item.id, m.no, m.marker, m.text) for item in plan.items for m in item.measures],
        "指标": [_indicator(indicator) for indicator in plan.indicators],
        "规则": [(r.id, r.item_id, r.text, _SEVERITY_WORDS[r.severity], r.message) for r in plan.rules],
        "选项": [(c.group, c.label, c.id) for c in plan.choices],
        "报送期": [(p.id, p.name, p.due_date) for p in plan.periods],
    }


def _item(item: Item, areas: dict[str, str]) -> tuple[object, ...]:
    limit = item.time_limit
    return (
        item.id, item.code, item.part, item.part_title, item.section, item.section_title, item.title,
        item.kind.value, item.finding, item.description, item.units_as_written,
        "、".join(areas[unit] for unit in item.unit_ids), PROPOSED if item.units_proposed else STATED,
        item.lead_unit, limit.as_written, limit.type.value, limit.due_date, item.note,
    )  # fmt: skip


def _indicator(i: Indicator) -> tuple[object, ...]:
    return (
        i.id, i.item_id, i.name, i.type.value, i.measured_in, i.basis, "是" if i.required else "否", i.minimum,
        i.maximum, i.soft_minimum, i.soft_maximum, i.aggregation.value, i.document_value, i.choices, i.formula,
        i.definition,
    )  # fmt: skip


def _write(sheet: Worksheet, name: str, rows: Iterable[tuple[object, ...]]) -> None:
    table = TABLES[name]
    for index, column in enumerate(table, start=1):
        cell = sheet.cell(1, index, column.header)
        cell.font, cell.fill, cell.border = Font(name="黑体", size=11), _HEADER, _BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        if column.note:
            cell.comment = Comment(column.note, "整改报送工具", height=60, width=260)
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    sheet.row_dimensions[1].height = 30
    last = 1
    for last, row in enumerate(rows, start=2):
        for index, (column, value) in enumerate(zip(table, row, strict=True), start=1):
            cell = sheet.cell(last, index, None if value == "" else value)
            if isinstance(value, str):
                cell.data_type, cell.number_format = "s", "@"
            elif column.kind == "date" or not isinstance(value, int | float | None):
                cell.number_format = "yyyy-mm-dd"
        sheet.row_dimensions[last].height = _height(name, row)
    for number in range(2, last + 1):
        for index in range(1, len(table) + 1):
            cell = sheet.cell(number, index)
            cell.font, cell.border = Font(name="宋体", size=10.5), _BORDER
            cell.alignment = Alignment(vertical="center", wrap_text=True)
    _text_columns_below(sheet, name, last)
    sheet.freeze_panes = "C2" if len(table) > 5 else "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table))}{last}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8 if len(table) > 9 else 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter.center.text = "&A　第 &P 页 共 &N 页"


def _text_columns_below(sheet: Worksheet, name: str, last: int) -> None:
    """Codes typed into the empty rows below stay texts: 4.5 must not become a number, 2021-01 no date."""
    codes = [i for i, c in enumerate(TABLES[name], start=1) if c.header.endswith(("编号", "代码"))]
    for number in range(last + 1, last + 1 + _SPARE):
        for index in codes:
            sheet.cell(number, index).number_format = "@"


def _height(name: str, row: tuple[object, ...]) -> float:
    lines = 1
    for column, value in zip(TABLES[name], row, strict=True):
        ems = sum(1.0 if ord(c) > 0x2E7F else 0.55 for c in str(value or ""))
        lines = max(lines, math.ceil(ems * 14 / (column.width * 8 - 14)))
    return min(lines * 15 + 6, 400)


def _dropdown(workbook: Workbook, lists: Worksheet, sheet: Worksheet, index: int, choices: tuple[str, ...]) -> None:
    column = lists.max_column + 1 if lists["A1"].value else 1
    for number, choice in enumerate(choices, start=1):
        lists.cell(number, column, choice)
    letter = get_column_letter(column)
    name = f"list_{column}"
    place = f"'{_LISTS}'!${letter}$1:${letter}${len(choices)}"
    workbook.defined_names[name] = DefinedName(name, attr_text=place)
    validation = DataValidation(type="list", formula1=name, allow_blank=True, showErrorMessage=True)
    validation.errorTitle, validation.error = "请核对", "请从列表中选一项。"
    letter = get_column_letter(index)
    validation.add(f"{letter}2:{letter}{sheet.max_row + _SPARE}")
    sheet.add_data_validation(validation)
