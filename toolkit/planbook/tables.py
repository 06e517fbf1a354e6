"""The sheets of the plan workbook: which columns each has, what a clerk is told about them, what they may hold.

Knows: headers, notes, widths, closed lists. Must not know: how a workbook is read or written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from toolkit.base.excel_limits import CRITERION
from toolkit.base.findings import Severity
from toolkit.kinds.registry import KINDS
from toolkit.plan.measures import LimitType
from toolkit.plan.model import Aggregation, ItemKind
from toolkit.plan.options import Choice

YES, NO = "是", "否"
STATED, PROPOSED = "文件写明", "建议"
SEVERITIES = {severity.label: severity for severity in Severity}

# Dropdown groups that the forms are built on; the labels are the office's, the ids are not (register: ``states``).
USUAL_CHOICES = (
    Choice("完成情况", "未启动", "not_started"),
    Choice("完成情况", "正在推进", "in_progress"),
    Choice("完成情况", "基本完成", "basically_completed"),
    Choice("完成情况", "已完成（自报）", "completed_claimed"),
    Choice("完成情况", "阶段性完成、长期坚持", "stage_completed_ongoing"),
    Choice("说明核实", "情况属实，说明仍然成立", "holds"),
    Choice("说明核实", "情况有变化，需补充说明", "changed"),
    Choice("说明核实", "说明不成立，需转为整改", "rejected"),
)
BUILT_IN_CHOICES: Mapping[str, tuple[str, ...]] = {
    group: tuple(choice.id for choice in USUAL_CHOICES if choice.group == group)
    for group in dict.fromkeys(choice.group for choice in USUAL_CHOICES)
}


SHARED = 1000  # stands with others in one cell
ALONE = 30_000  # has a cell of its own, but for a few words before it


class Kind(StrEnum):
    """What a column holds. A code stays as it was typed; a month is a code like 2021-01, which looks like a date."""

    TEXT = "text"
    CODE = "code"
    MONTH = "month"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: its header, a note for the clerk, its width in characters, what it may hold.

    ``choices`` become a dropdown; ``required`` columns may not be left empty in a filled row; a ``later`` one is not in
    older plan workbooks, where it counts as empty. ``longest`` is the most that its texts may have (UTF-16 units): what
    stands with others in one cell of a form or master, in a formula or a dropdown cannot be as long as a cell. An
    ``own`` column is the toolkit's and hidden: ids that may be left empty, and then follow from what people read. An
    ``internal`` one is for the office's own notes: nothing reads it, nothing of it goes out.
    """

    header: str
    note: str
    width: float
    required: bool = False
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    later: bool = False
    longest: int = SHARED
    own: bool = False
    internal: bool = False


NOTE = "备注"  # and whatever a header adds to it: 备注（进度）
_NOTES = Column(
    NOTE, "给我们自己看的，不读取、不发出去；可以再加“备注”开头的列", 24, later=True, longest=ALONE, internal=True
)

Table = tuple[Column, ...]

_UNITS: Table = (
    Column("单位编号", "程序用的代号，不用填；已经填了的不要再改", 13, kind=Kind.CODE, own=True),
    Column("单位名称", "全称，和公章上的一样；发表以后不要再改", 24, True),
    Column("简称", "表里和台账里显示的名称；不填就用全称", 13, longest=CRITERION),
    Column("别名", "其他叫法，用顿号隔开", 24, longest=ALONE),
    Column("行政区划代码", "六位代码；没有的空着", 14, kind=Kind.CODE),
    Column("类别", "如 县（市、区）、乡镇、部门、科室、学校；可以不填", 18),
    Column("邮箱", "把填报表发到这个邮箱；有几个的用分号隔开", 26),
    Column("联系人", "可以不填", 11),
    Column("联系电话", "可以不填", 16),
    Column("抄送领导", "第三次催报抄送给谁，写职务，如 分管领导；可以不填", 14, later=True),
    Column("抄送邮箱", "抄送领导的邮箱；可以不填", 26, later=True),
)

