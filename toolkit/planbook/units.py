"""The sheet 单位 of the plan workbook: who reports, and who is no more and in whose place others stand.

Knows: its columns. Must not know: items, what was reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from toolkit.base.plan_captions import PlanColumn, PlanSheet
from toolkit.plan.derived_ids import unit_id
from toolkit.plan.model import Unit
from toolkit.plan.succession import Former, now_called, successors
from toolkit.planbook.items import check_code
from toolkit.planbook.settings import check_email
from toolkit.planbook.sheets import SPLIT, Line, Readers, names


def read_units(readers: Readers) -> tuple[list[Unit], tuple[Former, ...]]:
    """The units that report, each also under the names of those whose place it took; and those that are no more."""
    reader = readers[PlanSheet.UNITS]
    lines = reader.lines()
    for header in (PlanColumn.UNIT_ID, PlanColumn.UNIT_NAME, PlanColumn.SHORT):
        reader.unique(lines, header)
    # Who was renamed may have kept the code.
    reader.unique([line for line in lines if not line.text(PlanColumn.INTO)], PlanColumn.DIVISION_CODE)
    for line in lines:
        check_code(line, PlanColumn.UNIT_ID, "fuyun")
        check_email(line, PlanColumn.MAILBOXES)
        check_email(line, PlanColumn.COPY_MAILBOXES)
        if SPLIT.search(line.text(PlanColumn.SHORT)):
            line.fault(PlanColumn.SHORT, "简称里不要用顿号、逗号和分号，它们用来隔开几个单位。请改正。")
    every = [(line, unit_of(line)) for line in lines]
    former = _former(every)
    old: dict[str, list[str]] = {}
    for one in former:
        old.setdefault(now_called(former, one.id), []).extend(one.names)
    gone = {one.id for one in former}
    return [_named(unit, old.get(unit.id, [])) for _, unit in every if unit.id not in gone], former


def unit_of(line: Line) -> Unit:
    """The unit in a row of 单位."""
    name = line.text(PlanColumn.UNIT_NAME)
    return Unit(
        id=line.text(PlanColumn.UNIT_ID) or unit_id(name),
        name=name,
        area=line.text(PlanColumn.SHORT) or name,
        aliases=names(line.text(PlanColumn.ALIASES)),
        code=line.text(PlanColumn.DIVISION_CODE),
        kind=line.text(PlanColumn.CATEGORY),
        emails=names(line.text(PlanColumn.MAILBOXES)),
        contact=line.text(PlanColumn.CONTACT),
        phone=line.text(PlanColumn.PHONE),
        leader=line.text(PlanColumn.COPY_LEADER),
        leader_email=line.text(PlanColumn.COPY_MAILBOXES),
    )


def _named(unit: Unit, old: Sequence[str]) -> Unit:
    """A unit under the names of those in whose place it stands too."""
    own = [name for name in unit.aliases if name not in old]
    return replace(unit, aliases=tuple(dict.fromkeys((*own, *old)))) if old else unit


def _former(every: Sequence[tuple[Line, Unit]]) -> tuple[Former, ...]:
    """The units of rows that say into which other they went; what cannot be is a fault, and such a unit stays."""
    called = {name: unit.id for _, unit in every for name in (unit.id, unit.name, unit.area, *unit.aliases)}
    called |= {name: unit.id for _, unit in every for name in (unit.name, unit.area)}
    found: list[Former] = []
    for line, unit in every:
        into, since = line.text(PlanColumn.INTO), line.day(PlanColumn.INTO_SINCE)
        if not into:
            if since:
                line.fault(PlanColumn.INTO, "写了“并入日期”，没有写并入哪个单位。请补上；没有并入的请删去日期。")
            continue
        if called.get(into, unit.id) == unit.id:
            line.fault(PlanColumn.INTO, f"单位工作表里没有另一个单位叫“{into}”。请写现在的单位的简称，并给它另写一行。")
        elif since is None:
            if not line.text(PlanColumn.INTO_SINCE):
                line.fault(PlanColumn.INTO_SINCE, "请写明从哪一天起由现在的单位填报，如 2021-06-01。", to_fill=True)
        else:
            found.append(_gone(unit, called[into], since))
    now = successors(tuple(found))
    gone = {one.id for one in found}
    if round_in_circles := {old for old, new in now.items() if new in gone}:
        for line, unit in every:
            if unit.id in round_in_circles:
                line.fault(PlanColumn.INTO, "这些单位互相并入，绕了一圈。请核对现在是哪个单位。")
        return ()
    return tuple(found)


def _gone(u: Unit, into: str, since: date) -> Former:
    return Former(
        u.id, u.name, u.area, u.aliases, u.code, u.kind, u.emails, u.contact, u.phone, u.leader, u.leader_email,
        into, since,
    )  # fmt: skip
