"""Personal names in what people write as 责任领导, 责任人, 填报人: “富蕴县教育局局长张三（兼）” names 张三.

Knows: how posts and departments are written. Must not know: the ledger, editions. It errs on the side of a name: a
word too many that is masked is seen and can be allowed, one too few cannot be called back.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_HAN = r"㐀-鿿豈-﫿\U00020000-\U0003ffff"
DOTS = "·•・．‧∙⋅･"
_SPLIT = re.compile(r"[、，,;；/／\\|\n\r\t（）()〔〕\[\]【】<>《》“”\"：:。!！?？+＋&]|\s+-\s+|[—－]+|[0-9０-９]+")
_AND = re.compile(rf"([{_HAN}]{{2,4}})[和及与]([{_HAN}]{{2,4}})")
_POST = re.compile(
    r"(?:党组|党委|党工委|县委|市委|地委|政府|常务|分管|主管|主要|一级|二级|三级|四级|正|副|第一)*"
    r"(?:书记|县长|市长|区长|专员|主任科员|副?主任|局长|科长|股长|园长|校长|院长|所长|站长|队长|组长|处长|部长|乡长|镇长|"
    r"秘书长|秘书|主席|主管|负责人|责任人|联系人|填报人|经办人|同志|老师|先生|女士|小姐|领导|委员|常委|干部|专干|干事|"
    r"科员|调研员|督学|会计|出纳|工作人员|电话|手机|姓名|职务)"
)
_OFFICE = re.compile(
    r".*(?:局|委|办|政府|部|处|科|股|室|中心|园|学校|小学|中学|大学|学院|公司|集团|县|市|区|乡|镇|村|社区|州|盟|旗|"
    r"办公室|领导小组|工作组|专班|委员会|管委会|人大|政协|法院|检察院|银行|医院|站|所|队|厅|司)"
)
# Departments as they stand in front of a post: 教育局长, 财政局副局长.
_FIELDS = (
    "教育", "财政", "人社", "住建", "发改", "卫健", "民政", "公安", "审计", "国土", "自然资源", "编办", "组织", "宣传",
    "统战", "纪委", "监委", "司法", "交通", "水利", "农业", "农业农村", "林草", "文旅", "体育", "市场监管", "应急",
    "信访", "统计", "医保", "税务", "科技", "工信", "商务", "乡村振兴", "扶贫", "残联", "妇联", "工会", "团委", "机关",
    "行政", "业务", "后勤", "学前", "幼教", "基教", "督导",
)  # fmt: skip
_NOBODY = re.compile(r"[×xX*＊□○〇?？\-—－_.。无空暂缺待定某填略]*")
_LONGEST = 40


def names_in(text: str, organisations: Collection[str] = ()) -> list[str]:
    """The personal names in an answer that should hold one; none where it names only posts, offices or nobody.

    ``organisations`` are words known to be no persons: the plan's units.
    """
    joined = re.sub(rf"(?<![{_HAN}])([{_HAN}])[ \u3000\u00a0]+([{_HAN}])(?![{_HAN}])", r"\1\2", text.strip())
    if joined.isascii() and re.search(r"[A-Za-z]{2}", joined):
        parts = [part.strip() for part in re.split(r"[,;/\n()]", joined)]
    else:
        parts = [word for part in _SPLIT.split(joined) for word in re.split(r"\s+", part)]
    found: dict[str, None] = {}
    for part in parts:
        for name in _of(part.strip(" .-_　"), organisations):
            found[name] = None
            found |= dict.fromkeys(half for half in re.split(f"[{DOTS}]", name) if len(half) >= 2)
    return [name for name in found if 2 <= len(name) <= _LONGEST and re.search(r"[^\W\d_]", name)]


def _of(part: str, organisations: Collection[str]) -> list[str]:
    """The names in one piece without separators."""
    if _NOBODY.fullmatch(part) or part in organisations:
        return []
    posts = list(_POST.finditer(part))
    if not posts:
        # A name may end like an office (王园, 李市); an office of three characters or fewer is 教育局 or a unit.
        if _OFFICE.fullmatch(part):
            return [] if len(part) > 4 or part[:2] in _FIELDS else [part]
        if two := _AND.fullmatch(part):
            return [*_of(two[1], organisations), *_of(two[2], organisations)]
        head = _OFFICE.match(part)
        return [part, part[head.end() :]] if head else [part]
    after, before = part[posts[-1].end() :], part[: posts[0].start()]
    candidates = [after] if after else []
    if before and before not in _FIELDS and before not in organisations:
        head = _OFFICE.match(before)
        rest = before[head.end() :] if head else before
        if rest:
            candidates.append(rest)
        elif len(before) <= 3 and before[:2] not in _FIELDS:
            candidates.append(before)
    return [name for name in candidates if not _NOBODY.fullmatch(name) and name not in _FIELDS]
