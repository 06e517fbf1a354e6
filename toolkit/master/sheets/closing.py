"""销号: the steps in which each item is closed at each unit; it is written here, and read back.

Knows: the tries at each step, how such a sheet is drawn. Must not know: how it is read, what a step leads to.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.base.captions import Column, Sheet
from toolkit.base.texts import chinese_date
from toolkit.master.lists import Cell, Link
from toolkit.master.office_rows import Drawn, draw_office_rows, table_of
from toolkit.master.page import MasterSheet, Page
from toolkit.plan.closing import StepKind
from toolkit.plan.deadlines import last_day
from toolkit.standing.agenda import waiting
from toolkit.standing.closing import Closing, waited_for
from toolkit.standing.closing_tries import StepResult, StepState, Try
from toolkit.standing.office_rows import CLOSING
from toolkit.standing.status import Standing
from toolkit.standing.tasks import form_key

_COLUMNS = (
    (Column.UNIT, 12), (Column.CODE, 11), (Column.ITEM, 24), (Column.STEP, 15), (Column.STEP_BY, 15),
    (Column.STEP_DAY, 12), (Column.HANDLER, 10), (Column.STEP_RESULT, 10), (Column.STEP_PAPER, 20),
    (Column.STEP_NOTE, 27), (Column.STEP_STANDS, 27),
)  # fmt: skip


def draw(page: Page) -> None:
    """Draw 销号."""
    snapshot = page.snapshot
    shown = [
        (one, chain)
        for one in snapshot.standings
        if (chain := snapshot.closings.get(one.form)) is not None and waited_for(chain, one.reviewed.state)
    ]
    rows = [row for standing, chain in shown for row in _rows(page, standing, chain)]
    turns = "、".join(f"{kind} {number} 份" for kind, number in waiting(snapshot).items())
    note = (
        f"{f'等办的：{turns}。' if turns else ''}单位申请销号的，按方案的“销号环节”一步一行，"
        f"由{snapshot.plan.settings.words.office}填浅黄色的各栏，汇总时读回，以后各期都保留。"
        f"“{Column.STEP_RESULT}”填“{StepResult.PASSED}”或者“{StepResult.SENT_BACK}”；退回要写理由，"
        f"单位改好以后从这一步再办，另起一行。公示的{Column.STEP_DAY}是开始公示的那天，从第二天起算。"
    )
    choices = {Column.STEP_RESULT: [one.value for one in StepResult]}
    draw_office_rows(page, CLOSING, f"{Sheet.CLOSING}办理表", note, _COLUMNS, rows, choices)


def _rows(page: Page, standing: Standing, chain: Closing) -> Iterator[Drawn]:
    key = form_key(standing)
    code = Link(f"'{Sheet.LEDGER}'!{page.placed.columns[Column.CODE]}{page.placed.rows[key]}", standing.item.code)
    closed = standing.reviewed.closed_on
    looks = chain.looks if closed else [one for one in chain.looks if one.row is not None]
    for one in (*chain.tries, *looks):
        cells: dict[str, Cell] = {
            Column.UNIT: standing.unit.area, Column.CODE: code, Column.ITEM: standing.item.title,
            Column.STEP: one.label, Column.STEP_BY: one.by, Column.STEP_STANDS: _stands(standing, one),
        }  # fmt: skip
        if one.row is not None:
            cells |= {column: one.row.value(column) for column in CLOSING.columns}
        yield Drawn(one.key, cells, one.objections)


def _stands(standing: Standing, one: Try) -> str:
    """Where a step stands, in words."""
    closed = standing.reviewed.closed_on
    if one.objections:
        return one.objections[0].sentence
    match one.state:
        case StepState.PASSED | StepState.SENT_BACK:
            return f"{one.state}（{chinese_date(one.day)}）" if one.day else str(one.state)
        case StepState.RUNNING:
            return f"公示中，{chinese_date(one.until)}期满" if one.until else str(one.state)
        case StepState.OVER:
            return f"公示已于{chinese_date(one.until)}期满，请填{Column.STEP_RESULT}" if one.until else str(one.state)
        case StepState.NOW if one.step.kind is StepKind.REVISIT:
            due = last_day(one.step.length, closed) if one.step.length and closed else None
            return f"{chinese_date(due)}前后去看" if due else str(one.state)
        case StepState.NOW:
            paper = f"，要有{one.step.paper}" if one.step.paper else ""
            return f"等{one.by}办理{paper}"
        case StepState.LATER:
            return "等前面的环节"


SHEET = MasterSheet(
    Sheet.CLOSING, 24, draw, table=table_of(CLOSING), wanted=lambda snapshot, _: bool(snapshot.plan.settings.chain)
)  # fmt: skip
