"""The master workbook (整改总台账), written whole with xlsxwriter.

Knows: the order of the sheets, the file. Must not know: how a sheet is drawn, where a snapshot comes from. Texts never
become formulas or links, whatever they begin with.
"""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from pathlib import Path

import xlsxwriter

from toolkit.base.excel_limits import PROPERTY, cut
from toolkit.base.files import write_whole
from toolkit.master import (
    indicator_sheet,
    ledger_sheet,
    lists,
    office_columns,
    office_lists,
    overview,
    overview_tables,
)
from toolkit.master.rows import RowSheet
from toolkit.master.style import Styles
from toolkit.standing.snapshot import Snapshot

_MANY = 2000  # forms; the sheets of a larger master are kept in temporary files until they are packed
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


def write_master(snapshot: Snapshot, path: Path) -> None:
    """Write the master of a snapshot to ``path``; the file is whole or not there at all.

    Raises `OSError` when the file cannot be written.
    """
    write_whole(path, master_bytes(snapshot))


def master_bytes(snapshot: Snapshot) -> bytes:
    """The master of a snapshot as the bytes of an .xlsx; the same snapshot gives the same bytes."""
    out = BytesIO()
    workbook = xlsxwriter.Workbook(out, {**_OPTIONS, "in_memory": len(snapshot.standings) < _MANY})
    workbook.set_properties(
        {
            "title": cut(f"{snapshot.plan.title}整改总台账（{snapshot.period.name}）", PROPERTY),
            "author": "整改报送工具",
            "created": datetime.combine(snapshot.as_of, time.min),
        }
    )
    styles = Styles(workbook)
    names = (
        overview_tables.SHEET,
        ledger_sheet.SHEET,
        lists.OWING,
        lists.LIMITS,
        indicator_sheet.SHEET,
        lists.FINDINGS,
        office_lists.REVIEW,
        office_lists.CHANGES,
        office_lists.PAPERS,
        lists.RECORD,
    )
    sheets = {name: workbook.add_worksheet(name, RowSheet) for name in names}
    ledger_sheet.write_calendar(workbook, snapshot)
    office_columns.write_baseline(workbook, snapshot)
    placed = ledger_sheet.write_ledger(workbook, sheets[ledger_sheet.SHEET], styles, snapshot)
    overview.write_overview(workbook, sheets[overview_tables.SHEET], styles, snapshot, placed)
    lists.write_owing(sheets[lists.OWING], styles, snapshot, placed)
    lists.write_limits(sheets[lists.LIMITS], styles, snapshot)
    indicator_sheet.write_indicators(sheets[indicator_sheet.SHEET], styles, snapshot)
    lists.write_findings(sheets[lists.FINDINGS], styles, snapshot)
    office_lists.write_review(sheets[office_lists.REVIEW], styles, snapshot)
    office_lists.write_changes(sheets[office_lists.CHANGES], styles, snapshot)
    office_lists.write_papers(sheets[office_lists.PAPERS], styles, snapshot)
    lists.write_record(sheets[lists.RECORD], styles, snapshot)
    workbook.close()
    return out.getvalue()
