"""时限: what is late, what falls due in the next 30 days, what has no limit yet and needs a person.

Knows: lines of limits, how a list is drawn. Must not know: how a deadline is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name

from toolkit.base.captions import AS_OF, Column
from toolkit.base.plan_captions import PlanColumn
from toolkit.master import formulas
from toolkit.master.lists import TOP, Cell, write_list
from toolkit.master.page import MasterSheet, Page, Table
from toolkit.master.rows import Formula
from toolkit.standing.limits import LimitLine, limit_lines

CAPTION = "时限"
_DUE = PlanColumn.DUE
_WHAT = "事项"
_COLUMNS = (
    ("情况", 18), (Column.UNIT, 34), (Column.CODE, 12), (_WHAT, 42), (Column.LIMIT, 20), (_DUE, 13),
    (Column.DUE_BEFORE, 13), (Column.DAYS_LEFT, 10), (Column.OVERDUE, 11), (Column.OWN_STATUS, 18),
)  # fmt: skip


def draw(page: Page) -> None:
    """Draw 时限."""
    snapshot = page.snapshot
    letter = xl_col_to_name([caption for caption, _ in _COLUMNS].index(_DUE))
    rows: list[Sequence[Cell]] = []
    lines = limit_lines(snapshot)
    for number, line in enumerate(lines, start=TOP):
        due = f"{letter}{number}"
        rows.append(
            (
                line.situation.value,
                line.units,
                line.item.code,
                f"{line.item.title}（{line.about}）" if line.about else line.item.title,
                line.limit or line.item.time_limit.as_written or "未写明",
                *_deadline(line),
                Formula(f"={due}-{AS_OF}", (line.due - snapshot.as_of).days) if line.due else None,
                Formula(f"={formulas.workdays_past(due)}", line.overdue_workdays) if line.due else None,
                line.status,
            )
        )
    counted = Counter(line.situation for line in lines)
    note = "；".join(f"{situation} {number} 条" for situation, number in counted.items())
    unit = snapshot.plan.settings.words.unit
    note = f"{note or '没有要处理的时限'}。长期坚持的事项只判迟报；{unit}自定了完成日期的，过期也列在这里。"
    empty = "没有已经超期、30 天内到期或者没有时限的事项。"
    write_list(page.sheet, page.styles, f"{snapshot.period.name}{CAPTION}", note, _COLUMNS, rows, empty)


def _deadline(line: LimitLine) -> tuple[Cell, Cell]:
    """The deadline and the one before it was put off; formulas where an extension changes them with the day."""
    if len(line.deadlines) < 2:
        return line.due, line.was
    return (
        Formula(formulas.due_on(line.deadlines), line.due or "", is_date=True),
        Formula(formulas.due_before(line.deadlines), line.was or "", is_date=True),
    )


SHEET = MasterSheet(CAPTION, 40, draw, table=Table(key=(Column.CODE, Column.UNIT, _WHAT)))
