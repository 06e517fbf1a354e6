"""Who is asked for an item and for each of its measures, as the cells of 事项 and 措施 say.

Knows: the columns that name units, the rule of 方案 for items that list none. Must not know: the rest of an item.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.base.plan_captions import PlanColumn, PlanSheet
from toolkit.plan.groups import is_group
from toolkit.plan.measures import Measure, TimeLimit
from toolkit.plan.model import Unit
from toolkit.plan.options import Role
from toolkit.plan.roles import near_name, units_named
from toolkit.plan.timelimit import read_limit
from toolkit.planbook.sheets import Line, Readers

_CALLED = (PlanColumn.UNIT_ID, PlanColumn.UNIT_NAME, PlanColumn.SHORT, PlanColumn.ALIASES)
_SAID_IN = {
    Role.LEAD: PlanColumn.LEAD, Role.RESPONSIBLE: PlanColumn.UNITS_WRITTEN,
    Role.COOPERATING: PlanColumn.COOPERATING, Role.SUPERVISING: PlanColumn.SUPERVISING,
    Role.ACCEPTING: PlanColumn.ACCEPTING,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What measures and items are read by: the units, whom the plan asks, and how it counts time limits."""

    units: Sequence[Unit]
    roles: Sequence[Role]
    issued_on: date | None
    day_itself: bool


def own_limit(line: Line, asked: Asked) -> TimeLimit | None:
    """The time limit that a line of 措施 has of its own, as it reads; one that cannot be read still has its words."""
    text = line.text(PlanColumn.MEASURE_LIMIT)
    if not text:
        return None
    reading = read_limit(text, asked.issued_on, inclusive=asked.day_itself)
    return TimeLimit(text, reading.type, reading.due_date or reading.completed_on)


def own_units(readers: Readers, line: Line, asked: Asked) -> tuple[str, ...]:
    """The units that a line of 措施 has of its own."""
    return _named(readers, line, PlanColumn.MEASURE_UNITS, asked.units)


def unit_ids(readers: Readers, line: Line, asked: Asked, measures: Sequence[Measure]) -> tuple[str, ...]:
    """The units of an item, in official order: as 填报单位 says, else who has one of the roles that the plan asks."""
    if not readers[PlanSheet.ITEMS].has(PlanColumn.ASKED):
        return ()
    if line.text(PlanColumn.ASKED):
        return _named(readers, line, PlanColumn.ASKED, asked.units)
    headers = [_SAID_IN[role] for role in asked.roles if line.text(_SAID_IN[role])]
    found = {unit for header in headers for unit in _named(readers, line, header, asked.units)}
    if not headers and not any(measure.unit_ids for measure in measures) and readers[PlanSheet.UNITS].has(*_CALLED):
        roles = "、".join(_SAID_IN[role] for role in asked.roles)
        message = f"不知道由谁填报。请填单位的简称，用顿号隔开；或者补填{roles}。"
        line.fault(PlanColumn.ASKED, message, to_fill=True)
    return tuple(unit.id for unit in asked.units if unit.id in found)


def _named(readers: Readers, line: Line, header: str, units: Sequence[Unit]) -> tuple[str, ...]:
    """The units that a cell names; each name that is no unit's is a fault."""
    text = line.text(header)
    if not text or not readers[PlanSheet.UNITS].has(*_CALLED):
        return ()
    named = units_named(text, units)
    for name in named.unknown or (() if named.unit_ids or named.ambiguous else (text,)):
        if is_group(name):
            message = f"“单位”工作表里还没有“{name}”。请在“单位”工作表里列出它们，或者在这里写明是哪些单位。"
        else:
            near = near_name(name, units)
            hint = f"是不是“{near}”？" if near else ""
            message = f"“单位”工作表里没有“{name}”。{hint}请写单位的简称，用顿号隔开；或者在“单位”里加上。"
        # The document's word for somebody who is still to be named; under 填报单位 it is the office's own.
        line.fault(header, message, to_fill=header != PlanColumn.ASKED or is_group(name))
    for name in named.ambiguous:
        line.fault(header, f"有几个单位都叫“{name}”。请写单位的简称，用顿号隔开。")
    return named.unit_ids
