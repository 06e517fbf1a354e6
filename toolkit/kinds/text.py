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
from toolkit.kinds.field import Block, Field
from toolkit.kinds.kind import Kind, ListName, Validation
from toolkit.kinds.values import Normalised, Value, as_read
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


@dataclass(frozen=True, kw_only=True)
class Text(Kind):
    """An answer in words."""

    how: str = "用文字填写"
    when_blank: str = "请补填。"

    def read(self, field: Field, raw: object) -> Normalised:
        """The text without outer spaces and harmful characters."""
        if type(raw) is str and not _UNTIDY.search(raw):
            return Normalised(raw)
        typed = as_read(raw).translate(_ZERO_WIDTH)
        clean = _HARMFUL.sub("", typed)
        text = _LINE_END.sub("\n", clean).strip()
        if ERROR.fullmatch(bare(text)):
            return formula_error(bare(text))
        return Normalised(text if bare(text) else None, "去掉了看不见的控制字符" if clean != typed else "")

    def reads(self, field: Field, cell: str, at: Sequence[str], lists: ListName) -> tuple[str, ...]:
        """The text as it is compared, where rules may compare it, else "1"; 0 for what cannot be read."""
        words = live.without_blanks(cell)
        compares = field.block is Block.INDICATORS and field.column == "value"
        broken = [live.listed(words, NAMES), _LIBREOFFICE.format(words), *([live.steering(cell)] if compares else [])]
        filled = f"IF(OR({','.join(broken)}),0,{words if compares else live.text('1')})"
        return (f'IF(ISERROR({cell}),0,IF({live.blank(cell)},"",{filled}))',)

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


KIND = Text(word="文字", type=ValueType.TEXT, lines=2, max_length=500)
