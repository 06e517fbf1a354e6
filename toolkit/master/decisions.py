"""What the office has decided, put together from what it wrote into the master cell by cell.

Knows: office cells, the master's captions for them. Must not know: sheets, what a decision leads to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from toolkit.ledger import CellValue, OfficeCell
from toolkit.plan.model import Plan

VERDICT, OPINION, REVIEWER, DECIDED_ON, FILING_NO = "核定结论", "核定意见", "核定人", "核定日期", "备案号"
REMARK = "备注"
OF_FORM = (VERDICT, OPINION, REVIEWER, DECIDED_ON, FILING_NO)
OFFICE = (*OF_FORM, REMARK)
"""The office's own columns; the remark is kept for each measure, the others for the form."""

FormId = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision on a form in one period, and where it was read last.

    ``decided_on`` is None where no date was written, or none that can be read (``values`` holds what stands there).
    """

    item_id: str
    unit_id: str
    period_id: str
    values: Mapping[str, CellValue]
    known_on: date
    place: str

    @property
    def verdict(self) -> str:
        """核定结论 as written, "" for none."""
        return self.text(VERDICT)

    @property
    def decided_on(self) -> date | None:
        """核定日期, if it is a date."""
        value = self.values.get(DECIDED_ON)
        return value if isinstance(value, date) else None

    def text(self, caption: str) -> str:
        """One of the office's texts, "" for none."""
        value = self.values.get(caption)
        return "" if value is None else str(value)


def standing_cells(cells: Iterable[OfficeCell]) -> dict[tuple[str, str, int, str], OfficeCell]:
    """What stands in each of the office's cells of one period: what was applied last."""
    return {cell.place: cell for cell in cells if cell.applied}


def decisions(plan: Plan, cells: Iterable[OfficeCell]) -> dict[FormId, list[Decision]]:
    """The decisions on each form, in the order of periods and, within one, in the order they were made.

    A changed 核定结论 with a new 核定日期 is a new decision; anything else corrects the last one, as does what won
    against another copy of the master; a cleared one takes it back.
    """
    order = {period.id: number for number, period in enumerate(plan.periods)}
    found: dict[FormId, list[Decision]] = {}
    by_form: dict[tuple[str, str, str], list[OfficeCell]] = {}
    for cell in cells:
        if cell.applied and cell.column in OF_FORM and cell.period_id in order:
            by_form.setdefault((cell.item_id, cell.unit_id, cell.period_id), []).append(cell)
    for key in sorted(by_form, key=lambda key: order[key[2]]):
        found.setdefault(key[:2], []).extend(_of_period(*key, by_form[key]))
    return found


def _of_period(item_id: str, unit_id: str, period_id: str, cells: list[OfficeCell]) -> list[Decision]:
    made: list[Decision] = []
    values: dict[str, CellValue] = {}
    for (known_on, file_name), edits in groupby(cells, key=lambda cell: (cell.known_on, cell.file_name)):
        cell, contested = None, False
        for cell in edits:
            values[cell.column] = cell.value
            contested = contested or bool(cell.conflict)
        place = f"{file_name} {cell.sheet}!{cell.cell}" if cell else file_name
        decision = Decision(item_id, unit_id, period_id, dict(values), known_on, place)
        last = made[-1] if made else None
        if not any(value not in (None, "") for value in values.values()):
            made = made[:-1]
        elif last is None or (not contested and _anew(last, decision)):
            made.append(decision)
        else:
            made[-1] = decision
    return made


def _anew(last: Decision, decision: Decision) -> bool:
    """Whether a decision was made anew rather than corrected."""
    both = bool(last.verdict and decision.verdict)
    return both and decision.verdict != last.verdict and decision.decided_on != last.decided_on
