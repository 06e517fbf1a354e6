"""The items of the plan workbook read: the sheets 事项, 措施, 阶段 and 延期.

Knows: what an item may say. Must not know: indicators, rules, settings, how sheets are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from toolkit.base.plan_captions import PlanColumn, PlanSheet
from toolkit.plan.derived_ids import is_id, item_id
from toolkit.plan.measures import LimitType, Measure, TimeLimit
from toolkit.plan.model import Item, ItemKind, Unit
from toolkit.plan.options import Extension
from toolkit.plan.stages import Stage
from toolkit.planbook.asked import Asked, own_limit, own_units, unit_ids
from toolkit.planbook.called import Called
from toolkit.planbook.sheets import Line, Readers
from toolkit.planbook.tables import PROPOSED, STATED

Measures = Mapping[str, Sequence[tuple[Line, Measure]]]
_CODE = re.compile(r"[A-Za-z0-9]+([._-][A-Za-z0-9]+)*")


def read_measures(readers: Readers, called: Called, asked: Asked) -> Measures:
    """The measures of 措施 with their lines, by item id; ``called`` are the items."""
    reader = readers[PlanSheet.MEASURES]
    lines = reader.lines()
    reader.unique(lines, PlanColumn.ITEM, PlanColumn.MEASURE_NO)
    found: dict[str, list[tuple[Line, Measure]]] = {}
    for line in lines:
        measure = Measure(
            line.whole(PlanColumn.MEASURE_NO, 1, 999) or 0, line.text(PlanColumn.MEASURE), 
            line.text(PlanColumn.COUNT_WORD), line.text(PlanColumn.MEASURE_UNITS),
            line.text(PlanColumn.MEASURE_LIMIT), own_units(readers, line, asked), own_limit(line, asked),
        )  # fmt: skip
        found.setdefault(called.id_of(line.text(PlanColumn.ITEM)), []).append((line, measure))
        line.refers(PlanColumn.ITEM, readers[PlanSheet.ITEMS], called)
    return found


def read_items(readers: Readers, lines: Sequence[Line], called: Called, asked: Asked, measures: Measures) -> list[Item]:
    """The items in their order, with what is asked of whom.

    ``lines`` are those of 事项 and ``called`` what they are called, ``measures`` those of 措施 by item id.
    """
    readers[PlanSheet.ITEMS].unique(lines, PlanColumn.NUMBER)
    _check_ids(lines)
    return [
        _item(readers, line, id_, asked, measures.get(id_, [])) for line, id_ in zip(lines, called.ids, strict=True)
    ]


def _check_ids(lines: Sequence[Line]) -> None:
    """Note a fault where a written id is another row's; one that was copied with its row is none."""
    copied = {
        line.text(PlanColumn.ITEM) for line in lines if line.text(PlanColumn.ITEM) == line.text(PlanColumn.NUMBER)
    }
    derived = {item_id(line.text(PlanColumn.ITEM) or line.text(PlanColumn.NUMBER)): line.row for line in lines[::-1]}
    for line in lines:
        text = line.text(PlanColumn.ITEM)
        row = derived.get(text, line.row)
        if is_id(text) and text not in copied and row != line.row:
            line.fault(PlanColumn.ITEM, f"“{text}”与第 {row} 行重复。请清空这一格，或者改成不重复的。")


def _item(readers: Readers, line: Line, id_: str, asked: Asked, measures: Sequence[tuple[Line, Measure]]) -> Item:
    kind = line.one_of(PlanColumn.CATEGORY, ItemKind)
    if kind is not None:
        _check_kind(readers, line, kind, measures)
    limit_type = line.one_of(PlanColumn.LIMIT_TYPE, LimitType) or LimitType.UNSTATED
    if limit_type is LimitType.FIXED and not line.text(PlanColumn.DUE):
        line.fault(PlanColumn.DUE, "时限类型是“固定日期”，请填截止日期。", to_fill=True)
    basis = line.text(PlanColumn.BASIS)
    if basis not in ("", STATED, PROPOSED):
        line.fault(PlanColumn.BASIS, f"不认识“{basis}”。请填“{STATED}”或“{PROPOSED}”。")
    return Item(
        id=id_,
        code=line.text(PlanColumn.NUMBER),
        part=line.text(PlanColumn.PART),
        part_title=line.text(PlanColumn.PART_TITLE),
        section=line.text(PlanColumn.SECTION),
        section_title=line.text(PlanColumn.SECTION_TITLE),
        title=line.text(PlanColumn.TITLE),
        kind=kind or ItemKind.RECTIFICATION,
        finding=line.text(PlanColumn.FINDING),
        description=line.text(PlanColumn.BODY),
        measures=tuple(sorted((measure for _, measure in measures), key=lambda measure: measure.no)),
        unit_ids=unit_ids(readers, line, asked, [measure for _, measure in measures]),
        units_as_written=line.text(PlanColumn.UNITS_WRITTEN),
        units_proposed=basis == PROPOSED,
        lead_unit=line.text(PlanColumn.LEAD),
        time_limit=TimeLimit(line.text(PlanColumn.LIMIT), limit_type, line.day(PlanColumn.DUE)),
        note=line.text(PlanColumn.NOTE),
        target=line.text(PlanColumn.TARGET),
        cooperating=line.text(PlanColumn.COOPERATING),
        supervising=line.text(PlanColumn.SUPERVISING),
        accepting=line.text(PlanColumn.ACCEPTING),
        leaders=line.text(PlanColumn.LEADERS),
        summary=line.text(PlanColumn.PUBLIC_SUMMARY),
    )


