"""A required text that says where to look, or that nothing was written yet: 同上, 见附件, 待定, null.

Knows: this check. Must not know: other checks, pandera, where cells stand. 无 may be the answer to what the plan asks
in an indicator of its own; it is none to what was done, what will be done, and who did it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.base.findings import Severity
from toolkit.base.placeholders import ELSEWHERE, LATER, NONE, folded
from toolkit.check.one import ASK, Case, Check, Live, Parameters, Said, if_filled
from toolkit.kinds import live
from toolkit.kinds.field import Block, Field
from toolkit.plan.model import ValueType

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class TextPlaceholder(Check):
    """See the module."""

    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """Whether 无 may be the answer."""
        must = field.required or field.required_when is not None
        return (field.block is Block.INDICATORS,) if must and field.type is ValueType.TEXT else None

    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Whether it says something."""
        words = _words(none_counts=bool(parameters[0]))
        return if_filled(frame[name], lambda texts: ~texts.map(folded).isin(words))

    def said(self, case: Case) -> Said:
        """Quotes the words."""
        return Said(
            f"{case.label}只填了“{case.raw[:20]}”，看不出具体情况。", "请直接写明具体内容；确实如此的，请说明。"
        )

    def live(self, field: Field, at: Live) -> str:
        """The same test, of the text as it is compared."""
        return live.placeholder(at.value, _words(none_counts=field.block is Block.INDICATORS))

    def short(self, field: Field) -> str:
        """Asks for what is meant."""
        return "请直接写明具体内容"


def _words(*, none_counts: bool) -> tuple[str, ...]:
    return (*ELSEWHERE, *LATER) if none_counts else (*ELSEWHERE, *LATER, *NONE)


CHECK = TextPlaceholder(code="text.placeholder", example="见附件", severity=Severity.WARNING, mark=ASK)
