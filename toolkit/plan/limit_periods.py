"""Periods of time in a Chinese text that says by when something is to be done: 3个月内, 自印发之日起30日内.

Knows: how documents count days, weeks, months and years. Must not know: plans, items, what a period is for.

Periods are counted as in the Civil Code (民法典, book one, chapter ten): by the Gregorian calendar (article 200), the
day on which they begin is not counted (201), months and years end on the corresponding day, or on the last day of
the month where there is none (202). Where the last day is a holiday article 203 moves the end to the day after; the
plan has a policy of its own for that (``weekend_policy`` of the register, by default the day stays as it is), which
is what article 204 leaves room for. So nothing is moved here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import MAXYEAR, date, timedelta

from toolkit.plan.limit_forms import DAYS, points_in, written_day
from toolkit.plan.limit_words import CN, DASH, Mention, Role, number, quoted
from toolkit.plan.workdays import last_of_month, unannounced, workdays_after

_UNITS = {
    "工作日": "day",
    "小时": "day",
    "日": "day",
    "天": "day",
    "周": "week",
    "星期": "week",
    "月": "month",
    "年": "month",
}
_PERIOD = re.compile(
    r"(?P<lead>限期为?|限时|(?:期限|时限)[为:：]*|限)?"
    rf"(?<![0-9.{CN}百半两个第每近前上满续去年月])(?<![0-9] )(?<!{DASH})(?<![至到])"
    rf"(?:(?P<half>半个?月|半年)|(?P<n>[0-9]{{1,3}}|[{CN}百两]{{1,4}})个?(?:自然|公历)?"
    r"(?P<unit>工作日|小时|日|天|周|星期|(?<=个)月|年))(?P<within>(?:时间)?(?:之内|以内|内))?"
)
_DOCUMENT = r"(?:本|该|此)?(?:整改)?(?:方案|通知|文件|本文)?"
_FROM_ISSUE = re.compile(
    rf"(?:^|[，。；、：,;]|自|从|于|在)({_DOCUMENT}(?:印发|发文|下发|发布|公布|出台)(?:之?日)?(?:之后|以后|后|起)?(?:之?日起)?"
    r"|即日起|今日起|今天起)(?:计?算)?[，,]?(?:的|在)?$"
)
_FROM_ELSEWHERE = re.compile(
    r"后|之日|起|以来|前|收到|接到|反馈|到位|批复|批准|验收|发现|立案|开工|开学|竣工|移交|交办|投产|签订|每|召开"
    r"|规定|法定|依法|条例|受理|信访|投诉|举报|申请|公示|送达|责令"
)
_NO_START = re.compile(r"今后|最后|先后|落后|滞后|背后|前期|目前|当前|提前|一起|问题整改到位|起草")


def relative_mentions(text: str, issued_on: date | None, known: list[Mention]) -> list[Mention]:
    """The periods counted from a day, outside what is known already."""
    found: list[Mention] = []
    for period in _PERIOD.finditer(text):
        taken = [m for m in (*known, *found) if m.end <= period.start()]
        opens = max((m.end for m in taken), default=0)
        ahead = re.split("[。；;]", text[opens : period.start()])[-1]
        limited = period["within"] or period["lead"] or _FROM_ISSUE.search(ahead)
        if not (limited or period[0] == text.strip("，。；、,;")) or overlaps(period, known):
            continue
        found.append(_relative(text, period, ahead, taken, issued_on))
    return found


def overlaps(span: re.Match[str], mentions: list[Mention]) -> bool:
    """Whether a match shares a character with one of the mentions."""
    return any(m.start < span.end() and span.start() < m.end for m in mentions)


def _relative(text: str, period: re.Match[str], ahead: str, taken: list[Mention], issued_on: date | None) -> Mention:
    begin, start, said = period.start(), issued_on, "发文"
    if named := _FROM_ISSUE.search(ahead):
        begin -= len(ahead) - named.start(1)
    elif ahead in ("", "计算", "算") and taken and taken[-1].end + len(ahead) == begin:
        given = re.search(r"([^，。；]*?)(?:之日)?起?$", text[: taken[-1].end])
        dates = [p for p in points_in(given[1] if given else "") if p.form in DAYS]
        start = written_day(dates[-1]) if dates and text[taken[-1].end - 1] == "起" else None
        said = "起算日" if start else ""
    elif _FROM_ELSEWHERE.search(_NO_START.sub("", ahead)) or _goes_on(text, period.start(), taken):
        said = ""
    words = text[begin : period.end()]
    mention = Mention(begin, period.end(), Role.RELATIVE)
    if not said:
        words = (re.split("[，,、](?=.)", ahead)[-1] + words).lstrip("，,、")
        return replace(mention, query=f"{quoted(words)}从哪一日起算，文中没有日期，请确定。")
    if start is None:
        return replace(mention, query=f"{quoted(words)}从发文之日起算，但没有发文日期，请确定。")
    try:
        first, (due_date, how, query) = start + timedelta(days=1), _counted(period, start)
    except (ValueError, OverflowError):
        return replace(mention, query=f"{quoted(words)}期限读不出来，请确定日期。")
    if not (period["within"] or period["lead"]):
        query = query or f"{quoted(words)}没有写“内”，按从发文次日起算的期限计算，请核对。"
    basis = f"{said}次日（{first}）起算{how}"
    return replace(mention, due_date=due_date, basis=basis, inferred=bool(query), query=query)


def _goes_on(text: str, place: int, taken: list[Mention]) -> bool:
    """Whether a date stands before in the sentence: “6月底前清退，并在30日内公示” does not count from the issue."""
    dated = [m for m in taken if m.role is Role.CALENDAR]
    return bool(dated) and not re.search("[。；;]", text[max(m.end for m in dated) : place])


def _counted(period: re.Match[str], start: date) -> tuple[date, str, str]:
    """The last day of a period after ``start``, how it was counted, and a question if a person should look."""
    if half := period["half"]:
        if half == "半年":
            return _months_later(start, 6), "半年（6个月），至对应日", ""
        return start + timedelta(days=15), "半个月（15日）", "“半个月”按15日计算，请核对。"
    amount = number(period["n"].replace("两", "二"))
    unit = period["unit"]
    if not 0 < amount <= (10 if unit == "年" else 1000):
        raise ValueError
    if unit == "工作日":
        day = workdays_after(start, amount)
        open_years = unannounced(range(start.year, day.year + 1))
        note = f"（{open_years[0]}年节假日没有公布的安排，按周一至周五计）" if open_years else ""
        return day, f"{amount}个工作日{note}", ""
    if unit == "小时":
        if amount % 24:
            raise ValueError
        days = amount // 24
        return start + timedelta(days=days), f"{amount}小时（{days}日）", f"“{amount}小时”按{days}日计算，请核对。"
    if unit in ("周", "星期"):
        return start + timedelta(weeks=amount), f"{amount}周", ""
    if unit in ("日", "天"):
        return start + timedelta(days=amount), f"{amount}日", ""
    months = amount * (12 if unit == "年" else 1)
    return _months_later(start, months), f"{amount}{'年' if unit == '年' else '个月'}，至对应日", ""


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        raise OverflowError
    return min(last_of_month(year, month + 1), date(year, month + 1, 1) + timedelta(days=day.day - 1))
