"""Invented places, offices and the words that offices put before a field.

Knows: names only. Must not know: plans. None of the places exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Office:
    """Who issues plans: where, what stands before its bureaus' names, and who is below it."""

    place: str
    prefix: str
    below: tuple[str, ...]
    all_below: str
    government: str
    mark: str

    def unit(self, name: str) -> str:
        """A unit as this office calls it: ~ is the prefix, # all below, #2 the second below."""
        if name == "#":
            return self.all_below
        if name.startswith("#"):
            return self.below[int(name[1:]) % len(self.below)]
        return name.replace("~", self.prefix)


def _governments(names: str) -> tuple[str, ...]:
    return tuple(f"{name}人民政府" for name in names.split())


OFFICES = (
    Office("临渚市", "市", _governments("望川县 石塬县 碧滩区 鹿鸣区"), "各县（区）人民政府", "临渚市人民政府", "临政"),
    Office("瑶江市", "市", _governments("禾丰县 雁坪县 新埠区"), "各县（市、区）人民政府", "瑶江市人民政府", "瑶政"),
    Office("望川县", "县", _governments("上埠镇 白茅镇 荷塘乡 青石乡"), "各乡镇人民政府", "望川县人民政府", "望政"),
    Office("雁坪县", "县", _governments("柳店镇 三岔口镇 东沟乡"), "各乡（镇）人民政府", "雁坪县人民政府", "雁政"),
    Office(
        *("鹿鸣区", "区", ("望江街道办事处", "文华街道办事处", "建安街道办事处"), "各街道办事处"),
        *("鹿鸣区人民政府", "鹿政"),
    ),
    Office("泊澜州", "州", _governments("澜源县 折多坝县 泊湖市"), "各县市人民政府", "泊澜州人民政府", "泊政"),
    Office(
        *("乌兰塔拉旗", "旗", ("查干镇人民政府", "白音苏木人民政府", "塔拉苏木人民政府")),
        *("各苏木镇人民政府", "乌兰塔拉旗人民政府", "乌政"),
    ),
    Office(
        "青岚地区", "地区", _governments("禾硕县 松原坝县 榆泉市"), "各县（市）人民政府", "青岚地区行政公署", "青行"
    ),
)

VILLAGES = (
    "上河", "下河", "东塬", "西塬", "石门", "柳湾", "槐树", "长岗", "小营",
    "大屯", "桥头", "沙坝", "枫林", "泉眼", "马场", "双井", "新丰", "杏花",
)  # fmt: skip

_WORDS = """
problem 问题描述 存在问题 具体问题 主要问题 反馈问题 问题表现
targets 整改目标 工作目标 预期目标 目标要求
measures 整改措施 整治措施 工作措施 改进措施 治理措施 具体措施 工作举措 整改举措 主要措施
lead 牵头单位 牵头部门 牵头责任单位
responsible 责任单位 责任部门 责任主体 承办单位 主办单位 整改单位 整改责任单位 落实单位 实施单位
cooperating 配合单位 协办单位 协同单位 配合部门 参与单位 协助单位
supervising 督导单位 监管单位 行业主管部门 督办单位 督导部门
accepting 验收单位 销号单位
leader 责任领导 包保领导 分管领导
limit 整改时限 完成时限 整改期限 完成时间 完成期限 办结时限 计划完成时间 整改完成时限 时限要求
"""
WORDS = {field: words for field, *words in map(str.split, _WORDS.strip().splitlines())}


def wording(random: Random) -> dict[str, str]:
    """One word for every field, the same throughout a document."""
    return {field: random.choice(words) for field, words in WORDS.items()}


def spaced(word: str, random: Random) -> str:
    """A header as it stands in narrow columns: 序 号, 责任<line break>单位."""
    middle = len(word) // 2
    way = random.choice(["as it is", "as it is", "broken", "blank"])
    if way == "blank" and len(word) == 2:
        return f"{word[0]} {word[1]}"
    return f"{word[:middle]}\n{word[middle:]}" if way == "broken" and len(word) > 3 else word
