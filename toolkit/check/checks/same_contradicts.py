"""A figure that is said to be as it was, and is another.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.check.one import (
    CONTRADICTS,
    Case,
    Check,
    Live,
    Parameters,
    Said,
    as_before,
    compared,
    is_figure,
    kind_word,
    ticked,
)
from toolkit.kinds.field import TICK, YES, Field
from toolkit.kinds.live import text

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class SameContradicts(Check):
    """See the module (register: ``generic_rules`` g2)."""

    def parameters(self, field: Field, row: Mapping[str, Field]) -> Parameters | None:
        """How the kind compares."""
        return (kind_word(field),) if is_figure(field) else None

    def holds(self, frame: pd.DataFrame, name: str, *parameters: Any) -> pd.Series:
        """Whether it is as it was where it is ticked."""
        return ~(compared(frame, name) & ~as_before(frame, name, parameters[0]) & ticked(frame, name))

    def said(self, case: Case) -> Said:
        """Names both figures."""
        return Said(
            f"{case.label}选了“同上期”，可是本期填的是 {case.raw}，上期是 {case.prior}。",
            "没有变化的，把本期值改回上期值；有变化的，去掉“√”。",
            expected=case.prior,
        )

    def live(self, field: Field, at: Live) -> str:
        """The same test."""
        return f"AND({at.same}=0,{at.tick}={text(YES)})" if at.prior else ""

    def short(self, field: Field) -> str:
        """Says what contradicts."""
        return f"选了{TICK}，但和上期值不一样"


CHECK = SameContradicts(code=CONTRADICTS, example="58")
