"""Numbers as people type them: ``30人``, ``1,251``, ``９５．６８％``, ``三十二``.

Knows: how figures, units and rough figures are written, and what all kinds of number have in common. Must not know:
where cells stand, kinds that are no numbers. A unit that is not the field's own is never converted: whoever wrote 元
where 万元 is asked for may have meant either.
"""

from __future__ import annotations

import re
import unicodedata
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from toolkit.base.blanks import bare
from toolkit.base.numerals import chinese_number
from toolkit.kinds import live
from toolkit.kinds.field import Field, shown
from toolkit.kinds.kind import Kind, ListName, Validation
from toolkit.kinds.values import Normalised, Value, as_read, narrow, problem, quoted, repaired

_NOTHING = {"无", "没有", "没", "暂无", "无。", "/", "\\", "-", "--", "—", "——", "–", "―"}
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}([, ])[0-9]{3}(?:\1[0-9]{3})*(?:\.[0-9]+)?")
_MYRIADS = {"万": Decimal(10**4), "亿": Decimal(10**8)}
_MOST_DIGITS = 15  # what Excel keeps of a number, and what a float gives back unchanged
_TOO_LARGE, _TOO_SMALL = 10**15, Decimal("1e-15")
_A_DATE = range(36526, 73051)  # 2000-01-01 to 2099-12-31: a number that is shown as such a day may be that day
_LONGEST = 60  # characters; a longer text is no figure

_ONLY_A_FIGURE = "请只填数字，没有的填 0；文字写在“说明”栏。"
_FIGURE = "[0-9零〇一二两三四五六七八九十百千万亿]"
_ABOUT = re.compile(
    rf"(?:大?约|大概|大致|将?近|超过?|不到|不足|至少|最多|[<>≥≤≈~]).*{_FIGURE}.*"
    rf"|.*{_FIGURE}\D{{0,3}}(?:左右|上下|以上|以下|以内|多|余).*|.*{_FIGURE}\+"
)
_RANGE = re.compile(r"[0-9][0-9,.]*\D{0,2}\s*[-~—–―至到]+\s*[0-9].*")
_BRACKETS = re.compile(r"\(\s*[0-9][0-9,.]*\s*\)")
_LIKE_A_DATE = re.compile(r"[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?")
_WITH_UNIT = re.compile(
    rf"([+-]?[0-9][0-9, ]*(?:\.[0-9]+)?|{_FIGURE}+)\s*([^\W\d_零〇一二两三四五六七八九十百][^\W\d_]{{0,5}}|‰)"
)
# Words that count the same things; 人次 is not 人, 万元 is not 元.
_SAME_UNITS = {
    "人": ("人", "名", "位", "个"),
    "名": ("名", "人", "位", "个"),
    "所": ("所", "个", "家"),
    "家": ("家", "个", "所"),
    "项": ("项", "个"),
    "次": ("次", "场", "回"),
    "%": ("%",),
}


