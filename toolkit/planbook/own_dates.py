"""The sheet 另定日期: by which day single units report in a period, read and told as rows.

Knows: its columns. Must not know: workbooks, what follows from such a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from toolkit.base.plan_captions import PlanColumn, PlanSheet
from toolkit.plan.model import Period, Plan, Unit
from toolkit.plan.options import OwnDate
from toolkit.planbook.sheets import Readers


def read_own_dates(readers: Readers, units: Sequence[Unit], periods: Sequence[Period]) -> tuple[OwnDate, ...]:
    """The days of single units; one that is not in the plan, or is named twice, is a fault."""
    reader = readers[PlanSheet.OWN_DATES]
    lines = reader.lines()
    reader.unique(lines, PlanColumn.PERIOD_ID, PlanColumn.UNIT)
    known = {period.id for period in periods}
    found = []
    for line in lines:
        period, name = line.text(PlanColumn.PERIOD_ID), line.text(PlanColumn.UNIT)
        if period and period not in known:
            line.fault(PlanColumn.PERIOD_ID, f"“报送期”工作表里没有 {period}。请写那里的报送期编号。")
        unit = next((u for u in units if name in (u.id, u.name, u.area, *u.aliases)), None)
        if name and unit is None:
            line.fault(PlanColumn.UNIT, f"“单位”工作表里没有“{name}”。请写单位的简称。")
        due = line.day(PlanColumn.REPORT_DUE)
        if unit is not None and due is not None:
            found.append(OwnDate(period, unit.id, due, line.text(PlanColumn.REASON)))
    return tuple(found)


def own_date_rows(plan: Plan) -> list[tuple[str | date, ...]]:
    """The rows of 另定日期."""
    return [
        (one.period_id, plan.unit[one.unit_id].area if one.unit_id in plan.unit else "", one.due_date, one.reason)
        for one in plan.settings.own_dates
    ]
