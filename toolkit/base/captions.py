"""The captions that more than one room writes or reads: of the total ledger (整改总台账), its editions and the receipt.

Knows: the words. Must not know: what stands under them, how they are drawn. A caption that only one sheet has stands in
that sheet's module.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

RECEIPT = "收件回执"  # the sheet, its title, and the beginning of the file's name


class Column(StrEnum):
    """A column of 整改台账, and of the lists that repeat it."""

    KEY = "键"
    ROW_KEY = "行键"
    FIRST = "首行"
    NUMBER = "序号"
    PART = "部分"
    CODE = "事项编号"
    ITEM = "问题（事项）"
    KIND = "类别"
    MEASURE = "整改措施"
    TARGET = "整改目标"
    LEAD_UNIT = "牵头单位"
    ROLES = "配合与督导"
    MEASURE_UNITS = "措施责任单位"
    MEASURE_DUE = "措施截止"
    UNIT = "责任单位"
    BASIS = "责任单位依据"
    LIMIT = "整改时限"
    DUE = "整改截止"
    DUE_BEFORE = "原定截止"
    REPORT_DUE = "应报日期"
    DAYS_LEFT = "剩余天数"
    REPORT_STATE = "报送状态"
    RECEIVED = "收件日期"
    LATE = "迟报工作日"
    OVERDUE = "超期工作日"
    TIMES_RETURNED = "退回次数"
    STATUS = "进展状态"
    MEASURE_DONE = "措施完成日期"
    PROGRESS = "进展情况"
    EVIDENCE = "佐证材料"
    MEASURE_NOTE = "措施说明"
    LEAD = "牵头部门"
    LEADER = "责任领导"
    PERSON = "责任人"
    OWN_STATUS = "自报状态"
    OWN_DONE = "自报完成日期"
    OWN_DATE = "计划完成日期"
    DIFFICULTY = "存在困难"
    NEXT_STEPS = "下一步打算"
    CLOSURE = "申请销号"
    COMPLETION = "完成标志"
    LIGHT = "灯"
    ITEM_STATE = "整改状态"
    CONDITIONS = "销号条件"
    VERDICT = "核定结论"
    OPINION = "核定意见"
    REVIEWER = "核定人"
    DECIDED_ON = "核定日期"
    FILING_NO = "备案号"
    REMARK = "备注"
    SOURCE_FILE = "来源文件"
    SOURCE_SHEET = "来源工作表"
    SOURCE_CELL = "来源单元格"
    INDICATOR = "指标"
    MEASURED_IN = "计量单位"
    TOTAL = "汇总"
    IN_DOCUMENT = "文件数"
    RECORD_KEY = "记录键"
    WATCHED_ON = "督办日期"
    WAY = "督办方式"
    WORDS = "督办内容"
    HANDLER = "经办人"
    NEXT_ON = "下次督办"
    OUTCOME = "落实情况"
    STEP = "环节"
    STEP_BY = "办理单位"
    STEP_DAY = "办理日期"
    STEP_RESULT = "办理结果"
    STEP_PAPER = "材料文号"
    STEP_NOTE = "办理意见"
    STEP_STANDS = "办到哪一步"


class Disclosable(StrEnum):
    """What may be disclosed of an item, in reading order: the words of the plan's settings, and of the editions."""

    CODE = Column.CODE.value
    ITEM = "事项"
    FINDING = "反馈问题"
    UNIT = Column.UNIT.value
    MEASURE = Column.MEASURE.value
    LIMIT = Column.LIMIT.value
    LEAD = Column.LEAD.value
    STATUS = Column.STATUS.value
    PROGRESS = Column.PROGRESS.value
    DONE_ON = "完成日期"
    EVIDENCE = Column.EVIDENCE.value
    DIFFICULTY = Column.DIFFICULTY.value
    NEXT_STEPS = Column.NEXT_STEPS.value
    VERDICT = Column.VERDICT.value
    CLOSED_ON = "销号日期"
    FIGURES = "指标数据"


class Sheet(StrEnum):
    """A sheet of the total ledger that others than its own module name."""

    OVERVIEW = "总览"
    LEDGER = "整改台账"
    PRINTED = "打印版"
    PRINTED_SMALL = "打印版（A4）"
    ITEMS = "事项进度"
    UNITS = "单位进度"
    MATRIX = "对照表"
    TREND = "趋势"
    OWING = "未报与逾期"
    GAPS = "还缺什么"
    FIGURES = "指标汇总"
    FINDINGS = "退回与问题"
    SUPPLIED = "补报"
    CLOSING = "销号"
    SUPERVISION = "督办记录"
    INDEX = "分册目录"
    PROGRESS = "_progress"
    """Hidden: how far each item is at each unit, from which 总览 counts."""
    WRITTEN = "_office"
    """Hidden: what the toolkit wrote into the office's cells, so that an edit can be told."""
    DRAWN = "_drawn"
    """Hidden: what the toolkit drew on each sheet, so that what the office adds can be told; and which are its own."""


AS_OF = "截至日期"
"""The cell of 总览 from which all days and lights are counted, and the name that formulas call it by."""

_BRACKETED = re.compile(r"\([^()]*\)?|\[[^\[\]]*\]?|【[^【】]*】?|〔[^〔〕]*〕?|\{[^{}]*\}?|<[^<>]*>?|《[^《》]*》?")
_ASKED = re.compile("必填|选填|可不填")


def folded(caption: str) -> str:
    """A caption as captions are compared: without blanks, breaks, signs, brackets and what stands in them.

    So “核定 结论（必填）*” is 核定结论, whatever breaks are in it. Of one that is nothing but brackets what stands in
    them counts.
    """
    text = unicodedata.normalize("NFKC", caption)
    outside = _bare(_BRACKETED.sub("", text))
    return outside or _bare(text)


def _bare(text: str) -> str:
    return _ASKED.sub("", "".join(sign for sign in text if unicodedata.category(sign)[0] in "LN")).casefold()
