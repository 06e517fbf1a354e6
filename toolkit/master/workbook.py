"""The master workbook (整改总台账), written whole with xlsxwriter.

Knows: where its sheets are declared, the file. Must not know: which sheets there are, how one is drawn, where a
snapshot comes from. Texts never become formulas or links, whatever they begin with.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from datetime import datetime, time
from importlib import import_module
from io import BytesIO
from pathlib import Path

import xlsxwriter

from toolkit.base.excel_limits import PROPERTY, cut
from toolkit.base.files import write_whole
from toolkit.master import sheets
from toolkit.master.columns import placed
from toolkit.master.drawn import draw_shapes
from toolkit.master.page import MasterSheet, Page
from toolkit.master.progress_cells import ProgressCells
from toolkit.master.roster_sheets import roster_sheets
from toolkit.master.rows import RowSheet
from toolkit.master.style import SONG, Styles
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.trend import Point

_MANY = 2000  # forms; the sheets of a larger master are kept in temporary files until they are packed
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
    "default_column_width": 72,
    "default_row_height": 18,
}


def sheets_declared() -> list[MasterSheet]:
    """The sheets of the master in the order of their tabs: one for each module under `toolkit.master.sheets`.

    Raises `TypeError` for a module that declares none.
    """
    found = []
    for module in pkgutil.iter_modules(sheets.__path__, f"{sheets.__name__}."):
        sheet = getattr(import_module(module.name), "SHEET", None)
        if not isinstance(sheet, MasterSheet):
            raise TypeError(f"{module.name} declares no SHEET")
        found.append(sheet)
    return sorted(found, key=lambda sheet: (sheet.order, sheet.caption))


def write_master(snapshot: Snapshot, path: Path, key: bytes, earlier: Sequence[Point] = ()) -> None:
    """Write the master of a snapshot to ``path``; the file is whole or not there at all.

    Raises `OSError` when the file cannot be written.
    """
    write_whole(path, master_bytes(snapshot, key, earlier))


def master_bytes(snapshot: Snapshot, key: bytes, earlier: Sequence[Point] = ()) -> bytes:
    """The master of a snapshot as the bytes of an .xlsx; the same snapshot, ``key`` and periods give the same bytes.

    ``earlier`` are the periods before, oldest first.
    """
    out = BytesIO()
    # Widths are counted in digits of this font: every office's machine has it, Calibri only those with Excel. The
    # workbook keeps the mapping that it is given, so each gets one of its own.
    font = {"default_format_properties": {"font_name": SONG, "font_size": 11}}
    workbook = xlsxwriter.Workbook(out, {**_OPTIONS, **font, "in_memory": len(snapshot.standings) < _MANY})
    workbook.set_properties(
        {
            "title": cut(f"{snapshot.plan.title}整改总台账（{snapshot.period.name}）", PROPERTY),
            "author": "整改报送工具",
            "created": datetime.combine(snapshot.as_of, time.min),
        }
    )
    styles, rows = Styles(workbook), placed(snapshot)
    progress = ProgressCells(snapshot, rows)
    of_plan = (*sheets_declared(), *roster_sheets(snapshot.plan))
    declared = sorted((one for one in of_plan if one.wanted(snapshot, earlier)), key=lambda one: one.order)
    pages = {
        one.caption: Page(
            workbook, workbook.add_worksheet(one.caption, RowSheet), styles, snapshot, rows, progress, key, earlier
        )
        for one in declared
    }
    for one in declared:
        pages[one.caption].sheet.remembers = one.table is not None and not one.table.own_key
    for one in sorted(declared, key=lambda one: one.drawn):
        one.draw(pages[one.caption])
    draw_shapes(workbook, {one.caption: one.table for one in declared if one.table is not None})
    workbook.close()
    return out.getvalue()
