"""The sheets of the plan workbook: which columns each has, what a clerk is told about them, what they may hold.

Knows: headers, notes, widths, closed lists. Must not know: how a workbook is read or written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from toolkit.base.excel_limits import CRITERION
from toolkit.base.findings import Severity
from toolkit.base.plan_captions import PlanColumn, PlanSheet
from toolkit.kinds.registry import KINDS
from toolkit.plan.closing import StepKind
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


_CLOSED = tuple(kind.value for kind in ItemKind if kind is not ItemKind.EXPLANATION)

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


_NOTES = Column(
    PlanColumn.NOTE,
    "给我们自己看的，不读取、不发出去；可以再加“备注”开头的列",
    24,
    later=True,
    longest=ALONE,
    internal=True,
)

Table = tuple[Column, ...]

_UNITS: Table = (
    Column(PlanColumn.UNIT_ID, "程序用的代号，不用填；已经填了的不要再改", 13, kind=Kind.CODE, own=True),
    Column(PlanColumn.UNIT_NAME, "全称，和公章上的一样；发表以后不要再改", 24, True),
    Column(PlanColumn.SHORT, "表里和台账里显示的名称；不填就用全称", 13, longest=CRITERION),
    Column(PlanColumn.ALIASES, "其他叫法，用顿号隔开", 24, longest=ALONE),
    Column(PlanColumn.DIVISION_CODE, "六位代码；没有的空着", 14, kind=Kind.CODE),
    Column(PlanColumn.CATEGORY, "如 县（市、区）、乡镇、部门、科室、学校；可以不填", 18),
    Column(PlanColumn.MAILBOXES, "把填报表发到这个邮箱；有几个的用分号隔开", 26),
    Column(PlanColumn.CONTACT, "可以不填", 11),
    Column(PlanColumn.PHONE, "可以不填", 16),
    Column(PlanColumn.COPY_LEADER, "第三次催报抄送给谁，写职务，如 分管领导；可以不填", 14, later=True),
    Column(PlanColumn.COPY_MAILBOXES, "抄送领导的邮箱；可以不填", 26, later=True),
    Column(PlanColumn.INTO, "改名、合并了的单位留着这一行，写现在的单位的简称；新单位另写一行", 14, later=True),
    Column(PlanColumn.INTO_SINCE, "从哪一天起由现在的单位填报", 12, kind=Kind.DATE, later=True),
)

_ITEMS: Table = (
    Column(PlanColumn.ITEM, "程序用的代号，不用填；已经填了的不要再改", 9, kind=Kind.CODE, own=True),
    Column(PlanColumn.NUMBER, "文件里的编号，如 三（一）1；别的工作表按它对应，发表以后不要再改", 11, True),
    Column(PlanColumn.PART, "文件的第几部分，如 三；没有的空着", 6, longest=CRITERION),
    Column(PlanColumn.PART_TITLE, "如 整改措施", 15),
    Column(PlanColumn.SECTION, "如 （一）", 6),
    Column(PlanColumn.SECTION_TITLE, "这一节的标题原文", 15),
    Column(PlanColumn.TITLE, "事项的标题原文", 24, True),
    Column(PlanColumn.CATEGORY, "决定填报表有哪几块内容", 10, True, choices=tuple(kind.value for kind in ItemKind)),
    Column(PlanColumn.FINDING, "文件里对问题的描述，没有的空着", 22, longest=ALONE),
    Column(PlanColumn.BODY, "标题下面的原文；情况说明类的会印在表上供核实", 66, longest=ALONE),
    Column(PlanColumn.UNITS_WRITTEN, "文件怎么写就怎么抄，没写的空着", 15, longest=ALONE),
    Column(PlanColumn.ASKED, "由谁填报，写简称，用顿号隔开；空着就按“填报角色”", 20, longest=ALONE),
    Column(PlanColumn.BASIS, "文件写明的，还是我们建议的", 11, choices=(STATED, PROPOSED)),
    Column(PlanColumn.LEAD, "没有的空着", 11),
    Column(PlanColumn.LIMIT, "文件怎么写就怎么抄，没写的空着", 13),
    Column(PlanColumn.LIMIT_TYPE, "没有把握的选“未写明”", 13, choices=tuple(limit.value for limit in LimitType)),
    Column(PlanColumn.DUE, "只有文件写明日期的才填，如 2021-01-31", 11, kind=Kind.DATE),
    Column(PlanColumn.NOTE, "给我们自己看的，不发给填报单位", 16, longest=ALONE),
    Column(PlanColumn.TARGET, "文件写明的整改目标，没有的空着", 22, later=True, longest=ALONE),
    Column(PlanColumn.COOPERATING, "文件怎么写就怎么抄，没有的空着", 15, later=True, longest=ALONE),
    Column(PlanColumn.SUPERVISING, "督导、监管的单位，没有的空着", 13, later=True, longest=ALONE),
    Column(PlanColumn.ACCEPTING, "验收、销号的单位，没有的空着", 13, later=True, longest=ALONE),
    Column(PlanColumn.LEADERS, "责任领导、责任人，没有的空着", 11, later=True, longest=ALONE),
    Column(PlanColumn.PUBLIC_SUMMARY, "公开版里写做了什么，一句话；空着就写第一条措施的头一句", 22, later=True),
)

_MEASURES: Table = (
    Column(PlanColumn.ITEM, "“事项”工作表里的原文编号，如 三（一）1", 11, True, Kind.CODE),
    Column(PlanColumn.MEASURE_NO, "同一个事项的措施从 1 开始编", 9, True, Kind.NUMBER),
    Column(PlanColumn.COUNT_WORD, "文件里的“一是”“二是”，没有的空着", 9),
    Column(PlanColumn.MEASURE, "文件原文", 100, True, longest=ALONE),
    Column(PlanColumn.MEASURE_UNITS, "只负责这一条措施的单位；与事项相同的空着", 20, later=True, longest=ALONE),
    Column(PlanColumn.MEASURE_LIMIT, "这一条措施自己的时限；与事项相同的空着", 16, later=True),
)

_STAGES: Table = (
    Column(PlanColumn.ITEM, "“事项”工作表里的原文编号", 11, True, Kind.CODE),
    Column(PlanColumn.MEASURE_NO, "只是某一条措施的阶段才写；整个事项的空着", 11, kind=Kind.NUMBER),
    Column(PlanColumn.STAGE, "这一步要做到什么，如 完成立项；到期前后会提醒核对", 60, True),
    Column(PlanColumn.DUE, "这一步的最后一天，如 2026-06-30", 14, True, Kind.DATE),
    Column(PlanColumn.YEARLY, "每年都有的选“是”，每年到这一天前后都提醒；不填按“否”", 9, choices=(YES, NO)),
)

_INDICATORS: Table = (
    Column(PlanColumn.INDICATOR_ID, "程序用的代号，不用填；已经填了的不要再改", 38, kind=Kind.CODE, own=True),
    Column(PlanColumn.ITEM, "在哪个事项的表上填，写原文编号", 11, True, Kind.CODE),
    Column(PlanColumn.INDICATOR, "印在表上的名称；写规则时放在方括号里；发表以后不要再改", 40, True),
    Column(PlanColumn.TYPE, "填报的是数、日期、是否，还是文字", 9, True, choices=tuple(KINDS)),
    Column(PlanColumn.MEASURED_IN, "如 所、人、万元", 9),
    Column(PlanColumn.SCOPE, "时点、年度累计、年度或累计", 11),
    Column(PlanColumn.REQUIRED, "不填按“是”", 7, choices=(YES, NO)),
    Column(PlanColumn.MINIMUM, "填的数小于它就退回；类型是日期的写日期", 11),
    Column(PlanColumn.MAXIMUM, "填的数大于它就退回；类型是日期的写日期", 11),
    Column(PlanColumn.USUAL_FROM, "填的数小于它要说明原因", 11),
    Column(PlanColumn.USUAL_TO, "填的数大于它要说明原因", 11),
    Column(PlanColumn.AGGREGATION, "各单位的数怎样合成总数", 11, choices=tuple(way.value for way in Aggregation)),
    Column(PlanColumn.IN_DOCUMENT, "文件里给出的总数，没有的空着", 10, kind=Kind.NUMBER),
    Column(PlanColumn.CHOICE_GROUP, "类型是“选择”的，写“选项”工作表里的组名", 11),
    Column(PlanColumn.FORMULA, "写了公式就由程序计算，不用填报，如 [甲] / [乙] * 100", 40),
    Column(PlanColumn.GUIDANCE, "印在表的“填报说明”里", 40, longest=ALONE),
)

_RULES: Table = (
    Column(PlanColumn.RULE_ID, "程序用的代号，不用填", 13, kind=Kind.CODE, own=True),
    Column(PlanColumn.ITEM, "这条规则列在哪个事项下，写原文编号", 11, True, Kind.CODE),
    Column(PlanColumn.RULE, "如 [新建数] + [改建数] = [总数]；各单位合计写 SUM([总数]) = 322", 76, True),
    Column(PlanColumn.SEVERITY, "错误：退回；提醒：说明后可收；提示：仅供参考", 8, True, choices=tuple(SEVERITIES)),
    Column(PlanColumn.MESSAGE, "不符合时对填报人说的话", 48, True),
)  # fmt: skip

_CHOICES: Table = (
    Column(PlanColumn.CHOICE_GROUP, "“完成情况”“说明核实”是程序自带的，不要增减", 16, True),
    Column(PlanColumn.CHOICE, "下拉列表里的一项，文字可以自己定", 34, True, longest=CRITERION),
    Column(PlanColumn.CHOICE_ID, "自带两组的编号不要改；自己加的组空着", 28, kind=Kind.CODE, own=True),
)

_PERIODS: Table = (
    Column(PlanColumn.PERIOD_ID, "如 2021-01；定下后不要再改", 14, True, Kind.MONTH),
    Column(PlanColumn.PERIOD_NAME, "印在表上，如 2021年1月", 18, True),
    Column(PlanColumn.REPORT_DUE, "最后一天，当天报送也算按期", 14, True, Kind.DATE),
)

_DUTIES: Table = (
    Column(PlanColumn.DUTY, "如 整改方案、整改报告、公示截图；文件名里写着它的就对上", 20, True, longest=60),
    Column(PlanColumn.MEASURE_UNITS, "谁报，写简称，用顿号隔开；全部单位都报的空着", 24, longest=ALONE),
    Column(PlanColumn.OF_ITEMS, "按事项各报一份的，写原文编号，用顿号隔开；一个单位只报一份的空着", 24, longest=ALONE),
    Column(PlanColumn.DUTY_DUE, "最后一天，如 2021-01-31；每期都报的写“每期”，按应报日期", 14, True),
    Column(PlanColumn.DUTY_NOTE, "催报时告诉单位，如 主要领导签字、盖章", 50),
)  # fmt: skip

_CLOSING: Table = (
    Column(PlanColumn.STEP, "从上到下就是顺序；用不到的不写", 14, True, choices=tuple(StepKind)),
    Column(PlanColumn.CATEGORY, "只用于哪一类事项；都一样的空着", 12, choices=_CLOSED),
    Column(PlanColumn.STEP_BY, "由谁办；空着就是我们自己，验收的看事项的验收单位", 20),
    Column(PlanColumn.LASTS, "只有公示和回头看写，如 5个工作日、7天、6个月", 14),
    Column(PlanColumn.STEP_PAPER, "办完要有什么材料，如 验收报告；不要的空着", 24),
)  # fmt: skip

_EXTENSIONS: Table = (
    Column(PlanColumn.ITEM, "延期的是哪个事项，写原文编号", 12, True, Kind.CODE),
    Column(PlanColumn.UNIT, "写简称；这个事项的单位都延期的空着", 16),
    Column(PlanColumn.APPLIED_ON, "原截止日期以前申请的才算数", 13, True, Kind.DATE),
    Column(PlanColumn.APPROVED_ON, "从这一天起按新的日期算", 13, True, Kind.DATE),
    Column(PlanColumn.UNTIL, "批准的新截止日期，当天完成也算按期", 13, True, Kind.DATE),
    Column(PlanColumn.REASON, "为什么延期", 60, True),
)

_OWN_DATES: Table = (
    Column(PlanColumn.PERIOD_ID, "“报送期”工作表里的编号，如 2021-01", 14, True, Kind.MONTH),
    Column(PlanColumn.UNIT, "哪个单位另定日期，写简称", 16, True),
    Column(PlanColumn.REPORT_DUE, "这个单位这一期的最后一天；表、催报、亮灯、通报都按它", 14, True, Kind.DATE),
    Column(PlanColumn.REASON, "为什么另定，如 大雪封路；写进通报", 60, True),
)

_ROSTERS: Table = (
    Column(PlanColumn.ITEM, "明细附在哪个事项的表上，写原文编号", 11, True, Kind.CODE),
    Column(PlanColumn.ROSTER, "如 人员名册；印在表上，写规则时用；发表以后不要再改", 18, True, longest=20),
    Column(PlanColumn.ROSTER_COLUMN, "一行写明细的一列；别人的表按列名对上；发表以后不要再改", 18, True, longest=30),
    Column(PlanColumn.TYPE, "这一列填数、日期、是否，还是文字", 9, True, choices=tuple(KINDS)),
    Column(PlanColumn.MEASURED_IN, "如 人、平方米", 9, longest=12),
    Column(PlanColumn.REQUIRED, "不填按“是”", 7, choices=(YES, NO)),
    Column(PlanColumn.CHOICE_GROUP, "类型是“选择”的，写“选项”工作表里的组名", 11),
    Column(PlanColumn.UNIQUE, "选“是”的，各行不能重复；不填按“否”", 7, choices=(YES, NO)),
    Column(PlanColumn.ADDED, "选“是”的自动合计，公式和规则里写 SUM([明细名称.列名])", 7, choices=(YES, NO)),
    Column(PlanColumn.MINIMUM, "填的数小于它就退回；类型是日期的写日期", 11),
    Column(PlanColumn.MAXIMUM, "填的数大于它就退回；类型是日期的写日期", 11),
    Column(PlanColumn.GUIDANCE, "印在表的“填报说明”里", 40, longest=ALONE),
    Column(PlanColumn.ROOM, "表上留多少行，1 到 5000，不填按 200；只写在明细的第一行", 10, kind=Kind.NUMBER),
    Column(PlanColumn.NOT_EMPTY, "选“是”的，不能一行也不填；只写在明细的第一行", 9, choices=(YES, NO)),
    Column(PlanColumn.CARRIED, "上期的行带到下期的表里，不填按“是”；只写在第一行", 9, choices=(YES, NO)),
)

# Sheets that older plan workbooks do not have; without them nothing is said about what they are for.
OPTIONAL = (PlanSheet.STAGES, PlanSheet.EXTENSIONS, PlanSheet.ROSTERS, PlanSheet.DUTIES, PlanSheet.CLOSING,
            PlanSheet.OWN_DATES)  # fmt: skip
# Sheets that are written only where there is something to stand on them.
ONLY_IF_FILLED = (PlanSheet.ROSTERS,)

# In the order of the workbook.
TABLES: Mapping[str, Table] = {
    PlanSheet.HEAD: (
        Column(PlanColumn.SETTING, "不要改动这一列", 18, True),
        Column(PlanColumn.CONTENT, "按左边的项目填写", 56, longest=ALONE),
        Column(PlanColumn.HELP, "这一项怎么填；改了也没有影响", 56, later=True, longest=ALONE),
        _NOTES,
    ),
    PlanSheet.UNITS: (*_UNITS, _NOTES),
    PlanSheet.ITEMS: _ITEMS,
    PlanSheet.MEASURES: (*_MEASURES, _NOTES),
    PlanSheet.STAGES: (*_STAGES, _NOTES),
    PlanSheet.INDICATORS: (*_INDICATORS, _NOTES),
    PlanSheet.ROSTERS: (*_ROSTERS, _NOTES),
    PlanSheet.RULES: (*_RULES, _NOTES),
    PlanSheet.CHOICES: (*_CHOICES, _NOTES),
    PlanSheet.PERIODS: (*_PERIODS, _NOTES),
    PlanSheet.DUTIES: (*_DUTIES, _NOTES),
    PlanSheet.CLOSING: (*_CLOSING, _NOTES),
    PlanSheet.EXTENSIONS: (*_EXTENSIONS, _NOTES),
    PlanSheet.OWN_DATES: (*_OWN_DATES, _NOTES),
}
