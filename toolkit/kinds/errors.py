"""Formula errors that stand in a cell, as values or typed.

Knows: their names. Must not know: kinds, fields.
"""

from __future__ import annotations

import re

from toolkit.kinds.values import Normalised, problem

NAMES = (
    "#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#GETTING_DATA",
)  # fmt: skip
"""What Excel calls its errors; LibreOffice has numbers for more (Err:508)."""
ERROR = re.compile("|".join(map(re.escape, NAMES)) + "|Err:[0-9]{3}")


def formula_error(error: str) -> Normalised:
    """A cell that shows a formula error; nobody knows what was meant."""
    return problem("formula.error", f"里是公式错误 {error}。", "请删去公式，直接填写内容。")
