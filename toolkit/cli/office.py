"""The overview of an office's workspaces as it is printed: JSON for programs, lines for people.

Knows: the words for what is due and owed over several plans. Must not know: commands, how any of it comes about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypedDict

from toolkit.cli.counted import CountsJson, counts_json
from toolkit.cli.schema import Day

if TYPE_CHECKING:
    from toolkit.office.overview import Debtor, Due, Overview, Row
    from toolkit.standing.next_step import Step


class PlanRowJson(TypedDict):
    """One workspace on the list."""

    folder: Annotated[str, "path of the workspace"]
    title: Annotated[str, "title of its plan; the name of the folder where that cannot be read"]
    trouble: Annotated[str, "why nobody can tell how it stands, and what to do; empty where one can"]
    period: Annotated[str, "id of the period in hand; empty without a plan"]
    due: Annotated[Day | None, "day by which it is due"]
    workdays_left: Annotated[int, "working days to that day, below 0 after it"]
    counts: CountsJson
    step: Annotated[Step | None, "what comes next"]
    sentence: Annotated[str, "the same in words"]


class DueSoonJson(TypedDict):
    """One thing that is due within a week, or is late."""

    day: Day
    what: Due
    folder: Annotated[str, "path of the workspace"]
    about: str


class DebtJson(TypedDict):
    """What a unit owes of one plan."""

    folder: Annotated[str, "path of the workspace"]
    period: Annotated[str, "id of the period"]
    missing: int
    returned: int


class CallJson(TypedDict):
    """Somebody to ask for."""

    contact: str
    phone: str


class DebtorJson(TypedDict):
    """One unit that owes something, over all plans."""

    unit: Annotated[str, "short name of the unit"]
    forms: Annotated[int, "forms that it owes in all"]
    debts: list[DebtJson]
    calls: list[CallJson]


class OfficeShowJson(TypedDict):
    """All workspaces of an office."""

    as_of: Day
    office: Annotated[str, "path of the folder that holds the list"]
    plans: Annotated[list[PlanRowJson], "the most urgent first"]
    due: Annotated[list[DueSoonJson], "due within a week, and late"]
    debtors: Annotated[list[DebtorJson], "units that owe something, those that owe most first"]
    waiting: Annotated[int, "files in the office's inbox"]
    beside: Annotated[list[str], "paths of workspaces that lie there and are not on the list"]


def overview_json(found: Overview) -> OfficeShowJson:
    """Where all workspaces stand, for programs."""
    return {
        "as_of": found.as_of.isoformat(),
        "office": str(found.place),
        "plans": [_row_json(row) for row in found.rows],
        "due": [
            {"day": one.day.isoformat(), "what": one.what, "folder": str(one.path), "about": one.about}
            for one in found.due
        ],
        "debtors": [_debtor_json(one) for one in found.debtors],
        "waiting": found.waiting,
        "beside": [str(path) for path in found.beside],
    }


def _row_json(row: Row) -> PlanRowJson:
    from toolkit.standing.counts import Counts

    now = row.now
    return {
        "folder": str(row.path),
        "title": row.title,
        "trouble": row.trouble,
        "period": now.period.id if now and now.period else "",
        "due": now.due.isoformat() if now and now.due else None,
        "workdays_left": now.left if now else 0,
        "counts": counts_json(now.counts if now else Counts()),
        "step": now.step if now else None,
        "sentence": now.sentence if now else "",
    }


def _debtor_json(one: Debtor) -> DebtorJson:
    return {
        "unit": one.area,
        "forms": one.forms,
        "debts": [
            {"folder": str(of.path), "period": of.period.id, "missing": of.missing, "returned": of.returned}
            for of in one.debts
        ],
        "calls": [{"contact": contact, "phone": phone} for contact, phone in one.calls],
    }


def overview_lines(found: Overview) -> list[str]:
    """Where all workspaces stand, for people."""
    if not found.rows:
        lines = ["办公室的名单还是空的。把各个方案的工作区加进来：toolkit office add 文件夹。"]
    else:
        lines = [f"办公室有 {len(found.rows)} 个方案，截至 {found.as_of}，最急的在前："]
    for number, row in enumerate(found.rows, start=1):
        called = row.name if row.title == row.name else f"{row.name}：《{row.title}》"
        lines += [f"{number}. {called}（{row.path}）", *(f"   {said}" for said in _row_lines(row))]
    if found.due:
        lines.append("七天以内到期和已经过期的：")
        lines += [f"  {one.day} {one.what} {one.name}：{one.about}" for one in found.due]
    if found.debtors:
        lines.append("还欠着的单位，一个单位打一次电话：")
        lines += [f"  {one.area} 共 {one.forms} 份：{_owed(one)}{_who(one)}" for one in found.debtors]
    if found.waiting:
        lines.append(f"办公室的 inbox 里有 {found.waiting} 个文件没有分：toolkit office route。")
    if found.beside:
        names = "、".join(path.name for path in found.beside)
        lines.append(f"旁边还有没有加入的工作区：{names}。要加入的，运行 toolkit office add 文件夹。")
    return lines


def _row_lines(row: Row) -> list[str]:
    if row.now is None:
        return [f"看不了：{row.trouble}"]
    if row.now.period is None:
        return [f"下一步：{row.now.sentence}"]
    counts = row.now.counts
    return [
        f"{row.now.period.name}，应于 {row.now.due} 前报送：应报 {counts.owed}＝已接收 {counts.accepted}"
        f"＋退回 {counts.returned}＋未报 {counts.missing}",
        f"下一步：{row.now.sentence}",
    ]


def _owed(one: Debtor) -> str:
    """What a unit owes of each plan."""
    return "；".join(
        f"{debt.name} {debt.period.name} "
        + "、".join(
            [f"未报 {debt.missing} 份"] * bool(debt.missing) + [f"退回 {debt.returned} 份"] * bool(debt.returned)
        )
        for debt in one.debts
    )


def _who(one: Debtor) -> str:
    said = "、".join(f"{contact} {phone}".strip() for contact, phone in one.calls)
    return f"（{said}）" if said else "（方案里没有填联系人）"
