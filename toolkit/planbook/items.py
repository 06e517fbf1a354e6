"""The items of the plan workbook read: the sheets 事项, 措施 and 延期.

Knows: what an item may say. Must not know: indicators, rules, settings, how sheets are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.plan.measures import LimitType, Measure, TimeLimit
from toolkit.plan.model import Item, ItemKind, Unit
from toolkit.plan.options import Extension, Role
from toolkit.plan.roles import near_name, units_named
from toolkit.plan.timelimit import read_limit
from toolkit.planbook.sheets import Line, Readers, names
from toolkit.planbook.tables import PROPOSED, STATED

Measures = Mapping[str, Sequence[tuple[Line, Measure]]]
_CALLED = ("单位编号", "单位名称", "简称", "别名")
_SAID_IN = {
    Role.LEAD: "牵头单位", Role.RESPONSIBLE: "责任单位原文", Role.COOPERATING: "配合单位", Role.SUPERVISING: "督导单位",
    Role.ACCEPTING: "验收单位",
}  # fmt: skip
_CODE = re.compile(r"[A-Za-z0-9]+([._-][A-Za-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What measures and items are read by: the units, whom the plan asks, and how it counts time limits."""

    units: Sequence[Unit]
    roles: Sequence[Role]
    issued_on: date | None
    day_itself: bool


def read_measures(readers: Readers, asked: Asked) -> Measures:
    """The measures of 措施 with their lines, by item id."""
    reader = readers["措施"]
    lines = reader.lines()
    reader.unique(lines, "事项编号", "措施序号")
    found: dict[str, list[tuple[Line, Measure]]] = {}
    for line in lines:
        measure = Measure(
            line.whole("措施序号", 1, 999) or 0, line.text("措施内容"), line.text("序号词"), line.text("责任单位"),
            line.text("完成时限"), _named(readers, line, "责任单位", asked.units), _own_limit(line, asked),
        )  # fmt: skip
        found.setdefault(line.text("事项编号"), []).append((line, measure))
    return found


def _own_limit(line: Line, asked: Asked) -> TimeLimit | None:
    """The time limit of a measure of its own, as it reads; one that cannot be read still has its words."""
    text = line.text("完成时限")
    if not text:
        return None
    reading = read_limit(text, asked.issued_on, inclusive=asked.day_itself)
    return TimeLimit(text, reading.type, reading.due_date or reading.completed_on)


def _named(readers: Readers, line: Line, header: str, units: Sequence[Unit]) -> tuple[str, ...]:
    """The units that a cell of the document's words names; each name that is no unit's is a fault."""
    if not readers["单位"].has(*_CALLED):
        return ()
    named = units_named(line.text(header), units)
    for name in named.unknown:
        near = near_name(name, units)
        hint = f"是不是“{near}”？" if near else ""
        line.fault(header, f"“单位”工作表里没有“{name}”。{hint}请写单位的简称，或者在“单位”里加上。")
    for name in named.ambiguous:
        line.fault(header, f"有几个单位都叫“{name}”。请写单位的简称，用顿号隔开。")
    return named.unit_ids


def read_items(readers: Readers, asked: Asked, measures: Measures) -> list[Item]:
    """The items in their order, with what is asked of whom; ``measures`` are those of the sheet 措施, by item id."""
    reader = readers["事项"]
    lines = reader.lines()
    for header in ("事项编号", "原文编号"):
        reader.unique(lines, header)
    items = [_item(readers, line, asked, measures.get(line.text("事项编号"), [])) for line in lines]
    ids = {item.id for item in items}
    for pairs in measures.values():
        for line, _ in pairs:
            line.refers("事项编号", reader, ids)
    return items


def _item(readers: Readers, line: Line, asked: Asked, measures: Sequence[tuple[Line, Measure]]) -> Item:
    check_code(line, "事项编号", "3.1.1")
    kind = line.one_of("类别", ItemKind)
    if kind is not None:
        _check_kind(readers, line, kind, measures)
    limit_type = line.one_of("时限类型", LimitType) or LimitType.UNSTATED
    if limit_type is LimitType.FIXED and not line.text("截止日期"):
        line.fault("截止日期", "时限类型是“固定日期”，请填截止日期。")
    basis = line.text("填报单位依据")
    if basis not in ("", STATED, PROPOSED):
        line.fault("填报单位依据", f"不认识“{basis}”。请填“{STATED}”或“{PROPOSED}”。")
    return Item(
        id=line.text("事项编号"),
        code=line.text("原文编号"),
        part=line.text("部分"),
        part_title=line.text("部分标题"),
        section=line.text("节"),
        section_title=line.text("节标题"),
        title=line.text("标题"),
        kind=kind or ItemKind.RECTIFICATION,
        finding=line.text("问题描述"),
        description=line.text("正文"),
        measures=tuple(sorted((measure for _, measure in measures), key=lambda measure: measure.no)),
        unit_ids=_unit_ids(readers, line, asked, measures),
        units_as_written=line.text("责任单位原文"),
        units_proposed=basis == PROPOSED,
        lead_unit=line.text("牵头单位"),
        time_limit=TimeLimit(line.text("时限原文"), limit_type, line.day("截止日期")),
        note=line.text("备注"),
        target=line.text("整改目标"),
        cooperating=line.text("配合单位"),
        supervising=line.text("督导单位"),
        accepting=line.text("验收单位"),
        leaders=line.text("责任领导"),
    )


