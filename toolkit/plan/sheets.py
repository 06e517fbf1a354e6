"""The tables of the plan workbook: their columns, and a strict reader of cells that collects every fault.

Knows: sheets, headers, cells and what a clerk may have typed in them. Must not know: what the plan means.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from toolkit.errors import Fault, WorkspaceError

Cells = list[list[object]]
E = TypeVar("E", bound=StrEnum)
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its header, a note for the clerk, its width in characters, what it may hold.

    ``choices`` become a dropdown; ``kind`` is text, number or date; ``required`` columns may not be left empty.
    """

    header: str
    note: str
    width: float = 14
    required: bool = False
    kind: str = "text"
    choices: tuple[str, ...] = ()


Table = tuple[Column, ...]


def read_sheets(path: Path) -> dict[str, Cells]:
    """The values of every sheet of a workbook, from A1.

    Raises `WorkspaceError` when the file is missing, in use or no workbook.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as workbook:
            return {
                name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names
            }
    except FileNotFoundError:
        raise WorkspaceError(f"找不到方案工作簿 {path.name}。请确认文件名和位置。") from None
    except PermissionError:
        raise WorkspaceError(f"方案工作簿 {path.name} 正被占用。请在 Excel 或 WPS 里关闭它再试。") from None
    except (CalamineError, OSError, ValueError):
        raise WorkspaceError(
            f"方案工作簿 {path.name} 打不开，可能不是 .xlsx 或者已经损坏。请另存为 .xlsx 再试。"
        ) from None


@dataclass(frozen=True)
class Line:
    """One filled row of a table: ``row`` counts from 1, ``cells`` holds the raw values by header."""

    sheet: "Reader"
    row: int
    cells: Mapping[str, object]

    def fault(self, header: str, message: str) -> None:
        """Note a fault at one cell of this line."""
        self.sheet.fault(header, self.row, message)

    def text(self, header: str) -> str:
        """A cell as text, stripped; numbers without a trailing .0, dates as 2021-01-31."""
        return as_text(self.cells.get(header))

    def one_of(self, header: str, kind: type[E], default: E) -> E:
        """A cell that holds one of the words of an enumeration."""
        text = self.text(header)
        for member in kind:
            if member.value == text:
                return member
        if text:
            known = "、".join(member.value for member in kind)
            self.fault(header, f"不认识“{text}”。请填：{known}。")
        return default

    def number(self, header: str) -> float | None:
        """A cell that holds a number, or nothing."""
        raw = self.cells.get(header)
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return float(raw)
        text = as_text(raw)
        if not text:
            return None
        try:
            return float(text)
        except ValueError:
            self.fault(header, f"“{text}”不是数字。请只填数字，不带单位和逗号。")
            return None

    def day(self, header: str) -> date | None:
        """A cell that holds a date, as a date or in one of the usual spellings, or nothing."""
        raw = self.cells.get(header)
        text = as_text(raw)
        if not text:
            return None
        match = _DATE.fullmatch(text)
        try:
            return date(*map(int, match.groups())) if match else _impossible(text)
        except ValueError:
            self.fault(header, f"“{text}”不是日期。请写成 2021-01-31 的样子。")
            return None

    def yes(self, header: str, default: bool) -> bool:
        """A cell that holds 是 or 否, or nothing."""
        text = self.text(header)
        if text not in ("", "是", "否"):
            self.fault(header, f"这里只能填“是”或“否”，现在是“{text}”。")
        return text == "是" if text in ("是", "否") else default


def _impossible(text: str) -> date:
    raise ValueError(text)


def as_text(raw: object) -> str:
    """A raw cell value as the text a clerk sees."""
    if raw is None:
        return ""
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return str(raw).replace("\r\n", "\n").strip()


class Reader:
    """Reads one table and collects its faults."""

    def __init__(self, name: str, table: Table, grid: Cells | None, faults: list[Fault]) -> None:
        """``grid`` is the sheet's values, None when the sheet is missing; ``faults`` is shared by all readers."""
        self.name = name
        self._faults = faults
        self._grid = grid or []
        self._columns: dict[str, int] = {}
        if grid is None:
            faults.append(Fault(name, "", f"缺少“{name}”工作表。请从原来的方案工作簿复制过来。"))
        else:
            self._headers(table)
        self._required = [c.header for c in table if c.required and c.header in self._columns]

    def _headers(self, table: Table) -> None:
        known = [column.header for column in table]
        for index, value in enumerate(self._grid[0] if self._grid else []):
            header = as_text(value)
            cell = f"{letters(index)}1"
            if not header:
                continue
            if header in self._columns:
                self._faults.append(Fault(self.name, cell, f"“{header}”这一列出现了两次。请删去多余的一列。"))
            elif header in known:
                self._columns[header] = index
            else:
                near = difflib.get_close_matches(header, known, 1, 0.5)
                hint = f"是不是“{near[0]}”？" if near else "不需要的列请删除。"
                self._faults.append(Fault(self.name, cell, f"不认识“{header}”这一列。{hint}"))
        for header in known:
            if header not in self._columns:
                self._faults.append(Fault(self.name, "", f"第 1 行缺少“{header}”这一列。请补上表头。"))

    def lines(self) -> Iterator[Line]:
        """The filled rows; a required cell that is empty is a fault."""
        for number, row in enumerate(self._grid[1:], start=2):
            cells = {h: row[i] if i < len(row) else None for h, i in self._columns.items()}
            if not any(as_text(value) for value in row):
                continue
            line = Line(self, number, cells)
            for header in self._required:
                if not line.text(header):
                    line.fault(header, f"“{header}”不能空着。请补填。")
            yield line

    def fault(self, header: str, row: int, message: str) -> None:
        """Note a fault at a cell."""
        index = self._columns.get(header)
        self._faults.append(Fault(self.name, f"{letters(index)}{row}" if index is not None else "", message))

    def unique(self, header: str, lines: list[Line], key: Callable[[Line], object]) -> None:
        """Note a fault at every line whose ``key`` an earlier line has already."""
        seen: dict[object, int] = {}
        for line in lines:
            value = key(line)
            if value in seen and line.text(header):
                line.fault(header, f"“{line.text(header)}”与第 {seen[value]} 行重复。请改成不重复的。")
            seen.setdefault(value, line.row)


def letters(index: int) -> str:
    """The column letters of a column index from 0."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
