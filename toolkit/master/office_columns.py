"""The office's own columns of 整改台账: what may be chosen, what is missing for 销号, what is wrong with a decision.

Knows: task rows, the state model, xlsxwriter. Must not know: how the sheet around is drawn, how it is read back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from toolkit.base.excel_limits import CELL, PROMPT, cell_text, cut
from toolkit.ledger import CellValue
from toolkit.ledger.records import pack
from toolkit.master.rows import TextSheet
from toolkit.plan.states import ItemState, allowed
from toolkit.standing.decisions import DECIDED_ON, OF_FORM, OFFICE, REMARK, VERDICT, standing_cells
from toolkit.standing.snapshot import Snapshot
from toolkit.standing.status import Standing
from toolkit.standing.tables import TaskRow, task_rows

BASELINE = "_office"  # the hidden sheet that says what was written, so that an edit can be told
TINT, WRONG = "#FFF9E3", "#F4B9B9"
_RANGES = 200  # in one rule
_PIECE = CELL // 2  # characters, each of which may be two units


def row_key(task: TaskRow) -> str:
    """What identifies a row for reading back: item, unit, measure."""
    return f"{task.key}|{task.measure.no if task.measure else 0}"


def place(task: TaskRow, caption: str) -> tuple[str, str, int, str]:
    """Which of the office's cells a cell of a row is; what is said of the form stands in its first row only."""
    number = task.measure.no if task.measure else 0
    if caption in OF_FORM:
        number = 0 if task.first else -1
    return task.standing.item.id, task.standing.unit.id, number, caption


def conditions(standing: Standing) -> str:
    """Whether 销号 can be agreed to, in words; "" where it is not asked for."""
    if standing.reviewed.state is not ItemState.CLOSURE_REQUESTED:
        return ""
    lacking = standing.reviewed.lacking
    return f"缺{'、'.join(lacking)}" if lacking else "具备"


def draw_notes(sheet: Worksheet, task: TaskRow, row: int, columns: Mapping[str, str]) -> None:
    """What is wrong with a decision, as notes at its cells in one row (from 0)."""
    for caption, sentence in task.problems:
        options = {"author": "", "x_scale": 2, "y_scale": 1.2}
        sheet.write_comment(f"{columns[caption]}{row + 1}", cell_text(sentence), options)


def draw_choices(sheet: Worksheet, tasks: Sequence[TaskRow], first: int, columns: Mapping[str, str]) -> None:
    """The dropdowns and prompts of the office's cells; ``first`` is the row of the first task, from 0.

    Forms of which the same can be decided share theirs: Excel takes no more than some 65,000 in a sheet.
    """
    alike: dict[tuple[tuple[str, ...], str], list[int]] = {}
    for row, task in enumerate(tasks, start=first):
        if not task.first:
            continue
        standing = task.standing
        choices = tuple(verdict.label for verdict in allowed(standing.item, standing.reviewed.state))
        now = f"整改状态：{standing.reviewed.state}。"
        lacking = conditions(standing)
        if lacking.startswith("缺"):
            now += f"销号还{lacking}。"
        prompt = f"{now}{'可以选：' + '、'.join(choices) if choices else '现在不用核定'}。"
        alike.setdefault((choices, cut(prompt, PROMPT)), []).append(row)
    for (choices, prompt), rows in alike.items():
        _validate(
            sheet, rows, columns[VERDICT],
            {
                "validate": "list", "source": list(choices) or ["（现在不用核定）"], "input_title": VERDICT,
                "input_message": prompt, "error_type": "warning", "error_title": "请核对",
                "error_message": "这个结论和现在的整改状态不符，汇总时会标出来。",
            },
        )  # fmt: skip
    _validate(
        sheet, sorted(row for rows in alike.values() for row in rows), columns[DECIDED_ON],
        {
            "validate": "date", "criteria": ">=", "value": date(2000, 1, 1), "error_title": "请核对",
            "error_message": "请填日期，如 2021-02-05。",
        },
    )  # fmt: skip


def _validate(sheet: Worksheet, rows: Sequence[int], letter: str, options: Mapping[str, object]) -> None:
    """One rule for the cells of a column in some rows (from 0, rising), in runs of rows and not too many at a time."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    for start in range(0, len(runs), _RANGES):
        places = [f"{letter}{a + 1}" + (f":{letter}{b + 1}" if b > a else "") for a, b in runs[start : start + _RANGES]]
        sheet.data_validation(places[0], {**options, "multi_range": " ".join(places)})


def write_baseline(workbook: xlsxwriter.Workbook, snapshot: Snapshot) -> None:
    """The hidden sheet with the plan, the period, and every office cell that is not empty."""
    sheet = workbook.add_worksheet(BASELINE, TextSheet)
    sheet.very_hidden()
    head = (("plan", snapshot.plan.id), ("period", snapshot.period.id), ("as_of", snapshot.as_of.isoformat()))
    for row, (name, said) in enumerate(head):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, said)
    cells = standing_cells(snapshot.office)
    row = len(head)
    for task in task_rows(snapshot):
        for caption in OFFICE:
            cell = cells.get(place(task, caption))
            value: CellValue = cell.value if cell else None
            if value is not None and (caption == REMARK or task.first):
                packed = pack(value)  # of a long text longer than a cell
                pieces = (packed[start : start + _PIECE] for start in range(0, len(packed), _PIECE))
                for column, text in enumerate((row_key(task), caption, *pieces)):
                    sheet.write_string(row, column, text)
                row += 1
