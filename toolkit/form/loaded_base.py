"""The base of all forms as an office has restyled it, looked over once and copied from.

Knows: openpyxl, which samples there must be. Must not know: pages, plans.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from toolkit.base.errors import TemplateError
from toolkit.base.opc import parts_of
from toolkit.form.base import ROWS, SAMPLES_SHEET

_MERGES = re.compile(rb"<mergeCells\b.*?</mergeCells>", re.DOTALL)


@dataclass(frozen=True)
class Base:
    """The base workbook, read: its bytes and the sample row of each kind."""

    data: bytes
    rows: Mapping[str, int]


def load_base(path: Path) -> Base:
    """Read the base of all forms.

    Raises `TemplateError` when it is not a workbook or a sample row is missing.
    """
    try:
        data = path.read_bytes()
        workbook = load_workbook(BytesIO(data))
    except FileNotFoundError:
        raise TemplateError(f"找不到表样 {path.name}。请把 templates/report_template.xlsx 放回工作区。") from None
    except PermissionError:
        raise TemplateError(f"表样 {path.name} 正被占用。请在 Excel 或 WPS 里关闭它再试。") from None
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        raise TemplateError(f"表样 {path.name} 打不开。请换回原来的文件，或从备份恢复。") from None
    if SAMPLES_SHEET not in workbook.sheetnames:
        raise TemplateError(f"表样 {path.name} 里没有“{SAMPLES_SHEET}”工作表。请换回原来的文件。")
    sheet = workbook[SAMPLES_SHEET]
    rows = {str(cell.value): cell.row for cell in sheet["A"] if cell.value in ROWS and cell.row}
    missing = [kind for kind in ROWS if kind not in rows]
    if missing:
        raise TemplateError(f"表样 {path.name} 的 A 列缺少这些行：{'、'.join(missing)}。请换回原来的文件。")
    return Base(_without_merges(data), rows)


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
