"""Documents that are no plans, though they have numbers, units, dates and tables as plans have.

Knows: their texts. Must not know: what the importer makes of them. Names and numbers are placeholders.
"""

from __future__ import annotations

from tests.issued.composed.blocks import Line, Paper, grid, lines
from tests.issued.composed.excel import Page, as_excel
from tests.issued.composed.no_plans_in_words import MEETING, NEWS, QUESTIONNAIRE, REGULATION, REPORT, SPEECH, TEXTS
from tests.issued.composed.plain import as_text
from tests.issued.composed.word import as_word


def _paper(text: str) -> Paper:
    return lines(text.strip("\n").split("\n"))


_CONTACTS = grid(
    [
        ["序号", "单位", "姓名", "职务", "办公电话", "手机号码"],
        ["1", "望川县教育局", "×××", "副局长", "000-0000001", "000-0000000"],
        ["2", "望川县水利局", "×××", "股长", "000-0000002", "000-0000000"],
        ["3", "望川县财政局", "×××", "主任", "000-0000003", "000-0000000"],
    ]
)
_DUTY = grid(
    [
        ["日期", "星期", "带班领导", "值班人员", "值班电话"],
        ["2026年10月1日", "四", "×××", "×××、×××", "000-0000000"],
        ["2026年10月2日", "五", "×××", "×××、×××", "000-0000000"],
        ["2026年10月3日", "六", "×××", "×××、×××", "000-0000000"],
    ]
)
_INVOICE = grid(
    [
        ["序号", "货物名称", "规格型号", "数量", "单价", "金额", "备注"],
        ["1", "打印纸", "A4", "40", "22.5", "900.00", ""],
        ["2", "硒鼓", "通用", "6", "180", "1080.00", ""],
        ["合计", "", "", "46", "", "1980.00", ""],
    ]
)
_BUDGET = grid(
    [
        ["序号", "项目名称", "预算单位", "预算金额（万元）", "资金来源", "备注"],
        ["1", "校舍维修", "县教育局", "120.5", "县级财力", ""],
        ["2", "河道清淤", "县水利局", "86", "上级补助", ""],
        ["3", "村道硬化", "县交通运输局", "240", "债券资金", ""],
        ["合计", "", "", "446.5", "", ""],
    ]
)
_EMPTY = grid([["序号", "存在问题", "整改措施", "责任单位", "完成时限", "备注"], *([""] * 6 for _ in range(8))])
_STATISTICS = grid(
    [
        ["指标名称", "计量单位", "本月", "累计", "同比增长（%）"],
        ["规模以上工业增加值", "亿元", "12.4", "96.3", "5.1"],
        ["社会消费品零售总额", "亿元", "8.7", "70.2", "4.6"],
    ]
)
_ASSETS = grid(
    [
        ["序号", "资产名称", "使用部门", "购置日期", "原值", "存放地点"],
        ["1", "复印机", "办公室", "2023年5月8日", "12800", "201室"],
        ["2", "投影仪", "会议中心", "2022年11月3日", "5600", "302室"],
    ]
)
_ATTENDANCE = grid(
    [
        ["序号", "单位", "应到人数", "实到人数", "缺席原因"],
        ["1", "上埠镇人民政府", "3", "3", ""],
        ["2", "白茅镇人民政府", "3", "2", "×××因公请假"],
    ]
)


_COURSES = grid(
    [
        ["序号", "时间", "培训内容", "授课人", "地点", "责任单位"],
        ["1", "2026年4月8日上午", "统计法律法规", "×××", "一楼会议室", "县统计局"],
        ["2", "2026年4月8日下午", "企业报表填报", "×××", "一楼会议室", "县统计局"],
    ]
)
_TRAVEL = grid(
    [
        ["日期", "起止地点", "事由", "交通费", "住宿费", "合计"],
        ["2026年5月6日", "望川—临渚", "参加会议", "86", "260", "346"],
        ["2026年5月20日", "望川—瑶江", "现场核查", "120", "300", "420"],
    ]
)
_VEHICLES = grid(
    [
        ["序号", "车辆型号", "使用单位", "购置时间", "年检到期时间", "备注"],
        ["1", "执法车", "县水利局", "2021年6月", "2026年6月底前", ""],
        ["2", "巡护车", "县林业局", "2022年3月", "2027年3月底前", ""],
    ]
)


def no_plans() -> dict[str, bytes]:
    """File names and contents; each must be refused."""
    empty = as_excel([Page("Sheet1", [Line("某某单位问题整改情况统计表", "centre"), _EMPTY])])
    budget = as_excel([Page("预算", [Line("望川县2026年部门预算项目表", "centre"), _BUDGET])])
    texts = {f"{name}.txt": as_text(_paper(text)).encode() for name, text in TEXTS.items()}
    return texts | {
        "会议通知.docx": as_word(_paper(MEETING)),
        "完成情况报告.docx": as_word(_paper(REPORT)),
        "通讯录.docx": as_word([Line("望川县整改工作联络员通讯录", "centre"), _CONTACTS]),
        "管理办法.docx": as_word(_paper(REGULATION)),
        "值班表.xlsx": as_excel([Page("值班表", [Line("国庆假期值班安排表", "centre"), _DUTY])]),
        "讲话.docx": as_word(_paper(SPEECH)),
        "新闻.txt": as_text(_paper(NEWS)).encode("gb18030"),
        "空白表.xlsx": empty,
        "空白表.docx": as_word([Line("隐患排查整改台账", "centre"), _EMPTY]),
        "发票清单.xlsx": as_excel([Page("清单", [Line("办公用品采购清单", "centre"), _INVOICE])]),
        "预算表.xlsx": budget,
        "问卷.docx": as_word(_paper(QUESTIONNAIRE)),
        "统计月报.xlsx": as_excel([Page("月报", [Line("主要经济指标完成情况", "centre"), _STATISTICS])]),
        "资产台账.xlsx": as_excel([Page("台账", [Line("固定资产台账", "centre"), _ASSETS])]),
        "培训课程表.docx": as_word([Line("统计业务培训课程安排", "centre"), _COURSES]),
        "差旅报销单.xlsx": as_excel([Page("报销单", [Line("差旅费报销单", "centre"), _TRAVEL])]),
        "车辆台账.xlsx": as_excel([Page("车辆", [Line("公务用车台账", "centre"), _VEHICLES])]),
        "签到统计.docx": as_word([Line("整改推进会参会情况统计表", "centre"), _ATTENDANCE]),
    }
