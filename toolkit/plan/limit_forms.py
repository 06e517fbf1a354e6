"""The forms in which a Chinese text writes a day, a month, a quarter or a year.

Knows: how documents write them, the last day of each. Must not know: which of them are limits
(`toolkit.plan.limit_dates`), periods of time. A year of two figures is one of 2015 to 2049; a day without 日, a month
without a year and the like are only taken where nothing else can be meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from toolkit.plan.limit_feasts import FEAST, comes_next, feast_day
from toolkit.plan.limit_words import CN, DASH, number
from toolkit.plan.workdays import last_of_month


@dataclass(frozen=True, slots=True)
class Point:
    """A form of date as it stands in the text, with the year still open."""

    start: int
    end: int
    form: str
    found: re.Match[str]


_N = rf"(?:[0-9]+|[{CN}]{{1,3}})"
TO = rf"(?:起|开始)?(?:一?直至|截至|至|到|{DASH}{{1,2}})"
WEEKDAY = r"(?:[（(](?:周|星期)[一二三四五六日天][）)])?"
_YEAR = (
    rf"(?:(?:(?<![0-9])(?:19|20)[0-9]{{2}}年?{TO})?"
    r"(?:(?<![0-9])(?P<year>(?:19|20)[0-9]{2})|(?P<cn_year>[一二][〇零○O0九][〇零○O0一二三四五六七八九]{2}))年度?"
    r"|(?P<word>(?:今|本|明|次|翌|后|去|同)年度?))"
)
# A month or quarter after a number, a list mark or an unread year (“21年3月”, “3、6月”) is not one to infer a year for.
_NO_YEAR = rf"(?<![年第每0-9.{CN}])(?<![0-9] )(?<![0-9{CN}]、)"
# “26年6月”: never 26 years, because a month follows at once.
_SHORT = r"(?<![0-9./])(?<![0-9] )(?P<short>1[5-9]|[2-4][0-9])"
_DATED = rf"(?:{_YEAR}|{_SHORT}年|{_NO_YEAR})"
_BARE = r"(?<![0-9])(?P<bare_year>20[0-9]{2})"  # 2026上半年, 2026Q3
_ENDS = r"(?:(?:之|以)?前(?!期|后|往|列|提)|止|$|[，。；、）)])"
# 5.31 is a day before 前, or where nothing else stands there, and 3.5 not even then.
_ALONE = r"[^，。；]*(?:前|止)|[0-9./~至到—-]+(?:/[0-9]{1,2}|[.][0-9]{2})日?$"
FORMS = {
    form: re.compile(pattern)
    for form, pattern in {
        "day": rf"{_DATED}(?P<month>{_N})月(?:(?P<first>{_N})[日号]?{TO})?(?P<day>{_N})[日号目]",
        "no_day": rf"{_DATED}(?P<month>{_N})月(?P<day>[0-9]{{1,2}})(?={_ENDS})",
        "dots": rf"(?:{_YEAR}|(?<![0-9.年/])(?={_ALONE}))(?:[0-9]{{1,2}}[./][0-9]{{1,2}}{TO})?"
        rf"(?P<month>0?[1-9]|1[0-2])[./](?P<day>0?[1-9]|[12][0-9]|3[01])日?(?={_ENDS})",
        "dash": r"(?<![0-9./-])(?P<month>0?[1-9]|1[0-2])-(?P<day>0?[1-9]|[12][0-9]|3[01])(?=(?:之|以)?前(?!期|后))",
        "figures": r"(?<![0-9])(?P<year>20[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12][0-9]|3[01])(?![0-9])日?",
        "short_iso": rf"{_SHORT}(?P<dot>[./-])(?P<month>[0-9]{{1,2}})(?P=dot)(?P<day>[0-9]{{1,2}})(?![0-9./-])日?",
        "iso": r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?P<dot>[./-])(?P<month>[0-9]{1,2})(?P=dot)(?P<day>[0-9]{1,2})"
        r"(?![0-9])日?(?:[ T]00:00:00)?",
        "month": rf"{_DATED}(?:(?P<first>{_N})月?份?{TO})?(?P<month>{_N})月(?!{_N}[日号])份?"
        r"(?P<part>[上中下]{1,3}旬|月?[底末])?",
        "year_month": r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})[./-](?P<month>0?[1-9]|1[0-2])(?![0-9]|[./-][0-9])月?"
        r"(?P<part>[底末])?",
        "quarter": rf"(?:{_DATED}|{_BARE})前?(?:第?(?P<first>[一二三四1-4])(?:季度)?(?:{TO}|、))?"
        r"(?:第?(?P<quarter>[一二三四1-4])季度|[Qq](?P<q>[1-4]))"
        r"(?P<part>[底末])?",
        "half": rf"(?:{_YEAR}|{_SHORT}年|{_BARE}|(?<![年0-9{CN}]))"
        r"(?:(?P<half>[上下])半年(?P<part>[底末])?|[Hh](?P<h>[12]))",
        "year": rf"{_YEAR}(?P<part>年?[底末终])?",
        "short_year": rf"{_SHORT}年(?P<part>年?[底末终])",
        "year_end": rf"(?<![年每0-9A-Za-z×＊*{CN}〇零○壹贰叁肆伍陆柒捌玖拾])(?<![当近往历半两几前去数])"
        r"(?P<part>年[底末终内]|岁末)",
        "this_month": r"(?P<word>本|下个?)月(?P<part>[底末内])"
        r"|(?:^|(?<=[，。；、：:;,（(于在至到保]))(?P<bare>月[底末])",
        "week": r"(?P<word>本|下)(?:周|个?星期)(?P<weekday>[一二三四五六日天])?(?P<part>[底末内])?",
        "feast": rf"(?:{_YEAR}|{_SHORT}年|(?<![0-9一二三四五六七八九十])){FEAST}",
        "next_day": rf"(?P<word>本|下个?)月(?P<day>{_N})[日号]",
        "five_years": r"[“\"'‘「]?十(?P<plan>[二三四五六])五[”\"'’」]?(?:规划)?(?:期间|时期|期?[末内底])末?",
    }.items()
}


DAYS = ("day", "no_day", "dots", "dash", "figures", "short_iso", "iso")
FROM_ISSUE = ("this_month", "next_day", "week")
WRITTEN_YEARS = ("year", "cn_year", "plan", "bare_year", "short")


def points_in(text: str) -> list[Point]:
    """What looks like a date, the longest where several begin at one place, none inside another."""
    every = [Point(m.start(), m.end(), form, m) for form, look in FORMS.items() for m in look.finditer(text)]
    points: list[Point] = []
    for point in sorted(every, key=lambda p: (p.start, -p.end)):
        if not points or point.start >= points[-1].end:
            points.append(point)
    return points


def group(point: Point, name: str) -> str:
    """What a form has of a name (``year``, ``month``, ``part`` …), "" where it has nothing."""
    return point.found.groupdict().get(name) or ""


def year_of(point: Point, before: tuple[int, bool] | None, issued_on: date | None) -> tuple[int, bool] | None:
    """The year of a point and whether it is inferred; None where nothing supports one."""
    if plan := group(point, "plan"):
        return 2015 + 5 * "二三四五六".index(plan), False
    if written := group(point, "year") or group(point, "bare_year"):
        return int(written), False
    if written := group(point, "cn_year"):
        return int("".join(str("〇一二三四五六七八九".index(c)) for c in re.sub("[零○O0]", "〇", written))), False
    if written := group(point, "short"):
        return 2000 + int(written), False
    word = group(point, "word")[:1]
    if word in ("次", "翌", "同") and before:
        return before[0] + (word != "同"), True
    later = comes_next(group(point, "feast"))
    if before and not word and point.form not in FROM_ISSUE:
        return before[0] + later, before[1]
    if issued_on is None or word == "同":
        return None
    return issued_on.year + later + {"明": 1, "次": 1, "翌": 1, "后": 2, "去": -1}.get(word, 0), True


def last_day(point: Point, year: int, issued_on: date | None) -> tuple[date, str]:
    """The last day of the point and how it is found; ValueError if there is no such day."""
    part = group(point, "part")
    if point.form in DAYS:
        if (first := group(point, "first")) and number(first) > number(group(point, "day")):
            raise ValueError
        return date(year, number(group(point, "month")), number(group(point, "day"))), "取文中日期"
    if point.form in ("month", "year_month"):
        month = number(group(point, "month"))
        if (first := group(point, "first")) and number(first) > month:
            raise ValueError
        day = {"上": 10, "中": 20}.get(part[-2:-1] if part.endswith("旬") else "")
        return (date(year, month, day), f"取当月{day}日") if day else (last_of_month(year, month), "取当月最后一日")
    if point.form == "quarter":
        return last_of_month(year, 3 * number(group(point, "quarter") or group(point, "q"))), "取当季最后一日"
    if point.form == "half":
        first_half = group(point, "half") == "上" or group(point, "h") == "1"
        return last_of_month(year, 6 if first_half else 12), "取半年最后一日"
    if point.form == "feast":
        return feast_day(group(point, "feast"), year), "取节前一日"
    if point.form in FROM_ISSUE and issued_on:
        return _from_issue(point, year, issued_on)
    return date(year, 12, 31), "取规划期最后一日" if point.form == "five_years" else "取当年最后一日"


def _from_issue(point: Point, year: int, issued_on: date) -> tuple[date, str]:
    """The last day of 本周, 下月5日 and the like."""
    later = group(point, "word")[:1] == "下"
    if point.form == "week":
        monday = issued_on - timedelta(days=issued_on.weekday()) + timedelta(weeks=later)
        weekday = "一二三四五六日".index((group(point, "weekday") or "日").replace("天", "日"))
        return monday + timedelta(days=weekday), "按发文日期推算"
    month = issued_on.month + later
    year, month = year + month // 13, (month - 1) % 12 + 1
    if point.form == "next_day":
        return date(year, month, number(group(point, "day"))), "按发文月份推算"
    return last_of_month(year, month), "按发文月份推算，取当月最后一日"


def written_day(point: Point) -> date | None:
    """The day that stands there in full, None where year, month or day is missing."""
    year = year_of(point, None, None)
    try:
        return last_day(point, year[0], None)[0] if year else None
    except ValueError:
        return None
