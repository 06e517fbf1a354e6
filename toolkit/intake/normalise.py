"""What people type, turned into values: full-width digits, ``30人``, ``1,251``, ``2021年1月31日``.

Knows: fields and the ways in which people write. Must not know: cells, files, the ledger. What was understood otherwise than it
stood is a repair that is shown; what could be read in two ways is a problem, never a guess. Blank is not 0, and 无 is neither.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from toolkit.fields import NO, YES, Field
from toolkit.intake.numerals import chinese_number
from toolkit.plan.model import ValueType

Value = int | float | str | bool | date | None

_ERRORS = {"#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"}
_NOTHING = {"无", "没有", "暂无", "/", "\\", "-", "--", "—", "——", "－", "无。"}
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD], None)
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_WITH_UNIT = re.compile(r"([+-]?(?:\d[\d,]*)(?:\.\d+)?|[零〇一二两三四五六七八九十百千万亿]+)\s*(\D+)")
_RANGE = re.compile(r"\d+(\.\d+)?\s*[-~—–至到]+\s*\d+(\.\d+)?.*")
_ABOUT = (
    "约",
    "大约",
    "近",
    "大概",
    "左右",
    "多",
    "余",
    "以上",
    "以下",
    "不到",
    "超过",
    "＞",
    "＜",
    ">",
    "<",
    "≥",
    "≤",
)
_SAME_UNITS = (
    {"人", "名", "位"}, {"个", "项", "家"}, {"所", "家", "园", "个"}, {"次", "场", "回"}, {"人次", "人・次"}, {"%", "％", "百分点"},
)  # fmt: skip
_DATE = re.compile(r"(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*[日号]?")
_DATE_AND_TIME = re.compile(r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})[ T]\d{1,2}:\d{2}(:\d{2})?")
_COMPACT = re.compile(r"(19|20)\d{6}")
_CHINESE_DATE = re.compile(
    r"([〇零○O0一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]"
)
_NO_DAY = re.compile(r"(\d{4})\s*(年|[-/.])\s*(\d{1,2})\s*月?(底|初|中旬|上旬|下旬|末)?")
_NO_YEAR = re.compile(r"(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*[日号]?")
_SHORT_YEAR = re.compile(r"(\d{2})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_SERIALS = range(36526, 73051)  # 2000-01-01 to 2099-12-31
_EPOCH = date(1899, 12, 30)
_TRUE = {"√", "✓", "✔", "☑", "有", "已", "对", "y", "yes", "true", "t", "是的", "是。", "已签字", "已签", "☑是"}
_FALSE = {"×", "✗", "✘", "x", "没有", "无", "n", "no", "false", "f", "不是", "否。", "未", "未签字", "未签", "☑否"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell could not be read: ``message`` follows the field's label, ``remedy`` says what to type."""

    code: str
    message: str
    remedy: str
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Normalised:
    """A cell as understood: ``repair`` is "" when it was taken as it stood; with a ``problem`` the value is None."""

    value: Value
    repair: str = ""
    problem: Problem | None = None


def normalise(field: Field, raw: object) -> Normalised:
    """Understand what stands in a field's cell; ``raw`` is as python-calamine gives it."""
    if raw is None or (isinstance(raw, str) and not _bare(raw)):
        return Normalised(None)
    if isinstance(raw, str) and raw.strip() in _ERRORS:
        return _problem("formula.error", f"里是公式错误 {raw.strip()}。", "请删去公式，直接填写内容。")
    if field.type.is_number:
        return _number(field, raw)
    match field.type:
        case ValueType.DATE:
            return _date(raw)
        case ValueType.BOOLEAN:
            return _yes_no(raw)
        case ValueType.CHOICE:
            return _choice(field, raw)
    return _text(raw)


def _problem(code: str, message: str, remedy: str) -> Normalised:
    return Normalised(None, problem=Problem(code, message, remedy))


def _bare(text: str) -> str:
    """A text without outer and invisible spaces."""
    return text.translate(_INVISIBLE).strip()


def _narrow(text: str) -> str:
    """A text with full-width letters, digits and signs made half-width, and without spaces inside numbers."""
    return unicodedata.normalize("NFKC", _bare(text)).replace("−", "-").replace("，", ",")


def _shown(value: Value) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _repaired(raw: object, value: Value) -> Normalised:
    return Normalised(value, f"{_plain_text(raw)} → {_shown(value)}")


# -- numbers ---------------------------------------------------------------------------------------------------------


def _number(field: Field, raw: object) -> Normalised:
    if isinstance(raw, bool):
        return _problem("number.unreadable", f"填的是 {'TRUE' if raw else 'FALSE'}，不是数字。", "请只填数字。")
    if isinstance(raw, int | float):
        return _checked_number(field, raw, raw, repaired=False)
    if isinstance(raw, date | time | timedelta):
        return _problem(
            "number.is_date", f"显示成了日期或时间（{_plain_text(raw)}）。", "请把单元格格式改为“常规”，再重新填数字。"
        )
    return _typed_number(field, str(raw))