@dataclass(frozen=True, kw_only=True)
class Number(Kind):
    """A kind of number; what each adds is what becomes of a figure once it is read."""

    how: str = "填数字，没有的填 0，不要带单位"
    when_blank: str = "没有的请填 0，不要空着。"
    number_format: str = "0.00##"
    asks: str = "请填数字"
    cells: int = 4
    refused: tuple[str, ...] = (
        "#REF!", "无", "约30", "10-20", "12元", "2021-1-28", "(5)", "3 2", "12,51", "待统计", "1234567890123456",
    )  # fmt: skip

    @abstractmethod
    def taken(self, field: Field, raw: object, number: float, *, percent_sign: bool) -> Normalised:
        """A number of at most 15 digits as this kind wants it; ``percent_sign`` says that it was typed with one."""

    def unit(self, field: Field) -> str:
        """The unit that may be typed along."""
        return unicodedata.normalize("NFKC", field.measured_in)

    def without_unit(self, text: str, unit: str) -> str:
        """The text without the field's unit (or a word for the same) at its end."""
        for word in _SAME_UNITS.get(unit, (unit,)):
            if word and text.endswith(word) and text != word:
                return text.removesuffix(word).rstrip()
        return text

    def read(self, field: Field, raw: object) -> Normalised:
        """What stands in the cell of a number field."""
        if isinstance(raw, bool):
            return problem("number.unreadable", f"填的是 {as_read(raw)}，不是数字。", "请只填数字。")
        if isinstance(raw, int | float):
            return self._checked(field, raw, raw, percent_sign=False)
        if isinstance(raw, date) and (serial := _serial(raw)) is not None:
            return self._checked(field, serial, raw, percent_sign=False)
        if isinstance(raw, date | time | timedelta):
            return problem(
                "number.is_date",
                f"显示成了日期或时间（{as_read(raw)}）。",
                "请把单元格格式改为“常规”，再重新填数字。",
            )
        return self._typed(field, str(raw))

    def _typed(self, field: Field, raw: str) -> Normalised:
        said, text = quoted(raw), narrow(raw).removeprefix("'")
        if len(text) > _LONGEST:
            return problem("number.unreadable", f"填的“{said}”不是数字。", _ONLY_A_FIGURE)
        if bare(raw) in _NOTHING or text in _NOTHING:
            return problem("number.none", f"填的是“{said}”，不知道是 0 还是没有统计。", "没有的请填 0。")
        if any(unicodedata.category(character) == "No" for character in raw):
            return problem("number.unreadable", f"填的“{said}”不能确定是多少。", "请用普通数字填写。")
        wanted = self.unit(field)
        figure = self.without_unit(text, wanted)
        value = _amount(figure)
        if value is None:
            return _unreadable(field, said, text)
        if any(mark in figure for mark in _MYRIADS):
            if wanted[:1] in _MYRIADS:
                return problem(
                    "number.ambiguous", f"填的“{said}”不知道是多少{wanted}。", f"请只填数字，以{wanted}为单位，如 1.2。"
                )
            if figure != text:
                return problem("number.about", f"填的“{said}”可能是约数。", "请填准确的数字，不用“万”“亿”。")
        return self._checked(field, value, raw, percent_sign=figure != text)

    def _checked(self, field: Field, value: int | float | Decimal, raw: object, *, percent_sign: bool) -> Normalised:
        if not -_TOO_LARGE < value < _TOO_LARGE:  # also true of inf and nan
            said = quoted(as_read(raw))
            return problem("number.unreadable", f"填的“{said}”超出了能填的范围。", "请核对后重新填写。")
        if isinstance(value, Decimal) and 0 < abs(value) < _TOO_SMALL:
            said = quoted(as_read(raw))
            return problem("number.unreadable", f"填的“{said}”小得不像是要填的数。", "请核对后重新填写。")
        # Sums in Excel come to 29.999999999999996 where 30 is shown; it compares by 15 digits.
        return self.taken(field, raw, float(f"{value:.15g}"), percent_sign=percent_sign)

    def reads(self, field: Field, cell: str, at: Sequence[str], lists: ListName) -> tuple[str, ...]:
        """The cell without blanks; that without its unit; the number; the number as the kind wants it."""
        clean, figure, number, _ = at
        shape = f'LEFT(CELL("format",{cell}),1)'
        like_a_date = f'{shape}="D",AND({shape}="G",{cell}>={_A_DATE.start},{cell}<{_A_DATE.stop})'
        typed = f'IF(OR({like_a_date}),"?",IF({shape}="P",{cell}*100&"%",{cell}))'
        tidy = live.trimmed(f"ASC({cell})")
        taken = f"IF(ABS({number})>=1E+15,{live.wrong('数太大，请核对')},{self.wanted(field, at)})"
        return (
            live.sorted_out(cell, f"IF(ISNUMBER({cell}),{typed},{tidy})"),
            f"IF(ISNUMBER({clean}),{clean},{self.bare_figure(field, clean)})",
            f'IF(ISNUMBER({figure}),{figure},IF(LEN({clean})=0,"",{_number_of(figure)}))',
            f"IF(ISNUMBER({number}),{taken},{number})",
        )

    def bare_figure(self, field: Field, text: str) -> str:
        """A text without the unit at its end, as a formula."""
        unit = self.unit(field)
        words = _SAME_UNITS.get(unit, (unit,))
        if not unit:
            return text
        if all(len(word) == 1 for word in words):
            found = f'ISNUMBER(FIND(RIGHT(" "&{text},1),{live.text("".join(words))}))'
            return f"TRIM(LEFT({text},LEN({text})-{found}))"
        size = len(unit)
        return f"TRIM(LEFT({text},LEN({text})-{size}*EXACT(RIGHT({text},{size}),{live.text(unit)})))"

    @abstractmethod
    def wanted(self, field: Field, at: Sequence[str]) -> str:
        """The number as this kind wants it (see `taken`), as a formula over the hidden cells ``at`` (see `reads`)."""

    def unread(self, value: str) -> tuple[str, str]:
        """The value says it itself."""
        return live.is_wrong(value), value

    def same(self, value: str, prior: str) -> str:
        """Numbers are the same within the tolerance of rules."""
        return f"IF(ISNUMBER({value}),ABS({value}-{prior})<{live.WITHIN},FALSE)"

    def as_before(self, value: Value, prior: Value) -> bool:
        """Numbers are the same within the tolerance of rules."""
        if not isinstance(value, int | float) or not isinstance(prior, int | float):
            return False
        return abs(value - prior) < float(live.WITHIN)

    def validation(self, field: Field, cell: str) -> Validation:
        """A number within the limits, or a text, which the check beside it reads."""
        tests = [f"ABS({cell})<1E+15", *self.more(cell)]
        tests += [f"{cell}>={live.literal(field.minimum)}"] if field.minimum is not None else []
        tests += [f"{cell}<={live.literal(field.maximum)}"] if field.maximum is not None else []
        return Validation("custom", f"IF(ISNUMBER({cell}),AND({','.join(tests)}),ISTEXT({cell}))")

    def untaken(self, field: Field, cell: str, lists: ListName) -> str:
        """A number that is shown as a percentage or a date may be meant otherwise."""
        odd = f'ISNUMBER(FIND(LEFT(CELL("format",{cell}),1),"PD"))'
        return f"OR({odd},{super().untaken(field, cell, lists)})"

    def more(self, cell: str) -> list[str]:
        """What else a number in a cell must be, as tests."""
        return []

    def refusal(self, field: Field) -> str:
        """Which numbers it takes."""
        return "，".join((self.asks, *live.limits_in_words(field))) + "。"

    def allowed(self, field: Field) -> str:
        """Which numbers it takes, and what they count."""
        words = [self.word]
        if field.minimum is not None and field.maximum is not None:
            words.append(f"{shown(field.minimum)}—{shown(field.maximum)}")
        elif field.minimum is not None and field.minimum != 0:
            words.append(f"≥ {shown(field.minimum)}")
        if field.measured_in:
            words.append(f"单位：{field.measured_in}")
        return "，".join(words)

    def fits(self, field: Field, value: Value) -> bool:
        """Any number does."""
        return isinstance(value, int | float) and not isinstance(value, bool)


