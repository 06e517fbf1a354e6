"""A plan whose texts and rules go as far as a clerk can go, and as far as `plan check` lets them."""

from __future__ import annotations

from dataclasses import replace

from toolkit.base.findings import Severity
from toolkit.plan.model import Indicator, ItemKind, Plan, ValueType
from toolkit.plan.options import Choice, Rule

FACE = "\U0001f600"  # two UTF-16 units
PARTS = tuple(f"part{n:02}" for n in range(20))


def sentence(word: str, size: int) -> str:
    """So many characters in short sentences."""
    return (f"{word}请照实填写，不要漏项。" * (size // 8 + 1))[:size]


def extreme(plan: Plan) -> Plan:
    """The plan with one item whose form is as long as forms get, and with long names everywhere."""
    item = next(item for item in plan.items if item.kind is ItemKind.RECTIFICATION)
    total = _whole("total", item.id, "合计数" + "很长的指标名称" * 12, definition=sentence("口径", 400))
    parts = [_whole(name, item.id, f"分项{n}") for n, name in enumerate(PARTS, start=1)]
    kind = Indicator("kind", item.id, "办学类别", ValueType.CHOICE, choices="类别", definition=sentence(FACE, 400))
    rate = replace(_whole("rate", item.id, "占比"), type=ValueType.DECIMAL, formula=_deep_formula())
    ours = (total, *parts, kind, rate)
    choices = tuple(Choice("类别", f"第{n}类：{'长' * 40}") for n in range(300))
    return replace(
        plan,
        title="关于" + "贯彻落实上级工作反馈问题" * 25 + "的整改方案",
        report_to="地委教育工作领导小组" * 30,
        indicators=(*ours, *(i for i in plan.indicators if i.item_id != item.id)),
        rules=(*_rules(item.id), *(r for r in plan.rules if r.item_id != item.id)),
        choices=(*plan.choices, *choices),
        items=tuple(
            replace(i, finding=sentence("反馈", 3000)) if i.id == item.id else i for i in plan.items
        ),
    )  # fmt: skip


def item_id(plan: Plan) -> str:
    """The item that is extreme."""
    return next(item.id for item in plan.items if item.kind is ItemKind.RECTIFICATION)


def _whole(name: str, item: str, label: str, definition: str = "") -> Indicator:
    return Indicator(name, item, label, ValueType.INTEGER, "所", minimum=0, maximum=100_000, definition=definition)


def _rules(item: str) -> list[Rule]:
    """Five rules of 20 operands on one total, 60 short ones, one as deep as brackets go; long messages."""
    long = [
        Rule(f"sum{n}", item, f"total + {n} >= {' + '.join(PARTS)}", Severity.ERROR, message(n)) for n in range(5)
    ]  # fmt: skip
    short = [Rule(f"not{n}", item, f"total != {90_000 + n}", Severity.ERROR, f"合计不能是{n}") for n in range(60)]
    deep = "非 (" * 28 + "total ≤ 50000" + ")" * 28
    return [*long, *short, Rule("deep", item, deep, Severity.WARNING, "“合计”超过了常见的范围")]


def message(number: int) -> str:
    """A rule's message of more than 300 characters, with quotes and characters of two units."""
    return f"第{number}条：" + f"“合计”应不少于各分项之和{FACE}，" * 20 + '请核对"各分项"'


def _deep_formula() -> str:
    """A formula in which every divisor is a division again."""
    text = "part01"
    for name in PARTS[1:12]:
        text = f"({name} / {text})"
    return text
