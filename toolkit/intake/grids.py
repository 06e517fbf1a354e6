"""The office's own workbooks as grids of values: a plan, a master. Guarded like what comes from outside.

Knows: the guard, the parser, what may be read here and what apart. Must not know: what a cell means. Where such a
workbook lies anybody may put another in its place, and nobody knows what an office's program makes of a large one.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import astuple
from io import BytesIO

from toolkit.base.apart import Bounds, Lost, run_apart
from toolkit.intake import guard, parts
from toolkit.intake.guard import Kind, Refused
from toolkit.intake.limits import Limits

Cells = list[list[object]]
ERROR_MARK = "\ue000"  # a sign that nobody types
# A cell that holds a formula's error, up to its text. The reader knows seven names of errors and gives up on a file
# with any other; so they are read as texts, with `ERROR_MARK` before them.
_ERROR = re.compile(
    rb"(<(?:\w+:)?c\b[^>]*?\bt\s*=\s*['\"])e(['\"][^>]*>(?:<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?"
    rb"<(?:\w+:)?v[^>]*>)"
)
_IS_ERROR = re.compile(rb"\bt\s*=\s*['\"]e['\"]")
_LISTED = re.compile(rb'<sheet\b[^>]*?\br:id="([^"]*)"')
_TARGET = re.compile(rb'\bTarget="([^"]*)"')
_STRING = re.compile(rb"<si>.*?</si>|<si/>", re.DOTALL)
_SHARED = re.compile(rb'\bt="s"[^>]*><v>([0-9]{1,9})</v>')
# Beyond so many bytes of text, or cells, a workbook is read apart.
_LIGHT_TEXT, _LIGHT_CELLS = 64 * 2**20, 6_000_000

_BROKEN = Refused("file.broken", "")
_SAID = {
    "file.empty": "{what} 打不开，是空的（0 字节）。请从备份恢复，没有备份的请用 Excel 或 WPS 另存为 .xlsx 再试。",
    "file.encrypted": "{what} 打不开，设了打开密码。请取消密码后保存，再试。",
    "file.large": "{what} 有 {found}，没有读取。请删去图片和用不着的工作表后保存，再试。",
    "file.dimensions": "{what} 有一个工作表在 {found} 格有内容，离表格太远。请删去那一行或那一列再试。",
    "file.sheets": "{what} 里的工作表太多，没有读取。请删去用不着的再试。",
    "file.memory": "{what} 内容太多，读的时候内存不够用。请删去用不着的内容后，用 Excel 或 WPS 另存为 .xlsx 再试。",
    "file.time": "{what} 读了很久还没有读完，没有再读。请删去用不着的内容后，用 Excel 或 WPS 另存为 .xlsx 再试。",
}
_ODD = "{what} 展开后过大，或者内部结构不正常，没有读取。请用 Excel 或 WPS 打开，另存为 .xlsx 再试。"
_OTHER = "{what} 打不开，可能不是 .xlsx 或者已经损坏。请用 Excel 或 WPS 另存为 .xlsx 再试。"
_ODDITIES = ("file.parts", "file.names", "file.inflated", "file.encoding", "file.declaration")
_LOST = {
    Lost.MEMORY: Refused("file.memory", ""),
    Lost.TIME: Refused("file.time", ""),
    Lost.DIED: _BROKEN,
}


def grids_of(data: bytes, limits: Limits) -> dict[str, Cells] | Refused:
    """The values of every sheet of an .xlsx or .xlsm from A1, or why there are none (`said_of` puts it in words).

    A formula's error stands as its text, with `ERROR_MARK` before it. Never raises on what ``data`` is.
    """
    passed = guard.inspect(data, limits=limits)
    if isinstance(passed, Refused):
        return passed
    if passed.kind is not Kind.XLSX:
        return guard.refusal(passed.kind)
    try:
        weight = parts.inspect_parts(data, limits)
        if isinstance(weight, Refused):
            return weight
        if weight.plain and _is_light(data, weight):
            return _read(data)
    except MemoryError:
        return _LOST[Lost.MEMORY]
    words = map(str, astuple(limits))
    found: dict[str, Cells] | Refused | Lost = run_apart(
        "toolkit.intake.grids:read_apart", data, *words, bounds=_bounds(limits)
    )
    return _LOST[found] if isinstance(found, Lost) else found


def _bounds(limits: Limits) -> Bounds:
    """What reading apart may take: so much for the program, and 250 bytes for each cell that there may be."""
    return Bounds(memory=400 * 2**20 + 250 * limits.cells, seconds=60.0, reply=100 * limits.cells)


def said_of(refused: Refused, what: str) -> str:
    """Why a workbook of the office's own is not read: one sentence about ``what`` it is and how it is called."""
    said = _SAID.get(refused.code, _ODD if refused.code in _ODDITIES else _OTHER)
    return said.format(what=what, found=refused.found)


def read_apart(data: bytes, *limits: str) -> dict[str, Cells] | Refused:
    """The same as the process of its own reads it."""
    most = Limits(*map(int, limits))
    grids = _read(data)
    if isinstance(grids, Refused):
        return grids
    area = 0
    for grid in grids.values():
        rows, columns = len(grid), max(map(len, grid), default=0)
        area += rows * columns
        if rows > most.rows or columns > most.columns or area > most.cells:
            return parts.beyond(rows, columns)
    return grids


def _is_light(data: bytes, weight: parts.Weight) -> bool:
    """Whether a plain workbook may be read in this process: what its cells come to, each with its own text."""
    if weight.text <= _LIGHT_TEXT and weight.cells <= _LIGHT_CELLS:
        return True
    lengths: list[int] = []
    text = 0
    sheets: list[bytes] = []
    for info in guard.directory(data):
        part = parts.inflate(data, info, info.file_size) or b""
        if info.filename == "xl/sharedStrings.xml":
            lengths = [len(string) for string in _STRING.findall(part)]
        elif info.filename in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
            named = (_LISTED if info.filename == "xl/workbook.xml" else _TARGET).findall(part)
            if len(set(named)) < len(named):
                return False  # a sheet that is listed twice is read twice
        elif b"sheetData" in part:
            text += len(part)
            if text > _LIGHT_TEXT:
                return False
            sheets.append(part)
    for sheet in sheets:
        for found in _SHARED.finditer(sheet):
            number = int(found[1])
            text += lengths[number] if number < len(lengths) else 0
    return text <= _LIGHT_TEXT


def _read(data: bytes) -> dict[str, Cells] | Refused:
    from python_calamine import CalamineWorkbook

    try:
        found: dict[str, Cells] = {}
        with CalamineWorkbook.from_filelike(BytesIO(_with_marked_errors(data))) as workbook:
            for sheet in workbook.sheet_names:
                rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
                found[sheet] = [list(row) for row in rows]
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # whatever the parser makes of bytes from outside; calamine's panics are no Exception
        return _BROKEN
    return found


def _with_marked_errors(data: bytes) -> bytes:
    """The same workbook with its formula errors as marked texts: an error that is read as empty is a value lost."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    if not any(b"sheetData" in part and _IS_ERROR.search(part) for part in contents.values()):
        return data
    with zipfile.ZipFile(out, "w") as marked:
        for name, part in contents.items():
            marked.writestr(name, _ERROR.sub(rb"\1str\2" + ERROR_MARK.encode(), part) if b"sheetData" in part else part)
    return out.getvalue()