def plain_number(raw: object, number: float) -> Normalised:
    """A figure as it was read; 58 rather than 58.0."""
    return repaired(raw, int(number) if number.is_integer() else number)


def _serial(raw: date) -> float | None:
    """The number in a cell that is shown as a date, where it can be no date that anybody means; else None."""
    day = datetime(raw.year, raw.month, raw.day)
    if raw == date(1900, 2, 28) or datetime(2000, 1, 1) <= day < datetime(
        2100, 1, 1
    ):  # two numbers are shown as that day in 1900
        return None
    at = raw if isinstance(raw, datetime) else day
    epoch = datetime(1899, 12, 31) if day < datetime(1900, 3, 1) else datetime(1899, 12, 30)
    return (at - epoch) / timedelta(days=1)


def _number_of(figure: str) -> str:
    """The number that a text in digits says, as a formula; ✗ for any other text."""
    wrong, point = live.wrong("请只填数字"), f'FIND(".",{figure}&".")'
    plain = f'SUBSTITUTE({figure},",","")'
    number = f"VALUE({plain})"
    groups = f'TEXT(TRUNC({number}),"#,##0")=LEFT({figure},{point}-1),ISERROR(FIND(",",{figure},{point}))'
    tests = (
        f"LEN({figure})>0",
        live.all_in(figure, 1, 1, "0123456789.+-"),
        live.all_in(figure, 2, _LONGEST, "0123456789.,"),
        f'LEN(SUBSTITUTE({plain},".",""))-ISNUMBER(FIND(LEFT({figure},1),"+-"))<={_MOST_DIGITS}',
        f'LEN({figure})-LEN(SUBSTITUTE({figure},".",""))<=1',
        f'IF(ISERROR(FIND(",",{figure})),TRUE,AND({groups}))',
    )
    return f"IFERROR(IF(AND({','.join(tests)}),{number},{wrong}),{wrong})"


