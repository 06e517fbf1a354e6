"""A strict reader of the plan workbook's cells, which collects every fault instead of stopping at the first.

Knows: sheets, headers, cells and what a clerk may have typed in them. Must not know: files, what the plan means.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar

from toolkit.base.captions import folded
from toolkit.base.errors import Fault
from toolkit.base.excel_limits import units
from toolkit.base.plan_captions import PlanColumn
from toolkit.plan.groups import split_names
from toolkit.planbook.opened import ERROR_MARK, MERGE_MARK, UNCALCULATED, Cells
from toolkit.planbook.tables import NO, OPTIONAL, YES, Kind, Table
from toolkit.workbooks.markup import column_letters

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")
SPLIT = re.compile(r"[、，,；;\n]+")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_NUMBER = re.compile(r"[-+]?\d{1,15}(\.\d{1,15})?")
_WHOLE = re.compile(r"0|[1-9]\d{0,8}")
_LIKE_CODES = (
    PlanColumn.NUMBER,
    PlanColumn.PART,
    PlanColumn.SECTION,
)  # printed as they were typed, and told apart by it
_EXACT = 1e15  # from here on a number has lost digits


@dataclass(frozen=True)
class Line:
    """One filled row of a sheet: ``row`` counts from 1, ``cells`` holds the raw values by header."""

    reader: Reader
    row: int
    cells: Mapping[str, object]

    def fault(self, header: str, message: str, *, to_fill: bool = False) -> None:
        """Note a fault at one cell of this line; ``to_fill`` where it is only not filled in yet."""
        self.reader.fault(header, self.row, message, to_fill=to_fill)

    def too_long(self, header: str, longest: int) -> None:
        """Note that a text has more than it may have."""
        has = units(self.text(header))
        self.fault(header, f"这一格有 {has} 个字，超过 {longest} 个，表里放不下。请缩短，或者分成几条。")

    def text(self, header: str) -> str:
        """A cell as text, stripped; numbers without a trailing .0, dates as 2021-01-31."""
        return as_text(self.cells.get(header))

    def one_of(self, header: str, kind: type[E]) -> E | None:
        """A cell that holds one of the words of an enumeration, or nothing."""
        return self.word(header, {member.value: member for member in kind})

    def word(self, header: str, words: Mapping[str, T]) -> T | None:
        """What a cell's word stands for, or nothing."""
        text = self.text(header)
        if text and text not in words:
            self.fault(header, f"不认识“{text}”。请填：{'、'.join(words)}。")
        return words.get(text)

    def number(self, header: str) -> float | None:
        """A cell that holds a number, as a number or typed as text, or nothing."""
        text = unicodedata.normalize("NFKC", self.text(header))
        raw = self.cells.get(header)
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return float(raw)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.fault(header, f"“{self.text(header)}”不是数字。请只填数字，不带单位和逗号。")
            return None
        return float(text)

    def whole(self, header: str, low: int, high: int) -> int | None:
        """A cell that holds a whole number within limits, or nothing."""
        text = unicodedata.normalize("NFKC", self.text(header))
        if not text:
            return None
        if not _WHOLE.fullmatch(text) or not low <= int(text) <= high:
            self.fault(header, f"“{self.text(header)}”不行，这里要填 {low} 到 {high} 之间的整数。请改正。")
            return None
        return int(text)

    def day(self, header: str) -> date | None:
        """A cell that holds a date, as a date or in one of the usual spellings, or nothing."""
        text = self.text(header)
        if not text:
            return None
        try:
            if match := _DATE.fullmatch(text):
                return date(*map(int, match.groups()))
        except ValueError:
            pass  # no such day: 2021-02-30
        self.fault(header, f"“{text}”不是日期。请写成 2021-01-31 的样子。")
        return None

    def yes(self, header: str, default: bool) -> bool:
        """A cell that holds 是 or 否; ``default`` where it holds nothing."""
        text = self.text(header)
        if text not in ("", YES, NO):
            self.fault(header, f"不认识“{text}”。请填“{YES}”或“{NO}”。")
        return text == YES if text in (YES, NO) else default

    def refers(self, header: str, other: Reader, known: Collection[str]) -> None:
        """A cell that must name one of the ``known`` rows of another sheet, unless that lacks what they are told by."""
        text = self.text(header)
        if text and text not in known and other.has(header, *other.naming):
            self.fault(header, f"“{other.name}”工作表里没有 {text}。请核对编号。")


