"""A document cut into what was issued together: the letter, its attachments (附件), the sheets of a workbook.

Knows: how an attachment begins. Must not know: what stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from toolkit.issued.blocks import Block, Table, Text
from toolkit.issued.marks import mark_of

_ALONE = re.compile(r"[（(【]?附\s*[件表录]\s*[0-9０-９一二三四五六七八九十]{0,3}\s*[）)】]?[：:]?")
_WITH_TITLE = re.compile(r"附\s*[件表]\s*[0-9０-９一二三四五六七八九十]{0,3}\s*[：:]?\s*(?P<title>\S.{3,})")


def sections(blocks: Sequence[Block]) -> list[list[Block]]:
    """The sections of a document, in their order; none is empty."""
    made: list[list[Block]] = [[]]
    sheet = ""
    for at, block in enumerate(blocks):
        new_sheet = isinstance(block, Table) and block.sheet and block.sheet != sheet
        if new_sheet or (isinstance(block, Text) and _begins(block.text, blocks, at)):
            made.append([])
        if isinstance(block, Table):
            sheet = block.sheet
        if isinstance(block, Text) and _ALONE.fullmatch(block.text.strip()):
            continue
        made[-1].append(block)
    return [section for section in made if section]


def _begins(text: str, blocks: Sequence[Block], at: int) -> bool:
    said = text.strip()
    if _ALONE.fullmatch(said):
        return not said.endswith(("：", ":")) or _is_followed_by_more(blocks, at)
    match = _WITH_TITLE.fullmatch(said)
    if match is None or re.match(r"[1１][.．、]", match["title"]) or "。" in said or len(said) > 60:
        return False
    return _is_followed_by_more(blocks, at)


def _is_followed_by_more(blocks: Sequence[Block], at: int) -> bool:
    """Whether a heading of an attachment has content behind it, and not the next name of a list or a signature."""
    following = next(_after(blocks, at), None)
    if following is None:
        return False
    if isinstance(following, Table):
        return True
    text = following.text.strip()
    if _WITH_TITLE.fullmatch(text) or _ALONE.fullmatch(text) or re.match(r"[2２][.．、]", text):
        return False
    return bool(mark_of(text).kind) or bool(re.search("清单|台账|方案|表$|任务|分工", text)) or len(text) > 40


def _after(blocks: Sequence[Block], at: int) -> Iterator[Block]:
    yield from blocks[at + 1 :]
