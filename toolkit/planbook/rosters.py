"""The lists of the plan workbook (明细) read and written: a row a column, what holds for the whole list in its first.

Knows: what a column may be. Must not know: indicators, rules, how sheets are read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from toolkit.base.captions import folded
from toolkit.base.plan_captions import PlanColumn, PlanSheet
from toolkit.kinds.kind import Kind
from toolkit.kinds.registry import KINDS
from toolkit.plan.derived_ids import column_id
from toolkit.plan.model import Plan, Roster, RosterColumn, ValueType
from toolkit.plan.rosters import MOST_COLUMNS, MOST_ROWS, MOST_TOTALS, USUAL_ROWS
from toolkit.planbook.called import Called
from toolkit.planbook.figures import limits_of
from toolkit.planbook.sheets import Line, Readers, told_apart
from toolkit.planbook.tables import NO, YES

_WHOLE = (PlanColumn.ROOM, PlanColumn.NOT_EMPTY, PlanColumn.CARRIED)  # what is said once for a list
_OURS = ("序", "序号", "检查", "合计")
_NO_SUMS = (ValueType.PERCENT,)  # of shares there is no sum
_NOT_IN_NAMES = "[]［］【】:：\\/?？*'\"“”"


def read_rosters(readers: Readers, items: Called, groups: Collection[str]) -> list[Roster]:
    """明细; ``items`` is what those of 事项 are called, ``groups`` the names of the groups in 选项."""
    reader = readers[PlanSheet.ROSTERS]
    lines = reader.lines()
    if not lines or not reader.has(PlanColumn.ITEM, PlanColumn.ROSTER, PlanColumn.ROSTER_COLUMN, PlanColumn.TYPE):
        return []
    of: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        line.refers(PlanColumn.ITEM, readers[PlanSheet.ITEMS], items)
        of.setdefault((items.id_of(line.text(PlanColumn.ITEM)), told_apart(line.text(PlanColumn.ROSTER))), []).append(
            line
        )
    return [_roster(readers, item_id, its, groups) for (item_id, _), its in of.items()]


def _roster(readers: Readers, item_id: str, lines: Sequence[Line], groups: Collection[str]) -> Roster:
    first = lines[0]
    for line in lines[1:]:
        for header in _WHOLE:
            if line.text(header) and line.text(header) != first.text(header):
                line.fault(header, f"“{header}”只写在这个明细的第一行（第 {first.row} 行）。请清空这一格。")
    if any(sign in first.text(PlanColumn.ROSTER) for sign in _NOT_IN_NAMES):
        first.fault(PlanColumn.ROSTER, "明细名称要作工作表的名称，不能有方括号、冒号、斜杠、问号、星号和引号。请改正。")
    columns = [_column(readers, item_id, line, groups) for line in lines]
    _check_columns(lines, columns)
    return Roster(
        item_id, first.text(PlanColumn.ROSTER), tuple(columns),
        first.whole(PlanColumn.ROOM, 1, MOST_ROWS) or USUAL_ROWS,
        first.yes(PlanColumn.NOT_EMPTY, default=False), first.yes(PlanColumn.CARRIED, default=True),
    )  # fmt: skip


def _column(readers: Readers, item_id: str, line: Line, groups: Collection[str]) -> RosterColumn:
    kind, name = line.word(PlanColumn.TYPE, KINDS), line.text(PlanColumn.ROSTER_COLUMN)
    type_ = kind.type if kind else ValueType.TEXT
    if (
        type_ is ValueType.CHOICE
        and line.text(PlanColumn.CHOICE_GROUP) not in groups
        and readers[PlanSheet.CHOICES].has(PlanColumn.CHOICE_GROUP)
    ):
        line.fault(PlanColumn.CHOICE_GROUP, "类型是“选择”的列，请写“选项”工作表里有的组名。")
    total = line.yes(PlanColumn.ADDED, default=False)
    if total and kind is not None and (not type_.is_number or type_ in _NO_SUMS):
        line.fault(PlanColumn.ADDED, f"“{kind.word}”不能合计。请改为“{NO}”。")
    minimum, maximum = limits_of(line, kind, (PlanColumn.MINIMUM, PlanColumn.MAXIMUM))
    return RosterColumn(
        id=column_id(name),
        item_id=item_id,
        name=name,
        type=type_,
        measured_in=line.text(PlanColumn.MEASURED_IN),
        required=line.yes(PlanColumn.REQUIRED, default=True),
        minimum=minimum,
        maximum=maximum,
        choices=line.text(PlanColumn.CHOICE_GROUP),
        definition=line.text(PlanColumn.GUIDANCE),
        kind=_own_word(kind),
        unique=line.yes(PlanColumn.UNIQUE, default=False),
        total=total,
    )


def _own_word(kind: Kind | None) -> str:
    return kind.word if kind and kind.word != kind.type.value else ""


def _check_columns(lines: Sequence[Line], columns: Sequence[RosterColumn]) -> None:
    """Columns are found by their names in tables of any making, so no two names may read alike."""
    seen: dict[str, int] = {}
    for line, column in zip(lines, columns, strict=True):
        name = folded(column.name)
        if column.name and (not name or name in _OURS):
            line.fault(PlanColumn.ROSTER_COLUMN, f"“{column.name}”不能作列名。请换一个，如 “{column.name}名称”。")
        elif column.name and seen.setdefault(name, line.row) != line.row:
            line.fault(
                PlanColumn.ROSTER_COLUMN, f"“{column.name}”和第 {seen[name]} 行的列名读起来一样。请改成不重复的。"
            )
    if len(columns) > MOST_COLUMNS:
        lines[MOST_COLUMNS].fault(
            PlanColumn.ROSTER_COLUMN, f"一个明细最多 {MOST_COLUMNS} 列。请删去不需要的，或者分成两个明细。"
        )
    totals = [line for line, column in zip(lines, columns, strict=True) if column.total]
    if len(totals) > MOST_TOTALS:
        totals[MOST_TOTALS].fault(PlanColumn.ADDED, f"一个明细最多 {MOST_TOTALS} 列合计。请改为“{NO}”。")
    if columns and not any(column.required for column in columns):
        lines[0].fault(PlanColumn.REQUIRED, "一个明细至少要有一列必填，如名称。请改正。")


def roster_rows(plan: Plan, items: Called) -> list[tuple[str | int | float | date | None, ...]]:
    """The rows of 明细 for a plan's lists."""
    return [
        (
            items.name_of(roster.item_id), roster.name, c.name, c.word, c.measured_in, _yes(c.required), c.choices,
            _yes(c.unique), _yes(c.total), c.minimum, c.maximum, c.definition,
            *((roster.rows, _yes(roster.required), _yes(roster.carried)) if number == 0 else (None, "", "")),
        )
        for roster in plan.rosters
        for number, c in enumerate(roster.columns)
    ]  # fmt: skip


def _yes(answer: bool) -> str:
    return YES if answer else NO
