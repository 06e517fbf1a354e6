"""The characters of a document as the importer reads them: one sign for what looks the same on paper.

Knows: signs that mean nothing, look-alikes of colons and blanks, numbers that are one character (⑴ ㈠ ⒈ ❶). Must not
know: what a text says.
"""

from __future__ import annotations

import re
from dataclasses import replace

from toolkit.base.numerals import in_chinese
from toolkit.issued.blocks import Piece, Table, Text
from toolkit.issued.labels import text_label
from toolkit.plan.limit_words import in_figures

_NOTHING = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFFFC])
_COLONS = dict.fromkeys(map(ord, "∶﹕︰ː꞉"), "：")
_BLANKS = dict.fromkeys([0x00A0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F, 0x205F], " ")
_NUMBERS: dict[int, str] = {
    **{0x2474 + n: f"（{n + 1}）" for n in range(20)},
    **{0x2488 + n: f"{n + 1}." for n in range(20)},
    **{0x3220 + n: f"（{in_chinese(n + 1)}）" for n in range(10)},
    **{0x2776 + n: chr(0x2460 + n) for n in range(10)},
    **{0x2780 + n: chr(0x2460 + n) for n in range(10)},
    **{0x278A + n: chr(0x2460 + n) for n in range(10)},
    **{0x24F5 + n: chr(0x2460 + n) for n in range(10)},
    **{0x3280 + n: chr(0x2460 + n) for n in range(10)},
}
# What phones put before lines: 1️⃣ is a number, 🔸 a bullet, @ calls whoever is named.
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3|(\U0001f51f)")
_PICTURES = re.compile(
    "(?m)^[ \u3000]*[\U0001f000-\U0001faff\u25aa\u25ab\u25fb-\u25fe\u2705\u2b50\u27a1\ufe0f]+[ \u3000]*"
)
_CALL = re.compile("@(?=[一-鿿])")
_SIGNS = _NOTHING | _COLONS | _BLANKS | _NUMBERS
# A label that was set wide or broken by a blank: 责任 单位：
_SPACED = re.compile(
    r"([\d.、．（）()一二三四五六七八九十①-⑳]*)((?:[一-鿿]{1,6}[ \u3000]+){1,7}[一-鿿]{1,6})(?=\s*[：:])"
)


def tidied(piece: Piece) -> Piece:
    """A piece of a document in the signs that the importer reads."""
    if isinstance(piece, Text):
        return Text(_one_label(in_plain_signs(piece.text)).strip() or piece.text, piece.where, piece.level)
    if isinstance(piece, Table):
        return replace(piece, rows=tuple(tuple(map(in_plain_signs, row)) for row in piece.rows))
    return piece


def in_plain_signs(text: str) -> str:
    """A text without signs that mean nothing, in one sign for each that looks the same."""
    if text.isascii():
        return text
    text = _KEYCAP.sub(lambda found: f"{found[1] or 10}、", text)
    return in_figures(_CALL.sub("", _PICTURES.sub("", text)).translate(_SIGNS))


def _one_label(text: str) -> str:
    match = _SPACED.match(text)
    if match is None:
        return text
    word = re.sub(r"\s", "", match[2])
    return f"{match[1]}{word}{text[match.end() :]}" if text_label(word) else text
