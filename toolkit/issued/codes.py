"""The codes of items: as the document numbers them, and in figures for the workbook.

Knows: how numbers are shown, that no two items have one code. Must not know: what items say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from toolkit.issued.marks import figure
from toolkit.issued.nodes import Node

_SHOWN = {"section": "（{}）", "bracket": "（{}）"}
_NAMELESS = ("band", "level", "block")


@dataclass(frozen=True, slots=True)
class Code:
    """The code of an item: in figures and dots, and as the document has it."""

    id: str
    shown: str


@dataclass
class Codes:
    """Gives codes; a second item of the same number gets a letter's worth more."""

    _taken: dict[str, int] = field(default_factory=dict)
    _shown: set[str] = field(default_factory=set)

    def of(self, node: Node, above: Sequence[Node]) -> Code:
        """The code of an item under the headings above it."""
        chain = [one for one in (*above, node) if one.kind not in _NAMELESS or one is node]
        figures = [str(figure(one.number) or self._next(one)) for one in chain]
        shown = "".join(_SHOWN.get(one.kind, "{}").format(one.number) for one in chain)
        id_ = ".".join(figures)
        self._taken[id_] = self._taken.get(id_, 0) + 1
        if self._taken[id_] > 1:
            id_ = f"{id_}-{self._taken[id_]}"
        shown = shown or id_
        if shown in self._shown:
            shown = f"{shown}-{sum(1 for one in self._shown if one == shown or one.startswith(f'{shown}-')) + 1}"
        self._shown.add(shown)
        return Code(id_, shown)

    def _next(self, node: Node) -> int:
        self._taken[f"#{node.kind}"] = self._taken.get(f"#{node.kind}", 0) + 1
        return self._taken[f"#{node.kind}"]
