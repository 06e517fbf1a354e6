"""Lines without numbers that head lists: 问题： 1.… 2.… 整改措施： 1.… 2.…, or units whose tasks are counted below.

Knows: that such lines come several times, each before a list that counts from one. Must not know: what becomes of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from toolkit.issued.blocks import Block, Text
from toolkit.issued.labels import Label, text_label
from toolkit.issued.marks import Mark, figure, mark_of
from toolkit.issued.unit_lists import names_units

HEAD_OF_LIST = 9  # a level below every heading that is set as one


def with_list_heads(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with those lines as headings."""
    places = [at for at in range(len(blocks) - 1) if _counts_from_one(blocks, at + 1)]
    heads = {at: said for at in places if (said := _said(blocks[at]))}
    labels = {at: text_label(said) for at, said in heads.items()}
    units = [at for at, said in heads.items() if labels[at] is None and names_units(said)]
    lists = [at for at, label in labels.items() if label is not None]
    sizes = {_size(blocks, at + 1) for at in lists}
    same = len(lists) > 2 and len(sizes) == 1 and sizes != {1} and len({labels[at] for at in lists}) == len(lists)
    chosen = {*(lists if same and Label.FINDING in labels.values() else ()), *(units if len(units) > 1 else ())}
    return [
        replace(block, text=heads[at], level=HEAD_OF_LIST) if at in chosen and isinstance(block, Text) else block
        for at, block in enumerate(blocks)
    ]


def _said(block: Block) -> str:
    """The words of a line that ends in a colon and has neither number nor level; "" for others."""
    if not isinstance(block, Text) or block.level or mark_of(block.text).kind:
        return ""
    text = block.text.strip()
    return text[:-1].strip() if re.search("[：:]$", text) and len(text) <= 40 else ""


def _mark(block: Block) -> Mark:
    return mark_of(block.text) if isinstance(block, Text) else Mark("", "", "")


def _counts_from_one(blocks: Sequence[Block], at: int) -> bool:
    mark = _mark(blocks[at])
    return bool(mark.kind) and figure(mark.number) == 1


def _size(blocks: Sequence[Block], at: int) -> int:
    """How far a list counts on line by line."""
    kind, size = _mark(blocks[at]).kind, 0
    while at + size < len(blocks):
        mark = _mark(blocks[at + size])
        if mark.kind != kind or figure(mark.number) != size + 1:
            break
        size += 1
    return size
