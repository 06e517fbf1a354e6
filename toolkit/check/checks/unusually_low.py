"""A figure that is lower than usual.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from toolkit.base.findings import Severity
from toolkit.check.one import ASK, ASKED, Limited

CHECK = Limited(
    code="range.unusual",
    example="6",
    severity=Severity.WARNING,
    mark=ASK,
    limit="soft_minimum",
    above=False,
    beyond_it="低于通常的",
    briefly="低于通常的",
    remedy=ASKED,
)
