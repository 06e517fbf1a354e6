"""What a form and its guide say of who does what in its item, and how the parts of a form are headed.

Knows: the plan's roles and measures. Must not know: rows, styles, answers.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.base.captions import Column
from toolkit.base.plan_captions import PlanColumn
from toolkit.form.grid import Given
from toolkit.kinds.field import Block
from toolkit.plan.measures import Measure
from toolkit.plan.model import Item, ItemKind, Plan, Unit
from toolkit.plan.options import Role
from toolkit.plan.roles import roles_of, said_of

_PART = {
    Role.LEAD: "牵头单位，请汇总填报本事项的总体情况",
    Role.RESPONSIBLE: Column.UNIT,
    Role.COOPERATING: "配合单位，请填报配合开展的工作",
    Role.SUPERVISING: "督导单位，请填报督导情况",
    Role.ACCEPTING: "验收单位，请填报验收情况",
}

_FILLS_IN = {
    Role.LEAD: "由其汇总填报本事项的总体情况。",
    Role.RESPONSIBLE: "填报你单位负责的措施和总体情况。",
    Role.COOPERATING: "要填报的，填配合开展的工作。",
    Role.SUPERVISING: "要填报的，填督导情况。",
    Role.ACCEPTING: "要填报的，填验收情况。",
}


def duties(plan: Plan, item: Item, unit: Unit) -> Iterator[tuple[Given, str]]:
    """The captions and texts about who does what, "" where the plan says nothing; ``item`` is as the unit is asked."""
    roles = _shared(item)
    lines = [f"{role}单位：{said_of(item, role)}" for role in roles]
    if item.leaders:
        lines.append(f"责任领导：{item.leaders}")
    yield Given.TARGET, item.target
    yield Given.DUTIES, "；".join(lines)
    whole = plan.item[item.id].measures
    part = [_PART[role] for role in roles_of(item, unit, plan.units)] if roles else []
    if item.measures != whole and item.measures:
        numbers = "、".join(str(measure.no) for measure in item.measures)
        part.append(f"负责第 {numbers} 条措施，其余措施由其他单位填报")
    elif item.measures != whole:
        part.append("各条措施由其他单位填报，你单位填报总体情况")
    yield Given.PART, "；".join(part) + ("。" if part else "")
    if not item.measures:
        yield Given.MEASURES, "\n".join(f"{m.no}. {measure_label(m)}" for m in whole)


def _shared(item: Item) -> list[Role]:
    """The roles that an item has, where it has any beside who answers for it."""
    roles = [role for role in Role if said_of(item, role)]
    return roles if roles != [Role.RESPONSIBLE] else []


def guide_lines(item: Item) -> list[str]:
    """What the guide says of who fills in what: each role with its units, the leaders, measures of some units alone."""
    lines = [f"{role}单位：{said_of(item, role)}。{_FILLS_IN[role]}" for role in _shared(item)]
    if item.leaders:
        lines.append(f"责任领导：{item.leaders}。有变动的，请在“责任领导”一栏填现在的。")
    if any(measure.units_as_written or measure.limit_as_written for measure in item.measures):
        lines.append("措施后面的括号里写了责任单位、完成时限的，以括号里的为准；各单位只填表上列出的措施。")
    return lines


def measure_label(measure: Measure) -> str:
    """A measure as its row names it: with the units and the time limit that it has of its own."""
    text = measure.marker + measure.text
    own = [
        f"{caption}：{said}"
        for caption, said in (
            (Column.UNIT, measure.units_as_written),
            (PlanColumn.MEASURE_LIMIT, measure.limit_as_written),
        )
        if said and said not in text
    ]
    return f"{text}（{'；'.join(own)}）" if own else text


def block_title(block: Block, kind: ItemKind) -> str:
    """The heading of a block in a form of this kind."""
    if block is Block.MEASURES:
        return "整改措施进展" if kind is ItemKind.RECTIFICATION else "措施落实情况"
    return {
        Block.EXPLANATION: "情况说明核实",
        Block.INDICATORS: "指标",
        Block.ROSTERS: "明细",
        Block.OVERALL: "总体情况",
        Block.SIGNOFF: "报送确认",
    }[block]