def _typed_number(field: Field, raw: str) -> Normalised:
    text = _narrow(raw)
    if text in {_narrow(word) for word in _NOTHING}:
        return _problem("number.none", f"填的是“{_bare(raw)}”，不知道是 0 还是没有统计。", "没有的请填 0。")
    if any(unicodedata.category(c) == "No" for c in raw):
        return _problem("number.unreadable", f"填的“{_bare(raw)}”不能确定是多少。", "请用普通数字填写。")
    squeezed = re.sub(r"(?<=\d)\s+(?=\d)", "", text)
    if squeezed != text and not re.fullmatch(r"[+-]?\d{1,3}(\s\d{3})+(\.\d+)?", text):
        return _problem("number.ambiguous", f"填的“{_bare(raw)}”中间有空格，可能是两个数。", "请只填一个数字。")
    text = squeezed.lstrip("'")
    if _NUMBER.fullmatch(text):
        return _checked_number(field, _parsed(text), raw, repaired=True)
    if _GROUPED.fullmatch(text):
        return _checked_number(field, _parsed(text.replace(",", "")), raw, repaired=True)
    if text.endswith("%") and _NUMBER.fullmatch(text[:-1]):
        if field.type is ValueType.PERCENT:
            return _checked_number(field, _parsed(text[:-1]), raw, repaired=True)
        return _problem("number.unreadable", f"填的是百分数“{_bare(raw)}”，这里要填个数。", "请填数字，不带 %。")
    if field.type is not ValueType.PERCENT and (value := chinese_number(text)) is not None:
        return _checked_number(field, value, raw, repaired=True)
    return _number_with_words(field, raw, text)


def _number_with_words(field: Field, raw: str, text: str) -> Normalised:
    said = _bare(raw)
    if any(word in text for word in _ABOUT):
        return _problem("number.about", f"填的“{said}”是约数。", "请填准确的数字。")
    if _RANGE.fullmatch(text):
        return _problem("number.range", f"填的“{said}”是一个范围。", "请填一个准确的数字。")
    if re.fullmatch(r"\(\d[\d,]*(\.\d+)?\)", text):
        return _problem("number.ambiguous", f"填的“{said}”不知道是不是负数。", "请直接填数字，不用括号。")
    match = _WITH_UNIT.fullmatch(text)
    if match and _same_unit(match[2].strip(), field.measured_in):
        digits = match[1]
        if _NUMBER.fullmatch(digits):
            return _checked_number(field, _parsed(digits), raw, repaired=True)
        if _GROUPED.fullmatch(digits):
            return _checked_number(field, _parsed(digits.replace(",", "")), raw, repaired=True)
        if (value := chinese_number(digits)) is not None:
            return _checked_number(field, value, raw, repaired=True)
    elif match and not match[2].strip().isascii():
        wanted = f"单位“{field.measured_in}”" if field.measured_in else "不带单位的数字"
        return _problem(
            "number.unit", f"填的“{said}”带有“{match[2].strip()}”，这里要的是{wanted}。", "请换算后只填数字。"
        )
    if "," in text:
        return _problem("number.ambiguous", f"填的“{said}”里逗号的位置不对，看不出是多少。", "请只填数字，不用逗号。")
    return _problem("number.unreadable", f"填的“{said}”不是数字。", "请只填数字，没有的填 0；文字写在“说明”栏。")


def _same_unit(written: str, wanted: str) -> bool:
    wanted = unicodedata.normalize("NFKC", wanted)
    return bool(wanted) and (written == wanted or any({written, wanted} <= group for group in _SAME_UNITS))


def _parsed(text: str) -> int | float:
    return int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text)


def _checked_number(field: Field, value: int | float, raw: object, *, repaired: bool) -> Normalised:
    if not math.isfinite(value) or abs(value) >= 1e15:
        return _problem("number.unreadable", f"填的“{_plain_text(raw)}”太大。", "请核对后重新填写。")
    if field.type is ValueType.INTEGER:
        if value != int(value):
            return _problem("number.not_integer", f"填的是 {_shown(float(value))}，这里要填整数。", "请核对后填整数。")
        value = int(value)
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    if field.type is ValueType.PERCENT and 0 < value <= 1 and not str(raw).strip().endswith(("%", "％")):
        return _problem(
            "number.ambiguous",
            f"填的是 {_shown(float(value))}，不知道是百分之 {_shown(float(value))} 还是 {_shown(value * 100)}%。",
            "请填百分号前面的数，如 95.68。",
        )
    return _repaired(raw, value) if repaired else Normalised(value)


# -- dates -----------------------------------------------------------------------------------------------------------


def _date(raw: object) -> Normalised:
    if isinstance(raw, bool | time | timedelta):
        return _problem("date.unreadable", f"填的“{_plain_text(raw)}”不是日期。", "请填日期，如 2021-01-31。")
    if isinstance(raw, datetime):
        return Normalised(raw.date()) if raw.time() == time.min else _repaired(raw, raw.date())
    if isinstance(raw, date):
        return Normalised(raw)
    if isinstance(raw, int | float):
        return _date_number(raw)
    return _typed_date(str(raw))


