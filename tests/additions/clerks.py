"""What clerks add to a master, done with openpyxl, and how a test looks at it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from tests.small import small_plan
from tests.standing.snapshots import Sent, finding, snapshot_of
from toolkit.additions.carry import carried
from toolkit.additions.records import Carried
from toolkit.master.workbook import master_bytes
from toolkit.plan.model import Plan

LEDGER, OWING, FIGURES, OVERVIEW = "整改台账", "未报与逾期", "指标汇总", "总览"
HEADS = {LEDGER: 4, OVERVIEW: 7}  # the rows of the captions; of every other sheet the third
KEYS = {
    LEDGER: ("行键",), OWING: ("责任单位", "事项编号"), FIGURES: ("事项编号", "指标"),
    "报送记录": ("责任单位", "事项编号", "文件指纹"), "时限": ("事项编号", "责任单位"),
    "退回与问题": ("责任单位", "事项编号", "工作表", "单元格", "代码", "文件"),
}  # fmt: skip
SENT = [Sent("3.1.1", "fuyun"), Sent("3.2.3", "altay_city", accepted=False, findings=(finding(),))]
MORE = [*SENT, Sent("3.1.1", "altay_city"), Sent("3.1.1", "burqin"), Sent("6.2", "qinghe")]
Edit = Callable[[Workbook], object]


@cache
def the_plan() -> Plan:
    return small_plan()


@cache
def drawn(what: str = "before") -> bytes:
    """The master: as it was, after more has come, of a plan that has lost a unit or an item, or has long titles."""
    plan, sent = the_plan(), SENT
    match what:
        case "after":
            sent = MORE
        case "without a unit":
            gone = "altay_city"
            items = tuple(replace(i, unit_ids=tuple(u for u in i.unit_ids if u != gone)) for i in plan.items)
            plan = replace(plan, units=tuple(u for u in plan.units if u.id != gone), items=items)
            sent = [one for one in SENT if one.unit != gone]
        case "without an item":
            plan = replace(
                plan,
                items=tuple(i for i in plan.items if i.id != "6.2"),
                indicators=tuple(i for i in plan.indicators if i.item_id != "6.2"),
            )
        case "with long titles":
            plan = replace(plan, items=tuple(replace(item, title=item.title * 4) for item in plan.items))
        case _:
            assert what == "before"
    return master_bytes(snapshot_of(plan, sent))


def opened(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def edited(data: bytes, *edits: Edit) -> bytes:
    book = opened(data)
    for edit in edits:
        edit(book)
    return saved(book)


def carry(old: bytes, what: str = "before") -> Carried:
    """Carry over, and see that doing it again with what came out changes nothing."""
    done = carried(old, drawn(what), "原件.xlsx")
    again = carried(done.data, drawn(what), "原件.xlsx")
    assert again.data == done.data, "a second time says something else"
    assert not again.lost, again.lost
    return done


def sheet_of(book: Workbook, name: str) -> Worksheet:
    sheet = book[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def head_of(name: str) -> int:
    return HEADS.get(name, 3)


def column_of(sheet: Worksheet, caption: str) -> int:
    for cell in sheet[head_of(sheet.title)]:
        if cell.value is not None and "".join(str(cell.value).split()) == "".join(caption.split()):
            return int(cell.column or 0)
    raise AssertionError(f"{sheet.title} has no column {caption}")


def captions_of(sheet: Worksheet) -> list[object]:
    return [cell.value for cell in sheet[head_of(sheet.title)]]


def key_of(sheet: Worksheet, row: int) -> tuple[object, ...]:
    """What a row is known by."""
    return tuple(sheet.cell(row, column_of(sheet, caption)).value for caption in KEYS[sheet.title])


def row_of(sheet: Worksheet, key: tuple[object, ...]) -> int:
    for row in range(head_of(sheet.title) + 1, sheet.max_row + 1):
        if key_of(sheet, row) == key:
            return row
    raise AssertionError(f"{sheet.title} has no row {key}")


def cell(sheet: Worksheet, row: int, column: int) -> Cell:
    found = sheet.cell(row, column)
    assert isinstance(found, Cell)
    return found


def insert_column(sheet: Worksheet, after: str | None, caption: str | None) -> int:
    """Insert a column as Excel does: what is merged, ruled or wide goes along; formulas are not calculated anew."""
    at = 1 if after is None else column_of(sheet, after) + 1
    merged = [(r.min_col, r.min_row, r.max_col, r.max_row) for r in sheet.merged_cells.ranges]
    for area in list(sheet.merged_cells.ranges):
        sheet.merged_cells.remove(area)
    widths = {
        n + (n >= at): (d.width, d.hidden, d.outlineLevel, d.collapsed)
        for d in sheet.column_dimensions.values()
        for n in range(d.min or column_index_from_string(d.index), (d.max or column_index_from_string(d.index)) + 1)
    }
    sheet.insert_cols(at)
    for left, top, right, bottom in merged:
        left, right = left + (left >= at), right + (right >= at)
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    sheet.column_dimensions.clear()
    for n, (width, hidden, level, collapsed) in widths.items():
        one = sheet.column_dimensions[get_column_letter(n)]
        one.width, one.hidden, one.outlineLevel, one.collapsed = width, hidden, level, collapsed
    for choice in sheet.data_validations.dataValidation:
        choice.sqref = MultiCellRange(" ".join(_shifted(str(r), at) for r in choice.sqref.ranges))
    rules = [(str(r.sqref), r.rules) for r in sheet.conditional_formatting]
    sheet.conditional_formatting = ConditionalFormattingList()
    for area, of_area in rules:
        for rule in of_area:
            rule.formula = [_shifted(formula, at) for formula in rule.formula]
            sheet.conditional_formatting.add(_shifted(area, at), rule)
    cell(sheet, head_of(sheet.title), at).value = caption
    return at


def _shifted(text: str, at: int) -> str:
    def shift(match: re.Match[str]) -> str:
        column = column_index_from_string(match[1])
        return f"{get_column_letter(column + (column >= at))}{match[2]}"

    return re.sub(r"\b([A-Z]{1,2})(\d+)\b", shift, text)