def as_text(raw: object) -> str:
    """A raw cell value as the text a clerk sees."""
    if raw is None or (isinstance(raw, str) and raw.startswith(MERGE_MARK)):
        return ""
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return str(raw).replace("\r\n", "\n").strip()


def not_as_typed(raw: object, *, month: bool = False) -> str:
    """Why a code is not what was typed, because the spreadsheet took it for a date or a number; "" where it is.

    A ``month`` may have become a date, which is understood. 3.10 that has become a number reads 3.1, and joins that.
    """
    if isinstance(raw, date | time | timedelta) and not month:
        return f"编号被表格软件变成了日期 {as_text(raw)}。请把格子设为“文本”格式后重填。"
    if isinstance(raw, float) and not (raw.is_integer() and abs(raw) < _EXACT):
        return f"编号被表格软件变成了数字 {as_text(raw)}，末尾的 0 可能丢了。请把格子设为“文本”格式后重填。"
    return ""


def names(text: str) -> tuple[str, ...]:
    """The names that a clerk lists in one cell."""
    return split_names(text)


class Reader:
    """Reads one sheet by its headers and collects its faults."""

    def __init__(self, name: str, table: Table, sheets: Mapping[str, Cells], faults: list[Fault]) -> None:
        """``sheets`` holds the whole workbook; ``faults`` is shared by the readers of all its sheets."""
        self.name = name
        self._table = table
        self._faults = faults
        self._grid = sheets.get(name, [])
        self._columns: dict[str, int] = {}
        self._notes: frozenset[int] = frozenset()
        if name in sheets:
            self._read_headers()
        elif name not in OPTIONAL:
            near = difflib.get_close_matches(name, sheets, 1, 0.5)
            hint = f"如果是“{near[0]}”改了名，请改回来。" if near else "请从原来的方案工作簿复制过来。"
            faults.append(Fault(name, "", f"缺少“{name}”工作表。{hint}"))

    def _read_headers(self) -> None:
        known = [column.header for column in self._table]
        by_letters = {folded(header): header for header in known}
        shown = [as_text(value) for value in self._grid[0]] if self._grid else []
        # Blanks, breaks and “（必填）*” make no other caption.
        headers = [h if h in known or h.startswith(PlanColumn.NOTE) else by_letters.get(folded(h), h) for h in shown]
        if lower := self._lower_head(known):
            message = f"表头应当在第 1 行，现在在第 {lower} 行。请删去它上面的行。"
            self._faults.append(Fault(self.name, f"A{lower}", message))
            return
        own = {column.header for column in self._table if not column.internal}
        self._notes = frozenset(n for n, h in enumerate(headers) if h.startswith(PlanColumn.NOTE) and h not in own)
        misspelt = set()
        for index, header in enumerate(headers):
            cell = f"{column_letters(index)}1"
            if header in self._columns:
                self._faults.append(Fault(self.name, cell, f"“{header}”这一列出现了两次。请删去多余的一列。"))
            elif header in known:
                self._columns[header] = index
            elif header and not header.startswith(PlanColumn.NOTE):
                near = difflib.get_close_matches(header, [name for name in known if name not in headers], 1, 0.5)
                misspelt.update(near)
                hint = (
                    f"是不是“{near[0]}”？请改正。"
                    if near
                    else f"自己用的列，表头请以“{PlanColumn.NOTE}”开头，如 备注（{header}）；不需要的请删除。"
                )
                self._faults.append(Fault(self.name, cell, f"不认识“{header}”这一列。{hint}"))
        for header in (column.header for column in self._table if not column.later):
            if header not in self._columns and header not in misspelt:
                self._faults.append(Fault(self.name, "", f"第 1 行缺少“{header}”这一列。请补上表头。"))

    def _lower_head(self, known: Collection[str]) -> int:
        """The row of the captions where something was put above them; 0 where they are in the first."""
        wanted = {folded(header) for header in known}
        here = [sum(folded(as_text(value)) in wanted for value in row if value) for row in self._grid[:10]]
        return here.index(max(here)) + 1 if here and max(here) * 2 > len(known) and here[0] * 2 < max(here) else 0

    @property
    def naming(self) -> tuple[str, ...]:
        """The columns by which other sheets may call this one's rows."""
        return tuple(
            column.header for column in self._table if column.header in (PlanColumn.NUMBER, PlanColumn.INDICATOR)
        )

    def has(self, *headers: str) -> bool:
        """Whether the sheet has these columns; what depends on a missing one cannot be judged."""
        return all(header in self._columns for header in headers)

    def lines(self) -> list[Line]:
        """The filled rows; an empty required cell, a formula's error and a code turned into a date are faults."""
        return [self._line(number, row) for number, row in self._filled()]

    def _filled(self) -> Iterator[tuple[int, Sequence[object]]]:
        for number, row in enumerate(self._grid[1:], start=2):
            # A row with nothing but the office's own notes is none.
            if any(as_text(value) for index, value in enumerate(row) if index not in self._notes):
                yield number, row

    def _line(self, number: int, row: Sequence[object]) -> Line:
        cells: dict[str, object] = {}
        line = Line(self, number, cells)
        for column in (one for one in self._table if not one.internal):
            index = self._columns.get(column.header, len(row))
            raw = row[index] if index < len(row) else None
            if raw == UNCALCULATED:
                message = "这一格的公式没有算出结果。请用 Excel 或 WPS 打开保存一次，或者直接填内容。"
                line.fault(column.header, message)
            elif isinstance(raw, str) and raw.startswith(ERROR_MARK):
                line.fault(column.header, f"这一格是公式错误 {raw[1:]}。请改填内容。")
            elif isinstance(raw, str) and raw.startswith(MERGE_MARK):
                message = f"这一格和 {raw[1:]} 合并成了一格，只有那一行算填了。请取消合并，每一行分别填写。"
                line.fault(column.header, message)
            elif (column.kind in (Kind.CODE, Kind.MONTH) or column.header in _LIKE_CODES) and (
                problem := not_as_typed(raw, month=column.kind is Kind.MONTH)
            ):
                line.fault(column.header, problem)
            else:
                cells[column.header] = raw
                if column.required and not as_text(raw):
                    line.fault(column.header, f"“{column.header}”不能空着。请补填。", to_fill=True)
                if isinstance(raw, str) and units(raw) > column.longest:
                    line.too_long(column.header, column.longest)
        return line

    def fault(self, header: str, row: int, message: str, *, to_fill: bool = False) -> None:
        """Note a fault at a cell; nothing where the whole column is missing, which is one fault already."""
        if header in self._columns:
            self._faults.append(Fault(self.name, f"{column_letters(self._columns[header])}{row}", message, to_fill))

    def fault_sheet(self, message: str, cell: str = "", *, to_fill: bool = False) -> None:
        """Note a fault of the sheet as a whole."""
        self._faults.append(Fault(self.name, cell, message, to_fill))

    def unique(self, lines: Sequence[Line], *headers: str) -> None:
        """Note a fault at the last of ``headers`` in every line that repeats the texts of an earlier line."""
        seen: dict[tuple[str, ...], int] = {}
        for line in lines:
            key = tuple(told_apart(line.text(header)) for header in headers)
            if all(key) and seen.setdefault(key, line.row) != line.row:
                header = headers[-1]
                line.fault(header, f"“{line.text(header)}”与第 {seen[key]} 行重复。请改成不重复的。")


def told_apart(text: str) -> str:
    """A text as it is told from others: without blanks, case and width, which nobody sees."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


Readers = Mapping[str, Reader]
