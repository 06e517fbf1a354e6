"""A text that lost characters: ????, �, bytes read in the wrong encoding.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.base.placeholders import lost_characters
from toolkit.check.one import Case, Check, Live, Parameters, Said, if_filled
from toolkit.kinds import live
from toolkit.kinds.field import Field
from toolkit.plan.model import ValueType

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class TextLost(Check):
    """See the module; what is lost is asked for again, also where nothing had to be written."""

    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """Nothing but that it is a text."""
        return () if field.type is ValueType.TEXT else None

    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Whether every character is there."""
        return if_filled(frame[name], lambda texts: ~texts.map(lost_characters).astype(bool))

    def said(self, case: Case) -> Said:
        """Quotes the text."""
        return Said(f"{case.label}里有乱码（“{case.raw[:40]}”），读不出原来写的是什么。", "请重新填写这一格。")

    def live(self, field: Field, at: Live) -> str:
        """The same test, for what a formula can tell."""
        return live.lost_characters(at.cell)

    def short(self, field: Field) -> str:
        """Asks to write it again."""
        return "有乱码，请重新填写"


CHECK = TextLost(code="text.lost", example="????")
