"""What the operator or the plan did wrong: exceptions with one sentence to act on.

Knows: how such a message is worded and listed. Must not know: files, forms, or what a unit did
wrong; that is a `toolkit.base.findings.Finding`, which is collected and never raised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class ToolkitError(Exception):
    """Base of everything that stops a command; ``str(error)`` is a Chinese sentence that says what to do."""


class WorkspaceError(ToolkitError):
    """The workspace is missing something, or cannot be used as asked."""


class DocumentError(ToolkitError):
    """An issued document cannot be read, or is no plan."""


class TemplateError(ToolkitError):
    """The base workbook of the forms (templates/report_template.xlsx) cannot be used."""


class SealError(ToolkitError):
    """The workspace key is missing or unusable."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the plan workbook: where it is and how to mend it.

    ``sheet`` is the sheet's name, ``cell`` an A1 address ("" when the whole sheet is meant), ``message`` a
    Chinese sentence with the remedy in it. ``to_fill`` tells what is only not filled in yet from what is wrong.
    """

    sheet: str
    cell: str
    message: str
    to_fill: bool = False

    def __str__(self) -> str:
        place = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        return f"{place}：{self.message}"


class PlanError(ToolkitError):
    """The plan cannot be used; ``faults`` lists every fault found, in the order of the workbook."""

    def __init__(self, faults: Sequence[Fault], source: str = "plan.xlsx") -> None:
        self.faults = tuple(faults)
        self.source = source
        wrong = [fault for fault in self.faults if not fault.to_fill]
        to_fill = [fault for fault in self.faults if fault.to_fill]
        lines = []
        if wrong:
            lines.append(f"整改方案工作簿 {source} 有 {len(wrong)} 处需要改正：")
            lines += [f"  {number}. {fault}" for number, fault in enumerate(wrong, start=1)]
        if to_fill:
            lines.append(f"整改方案工作簿 {source} 还没有填好，还有 {len(to_fill)} 处要填：")
            lines += [f"  {number}. {fault}" for number, fault in enumerate(to_fill, start=1)]
        super().__init__("\n".join(lines))

    @property
    def unfinished(self) -> bool:
        """Whether nothing is wrong with the plan, but that it is not filled in yet."""
        return all(fault.to_fill for fault in self.faults)
