"""The figures of the plan workbook read: the sheets 指标 and 规则, with every formula and rule parsed once.

Knows: what an indicator may be and what a rule may name. Must not know: items and units beyond their ids; how rules are
compiled.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import assert_never

from toolkit.base.findings import Severity
from toolkit.base.plan_captions import PlanColumn, PlanSheet
from toolkit.kinds.kind import Kind
from toolkit.kinds.registry import KINDS
from toolkit.plan.derived_ids import indicator_id, rule_id
from toolkit.plan.model import Aggregation, Indicator, Roster, ValueType
from toolkit.plan.options import Rule
from toolkit.plan.rosters import names_under
from toolkit.plan.rule_tokens import Counted, Operand, RuleError, RuleScope
from toolkit.plan.rules import Expression, operands, parse_formula, parse_rule
from toolkit.planbook.called import Called
from toolkit.planbook.sheets import Line, Readers
from toolkit.planbook.tables import SEVERITIES

Parse = Callable[[str, Mapping[str, Operand]], Expression]
_NAMING = (
    PlanColumn.INDICATOR_ID,
    PlanColumn.INDICATOR,
    PlanColumn.TYPE,
    PlanColumn.FORMULA,
)  # without one of them no rule or formula can be judged
_LIMITS = (PlanColumn.MINIMUM, PlanColumn.MAXIMUM, PlanColumn.USUAL_FROM, PlanColumn.USUAL_TO)
# Words of the rule language, and the field ids that every form has (`toolkit.catalogue`).
_RESERVED = {"filled", "implies", "sum", "date", "and", "or", "not", "true", "false", "if"}
_TAKEN = re.compile(r"(m\d+|overall|signoff|explanation)(_.*)?|.*_note")


def read_indicators(
    readers: Readers, items: Called, groups: Collection[str], rosters: Sequence[Roster]
) -> list[Indicator]:
    """指标; ``items`` is what those of 事项 are called, ``groups`` the groups in 选项, ``rosters`` what 明细 lists."""
    reader = readers[PlanSheet.INDICATORS]
    lines = reader.lines()
    reader.unique(lines, PlanColumn.INDICATOR_ID)
    indicators = [_indicator(readers, line, items, groups) for line in lines]
    if not reader.has(*_NAMING):
        return indicators
    names, computed = _operands(indicators), _computed(indicators)
    for line, indicator in zip(lines, indicators, strict=True):
        if indicator.computed:
            _check_formula(line, indicator, names_under(names, rosters, indicator.item_id), computed)
        elif indicator.aggregation is Aggregation.RATIO_OF_SUMS and indicator.type.is_number:
            line.fault(PlanColumn.AGGREGATION, "按“合计之比”汇总的指标要有计算公式。请补填公式，或者改汇总方式。")
    return indicators


def _indicator(readers: Readers, line: Line, items: Called, groups: Collection[str]) -> Indicator:
    _check_indicator_id(line)
    line.refers(PlanColumn.ITEM, readers[PlanSheet.ITEMS], items)
    item_id = items.id_of(line.text(PlanColumn.ITEM))
    kind = line.word(PlanColumn.TYPE, KINDS)
    type_ = kind.type if kind else None
    if (
        type_ is ValueType.CHOICE
        and line.text(PlanColumn.CHOICE_GROUP) not in groups
        and readers[PlanSheet.CHOICES].has(PlanColumn.CHOICE_GROUP)
    ):
        line.fault(PlanColumn.CHOICE_GROUP, "类型是“选择”的指标，请写“选项”工作表里有的组名。")
    minimum, maximum, soft_minimum, soft_maximum = limits_of(line, kind, _LIMITS)
    aggregation = line.one_of(PlanColumn.AGGREGATION, Aggregation) or Aggregation.NONE
    if kind is not None:
        _check_aggregation(line, aggregation, kind)
    return Indicator(
        id=line.text(PlanColumn.INDICATOR_ID) or indicator_id(item_id, line.text(PlanColumn.INDICATOR)),
        item_id=item_id,
        name=line.text(PlanColumn.INDICATOR),
        type=type_ or ValueType.INTEGER,
        measured_in=line.text(PlanColumn.MEASURED_IN),
        basis=line.text(PlanColumn.SCOPE),
        required=line.yes(PlanColumn.REQUIRED, default=True),
        minimum=minimum,
        maximum=maximum,
        soft_minimum=soft_minimum,
        soft_maximum=soft_maximum,
        aggregation=aggregation,
        document_value=line.number(PlanColumn.IN_DOCUMENT),
        choices=line.text(PlanColumn.CHOICE_GROUP),
        formula=line.text(PlanColumn.FORMULA),
        definition=line.text(PlanColumn.GUIDANCE),
        kind=kind.word if kind and kind.word != kind.type.value else "",
    )


def _check_indicator_id(line: Line) -> None:
    name = line.text(PlanColumn.INDICATOR_ID)
    if name and (not re.fullmatch(r"[a-z][a-z0-9_]{0,60}", name) or "__" in name):
        line.fault(
            PlanColumn.INDICATOR_ID, "指标编号只能用英文小写字母、数字和下划线，以字母开头，如 kg_total。请改正。"
        )
    elif keyword.iskeyword(name) or name in _RESERVED or _TAKEN.fullmatch(name):
        line.fault(PlanColumn.INDICATOR_ID, f"“{name}”是程序保留的词。请换一个编号，如 {name}_count。")


def limits_of(line: Line, kind: Kind | None, headers: Sequence[str]) -> list[float | date | None]:
    """The limits in pairs of columns (最小值, 最大值 …): numbers, or dates where what is asked for is one."""
    limits: list[float | date | None] = []
    for header in headers:
        if kind is None:
            limits.append(None)
            continue
        match kind.type:
            case ValueType.DATE:
                limits.append(line.day(header))
            case ValueType.INTEGER | ValueType.DECIMAL | ValueType.PERCENT:
                limits.append(line.number(header))
            case ValueType.BOOLEAN | ValueType.TEXT | ValueType.CHOICE:
                limits.append(None)
                if line.text(header):
                    line.fault(header, f"“{kind.word}”没有上下限。请清空这一格。")
            case _:
                assert_never(kind.type)
    for header, low, high in zip(headers[1::2], limits[::2], limits[1::2], strict=True):
        # Both are of the one type that the indicator has.
        if low is not None and high is not None and high < low:  # type: ignore[operator]
            line.fault(header, "上限比下限小。请核对这两格。")
    return limits


def _check_aggregation(line: Line, aggregation: Aggregation, kind: Kind) -> None:
    numeric = aggregation in (Aggregation.SUM, Aggregation.MIN_MAX, Aggregation.RATIO_OF_SUMS)
    if numeric and not kind.type.is_number:
        line.fault(PlanColumn.AGGREGATION, f"“{kind.word}”类的指标不能按“{aggregation.value}”汇总。请改选一种。")
    if aggregation is Aggregation.COUNT_TRUE and kind.type is not ValueType.BOOLEAN:
        line.fault(PlanColumn.AGGREGATION, f"只有“是否”类的指标可以{aggregation.value}。请改选一种。")


def _check_formula(line: Line, indicator: Indicator, names: Mapping[str, Operand], computed: set[str]) -> None:
    """A formula stands on the form beside its operands, so it may use only what is filled in on the same form."""
    used = _used(line, PlanColumn.FORMULA, parse_formula, names, computed)
    strangers = [operand.label for operand in used if operand.item_id != indicator.item_id]
    if strangers:
        line.fault(PlanColumn.FORMULA, f"“{'、'.join(strangers)}”不在同一个事项里。计算公式请只用同一个事项的指标。")


def read_rules(
    readers: Readers, items: Called, indicators: Sequence[Indicator], rosters: Sequence[Roster]
) -> list[Rule]:
    """规则; ``items`` is what those of 事项 are called, ``indicators`` and ``rosters`` what the rules may name."""
    reader = readers[PlanSheet.RULES]
    lines = reader.lines()
    reader.unique(lines, PlanColumn.RULE_ID)
    figures, computed = _operands(indicators), _computed(indicators)
    rules = []
    for line in lines:
        names = names_under(figures, rosters, items.id_of(line.text(PlanColumn.ITEM)))
        line.refers(PlanColumn.ITEM, readers[PlanSheet.ITEMS], items)
        severity, text = line.text(PlanColumn.SEVERITY), line.text(PlanColumn.RULE)
        if severity and severity not in SEVERITIES:
            line.fault(PlanColumn.SEVERITY, f"不认识“{severity}”。请填：{'、'.join(SEVERITIES)}。")
        if text and readers[PlanSheet.INDICATORS].has(*_NAMING):
            used = _used(line, PlanColumn.RULE, parse_rule, names, computed)
            _check_place(line, used, items, parse_rule(text, names).scope if used else RuleScope.FORM)
        level = SEVERITIES.get(severity, Severity.ERROR)
        item_id = items.id_of(line.text(PlanColumn.ITEM))
        id_ = line.text(PlanColumn.RULE_ID) or rule_id(item_id, text)
        rules.append(Rule(id_, item_id, text, level, line.text(PlanColumn.MESSAGE)))
    return rules


def _check_place(line: Line, used: Sequence[Operand], items: Called, scope: RuleScope) -> None:
    """A rule within one form stands on that form, so it is listed under its item."""
    listed, its = items.id_of(line.text(PlanColumn.ITEM)), {operand.item_id for operand in used}
    if scope is RuleScope.FORM and listed in items and its.issubset(items) and its and listed not in its:
        item = items.name_of(its.pop())
        line.fault(PlanColumn.ITEM, f"这条规则用的都是事项 {item} 的指标，印在那张表上。请把这一格改成 {item}。")


def _used(line: Line, header: str, parse: Parse, names: Mapping[str, Operand], computed: set[str]) -> list[Operand]:
    """What a rule or formula uses; nothing where it has a fault of its own."""
    try:
        expression = parse(line.text(header), names)
    except RuleError as error:
        line.fault(header, str(error))
        return []
    used = [names[name] for name in expression.names]
    if any(one.counted is not Counted.FIGURE for one in used) and len({one.item_id for one in used}) > 1:
        line.fault(header, "明细只能和同一个事项的指标一起用。请改用同一个事项的指标。")
        return []
    if computed.isdisjoint(expression.names):
        return used
    labels = "、".join(names[name].label for name in expression.names if name in computed)
    line.fault(header, f"“{labels}”本身是用公式算出来的，不能再用来计算和校核。请改用填报的指标。")
    return []


def _operands(indicators: Sequence[Indicator]) -> dict[str, Operand]:
    """The names for rules; of two indicators with one id, a fault already, the first is meant."""
    return operands(indicators[::-1])


def _computed(indicators: Sequence[Indicator]) -> set[str]:
    return {indicator.id for indicator in indicators if indicator.computed}
