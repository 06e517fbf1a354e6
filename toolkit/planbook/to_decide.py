"""What is still to be decided in a plan workbook, and answers typed into it as a clerk would type them.

Knows: the mark of a cell that is to be decided, what a column holds, what openpyxl keeps of a workbook. Must not know:
where the workbook comes from, what a plan is used for. A cell is decided when it is not marked any more.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import PatternFill
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.base.errors import Fault, WorkspaceError
from toolkit.base.excel_limits import cell_text
from toolkit.base.plan_captions import PlanColumn, PlanSetting, PlanSheet
from toolkit.planbook.front import ASKED
from toolkit.planbook.head import HEAD
from toolkit.planbook.opened import PLAN_WORKBOOK, sheets_of
from toolkit.planbook.sheets import as_text
from toolkit.planbook.tables import TABLES, Column, Kind
from toolkit.planbook.writing import body_height, write_value

# What openpyxl would not write back: pictures, charts, shapes, macros, pivots, embedded files, conversations in notes.
_LOST = re.compile(r"xl/(media|charts|drawings/drawing|pivot|vbaProject|embeddings|ctrlProps|threadedComments|slicer)")
_PLACE = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a plan workbook."""

    sheet: str
    cell: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"

    @classmethod
    def of(cls, text: str) -> Place:
        """The cell that a text like 事项!L5 names. Raises `WorkspaceError` where it names none of a plan workbook."""
        sheet, _, cell = text.partition("!")
        if sheet not in TABLES or not _PLACE.fullmatch(cell.upper()):
            raise WorkspaceError(f"“{text}”不是方案里的一格。请写工作表和格，如 事项!L5。")
        return cls(sheet, cell.upper())


@dataclass(frozen=True, slots=True)
class Question:
    """One cell that is to be decided: what its row is about, its column, what is asked, and what stands in it now.

    ``choices`` are the only words that may stand there, if they are closed; ``row`` are the texts of its row by header.
    """

    place: Place
    about: str
    column: str
    sentence: str
    now: str
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    row: Mapping[str, str] = field(default_factory=dict)


def questions_of(data: bytes, faults: Sequence[Fault] = ()) -> list[Question]:
    """The cells that are marked as to be decided, in the order of the workbook, then those that have ``faults``.

    Raises `WorkspaceError` when it is no workbook.
    """
    workbook, grids = _opened(data), sheets_of(data, PLAN_WORKBOOK)
    found: dict[Place, Question] = {}
    for sheet in _tables(workbook):
        # Below the last row with something in it only the first one may be marked: that of an empty table.
        for row in sheet.iter_rows(min_row=2, max_row=max(2, len(grids[sheet.title]))):
            for cell in row:
                if isinstance(cell, Cell) and _is_asked(cell):
                    sentence = cell.comment.text if cell.comment else "请确定这一格。"
                    found[Place(sheet.title, cell.coordinate)] = _question(sheet, cell, sentence)
    for fault in faults:
        place = Place(fault.sheet, fault.cell)
        if place not in found and can_be_typed(fault) and fault.sheet in workbook.sheetnames:
            sheet = _sheet(workbook, fault.sheet)
            found[place] = _question(sheet, sheet[fault.cell], fault.message)
    return list(found.values())


def can_be_typed(fault: Fault) -> bool:
    """Whether a fault is of a cell below the headers, into which an answer may be typed."""
    return bool(_PLACE.fullmatch(fault.cell)) and coordinate_from_string(fault.cell)[1] > 1


def typed(data: bytes, answers: Mapping[Place, str]) -> bytes:
    """The workbook with answers in its cells, which are not marked any more; everything else as it stands.

    Raises `WorkspaceError` when it holds what would be lost, or has no such cell.
    """
    workbook = _to_change(data)
    for place, answer in answers.items():
        sheet = _sheet(workbook, place.sheet)
        _type(sheet, place.cell, answer)
    return _saved(workbook)


def added(data: bytes, name: str, rows: Sequence[Mapping[str, str]]) -> bytes:
    """The workbook with rows more on a sheet, by header, below those that are filled in. Raises as `typed`."""
    workbook = _to_change(data)
    sheet = _sheet(workbook, name)
    heads = {as_text(cell.value): cell.column_letter for cell in sheet[1] if isinstance(cell, Cell)}
    filled = [
        number for number, row in enumerate(sheets_of(data, PLAN_WORKBOOK)[name], start=1) if any(map(as_text, row))
    ]
    for number, row in enumerate(rows, start=max(filled, default=1) + 1):
        for header, answer in row.items():
            _type(sheet, f"{heads[header]}{number}", answer)
    return _saved(workbook)


