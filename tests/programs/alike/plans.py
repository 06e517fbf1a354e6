"""Plans made by code for the comparison of forms and receipts.

Knows: the plan's model. Must not know: forms, checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from toolkit.kinds.registry import KINDS
from toolkit.plan.measures import Measure
from toolkit.plan.model import Indicator, Item, ItemKind, Plan, ValueType
from toolkit.plan.options import Choice, Rule, Settings

ITEM = "9.1"
GROUPS = {
    "甲类": ("一类", "二类", "二类（含民办）", "Ab", "AB"),
    "乙类": ("已建成", "在建", "未建", "=是", "<5 所", ">5 所", "*", "甲 乙"),
}


def plan_of(
    shipped: Plan,
    indicators: Sequence[Indicator],
    rules: Sequence[Rule] = (),
    measures: int = 1,
    kind: ItemKind = ItemKind.RECTIFICATION,
) -> Plan:
    """A plan of one item that one unit answers for; people, periods and states are the shipped plan's."""
    item = Item(
        id=ITEM, code="九（一）", part="九", part_title="试填", section="", section_title="", title="试填各类指标",
        kind=kind,
        finding="试填", description="试填", unit_ids=(shipped.units[0].id,), units_as_written=shipped.units[0].area,
        measures=tuple(Measure(n, f"第 {n} 条措施。") for n in range(1, measures + 1)),
    )  # fmt: skip
    groups = tuple(Choice(group, label) for group, labels in GROUPS.items() for label in labels)
    return replace(
        shipped, items=(item,), indicators=tuple(indicators), rules=tuple(rules), choices=(*shipped.choices, *groups),
        settings=Settings(), extensions=(),
    )  # fmt: skip


@dataclass(frozen=True)
class Variant:
    """An indicator to be tried, the answer that is right for it, and the figure of the period before (None: none)."""

    indicator: Indicator
    right: object
    prior: object = None


def _variant(type_: ValueType, right: object, prior: object = None, **rest: object) -> Variant:
    return Variant(Indicator("", ITEM, "", type_, **rest), right, prior)  # type: ignore[arg-type]


VARIANTS: tuple[Variant, ...] = (
    _variant(ValueType.INTEGER, 30, measured_in="人", minimum=0.0, maximum=200.0),
    _variant(ValueType.INTEGER, 30, measured_in="万元", soft_minimum=5.0, soft_maximum=100.0),
    _variant(ValueType.INTEGER, 1234570, required=False, minimum=1234567.0, maximum=123456789012.0),
    _variant(ValueType.DECIMAL, 12345.7, minimum=12345.67, maximum=98765.4321, measured_in="万元"),
    _variant(ValueType.DECIMAL, 0.25, minimum=-0.1, maximum=0.3, soft_minimum=0.1, soft_maximum=0.29),
    _variant(ValueType.DECIMAL, 12.0, required=False, measured_in="公里"),
    _variant(ValueType.PERCENT, 50.0, minimum=0.0, maximum=100.0, measured_in="%"),
    _variant(ValueType.PERCENT, 96.0, required=False, soft_minimum=95.68, measured_in="%"),
    _variant(ValueType.PERCENT, 150.0, minimum=-200.0, maximum=200.0, measured_in="%"),
    _variant(ValueType.DATE, date(2021, 1, 20), minimum=date(2021, 1, 1), maximum=date(2021, 12, 31)),
    _variant(ValueType.DATE, date(2021, 1, 20), required=False, soft_minimum=date(2020, 1, 1), soft_maximum=date(2022,
                                                                                                                 1,
                                                                                                                 1)),
    _variant(ValueType.BOOLEAN, True),
    _variant(ValueType.BOOLEAN, False, required=False),
    _variant(ValueType.TEXT, "有"),
    _variant(ValueType.TEXT, "有", required=False),
    _variant(ValueType.CHOICE, "一类", choices="甲类"),
    _variant(ValueType.CHOICE, "在建", choices="乙类", required=False),
)  # fmt: skip


_RIGHT = {variant.indicator.type: variant.right for variant in VARIANTS}
VARIANTS += tuple(
    _variant(kind.type, _RIGHT[kind.type], kind=word, choices="甲类" if kind.type is ValueType.CHOICE else "")
    for word, kind in KINDS.items()
    if not any(variant.indicator.word == word for variant in VARIANTS)
)


def named(variant: Variant, number: int) -> Indicator:
    """The indicator under a name of its own."""
    return replace(variant.indicator, id=f"i{number}", name=f"试填{number}")