def _check_kind(readers: Readers, line: Line, kind: ItemKind, measures: Sequence[tuple[Line, Measure]]) -> None:
    if kind is ItemKind.EXPLANATION:
        for measure_line, _ in measures:
            message = "“情况说明”类的事项没有措施。请改事项的类别，或者删去这条措施。"
            measure_line.fault(PlanColumn.ITEM, message)
        if not line.text(PlanColumn.BODY):
            line.fault(PlanColumn.BODY, "“情况说明”类的事项要有正文，印在表上供核实。请补填。", to_fill=True)
    elif not measures and line.text(PlanColumn.NUMBER) and readers[PlanSheet.MEASURES].has(PlanColumn.ITEM):
        line.fault(PlanColumn.TITLE, f"“{kind.value}”类的事项至少要有一条措施。请在“措施”工作表里补上。", to_fill=True)


def read_extensions(readers: Readers, called: Called, items: Sequence[Item], units: Sequence[Unit]) -> list[Extension]:
    """The time limits that were put off; ``called`` is what the items are called."""
    found = []
    by_id = {item.id: item for item in items}
    for line in readers[PlanSheet.EXTENSIONS].lines():
        item_id = called.id_of(line.text(PlanColumn.ITEM))
        item = by_id.get(item_id)
        line.refers(PlanColumn.ITEM, readers[PlanSheet.ITEMS], called)
        name = line.text(PlanColumn.UNIT)
        unit = next((u for u in units if name in (u.id, u.name, u.area, *u.aliases)), None)
        if name and (unit is None or (item is not None and unit.id not in item.reporting)):
            line.fault(PlanColumn.UNIT, f"“{name}”不是这个事项的填报单位。请写单位的简称；都延期的空着。")
        asked, approved, due = (
            line.day(header) for header in (PlanColumn.APPLIED_ON, PlanColumn.APPROVED_ON, PlanColumn.UNTIL)
        )
        if asked and approved and approved < asked:
            line.fault(PlanColumn.APPROVED_ON, "批准日期早于申请日期。请核对。")
        if asked and approved and due:
            found.append(
                Extension(item_id, unit.id if unit else "", asked, approved, due, line.text(PlanColumn.REASON))
            )
    return found


def read_stages(readers: Readers, called: Called, items: Sequence[Item]) -> list[Stage]:
    """The days that are watched by themselves; ``called`` is what the items are called."""
    found = []
    by_id = {item.id: item for item in items}
    for line in readers[PlanSheet.STAGES].lines():
        item_id = called.id_of(line.text(PlanColumn.ITEM))
        item = by_id.get(item_id)
        line.refers(PlanColumn.ITEM, readers[PlanSheet.ITEMS], called)
        no = line.whole(PlanColumn.MEASURE_NO, 1, 999) or 0
        if no and item is not None and no not in [measure.no for measure in item.measures]:
            line.fault(PlanColumn.MEASURE_NO, f"这个事项没有第 {no} 条措施。请核对；整个事项的阶段空着。")
        day, yearly = line.day(PlanColumn.DUE), line.yes(PlanColumn.YEARLY, default=False)
        if day and item is not None:
            found.append(Stage(item_id, no, line.text(PlanColumn.STAGE), day, yearly))
    return found


def check_code(line: Line, header: str, example: str) -> None:
    """Note a fault where an id is not made of letters, digits and a few signs."""
    text = line.text(header)
    if text and (not _CODE.fullmatch(text) or len(text) > 40):
        message = f"{header}只能用英文字母、数字，中间可以有点、横线、下划线，不超过 40 个字，如 {example}。请改正。"
        line.fault(header, message)
