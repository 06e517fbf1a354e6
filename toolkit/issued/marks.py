"""Marks: how Chinese documents number their headings (一、（一）1.（1）① 第一项 问题一：).

Knows: the kinds of numbers and their signs. Must not know: what a number heads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from toolkit.base.numerals import chinese_number, circled

_CN = "[一二三四五六七八九十百][零一二三四五六七八九十百]{0,4}"
# What an item may be called before its number.
_CALLED = "(?:问题|任务|事项|隐患|意见|线索|案件|案例|点位|缺陷|议题|提案|建议|议案|诉求|工单|目标任务|清单)"
# A count behind a number and its dot: 4.3处水源地 is the fourth, and speaks of three.
_COUNT = (
    r"\d+(?:多|余)?(?:处(?![理置罚于分室长])|个(?![别人体])|家(?![长庭])|座(?!谈)|名(?![称单录义])|所(?![有属在])|"
    r"条(?![件例线])|项(?!目)|户(?![外籍])|人(?![员民大社事])|件|起(?![草步重])|批(?![准复评])|次|辆|台(?!账)|栋|间|宗|"
    r"份|口)|\d+[.．]\d+(?:余|多)?(?:万|亿|元|公里|千米|平方|立方|米|吨|亩|公顷|[%％])"
)
# In no particular order of depth: a kind's depth is where it first appears under the others.
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"({_CN})[、.．]\s*")),
    ("section", re.compile(rf"[（(]({_CN})[）)]\s*[、.．]?\s*")),
    ("number", re.compile(rf"(\d{{1,3}})(?:[.．](?!\d)|[.．](?=(?:19|20)\d\d年|{_COUNT})|[.．]\s+(?=\d)|、)\s*")),
    ("bracket", re.compile(r"[（(](\d{1,3})[）)]\s*[、.．]?\s*")),
    ("half", re.compile(r"(\d{1,3})[）)]\s*")),
    ("circle", re.compile(r"([①-⑳])\s*")),
    ("decimal", re.compile(r"(\d{1,2}[.．]\d{1,2}(?:[.．]\d{1,2})?)(?:[、.．]\s*|\s+)(?=[^\d\s])")),
    (
        "decimal",
        re.compile(r"(\d{1,2}[-－–—]\d{1,2}(?:[-－–—]\d{1,2})?)[、.．：:]?\s*(?=[^\d\s月日年季号至个、.．：:前底])"),
    ),
    ("roman", re.compile(r"([Ⅰ-Ⅻ])\s*[、.．]?\s*")),
    ("letter", re.compile(r"([A-Z])[、.．]\s*(?=[一-鿿“])")),
    (
        "problem",
        re.compile(rf"(?:反馈|存在|整改|督办|审议)?{_CALLED}\s*({_CN}|\d{{1,3}})\s*[：:、.．]\s*"),
    ),
    ("number", re.compile(r"(\d{1,3})[：:]\s*(?=[一-鿿“])")),
    (
        "problem",
        re.compile(rf"[（(【\[〔](?:反馈|存在|整改|督办|交办)?{_CALLED}\s*({_CN}|\d{{1,3}})[）)】\]〕]\s*[：:]?\s*"),
    ),
    (
        "item",
        re.compile(
            r"(?:重点|督办)?(?:提案|建议|议案|工单|案件|代表建议|委员提案)(?:（?第|编号|第?[〔\[（(]20\d\d[〕\]）)]第?)\s*"
            r"(\d{1,4})\s*号?）?\s*[：:、.．]\s*"
        ),
    ),
    ("code", re.compile(r"([A-Z]{1,3}[-－]?\d{1,3}(?:[-－.]\d{1,3})?)(?:[：:、.．]\s*|[ \u3000\t]+)(?=[一-鿿“\d])")),
    ("letter", re.compile(r"([A-H])[ \u3000]+(?=[一-鿿“])")),
    ("item", re.compile(r"(?:[Nn][Oo][.．]?|№)\s*(\d{1,3})\s*[：:、.．]?\s*(?=[一-鿿“])")),
    (
        "item",
        re.compile(
            rf"(?:(?:反馈|整改|督办|交办)?(?:问题|任务|意见|事项))?第({_CN}|\d{{1,3}})(?:项|条|个问题|个|类)?(?:问题|任务|意见|隐患)?\s*[：:、.．]\s*"
        ),
    ),
    ("square", re.compile(r"[\[［【](\d{1,3})[\]］】]\s*[、.．]?\s*")),
    (
        "ordinal",
        re.compile(
            rf"(?:第({_CN}|\d{{1,3}})(?:项|条|个问题|类)|(?:反馈|整改|督办|交办|重点|工作)?{_CALLED}(\d{{1,3}}|{_CN}))(?:[\s\u3000]+|$)"
        ),
    ),
    ("chapter", re.compile(rf"第({_CN}|\d{{1,3}})(?:章|部分|节|篇)\s*[：:、.．]?\s*")),
    ("bare", re.compile(r"(\d{1,3})[ \u3000\t]+(?=[一-鿿“《])")),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """The number before a heading: its ``kind``, the ``number`` as written, and the ``rest`` of the line.

    ``kind`` is "" where there is none; the rest is then the whole line.
    """

    kind: str
    number: str
    rest: str


def mark_of(text: str) -> Mark:
    """The number that a line begins with."""
    for kind, pattern in _MARKS:
        match = pattern.match(text)
        if match:
            return Mark(kind, next(filter(None, match.groups())), text[match.end() :].strip())
    return Mark("", "", text)


def figure(number: str) -> int:
    """A number as written in figures; of 3.2 the last figure; 0 where it is none."""
    last = re.split("[.．－–—-]", number)[-1]
    if code := re.fullmatch(r"[A-Z]{1,3}(\d+)", last):
        return int(code[1])
    if last.isdecimal():
        return int(last)
    if re.fullmatch("[①-⑳]", last):
        return circled(last)
    if re.fullmatch("[Ⅰ-Ⅻ]", last):
        return ord(last) - ord("Ⅰ") + 1
    if re.fullmatch("[A-Z]", last):
        return ord(last) - ord("A") + 1
    return chinese_number(last) or 0