_ITEMS: Table = (
    Column("事项编号", "程序用的代号，不用填；已经填了的不要再改", 9, kind=Kind.CODE, own=True),
    Column("原文编号", "文件里的编号，如 三（一）1；别的工作表按它对应，发表以后不要再改", 11, True),
    Column("部分", "文件的第几部分，如 三；没有的空着", 6, longest=CRITERION),
    Column("部分标题", "如 整改措施", 15),
    Column("节", "如 （一）", 6),
    Column("节标题", "这一节的标题原文", 15),
    Column("标题", "事项的标题原文", 24, True),
    Column("类别", "决定填报表有哪几块内容", 10, True, choices=tuple(kind.value for kind in ItemKind)),
    Column("问题描述", "文件里对问题的描述，没有的空着", 22, longest=ALONE),
    Column("正文", "标题下面的原文；情况说明类的会印在表上供核实", 66, longest=ALONE),
    Column("责任单位原文", "文件怎么写就怎么抄，没写的空着", 15, longest=ALONE),
    Column("填报单位", "由谁填报，写简称，用顿号隔开；空着就按“填报角色”", 20, longest=ALONE),
    Column("填报单位依据", "文件写明的，还是我们建议的", 11, choices=(STATED, PROPOSED)),
    Column("牵头单位", "没有的空着", 11),
    Column("时限原文", "文件怎么写就怎么抄，没写的空着", 13),
    Column("时限类型", "没有把握的选“未写明”", 13, choices=tuple(limit.value for limit in LimitType)),
    Column("截止日期", "只有文件写明日期的才填，如 2021-01-31", 11, kind=Kind.DATE),
    Column("备注", "给我们自己看的，不发给填报单位", 16, longest=ALONE),
    Column("整改目标", "文件写明的整改目标，没有的空着", 22, later=True, longest=ALONE),
    Column("配合单位", "文件怎么写就怎么抄，没有的空着", 15, later=True, longest=ALONE),
    Column("督导单位", "督导、监管的单位，没有的空着", 13, later=True, longest=ALONE),
    Column("验收单位", "验收、销号的单位，没有的空着", 13, later=True, longest=ALONE),
    Column("责任领导", "责任领导、责任人，没有的空着", 11, later=True, longest=ALONE),
    Column("公开摘要", "公开版里写做了什么，一句话；空着就写各条措施的头一句", 22, later=True),
)

_MEASURES: Table = (
    Column("事项编号", "“事项”工作表里的原文编号，如 三（一）1", 11, True, Kind.CODE),
    Column("措施序号", "同一个事项的措施从 1 开始编", 9, True, Kind.NUMBER),
    Column("序号词", "文件里的“一是”“二是”，没有的空着", 9),
    Column("措施内容", "文件原文", 100, True, longest=ALONE),
    Column("责任单位", "只负责这一条措施的单位；与事项相同的空着", 20, later=True, longest=ALONE),
    Column("完成时限", "这一条措施自己的时限；与事项相同的空着", 16, later=True),
)

_STAGES: Table = (
    Column("事项编号", "“事项”工作表里的原文编号", 11, True, Kind.CODE),
    Column("措施序号", "只是某一条措施的阶段才写；整个事项的空着", 11, kind=Kind.NUMBER),
    Column("阶段要求", "这一步要做到什么，如 完成立项；到期前后会提醒核对", 60, True),
    Column("截止日期", "这一步的最后一天，如 2026-06-30", 14, True, Kind.DATE),
    Column("每年", "每年都有的选“是”，每年到这一天前后都提醒；不填按“否”", 9, choices=(YES, NO)),
)

