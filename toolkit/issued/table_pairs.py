"""Tables in which labels stand beside their values: one item a table, or one after another.

Knows: how such tables alternate. Must not know: tables with a head, headings, what an item says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.issued.blocks import Table, Text
from toolkit.issued.labels import DUTIES, Label, folded, label_of
from toolkit.issued.nodes import Node, Said

_PAIR = (Label.FINDING, Label.MEASURES, *DUTIES, Label.TARGET, Label.REQUIREMENT, Label.TASK)


@dataclass(frozen=True, slots=True)
class Pairs:
    """The items of such a table, the lines before the first of them, and rows between them that are no pairs."""

    nodes: tuple[Node, ...]
    above: tuple[Text, ...]
    others: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    """A label and its value, the row in which they stand, the cell of the label."""

    word: str
    text: str
    row: int
    cell: int


def pairs_of(table: Table) -> Pairs | None:
    """The items of a table in which labels stand beside their values, one or several; None for others."""
    by_row = [_pairs_of_row(table, n) for n in range(len(table.rows))]
    labelled = sum(map(bool, by_row))
    filled = sum(1 for row in table.rows if any(cell.strip() for cell in row))
    found = [pair for pairs in by_row for pair in pairs]
    known = {label_of(pair.word) for pair in found} & set(_PAIR)
    if len(known) < 3 or labelled < 0.6 * filled or labelled < 3:
        return None
    others = [
        (n, Text(" ".join(dict.fromkeys(filter(None, map(str.strip, row)))), table.row(n)))
        for n, (row, pairs) in enumerate(zip(table.rows, by_row, strict=True))
        if not pairs and any(cell.strip() for cell in row)
    ]
    return Pairs(
        tuple(_nodes(found, table)),
        tuple(text for n, text in others if n < found[0].row),
        tuple(text for n, text in others if n > found[0].row),
    )


def _nodes(found: Sequence[_Pair], table: Table) -> list[Node]:
    nodes: list[Node] = []
    before: _Pair | None = None
    for pair in found:
        label = label_of(pair.word) or Label.OTHER
        said = [one.label for one in nodes[-1].said] if nodes else []
        again = label in said and (label in (Label.NUMBER, Label.FINDING) or label is said[0])
        if again and not {Label.MEASURES, *DUTIES} & {*said}:  # 隐患情况 below 隐患名称
            again = folded(pair.word) in {one.word for one in nodes[-1].said}
        same = before is not None and before.cell == pair.cell  # one label beside several rows of text
        if not nodes or (again and not same):
            where = table.row(pair.row) if pair.row else table.where
            nodes.append(Node("pairs", "", "", where))
        if label is Label.NUMBER:
            nodes[-1].number = pair.text
        if pair.text:
            nodes[-1].said.append(Said(label, folded(pair.word), pair.text))
        before = pair
    for node in nodes:
        node.said = _resolved([one for one in node.said if one.label is not Label.NUMBER])
    return nodes


def _pairs_of_row(table: Table, n: int) -> list[_Pair]:
    """Labels and values of a row, which stand in turn; none where it is something else."""
    cells = list(dict(zip(table.cells[n], table.rows[n], strict=True)).items())
    texts = [text.strip() for _, text in cells]
    if len(texts) < 2 or len(texts) > 8:
        return []
    if len(texts) % 2:
        drop_last = not texts[-1]
        if not drop_last and not (label_of(texts[0]) is None and label_of(texts[1])):
            return []
        cells, texts = (cells[:-1], texts[:-1]) if drop_last else (cells[1:], texts[1:])
    words, values = texts[::2], texts[1::2]
    known = sum(1 for word in words if word and label_of(word))
    if not words or 2 * known < len(words) or not all(word and len(word) <= 14 for word in words):
        return []
    if any(label_of(value) and len(value) <= 8 and label_of(value) is not Label.OTHER for value in values):
        return []  # a head: labels beside labels
    numbers = [cell for cell, _ in cells[::2]]
    return [_Pair(word, text, n, cell) for word, text, cell in zip(words, values, numbers, strict=True)]


def _resolved(said: list[Said]) -> list[Said]:
    """What is problem and what is measure follows from what else there is."""
    labels = {one.label for one in said}
    turned: dict[Label, Label] = {}
    if Label.TASK in labels:
        turned[Label.TASK] = (
            Label.MEASURES if Label.FINDING in labels and Label.MEASURES not in labels else Label.FINDING
        )
    if Label.REQUIREMENT in labels:
        turned[Label.REQUIREMENT] = Label.TARGET if Label.MEASURES in labels else Label.MEASURES
    return [Said(turned.get(one.label, one.label), one.word, one.text) for one in said]