def _check_kind(readers: Readers, line: Line, kind: ItemKind, measures: Sequence[tuple[Line, Measure]]) -> None:
    if kind is ItemKind.EXPLANATION:
        for measure_line, _ in measures:
            message = "“情况说明”类的事项没有措施。请改事项的类别，或者删去这条措施。"
            measure_line.fault("事项编号", message)
        if not line.text("正文"):
            line.fault("正文", "“情况说明”类的事项要有正文，印在表上供核实。请补填。")
    elif not measures and line.text("事项编号") and readers["措施"].has("事项编号"):
        line.fault("事项编号", f"“{kind.value}”类的事项至少要有一条措施。请在“措施”工作表里补上。")


def _unit_ids(readers: Readers, line: Line, asked: Asked, measures: Sequence[tuple[Line, Measure]]) -> tuple[str, ...]:
    """The reporting units, in official order: as 填报单位 says, else who has one of the roles that the plan asks."""
    if not readers["事项"].has("填报单位"):
        return ()
    if line.text("填报单位"):
        return _listed(readers, line, asked.units)
    headers = [_SAID_IN[role] for role in asked.roles if line.text(_SAID_IN[role])]
    found = {unit for header in headers for unit in _named(readers, line, header, asked.units)}
    if not headers and not any(measure.unit_ids for _, measure in measures) and readers["单位"].has(*_CALLED):
        roles = "、".join(_SAID_IN[role] for role in asked.roles)
        line.fault("填报单位", f"不知道由谁填报。请填单位的简称，用顿号隔开；或者补填{roles}。")
    return tuple(unit.id for unit in asked.units if unit.id in found)


def _listed(readers: Readers, line: Line, units: Sequence[Unit]) -> tuple[str, ...]:
    """The units that 填报单位 lists, however they are named."""
    found: set[str] = set()
    text = line.text("填报单位")
    if readers["单位"].has(*_CALLED):
        called: dict[str, list[Unit]] = {}
        for unit in units:
            for name in {unit.id, unit.name, unit.area, *unit.aliases}:
                called.setdefault(name, []).append(unit)
        for name in names(text) or (text,):
            matching = called.get(name, [])
            found.update(unit.id for unit in matching)
            if len(matching) != 1:
                problem = "有几个单位都叫" if matching else "“单位”工作表里没有"
                line.fault("填报单位", f"{problem}“{name}”。请写单位的简称，用顿号隔开。")
    return tuple(unit.id for unit in units if unit.id in found)


def read_extensions(readers: Readers, items: Sequence[Item], units: Sequence[Unit]) -> list[Extension]:
    """The time limits that were put off."""
    found = []
    by_id = {item.id: item for item in items}
    for line in readers["延期"].lines():
        item = by_id.get(line.text("事项编号"))
        line.refers("事项编号", readers["事项"], by_id.keys())
        name = line.text("单位")
        unit = next((u for u in units if name in (u.id, u.name, u.area, *u.aliases)), None)
        if name and (unit is None or (item is not None and unit.id not in item.reporting)):
            line.fault("单位", f"“{name}”不是这个事项的填报单位。请写单位的简称；都延期的空着。")
        asked, approved, due = (line.day(header) for header in ("申请日期", "批准日期", "延至"))
        if asked and approved and approved < asked:
            line.fault("批准日期", "批准日期早于申请日期。请核对。")
        if asked and approved and due:
            found.append(
                Extension(line.text("事项编号"), unit.id if unit else "", asked, approved, due, line.text("原因"))
            )
    return found


def check_code(line: Line, header: str, example: str) -> None:
    """Note a fault where an id is not made of letters, digits and a few signs."""
    text = line.text(header)
    if text and (not _CODE.fullmatch(text) or len(text) > 40):
        message = f"{header}只能用英文字母、数字，中间可以有点、横线、下划线，不超过 40 个字，如 {example}。请改正。"
        line.fault(header, message)