def _amount(figure: str) -> Decimal | None:
    """A figure in digits, in digits before 万 or 亿, or in Chinese numerals; None if it is none or too long."""
    value = chinese_number(figure)
    if value is not None:
        return Decimal(value)
    scale = _MYRIADS.get(figure[-1:], Decimal(1))
    digits = figure[:-1].rstrip() if scale != 1 else figure
    if _GROUPED.fullmatch(digits):
        digits = digits.replace(",", "").replace(" ", "")
    if not _PLAIN.fullmatch(digits) or _significant(digits) > _MOST_DIGITS:
        return None
    return Decimal(digits) * scale


def _significant(digits: str) -> int:
    return len(digits.lstrip("+-").replace(".", "").strip("0"))


def _unreadable(field: Field, said: str, text: str) -> Normalised:  # noqa: PLR0911 - one sentence for each slip
    """Why a text is no number, as exactly as can be told."""
    if text.endswith("%") and _amount(text[:-1].rstrip()) is not None:
        return problem("number.unit", f"填的是百分数“{said}”，这里要填个数。", "请填数字，不带 %。")
    if _LIKE_A_DATE.fullmatch(text):
        return problem("number.is_date", f"填的“{said}”像是日期。", "请只填数字。")
    if _ABOUT.fullmatch(text):
        return problem("number.about", f"填的“{said}”是约数。", "请填准确的数字。")
    if _RANGE.fullmatch(text):
        return problem("number.range", f"填的“{said}”是一个范围。", "请填一个准确的数字。")
    if _BRACKETS.fullmatch(text):
        return problem("number.ambiguous", f"填的“{said}”不知道是不是负数。", "请直接填数字，不用括号。")
    match = _WITH_UNIT.fullmatch(text)
    if match and _amount(match[1]) is not None:
        asked = f"单位“{field.measured_in}”" if field.measured_in else "不带单位的数字"
        return problem("number.unit", f"填的“{said}”带有“{match[2]}”，这里要的是{asked}。", "请换算后只填数字。")
    if _PLAIN.fullmatch(text) or _GROUPED.fullmatch(text):
        return problem("number.unreadable", f"填的“{said}”位数太多。", "请核对后重新填写。")
    if re.search(r"[0-9]\s+[0-9]", text):
        return problem("number.ambiguous", f"填的“{said}”中间有空格，可能是两个数。", "请只填一个数字。")
    if re.search(r"[0-9],", text):
        return problem("number.ambiguous", f"填的“{said}”里逗号的位置不对，看不出是多少。", "请只填数字，不用逗号。")
    return problem("number.unreadable", f"填的“{said}”不是数字。", _ONLY_A_FIGURE)
