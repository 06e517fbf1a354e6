"""One try at a step of 销号: where it stands, and why what was written beside it does not count; pure.

Knows: the steps, what may stand beside one. Must not know: the other steps, what a step decides, sheets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from toolkit.base.captions import Column
from toolkit.plan.closing import ClosingStep, StepKind
from toolkit.standing.decisions import Objection
from toolkit.standing.office_rows import OfficeRow

_AGAIN = re.compile(r"(.+?)[（(]第([1-9][0-9]{0,2})次[）)]")


class StepResult(StrEnum):
    """What came of a try at a step (办理结果)."""

    PASSED = "通过"
    SENT_BACK = "退回"


class StepState(StrEnum):
    """Where a try at a step stands."""

    PASSED = "已通过"
    SENT_BACK = "已退回"
    NOW = "待办"
    RUNNING = "公示中"
    OVER = "公示期满"
    LATER = "未到"


@dataclass(frozen=True, slots=True)
class Try:
    """One try at a step, the ``number``-th: who does it, its row (None for one in which nothing stands), its state.

    ``day`` is the day on which it passed or was sent back, ``until`` the last day of a notice, ``objections`` say why
    what was written beside it does not count.
    """

    step: ClosingStep
    number: int
    key: str
    by: str
    row: OfficeRow | None
    state: StepState
    day: date | None = None
    until: date | None = None
    objections: tuple[Objection, ...] = ()

    @property
    def label(self) -> str:
        """What the step is called, with the number of the try from the second on."""
        return step_label(self.step.kind, self.number)


def step_label(kind: StepKind, number: int) -> str:
    """What a try at a step is called."""
    return kind.value if number == 1 else f"{kind}（第{number}次）"


def step_of(label: str) -> tuple[StepKind, int] | None:
    """The step and the number of the try that a label names; None where it names none."""
    match = _AGAIN.fullmatch(label)
    name, number = (match[1], int(match[2])) if match else (label, 1)
    return (StepKind(name), number) if name in list(StepKind) else None


def objections(step: ClosingStep, row: OfficeRow, last: date, until: date | None, as_of: date) -> tuple[Objection, ...]:
    """Why what stands beside a step does not count."""
    result, day = row.text(Column.STEP_RESULT), row.day(Column.STEP_DAY)
    known = max(cell.known_on for cell in row.cells.values())
    found = []
    if result and result not in list(StepResult):
        said = f"“{result}”不行，请填“{StepResult.PASSED}”或者“{StepResult.SENT_BACK}”。"
        found.append(Objection(Column.STEP_RESULT, said))
    if day is None and (result or row.text(Column.STEP_DAY)):
        found.append(Objection(Column.STEP_DAY, f"“{Column.STEP_DAY}”没有填，或者不是日期。请补填。"))
    elif day is not None and day > known:
        found.append(Objection(Column.STEP_DAY, f"{Column.STEP_DAY} {day} 晚于读取台账的日期。请核对。"))
    elif day is not None and day < last:
        found.append(Objection(Column.STEP_DAY, f"{Column.STEP_DAY} {day} 早于前面一步（{last}）。请核对。"))
    if result and not row.text(Column.HANDLER):
        found.append(Objection(Column.HANDLER, f"“{Column.HANDLER}”没有填。请补填。"))
    if result == StepResult.SENT_BACK and not row.text(Column.STEP_NOTE):
        found.append(Objection(Column.STEP_NOTE, f"“退回”要在“{Column.STEP_NOTE}”写明理由。请补填。"))
    if result == StepResult.PASSED and step.paper and not row.text(Column.STEP_PAPER):
        found.append(Objection(Column.STEP_PAPER, f"“{step.kind}”要有{step.paper}，请写明材料名称或者文号。"))
    if result == StepResult.PASSED and until is not None and as_of <= until:
        said = f"公示到{day_words(until)}才期满，“{StepResult.PASSED}”到期满以后才算。"
        found.append(Objection(Column.STEP_RESULT, said))
    return tuple(found)


def day_words(day: date | None) -> str:
    """A day as it is said in a sentence, "" for none."""
    return f"{day.month}月{day.day}日" if day else ""
