"""未报与逾期: who has not reported, has not mended what was sent back, or was late.

Knows: standings, how a list is drawn. Must not know: how lateness is told.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name

from toolkit.base.captions import Column, Sheet
from toolkit.base.plan_captions import PlanColumn
from toolkit.master import formulas
from toolkit.master.counting import look_up
from toolkit.master.lists import TOP, Cell, Link, write_list
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.master.rows import Formula
from toolkit.master.style import colour_lights
from toolkit.plan.options import Signing
from toolkit.standing.duties import PaperDue
from toolkit.standing.papers import unsigned
from toolkit.standing.returns import owing
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import ReportState, Standing
from toolkit.standing.tasks import basis_of, form_due, form_key

_WHAT = "事项"
_COLUMNS = (
    (Column.UNIT, 13), (Column.CODE, 12), (_WHAT, 44), (Column.REPORT_DUE, 13), (Column.REPORT_STATE, 11),
    (Column.RECEIVED, 13), (Column.LATE, 11), (Column.TIMES_RETURNED, 9), (Column.LIGHT, 9), ("联系人", 14),
    (PlanColumn.PHONE, 18), (Column.BASIS, 13),
)  # fmt: skip


def draw(page: Page) -> None:
    """Draw 未报与逾期."""
    snapshot, placed = page.snapshot, page.placed
    letters = {caption: xl_col_to_name(index) for index, (caption, _) in enumerate(_COLUMNS)}
    rows: list[Sequence[Cell]] = []
    open_pages = {one.form for one in unsigned(snapshot)}
    columns = (*_COLUMNS, ("签字件", 10)) if snapshot.plan.settings.signing is Signing.PAGE else _COLUMNS
    for number, one in enumerate(_open(snapshot), start=TOP):
        late = formulas.late_workdays(
            *(f"{letters[column]}{number}" for column in (Column.REPORT_STATE, Column.RECEIVED, Column.REPORT_DUE))
        )
        if isinstance(one, PaperDue):
            rows.append([*_paper(one, late), *[""] * (len(columns) - len(_COLUMNS))])
            continue
        key = form_key(one)
        rows.append(
            (
                one.unit.area,
                Link(f"'{Sheet.LEDGER}'!{placed.columns[Column.CODE]}{placed.rows[key]}", one.item.code),
                one.item.title,
                form_due(snapshot, one),
                one.state.value,
                one.latest.received_on if one.latest else None,
                Formula(late, one.late_workdays),
                one.returned_times,
                Formula(f"={look_up(placed, Column.LIGHT, key)}", formulas.light_text(one.light)),
                one.unit.contact,
                one.unit.phone,
                basis_of(one.item),
                *(["未到" if one.form in open_pages else ""] * (len(columns) - len(_COLUMNS))),
            )
        )
    missing = sum(s.state is ReportState.NOT_RECEIVED for s in snapshot.standings)
    note = f"未报 {missing} 份；退回后没有改好的、接收时已经迟报的也列在这里。"
    note += f"签字件未到的有 {len(open_pages)} 份。" if open_pages else ""
    unsent = sum(one.owing for one in snapshot.duties)
    note += f"应报材料没有收到的有 {unsent} 件。" if snapshot.plan.settings.duties else ""
    note += "迟报天数按工作日计算。点事项编号可以看台账。"
    title = f"{snapshot.period.name}{Sheet.OWING}"
    last = write_list(page.sheet, page.styles, title, note, columns, rows, "无：全部按期报送。")
    letter = letters[Column.LIGHT]
    colour_lights(page.sheet, f"{letter}{TOP}:{letter}{last}", page.styles, formulas.MARKS)


def _open(snapshot: Snapshot) -> list[Standing | PaperDue]:
    """What is not in order, unit by unit: forms, then papers that have not come or came late."""
    order = {unit.id: number for number, unit in enumerate(snapshot.plan.units)}
    papers = (one for one in snapshot.duties if one.owing or one.late)
    every: list[Standing | PaperDue] = [*owing(snapshot), *papers]
    return sorted(every, key=lambda one: order[one.unit.id])


def _paper(one: PaperDue, late: str) -> Sequence[Cell]:
    state = ReportState.NOT_RECEIVED if one.owing else ReportState.ACCEPTED
    return (
        one.unit.area, one.code or "—", f"材料：{one.duty.name}", one.due, state.value, one.came_on,
        Formula(late, one.late), None, None, one.unit.contact, one.unit.phone, None,
    )  # fmt: skip


SHEET = MasterSheet(Sheet.OWING, 30, draw, table=Table(key=(Column.UNIT, Column.CODE, _WHAT)))
