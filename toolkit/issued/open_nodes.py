"""The headings that are open while a document is read: where the next one belongs.

Knows: how headings follow upon one another. Must not know: lines, labels, tables.
"""

from __future__ import annotations

from toolkit.issued.labels import label_of
from toolkit.issued.marks import figure
from toolkit.issued.nodes import Node

PARTS = ("part", "section", "chapter", "level", "band")
ROWS = ("row", "pairs")


class OpenNodes:
    """The open headings, the outermost first, and the roots of the outline."""

    def __init__(self) -> None:
        self.roots: list[Node] = []
        self.nodes: list[Node] = []
        self._numbers: dict[str, str] = {}  # the last number of each kind, open or not

    @property
    def last(self) -> Node | None:
        """The innermost open heading."""
        return self.nodes[-1] if self.nodes else None

    def heading(self, node: Node) -> None:
        """Open a heading: beside the one of its kind if that is open, else below all."""
        cut = next((n for n, one in enumerate(self.nodes) if _is_beside(one, node)), None)
        if cut is not None:
            del self.nodes[cut:]
        self._append(node)
        self.nodes.append(node)

    def block(self, where: str) -> Node:
        """Open an item that has no number, beside the open one if that has none either."""
        while self.nodes and self.nodes[-1].kind not in (*PARTS, "block") and self.nodes[-1].said:
            self.nodes.pop()
        above = next((node for node in reversed(self.nodes) if node.kind != "block"), None)
        node = Node("block", str(len(above.children if above else self.roots) + 1), "", where)
        self.heading(node)
        return node

    def row(self, node: Node) -> None:
        """Add a row of a table; a number in it may say that it stands beside a heading (（五）) and not in the last."""
        cut = next((n for n, one in enumerate(self.nodes) if one.kind in (node.kind, *ROWS)), None)
        if cut is not None:
            del self.nodes[cut:]
        self._append(node)

    def leave_rows(self) -> None:
        """Close what belongs to a table."""
        self.nodes = [node for node in self.nodes if node.kind not in ROWS]

    def counts_on(self, kind: str, number: str) -> bool:
        """Whether a number follows upon the open one of its kind, or is the first."""
        last = next((node.number for node in reversed(self.nodes) if node.kind == kind), None)
        before = last or self._numbers.get(kind, "")
        return figure(number) == figure(before) + 1 or (last is None and figure(number) == 1)

    def owner(self, kind: str, number: str) -> Node | None:
        """The heading over the open one of a kind, where a number counts on from that: it ends with it.

        （三）责任单位：… behind （二）整改措施 belongs to what both stand under.
        """
        at = next((n for n, one in enumerate(self.nodes) if one.kind == kind), None)
        if not at or figure(number) != figure(self.nodes[at].number) + 1 or not label_of(self.nodes[at].heading):
            return None
        del self.nodes[at:]
        return self.nodes[-1]

    def _append(self, node: Node) -> None:
        (self.nodes[-1].children if self.nodes else self.roots).append(node)
        self._numbers[node.kind] = node.number


def _is_beside(one: Node, node: Node) -> bool:
    """Whether a new heading ends an open one: of its own kind, or set as a heading no higher."""
    if node.level and one.level:
        return one.level >= node.level
    if node.kind == "level" or one.kind == "level":
        return False
    return one.kind == node.kind and bool(one.level) == bool(node.level)