def _date_number(raw: int | float) -> Normalised:
    if raw == int(raw) and _COMPACT.fullmatch(str(int(raw))):
        return _typed_date(str(int(raw)))
    if math.isfinite(raw) and int(raw) in _SERIALS:
        return _repaired(raw, _EPOCH + timedelta(days=int(raw)))
    return _problem("date.unreadable", f"填的是数字 {_plain_text(raw)}，不是日期。", "请填日期，如 2021-01-31。")


def _typed_date(raw: str) -> Normalised:
    said, text = _bare(raw), _narrow(raw)
    if match := _DATE_AND_TIME.fullmatch(text):
        text = match[1]
    try:
        if match := _DATE.fullmatch(text):
            return _repaired_date(said, date(*map(int, match.groups())))
        if _COMPACT.fullmatch(text):
            return _repaired_date(said, date(int(text[:4]), int(text[4:6]), int(text[6:])))
        if match := _CHINESE_DATE.fullmatch(_bare(raw)):
            return _repaired_date(said, _chinese_date(*match.groups()))
    except ValueError:
        return _problem("date.impossible", f"填的“{said}”没有这一天。", "请核对后重新填写。")
    if _NO_DAY.fullmatch(text):
        return _problem("date.incomplete", f"填的“{said}”没有写到哪一天。", "请填完整的日期，如 2021-01-31。")
    if match := _NO_YEAR.fullmatch(text):
        return _problem(
            "date.ambiguous", f"填的“{said}”没有写年份。",
            f"请连年份一起填，如 2021-{int(match[1]):02}-{int(match[2]):02}。",
        )  # fmt: skip
    if match := _SHORT_YEAR.fullmatch(text):
        return _problem(
            "date.ambiguous", f"填的“{said}”年份只写了两位，可能认错。",
            f"请写四位年份，如 20{match[1]}-{int(match[2]):02}-{int(match[3]):02}。",
        )  # fmt: skip
    return _problem("date.unreadable", f"填的“{said}”不是日期。", "请填日期，如 2021-01-31。")


def _repaired_date(said: str, value: date) -> Normalised:
    return Normalised(value) if said == value.isoformat() else _repaired(said, value)


def _chinese_date(year: str, month: str, day: str) -> date:
    digits = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "O": "0", "0": "0"}
    parts = chinese_number(month), chinese_number(day)
    if None in parts:
        raise ValueError(month + day)
    return date(int("".join(digits[c] for c in year)), *(int(part or 0) for part in parts))


# -- yes/no, choices, texts --------------------------------------------------------------------------------------------


def _yes_no(raw: object) -> Normalised:
    if isinstance(raw, bool):
        return Normalised(raw)
    text = _bare(_plain_text(raw))
    folded = "".join(_narrow(text).lower().split())
    if folded in (YES, NO):
        value = folded == YES
        return Normalised(value) if raw == folded else Normalised(value, f"{_plain_text(raw)} → {folded}")
    if folded in _TRUE:
        return Normalised(True, f"{text} → {YES}")
    if folded in _FALSE:
        return Normalised(False, f"{text} → {NO}")
    return _problem("choice.unknown", f"填的“{text}”看不出是“是”还是“否”。", "请从列表中选“是”或“否”。")


def _choice(field: Field, raw: object) -> Normalised:
    text = _bare(_plain_text(raw))
    if text in field.choices:
        return Normalised(text) if raw == text else _repaired(raw, text)
    folded = _folded(text)
    same = [choice for choice in field.choices if _folded(choice) == folded]
    begins = [choice for choice in field.choices if folded and _stem(choice) == _stem(text)]
    found = same or begins
    if len(found) == 1:
        return _repaired(raw, found[0])
    listed = "、".join(field.choices)
    if len(found) > 1:
        return _problem("choice.ambiguous", f"填的“{text}”可以对应几项。", f"请从列表中选一项：{listed}。")
    return _problem("choice.unknown", f"填的“{text}”不在可选的范围内。", f"请从列表中选一项：{listed}。")


def _folded(text: str) -> str:
    return "".join(c for c in _narrow(text).lower() if c.isalnum())


def _stem(text: str) -> str:
    """A label without its bracket part or what follows a comma: 已完成（自报） and 已完成 are the same."""
    return _folded(re.split(r"[(（,，、]", _bare(text))[0])


def _text(raw: object) -> Normalised:
    plain = _plain_text(raw).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_\n", "\n")
    clean = _HARMFUL.sub("", plain)
    text = clean.strip().translate({0xFEFF: None, 0x200B: None}).strip()
    if clean != plain:
        return Normalised(text or None, "去掉了看不见的控制符")
    return Normalised(text or None)


def _plain_text(raw: object) -> str:
    """A raw cell value as a person would read it."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else f"{raw:.15g}"
    if isinstance(raw, datetime) and raw.time() == time.min:
        return raw.date().isoformat()
    return str(raw)
