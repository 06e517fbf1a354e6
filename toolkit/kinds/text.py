"""Words: taken as they were typed, but for what nobody sees.

Knows: which characters do harm in a text. Must not know: where cells stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.base.blanks import bare, compared
from toolkit.kinds import live
from toolkit.kinds.errors import ERROR, NAMES, formula_error
from toolkit.kinds.field import NOTE, Block, Field
from toolkit.kinds.kind import Kind, ListName, Validation
from toolkit.kinds.values import Normalised, Value, as_read, problem, quoted
from toolkit.plan.model import ValueType

# Control characters but tab and line feed, and the marks that turn the direction of writing around.
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_ZERO_WIDTH = dict.fromkeys([0x200B, 0xFEFF])
_LINE_END = re.compile(r"(?:\r|_x000D_)+\n?")  # Excel writes a typed carriage return as _x000D_
# What makes a text need a second look: spaces around it, any of the above, perhaps a formula error.
_UNTIDY = re.compile(
    "^[\\s#\u00ad\u200c\u200d\u2060]|^Err:|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
    "|_x000D_|\\s\\Z"
)
# A typed Err:508, as LibreOffice shows its own errors.
_LIBREOFFICE = 'AND(EXACT(LEFT({0},4),"Err:"),LEN({0})=7,ISNUMBER(FIND(RIGHT({0},1),"0123456789")))'

# A number of 12 digits and more that a program has shortened: an identity card, an account. What is lost is lost.
_LONGEST_NUMBER = 1e15
_SHORT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?[eE]\+?([0-9]{2,3})")
_SHORTENED = 'IF(ISERROR(FIND("E",UPPER({0}))),FALSE,IFERROR(ABS(VALUE({0}))>=1E+10,FALSE))'


@dataclass(frozen=True, kw_only=True)
class Text(Kind):
    """An answer in words."""

    how: str = "用文字填写"
    when_blank: str = "请补填。"
    cells: int = 2
    refused: tuple[str, ...] = ("#REF!", "6.5432219800101E17")

    def read(self, field: Field, raw: object) -> Normalised:
        """The text without outer spaces and harmful characters."""
        if type(raw) is str and not _UNTIDY.search(raw):
            return _digits_lost(raw) or Normalised(raw)
        if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) >= _LONGEST_NUMBER:
            return _lost(as_read(raw))
        typed = as_read(raw).translate(_ZERO_WIDTH)
        clean = _HARMFUL.sub("", typed)
        text = _LINE_END.sub("\n", clean).strip()
        if ERROR.fullmatch(bare(text)):
            return formula_error(bare(text))
        if lost := _digits_lost(text):
            return lost
        return Normalised(text if bare(text) else None, "去掉了看不见的控制字符" if clean != typed else "")

    def reads(self, field: Field, cell: str, at: Sequence[str], lists: ListName) -> tuple[str, ...]:
        """The text as it is compared; that, 0 for what cannot be read, a sign for a note that explains nothing."""
        words, _ = at
        compares = field.block is Block.INDICATORS and field.column == "value"
        broken = [live.listed(words, NAMES), _LIBREOFFICE.format(words), *([live.steering(cell)] if compares else [])]
        broken += [f"IF(ISNUMBER({cell}),ABS({cell})>={_LONGEST_NUMBER:.0E},{_SHORTENED.format(words)})"]
        said = words
        if field.column == NOTE:
            said = f"IF({live.says_nothing(words)},{live.text(live.NOTHING_SAID)},{words})"
        return (
            f'IF(ISERROR({cell}),"",IF({live.blank(cell)},"",{live.without_blanks(cell)}))',
            f'IF(ISERROR({cell}),0,IF(LEN({words})=0,"",IF(OR({",".join(broken)}),0,{said})))',
        )

    def unread(self, value: str) -> tuple[str, str]:
        """What to do instead."""
        return f"ISNUMBER({value})", live.wrong("请删去公式，直接填写内容")

    def prior_value(self, prior: str) -> str:
        """The text as it is compared."""
        return live.without_blanks(prior)

    def same(self, value: str, prior: str) -> str:
        """Texts are the same when only their blanks differ."""
        return f"EXACT({value},{self.prior_value(prior)})"

    def as_before(self, value: Value, prior: Value) -> bool:
        """Texts are the same when only their blanks differ."""
        return compared(str(value)) == compared(str(prior))

    def validation(self, field: Field, cell: str) -> Validation:
        """As much as there is room for."""
        return Validation("textLength", str(field.max_length))

    def refusal(self, field: Field) -> str:
        """How much room there is."""
        return f"请控制在 {field.max_length} 字以内。"

    def allowed(self, field: Field) -> str:
        """How much room there is."""
        return f"文字，{field.max_length} 字以内"

    def fits(self, field: Field, value: Value) -> bool:
        """A text that is not too long does."""
        return isinstance(value, str) and len(value) <= field.max_length


def _digits_lost(text: str) -> Normalised | None:
    """The problem of a text that is a number in scientific notation, None for any other."""
    short = _SHORT.fullmatch(bare(text))
    return _lost(bare(text)) if short and int(short[1]) >= 10 else None


def _lost(said: str) -> Normalised:
    return problem(
        "text.digits_lost",
        f"里的“{quoted(said)}”是一个长数字，超过 15 位的部分已经丢失。",
        "请把单元格格式改为“文本”，再重新填写完整的号码。",
    )


KIND = Text(word="文字", type=ValueType.TEXT, lines=2, max_length=500)
