"""A text for which there is no room.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.check.one import Case, Check, Live, Parameters, Said, if_filled
from toolkit.kinds.field import Field

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class TextTooLong(Check):
    """See the module."""

    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """How many characters there is room for."""
        return (field.max_length,) if field.max_length else None

    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Whether a text has no more."""
        return if_filled(frame[name], lambda texts: texts.str.len() <= parameters[0])

    def said(self, case: Case) -> Said:
        """Names both numbers."""
        message = f"{case.label}写了 {len(case.raw)} 个字，超过 {case.field.max_length} 字。"
        return Said(message, "请精简，详细材料可以另附。")

    def live(self, field: Field, at: Live) -> str:
        """The same test, of the cell as it was typed."""
        return f"LEN({at.cell})>{field.max_length}"

    def short(self, field: Field) -> str:
        """Names the room."""
        return f"请控制在 {field.max_length} 字以内"


CHECK = TextTooLong(code="text.too_long", example="比十个字还要长一些的一段文字")
