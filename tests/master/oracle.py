"""How far everything is, told slowly from the facts themselves, in as few words as the rules have; for comparison.

It shares nothing with `toolkit.standing`: what a return says, what may be decided when, what a day is late, are written
here once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar

from tests.standing.histories import Remembered
from toolkit.ledger import Submission
from toolkit.plan.measures import LimitType
from toolkit.plan.model import Item, ItemKind, Period, Plan, Unit

OPEN = {
    "未启动",
    "正在推进",
    "基本完成",
    "已完成（自报）",
    "阶段性完成、长期坚持",
    "申请销号",
    "重新挂号",
    "不成立",
    "退回整改",
}
# What may be decided after what, and where it leads.
MAY = {
    "同意销号": ({"申请销号"}, "已销号"), "继续整改": (OPEN, "正在推进"),
    "退回": ({"申请销号", "已完成（自报）", "阶段性完成、长期坚持", "基本完成"}, "退回整改"),
    "重新挂号": ({"已销号", "已备案"}, "重新挂号"), "说明成立": ({"已说明"}, "已备案"),
    "说明不成立": ({"已说明", "已备案"}, "不成立"),
}  # fmt: skip
RECTIFIED = ("同意销号", "继续整改", "退回", "重新挂号")
EXPLAINED = ("说明成立", "说明不成立", "继续整改")
CLOSED = ("已销号", "已备案")


@dataclass(frozen=True)
class Told:
    """One form: what became of its report, in time or not, how far the item is, with the days that it is late."""

    report: str
    in_time: bool
    progress: str
    overdue: int


@cache
def workdays(after: date, until: date) -> int:
    """The working days after one day up to another."""
    days = (after + timedelta(n) for n in range(1, (until - after).days + 1))
    return sum(chinese_calendar.is_workday(day) for day in days)


def told(plan: Plan, made: Remembered, period: Period, day: date) -> dict[tuple[str, str], Told]:
    """Every form of a period on a day."""
    number = plan.periods.index(period)
    order = {one.id: n for n, one in enumerate(plan.periods)}
    came = [s for s in made.came if order[s.period_id] <= number and s.received_on <= day]
    return {
        (item.id, unit.id): _form(plan, made, came, order, period, day, item, unit) for item, unit in plan.obligations()
    }


def _form(  # noqa: PLR0913 - all that is known
    plan: Plan, made: Remembered, every: list[Submission], order: Mapping[str, int], period: Period, day: date,
    item: Item, unit: Unit,
) -> Told:  # fmt: skip
    mine = [s for s in every if (s.item_id, s.unit_id) == (item.id, unit.id)]
    mine.sort(key=lambda s: (order[s.period_id], s.saved_at or s.received_on))
    state, closed_before = _state(plan, made, every, mine, order, period, day, item, unit)
    here = [s for s in mine if s.period_id == period.id]
    report = "已接收" if here and here[-1].accepted else "退回" if here else "不用报" if closed_before else "未报"
    in_time = report == "已接收" and workdays(period.due_date, here[-1].received_on) == 0
    good = [s for s in mine if s.accepted]
    said = made.answers[good[-1].id] if good else {}
    label = {c.id: c.label for c in plan.choices}
    status = said["overall_status"].value if "overall_status" in said else None
    completed = state in (*CLOSED, "已完成（自报）", "申请销号") or (
        state == "尚未报送" and status == label["completed_claimed"]
    )
    due = _due(plan, item, unit, day)
    overdue = 0 if due is None or completed else workdays(due, day)
    if item.kind is ItemKind.EXPLANATION and state != "不成立":
        return Told(report, in_time, "情况说明", overdue)
    if state in CLOSED:
        return Told(report, in_time, "已销号", overdue)
    return Told(report, in_time, "待核定" if completed else "超时限" if overdue else "整改中", overdue)


def _state(  # noqa: PLR0913
    plan: Plan, made: Remembered, every: list[Submission], mine: list[Submission], order: Mapping[str, int],
    period: Period, day: date, item: Item, unit: Unit,
) -> tuple[str, bool]:  # fmt: skip
    decided: dict[str, dict[str, object]] = {}
    for cell in made.cells:
        mine_too = (cell.item_id, cell.unit_id) == (item.id, unit.id) and cell.known_on <= day
        if mine_too and order[cell.period_id] <= order[period.id]:
            decided.setdefault(cell.period_id, {})[cell.column] = cell.value
    state = last = "尚未报送"
    taken = -1
    closed_before = False
    for name, word in sorted(decided.items(), key=lambda one: (one[1]["核定日期"], order[one[0]])):
        when, verdict = word["核定日期"], str(word["核定结论"])
        assert isinstance(when, date)
        state, taken = _returned(plan, made, mine, state, last, taken, when)
        after, to = MAY[verdict]
        may = verdict in (EXPLAINED if item.kind is ItemKind.EXPLANATION else RECTIFIED) and state in after
        if may and verdict == "同意销号":
            may = _may_close(plan, made, every, mine, item, unit, when)
        if may:
            state = last = to
        if name != period.id:
            closed_before = state in CLOSED
        elif state == "重新挂号":
            closed_before = False
    return _returned(plan, made, mine, state, last, taken, day)[0], closed_before


def _returned(
    plan: Plan, made: Remembered, mine: list[Submission], state: str, last: str, taken: int, day: date
) -> tuple[str, int]:
    """The state after the newest return that was accepted up to a day, where it is newer than the last one."""
    known = [n for n, s in enumerate(mine) if s.accepted and s.received_on <= day]
    if not known or known[-1] <= taken:
        return state, taken
    if state in CLOSED:
        return state, known[-1]
    label = {c.id: c.label for c in plan.choices}
    said = {name: value.value for name, value in made.answers[mine[known[-1]].id].items()}
    if said.get("explanation_check") is not None:
        return ("不成立" if last == "不成立" else "已说明"), known[-1]
    if said.get("overall_closure") is True:
        return "申请销号", known[-1]
    words = {
        "not_started": "未启动", "in_progress": "正在推进", "basically_completed": "基本完成",
        "completed_claimed": "已完成（自报）",
    }  # fmt: skip
    of = {label[name]: word for name, word in words.items()}
    return of.get(str(said.get("overall_status")), last), known[-1]


def _may_close(
    plan: Plan, made: Remembered, every: list[Submission], mine: list[Submission], item: Item, unit: Unit, day: date
) -> bool:
    here = [s for s in mine if s.received_on <= day]
    good = [s for s in here if s.accepted]
    if not good or not here[-1].accepted:
        return False
    said = made.answers[good[-1].id]
    if "signoff_leader_signed" not in said or said["signoff_leader_signed"].value is not True:
        return False
    listed = any(name.endswith("_evidence") and value.value for name, value in said.items())
    if not listed and not any(
        (p.item_id, p.unit_id) == (item.id, unit.id) and p.received_on <= day for p in made.papers
    ):
        return False
    if item.id not in plan.settings.disclosed_items:
        return True
    return all(
        any(
            name in made.answers[s.id]
            for s in every
            if s.accepted and s.received_on <= day
            and (s.item_id, s.unit_id) == (plan.indicator[name].item_id, unit.id)
        )
        for name in plan.settings.disclosures
    )  # fmt: skip


def _due(plan: Plan, item: Item, unit: Unit, day: date) -> date | None:
    limit = item.time_limit
    due = None if limit.type is LimitType.COMPLETED else limit.due_date
    for one in sorted(plan.extensions, key=lambda one: one.approved_on):
        counts = one.item_id == item.id and one.unit_id in ("", unit.id) and one.approved_on <= day
        if counts and due is not None and one.asked_on <= due:
            due = one.new_due
    return due


def together(of: list[str]) -> str:
    """How far an item is, from its units."""
    if set(of) <= {"情况说明"}:
        return "情况说明"
    if set(of) <= {"已销号"}:
        return "已销号"
    if set(of) <= {"已销号", "待核定", "情况说明"}:
        return "待核定"
    return "超时限" if "超时限" in of else "整改中"
