"""What a document says that is in no item of the draft, so that a person sees that nothing was lost.

Knows: outlines and the items chosen from them. Must not know: what an item says, workbooks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.issued.lists import Lists


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A text of the document that is in no item, and where it stands."""

    where: str
    text: str


def left_over(lists: Lists) -> Iterator[LeftOver]:
    """The text of the numbered parts that is in no item, and what stands behind them."""
    inside = {id(node) for one in lists.chosen for node in one.node.walk()}
    titles = {id(node) for one in lists.chosen for node in one.above}
    for made in lists.outlines:
        for node in made.nodes():
            if id(node) in inside:
                continue
            texts = [f"{one.word}：{one.text}" for one in node.said] + node.body
            if id(node) not in titles:
                texts.insert(0, node.heading)
            yield from (LeftOver(node.where, text) for text in texts if text)
        yield from (LeftOver(text.where, text.text) for text in made.tail)
