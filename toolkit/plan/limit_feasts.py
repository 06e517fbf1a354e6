"""Days that have names: 国庆节前, 春节前, 汛期前.

Knows: the feasts of fixed days, those of the moon as far as holidays are announced, what has its usual day. Must not
know: limits, documents. A feast of a fixed day is certain, “before it” is the day before. What falls otherwise each
year, or otherwise in each place, is never a date: there is a proposal, and a person decides.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from toolkit.plan.workdays import first_day_off

# In the order in which they are tried: 国庆节 before 国庆.
_FIXED = {
    "元旦": (1, 1), "三八": (3, 8), "妇女节": (3, 8), "五一": (5, 1), "劳动节": (5, 1), "六一": (6, 1),
    "儿童节": (6, 1), "七一": (7, 1), "建党节": (7, 1), "八一": (8, 1), "建军节": (8, 1), "教师节": (9, 10),
    "国庆": (10, 1), "十一": (10, 1),
}  # fmt: skip
_BY_THE_MOON = {"春节": "Spring Festival", "清明": "Tomb-sweeping Day", "端午": "Dragon Boat Festival",
                "中秋": "Mid-autumn Festival"}  # fmt: skip
# The day that is usual; each place, or each year, may have another.
_USUAL = {
    "高考": (6, 7), "主汛期": (7, 1), "汛期": (6, 1), "春季开学": (3, 1), "春季学期": (3, 1), "秋季开学": (9, 1),
    "秋季学期": (9, 1), "新学年": (9, 1), "开学": (9, 1), "入冬": (11, 1), "封冻": (11, 1), "采暖": (11, 1),
    "供暖": (11, 1), "冬季": (12, 1),
}  # fmt: skip
FEAST = (
    r"[“\"'‘「]?(?P<feast>"
    + "|".join(_FIXED)
    + r")(?:国际|中秋|[、和]中秋)?(?:劳动|儿童|妇女|建党|建军)?节?[”\"'’」]?节?"
    r"(?:(?:小?长)?假期?|放假|到来|来临){0,2}(?=(?:之|以)?前(?!期|后|夕的))"
)


def feast_day(name: str, year: int) -> date:
    """The day before the feast of a fixed day in a year."""
    return date(year, *_FIXED[name]) - timedelta(days=1)


def comes_next(name: str) -> bool:
    """Whether a feast without a year is rather that of the year to come: 元旦前."""
    return name == "元旦"


def proposal(words: str, year: int | None, issued_on: date | None) -> str:
    """A sentence with the day that would be usual for words like 汛期前, "" where none is known.

    ``year`` is that of the text; without it the first one after ``issued_on`` is meant.
    """
    found = [name for name in (*_BY_THE_MOON, *_USUAL) if name in words]
    if (
        not found
        or not re.search("前|[到来]临", words)
        or re.search("结束|各|期间|每", words)
        or (year is None and issued_on is None)
    ):
        return ""
    years = [year] if year else [issued_on.year, issued_on.year + 1] if issued_on else []
    for one in years:
        day = _begins(found[0], one)
        if day and (year or not issued_on or day > issued_on):
            before = day - timedelta(days=1)
            why = f"{one}年从{day}起放假" if found[0] in _BY_THE_MOON else "各地、各年不同"
            return f"没有写明日期：{why}，建议定为{before}，请确定日期。"
    return "的日子还没有公布，请确定日期。" if found[0] in _BY_THE_MOON else ""


def _begins(name: str, year: int) -> date | None:
    if name in _BY_THE_MOON:
        return first_day_off(_BY_THE_MOON[name], year)
    return date(year, *_USUAL[name])
