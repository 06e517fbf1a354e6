"""The plan workbook: the one form in which a clerk keeps the plan, read strictly and written back.

Knows: the sheets 方案, 单位, 事项, 措施, 指标, 规则, 选项, 报送期 and how they make a `Plan`. Must not know: forms, checks, the
ledger. Every fault is named by sheet and cell, all of them at once.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from toolkit.errors import Fault, PlanError
from toolkit.findings import Severity
from toolkit.plan.model import (
    Aggregation,
    Choice,
    Indicator,
    Item,
    ItemKind,
    LimitType,
    Measure,
    Period,
    Plan,
    Rule,
    Settings,
    TimeLimit,
    Unit,
    ValueType,
)
from toolkit.plan.rules import Operand, RuleError, operands, parse_formula, parse_rule
from toolkit.plan.sheets import Cells, Column, Line, Reader, Table, read_sheets

STATED, PROPOSED = "文件写明", "建议"
_YES_NO = ("是", "否")
_SEVERITIES = {"错误": Severity.ERROR, "提醒": Severity.WARNING, "提示": Severity.INFO}
_SPLIT = re.compile(r"[、，,；;\n]+")
_RESERVED = {"filled", "implies", "sum", "date", "and", "or", "not", "true", "false", "if"}
_TAKEN = re.compile(r"(m\d+|overall|signoff|explanation)(_|$)")

# Dropdown groups that the forms are built on; the labels are the office's, the ids are not (register: ``states``).
BUILT_IN_CHOICES: Mapping[str, tuple[str, ...]] = {
    "完成情况": (
        "not_started", "in_progress", "basically_completed", "completed_claimed", "stage_completed_ongoing",
    ),
    "说明核实": ("holds", "changed", "rejected"),
}  # fmt: skip

# What 方案 lists: (name, note, required).
HEAD: tuple[tuple[str, str, bool], ...] = (
    ("方案编号", "本方案的代号，发出去的表都带着它，定下后不要再改", True),
    ("方案名称", "文件标题", True),
    ("文号", "如 阿行办发〔2021〕2号", True),
    ("发文单位", "", True),
    ("发文日期", "如 2021-01-25", True),
    ("反馈单位", "提出反馈问题的单位", False),
    ("受理单位", "收取填报表的单位，印在每张表上", True),
    ("联系人", "", False),
    ("联系电话", "", False),
    ("报送邮箱", "", False),
    ("临近提醒工作日", "距应报日几个工作日以内亮蓝灯", False),
    ("黄灯上限工作日", "逾期几个工作日以内亮黄灯，再多亮红灯", False),
)

TABLES: Mapping[str, Table] = {
    "方案": (
        Column("项目", "不要改动这一列", 18, required=True),
        Column("内容", "填写内容", 70),
    ),
    "单位": (
        Column("单位编号", "英文代号，如 fuyun；定下后不要再改", 14, required=True),
        Column("单位名称", "全称", 26, required=True),
        Column("简称", "表里和台账里显示的名称，如 富蕴县", 14, required=True),
        Column("别名", "其他叫法，用顿号隔开", 22),
        Column("行政区划代码", "没有的空着", 14),
        Column("类别", "", 18),
        Column("邮箱", "", 28),
        Column("联系人", "", 12),
        Column("联系电话", "", 16),
    ),
    "事项": (
        Column("事项编号", "用数字和点，如 3.1.1", 10, required=True),
        Column("原文编号", "文件里的编号，如 三（一）1", 12, required=True),
        Column("部分", "如 三", 6, required=True),
        Column("部分标题", "", 16),
        Column("节", "如 （一）", 7),
        Column("节标题", "", 22),
        Column("标题", "文件里的标题原文", 34, required=True),
        Column("类别", "决定填报表有哪几块内容", 11, required=True, choices=tuple(k.value for k in ItemKind)),
        Column("问题描述", "文件里对问题的描述", 34),
        Column("正文", "标题下面的原文；情况说明类的会印在表上", 60),
        Column("责任单位原文", "文件怎么写就怎么抄", 22),
        Column("填报单位", "谁来填，写简称，用顿号隔开", 34, required=True),
        Column("填报单位依据", "文件写明的还是建议的", 12, choices=(STATED, PROPOSED)),
        Column("牵头单位", "", 16),
        Column("时限原文", "文件怎么写就怎么抄，没写的空着", 22),
        Column("时限类型", "没有把握的填“未写明”", 16, choices=tuple(t.value for t in LimitType)),
        Column("截止日期", "只有文件写明日期的才填", 12, kind="date"),
        Column("备注", "", 26),
    ),
    "措施": (
        Column("事项编号", "对应“事项”工作表", 10, required=True),
        Column("措施序号", "从 1 开始", 10, required=True, kind="number"),
        Column("序号词", "文件里的“一是”“二是”，没有的空着", 9),
        Column("措施内容", "文件原文", 110, required=True),
    ),
    "指标": (
        Column("指标编号", "英文小写、数字和下划线，如 kg_total", 32, required=True),
        Column("事项编号", "在哪个事项的表上填", 10, required=True),
        Column("指标名称", "印在表上的名称；写规则时放在方括号里", 40, required=True),
        Column("类型", "", 9, required=True, choices=tuple(t.value for t in ValueType)),
        Column("计量单位", "如 所、人、万元", 10),
        Column("统计口径", "时点、年度累计、年度或累计", 11),
        Column("必填", "", 7, choices=_YES_NO),
        Column("最小值", "小于它就退回", 11),
        Column("最大值", "大于它就退回", 11),
        Column("提醒下限", "小于它要说明原因", 11),
        Column("提醒上限", "大于它要说明原因", 11),
        Column("汇总方式", "", 12, choices=tuple(a.value for a in Aggregation)),
        Column("文件数", "文件里给出的全地区数", 10, kind="number"),
        Column("选项组", "类型为“选择”的，写“选项”工作表里的组名", 12),
        Column("计算公式", "填了公式就由程序计算，不用填报，如 [甲] / [乙] * 100", 40),
        Column("填报说明", "印在“填报说明”里", 40),
    ),
    "规则": (
        Column("规则编号", "不重复即可", 14, required=True),
        Column("事项编号", "", 10, required=True),
        Column("规则", "如 [公办幼儿园数] + [民办幼儿园数] = [幼儿园总数]；全地区合计写 SUM([幼儿园总数]) = 322", 76, required=True),
        Column("程度", "错误：退回；提醒：说明后可收；提示：仅供参考", 8, required=True, choices=tuple(_SEVERITIES)),
        Column("提示语", "不符合时对填报人说的话", 50, required=True),
    ),
    "选项": (
        Column("选项组", "", 16, required=True),
        Column("选项", "下拉列表里的一项", 34, required=True),
        Column("编号", "自带两组的编号不要改；自己加的组可以空着", 28),
    ),
    "报送期": (
        Column("报送期编号", "如 2021-01", 14, required=True),
        Column("名称", "印在表上，如 2021年1月", 18, required=True),
        Column("应报日期", "最后一天，当天报也算按期", 14, required=True, kind="date"),
    ),
}  # fmt: skip


def read_plan(path: Path) -> Plan:
    """Read a plan workbook strictly.

    Raises `PlanError` with every fault by sheet and cell, `WorkspaceError` when there is no workbook to read.
    """
    sheets = read_sheets(path)
    faults: list[Fault] = []
    plan = _Reading(sheets, faults).plan()
    if faults or plan is None:
        order = list(TABLES)
        faults.sort(key=lambda f: (order.index(f.sheet), _row(f.cell)))
        raise PlanError(faults, path.name)
    return plan


def _row(cell: str) -> tuple[int, str]:
    return int(re.sub(r"\D", "", cell) or 0), cell


class _Reading:
    """One reading of a workbook: each method makes one part of the plan and notes what is wrong with it."""

    def __init__(self, sheets: Mapping[str, Cells], faults: list[Fault]) -> None:
        self._faults = faults
        self._readers = {name: Reader(name, table, sheets.get(name), faults) for name, table in TABLES.items()}

    def plan(self) -> Plan | None:
        head = self._head()
        units = self._units()
        choices = self._choices()
        items = self._items(units, self._measures())
        ids = {item.id for item in items}
        indicators = self._indicators(ids, {choice.group for choice in choices})
        rules = self._rules(ids, indicators)
        periods = self._periods()
        for name, found in (("单位", units), ("事项", items), ("报送期", periods)):
            if not found and not any(fault.sheet == name for fault in self._faults):
                self._faults.append(Fault(name, "A2", f"“{name}”工作表是空的。请至少填一行。"))
        if self._faults:
            return None
        issued_on = head["发文日期"]
        assert isinstance(issued_on, date)
        text = {name: str(value) for name, value in head.items()}
        return Plan(
            id=text["方案编号"],
            title=text["方案名称"],
            doc_no=text["文号"],
            issuer=text["发文单位"],
            issued_on=issued_on,
            feedback_body=text["反馈单位"],
            report_to=text["受理单位"],
            contact=text["联系人"],
            phone=text["联系电话"],
            email=text["报送邮箱"],
            units=tuple(units),
            items=tuple(items),
            indicators=tuple(indicators),
            rules=tuple(rules),
            choices=tuple(choices),
            periods=tuple(periods),
            settings=_settings(head),
        )

    def _head(self) -> dict[str, object]:
        """方案, by name; numbers and dates already parsed."""
        reader = self._readers["方案"]
        known = {name for name, _, _ in HEAD}
        lines = list(reader.lines())
        reader.unique("项目", lines, lambda line: line.text("项目"))
        found: dict[str, object] = {}
        for line in lines:
            name = line.text("项目")
            if name not in known:
                line.fault("项目", f"不认识“{name}”这一项。请不要改动“项目”这一列。")
            elif name == "发文日期":
                found[name] = line.day("内容")
            elif name.endswith("工作日"):
                found[name] = _whole_days(line)
            else:
                found[name] = line.text("内容")
            if name in known and not line.text("内容") and dict((n, r) for n, _, r in HEAD)[name]:
                line.fault("内容", f"“{name}”不能空着。请补填。")
        for name, _, required in HEAD:
            if name not in found and required and lines:
                self._faults.append(Fault("方案", "", f"缺少“{name}”这一行。请补上。"))
            found.setdefault(name, "")
        return found

    def _units(self) -> list[Unit]:
        reader = self._readers["单位"]
        lines = list(reader.lines())
        for header in ("单位编号", "单位名称", "简称", "行政区划代码"):
            reader.unique(header, lines, lambda line, h=header: line.text(h))  # type: ignore[misc]
        units = []
        for line in lines:
            if line.text("单位编号") and not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", line.text("单位编号")):
                line.fault("单位编号", "单位编号只能用英文字母、数字、下划线和短横。")
            if line.text("邮箱") and not re.fullmatch(r"[^@\s]+@[^@\s]+", line.text("邮箱")):
                line.fault("邮箱", f"“{line.text('邮箱')}”不像邮箱地址。请核对。")
            names = ("单位编号", "单位名称", "简称")
            aliases = tuple(filter(None, map(str.strip, _SPLIT.split(line.text("别名")))))
            rest = (line.text(h) for h in ("行政区划代码", "类别", "邮箱", "联系人", "联系电话"))
            units.append(Unit(*(line.text(h) for h in names), aliases, *rest))
        return units

    def _choices(self) -> list[Choice]:
        reader = self._readers["选项"]
        lines = list(reader.lines())
        reader.unique("选项", lines, lambda line: (line.text("选项组"), line.text("选项")))
        for line in lines:
            if '"' in line.text("选项") or len(line.text("选项")) > 60:
                line.fault("选项", "选项里不要用英文引号，长度不要超过 60 个字。")
        choices = [Choice(line.text("选项组"), line.text("选项"), line.text("编号")) for line in lines]
        for group, ids in BUILT_IN_CHOICES.items():
            missing = [i for i in ids if (group, i) not in {(c.group, c.id) for c in choices}]
            if missing:
                self._faults.append(
                    Fault("选项", "", f"“{group}”这一组缺少编号：{'、'.join(missing)}。请补上，选项文字可以自己定。")
                )
        return choices

    def _measures(self) -> dict[str, list[tuple[Line, Measure]]]:
        reader = self._readers["措施"]
        lines = list(reader.lines())
        reader.unique("措施序号", lines, lambda line: (line.text("事项编号"), line.text("措施序号")))
        found: dict[str, list[tuple[Line, Measure]]] = {}
        for line in lines:
            number = line.number("措施序号")
            if number is not None and (number < 1 or number != int(number)):
                line.fault("措施序号", "措施序号要填 1、2、3 这样的整数。")
            measure = Measure(int(number or 0), line.text("措施内容"), line.text("序号词"))
            found.setdefault(line.text("事项编号"), []).append((line, measure))
        return found

    def _items(self, units: list[Unit], measures: dict[str, list[tuple[Line, Measure]]]) -> list[Item]:
        reader = self._readers["事项"]
        lines = list(reader.lines())
        for header in ("事项编号", "原文编号"):
            reader.unique(header, lines, lambda line, h=header: line.text(h))  # type: ignore[misc]
        items = [self._item(line, units, measures.pop(line.text("事项编号"), [])) for line in lines]
        for stray in measures.values():
            for line, _ in stray:
                if line.text("事项编号"):
                    line.fault("事项编号", f"“事项”工作表里没有 {line.text('事项编号')}。请核对编号。")
        return items

    def _item(self, line: Line, units: list[Unit], measures: list[tuple[Line, Measure]]) -> Item:
        if line.text("事项编号") and not re.fullmatch(r"[A-Za-z0-9.-]{1,40}", line.text("事项编号")):
            line.fault("事项编号", "事项编号只能用数字、英文字母、点和短横，如 3.1.1。")
        kind = line.one_of("类别", ItemKind, ItemKind.RECTIFICATION)
        if kind is ItemKind.EXPLANATION and measures:
            measures[0][0].fault("事项编号", "“情况说明”类的事项没有措施。请改事项的类别，或删去这条措施。")
        if kind is not ItemKind.EXPLANATION and not measures and line.text("事项编号"):
            line.fault("事项编号", f"“{kind.value}”类的事项至少要有一条措施。请在“措施”工作表里补上。")
        if kind is ItemKind.EXPLANATION and not line.text("正文"):
            line.fault("正文", "“情况说明”类的事项要有正文，印在表上供核实。请补填。")
        limit_type = line.one_of("时限类型", LimitType, LimitType.UNSTATED)
        due_date = line.day("截止日期")
        if limit_type is LimitType.FIXED and due_date is None and not line.text("截止日期"):
            line.fault("截止日期", "时限类型是“固定日期”，要填截止日期。")
        basis = line.text("填报单位依据")
        if basis not in ("", STATED, PROPOSED):
            line.fault("填报单位依据", f"这里只能填“{STATED}”或“{PROPOSED}”。")
        texts = (line.text(h) for h in ("事项编号", "原文编号", "部分", "部分标题", "节", "节标题", "标题"))
        return Item(
            *texts,
            kind,
            finding=line.text("问题描述"),
            description=line.text("正文"),
            measures=tuple(measure for _, measure in sorted(measures, key=lambda pair: pair[1].no)),
            unit_ids=self._unit_ids(line, units),
            units_as_written=line.text("责任单位原文"),
            units_proposed=basis == PROPOSED,
            lead_unit=line.text("牵头单位"),
            time_limit=TimeLimit(line.text("时限原文"), limit_type, due_date),
            note=line.text("备注"),
        )

    def _unit_ids(self, line: Line, units: list[Unit]) -> tuple[str, ...]:
        """The reporting units, in official order, however they are named."""
        named = list(filter(None, map(str.strip, _SPLIT.split(line.text("填报单位")))))
        found = set()
        for name in named:
            matching = [u for u in units if name in (u.id, u.name, u.area, *u.aliases)]
            if len(matching) == 1:
                found.add(matching[0].id)
            else:
                problem = "有几个单位都叫" if matching else "“单位”工作表里没有"
                line.fault("填报单位", f"{problem}“{name}”。请写单位的简称，用顿号隔开。")
        return tuple(unit.id for unit in units if unit.id in found)

    def _indicators(self, items: set[str], groups: set[str]) -> list[Indicator]:
        reader = self._readers["指标"]
        lines = list(reader.lines())
        reader.unique("指标编号", lines, lambda line: line.text("指标编号"))
        indicators = [self._indicator(line, items, groups) for line in lines]
        names = operands(indicators)
        for line, indicator in zip(lines, indicators, strict=True):
            if indicator.formula:
                self._formula(line, indicator, names)
            elif indicator.aggregation is Aggregation.RATIO_OF_SUMS:
                line.fault("汇总方式", "按“合计之比”汇总的指标要写计算公式。")
        return indicators

    def _indicator(self, line: Line, items: set[str], groups: set[str]) -> Indicator:
        name = line.text("指标编号")
        if name and (not re.fullmatch(r"[a-z][a-z0-9_]{0,60}", name) or "__" in name):
            line.fault("指标编号", "指标编号只能用英文小写字母、数字和下划线，以字母开头，如 kg_total。")
        elif keyword.iskeyword(name) or name in _RESERVED or _TAKEN.match(name) or name.endswith("_note"):
            line.fault("指标编号", f"“{name}”是程序保留的词。请换一个编号，如 {name}_count。")
        if line.text("事项编号") and line.text("事项编号") not in items:
            line.fault("事项编号", f"“事项”工作表里没有 {line.text('事项编号')}。请核对编号。")
        kind = line.one_of("类型", ValueType, ValueType.INTEGER)
        if kind is ValueType.CHOICE and line.text("选项组") not in groups:
            line.fault("选项组", "类型是“选择”的指标要写“选项”工作表里有的组名。")
        limits = [self._limit(line, header, kind) for header in ("最小值", "最大值", "提醒下限", "提醒上限")]
        for low, high in ((0, 1), (2, 3)):
            lower, upper = limits[low], limits[high]
            if lower is not None and upper is not None and lower > upper:  # type: ignore[operator]
                header = ("最小值", "最大值", "提醒下限", "提醒上限")[high]
                line.fault(header, "上限比下限小。请核对两个数。")
        aggregation = line.one_of("汇总方式", Aggregation, Aggregation.NONE)
        if aggregation in (Aggregation.SUM, Aggregation.MIN_MAX) and not kind.is_number:
            line.fault("汇总方式", f"“{kind.value}”类的指标不能这样汇总。请改为“不汇总”或“计“是””。")
        if aggregation is Aggregation.COUNT_TRUE and kind is not ValueType.BOOLEAN:
            line.fault("汇总方式", "只有“是否”类的指标可以计“是”。")
        return Indicator(
            name, line.text("事项编号"), line.text("指标名称"), kind, line.text("计量单位"),
            line.text("统计口径"), line.yes("必填", True), *limits, aggregation, line.number("文件数"),
            line.text("选项组"), line.text("计算公式"), line.text("填报说明"),
        )  # fmt: skip

    def _limit(self, line: Line, header: str, kind: ValueType) -> float | date | None:
        if kind is ValueType.DATE:
            return line.day(header)
        if not kind.is_number:
            if line.text(header):
                line.fault(header, f"“{kind.value}”类的指标不用填“{header}”。请清空这一格。")
            return None
        return line.number(header)

    def _formula(self, line: Line, indicator: Indicator, names: Mapping[str, Operand]) -> None:
        try:
            expression = parse_formula(indicator.formula, names)
        except RuleError as error:
            line.fault("计算公式", str(error))
            return
        if any(names[name].item_id != indicator.item_id for name in expression.names):
            line.fault("计算公式", "计算公式只能用同一个事项的指标。")
        if indicator.id in expression.names:
            line.fault("计算公式", "计算公式里用到了指标自己。请核对。")

    def _rules(self, items: set[str], indicators: list[Indicator]) -> list[Rule]:
        reader = self._readers["规则"]
        lines = list(reader.lines())
        reader.unique("规则编号", lines, lambda line: line.text("规则编号"))
        names = operands(indicator for indicator in indicators if not indicator.computed)
        rules = []
        for line in lines:
            if line.text("事项编号") and line.text("事项编号") not in items:
                line.fault("事项编号", f"“事项”工作表里没有 {line.text('事项编号')}。请核对编号。")
            severity = _SEVERITIES.get(line.text("程度"))
            if severity is None and line.text("程度"):
                line.fault("程度", f"不认识“{line.text('程度')}”。请填：错误、提醒或提示。")
            if line.text("规则"):
                try:
                    parse_rule(line.text("规则"), names)
                except RuleError as error:
                    line.fault("规则", str(error))
            texts = (line.text(h) for h in ("规则编号", "事项编号", "规则"))
            rules.append(Rule(*texts, severity or Severity.ERROR, line.text("提示语")))
        return rules

    def _periods(self) -> list[Period]:
        reader = self._readers["报送期"]
        lines = list(reader.lines())
        reader.unique("报送期编号", lines, lambda line: line.text("报送期编号"))
        periods = []
        for line in lines:
            name = _period_id(line)
            if name and not re.fullmatch(r"[A-Za-z0-9.-]{1,40}", name):
                line.fault("报送期编号", "报送期编号只能用数字、英文字母、点和短横，如 2021-01。")
            day = line.day("应报日期")
            periods.append(Period(name, line.text("名称"), day or date.min))
        if any(a.due_date > b.due_date for a, b in zip(periods, periods[1:], strict=False)):
            lines[0].fault("应报日期", "报送期要按应报日期从早到晚排列。请调整各行的顺序。")
        return periods


def _period_id(line: Line) -> str:
    """The period's id; "2021-01" that a spreadsheet has turned into the first day of the month is itself again."""
    text = line.text("报送期编号")
    return text[:7] if isinstance(line.cells.get("报送期编号"), date) and text.endswith("-01") else text


def _whole_days(line: Line) -> int | None:
    number = line.number("内容")
    if number is not None and (number < 0 or number != int(number) or number > 366):
        line.fault("内容", "这里要填 0 到 366 之间的整数（工作日）。")
        return None
    return None if number is None else int(number)


def _settings(head: Mapping[str, object]) -> Settings:
    default = Settings()
    blue, yellow = head["临近提醒工作日"], head["黄灯上限工作日"]
    return Settings(
        blue if isinstance(blue, int) else default.blue_within,
        yellow if isinstance(yellow, int) else default.yellow_up_to,
    )
