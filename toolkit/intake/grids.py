"""The office's own workbooks as grids of values: a plan, a master. Guarded like what comes from outside.

Knows: the guard, the parser, what may be read here and what apart. Must not know: what a cell means. Where such a
workbook lies anybody may put another in its place, and nobody knows what an office's program makes of a large one.
"""

from __future__ import annotations

from dataclasses import astuple

from toolkit.base.apart import Bounds, Lost, run_apart
from toolkit.intake import guard, parts
from toolkit.intake.guard import Kind, Refused
from toolkit.intake.limits import Limits
from toolkit.workbooks.package import Package, package_of
from toolkit.workbooks.xlsx import readable, values_of
from toolkit.workbooks.xlsx_cells import shared_texts

Cells = list[list[object]]
ERROR_MARK = "\ue000"  # a sign that nobody types
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
    package = package_of(data)
    listed = [part for part in package.sheets().values() if part]
    if len(set(listed)) < len(listed):
        return False  # a sheet that is listed twice is read twice
    lengths = package.lengths_of_texts()
    text = 0
    for part in _sheets(package):
        sheet = package.sheet(part)
        text += len(sheet.xml)
        if text > _LIGHT_TEXT:
            return False
        for number in shared_texts(sheet):
            text += lengths[number] if number < len(lengths) else 0
    return text <= _LIGHT_TEXT


def _sheets(package: Package) -> list[str]:
    """The parts that hold cells, whether a workbook lists them or not."""
    return [name for name in package.parts if b"sheetData" in package.read(name)]


def _read(data: bytes) -> dict[str, Cells] | Refused:
    try:
        package = package_of(data)
        changed = readable({part: package.sheet(part) for part in _sheets(package)}, ERROR_MARK)
        return values_of(package.with_parts(changed) if changed else data)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # whatever the parser makes of bytes from outside; calamine's panics are no Exception
        return _BROKEN
