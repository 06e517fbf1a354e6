"""What in a plan only stands for something that is still to come: ×××, 000-0000000, 待填, an address at example.com.

Knows: how people write what they do not know yet. Must not know: where in the workbook a thing stands; what may not be
done until it is mended is `toolkit.acts.ready`'s business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.base.plan_captions import PlanColumn, PlanSetting, PlanSheet
from toolkit.plan.model import Plan

_STANDS_FOR = re.compile(
    r"[×✕╳Xx*＊_?？]{2,}|[□○〇]{2,}|待(?:填|定|补|核实|确定|明确)|(?:联系人|姓名|电话)?(?:暂无|未定)|TODO|TBD", re.I
)
_EXAMPLE = re.compile(r"@(?:[\w-]+\.)*(?:example(?:\.\w+)*|x{2,}\.\w+(?:\.\w+)*)$|^x{2,}@", re.I)
_RUN = "01234567890123456789"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What is still to be filled in: sheet, row (a line of 方案, a unit's short name), column, and the text there."""

    sheet: str
    row: str
    column: str
    found: str

    @property
    def sentence(self) -> str:
        """What is to be done about it."""
        if "@" in self.found:
            return f"{self.row}的“{self.column}”{self.found} 是示例地址，还不能发。请改成真的邮箱，没有的空着。"
        called = self.row if self.sheet == PlanSheet.HEAD else f"{self.row}的“{self.column}”"
        return f"{called}写的是“{self.found}”，还没有定。请填上真的内容。"


def placeholders(plan: Plan) -> Iterator[Placeholder]:
    """Everything that is printed on what goes out, or used to send it, and is not real yet."""
    for row, text in (
        (PlanSetting.REPORT_TO, plan.report_to),
        (PlanSetting.CONTACT, plan.contact),
        (PlanSetting.PHONE, plan.phone),
    ):
        if stands_for_something(text) or (row == PlanSetting.PHONE and is_no_number(text)):
            yield Placeholder(PlanSheet.HEAD, row, PlanColumn.CONTENT, text)
    if is_example(plan.email):
        yield Placeholder(PlanSheet.HEAD, PlanSetting.MAILBOX, PlanColumn.CONTENT, plan.email)
    for unit in plan.units:
        for email in unit.emails:
            if is_example(email):
                yield Placeholder(PlanSheet.UNITS, unit.area, PlanColumn.MAILBOXES, email)
        if is_example(unit.leader_email):
            yield Placeholder(PlanSheet.UNITS, unit.area, PlanColumn.COPY_MAILBOXES, unit.leader_email)


def stands_for_something(text: str) -> bool:
    """Whether a text holds the place of what is not known yet."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return bool(_STANDS_FOR.search(plain)) or plain in ("×", "x", "X", "无", "某", "某某", "某某某", "张三", "李四")


def is_no_number(text: str) -> bool:
    """Whether a telephone number is none: only noughts (000-0000000), one figure again and again, or 1234567."""
    figures = "".join(re.findall(r"\d", unicodedata.normalize("NFKC", text)))
    if not figures:
        return False
    tail = figures[-7:]
    return len(set(tail)) == 1 or (len(tail) == 7 and tail in _RUN)


def is_example(email: str) -> bool:
    """Whether an address is one of those that belong to nobody (RFC 2606: example.com and its kin), or xxx@xx.com."""
    return bool(_EXAMPLE.search(email.strip()))
