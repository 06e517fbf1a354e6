"""What people put into the cells of a form: for each kind of value, as typed and as pasted.

Knows: kinds of values and their limits. Must not know: what is right; forms and receipts are compared with each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from toolkit.kinds.field import Field
from toolkit.plan.model import ValueType


class Filling(NamedTuple):
    """How a cell is set (see `tests.programs.uno_scenes`), and with what."""

    how: str
    value: object = ""

    def __str__(self) -> str:
        return f"{self.how} {self.value!r}" if self.how != "type" else repr(self.value)


CLEAR = Filling("clear")
_EPOCH = date(1899, 12, 30)


def typed(*texts: str) -> list[Filling]:
    """From the keyboard."""
    return [Filling("type", text) for text in texts]


def pasted(*texts: str) -> list[Filling]:
    """As texts, whatever they look like."""
    return [Filling("text", text) for text in texts]


def numbers(*values: float, look: str = "number") -> list[Filling]:
    """Numbers, and how they look."""
    return [Filling(look, value) for value in values]


def serial(day: date) -> int:
    """Excel's number of a day."""
    return (day - _EPOCH).days


BLANKS = [
    CLEAR,
    *pasted(" ", "   ", "\u3000", "\u3000\u3000 ", "\u00a0", " \u00a0 ", "\n", " \n\n ", "\t", "\u200b", "\ufeff",
            "\u2060",
            "\u200b \u3000", "\u2003", "\u2009", "\u00ad", "\u200d", "\r\n", "\u2028", "\u180e", "\u0085", "\u2800"),
    *typed("'", "' ", " ", "\u3000"),
]  # fmt: skip
ERRORS = [
    Filling("formula", text)
    for text in ("=1/0", "=NA()", "=foo()", "=#REF!", "=#VALUE!", "=SQRT(-1)", '=1+"x"', "=#NULL!", '=IF(1;"";"")',
                 '=""', '=" "',
                 '="是"', "=1+1", '="12"', "=95%", "=DATE(2021;1;20)")
]  # fmt: skip
BOOLEANS = [
    *typed("TRUE", "FALSE", "true", "是", "否", "√", "对", "×", "yes", "N", "是 ", " 否", "是。", "是/否", "1", "0",
           "✓"),
    *pasted("TRUE", "是\u00a0", "\u3000是", "是\n", "\u200b是", "是\u200b", "'是"),
    *numbers(1, 0, look="boolean"),
    Filling("formula", "=TRUE()"), Filling("formula", "=FALSE()"),
]  # fmt: skip
PLACEHOLDERS = pasted(
    "无", "没有", "暂无", "/", "-", "—", "——", "--", "...", "……", "同上", "见附件", "略", "。", "、", "null", "N/A",
    "#N/A",
    "????", "？？", "\ufffd", "\ufffd\ufffd", "待定", "xxx", "×××", "0", "#1楼", "@甲", "=1/0", "#REF!", "Err:508",
)  # fmt: skip
NUMBER_TEXTS = [
    *typed("30人", "1,251", "￥5", "¥5", "$5", "+3", "-3", "−3", "３０", "－３", "1２", "3.5", "3．5", "3。5", "1.0",
           "30.", ".5",
           "1e3", "1E15", "1e15", "1e-7", "12 345", "1，251", "12,51", "三十", "三十二", "1.2万", "约30", "30左右",
           "30+", ">30", "(3)",
           "（3）", "1-2", "1/2", "3/4", "½", "²", "③", "0x10", "30所", "30个", "30元", "5%", "95%", "95.68%", "0.5%",
           "100%", "1%",
           "0%", "150%", "95％", "百分之五", "5‰", "0.95", "0.5", "1", "1.5", "95", "0.01", "-0.5", "-0", "007",
           "12:30", "1:2",
           "2021-01-31", "2021年1月31日", "20210131", "44227", "'12", "' 12", "3 0", " 30 ", "30\u3000", "1'000",
           "1_000", "1;2",
           "123456789012345", "1234567890123456", "0.123456789012345", "0.1234567890123456", "29.999999999999996",
           "99999999999",
           "999999999999999", "1000000000000000", "1e16", "-1e15", "1e300", "1e-300", "2.5", "1.000000001",
           "1.0000000000001"),
    *pasted("12", "12.0", " 12", "12 ", "\u300012", "12\u00a0", "12\n", "\u200b12", "95%", "1,251", "0.5%", "1e3",
            "30人", "三十", "-3",
            "９５．６８％", "1 251", "1\u00a0251", "12'", "'12", "+3"),
    *numbers(12, 0.95, 0.5, 1, 95, 1.5, -1.5, 2, 2.01, 1.0000001, 0.1 + 0.2, 1e15, 1e14, 999999999999999.0, -1e15,
             1e300, 1e-10, 29.999999999999996,
             30.0000000000001, 44227, 0, -0.0001, 123456789012345.0),
    *numbers(0.95, 0.5, 1, 0.01, 0.005, 95, 0, 1.5, 0.3, 12, look="percent"),
    *numbers(44227, 0, 1, 12, 59, 60, 0.5, 44227.5, -1, 2958465, 2958466, look="date"),
]  # fmt: skip
DATE_TEXTS = [
    *typed("2021-01-31", "2021/1/31", "2021.1.31", "2021年1月31日", "2021年1月31", "2021-1-31 12:00", "20210131",
           "21-1-31", "1-31", "1月31日",
           "2021-01", "2021年1月", "2021年", "2021", "2021-02-30", "2021-13-01", "31/1/2021", "1/31/2021",
           "二〇二一年一月三十一日",
           "２０２１－０１－３１", "２０２１年１月３１日", "2021。1。31", "2021、1、31", "2021—01—31", "2021 1 31",
           "2021-01-31。", "一月底", "下月",
           "2021-01-31T00:00:00", "2021年1月31日 星期日", "元月31日", "1999-12-31", "2000-01-01", "1900-01-01",
           "1899-12-31", "1900-02-29",
           "2099-12-31", "2100-01-01", "9999-12-31", "44227", "44227.5", "36525", "36526", "73050", "73051", "0", "1",
           "12", "-1", "60",
           "12:30", "0:00", "95%", "1,251", "1e15", "1e5", "3.5", "待定", "无", "-", "'2021-01-31", " 2021-01-31 ",
           "2021-01-31\u3000"),
    *pasted("2021-01-31", "2021/1/31", "2021年1月31日", "20210131", "44227", "2021-01-31\n", "\u00a02021-01-31",
            "\u200b2021-01-31", "12", "2.5",
            "二〇二一年一月三十一日", "2021-01-31 00:00:00"),
    *numbers(44227, 44227.5, 36525, 36526, 0, 1, 12, 59, 60, 61, 0.5, -1, 73050, 73051, 1e15, 20210131, 2021, 2958465),
    *numbers(44227, 44227.5, 36525, 36526, 0, 1, 59, 60, 61, 0.5, 73050, 73051, 2958465, look="date"),
    *numbers(0.95, 442.27, look="percent"),
]  # fmt: skip
_WORDS = ["甲", "甲 乙", "甲  乙", " 甲乙", "甲乙 ", "甲\u3000乙", "甲\n乙", "Ab", "AB", "ab", "12", "2021-01-31",
          "=1+1", "'甲", "甲\u200b乙",
          "\u200b甲", "甲\u00a0", "\u202e甲", "95%", "TRUE", "6.5432219800101E17",
          "654322198001011234", "😀",
          "e\u0301", "甲\t乙", "<甲>", "&", '"甲"', "甲\x07", "✗ 没有", "待填", "！"]  # fmt: skip


