"""An answer below the limit that the plan sets.

Knows: this check. Must not know: other checks, pandera, where cells stand.
"""

from __future__ import annotations

from toolkit.check.one import Limited

CHECK = Limited(
    code="range.below",
    example="2",
    limit="minimum",
    above=False,
    beyond_it="小于下限",
    briefly="不能小于",
    remedy="请核对后改正。",
)
