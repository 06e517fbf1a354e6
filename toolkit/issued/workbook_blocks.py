"""Lists that were issued as workbooks, as blocks: each sheet a table, its cells as they are shown.

Knows: cells, merges, number formats of .xlsx, what a workbook hides; the readers of .xls, .et and .ods. Must not know:
plans. What a person does not see in the sheet is no part of the list, and is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from toolkit.issued.blocks import Piece, Refusal, Unread
from toolkit.issued.sheet_blocks import Hidden, Span, sheet_blocks
from toolkit.workbooks.ods import read_ods
from toolkit.workbooks.sheets import OddCell, Oddity
from toolkit.workbooks.xls import read_xls

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_MOST_CELLS = 400_000
_MOST_COLUMNS = 200
_SAYS_NOTHING = {
    Oddity.ERROR: "公式出错",
    Oddity.UNCALCULATED: "公式没有算出结果",
    Oddity.PICTURE: "是一张图片",
    Oddity.STRUCK: "已经划掉",
}


@dataclass
class _Cells:
    """The texts of a sheet's cells, and those cells that say nothing."""

    sheet: str
    rows: list[list[str]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def add(self, texts: list[str]) -> None:
        self.rows.append(texts)

    def say(self, row: int, column: int, oddity: Oddity, text: str) -> None:
        from openpyxl.utils.cell import get_column_letter

        where = f"“{self.sheet}”{get_column_letter(column + 1)}{row + 1}（{_SAYS_NOTHING[oddity]}）"
        self.unread.append(Unread(text or "（空）", where))


def read_workbook(data: bytes) -> list[Piece] | Refusal:
    """The sheets of a workbook, as a process of its own reads them. Raises `MemoryError`."""
    try:
        return list(_of_xlsx(data) if data.startswith(b"PK") and _is_xlsx(data) else _of_others(data))
    except MemoryError:
        raise
    except Exception:  # whatever a parser makes of a file from outside
        return Refusal.BROKEN


def _is_xlsx(data: bytes) -> bool:
    import zipfile

    with zipfile.ZipFile(BytesIO(data)) as archive:
        return any(part.startswith("xl/") for part in archive.namelist())


def _of_xlsx(data: bytes) -> Iterator[Piece]:
    from openpyxl import load_workbook

    workbook = load_workbook(BytesIO(data), data_only=True)
    formulas = load_workbook(BytesIO(data)) if b"<f" in _sheets(data) else None
    for sheet in workbook.worksheets:
        if sheet.max_column > _MOST_COLUMNS * 5 or sheet.max_row * min(sheet.max_column, _MOST_COLUMNS) > _MOST_CELLS:
            raise MemoryError
        cells = _xlsx_cells(sheet, formulas[sheet.title] if formulas else None)
        spans = [(m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1) for m in sheet.merged_cells.ranges]
        yield from sheet_blocks(sheet.title, cells.rows, spans, _hidden(sheet))
        yield from cells.unread


def _sheets(data: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return b"".join(archive.read(name) for name in names)


def _xlsx_cells(sheet: Worksheet, formulas: Worksheet | None) -> _Cells:
    cells = _Cells(sheet.title)
    for n, row in enumerate(sheet.iter_rows()):
        texts = []
        for at, cell in enumerate(row[:_MOST_COLUMNS]):
            text = shown(cell)
            formula = formulas.cell(n + 1, at + 1).value if formulas is not None and cell.value is None else None
            if text and cell.font is not None and cell.font.strike:
                cells.say(n, at, Oddity.STRUCK, text)
                text = ""
            elif isinstance(formula, str) and formula.startswith("="):
                cells.say(n, at, Oddity.UNCALCULATED, formula)
            if note := getattr(cell, "comment", None):
                cells.unread.append(Unread(str(note.text or ""), f"“{sheet.title}”{cell.coordinate}的批注"))
            texts.append(text)
        cells.add(texts)
    return cells


def _hidden(sheet: Worksheet) -> Hidden:
    """What a sheet of an .xlsx does not show: itself, rows, columns; Excel says so of what has no height, too."""
    rows = {n - 1 for n, look in sheet.row_dimensions.items() if look.hidden}
    columns = {
        number - 1
        for look in sheet.column_dimensions.values()
        if look.hidden and look.min and look.max
        for number in range(look.min, min(look.max, _MOST_COLUMNS) + 1)
    }
    return Hidden(sheet.sheet_state != "visible", frozenset(rows), frozenset(columns))


def _of_others(data: bytes) -> Iterator[Piece]:
    read = read_ods if data.startswith(b"PK") else read_xls
    for title, sheet in read(data).items():
        cells = _Cells(title)
        for n, row in enumerate(sheet.grid):
            texts = []
            for at, value in enumerate(row):
                if isinstance(value, OddCell):
                    cells.say(n, at, value.oddity, value.text)
                texts.append("" if isinstance(value, OddCell) else _value(value, ""))
            cells.add(texts)
        spans: list[Span] = [(one.top, one.left, one.bottom, one.right) for one in sheet.merged]
        yield from sheet_blocks(title, cells.rows, spans, Hidden(sheet.hidden, sheet.hidden_rows, sheet.hidden_columns))
        yield from cells.unread


# -- cells -------------------------------------------------------------------------------------------------------------


def shown(cell: Cell | MergedCell) -> str:
    """A cell as its sheet shows it, as far as that says more than the value."""
    return _value(cell.value, str(getattr(cell, "number_format", "") or ""))


def _value(value: Any, look: str) -> str:
    if value is None or isinstance(value, bool):
        return "" if value is None else "是" if value else "否"
    if isinstance(value, datetime | date):
        return _day(value, look)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, int | float):
        return _number(float(value), look)
    return re.sub(r"_x000[dD]_", "", str(value)).replace("\r\n", "\n").replace("\r", "\n").strip()


def _day(value: date, look: str) -> str:
    """A date; where its look shows no day, a month."""
    plain = re.sub(r"\[[^\]]*\]|\"[^\"]*\"|\\.", "", look).lower()
    if plain and "m" in plain and "d" not in plain and "y" in plain:
        return f"{value.year}年{value.month}月"
    return f"{value.year}年{value.month}月{value.day}日"


def _number(value: float, look: str) -> str:
    plain = re.sub(r"\[[^\]]*\]|\"[^\"]*\"", "", look)
    if decimals := re.search(r"[0#]\.(0+)(%?)", plain):
        share = 100 if decimals[2] else 1
        return f"{value * share:.{len(decimals[1])}f}{decimals[2]}"
    if plain.rstrip("_) ").endswith("%"):
        return f"{value * 100:.0f}%"
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value)
