"""The office's own columns of 整改台账: what may be chosen, what is missing for 销号, what is wrong with a decision.

Knows: task rows, the state model, xlsxwriter. Must not know: how the sheet around is drawn, how it is read back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from xlsxwriter.worksheet import Worksheet

from toolkit.base.captions import Column
from toolkit.base.excel_limits import PROMPT, cell_text, cut
from toolkit.plan.states import allowed
from toolkit.standing.tasks import TaskRow, conditions, is_lacking

TINT, WRONG = "#FFF9E3", "#F4B9B9"
_RANGES = 200  # in one rule


def draw_notes(sheet: Worksheet, task: TaskRow, row: int, columns: Mapping[str, str]) -> None:
    """What is wrong with a decision, as notes at its cells in one row (from 0)."""
    for objection in task.objections:
        options = {"author": "", "x_scale": 2, "y_scale": 1.2}
        sheet.write_comment(f"{columns[objection.column]}{row + 1}", cell_text(objection.sentence), options)


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
        if is_lacking(standing):
            now += f"销号还{conditions(standing)}。"
        prompt = f"{now}{'可以选：' + '、'.join(choices) if choices else '现在不用核定'}。"
        alike.setdefault((choices, cut(prompt, PROMPT)), []).append(row)
    for (choices, prompt), rows in alike.items():
        _validate(
            sheet, rows, columns[Column.VERDICT],
            {
                "validate": "list", "source": list(choices) or ["（现在不用核定）"],
                "input_title": Column.VERDICT.value,
                "input_message": prompt, "error_type": "warning", "error_title": "请核对",
                "error_message": "这个结论和现在的整改状态不符，汇总时会标出来。",
            },
        )  # fmt: skip
    _validate(
        sheet, sorted(row for rows in alike.values() for row in rows), columns[Column.DECIDED_ON],
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
