"""What a unit did wrong, by cell: collected, sorted, stored; never raised.

Knows: the shape and the wording of a finding. Must not know: where findings come from or go to.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from toolkit.base.visible import visible


class Severity(StrEnum):
    """How much a finding weighs: an error sends the form back, a warning asks for an explanation."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """The word that people see."""
        return {"error": "错误", "warning": "提醒", "info": "提示"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend or to explain.

    ``code`` is stable and stands at the end of what people read ("number.unreadable"); ``sheet`` and ``cell``
    say where ("" when the whole file is meant); ``field`` is the catalogue's field id; ``found`` is what the
    cell holds, as text; ``expected`` what it should hold; ``message`` says in plain Chinese what is wrong, and
    ``remedy`` what to do.
    """

    code: str
    severity: Severity
    message: str
    remedy: str
    sheet: str = ""
    cell: str = ""
    field: str = ""
    found: str = ""
    expected: str = ""

    def __post_init__(self) -> None:
        # What a unit typed is quoted in a finding and goes out again.
        for name in ("message", "found", "sheet"):
            object.__setattr__(self, name, visible(getattr(self, name)))

    def __str__(self) -> str:
        place = f"{self.cell}：" if self.cell else ""
        return f"{place}{self.message}{self.remedy}（{self.code}）"


_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def sort_key(finding: Finding) -> tuple[int, str, int, str, str]:
    """Errors first, then by sheet and cell as the eye goes down the form, then by code."""
    letters = finding.cell.rstrip("0123456789")
    row = int(finding.cell[len(letters) :] or 0)
    return _ORDER[finding.severity], finding.sheet, row, letters.rjust(3), finding.code
