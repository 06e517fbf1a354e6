"""Text files as blocks: lines put together that a page broke, page numbers left out, drawn tables read.

Knows: encodings, Markdown's marks, what scanning and hard line ends do to a text. Must not know: what a plan is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from toolkit.base.errors import DocumentError
from toolkit.issued.blocks import Block, Text
from toolkit.issued.characters import in_plain_signs
from toolkit.issued.drawn_tables import drawn_table, is_rule
from toolkit.issued.labels import text_label
from toolkit.issued.marks import mark_of

PAGE_NUMBER = re.compile(
    r"[-—–－·・\s]*[0-9０-９]{1,4}[-—–－·・\s]*|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?|\d+\s*/\s*\d+"
)
CONTENTS = re.compile(r".*?(?:[.．·…]{3,}|\t)\s*[0-9]{1,4}|目\s*录|目\s*次")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_SIGNS = re.compile(r"^(?:[-*+]\s+|>\s*)+|\*\*|__|`|~~")
_SPACED = re.compile(r"(?:[^\s\x00-\x7f][ \u3000]){3,}[^\s\x00-\x7f](?![^\s])|(?:[一-鿿] ){2,}[一-鿿](?![一-鿿])")
# The number of a heading or measure that was set apart from its signs: （ 一 ）, 二 、, 1 .
_IN_BRACKETS = re.compile(r"([（(])[ \u3000]*([0-9]{1,3}|[一二三四五六七八九十]{1,3})[ \u3000]*([）)])")
_BEFORE_SIGN = re.compile(r"((?:^|(?<=[。；;：:]))[0-9]{1,3}|^[一二三四五六七八九十]{1,3})[ \u3000]+([.．、])")
_FULL_DIGIT = str.maketrans("０１２３４５６７８９．", "0123456789.")
_NARROWEST = 40  # columns; a text that is narrower is a list, not a page


def decoded(data: bytes, name: str) -> str:
    """The text of a file in any encoding that office programs write. Raises `DocumentError` for others."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data[1:2] == b"\x00" or data[:1] == b"\x00":
        encodings = ["utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "gb18030", "big5"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if "\x00" not in text:
            return text
    raise DocumentError(f"{name} 不是能读的文字文件。请另存为 .docx，或者存成 UTF-8 的 .txt 再导入。")


def plain_blocks(text: str) -> Iterator[Block]:
    """The blocks of a text."""
    lines = (
        in_plain_signs(text)
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\f", "\n")
        .replace("\u2028", "\n")
        .split("\n")
    )
    full = _full_line(lines)
    at = 0
    while at < len(lines):
        if (table := drawn_table(lines, at)) is not None:
            yield table[0]
            at = table[1]
            continue
        number, said = at, _said(lines[at])
        while full and _is_broken(lines, at, full):
            at += 1
            said += _said(lines[at]) if not PAGE_NUMBER.fullmatch(lines[at].strip()) else ""
        at += 1
        if line := _line(said, number):
            yield line


def _line(said: str, number: int) -> Text | None:
    text = said.strip()
    if not text or PAGE_NUMBER.fullmatch(text) or is_rule(text) or CONTENTS.fullmatch(text):
        return None
    level = 0
    if heading := _HEADING.fullmatch(text):
        level, text = len(heading[1]), heading[2]
    text = unspaced(_SIGNS.sub("", text).strip())
    return Text(text, f"第{number + 1}行", level) if text else None


def _said(line: str) -> str:
    return line.strip().translate(_FULL_DIGIT)


def unspaced(text: str) -> str:
    """A text without the blanks that scanning or setting put between its characters (中 共 岭 北 县)."""
    text = _IN_BRACKETS.sub(r"\1\2\3", text)
    text = _BEFORE_SIGN.sub(r"\1\2", text)
    return _SPACED.sub(lambda match: re.sub(r"[ \u3000]", "", match[0]), text)


# -- lines that a page broke -------------------------------------------------------------------------------------------


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line.rstrip())


def _full_line(lines: Sequence[str]) -> int:
    """The width at which a text was broken, in columns; 0 where its lines are whole paragraphs."""
    widths = sorted(_columns(line) for line in lines if line.strip() and not is_rule(line))
    if len(widths) < 8:
        return 0
    full = widths[int(len(widths) * 0.97)] if len(widths) > 40 else widths[-1]
    broken = [line for line in lines if full - 4 <= _columns(line) <= full + 2]
    open_ended = sum(1 for line in broken if not re.search(r"[。；：]$", line.rstrip()))
    return full if _NARROWEST <= full <= 110 and len(broken) >= 4 and open_ended >= 0.5 * len(broken) else 0


def _is_broken(lines: Sequence[str], at: int, full: int) -> bool:
    """Whether a line goes on in the next one; a page number may stand between."""
    following = at + 1
    if following < len(lines) and PAGE_NUMBER.fullmatch(lines[following].strip()) and following + 1 < len(lines):
        following += 1
    if following >= len(lines):
        return False
    line, next_line = lines[at].rstrip(), lines[following]
    said = next_line.strip()
    if (
        not line.strip()
        or not said
        or next_line.startswith(("  ", "\u3000\u3000", "\t"))
        or PAGE_NUMBER.fullmatch(said)
    ):
        return False
    width = _columns(line)
    if width < full - 5 or (re.search(r"[。！？；：:]$", line) and width < full - 1):
        return False
    mark = mark_of(said)
    if (mark.kind and mark.kind not in ("bare", "letter", "half")) or re.match(
        r"[#>|*+\-]\s|附\s*件|抄送|表\s*\d", said
    ):
        return False
    close = re.sub(r"(?<=[一-鿿])[ \u3000]+(?=[一-鿿：:])", "", said)
    word = re.match(r"[【\[]?([^：:，。；\s]{2,12})[】\]]?\s*(?:[：:]|$)", close)
    return not (word and text_label(word[1]))
