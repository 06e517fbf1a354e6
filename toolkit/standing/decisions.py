"""What the office has decided, put together from what it wrote into the master cell by cell.

Knows: office cells, the captions of their columns. Must not know: sheets, what a decision leads to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from toolkit.base.captions import Column
from toolkit.kinds.values import as_read
from toolkit.ledger import CellValue, Fate, OfficeCell, OfficePlace
from toolkit.plan.model import FormKey, Plan

OF_FORM = (Column.VERDICT, Column.OPINION, Column.REVIEWER, Column.DECIDED_ON, Column.FILING_NO)
OFFICE = (*OF_FORM, Column.REMARK)
"""The office's own columns; the remark is kept for each measure, the others for the form."""
_DIGITS = 16  # of a mark


def mark_of(said: str) -> str:
    """A mark that tells what stands somewhere from anything else that might stand there."""
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


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
        return self.text(Column.VERDICT)

    @property
    def decided_on(self) -> date | None:
        """核定日期, if it is a date."""
        value = self.values.get(Column.DECIDED_ON)
        return value if isinstance(value, date) else None

    def text(self, caption: str) -> str:
        """One of the office's texts, "" for none."""
        value = self.values.get(caption)
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Objection:
    """What is wrong with a decision: at the office's cell under ``column``, in one sentence with what to do."""

    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision, and what is wrong with it; one with an objection is kept and shown, and moves nothing."""

    decision: Decision
    objections: tuple[Objection, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether the decision takes effect."""
        return not self.objections


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that lost against another row or copy of the master, and the reason in words."""

    cell: OfficeCell
    reason: str


def standing_cells(cells: Iterable[OfficeCell]) -> dict[OfficePlace, OfficeCell]:
    """What stands in each of the office's cells of one period: what was applied last."""
    return {cell.place: cell for cell in cells if cell.applied}


def against(cell: OfficeCell, other: OfficeCell) -> str:
    """What a cell stands against in another copy of the master, in words."""
    said = "（空）" if other.value is None else as_read(other.value)
    rule = "按核定日期晚的为准" if cell.decided_on != other.decided_on else "按后保存的为准"
    return f"“{other.file_name}”{other.cell} 写的是“{said}”，{rule}"


def conflicts(cells: Iterable[OfficeCell]) -> list[Conflict]:
    """What lost against another row or copy of a period's master, with the reason; not what was settled since.

    The same copies give the same list, in whatever order they were read; what several of them say stands once.
    """
    lost: dict[OfficePlace, list[OfficeCell]] = {}
    current: dict[OfficePlace, OfficeCell] = {}
    for cell in cells:
        if cell.fate not in (Fate.APPLIED, Fate.LOST):
            continue
        of = lost.setdefault(cell.place, [])
        before = current.get(cell.place)
        if not cell.applied:
            of.append(cell)
            continue
        if cell.conflict and before is not None:
            of.append(before)
        elif before is not None and before.value != cell.value:
            of.clear()  # somebody looked at it and wrote what is to be
        current[cell.place] = cell
    found = []
    for place, of in sorted(lost.items()):
        counts = current.get(place)
        by_value = {repr(cell.value): cell for cell in sorted(of, key=lambda cell: cell.rank)}
        found += [
            Conflict(cell, against(cell, counts) if counts else cell.conflict)
            for cell in by_value.values()
            if counts is None or cell.value != counts.value
        ]
    return found


def not_taken(cells: Iterable[OfficeCell]) -> list[OfficeCell]:
    """What stood in a period's masters and was not understood, or is not the office's to write; not what was settled.

    It is settled when something is written and taken there, or when the office has saved a master that listed it.
    """
    open_: dict[OfficePlace, dict[tuple[Fate, str], OfficeCell]] = {}
    for cell in cells:
        if cell.fate in (Fate.UNREAD, Fate.NOT_THEIRS):
            # Of a row that nobody knows the cell itself is the place.
            what = cell.fate, repr((cell.value, "" if cell.item_id else (cell.file_name, cell.cell)))
            open_.setdefault(cell.place, {})[what] = cell
        elif cell.fate is not Fate.LOST:
            open_.pop(cell.place, None)
    return [cell for _, of in sorted(open_.items()) for cell in of.values()]


def decisions(plan: Plan, cells: Iterable[OfficeCell]) -> dict[FormKey, list[Decision]]:
    """The decisions on each form, in the order of periods and, within one, in the order they were made.

    A changed 核定结论 with a new 核定日期 is a new decision; anything else corrects the last one, as does what won
    against another copy of the master; a cleared one takes it back.
    """
    order = {period.id: number for number, period in enumerate(plan.periods)}
    found: dict[FormKey, list[Decision]] = {}
    by_form: dict[tuple[str, str, str], list[OfficeCell]] = {}
    for cell in cells:
        if cell.applied and cell.column in OF_FORM and cell.period_id in order:
            by_form.setdefault((cell.item_id, cell.unit_id, cell.period_id), []).append(cell)
    for key in sorted(by_form, key=lambda key: order[key[2]]):
        found.setdefault(FormKey(*key[:2]), []).extend(_of_period(*key, by_form[key]))
    return found


def _of_period(item_id: str, unit_id: str, period_id: str, cells: list[OfficeCell]) -> list[Decision]:
    made: list[Decision] = []
    standing: dict[str, OfficeCell] = {}
    empty = True
    for (known_on, _), edits in groupby(cells, key=lambda cell: (cell.known_on, cell.file_name)):
        contested = False
        for cell in edits:
            standing[cell.column] = cell
            contested = contested or bool(cell.conflict)
        values = {caption: cell.value for caption, cell in standing.items()}
        last_word = max(standing.values(), key=lambda cell: (cell.value is not None, cell.rank))
        decision = Decision(item_id, unit_id, period_id, values, known_on, last_word.where)
        last = made[-1] if made else None
        was_empty, empty = empty, not any(value not in (None, "") for value in values.values())
        if empty:
            made = made if was_empty else made[:-1]  # cleared in a second copy as well, it is taken back once
        elif last is None or (not contested and _anew(last, decision)):
            made.append(decision)
        else:
            made[-1] = decision
    return made


def _anew(last: Decision, decision: Decision) -> bool:
    """Whether a decision was made anew rather than corrected."""
    both = bool(last.verdict and decision.verdict)
    return both and decision.verdict != last.verdict and decision.decided_on != last.decided_on
