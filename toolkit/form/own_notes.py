"""The notes that a correction copy carries on its cells, so that they can be told from what a unit writes there.

Knows: with which words the lines of a note begin. Must not know: findings' texts, workbooks. Some programs drop the
author of a note when they save it, and people write on into one: only the words tell.
"""

from __future__ import annotations

import re

from toolkit.base.findings import Severity

WORD = {Severity.ERROR: "要改正", Severity.WARNING: "要说明", Severity.INFO: "供参考"}
ORIGINALLY, REASON, ELSEWHERE = "原填：", "请在这里写明原因：", "要改的地方见"
_SAID = re.compile(f"(?:{'|'.join(WORD.values())})：|{REASON}|{ELSEWHERE}")
_END = "。"


def is_own_note(text: str) -> bool:
    """Whether a note is one of a correction copy and nothing has been written into it."""
    lines = [line.strip() for line in text.strip().split("\n")]
    said = [number for number, line in enumerate(lines) if _SAID.match(line)]
    if not said or not lines[-1].endswith(_END):
        return False
    # What was filled in may have had several lines; from the first that speaks of it on, each line does.
    before, after = lines[: said[0]], lines[said[0] :]
    return (not before or before[0].startswith(ORIGINALLY)) and all(_SAID.match(line) for line in after)
