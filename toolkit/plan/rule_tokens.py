"""A rule as a clerk writes it, cut into tokens: labels become ids, Chinese signs operators, dates and texts literals.

Knows: how rules are written. Must not know: what they mean, whether they fit.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from toolkit.plan.model import ValueType

_FUNCTIONS = {"filled": "filled", "已填": "filled", "implies": "implies", "sum": "SUM", "合计": "SUM", "date": "date",
              "count": "COUNT", "计数": "COUNT"}  # fmt: skip
_OPERATORS = {
    "=": "==", "==": "==", "＝": "==", "≠": "!=", "!=": "!=", "<>": "!=", "＜＞": "!=", "≤": "<=", "<=": "<=",
    "≥": ">=", ">=": ">=", "＜": "<", "＞": ">", "<": "<", ">": ">", "＋": "+", "+": "+", "－": "-", "−": "-",
    "-": "-", "×": "*", "＊": "*", "*": "*", "÷": "/", "／": "/", "/": "/", "（": "(", "(": "(", "）": ")", ")": ")",
    "，": ",", ",": ",", "并且": " and ", "且": " and ", "或者": " or ", "或": " or ", "非": " not ",
}  # fmt: skip
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)(?!\d)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_TEXT = re.compile(r"\"([^\"]*)\"|'([^']*)'|“([^”]*)”|‘([^’]*)’")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CHINESE = re.compile(r"[一-鿿（）“”、]+")
_WIDTHS = {ord("０") + n: ord("0") + n for n in range(10)} | {ord("．"): ord(".")}
_OPEN, _CLOSE = "[［【", "]］】"


class RuleScope(StrEnum):
    """How far a rule reaches; follows from the names it uses, nobody types it."""

    FORM = "本表"
    UNIT = "跨表"
    WHOLE = "全部单位"


class RuleError(ValueError):
    """A rule that cannot be understood; ``str(error)`` says in Chinese what is wrong and how to write it."""


class Counted(Enum):
    """What a name stands for: a figure, the rows of a list (明细), a column of one that is added up or is not."""

    FIGURE = auto()
    ROWS = auto()
    COLUMN = auto()
    NOT_ADDED = auto()


@dataclass(frozen=True, slots=True)
class Operand:
    """A name that rules may use."""

    id: str
    label: str
    type: ValueType
    item_id: str
    counted: Counted = Counted.FIGURE


def tokens(text: str, names: Mapping[str, Operand]) -> Iterator[str]:
    """The text as Python: labels become ids, Chinese signs become operators, dates and texts become literals."""
    place = 0
    while place < len(text):
        rest = text[place:]
        if rest[0].isspace():
            yield " "
            place += 1
        elif rest[0] in _OPEN:
            name, length = _label(rest, names)
            yield f" {name} "
            place += length
        elif match := _TEXT.match(rest):
            yield repr(next(group for group in match.groups() if group is not None))
            place += match.end()
        elif token := _plain_token(rest, names):
            yield token[0]
            place += token[1]
        else:
            raise RuleError(f"不认识“{rest[:10]}”。规则里只能用指标、数字、日期、加减乘除、比较、且、或、非。")


def _plain_token(rest: str, names: Mapping[str, Operand]) -> tuple[str, int] | None:
    narrow = rest.translate(_WIDTHS)
    if match := _DATE.match(narrow):
        year, month, day = (int(part) for part in match.groups() if part is not None)
        return f" date('{year:04}-{month:02}-{day:02}') ", match.end()
    if match := _NUMBER.match(narrow):
        if narrow[match.end() : match.end() + 1] in ("%", "％"):
            raise RuleError(f"请去掉百分号，百分数按百分号前面的数写：{match[0]}% 写成 {match[0]}。")
        if narrow[match.end() : match.end() + 1].isalpha() and not _word_operator(narrow[match.end() :]):
            raise RuleError(f"数字 {match[0]} 后面不要带单位或文字。")
        whole, _, part = match[0].partition(".")
        # A leading zero is a number to a clerk and an error to Python.
        return f"{whole.lstrip('0') or '0'}{'.' + part if part else ''}", match.end()
    for length in (2, 1):
        if rest[:length] in _OPERATORS and not (rest[0] in "是否" and _chinese_word(rest)):
            return _OPERATORS[rest[:length]], length
    if match := _NAME.match(rest):
        return _identifier(match[0], rest[match.end() :], names), match.end()
    for word in ("已填", "合计", "计数"):
        if re.match(rf"{word}\s*[（(]", rest):
            return _FUNCTIONS[word], len(word)
    if rest[0] in "是否" and not _chinese_word(rest):
        return repr(rest[0]), 1
    if match := _CHINESE.match(rest):
        raise RuleError(f"“{match[0]}”要用方括号括起来：写成“[{match[0]}]”；文字要用引号括起来。")
    return None


def _word_operator(rest: str) -> bool:
    return rest.startswith(("并且", "且", "或", "and", "or"))


def _chinese_word(rest: str) -> bool:
    """Whether 是 or 否 is only the beginning of a longer word."""
    return bool(re.match(r"[一-鿿]{2}", rest)) and not _word_operator(rest[1:])


def _identifier(name: str, rest: str, names: Mapping[str, Operand]) -> str:
    if name.lower() in ("and", "or", "not"):
        return f" {name.lower()} "
    if name.lower() in _FUNCTIONS and rest.lstrip()[:1] in ("(", "（"):
        return _FUNCTIONS[name.lower()]
    if name not in names:
        near = difflib.get_close_matches(name, names, 1)
        hint = f"是不是 {near[0]}？" if near else "请用方括号写指标名称，或写指标编号。"
        raise RuleError(f"没有编号为“{name}”的指标。{hint}")
    return f" {name} "


def _label(rest: str, names: Mapping[str, Operand]) -> tuple[str, int]:
    """The id of the label that the text begins with, and how many characters it takes, brackets included."""
    body = rest[1:]
    found = [
        operand
        for operand in names.values()
        if body.startswith(operand.label) and body[len(operand.label) : len(operand.label) + 1] in tuple(_CLOSE)
    ]
    if found:
        longest = max(len(operand.label) for operand in found)
        found = [operand for operand in found if len(operand.label) == longest]
        if len(found) > 1:
            ids = "、".join(operand.id for operand in found)
            raise RuleError(f"有几个指标都叫“{found[0].label}”，分不清是哪一个。请改写指标编号：{ids}。")
        return found[0].id, longest + 2
    end = min((body.find(close) for close in _CLOSE if close in body), default=-1)
    if end < 0:
        raise RuleError(f"方括号没有写完：“{rest[:20]}”。请补上右边的“]”。")
    label = body[:end].strip()
    if label in names:
        return label, end + 2
    stripped = [operand for operand in names.values() if operand.label == label]
    if len(stripped) == 1:
        return stripped[0].id, end + 2
    near = difflib.get_close_matches(label, [operand.label for operand in names.values()], 1, 0.4)
    hint = f"是不是“[{near[0]}]”？" if near else "请按“指标”工作表里的名称写。"
    raise RuleError(f"没有叫“{label}”的指标。{hint}")
