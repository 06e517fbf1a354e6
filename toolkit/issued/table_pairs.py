"""Tables in which labels stand beside their values: one item a table, or one after another.

Knows: how such tables alternate. Must not know: tables with a head, headings, what an item says.
"""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.issued.blocks import Table
from toolkit.issued.labels import DUTIES, Label, folded, label_of
from toolkit.issued.nodes import Node, Said

_PAIR = (Label.FINDING, Label.MEASURES, *DUTIES, Label.TARGET, Label.REQUIREMENT, Label.TASK)


def pairs_of(table: Table) -> list[Node] | None:
    """The items of a table in which labels stand beside their values, one or several; None for others."""
    found: list[tuple[str, str, int]] = []
    labelled = 0
    for n in range(len(table.rows)):
        pairs = _pairs_of_row(table, n)
        labelled += bool(pairs)
        found += [(word, text, n) for word, text in pairs]
    filled = sum(1 for row in table.rows if any(cell.strip() for cell in row))
    labels = {label_of(word) for word, _, _ in found}
    known = labels & set(_PAIR)
    if len(known) < 3 or labelled < 0.6 * filled or labelled < 3:
        return None
    nodes: list[Node] = []
    for word, text, n in found:
        label = label_of(word) or Label.OTHER
        said = [one.label for one in nodes[-1].said] if nodes else []
        again = label in said and (label in (Label.NUMBER, Label.FINDING) or label is said[0])
        if not nodes or again:
            nodes.append(Node("pairs", "", "", f"{table.where}第{n + 1}行" if n else table.where))
        if label is Label.NUMBER:
            nodes[-1].number = text
        if text:
            nodes[-1].said.append(Said(label, folded(word), text))
    for node in nodes:
        node.said = _resolved([one for one in node.said if one.label is not Label.NUMBER])
    return nodes


def _pairs_of_row(table: Table, n: int) -> list[tuple[str, str]]:
    """Labels and values of a row, which stand in turn; none where it is something else."""
    cells: Mapping[int, str] = dict(zip(table.cells[n], table.rows[n], strict=True))
    texts = [text.strip() for text in cells.values()]
    if len(texts) < 2 or len(texts) > 8:
        return []
    if len(texts) % 2:
        texts = texts[:-1] if not texts[-1] else texts[1:] if label_of(texts[0]) is None and label_of(texts[1]) else []
    words, values = texts[::2], texts[1::2]
    known = sum(1 for word in words if word and label_of(word))
    if not words or 2 * known < len(words) or not all(word and len(word) <= 14 for word in words):
        return []
    if any(label_of(value) and len(value) <= 8 and label_of(value) is not Label.OTHER for value in values):
        return []  # a head: labels beside labels
    return list(zip(words, values, strict=True))


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
