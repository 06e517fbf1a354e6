"""The units that an office has listed, whatever else its workbook holds or lacks.

Knows: the sheet 单位. Must not know: the rest of a plan. A plan workbook that is not finished, or a list that is no
plan at all, still says who there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toolkit.base.errors import Fault, WorkspaceError
from toolkit.base.plan_captions import PlanColumn, PlanSetting, PlanSheet
from toolkit.plan.model import Unit
from toolkit.planbook.opened import read_sheets
from toolkit.planbook.sheets import Reader, as_text
from toolkit.planbook.tables import TABLES, YES
from toolkit.planbook.units import unit_of


def units_listed(path: Path) -> Sequence[Unit]:
    """The units of the sheet 单位, or of the only sheet of a list; without those that have no name.

    Raises `WorkspaceError` when there is no workbook to read, or it has no column 单位名称.
    """
    sheets = read_sheets(path)
    if PlanSheet.UNITS not in sheets and len(sheets) == 1:
        sheets = {PlanSheet.UNITS: next(iter(sheets.values()))}
    faults: list[Fault] = []
    reader = Reader(PlanSheet.UNITS, TABLES[PlanSheet.UNITS], sheets, faults)
    if not reader.has(PlanColumn.UNIT_NAME):
        raise WorkspaceError(f"{path.name} 里没有单位名单：要有“单位”工作表，第 1 行有“单位名称”这一列。请核对。")
    found: dict[str, Unit] = {}
    for line in reader.lines():
        unit = unit_of(line)
        if unit.name and not line.text(PlanColumn.INTO):
            found.setdefault(unit.id, unit)
    return list(found.values())


def is_for_trial(path: Path) -> bool:
    """Whether a plan workbook says that it is for trial. Raises `WorkspaceError` when it cannot be opened."""
    rows = read_sheets(path).get(PlanSheet.HEAD, [])
    return any(as_text(row[0]) == PlanSetting.TRIAL and as_text(row[1]) == YES for row in rows if len(row) > 1)
