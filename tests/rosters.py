"""A plan whose forms have lists, and lists as people fill them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from toolkit.base.findings import Severity
from toolkit.plan.derived_ids import column_id, indicator_id
from toolkit.plan.model import Aggregation, Indicator, Plan, Roster, RosterColumn, ValueType
from toolkit.plan.options import Choice, Rule

ITEM = "3.1.1"
NAME = "幼儿园名册"
Row = Sequence[object]
ROWS: Sequence[Row] = (
    ("第一幼儿园", "公办", "是", 360, 120.5, date(2020, 9, 1), "65.5", "张三 13800000000"),
    ("第二幼儿园", "公办", "否", 330, 80, date(2019, 9, 1), None, None),
    ("金苗幼儿园", "民办", "是", 240, 60.25, None, 88, "备注一"),
)
"""Three rows that are right but for nothing."""


def column(name: str, type_: ValueType, **rest: object) -> RosterColumn:
    return RosterColumn(column_id(name), ITEM, name, type_, **rest)  # type: ignore[arg-type]


COLUMNS = (
    column("园名", ValueType.TEXT, unique=True),
    column("性质", ValueType.CHOICE, choices="性质"),
    column("普惠", ValueType.BOOLEAN),
    column("学位", ValueType.INTEGER, measured_in="个", minimum=0, maximum=2000, total=True),
    column("投资", ValueType.DECIMAL, kind="金额", measured_in="万元", minimum=0, total=True),
    column("开园日期", ValueType.DATE, required=False, minimum=date(1950, 1, 1)),
    column("达标率", ValueType.PERCENT, required=False, minimum=0, maximum=100),
    column("说明", ValueType.TEXT, required=False),
)
ROSTER = Roster(ITEM, NAME, COLUMNS)


def with_roster(plan: Plan, *rosters: Roster, rules: Sequence[Rule] = ()) -> Plan:
    """The plan with lists (the usual one where none are given), figures that they come to, and rules over them."""
    its = rosters or (ROSTER,)
    seats = Indicator(
        indicator_id(ITEM, "学位合计"), ITEM, "学位合计", ValueType.INTEGER, "个", aggregation=Aggregation.SUM,
        formula=f"SUM([{NAME}.学位])",
    )  # fmt: skip
    stated = Indicator(indicator_id(ITEM, "园数"), ITEM, "园数", ValueType.INTEGER, "所", aggregation=Aggregation.SUM)
    given = rules or (
        Rule("list-count", ITEM, f"COUNT([{NAME}]) = [园数]", Severity.ERROR, "园数应等于名册的行数"),
        Rule("list-seats", ITEM, f"SUM([{NAME}.学位]) ≤ 5000", Severity.ERROR, "学位不应超过 5000 个"),
    )
    kinds = (Choice("性质", "公办"), Choice("性质", "民办"), Choice("性质", "公办民营"))
    return replace(
        plan, rosters=its, indicators=(*plan.indicators, stated, seats), rules=(*plan.rules, *given),
        choices=(*plan.choices, *kinds),
    )  # fmt: skip


STATED = indicator_id(ITEM, "园数")
SEATS = indicator_id(ITEM, "学位合计")
