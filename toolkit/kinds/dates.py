"""Dates, and how people type them: ``2021.1.31``, ``2021年1月31日``, ``20210131``, ``二〇二一年一月三十一日``.

Knows: how dates are written, and Excel's day numbers. Must not know: where cells stand, which day it is. A date is only
taken when year, month and day all stand there; a missing year is not guessed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from toolkit.base.blanks import bare
from toolkit.base.numerals import chinese_number
from toolkit.kinds import live
from toolkit.kinds.field import Field, shown
from toolkit.kinds.kind import Kind, ListName, Validation
from toolkit.kinds.values import Normalised, Value, as_read, narrow, problem, quoted, repaired
from toolkit.plan.model import ValueType

_NOTHING = {"无", "没有", "暂无", "/", "\\", "-", "--"}
# The Chinese full stop is what the key for "." gives; dashes of all lengths stand for the hyphen.
_SIGNS = str.maketrans({"。": ".", "‐": "-", "–": "-", "—": "-", "―": "-", "◯": "〇", "○": "〇", "零": "〇"})
_TIME = re.compile(r"(?<=[0-9日])[ T]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$")
_MONTH_AND_DAY = r"([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*[日号]?"
_FULL = re.compile(rf"([0-9]{{4}})\s*[-/.年]\s*{_MONTH_AND_DAY}")
_EIGHT_DIGITS = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_NO_DAY = re.compile(
    r"(?:19|20)[0-9]{2}(?:\s*[-/.年]\s*[0-9]{1,2}\s*月?(?:份|底|末|初|[上中下]旬)?|\s*年?(?:底|末|初)?)"
)
_NO_YEAR = re.compile(_MONTH_AND_DAY)
_SHORT_YEAR = re.compile(rf"([0-9]{{2}})\s*[-/.年]\s*{_MONTH_AND_DAY}")
_YEAR_LAST = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}")
_CHINESE = re.compile(
    r"([〇O0一二三四五六七八九]{4})年(?:([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})[日号])?)?"
)
_CHINESE_DIGITS = str.maketrans("〇O一二三四五六七八九", "00123456789")
# 1906-01-08 to 2199-12-31. Smaller numbers are years or days that were typed alone, larger ones are no days.
_DAY_NUMBERS = range(2200, 109575)
_EPOCH = date(1899, 12, 30)  # Excel's day 0, but for the days before its 29 February 1900
_DIGITS = "0123456789"
_EXAMPLE = "请填日期，如 2021-01-31。"


def read_date(raw: object) -> Normalised:
    """What stands in the cell of a date field; ``raw`` is not blank."""
    if isinstance(raw, bool | time | timedelta):
        return problem("date.unreadable", f"填的“{as_read(raw)}”不是日期。", _EXAMPLE)
    if isinstance(raw, date):
        day = raw.date() if isinstance(raw, datetime) else raw
        if (day - _EPOCH).days not in _DAY_NUMBERS:
            return problem("date.unreadable", f"填的“{as_read(raw)}”不像是要填的日期。", _EXAMPLE)
        return repaired(raw, day)
    if isinstance(raw, int | float):
        if math.isfinite(raw) and int(raw) in _DAY_NUMBERS:
            return repaired(raw, _EPOCH + timedelta(days=int(raw)))
        return _typed(as_read(raw))
    return _typed(str(raw))


def _typed(raw: str) -> Normalised:
    said = quoted(raw)
    text = _TIME.sub("", narrow(raw).removeprefix("'").translate(_SIGNS)).rstrip(".")
    if bare(raw) in _NOTHING:
        return problem("date.none", f"填的是“{said}”，不是日期。", "没有日期的，请空着不填。")
    numbers = _numbers(text)
    if numbers is None:
        return _unreadable(said, text)
    try:
        return repaired(raw, date(*numbers))
    except ValueError:
        return problem("date.impossible", f"填的“{said}”没有这一天。", "请核对后重新填写。")


def _numbers(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a complete date, whether or not there is such a day."""
    match = _FULL.fullmatch(text) or _EIGHT_DIGITS.fullmatch(text)
    if match:
        return int(match[1]), int(match[2]), int(match[3])
    match = _CHINESE.fullmatch(text)
    if match and match[3]:
        month, day = chinese_number(match[2]), chinese_number(match[3])
        if month is not None and day is not None:
            return int(match[1].translate(_CHINESE_DIGITS)), month, day
    return None


def _unreadable(said: str, text: str) -> Normalised:
    """Why a text is no date, as exactly as can be told."""
    chinese = _CHINESE.fullmatch(text)
    if _NO_DAY.fullmatch(text) or (chinese and not chinese[3]):
        return problem("date.incomplete", f"填的“{said}”没有写到哪一天。", "请填完整的日期，如 2021-01-31。")
    if (match := _NO_YEAR.fullmatch(text)) and (likely := _likely("2021", match[1], match[2])):
        return problem("date.ambiguous", f"填的“{said}”没有写年份。", f"请连年份一起填，如 {likely}。")
    if (match := _SHORT_YEAR.fullmatch(text)) and (likely := _likely(f"20{match[1]}", match[2], match[3])):
        return problem("date.ambiguous", f"填的“{said}”年份只写了两位，可能认错。", f"请写四位年份，如 {likely}。")
    if _YEAR_LAST.fullmatch(text):
        return problem("date.ambiguous", f"填的“{said}”分不清月和日。", "请按年月日的顺序填，如 2021-01-31。")
    return problem("date.unreadable", f"填的“{said}”不是日期。", _EXAMPLE)


