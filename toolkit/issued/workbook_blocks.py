"""Lists that were issued as workbooks, as blocks: each sheet a table, its cells as they are shown.

Knows: cells, merges, number formats of .xlsx; the readers of .xls, .et and .ods. Must not know: plans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from toolkit.issued.blocks import Block, Refusal, Table, Text
from toolkit.workbooks.ods import read_ods
from toolkit.workbooks.xls import read_xls

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell

_MOST_CELLS = 400_000
_MOST_COLUMNS = 200
Span = tuple[int, int, int, int]


def read_workbook(data: bytes) -> list[Block] | Refusal:
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


def _of_xlsx(data: bytes) -> Iterator[Block]:
    from openpyxl import load_workbook

    workbook = load_workbook(BytesIO(data), data_only=True)
    for sheet in workbook.worksheets:
        if sheet.max_column > _MOST_COLUMNS * 5 or sheet.max_row * min(sheet.max_column, _MOST_COLUMNS) > _MOST_CELLS:
            raise MemoryError
        rows = [[shown(cell) for cell in row[:_MOST_COLUMNS]] for row in sheet.iter_rows()]
        spans = [(m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1) for m in sheet.merged_cells.ranges]
        yield from sheet_blocks(sheet.title, rows, spans)


def _of_others(data: bytes) -> Iterator[Block]:
    read = read_ods if data.startswith(b"PK") else read_xls
    for title, sheet in read(data).items():
        rows = [[_value(value, "") for value in row] for row in sheet.grid]
        spans = [(one.top, one.left, one.bottom, one.right) for one in sheet.merged]
        yield from sheet_blocks(title, rows, spans)


def sheet_blocks(title: str, rows: list[list[str]], spans: Sequence[Span]) -> Iterator[Block]:
    """A sheet as a table without its blank edges; a sheet of one column as lines."""
    width = max((n + 1 for row in rows for n, text in enumerate(row) if text), default=0)
    height = max((n + 1 for n, row in enumerate(rows) if any(row)), default=0)
    if not width or not height:
        return
    if width == 1:
        for n, row in enumerate(rows[:height]):
            yield from (Text(line.strip(), f"“{title}”第{n + 1}行") for line in row[0].split("\n") if line.strip())
        return
    grid = [[*row[:width], *[""] * (width - len(row))] for row in rows[:height]]
    cells = [list(range(n * width, (n + 1) * width)) for n in range(height)]
    for top, left, bottom, right in spans:
        if top >= height or left >= width:
            continue
        for n in range(top, min(bottom, height - 1) + 1):
            for at in range(left, min(right, width - 1) + 1):
                grid[n][at], cells[n][at] = grid[top][left], cells[top][left]
    yield Table(tuple(map(tuple, grid)), tuple(map(tuple, cells)), f"“{title}”", title)


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
