"""What a document says that is in no item of the draft, so that a person sees that nothing was lost.

Knows: outlines and the items chosen from them. Must not know: what an item says, workbooks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.issued.labels import DUTIES
from toolkit.issued.lists import Lists
from toolkit.issued.nodes import Node, Said


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A text of the document that is in no item, and where it stands."""

    where: str
    text: str


def _is_inherited(said: Said, items: Sequence[Node]) -> bool:
    """Whether what is said at a heading holds for all items below it."""
    return bool(items) and said.label in DUTIES and not any(node.texts(said.label) for node in items)


def left_over(lists: Lists) -> Iterator[LeftOver]:
    """The text of the numbered parts that is in no item, and what stands behind them."""
    inside = {id(node) for one in lists.chosen for node in one.node.walk()}
    titles = {id(node) for one in lists.chosen for node in one.above}
    for made in lists.outlines:
        for node in made.nodes():
            if id(node) in inside:
                continue
            below = [one.node for one in lists.chosen if any(above is node for above in one.above)]
            texts = [f"{one.word}：{one.text}" for one in node.said if not _is_inherited(one, below)] + node.body
            if id(node) not in titles:
                texts.insert(0, node.heading)
            yield from (LeftOver(node.where, text) for text in texts if text)
        yield from (LeftOver(text.where, text.text) for text in made.tail)