def _opened(data: bytes) -> Workbook:
    sheets_of(data, PLAN_WORKBOOK)  # the guard looks at it before openpyxl does
    try:
        with warnings.catch_warnings(action="ignore"):  # what openpyxl says of others' headers is nobody's business
            return load_workbook(BytesIO(data))
    except Exception as error:  # of a file that somebody has broken it raises whatever comes to its mind
        raise WorkspaceError("这份方案工作簿打不开，可能坏了。请换一份，或者重新读一次下发的文件。") from error


def _to_change(data: bytes) -> Workbook:
    workbook = _opened(data)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if any(_LOST.match(name) for name in archive.namelist()):
            raise WorkspaceError(
                "这份草稿里有图片、图形或者批注对话，在这里填会丢掉它们，没有填。请打开草稿，在格里填好、保存。"
            )
    return workbook


def _tables(workbook: Workbook) -> list[Worksheet]:
    sheets = (workbook[name] for name in TABLES if name in workbook.sheetnames)
    return [sheet for sheet in sheets if isinstance(sheet, Worksheet)]


def _sheet(workbook: Workbook, name: str) -> Worksheet:
    sheet = workbook[name] if name in workbook.sheetnames else None
    if not isinstance(sheet, Worksheet):
        raise WorkspaceError(f"草稿里没有“{name}”工作表。请打开草稿看看，或者重新读一次下发的文件。")
    return sheet


def _saved(workbook: Workbook) -> bytes:
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _is_asked(cell: Cell) -> bool:
    return bool(cell.fill.fill_type) and cell.fill.fgColor.rgb == ASKED.fgColor.rgb


def _column(sheet: Worksheet, cell: str) -> Column:
    """What a cell may hold, by the header over it and, on 方案, by the line that it stands in."""
    letter, row = coordinate_from_string(cell)
    header = as_text(sheet[f"{letter}1"].value)
    column = next((one for one in TABLES[sheet.title] if one.header == header), None)
    if column is None or row < 2:
        raise WorkspaceError(f"“{sheet.title}”的 {cell} 不是填写的格。请刷新这一页再看。")
    if sheet.title == PlanSheet.HEAD and column.header == PlanColumn.CONTENT:
        name = as_text(sheet.cell(row, 1).value)
        setting = next((one for one in HEAD if one.name == name), None)
        if setting is not None:
            kind = Kind.DATE if name == PlanSetting.ISSUED_ON else Kind.TEXT
            return Column(column.header, setting.help, column.width, kind=kind, choices=setting.choices)
    return column


def _question(sheet: Worksheet, cell: Cell, sentence: str) -> Question:
    column = _column(sheet, cell.coordinate)
    heads = [as_text(one.value) for one in sheet[1]]
    row = {head: as_text(one.value) for head, one in zip(heads, sheet[cell.row], strict=False) if head}
    called = (PlanColumn.NUMBER, PlanColumn.SETTING, PlanColumn.SHORT, PlanColumn.UNIT_NAME, PlanColumn.PERIOD_NAME)
    about = next((row[name] for name in called if row.get(name)), sheet.title)
    return Question(
        Place(sheet.title, cell.coordinate), about, column.header, sentence, as_text(cell.value), column.kind,
        column.choices, row,
    )  # fmt: skip


def _type(sheet: Worksheet, at: str, answer: str) -> None:
    column, cell = _column(sheet, at), sheet[at]
    if not isinstance(cell, Cell):
        raise WorkspaceError(f"“{sheet.title}”的 {at} 是合并的格，填不进去。请打开草稿，取消合并后再填。")
    write_value(cell, column, _value(column, answer))
    if _is_asked(cell):
        cell.fill, cell.comment = PatternFill(), None
    height = body_height(TABLES[sheet.title], [as_text(one.value) for one in sheet[cell.row]])
    sheet.row_dimensions[cell.row].height = height


def _value(column: Column, answer: str) -> str | int | date | None:
    """What a spreadsheet program makes of what is typed: days and numbers where the column holds them."""
    text = answer.strip()
    if column.kind is Kind.DATE and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    if column.kind is Kind.NUMBER and text.isascii() and text.isdecimal():
        return int(text)
    return cell_text(text) or None
