"""The base of all forms as an office has restyled it, looked over once and copied from.

Knows: openpyxl, which samples there must be. Must not know: pages, plans.
"""

from __future__ import annotations

import hashlib
import pickle
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils import column_index_from_string

from toolkit.base.errors import TemplateError
from toolkit.base.guarded import Trouble, UnreadableError, read_guarded
from toolkit.base.opc import parts_of
from toolkit.base.zips import directory, inflate
from toolkit.form.base import ROWS, SAMPLES_SHEET
from toolkit.form.styles import with_styles
from toolkit.intake.guard import Kind, Refused, inspect
from toolkit.intake.limits import BASE
from toolkit.intake.parts import inspect_parts

_AREAS = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink|f)\b[^>]*?\bref\s*=\s*['\"]([^'\"]*)['\"]")
_PLACE = re.compile(rb"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_PLACES = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_MERGES = re.compile(rb"<mergeCells\b.*?</mergeCells>", re.DOTALL)


@dataclass(frozen=True)
class Base:
    """The base workbook, read: its bytes, with every style that may be needed, and the sample row of each kind.

    ``sha256`` is that of the file that it was read from.
    """

    data: bytes
    rows: Mapping[str, int]
    sha256: str

    def workbook(self) -> Workbook:
        """The base as a workbook of one's own to draw in; it is parsed once and copied, which takes a fifth."""
        copied: Workbook = pickle.loads(self._parsed)
        return copied

    @cached_property
    def _parsed(self) -> bytes:
        return pickle.dumps(load_workbook(BytesIO(self.data)))


def load_base(path: Path, inside: Path | None = None) -> Base:
    """Read the base of all forms, not through a link that leads out of ``inside``.

    Raises `TemplateError` when it is not a workbook, holds more than a base does, or a sample row is missing.
    """
    try:
        data = read_guarded(path, "表样", most=BASE.bytes, inside=inside)
    except UnreadableError as error:
        if error.trouble is Trouble.MISSING:
            raise TemplateError(f"找不到表样 {path.name}。请把 templates/report_template.xlsx 放回工作区。") from None
        raise TemplateError(str(error)) from error
    if wrong := _wrong_with(data):
        raise TemplateError(f"表样 {path.name} {wrong}请换回原来的文件，或从备份恢复。")
    try:
        workbook = load_workbook(BytesIO(data))
    except Exception:  # whatever openpyxl makes of a file from outside
        raise TemplateError(f"表样 {path.name} 打不开。请换回原来的文件，或从备份恢复。") from None
    if SAMPLES_SHEET not in workbook.sheetnames:
        raise TemplateError(f"表样 {path.name} 里没有“{SAMPLES_SHEET}”工作表。请换回原来的文件。")
    sheet = workbook[SAMPLES_SHEET]
    rows = {str(cell.value): cell.row for cell in sheet["A"] if cell.value in ROWS and cell.row}
    missing = [kind for kind in ROWS if kind not in rows]
    if missing:
        raise TemplateError(f"表样 {path.name} 的 A 列缺少这些行：{'、'.join(missing)}。请换回原来的文件。")
    return Base(with_styles(_without_merges(data), rows), rows, hashlib.sha256(data).hexdigest())


def _wrong_with(data: bytes) -> str:
    """Why a workbook is not handed to openpyxl, which has no limits of its own; "" where it may be."""
    passed = inspect(data, limits=BASE)
    if isinstance(passed, Refused):
        return "设了打开密码。" if passed.code == "file.encrypted" else "打不开。"
    weight = inspect_parts(data, BASE)
    if isinstance(weight, Refused) or passed.kind is not Kind.XLSX:
        return "打不开。"
    if not weight.plain:
        return "不是用 Excel 或 WPS 保存的，没有读取。"
    areas = 0
    for info in directory(data):
        part = inflate(data, info, info.file_size) or b""
        if b"sheetData" in part:
            # openpyxl makes a cell of each that is merged or linked, or has nothing but a format.
            areas += sum(map(_area, _AREAS.findall(part)))
            if areas > BASE.cells or any(_beyond(*place) for place in _PLACES.findall(part)):
                return "用到的格太多，离表样太远，没有读取。"
    return ""


def _area(reference: bytes) -> int:
    """How many cells a reference such as A1:B2 has."""
    places = [match.groups() for match in _PLACE.finditer(reference)]
    if not places:
        return 0
    columns = [column_index_from_string(letters.decode()) for letters, _ in places]
    rows = [int(number) for _, number in places]
    return (max(columns) - min(columns) + 1) * (max(rows) - min(rows) + 1)


def _beyond(letters: bytes, number: bytes) -> bool:
    return int(number) > BASE.rows or column_index_from_string(letters.decode()) > BASE.columns


def _without_merges(data: bytes) -> bytes:
    """The base without the merged cells of its samples, whose borders openpyxl would draw anew for every form.

    Excel and WPS keep the borders of each cell of a merged area; the form merges its rows itself.
    """
    parts = parts_of(data)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, _MERGES.sub(b"", part) if name.startswith("xl/worksheets/") else part)
    return out.getvalue()
