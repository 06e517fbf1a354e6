"""Plans as other offices write them, each with what must be found in it. Names and numbers are placeholders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn


@dataclass(frozen=True)
class Expected:
    """(title, measures, units as written, time limit as written) of every item."""

    items: tuple[tuple[str, int, str, str], ...]


ENVIRONMENT = """某地区贯彻落实中央生态环境保护督察反馈意见整改方案

根据中央第八生态环境保护督察组反馈意见，结合实际，制定本方案。

一、指导思想
坚持绿水青山就是金山银山。

二、整改任务

（一）部分县市污水处理设施建设滞后
问题描述：富蕴县、福海县污水处理厂提标改造没有完成。
整改目标：污水处理厂出水稳定达标。
整改措施：1.加快提标改造，2021年6月底前开工。2.完善配套管网。3.加强运行监管。
责任单位：富蕴县人民政府、福海县人民政府
督导单位：地区生态环境局
整改时限：2021年12月底前

（二）扬尘管控不到位
问题描述：个别工地没有落实六个百分之百。
整改目标：建筑工地扬尘得到有效管控。
整改措施：（1）开展专项检查；（2）对问题工地停工整改。
责任单位：各县（市）人民政府
督导单位：地区住房和城乡建设局
验收单位：地区生态环境局
整改时限：立行立改，长期坚持
"""

INSPECTION = """关于巡察反馈意见整改落实的方案

一、聚焦党的理论路线方针政策落实情况方面
1、学习贯彻不深入。
整改措施：一是制定学习计划；二是每月开展一次集中学习；三是组织交流研讨。
责任领导：×××
责任部门：阿勒泰市人民政府
责任人：×××
完成时限：2021年3月底前
2、联系实际不紧密。
整改措施：结合工作实际开展调研。
责任领导：×××
责任部门：布尔津县人民政府
完成时限：持续推进

二、聚焦群众身边腐败问题方面
1、项目资金管理不规范。
整改措施：一是开展专项清理；二是健全制度。
责任领导：×××
责任部门：富蕴县人民政府
完成时限：30日内

中共某某委员会
2021年2月1日
"""

HALF_WIDTH = """某县教育督导反馈问题整改方案

(一) 办学条件方面

1. 部分学校生均校舍面积不足
整改措施: 加快新建改建项目建设.
责任单位: 福海县
整改时限: 2022年8月底前

2. 实验室配备不达标
整改措施: ①采购仪器设备; ②配备实验教师.
责任单位: 哈巴河县
整改时限: 2021.12.31

(二) 教师队伍方面

1. 教师缺编
整改措施: 公开招聘.
责任单位: 清河县
整改时限: 2021年9月1日前
"""

BLOCKS = """消防安全检查发现问题整改清单

反馈问题：宿舍疏散通道堆放杂物。
整改措施：立即清理，张贴警示标识。
责任单位：吉木乃县人民政府
整改时限：立即整改

反馈问题：灭火器过期。
整改措施：更换全部过期灭火器，建立台账。
责任单位：青河县人民政府
整改时限：10个工作日内

反馈问题：值班人员不会操作消防控制设备，
且没有持证上岗。
整改措施：组织培训考证。
责任单位：各县（市）人民政府
整改时限：2021年6月底前
"""

PROBLEMS = """某市优化营商环境专项整改方案

问题一：窗口办事排队时间长
整改措施：增设窗口，推行预约办理。
牵头单位：阿勒泰市人民政府
配合单位：各县（市）人民政府
整改时限：2021年一季度

问题二：部分事项重复提交材料
整改措施：（一）梳理清单；（二）打通数据接口；（三）公布办事指南。
牵头单位：布尔津县人民政府
整改时限：2021年底前
"""

BRACKETS = """食品安全抽检不合格问题整改方案

第一项：学校食堂留样不规范
【整改措施】制定留样制度，配备留样柜。
【责任单位】富蕴县人民政府
【整改时限】2021年3月31日前

第二项：进货查验记录不全
【整改措施】规范索证索票。
【责任单位】福海县人民政府、哈巴河县人民政府
【整改时限】长期坚持
"""

MARKDOWN = """# 扶贫资金审计发现问题整改方案

## 一、资金使用方面

### （一）部分资金闲置

- **整改措施**：一是加快项目进度；二是收回结余资金。
- **责任单位**：青河县人民政府
- **整改时限**：2021年5月底前

### （二）超范围支出

- **整改措施**：收回超范围支出资金。
- **责任单位**：吉木乃县人民政府
- **整改时限**：已完成整改
"""

MARKDOWN_TABLE = """# 审计查出问题整改清单

| 序号 | 审计发现问题 | 整改措施 | 责任单位 | 整改时限 | 完成情况 |
|---|---|---|---|---|---|
| 1 | 会计核算不规范 | 调整账目 | 阿勒泰市人民政府 | 2021年2月底前 | 正在推进 |
| 2 | 固定资产账实不符 | ①开展清查；②及时入账 | 布尔津县人民政府 | 2021年4月底前 | 未启动 |
| 3 | 往来款长期挂账 | 清理往来款 | 喀纳斯景区管理委员会 | 2021年底前 | 正在推进 |
"""

WRAPPED = """某地区安全生产巡查反馈意见
整改落实方案

