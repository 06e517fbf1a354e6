"""Labels: what the words before a colon, in brackets or at the head of a column stand for (责任单位, 整改时限 …).

Knows: the words that Chinese offices use for the parts of an item. Must not know: lines, tables, items. A word is
told by what it is made of, not looked up: 主体责任单位, 承办科室 and 整改责任主体 all name who is responsible.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import cache


class Label(StrEnum):
    """What a label stands for; ``OTHER`` is kept in the item's notes under its own word."""

    FINDING = "反馈问题"
    TARGET = "整改目标"
    REQUIREMENT = "整改要求"
    MEASURES = "整改措施"
    EXPLANATION = "情况说明"
    UNITS = "责任单位"
    LEAD = "牵头单位"
    COOPERATING = "配合单位"
    SUPERVISING = "督导单位"
    ACCEPTING = "验收单位"
    LEADERS = "责任领导"
    LIMIT = "整改时限"
    TASK = "任务"
    GROUP = "类别"
    NUMBER = "序号"
    OTHER = "其他"


ROLES = (Label.LEAD, Label.UNITS, Label.COOPERATING, Label.SUPERVISING, Label.ACCEPTING)
DUTIES = (*ROLES, Label.LEADERS, Label.LIMIT)
TEXTS = (Label.FINDING, Label.TARGET, Label.REQUIREMENT, Label.MEASURES, Label.EXPLANATION, Label.TASK)

# A person (…人) is nobody who is asked: those are leaders.
_WHO = "(?:责任)?(?:单位|部门|科室|处室|股室|机构|主体|站所|方)"
_BODY = (
    "(?:乡镇街道|乡镇|镇街|街道|社区|村居|村社|村组|村|企业|公司|学校|医院|中心|县市区|县区|区县|班组|车间|"
    "科所|所队|院系|支部|党支部|党组织|大队|中队|支队|科|处|股|所|队|室|岗位|层级)"
)
_DONE = (
    "(?:整改|完成|办结|结案|闭环|完工|竣工|办理|办毕|化解|整治|治理|处置|处理|销号|落实|解决|达标|计划|预计|拟|应|要求|目标|任务|"
    "工作|时间|进度|措施|隐患|问题)"
)
_DOING = (
    "(?:整改|工作|具体|主要|办理|办法|处置|处理|化解|治理|整治|落实|改进|推进|防范|管控|重点|下一步|拟采取的?|解决|"
    "纠正|应对|防治|"
    "改革|提升|保障|实施|立行立改|长效|对策|研究处理|审计|监管|相关|有关|采取的?|拟)"
)
_FOUND = (
    "(?:反馈|存在|存在的|具体|主要|突出|发现|发现的|查出|查出的|审计|审计查出|审计发现|巡察|巡视|督察|督查|检查|督导|"
    "后评估|评估|考核|"
    "整改|现状|问题|隐患|安全|风险|信访|诉求|投诉|群众|重大|一般|披露|曝光|梳理|短板|缺陷|违法|违规|点位|检查点位|及|"
    "和|与|的|"
    "反映|移交|交办|通报|指出|警示片|信访举报|案件|线索|热点|难点|痛点|堵点|薄弱)"
)

