"""The dates in a time limit: 2021年6月底前, 一季度末, 30日内, 三月上旬, “十四五”期间 …

Knows: how documents write dates and periods, and the calendar. Must not know: what a date is for. A date that is not in
the calendar (2月30日) is not given; a year that is not written is inferred from the day of issue and marked.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from toolkit.plan.workdays import next_workday

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "O": 0, "两": 2}
_CHINESE_YEAR = re.compile(r"[〇零○O一二三四五六七八九]{4}(?=年)")
_CHINESE_NUMBER = re.compile(r"[一二三四五六七八九十两]{1,3}(?=(?:个?(?:月|工作日|自然日|星期|周|季度|年)|[日号天]))")
_QUARTERS = {"1": 3, "2": 6, "3": 9, "4": 12, "一": 3, "二": 6, "三": 9, "四": 12}
_PLANS = {"十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030, "十六五": 2035}

_CIRCLED = re.compile(r"[①-⒇]")  # NFKC makes plain digits of them, which would stick to the year behind
_REL = r"(?P<rel>今年|本年度?|当年|明年|次年|后年)的?"
_NUMBER_YEAR = rf"(?:(?<!\d)(?P<year>\d{{4}})年?|{_REL})"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("plan", r"[“\"]?(?P<plan>十[二三四五六]五)[”\"]?(?:规划)?(?:时期|期间|期|末|规划期)?(?:内|末|底|结束)?"),
        # 2021年1月31日, 2021.1.31, 2021-01-31, 1月31日
        ("day", rf"(?:{_NUMBER_YEAR}\s*[年./-]?\s*)?(?P<month>\d{{1,2}})(?:月|(?<=\d)[./-])(?P<day>\d{{1,2}})[日号]"),
        ("day", r"(?P<year>\d{4})[./-](?P<month>\d{1,2})[./-](?P<day>\d{1,2})(?!\d)"),
        ("day", r"(?P<year>20\d{2})(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)"),
        ("third", rf"(?:{_NUMBER_YEAR})?(?P<month>\d{{1,2}})月份?(?P<third>上|中|下)旬"),
        # the end of a range counts: 1月至3月, 1—6月
        ("month", rf"(?:{_NUMBER_YEAR})?\d{{1,2}}月?份?(?:至|到|-|—|~|～)(?P<month>\d{{1,2}})月份?(?:底|末)?"),
        ("month", rf"(?:{_NUMBER_YEAR})?(?P<month>\d{{1,2}})月份?(?P<end>底|末|内)?"),
        ("month", r"(?P<year>\d{4})[./-](?P<month>\d{1,2})(?![\d./-])(?:月)?"),
        ("quarter", rf"(?:{_NUMBER_YEAR})?第?(?P<quarter>[一二三四1-4])季度?(?:末|底|内)?"),
        ("half", rf"(?:{_NUMBER_YEAR})?(?P<half>上|下)半年(?:末|底|内)?"),
        ("near", r"(?P<near>本月|当月|下个?月|次月)(?:(?P<day>\d{1,2})[日号]|份?(?:底|末|内))"),
        ("year", rf"(?:(?<!\d)(?P<year>\d{{4}})年|{_REL})(?:度)?(?P<end>年?底|年?末|内|年内|全年|年终)?"),
        ("year_end", r"(?<![\d年])(?:年底|年末|年内|岁末|年终)"),
    )
)
_AFTER = re.compile(r"(?:之后|以后|后(?!续)|起(?!至|到)|开始)")
_RANGE_BEGIN = re.compile(r"起?(?:至|到|-|—|~)(?=\d|今|明|本|年底)")
# After a bare year only this keeps it a time limit: 2021年完成, but not 2021年秋季学期, 2021年第3次会议.
_YEAR_STANDS = re.compile(r"$|[,;。、:()]|之?前|以前|完成|全[部面]|实现|基本|落实|整改|解决|建成|达到|取得|底|末|内")
_BEFORE = re.compile(r"之?前|以前")
_WITHIN = re.compile(
    r"(?<!\d)(?P<half>半)?(?P<number>\d{1,3})?(?P<each>个)?(?P<half2>半)?(?P<unit>工作日|自然日|月|季度|星期|周|年|[日天])(?:之内|以内|内)"
)
_OTHER_START = re.compile(r"收到|接到|到位|批复|验收|审批|通知|资金|下达|反馈之日|签订|开工|竣工|条件")
_FROM_ISSUE = re.compile(r"印发|发文|下发|发布|本(?:方案|通知|文件)")


@dataclass(frozen=True, slots=True)
class Found:
    """A date or a running period in a text: where it stands, its words, its last day (None: not to be worked out)."""

    start: int
    text: str
    day: date | None
    basis: str
    inferred: bool = False
    relative: bool = False


def plain(text: str) -> str:
    """The text in half-width digits without spaces, Chinese numerals of dates and periods as digits."""
    text = _CIRCLED.sub("、", text.replace("○", "〇").replace("◯", "〇"))
    said = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    said = _CHINESE_YEAR.sub(lambda match: "".join(str(_DIGITS[c]) for c in match[0]), said)
    return _CHINESE_NUMBER.sub(lambda match: str(_small(match[0]) or match[0]), said)


def dates_in(said: str, issued_on: date | None, inclusive: bool) -> tuple[list[Found], list[str]]:
    """Everything dated in a text as `plain` gives it, in order; and what a person must be asked about it."""
    queries: list[str] = []
    found = _periods(said, issued_on, queries)
    covered = [(one.start, one.start + len(one.text)) for one in found]
    year: int | None = None
    place = 0
    while place < len(said):
        match, kind = _next(said, place)
        if match is None:
            break
        place = match.end()
        if any(match.start() < end and match.end() > start for start, end in covered):
            continue
        before = _BEFORE.match(said, match.end())
        if _AFTER.match(said, match.end()) and not before:
            queries.append(f"“{match[0]}”之后没有截止日期，请人工确定。")
            continue
        if kind == "year" and not match["end"] and not _YEAR_STANDS.match(said, match.end()):
            if not _RANGE_BEGIN.match(said, match.end()):
                queries.append(f"“{match[0]}”没有写明到哪一天，请人工确定。")
            year = int(match["year"]) if match["year"] else year
            continue
        one, year = _dated(match, kind, year, issued_on, queries)
        if _RANGE_BEGIN.match(said, match.end()):
            continue  # only the end of a range is a time limit
        if one is not None:
            if kind == "day" and before and not inclusive and one.day is not None:
                basis = f"“{match[0]}{before[0]}”，按设置不含当日。"
                one = Found(one.start, one.text, one.day - timedelta(days=1), basis, one.inferred)
            found.append(one)
    return sorted(found, key=lambda one: one.start), queries


def _next(said: str, place: int) -> tuple[re.Match[str] | None, str]:
    """The leftmost date from ``place`` on; of several that begin there, the first kind that fits."""
    best: re.Match[str] | None = None
    kind = ""
    for name, pattern in _PATTERNS:
        match = pattern.search(said, place)
        if match and match[0] and (best is None or match.start() < best.start()):
            best, kind = match, name
    return best, kind


def _dated(
    match: re.Match[str], kind: str, year: int | None, issued_on: date | None, queries: list[str]
) -> tuple[Found | None, int | None]:
    """A match as a date, and the year that the dates after it are in."""
    parts = match.groupdict()
    text, inferred, note = match[0], False, ""
    if kind == "plan":
        end = _PLANS[parts["plan"]]
        return Found(match.start(), text, date(end, 12, 31), f"“{text}”，到 {end} 年底。"), end
    if kind == "near":
        return _near(match, issued_on, queries), year
    if parts.get("year"):
        year = int(parts["year"] or 0)
    elif parts.get("rel") or year is None:
        if issued_on is None:
            queries.append(f"“{text}”没有写年份，也不知道发文日期，请人工确定。")
            return None, year
        ahead = {"明年": 1, "次年": 1, "后年": 2}.get(parts.get("rel") or "", 0)
        year, inferred = issued_on.year + ahead, True
        queries.append(f"“{text}”没有写明是哪一年，按发文日期推断为 {year} 年，请核对。")
        note = "年份是按发文日期推断的。"
    if not 1990 <= year <= 2100:
        queries.append(f"“{text}”的年份不像是真的，请核对。")
        return None, None
    day, how = _END[kind](year, parts)
    if day is None:
        queries.append(f"“{text}”没有这一天，请核对。")
        return None, year
    return Found(match.start(), text, day, f"“{text}”{how}。{note}", inferred), year


def _near(match: re.Match[str], issued_on: date | None, queries: list[str]) -> Found | None:
    """A day of the month of issue or of the next."""
    if issued_on is None:
        queries.append(f"“{match[0]}”要看发文日期，但不知道发文日期，请人工确定。")
        return None
    ahead = match["near"] not in ("本月", "当月")
    years, month = divmod(issued_on.month - 1 + ahead, 12)
    parts = {"month": str(month + 1), "day": match["day"]}
    day, _ = _day(issued_on.year + years, parts) if match["day"] else _month(issued_on.year + years, parts)
    if day is None:
        queries.append(f"“{match[0]}”没有这一天，请核对。")
        return None
    queries.append(f"“{match[0]}”是按发文日期推断的（{day}），请核对。")
    return Found(match.start(), match[0], day, f"“{match[0]}”，按发文日期推断。", inferred=True)


def _day(year: int, parts: dict[str, str | None]) -> tuple[date | None, str]:
    try:
        return date(year, int(parts["month"] or 0), int(parts["day"] or 0)), "，含当日"
    except ValueError:
        return None, ""


def _third(year: int, parts: dict[str, str | None]) -> tuple[date | None, str]:
    last = {"上": 10, "中": 20}.get(parts["third"] or "")
    if last is None:
        return _month(year, parts)
    return _day(year, {**parts, "day": str(last)})[0], f"，取{last}日"


def _month(year: int, parts: dict[str, str | None]) -> tuple[date | None, str]:
    month = int(parts["month"] or 0)
    if not 1 <= month <= 12:
        return None, ""
    return date(year, month, calendar.monthrange(year, month)[1]), "，取当月最后一日"


def _quarter(year: int, parts: dict[str, str | None]) -> tuple[date | None, str]:
    month = _QUARTERS[parts["quarter"] or ""]
    return _month(year, {"month": str(month)})[0], "，取季度最后一日"


def _half(year: int, parts: dict[str, str | None]) -> tuple[date | None, str]:
    return (date(year, 6, 30) if parts["half"] == "上" else date(year, 12, 31)), "，取半年最后一日"


def _year(year: int, parts: dict[str, str | None]) -> tuple[date | None, str]:
    return date(year, 12, 31), "，取12月31日"


_End = Callable[[int, dict[str, str | None]], tuple[date | None, str]]
_END: dict[str, _End] = {
    "day": _day, "third": _third, "month": _month, "quarter": _quarter, "half": _half, "year": _year,
    "year_end": _year,
}  # fmt: skip


# -- periods that run from a day ---------------------------------------------------------------------------------------


def _periods(said: str, issued_on: date | None, queries: list[str]) -> list[Found]:
    """Periods such as 30日内. They run from the day after issue (Civil Code, art. 201)."""
    found = []
    for match in _WITHIN.finditer(said):
        number, unit = match["number"], match["unit"]
        half = bool(match["half"] or match["half2"])
        if number is None and not half:
            continue
        # 6月内 is June and 1月15日内 is a date; only 6个月内 and 15日内 run.
        if (unit in ("月", "季度") and not (match["each"] or half)) or said[: match.start()].endswith("月"):
            continue
        clause = re.split(r"[，,；;。]", said[: match.start()])[-1]
        text, day, basis = match[0], None, ""
        if _OTHER_START.search(clause) and not _FROM_ISSUE.search(clause):
            queries.append(f"“{clause}{text}”不知道从哪一天起算，请人工确定。")
        elif issued_on is None:
            queries.append(f"“{text}”要从发文次日起算，但不知道发文日期，请人工确定。")
        else:
            day = _run(issued_on, int(number or 0), half, unit)
            if day is None:
                queries.append(f"“{text}”算不出截止日期，请人工确定。")
            else:
                basis = f"“{text}”，从发文次日（{issued_on + timedelta(days=1)}）起算，到 {day}。"
        found.append(Found(match.start(), text, day, basis, relative=True))
    return found


def _run(start: date, number: int, half: bool, unit: str) -> date | None:
    """The last day of a period that begins on the day after ``start``.

    Months and years end on the corresponding day, or the month's last where there is none (Civil Code, art. 202).
    """
    if half and (number or unit not in ("年", "月")):
        return None
    if unit == "工作日":
        day = start
        for _ in range(number):
            day = next_workday(day)
        return day
    if unit in ("自然日", "日", "天", "周", "星期"):
        return start + timedelta(days=number * (7 if unit in ("周", "星期") else 1))
    if half and unit == "月":
        return start + timedelta(days=15)
    months = 6 if half else number * {"月": 1, "季度": 3, "年": 12}[unit]
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _small(text: str) -> int | None:
    """A Chinese numeral from 一 to 九十九, as documents write months, days and small counts."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS[text] if len(text) == 1 else None
    if (tens and (len(tens) > 1 or tens == "十")) or len(ones) > 1 or ones == "十":
        return None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
