"""The plan workbook as its cells stand: what is in every sheet, and what cannot be opened.

Knows: the file, what its reader cannot bear. Must not know: headers, what a cell should hold.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

from toolkit.base.errors import WorkspaceError

Cells = list[list[object]]
ERROR_MARK = "\ue000"  # a sign that nobody types
_SHEETS = "xl/worksheets/sheet"
# A cell with content beyond AZ9999. calamine makes room for every cell up to the last one, and for XFD1048576 there
# is none: the process would end.
_FAR = re.compile(
    rb'<c [^>]*?\br="([B-Z][A-Z][0-9]+|[A-Z]{3}[0-9]+|[A-Z]+[0-9]{5,})"[^>]*(?<!/)>(?!(<v></v>|<v */>)?</c>)'
)
# A cell that holds a formula's error, up to its text. The reader knows seven names of errors and gives up on a file
# with any other; so they are read as texts, with `ERROR_MARK` before them.
_ERROR = re.compile(
    rb'(<(?:\w+:)?c\b[^>]*?\bt=")e("[^>]*>(?:<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?<(?:\w+:)?v[^>]*>)'
)


def read_sheets(path: Path) -> dict[str, Cells]:
    """The values of every sheet of a workbook, from A1; a formula's error stands as its text, with a mark before it.

    Raises `WorkspaceError` when the file is missing, in use, no workbook, or absurdly wide or long.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise WorkspaceError(f"找不到方案工作簿 {path.name}。请确认文件名和位置。") from None
    except PermissionError:
        raise WorkspaceError(f"方案工作簿 {path.name} 打不开，可能正被占用。请在 Excel 或 WPS 里关闭它再试。") from None
    except OSError:
        raise _no_workbook(path.name) from None
    return sheets_of(data, path.name)


def sheets_of(data: bytes, name: str) -> dict[str, Cells]:
    """The same from the bytes of a workbook; ``name`` is for the sentences."""
    from python_calamine import CalamineWorkbook

    try:
        parts = _sheet_parts(data)
        if far := next(filter(None, map(_FAR.search, parts)), None):
            place = f"{far[1].decode()} 格有内容，离表格太远"
            raise WorkspaceError(f"方案工作簿 {name} 有一个工作表在 {place}。请删去那一行或那一列再试。")
        if any(b't="e"' in part for part in parts):
            data = _with_marked_errors(data)
        sheets: dict[str, Cells] = {}
        with CalamineWorkbook.from_filelike(BytesIO(data)) as workbook:
            for sheet in workbook.sheet_names:
                rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
                sheets[sheet] = [list(row) for row in rows]
    except WorkspaceError:
        raise
    except Exception:  # a damaged file may fail anywhere: in the archive, in its XML, in the reader
        raise _no_workbook(name) from None
    return sheets


def _no_workbook(name: str) -> WorkspaceError:
    return WorkspaceError(
        f"方案工作簿 {name} 打不开，可能不是 .xlsx 或者已经损坏。请用 Excel 或 WPS 另存为 .xlsx 再试。"
    )


def _sheet_parts(data: bytes) -> list[bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return [archive.read(name) for name in archive.namelist() if name.startswith(_SHEETS)]


def _with_marked_errors(data: bytes) -> bytes:
    """The same workbook with its formula errors as marked texts: an error that is read as empty is a limit lost."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as marked:
        for name in archive.namelist():
            part = archive.read(name)
            marked.writestr(
                name, _ERROR.sub(rb"\1str\2" + ERROR_MARK.encode(), part) if name.startswith(_SHEETS) else part
            )
    return out.getvalue()
