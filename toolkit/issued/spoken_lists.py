"""Lists that count as one speaks: 一是… 二是… 三是…, a paragraph each, where each says who is to do what.

Knows: that such paragraphs stand one behind another and count from one. Must not know: what becomes of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from toolkit.base.numerals import chinese_number
from toolkit.issued.blocks import Block, Text
from toolkit.issued.marks import mark_of
from toolkit.issued.prose import is_told

_SPOKEN = re.compile(r"([一二三四五六七八九十]{1,3})是(?!否)\s*")
_SHOWN = (("part", "{}、"), ("section", "（{}）"))  # how such a paragraph is numbered, where nothing else is so


def with_spoken_lists(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with such paragraphs numbered: 一、… 二、…, or （一） under headings that are numbered so."""
    found = {at: match for at, block in enumerate(blocks) if (match := _spoken(block))}
    if len(found) < 2 or [chinese_number(match[1]) for match in found.values()] != [*range(1, len(found) + 1)]:
        return list(blocks)
    texts = {at: match.string[match.end() :] for at, match in found.items()}
    kinds = {mark_of(block.text).kind for block in blocks if isinstance(block, Text)}
    shown = next((form for kind, form in _SHOWN if kind not in kinds), "")
    if not shown or 2 * sum(map(is_told, texts.values())) <= len(texts):
        return list(blocks)
    return [
        replace(block, text=shown.format(found[at][1]) + texts[at])
        if at in found and isinstance(block, Text)
        else block
        for at, block in enumerate(blocks)
    ]


def _spoken(block: Block) -> re.Match[str] | None:
    return _SPOKEN.match(block.text.strip()) if isinstance(block, Text) and not block.level else None
