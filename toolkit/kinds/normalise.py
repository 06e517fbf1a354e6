"""What people type, turned into values.

Knows: fields and the ways in which people write. Must not know: cells, files, the ledger. What was understood otherwise
than it stood is a repair that is shown; what could be read in two ways is a problem, never a guess. Blank is not 0, and
无 is neither.
"""

from __future__ import annotations

import re

from toolkit.catalogue import NO, YES, Field
from toolkit.kinds.dates import read_date
from toolkit.kinds.numbers import read_number
from toolkit.kinds.values import Normalised, Problem, Value, as_read, bare, narrow, problem, quoted, repaired
from toolkit.plan.model import ValueType

__all__ = ["Normalised", "Problem", "Value", "normalise"]

_ERROR = re.compile(r"#(?:N/A|NAME\?|REF!|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!|FIELD!|GETTING_DATA)|Err:[0-9]{3}")
# Control characters but tab and line feed, and the marks that turn the direction of writing around.
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_ZERO_WIDTH = dict.fromkeys([0x200B, 0xFEFF])
_LINE_END = re.compile(r"(?:\r|_x000D_)+\n?")  # Excel writes a typed carriage return as _x000D_
# What makes a text need a second look: spaces around it, any of the above, perhaps a formula error.
_UNTIDY = re.compile(
    "^[\\s#\u00ad\u200c\u200d\u2060]|^Err:|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
    "|_x000D_|\\s\\Z"
)
_TRUE = {"√", "✓", "✔", "☑", "有", "已", "对", "是的", "y", "yes", "true", "☑是", "已签", "已签字"}
_FALSE = {"×", "✗", "✘", "x", "没有", "无", "未", "不是", "n", "no", "false", "☑否", "未签", "未签字"}
_BOTH = {"是/否", "是否", "是、否", "是或否", "□是□否", "是□否□"}


def normalise(field: Field, raw: object) -> Normalised:
    """Understand what stands in a field's cell.

    ``raw`` is as python-calamine gives it: a text, number, truth value, date, time or duration, None or "" for an empty
    cell. A cell with nothing but spaces is blank: its value is None, and that is no problem of this function's.
    """
    kind = field.type
    if type(raw) is float and kind is ValueType.INTEGER and raw.is_integer() and abs(raw) < 1e15:
        return Normalised(int(raw))
    if type(raw) is str and raw and kind is ValueType.TEXT and not _UNTIDY.search(raw):
        return Normalised(raw)
    if raw is None or (isinstance(raw, str) and not bare(raw)):
        return Normalised(None)
    if kind is ValueType.TEXT:
        return _text(raw)
    if isinstance(raw, str) and _ERROR.fullmatch(bare(raw)):
        return _formula_error(bare(raw))
    if kind.is_number:
        return read_number(field, raw)
    if kind is ValueType.DATE:
        return read_date(raw)
    return _yes_no(raw) if kind is ValueType.BOOLEAN else _choice(field, raw)


def _formula_error(error: str) -> Normalised:
    return problem("formula.error", f"里是公式错误 {error}。", "请删去公式，直接填写内容。")


def _yes_no(raw: object) -> Normalised:
    if isinstance(raw, bool):
        return Normalised(raw)
    said = bare(as_read(raw))
    folded = "".join(narrow(said).lower().split()).rstrip("。.!")
    for label, words in ((YES, _TRUE), (NO, _FALSE)):
        if folded == label or folded in words:
            return Normalised(label == YES, "" if said == label else f"{said} → {label}")
    ambiguous = folded in _BOTH or folded in ("1", "0")
    code = "choice.ambiguous" if ambiguous else "choice.unknown"
    return problem(code, f"填的“{quoted(said)}”看不出是“是”还是“否”。", "请从列表中选“是”或“否”。")


def _choice(field: Field, raw: object) -> Normalised:
    said = bare(as_read(raw))
    if said in field.choices:
        return repaired(raw, said)
    folded = _folded(said)
    same = [choice for choice in field.choices if _folded(choice) == folded]
    # One character is too little to go by: 未 may begin 未启动 and still mean something else.
    begun = [choice for choice in field.choices if len(folded) > 1 and _folded(choice).startswith(folded)]
    found = same or begun
    if len(found) == 1:
        return repaired(said, found[0])
    listed = "、".join(field.choices)
    if len(found) > 1:
        return problem("choice.ambiguous", f"填的“{quoted(said)}”可以对应几项。", f"请从列表中选一项：{listed}。")
    return problem("choice.unknown", f"填的“{quoted(said)}”不在可选的范围内。", f"请从列表中选一项：{listed}。")


def _folded(text: str) -> str:
    """A label without spaces, brackets and other signs, in one width and case."""
    return "".join(character for character in narrow(text).lower() if character.isalnum())


def _text(raw: object) -> Normalised:
    typed = as_read(raw).translate(_ZERO_WIDTH)
    clean = _HARMFUL.sub("", typed)
    text = _LINE_END.sub("\n", clean).strip()
    if _ERROR.fullmatch(bare(text)):
        return _formula_error(bare(text))
    return Normalised(text if bare(text) else None, "去掉了看不见的控制字符" if clean != typed else "")
