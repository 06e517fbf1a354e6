"""The outline of a document: nodes, each a heading or a row of a table with what is said at it.

Knows: what a node consists of. Must not know: how lines and tables become nodes, what a plan makes of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.issued.blocks import Text
from toolkit.issued.duties import Duty
from toolkit.issued.labels import Label


@dataclass(frozen=True, slots=True)
class Step:
    """A measure that has a row or a number of its own, with its own duties."""

    text: str
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A labelled text: what the label stands for, the label as written, and the text."""

    label: Label
    word: str
    text: str


@dataclass(eq=False)
class Node:
    """A heading or row: its mark, its text, what is labelled below it, other text, and its children.

    ``kind`` is that of the mark, or "level" (a heading set as one, without a number), "band", "row", "block". ``table``
    numbers the table that the row is in, 0 for headings.
    """

    kind: str
    number: str
    heading: str
    where: str
    level: int = 0
    table: int = 0
    said: list[Said] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """The node and all below it, in the document's order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def texts(self, *labels: Label) -> list[str]:
        """What is said under any of ``labels``."""
        return [one.text for one in self.said if one.label in labels]


@dataclass
class Outline:
    """A part of a document taken apart: ``head`` and ``tail`` are the lines before and behind its nodes."""

    head: list[Text] = field(default_factory=list)
    roots: list[Node] = field(default_factory=list)
    tail: list[Text] = field(default_factory=list)

    def nodes(self) -> list[Node]:
        """All nodes in the document's order."""
        return [node for root in self.roots for node in root.walk()]
