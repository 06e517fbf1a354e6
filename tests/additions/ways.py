"""Ways in which a clerk adds to a master, each with the look that tells whether it is still there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook

from tests.additions.clerks import (
    FIGURES,
    LEDGER,
    OVERVIEW,
    OWING,
    cell,
    column_of,
    head_of,
    insert_column,
    row_of,
    sheet_of,
)

KEY = ("6.2|qinghe|1",)


@dataclass(frozen=True)
class Way:
    """One way: what is done, and what is seen of it afterwards (the same each time, wherever it stands)."""

    add: Callable[[Workbook], object]
    seen: Callable[[Workbook], object]


def _row(book: Workbook) -> int:
    sheet = sheet_of(book, LEDGER)
    keys = [sheet.cell(r, column_of(sheet, "行键")).value for r in range(5, sheet.max_row + 1)]
    key = next(k for k in keys if str(k).startswith("6.2|qinghe"))
    return row_of(sheet, (key,))


def _of(book: Workbook, caption: str, name: str = LEDGER) -> Cell:
    sheet = sheet_of(book, name)
    row = _row(book) if name == LEDGER else head_of(name) + 1
    if name == OWING:  # a row that is listed whatever comes
        units = column_of(sheet, "责任单位")
        row = next(r for r in range(row, sheet.max_row + 1) if sheet.cell(r, units).value == "福海县")
    return cell(sheet, row, column_of(sheet, caption))


def _column(after: str | None, caption: str, value: object, name: str = LEDGER) -> Way:
    def add(book: Workbook) -> None:
        insert_column(sheet_of(book, name), after, caption)
        _of(book, caption, name).value = value  # type: ignore[assignment]

    return Way(add, lambda book: _of(book, caption, name).value)


def _note(caption: str, text: str) -> Way:
    def seen(book: Workbook) -> object:
        note = _of(book, caption).comment
        return note and note.text

    return Way(lambda book: setattr(_of(book, caption), "comment", Comment(text, "张")), seen)


def _colour(caption: str, rgb: str) -> Way:
    return Way(
        lambda book: setattr(_of(book, caption), "fill", PatternFill("solid", fgColor=rgb)),
        lambda book: _of(book, caption).fill.fgColor.rgb,
    )


def _own_sheet(name: str, at: str, value: object) -> Way:
    def add(book: Workbook) -> None:
        if name not in book.sheetnames:
            book.create_sheet(name, 1)
        book[name][at].value = value

    return Way(add, lambda book: book[name][at].value if name in book.sheetnames else None)


def _below(name: str, text: str) -> Way:
    def add(book: Workbook) -> None:
        sheet = sheet_of(book, name)
        cell(sheet, sheet.max_row + 2, 5).value = text

    return Way(add, lambda book: sum(c.value == text for row in sheet_of(book, name) for c in row))


WAYS = {
    "a column after 整改措施": _column("整改措施", "领导意见", "同意"),
    "a column at the front": _column(None, "勾", "√"),
    "a column after 备注": _column("备注", "督办号", 12),
    "a column of formulas": _column("序号", "合", '=F9&"："&G9'),
    "a column with blanks in its caption": _column("灯", "领 导\n批 示", "阅"),
    "a column on 未报与逾期": _column("联系电话", "催办", "已电话", OWING),
    "a column on 指标汇总": _column("计量单位", "口径", "在园", FIGURES),
    "a note on 进展情况": _note("进展情况", "请核实"),
    "a note on a cell of the office's": _note("备注", "第一行\n第二行"),
    "a yellow cell": _colour("责任单位", "FFFFFF00"),
    "a red cell of the office's": _colour("核定意见", "FFFF0000"),
    "a sheet": _own_sheet("会议", "B2", "纪要"),
    "a sheet with a formula": _own_sheet("统计", "A1", "=COUNTA(整改台账!$B$5:$B$20)"),
    "a sheet that is a list": _own_sheet("名单", "C9", 3.5),
    "a row below 整改台账": _below(LEDGER, "合计"),
    "a row below 时限": _below("时限", "制表"),
    "a word beside 总览": Way(
        lambda book: setattr(book[OVERVIEW]["AH3"], "value", "值班"), lambda book: book[OVERVIEW]["AH3"].value
    ),
}
