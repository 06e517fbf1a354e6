"""A required text of nothing but signs.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.base.placeholders import only_signs
from toolkit.check.one import Case, Check, Live, Parameters, Said, if_filled
from toolkit.kinds import live
from toolkit.kinds.field import Field
from toolkit.kinds.registry import kind_of
from toolkit.plan.model import ValueType

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class TextSigns(Check):
    """See the module."""

    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """Nothing but that words are asked for."""
        must = field.required or field.required_when is not None
        return () if must and field.type is ValueType.TEXT else None

    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Whether there is a word."""
        return if_filled(frame[name], lambda texts: ~texts.map(only_signs).astype(bool))

    def said(self, case: Case) -> Said:
        """Names the signs."""
        return Said(f"{case.label}只填了“{case.raw[:20]}”，没有内容。", kind_of(case.field).when_blank)

    def live(self, field: Field, at: Live) -> str:
        """The same test, of the text as it is compared."""
        return live.only_signs(at.value)

    def short(self, field: Field) -> str:
        """Asks for words."""
        return "只有符号，请用文字填写"


CHECK = TextSigns(code="text.signs", example="——")