_INDICATORS: Table = (
    Column("指标编号", "程序用的代号，不用填；已经填了的不要再改", 38, kind=Kind.CODE, own=True),
    Column("事项编号", "在哪个事项的表上填，写原文编号", 11, True, Kind.CODE),
    Column("指标名称", "印在表上的名称；写规则时放在方括号里；发表以后不要再改", 40, True),
    Column("类型", "填报的是数、日期、是否，还是文字", 9, True, choices=tuple(KINDS)),
    Column("计量单位", "如 所、人、万元", 9),
    Column("统计口径", "时点、年度累计、年度或累计", 11),
    Column("必填", "不填按“是”", 7, choices=(YES, NO)),
    Column("最小值", "填的数小于它就退回；类型是日期的写日期", 11),
    Column("最大值", "填的数大于它就退回；类型是日期的写日期", 11),
    Column("提醒下限", "填的数小于它要说明原因", 11),
    Column("提醒上限", "填的数大于它要说明原因", 11),
    Column("汇总方式", "各单位的数怎样合成总数", 11, choices=tuple(way.value for way in Aggregation)),
    Column("文件数", "文件里给出的总数，没有的空着", 10, kind=Kind.NUMBER),
    Column("选项组", "类型是“选择”的，写“选项”工作表里的组名", 11),
    Column("计算公式", "写了公式就由程序计算，不用填报，如 [甲] / [乙] * 100", 40),
    Column("填报说明", "印在表的“填报说明”里", 40, longest=ALONE),
)

_RULES: Table = (
    Column("规则编号", "程序用的代号，不用填", 13, kind=Kind.CODE, own=True),
    Column("事项编号", "这条规则列在哪个事项下，写原文编号", 11, True, Kind.CODE),
    Column("规则", "如 [新建数] + [改建数] = [总数]；各单位合计写 SUM([总数]) = 322", 76, True),
    Column("程度", "错误：退回；提醒：说明后可收；提示：仅供参考", 8, True, choices=tuple(SEVERITIES)),
    Column("提示语", "不符合时对填报人说的话", 48, True),
)  # fmt: skip

_CHOICES: Table = (
    Column("选项组", "“完成情况”“说明核实”是程序自带的，不要增减", 16, True),
    Column("选项", "下拉列表里的一项，文字可以自己定", 34, True, longest=CRITERION),
    Column("编号", "自带两组的编号不要改；自己加的组空着", 28, kind=Kind.CODE, own=True),
)

_PERIODS: Table = (
    Column("报送期编号", "如 2021-01；定下后不要再改", 14, True, Kind.MONTH),
    Column("名称", "印在表上，如 2021年1月", 18, True),
    Column("应报日期", "最后一天，当天报送也算按期", 14, True, Kind.DATE),
)

_EXTENSIONS: Table = (
    Column("事项编号", "延期的是哪个事项，写原文编号", 12, True, Kind.CODE),
    Column("单位", "写简称；这个事项的单位都延期的空着", 16),
    Column("申请日期", "原截止日期以前申请的才算数", 13, True, Kind.DATE),
    Column("批准日期", "从这一天起按新的日期算", 13, True, Kind.DATE),
    Column("延至", "批准的新截止日期，当天完成也算按期", 13, True, Kind.DATE),
    Column("原因", "为什么延期", 60, True),
)

# Sheets that older plan workbooks do not have; without them nothing is said about what they are for.
OPTIONAL = ("阶段", "延期")

# In the order of the workbook.
TABLES: Mapping[str, Table] = {
    "方案": (
        Column("项目", "不要改动这一列", 18, True),
        Column("内容", "按左边的项目填写", 56, longest=ALONE),
        Column("说明", "这一项怎么填；改了也没有影响", 56, later=True, longest=ALONE),
        _NOTES,
    ),
    "单位": (*_UNITS, _NOTES),
    "事项": _ITEMS,
    "措施": (*_MEASURES, _NOTES),
    "阶段": (*_STAGES, _NOTES),
    "指标": (*_INDICATORS, _NOTES),
    "规则": (*_RULES, _NOTES),
    "选项": (*_CHOICES, _NOTES),
    "报送期": (*_PERIODS, _NOTES),
    "延期": (*_EXTENSIONS, _NOTES),
}
