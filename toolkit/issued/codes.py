"""The codes of items: as the document numbers them, its parts before its items (三（一）1).

Knows: how numbers are shown, that no two items have one code. Must not know: what items say, ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from toolkit.issued.nodes import Node

_SHOWN = {"section": "（{}）", "bracket": "（{}）"}
_NAMELESS = ("band", "level", "block")


@dataclass
class Codes:
    """Gives codes; where the document numbers nothing they count, and a second item of one number gets one more."""

    _given: dict[str, int] = field(default_factory=dict)
    _counted: int = 0

    def of(self, node: Node, above: Sequence[Node]) -> str:
        """The code of an item under the headings above it."""
        chain = [one for one in (*above, node) if one.kind not in _NAMELESS or one is node]
        if node.kind == "code":  # A1 below A
            chain = [node]
        # 1.2 below 1 has the number of what it stands under in its own.
        chain = [one for one in chain if one is node or not node.number.startswith(f"{one.number}.")]
        shown = "".join(_SHOWN.get(one.kind, "{}").format(one.number) for one in chain)
        if not node.number:
            self._counted += 1
            shown += f"{'-' if shown else ''}{self._counted}"
        times = self._given[shown] = self._given.get(shown, 0) + 1
        return self._once(f"{shown}-{times}") if times > 1 else shown

    def _once(self, code: str) -> str:
        """A code that is made of another, and is no other item's own."""
        self._given[code] = self._given.get(code, 0) + 1
        return code if self._given[code] == 1 else self._once(f"{code}-{self._given[code]}")
