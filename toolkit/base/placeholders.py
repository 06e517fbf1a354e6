"""Words and signs that stand in a cell so that it is not empty, and texts that lost their characters on the way.

Knows: which they are. Must not know: where an answer is asked for. The forms' formulas are made from the same lists, so
that a form says of a text what the office will.
"""

from __future__ import annotations

import re

from toolkit.base.blanks import compared

SIGNS = "。、，；：？！…—–―－-_~～·•.,;:?!/\\|+*=#&@^%$<>()（）[]【】{}《》〈〉“”‘’\"'`「」『』○〇□■●△▲◇◆※→√"
"""What means nothing without a word beside it; a tick or a circle is no answer where words are asked for."""
LOST = ("\ufffd", "???", "锟斤拷", "烫烫烫", "ï¿½")
"""What programs put where they could not write a character."""
ELSEWHERE = (
    "同上", "同上期", "同上月", "同上次", "同前", "同前期", "同上一期", "与上期相同", "与上期一致", "见上",
    "如上", "见附件", "详见附件", "见附表", "详见附表", "见附页", "另附", "另附件", "附后", "见附后", "略",
    "从略",
)  # fmt: skip
"""Words that send the reader somewhere else."""
LATER = (
    "待定", "待补", "待补充", "待填", "待报", "待核实", "待统计", "未填", "暂未填", "未填写", "后补",
    "稍后补充", "null", "none", "nil", "nan", "undefined", "n/a", "na", "tbd", "xx", "xxx", "xxxx", "xxxxx",
    "ｘｘｘ", "test", "测试", "空", "空白", "不详", "不清楚", "不知道", "#n/a",
)  # fmt: skip
"""Words that say that nothing was written yet."""
NONE = ("无", "没有", "暂无", "没", "无内容", "暂无内容", "无情况")
"""Words that may be an answer: whoever asks says whether they are."""
DROPPED = "。.．!！()（）“”\"'‘’"

_MISREAD = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u2018-\u203a\u0152-\u0178\u20ac\u2122]")
_FEWEST = 6  # Chinese characters of which bytes read in the wrong encoding are told with certainty


def only_signs(text: str) -> bool:
    """Whether a text, which is not blank, has nothing but signs."""
    said = compared(text)
    return bool(said) and all(character in SIGNS or character == " " for character in said)


def folded(text: str) -> str:
    """A text as it is looked up in the lists of this module."""
    return compared(text).translate(dict.fromkeys(map(ord, DROPPED))).lower()


def says_nothing(text: str) -> bool:
    """Whether a text explains nothing: signs, lost characters, words that are there to fill the cell."""
    return only_signs(text) or lost_characters(text) or folded(text) in (*ELSEWHERE, *LATER, *NONE)


def lost_characters(text: str) -> bool:
    """Whether characters of a text were lost, or its bytes were read in another encoding than they were written."""
    return any(mark in text for mark in LOST) or _read_wrongly(text)


def _read_wrongly(text: str) -> bool:
    """UTF-8 that was read as Windows-1252 (å®Œæˆ) or as GBK (瀹屾垚)."""
    if len(_MISREAD.findall(text)) > 1:
        return True
    wide = [character for character in text if character >= "\u2e80"]
    if len(wide) < _FEWEST or any("\u3000" <= character <= "\u303f" for character in wide):
        return False
    # An end that was cut off in the middle of a character does not turn back.
    turned = text.encode("gbk", "ignore").decode("utf-8", "replace")
    back = sum("\u4e00" <= character <= "\u9fff" for character in turned)
    return back > 2 and back > 2 * turned.count("\ufffd")
