"""What is in a packed workbook, inflated within limits before any parser sees it.

Knows: parts of a zip, sheets as XML. Must not know: what a form is. Declared sizes are not believed, and neither is
what a sheet says of its own size. The parsers read XML as a stream, so its depth costs them nothing and has no limit
of its own.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.parsers import expat

from toolkit.intake.guard import SAVE_AS, USE_ORIGINAL, Kind, Refused, directory, refusal
from toolkit.intake.limits import FORM, Limits

# python-calamine allocates the used rectangle, so one cell at XFD1048576 would end the process.
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = FORM.rows, FORM.columns, FORM.cells
MOST_SHEETS = 100  # listed in the workbook; a form has 4
TOO_MUCH = Refused("file.memory", "文件内容太多，读的时候内存不够用，不是正常的填报表。请用发下去的原表重新填报。")

# A cell as every office program writes it: its place first, no prefix, cells that only have a format in one go, as
# there may be millions. Of any other cell the letters are empty; a sheet with such cells is read with expat.
_MORE = rb"""(?: (?:s|t|cm|vm|ph)="[^"<>]*+")*+ ?"""
_CELL = re.compile(
    rb'<(?:c(?: r="([A-Z]{1,3})([1-9][0-9]{0,6})"' + _MORE + rb"(?:>(?!</c>)|"
    rb'((?:/>|></c>)(?:<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"' + _MORE + rb"(?:/>|></c>))*+))"
    rb"|[\s/>])|[^\s<>/!?:]*+:c[\s/>])"
)
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_LISTED_SHEET = re.compile(rb"<(?:[^\s<>/!?:]*:)?sheet[\s/>]")
_END_OF_STRING = re.compile(rb"si\s*>")
_PLACE = re.compile(r"([A-Za-z]{1,6})([0-9]{1,10})")


@dataclass(frozen=True, slots=True)
class Weight:
    """What reading a workbook may come to, at the most: bytes of text, cells; whether a cell may show an error.

    ``plain`` says that all sheets are written as every office program writes them.
    A text that a hundred cells share is read a hundred times, and so is a sheet that a workbook lists a hundred times:
    no more is read than the heaviest sheet as often as any is listed.
    """

    text: int
    cells: int
    errors: bool
    plain: bool


def inspect_parts(data: bytes, limits: Limits = FORM) -> Refused | Weight:
    """Why a workbook that passed the guard must not be parsed, or how heavy it is. Raises nothing but `MemoryError`.

    Every part is inflated, because a workbook may name any of its parts as a sheet.
    """
    try:
        return _weighed(data, directory(data), limits)
    except MemoryError:
        raise
    except Exception:  # zipfile and expat raise many kinds of error
        return refusal(Kind.DAMAGED)


def _weighed(data: bytes, infos: Sequence[zipfile.ZipInfo], limits: Limits) -> Refused | Weight:
    area = filled = longest = largest = text = 0
    sheets: list[tuple[int, int]] = []  # bytes of each, and how many of its cells share a text with others
    listed, errors, plain = 1, False, True
    for info in infos:
        part = inflate(data, info, info.file_size)
        if part is None:
            return refusal(Kind.DAMAGED)
        if part.startswith((b"\xff\xfe", b"\xfe\xff")) and info.filename.lower().endswith((".xml", ".rels")):
            # Excel keeps labels of other programs so; they are no sheets, and whoever says they are is read apart.
            if not info.filename.lower().startswith("customxml/"):
                return Refused("file.encoding", f"文件内部用了少见的编码，没有读取。{SAVE_AS}")
            plain = False
        if b"<!" in part and _DECLARATION.search(part) and not info.filename.startswith("xl/media/"):
            return Refused("file.declaration", f"文件里有不该有的声明，没有读取。{USE_ORIGINAL}")
        if b"sst" in part:
            longest = max(longest, *map(len, _END_OF_STRING.split(part)))
        if b"sheets" in part:
            listed = max(listed, len(_LISTED_SHEET.findall(part)))
            if listed > MOST_SHEETS:
                return Refused("file.sheets", f"文件里有 {listed} 个工作表，不是正常的填报表。{USE_ORIGINAL}")
        if b"sheetData" not in part:
            continue
        text += len(part)
        if text > limits.sheets:
            return TOO_MUCH
        used = _used(part)
        area, filled = area + used.rows * used.columns, filled + used.cells
        if used.rows > limits.rows or used.columns > limits.columns or max(area, filled) > limits.cells:
            return beyond(used.rows, used.columns, _first_beyond(part, limits))
        largest = max(largest, used.rows * used.columns, used.cells)
        sheets.append((len(part), used.shared))
        errors, plain = errors or used.errors, plain and used.plain
    heaviest = max((size + shared * longest for size, shared in sheets), default=0)
    return Weight(heaviest * listed, largest * listed, errors, plain)


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
        found=cell or f"{_letters(columns)}{rows}",
    )


