"""An answer above the limit that the plan sets.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from toolkit.check.one import Limited

CHECK = Limited(
    code="range.above",
    example="600",
    limit="maximum",
    above=True,
    beyond_it="大于上限",
    briefly="不能大于",
    remedy="请核对后改正。",
)
