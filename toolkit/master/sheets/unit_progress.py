"""单位进度: how far each unit of a large plan is, and what it has reported; who is to be asked first comes first.

Knows: progress, counts, how a list is drawn. Must not know: how they are told.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name

from toolkit.base.captions import Column, Sheet
from toolkit.master.counting import Condition, counted, in_state
from toolkit.master.lists import Cell, write_list
from toolkit.master.overview.grid import colour_progress, in_time_rate
from toolkit.master.overview.panel import owing
from toolkit.master.overview.size import has_items_beside, in_pages
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.master.progress_cells import COUNTED, ProgressCells
from toolkit.master.rows import Formula
from toolkit.master.style import A4
from toolkit.plan.model import FormKey, Unit
from toolkit.standing.counts import counts_of
from toolkit.standing.status import ReportState

_COLUMNS = (
    ("单位", 22.0), ("应办（项）", 8.0), ("＝已销号", 9.0), ("＋待核定", 9.0), ("＋整改中", 9.0), ("＋超时限", 9.0),
    ("应报（份）", 8.0), ("＝已接收", 9.0), ("＋退回", 8.0), ("＋未报", 8.0), ("按期报送率", 9.0),
)  # fmt: skip


def draw(page: Page) -> None:
    """Draw 单位进度."""
    plan, cells = page.snapshot.plan, page.progress
    asked = [one.unit for one in owing(page)]
    beside = plan.items if has_items_beside(plan) else ()
    columns = (*_COLUMNS, *((item.code, 9.0) for item in beside))
    rows = []
    for number, unit in enumerate([*asked, *(unit for unit in plan.units if unit not in asked)], start=4):
        marks = [_mark(page, cells, FormKey(item.id, unit.id)) for item in beside]
        rows.append([*_row(page, cells, unit, number), *marks])
    note = "没有报的、退回的份数多的在前，其次是超时限的项数；先后是汇总时的。"
    title = f"{page.snapshot.period.name}{Sheet.UNITS}"
    page.sheet.set_paper(A4)
    last = write_list(page.sheet, page.styles, title, note, columns, rows, "没有单位。")
    if beside:
        first, end = (xl_col_to_name(column) for column in (len(_COLUMNS), len(columns) - 1))
        colour_progress(page, f"{first}4:{end}{last}")


def _row(page: Page, cells: ProgressCells, unit: Unit, number: int) -> Sequence[Cell]:
    of, placed = Condition(Column.UNIT, unit.area), page.placed
    counts = counts_of(cells.forms_of(unit))
    numbers = [cells.of_unit(unit, progress) for progress in COUNTED]
    places = [cells.unit_number(unit, progress) for progress in COUNTED]
    states = (
        (ReportState.ACCEPTED, counts.accepted), (ReportState.RETURNED, counts.returned),
        (ReportState.NOT_RECEIVED, counts.missing),
    )  # fmt: skip
    rate = in_time_rate(page, unit)
    percent = Formula(
        f'=TEXT({rate.text.removeprefix("=")},"0%")', f"{float(str(rate.cached)):.0%}" if rate.cached != "" else ""
    )
    return (
        unit.area,
        Formula(f"=SUM(C{number}:F{number})", sum(int(str(one.cached)) for one in numbers)),
        *(Formula(f"={place}", one.cached) for place, one in zip(places, numbers, strict=True)),
        Formula(f"=SUM(H{number}:J{number})", counts.owed),
        *(Formula(f"={counted(placed, of, in_state(state))}", value) for state, value in states),
        percent,
    )


def _mark(page: Page, cells: ProgressCells, form: FormKey) -> Cell:
    standing = page.snapshot.standing.get(form)
    return cells.shown(standing) if standing is not None else None


SHEET = MasterSheet(
    Sheet.UNITS, 14, draw, table=Table(key=("单位",)), wanted=lambda snapshot, earlier: in_pages(snapshot.plan)
)