def _likely(year: str, month: str, day: str) -> str:
    """The date that was probably meant, as an example of how to write it; "" if there is no such day."""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


@dataclass(frozen=True, kw_only=True)
class CalendarDate(Kind):
    """A day."""

    word: str = "日期"
    type: ValueType = ValueType.DATE
    how: str = "填日期，如 2021-01-31"
    when_blank: str = "请填日期，如 2021-01-29。"
    number_format: str = "yyyy-mm-dd"
    cells: int = 5
    refused: tuple[str, ...] = ("#REF!", "无", "2021-2-29", "2021年1月", "1月28日", "21-1-28", "28/1/2021", "月底")

    def read(self, field: Field, raw: object) -> Normalised:
        """See `read_date`."""
        return read_date(raw)

    def reads(self, field: Field, cell: str, at: Sequence[str], lists: ListName) -> tuple[str, ...]:
        """The cell without blanks; that without 日; how many digits the month has; year, month, day; the day."""
        clean, days, month, number, _ = at
        wrong = live.wrong("请填日期，如 2021-01-31")
        day = f"DATE(INT({number}/10000),MOD(INT({number}/100),100),MOD({number},100))"
        real = f"{number}>=19000301,MONTH({day})=MOD(INT({number}/100),100),DAY({day})=MOD({number},100)"
        return (
            live.sorted_out(cell, f"IF(ISNUMBER({cell}),{_day_number(cell)},{live.trimmed(f'ASC({cell})')})"),
            f"IF(OR(ISNUMBER({clean}),LEN({clean})=0),{clean},"
            f'LEFT({clean},LEN({clean})-ISNUMBER(FIND(RIGHT({clean},1),"日号"))))',
            f'IF(ISNUMBER(FIND(MID({days}&REPT(" ",9),7,1),"-/.月")),1,2)',
            f"IF(OR(ISNUMBER({days}),LEN({clean})=0),{days},IFERROR({_eight_digits(clean, days, month)},{wrong}))",
            f"IF(ISNUMBER({number}),IF({number}<3000000,{number},IF(AND({real}),{day},{wrong})),{number})",
        )

    def unread(self, value: str) -> tuple[str, str]:
        """The value says it itself."""
        return live.is_wrong(value), value

    def same(self, value: str, prior: str) -> str:
        """Days are the same by their number."""
        return f"IF(ISNUMBER({value}),{value}={prior},FALSE)"

    def as_before(self, value: Value, prior: Value) -> bool:
        """The same day."""
        return value == prior

    def validation(self, field: Field, cell: str) -> Validation:
        """A day within the limits, eight digits, or a text, which the check beside it reads."""
        tests = [f"{cell}>={live.literal(field.minimum)}"] if field.minimum is not None else [f"{cell}>=1"]
        tests += [f"{cell}<={live.literal(field.maximum)}"] if field.maximum is not None else []
        tests += [f"{cell}<=TODAY()"] if field.past else []
        return Validation("custom", f"IF(ISNUMBER({cell}),OR({cell}>19000000,AND({','.join(tests)})),ISTEXT({cell}))")

    def refusal(self, field: Field) -> str:
        """Which dates it takes."""
        return "，".join(("请填日期，如 2021-01-31", *live.limits_in_words(field), *["不晚于今天"] * field.past)) + "。"

    def allowed(self, field: Field) -> str:
        """Which dates it takes."""
        words = [self.word]
        if field.past:
            words.append("不晚于填报当天")
        elif field.minimum is not None and field.maximum is not None:
            words.append(f"{shown(field.minimum)}—{shown(field.maximum)}")
        elif field.minimum is not None:
            words.append(f"不早于 {shown(field.minimum)}")
        return "，".join(words)

    def fits(self, field: Field, value: Value) -> bool:
        """Any day does."""
        return isinstance(value, date)


def _day_number(cell: str) -> str:
    """The day of a number in a cell as a formula: as `read_date` takes numbers."""
    likely = f"AND({cell}>={_DAY_NUMBERS.start},{cell}<{_DAY_NUMBERS.stop})"
    return f'IF({likely},INT({cell}),{cell}&"")'


def _eight_digits(clean: str, days: str, month: str) -> str:
    """Year, month and day of a text as one number of eight digits, as a formula; an error for any other text."""
    year, months, day = f"LEFT({days},4)", f"MID({days},6,{month})", f"MID({days},7+{month},9)"
    joined = f"{year}&{months}&{day}"
    together = (
        f'LEN({days})=8,EXACT({clean},{days}),OR(LEFT({days},2)={{"19","20"}}),{live.all_in(days, 1, 8, _DIGITS)}'
    )
    padded = f'{days}&REPT(" ",9)'
    apart = ",".join(
        (
            f'FIND(MID({padded},5,1),"-/.年")>0',
            f'FIND(MID({padded},6+{month},1),"-/.月")>0',
            f"LEN({day})>0",
            f"LEN({day})<3",
            f"VALUE({year})>=1900",
            live.all_in(joined, 1, 20, _DIGITS),
        )
    )
    number = f"VALUE({year})*10000+VALUE({months})*100+VALUE({day})"
    return f'IF(AND({together}),VALUE({days}),IF(AND({apart}),{number},VALUE("?")))'


KIND = CalendarDate()
