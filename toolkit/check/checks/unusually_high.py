"""A figure that is higher than usual.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from toolkit.base.findings import Severity
from toolkit.check.one import ASK, ASKED, Limited

CHECK = Limited(
    code="range.unusual",
    example="450",
    severity=Severity.WARNING,
    mark=ASK,
    limit="soft_maximum",
    above=True,
    beyond_it="高于通常的",
    briefly="高于通常的",
    remedy=ASKED,
)
