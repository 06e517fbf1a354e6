"""By when and to whom the first report goes, as the sentences of a document say it.

Knows: how documents ask for reports. Must not know: where in a document such sentences stand, items.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

_REPORT = re.compile(
    r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:之前|以前|前)?[^。；]{0,80}?(?:书面)?(?:报送|上报|报至|报到|呈报|反馈|"
    r"报|送)(?:至|到|给|送)?"
    r"(?:([^，,。；;、(（)）]{1,30}(?:办公室|领导小组|委员会|政府|专班|局|厅|部|办|组|委|科|处))|)"
)
_REPORTED_ON = re.compile(r"(?:首次|第一次)?(?:报送|上报|反馈)时间[为是：:]*(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
_TOWARDS = re.compile(
    r"向([^，,。；;、]{2,30}?(?:办公室|领导小组|委员会|政府|专班|局|厅|部|办|组|委))(?:书面)?(?:报送|上报|报告|反馈)"
)


def report_due(texts: Sequence[str], issued_on: date | None) -> tuple[date | None, str]:
    """By when and to whom the first report goes: from the first sentence that says both, else that says when."""
    found = [one for text in texts if (one := _reported(text, issued_on))]
    return next((one for one in found if one[1]), found[0] if found else (None, ""))


def _reported(text: str, issued_on: date | None) -> tuple[date | None, str] | None:
    said = unicodedata.normalize("NFKC", re.sub(r"\s", "", text))
    match = _REPORT.search(said) or _REPORTED_ON.search(said)
    if match is None or not (match[1] or issued_on):
        return None
    if re.search("截至|截止", said[max(0, match.start() - 8) : match.start()]):
        return None
    year = match[1] or str(issued_on.year if issued_on else "")
    to = match[4] if match.re is _REPORT else ""
    towards = None if to else _TOWARDS.search(said, match.start())
    return day_of(year, match[2], match[3]), to or (towards[1] if towards else "")


def day_of(year: str, month: str, day: str) -> date | None:
    """The day that three figures name; None where there is no such day."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