def _first_beyond(sheet: bytes, limits: Limits) -> str:
    """The first cell with content that lies outside, "" where it is the number of cells that is too high."""
    for cell in _CELL.finditer(sheet):
        letters, line, blank = cell.groups()
        if letters and not blank and (_column(letters.decode()) > limits.columns or int(line) > limits.rows):
            return (letters + line).decode()
    return ""


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def inflate(data: bytes, info: zipfile.ZipInfo, limit: int) -> bytes | None:
    """The content of a part of the zip ``data``, or None when it is larger than ``limit`` bytes, whatever it declares.

    Does what `zipfile.ZipFile.read` does at a third of its cost. Raises `zipfile.BadZipFile` on a damaged part, also
    when the declared size is not the true one, and `NotImplementedError` on a rare way of packing.
    """
    if info.file_size > limit:
        return None
    head = data[info.header_offset : info.header_offset + 30]
    if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile("no part where the directory says")
    name, extra = struct.unpack("<HH", head[26:])
    start = info.header_offset + 30 + name + extra
    packed = data[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_DEFLATED:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        part = stream.decompress(packed, limit + 1)
        # One byte more than allowed shows what is really there.
        if len(part) > limit:
            return None
        whole = stream.eof
    elif info.compress_type == zipfile.ZIP_STORED:
        part, whole = packed, True
    else:
        raise NotImplementedError(f"compression method {info.compress_type}")
    if not whole or len(part) != info.file_size or zlib.crc32(part) != info.CRC:
        raise zipfile.BadZipFile("the part is not what the directory says")
    return part


@dataclass(frozen=True, slots=True)
class _Used:
    """What a sheet uses: its last row and column with content, the number of such cells, and of those with a shared
    text; as in `Weight` the rest.
    """

    rows: int
    columns: int
    cells: int
    shared: int
    errors: bool
    plain: bool


def _used(sheet: bytes) -> _Used:
    """The used rectangle of a sheet, as python-calamine will allocate it; cells that are only formatted do not count.

    Raises what `_walked` raises when the sheet is not plain enough to be read without a parser.
    """
    letters: set[bytes | None] = set()
    lines: set[bytes | None] = set()
    filled = 0
    for cell in _CELL.finditer(sheet):
        column, line, blank = cell.groups()
        if not blank:
            letters.add(column)
            lines.add(line)
            filled += 1
    if None not in letters:
        last = max(map(int, filter(None, lines)), default=0)
        widest = max((_column(found.decode()) for found in filter(None, letters)), default=0)
        return _Used(last, widest, filled, sheet.count(b't="s"'), b't="e"' in sheet, True)
    places = _walked(sheet)
    rows, columns = {row for row, _ in places}, {column for _, column in places}
    return _Used(max(rows, default=0), max(columns, default=0), len(places), len(places), errors=True, plain=False)


def _walked(sheet: bytes) -> list[tuple[int, int]]:
    """Row and column of every cell of a sheet, also where cells or rows do not say where they are.

    Raises `expat.ExpatError` when the sheet is no XML, `ValueError` when it gives a place that is none.
    """
    places: list[tuple[int, int]] = []
    row = column = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        kind, place = tag.rpartition(":")[2], attributes.get("r", "")
        if kind == "row":
            row, column = int(place) if place else row + 1, 0
        elif kind == "c":
            column += 1
            match = _PLACE.fullmatch(place)
            if match:
                column = _column(match[1])
            elif place:
                raise ValueError("no place of a cell")  # what a parser makes of it is anyone's guess
            places.append((int(match[2]) if match else row, column))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(sheet, True)
    return places


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
