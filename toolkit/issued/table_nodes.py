"""The rows of a table as nodes of the outline: below the heading that is open, or as its measures.

Knows: where a table belongs among headings. Must not know: how its cells are read, lines.
"""

from __future__ import annotations

import re

from toolkit.issued.blocks import Text
from toolkit.issued.labels import TEXTS, label_of
from toolkit.issued.marks import Mark, mark_of
from toolkit.issued.nodes import Node
from toolkit.issued.open_nodes import ROWS, OpenNodes
from toolkit.issued.table_rows import Band, Note, Rows

_LIST = re.compile("清单|台账|表$|方案$|措施$|分工$")
_NOT_OF_ROWS = ("bare", "decimal", "letter")  # marks that a row's own number only looks like


def attach(made: Rows, opened: OpenNodes, table: int) -> list[Text]:
    """Add the rows of a table to the outline; ``table`` numbers it. Returns its notes."""
    parent = opened.last
    if parent is not None and _are_measures_of(made, parent):
        for row in made.rows:
            if isinstance(row, Node):
                parent.said += [one for one in row.said if row.kind == "pairs" or one.label not in TEXTS]
                parent.steps += row.steps
        return []
    opened.leave_rows()
    is_alone = not opened.nodes
    notes: list[Text] = []
    if (band := _band_above(made)) is not None:
        _open_band(band, made.above[-1], opened)
    for row in made.rows:
        match row:
            case Note():
                notes.append(row.text)
            case Band():
                _open_band(mark_of(row.text.text), row.text, opened)
            case Node():
                row.table = table
                mark = mark_of(f"{row.number} ")
                if mark.kind and mark.kind not in _NOT_OF_ROWS:
                    row.kind, row.number = mark.kind, mark.number
                opened.row(row)
    opened.nodes = [] if is_alone else [node for node in opened.nodes if node.kind not in ROWS]
    return notes


def _are_measures_of(made: Rows, parent: Node) -> bool:
    """Whether a table under an item's heading says only what is to be done about it, by whom and when."""
    if parent.kind == "row" or made.has_findings or parent.children:
        return False
    return not _LIST.search(parent.heading) and not label_of(parent.heading)


def _open_band(mark: Mark, line: Text, opened: OpenNodes) -> None:
    node = Node(mark.kind or "band", mark.number or line.text, "", line.where)
    opened.heading(node)
    node.heading = mark.rest if mark.kind else ""


def _band_above(made: Rows) -> Mark | None:
    """The mark of the line above the head of a table that names its first part, where bands name the others."""
    kinds = {mark_of(row.text.text).kind for row in made.rows if isinstance(row, Band)} - {""}
    mark = mark_of(made.above[-1].text) if made.above else None
    return mark if mark and mark.kind in kinds else None
