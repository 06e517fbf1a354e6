"""What is in a packed workbook, inflated within limits before any parser sees it.

Knows: parts of a zip, how far sheets go. Must not know: what a form is. Declared sizes are not believed, and neither is
what a sheet says of its own size. The parsers read XML as a stream, so its depth costs them nothing and has no limit
of its own.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from xml.parsers import expat

from toolkit.intake.guard import SAVE_AS, USE_ORIGINAL, Kind, Refused, refusal
from toolkit.intake.limits import FORM, Limits
from toolkit.workbooks.markup import column_letters
from toolkit.workbooks.package import Package, package_of
from toolkit.workbooks.xlsx_cells import SheetXml, cells
from toolkit.workbooks.xlsx_rewritten import TooManyCellsError

# python-calamine allocates the used rectangle, so one cell at XFD1048576 would end the process.
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = FORM.rows, FORM.columns, FORM.cells
MOST_SHEETS = 100  # listed in the workbook; a form has 4
TOO_MUCH = Refused("file.memory", "文件内容太多，读的时候内存不够用，不是正常的填报表。请用发下去的原表重新填报。")

# Patterns, though they are only words: they are searched for in half the time.
_DECLARATION, _TEXTS, _SHEETS = re.compile(rb"!(?<=<!)(?:DOCTYPE|ENTITY)"), re.compile(rb"sst"), re.compile(rb"sheets")
_LISTED_SHEET = re.compile(rb"<(?:[^\s<>/!?:]*:)?sheet[\s/>]")
_END_OF_STRING = re.compile(rb"si\s*>")


@dataclass(frozen=True, slots=True)
class Weight:
    """What reading a workbook may come to, at the most: bytes of text, cells.

    ``plain`` says that all sheets are written as every office program writes them.
    A text that a hundred cells share is read a hundred times, and so is a sheet that a workbook lists a hundred times:
    no more is read than the heaviest sheet as often as any is listed.
    """

    text: int
    cells: int
    plain: bool


def inspect_parts(data: bytes, limits: Limits = FORM) -> Refused | Weight:
    """Why a workbook that passed the guard must not be parsed, or how heavy it is. Raises nothing but `MemoryError`.

    Every part is inflated, because a workbook may name any of its parts as a sheet.
    """
    try:
        return _weighed(package_of(data), limits)
    except MemoryError:
        raise
    except TooManyCellsError as cells_so_far:
        return beyond(cells_so_far.rows, cells_so_far.columns)
    except Exception:  # zipfile and expat raise many kinds of error
        return refusal(Kind.DAMAGED)


def _weighed(package: Package, limits: Limits) -> Refused | Weight:
    area = filled = longest = largest = text = 0
    sheets: list[tuple[int, int]] = []  # bytes of each, and how many of its cells share a text with others
    listed, plain = 1, True
    for info in package.parts.values():
        part = package.read(info.filename)
        if part.startswith((b"\xff\xfe", b"\xfe\xff")) and info.filename.lower().endswith((".xml", ".rels")):
            # Excel keeps labels of other programs so; they are no sheets, and whoever says they are is read apart.
            if not info.filename.lower().startswith("customxml/"):
                return Refused("file.encoding", f"文件内部用了少见的编码，没有读取。{SAVE_AS}")
            plain = False
        is_sheet = b"sheetData" in part
        searched = package.plain_sheet(info.filename) if is_sheet and text + len(part) <= limits.sheets else None
        # Between the cells of a plain sheet there is nothing else.
        words = searched.outside if searched else part
        if _DECLARATION.search(words) and not info.filename.startswith("xl/media/"):
            return Refused("file.declaration", f"文件里有不该有的声明，没有读取。{USE_ORIGINAL}")
        if _TEXTS.search(words):
            longest = max(longest, *map(len, _END_OF_STRING.split(words)))
        if _SHEETS.search(words):
            listed = max(listed, len(_LISTED_SHEET.findall(words)))
            if listed > MOST_SHEETS:
                return Refused("file.sheets", f"文件里有 {listed} 个工作表，不是正常的填报表。{USE_ORIGINAL}")
        if not is_sheet:
            continue
        text += len(part)
        if text > limits.sheets:
            return TOO_MUCH
        used = searched or package.sheet(info.filename, limits.cells)
        area, filled = area + used.rows * used.columns, filled + used.filled
        if used.rows > limits.rows or used.columns > limits.columns or max(area, filled) > limits.cells:
            return beyond(used.rows, used.columns, _first_beyond(used, limits))
        largest = max(largest, used.rows * used.columns, used.filled)
        sheets.append((len(part), used.shared))
        plain = plain and used.plain
    heaviest = max((size + shared * longest for size, shared in sheets), default=0)
    return Weight(heaviest * listed, largest * listed, plain)


def well_formed(data: bytes) -> bool:
    """Whether every part of a packed file that should be XML is XML."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.filename.lower().endswith(".xml"):
                try:
                    expat.ParserCreate().Parse(archive.read(info), True)
                except (expat.ExpatError, LookupError, ValueError):  # LookupError: an encoding that nobody knows
                    return False
    return True


def beyond(rows: int, columns: int, cell: str = "") -> Refused:
    """The refusal of a sheet that uses more than any form; ``cell`` is the first that lies outside."""
    return Refused(
        "file.dimensions",
        f"表里用到了第 {rows} 行、第 {columns} 列，远远超出填报表的范围，可能是误把内容填到了表外。"
        "请删去表外的行和列，或者用发下去的原表重新填报。",
        found=cell or f"{column_letters(columns - 1)}{rows}",
    )


def _first_beyond(sheet: SheetXml, limits: Limits) -> str:
    """The first cell with content that lies outside, "" where it is the number of cells that is too high."""
    for cell in cells(sheet) if sheet.plain else ():
        if cell.column >= limits.columns or cell.row >= limits.rows:
            return f"{column_letters(cell.column)}{cell.row + 1}"
    return ""