def _lengths(most: int) -> list[Filling]:
    """Texts about as long as may be, counted in several ways."""
    return pasted(
        *("长" * (most + n) for n in (-1, 0, 1)), *("😀" * (most // 2 + n) for n in (-1, 0, 1)), "😀" * most,
        "😀" * (most + 1),
        "长" * (most - 1) + "😀", "长" * most + "😀", "长" * (most - 1) + " 长", "长" * most + " ", " " + "长" * most,
        "长" * most + "\n",
        "\u3000" + "长" * most + "\u3000", "长" * (most - 1) + "\n长", "长" * most + "\u200b",
        "e\u0301" * (most // 2 + 1),
    )  # fmt: skip


def _about(limit: float) -> Iterator[float]:
    """A limit and the nearest numbers that people can write, in its last place and beyond."""
    last = 10.0 ** int(Decimal(repr(limit)).as_tuple().exponent) if limit != int(limit) else 1.0
    for step in (0.0, last, -last, last / 100, -last / 100, 1e-7, -1e-7, 1e-10, -1e-10):
        yield float(f"{limit + step:.15g}")


def _limits(field: Field) -> Iterator[Filling]:
    for limit in (field.minimum, field.maximum, field.soft_minimum, field.soft_maximum):
        if isinstance(limit, date):
            for days in (0, 1, -1):
                day = serial(limit) + days
                yield from (Filling("date", day), Filling("number", day), Filling("date", day + 0.5))
                yield Filling("text", (limit + timedelta(days=days)).isoformat())
        elif limit is not None:
            for near in _about(limit):
                yield from (Filling("number", near), Filling("type", f"{near:.15g}"), Filling("text", f"{near:.15g}"))
            yield from (Filling("percent", limit / 100), Filling("type", f"{limit:.15g}%"))


def _choices(field: Field) -> list[Filling]:
    found: list[Filling] = []
    for label in field.choices:
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in label)
        found += pasted(
            label, f" {label}", f"{label} ", f"\u3000{label}", f"{label}\u00a0", f"{label}\n", f"'{label}",
            f"\u200b{label}", f"{label}。", label[:1], label[:2], label[:-1], label[1:], label.lower(), label.upper(),
            label + "x", wide, label.replace("（", "(").replace("）", ")"), " ".join(label), label * 2,
        )  # fmt: skip
        found += typed(label, label + " ")
    return found


_NUMBERS = [*BLANKS, *NUMBER_TEXTS, *ERRORS, *BOOLEANS, *PLACEHOLDERS]
_TEXTS = [*BLANKS, *ERRORS, *BOOLEANS, *PLACEHOLDERS, *pasted(*_WORDS), *typed("12", "=1+1", "TRUE", "2021-01-31"),
          *numbers(12, 0.5, 1e15, 6.5432219800101e17, 12345678901234567.0, -0.1, 1e20, 0.1 + 0.2), *numbers(0.95,
                                                                                                            look="percent"),
          *numbers(44227, 0, 44227.5, look="date")]  # fmt: skip
_COMMON: Mapping[ValueType, Sequence[Filling]] = {
    ValueType.INTEGER: _NUMBERS,
    ValueType.DECIMAL: _NUMBERS,
    ValueType.PERCENT: _NUMBERS,
    ValueType.DATE: [*BLANKS, *DATE_TEXTS, *ERRORS, *BOOLEANS[:8], *PLACEHOLDERS],
    ValueType.BOOLEAN: [*BLANKS, *BOOLEANS, *ERRORS, *PLACEHOLDERS, *typed("2021-01-31", "12", "有", "没有", "是否",
                                                                           "Y", "no", "√ ", "☑", "☑是", "□是☑否"),
                        *numbers(12, 2, 0.5, 1)],
    ValueType.TEXT: _TEXTS,
    ValueType.CHOICE: [*BLANKS, *BOOLEANS, *ERRORS, *PLACEHOLDERS, *numbers(12, 1), *numbers(44227, look="date")],
}  # fmt: skip


def fillings(field: Field) -> list[Filling]:
    """All fillings that are tried in cells of a field's kind, and those about its limits; each once."""
    found = [*_COMMON[field.type], *_limits(field)]
    if field.max_length:
        found += _lengths(field.max_length)
    if field.choices:
        found += _choices(field)
    found += pasted(*(f"5{unit}" for unit in (field.measured_in,) if unit))
    return list(dict.fromkeys(found))