# In the order in which they are tried: the first that fits the whole word.
_PATTERNS: tuple[tuple[Label, str], ...] = (
    (Label.NUMBER, "(?:问题|任务|事项|图斑|工单|隐患|缺陷|条目|条款|清单|整改|项目|点位|案件|建议|提案|议案|总|分|原)*"
                   "(?:序号|编号|号码?|"
                   "代码)|项次|序|号|"
                   "[Nn][Oo]"),
    (Label.OTHER, ".*(?:进展|进度|完成情况|整改情况|落实情况|办理情况|推进情况|状态|结果|成效说明|回访|佐证|印证|"
                  "满意度|是否.*|"
                  "销号情况|完成率|电话|手机|邮箱|联系方式|备注|附件|照片|影像)(?:说明|情况|材料)?|"
                  "(?:发现|检查|填报|报送|制表|受理|来访|交办|开始|启动|统计|反馈|登记|督查|排查|移交)(?:的)?(?:时间|"
                  "日期)|"
                  ".*(?:批次|次数|人数|户数|面积|金额|数量|资金|投资|预算|依据|来源|性质|地址|坐落|坐标|位置|地点|"
                  "等级|级别|姓名|职务)|"
                  "(?:问题)?(?:原因|成因)(?:分析|剖析)?|经办人|填表人|制表人|审核人|填报人"),
    (Label.OTHER, "(?:整改|措施|行动|子项|任务)(?:行动)?(?:编号|序号)|保障措施|(?:验证|核验|复核|验收|销号)人"),
    (Label.COOPERATING, "(?:配合|协办|协助|协同|会办|参与|参加|联办)(?:落实|整改)?|"
                        "(?:配合|协办|协助|协同|会办|协作|参与|参加|联办|协同配合|配合协助|支持)"
                        "(?:整改|落实)?(?:" + _WHO + "|" + _BODY + ")"),
    (Label.LEAD, "(?:总|主)?(?:牵头)(?:整改|落实|负责)?(?:" + _WHO + "|" + _BODY + ")|(?:总|主)?牵头(?:负责|抓总)?"),
    (Label.ACCEPTING, "(?:整改|现场)?(?:验收|销号|复核|核查|认定|核实)(?:销号)?" + _WHO),
    (Label.SUPERVISING, "(?:行业|属地|业务|整改|日常|挂牌)*(?:监管|监督|督导|督办|督查|督促|督察|主管|指导|归口|"
                        "归口管理|跟踪督办|"
                        "监督管理|监督指导|包保|包联)" + _WHO),
    (Label.LEADERS, "(?!.*(?:单位|部门|科室|处室|主体)).*(?:领导|责任人|责任人员|负责人|联系人|联络员|包案人|承办人|"
                    "县级干部|县长|市长|局长|书记|主任)|"
                    "(?:总|主)?(?:牵头|配合|协办|督办|督导|监督|包保|包联|包抓|包案|挂包|挂联|整改|落实|主办|责任)人"),
    (Label.UNITS, "(?:整改|主要|主体|直接|第一|具体|主办|承办|办理|落实|实施|隐患|被检查|被审计|存在问题|涉及|问题|"
                  "属地|主责|处置|受理|"
                  "负责|主|产权|经营|运营|管护|建设|施工|化解|整治|治理|完成|执行|承担|相关)*" + _WHO +
                  "|(?:整改|责任|属地|主责|主体责任|承办|落实|涉及)" + _BODY + "|"
                  "(?:整改|工作|任务)?责任(?:分工|落实|划分|清单)?|(?:承办|主办|分办|主责|属地|落实主体)|"
                  "谁来(?:办|做|改|干|负责)|(?:由)?谁(?:负责|办理|落实)"),
    (Label.LIMIT, "(?!日期$)" + _DONE + "*(?:时限|期限|限期|时间|日期|节点|时间节点|时间要求|时间安排|进度安排|"
                                        "完成节点|时点|年限|进度安排|截止日期|截止时间)(?:要求|安排)?|"
                  "(?:计划|预计|拟|应)?(?:完成|完工|竣工|办结|销号|闭环|结案|整改)日(?:期)?|完工|竣工|办结|截止|"
                  "(?i:ddl|deadline)|(?:什么时候|何时|几时)(?:办完|完成|改完|做完|办结)"),
    (Label.TARGET, "(?!目标任务$)(?:整改|工作|预期|总体|阶段|阶段性|任务|治理|整治|年度|具体|达到的?)*"
                   "(?:目标|标准|成效|效果)(?:要求|任务)?|"
                   "(?:销号|结案|闭环|验收|完成|办结|化解|达标)(?:目标|标准|条件|依据)"),
    (Label.REQUIREMENT, "(?:整改|工作|具体|办理|督办|落实|处理|会议|议定|交办)?(?:要求|议定|明确|决定)"
                        "(?:事项|意见|内容)?"),
    (Label.MEASURES, _DOING + "*(?:措施|举措|办法|方式|做法|对策|方案|打算|路径|建议|对策措施|行动|动作)(?:内容)?|"
                     "(?:整改|治理|整治|工作|落实|改进|处置|化解|处理|办理|承办|答复|审计处理|审计整改|督察整改)"
                     "(?:任务|内容|意见|计划|安排)|措施(?:内容)?|整改|整治|怎么(?:办|改|做|整改)"),
    (Label.EXPLANATION, "(?:情况|有关|相关)?说明"),
    (Label.TASK, "(?:重点|主要|具体|年度|议定|督办|交办|工作|责任|提升|改革|目标与|目标和|目标及|目标)*(?:任务|事项|"
                 "工作|工作内容|内容)"
                 "(?:名称|内容|描述|分解)?"),
    (Label.FINDING, _FOUND + "*(?:问题|隐患|诉求|表现|短板|不足|意见|情形|情况|描述|图斑|线索|缺陷|风险点|风险|病害|"
                             "现状|薄弱环节|堵点|"
                    "痛点|事项)(?:描述|清单|内容|表现|名称|概述|简述|详情|情况|及表现|及隐患|摘要|梗概)?"),
    (Label.GROUP, ".*(?:类别|类型|领域|片区|板块|区域|方面|专题|分类|大类|环节|行业|专项|指标|维度)|(?:所属|所在|"
                  "涉及)?(?:乡镇|街道|乡镇街道|"
                  "镇街|县区|县市区|区县|地区|村居|社区|辖区|部分|章节|系统|条线)"),
)  # fmt: skip
_COMPILED = tuple((label, re.compile(pattern)) for label, pattern in _PATTERNS)
# What may label a text within running text; of the others only the plainest words, which nobody writes before a colon
# for any other reason.
_IN_TEXT = (*ROLES, Label.LEADERS, Label.LIMIT)
_PLAIN_WORDS = re.compile(
    "(?:反馈|存在的?|具体|主要|审计(?:查出|发现)|发现|突出|整改|巡察发现)?问题(?:描述|清单|表现)?|(?:具体|主要|突出)?表现|反馈意见|"
    "问题隐患|(?:隐患|缺陷|问题)(?:描述|情况|表现)|现状问题|(?:问题|具体|隐患)?现状|(?:主要|具体|存在)(?:隐患|缺陷|不足)|"
    ".{0,4}(?:编号|序号)|(?:诉求|工单|问题|隐患|任务|工作|整改|督办|交办|投诉|反映)(?:内容|描述|事项|情况)|(?:议定|整改|办理|交办|督办)事项|"
    "(?:工作|重点|督办|交办|主要)任务|(?:办理|督办|处理|落实|会议|交办)要求|会议(?:议定|明确|决定)|要求|"
    "(?:整改|工作|目标|预期|总体|阶段|阶段性|任务|治理|整治|年度|验收|销号|结案|闭环|办结|化解|达标)?(?:目标|标准|成效|条件)(?:要求)?|目标任务|(?:整改|"
    "工作)要求|目标任务|"
    ".{0,6}(?:措施|举措|办法|对策)|做法|怎么(?:办|改|做|整改)|(?:解决|整改|治理|化解)(?:路径|方案|行动|动作|思路)|"
    "(?:整改|治理|落实|重点|工作|主要|具体|办理|承办|议定|处理|答复|化解)(?:任务|内容|意见|建议|方式)|审计建议|"
    "(?:问题)?(?:原因|成因)(?:分析|剖析)?|(?:情况|有关)?说明|备注|(?:完成|整改|进展|落实|办理)情况|整改(?:进展|结果|状态)|(?:问题|线索|交办)?(?:类型|性质|来源)|类别|"
    "序号|编号|整改|整治"
)
_LONGEST = 12
_COUNTED = re.compile("(?<=..)[一二三四五1-5]$")  # 整改措施一, 整改措施二
_LEVEL = re.compile("^(?:(?:省|市|县|区|州|盟|旗|乡镇|镇|乡|村|园区|集团|公司)[级直属]?|街道|属地|部门|地方)")


