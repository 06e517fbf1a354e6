"""Dates: how a form takes and shows them, and how its formulas read them.

Knows: Excel's day numbers. Must not know: where cells stand, which day it is, how dates are written otherwise
(`toolkit.kinds.written_dates`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.kinds import live
from toolkit.kinds.field import Field, shown
from toolkit.kinds.kind import Kind, ListName, Validation
from toolkit.kinds.values import Normalised, Value
from toolkit.kinds.written_dates import DAY_NUMBERS, read_date
from toolkit.plan.model import ValueType

_DIGITS = "0123456789"


@dataclass(frozen=True, kw_only=True)
class CalendarDate(Kind):
    """A day."""

    word: str = "日期"
    type: ValueType = ValueType.DATE
    how: str = "填日期，如 2021-01-31"
    when_blank: str = "请填日期，如 2021-01-29。"
    number_format: str = "yyyy-mm-dd"
    cells: int = 5
    refused: tuple[str, ...] = ("#REF!", "无", "2021-2-29", "2021年1月", "1月28日", "21-1-28", "1/2/2021", "月底")

    def read(self, field: Field, raw: object) -> Normalised:
        """See `toolkit.kinds.written_dates`."""
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

    def untaken(self, field: Field, cell: str, lists: ListName) -> str:
        """Nothing but a day within the limits can stand."""
        tests = [f"{cell}>={DAY_NUMBERS.start}", f"{cell}<{DAY_NUMBERS.stop}"]
        tests += [f"{cell}>={live.literal(field.minimum)}"] if field.minimum is not None else []
        tests += [f"{cell}<{live.literal(field.maximum)}+1"] if field.maximum is not None else []
        tests += [f"{cell}<TODAY()+1"] if field.past else []
        return f"IF(ISNUMBER({cell}),NOT(AND({','.join(tests)})),TRUE)"

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
    likely = f"AND({cell}>={DAY_NUMBERS.start},{cell}<{DAY_NUMBERS.stop})"
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