一、问题整改
（一）部分县市安全生产责任制落实不到位，重点行业领域隐患排查治理不彻底，
应急预案演练流于形式，企业主体责任没有压实
整改措施：一是修订责任清单，逐级签订责任书，把
责任压实到岗位；二是开展隐患大排查。
责任单位：各县市人民政府
整改时限：2021年6月底前
（二）执法检查宽松软
整改措施：加大执法力度。
责任单位：富蕴县人民政府
整改时限：立行立改
— 3 —
（三）宣传培训不够
整改措施：广泛宣传。
责任单位：各县（市、区）人民政府
整改时限：常态化推进
"""

SECTION_WIDE = """农村人居环境整治反馈问题整改方案

一、厕所革命方面
责任单位：各县（市）人民政府
整改时限：2021年9月底前
（一）改厕质量不高
整改措施：逐户排查，列出清单。
（二）后期管护不到位
整改措施：建立管护机制。
整改时限：长期坚持

二、垃圾治理方面
（一）非正规垃圾堆放点没有销号
整改措施：完成清运。
责任单位：哈巴河县人民政府
整改时限：2021年4月30日之前
"""

UNLABELLED = """某地区贯彻落实教育工作会议精神整改任务清单

一、加强教师队伍建设
（一）完善补充机制。各县（市）要按需设岗，公开招聘。
（二）提高待遇。一是落实工资待遇；二是改善住房条件。
二、改善办学条件
（一）推进标准化建设。分年度实施。
"""

SAME_LINE = """信访积案化解整改台账

1.征地补偿款没有兑付。整改措施：核实后兑付。责任单位：福海县人民政府；整改时限：2021年3月底前。
2.拖欠农民工工资。整改措施：一是督促企业支付；二是列入失信名单。责任单位：青河县人民政府；整改时限：2021年2月10日前。
"""

BARE = """关于教育督导反馈问题的整改方案

学校规划布局不合理
整改措施：编制规划，分步实施
责任单位：福海县人民政府
整改时限：2021年底前

实验教学薄弱
整改措施：一是配齐器材；二是开展培训
责任单位：各县（市）党委、政府
整改时限：长期坚持
"""

DECIMALS = """校园安全检查反馈问题整改方案

1 门卫制度不落实
1.1 整改措施：落实来访登记。
1.2 责任单位：福海县人民政府
1.3 整改时限：2021年2月底前
2 监控存在盲区
2.1 整改措施：补装摄像头。
2.2 责任单位：哈巴河县人民政府
2.3 整改时限：2021年3月底前
"""

SPACED = """某某县贯彻落实督导反馈意见整改方案

