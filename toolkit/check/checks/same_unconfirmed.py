"""A figure that is as it was, and nobody said that it should be.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.check.one import (
    TO_FILL,
    UNCONFIRMED,
    Case,
    Check,
    Live,
    Parameters,
    Said,
    as_before,
    is_figure,
    kind_word,
    ticked,
)
from toolkit.kinds.field import TICK, YES, Field
from toolkit.kinds.live import text

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class SameUnconfirmed(Check):
    """See the module (register: ``generic_rules`` g2)."""

    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """How the kind compares."""
        return (kind_word(field),) if is_figure(field) else None

    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Whether it has changed or is ticked."""
        return ~(as_before(frame, name, parameters[0]) & ~ticked(frame, name))

    def said(self, case: Case) -> Said:
        """Says how to confirm it."""
        return Said(
            f"{case.label}和上期一样是 {case.prior}，还没有确认。",
            "没有变化的，请在“同上期”选“√”；有变化的请改本期值。",
            expected=case.prior,
        )

    def live(self, field: Field, at: Live) -> str:
        """The same test."""
        return f"AND({at.same}=1,{at.tick}<>{text(YES)})" if at.prior else ""

    def short(self, field: Field) -> str:
        """Says how to confirm it."""
        return f"同上期请选{TICK}"


CHECK = SameUnconfirmed(code=UNCONFIRMED, example="56", mark=TO_FILL)
