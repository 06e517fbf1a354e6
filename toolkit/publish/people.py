"""Personal names in what people write as 责任领导, 责任人, 填报人: “县教育局党组书记、局长张三同志（兼）” names 张三.

Knows: how posts and departments are written. Must not know: the ledger, editions. It errs on the side of a name: a
word too many that is masked is seen and can be allowed, one too few cannot be called back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from toolkit.publish.masking_folding import DOTS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HAN = r"㐀-鿿豈-﫿\U00020000-\U0003ffff"
_SPLIT = re.compile(r"[、，,;；/／\\|\n\r\t（）()〔〕\[\]【】<>《》“”\"：:。!！?？+＋&＆]|\s+-\s+|[—－]+|[0-9０-９]+")
_AND = re.compile(rf"([{_HAN}]{{2,4}})[和及与]([{_HAN}]{{2,4}})")
COMPOUND = _words(
    """
    欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 夏侯 端木 独孤 南宫 西门 轩辕 闻人 呼延
    拓跋 申屠 澹台 公冶 宗政 濮阳 淳于 单于 太叔 钟离 鲜于 闾丘 赫连 完颜 耶律 纳兰 叶赫 哈斯 欧陽 第五 百里
    东郭 南门 羊舌 梁丘 左丘
    """
)
_POSTS = _words(
    """
    书记 县长 市长 区长 旗长 盟长 州长 省长 厅长 司长 专员 主任科员 主任 局长 科长 股长 园长 校长 院长 所长
    站长 队长 组长 处长 部长 乡长 镇长 村长 社长 行长 会长 庭长 馆长 台长 班长 段长 连长 营长 团长 董事长
    理事长 检察长 秘书长 秘书 主席 主管 总经理 经理 总监 总工程师 总工 工程师 总会计师 会计师 会计 出纳 负责人
    责任人 联系人 联络员 填报人 填表人 经办人 承办人 审核人 签字人 签发人 报送人 同志 老师 教师 教授 讲师 园丁
    先生 女士 小姐 夫人 同学 家长 师傅 医生 医师 护士 保安 司机 校医 保育员 法官 检察官 律师 警官 民警 教练
    领导 委员 常委 代表 干部 专干 干事 科员 办事员 调研员 巡视员 督学 督导员 督察员 指导员 教导员 政委 参谋
    参赞 阿訇 伊玛目 工作人员 电话 手机 姓名 职务
    """
)
_LONG = "|".join(sorted(_POSTS, key=lambda post: (-len(post), post)))
_RANK = "党组|党委|党工委|党总支|党支部|县委|市委|地委|州委|政府|常务|分管|主管|主要|一级|二级|三级|四级|正|副|第一|总"
_POST = re.compile(rf"(?:{_RANK})*(?:{_LONG})")
_NO_POSTS = ("电话", "手机", "姓名", "职务")  # they stand beside a name, but nobody is called so
_CALLED = "|".join(post for post in _LONG.split("|") if post not in _NO_POSTS)
RANKED_POST = (
    rf"(?:正|副|代|原|前|大|总)?(?:{_CALLED})"
    r"(?![期远效久年假度])|(?:正|副)?(?:局|处|科|厅|县|区|乡|镇|校|园|所|院|股|站|部|队)(?=[，。、；！？\s]|$)"
)
"""What may follow a surname: a post, with or without its rank; and 张局, as people say."""
_OFFICE = re.compile(
    r".*(?:局|委|办|政府|部|处|科|股|室|中心|园|学校|小学|中学|大学|学院|公司|集团|县|市|区|乡|镇|村|社区|州|盟|旗|"
    r"办公室|领导小组|工作组|专班|委员会|管委会|人大|政协|法院|检察院|银行|医院|站|所|队|厅|司)"
)
_OFFICE_ENDS = re.compile(
    r"局|委|办|政府|部|处|科|股|室|中心|园|校|小学|中学|大学|学院|公司|集团|县|市|区|乡|镇|村|州|盟|旗|组|班|会|大|协|院|行|站|"
    r"所|队|厅|司"
)
# Departments as they stand in front of a post: 教育局长, 财政局副局长.
_FIELDS = (
    "教育", "财政", "人社", "住建", "发改", "卫健", "民政", "公安", "审计", "国土", "自然资源", "编办", "组织", "宣传",
    "统战", "纪委", "监委", "司法", "交通", "水利", "农业", "农业农村", "林草", "文旅", "体育", "市场监管", "应急",
    "信访", "统计", "医保", "税务", "科技", "工信", "商务", "乡村振兴", "扶贫", "残联", "妇联", "工会", "团委", "机关",
    "行政", "业务", "后勤", "学前", "幼教", "基教", "督导", "党组", "党委", "县委", "市委", "地委", "政府",
)  # fmt: skip
_NOBODY = re.compile(r"[×xX*＊□○〇?？\-—－_.。无空暂缺待定某填略]*")
# What stands before or after a name and is none: how somebody holds a post, what he does.
_MARKS = (
    "原|现|时任|现任|前任|原任|新任|拟任|拟|代|代理|兼任|兼|挂职|援疆|主持工作|主持|分管|主管|主抓|抓|由|请|经|责成|正|副|任|"
    "及|和|与|牵头|负责|具体负责|总负责|落实|配合|协助|督办|包联|包抓|等|签字|签名|审签|签发|审核|正科级|副科级|正处级|副处级|"
    "正县级|副县级|正厅级|副厅级|科级|处级"
)
_MARKED = re.compile(rf"(?:{_MARKS})*")
_FIRST, _LAST = re.compile(rf"^(?:{_MARKS})+"), re.compile(rf"(?:{_MARKS})+$")
_LAST_ONE = re.compile(rf"(?:{'|'.join(sorted(_MARKS.split('|'), key=len, reverse=True))})$")
_LONGEST = 40


def names_in(text: str, organisations: Collection[str] = ()) -> list[str]:
    """The personal names in an answer that should hold one; none where it names only posts, offices or nobody.

    ``organisations`` are words known to be no persons: the plan's units.
    """
    joined = re.sub(r"[\u200b-\u200f\u2060\ufeff\u00ad]", "", text.strip())
    joined = re.sub(rf"(?<=[{_HAN}])\s*([{re.escape(DOTS)}])\s*(?=[{_HAN}])", r"\1", joined)
    joined = re.sub(rf"(?<![{_HAN}])([{_HAN}])\s+([{_HAN}])(?:\s+([{_HAN}]))?(?![{_HAN}])", r"\1\2\3", joined)
    if joined.isascii() and re.search(r"[A-Za-z]{2}", joined):
        parts = [part.strip() for part in re.split(r"[,;/\n()]", joined)]
    else:
        parts = [word for part in _SPLIT.split(joined) if part for word in re.split(r"\s+", part)]
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
        if two := _AND.fullmatch(part):
            return [*_of(two[1], organisations), *_of(two[2], organisations)]
        # A name may end like an office (王园, 李市); an office of three characters or fewer is 教育局 or a unit.
        if _OFFICE.fullmatch(part):
            return [] if len(part) > 4 or part[:2] in _FIELDS else [part]
        return [name for name in dict.fromkeys([part, *_behind_office(part), *_unmarked(part)]) if _is_name(name)]
    found = list(_behind_office(part[: posts[0].start()], organisations))
    for post, following in zip(posts, [*posts[1:], None], strict=True):
        between = part[post.end() : following.start() if following else len(part)]
        found += _behind_office(between, organisations) if following else [between, *_unmarked(between)]
    found += _before_rank(part, posts)
    return [name for name in dict.fromkeys(found) if _is_name(name)]


def _is_name(word: str) -> bool:
    return bool(word) and not _NOBODY.fullmatch(word) and not _MARKED.fullmatch(word) and word not in _FIELDS


def _before_rank(part: str, posts: list[re.Match[str]]) -> Iterator[str]:
    """陈正局长 is 陈正 or Chen, who is 正局长: both."""
    done = 0
    for post in posts:
        before = part[done : post.start()]
        done = post.end()
        family = before[-2:] if before[-2:] in COMPOUND else before[-1:]
        alone = before == family or _OFFICE.fullmatch(before[: -len(family)] or "县")
        if family and alone and not _OFFICE_ENDS.fullmatch(family) and not _MARKED.fullmatch(family):
            rank = re.match("正|副|总|代", post[0])
            yield family + (rank[0] if rank else post[0])


def _behind_office(text: str, organisations: Collection[str] = ()) -> Iterator[str]:
    """The names that may stand behind an office: of 县教育局张园园 张园园, of 赵甲 赵甲."""
    if not text or text in _FIELDS or text in organisations:
        return
    for word in (text, *_unmarked(text)):
        head = _OFFICE.match(word)
        rest = word[head.end() :] if head else word
        if rest:
            yield rest
        elif len(word) <= 3 and word[:2] not in _FIELDS:
            yield word
        # The name itself may have characters in it that end an office: 司马光, 张园园.
        begins = word[0] in _FAMILIES or (head is not None and head.end() == 1)  # 区某某
        whole = any(dot in word for dot in DOTS) or (begins and len(word) <= 4)
        if whole and word[:2] not in _FIELDS:
            yield word
        for end in _OFFICE_ENDS.finditer(word) if head else ():
            name = word[end.end() :]
            short = 2 <= len(name) <= 4 or any(dot in name for dot in DOTS)
            if short and (name[0] in _FAMILIES or name[:2] in COMPOUND) and name[:2] not in _FIELDS:
                yield name


def _unmarked(word: str) -> Iterator[str]:
    """The word without what is no part of a name at either end."""
    begins = _FIRST.sub("", word)
    for rest in (
        begins,
        _LAST.sub("", word),
        _LAST.sub("", begins),
        _LAST_ONE.sub("", word),
        _LAST_ONE.sub("", begins),
    ):
        if len(rest) >= 2 and rest != word:
            yield rest


_FAMILIES = frozenset(
    "司欧诸上公令慕宇尉皇端"
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董潘袁于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤阿艾买吐古努依玉热赛托帕哈海沙"
)