　　一、总体要求
　　（一）指导思想。深入学习贯彻。
　　（二）工作目标。到2021年底前全部整改到位。
　　二、整改内容
　　（一）关于“控辍保学”问题
　　1.问题表现：个别学生辍学。
　　2.整改措施：（1）逐一劝返。（2）建立台账。
　　3.责 任 单 位：富蕴县人民政府
　　4.完 成 时 限：2021年3月1日前
　　（二）关于校车管理问题
　　1.问题表现：校车超载。
　　2.整改措施：（1）增加车辆。（2）加强执法。
　　3.责任单位：福海县人民政府
　　4.完成时限：立行立改
　　三、保障措施
　　（一）加强组织领导。成立领导小组。
　　某某县人民政府
　　2021年2月3日
"""

PLANS: dict[str, tuple[bytes, str, Expected]] = {}


def _add(name: str, text: str, items: list[tuple[str, int, str, str]], encoding: str = "utf-8") -> None:
    PLANS[name] = text.encode(encoding), name, Expected(tuple(items))


_add("环保督察.txt", ENVIRONMENT, [
    ("部分县市污水处理设施建设滞后", 3, "富蕴县人民政府、福海县人民政府", "2021年12月底前"),
    ("扬尘管控不到位", 2, "各县（市）人民政府", "立行立改，长期坚持"),
])  # fmt: skip
_add("巡察.txt", INSPECTION, [
    ("学习贯彻不深入", 3, "阿勒泰市人民政府", "2021年3月底前"),
    ("联系实际不紧密", 1, "布尔津县人民政府", "持续推进"),
    ("项目资金管理不规范", 2, "富蕴县人民政府", "30日内"),
], "gb18030")  # fmt: skip
_add("半角.txt", HALF_WIDTH, [
    ("部分学校生均校舍面积不足", 1, "福海县", "2022年8月底前"),
    ("实验室配备不达标", 2, "哈巴河县", "2021.12.31"),
    ("教师缺编", 1, "清河县", "2021年9月1日前"),
])  # fmt: skip
_add("无编号.txt", BLOCKS, [
    ("宿舍疏散通道堆放杂物", 1, "吉木乃县人民政府", "立即整改"),
    ("灭火器过期", 1, "青河县人民政府", "10个工作日内"),
    ("值班人员不会操作消防控制设备，且没有持证上岗", 1, "各县（市）人民政府", "2021年6月底前"),
], "utf-16")  # fmt: skip
_add("问题一.txt", PROBLEMS, [
    ("窗口办事排队时间长", 1, "", "2021年一季度"),
    ("部分事项重复提交材料", 3, "", "2021年底前"),
])  # fmt: skip
_add("方括号.txt", BRACKETS, [
    ("学校食堂留样不规范", 1, "富蕴县人民政府", "2021年3月31日前"),
    ("进货查验记录不全", 1, "福海县人民政府、哈巴河县人民政府", "长期坚持"),
], "utf-8-sig")  # fmt: skip
_add("标记.md", MARKDOWN, [
    ("部分资金闲置", 2, "青河县人民政府", "2021年5月底前"),
    ("超范围支出", 1, "吉木乃县人民政府", "已完成整改"),
])  # fmt: skip
_add("表格.md", MARKDOWN_TABLE, [
    ("会计核算不规范", 1, "阿勒泰市人民政府", "2021年2月底前"),
    ("固定资产账实不符", 2, "布尔津县人民政府", "2021年4月底前"),
    ("往来款长期挂账", 1, "喀纳斯景区管理委员会", "2021年底前"),
])  # fmt: skip
_add("折行.txt", WRAPPED, [
    ("部分县市安全生产责任制落实不到位，重点行业领域隐患排查治理不彻底，应急预案演练流于形式，企业主体责任没有压实", 2,
     "各县市人民政府", "2021年6月底前"),
    ("执法检查宽松软", 1, "富蕴县人民政府", "立行立改"),
    ("宣传培训不够", 1, "各县（市、区）人民政府", "常态化推进"),
])  # fmt: skip
_add("分节.txt", SECTION_WIDE, [
    ("改厕质量不高", 1, "各县（市）人民政府", "2021年9月底前"),
    ("后期管护不到位", 1, "各县（市）人民政府", "长期坚持"),
    ("非正规垃圾堆放点没有销号", 1, "哈巴河县人民政府", "2021年4月30日之前"),
])  # fmt: skip
_add("无标签.txt", UNLABELLED, [
    ("完善补充机制", 1, "", ""),
    ("提高待遇", 2, "", ""),
    ("推进标准化建设", 1, "", ""),
])  # fmt: skip
_add("同一行.txt", SAME_LINE, [
    ("征地补偿款没有兑付", 1, "福海县人民政府", "2021年3月底前"),
    ("拖欠农民工工资", 2, "青河县人民政府", "2021年2月10日前"),
])  # fmt: skip


_add("无编号标题.txt", BARE, [
    ("学校规划布局不合理", 1, "福海县人民政府", "2021年底前"),
    ("实验教学薄弱", 2, "各县（市）党委、政府", "长期坚持"),
])  # fmt: skip
_add("小数编号.txt", DECIMALS, [
    ("门卫制度不落实", 1, "福海县人民政府", "2021年2月底前"),
    ("监控存在盲区", 1, "哈巴河县人民政府", "2021年3月底前"),
])  # fmt: skip


_add("空格标签.txt", SPACED, [
    ("控辍保学", 2, "富蕴县人民政府", "2021年3月1日前"),
    ("关于校车管理问题", 2, "福海县人民政府", "立行立改"),
])  # fmt: skip


# -- Word --------------------------------------------------------------------------------------------------------------


def packed(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def in_paragraphs(text: str) -> bytes:
    """A text as a Word document, a paragraph a line."""
    document = docx.Document()
    for line in filter(None, map(str.strip, text.splitlines())):
        document.add_paragraph(line)
    return packed(document)


def numbering(document: Any, levels: list[tuple[str, str]]) -> str:
    """A multi-level list (number format, level text) of a document; returns its numId."""
    root = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for index, (form, text) in enumerate(levels):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(index))
        for name, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", text)):
            element = OxmlElement(name)
            element.set(qn("w:val"), value)
            level.append(element)
        abstract.append(level)
    root.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "77")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "77")
    number.append(link)
    root.append(number)
    return "77"


def set_number(paragraph: Any, number: str, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = int(number)


def in_table(head: list[str], rows: list[list[str]], title: str, merged: Sequence[tuple[int, int, int]] = ()) -> bytes:
    """A Word document with one table; ``merged`` are (column, first row, last row), rows counted from 0 in ``rows``."""
    document = docx.Document()
    document.add_paragraph(title)
    table = document.add_table(rows=1 + len(rows), cols=len(head))
    for index, word in enumerate(head):
        table.cell(0, index).text = word
    for number, row in enumerate(rows, start=1):
        for index, word in enumerate(row):
            table.cell(number, index).text = word
    for column, first, last in merged:
        text = table.cell(first + 1, column).text
        table.cell(first + 1, column).merge(table.cell(last + 1, column)).text = text
    return packed(document)