def folded(word: str) -> str:
    """A label as it is compared: without brackets and what stands in them, blanks, stars, colons."""
    bare = re.sub(
        r"[\s*＊★:：、.．]|^[（(]?[0-9一二三四五六七八九十]+[）)、.．]", "", unicodedata.normalize("NFKC", word)
    )
    return re.sub(r"\([^)]*\)?|\[[^\]]*\]|【|】", "", bare)


@cache
def label_of(word: str) -> Label | None:
    """What the head of a column stands for; None for a word that is no label.

    Of a head that names two things (责任单位及责任人, 整改措施/时限) the first that is known counts.
    """
    bare = folded(word)
    if not bare or len(bare) > _LONGEST + 4:
        return None
    if found := _whole(bare) or _whole(_COUNTED.sub("", bare)):
        return found
    leveled = _whole(_LEVEL.sub("", bare))
    if leveled in (*ROLES, Label.LEADERS):
        return leveled  # 县级责任单位, 乡镇责任领导
    for part in re.split("[/、,，及和与]", bare):
        if part and part != bare and (found := _whole(part)):
            return found
    return None


@cache
def text_label(word: str) -> Label | None:
    """What a word before a colon in running text stands for; None where it may be any word."""
    bare = folded(word)
    if not 2 <= len(bare) <= _LONGEST:
        return None
    label = label_of(bare)
    first = re.split("[及和与]", bare, maxsplit=1)[0]  # 整改措施及时限
    return label if label in _IN_TEXT or _PLAIN_WORDS.fullmatch(bare) or _PLAIN_WORDS.fullmatch(first) else None


def _whole(bare: str) -> Label | None:
    return next((label for label, pattern in _COMPILED if pattern.fullmatch(bare)), None)
