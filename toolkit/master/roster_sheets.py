"""The lists of the forms (明细) in the master: a sheet a list, with the rows of all units that count.

Knows: snapshots, lists as they are asked for. Must not know: how rows are read, the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from toolkit.base.captions import Column
from toolkit.base.excel_limits import SHEET_NAME, cut
from toolkit.catalogue import catalogues
from toolkit.form.roster_formulas import titles
from toolkit.form.roster_look import heading
from toolkit.kinds.field import NO, YES
from toolkit.kinds.rosters import AskedRoster
from toolkit.ledger import CellValue
from toolkit.master.lists import Cell, write_list
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.plan.model import Plan, ValueType

_ORDER = 55  # after the figures that follow from them
_ROW = "行"
_WIDTHS = {ValueType.TEXT: 22.0, ValueType.DATE: 12.0}


def roster_sheets(plan: Plan) -> list[MasterSheet]:
    """The sheets of a plan's lists, in the order of the plan."""
    if not plan.rosters:
        return []
    named = titles(plan)
    asked = [roster for one in catalogues(plan).values() for roster in one.rosters]
    table = Table(key=(Column.CODE, Column.UNIT, _ROW))
    return [
        MasterSheet(cut(f"明细 {named[one.id]}", SHEET_NAME, ""), _ORDER, partial(_draw, one), table=table)
        for one in asked
    ]


def _draw(roster: AskedRoster, page: Page) -> None:
    columns: list[tuple[str, float]] = [(Column.CODE, 11), (Column.UNIT, 14), (_ROW, 7)]
    columns += [(heading(f).rstrip(" *"), _WIDTHS.get(f.type, 11.0)) for f in roster.fields.values()]
    columns += [(Column.SOURCE_FILE, 30), (Column.SOURCE_CELL, 12)]
    note = "各单位已接收的明细，一行一个；“行”是在填报表明细里的行号。没有接收的不在内。"
    item = page.snapshot.plan.item[roster.roster.item_id]
    title = f"{item.code} {roster.name}"
    write_list(page.sheet, page.styles, title, note, columns, list(_rows(roster, page)), "还没有接收到明细。")


def _rows(roster: AskedRoster, page: Page) -> Iterator[Sequence[Cell]]:
    snapshot = page.snapshot
    for standing in snapshot.standings:
        if standing.accepted is None or standing.item.id != roster.roster.item_id:
            continue
        for row in snapshot.rows.get(standing.accepted.id, {}).get(roster.id, ()):
            first = next((cell.cell for cell in row.cells.values()), "")
            said = [_shown(row.cells[name].value) if name in row.cells else None for name in roster.fields]
            yield (
                standing.item.code, standing.unit.area, row.number, *said, standing.accepted.file_name, first
            )  # fmt: skip


def _shown(value: CellValue) -> CellValue:
    return (YES if value else NO) if isinstance(value, bool) else value
