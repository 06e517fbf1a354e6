"""The one reader of dates, for what units fill in and for what the office writes: ``2021.1.31``,
``2021年1月31日 星期日``, ``20210131``, ``二〇二一年元月卅一日``, ``2021-01-31T00:00:00.000Z``, Excel's day numbers.

Knows: how dates are written. Must not know: fields, where cells stand, which day it is. A date is only taken when year,
month and day all stand there, in an order that can be told; a year of two digits may be a day. A day without its year
is taken only where whoever asks knows between which days it must lie, and only one year fits.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta, timezone

from toolkit.base.blanks import bare
from toolkit.base.numerals import chinese_number
from toolkit.kinds.values import Normalised, as_read, narrow, problem, quoted, repaired

# 1906-01-08 to 2199-12-31. Smaller numbers are years or days that were typed alone, larger ones are no days.
DAY_NUMBERS = range(2200, 109575)
_EPOCH = date(1899, 12, 30)  # Excel's day 0, but for the days before its 29 February 1900
_BEIJING = timezone(timedelta(hours=8))
_EXAMPLE = "请填日期，如 2021-01-31。"
_NOTHING = {"无", "没有", "暂无", "/", "\\", "-", "--"}

# What the keys beside "." and "-" give, dots of other scripts, dashes of all lengths; the zeros of Chinese numerals.
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("。、,，·・‧•∙⋅｡､_\\", "."),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("◯○零", "〇"),
        "⁄": "/",
    }
)
_QUOTES = "'\"‘’“”"
_TEN = "一二三四五六七八九十"
_YEAR = r"(?:公元|西元)?\s*(?P<y>[0-9〇Oo一二三四五六七八九]{4}|[两二]千〇?[一二三四五六七八九十]{1,4})"
_MONTH = rf"(?P<m>[0-9]{{1,2}}|〇?[{_TEN}]{{1,2}}|元(?=\s*月))"
_DAY = rf"(?P<d>[0-9]{{1,2}}|〇?[{_TEN}廿卅]{{1,3}})(?![0-9{_TEN}])\s*[日号]?"
_BETWEEN = r"\s*(?:[-/.]+|年)\s*"
_WITHIN = r"\s*(?:[-/.]+|月)\s*"
_WHOLE = re.compile(rf"{_YEAR}(?:{_BETWEEN}{_MONTH}{_WITHIN}|\s+(?P<m2>[0-9]{{1,2}})\s+){_DAY}(?P<tail>.*)", re.DOTALL)
_EIGHT_DIGITS = re.compile(r"(?P<y>(?:19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})日?(?P<tail>(?![0-9]).*)", re.DOTALL)
_NO_YEAR = re.compile(rf"{_MONTH}{_WITHIN}{_DAY}(?P<tail>.*)", re.DOTALL)
_SHORT_YEAR = re.compile(r"([0-9]{2})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*[日号]?")
_YEAR_LAST = re.compile(r"(?P<a>[0-9]{1,2})[-/.](?P<b>[0-9]{1,2})[-/.](?P<y>[0-9]{4})(?P<tail>(?![0-9]).*)", re.DOTALL)
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = rf"(?P<m>{'|'.join(_NAMES)})[a-z]*\.?"
_ENGLISH = tuple(
    re.compile(rf"(?:[a-z]{{3,9}}\.?\s+)?{order}(?P<tail>(?![0-9]).*)", re.DOTALL)
    for order in (
        rf"{_NAMED}[-\s]*(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?[-.\s]+(?P<y>[0-9]{{4}})",
        rf"(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?[-.\s]*{_NAMED}[-.\s]*(?P<y>[0-9]{{4}})",
    )
)
_A_SERIAL = re.compile(r"(?:3[6-9]|[4-6][0-9]|7[0-3])[0-9]{3}(?:\.[0-9]+)?")  # days of this century
_NO_DAY = re.compile(
    rf"(?:公元)?(?:(?:19|20)[0-9]{{2}}|[〇Oo0一二三四五六七八九]{{4}}(?=年))"
    rf"(?:\s*[-/.年]\s*(?:[0-9]{{1,2}}|[{_TEN}]{{1,2}}|元)\s*月?(?:份|底|末|初|中|[上中下]旬)?"
    rf"|\s*年?(?:底|末|初|中|[上下]半年)?)"
)
_CHINESE_DIGITS = str.maketrans("〇Oo一二三四五六七八九", "000123456789")

# What may follow a day: its weekday, the time of day, how far that is from UTC.
_CLOCK = (
    r"(?P<hour>[0-9]{1,2})(?:\s*:\s*(?P<minute>[0-9]{2})(?:\s*:\s*(?P<second>[0-9]{2})(?:\.[0-9]+)?)?"
    r"|\s*[时点](?:整|半|[0-9]{1,2}分?(?:[0-9]{1,2}秒?)?|[一二三]刻)?)"
)
_ZONE = r"(?P<zone>z|(?:gmt|utc)?\s*(?P<sign>[+-])(?P<off>[0-9]{1,2}):?(?P<off2>[0-9]{2})?|gmt|utc)"
_TAIL = re.compile(
    rf"[\s(.]*(?:(?:星期|周|礼拜)(?P<week>[一二三四五六日天1-6])|(?P<named>mon|tue|wed|thu|fri|sat|sun)[a-z]*)?[\s).]*"
    rf"(?:凌晨|清晨|早上?|上午|中午|下午|傍晚|晚上?|夜|[ap]m)?[\s.]*"
    rf"(?:t?\s*{_CLOCK}\s*(?:[ap]\.?m\.?)?\s*{_ZONE}?|z|[+-][0-9]{{2}}:[0-9]{{2}})?"
    rf"\s*(?:\((?:中国|北京)标准时间\)|\(cst\))?[\s.]*"
)
_WEEKDAYS = {**dict(zip("一二三四五六日天", (*range(7), 6), strict=True)), **{str(n + 1): n for n in range(6)}}
_NAMED_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_date(raw: object, within: tuple[date, date] | None = None) -> Normalised:
    """The day that stands in a cell, or why there is none; ``raw`` is as a workbook's reader gives it and not blank.

    ``within`` are the first and the last day that can be meant: a day without its year takes the year from them.
    """
    if isinstance(raw, bool | time | timedelta):
        return problem("date.unreadable", f"填的“{as_read(raw)}”不是日期。", _EXAMPLE)
    if isinstance(raw, date):
        day = raw.date() if isinstance(raw, datetime) else raw
        if (day - _EPOCH).days not in DAY_NUMBERS:
            return problem("date.unreadable", f"填的“{as_read(raw)}”不像是要填的日期。", _EXAMPLE)
        return repaired(raw, day)
    if isinstance(raw, int | float):
        if math.isfinite(raw) and int(raw) in DAY_NUMBERS:
            return repaired(raw, _EPOCH + timedelta(days=int(raw)))
        return _typed(as_read(raw), None)  # 2.3 may have been typed as 2.30
    return _typed(str(raw), within)


def _typed(raw: str, within: tuple[date, date] | None) -> Normalised:
    said = quoted(raw)
    if bare(raw) in _NOTHING:
        return problem("date.none", f"填的是“{said}”，不是日期。", "没有日期的，请空着不填。")
    text = narrow(raw).strip(_QUOTES).translate(_SIGNS).strip().rstrip(".").lower()
    if _A_SERIAL.fullmatch(text):
        return repaired(raw, _EPOCH + timedelta(days=int(float(text))))
    found = _whole(text)
    if found is None:
        return _without_year(raw, said, text, within) or _unreadable(said, text)
    return _day_of(raw, said, *found)


def _whole(text: str) -> tuple[tuple[int, int, int], re.Match[str]] | None:
    """Year, month and day of a complete date, whether or not there is such a day, and what follows them."""
    match = _WHOLE.fullmatch(text) or _EIGHT_DIGITS.fullmatch(text)
    if match:
        year, month, day = _year(match["y"]), _number(match["m"] or match["m2"]), _number(match["d"])
    elif match := _YEAR_LAST.fullmatch(text):
        one, other = int(match["a"]), int(match["b"])
        if (one > 12) is (other > 12):
            return None  # which of them is the month nobody can tell
        year, month, day = int(match["y"]), min(one, other), max(one, other)
    elif match := next(filter(None, (way.fullmatch(text) for way in _ENGLISH)), None):
        year, month, day = int(match["y"]), _NAMES.index(match["m"]) + 1, int(match["d"])
    else:
        return None
    tail = _TAIL.fullmatch(match["tail"])
    if year is None or month is None or day is None or tail is None:
        return None
    return (year, month, day), tail


def _day_of(raw: str, said: str, numbers: tuple[int, int, int], tail: re.Match[str]) -> Normalised:
    """The day of a complete date; one that its time zone moves is the day in Beijing."""
    try:
        day = date(*numbers)
        hour = 0 if tail["hour"] == "24" else int(tail["hour"] or 0)
        clock = datetime(*numbers, hour, int(tail["minute"] or 0), int(tail["second"] or 0))
        if tail["zone"]:
            off = timedelta(hours=int(tail["off"] or 0), minutes=int(tail["off2"] or 0))
            zone = timezone(-off if tail["sign"] == "-" else off)
            day = clock.replace(tzinfo=zone).astimezone(_BEIJING).date()
    except (ValueError, OverflowError):
        return problem("date.impossible", f"填的“{said}”没有这一天。", "请核对后重新填写。")
    weekday = _WEEKDAYS.get(tail["week"] or "")
    weekday = _NAMED_WEEKDAYS.index(tail["named"]) if tail["named"] else weekday
    if weekday is not None and weekday != day.weekday():
        return problem("date.ambiguous", f"填的“{said}”日期和星期对不上。", f"请核对后只填日期，如 {day.isoformat()}。")
    return repaired(raw, day)


def _without_year(raw: str, said: str, text: str, within: tuple[date, date] | None) -> Normalised | None:
    """A month and a day: with the year from ``within`` where only one fits; None for any other text."""
    match = _NO_YEAR.fullmatch(text)
    tail = _TAIL.fullmatch(match["tail"]) if match else None
    month, day = (_number(match["m"]), _number(match["d"])) if match else (None, None)
    if tail is None or month is None or day is None:
        return None
    if within is not None:
        days = (_calendar(year, month, day) for year in range(within[0].year, within[1].year + 1))
        fitting = [one for one in days if one is not None and within[0] <= one <= within[1]]
        if len(fitting) == 1:
            return _day_of(raw, said, (fitting[0].year, month, day), tail)
    likely = _calendar(within[1].year if within else 2021, month, day)
    if likely is None:
        return None
    return problem("date.ambiguous", f"填的“{said}”没有写年份。", f"请连年份一起填，如 {likely.isoformat()}。")


def _unreadable(said: str, text: str) -> Normalised:
    """Why a text is no date, as exactly as can be told."""
    if _NO_DAY.fullmatch(text):
        return problem("date.incomplete", f"填的“{said}”没有写到哪一天。", "请填完整的日期，如 2021-01-31。")
    if match := _SHORT_YEAR.fullmatch(text):
        likely = _calendar(2000 + int(match[1]), int(match[2]), int(match[3]))
        if likely is not None:
            return problem(
                "date.ambiguous", f"填的“{said}”年份只写了两位，可能认错。", f"请写四位年份，如 {likely.isoformat()}。"
            )
    if _YEAR_LAST.fullmatch(text):
        return problem("date.ambiguous", f"填的“{said}”分不清月和日。", "请按年月日的顺序填，如 2021-01-31。")
    return problem("date.unreadable", f"填的“{said}”不是日期。", _EXAMPLE)


def _year(text: str) -> int | None:
    if text[1:2] == "千":
        return chinese_number(text)
    return int(text.translate(_CHINESE_DIGITS))


def _number(text: str) -> int | None:
    """A month or a day in digits or in Chinese: 1, 01, 一, 元, 十二, 廿八, 卅一."""
    if text.isdecimal():
        return int(text)
    plain = text.removeprefix("〇").replace("元", "一")
    for short, long in (("廿", "二十"), ("卅", "三十")):
        plain = plain.replace(short, long)
    return chinese_number(plain)


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
